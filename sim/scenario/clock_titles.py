"""What a scenario's own clocks are called and what they count, in both languages."""

from sim.base.language import Language
from sim.base.own_clocks import Words
from sim.scenario.model import Process, Scenario
from sim.scenario.own_clocks import ClockPoint, OwnClock
from sim.scenario.quantities import TwoLanguages


def titles_of_clocks(scenario: Scenario) -> dict[str, Words]:
    """The words for every clock of every process."""
    return {
        name: _words(scenario, process, clock)
        for process in scenario.processes.values()
        for name, clock in process.clocks.items()
    }


def _words(scenario: Scenario, process: Process, clock: OwnClock) -> Words:
    return Words(
        en=clock.title.en,
        zh=clock.title.zh,
        meaning_en=_meaning(scenario, process, clock, "en"),
        meaning_zh=_meaning(scenario, process, clock, "zh"),
        working=clock.calendar is not None,
        target=clock.target,
    )


def _meaning(scenario: Scenario, process: Process, clock: OwnClock, lang: Language) -> str:
    since = _moment(process, clock.from_, clock.starts_at_end, lang)
    until = _moment(process, clock.until, clock.ends_at_end, lang)
    if clock.calendar is None:
        return f"From {since} to {until}, in calendar days." if lang == "en" else f"从{since}到{until}的日历天数。"
    calendar = _called(scenario.calendars[clock.calendar].title, clock.calendar, lang)
    if lang == "en":
        return f"From {since} to {until}, in working days of the calendar “{calendar}”."
    return f"从{since}到{until}，按“{calendar}”日历的工作日计。"


def _moment(process: Process, point: ClockPoint, at_end: bool, lang: Language) -> str:
    item = _called(process.items[point.item].title, point.item, lang)
    step = "" if point.step is None else f", {point.step}," if lang == "en" else f"（{point.step}）"
    if lang == "en":
        return f"the {'end' if at_end else 'start'} of “{item}”{step}".removesuffix(",")
    return f"“{item}”{step}{'结束' if at_end else '开始'}"


def _called(title: TwoLanguages | None, name: str, lang: Language) -> str:
    return name if title is None else title.en if lang == "en" else title.zh
