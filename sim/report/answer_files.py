"""What was found, as files and documents for machines: of an answer, of one scenario, and of the briefing's targets."""

import json
from pathlib import Path
from typing import Final

import pandas as pd

from sim.base.files import write_text
from sim.base.language import Language
from sim.base.sheets import write_table
from sim.charts import gallery as charts
from sim.experiment.answer import FLOORS, Answer
from sim.experiment.documents import document_of
from sim.experiment.paragraph import in_short, paragraph
from sim.experiment.responses import holding_up
from sim.experiment.tables.by_name import of_results
from sim.experiment.tables.scenarios import holding, parties

LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
"""Of the figures; those in the first carry no language in their names."""


def write_answer(answer: Answer, folder: Path) -> list[Path]:
    """The answer as files: figure, tables, paragraph, provenance."""
    paths = _write_figures(answer, folder)
    tables = {
        "responses.csv": answer.table(),
        "holding-up.csv": pd.concat(
            [holding_up(one, "item").assign(scenario=one.scenario.scenario) for one in answer.results]
        ),
    }
    for name, frame in tables.items():
        write_table(frame, folder / name)
        paths.append(folder / name)
    write_text(folder / "answer.txt", paragraph(answer) + "\n")
    write_text(folder / "in-short.txt", in_short(answer) + "\n")
    document = {
        "target": answer.target,
        "own_targets": answer.own_targets,
        **answer.goal.told,
        "results": [
            document_of(result, answer.goal.of(result.scenario.scenario), told)
            for result, told in zip(answer.results, answer.told, strict=True)
        ],
        "floors": {
            name: {"instant": FLOORS[name], **one.provenance, "target": answer.goal.of(one.scenario.scenario)}
            for name, one in answer.floors.items()
        },
    }
    write_text(folder / "answer.json", json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return [*paths, folder / "answer.txt", folder / "in-short.txt", folder / "answer.json"]


def _write_figures(answer: Answer, folder: Path) -> list[Path]:
    """The figures in both languages, the main one as `answer`, and the tables they are drawn from."""
    made = of_results(answer.results, answer.goal)
    pair = [answer.base] + ([answer.best] if answer.best is not answer.base else [])
    made |= {"holding": holding(pair, answer.goal), "parties": parties(pair, answer.goal)}
    paths = []
    for name, rows in made.items():
        paths.append(folder / f"{name}.csv")
        write_table(rows, paths[-1])
    for lang in LANGUAGES:
        for kind, figure in charts.figures(made, lang).items():
            name = "answer" if kind == "distribution" else kind
            paths += charts.save(figure, folder, name if lang == LANGUAGES[0] else f"{name}.{lang}")
    return paths
