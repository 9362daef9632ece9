"""The event log for people and other programs: names instead of numbers, moments instead of minutes."""

from pathlib import Path

import pandas as pd

from sim.base.sheets import write_table
from sim.calendars.working_time import to_moment
from sim.experiment.replications import Result, play
from sim.simulation.draws.draw import Draws
from sim.simulation.event_log import OUTCOMES, EventLog
from sim.simulation.lower import lower
from sim.simulation.plan import Plan


def write_events(result: Result, path: Path) -> None:
    """The event log of every replication, with names and moments."""
    plan = lower(result.scenario)
    settings = result.settings
    logs = play(plan, settings.seed, settings.replications, settings.engine)
    frames = [events_table(plan, draws, log).assign(replication=number) for number, (draws, log) in enumerate(logs)]
    table = pd.concat(frames, ignore_index=True)
    write_table(table, path)


def events_table(plan: Plan, draws: Draws, log: EventLog) -> pd.DataFrame:
    """The event log with names instead of numbers and moments instead of minutes.

    Cases have the numbers by which they are known in every table, see `sim.simulation.draws.draw.Draws.number`; servers
    their own.
    """
    start = pd.Timestamp(to_moment(0, plan.scenario.start))
    frame = pd.DataFrame(log._asdict())
    names = pd.Series(plan.item_names)
    frame["case"] = draws.number[log.case]
    frame["process"] = names.str.partition(".")[0].to_numpy()[log.item]
    frame["item"] = names.str.partition(".")[2].to_numpy()[log.item]
    frame["step"] = pd.Series(plan.step_names).to_numpy()[log.step]
    frame["pool"] = pd.Series([*plan.pool_names, None], dtype=object).to_numpy()[log.pool]
    frame["outcome"] = pd.Series(OUTCOMES).to_numpy()[log.outcome]
    for column in ("joined", "start", "end"):
        minutes = frame[column].to_numpy("int64")
        moments = start + pd.to_timedelta(minutes, unit="min")
        frame[column] = pd.Series(moments).where(minutes >= 0)
    return frame
