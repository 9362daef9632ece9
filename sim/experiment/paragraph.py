"""The answer in sentences: one paragraph, put together from the numbers of the run; none is written beforehand."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from math import inf
from typing import Any

import pandas as pd

from sim.base.headline_clocks import WHOLE
from sim.base.language import Language
from sim.base.numerals import percent
from sim.experiment.answer import Answer
from sim.experiment.answer_cells import at_least, between, median, number, share_within
from sim.experiment.clock_words import clock_in_words, short_name
from sim.experiment.cost_words import costs_in_words
from sim.experiment.groups import is_class
from sim.experiment.names_in_sentences import (
    class_name,
    clock_name,
    holder_name,
    listed,
    part_name,
    say,
    step_name,
    supposition,
    title_of,
    titles,
    trait_name,
)
from sim.experiment.provisos import by_law, let_go, own_targets, unfinished_and_refused, without_steady_state
from sim.experiment.replications import Result
from sim.experiment.responses import Row, days_by, groups_of_cases, response, responses
from sim.experiment.verdict_words import how_far
from sim.scenario.epochs import steps_by_all_rules
from sim.statistics.decision import verdict


def paragraph(answer: Answer, lang: Language = "en") -> str:
    """The answer to the headline question in plain words, as one paragraph."""
    if _is_of_nobody(answer):
        return say("answer.nobody", lang)
    sentences = [
        *without_steady_state(answer, lang),
        *by_law([one.scenario for one in answer.results], lang),
        *own_targets(answer, lang),
        *_which_make_it(answer, lang),
        _how_far(answer, lang),
        *unfinished_and_refused(answer, lang),
        *let_go(answer, lang),
        _by_group(answer, lang),
        _held_up(answer, lang),
        _floor(answer, lang),
        _leans_on(answer, lang),
        *_costs(answer, lang),
    ]
    return say("answer.between", lang).join(sentence for sentence in sentences if sentence)


def in_short(answer: Answer, lang: Language = "en") -> str:
    """The answer in two sentences, one for the clock of the promise and one for that which is told beside it."""
    if _is_of_nobody(answer):
        return say("answer.nobody", lang)
    return say("answer.between", lang).join(_who_makes_it(answer, clock, lang) for clock in answer.both)


def _is_of_nobody(answer: Answer) -> bool:
    return all(result.permitted().empty for result in answer.results)


def _costs(answer: Answer, lang: Language) -> list[str]:
    """What the base costs, what the best scenario adds, and that prices are assumed."""
    names = {one.scenario.scenario: title_of(one, lang) for one in answer.results}
    return costs_in_words(answer.costs, answer.best.scenario.scenario, lambda name: names.get(name, name), lang)


def _which_make_it(answer: Answer, lang: Language) -> list[str]:
    others = [clock for clock in answer.clocks if clock not in answer.both]
    told = [_who_makes_it(answer, clock, lang) for clock in answer.both]
    rest = say("answer.parts", lang).join(_on_another_clock(answer, clock, lang) for clock in others)
    return [*told, say("made.others", lang, told=rest)]


def _who_makes_it(answer: Answer, clock: str, lang: Language) -> str:
    """One sentence on one clock: the scenarios that make it, or the nearest to it, with its probability.

    If one scenario was asked about, first that one, then which packages on it make it.
    """
    if answer.about is not None:
        found = told = _of_subject(answer, clock, lang)
        if len(answer.results) > 1:
            on_it = _found(replace(answer, results=answer.results[1:]), clock, lang)
            found = say("made.packages", lang, told=told, found=on_it)
    else:
        found = _found(answer, clock, lang)
    return say("made.on", lang, clock=clock_name(clock, lang), found=found)


def _of_subject(answer: Answer, clock: str, lang: Language) -> str:
    """What the scenario that was asked about brings."""
    row = answer.row(answer.subject, clock)
    days = answer.goal.of(answer.subject.scenario.scenario)
    told = {"chance": _chance(row), "median": f"{at_least(row, 'p50')}{number(row['p50'])}", "days": days}
    return say("made.subject", lang, title=title_of(answer.subject, lang), **told)


def _found(answer: Answer, clock: str, lang: Language) -> str:
    """The scenarios that make it on one clock, or the nearest to it, with its probability."""
    sure, undecided = _made(answer, clock)
    best = _nearest(answer, clock)
    title, row, in_time = title_of(best, lang), answer.row(best, clock), _in_time(answer, lang)
    told = {
        "title": title,
        "chance": _chance(row),
        "median": number(row["p50"]),
        "within": say("made.share", lang, share=f"{answer.share:.0%}", within=in_time),
        "none": say("made.no_scenario" if answer.about is None else "made.no_package", lang),
    }
    if sure == [best]:
        return say("made.only", lang, **told)
    if sure:
        return say("made.some", lang, titles=titles(sure, lang), **told)
    if undecided:
        whose = "" if undecided == [best] else say("made.whose", lang, title=title)
        return say("made.perhaps", lang, titles=titles(undecided, lang), whose=whose, **told)
    if answer.within(best, clock) > 0:
        return say("made.nearest", lang, **told)
    return say("made.nobody", lang, **told | {"within": in_time, "shortest": _shortest(answer, clock, lang)})


def _chance(row: Row) -> str:
    return f"{share_within(row)}{between(row['within_target_ci95'], shares=True)}"


def _in_time(answer: Answer, lang: Language) -> str:
    """Within how many days, or that each has a target of its own."""
    return say("made.own", lang) if answer.own_targets else say("made.within", lang, days=answer.target)


def _how_far(answer: Answer, lang: Language) -> str:
    """Beside the headline, how far it goes for the answer's subject if the estimates are wrong; a no goes nowhere."""
    subject = answer.subject.scenario.scenario
    studied = next((one for one in answer.ignorances if one.scenario == subject), None)
    made = [one for those in _made(answer, answer.clock) for one in those]
    holds = bool(made) if answer.about is None else answer.subject in made
    return how_far(studied, title_of(answer.subject, lang), lang) if studied is not None or holds else ""


def _on_another_clock(answer: Answer, clock: str, lang: Language) -> str:
    """Half a sentence on one clock: the scenarios that make it, or the nearest to it, with its probability."""
    sure, undecided = _made(answer, clock)
    maybe = [say("made.maybe", lang, title=title_of(one, lang)) for one in undecided]
    made = listed([*(title_of(one, lang) for one in sure), *maybe], lang)
    if not sure and not undecided:
        best = _nearest(answer, clock)
        made = say("made.none_nearest", lang, title=title_of(best, lang), share=percent(answer.within(best, clock)))
    return say("made.another", lang, clock=clock_name(clock, lang), made=made)


def _nearest(answer: Answer, clock: str) -> Result:
    """The scenario with the most projects within the target, of those with a steady state, if there are any."""
    return max(answer.results, key=lambda one: (not one.growing, answer.within(one, clock)))


def _shortest(answer: Answer, clock: str, lang: Language) -> str:
    rows = [(one, answer.row(one, clock)) for one in answer.results]
    one, row = min(rows, key=lambda two: two[1]["p50"] if isinstance(two[1]["p50"], float) else inf)
    median = f"{at_least(row, 'p50')}{number(row['p50'])}"
    return say("made.shortest", lang, title=title_of(one, lang), median=median)


def _made(answer: Answer, clock: str) -> tuple[list[Result], list[Result]]:
    """The scenarios that bring the promised share of projects within the target, and those of which that is open.

    Of one replication everything is open: those are named that would bring it if chance had no hand in it. Of a
    scenario without a steady state nothing is said.
    """
    sure, undecided = [], []
    for result in answer.results:
        if result.growing:
            continue
        within, interval = answer.within(result, clock), answer.row(result, clock)["within_target_ci95"]
        low, high = interval if isinstance(interval, list) else (None, None)
        found = verdict(within, low, high, answer.share)
        if found == "yes":
            sure.append(result)
        elif found == "open" or (found == "unknown" and within >= answer.share):
            undecided.append(result)
    return sure, undecided


def _by_group(answer: Answer, lang: Language) -> str:
    target = answer.goal.of(answer.subject.scenario.scenario)
    parts = []
    for row in responses(answer.subject, target):
        if row["name"] == WHOLE and row["class"] != "all" and row["n"]:
            name, _, trait = str(row["class"]).partition("+")
            who = (
                say("groups.of_these", lang, trait=trait_name(trait, lang)) if trait else class_name(answer, name, lang)
            )
            parts.append(say("groups.one", lang, who=who, share=share_within(row), median=number(row["p50"])))
    return say("groups.all", lang, title=title_of(answer.subject, lang), days=target, told=listed(parts, lang))


def _held_up(answer: Answer, lang: Language) -> str:
    base = answer.base
    days = days_by(base, ["holder"]).set_index("holder")["days"].sort_values(ascending=False)
    top = [
        say("path.holder", lang, holder=holder_name(str(holder), lang), share=percent(spent / days.sum()))
        for holder, spent in days.head(4).items()
    ]
    return say("path.made_of", lang, title=title_of(base, lang), told=listed(top, lang))


def _floor(answer: Answer, lang: Language) -> str:
    parts = []
    for name, result in answer.floors.items():
        rows = [response(result, WHOLE, group, None) for group in groups_of_cases(result) if is_class(group)]
        medians = [
            say("floor.class", lang, who=class_name(answer, str(row["class"]), lang), median=median(row))
            for row in rows
        ]
        parts.append(say("floor.one", lang, what=supposition(name, lang), told=listed(medians, lang)))
    title = title_of(answer.subject, lang)
    return say("floor.all", lang, title=title, told=say("answer.parts", lang).join(parts))


def _leans_on(answer: Answer, lang: Language) -> str:
    rows = assumptions_on_path(answer.subject).head(4).to_dict("records")
    if not rows:
        return say("leans.none", lang)
    return say("leans.on", lang, told=listed([_leaned_on(answer, row, lang) for row in rows], lang))


def _leaned_on(answer: Answer, row: Mapping[Hashable, Any], lang: Language) -> str:
    bounds = row["range"]
    spread = say("leans.range", lang, low=bounds[0], high=bounds[1]) if isinstance(bounds, tuple) else ""
    again = say("leans.again", lang) if row["again"] else ""
    item = str(row["item"])
    if lang == "zh":
        item = part_name(answer.subject.scenario.processes[answer.subject.process].items, item)
    step = step_name(str(row["step"]), lang)
    return say("leans.one", lang, item=item, step=step, again=again, days=row["days"], range=spread)


def assumptions_on_path(result: Result) -> pd.DataFrame:
    """The durations graded "estimate", by the days they take on the critical path: item, step, again, days, range."""
    keys = ["item", "step", "again"]
    spent = days_by(result, keys, busy=True).set_index(keys)["days"].sort_values(ascending=False).reset_index()
    steps = steps_by_all_rules(result.scenario, result.process)
    rows = []
    for row in spent.to_dict("records"):
        step = steps[row["item"], row["step"]]
        duration = step.again if row["again"] and step.again is not None else step.duration
        if duration.grade == "estimate":
            rows.append({**row, "range": duration.times.range})
    return pd.DataFrame(rows, columns=[*keys, "days", "range"])


def clock_heads(answer: Answer, lang: Language = "en") -> dict[str, str]:
    """What each of the answer's clocks is called at the head of a column."""
    if lang == "zh":
        return {clock: say(f"short.{clock}", lang).replace("\n", "") for clock in answer.clocks}
    return {clock: short_name(clock) for clock in answer.clocks}


def clock_words(answer: Answer, lang: Language = "en") -> str:
    """Lines that explain the table's columns."""
    colon, heads = ": " if lang == "en" else "：", clock_heads(answer, lang)
    told = {clock: clock_in_words(clock) if lang == "en" else say(f"unit.{clock}", lang) for clock in answer.clocks}
    return "\n".join(f"  {heads[clock]}{colon}{told[clock]}" for clock in answer.clocks)
