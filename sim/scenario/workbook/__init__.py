"""A scenario in Excel: which sheets and columns the form has, and what a workbook that was filled in says."""

from sim.scenario.workbook.read import read_workbook

__all__ = ["read_workbook"]
