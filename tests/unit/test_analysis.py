"""Intervals for cases that come in clusters: closed forms, extremes, and coverage."""

import numpy as np
import pytest
from scipy import stats

from sim import analysis


def test_with_clusters_of_equal_size_the_mean_has_the_t_interval_of_the_cluster_means() -> None:
    values = np.array([1.0, 3.0, 5.0, 7.0, 2.0, 6.0])
    clusters = np.array([0, 0, 1, 1, 2, 2])
    means = np.array([2.0, 6.0, 4.0])
    reach = stats.t.ppf(0.975, 2) * means.std(ddof=1) / np.sqrt(3)
    found = analysis.mean(values, clusters)
    assert found.value == 4.0
    assert found.interval == pytest.approx([4.0 - reach, 4.0 + reach])


def test_one_replication_gives_a_number_but_no_interval() -> None:
    one = np.zeros(3, dtype=np.int64)
    assert analysis.mean(np.array([1.0, 2.0, 3.0]), one) == analysis.Estimate(2.0)
    assert analysis.share(np.array([True, False, True]), one).interval is None
    assert analysis.quantile(np.array([1.0, 2.0, 3.0]), one, 0.5) == analysis.Estimate(2.0)


def test_no_case_gives_nothing() -> None:
    assert analysis.mean(np.array([]), np.array([], dtype=np.int64)) == analysis.NOTHING


def test_a_share_of_nothing_or_all_still_has_an_interval() -> None:
    clusters = np.repeat(np.arange(10), 20)
    none = analysis.share(np.zeros(200, dtype=bool), clusters)
    every = analysis.share(np.ones(200, dtype=bool), clusters)
    assert none.low == 0.0
    assert none.high is not None
    assert 0 < none.high < 0.05
    assert every.interval == pytest.approx([1 - none.high, 1.0])


def test_independent_clusters_of_one_give_nearly_the_clopper_pearson_interval() -> None:
    hits = np.arange(400) < 60
    found = analysis.share(hits, np.arange(400))
    exact = stats.binomtest(60, 400).proportion_ci(0.95, method="exact")
    assert found.interval == pytest.approx([exact.low, exact.high], abs=0.002)


def test_cases_alike_within_a_replication_widen_the_interval() -> None:
    hits = np.repeat(np.arange(10) < 3, 40)
    clustered = analysis.share(hits, np.repeat(np.arange(10), 40))
    single = analysis.share(hits, np.arange(400))
    assert clustered.low is not None
    assert single.low is not None
    assert clustered.low < single.low


@pytest.mark.parametrize("statistic", ["mean", "share", "median"])
def test_nineteen_intervals_in_twenty_cover_the_truth(statistic: str) -> None:
    """A thousand experiments of ten replications with forty cases each; a replication shifts all its cases alike."""
    random = np.random.default_rng(1)
    clusters = np.repeat(np.arange(10), 40)
    covered = 0
    for _ in range(1000):
        values = random.normal(size=10)[clusters] * 0.5 + random.normal(size=400)
        if statistic == "mean":
            found, truth = analysis.mean(values, clusters), 0.0
        elif statistic == "share":
            found, truth = analysis.share(values <= 1.0, clusters), stats.norm.cdf(1.0 / np.sqrt(1.25))
        else:
            found, truth = analysis.quantile(values, clusters, 0.5), 0.0
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= truth <= found.high
    assert 930 <= covered <= 975
