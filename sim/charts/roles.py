"""How whoever has a project in hand is drawn: one look for each party, the same in every figure and on every slide."""

from typing import Final

from sim.charts.sheet import DARK, GREY, LIGHT, TARGET, WARM, Look

ROLES: Final[dict[str, Look]] = {
    "government": {"facecolor": DARK, "edgecolor": DARK},
    "queue": {"facecolor": "white", "edgecolor": TARGET, "hatch": "|||||"},
    "applicant": {"facecolor": "#f7f7f7", "edgecolor": "#444444", "hatch": "...."},
    "intermediary": {"facecolor": WARM, "edgecolor": "#7f3b08", "hatch": "////"},
    "agent": {"facecolor": LIGHT, "edgecolor": DARK, "hatch": "\\\\\\\\"},
    "public": {"facecolor": GREY, "edgecolor": "#555555", "hatch": "xxxx"},
}
"""`queue`: somebody is waited for; `public`: a notice, a listing or a tender, at which the law makes everybody wait."""
PALER: Final = {"queue": "#f4a582", "applicant": "#d9d9d9", "public": "#8c8c8c"}
SOLID: Final = {party: PALER.get(party, str(look["facecolor"])) for party, look in ROLES.items()}
"""The same where there are no hatches: on slides, in HTML, and of moving dots."""
BEFORE, AFTER = GREY, DARK
"""Of the two scenarios that are held against each other."""
