"""How a number that nobody knows is found out: what to collect, of how many files, and from whom.

How long a step takes is found by timing files, how often something happens by counting files in which it does; anything
else, how many people there are or when a committee meets, one asks and then knows. Of a sample that has not been taken,
it is drawn at each point what it would say there: the mean time of so many files, which are taken to differ among
themselves as exponential times do (as much as they last on average: rather too much), or the share of so many.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

import numpy as np

from sim.base.arrays import Floats
from sim.scenario.addresses import as_keys
from sim.scenario.quantities import TwoLanguages, as_title

Way = Literal["time", "count", "ask"]

LASTING: Final = ("times", "work", "wait", "again", "duration")
"""What the address of a time ends with."""
HAPPENING: Final = ("share", "refuses", "applies", "traits", "returns", "tries")
"""What stands in the address of how often something happens."""
MATTERS: Final = ("items", "classes", "traits")
DRAWS: Final = 20
"""So often is it drawn at each point what a sample would say."""
SMALL: Final = 1e-9
NOBODY: Final = TwoLanguages(en="the approval centre", zh="审批服务中心")
SEVERAL: Final = TwoLanguages(en="the offices concerned", zh="各有关部门")
PLANNERS: Final = TwoLanguages(en="whoever prepares “{title}”", zh="“{title}”的牵头单位")
OWNERS: Final = {
    "applicant": TwoLanguages(en="applicants", zh="申请人"),
    "intermediary": TwoLanguages(en="intermediaries", zh="中介机构"),
}
Document = Mapping[str, Any]


def way_of(label: Document) -> Way:
    """How the number of a factor is found out, by its label in the manifest of a sweep."""
    keys = [str(key) for key in as_keys(str(label["name"]).partition(" +")[0])]
    if label["kind"] not in ("range", "bounds") or label.get("low") is None:
        return "ask"
    if "days" in label or (keys[-1] in LASTING and "returns" not in keys):
        return "time"
    is_share = label["low"] >= 0 and label["high"] <= 1 and bool(set(HAPPENING) & set(keys))
    return "count" if is_share else "ask"


def from_whom(label: Document, written: Document) -> TwoLanguages:
    """Who knows it: the department of an item or a pool, who prepares a reform, else the approval centre.

    *written*: what a sweep follows from, of its scenario.
    """
    keys = [str(key) for key in as_keys(str(label["name"]).partition(" +")[0])]
    base = written.get("base", {})
    match keys:
        case ["reforms", reform, *_]:
            titles = as_title(written.get("reforms", {}).get(reform, {}).get("title", reform))
            return TwoLanguages(en=PLANNERS.en.format(title=titles["en"]), zh=PLANNERS.zh.format(title=titles["zh"]))
        case _ if int(label.get("numbers", 1)) > 1:
            return SEVERAL
        case ["processes", process, "items", item, *rest]:
            return _of_item(base.get("processes", {}).get(process, {}).get("items", {}).get(item, {}), rest, base)
        case ["pools", pool, *_]:
            return _department(base.get("pools", {}).get(pool, {}), base)
        case ["departments", name, *_]:
            return _department({"department": name}, base)
    return NOBODY


def _of_item(item: Document, rest: list[str], base: Document) -> TwoLanguages:
    """Of whom one asks about a step, or about the item: the department whose pool does it, else that of the item."""
    steps = item.get("steps", {})
    step = steps.get(rest[1], {}) if len(rest) > 1 and rest[0] == "steps" else {}
    if step.get("pool") in base.get("pools", {}):
        return _department(base["pools"][step["pool"]], base)
    if step.get("counts_as") in ("preparation", "correction"):
        return OWNERS["applicant"]
    return _department(item, base)


def _department(part: Document, base: Document) -> TwoLanguages:
    name = part.get("department")
    if name in base.get("departments", {}):
        return TwoLanguages(**as_title(base["departments"][name].get("title", name)))
    return OWNERS.get(str(part.get("owner")), NOBODY)


def likelihoods(way: Way, values: Floats, files: int, seed: int) -> Floats:
    """Of what so many files would say, drawn several times at each point, how likely it is at every point.

    *values*: those of the number at the points; gives logarithms, but for a constant of each row: draws by points.
    """
    luck = np.random.Generator(np.random.Philox(seed))
    truths = np.repeat(values, DRAWS)
    if way == "time":
        lasting = np.maximum(values, SMALL)
        means = luck.gamma(files, np.maximum(truths, SMALL) / files)
        return -files * (np.log(lasting) + means[:, None] / lasting)
    shares = np.clip(values, SMALL, 1 - SMALL)
    counts = luck.binomial(files, np.clip(truths, 0, 1)).astype(np.float64)[:, None]
    likely: Floats = counts * np.log(shares) + (files - counts) * np.log1p(-shares)
    return likely
