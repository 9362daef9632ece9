"""Hours as plain lists of intervals, from one minute to before another, in order and apart from one another."""

from collections.abc import Iterable

Hours = list[tuple[int, int]]


def united(intervals: Iterable[tuple[int, int]]) -> Hours:
    """The intervals, those that overlap or adjoin as one."""
    found: Hours = []
    for since, until in sorted(one for one in intervals if one[0] < one[1]):
        if found and since <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], until)
        else:
            found.append((since, until))
    return found


def common(one: Hours, other: Hours) -> Hours:
    """What lies in both."""
    found: Hours = []
    first = 0
    for since, until in one:
        while first < len(other) and other[first][1] <= since:
            first += 1
        place = first
        while place < len(other) and other[place][0] < until:
            found.append((max(since, other[place][0]), min(until, other[place][1])))
            place += 1
    return found


def gaps(hours: Hours, end: int) -> Hours:
    """What lies between them, from minute 0 to the end."""
    edges = [0, *(minute for one in hours for minute in one), end]
    return [(since, until) for since, until in zip(edges[::2], edges[1::2], strict=True) if since < until]


def length(hours: Hours) -> int:
    """How many minutes they are."""
    return sum(until - since for since, until in hours)
