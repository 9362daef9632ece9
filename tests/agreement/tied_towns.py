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
DAYS_OFF = (7_800, 9_240, 26_460, 28_140)
"""On a Saturday and Sunday, in the holidays, and on a Saturday again; each in the middle of the day."""
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
    until = luck.choice(
        [minute for minute in (LAST_EDGES if luck.random() < 0.4 else LAST_EDGES[-5:]) if minute > since]
    )
    town["run"] |= {"warm_up": f"{since} minutes", "cool_down": f"{3 * 7 * 1440 - until} minutes"}
    if luck.random() < 0.7:
        town["costs"] = COSTS
    for number, one in enumerate(rules):
        dress_pools(luck, one, town["pools"])
        if luck.random() < 0.5:
            one["reform_costs"] = {"one-window": {"value": 1000 * (number + 1)}}
    for one in rules:
        for process in one["processes"].values():
            dress_items(luck, process, one, town["legal_calendar"])
    for name in town["processes"]:
        dress_process(luck, [one["processes"][name] for one in rules], (since, until))
    for standing in town.get("start_with", {}).values():
        if "from" in standing:  # the chains are others now: who is in the middle of one begins it
            count = len(standing["case"])
            nothing = ("spent_days", "used_days", "promise_days", "sent_back")
            standing |= {"step": [None] * count, **{key: [0] * count for key in nothing}}
    return town


def dress_pools(luck: Random, rules: Document, last: Document) -> None:
    """Whose they are, and how far they are there for this work."""
    for name, pool in rules["pools"].items():
        pool |= {"department": last[name].get("department") or luck.choice(["bureau", "bureau", "firm"])}
        last[name]["department"] = pool["department"]
        pool["paid"] = luck.random() < 0.8
        if "seats" in pool:
            pool["counter"] = last[name].setdefault("counter", luck.random() < 0.7)
        if "seats" not in pool and not pool["counter"]:
            pool["availability"] = luck.choice([1.0, 0.5])
        if "extra_sessions" in pool:
            price = {"cost": last[name]["extra_sessions"].get("cost") or {"value": 500}}
            pool["extra_sessions"] = {**pool["extra_sessions"], **price}
            last[name]["extra_sessions"] |= price


def dress_process(luck: Random, forms: list[Document], measured: tuple[int, int]) -> None:
    """Where its clocks start and end, by all rules alike; half of the time all cases come at an edge."""
    if luck.random() < 0.6:
        edges = [measured[0], measured[1] - 1, *luck.choice([(), (measured[0] - 1, measured[1]), DAYS_OFF, DAYS_OFF])]
        moments = [minute for minute in edges if 0 <= minute < 30_240] * luck.choice([1, 2, 3])
        midnight = datetime.combine(START, datetime.min.time())
        arrivals = {"at": [midnight + timedelta(minutes=minute) for minute in moments]}
        for form in forms:
            form["arrivals"] = arrivals
    shared = [name for name in forms[-1]["items"] if all(name in form["items"] for form in forms)]
    for key, chance, some in (("from", 0.6, shared), ("until", 0.6, shared[-2:]), ("land", 0.5, shared)):
        if luck.random() < chance:
            for form in forms:
                form[key] = luck.choice(some)
    for form in forms:
        steps = form["items"][form["land"]]["steps"] if "land" in form else {}
        if steps and luck.random() < 0.5:
            form["land_step"] = luck.choice(list(steps))
    clocks = own_clocks(luck, forms, shared)
    for form in forms:
        form["clocks"] = clocks


def own_clocks(luck: Random, forms: list[Document], shared: list[str]) -> Document:
    """A few clocks from one item or step to another, which run forward and no further than the process."""
    within = [name for name in shared if all(is_within(form, name) for form in forms)]
    found: Document = {}
    for number in range(luck.choice([0, 1, 2, 2]) if within else 0):
        start, end = luck.choice(within), luck.choice(within)
        if start == end or any(end in before(form, start) for form in forms):
            since, until = {"item": start}, {"item": start}
        else:
            since, until = moment(luck, forms, start), moment(luck, forms, end)
        clock = luck.choice([{}, {"calendar": "office"}, {"calendar": "always"}]) | luck.choice([{}, {"target": 2}])
        found[f"own-{number}-days"] = {"title": "Own", "from": since, "until": until, **clock}
    return found


def is_within(form: Document, item: str) -> bool:
    """Whether a process does not end before an item."""
    last = form.get("until")
    return last is None or item in {last, *before(form, last)}


def moment(luck: Random, forms: list[Document], item: str) -> Document:
    """The start or end of an item, or of a step of it that all rules have."""
    steps = [
        step for step in forms[-1]["items"][item]["steps"] if all(step in one["items"][item]["steps"] for one in forms)
    ]
    step = {"step": luck.choice(steps)} if steps and luck.random() < 0.6 else {}
    return {"item": item, **step, **luck.choice([{}, {"at": "start"}, {"at": "end"}])}


def before(form: Document, item: str) -> set[str]:
    """What an item waits for, in any kind of case, and what that waits for, and so on."""
    found: set[str] = set()
    to_visit = [item]
    while to_visit:
        edges = form["items"][to_visit.pop()]["after"]
        fresh = {edge["item"] for edge in edges} - found
        found |= fresh
        to_visit += fresh
    return found


def dress_items(luck: Random, process: Document, rules: Document, legal: str) -> None:
    """Half of them are as one knows them, a few go on beyond the end; many wait for the one before."""
    earlier = None
    for name, item in process["items"].items():
        if luck.random() < 0.5:
            item["steps"] = as_known(luck, rules["pools"], legal)
        elif luck.random() < 0.1:
            item["steps"] = {"notice": {"wait": {"days": {"fixed": 200}}, "calendar": "always", "legal": True}}
        if any("extension" in limit for limit in limits_of(item)) and not any(
            "extends" in step for step in item["steps"].values()
        ):
            item["steps"][luck.choice(list(item["steps"]))]["extends"] = True
        dress_item(luck, item, list(process["classes"]), rules, legal)
        if earlier is not None and luck.random() < 0.4 and earlier not in [edge["item"] for edge in item["after"]]:
            item["after"] = [*item["after"], {"item": earlier}]
        earlier = name


def limits_of(item: Document) -> list[Document]:
    """Its promise and its limit, in their long form."""
    return [item[key] for key in ("promise", "limit") if isinstance(item.get(key), dict)]


def as_known(luck: Random, pools: Document, legal: str) -> Document:
    """A chain in the order of an office: handed in, accepted, reviewed for half a day or so, noticed, sealed, sent."""
    half = HALF_A_DAY[legal]
    servers, seats = ([name for name, pool in pools.items() if ("seats" in pool) == booked] for booked in (False, True))

    def taking(*minutes: int, calendar: str = legal) -> Document:
        length = {"minutes": {"fixed": luck.choice(minutes)}}
        if servers and calendar == legal and luck.random() < 0.5:
            return {"work": length, "pool": luck.choice(servers), "trips": 0, "in_person": False}
        return {"wait": length, "calendar": calendar}

    slot = {"book": {"minutes": {"fixed": 30}}, "pool": luck.choice(seats)} if seats else taking(30)
    missed = {"share": 0.4, "again": 0.2, "to": "applicant", "reason": "no-show"}
    sent_back = {"share": luck.choice([0.3, 1.0]), "again": 0, "to": "preparation", "reason": "correction"}
    chain = {
        "preparation": {**taking(30, 30, 0, calendar="always"), "again": {"minutes": {"fixed": 10}}},
        "applicant": {**slot, "returns": missed, "trips": 1},
        "submission": {**taking(0, 15), "trips": 1},
        "acceptance": {**taking(0, 0, 1), "accepts": True, "legal": luck.random() < 0.3},
        "review": {**taking(half, half, half - 1, half + 1, 0, 5 * half), "legal": True},
        "meeting": {**slot, "legal": luck.random() < 0.5},
        "notice": taking(1440, 2880, calendar="always"),
        "seal": taking(0, 1),
        "delivery": taking(0, 600, calendar="always"),
    }
    likely = {"preparation": 1, "acceptance": 0.8, "review": 0.8, "submission": 0.7, "applicant": 0.3, "notice": 0.2}
    chosen = {name: step for name, step in chain.items() if luck.random() < likely.get(name, 0.4)}
    if "review" in chosen and luck.random() < 0.4:
        chosen["review"]["returns"] = sent_back
    return chosen


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
    if "preparation" in chain and luck.random() < 0.8:
        holders = list(chain)
    elif luck.random() < 0.6:
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
        reason = luck.choice(["correction", "no-show", "deferral"])
        step["returns"] = {"reason": reason, **step["returns"]}
    for key in ("wait", "work", "book", "again"):
        if "minutes" in step.get(key, {}) and luck.random() < 0.2:
            half = HALF_A_DAY[legal]
            step[key] = {"minutes": {"fixed": luck.choice([0, 0, 1, half, half, half - 1, half + 1, 2 * half])}}
    step.pop("refuses", None)
    if luck.random() < 0.06:
        step["refuses"] = luck.choice([0.3, 0.6])
