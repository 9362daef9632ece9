"""What was found, as files and documents for machines: of an answer, of one scenario, and of the briefing's targets."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.base.files import write_text
from sim.base.language import Language
from sim.base.sheets import write_table
from sim.charts import gallery as charts
from sim.experiment import tables
from sim.experiment.answer import FLOORS, Answer
from sim.experiment.documents import document_of
from sim.experiment.paragraph import in_short, paragraph
from sim.experiment.replications import Result
from sim.experiment.responses import holding_up
from sim.experiment.tables.by_name import of_results
from sim.experiment.tables.scenarios import holding, parties, titled

LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
"""Of the figures; those in the first carry no language in their names."""
DRAWN: Final = ("distribution", "chances", "parties", "holding")
"""The tables that these are drawn from."""


def tables_of(answer: Answer) -> dict[str, pd.DataFrame]:
    """The tables that follow from the results of an answer, by the names of their files."""
    drawn = of_results(answer.results, answer.goal)
    pair = [answer.base] + ([answer.best] if answer.best is not answer.base else [])
    drawn |= {"holding": holding(pair, answer.goal), "parties": parties(pair, answer.goal)}
    return {
        **drawn,
        **tables.details(answer.results),
        "responses": answer.table(),
        "holding-up": pd.concat([_by_item(one) for one in answer.results]),
    }


def _by_item(result: Result) -> pd.DataFrame:
    """What holds projects up, item by item."""
    held, items = holding_up(result, "item"), result.scenario.processes[result.process].items
    titles = [titled("item", name, items[name].title if name in items else None) for name in held["item"]]
    columns: dict[str, Any] = {f"item_{lang}": [one[f"item_{lang}"] for one in titles] for lang in LANGUAGES}
    return held.assign(scenario=result.scenario.scenario, **columns)


def write_answer(answer: Answer, found: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """The answer as files: figures, the tables *found*, paragraph, provenance."""
    paths = [folder / f"{name}.csv" for name in found]
    for path, frame in zip(paths, found.values(), strict=True):
        write_table(frame, path)
    paths += _write_figures(found, folder)
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
        "costs": _cost_records(answer),
        "floors": {
            name: {"instant": FLOORS[name], **one.provenance, "target": answer.goal.of(one.scenario.scenario)}
            for name, one in answer.floors.items()
        },
    }
    write_text(folder / "answer.json", json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return [*paths, folder / "answer.txt", folder / "in-short.txt", folder / "answer.json"]


def _cost_records(answer: Answer) -> list[dict[str, object]]:
    """What each scenario costs, for machines: a number that cannot be told is null."""
    rows = answer.costs.to_dict("records")
    return [{str(name): None if value != value else value for name, value in row.items()} for row in rows]


def _write_figures(found: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """The figures of the tables in both languages, the main one as `answer`."""
    drawn = {name: found[name] for name in DRAWN}
    paths = []
    for lang in LANGUAGES:
        for kind, figure in charts.figures(drawn, lang).items():
            name = "answer" if kind == "distribution" else kind
            paths += charts.save(figure, folder, name if lang == LANGUAGES[0] else f"{name}.{lang}")
    return paths
