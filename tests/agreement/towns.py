"""Small towns in which everything happens at once: scenarios made to find out whether two engines agree.

Moments, hours and durations come from short lists, so that ties, closing times and empty calendars are met all the
time. A part that is drawn may do without a property; what every scenario must have is filled in by the loader.
"""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from sim.base.errors import ScenarioError
from sim.scenario.check import check_parts
from sim.scenario.model import Scenario
from sim.scenario.validation import validated
from sim.simulation.draws.draw import Draws
from sim.simulation.draws.draw import draw as draw_luck
from sim.simulation.lower import lower
from sim.simulation.plan import Plan

Document = dict[str, Any]
Draw = st.DrawFn

START = date(2016, 9, 26)
"""A Monday; the holidays of the National Day and their make-up working days follow."""

TIMES = ["00:00", "08:59", "09:00", "09:01", "09:30", "12:00", "12:01", "17:00", "24:00"]
DAYS = ["mon-sun", "mon-fri", "mon-fri", "thu", "sat,sun", "mon,wed"]
ARRIVAL_TIMES = [timedelta(days=day, minutes=minute) for day in (0, 1, 20) for minute in (0, 540, 541, 719, 720, 1020)]
PACES = [[0, 30], [0, 1, 60], [0, 0, 30, 30, 60, 1, 29, 180, 181, 480, 2000]]
"""The minutes that steps may take in a town; the fewer, the more ends together."""

HALF_AN_HOUR = {"office": 1 / 14, "always": 1 / 48}
"""In days of a legal calendar."""

SHARES = [0.0, 0.5, 1.0]
POINTS = [0.5, 1.0, 0.0, 1.5, 4.0]
"""Of a promise or a limit."""


NIGHTS = ["17:00-00:30", "22:00-02:00", "20:00-08:00"]
"""Shifts over midnight."""


def times(draw: Draw) -> str:
    if draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from(NIGHTS))
    opens, closes = sorted(draw(st.lists(st.integers(0, len(TIMES) - 1), min_size=2, max_size=2, unique=True)))
    return f"{TIMES[opens]}-{TIMES[closes]}"


@st.composite
def shift_hours(draw: Draw) -> Document:
    every = draw(st.sampled_from([1, 1, 1, 2, 3]))
    return {
        "days": draw(st.sampled_from(DAYS)),
        "hours": [times(draw) for _ in range(draw(st.integers(1, 2)))],
        "holidays": draw(st.sampled_from(["none", "none", "china"])),
        "every_weeks": every,
        "week": draw(st.integers(0, every - 1)),
    }


@st.composite
def calendars(draw: Draw) -> Document:
    drawn = {f"hours-{number}": draw(shift_hours()) for number in range(draw(st.integers(0, 3)))}
    if drawn and draw(st.booleans()):
        drawn["hours-0"]["also"] = [draw(shift_hours())]
    if drawn and draw(st.integers(0, 3)) == 0:
        drawn["hours-0"]["closed"] = [draw(shift_hours())]
    always = {"days": "mon-sun", "hours": "00:00-24:00"}
    office = {"days": "mon-fri", "hours": ["09:00-12:00", "13:00-17:00"]}
    return {"always": always, "office": office, **drawn}


@st.composite
def pools(draw: Draw, known: list[str]) -> Document:
    discipline = {"discipline": draw(st.sampled_from(["fifo", "due-date", "priority", "escalation", "escalation"]))}
    if discipline["discipline"] != "priority" and draw(st.integers(0, 2)) == 0:
        discipline["escalates_at"] = draw(st.sampled_from([0.5, 1.0, 2.0, 0.0001]))
    kind = draw(st.sampled_from(["servers", "servers", "shifts", "shifts", "seats"]))
    if kind != "seats":
        absence = draw(st.sampled_from([0, 0, 0.3, 0.7]))
        discipline |= {"counter": draw(st.integers(0, 2)) > 0, "absence": absence, "deputy": draw(st.booleans())}
    if kind != "seats" and not discipline["counter"] and draw(st.integers(0, 3)) == 0:
        discipline["availability"] = draw(st.sampled_from([{"thu": 0.5, "mon": 1}, {"mon-tue": 0.3, "sat,sun": 0.6}]))
    if kind == "servers":
        served = {"servers": draw(st.integers(1, 3)), "calendar": draw(st.sampled_from(known)), **discipline}
        return {**served, **draw(reserves(known, served))}
    if kind == "shifts":
        shift = st.fixed_dictionaries({"servers": st.integers(1, 2), "calendar": st.sampled_from(known)})
        served = {"shifts": draw(st.lists(shift, min_size=1, max_size=4)), **discipline}
        return {**served, **draw(reserves(known, served))}
    slot = draw(st.sampled_from([None, 1, 10, 60]))
    return {
        "seats": draw(st.integers(1, 2)),
        "calendar": draw(st.sampled_from(known)),
        **({} if slot is None else {"slot": slot}),
        **draw(extra_sessions(known)),
        **discipline,
    }


@st.composite
def reserves(draw: Draw, known: list[str], pool: Document) -> Document:
    """The reserve of a pool; that of a counter keeps hours of the pool's, for who waits there must know them."""
    if draw(st.booleans()):
        return {}
    most = draw(st.sampled_from([0, 0.5, 1, 2]))
    bounds = {"called_above": most, "released_at": draw(st.sampled_from([0, 0.5, most, most]))}
    bounds["released_at"] = min(bounds.values())
    hours = own_hours(pool) if pool["counter"] else known
    servers = draw(st.sampled_from([{}, {"servers": 1}, {"servers": 2}]))
    return {"reserve": {**servers, "calendar": draw(st.sampled_from(hours)), **bounds}}


@st.composite
def extra_sessions(draw: Draw, known: list[str]) -> Document:
    if draw(st.integers(0, 3)) == 0:
        return {}
    beyond = draw(st.sampled_from([1 / 1440, 1 / 1440, 0.5, 7]))
    calendar = draw(st.sampled_from([*known, "always", "always"]))
    return {"extra_sessions": {"calendar": calendar, "called_beyond": beyond}}


def own_hours(pool: Document) -> list[str]:
    """The calendars of a pool's own servers."""
    return [shift["calendar"] for shift in pool.get("shifts", [pool])]


@st.composite
def durations(draw: Draw, pace: list[int], *, promised: bool) -> Document:
    kinds = ["minutes", "minutes", "minutes", "minutes", "seconds", "uniform", "long", "promise", "quantiles"]
    kind = draw(st.sampled_from(kinds))
    if kind == "seconds":
        return {"seconds": {"fixed": draw(st.sampled_from([12, 30, 90]))}}
    if kind == "uniform":
        return {"minutes": {"uniform": [0, draw(st.sampled_from(pace))]}}
    if kind == "quantiles":
        return {"minutes": measured(draw, draw(st.sampled_from(pace)))}
    if kind == "long":
        return {"days": {"fixed": draw(st.sampled_from([1, 5, 60]))}}
    if kind == "promise" and promised:
        return {"promise": {"fixed": draw(st.sampled_from(SHARES))}}
    return {"minutes": {"fixed": draw(st.sampled_from(pace))}}


def measured(draw: Draw, most: float) -> Document:
    """A shape that is given by its quantiles, with an atom at nothing and one at the most, or a tail beyond it."""
    tailed = {"quantiles": [[0, 0], [0.3, 0], [0.8, most]], "tail": draw(st.sampled_from([30, {"exponential": 60}]))}
    return draw(st.sampled_from([tailed, {"quantiles": [[0, 0], [0.3, 0], [0.6, most], [1, most]]}]))


def points(draw: Draw, known: list[str]) -> Document:
    """A point on the clock of an item that has what is *known*: a promise, or a promise and a limit."""
    chance = draw(st.sampled_from([{"fixed": draw(st.sampled_from(POINTS))}, {"uniform": [0, 2]}, measured(draw, 1)]))
    return {draw(st.sampled_from(known)): chance}


@st.composite
def waits(draw: Draw, town: Document, pace: list[int], known: list[str]) -> Document:
    """What makes a wait of an accepted item another: told from the acceptance on, or cut short by who chases."""
    chasing = {}
    if known and draw(st.booleans()):
        names = draw(st.sampled_from([["office"], ["court"], ["office", "court"]]))
        shares = {name: draw(st.sampled_from(SHARES)) for name in names}
        chasing = {name: {"at": points(draw, known), "share": share} for name, share in shares.items()}
        chasing = {"no_later_than": chasing, "legal": True}
    if known and draw(st.booleans()):
        again = {"again": points(draw, known)} if draw(st.booleans()) else {}
        return {"until": points(draw, known), "legal": True, **again, **chasing}
    calendar = {"calendar": draw(st.sampled_from(list(town["calendars"])))}
    way = draw(st.sampled_from(["until", "wait"]))
    return {way: draw(durations(pace, promised=False)), **calendar, **chasing}


@st.composite
def returns(draw: Draw, earlier: list[str]) -> Document:
    share, again = draw(st.sampled_from([0.3, 0.7, 1.0])), draw(st.sampled_from([0.0, 0.5, 1.0]))
    power = {"complexity": draw(st.sampled_from([0, 1, 3]))} if draw(st.integers(0, 2)) == 0 else {}
    return {"share": share, "to": draw(st.sampled_from(earlier)), "again": again, **power}


@st.composite
def steps(draw: Draw, town: Document, pace: list[int], limited: Document, chain: Document, name: str) -> Document:
    """One step, behind those of the *chain*; it may return to one of them, or to itself."""
    known = list(limited)
    servers = [pool for pool, one in town["pools"].items() if "seats" not in one]
    primitives = ["wait", *["work"] * 2 * bool(servers), *["book"] * (len(servers) < len(town["pools"]))]
    primitive = draw(st.sampled_from(primitives))
    accepted = any(step["accepts"] for step in chain.values())
    step: Document = {"legal": draw(st.integers(0, 2)) > 0}
    if primitive == "wait" and accepted and draw(st.integers(0, 2)) > 0:
        step |= draw(waits(town, pace, known))
    else:
        step |= draw(durations_of(town, pace, primitive, promised="promise" in known))
    if draw(st.integers(0, 4)) == 0:
        step["returns"] = draw(returns([*chain, name]))
    if draw(st.integers(0, 4)) == 0:
        step["refuses"] = draw(st.sampled_from([0.2, 0.5, 1.0]))
    if draw(st.integers(0, 3)) == 0:
        step["share"] = draw(st.sampled_from(SHARES))
    if draw(st.integers(0, 9)) == 0:
        step["complexity_over"] = 1
    if any("extension" in limit for limit in limited.values() if isinstance(limit, dict)):
        step["extends"] = name == "step-0" or draw(st.booleans())
    return {**step, "accepts": draw(st.booleans()), "priority": draw(st.integers(-1, 1))}


@st.composite
def durations_of(draw: Draw, town: Document, pace: list[int], primitive: str, *, promised: bool) -> Document:
    """How long a step takes, on which calendar or by whom."""
    step: Document = {primitive: draw(durations(pace, promised=promised))}
    if primitive == "work":
        servers = [name for name, pool in town["pools"].items() if "seats" not in pool]
        choice = st.lists(st.sampled_from(servers), min_size=1, max_size=draw(st.sampled_from([1, 3])), unique=True)
        step |= {"pool": draw(choice), "trips": draw(st.sampled_from([0, 1, 1])), "in_person": draw(st.booleans())}
    if primitive == "book":
        step["pool"] = draw(st.sampled_from([name for name, pool in town["pools"].items() if "seats" in pool]))
    if primitive == "book" and draw(st.booleans()):
        step["lead"] = {"minutes": {"fixed": draw(st.sampled_from(pace))}}
    if primitive == "wait" or "lead" in step:
        step["calendar"] = draw(st.sampled_from(list(town["calendars"])))
    if draw(st.booleans()):
        step["again"] = draw(durations(pace, promised=promised))
    return step


@st.composite
def items(draw: Draw, town: Document, pace: list[int], process: Document, earlier: list[str]) -> Document:
    promise = draw(st.sampled_from([None, 1, 5, *[HALF_AN_HOUR[town["legal_calendar"]]] * 2]))
    limited = {"promise": promise, "limit": draw(st.sampled_from([None, 2])) and 2 * promise} if promise else {}
    limited = {name: days for name, days in limited.items() if days is not None}
    count = draw(st.sampled_from([2, 3, 4, 5, 1, 0]))
    limited = draw(limits(town, process, limited)) if count and draw(st.integers(0, 2)) == 0 else limited
    chain: Document = {}
    for number in range(count):
        name = f"step-{number}"
        chain[name] = draw(steps(town, pace, limited, chain, name))
        if draw(st.integers(0, 3)) == 0:
            chain[name] |= draw(told_by_class(chain[name], list(process["classes"])))
    if len(chain) > 1 and "share" not in chain["step-0"] and draw(st.integers(0, 3)) == 0:
        last = list(chain)[-1]
        chain["step-0"] |= {"mends": {last: draw(st.sampled_from(SHARES))}, "saves": {last: 0.5}}
    classes = list(process["classes"])
    after = [draw(edges(process, one)) for one in earlier if draw(st.integers(0, 2)) == 0]
    item: Document = {"steps": chain, "after": after, **limited}
    if process["traits"] and draw(st.integers(0, 7)) == 0:
        item |= draw(st.sampled_from([{"having": "ready"}, {"lacking": ["ready"]}]))
    if draw(st.integers(0, 3)) == 0:
        item["applies"] = {name: draw(st.sampled_from(SHARES)) for name in classes}
    return item


@st.composite
def limits(draw: Draw, town: Document, process: Document, limited: Document) -> Document:
    """A promise and a limit in days of a calendar, other for some class, and longer for who is extended."""
    named = draw(st.sampled_from([{}, {"calendar": draw(st.sampled_from(list(town["calendars"])))}]))
    more = draw(st.sampled_from([{}, {"extension": draw(st.sampled_from([1 / 48, 1, 3]))}]))
    last = list(process["classes"])[-1]
    longer = draw(st.sampled_from([1, 2]))
    days = {key: {"value": days, "by_class": {last: longer * days}} for key, days in limited.items()}
    return {key: {"days": number, **named, **more} for key, number in days.items()}


@st.composite
def told_by_class(draw: Draw, step: Document, classes: list[str]) -> Document:
    """What a step says of some class of cases alone: how long it takes, and how often it happens and returns."""
    name, told = draw(st.sampled_from(classes)), {}
    way = next(way for way in ("wait", "until", "work", "book") if way in step)
    if draw(st.booleans()):
        points = [0.5, 2] if {"promise", "limit"} & step[way].keys() else [0, 30, 60]
        told[way] = step[way] | {"by_class": {name: draw(st.sampled_from(points))}}
    for key in ("share", "refuses"):
        if key in step and "mends" not in step and draw(st.booleans()):
            told[key] = {"value": step[key], "by_class": {name: draw(st.sampled_from(SHARES))}}
    if "returns" in step and draw(st.booleans()):
        share = {"value": step["returns"]["share"], "by_class": {name: draw(st.sampled_from(SHARES))}}
        told["returns"] = step["returns"] | {draw(st.sampled_from(["share", "again"])): share}
    return told


@st.composite
def edges(draw: Draw, process: Document, earlier: str) -> Document:
    edge: Document = {"item": earlier}
    if draw(st.integers(0, 3)) == 0:
        edge["classes"] = [draw(st.sampled_from(list(process["classes"])))]
    if process["traits"] and draw(st.booleans()):
        edge[draw(st.sampled_from(["having", "lacking"]))] = "ready"
    return edge


@st.composite
def arrivals(draw: Draw, known: list[str]) -> Document:
    moments = st.lists(st.sampled_from(ARRIVAL_TIMES), min_size=draw(st.sampled_from([8, 8, 2, 0])), max_size=16)
    midnight = datetime.combine(START, datetime.min.time())
    kind = draw(st.sampled_from([*["at"] * 6, "interval", "interval", "random", "random", "bunched", "open hours"]))
    if kind == "interval":
        return {"interval": {"minutes": {"fixed": draw(st.sampled_from([60, 180, 540]))}}, "most": 12}
    if kind == "open hours":
        calendar = draw(st.sampled_from(known))
        return {"interval": {"minutes": {"fixed": draw(st.sampled_from([60, 210]))}}, "calendar": calendar, "most": 12}
    if kind == "bunched":
        return {"per_year": {"2016": 400, "2017": 200}, "bunching": draw(st.sampled_from([1, 3])), "most": 12}
    if kind == "random":
        return {"interval": {"minutes": {"exponential": 120}}, "most": 12}
    return {"at": [midnight + after for after in draw(moments)]}


@st.composite
def processes(draw: Draw, town: Document, pace: list[int]) -> Document:
    several = draw(st.booleans())
    classes = {
        name: {"share": 0.5 if several else 1.0, "priority": draw(st.integers(-1, 1))}
        for name in (("plain", "special") if several else ("plain",))
    }
    traits = {"ready": draw(st.sampled_from(SHARES))} if draw(st.booleans()) else {}
    process: Document = {
        "arrivals": draw(arrivals(list(town["calendars"]))),
        "classes": classes,
        "traits": traits,
        "items": {},
    }
    process["complexity"] = draw(st.sampled_from([{"fixed": 1}, {"fixed": 1}, {"uniform": [0.5, 1.5]}]))
    return draw(with_items(town, pace, process))


@st.composite
def with_items(draw: Draw, town: Document, pace: list[int], process: Document) -> Document:
    whole: Document = {**process, "items": {}}
    for number in range(draw(st.sampled_from([3, 4, 5, 2, 1]))):
        whole["items"][f"item-{number}"] = draw(items(town, pace, whole, list(whole["items"])))
    return whole


@st.composite
def documents(draw: Draw) -> Document:
    """A whole scenario."""
    town: Document = {
        "scenario": "town",
        "title": "A town",
        "start": START,
        "run": {"length": "3 weeks", "follow": draw(st.sampled_from(["0 days", "1 day", "9 days", "150 days"]))},
        "legal_calendar": draw(st.sampled_from(["office", "always"])),
        "patience": draw(st.sampled_from([0, 30, 540, 540])),
        "calendars": draw(calendars()),
    }
    count = draw(st.sampled_from([2, 3, 4, 1, 0]))
    town["pools"] = {f"pool-{number}": draw(pools(list(town["calendars"]))) for number in range(count)}
    count = draw(st.integers(1, 2))
    pace = draw(st.sampled_from(PACES))
    town["processes"] = {f"process-{number}": draw(processes(town, pace)) for number in range(count)}
    if draw(st.integers(0, 2)) == 0:
        days = draw(st.sampled_from([[1, 2], [1, 2], [1], [20], [2, 20]]))
        town["before"] = []
        for day in reversed(days):  # from the last rules back, for servers may only be added
            later = town["before"][0] if town["before"] else town
            town["before"].insert(0, {"until": START + timedelta(days=day), **draw(earlier(town, later, pace))})
    first = town["before"][0] if "before" in town else town
    if draw(st.integers(0, 2)) == 0:
        town["start_with"] = {name: draw(standing(process)) for name, process in first["processes"].items()}
    return town


@st.composite
def earlier(draw: Draw, town: Document, later: Document, pace: list[int]) -> Document:
    """Other rules for those who come earlier: other items and hours, fewer servers, and the same luck by name."""
    hours = {
        name: draw(shift_hours()) for name in later["calendars"] if name.startswith("hours") and draw(st.booleans())
    }
    rules: Document = {"calendars": {**later["calendars"], **hours}, "pools": {}}
    for name, pool in later["pools"].items():
        if draw(st.integers(0, 5)):
            rules["pools"][name] = draw(with_fewer_servers(pool, list(later["calendars"])))
    known = {**town, **rules}
    rules["processes"] = {}
    for name, process in later["processes"].items():
        traits = {"ready": draw(st.sampled_from(SHARES))} if draw(st.booleans()) else {}
        anew, by_others = with_items(known, pace, {**process, "traits": traits}), done_by_others(known, process)
        rules["processes"][name] = draw(draw(st.sampled_from([by_others, by_others, anew])))
    return rules


@st.composite
def done_by_others(draw: Draw, town: Document, process: Document) -> Document:
    """The same items, of which some steps are worked at by another pool."""
    servers = [name for name, pool in town["pools"].items() if "seats" not in pool]
    chains = {
        name: {step: draw(done_by_another(town, servers, one)) for step, one in item["steps"].items()}
        for name, item in process["items"].items()
    }
    return {**process, "items": {name: {**item, "steps": chains[name]} for name, item in process["items"].items()}}


@st.composite
def done_by_another(draw: Draw, town: Document, servers: list[str], step: Document) -> Document:
    asked = step.get("pool", [])
    asked = [asked] if isinstance(asked, str) else asked
    gone = any(name not in town["pools"] for name in asked)
    if not gone and "work" not in step:
        return step
    if "work" in step and servers:
        asked = [draw(st.sampled_from(servers))] if gone or draw(st.booleans()) else asked
        return {**step, "pool": asked}
    primitive = "work" if "work" in step else "book"
    kept = {
        key: part for key, part in step.items() if key not in ("work", "book", "pool", "in_person", "trips", "lead")
    }
    return {**kept, "wait": step[primitive], "calendar": "office"}


@st.composite
def with_fewer_servers(draw: Draw, pool: Document, known: list[str]) -> Document:
    helpers = {"reserve", "extra_sessions"} if draw(st.booleans()) else set()
    fewer = {key: part for key, part in pool.items() if key not in helpers}
    if "servers" in pool:
        fewer |= {"servers": draw(st.integers(1, pool["servers"])), "calendar": draw(st.sampled_from(known))}
    if "shifts" in pool:
        fewer["shifts"] = pool["shifts"][: draw(st.integers(1, len(pool["shifts"])))]
    if "seats" not in pool:
        fewer |= {"absence": draw(st.sampled_from([0, pool["absence"], 0.5])), "deputy": draw(st.booleans())}
    if "reserve" in fewer and pool["counter"] and fewer["reserve"]["calendar"] not in own_hours(fewer):
        del fewer["reserve"]
    return fewer


@st.composite
def standing(draw: Draw, process: Document) -> Document:
    """Cases that are already there; an item that only some classes need is left out, since it may be needed by none."""
    where = [name for name, item in process["items"].items() if "applies" not in item]
    if where and draw(st.integers(0, 2)) == 0:
        return draw(open_cases(process, where))
    places = draw(st.lists(st.sampled_from(where), max_size=3, unique=True)) if where else []
    both = {" + ".join(places): draw(st.integers(0, 2))} if len(places) > 1 else {}
    return {**both, **{name: draw(st.integers(0, 5)) for name in places}}


@st.composite
def open_cases(draw: Draw, process: Document, where: list[str]) -> Document:
    """Cases in the middle of an item, with what they have behind them; one that waits for days begins anew."""
    rows = [draw(open_case(process, draw(st.sampled_from(where)))) for _ in range(draw(st.integers(1, 6)))]
    keys = ("item", "step", "spent_days", "used_days", "promise_days", "sent_back", "class")
    columns = {key: [row[key] for row in rows] for key in keys}
    return {"from": "open.csv", "case": [f"case {number}" for number in range(len(rows))], **columns}


@st.composite
def open_case(draw: Draw, process: Document, item: str) -> Document:
    chain = process["items"][item]["steps"]
    step = draw(st.sampled_from([None, *chain])) if chain else None
    before = list(chain)[: list(chain).index(step)] if step is not None else []
    accepted = any(chain[name]["accepts"] for name in before)
    ahead = [chain[name] for name in chain if name not in before]
    if accepted and any({"minutes", "days", "seconds"} & one.get("until", {}).keys() for one in ahead):
        step, accepted = None, False
    spent = draw(st.sampled_from([0, 1 / 48, 1 / 14, 1, 3])) if step is not None and "book" not in chain[step] else 0
    back = draw(st.sampled_from([0, 1])) if step is not None else 0
    used = draw(st.sampled_from([0, 1 / 48, 1 / 14, 1, 3])) if accepted or back else 0
    promised = process["items"][item].get("promise") is not None and step is not None
    own = draw(st.sampled_from([0, 1 / 14, 1, 4])) if promised else 0
    name = draw(st.sampled_from([None, *process["classes"]]))
    past = {"spent_days": spent, "used_days": used, "promise_days": own, "sent_back": back}
    return {"item": item, "step": step, **past, "class": name}


def scenario_of(document: Document) -> Scenario:
    """The scenario of a document; a calendar that never opens makes none."""
    try:
        scenario = validated(Scenario, document, "generated")
        check_parts(scenario, "generated")
    except ScenarioError as error:
        assert "never open" in str(error), error  # noqa: PT017
        reject()
    return scenario


def drawn(document: Document, replication: int = 0) -> tuple[Plan, Draws]:
    """The plan of a document and the luck of one replication."""
    plan = lower(scenario_of(document))
    return plan, draw_luck(plan, 1, replication)
