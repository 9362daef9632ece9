"""All tables of one replication: its cases, critical paths, items, refusals, pools, waits, queues and its year."""

from functools import cached_property
from math import nan
from typing import NamedTuple

from sim.calendars.working_time import DAY
from sim.scenario.model import Process
from sim.simulation.event_log import RETURNED

from . import channels, clocks, costs, critical_path, lengths, pools
from .history import Case, Record, World
from .trips import Trips

Row = dict[str, object]

OF_CLOCKS_THAT_ALWAYS_RUN = ("total_days", "total_working_days")
OF_EVERY_PROCESS = (
    "trips", "on_site_hours", "wait_per_trip", "sent_home", "corrections", "staff_hours",
    "government_outlays", "government_cost", "applicant_hours", "applicant_travel", "applicant_cost",
)  # fmt: skip


class Tables(NamedTuple):
    """Those of one process."""

    cases: list[Row]
    path: list[Row]
    items: list[Row]
    item_times: list[Row]
    refusals: list[Row]
    bounds: list[Row]


class Twin:
    """One replication, measured slowly."""

    def __init__(self, world: World) -> None:
        self.world = world

    @cached_property
    def families(self) -> list[Tables]:
        """The tables of every process."""
        return [self._family(process) for process in range(len(self.world.processes()))]

    def _family(self, process: int) -> Tables:
        described = self.world.plan.processes[process]
        measured = self.world.measured_cases(process)
        trips = {case: Trips(case) for case in measured}
        permitted = [case for case in measured if case.fate == "permitted"]
        ordered = any(item.after for item in described.items.values())
        approval = is_approval(described)
        return Tables(
            cases=[case_row(case, trips[case], described) for case in measured],
            path=[row for case in permitted for row in path_rows(case)] if ordered else [],
            items=channels.per_item(self.world, process, permitted, trips) if approval else [],
            item_times=lengths.item_rows(measured) if approval else [],
            refusals=lengths.refusal_rows(measured),
            bounds=pools.bounds(self.world, measured),
        )

    @cached_property
    def pools(self) -> list[Row]:
        return pools.pools(self.world)

    @cached_property
    def waits(self) -> list[Row]:
        return lengths.wait_rows(self.world)

    @cached_property
    def queues(self) -> list[Row]:
        return pools.queues(self.world)

    @cached_property
    def year(self) -> Row:
        return costs.per_year(self.world, [case for family in self.families for case in family.cases])


def is_approval(process: Process) -> bool:
    """Whether anything that government decides in it is ever on the legal clock."""
    decided = [item for item in process.items.values() if item.owner == "government"]
    return any(step.legal for item in decided for step in item.steps.values())


def running_clocks(process: Process) -> list[str]:
    """The clocks that tell something of a process."""
    found = []
    if is_approval(process):
        found += ["government_days", "government_sum_days", "legal_days"]
    if any(item.promise is not None for item in process.items.values() if item.owner == "government"):
        found.append("promised_days")
    if process.land is not None:
        found.append("land_to_permit_days")
    found += OF_CLOCKS_THAT_ALWAYS_RUN
    if process.from_ is not None:
        found.append("first_contact_days")
    return [*found, *process.clocks]


def case_row(case: Case, trips: Trips, process: Process) -> Row:
    """Who it was, what became of it, its clocks and its burdens."""
    row: Row = {
        "case": case.number,
        "class": case.class_name,
        "traits": "+".join(sorted(case.traits)),
        "fate": case.fate,
        "followed": (case.left - case.arrival) / DAY,
    }
    told = clocks.clocks(case)
    row |= {name: nan if case.fate == "refused" else told[name] for name in running_clocks(process)}
    burdens = burdens_of(case, trips)
    if not is_approval(process):
        return row | {name: burdens[name] for name in OF_EVERY_PROCESS}
    return row | burdens | channels.per_case(case, channels.ways(case, trips))


def burdens_of(case: Case, trips: Trips) -> Row:
    """Journeys, hours, corrections, what was late, what others took, and what all that costs."""
    journeys = [trips.journeys(record) for record in case.records]
    corrections = sum(is_correction(case, record) for record in case.records)
    fees, staff_hours = costs.paid_for_items(case, "fee"), costs.staff_minutes(case) / 60
    return {
        "trips": sum(journeys),
        "on_site_hours": trips.minutes / 60,
        "wait_per_trip": trips.minutes_per_journey() / 60,
        "sent_home": sum(trips.sent_home(record) for record in case.records),
        "corrections": corrections,
        "overdue_share": late_share(case, "promise"),
        "over_limit_share": late_share(case, "limit"),
        "intermediary_days": intermediary_days(case),
        "intermediary_fees": fees,
        "staff_hours": staff_hours,
        **costs.per_case(case, trips, fees, corrections, staff_hours),
    }


def is_correction(case: Case, record: Record) -> bool:
    returns = case.world.step(record.step).returns
    return record.outcome == RETURNED and returns is not None and returns.reason == "correction"


def late_share(case: Case, key: str) -> float:
    """Of government's items that were on the legal clock and have a limit, the share that took longer on it."""
    used: dict[int, int] = {}
    for spell in case.on_legal_clock():
        used[spell.item] = used.get(spell.item, 0) + case.world.clock(spell.item, key).between(*spell.whole)
    extended = {record.item for record in case.records if case.world.step(record.step).extends}
    limited, late = 0, 0
    for item, minutes in used.items():
        allowed = case.world.minutes(item, key, case.class_name)
        if allowed and minutes:
            limited += 1
            late += minutes > case.world.minutes(item, key, case.class_name, extended=item in extended)
    return late / limited if limited else 0.0


def intermediary_days(case: Case) -> float:
    """Calendar days in intermediaries' items, added up."""
    theirs = [item for item in case.needs if case.world.item(item).owner == "intermediary"]
    return sum(case.done(item) - case.begun[item] for item in theirs) / DAY


def path_rows(case: Case) -> list[Row]:
    parts = critical_path.critical_path(case)
    return [{**part._asdict(), "minutes": spent, "off": off} for part, (spent, off) in parts.items()]
