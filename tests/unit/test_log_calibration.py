"""From a log to a scenario: what is recovered, what is not replaced, what the files say, and the quick theorems."""

import gzip
import json
import random
import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from asking import done, refusal

import sim
from sim.logs.arrivals import bunching
from sim.logs.calibrate import Calibration, calibrate
from sim.logs.estimates import CurveEstimate, NumberEstimate
from sim.logs.evidence import Evidence
from sim.logs.log import Log, part_of
from sim.logs.numbers import incidence
from sim.logs.played import log_of
from sim.logs.read import read_log
from sim.logs.survival import Durations, Survival
from sim.logs.write import own_map, write_log
from sim.report.study_documents import checked_study, kind_of
from sim.scenario.addresses import as_keys, at, with_numbers
from sim.scenario.load import as_document

TOWN = Path(__file__).parent / "scenarios" / "platform.yaml"
EXPORT = Path(__file__).parents[2] / "studies" / "platform-export"
ITEMS = "processes.projects.items"
MOVED = {
    "processes.projects.arrivals.per_year": 420.0,
    f"{ITEMS}.permit.steps.accept.returns.share": 0.45,
    f"{ITEMS}.permit.steps.review.returns.share": 0.35,
    f"{ITEMS}.study.applies.new-land": 0.6,
    "processes.projects.traits.prepared.all": 0.7,
    f"{ITEMS}.permit.steps.circulate.until.times": 1.3,
    f"{ITEMS}.permit.steps.notice.wait.times": 1.8,
    f"{ITEMS}.permit.steps.prepare.again.times": 0.6,
    f"{ITEMS}.study.steps.produce.wait.times": 1.5,
}
"""A world that is not the base's."""


def world(**changes: float) -> sim.Scenario:
    numbers = {as_keys(place): value for place, value in {**MOVED, **changes}.items()}
    return with_numbers(sim.load_scenario(TOWN), numbers, "world")


def log_from(scenario: sim.Scenario, seed: int = 1, until: int | None = None) -> Log:
    plan = sim.lower(scenario)
    draws = sim.draw(plan, seed, 0)
    return log_of(plan, draws, sim.simulate(plan, draws), own_map(), until=until)


@pytest.fixture(scope="module")
def log() -> Log:
    return log_from(world())


@pytest.fixture(scope="module")
def found(log: Log) -> Calibration:
    return calibrate(log, sim.load_scenario(TOWN))


def mean_of(scenario: sim.Scenario, item: str, step: str, path: str) -> float:
    duration = getattr(scenario.processes["projects"].items[item].steps[step], path)
    return float(duration.distribution.mean() * duration.times.value)


# What is recovered


def test_plain_numbers_of_another_world_are_recovered(found: Calibration) -> None:
    measured = {one.address: one for one in found.estimates if isinstance(one, NumberEstimate)}
    for place, truth in MOVED.items():
        if not place.endswith("times"):
            assert measured[place].low <= truth <= measured[place].high, place
            assert measured[place].value == pytest.approx(truth, rel=0.25)


def test_durations_are_recovered_with_what_else_is_in_their_stretch(found: Calibration) -> None:
    measured = {
        (one.subject.name, one.subject.step, one.path): one for one in found.estimates if isinstance(one, CurveEstimate)
    }
    assert len(measured) == 9
    truth = world()
    for (item, step, path), one in measured.items():
        expected = mean_of(truth, item, step, path)
        assert one.mean == pytest.approx(expected, rel=0.1), (item, step, path)
        assert one.low * one.mean <= expected * 1.03
        assert one.high * one.mean >= expected * 0.97


def test_the_calibrated_scenario_takes_as_long_as_the_world_it_was_measured_on(found: Calibration) -> None:
    settings = sim.Settings(seed=3, replications=4, workers=1)
    [truth], [measured] = sim.run([world()], settings), sim.run([found.scenario()], settings)
    for clock in ("government_days", "total_days"):
        theirs, ours = (one.permitted()[clock] for one in (truth, measured))
        assert ours.median() == pytest.approx(theirs.median(), rel=0.05), clock
        assert ours.quantile(0.9) == pytest.approx(theirs.quantile(0.9), rel=0.05), clock


def test_limits_and_promises_are_those_of_most_rows(found: Calibration) -> None:
    days = {one.address: one.value for one in found.estimates if one.address.endswith(".days")}
    assert days == {
        f"{ITEMS}.filing.promise.days": 5,
        f"{ITEMS}.permit.promise.days": 10,
        f"{ITEMS}.permit.limit.days": 20,
    }


def test_a_ledger_with_one_cell_for_corrections_gives_the_same_shares(tmp_path: Path, log: Log) -> None:
    """Of later corrections it tells nothing: who had one before acceptance tells nothing of the review."""
    names = {"received": "收件", "accepted": "受理", "corrections-asked": "补正告知", "corrections-in": "补正完成"}
    names |= {"special-begun": "特别程序开始", "special-ended": "特别程序结束", "approved": "办结"}
    events = log.events[(log.events["item"] == "permit") & log.events["state"].isin(list(names))]
    rows = events.pivot_table(index="case", columns="state", values="time", aggfunc="first", observed=True)
    rows.rename(columns=names).to_csv(tmp_path / "log.csv")
    moments = {("decided" if state == "approved" else state): head for state, head in names.items()}
    document = {"log": {"form": "wide"}, "tables": {"rows": "log.csv"}, "case": "case", "item": {"all": "permit"}}
    (tmp_path / "map.yaml").write_text(yaml.safe_dump({**document, "moments": moments}), encoding="utf-8")
    found = calibrate(read_log(tmp_path / "map.yaml"), sim.load_scenario(TOWN))
    measured = {one.address: one for one in found.estimates}
    for step, truth in (("accept", 0.45), ("review", 0.35)):
        one = measured[f"{ITEMS}.permit.steps.{step}.returns.share"]
        assert isinstance(one, NumberEstimate)
        assert one.low <= truth <= one.high, step
    decision = measured[f"{ITEMS}.permit.steps.circulate.until"]
    assert isinstance(decision, CurveEstimate)
    assert decision.mean == pytest.approx(mean_of(world(), "permit", "circulate", "until"), rel=0.06)
    assert {one.why for one in found.left if one.address.endswith("accept.returns.again")} == {"lost"}


def test_milestones_without_a_begin_are_measured_from_what_comes_before() -> None:
    """A log of ends only: what is not there yet counts as open, for everybody needs it."""
    time = {"days": {"lognormal": {"mean": 90, "cv": 1.2}}, "range": [0.2, 2]}
    document = {
        "scenario": "milestones",
        "title": "Milestones",
        "start": "2016-01-04",
        "run": {"length": "3 years", "warm_up": "1 year"},
        "legal_calendar": "always",
        "calendars": {"always": {"days": "mon-sun", "hours": ["00:00-24:00"]}},
        "processes": {
            "projects": {
                "arrivals": {"per_year": 200},
                "items": {
                    "plan": {"owner": "applicant", "steps": {"draw": {"wait": "5 days", "calendar": "always"}}},
                    "permit": {
                        "owner": "applicant",
                        "after": ["plan"],
                        "steps": {"decide": {"wait": time, "calendar": "always"}},
                    },
                },
            }
        },
    }
    scenario = sim.Scenario.model_validate(document)
    log = log_from(scenario, until=400 * 1440)
    ends = part_of(log, (log.events["state"] == "approved").to_numpy())
    [permit] = [one for one in calibrate(ends, scenario, play=False).estimates if one.address.endswith("decide.wait")]
    assert isinstance(permit, CurveEstimate)
    assert permit.sample.open > 30
    finished = np.mean([row for row in permit.curve if row < 200])
    assert finished < permit.mean
    assert permit.low * permit.mean <= 90 <= permit.high * permit.mean


# What is not


def test_a_number_with_fewer_than_twenty_observations_is_left_and_told() -> None:
    early = log_from(world(), until=40 * 1440)
    left = {one.address: one for one in calibrate(early, sim.load_scenario(TOWN), play=False).left}
    assert left["processes.projects.arrivals.per_year"].why == "few"
    assert left[f"{ITEMS}.permit.steps.accept.returns.share"].why == "few"
    assert left[f"{ITEMS}.permit.steps.accept.returns.share"].n < 20


def test_what_comes_after_an_item_that_is_not_in_the_log_is_not_taken_for_preparation(log: Log) -> None:
    """Without the studies of intermediaries, what lies between filing and permit is theirs, and not the applicant's."""
    without = part_of(log, (log.events["item"] != "study").to_numpy())
    assert without.known_items == ["filing", "permit"]
    measured = {one.address for one in calibrate(without, sim.load_scenario(TOWN), play=False).estimates}
    assert f"{ITEMS}.permit.steps.accept.wait" in measured
    assert f"{ITEMS}.permit.steps.prepare.wait" not in measured


def test_a_duration_of_which_most_are_open_is_left_and_told(log: Log) -> None:
    early = log_from(world(**{f"{ITEMS}.study.steps.produce.wait.times": 3.0}), until=60 * 1440)
    left = {one.address: one for one in calibrate(early, sim.load_scenario(TOWN), play=False).left}
    assert left[f"{ITEMS}.study.steps.produce.wait"].why in ("open", "few")


def test_hours_heads_and_availability_are_never_measured(found: Calibration) -> None:
    """Work halved with availability halved gives logs equal in law: neither may be taken for measured."""
    entries = Evidence(found).entries
    of_heads = [one for one in entries if one.address.startswith("pools.") or ".review.work" in one.address]
    assert len(of_heads) >= 5
    assert {one.status for one in of_heads} <= {"jointly", "untouched"}
    assert {one.why for one in of_heads if one.address.startswith("pools.")} == {"heads"}


def test_handlers_of_the_fullest_week_bound_the_servers(log: Log) -> None:
    handled = replace(log, events=log.events.assign(handler=np.arange(len(log.events)) % 5))
    found = calibrate(handled, sim.load_scenario(TOWN), play=False)
    [servers] = [one for one in Evidence(found).entries if one.address == "pools.reviewers.servers"]
    assert (servers.status, servers.value, servers.range) == ("bounded", 4, (2, 5))
    assert found.scenario().pools["reviewers"].servers.bounds() == (2, 5)


def test_every_number_of_the_base_has_a_status_and_a_reason(found: Calibration) -> None:
    evidence = Evidence(found)
    count = evidence.count()
    assert count["measured"] == len(found.estimates)
    assert count["jointly"] > 0
    assert count["untouched"] > 0
    for lang in ("en", "zh"):
        document = evidence.as_document(lang)
        assert all(one["why"] for one in document["numbers"])
    outside = [one.address for one in evidence.measured if one.outside]
    assert [one.address for one in evidence.measured][: len(outside)] == outside


# Theorems


def test_finished_cases_only_are_too_quick_and_kaplan_and_meier_is_right() -> None:
    """Exports after twelve months of 230 arrivals, lognormal times of mean 90 days and cv 1.2: P(T <= 50) is 0.440."""
    rng = np.random.default_rng(1)
    sigma = np.sqrt(np.log(1 + 1.2**2))
    finished, weighted, held = [], [], 0
    for _ in range(60):
        start = np.sort(rng.uniform(0, 365, rng.poisson(230)))
        time = rng.lognormal(np.log(90) - sigma**2 / 2, sigma, len(start))
        still = start + time > 365
        finished.append(float((time[~still] <= 50).mean()))
        spent = np.where(still, 365 - start, time)
        value, low, high = Survival(Durations(spent, still, (start // 30.4).astype(np.int64))).within(50)
        weighted.append(value)
        held += low <= 0.440 <= high
    assert np.mean(finished) == pytest.approx(0.53, abs=0.015)
    assert np.mean(weighted) == pytest.approx(0.440, abs=0.01)
    assert held >= 54


def test_the_same_log_in_any_order_and_format_gives_the_same_bytes(tmp_path: Path) -> None:
    short = log_from(world(), until=400 * 1440)
    *_, map_file = write_log(short, tmp_path / "log.csv")
    head, *rows = (tmp_path / "log.csv").read_text(encoding="utf-8").splitlines()
    random.Random(1).shuffle(rows)
    (tmp_path / "shuffled").mkdir()
    (tmp_path / "shuffled" / "log.csv").write_text("\n".join([head, *rows, rows[0]]), encoding="gb18030")
    (tmp_path / "shuffled" / "log.map.yaml").write_text(map_file.read_text(encoding="utf-8"), encoding="utf-8")
    base = sim.load_scenario(TOWN)
    made = [
        json.dumps(calibrate(read_log(file), base, play=False).document("x", "platform"), sort_keys=True)
        for file in (map_file, tmp_path / "shuffled" / "log.map.yaml")
    ]
    assert made[0] == made[1]


def test_shares_of_two_ends_are_those_of_aalen_and_johansen() -> None:
    """Of four, one ends in the first way, one is left, then one in the second and one in the first."""
    when = np.array([1.0, 2.0, 3.0, 4.0])
    first, second = np.array([True, False, False, True]), np.array([False, False, True, False])
    one, other = incidence(when, first, second)
    assert one == pytest.approx(1 / 4 + 3 / 4 / 2)
    assert other == pytest.approx(3 / 4 / 2)


def test_weekly_numbers_in_bunches_are_told_from_independent_ones() -> None:
    rng = np.random.default_rng(3)
    independent, bunched = rng.poisson(6, 150).astype(float), 3.0 * rng.poisson(2, 150)
    assert bunching(independent)[1] == 1
    value, low, high = bunching(bunched)
    assert low <= 3 <= high
    assert 2 < value < 4


# The command


def test_the_command_writes_an_ordinary_scenario_and_the_evidence(tmp_path: Path, log: Log) -> None:
    *_, map_file = write_log(log, tmp_path / "log.csv")
    town = tmp_path / "platform.yaml"
    town.write_text(TOWN.read_text(encoding="utf-8"), encoding="utf-8")
    out = tmp_path / "my-city.yaml"
    said = done("calibrate", "--map", map_file, "--scenario", town, "-o", out, "--holdout", "0.3")
    assert "22 numbers measured, 0 bounded" in said
    assert "measures differ by no more than what two halves of that time differ by" in " ".join(said.split())
    scenario = sim.load_scenario(out)
    assert scenario.scenario == "my-city"
    written = yaml.safe_load(out.read_text(encoding="utf-8"))
    assert written["extends"] == "platform"
    assert set(written) == {"scenario", "title", "extends", "changes", "notes"}
    evidence = json.loads((tmp_path / "my-city.evidence.json").read_text(encoding="utf-8"))
    assert evidence["log"]["digest"] == read_log(map_file).digest
    assert {one["status"] for one in evidence["numbers"]} >= {"measured", "jointly", "untouched"}
    assert evidence["fit"]["rows"][0]["measure"] == "within"
    assert kind_of(evidence) == "calibration"
    checked_study("calibration", evidence, out)
    assert "sim-0" not in out.read_text(encoding="utf-8") + json.dumps(evidence)
    first = out.read_bytes()
    refused = refusal("calibrate", "--map", map_file, "--scenario", town, "-o", out)
    assert refused == f"{out}: is there already: choose another name, or add --force"
    done("calibrate", "--map", map_file, "--scenario", town, "-o", out, "--holdout", "0.3", "--force", "--lang", "zh")
    assert out.read_bytes() == first


def test_a_log_of_items_that_the_scenario_does_not_have(tmp_path: Path, log: Log) -> None:
    *_, map_file = write_log(log, tmp_path / "log.csv")
    other, text = tmp_path / "other.yaml", TOWN.read_text(encoding="utf-8")
    for ours, theirs in (("filing", "notice-of-intent"), ("study", "survey"), ("permit", "licence")):
        text = text.replace(ours, theirs)
    other.write_text(text, encoding="utf-8")
    refused = refusal("calibrate", "--map", map_file, "--scenario", other, "-o", tmp_path / "x.yaml")
    assert refused == (
        "platform: processes.projects.items: none of the log's items is one of its own: name them in the map as it "
        "does (notice-of-intent, survey, licence, …)"
    )
    assert not (tmp_path / "x.yaml").exists()


def test_a_scenario_is_held_against_a_log(tmp_path: Path, log: Log) -> None:
    *_, map_file = write_log(log, tmp_path / "log.csv")
    kept = tmp_path / "fit.json"
    done("log", "fit", "--map", map_file, "--scenario", TOWN, "--since", "2017-06-01", "--json", kept)
    fit = json.loads(kept.read_text(encoding="utf-8"))
    rows = {(row["measure"], row["name"]): row for row in fit["rows"]}
    assert fit["since"] == "2017-06-01"
    assert not rows["weekly", ""]["within"] or rows["weekly", ""]["difference"] > 1.5
    assert rows["week", ""]["difference"] < 0.3
    refused = refusal("log", "fit", "--map", map_file, "--scenario", TOWN, "--since", "2019-12-01")
    assert refused == "only 0 cases came since 2019-12-01: take more time for the comparison"


def test_the_made_up_export_is_read_with_its_map() -> None:
    log = read_log(EXPORT / "map.yaml")
    assert len(log.cases) == 300
    assert len(log.known_items) == 22
    assert set(log.known_items) <= set(sim.load_scenario("practice-2016").processes["investment"].items)
    assert {one.what for one in log.seen} <= {"frequent_time", "date_only", "unmapped"}
    assert "made up" in (EXPORT / "README.md").read_text(encoding="utf-8")


@pytest.mark.long
def test_the_made_up_export_is_that_of_the_practice_of_2016() -> None:
    made = runpy.run_path(str(EXPORT.parents[1] / "docs" / "platform_export.py"))["tables"]()
    for name, content in made.items():
        assert gzip.decompress(content) == gzip.decompress((EXPORT / name).read_bytes()), name


@pytest.mark.long
def test_ranges_hold_the_truth_in_ninety_five_of_a_hundred_logs() -> None:
    """Another world's log, calibrated on the base: over many seeds and all numbers that are measured."""
    base, truth = sim.load_scenario(TOWN), world()
    document = as_document(truth)
    held, count = 0, 0
    for seed in range(100):
        for one in calibrate(log_from(truth, seed), base).estimates:
            if isinstance(one, CurveEstimate):
                value = mean_of(truth, one.subject.name, one.subject.step, one.path)
                low, high = one.low * one.mean, one.high * one.mean
            elif one.high > one.low and not one.address.endswith("bunching"):  # of which the world says nothing
                found = at(document, as_keys(one.address))
                value, low, high = found["value"], one.low, one.high
            else:
                continue
            held, count = held + (low <= value <= high), count + 1
    assert 0.93 <= held / count <= 0.97


@pytest.mark.long
def test_exports_after_a_year_are_censored_and_the_interval_holds() -> None:
    """Kaplan and Meier's interval holds the truth in about 95 of a hundred exports, that of the finished in 30."""
    rng = np.random.default_rng(2)
    sigma = np.sqrt(np.log(1 + 1.2**2))
    held, naive = 0, 0
    for _ in range(400):
        start = np.sort(rng.uniform(0, 365, rng.poisson(230)))
        time = rng.lognormal(np.log(90) - sigma**2 / 2, sigma, len(start))
        still = start + time > 365
        spent = np.where(still, 365 - start, time)
        _, low, high = Survival(Durations(spent, still, (start // 30.4).astype(np.int64))).within(50)
        held += low <= 0.440 <= high
        share, n = float((time[~still] <= 50).mean()), int((~still).sum())
        naive += abs(share - 0.440) <= 1.96 * np.sqrt(share * (1 - share) / n)
    assert 0.92 <= held / 400 <= 0.98
    assert naive / 400 < 0.4
