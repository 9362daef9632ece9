"""What scenarios cost, against a village whose days and prices are known: a year, a project, a day saved, in words."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from asking import done

from sim.experiment.cost_words import WORDING, cost_table, costs_in_words
from sim.experiment.goals import goal_of
from sim.experiment.replications import Settings, run
from sim.experiment.tables import costs
from sim.experiment.tables.costs import _untold
from sim.scenario import load_scenario
from sim.statistics.paired import Statistic

VILLAGE = Path(__file__).parents[1] / "behaviour" / "scenarios" / "village"
PRICES = {
    "staff_hour": {"value": 10, "range": [5, 20], "grade": "estimate"}, "applicant_hour": 0, "trip_hours": 0,
    "trip_fare": 0, "document_hours": 0, "correction_hours": 0,
}  # fmt: skip


def city(folder: Path, *reforms: str, **parts: object) -> Path:
    """The village with prices, and these reforms; nobody is paid for staying in it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(VILLAGE / "reforms", folder / "reforms", dirs_exist_ok=True)
    if not (folder / "priced.yaml").exists():
        document = yaml.safe_load((VILLAGE / "village.yaml").read_text(encoding="utf-8"))
        pools = {name: pool | {"paid": False} for name, pool in document["pools"].items()}
        told = document | {"scenario": "priced", "costs": PRICES, "pools": pools} | parts
        (folder / "priced.yaml").write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    if not reforms:
        return folder / "priced.yaml"
    name = "-".join(reforms)
    file = folder / f"{name}.yaml"
    told = {"scenario": name, "title": name, "extends": "priced.yaml", "reforms": list(reforms)}
    file.write_text(yaml.safe_dump(told), encoding="utf-8")
    return file


def rows(*files: Path, replications: int = 4) -> pd.DataFrame:
    scenarios = [load_scenario(file) for file in files]
    results = run(scenarios, Settings(1, replications, workers=1))
    return costs(results, results[0], goal_of(scenarios, 60))


def of(told: pd.DataFrame, scenario: str, clock: str = "total_days") -> dict[str, object]:
    rows = told.to_dict("records")
    return next(row for row in rows if (row["scenario"], row["clock"]) == (scenario, clock))


def test_a_day_saved_costs_what_the_reform_costs_a_project_over_the_days(tmp_path):
    """No scheme review costs 900 a year and saves every project 40 days."""
    told = rows(city(tmp_path), city(tmp_path, "no-scheme"))
    row = of(told, "no-scheme")
    assert (row["more"], row["saved"]) == (900, pytest.approx(40))
    assert row["more_project"] == pytest.approx(900 / row["projects"])
    assert row["per_day"] == pytest.approx(900 / row["projects"] / 40)
    assert row["per_day_low"] < row["per_day"] < row["per_day_high"], "by chance more or fewer projects come"
    assert (row["per_day_is"], of(told, "priced")["per_day_is"]) == ("told", "base")


def test_the_range_of_a_reforms_cost_goes_through_to_the_day(tmp_path):
    """Half the scheme costs 200 to 500 a year, 300 as it stands, and saves 20 days."""
    row = of(rows(city(tmp_path), city(tmp_path, "half-scheme")), "half-scheme")
    assert (row["more_range_low"], row["more_range_high"]) == (200, 500)
    assert row["per_day_range_low"] == pytest.approx(row["per_day"] * 2 / 3)
    assert row["per_day_range_high"] == pytest.approx(row["per_day"] * 5 / 3)


def test_of_days_that_are_lost_and_of_one_replication_no_price_is_told(tmp_path):
    longer = rows(city(tmp_path), city(tmp_path, "extra-form"))
    row = of(longer, "extra-form")
    assert (row["per_day_is"], row["unpriced"]) == ("longer", "extra-form")
    said = " ".join(costs_in_words(longer, "extra-form", str, "en"))
    assert "No day is saved from filing to permit: a project takes 10.0 more." in said
    assert "Not in it, for they do not say what they cost: extra-form." in said
    once = rows(city(tmp_path), city(tmp_path, "no-scheme"), replications=1)
    assert of(once, "no-scheme")["per_day_is"] == "unknown"
    assert "cannot be told from one replication" in " ".join(costs_in_words(once, "no-scheme", str, "en"))


def test_of_days_that_are_not_surely_saved_no_price_is_told():
    assert _untold(Statistic(1.0, np.array([-1.0, 0, 1.0]))) == "open"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_is_said_in_words_that_prices_are_assumptions(tmp_path, lang):
    told = rows(city(tmp_path), city(tmp_path, "no-scheme"))
    said = " ".join(costs_in_words(told, "no-scheme", str, lang))
    assert ("no-scheme adds 900 CNY a year" if lang == "en" else "no-scheme每年增加支出900元") in said
    assert ("1 of 9 are estimates" if lang == "en" else "9项价格中1项为估计值") in said
    caption, heads, cells = cost_table(told, str, lang)
    assert ("assumed prices" if lang == "en" else "假设价格") in caption
    assert [row[0] for row in cells] == ["priced", "no-scheme"]
    assert len(heads) == 7


def test_staff_at_the_ends_of_their_price(tmp_path):
    """Two pools of government are paid by the hour: at 5 or 20 a year costs half or twice as much."""
    file = city(tmp_path, pools=yaml.safe_load((VILLAGE / "village.yaml").read_text(encoding="utf-8"))["pools"])
    row = of(rows(file), "priced")
    assert row["government_range_low"] == pytest.approx(row["government"] / 2)
    assert row["government_range_high"] == pytest.approx(row["government"] * 2)


def test_the_answer_tells_costs_on_the_screen_and_in_its_files(tmp_path):
    out = tmp_path / "out"
    few = ("--replications", 2, "--workers", 1, "--out", out)
    said = " ".join(done("answer", city(tmp_path), city(tmp_path, "no-scheme"), *few).split())
    assert "What it costs at assumed prices, in 1,000 CNY" in said
    assert "These prices are assumptions, not accounts" in said
    told = json.loads((out / "answer.json").read_text(encoding="utf-8"))["costs"]
    assert [row["per_day_is"] for row in told] == ["base", "base", "told", "told"]
    assert told[0]["more"] is None
    assert "costs" in json.loads((out / "report.json").read_text(encoding="utf-8"))["tables"]
    done("report", out, "-o", tmp_path / "page.html", "--lang", "zh")
    assert "按假设价格计算的成本" in (tmp_path / "page.html").read_text(encoding="utf-8")
    done("slides", out, "-o", tmp_path / "deck.pptx")


def test_without_prices_nothing_is_said(tmp_path):
    shutil.copytree(VILLAGE, tmp_path / "village")
    told = rows(tmp_path / "village" / "village.yaml")
    assert told.empty
    assert costs_in_words(told, "village", str, "en") == []


def test_every_word_is_there_in_both_languages():
    assert all({"en", "zh"} == said.keys() for said in WORDING.words().values())
