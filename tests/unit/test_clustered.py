"""Intervals for cases that come in clusters: closed forms, extremes, and coverage."""

import numpy as np
import pytest
from scipy import stats

from sim.statistics import clustered


def test_with_clusters_of_equal_size_the_mean_has_the_t_interval_of_the_cluster_means() -> None:
    values = np.array([11.0, 13.0, 15.0, 17.0, 12.0, 16.0])
    clusters = np.array([0, 0, 1, 1, 2, 2])
    means = np.array([12.0, 16.0, 14.0])
    reach = stats.t.ppf(0.975, 2) * means.std(ddof=1) / np.sqrt(3)
    found = clustered.mean(values, clusters)
    assert found.value == 14.0
    assert found.interval == pytest.approx([14.0 - reach, 14.0 + reach])
    assert clustered.mean(values - 10, clusters).interval == pytest.approx([0.0, 4.0 + reach])
    assert clustered.mean(values - 14, clusters).interval == pytest.approx([-reach, reach])


def test_a_mean_of_shares_lies_within_the_whole() -> None:
    shares, clusters = np.array([0.0, 0.0, 0.1, 0.0]), np.array([0, 1, 2, 3])
    low, high = clustered.mean(shares, clusters).interval or []
    assert low == 0
    found = clustered.of_shares(clustered.mean(1 - shares, clusters))
    assert found.interval == pytest.approx([1 - high, 1.0])
    assert clustered.of_shares(clustered.Estimate(0.5)) == clustered.Estimate(0.5)


def test_one_replication_gives_a_number_but_no_interval() -> None:
    one = np.zeros(3, dtype=np.int64)
    assert clustered.mean(np.array([1.0, 2.0, 3.0]), one) == clustered.Estimate(2.0)
    assert clustered.share(np.array([True, False, True]), one).interval is None
    assert clustered.quantile(np.array([1.0, 2.0, 3.0]), one, 0.5) == clustered.Estimate(2.0)


def test_where_replications_lie_skewed_an_interval_goes_further_than_students() -> None:
    """Three quiet years and a bad one, -1, -1, -1 and 3: squared skewness 6² / 3³; what is symmetric stays."""
    students = float(stats.t.ppf(0.975, 3))
    z = 1.959964
    more = (z**5 + 2 * z**3 - 3 * z) / (18 * 4) * 36 / 27
    influences = np.array([[-1.0, -1, -1, 3], [-3, 1, 1, 1], [-1, 1, -1, 1], [0, 0, 0, 0]])
    found = clustered.skewness_corrected(students, influences)
    assert found == pytest.approx([students + more, students + more, students, students])
    alone = clustered.mean(np.array([9.0, 9, 9, 13]), np.arange(4))
    assert alone.high == pytest.approx(10 + (students + more) * 2 / np.sqrt(4))


def test_it_then_holds_the_truth_more_often() -> None:
    """Twenty years, each with a mean that is exponential: Student's interval holds the truth in 92 of 100."""
    years = np.random.default_rng(1).exponential(1.0, (4000, 20))
    influences = (years - years.mean(axis=1, keepdims=True)) / 20
    away = np.abs(years.mean(axis=1) - 1) / clustered.standard_error(influences)
    students = float(stats.t.ppf(0.975, 19))
    before, after = np.mean(away <= students), np.mean(away <= clustered.skewness_corrected(students, influences))
    assert before < 0.925
    assert after > before + 0.01


def test_a_change_is_told_from_pairs_of_replications() -> None:
    """Every replication loses half, whatever its luck: the change is certain, though the means are not."""
    before, clusters = np.array([10.0, 30.0, 20.0]), np.array([0, 1, 2])
    assert clustered.change((before, clusters), (before / 2, clusters)) == clustered.Estimate(-0.5, -0.5, -0.5)


def test_a_change_has_the_interval_of_a_ratio() -> None:
    """Sample survey's ratio: the residuals of after on ratio times before, over the mean before."""
    before, after, clusters = np.array([8.0, 10.0, 12.0]), np.array([5.0, 5.0, 5.0]), np.array([0, 1, 2])
    residuals = after - 0.5 * before
    reach = stats.t.ppf(0.975, 2) * residuals.std(ddof=1) / np.sqrt(3) / 10
    found = clustered.change((before, clusters), (after, clusters))
    assert found.value == -0.5
    assert found.interval == pytest.approx([-0.5 - reach, -0.5 + reach])


def test_a_change_without_pairs_has_no_interval_and_one_from_nothing_no_value() -> None:
    three, two = np.array([0, 1, 2]), np.array([0, 1])
    assert clustered.change((np.ones(3), three), (np.ones(2), two)) == clustered.Estimate(0.0)
    assert clustered.change((np.ones(1), two[:1]), (np.zeros(1), two[:1])) == clustered.Estimate(-1.0)
    assert clustered.change((np.zeros(3), three), (np.ones(3), three)) == clustered.NOTHING
    assert clustered.change((np.ones(3), three), (np.array([]), np.array([], dtype=np.int64))) == clustered.NOTHING


def test_no_case_gives_nothing() -> None:
    assert clustered.mean(np.array([]), np.array([], dtype=np.int64)) == clustered.NOTHING


def test_a_share_of_nothing_or_all_still_has_an_interval() -> None:
    clusters = np.repeat(np.arange(10), 20)
    none = clustered.share(np.zeros(200, dtype=bool), clusters)
    every = clustered.share(np.ones(200, dtype=bool), clusters)
    assert none.low == 0.0
    assert none.high is not None
    assert 0 < none.high < 0.05
    assert every.interval == pytest.approx([1 - none.high, 1.0])


def test_independent_clusters_of_one_give_nearly_the_clopper_pearson_interval() -> None:
    hits = np.arange(400) < 60
    found = clustered.share(hits, np.arange(400))
    exact = stats.binomtest(60, 400).proportion_ci(0.95, method="exact")
    assert found.interval == pytest.approx([exact.low, exact.high], abs=0.002)


def test_cases_alike_within_a_replication_widen_the_interval() -> None:
    hits = np.repeat(np.arange(10) < 3, 40)
    alike = clustered.share(hits, np.repeat(np.arange(10), 40))
    single = clustered.share(hits, np.arange(400))
    assert alike.low is not None
    assert single.low is not None
    assert alike.low < single.low


@pytest.mark.parametrize("statistic", ["mean", "share", "median"])
def test_nineteen_intervals_in_twenty_cover_the_truth(statistic: str) -> None:
    """A thousand experiments of ten replications with forty cases each; a replication shifts all its cases alike."""
    random = np.random.default_rng(1)
    clusters = np.repeat(np.arange(10), 40)
    covered = 0
    for _ in range(1000):
        values = random.normal(size=10)[clusters] * 0.5 + random.normal(size=400)
        if statistic == "mean":
            found, truth = clustered.mean(values, clusters), 0.0
        elif statistic == "share":
            found, truth = clustered.share(values <= 1.0, clusters), stats.norm.cdf(1.0 / np.sqrt(1.25))
        else:
            found, truth = clustered.quantile(values, clusters, 0.5), 0.0
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= truth <= found.high
    assert 930 <= covered <= 975


def test_from_a_mean_of_nothing_there_is_no_change() -> None:
    """A tenth, two tenths and minus three tenths add up to nothing but for the last digit."""
    values, clusters = np.array([0.1, 0.2, -0.3]), np.array([0, 1, 2])
    assert values.mean() != 0
    assert clustered.change((values, clusters), (values + 1, clusters)) == clustered.NOTHING
