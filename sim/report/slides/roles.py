"""The colours of a deck: one for each part that something plays, the same on every slide."""

from typing import Final

from sim.charts.roles import ROLES

PALER: Final = {"queue": "#f4a582", "applicant": "#d9d9d9"}
"""PowerPoint draws no hatches that LibreOffice keeps: what is white on paper has a colour of its own on a slide."""
COLOUR_OF: Final = {party: PALER.get(party, str(look["facecolor"])) for party, look in ROLES.items()}
"""Of the parties that have a project in hand."""
