"""What must be said before an answer: no steady state, holidays by the law, targets of their own, who did not end."""

from sim.base.headline_clocks import WHOLE
from sim.base.language import Language
from sim.experiment.answer import Answer
from sim.experiment.names_in_sentences import listed, part_name, say, step_name, title_of
from sim.experiment.replications import Result
from sim.outcomes.bound import Bound
from sim.outcomes.steady_state import Growth
from sim.scenario import Scenario
from sim.scenario.whose_holidays import by_law_from


def without_steady_state(answer: Answer, lang: Language = "en") -> list[str]:
    """A sentence for each scenario that has no steady state."""
    return [
        say("steady.no_verdict", lang, title=title_of(one, lang), why=_growth(one, lang))
        for one in answer.results
        if one.growing
    ]


def _growth(result: Result, lang: Language) -> str:
    fastest, *others = result.growing
    more = say("steady.others", lang, count=len(others), s="s" * (len(others) > 1)) if others else ""
    return say("steady.growth", lang, pool=_pool(result, fastest, lang), number=f"{fastest.a_month:.2g}", more=more)


def _pool(result: Result, growth: Growth, lang: Language) -> str:
    return growth.pool if lang == "en" else part_name(result.scenario.pools, growth.pool)


def by_law(scenarios: list[Scenario], lang: Language = "en") -> list[str]:
    """A sentence if the holidays of some years are the law's, for no notice of the State Council is known yet."""
    since = [day for day in map(by_law_from, scenarios) if day is not None]
    return [say("law.since", lang, day=min(since))] if since else []


def own_targets(answer: Answer, lang: Language) -> list[str]:
    """A sentence, if scenarios with other targets are each held against their own."""
    own = [
        say("goal.one", lang, title=title_of(answer.named(name), lang), days=days)
        for name, days in answer.goal.own.items()
    ]
    return [say("goal.own", lang, own=say("answer.list", lang).join(own), days=answer.goal.days)] if own else []


def unfinished_and_refused(answer: Answer, lang: Language = "en") -> list[str]:
    """Who did not end in the run, and who was refused, scenario by scenario, where there are any."""
    rows = [(one, answer.row(one, WHOLE)) for one in answer.results]
    unfinished = {title_of(one, lang): share for one, row in rows if (share := float(str(row["unfinished"])))}
    refused = {
        title_of(one, lang): share for one, _ in rows if (share := float((one.cases["fate"] == "refused").mean()))
    }
    sentences = []
    if unfinished:
        sentences.append(say("left.unfinished", lang, told=_shares_by_scenario(unfinished, lang)))
    if refused:
        sentences.append(say("left.refused", lang, told=_shares_by_scenario(refused, lang)))
    return sentences


def _shares_by_scenario(shares: dict[str, float], lang: Language) -> str:
    """Each scenario's share while they can be read at a glance, else the least and the greatest of them."""
    if len(shares) <= 3:
        return listed([say("left.in", lang, share=f"{share:.1%}", title=name) for name, share in shares.items()], lang)
    first, last = min(shares, key=shares.__getitem__), max(shares, key=shares.__getitem__)
    least, most = f"{shares[first]:.1%}", f"{shares[last]:.1%}"
    return say("left.span", lang, least=least, first=first, most=most, last=last, count=len(shares))


def let_go(answer: Answer, lang: Language = "en") -> list[str]:
    """A sentence for each step at which more than one case in a thousand meets the bound on attempts."""
    return [
        say("bound.in", lang, title=title_of(one, lang), what=_met(one, bound, lang))
        for one in answer.results
        for bound in one.let_go
    ]


def _met(result: Result, bound: Bound, lang: Language) -> str:
    process = result.scenario.processes[bound.process]
    names = {"process": bound.process, "item": bound.item, "step": bound.step}
    if lang == "zh":
        named = part_name(result.scenario.processes, bound.process)
        names = {"process": named, "item": part_name(process.items, bound.item), "step": step_name(bound.step, lang)}
    return say("bound.met", lang, share=f"{bound.share:.2%}", times=bound.attempts - 1, **names)
