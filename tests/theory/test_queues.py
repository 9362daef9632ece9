"""Scenarios so simple that theory knows the answer: each estimate lies within the interval its own runs give.

The intervals are Student's at 99.9 %, over independent replications. The seed was not chosen: it is 1. An interval so
wide that nothing could fall outside fails too.
"""

import formulas
import numpy as np
import pytest
from scipy import stats

from sim.experiment.replications import Settings, run
from sim.scenario import load_scenario
from sim.simulation.event_log import BOUND

RUNS = 20
CONFIDENCE = 0.999


@pytest.fixture
def runs(play):
    """Plays a scenario so many times, each with its own luck."""
    return lambda name: [play(name, seed=1, replication=number) for number in range(RUNS)]


def assert_agrees(estimates, exact, within=0.15):
    """The interval of the estimates holds the exact value, and is narrower than its share *within* to either side."""
    half_width = stats.t.ppf((1 + CONFIDENCE) / 2, len(estimates) - 1) * stats.sem(estimates)
    assert half_width < within * exact, f"{np.mean(estimates):g} ± {half_width:g} says nothing about {exact:g}"
    assert np.mean(estimates) == pytest.approx(exact, abs=half_width)


def measured(run, step):
    """The records of a step, of the cases that come after warm-up."""
    here = run.log.step == run.plan.step_names.index(step)
    return np.flatnonzero(here & (run.draws.arrival[run.log.case] >= run.plan.measured_from))


def waits(run, step):
    here = measured(run, step)
    return run.log.start[here] - run.log.joined[here]


def sojourns(run):
    """From arrival to the last end, of the cases that come after warm-up."""
    ends = np.zeros(run.draws.cases, dtype=np.int64)
    np.maximum.at(ends, run.log.case, run.log.end)
    return (ends - run.draws.arrival)[run.draws.arrival >= run.plan.measured_from]


def mean_number_present(run):
    """Averaged over the minutes between warm-up and the end of the run, whoever it is that is present."""
    first, last = run.plan.measured_from, run.plan.measured_until
    return (np.clip(run.log.end, first, last) - np.clip(run.log.joined, first, last)).sum() / (last - first)


def test_one_clerk_random_work(runs):
    """M/M/1: who waits, how long, how many are there, and how many cases take longer than two days."""
    played = runs("mm1")
    assert_agrees([waits(run, "review").mean() for run in played], formulas.random_wait(1000, 600))
    assert_agrees([(waits(run, "review") > 0).mean() for run in played], formulas.waiting_probability(1000, 600))
    assert_agrees([mean_number_present(run) for run in played], formulas.number_present(1000, 600))
    longer = [(sojourns(run) > 2880).mean() for run in played]
    assert_agrees(longer, formulas.random_sojourn_longer(2880, 1000, 600))


def test_three_clerks_with_one_queue(runs):
    """M/M/3, by Erlang C."""
    played = runs("mmc")
    assert_agrees([(waits(run, "review") > 0).mean() for run in played], formulas.waiting_probability(1000, 1800, 3))
    assert_agrees([waits(run, "review").mean() for run in played], formulas.random_wait(1000, 1800, 3))
    assert_agrees([mean_number_present(run) for run in played], formulas.number_present(1000, 1800, 3))


@pytest.mark.parametrize(
    ("name", "work", "cv"), [("md1", 700, 0), ("mg1-gamma", 500, 1.5), ("mg1-lognormal", 600, 0.8)]
)
def test_one_clerk_other_work(runs, name, work, cv):
    """M/D/1 and M/G/1, by Pollaczek and Khinchine."""
    estimates = [waits(run, "review").mean() for run in runs(name)]
    assert_agrees(estimates, formulas.general_wait(1000, work, cv))


def test_what_leaves_a_random_queue_is_random_again(runs):
    """Two stations in a row. The second waits as M/M/1, for departures from the first are a Poisson process.

    (Burke, The output of a queuing system, Operations Research 4, 1956.) Gaps of a Poisson process have cv 1.
    """
    played = runs("tandem")
    gaps = [np.diff(np.sort(run.log.end[measured(run, "submit")])) for run in played]
    assert_agrees([gap.mean() for gap in gaps], 1000)
    assert_agrees([gap.std() / gap.mean() for gap in gaps], 1)
    assert_agrees([waits(run, "submit").mean() for run in played], formulas.random_wait(1000, 1200, 2))
    assert_agrees([waits(run, "seal").mean() for run in played], formulas.random_wait(1000, 600))


def test_a_quarter_comes_back_to_the_same_queue(runs):
    """Bernoulli feedback. The number of attempts is bounded, but one case in 10³⁷ meets the bound."""
    played = runs("feedback")
    assert not any((run.log.outcome == BOUND).any() for run in played)
    assert_agrees([len(measured(run, "review")) / len(sojourns(run)) for run in played], 1 / 0.75, within=0.02)
    assert_agrees([sojourns(run).mean() for run in played], formulas.network_sojourn(1000, 0.25, (450, 1)))
    between_visits = 1000 * 0.75
    assert_agrees([mean_number_present(run) for run in played], formulas.number_present(between_visits, 450))


def test_who_is_sent_back_again_and_again(engine, scenario_file):
    """The number of returns is geometric: at a share of 0.85 its mean is 0.85 / 0.15, and 4 in 10⁵ meet the bound."""
    scenario = load_scenario(scenario_file("often-returned"))
    played = run([scenario], Settings(seed=1, replications=RUNS, engine=engine, workers=1))[0]
    assert_agrees(played.cases.groupby("replication")["corrections"].mean().tolist(), 0.85 / 0.15, within=0.03)
    assert played.let_go == []


def test_a_fifth_comes_back_to_the_counter(runs):
    """A Jackson network: counter and reviewers, and from there back to the counter."""
    played = runs("jackson")
    exact = formulas.network_sojourn(1000, 0.2, (480, 1), (960, 2))
    assert_agrees([sojourns(run).mean() for run in played], exact)


@pytest.mark.parametrize("deputy", [False, True])
def test_fewer_clerks_on_some_days(play, scenario_file, deputy):
    """Each clerk who is there does one file a day. By Little's law a file waits half as many days as files are left.

    To that comes the night, from midnight to nine. How many clerks are there on a day is binomial.
    """
    town = load_scenario(scenario_file("away"))
    clerks = town.pools["clerks"].model_copy(update={"deputy": deputy})
    town = town.model_copy(update={"pools": {"clerks": clerks}})
    played = [play(town, seed=1, replication=number) for number in range(RUNS)]
    days = [((waits(run, "first") + waits(run, "second")).mean() / 2 - 540) / 1440 for run in played]
    assert_agrees(days, formulas.left_in_the_evening(2, 3, 0.2, deputy) / 2)


def test_the_slowest_of_five_offices(runs):
    """Fork and join: five exponential times in parallel, on unlimited people."""
    played = runs("forkjoin")
    assert_agrees([sojourns(run).mean() for run in played], formulas.longest_of(5, 1000), within=0.03)
    assert_agrees([(sojourns(run) <= 2000).mean() for run in played], formulas.longest_within(2000, 5, 1000), 0.05)
