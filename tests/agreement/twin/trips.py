"""What it takes the applicants of a case to be at counters in person."""

from functools import cached_property, lru_cache
from math import nan

from sim.simulation.event_log import NOT_YET, RETURNED

from .history import Case, Record, World
from .hours import Hours, gaps, united


class Trips:
    """The journeys of a case, and its time on the spot."""

    def __init__(self, case: Case) -> None:
        self.case, self.world = case, case.world
        self.horizon = case.world.plan.horizon

    def journeys(self, record: Record) -> int:
        """Those of the step, unless the one who had booked did not come; one more each time he was sent home."""
        return self._booked_or_asked(record) + self.sent_home(record)

    def _booked_or_asked(self, record: Record) -> int:
        return 0 if missed(self.world, record) else self.world.step(record.step).trips

    def sent_home(self, record: Record) -> int:
        """How often he went home from a shut counter and came again."""
        if not self.is_in_line(record):
            return 0
        until = self.waits_until(record)
        return sum(opens <= until for _, opens in self.absences(record))

    def waited(self, record: Record) -> int:
        """The minutes for which he waited on the spot."""
        until = self.waits_until(record)
        home = sum(min(opens, until) - since for since, opens in self.absences(record))
        return until - record.joined - home

    def served(self, record: Record) -> int:
        """The minutes for which he was served: the server's working minutes, or his slot."""
        if self.is_at_slot(record):
            return record.end - record.start
        return self.world.draws.attendance.hours_of(record.server).between(record.start, record.end)

    @cached_property
    def waiting_minutes(self) -> int:
        """All that he waited on the spot, of what is over."""
        return sum(self.waited(record) for record in self.case.records if record.is_over and self.is_in_line(record))

    @cached_property
    def minutes(self) -> int:
        """All that he waited and was served on the spot, of what is over."""
        over = [record for record in self.case.records if record.is_over and record.start != NOT_YET]
        present = [record for record in over if self.is_in_line(record) or self.is_at_slot(record)]
        return self.waiting_minutes + sum(self.served(record) for record in present)

    def minutes_per_journey(self) -> float:
        """What he waited for each journey to a counter; not a number if he made none."""
        there = [record for record in self.case.records if self.is_in_line(record) or self.is_at_slot(record)]
        journeys = sum(self.journeys(record) for record in there)
        return self.waiting_minutes / journeys if journeys else nan

    def is_in_line(self, record: Record) -> bool:
        """Whether the applicant himself stands in line at a counter that has somebody behind it."""
        step = self.world.step(record.step)
        in_person = step.work is not None and (step.trips > 0 or step.in_person)
        return in_person and bool(self.world.plan.pool_counter[record.pool])

    def is_at_slot(self, record: Record) -> bool:
        """Whether he came to a counter at the time he had booked."""
        step = self.world.step(record.step)
        books = step.book is not None and step.trips > 0 and bool(self.world.plan.pool_counter[record.pool])
        return books and not missed(self.world, record)

    def waits_until(self, record: Record) -> int:
        """When somebody took him, or he was withdrawn, or the run was over."""
        if record.start != NOT_YET:
            return record.start
        return record.end if record.is_over else self.horizon

    def absences(self, record: Record) -> Hours:
        """When he was at home, from when until the counter opened; the last may go on beyond his wait."""
        found, until = [], self.waits_until(record)
        for shut, opens in closures(self.world, record.pool):
            since = max(shut, record.joined)
            if since < opens and since < until and opens - since > self.world.plan.patience:
                found.append((since, opens))
        return found


def missed(world: World, record: Record) -> bool:
    """Whether somebody did not come at the time he had booked."""
    returns = world.step(record.step).returns
    return record.outcome == RETURNED and returns is not None and returns.reason == "no-show"


@lru_cache(maxsize=16)
def closures(world: World, pool: int) -> Hours:
    """When nobody is behind a counter; after the last opening, for good."""
    hours = [world.draws.attendance.hours_of(server).sessions() for server in world.plan.own_servers(pool)]
    far = 10 * world.plan.horizon + 10_000_000
    return gaps(united(one for sessions in hours for one in sessions), far)
