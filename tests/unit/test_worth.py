"""`approvals worth`: what to ask first before one decides, from the folder of a sweep; which sweeps cannot tell."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from asking import approvals, done, refusal

from sim.base.language import Language
from sim.studies.design import Study, design_of
from sim.studies.sweep import sweep
from sim.studies.worth import Announce, sentences, worth_document, worth_of
from sim.studies.worth.collecting import from_whom, way_of

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"
RETURNS = "processes.projects.items.filing.steps.review.returns.share"
TIME = "processes.projects.items.filing.steps.review.work.times"
SERVERS = "pools.clerks.servers"
FACTORS: list[dict[str, Any]] = [
    {"path": RETURNS, "low": 0.0, "high": 1.0},
    {"path": TIME, "low": 0.5, "high": 1.5},
    {"path": SERVERS, "levels": [1, 2, 3, 4]},
]
SWITCHED: list[dict[str, Any]] = [{"reform": "more-clerks"}, *FACTORS]
Within = Callable[[dict[str, float]], float]


def mostly_returns(at: dict[str, float]) -> float:
    """P goes from 0.97 where nothing comes back down to 0.87, and the time adds a tenth of that."""
    return 0.92 - 0.1 * (at[RETURNS] - 0.5) - 0.01 * (at[TIME] - 1)


def with_more_clerks(at: dict[str, float]) -> float:
    """More clerks bring seven points where nothing comes back, and cost three where everything does."""
    return 0.7 + (at["more-clerks"] == 1) * 0.1 * (0.7 - at[RETURNS])


def swept(
    folder: Path,
    within: Within = mostly_returns,
    factors: list[dict[str, Any]] = FACTORS,
    design: dict[str, Any] | None = None,
    cost: Within | None = None,
) -> Path:
    """A sweep over some numbers of the town in two replications, with a share within the target that is made up."""
    responses = ["total_days", *(["government_cost_per_year"] if cost is not None else [])]
    study = Study.model_validate(
        {"study": "known", "scenario": "town", "factors": factors, "design": design or {"latin_hypercube": 200},
         "responses": responses, "replications": 2, "target": 25}
    )  # fmt: skip

    def play(design: Any, values: Any, engine: str) -> list[dict[str, Any]]:
        at = {factor.name: float(value) for factor, value in zip(design.factors, values, strict=True)}
        row = {"class": "all", "total_days.n": 10, "total_days.mean": 20.0, "total_days.unfinished": 0.0}
        row |= {"total_days.within": within(at)}
        row |= {} if cost is None else {"government_cost_per_year.mean": cost(at)}
        return [row | {"replication": number} for number in range(2)]

    sweep(design_of(study, "known.yaml", TOWN), folder, workers=1, play=play)
    return folder


def asked(folder: Path, *options: object) -> dict[str, Any]:
    file = folder.parent / "asked.json"
    done("worth", folder, "--clock", "total_days", "--json", file, *options)
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document


def test_what_knowing_a_number_is_worth_before_announcing(tmp_path: Path) -> None:
    """P - 0.9 is uniform from -3 to 7 points: knowing it brings 3²/20; returns are nearly all of it."""
    told = asked(swept(tmp_path / "sweep"))
    assert told["everything"]["value"] == pytest.approx(0.45, abs=0.03)
    first, *_ = told["knowing"]
    assert (first["name"], first["way"], first["telling"]) == (RETURNS, "count", True)
    assert first["share"]["value"] == pytest.approx(0.98, abs=0.02)
    assert first["variance"]["value"] == pytest.approx(0.99, abs=0.02)
    assert [one["telling"] for one in told["knowing"] if one["name"] == SERVERS] == [False]
    assert told["in_turn"][0]["factors"] == [RETURNS]
    assert [one["files"] for one in first["files"]] == [10, 30, 100, 300]
    parts = [one["worth"]["value"] / first["worth"]["value"] for one in first["files"]]
    assert parts == sorted(parts)
    assert parts[0] == pytest.approx(0.81, abs=0.03)
    assert first["enough"] == 30


def test_the_worth_of_three_files_is_what_the_beta_binomial_says(tmp_path: Path) -> None:
    """Of three files none to all may come back, all alike likely, and after k it is (k + 1)/5 on average: P is 5, 3, 1
    or -1 points above 0.9, and only in the last case not to announce is better.
    """
    told = asked(swept(tmp_path / "sweep"), "--files", "3")
    [sample] = told["knowing"][0]["files"]
    part = (0.01 / 4) / 0.0045
    assert sample["worth"]["value"] / told["knowing"][0]["worth"]["value"] == pytest.approx(part, abs=0.03)


def test_it_is_told_in_words_whom_to_ask_first(tmp_path: Path) -> None:
    folder = swept(tmp_path / "sweep")
    said = " ".join(done("worth", folder, "--clock", "total_days").split())
    assert "The decision: announce 25 days from filing to permit if at least 90% of projects are expected" in said
    assert "First go through files at" in said
    assert "“filing: returns at review”: it is worth" in said
    assert "30 files are enough" in said
    chinese = done("worth", folder, "--clock", "total_days", "--lang", "zh")
    assert "首先在" in chinese.replace("\n", "")


def test_what_somebody_asks_about_together_is_valued_so(tmp_path: Path) -> None:
    told = asked(swept(tmp_path / "sweep"), "--group", f"{TIME}, {SERVERS}")
    [both] = told["in_turn"]
    assert both["factors"] == [TIME, SERVERS]
    assert both["share"]["value"] < 0.2
    assert told["asked"]


def test_nothing_matters_where_the_decision_is_clear(tmp_path: Path) -> None:
    folder = swept(tmp_path / "sweep", lambda at: 0.5 + 0.1 * at[RETURNS])
    assert asked(folder)["everything"]["value"] == 0
    said = " ".join(done("worth", folder, "--clock", "total_days").split())
    assert "do not announce" in said
    assert "Nothing that could be found out about the 3 numbers would change this decision." in said


def test_the_threshold_decides_what_is_worth_knowing(tmp_path: Path) -> None:
    folder = swept(tmp_path / "sweep")
    assert asked(folder, "--announce", 0.97)["everything"]["value"] == 0


def test_the_best_package_is_chosen_by_what_is_known(tmp_path: Path) -> None:
    """The gain of more clerks is uniform from -3 to 7 points."""
    folder = swept(tmp_path / "sweep", with_more_clerks, SWITCHED, {"latin_hypercube": 100, "packages": "all"})
    told = asked(folder, "--packages")
    assert told["points"] == 100
    assert [option["reforms"] for option in told["decision"]["options"]] == [[], ["more-clerks"]]
    assert told["everything"]["value"] == pytest.approx(0.45, abs=0.03)
    assert told["knowing"][0]["name"] == RETURNS
    assert told["knowing"][0]["share"]["value"] == pytest.approx(1, abs=0.03)
    said = " ".join(done("worth", folder, "--clock", "total_days", "--packages").split())
    assert "The decision: which of 2 packages brings most projects within 25 days" in said


def test_a_price_of_a_percent_sets_projects_against_costs(tmp_path: Path) -> None:
    """A percent is worth 1,000: the gain is 0 to 10 percent for 4,000 more, and knowing it brings 4²/20 thousand."""

    def within(at: dict[str, float]) -> float:
        return 0.7 + (at["more-clerks"] == 1) * 0.1 * at[RETURNS]

    design = {"latin_hypercube": 100, "packages": "all"}
    folder = swept(tmp_path / "sweep", within, SWITCHED, design, lambda at: 100.0 + 4_000 * at["more-clerks"])
    told = asked(folder, "--packages", "--price", 1_000)
    assert told["decision"]["unit"] == "CNY"
    assert told["everything"]["value"] == pytest.approx(800, abs=15)
    said = " ".join(done("worth", folder, "--clock", "total_days", "--packages", "--price", 1_000).split())
    assert "being worth 1,000 CNY a year" in said


def test_it_keeps_a_document_and_a_table(tmp_path: Path) -> None:
    folder, out = swept(tmp_path / "sweep"), tmp_path / "kept"
    result = approvals("worth", folder, "--clock", "total_days", "-o", out)
    assert result.exit_code == 0
    assert json.loads((out / "worth.json").read_text(encoding="utf-8"))["knowing"][0]["name"] == RETURNS
    table = pd.read_csv(out / "worth.csv", encoding="utf-8-sig")
    assert table["factor"].iloc[0] == RETURNS
    assert len(table) == 3


def test_the_folder_of_a_sensitivity_study_is_asked_for_its_sweep_over_all_ranges(tmp_path: Path) -> None:
    swept(tmp_path / "study" / "budget")
    swept(tmp_path / "study" / "screen", design={"morris": 4})
    assert asked(tmp_path / "study")["knowing"][0]["name"] == RETURNS


def test_every_sentence_is_there_in_both_languages(tmp_path: Path) -> None:
    folder = swept(tmp_path / "sweep")
    document = worth_document(worth_of(folder, Announce(0.9), "total_days", "all"))
    languages: tuple[Language, ...] = ("en", "zh")
    english, chinese = (sentences(document, lang) for lang in languages)
    assert len(english) == len(chinese) >= 5
    assert not any("{" in one for one in (*english, *chinese))


def test_what_cannot_be_told_is_refused(tmp_path: Path) -> None:
    plain = swept(tmp_path / "plain")
    crossed = swept(tmp_path / "crossed", with_more_clerks, SWITCHED, {"latin_hypercube": 30, "packages": "all"})
    mixed = swept(tmp_path / "mixed", with_more_clerks, SWITCHED, {"latin_hypercube": 60})
    few = swept(tmp_path / "few", design={"random": 19})
    clock = ("--clock", "total_days")
    assert "switches 'more-clerks', which is a choice: ask with --packages" in refusal("worth", crossed, *clock)
    assert "give the design of the study 'packages: all'" in refusal("worth", mixed, *clock, "--packages")
    assert "switches no reform" in refusal("worth", plain, *clock, "--packages")
    assert "add government_cost_per_year" in refusal("worth", crossed, *clock, "--packages", "--price", 5)
    assert "sweep at least 20" in refusal("worth", few, *clock)
    assert "--price: is of the choice of a package" in refusal("worth", plain, *clock, "--price", 5)
    assert "--announce: is another decision than --packages" in refusal(
        "worth", crossed, *clock, "--packages", "--announce", 0.8
    )
    assert "--files: found '0': give whole numbers" in refusal("worth", plain, *clock, "--files", "0")
    assert "has no factor 'pools.clerk.servers'" in refusal("worth", plain, *clock, "--group", "pools.clerk.servers")
    assert "--clock: the sweep in" in refusal("worth", plain)


WRITTEN = {
    "base": {
        "departments": {"planning": {"title": {"en": "Planning", "zh": "规划局"}}},
        "pools": {"reviewers": {"department": "planning"}},
        "processes": {
            "projects": {
                "items": {
                    "scheme": {
                        "owner": "government", "department": "planning",
                        "steps": {"review": {"pool": "reviewers"}, "prepare": {"counts_as": "preparation"}},
                    },
                    "survey": {"owner": "intermediary", "steps": {}},
                }
            }
        },
    },
    "reforms": {"e-seal": {"title": {"en": "E-seal", "zh": "电子印章"}}},
}  # fmt: skip
ITEM = "processes.projects.items"


@pytest.mark.parametrize(
    ("name", "more", "way", "who"),
    [
        (f"{ITEM}.scheme.steps.review.work.times", {"days": 0.2}, "time", "Planning"),
        (f"{ITEM}.scheme.steps.prepare.wait.times", {"days": 2.0}, "time", "applicants"),
        (f"{ITEM}.survey.steps.produce.wait.times", {"days": 9.0}, "time", "intermediaries"),
        (f"{ITEM}.scheme.steps.review.returns.share", {}, "count", "Planning"),
        (f"{ITEM}.scheme.promise.days", {"high": 20.0}, "ask", "Planning"),
        (f"{ITEM}.*.steps.review.work.times", {"days": 0.2, "numbers": 4}, "time", "the offices concerned"),
        ("pools.reviewers.servers", {"high": 8.0}, "ask", "Planning"),
        ("calendars.days", {"kind": "alternatives", "low": None}, "ask", "the approval centre"),
        ("reforms.e-seal.changes[0].times.duration", {}, "time", "whoever prepares “E-seal”"),
    ],
)
def test_how_and_from_whom_a_number_is_found_out(name: str, more: dict[str, Any], way: str, who: str) -> None:
    label = {"name": name, "kind": "range", "low": 0.1, "high": 0.9, "numbers": 1} | more
    assert (way_of(label), from_whom(label, WRITTEN).en) == (way, who)
