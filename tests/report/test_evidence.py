"""What a report says of the numbers that a city's own log has measured."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.base.errors import UserError
from sim.base.language import Language
from sim.logs.fit import Fit, Row
from sim.report.assumptions import value_of
from sim.report.evidence import evidence
from sim.report.read import Findings
from sim.report.study_documents import checked_study, kind_of
from sim.scenario.quantities import SHAPES

FIT = Fit(
    "my-city",
    "2017-02-12",
    "2017-08-01",
    105,
    (
        Row("p50", "", 278.7, 277.0, 1.7, 4.7, "days", 9.0),
        Row("item_p90", "filing", np.inf, 10.2, np.nan, None, "days"),
        Row("cycle", "", None, None, 247.6, 207.9, "hours", 107.9),
    ),
)


def measured(name: str, value: float, *, outside: bool, **more: Any) -> dict[str, Any]:
    return {
        "address": f"processes.investment.items.{name}",
        "status": "measured",
        "reason": "returns",
        "why": "share that is sent back",
        "title_en": f"{name}: sent back",
        "title_zh": f"{name}：补正",
        "base": 0.14,
        "base_range": [0.08, 0.25],
        "value": value,
        "range": [value / 2, value * 2],
        "outside": outside,
        "n": 62,
        **more,
    }


def untouched(reason: str) -> dict[str, Any]:
    return {"address": "x", "status": "untouched", "reason": reason, "why": "", "base": 1.0, "base_range": None}


@pytest.fixture
def document() -> dict[str, Any]:
    return {
        "kind": "calibration",
        "format": 1,
        "scenario": "my-city",
        "base": "practice-2016",
        "process": "investment",
        "log": {"files": ["details.csv"], "events": 6792, "cases": 195, "digest": "bb5ef85feef0"},
        "seed": 1,
        "count": {"measured": 2, "bounded": 0, "jointly": 0, "untouched": 3},
        "items_not_in_base": [],
        "slower_as_played": {},
        "edges": [],
        "numbers": [
            measured("filing", 0.12, outside=False, open="<5"),
            measured("permit", 0.06, outside=True, open=0),
            untouched("heads"),
            untouched("prices"),
            untouched("heads"),
        ],
        "fit": FIT.document("zh"),
        "worlds": {"tried": 40, "kept": 10, "empty": 1, "numbers": 687, "excluded_by": {}, "moved": {}},
    }


def told(document: dict[str, Any]) -> Findings:
    return Findings({}, {}, studies={"calibration": checked_study("calibration", document, Path("evidence.json"))})


def test_what_the_base_had_wrong_comes_first_with_range_and_cases(document: dict[str, Any]) -> None:
    section = evidence(told(document), "en")
    assert section is not None
    assert section.title == "What our own log has measured (195 cases)"
    wrong, others, why, fit = section.tables
    assert wrong.rows == [
        ["permit: sent back", "0.14 [0.08–0.25]", "0.06 [0.03–0.12]", "62", "0",
         "share that is sent back at this answer (Jeffreys)"]
    ]  # fmt: skip
    assert [row[4] for row in others.rows] == ["fewer than 5"]
    assert [row[1] for row in why.rows] == ["2", "1"]
    assert not wrong.folded
    assert others.folded
    assert fit.rows[1][:3] == ["90 % of filing within, calendar days", "not reached", "10.2"]
    assert fit.rows[2][1:4] == ["", "", "247.6"]


def test_the_paragraphs_say_the_log_the_counts_the_worlds_and_the_fit(document: dict[str, Any]) -> None:
    section = evidence(told(document), "zh")
    assert section is not None
    log, count, worlds, fit = section.paragraphs
    assert "195个项目、6,792条记录" in log
    assert count.startswith("测得2个数，界定0个")
    assert worlds.startswith("40个联合情景（687个数值）中有10个与日志相符")
    assert fit == FIT.sentence("zh")


def test_no_evidence_no_section() -> None:
    assert evidence(Findings({}, {}), "en") is None


def test_a_fit_that_was_written_is_the_fit_that_is_read() -> None:
    again = Fit.of_document(FIT.document("en"))
    assert again.document("zh") == FIT.document("zh")
    assert [row.cells("en") for row in again.rows] == [row.cells("en") for row in FIT.rows]


def test_evidence_is_known_by_its_numbers_and_refused_where_they_do_not_fit(document: dict[str, Any]) -> None:
    assert kind_of(document) == "calibration"
    document["numbers"][0]["value"] = None
    with pytest.raises(UserError, match=r"filing is measured and has no value, range or title.*calibrate"):
        told(document)
    document["numbers"][0] |= {"value": 0.1, "reason": "hearsay"}
    with pytest.raises(UserError, match="its reason hearsay is none that this program knows"):
        told(document)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_a_duration_has_its_words(shape: str, lang: Language) -> None:
    """Quantiles had none, and the report of a city that had measured a duration ended there."""
    one = {"shape": shape, "value": "1 / 2 / 3", "unit": "days"}
    assert "1 / 2 / 3" in value_of(one, lang)
