"""Logs of every form with the maps that read them, and a sweep that is done: all good, to be harmed."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import small_logs
import swept
import yaml
from openpyxl import Workbook

WIDE = {
    "log": {"form": "wide"}, "tables": {"rows": "log.csv"}, "case": "gcdm", "item": {"all": "permit"},
    "moments": {"received": "sjsj", "decided": "bjsj"},
}  # fmt: skip
EVENTS = {**small_logs.STATES_MAP, "log": {"form": "events"}, "state": {"column": "blzt", "codes": {"1": "received"}}}
XES_MAP = {
    "log": {"form": "xes"}, "tables": {"rows": "log.xes"}, "case": "case:concept:name",
    "item": {"all": "permit"}, "state": {"column": "concept:name", "codes": "words"}, "time": "time:timestamp",
}  # fmt: skip
EVENT = '<event><string key="concept:name" value="{}"/><date key="time:timestamp" value="{}"/></event>'
XES = f"""<?xml version="1.0" encoding="UTF-8"?>
<log xmlns="http://www.xes-standard.org/">
  <trace>
    <string key="concept:name" value="A"/>
    {EVENT.format("received", "2019-03-04T09:00:00+08:00")}
    {EVENT.format("approved", "2019-03-08T09:30:00+08:00")}
  </trace>
  <trace>
    <string key="concept:name" value="B"/>
    {EVENT.format("received", "2019-03-05T10:00:00+08:00")}
  </trace>
</log>
"""
CASES = "A,2019-03-04 09:00,2019-03-14 16:20\nB,2019-03-12 14:10,2019-03-20 09:00\n"


def good(folder: Path) -> None:
    """A log of states, one of the other forms each, and a sweep that is done, all of them good."""
    small_logs.written(folder, small_logs.states(small_logs.two_cases()))
    (folder / "events.yaml").write_text(yaml.safe_dump(EVENTS, sort_keys=False), encoding="utf-8")
    (folder / "wide.csv").write_text(f"gcdm,sjsj,bjsj\n{CASES}", encoding="utf-8")
    (folder / "wide.yaml").write_text(yaml.safe_dump(WIDE | {"tables": {"rows": "wide.csv"}}, sort_keys=False))
    (folder / "log.xes").write_text(XES, encoding="utf-8")
    (folder / "xes.yaml").write_text(yaml.safe_dump(XES_MAP, sort_keys=False), encoding="utf-8")
    rows = small_logs.states(small_logs.two_cases()).splitlines()
    (folder / "log.xlsx").write_bytes(workbook([row.split(",") for row in rows]))
    (folder / "xlsx.yaml").write_text(
        yaml.safe_dump(small_logs.STATES_MAP | {"tables": {"rows": "log.xlsx"}}, sort_keys=False), encoding="utf-8"
    )
    swept_folder(folder / "swept")


def workbook(rows: list[list[Any]]) -> bytes:
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def swept_folder(folder: Path) -> None:
    """A sweep over two numbers at 24 points."""
    folder.mkdir()
    points = range(24)
    runs = {"point": [*points], "replication": [0] * 24, "class": ["all"] * 24, "growing_a_month": [0.0] * 24}
    runs |= {f"total_days.{name}": [40.0 + point for point in points] for name in ("mean", "p50", "p90")}
    runs |= {"total_days.n": [9] * 24, "total_days.within": [point / 24 for point in points]}
    pd.DataFrame(runs | {"total_days.unfinished": [0.0] * 24}).to_parquet(folder / "runs.parquet")
    values = {"desks": [1 + point % 2 for point in points], "rate": [point / 24 for point in points]}
    pd.DataFrame({"point": [*points], **values}).to_parquet(folder / "points.parquet")
    swept.write_manifest(folder, points=24)
