"""The answer in sentences: one paragraph, put together from the numbers of the run; none is written beforehand."""

from dataclasses import replace
from math import inf

import pandas as pd

from sim.base.headline_clocks import WHOLE
from sim.base.numerals import percent
from sim.experiment.answer import CLOCK_WORDS, Answer
from sim.experiment.answer_cells import at_least, between, median, number, share_within
from sim.experiment.goals import own_targets
from sim.experiment.groups import is_class
from sim.experiment.replications import Result
from sim.experiment.responses import Row, days_by, groups_of_cases, response, responses
from sim.experiment.verdict_words import how_far
from sim.outcomes.bound import bound_in_words
from sim.outcomes.steady_state import growth_in_words
from sim.scenario import Scenario
from sim.scenario.epochs import steps_by_all_rules
from sim.scenario.whose_holidays import by_law_from
from sim.statistics.decision import verdict


def paragraph(answer: Answer) -> str:
    """The answer to the headline question in plain English, as one paragraph."""
    if all(result.permitted().empty for result in answer.results):
        return "Under no scenario was any project permitted, so there is no time to tell."
    sentences = [
        *without_steady_state(answer),
        *by_law([one.scenario for one in answer.results]),
        *own_targets(answer.goal),
        *_which_make_it(answer),
        _how_far(answer),
        *unfinished_and_refused(answer),
        *let_go(answer),
        _by_group(answer),
        _held_up(answer),
        _floor(answer),
        _leans_on(answer),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def without_steady_state(answer: Answer) -> list[str]:
    """A sentence for each scenario that has no steady state."""
    return [
        f"No verdict on {one.scenario.scenario}: {growth_in_words(one.growing)}."
        for one in answer.results
        if one.growing
    ]


def by_law(scenarios: list[Scenario]) -> list[str]:
    """A sentence if the holidays of some years are the law's, for no notice of the State Council is known yet."""
    since = [day for day in map(by_law_from, scenarios) if day is not None]
    if not since:
        return []
    return [f"From {min(since)} on the holidays are those of the law, without make-up days: no notice is known yet."]


def unfinished_and_refused(answer: Answer) -> list[str]:
    """Who did not end in the run, and who was refused, scenario by scenario, where there are any."""
    unfinished = {name: share for name, row in _headlines(answer).items() if (share := float(str(row["unfinished"])))}
    refused = {
        one.scenario.scenario: share
        for one in answer.results
        if (share := float((one.tables["cases"].frame(["fate"])["fate"] == "refused").mean()))
    }
    sentences = []
    if unfinished:
        told = _shares_by_scenario(unfinished)
        sentences.append(f"Still under way at the end of the run, and counted as such: {told}.")
    if refused:
        sentences.append(f"Refused, or without the land, and in no share: {_shares_by_scenario(refused)}.")
    return sentences


def _shares_by_scenario(shares: dict[str, float]) -> str:
    """Each scenario's share while they can be read at a glance, else the least and the greatest of them."""
    if len(shares) <= 3:
        return _listed([f"{share:.1%} in {name}" for name, share in shares.items()])
    least, most = min(shares, key=shares.__getitem__), max(shares, key=shares.__getitem__)
    return f"{shares[least]:.1%} ({least}) to {shares[most]:.1%} ({most}) in {len(shares)} scenarios"


def let_go(answer: Answer) -> list[str]:
    """A sentence for each step at which more than one case in a thousand meets the bound on attempts."""
    return [f"In {one.scenario.scenario}, {bound_in_words(bound)}." for one in answer.results for bound in one.let_go]


def _headlines(answer: Answer) -> dict[str, Row]:
    """By scenario, what is told of the total time."""
    return {one.scenario.scenario: answer.row(one, WHOLE) for one in answer.results}


def _which_make_it(answer: Answer) -> list[str]:
    others = [clock for clock in answer.clocks if clock not in answer.both]
    told = [_who_makes_it(answer, clock) for clock in answer.both]
    return [*told, "On the other clocks: " + "; ".join(_on_another_clock(answer, clock) for clock in others) + "."]


def _who_makes_it(answer: Answer, clock: str) -> str:
    """One sentence on one clock: the scenarios that make it, or the nearest to it, with its probability.

    If one scenario was asked about, first that one, then which packages on it make it.
    """
    if answer.about is not None:
        told = _of_subject(answer, clock)
        on_it = _found(replace(answer, results=answer.results[1:]), clock) if len(answer.results) > 1 else ""
        found = f"{told}; of the packages on it, {on_it}" if on_it else told
    else:
        found = _found(answer, clock)
    return f"On {CLOCK_WORDS[clock]}, {found}."


def _of_subject(answer: Answer, clock: str) -> str:
    """What the scenario that was asked about brings."""
    name, row = answer.subject.scenario.scenario, answer.row(answer.subject, clock)
    chance = f"{share_within(row)}{between(row['within_target_ci95'], shares=True)}"
    median = f"a median of {at_least(row, 'p50')}{number(row['p50'])}"
    return f"{name} brings {chance} of projects within {answer.goal.of(name):g} days, with {median}"


def _found(answer: Answer, clock: str) -> str:
    """The scenarios that make it on one clock, or the nearest to it, with its probability."""
    sure, undecided = _made(answer, clock)
    best = _nearest(answer, clock)
    row = answer.row(best, clock)
    name, median = best.scenario.scenario, number(row["p50"])
    chance = f"{share_within(row)}{between(row['within_target_ci95'], shares=True)}"
    within = f"{answer.share:.0%} of projects {_in_time(answer)}"
    none = "no scenario" if answer.about is None else "none"
    if sure == [name]:
        found = f"only {name} brings at least {within}: {chance}, with a median of {median}"
    elif sure:
        found = f"{_listed(sure)} bring at least {within}; the surest is {name} with {chance}"
    elif undecided:
        whose = "" if undecided == [name] else f"{name} "
        found = f"{_listed(undecided)} may bring {within}, on the verge: {whose}{chance}, with a median of {median}"
    elif answer.within(best, clock) > 0:
        found = f"{none} brings {within}; the nearest is {name} with {chance} and a median of {median}"
    else:
        found = f"{none} brings any project {_in_time(answer)}; {_shortest(answer, clock)}"
    return found


def _in_time(answer: Answer) -> str:
    """Within how many days, or that each has a target of its own."""
    return "within their own targets" if answer.own_targets else f"within {answer.target:g} days"


def _how_far(answer: Answer) -> str:
    """Beside the headline, how far it goes for the answer's subject if the estimates are wrong; a no goes nowhere."""
    subject = answer.subject.scenario.scenario
    studied = next((one for one in answer.ignorances if one.scenario == subject), None)
    made = {name for names in _made(answer, answer.clock) for name in names}
    holds = bool(made) if answer.about is None else subject in made
    return how_far(studied, subject, "en") if studied is not None or holds else ""


def _on_another_clock(answer: Answer, clock: str) -> str:
    """Half a sentence on one clock: the scenarios that make it, or the nearest to it, with its probability."""
    sure, undecided = _made(answer, clock)
    best = _nearest(answer, clock)
    nearest = f"none, the nearest {best.scenario.scenario} with {percent(answer.within(best, clock))}"
    made = [*sure, *(f"perhaps {name}" for name in undecided)]
    return f"{CLOCK_WORDS[clock]}, {_listed(made) if made else nearest}"


def _nearest(answer: Answer, clock: str) -> Result:
    """The scenario with the most projects within the target, of those with a steady state, if there are any."""
    return max(answer.results, key=lambda one: (not one.growing, answer.within(one, clock)))


def _shortest(answer: Answer, clock: str) -> str:
    rows = {one.scenario.scenario: answer.row(one, clock) for one in answer.results}
    medians = {name: row["p50"] if isinstance(row["p50"], float) else inf for name, row in rows.items()}
    name = min(medians, key=lambda one: medians[one])
    return f"the lowest median is {at_least(rows[name], 'p50')}{number(rows[name]['p50'])}, under {name}"


def _made(answer: Answer, clock: str) -> tuple[list[str], list[str]]:
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
            sure.append(result.scenario.scenario)
        elif found == "open" or (found == "unknown" and within >= answer.share):
            undecided.append(result.scenario.scenario)
    return sure, undecided


def _by_group(answer: Answer) -> str:
    subject = answer.subject.scenario.scenario
    parts = []
    target = answer.goal.of(subject)
    for row in responses(answer.subject, target):
        if row["name"] == WHOLE and row["class"] != "all" and row["n"]:
            name, _, trait = str(row["class"]).partition("+")
            who = f"of these, {trait}" if trait else name
            parts.append(f"{who} {share_within(row)} (median {number(row['p50'])})")
    return f"Under {subject}, by kind of project, within {target:g} calendar days: {_listed(parts)}."


def _held_up(answer: Answer) -> str:
    base = answer.base
    days = days_by(base, ["holder"]).set_index("holder")["days"].sort_values(ascending=False)
    top = [f"{holder} {percent(spent / days.sum())}" for holder, spent in days.head(4).items()]
    return (
        f"In {base.scenario.scenario} the critical path of a project is made of {_listed(top)}, and less of the rest."
    )


def _floor(answer: Answer) -> str:
    parts = []
    for name, result in answer.floors.items():
        rows = [response(result, WHOLE, group, None) for group in groups_of_cases(result) if is_class(group)]
        medians = [f"{row['class']} {median(row)}" for row in rows]
        parts.append(f"if {name}: {_listed(medians)}")
    subject = answer.subject.scenario.scenario
    return f"The floor under {subject}, in median calendar days from filing to permit — {'; '.join(parts)}."


def _leans_on(answer: Answer) -> str:
    rows = assumptions_on_path(answer.subject).head(4)
    named = [
        f"{row['item']} ({row['step']}{' again' if row['again'] else ''}, {row['days']:.1f} days a project"
        f"{_range_words(row['range'])})"
        for row in rows.to_dict("records")
    ]
    if not named:
        return "Nothing on its critical path rests on an estimate."
    return f"Of its time from filing to permit, most rests on these durations, which are estimates: {_listed(named)}."


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


def _range_words(bounds: object) -> str:
    return f", may be ×{bounds[0]:g} to ×{bounds[1]:g}" if isinstance(bounds, tuple) else ""


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else "none"


def clock_words(answer: Answer) -> str:
    """Lines that explain the table's columns."""
    names = {clock: clock.removesuffix("_days").replace("_", " ") for clock in answer.clocks}
    return "\n".join(f"  {name}: {CLOCK_WORDS[clock]}" for clock, name in names.items())
