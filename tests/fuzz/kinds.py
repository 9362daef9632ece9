"""What is harmed, and what is then asked of it: for each kind a function from luck and a folder to command lines."""

import contextlib
import json
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click
import openpyxl
import pandas as pd
import pyarrow as pa
import yaml
from mutations import ODD, harmed, spoilt

sys.path.append(str(Path(__file__).parents[1] / "unit"))

import good_files
import small_logs
import swept

from sim.cli import main

ROOT: Final = Path(__file__).parents[2]
VALID: Final = ROOT / "tests" / "scenarios" / "valid"
SHIPPED: Final = ROOT / "scenarios"
STUDY: Final = ROOT / "tests" / "unit" / "studies" / "town.yaml"

CHARTS: Final = {
    "frontier.json": "frontier",
    "shares.json": "shares",
    "sensitivity.json": "tornado",
    "chances.csv": "chances",
    "distribution.csv": "distribution",
    "holding.csv": "holding",
    "steps.csv": "waterfall",
    "hours.csv": "load",
    "one_project.csv": "gantt",
    "counters.csv": "counter",
}
"""The chart that is drawn of a file."""
PLACES: Final = {
    "discover": "swept", "indices": "swept", "shares": "packages", "frontier": "packages", "report": "answer",
    "slides": "answer",
}  # fmt: skip
"""The folder of results that a command reads."""

Commands = list[list[str]]
Kind = Callable[[random.Random, Path, Path], Commands]
"""From luck, an empty folder and the folder of good results to what is asked."""


def times(luck: random.Random) -> int:
    return luck.choice([1, 1, 1, 2, 3, 6])


def written(document: Any, file: Path) -> None:
    """A document as YAML; where YAML cannot say it, as JSON, which YAML reads too."""
    try:
        text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    except yaml.YAMLError:
        text = json.dumps(document)
    file.write_bytes(text.encode("utf-8", "surrogatepass"))


def harm_yaml(good: Path, file: Path, luck: random.Random) -> None:
    """Writes a harmed copy of a YAML file: mostly its parts, sometimes its bytes."""
    if luck.random() < 0.25:
        file.write_bytes(spoilt(good.read_bytes(), luck, times(luck)))
        return
    written(harmed(yaml.safe_load(good.read_text(encoding="utf-8")), luck, times(luck)), file)


def scenarios(luck: random.Random, folder: Path, results: Path) -> Commands:
    """A scenario is checked, and if it is good it is played, drawn and resolved."""
    good = luck.choice([*sorted(VALID.glob("*.yaml"))] * 3 + sorted(SHIPPED.glob("*.yaml")))
    shutil.copytree(good.parent / "reforms", folder / "reforms")
    for beside in good.parent.glob("*.yaml"):
        shutil.copy(beside, folder)
    file = folder / good.name
    harm_yaml(good, file, luck)
    if good.parent == SHIPPED:
        return [["check", str(file), "--estimates"]]
    then = luck.choice(
        [["run", str(file), "--replications", "1", "--workers", "1"], ["map", str(file), "-o", str(folder / "m.svg")],
         ["resolve", str(file)], ["answer", str(file), "--replications", "1", "--workers", "1"],
         ["run", str(file), "--replications", "1", "--workers", "1", "--by-month"],
         ["new", str(folder / "new.yaml"), "--from", str(file)]]
    )  # fmt: skip
    return [["check", str(file), "--estimates"], then]


def reforms(luck: random.Random, folder: Path, results: Path) -> Commands:
    """A reform of a package that stands as it was."""
    good = luck.choice([VALID / "town-reformed.yaml", SHIPPED / "full-reform.yaml"])
    shutil.copytree(good.parent / "reforms", folder / "reforms")
    for beside in good.parent.glob("*.yaml"):
        shutil.copy(beside, folder)
    reform = luck.choice(sorted((folder / "reforms").glob("*.yaml")))
    harm_yaml(reform, reform, luck)
    return [["check", str(folder / good.name)]]


def studies(luck: random.Random, folder: Path, results: Path) -> Commands:
    """A study of at most some points, swept."""
    text = (
        STUDY.read_text(encoding="utf-8").replace("../../scenarios/valid", str(VALID)).replace("sobol: 12", "sobol: 4")
    )
    good = folder / "good.yaml"
    good.write_text(text, encoding="utf-8")
    harm_yaml(good, folder / "study.yaml", luck)
    return [["sweep", str(folder / "study.yaml"), "-o", str(folder / "out"), "--workers", "1"]]


def read_back(luck: random.Random, folder: Path, results: Path) -> Commands:
    """One file of what other commands have written is harmed; all is read that can be made of it."""
    copy = folder / "results"
    shutil.copytree(results, copy)
    file = luck.choice(
        [*sorted(copy.rglob("*.json")) * 3, *sorted(copy.rglob("*.csv")), *sorted(copy.rglob("*.parquet"))]
    )
    if file.suffix == ".json" and luck.random() < 0.85:
        document = harmed(json.loads(file.read_text(encoding="utf-8")), luck, times(luck))
        file.write_bytes(json.dumps(document, ensure_ascii=luck.random() < 0.5).encode("utf-8", "surrogatepass"))
    elif file.suffix == ".csv" and luck.random() < 0.7:
        file.write_bytes(_harmed_csv(file.read_text(encoding="utf-8-sig"), luck).encode("utf-8", "replace"))
    else:
        file.write_bytes(spoilt(file.read_bytes(), luck, times(luck)))
    return [[word.replace("{}", str(copy)) for word in command] for command in _readers(file, copy, luck)]


def _readers(file: Path, copy: Path, luck: random.Random) -> Commands:
    """The commands that read this file."""
    inside = file.relative_to(copy).parts
    if inside[0] == "packages":
        return [["shares", "{}/packages"], ["frontier", "{}/packages"]]
    if inside[0] == "swept":
        return [["discover", "{}/swept", "--clock", "total_days"], ["indices", "{}/swept", "--clock", "total_days"],
                ["chart", "contour", "{}/swept", "-o", "{}/c.svg"]]  # fmt: skip
    report = ["report", "{}/answer", *_given(file, copy), "-o", "{}/page.html", "--lang", luck.choice(["en", "zh"])]
    slides = ["slides", "{}/answer", *_given(file, copy), "-o", "{}/deck.pptx"]
    chart = [["chart", CHARTS[file.name], str(file), "-o", "{}/c.svg"]] if file.name in CHARTS else []
    return [luck.choice([report, report, slides]), *chart]


def _given(file: Path, copy: Path) -> list[str]:
    """The study that is harmed, else none."""
    return [str(file)] if file.parent == copy else []


def _harmed_csv(text: str, luck: random.Random) -> str:
    rows = [line.split(",") for line in text.splitlines()]
    for _ in range(times(luck)):
        row = luck.choice(rows)
        way, place = luck.randrange(5), luck.randrange(len(row))
        if way == 0 and len(rows) > 1:
            rows.remove(row)
        elif way == 1:
            row.pop(place) if len(row) > 1 else None
        elif way == 2:
            rows.append(list(row))
        else:
            row[place] = str(luck.choice(ODD)).replace(",", ";")
    return "\n".join(",".join(row) for row in rows) + "\n"


def command_lines(luck: random.Random, folder: Path, results: Path) -> Commands:
    """Any command with options of all sorts, on a small town."""
    name = luck.choice(sorted(main.commands))
    command = main.commands[name]
    words = [name]
    for param in command.params:
        if isinstance(param, click.Argument):
            words += [
                _argument(name, luck, results) for _ in range(luck.choice([0, 1, 1, 1, 2]) if param.nargs != 1 else 1)
            ]
        elif param.name in ("workers", "cluster"):
            continue
        elif luck.random() < 0.3:
            words += [
                luck.choice(param.opts),
                *([] if getattr(param, "is_flag", False) else [_value(param, luck, folder)]),
            ]
    small = {"--replications": "1", "--experiments": "4", "--most-replications": "2", "--workers": "1"}
    known = {option for param in command.params for option in param.opts}
    for option, value in small.items():
        if option in known:
            words += [option, value]
    return [words]


def _argument(name: str, luck: random.Random, results: Path) -> str:
    here = {command: str(results / place) for command, place in PLACES.items()}
    good = {"chart": "chances", "completion": "bash", "sweep": "study.yaml", **here}
    town = str(VALID / luck.choice(["town.yaml", "town-reformed.yaml", "village.yaml"]))
    odd = str(luck.choice(ODD)).replace("\x00", "").encode("utf-8", "replace").decode()
    return luck.choice([good.get(name, town)] * 3 + [town, odd, "", "no-such-file.yaml", "/dev/null", "."])


def _value(param: click.Parameter, luck: random.Random, folder: Path) -> str:
    if isinstance(param.type, click.Choice) and luck.random() < 0.7:
        return str(luck.choice(list(param.type.choices)))
    if isinstance(param.type, click.Path):
        return luck.choice(
            [str(folder / "out"), str(folder / "out.svg"), "/dev/null", "", "/proc/nothing", str(folder)]
        )
    odd = str(luck.choice(ODD)).replace("\x00", "").encode("utf-8", "replace").decode()
    return luck.choice(["1", "2", "0.5", "50", "all", "total_days", "total_days.mean", "more-clerks", odd, odd])


def logs(luck: random.Random, folder: Path, results: Path) -> Commands:
    """A city's log or the map that reads it; the log is looked at, mapped, checked and held to a scenario."""
    rows = small_logs.many(luck.choice([2, 20]), luck.choice([1, 10]))
    chart = small_logs.written(folder, small_logs.states(rows))
    if luck.random() < 0.5:
        harm_yaml(chart, chart, luck)
    else:
        file = folder / "log.csv"
        text = file.read_text(encoding="utf-8")
        harm = spoilt(text.encode(), luck, times(luck)) if luck.random() < 0.4 else _harmed_csv(text, luck).encode()
        file.write_bytes(harm)
    check = [
        "log",
        "check",
        "--map",
        str(chart),
        *luck.choice([[], ["--json", "-"], ["-o", str(folder / "page.html")]]),
    ]
    new = ["log", "map", str(folder / "log.csv"), "-o", str(folder / "new.yaml")]
    calibrate = ["calibrate", "--map", str(chart), "--scenario", str(VALID / "town.yaml"), "-o", str(folder / "c.yaml")]
    return [luck.choice([check, check, new, calibrate])]


FORMS: Final = {"map": "log.csv", "events": "log.csv", "wide": "wide.csv", "xes": "log.xes", "xlsx": "log.xlsx"}
"""By map, the log that it reads."""


def forms(luck: random.Random, folder: Path, results: Path) -> Commands:
    """A map of any form, or the log that it reads: CSV, XES or a workbook; the log is checked or held to a scenario."""
    good_files.good(folder)
    name = luck.choice(list(FORMS))
    file, chart = folder / FORMS[name], folder / f"{name}.yaml"
    if luck.random() < 0.4:
        harm_yaml(chart, chart, luck)
    elif file.suffix == ".xlsx" and luck.random() < 0.7:
        _harm_workbook(file, luck)
    elif file.suffix == ".csv" and luck.random() < 0.5:
        file.write_bytes(_harmed_csv(file.read_text(encoding="utf-8"), luck).encode("utf-8", "replace"))
    else:
        file.write_bytes(spoilt(file.read_bytes(), luck, times(luck)))
    town = ["--scenario", str(VALID / "town.yaml")]
    return [
        luck.choice(
            [["log", "check", "--map", str(chart), *luck.choice([[], ["--lang", "zh"], ["--json", "-"]])],
             ["log", "check", "--map", str(chart), "-o", str(folder / "page.html")],
             ["log", "map", str(file), "-o", str(folder / "new.yaml")],
             ["log", "fit", "--map", str(chart), *town],
             ["forecast", town[1], "--map", str(chart), "--replications", "2", "--months", "2"],
             ["calibrate", "--map", str(chart), *town, "-o", str(folder / "c.yaml")]]
        )
    ]  # fmt: skip


def _harm_workbook(file: Path, luck: random.Random) -> None:
    """Some cells hold something else, or stand elsewhere."""
    book = openpyxl.load_workbook(file)
    for _ in range(times(luck)):
        cell = luck.choice(luck.choice(list(book.active.iter_rows())))
        odd = luck.choice(ODD)
        with contextlib.suppress(ValueError, TypeError, openpyxl.utils.exceptions.IllegalCharacterError):
            luck.choice(
                [lambda cell=cell, odd=odd: setattr(cell, "value", odd), lambda: book.active.insert_rows(1),
                 lambda: book.create_sheet("two", 0), lambda cell=cell: book.active.delete_cols(cell.column)]
            )()  # fmt: skip
    with contextlib.suppress(UnicodeEncodeError):
        book.save(file)


def sweeps(luck: random.Random, folder: Path, results: Path) -> Commands:
    """The folder of a sweep that is done: a table or the manifest is harmed, and told to be as it was written."""
    good_files.good(folder)
    kept = folder / "swept"
    if luck.random() < 0.4:
        manifest = kept / "manifest.json"
        document = harmed(json.loads(manifest.read_text(encoding="utf-8")), luck, times(luck))
        manifest.write_bytes(json.dumps(document).encode("utf-8", "surrogatepass"))
    else:
        _harm_table(kept / luck.choice(["runs.parquet", "points.parquet"]), luck)
    clock = ["--clock", luck.choice(["total_days", "total_days", "total_days", "land_days"])]
    lang = luck.choice([[], ["--lang", "zh"]])
    return [
        luck.choice(
            [["worth", str(kept), *clock, *lang], ["worth", str(kept), *clock, "--packages"],
             ["indices", str(kept), *clock], ["discover", str(kept), *clock],
             ["chart", "contour", str(kept), "-o", str(folder / "c.svg")]]
        )
    ]  # fmt: skip


def _harm_table(file: Path, luck: random.Random) -> None:
    """A column holds other values or is gone, or rows are; the manifest says that the table is so."""
    table = pd.read_parquet(file)
    for _ in range(times(luck)):
        column, way = luck.choice(list(table)), luck.randrange(5)
        if way == 0 and len(table.columns) > 1:
            table = table.drop(columns=column)
        elif way == 1:
            table = table.sample(frac=luck.choice([0, 0.5, 1]), random_state=luck.randrange(99))
        elif way == 2:
            table = pd.concat([table, table])
        elif way == 3:
            table[column] = luck.choice([None, float("nan"), float("inf"), -1, 0, 1e308, True, "x", 2**53])
        else:
            table[column] = table[column].astype(luck.choice([str, object]))
    with contextlib.suppress(pa.ArrowException):
        table.to_parquet(file)
    swept.sign(file.parent)


KINDS: Final[dict[str, Kind]] = {
    "scenarios": scenarios,
    "reforms": reforms,
    "studies": studies,
    "results": read_back,
    "logs": logs,
    "forms": forms,
    "sweeps": sweeps,
    "commands": command_lines,
}
