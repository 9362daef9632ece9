"""The mistakes that are made on purpose, and the lists about them."""

import pytest
from lists import ROOT, argued_mistakes, belonging_tests

SOURCE = """
@dataclass(frozen=True)
class Pair:
    low: int | None = None

    def widest(self, other: "Pair | None") -> float | None:
        for one, another in zip([], [], strict=True):
            ...
        return max(self.low, other.low) + 1 if self.low is not None else None
"""


def test_every_listed_module_and_test_is_there_and_every_argued_line_too() -> None:
    assert belonging_tests([])
    assert {module for module, _, _ in argued_mistakes()} <= belonging_tests([]).keys()


def test_a_folder_asks_for_all_its_modules() -> None:
    engines = belonging_tests(["sim/simulation/engines/compiled/"])
    assert len(engines) > 1
    assert all(module.startswith("sim/simulation/engines/compiled/") for module in engines)
    with pytest.raises(SystemExit, match="lists no module sim/nothing"):
        belonging_tests(["sim/nothing"])


def test_mistakes_are_made_where_something_is_computed() -> None:
    """At the greatest, the sum, its one, and the two words of the condition; no annotation, no decorator."""
    mutate = pytest.importorskip("mutate")
    told = {mutant.after for seed in range(40) for mutant in mutate.sample("pair.py", SOURCE, 99, seed)}
    assert "return min(self.low, other.low) + 1 if self.low is not None else None" in told
    assert "return max(self.low, other.low) - 1 if self.low is not None else None" in told
    assert "return max(self.low, other.low) + 2 if self.low is not None else None" in told
    assert "return max(self.low, other.low) + 1 if self.low is None else None" in told
    assert all(line.startswith(("return ", "for ")) for line in told)
    assert not any("strict=False" in line for line in told)


def test_a_sample_is_drawn_by_its_seed() -> None:
    mutate = pytest.importorskip("mutate")
    source = (ROOT / "sim/statistics/clustered.py").read_text(encoding="utf-8")
    ten = mutate.sample("sim/statistics/clustered.py", source, 10, 1)
    assert ten == mutate.sample("sim/statistics/clustered.py", source, 10, 1)
    assert ten != mutate.sample("sim/statistics/clustered.py", source, 10, 2)
    assert len(ten) == 10
