"""The page of the animation: one file with what the towns did day by day, which asks nothing of any network.

As on the what-if page, what a stranger wrote stands in the data alone, and the script puts it on the page as text.
"""

import json
from importlib.metadata import version
from typing import Any, Final

from markupsafe import Markup

from sim.base.errors import UserError
from sim.base.language import Language
from sim.calendars.working_time import DAY, to_moment
from sim.charts.fonts import shortened
from sim.charts.roles import ROLES, SOLID
from sim.report.animation.town import Lane, Town
from sim.report.animation.words import words
from sim.report.html import HTML_LANG, template_of
from sim.report.lettering import fonts_of
from sim.report.what_if.page import MARKUP, policy
from sim.scenario import Scenario

GROUPS: Final = ("page", "control", "told", "table", "foot", "lane")
"""The words that the script needs."""
ORDER: Final = ("applicant", "agent", "government", "intermediary", "public")
"""Parties from top to bottom."""
MOST_TOWNS: Final = 2


def require_towns(scenarios: list[Scenario]) -> None:
    """Refuses more towns than stand side by side."""
    if len(scenarios) > MOST_TOWNS:
        raise UserError(f"found {len(scenarios)} scenarios: give one, or two to stand side by side")


def document(towns: list[Town], seed: int, engine: str) -> dict[str, Any]:
    """What the page shows: the lanes of all towns, and each town day by day."""
    lanes, days, first = _lanes(towns), min(town.days for town in towns), towns[0].plan
    shown = [_short(town.document(days, lanes)) for town in towns]
    used = sorted({code // 2 for town in shown for one in town["projects"] for code in one[2::2] if code >= 0})
    return {
        "days": days,
        "start": to_moment(first.measured_from // DAY * DAY, first.scenario.start).date().isoformat(),
        "lanes": [{"party": lanes[one][0], "title": _title(towns, lanes[one])} for one in used],
        "towns": [{**town, "projects": [_in_lanes(one, used) for one in town["projects"]]} for town in shown],
        "seed": seed,
        "engine": engine,
        "version": version("approval-sim"),
    }


def _lanes(towns: list[Town]) -> list[Lane]:
    """Whose steps there are in any town: by party, departments in the order in which the scenario names them."""
    known = {lane for town in towns for lane in town.lanes}
    departments = list(dict.fromkeys(name for town in towns for name in town.plan.scenario.departments))
    return sorted(known, key=lambda lane: (ORDER.index(lane[0]), departments.index(lane[1]) if lane[1] else -1))


def _in_lanes(project: list[int], used: list[int]) -> list[int]:
    """A project with the places of the lanes among those that anybody is ever in."""
    codes = [2 * used.index(code // 2) + code % 2 if code >= 0 else code for code in project[2::2]]
    return [project[0], *(one for pair in zip(project[1::2], codes, strict=True) for one in pair)]


def _title(towns: list[Town], lane: Lane) -> dict[Language, str]:
    """What a lane is called: a department by its title, a party by its word."""
    named = next((town for town in towns if lane[1] in town.plan.scenario.departments), None)
    title = named.title_of(lane) if named is not None else None
    party: dict[Language, str] = words()["lane.agent" if lane[0] == "agent" else f"who.{lane[0]}"]
    return {lang: shortened(told) for lang, told in (title or party).items()}


def _short(town: dict[str, Any]) -> dict[str, Any]:
    return {**town, "title": {lang: shortened(told) for lang, told in town["title"].items()}}


def page(shown: dict[str, Any], lang: Language) -> str:
    """The page of a document, with both languages in it; *lang* is that with which it opens."""
    template = template_of("animation.html.j2")
    script = _script(template)
    mine = {key: said for key, said in words().items() if key.partition(".")[0] in GROUPS}
    looks = {party: [SOLID[party], look["edgecolor"]] for party, look in ROLES.items()}
    whole = {**shown, "lang": lang, "words": mine, "looks": looks}
    data = json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    titles = mine["page.and"][lang].join(town["title"][lang] for town in shown["towns"])
    title = mine["page.title"][lang].format(titles=titles)
    told = {
        "lang": HTML_LANG[lang],
        "title": title,
        "policy": policy(script),
        "no_script": mine["page.no_script"],
        "data": Markup(data.translate(MARKUP)),
        "script": Markup(script),
    }
    written = json.dumps([mine, shown["lanes"], [town["title"] for town in shown["towns"]]], ensure_ascii=False)
    return template.render(**told, fonts=fonts_of(written + title + script, "en"))


def _script(template: Any) -> str:
    loader = template.environment.loader
    return str(loader.get_source(template.environment, "animation.js")[0])
