"""What is known of whole scenarios: how the clocks spread, who is within the target, what holds projects up."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.headline_clocks import WHOLE
from sim.experiment.goals import Aim, Goal, days_for
from sim.experiment.groups import ALL
from sim.experiment.replications import Result
from sim.experiment.responses import Row, days_by, holding_up, response, sample
from sim.outcomes.clocks import main_clocks
from sim.outcomes.parties import PARTIES, party_by_step
from sim.scenario import Scenario
from sim.scenario.quantities import TwoLanguages
from sim.simulation.lower import lower
from sim.statistics import censored, clustered
from sim.statistics.paired import Statistic, together

QUEUE_PARTY: Final = "queue"
QUANTILES: Final = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}


def source(result: Result, target: Aim) -> dict[str, Any]:
    """Which scenario a row is about, and from what it follows."""
    settings = result.settings
    told = target.told if isinstance(target, Goal) else {}
    ran = {
        "target": days_for(target, result.scenario.scenario),
        **told,
        "replications": settings.replications,
        "seed": settings.seed,
    }
    return {**named(result.scenario), **ran}


def ran(result: Result) -> dict[str, Any]:
    """The scenario of a row, and how it was played, where no target is told."""
    return {**named(result.scenario), "replications": result.settings.replications, "seed": result.settings.seed}


def titled(part: str, name: str, title: TwoLanguages | None) -> dict[str, str]:
    """A part of a scenario by name and by title in both languages; by its name where it has none."""
    english, chinese = (name, name) if title is None else (title.en, title.zh)
    return {part: name, f"{part}_en": english, f"{part}_zh": chinese}


def named(scenario: Scenario) -> dict[str, Any]:
    """The scenario by name and by title in both languages."""
    return {"scenario": scenario.scenario, "title_en": scenario.title.en, "title_zh": scenario.title.zh}


def distribution(results: Sequence[Result], target: Aim) -> pd.DataFrame:
    """A row for each scenario and clock: n, quantiles, the share within the target."""
    return pd.DataFrame([_spread(result, clock, target) for result in results for clock in clocks(result)])


def clocks(result: Result) -> list[str]:
    """The clocks that run in the first process of a scenario."""
    return main_clocks(result.scenario.processes[result.process])


def _spread(result: Result, clock: str, target: Aim) -> dict[str, Any]:
    found = sample(result, clock)
    quantiles = {name: censored.quantile(found, level).value for name, level in QUANTILES.items()}
    return _row(result, clock, target) | {name: np.nan if one is None else one for name, one in quantiles.items()}


def chances(results: Sequence[Result], target: Aim) -> pd.DataFrame:
    """A row for each scenario and clock: n, the median, the share within the target with its interval."""
    return pd.DataFrame([_row(result, clock, target) for result in results for clock in clocks(result)])


def _row(result: Result, clock: str, target: Aim) -> dict[str, Any]:
    """What is told of all projects of a scenario on a clock."""
    row = response(result, clock, ALL, days_for(target, result.scenario.scenario))
    within = {"within": row["within_target"], **bounds("within", row["within_target_ci95"])}
    return {
        **source(result, target),
        "clock": clock,
        "n": row["n"],
        "p50": row["p50"],
        **within,
        **certainty(result, row),
    }


def certainty(result: Result, row: Row) -> dict[str, Any]:
    """What the numbers of a row rest on: who has not ended, what is only a lower bound, which queue grows fastest."""
    told = {
        "unfinished": row["unfinished"],
        "at_least": " ".join(map(str, row["at_least"])) if isinstance(row["at_least"], list) else "",
    }
    if not result.growing:
        return told | {"growing": "", "growing_en": "", "growing_zh": "", "growing_a_month": 0.0}
    pool, a_month = result.growing[0]
    english, chinese = _who(result.scenario, pool)
    return told | {"growing": pool, "growing_en": english, "growing_zh": chinese, "growing_a_month": a_month}


def bounds(name: str, interval: object) -> dict[str, float]:
    """The two ends of an interval as columns."""
    low, high = interval if isinstance(interval, list) else (np.nan, np.nan)
    return {f"{name}_low": low, f"{name}_high": high}


def holding(results: Sequence[Result], target: Aim) -> pd.DataFrame:
    """A row for each scenario and each thing that holds projects up: what, who, days a project, share of the way."""
    tables = []
    for result in results:
        held = holding_up(result)
        who = [_who(result.scenario, str(name)) for name in held["who"]]
        titles: dict[str, Any] = {"who_en": [one[0] for one in who], "who_zh": [one[1] for one in who]}
        tables.append(held.assign(**titles, n=_permitted(result), **source(result, target)))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def parties(results: Sequence[Result], target: Aim) -> pd.DataFrame:
    """A row for each scenario and party: days a project on its critical path for which the party has it in hand.

    For the last of `PARTIES`, the queue, somebody is waited for, or a fixed day.
    """
    rows = []
    for result in results:
        path = days_by(result, ["holder", "item", "step"])
        of_step = party_by_step(lower(result.scenario), result.process)
        steps = zip(path["holder"], path["item"], path["step"], strict=True)
        party = [QUEUE_PARTY if holder == QUEUE_PARTY else of_step[item, step] for holder, item, step in steps]
        days = path["days"].groupby(pd.Series(party, path.index, dtype=object)).sum().reindex(PARTIES, fill_value=0.0)
        told = {**source(result, target), "n": _permitted(result)}
        rows += [{**told, "party": name, "days": float(spent)} for name, spent in days.items()]
    return pd.DataFrame(rows)


def _permitted(result: Result) -> int:
    return int((result.tables["cases"].frame(["fate"])["fate"] == "permitted").sum())


def _who(scenario: Scenario, name: str) -> tuple[str | None, str | None]:
    """The titles of a pool or an office; none for who has only a word, such as the applicant."""
    for part in (scenario.pools.get(name), scenario.departments.get(name)):
        if part is not None and part.title is not None:
            return part.title.en, part.title.zh
    return (None, None) if name not in {*scenario.pools, *scenario.departments} else (name, name)


def steps(results: Sequence[Result], target: Aim, clock: str = WHOLE) -> pd.DataFrame:
    """The waterfall: today first, each result with one reform more than the one before; mean days, and what came off.

    What came off (`change`) has an interval under the same luck; those of all steps hold together; it is told of no two
    means of which one is only a lower bound. Results without any project are left out.
    """
    known = [result for result in results if result.asked_about([clock])[clock].notna().any()]
    means = [_mean(result, clock) for result in known]
    changes = together([after - before for before, after in pairwise(means)])
    rows = []
    for result, mean, change in zip(known, means, [clustered.NOTHING, *changes], strict=False):
        row = response(result, clock, ALL, days_for(target, result.scenario.scenario))
        told = {
            "clock": clock,
            "n": row["n"],
            "days": mean.value,
            "within": row["within_target"],
            **certainty(result, row),
        }
        rows.append({**source(result, target), **told, "change": change.value, **bounds("change", change.interval)})
    return pd.DataFrame(rows)


def _mean(result: Result, clock: str) -> Statistic:
    return censored.mean_of(sample(result, clock), result.settings.replications)
