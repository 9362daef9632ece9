"""Towns in which everything that is measured happens, and happens at the edge: the towns of the engines, dressed up.

To what the engines meet are added clocks, owners, prices, papers and ways to go. What is measured begins and ends in
the very minute of an arrival, much comes at once, steps take no time or exactly half a working day, cases are refused
while they are cut off by the horizon, and nobody is ever at some windows.
"""

from datetime import datetime, timedelta
from random import Random

from hypothesis import strategies as st
from towns import START, Document, Draw, documents

HOLDERS = [
    "preparation", "submission", "acceptance", "hand-over", "review", "meeting", "notice", "seal", "delivery",
    "intermediary", "applicant", "service",
]  # fmt: skip
CHANNELS = [None, None, "online", "courier", "e-seal"]
OWNERS = ["government", "government", "government", "applicant", "intermediary", "public"]
HALF_A_DAY = {"office": 210, "always": 720}
EDGES = [0, 540, 541, 720, 1440, 1980]
"""Minutes at which cases come, and at which the warm-up ends."""
LAST_EDGES = [541, 720, 1020, 1441, 1980, 1981, 28_800, 29_340, 29_341, 29_520, 30_240]
"""Minutes at which the measured time ends; the last is the end of the run."""
COSTS = {
    "staff_hour": {"value": 50}, "applicant_hour": {"value": 30}, "trip_hours": {"value": 2},
    "trip_fare": {"value": 10}, "document_hours": {"value": 0.5}, "correction_hours": {"value": 3},
    "overtime": {"value": 1.5}, "rest_day": {"value": 2},
}  # fmt: skip


@st.composite
def tied_towns(draw: Draw) -> Document:
    """A whole scenario."""
    town = draw(documents())
    luck = Random(draw(st.integers(0, 2**32)))
    rules = [*town.get("before", []), town]
    for one in rules:
        one["departments"] = {"bureau": {}, "firm": {"kind": "intermediary"}}
    since = luck.choice(EDGES)
    until = luck.choice([minute for minute in LAST_EDGES if minute > since])
    town["run"] |= {"warm_up": f"{since} minutes", "cool_down": f"{3 * 7 * 1440 - until} minutes"}
    if luck.random() < 0.7:
        town["costs"] = COSTS
    for number, one in enumerate(rules):
        dress_pools(luck, one, town["pools"])
        if luck.random() < 0.5:
            one["reform_costs"] = {"one-window": {"value": 1000 * (number + 1)}}
    for name in town["processes"]:
        dress_process(luck, [one["processes"][name] for one in rules], (since, until))
    for one in rules:
        for process in one["processes"].values():
            for item in process["items"].values():
                dress_item(luck, item, list(process["classes"]), one, town["legal_calendar"])
    return town


def dress_pools(luck: Random, rules: Document, last: Document) -> None:
    """Whose they are, and how far they are there for this work."""
    for name, pool in rules["pools"].items():
        pool |= {"department": last[name].get("department") or luck.choice(["bureau", "bureau", "firm"])}
        last[name]["department"] = pool["department"]
        pool["paid"] = luck.random() < 0.8
        if "seats" not in pool and not pool["counter"]:
            pool["availability"] = luck.choice([1.0, 0.5])
        if "extra_sessions" in pool:
            price = {"cost": last[name]["extra_sessions"].get("cost") or {"value": 500}}
            pool["extra_sessions"] = {**pool["extra_sessions"], **price}
            last[name]["extra_sessions"] |= price


def dress_process(luck: Random, forms: list[Document], measured: tuple[int, int]) -> None:
    """Where its clocks start and end, by all rules alike; half of the time all cases come at an edge."""
    if luck.random() < 0.5:
        moments = [measured[0], measured[1] - 1, *luck.choice([(), (measured[0] - 1, measured[1]), (1440, 1440)])]
        moments = [minute for minute in moments if 0 <= minute < 30_240]
        midnight = datetime.combine(START, datetime.min.time())
        arrivals = {"at": [midnight + timedelta(minutes=minute) for minute in moments * luck.choice([1, 2, 4])]}
        for form in forms:
            form["arrivals"] = arrivals
    shared = [name for name in forms[-1]["items"] if all(name in form["items"] for form in forms)]
    for key, chance in (("from", 0.6), ("until", 0.6), ("land", 0.5)):
        if luck.random() < chance:
            for form in forms:
                form[key] = luck.choice(shared) if key != "until" else luck.choice([shared[-1], luck.choice(shared)])
    for form in forms:
        steps = form["items"][form["land"]]["steps"] if "land" in form else {}
        if steps and luck.random() < 0.5:
            form["land_step"] = luck.choice(list(steps))


def dress_item(luck: Random, item: Document, classes: list[str], rules: Document, legal: str) -> None:
    """Whose it is, what it costs, and whether anybody decides it."""
    item["owner"] = luck.choice(OWNERS)
    if luck.random() < 0.4:
        item["department"] = luck.choice(["bureau", "firm"])
    if luck.random() < 0.15:
        item["simulated_for"] = [luck.choice(classes)]
    item["decides"] = luck.random() < 0.85
    for fee in ("fee", "government_fee"):
        if luck.random() < 0.4:
            item[fee] = {"value": luck.choice([0, 100, 7])}
    chain = item["steps"]
    holders = luck.choices(HOLDERS, k=len(chain))
    if luck.random() < 0.6:
        holders.sort(key=HOLDERS.index)
    for step, holder in zip(chain.values(), holders, strict=True):
        dress_step(luck, step, holder, rules, legal)


def dress_step(luck: Random, step: Document, holder: str, rules: Document, legal: str) -> None:
    """What it counts as, what it asks for and costs, and how long it takes: often nothing, or half a day."""
    step["counts_as"] = holder
    if (channel := luck.choice(CHANNELS)) is not None:
        step["channel"] = channel
    if luck.random() < 0.3:
        step["documents"] = {"value": luck.choice([0, 1, 4])}
    if luck.random() < 0.3:
        step["cost"] = {"value": luck.choice([0, 20, 300])}
    if luck.random() < 0.15:
        step["by"] = luck.choice(["bureau", "firm"])
    if "book" in step:
        step["trips"] = luck.choice([0, 1, 1, 2])
    if "returns" in step:
        step["returns"] = {**step["returns"], "reason": luck.choice(["correction", "no-show", "deferral"])}
    for key in ("wait", "work", "book", "again"):
        if "minutes" in step.get(key, {}) and luck.random() < 0.4:
            half = HALF_A_DAY[legal]
            step[key] = {"minutes": {"fixed": luck.choice([0, 0, 1, half, half, half - 1, half + 1, 2 * half])}}
    if luck.random() < 0.08:
        step["refuses"] = luck.choice([0.3, 1.0])
