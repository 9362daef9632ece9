"""The value of information as a JSON document, from which sentences, charts and reports are made, and as a table."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.statistics.information import Worth
from sim.statistics.regression import share_document
from sim.studies.worth.collecting import from_whom
from sim.studies.worth.decision import Announce, Decision
from sim.studies.worth.study import ENOUGH, Found, Known, Sample

Document = dict[str, Any]


def worth_document(found: Found) -> Document:
    """What was found, every number included, those worth most first."""
    manifest = found.manifest
    return {
        "study": manifest["study"],
        "digest": manifest["digest"],
        "scenario": manifest["scenario"],
        "clock": found.clock,
        "class": found.group,
        "target": manifest["target"],
        "points": len(found.decision.points),
        "replications": manifest["replications"],
        "seed": manifest["seed"],
        "left_out": found.left_out,
        "decision": _decision(found.decision),
        "everything": _worth(found.everything),
        "knowing": [_known(found, one) for one in found.alone],
        "asked": found.is_asked,
        "in_turn": [{"factors": list(one.factors), **_share(one.worth, found)} for one in found.together],
    }


def _decision(decision: Decision) -> Document:
    question = decision.question
    options = [
        {"reforms": list(one.package.reforms), "title_en": one.package.title_en, "title_zh": one.package.title_zh,
         "within_target": one.within, "benefit": float(benefit)}
        for one, benefit in zip(decision.options, decision.benefits.brought.mean(axis=0), strict=True)
    ]  # fmt: skip
    asked = (
        {"kind": "announce", "probability": question.probability}
        if isinstance(question, Announce)
        else {"kind": "choose", "price": question.price}
    )
    return {**asked, "unit": decision.unit, "options": options, "best": decision.benefits.best}


def _known(found: Found, one: Known) -> Document:
    [label] = [label for label in found.manifest["factors"] if label["name"] == one.name]
    who = from_whom(label, found.manifest["follows_from"].get("scenario", {}))
    samples = [sample for sample in found.samples if sample.name == one.name]
    enough = next((sample.files for sample in samples if sample.worth.value >= ENOUGH * one.worth.value), None)
    return {
        **label,
        **_share(one.worth, found),
        "variance": share_document(one.variance),
        "telling": one.is_telling,
        "way": found.ways[one.name],
        "who_en": who.en,
        "who_zh": who.zh,
        "files": [_sample(sample, found) for sample in samples],
        "enough": enough,
    }


def _sample(sample: Sample, found: Found) -> Document:
    return {"files": sample.files, **_share(sample.worth, found)}


def _worth(worth: Worth) -> Document:
    return {"value": worth.value, "ci95": [worth.low, worth.high]}


def _share(worth: Worth, found: Found) -> Document:
    return {"worth": _worth(worth), "share": share_document(worth.share_of(found.everything))}


def worth_table(document: Mapping[str, Any]) -> pd.DataFrame:
    """A row for each number: what knowing it is worth, alone, and how it is found out."""
    rows = [
        {
            "factor": one["name"], "title_en": one.get("title", one["name"]),
            "title_zh": one.get("title_zh", one["name"]), **_parts("worth", one["worth"]),
            **_parts("share", one["share"]), **_parts("variance", one["variance"]), "telling": one["telling"],
            "way": one["way"], "who_en": one["who_en"], "who_zh": one["who_zh"], "enough": one["enough"],
        }
        for one in document["knowing"]
    ]  # fmt: skip
    told = {name: document[name] for name in ("scenario", "clock", "target", "replications", "seed")}
    return pd.DataFrame(rows).assign(n=document["points"], unit=document["decision"]["unit"], **told)


def _parts(name: str, told: Mapping[str, Any] | None) -> Document:
    value, (low, high) = (None, (None, None)) if told is None else (told["value"], told["ci95"])
    return {name: value, f"{name}_low": low, f"{name}_high": high}
