"""What a calibrated city says: waits that end at the deadline, measured shapes, classes, a backlog with a past."""

import numpy as np

from sim.simulation.draws.streams import uniforms

DAY = 420
"""Working minutes of a day of the office."""


def minutes_of(run, step, calendar="office"):
    """The open minutes that each case spent at a step, by case."""
    rows = np.flatnonzero(run.log.step == run.plan.step_names.index(step))
    hours = run.plan.calendars[list(run.plan.scenario.calendars).index(calendar)]
    spent = hours.worked_at(run.log.end[rows].astype(np.int64)) - hours.worked_at(run.log.joined[rows].astype(np.int64))
    return dict(zip(run.log.case[rows].tolist(), spent.tolist(), strict=True))


# Deadlines


def test_a_shorter_promise_moves_the_spike_at_the_deadline_and_nothing_else(play):
    before, after = play("measured/deadline"), play("measured/deadline-limits-20")
    decided, sooner = minutes_of(before, "decide"), minutes_of(after, "decide")
    assert len(decided) == len(sooner) == 200
    spike = {case for case, minutes in decided.items() if minutes == 10 * DAY}
    assert 80 <= len(spike) <= 120
    assert {case for case, minutes in sooner.items() if minutes == 8 * DAY} == spike
    assert all(abs(sooner[case] - 0.8 * decided[case]) <= 1 for case in decided)
    assert minutes_of(before, "notice", "always") == minutes_of(after, "notice", "always")


def test_quantiles_in_a_file_beside_keep_their_atom(play):
    """Half of the notices last seven days to the minute, the others up to fourteen, each as its luck says."""
    luck = uniforms(200, 1, 0, "investment", "publication", "notice", "minutes")
    days = np.interp(luck, [0, 0.5, 1], [7, 7, 14])
    noticed = minutes_of(play("measured/deadline"), "notice", "always")
    assert [noticed[case] for case in range(200)] == np.rint(days * 1440).astype(int).tolist()
    assert (luck < 0.5).sum() == list(noticed.values()).count(7 * 1440)
