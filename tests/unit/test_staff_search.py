"""The search for the cheapest staffing, in worlds whose best is known: no simulation, only the rule."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from known_staffings import Known, best_cost, knapsack_box, knapsack_share, tandem_box, tandem_share, wrong

from sim.packages.search import Rule, Verdict
from sim.packages.staff.climb import climb, descend, without_idle
from sim.packages.staff.cuts import by_load, cheapest, enlarged
from sim.packages.staff.sample import Harm, Sample
from sim.packages.staff.search import Search, search
from sim.packages.staff.staffings import Box, covers
from sim.packages.staff.verify import verify

RULE = Rule(probability=0.8, indifference=0.04, confidence=0.95, first=4, most=600)
TWO = Box((1, 1), (6, 6), (1, 1), (3.0, 2.0), (1.5, 2.5))


def enough(first, second, yes=1.0, no=0.2):
    """Who has so many at each of two places keeps every promise."""
    return lambda there: yes if there[0] >= first and there[1] >= second else no


def sample(share, rule=RULE):
    return Sample(Known(share), rule, 16)


# What no cut speaks against


def cheapest_by_hand(box, cuts):
    every = product(*(range(low, high + 1) for low, high in zip(box.low, box.high, strict=True)))
    return [one for one in every if not any(covers(cut, one) for cut in cuts)]


@pytest.mark.parametrize("seed", range(12))
def test_the_cheapest_that_no_cut_covers_is_that_of_going_through_all(seed):
    numbers = np.random.default_rng(seed)
    box = Box((1, 0, 1), (4, 3, 5), (1, 1, 1), tuple(numbers.integers(1, 9, 3).astype(float)), (1.0, 1.0, 1.0))
    cuts = [tuple(numbers.integers(box.low, np.array(box.high) + 1).tolist()) for _ in range(6)]
    left = cheapest_by_hand(box, cuts)
    found = cheapest(box, cuts)
    if not left:
        assert found is None
    else:
        assert found in left
        assert box.cost(found) == min(box.cost(one) for one in left)
        assert sum(found) == min(sum(one) for one in left if box.cost(one) == box.cost(found))


def test_without_a_cut_the_fewest_are_the_cheapest_and_nothing_is_left_beyond_the_most():
    assert cheapest(TWO, []) == (1, 1)
    assert cheapest(TWO, [(6, 6)]) is None


def test_who_misses_is_enlarged_until_one_more_anywhere_would_keep():
    share = enough(3, 5)
    assert enlarged(TWO, (1, 1), lambda there: share(there) < 0.8) in {(2, 6), (6, 4)}
    assert enlarged(TWO, (2, 6), lambda there: share(there) < 0.8) == (2, 6)


def test_where_all_would_be_busy_all_the_time_the_load_proposes_the_cut():
    """1.5 and 2.5 would be busy: 1 and 2 are too few by themselves, and so are 3 at the second place."""
    share = enough(2, 4)
    assert by_load(TWO, lambda there: share(there) < 0.8) == [(1, 6), (6, 2), (6, 3)]


# The way up, and back


def test_the_way_up_goes_where_one_more_brings_most_for_the_money():
    share = {(1, 1): 0.3, (2, 1): 0.6, (1, 2): 0.4, (2, 2): 0.7, (3, 1): 0.65, (2, 3): 0.95}
    way = climb(sample(lambda there: share.get(there, 0.3)), replace(TWO, high=(3, 3)), (1, 1))
    assert way == [(1, 1), (2, 1), (2, 2), (2, 3)]


def test_where_nobody_helps_alone_one_more_comes_everywhere():
    assert climb(sample(enough(3, 3, no=0.0)), TWO, (1, 1)) == [(1, 1), (2, 2), (3, 3)]


def test_a_budget_ends_the_way():
    def share(there):
        return 0.1 * sum(there)

    assert climb(sample(share, replace(RULE, probability=0.95)), TWO, (1, 1), budget=5.0)[-1] == (1, 3)


def test_who_is_not_missed_goes_out_again():
    assert descend(sample(enough(2, 3)), TWO, (6, 6)) == (2, 3)


def test_of_those_who_cost_nothing_there_are_as_few_as_lose_nothing():
    box = Box((1, 1), (6, 6), (1, 1), (3.0, 0.0), (1.0, 1.0))

    def gently(there):
        return 0.9 + 0.03 * min(there[1], 4) / 4

    assert without_idle(sample(gently), box, (2, 6), box.free) == (2, 1)
    assert without_idle(sample(enough(1, 5)), box, (2, 6), box.free) == (2, 5)


# Other luck


def test_other_luck_bears_out_what_is_so_and_nothing_else():
    world = Known(enough(2, 2, yes=0.9, no=0.7))
    told = verify(world, RULE, (2, 2), [(1, 6), (3, 3)], range(1000, 2000), 0.05)
    assert told.keeps
    assert (told.missing(), told.open()) == ([(1, 6)], [(3, 3)])
    assert told.bounds[2, 2][0] > 0.76
    assert told.bounds[1, 6][1] < 0.84
    assert min(number for _, number in world.played) == 1000


def test_a_staffing_that_surely_misses_is_given_up_at_once():
    told = verify(Known(lambda _: 0.5), RULE, (2, 2), [(1, 1)], range(5000), 0.05)
    assert not told.keeps
    assert told.verdicts[2, 2] == Verdict.MISSES
    assert told.counts[2, 2] < 30


def test_a_staffing_in_which_a_queue_grows_gets_no_verdict():
    world = Known(lambda _: 0.95, growing=lambda there: there == (2, 2))
    told = verify(world, RULE, (2, 2), [], range(5000), 0.05)
    assert (told.keeps, told.verdicts[2, 2]) == (False, Verdict.UNSTEADY)


# The whole search


def test_the_cheapest_is_found_and_nothing_cheaper_is_left():
    found = search(Known(enough(3, 4, yes=0.97)), TWO, RULE)
    assert (found.verdict, found.staffing, found.is_cheapest) == (Verdict.KEEPS, (3, 4), True)
    assert found.floor == TWO.cost((3, 4))
    assert found.least() == (3, 4)
    assert found.harm.hurts == 0 < found.harm.helps


def test_where_not_even_the_most_do_it_that_is_said():
    found = search(Known(lambda there: 0.05 * min(there)), TWO, RULE)
    assert (found.verdict, found.staffing, found.is_cheapest) == (Verdict.MISSES, (6, 6), False)
    assert found.way[0] == (1, 1)


def test_a_queue_that_grows_keeps_no_promise_whatever_the_share():
    found = search(Known(lambda _: 0.97, growing=lambda there: there[0] < 3), TWO, RULE)
    assert found.staffing == (3, 1)


def test_on_the_verge_nothing_is_called_sure():
    """Just as many as promised, always: neither can be told in the time allowed."""
    found = search(Known(lambda _: 0.8), TWO, replace(RULE, indifference=0.001, most=40))
    assert found.verdict == Verdict.OPEN


def test_that_more_people_hurt_is_seen():
    """A third one at the first place is in the way."""

    def share(there):
        return 0.9 if there[1] >= 3 and there[0] < 3 else 0.4

    world = Sample(Known(share), RULE, 16)
    world.look([(2, 3), (3, 3), (2, 2), (4, 3)], "")
    assert world.harm() == Harm(pairs=4, helps=1, hurts=2)


def test_a_budget_that_is_too_small_buys_what_it_can():
    def share(there):
        return min(0.4 + 0.08 * (sum(there) - 2), 0.99)

    searching = Search(Known(share), TWO, RULE, TWO.low, 3000)
    found = searching.run()
    assert found.verdict == Verdict.KEEPS
    assert TWO.cost(found.staffing) == best_cost(TWO, share, RULE.probability) == found.floor
    bought = searching.afford(4.0)
    assert bought == (1, 3)
    assert found.asked[-1].bounds[bought][1] < RULE.probability


def in_tandem(seed):
    rule = replace(RULE, indifference=0.02, most=800)
    found = search(Known(tandem_share, seed), tandem_box(), rule)
    return found, wrong(found, tandem_share, rule)


def in_a_knapsack(seed):
    share = knapsack_share(RULE)
    found = search(Known(share, seed), knapsack_box(), RULE)
    return found, wrong(found, share, RULE)


@pytest.mark.parametrize("world", [in_tandem, in_a_knapsack])
def test_the_promised_probability_is_kept_in_a_few_searches(world):
    """Ten: the chance that two of them are wrong is a twelfth, that any is at all is seldom, see the long one."""
    told = [world(seed) for seed in range(10)]
    assert not any(is_wrong for _, is_wrong in told)
    assert sum(found.verdict == Verdict.KEEPS for found, _ in told) >= 9
    assert sum(found.is_cheapest for found, _ in told) >= 6


@pytest.mark.long
@pytest.mark.parametrize("world", [in_tandem, in_a_knapsack])
def test_the_promised_probability_is_kept_in_a_thousand_searches(world):
    told = [world(seed)[1] for seed in range(1000)]
    assert sum(told) <= 50
