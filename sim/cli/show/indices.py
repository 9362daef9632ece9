"""What the numbers of a sweep explain of its answers, for people and for machines."""

from typing import Any

from sim.base.numerals import percent
from sim.cli.show.tables import Listing, console
from sim.statistics.regression import share_document, share_in_words
from sim.studies.indices import Group, Indices, Shares, ranked
from sim.studies.sweep import FIGURES, shortfall

SHOWN = 15


def show_indices(found: Indices) -> None:
    """The numbers that explain most alone, groups together, and what part chance has."""
    screen, titles = console(), _titles(found)
    order = ranked(found.alone)
    heads = ["number", *_figure_words(found).values()]
    rows = [[titles[name], *_cells(found.alone[name])] for name in order[:SHOWN]]
    screen.print(Listing(f"What each of {len(order)} numbers explains alone", heads, rows))
    if found.together:
        groups = [
            ["\n".join(titles[name] for name in group.factors), *_cells(group.shares)] for group in found.together
        ]
        screen.print(Listing("What several explain together", heads, groups))
    for sentence in indices_in_words(found):
        screen.print(sentence)
    screen.print(
        "Shares of the variance between points that is not chance (first-order and closed indices), by regression on\n"
        "points that it was not fitted to; 95 % intervals. A jump in a thin part of a range is told too small by few "
        "points.",
        style="dim",
    )


def indices_in_words(found: Indices) -> list[str]:
    """Of what the shares are, what chance has in it, which points are left out, and where not everybody finished."""
    told = []
    for figure, word in _figure_words(found).items():
        part = found.chance[figure]
        if not any(figure in shares for shares in found.alone.values()):
            told.append(f"Nothing moves {word} between {len(found.told.points):,} points further than chance does.")
        elif part is not None:
            told.append(
                f"Chance makes {percent(part)} of the variance of {word} between {len(found.told.points):,} points."
            )
        else:
            told.append(
                f"What chance makes of the variance of {word} one replication does not tell: it is in the whole."
            )
    if found.left_out:
        told.append(f"{found.left_out:,} points of the design are no independent sample, and are left out.")
    return [*told, *shortfall(found.told)]


def indices_document(found: Indices) -> dict[str, Any]:
    """The variance-based indices of a sweep as a JSON document, every number included."""
    labels = {label["name"]: label for label in found.manifest["factors"]}
    return {
        "study": found.manifest["study"],
        "digest": found.manifest["digest"],
        "clock": found.clock,
        "class": found.group,
        "target": found.manifest["target"],
        "points": len(found.told.points),
        "left_out": found.left_out,
        "not_everybody_finished": int(found.told.bounds.sum()),
        "nobody_finished": int(found.told.nobody.sum()),
        "chance": found.chance,
        "factors": [labels[name] | _shares_document(found.alone[name]) for name in ranked(found.alone)],
        "together": [_group_document(group) for group in found.together],
    }


def _group_document(group: Group) -> dict[str, Any]:
    return {"factors": list(group.factors)} | _shares_document(group.shares)


def _shares_document(shares: Shares) -> dict[str, Any]:
    return {figure: share_document(shares.get(figure)) for figure in FIGURES}


def _cells(shares: Shares) -> list[str]:
    return [share_in_words(shares[figure]) if figure in shares else "nothing" for figure in reversed(FIGURES)]


def _titles(found: Indices) -> dict[str, str]:
    return {str(label["name"]): str(label["title"]) for label in found.manifest["factors"]}


def _figure_words(found: Indices) -> dict[str, str]:
    return {"within": f"P({found.clock} ≤ {found.manifest['target']:g})", "mean": f"mean {found.clock}"}
