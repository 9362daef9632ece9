"""What a calibration says of every number of its base: measured, bounded, known only with others, or untouched.

A number whose old range does not hold what was measured comes first: there the model was wrong.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from sim.base.language import Language
from sim.logs.calibrate import Calibration, map_items
from sim.logs.estimates import CurveEstimate, Estimate, Sample, Subject
from sim.logs.log import FEWEST
from sim.logs.words import say
from sim.scenario.addresses import Keys, address, at, numbers
from sim.scenario.load import as_document
from sim.scenario.quantities import Duration, as_duration
from sim.scenario.titles.titles import title_of

KIND: Final = "calibration"
"""What an evidence file says it is."""
Status = Literal["measured", "bounded", "jointly", "untouched"]
STATUSES: Final[tuple[Status, ...]] = ("measured", "bounded", "jointly", "untouched")


@dataclass(frozen=True)
class Entry:
    """What is known of one number of the base."""

    address: str
    status: Status
    why: str
    """The key of the words that say why."""
    base: float | None
    base_range: tuple[float, float] | None
    value: float | None = None
    range: tuple[float, float] | None = None
    sample: Sample | None = None
    outside: bool = False
    """Whether the base's range does not hold what was measured."""
    unit: str = ""


class Evidence:
    """The evidence of a calibration."""

    def __init__(self, calibration: Calibration) -> None:
        self.calibration = calibration
        self.document = as_document(calibration.base)
        self.estimates = {one.address: one for one in calibration.estimates}
        self.given = {each: one.address for one in calibration.estimates for each in _given(one)}
        self.left = {one.address: one for one in calibration.left}
        self.measured = sorted((self._measured(one) for one in calibration.estimates), key=lambda one: not one.outside)
        self.entries = [*self.measured, *self._others()]

    def count(self) -> dict[Status, int]:
        """How many numbers are of each status."""
        found = Counter(one.status for one in self.entries)
        return {status: found[status] for status in STATUSES}

    def _measured(self, one: Estimate) -> Entry:
        keys = tuple(one.address.split("."))
        value, (low, high) = _of_base(_at(self.document, keys), isinstance(one, CurveEstimate))
        if isinstance(one, CurveEstimate):
            found = (one.mean, (one.low * one.mean, one.high * one.mean))
            outside = low is not None and not low <= one.mean <= high
            return Entry(one.address, "measured", one.method, value, (low, high), *found, one.sample, outside, one.unit)
        bound, exact = bool(one.bound), one.high <= one.low
        beyond = value is not None and (one.value != value if exact and low == high else not low <= one.value <= high)
        status: Status = "bounded" if bound else "measured"
        span = (one.low, one.high)
        return Entry(
            one.address, status, one.method, value, (low, high), one.value, span, one.sample, beyond and not bound
        )

    def _others(self) -> Iterator[Entry]:
        """Every number of the base that no estimate takes the place of."""
        for keys, number in numbers(self.document):
            place = address(keys)
            if _within(place, self.estimates) is not None:
                continue
            value, span = _of_base(number, False)
            together, left = _within(place, self.given), _within(place, self.left)
            if left is not None:
                one = self.left[left]
                sample = Sample(one.n, one.open) if one.n else None
                yield Entry(place, "untouched", one.why, value, span, sample=sample)
            elif together is not None:
                yield Entry(place, "jointly", "together", value, span)
            else:
                yield Entry(place, "untouched", self._reason(keys), value, span)

    def _reason(self, keys: Keys) -> str:
        """Why a log tells nothing of a number."""
        kind = str(keys[0])
        if kind != "processes":
            known = {
                "pools": "heads",
                "calendars": "hours",
                "departments": "year",
                "costs": "prices",
                "reform_costs": "prices",
            }
            return known.get(kind, "rules")
        if keys[1] != self.calibration.process:
            return "other_process"
        if "complexity" in keys[2:3]:
            return "complexity"
        if len(keys) > 3 and keys[2] == "items":
            return self._of_item(keys)
        return "rules"

    def _of_item(self, keys: Keys) -> str:
        if keys[3] not in self.calibration.log.known_items:
            return "not_in_log"
        steps = self.calibration.base.processes[str(keys[1])].items[str(keys[3])].steps
        if len(keys) > 5 and keys[4] == "steps" and steps[str(keys[5])].way in ("work", "book"):
            return "heads"
        return "unstamped"

    def as_document(self, lang: Language) -> dict[str, Any]:
        """The evidence file: the log, how many numbers are of each status, and every number."""
        found = self.calibration
        named_in = as_document(found.scenario())
        return {
            "kind": KIND,
            "format": 1,
            "base": found.base.scenario,
            "process": found.process,
            "log": {
                "files": list(found.log.files),
                "events": len(found.log.events),
                "cases": len(found.log.cases),
                "digest": found.log.digest,
            },
            "seed": found.seed,
            "count": self.count(),
            "items_not_in_base": map_items(found.log, found.base),
            "slower_as_played": found.short,
            "edges": [{**vars(one), "verdict": one.verdict} for one in found.edges],
            "numbers": [_plain(one, lang, self.given, named_in) for one in self.entries],
        }


def _given(one: Estimate) -> list[str]:
    """The addresses of what is known only together with an estimate: the other steps of its stretch."""
    if not isinstance(one, CurveEstimate):
        return []
    subject = one.subject
    return [Subject(subject.kind, subject.name, subject.process, step).address for step in one.given]


def _within(place: str, known: Any) -> str | None:
    """The known address that a place is, or is a part of."""
    parts = place.replace("[", ".").split(".")
    heads = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((head for head in heads if head in known), None)


def _at(document: Any, keys: Keys) -> Any:
    try:
        return at(document, keys)
    except (KeyError, TypeError):
        return None


def _of_base(number: Any, duration: bool) -> tuple[float | None, tuple[float, float]]:
    """The value of a number of the base, or the mean of a duration, and between what it may lie."""
    if number is None:
        return None, (float("-inf"), float("inf"))
    if duration:
        read = Duration.model_validate(as_duration(number))
        mean, (low, high) = read.distribution.mean(), read.times.bounds()
        return mean * read.times.value, (mean * low, mean * high)
    if isinstance(number, dict) and "value" in number:
        low, high = number.get("range", (number["value"], number["value"]))
        return number["value"], (low, high)
    plain = float(number) if isinstance(number, int | float) else None
    return plain, (plain, plain) if plain is not None else (float("-inf"), float("inf"))


def _plain(one: Entry, lang: Language, given: dict[str, str], named_in: dict[str, Any]) -> dict[str, Any]:
    """An entry for programs, with its reason in words, and what is measured with its title in both languages."""
    together = _within(one.address, given)
    why = say(f"why.{one.why}", lang, other=given.get(together or "", ""))
    told: dict[str, Any] = {"address": one.address, "status": one.status, "reason": one.why, "why": why}
    if one.value is not None:
        title = title_of(tuple(one.address.split(".")), named_in)
        told |= {"title_en": title.en, "title_zh": title.zh}
    told["base"] = one.base
    told["base_range"] = None if one.base_range is None or one.base_range[0] == float("-inf") else list(one.base_range)
    if one.value is not None and one.range is not None:
        told |= {"value": _short(one.value), "range": [_short(bound) for bound in one.range], "outside": one.outside}
    if one.unit:
        told["unit"] = one.unit
    if one.sample is not None:
        few = 0 < one.sample.open < FEWEST
        told |= {"n": one.sample.n, "open": f"<{FEWEST}" if few else one.sample.open}
    return told


def _short(number: float) -> float:
    return float(f"{number:.6g}")
