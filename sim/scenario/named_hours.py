"""Calendars that keep the hours of another (`like: office`): filled in whenever a scenario is read or changed.

So who changes the hours of the office changes those of its windows too. Who is given hours of his own is like nobody
any longer.
"""

from typing import Any, Final

from sim.base.errors import ScenarioError, did_you_mean

LIKE: Final = "like"
HOURS: Final = ("days", "hours", "holidays", "every_weeks", "week", "also", "closed")
"""What a calendar takes over from the one that it is like."""


def with_named_hours(document: dict[str, Any], source: str) -> dict[str, Any]:
    """The document with the hours of every calendar that is like another.

    Raises `ScenarioError` for a calendar that is like none that there is, like itself in the end, or has hours as well.
    """
    calendars = document.get("calendars")
    if not isinstance(calendars, dict) or not any(map(_likeness, calendars.values())):
        return document
    filled = {name: _filled(calendars, name, source) for name in calendars}
    return {**document, "calendars": filled}


def _likeness(calendar: Any) -> str | None:
    return calendar.get(LIKE) if isinstance(calendar, dict) else None


def _filled(calendars: dict[str, Any], name: str, source: str) -> Any:
    if _likeness(calendars[name]) is None:
        return calendars[name]
    given = [key for key in HOURS if key in calendars[name]]
    if given and len(given) < len(HOURS):
        message = f"found beside like '{calendars[name][LIKE]}': drop one of the two"
        raise ScenarioError(source, f"calendars.{name}.{given[0]}", message)
    model = _model(calendars, name, source)
    own = {key: part for key, part in calendars[name].items() if key not in HOURS}
    return {**{key: model[key] for key in HOURS if key in model}, **own}


def _model(calendars: dict[str, Any], name: str, source: str) -> dict[str, Any]:
    """The calendar with hours of its own that one is like, perhaps by way of others."""
    seen, now = [name], name
    while (wanted := _likeness(calendars[now])) is not None:
        where = f"calendars.{now}.{LIKE}"
        if wanted not in calendars:
            raise ScenarioError(source, where, f"no calendar '{wanted}'{did_you_mean(str(wanted), calendars)}")
        if wanted in seen:
            raise ScenarioError(source, where, f"'{wanted}' leads round in a circle: give one of them hours")
        seen.append(wanted)
        now = wanted
    found: dict[str, Any] = calendars[now]
    return found


def forget_likeness(calendar: dict[str, Any], paths: list[str]) -> None:
    """A calendar whose hours are changed is like no other any longer."""
    if any(path.split(".")[0] in HOURS for path in paths):
        calendar.pop(LIKE, None)


def without_likeness(document: dict[str, Any]) -> dict[str, Any]:
    """A resolved document in which no calendar says whom it is like: its hours are in it, and those are played."""
    plain = {
        name: {key: part for key, part in calendar.items() if key != LIKE}
        for name, calendar in document["calendars"].items()
    }
    earlier = [without_likeness(epoch) for epoch in document.get("before", [])]
    return {**document, "calendars": plain} | ({"before": earlier} if earlier else {})
