"""Statistics of cases that come in parts: the bits of the statistics of all of them together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.base.arrays import Floats, Ints
from sim.statistics import clustered
from sim.statistics.streamed import BLOCK, PASSES, PairwiseSum, StreamedSample, ValueCounts


def streamed(values: Floats, clusters: Ints, replications: range, within: float | None = None) -> StreamedSample:
    """The values, a part for each two replications."""
    sample = StreamedSample(replications, (0.5, 0.9), within)
    for number in range(PASSES):
        sample.begin(number)
        for first in replications[::2]:
            mine = (clusters == first) | (clusters == first + 1)
            sample.add(number, values[mine], clusters[mine])
    return sample


@pytest.mark.parametrize("size", [0, 1, 8, 129, BLOCK - 1, BLOCK + 1, 3 * BLOCK + 5, 1_000_003])
def test_a_sum_in_parts_has_the_bits_of_the_sum(size: int) -> None:
    values = np.random.default_rng(1).exponential(size=size) * 1000
    found = PairwiseSum(size)
    for part in np.array_split(values, 7):
        found.add(part)
    assert found.total() == values.sum()


@given(st.lists(st.sampled_from([0.0, 0.1, 1 / 3, 2.5, 7.0]), min_size=1), st.floats(0, 1))
def test_a_quantile_in_parts_is_that_of_numpy(values: list[float], level: float) -> None:
    found = ValueCounts()
    for part in np.array_split(np.array(values), 3):
        found.add(part)
    assert found.quantile(np.array([level])).tolist() == np.quantile(np.array(values), [level]).tolist()


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.sampled_from([0, 5]), st.integers(1, 400))
def test_mean_quantiles_and_shares_have_the_bits_of_those_of_all(seed: int, count: int, since: int, size: int) -> None:
    luck = np.random.default_rng(seed)
    values = np.round(luck.exponential(size=size) * 300) / 7
    clusters = since + np.sort(luck.integers(0, count, size))
    sample = streamed(values, clusters, range(since, since + count), 40.0)
    assert sample.mean() == clustered.mean(values, clusters)
    assert sample.quantiles() == [clustered.quantile(values, clusters, level) for level in (0.5, 0.9)]
    assert sample.within() == clustered.share(values <= 40.0, clusters)


def test_of_nobody_nothing_is_told() -> None:
    nobody = streamed(np.zeros(0), np.zeros(0, dtype=np.int64), range(3), 1.0)
    assert (nobody.count, nobody.mean(), nobody.quantiles()) == (0, clustered.NOTHING, [clustered.NOTHING] * 2)
    assert nobody.within() == clustered.NOTHING
