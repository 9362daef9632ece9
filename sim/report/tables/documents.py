"""What other commands found, from their JSON and Parquet: influences, packages on the frontier, shares, sweeps."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import pandas as pd

from sim.base.errors import ScenarioError
from sim.base.language import SEPARATOR
from sim.base.library import HERE, SHIPPED, found
from sim.scenario import load_reform
from sim.scenario.quantities import TwoLanguages
from sim.studies.sweep import answers

Document = Mapping[str, Any]
Titles = Mapping[str, TwoLanguages]
RAN: Final = ("scenario", "clock", "target", "seed", "replications")


def known_titles(reforms: Iterable[str]) -> dict[str, TwoLanguages]:
    """The titles of these reforms, as far as their files are at hand and can be read: here, else among those shipped.

    A mistake in a file is told to who plays it.
    """
    folders = (HERE / "reforms", SHIPPED / "reforms")
    files = {name: file for name in set(reforms) if (file := found(name, folders)) is not None}
    titles = {}
    for name, file in files.items():
        with suppress(ScenarioError):
            titles[name] = load_reform(file).title
    return titles


def influences(document: Document) -> pd.DataFrame:
    """Of `approvals sensitivity --json`: a row for each factor and figure (mean, within)."""
    rows = [
        {**_factor(factor), "figure": figure, **_influence(factor[figure])}
        for factor in document["factors"]
        for figure in ("mean", "within")
        if figure in factor
    ]
    return pd.DataFrame(rows).assign(**_ran(document))


def _factor(factor: Document) -> dict[str, Any]:
    titles = _titles(factor)
    return {
        "factor": factor["name"],
        "title_en": titles["en"] + _from_to(factor, "words", " ({} … {})"),
        "title_zh": titles["zh"] + _from_to(factor, "words_zh", "（{}……{}）"),
        "low": factor.get("low"),
        "high": factor.get("high"),
    }


def _titles(factor: Document) -> dict[str, str]:
    title = str(factor.get("title", factor["name"]))
    return {lang: str(factor.get(f"title_{lang}", title)) for lang in ("en", "zh")}


def _from_to(factor: Document, words: str, form: str) -> str:
    """The first and the last of what a factor may be, if that is no number."""
    return form.format(factor[words][0], factor[words][-1]) if factor.get(words) else ""


def _influence(one: Document) -> dict[str, Any]:
    told = {"effect": one["effect"], "effect_spread": one["effect_spread"], "share": one["share_of_effects"]}
    for name in ("first", "total", "regression"):
        told |= _index(name, one.get(name))
    return told


def _index(name: str, index: Document | None) -> dict[str, Any]:
    low, high = index["ci95"] if index is not None else (None, None)
    return {name: index["value"] if index is not None else None, f"{name}_low": low, f"{name}_high": high}


def frontier(document: Document, titles: Titles | None = None) -> pd.DataFrame:
    """Of `approvals frontier --json`: a row for each package: cost, share within the target, both with ranges.

    *titles* are those of its reforms; default: as far as their files are at hand.
    """
    if titles is None:
        titles = known_titles(reform for point in document["points"] for reform in point["reforms"])
    rows = [
        {
            "reforms": "+".join(point["reforms"]),
            **_listed(point["reforms"], titles),
            "cost": point["cost"], "cost_low": point["cost_range"][0], "cost_high": point["cost_range"][1],
            "within": point["within_target"], **_bounds("within", point["within_target_ci95"]),
            "efficient": point["efficient"], "perhaps_efficient": point["perhaps_efficient"],
        }
        for point in document["points"]
    ]  # fmt: skip
    return pd.DataFrame(rows).assign(**_ran(document))


def shares(document: Document, titles: Titles | None = None) -> pd.DataFrame:
    """Of `approvals shares --json`: a row for each statistic and reform, with the whole that is shared out.

    *titles* are those of its reforms; default: as far as their files are at hand.
    """
    if titles is None:
        titles = known_titles(share["reform"] for part in document["shares"] for share in part["shares"])
    rows = [
        {
            "statistic": part["statistic"], "whole": part["whole"], **_bounds("whole", part["whole_ci95"]),
            "reform": share["reform"], **_titled(share["reform"], titles),
            "share": share["value"], **_bounds("share", share["ci"]),
        }
        for part in document["shares"]
        for share in part["shares"]
    ]  # fmt: skip
    return pd.DataFrame(rows).assign(**_ran(document))


def swept(runs: pd.DataFrame, manifest: Document, factors: tuple[str, str], response: str) -> pd.DataFrame:
    """Of `approvals sweep`: a row for each point of two factors, the response averaged over replications by cases.

    *response* is a clock; mean and within are told, whether nobody finished, and whether the mean is a lower bound
    because not everybody did. Only rows of the class "all", if there are such.
    """
    whole = runs[runs["class"] == "all"] if "class" in runs and (runs["class"] == "all").any() else runs
    told = answers(whole, response)
    placed = whole.drop_duplicates("point").set_index("point")[list(factors)].set_axis(["x", "y"], axis=1)
    points = placed.loc[told.points].assign(n=told.cases, nobody=told.nobody, bound=told.bounds, **told.figures)
    table = points.groupby(["x", "y"])[[*points.columns[2:]]].apply(_pooled).reset_index()
    labels = {factor["name"]: factor for factor in manifest["factors"]}
    axes = {axis: labels.get(name, {"name": name}) for axis, name in zip(("x", "y"), factors, strict=True)}
    titles: dict[str, Any] = {
        f"{axis}_{lang}": _factor(label)[f"title_{lang}"] for axis, label in axes.items() for lang in ("en", "zh")
    }
    named = {
        f"{axis}_level_{lang}": table[axis].map(words)
        for axis, label in axes.items()
        for lang in ("en", "zh")
        if (words := _words_by_level(label, lang))
    }
    return table.assign(**titles, **named, clock=response, **_ran(manifest))


def _words_by_level(label: Document, lang: str) -> dict[float, str]:
    """What the values of a factor are called, where they are no numbers."""
    words = label.get("words" if lang == "en" else "words_zh")
    return dict(zip(label["levels"], words, strict=True)) if words else {}


def _pooled(points: pd.DataFrame) -> pd.Series:
    """Points with the same two values: their figures by cases, or all alike where nobody finished."""
    weight = points["n"] if points["n"].all() else points["n"] * 0 + 1
    figures = {name: float((points[name] * weight).sum(skipna=False) / weight.sum()) for name in ("mean", "within")}
    ends = {"nobody": bool(points["nobody"].all()), "bound": bool(points["bound"].any())}
    return pd.Series({"n": int(points["n"].sum()), **figures, **ends})


def _ran(document: Document) -> dict[str, Any]:
    return {name: document[name] for name in RAN if name in document}


def _bounds(name: str, interval: Sequence[float] | None) -> dict[str, Any]:
    low, high = interval if interval is not None else (None, None)
    return {f"{name}_low": low, f"{name}_high": high}


def _titled(reform: str, titles: Titles) -> dict[str, Any]:
    title = titles.get(reform)
    return {"title_en": title.en if title else reform, "title_zh": title.zh if title else reform}


def _listed(reforms: Sequence[str], titles: Titles) -> dict[str, Any]:
    """The titles of a package's reforms, one after another; nothing for the empty package."""
    told = [_titled(reform, titles) for reform in reforms]
    return {
        f"titles_{lang}": SEPARATOR.join(one[f"title_{lang}"].replace(SEPARATOR, " / ") for one in told)
        for lang in ("en", "zh")
    }
