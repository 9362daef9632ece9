"""What queueing theory knows exactly. Times are in minutes: the mean *between* two arrivals, the mean *work* on one."""

from math import comb, exp, factorial


def waiting_probability(between: float, work: float, servers: int = 1) -> float:
    """Erlang C: the share of arrivals who have to wait, M/M/c.

    (Erlang, 1917; Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory, 4th ed., 2008, section 2.3.)
    """
    load = work / between
    all_busy = load**servers / factorial(servers) * servers / (servers - load)
    return all_busy / (sum(load**n / factorial(n) for n in range(servers)) + all_busy)


def random_wait(between: float, work: float, servers: int = 1) -> float:
    """The mean wait before service, M/M/c."""
    return waiting_probability(between, work, servers) * work / (servers - work / between)


def random_sojourn_longer(minutes: float, between: float, work: float) -> float:
    """The share of cases, M/M/1, that are under way longer than *minutes*: sojourns are exponential.

    (Kleinrock, Queueing Systems, vol. 1, 1975, section 5.6.)
    """
    return exp(-minutes * (1 / work - 1 / between))


def general_wait(between: float, work: float, cv: float) -> float:
    """The mean wait, M/G/1; *cv* is the coefficient of variation of the work, 0 for M/D/1.

    (Pollaczek, 1930, and Khinchine, 1932; Kleinrock, Queueing Systems, vol. 1, 1975, section 5.6.)
    """
    busy = work / between
    return busy / (1 - busy) * work * (1 + cv**2) / 2


def number_present(between: float, work: float, servers: int = 1) -> float:
    """The mean number of cases waiting or in hand, M/M/c, by Little's law.

    (Little, A proof for the queuing formula L = λW, Operations Research 9, 1961.)
    """
    return (random_wait(between, work, servers) + work) / between


def network_sojourn(between: float, again: float, *stations: tuple[float, int]) -> float:
    """The mean time in a network of (work, servers) stations in a row that is gone through again with a probability.

    Each station behaves as if all its visits came at random. (Jackson, Networks of waiting lines, Operations Research
    5, 1957; for one station Takács, A single-server queue with feedback, Bell System Technical Journal 42, 1963.)
    """
    between_visits = between * (1 - again)
    return between * sum(number_present(between_visits, work, servers) for work, servers in stations)


def left_in_the_evening(come: int, servers: int, away: float, deputy: bool) -> float:
    """The mean number left over on a day on which so many come and each server who is there does one.

    Servers are away independently of each other; with a deputy one is always there. What is left over is a random walk
    that never falls below 0. (Lindley, The theory of queues with a single server, Proceedings of the Cambridge
    Philosophical Society 48, 1952.) Its distribution is that of the day after, cut off where it no longer matters.
    """
    there = [comb(servers, n) * (1 - away) ** n * away ** (servers - n) for n in range(servers + 1)]
    if deputy:
        there = [0, there[0] + there[1], *there[2:]]
    left = [1.0] + [0.0] * 60
    for _ in range(400):
        tomorrow = [0.0] * len(left)
        for many, chance in enumerate(left):
            for n, probability in enumerate(there):
                tomorrow[min(max(many + come - n, 0), len(left) - 1)] += chance * probability
        left = tomorrow
    return sum(many * chance for many, chance in enumerate(left))


def longest_of(number: int, mean: float) -> float:
    """The mean of the longest of so many independent exponential times: mean times the harmonic number.

    (Rényi, On the theory of order statistics, Acta Mathematica Academiae Scientiarum Hungaricae 4, 1953.)
    """
    return mean * sum(1 / k for k in range(1, number + 1))


def longest_within(minutes: float, number: int, mean: float) -> float:
    """The share of cases whose longest of so many independent exponential times is within *minutes*."""
    return float((1 - exp(-minutes / mean)) ** number)
