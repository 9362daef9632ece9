"""A programme of reforms as a table of months, for a figure, and as a document for machines."""

from typing import Any

import pandas as pd

from sim.packages.begun import monthly
from sim.packages.candidates import Cost
from sim.packages.frontier import share_of
from sim.packages.programme import Course, Programme
from sim.packages.proposal import proposal_document
from sim.packages.race import Standing


def courses_table(told: Programme) -> pd.DataFrame:
    """A row for each month of the best order and of that on which nothing begins, for `sim.charts.courses`."""
    best, none = told.courses[0], next(one for one in told.courses if not one.begins)
    how, question = told.study.how, told.study.question
    ran = {"target": question.target, "clock": how.clock, "seed": how.seed, "replications": len(best.filed)}
    return pd.DataFrame(
        [
            {"course": name, "month": day.isoformat(), "within": share, **_begun(told, course, month), **ran}
            for name, course in (("best", best), ("none", none))
            for month, (day, share) in enumerate(zip(told.calendar.days, monthly(course.filed), strict=False))
        ]
    )


def _begun(told: Programme, course: Course, month: int) -> dict[str, str]:
    """The titles of what begins in a month."""
    titles = [told.study.candidates.reforms[one.reform].title for one in course.begins if one.month == month]
    return {f"begins_{lang}": ", ".join(getattr(title, lang) for title in titles) for lang in ("en", "zh")}


def programme_document(told: Programme) -> dict[str, Any]:
    """For machines: every package within money and number, every order that was played, month by month."""
    study, race = told.study, told.race
    return {
        **{key: value for key, value in study.provenance().items() if key != "changes"},
        "target": study.question.target,
        "class": study.question.group,
        "budget": told.wishes.budget,
        "most": told.wishes.most,
        "months": told.wishes.months,
        "already": told.agreed_names,
        "rule": vars(race.rule),
        "best": told.more(race.best),
        "alike": [told.more(package) for package in race.those(Standing.ALIKE)],
        "open": [told.more(package) for package in race.those(Standing.OPEN)],
        "packages": [_package(told, package) for package in race.standings],
        "too_dear": [{"reforms": told.more(one), "cost": _amount(told.cost(one))} for one in told.too_dear],
        "without_cost": told.unpriced,
        "cannot_begin_on_a_day": told.undated,
        "exact": told.exact,
        "orders": [_course(told, course) for course in told.courses],
        "proposal": proposal_document(told.proposal) if told.proposal is not None else None,
    }


def _package(told: Programme, package: int) -> dict[str, Any]:
    cost, within, lead = told.cost(package), share_of(told.study.table, package, told.study.question), told.race.leads
    return {
        "reforms": told.more(package),
        "standing": told.race.standings[package].value,
        "cost": _amount(cost),
        "cost_range": None if cost is None else [cost.low, cost.high],
        "within_target": within.value,
        "within_target_ci95": within.interval,
        "behind_the_best": lead[package].value,
        "behind_the_best_ci": lead[package].interval,
        "replications": told.study.table.replications(package),
    }


def _amount(cost: Cost | None) -> float | None:
    return None if cost is None else cost.value


def _course(told: Programme, course: Course) -> dict[str, Any]:
    names = told.study.candidates.catalogue().names
    months = zip(told.calendar.days, monthly(course.filed), strict=False)
    return {
        "begins": [
            {"reform": names[one.reform], "from": told.calendar.days[one.month].isoformat()} for one in course.begins
        ],
        "within_target": course.share,
        "behind_the_best": course.lead.value,
        "behind_the_best_ci": course.lead.interval,
        "months": [{"month": day.isoformat(), "within_target": float(share)} for day, share in months],
    }
