"""Luck: the distributions against closed forms, the streams against what is promised of them, then a town's draws."""

from datetime import timedelta
from math import exp, gamma, log, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.calendars.working_time import to_moment
from sim.scenario import Scenario, as_document, load_scenario
from sim.scenario.quantities import Distribution
from sim.simulation.draws.chains import SKIPPED
from sim.simulation.draws.distributions import Tables, bounds, quantiles
from sim.simulation.draws.draw import draw
from sim.simulation.draws.passes import between
from sim.simulation.draws.streams import uniforms
from sim.simulation.event_log import BOUND, DONE, MOST_ATTEMPTS, REFUSED, RETURNED
from sim.simulation.lower import lower

STORIES = Path(__file__).parents[1] / "behaviour" / "scenarios"
EVEN = (np.arange(200_000) + 0.5) / 200_000
"""Uniform numbers without chance: the mean over their quantiles is an integral."""


def spread(**shape):
    return quantiles(Distribution(**shape), EVEN)


# Distributions


@pytest.mark.parametrize(
    "shape",
    [
        {"fixed": 7}, {"uniform": (2, 8)}, {"triangular": (1, 2, 9)}, {"pert": (2, 3, 10)},
        {"lognormal": {"mean": 10, "cv": 0.5}}, {"gamma": {"mean": 10, "cv": 0.5}},
        {"exponential": 4}, {"empirical": (3, 1, 2)},
    ],
    ids=lambda shape: next(iter(shape)),
)  # fmt: skip
def test_no_draw_is_beyond_the_bounds(shape):
    least, greatest = bounds(Distribution(**shape))
    assert [least, greatest] == pytest.approx(quantiles(Distribution(**shape), np.array([0.0, 1 - 2.0**-53])).tolist())
    assert least <= spread(**shape).min() <= spread(**shape).max() <= greatest


@pytest.mark.parametrize(
    ("shape", "mean", "deviation"),
    [
        ({"fixed": 7}, 7, 0),
        ({"uniform": (2, 8)}, 5, 6 / sqrt(12)),
        ({"triangular": (1, 2, 6)}, 3, sqrt((1 + 4 + 36 - 2 - 6 - 12) / 18)),
        ({"pert": (1, 2, 9)}, 3, sqrt((3 - 1) * (9 - 3) / 7)),
        ({"exponential": 5}, 5, 5),
        ({"lognormal": {"mean": 5, "cv": 0.8}}, 5, 4),
        ({"gamma": {"mean": 5, "cv": 1.5}}, 5, 7.5),
        ({"gamma": {"mean": 5, "cv": 0.2}}, 5, 1),
        ({"empirical": [1, 1, 4, 10]}, 4, sqrt(27 / 2)),
    ],
)
def test_means_and_deviations(shape, mean, deviation):
    """Closed forms; of PERT (Vose, Risk Analysis, 2008): (low + 4 mode + high) / 6, (mean - low) (high - mean) / 7."""
    assert spread(**shape).mean() == pytest.approx(mean, rel=1e-3)
    assert spread(**shape).std() == pytest.approx(deviation, rel=5e-3)


@pytest.mark.parametrize(
    ("shape", "share", "quantile"),
    [
        ({"uniform": (2, 8)}, 0.25, 3.5),
        ({"triangular": (0, 1, 4)}, 0.25, 1),
        ({"triangular": (0, 1, 4)}, 0.75, 4 - sqrt(3)),
        ({"triangular": (0, 0, 4)}, 0.75, 2),
        ({"triangular": (0, 4, 4)}, 0.25, 2),
        ({"pert": (0, 2, 4)}, 0.5, 2),
        ({"pert": (0, 0, 4)}, 0.5, 4 * (1 - 0.5**0.2)),
        ({"exponential": 5}, 0.5, 5 * log(2)),
        ({"lognormal": {"mean": 5, "cv": sqrt(exp(1) - 1)}}, 0.5, 5 * exp(-0.5)),
        ({"gamma": {"mean": 5, "cv": 1}}, 0.5, 5 * log(2)),
        ({"empirical": [10, 1, 4]}, 0.2, 1),
        ({"empirical": [10, 1, 4]}, 0.34, 4),
        ({"empirical": [10, 1, 4]}, 0.99, 10),
        ({"quantiles": [(0, 2), (0.2, 2), (0.6, 10), (1, 20)]}, 0.1, 2),
        ({"quantiles": [(0, 2), (0.2, 2), (0.6, 10), (1, 20)]}, 0.5, 8),
        ({"quantiles": [(0, 2), (0.2, 2), (0.6, 10), (1, 20)]}, 0.9, 17.5),
        ({"quantiles": [(0, 0), (0.8, 8)], "tail": {"exponential": 5}}, 0.9, 8 + 5 * log(2)),
        ({"quantiles": [(0, 0), (0.8, 8)], "tail": {"fixed": 5}}, 0.8, 13),
    ],
)
def test_quantiles(shape, share, quantile):
    assert quantiles(Distribution(**shape), np.array([share]))[0] == pytest.approx(quantile, rel=1e-6)


SHAPES = st.one_of(
    st.sampled_from([0.0, 7.0]).map(lambda fixed: {"fixed": fixed}),
    st.lists(st.sampled_from([0.0, 0.1, 3.0, 9.0]), min_size=3, max_size=3).map(lambda three: {"pert": sorted(three)}),
    st.sampled_from(
        [
            {"uniform": (2, 8)},
            {"exponential": 5},
            {"gamma": {"mean": 5, "cv": 1.5}},
            {"empirical": [1, 4]},
            {"quantiles": [(0, 1), (0.5, 1), (0.9, 7)], "tail": {"exponential": 3}},
        ]
    ),
)


@given(st.lists(SHAPES, min_size=1, max_size=6), st.lists(st.floats(0, 1, exclude_max=True), max_size=5))
def test_the_tables_of_many_distributions_tell_of_each_what_it_is_alone(asked, shares):
    chances, u = [Distribution(**shape) for shape in asked], np.array(shares, dtype=np.float64)
    tables = Tables(chances)
    assert set(tables.others) == {n for n, chance in enumerate(chances) if chance.shape not in ("pert", "fixed")}
    for number in set(range(len(chances))) - set(tables.others):
        standard = np.array([between(tables.tables, one, tables.table[number]) for one in u])
        assert (tables.low[number] + tables.width[number] * standard).tolist() == quantiles(chances[number], u).tolist()


def test_the_erlang_of_two_stages_is_a_gamma():
    """Third moment of a gamma with shape 2: mean³ Γ(5) / (Γ(2) 2³)."""
    assert (spread(gamma={"mean": 5, "cv": sqrt(0.5)}) ** 3).mean() == pytest.approx(
        5**3 * gamma(5) / (gamma(2) * 8), rel=1e-3
    )


def test_the_mean_of_quantiles_is_that_of_what_is_drawn_from_them():
    """Half a day at most 4, two fifths between 4 and 10, and a tenth beyond it by six on average: 1 + 2.8 + 1.6."""
    shape = {"quantiles": [(0, 0), (0.5, 4), (0.9, 10)], "tail": {"exponential": 6}}
    assert Distribution(**shape).mean() == pytest.approx(1 + 2.8 + 1.6)
    assert spread(**shape).mean() == pytest.approx(5.4, rel=1e-3)


POINTS = st.lists(st.floats(0, 1000), min_size=3, max_size=3).map(sorted).map(tuple)
SHARES = st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=20).map(lambda given: np.array(sorted(given)))


@given(POINTS, SHARES, st.sampled_from(["triangular", "pert", "uniform"]))
def test_bounded_shapes_keep_their_bounds_and_rise(points, shares, shape):
    points = points[::2] if shape == "uniform" else points
    values = quantiles(Distribution(**{shape: points}), shares)
    assert (values >= points[0] - 1e-9).all()
    assert (values <= points[-1] + 1e-9).all()
    assert (np.diff(values) >= -1e-9).all()


@given(SHARES, st.floats(0.01, 1e5), st.floats(0, 10))
def test_open_shapes_are_finite_positive_and_rise(shares, mean, cv):
    for shape in ({"exponential": mean}, {"lognormal": {"mean": mean, "cv": cv}}, {"gamma": {"mean": mean, "cv": cv}}):
        values = quantiles(Distribution(**shape), shares)
        assert np.isfinite(values).all()
        assert (values >= 0).all()
        assert (np.diff(values) >= -1e-9 * mean).all()


# Streams


def test_fewer_rows_are_the_first_of_many():
    many = uniforms(1000, 1, 0, "projects", "site", "review", "minutes")
    for count in (0, 1, 7, 999):
        assert (uniforms(count, 1, 0, "projects", "site", "review", "minutes") == many[:count]).all()


def test_every_name_number_and_attempt_has_its_own_stream():
    streams = [
        uniforms(500, 1, 0, "a", "b"),
        uniforms(500, 2, 0, "a", "b"),
        uniforms(500, 1, 1, "a", "b"),
        uniforms(500, 11, 0, "a", "b"),
        uniforms(500, 1, 0, "b", "a"),
        uniforms(500, 1, 0, "ab"),
        uniforms(500, 1, 0, "a", "b", attempt=1),
        uniforms(500, 1, 0, "a", "b", attempt=15),
    ]
    matrix = np.corrcoef(streams) - np.eye(len(streams))
    assert np.abs(matrix).max() < 0.2
    assert len(np.unique(streams)) == 500 * len(streams)


def test_the_numbers_are_uniform():
    assert stats.kstest(uniforms(20_000, 1, 0, "projects", "arrivals"), "uniform").pvalue > 0.001


# A town


@pytest.fixture(scope="module")
def town():
    return as_document(load_scenario(STORIES / "town.yaml"))


def drawn(document, seed=1, replication=0):
    plan = lower(Scenario.model_validate(document))
    return plan, draw(plan, seed, replication)


def crowd(document, **changes):
    """The town with many more projects, so that shares show; changes by dotted address."""
    changed = Scenario.model_validate(document).model_dump(mode="json", by_alias=True, exclude_none=True)
    for address, value in {"processes.projects.arrivals.per_year": 20_000, **changes}.items():
        *parents, last = address.split(".")
        part = changed
        for name in parents:
            part = part[name]
        part[last] = value
    return changed


def luck(plan, draws, item, step):
    """Minutes and outcomes of one step: cases of its process by attempts."""
    number = next(
        n for n, name in enumerate(plan.step_names) if name == step and plan.item_names[plan.step_item[n]] == item
    )
    shape = draws.columns[number], draws.step_cases[number]
    place = slice(draws.step_first[number], draws.step_first[number] + shape[0] * shape[1])
    return draws.minutes[place].reshape(shape).T, draws.outcome[place].reshape(shape).T


def assert_share(happened, share):
    """Within four standard errors."""
    assert happened.mean() == pytest.approx(share, abs=4 * sqrt(share * (1 - share) / len(happened)))


@pytest.fixture(scope="module")
def crowded(town):
    return drawn(crowd(town))


def projects(draws):
    return slice(0, int(draws.first_case[1]))


def test_classes_and_traits_have_their_shares(crowded):
    plan, draws = crowded
    variants = draws.variant[projects(draws)]
    own = np.array([plan.variant_class[variant] == "own-land" for variant in variants])
    designed = np.array(["designed" in plan.variant_traits[variant] for variant in variants])
    assert len(own) > 15_000
    assert_share(own, 0.7)
    assert_share(designed[own], 0.5)
    assert_share(designed[~own], 0.2)


def test_items_apply_to_their_shares(crowded):
    """The site only on new land, the land item to six of ten, the permit to all."""
    plan, draws = crowded
    count = draws.first_case[1]
    own = np.array([plan.variant_class[variant] == "own-land" for variant in draws.variant[:count]])
    applies = draws.applies[: count * 6].reshape(count, 6)
    names = [name.partition(".")[2] for name in plan.item_names[:6]]
    assert (applies[:, names.index("site")] == ~own).all()
    assert_share(applies[own, names.index("land")], 0.6)
    assert_share(applies[~own, names.index("land")], 0.6)
    assert applies[:, names.index("permit")].all()


def test_steps_return_refuse_and_happen_with_their_shares(crowded):
    plan, draws = crowded
    _, accepted = luck(plan, draws, "projects.permit", "acceptance")
    assert_share(accepted[:, 0] == RETURNED, 0.3)
    _, reviewed = luck(plan, draws, "projects.permit", "review")
    again = (accepted[:, 0] == RETURNED) | (reviewed[:, 0] == RETURNED)
    assert_share(accepted[again, 1] == RETURNED, 0.1)
    assert (accepted[~again, 1] == DONE).all()
    assert_share(reviewed[:, 0] == REFUSED, 0.02 * 0.8)
    assert_share(reviewed[:, 0] == RETURNED, 0.2)
    visits, _ = luck(plan, draws, "projects.permit", "visit")
    assert_share(visits[:, 0] != SKIPPED, 0.4)


# Who is chased, and what is there for the sake of others


SEAL = "processes.projects.items.permit.steps.seal"
LAW = {"at": {"promise": {"uniform": [0.5, 1]}}, "share": 0.6}
BUREAU = {"at": {"promise": {"fixed": 0.8}}, "share": 0.5}


def latest(plan, draws, item, step):
    """By when a step is over at the latest, of the first attempts of all its cases, in working days of 420 minutes."""
    number = next(
        n for n, name in enumerate(plan.step_names) if name == step and plan.item_names[plan.step_item[n]] == item
    )
    first = draws.latest_first[number]
    return draws.latest[first : first + draws.step_cases[number]] / 420


def test_a_share_of_the_cases_is_chased_and_of_several_who_chase_the_earliest_holds(town):
    legal = {f"{SEAL}.legal": True}
    both = crowd(town, **legal, **{f"{SEAL}.no_later_than": {"law": LAW, "bureau": BUREAU}})
    by = latest(*drawn(both), "projects.permit", "seal")
    called, never = 0.8 * 5, by > 10_000
    assert_share(never, 0.4 * 0.5)
    assert (by[~never] >= 2.5).all()
    assert (by[~never] <= 5).all()
    assert_share(by == called, 0.5 * (0.4 + 0.6 * 0.4))
    alone = latest(*drawn(crowd(town, **legal, **{f"{SEAL}.no_later_than": {"law": LAW}})), "projects.permit", "seal")
    assert ((by == alone) | (by == called)).all()


def test_where_nobody_chases_there_is_nothing_to_draw_and_no_other_luck_changes(town):
    _, draws = drawn(crowd(town, **{f"{SEAL}.legal": True}))
    _, chased = drawn(crowd(town, **{f"{SEAL}.legal": True, f"{SEAL}.no_later_than": {"law": LAW}}))
    assert not len(draws.latest)
    assert (draws.latest_first == -1).all()
    assert (draws.minutes == chased.minutes).all()
    assert (draws.outcome == chased.outcome).all()


def test_what_serves_others_is_needed_by_who_needs_one_of_them(town):
    served = crowd(town, **{"processes.projects.items.notice.serves": ["site", "land"]})
    plan, draws = drawn(served)
    count = draws.first_case[1]
    applies = draws.applies[: count * 6].reshape(count, 6)
    column = {name.partition(".")[2]: applies[:, place] for place, name in enumerate(plan.item_names[:6])}
    assert (column["notice"] == (column["site"] | column["land"])).all()
    assert 0 < column["notice"].mean() < 1


def test_minutes_follow_their_distribution(crowded):
    plan, draws = crowded
    first, _ = luck(plan, draws, "projects.fire", "submission")
    assert first[:, 0].mean() == pytest.approx(240, rel=0.04)
    again = first[first[:, 1] > 0, 1]
    assert again.mean() == pytest.approx((1 + 4 * 3 + 10) / 6 * 420, rel=0.02)
    assert again.min() >= 420
    assert again.max() <= 4200
    transfers, _ = luck(plan, draws, "transfers.transfer", "acceptance")
    assert set(transfers.ravel().tolist()) <= {10, 15, 20, 45}


def test_every_step_attempt_and_decision_has_luck_of_its_own(crowded):
    """The window takes as long as chance will for each item and attempt, however the others went, and who is sent back.

    Of cases that come to the window twice for their permit, some five thousand; complexity does not count there.
    """
    plan, draws = crowded
    (permit, sent_back), (fire, _) = (
        luck(plan, draws, f"projects.{item}", "acceptance") for item in ("permit", "fire")
    )
    twice = np.flatnonzero((permit[:, 1] > 0) & (fire[:, 1] > 0))
    assert len(twice) > 2000
    columns = [permit[twice, 0], permit[twice, 1], fire[twice, 0], fire[twice, 1]]
    assert np.abs(np.corrcoef(columns) - np.eye(4)).max() < 4 / sqrt(len(twice))
    assert np.abs(np.corrcoef(permit[:, 0], sent_back[:, 0] == RETURNED)[0, 1]) < 4 / sqrt(len(permit))


def test_a_complex_case_takes_longer_everywhere(town):
    """Complexity is one factor on all the work of a case: with no other chance, the reviews of a case are alike."""
    steps = {f"processes.projects.items.{item}.steps.review.work": "10 hours" for item in ("fire", "permit")}
    plan, draws = drawn(crowd(town, **steps))
    fire, _ = luck(plan, draws, "projects.fire", "review")
    permit, _ = luck(plan, draws, "projects.permit", "review")
    year = np.median(permit[:, 0] / fire[:, 0])
    assert 0.8 <= year <= 1.2
    assert permit[:, 0] == pytest.approx(fire[:, 0] * year, abs=2)
    assert fire[:, 0].mean() == pytest.approx(600, rel=0.02)
    assert fire[:, 0].std() == pytest.approx(600 * 0.4, rel=0.04)


def test_a_good_year_is_good_for_all_of_a_department(town):
    """Another replication has another year, alike for its two items; the department without years does not vary."""
    steps = {
        f"processes.projects.items.{item}.steps.review": {"work": {"hours": 10}, "pool": "planners"}
        for item in ("land", "permit", "fire")
    }
    years = set()
    for replication in range(5):
        plan, draws = drawn(crowd(town, **steps), replication=replication)
        minutes = [luck(plan, draws, f"projects.{item}", "review")[0].max() for item in ("land", "permit", "fire")]
        assert minutes[0] == minutes[1]
        assert 480 <= minutes[0] <= 720
        assert minutes[2] == 600
        years.add(int(minutes[0]))
    assert len(years) == 5


def test_the_first_attempt_does_not_depend_on_later_ones(town):
    """Whether and how often a review is repeated changes nothing at its first time, nor at any other step's."""
    address = "processes.projects.items.permit.steps.review.returns"
    rarely = drawn(crowd(town, **{address: {"share": 0.2, "again": 0, "to": "submission"}}))
    often = drawn(crowd(town, **{address: {"share": 0.2, "again": 0.9, "to": "submission"}}))
    for step in ("submission", "acceptance", "review", "visit", "seal"):
        few, many = luck(*rarely, "projects.permit", step), luck(*often, "projects.permit", step)
        assert (few[0][:, 0] == many[0][:, 0]).all()
        assert (few[1][:, 0] == many[1][:, 0]).all()
    assert (
        luck(*often, "projects.permit", "review")[0].shape[1] > luck(*rarely, "projects.permit", "review")[0].shape[1]
    )


def test_the_bound_on_attempts_is_an_outcome(town):
    address = "processes.projects.items.permit.steps.review.returns"
    plan, draws = drawn(crowd(town, **{address: {"share": 1, "to": "review"}}))
    minutes, outcome = luck(plan, draws, "projects.permit", "review")
    assert minutes.shape[1] == MOST_ATTEMPTS
    assert (outcome[:, :-1] == RETURNED).all()
    assert (outcome[:, -1] == BOUND).all()


def test_what_does_not_happen_neither_returns_nor_refuses():
    plan, draws = drawn(as_document(load_scenario(STORIES / "skipped-step.yaml")))
    minutes, outcome = luck(plan, draws, "permits.filing", "service")
    assert minutes.tolist() == [[SKIPPED]]
    assert outcome.tolist() == [[DONE]]


# Arrivals


def arrivals(document, **given):
    """The minutes at which projects come in the town's first year."""
    plan, draws = drawn(crowd(document, **{"processes.projects.arrivals": given}))
    minutes = draws.arrival[projects(draws)]
    assert (np.diff(minutes) >= 0).all()
    assert (minutes >= 0).all()
    assert (minutes < plan.scenario.run.length).all()
    return plan, minutes


def test_so_many_come_in_a_year(town):
    """Whatever the pattern; within four standard deviations of a Poisson number."""
    for pattern in ({}, {"calendar": "office"}, {"season": {"jan-feb": 0.2}, "weekdays": {"mon": 3}}):
        _, minutes = arrivals(town, per_year=10_000, **pattern)
        assert len(minutes) == pytest.approx(10_000, abs=400)


def test_nobody_comes_when_the_office_is_closed(town):
    plan, minutes = arrivals(town, per_year=10_000, calendar="office")
    office = plan.calendars[list(plan.scenario.calendars).index("office")]
    assert all(office.is_open(int(minute)) for minute in minutes)


def test_the_pattern_shows(town):
    """Mondays three times, January and February a fifth, nine to eleven four times as many as at other times."""
    pattern = {"season": {"jan-feb": 0.2}, "weekdays": {"mon": 3}, "hours": {"09:00-11:00": 4}}
    plan, minutes = arrivals(town, per_year=40_000, **pattern)
    start = plan.scenario.start
    moments = [to_moment(int(minute), start) for minute in minutes]
    dates = [start + timedelta(day) for day in range(365)]
    winter = np.array([date.month <= 2 for date in dates])
    monday = np.array([date.weekday() == 0 for date in dates])
    weight = np.where(winter, 0.2, 1) * np.where(monday, 3, 1)
    assert_share(np.array([moment.weekday() == 0 for moment in moments]), weight[monday].sum() / weight.sum())
    assert_share(np.array([moment.month <= 2 for moment in moments]), weight[winter].sum() / weight.sum())
    assert_share(np.array([moment.hour in (9, 10) for moment in moments]), 8 / (8 + 22))


def test_a_pattern_may_last_over_midnight(town):
    plan, minutes = arrivals(town, per_year=40_000, hours={"22:00-02:00": 4})
    hours = np.array([to_moment(int(minute), plan.scenario.start).hour for minute in minutes])
    assert_share(np.isin(hours, (22, 23, 0, 1)), 16 / (16 + 20))


def test_random_intervals_have_their_mean(town):
    _, minutes = arrivals(town, interval={"minutes": {"exponential": 50}})
    assert len(minutes) == pytest.approx(525_960 / 50, abs=4 * sqrt(525_960 / 50))
    gaps = np.diff(minutes)
    assert gaps.std() / gaps.mean() == pytest.approx(1, abs=0.04)


def test_fixed_intervals_are_fixed_and_the_first_comes_after_one(town):
    _, minutes = arrivals(town, interval={"hours": 5})
    assert minutes[:3].tolist() == [300, 600, 900]


def test_no_more_come_than_the_most(town):
    assert len(arrivals(town, per_year=1000, most=17)[1]) == 17


def test_more_arrivals_are_not_other_arrivals(town):
    """Twice the rate brings the first so many of the same stream, twice as soon."""
    _, once = arrivals(town, interval={"minutes": {"exponential": 100}})
    _, twice = arrivals(town, interval={"minutes": {"exponential": 50}})
    assert once == pytest.approx(twice[: len(once)] * 2, abs=2)
