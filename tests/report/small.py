"""A small town's findings, written by hand: two scenarios, one kind of project beside all, numbers easy to follow."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from sim.experiment.tables.costs import ADDED

NAMES = {"today": ("Today", "现状"), "tomorrow": ("Tomorrow", "改革后")}
GROUPS = {"all": ("all", "all"), "mill": ("Mills", "工厂")}
WITHIN = {
    "today": {"government_days": (0.4, 0.3, 0.5), "total_days": (0.0, 0.0, 0.1)},
    "tomorrow": {"government_days": (0.95, 0.92, 0.97), "total_days": (0.25, 0.2, 0.3)},
}
NO_INTERVAL = (None, None)


def named(scenario):
    english, chinese = NAMES[scenario]
    return {"scenario": scenario, "title_en": english, "title_zh": chinese}


def ran(scenario, target=50, replications=20):
    return {**named(scenario), "target": target, "replications": replications, "seed": 7}


def chances(scenarios=("today", "tomorrow"), *, intervals=True, within=WITHIN):
    rows = []
    for scenario in scenarios:
        for clock, (share, low, high) in within[scenario].items():
            bounds = (low, high) if intervals else NO_INTERVAL
            told = {"clock": clock, "n": 100, "p50": 45.5, "within": share}
            rows.append({**ran(scenario), **told, "within_low": bounds[0], "within_high": bounds[1]})
    return pd.DataFrame(rows)


def distribution(scenarios=("today", "tomorrow")):
    quantiles = {"p10": 20.0, "p25": 30.0, "p50": 45.5, "p75": 60.0, "p90": 90.0}
    rows = [
        {**ran(scenario), "clock": clock, "n": 100, **quantiles, "within": share}
        for scenario in scenarios
        for clock, (share, _, _) in WITHIN[scenario].items()
    ]
    return pd.DataFrame(rows)


def groups(scenarios=("today", "tomorrow")):
    rows = []
    for scenario in scenarios:
        for group, (english, chinese) in GROUPS.items():
            for clock, (share, low, high) in WITHIN[scenario].items():
                told = {"n": 100, "within": share, "within_low": low, "within_high": high}
                told |= {f"{name}{end}": 45.5 for name in ("mean", "p50", "p90") for end in ("", "_low", "_high")}
                rows.append(
                    {**ran(scenario), "group": group, "group_en": english, "group_zh": chinese, "clock": clock, **told}
                )
    return pd.DataFrame(rows)


def holding(scenarios=("today", "tomorrow")):
    days = {"today": (30.0, 12.5), "tomorrow": (10.0, 2.5)}
    parts = [("review", "office", "Office", "办公室"), ("correction", "applicant", None, None)]
    rows = []
    for scenario in scenarios:
        for (holder, who, english, chinese), spent in zip(parts, days[scenario], strict=True):
            told = {"holder": holder, "who": who, "who_en": english, "who_zh": chinese}
            rows.append({**ran(scenario), **told, "days": spent, "off_days": spent / 2, "share": 0.5, "n": 100})
    return pd.DataFrame(rows)


def parties(scenarios=("today", "tomorrow")):
    days = {"today": {"government": 20.0, "intermediary": 22.5}, "tomorrow": {"government": 8.0, "queue": 4.5}}
    return pd.DataFrame(
        [
            {**ran(scenario), "n": 100, "party": party, "days": spent}
            for scenario in scenarios
            for party, spent in days[scenario].items()
        ]
    )


def costs(scenarios=("today", "tomorrow")):
    """What a year costs, and what the later scenario adds: 1.5 million, for 12 days that each project saves."""
    year = {"government": 5e6, "government_low": 4e6, "government_high": 6e6, "government_range_low": 3e6}
    year |= {"government_range_high": 8e6, "projects": 100.0, "project": 5e4, "applicant": 7e5}
    year |= {
        "prices": 4,
        "guessed": 3,
        "staff_hour": 80.0,
        "staff_hour_range_low": 50.0,
        "staff_hour_range_high": 120.0,
    }
    more = {"more": 1.5e6, "more_low": 1.4e6, "more_high": 1.6e6, "more_range_low": 1e6, "more_range_high": 2e6}
    more |= {"more_project": 1.5e4, "more_applicant": -2e5, "saved": 12.0, "saved_low": 11.0, "saved_high": 13.0}
    more |= {"per_day": 1250.0, "per_day_low": 1100.0, "per_day_high": 1400.0}
    base = dict.fromkeys(ADDED, np.nan)
    told = [base | {"per_day_is": "base"}, base | more | {"per_day_is": "told"}]
    return pd.DataFrame(
        [
            {**ran(name), "clock": clock, "n": 100, "against": "today", "unpriced": "", **year, **one}
            for name, one in zip(scenarios, told, strict=False)
            for clock in ("government_days", "total_days")
        ]
    )


def _bar(scenario, item, what, start, end):
    times = {"start": f"2016-01-{start:02}", "end": f"2016-01-{end:02}"}
    moments = {"contact": "2016-01-01", "filed": "2016-01-02", "permit": "2016-01-20"}
    titles = {"item_en": item.title(), "item_zh": item, "government_days": 3.0, "case": 1, "replication": 0}
    return {**ran(scenario), "item": item, "what": what, **times, **moments, **titles}


def one_project():
    """Plan, review and permit follow one another before, plan and permit after; something else runs beside."""
    return pd.DataFrame([
        _bar("today", "plan", "applicant", 1, 5), _bar("today", "beside", "public", 1, 4),
        _bar("today", "review", "queue", 5, 8), _bar("today", "review", "government", 8, 15),
        _bar("today", "permit", "government", 15, 20),
        _bar("tomorrow", "plan", "applicant", 1, 3), _bar("tomorrow", "permit", "government", 3, 20),
    ])  # fmt: skip


def floors(scenario="tomorrow"):
    kept = {"government+applicant+intermediary": 12.0, "government": 33.0, "intermediary": 28.0}
    return pd.DataFrame(
        [
            {**ran(scenario), "group": group, "group_en": english, "group_zh": chinese, "instant": parties}
            | {"n": 100, "p50": days, "within": 1.0}
            for parties, days in kept.items()
            for group, (english, chinese) in GROUPS.items()
        ]
    )


def assumptions():
    told = [
        (
            "Mill: review: time",
            "工厂：审查：时间",
            "pert",
            "5 / 10 / 20",
            "days",
            0.7,
            1.4,
            True,
            "S1",
            "estimate",
            10.0,
        ),
        ("Mill: legal limit", "工厂：法定时限", "", "20", "working days", None, None, False, "L1 art. 42", "law", 2.5),
        ("Clerks: servers", "窗口：人数", "", "3", "count", 2.0, 5.0, False, None, None, 0.0),
    ]
    columns = ["what_en", "what_zh", "shape", "value", "unit", "low", "high", "factor", "source", "grade", "days"]
    return pd.DataFrame([dict(zip(columns, one, strict=True)) for one in told])


def steps():
    told = [("today", 300.0, None), ("tomorrow", 100.0, -200.0)]
    bounds = {"change_low": -210.0, "change_high": -190.0, "days_low": 95.0, "days_high": 105.0}
    rows = [
        {**ran(name), "clock": "total_days", "n": 100, "days": days, "change": change, "within": 0.2, **bounds}
        for name, days, change in told
    ]
    return pd.DataFrame(rows)


def climbed(*days):
    """The same for as many steps as there are days."""
    first = steps().iloc[0].to_dict()
    return pd.DataFrame([first | {"days": one, "title_en": f"Step {place}"} for place, one in enumerate(days)])


def ignorance(scenario="tomorrow", sure=0.95, digest="0123456789ab", target=50, group="all"):
    """How far the headline goes, as a sweep over the ranges of a scenario tells it."""
    within = {"p10": 0.9, "p25": 0.92, "p50": 0.94, "p75": 0.96, "p90": 0.98}
    return {
        "scenario": scenario, "scenario_digest": digest, "clock": "government_days", "group": group, "target": target,
        "points": 128, "replications": 2, "numbers": 3, "within": within, "sure": sure,
    }  # fmt: skip


def about(scenarios=("today", "tomorrow"), replications=20):
    ran_as = {"digest": "0123456789ab", "seed": 7, "replications": replications, "engine": "compiled", "version": "1"}
    return {
        "kind": "answer",
        "target": 50,
        "base": scenarios[0],
        "best": scenarios[-1],
        "command": "approvals answer today tomorrow --target 50 --replications 20 --seed 7 --engine compiled --out out",
        "scenarios": [{**named(name), **ran_as} for name in scenarios],
        "notes": [{"en": "Clerks were counted <twice>.", "zh": "窗口人员计算了<两次>。"}],
        "ignorances": [ignorance()],
        "left_out": {},
    }


def town(**changes):
    found = {
        "chances": chances(), "distribution": distribution(), "groups": groups(), "holding": holding(),
        "floors": floors(), "assumptions": assumptions(), "steps": steps(), "parties": parties(), "costs": costs(),
    }  # fmt: skip
    return {**found, **changes}


def written(folder: Path, tables=None, told=None) -> Path:
    """The folder that an answer would have written."""
    folder.mkdir(parents=True, exist_ok=True)
    found = tables if tables is not None else town()
    for name, table in found.items():
        (folder / f"{name}.csv").write_text(table.to_csv(index=False), encoding="utf-8")
    said = {**(told if told is not None else about()), "tables": [*found]}
    (folder / "report.json").write_text(json.dumps(said), encoding="utf-8")
    return folder


def nobody():
    """Nobody was permitted: no days, no shares, no path."""
    empty = chances().assign(n=0, p50=None, within=None, within_low=None, within_high=None)
    spread = distribution().assign(n=0, p10=None, p25=None, p50=None, p75=None, p90=None, within=None)
    none = groups()
    none = none[none["group"] == "all"].assign(n=0, within=None, within_low=None, within_high=None, p50=None, p90=None)
    return town(
        chances=empty, distribution=spread, groups=none, holding=pd.DataFrame(), floors=pd.DataFrame(),
        parties=parties().assign(days=0.0),
        steps=steps().assign(n=0, days=None),
    )  # fmt: skip


SMALLEST = {
    "scenario": "today",
    "clock": "government_days",
    "target": 50,
    "rule": {"probability": 0.9, "indifference": 0.01},
    "minimal": [["agents", "e-seal"]],
    "cheapest": ["agents", "e-seal"],
    "nearest": [["agents", "e-seal"]],
    "hurting": [{"reform": "courier"}],
    "packages": [
        {"reforms": [], "verdict": "misses it", "within_target": 0.1, "within_target_ci95": None, "cost": 0.0},
        {
            "reforms": ["agents"],
            "verdict": "undecided",
            "within_target": 0.89,
            "within_target_ci95": None,
            "cost": None,
        },
        {
            "reforms": ["agents", "e-seal"],
            "verdict": "keeps it",
            "within_target": 0.96,
            "within_target_ci95": [0.94, 0.98],
            "cost": 420_000.0,
        },
        {"reforms": ["agents", "courier"], "verdict": "does not go together", "why": "…"},
    ],
}
IN_TIME = {
    "target": "within 50 days",
    "quote": "50天以内",
    "measure": "government_days",
    "kind": "share",
    "threshold": 0.9,
    "before": 0.4,
    "after": 0.95,
    "reached": 0.95,
    "reached_ci95": [0.92, 0.97],
    "met": True,
    "status": "met",
}
FEES = {
    "target": "fees at least 50 % lower",
    "quote": "收费降低50%",
    "measure": "intermediary_fees",
    "kind": "change",
    "threshold": -0.5,
    "before": 1000.0,
    "after": 800.0,
    "reached": -0.2,
    "reached_ci95": [-0.3, -0.1],
    "met": False,
    "status": "missed",
}
TARGETS = {
    "target": 50,
    "before": {"scenario": "today"},
    "after": [{"scenario": "tomorrow", "targets": [IN_TIME, FEES]}],
}


def influence(effect, share, index=None):
    told = None if index is None else {"value": index, "ci95": [index - 0.1, index + 0.1]}
    return {"effect": effect, "effect_spread": effect / 2, "share_of_effects": share, "first": told, "total": told}


REVIEW = {"name": "a", "title": "time of review", "low": 0.7, "high": 1.4, "grade": "estimate", "source": "S1"}
CLERKS = {"name": "b", "title": "clerks", "low": 2, "high": 5}
SENSITIVITY = {
    "scenario": "tomorrow",
    "clock": "government_days",
    "target": 50,
    "seed": 1,
    "factors": [
        {**REVIEW, "within": influence(0.2, 0.8, 0.7), "mean": influence(9.0, 0.8, 0.7)},
        {**CLERKS, "within": influence(0.02, 0.2), "mean": influence(1.0, 0.2)},
    ],
    "budget": {
        "within": {"shares": {"unknown_inputs": 0.75, "chance": 0.2, "too_few_runs": 0.05}},
        "mean": {"shares": None},
    },
}


def worth_of(value, share):
    told = {"value": share, "ci95": [share - 0.1, share + 0.1]}
    return {"worth": {"value": value, "ci95": [value / 2, value * 2]}, "share": told}


OF_PLANNING = {"who_en": "Planning", "who_zh": "规划局", "variance": None, "telling": True}
FILES = [{"files": 10, **worth_of(0.3, 0.15)}, {"files": 30, **worth_of(0.45, 0.22)}]
WORTH = {
    "scenario": "tomorrow", "clock": "government_days", "target": 50, "seed": 1, "replications": 4, "study": "small",
    "class": "all", "points": 256, "left_out": 0,
    "decision": {
        "kind": "announce", "probability": 0.9, "unit": "points", "best": 1,
        "options": [{"reforms": [], "title_en": "", "title_zh": "", "within_target": 0.95, "benefit": one}
                    for one in (0.0, 5.0)],
    },
    "everything": {"value": 2.0, "ci95": [1.5, 2.5]},
    "knowing": [
        {"name": "b", "title": "clerks", "title_zh": "人员", "low": 2, "high": 5, **worth_of(0.9, 0.45),
         **OF_PLANNING, "way": "ask", "files": [], "enough": None},
        {"name": "a", "title": "time of review", "title_zh": "审查时间", **worth_of(0.5, 0.25), **OF_PLANNING,
         "way": "time", "files": FILES, "enough": 30},
    ],
    "asked": False,
    "in_turn": [{"factors": ["b"], **worth_of(0.9, 0.45)}, {"factors": ["b", "a"], **worth_of(1.2, 0.6)}],
}  # fmt: skip

SHARES = {
    "scenario": "today", "clock": "government_days", "target": 50, "seed": 1, "replications": 4,
    "shares": [
        {"package": ["agents", "e-seal"], "statistic": "within", "whole": 0.5, "whole_ci95": [0.4, 0.6],
         "shares": [{"reform": "e-seal", "value": 0.2, "ci": None}, {"reform": "agents", "value": 0.3, "ci": None}]},
    ],
}  # fmt: skip
FRONTIER = {
    "scenario": "today", "clock": "government_days", "target": 50, "seed": 1,
    "points": [
        {"reforms": reforms, "cost": cost, "cost_range": [cost, cost], "within_target": within,
         "within_target_ci95": None, "efficient": efficient, "perhaps_efficient": False}
        for reforms, cost, within, efficient in (
            ([], 0, 0.1, True), (["agents"], 2e6, 0.5, True), (["e-seal"], 3e6, 0.4, False)
        )
    ],
}  # fmt: skip
