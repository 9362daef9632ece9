"""The search for the smallest package among packages whose shares are known: no simulation, only the rule."""

import numpy as np

from sim.packages.search import Found, Rule, Verdict, search

RULE = Rule(probability=0.8, indifference=0.1, first=10, most=100)
A, B, C, D = (1 << place for place in range(4))


class Told:
    """Packages of some reforms; *share* says which share of a package's projects is in time, every time."""

    def __init__(self, reforms, share, refused=(), may=None, growing=()):
        self.packages, self.share, self.may, self.growing = range(1 << reforms), share, may or share, set(growing)
        self.refused, self.never = {}, set(refused)
        self.played = dict.fromkeys(self.packages, 0)

    def look(self, packages, replications, what):
        for package in packages:
            if package in self.never:
                self.refused[package] = "no"
            else:
                self.played[package] = max(self.played[package], replications)

    def shares(self, package):
        return np.full(self.played[package], self.share(package))

    def perhaps(self, package):
        return np.full(self.played[package], self.may(package))

    def unsteady(self, package):
        return package in self.growing


def found(reforms, share, refused=(), rule=RULE, may=None, growing=()) -> tuple[Found, Told]:
    told = Told(reforms, share, refused, may, growing)
    return search(told, rule), told


def has(package, *sets):
    return any(one & package == one for one in sets)


def test_two_pairs_each_do_it():
    result, _ = found(4, lambda package: 1.0 if has(package, A | B, C | D) else 0.1)
    assert result.minimal == [A | B, C | D]
    assert set(result.those(Verdict.MISSES)) == {0, A, B, C, D, A | C, A | D, B | C, B | D}
    assert set(result.those(Verdict.LARGER)) == {A | B | C, A | B | D, A | C | D, B | C | D, 15}


def test_nothing_needs_to_be_done():
    result, _ = found(2, lambda package: 1.0)
    assert result.minimal == [0]
    assert set(result.those(Verdict.LARGER)) == {A, B, A | B}


def test_none_suffices():
    result, told = found(3, lambda package: 0.1 * package.bit_count())
    assert result.minimal == []
    assert set(result.those(Verdict.MISSES)) == set(told.packages)
    assert result.near_ties == []


def test_who_may_still_be_in_time_keeps_a_package_from_missing_and_from_keeping():
    """Half of the projects are in time; of the others nobody knows: under A all, under B none."""
    may = {0: 0.5, A: 1.0, B: 0.5, A | B: 1.0}
    result, told = found(2, lambda _: 0.5, may=may.__getitem__)
    assert result.verdicts == {0: Verdict.MISSES, A: Verdict.OPEN, B: Verdict.MISSES, A | B: Verdict.OPEN}
    assert told.played[A] == RULE.most
    assert result.bounds[A][0] < 0.5
    assert result.bounds[A][1] == 1


def test_a_package_without_a_steady_state_gets_no_verdict():
    result, told = found(2, lambda _: 1.0, growing=[0, A])
    assert result.minimal == [B]
    assert result.verdicts == {
        0: Verdict.UNSTEADY,
        A: Verdict.UNSTEADY,
        B: Verdict.KEEPS,
        A | B: Verdict.LARGER,
    }
    assert told.played[0] == RULE.first


def test_a_reform_that_hurts_does_not_hide_the_set_without_it():
    """A does it alone, and with B no more: A is the smallest, and nothing is concluded about A and B."""
    result, _ = found(2, lambda package: 1.0 if package == A else 0.1)
    assert result.minimal == [A]
    assert result.those(Verdict.LARGER) == [A | B]
    assert result.those(Verdict.MISSES) == [0, B]


def test_a_larger_set_may_be_the_only_one():
    """B alone hurts, A alone does not suffice, the three do it: no step of the way need be an improvement."""
    shares = {0: 0.3, A: 0.5, B: 0.1, A | B: 0.05, C: 0.2, A | C: 0.4, B | C: 0.3, A | B | C: 1.0}
    result, _ = found(3, shares.get)
    assert result.minimal == [A | B | C]


def test_only_what_is_close_is_looked_at_closely_and_never_what_contains_a_solution():
    rule = Rule(probability=0.8, indifference=0.1, first=10, most=200)
    result, told = found(2, lambda package: {0: 0.1, A: 1.0, B: 0.83, A | B: 0.8}[package], rule=rule)
    assert (told.played[0], told.played[A | B]) == (RULE.first, RULE.first)
    assert told.played[B] > told.played[A] > RULE.first
    assert result.verdicts == {0: Verdict.MISSES, A: Verdict.KEEPS, B: Verdict.KEEPS, A | B: Verdict.LARGER}
    assert result.near_ties == [A, B]


def test_what_stays_open_is_said_to_be_open():
    """A coin that is always as promised: within the zone of indifference either verdict is right, if there is time."""
    rule = Rule(probability=0.8, indifference=0.001, first=10, most=40)
    result, told = found(1, lambda package: 0.8, rule=rule)
    assert result.those(Verdict.OPEN) == [0, A] == result.near_ties
    assert set(told.played.values()) == {40}
    low, high = result.bounds[0]
    assert low < 0.8 < high


def test_what_does_not_go_together_is_reported_and_the_rest_is_judged():
    result, told = found(2, lambda package: 1.0 if package == A else 0.0, refused=[A | B])
    assert told.refused == {A | B: "no"}
    assert result.verdicts == {0: Verdict.MISSES, A: Verdict.KEEPS, B: Verdict.MISSES, A | B: Verdict.REFUSED}


def test_the_error_is_shared_among_all_packages():
    """The more packages there are, the wider the bounds of each."""
    few, _ = found(1, lambda package: 1.0)
    many, _ = found(6, lambda package: 1.0)
    assert many.bounds[A][0] < few.bounds[A][0]


def test_a_near_tie_keeps_or_misses_the_promise_by_little():
    rule = Rule(probability=0.8, indifference=0.05, first=10, most=400)
    result, _ = found(2, lambda package: {0: 0.69, A: 0.72, B: 0.88, A | B: 0.95}[package], rule=rule)
    assert (result.those(Verdict.MISSES), result.minimal, result.near_ties) == ([0, A], [B], [B, A])
