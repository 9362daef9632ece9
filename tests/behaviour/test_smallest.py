"""A village where every project takes 100 days (105 with land) and every reform saves a known number of them.

half-scheme saves 20, half-drawings 15, no-fire 15, no-scheme 40 (instead of half-scheme), fire-first 20 (it needs
half-drawings: then 15 days of drawings run beside 20 of fire review), and extra-form costs 10. The target is 60.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.packages import bottleneck, store
from sim.packages.candidates import load_candidates
from sim.packages.contributions import earned, largest
from sim.packages.frontier import frontier
from sim.packages.play import TrialSettings
from sim.packages.search import Rule, Verdict
from sim.packages.smallest import smallest_of
from sim.packages.study import Study, open_study
from sim.packages.trials import Question
from sim.scenario import load_ground
from sim.scenario.quantities import TwoLanguages

VILLAGE = Path(__file__).parent / "scenarios" / "village" / "village.yaml"
REFORMS = ["half-scheme", "half-drawings", "no-fire", "no-scheme", "fire-first", "extra-form"]
HOW = TrialSettings(seed=1, clock="total_days", workers=1)
RULE = Rule(probability=0.8, indifference=0.15, first=6, most=60)


def study(*reforms, group="all", target=60.0, folder=None, how=HOW) -> Study:
    return open_study(load_candidates(VILLAGE, list(reforms or REFORMS)), how, Question(target, group), folder)


@pytest.fixture(scope="module")
def village():
    return smallest_of(study(), RULE)


def names(told, packages):
    catalogue = told.study.candidates.catalogue()
    return [set(catalogue.members(package)) for package in packages]


def package(told, *reforms):
    return told.study.candidates.catalogue().package(reforms)


def days(told, *reforms):
    return told.study.table.yearly(package(told, *reforms), "mean", Question(60, "own")).tolist()


def test_the_days_are_as_told(village):
    assert set(days(village)) == {100.0}
    assert set(days(village, "half-scheme", "half-drawings", "no-fire")) == {50.0}
    assert set(days(village, "no-scheme")) == {60.0}
    assert set(days(village, "half-scheme", "half-drawings", "fire-first")) == {50.0}
    assert set(days(village, "extra-form")) == {110.0}


def test_the_smallest_packages_the_cheapest_first(village):
    assert names(village, village.by_cost) == [
        {"half-scheme", "half-drawings", "fire-first"},
        {"half-scheme", "half-drawings", "no-fire"},
        {"no-scheme", "no-fire"},
        {"no-scheme", "half-drawings"},
    ]
    assert [village.cost(one).value for one in village.by_cost] == [510, 550, 950, 1100]
    assert village.cost(village.by_cost[0]) == (510, 410, 710)
    assert village.floor is None


def test_what_does_not_go_together_is_told_with_the_reason(village):
    """Of 64 packages 16 have both scheme reforms, and of the other 48, 12 have fire-first without half-drawings."""
    both = "'half-scheme' and 'no-scheme' exclude each other: choose one"
    alone = "'fire-first' needs 'half-drawings': add it to the package"
    assert sum(village.reasons().values()) == 28
    assert village.reasons().keys() == {both, alone}
    assert village.reasons()[both] >= 12
    assert village.found.verdicts[package(village, "fire-first")] == Verdict.REFUSED
    assert len(village.found.verdicts) == 64


def test_the_form_hurts_wherever_it_is_added(village):
    hurting = village.hurting
    catalogue = village.study.candidates.catalogue()
    assert {catalogue.names[one.reform] for one in hurting} == {"extra-form"}
    assert len(hurting) == 18
    assert all(one.days.value == pytest.approx(10) for one in hurting)


def test_those_on_their_own_land_need_less():
    told = smallest_of(study(group="own"), RULE)
    assert names(told, told.by_cost) == [
        {"half-scheme", "half-drawings", "fire-first"},
        {"half-scheme", "half-drawings", "no-fire"},
        {"no-scheme"},
    ]


def test_none_suffices_and_the_floor_is_told():
    """Of 100 days 35 can be saved: the nearest takes 65, and what holds it up is told."""
    told = smallest_of(study("half-scheme", "half-drawings", group="own"), RULE)
    assert told.found.minimal == []
    assert names(told, told.nearest[:1]) == [{"half-scheme", "half-drawings"}]
    assert told.days[told.nearest[0]] == 65
    assert told.floor is not None
    held = told.floor.held.set_index("who")["days"]
    assert held.round(6).to_dict() == {"government": 35.0, "fire": 20.0, "clerks": 10.0}
    assert told.floor.if_zero_time["the government alone took no time"] == (1.0, 0.0)
    assert told.floor.if_zero_time["the intermediaries alone took no time"] == (0.0, 65.0)


def test_a_class_that_nobody_has_is_refused():
    with pytest.raises(UserError, match="--class: no projects 'lend' — did you mean 'land'"):
        study("half-scheme", group="lend")


# Who earned the days


def test_shares_are_told_of_the_largest_package_that_goes_together(village):
    """half-drawings and fire-first: 15 days, and then fire-first saves 15 more, as the drawings run beside it."""
    catalogue, table, own = village.study.candidates.catalogue(), village.study.table, Question(60, "own")
    whole = names(village, largest(catalogue, table, own))
    assert sorted(map(sorted, whole)) == sorted(sorted(set(REFORMS) - {one}) for one in ("half-scheme", "no-scheme"))
    told = earned(table, package(village, "half-scheme", "half-drawings", "fire-first"), "mean", own)
    assert [told.shares[place].value for place in (0, 1, 4)] == pytest.approx([20, 15, 15])
    assert told.whole.value == pytest.approx(50)


# What money buys


def test_the_frontier(village):
    """Cheaper packages bring nobody, or only those on their own land, within 60 days."""
    catalogue, table = village.study.candidates.catalogue(), village.study.table
    points = frontier(catalogue, table, Question(60))
    assert names(village, [point.package for point in points if point.efficient]) == [
        set(),
        {"half-scheme", "half-drawings", "fire-first"},
    ]
    assert len(points) == 18
    assert [point.cost.value for point in points] == sorted(point.cost.value for point in points)
    assert not any(point.perhaps for point in points if point.within.value == 0)


# The folder


def test_what_is_kept_is_not_played_again_and_another_study_is_refused(tmp_path):
    first = study("half-scheme", "no-fire", folder=tmp_path)
    smallest_of(first, RULE)
    kept = content(tmp_path)
    again = study("half-scheme", "no-fire", folder=tmp_path)
    assert again.table.replications(0) == RULE.first
    again.watch = None
    with pytest.raises(TypeError):
        again.look([0], RULE.first + 1, "more")
    again.close()
    smallest_of(study("half-scheme", "no-fire", folder=tmp_path), RULE)
    assert content(tmp_path) == kept
    with pytest.raises(UserError, match=r"holds another table of packages \(seed was 1 and is 2\): choose another"):
        study("half-scheme", "no-fire", folder=tmp_path, how=TrialSettings(2, "total_days", workers=1))
    with pytest.raises(UserError, match=r"\(reforms was half-scheme, no-fire and is half-scheme, reform.no-fire was"):
        study("half-scheme", folder=tmp_path)


def test_two_at_once_do_not_work_in_one_folder(tmp_path):
    first = study("half-scheme", "no-fire", folder=tmp_path)
    with pytest.raises(UserError, match="another table of packages is at work here: wait for it, or choose another"):
        study("half-scheme", "no-fire", folder=tmp_path)
    first.close()
    study("half-scheme", "no-fire", folder=tmp_path).close()


@pytest.mark.parametrize("lost", [0, 2, 4])
def test_what_is_lost_of_a_folder_is_played_again_and_all_is_as_it_was(tmp_path, lost, monkeypatch):
    """A chunk is removed, another has one bit flipped: the same table, the same answer, the same bytes."""
    monkeypatch.setattr(store, "PART", 1)
    told = smallest_of(study("half-scheme", "no-fire", folder=tmp_path), RULE)
    kept = content(tmp_path)
    chunks = sorted((tmp_path / "chunks").iterdir())
    spoilt = bytearray(chunks[1].read_bytes())
    spoilt[len(spoilt) // 2] ^= 4
    chunks[1].write_bytes(spoilt)
    if lost < len(chunks):
        chunks[lost].unlink()
    with pytest.raises(UserError, match=r"replications that were played, [0-9]+ are gone or spoilt: ask 'approvals sm"):
        store.read_table(tmp_path, HOW.clock)
    again = smallest_of(study("half-scheme", "no-fire", folder=tmp_path), RULE)
    assert (again.found, again.within) == (told.found, told.within)
    assert content(tmp_path) == kept


def test_a_title_is_no_difference_and_is_told_as_it_is_now(tmp_path):
    played_with = study("half-scheme", "no-fire", folder=tmp_path)
    smallest_of(played_with, RULE)
    candidates = load_candidates(VILLAGE, ["half-scheme", "no-fire"])
    other = candidates.reforms[0].model_copy(update={"title": TwoLanguages(en="Another title", zh="另")})
    retitled = replace(candidates, reforms=(other, candidates.reforms[1]))
    again = open_study(retitled, HOW, Question(60.0, "all"), tmp_path)
    assert again.table.replications(0) == RULE.first
    again.close()
    assert store.read_catalogue(tmp_path).choices[0].title == "Another title"


def content(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_any_number_of_workers_keeps_the_same_bytes(tmp_path):
    rule = Rule(probability=0.8, indifference=0.15, first=2, most=2)
    for workers in (1, 2):
        how = TrialSettings(1, "total_days", workers=workers)
        smallest_of(study("half-scheme", "no-fire", folder=tmp_path / str(workers), how=how, target=85.0), rule)
    one, two = (content(tmp_path / str(n)) for n in (1, 2))
    assert one == two
    assert any(name.startswith("000000000-000000004-") for name in one)


# What would help


def test_each_counterfactual_gains_what_it_must():
    """Nobody waits for a server here, so only a day less of the promise, of the listing or of the notice helps."""
    told = bottleneck.bottleneck(load_ground(VILLAGE), HOW, Question(100, "land"), 3)
    gains = {(gain.counterfactual.kind, gain.counterfactual.what): gain for gain in told.gains}
    assert {key: round(gain.days.value, 9) for key, gain in gains.items()} == {
        ("promise", "drawings"): 1,
        ("notice", "land (listing)"): 1,
        ("server", "clerks"): 0,
        ("server", "fire"): 0,
        ("server", "board"): 0,
    }
    assert [gain.days.interval for gain in told.gains[:2]] == [[1, 1], [1, 1]]
    assert [gain.by_chance < 0.05 for gain in told.gains] == [True, True, False, False, False]
    assert told.refused == {}
