"""A scenario as a form in Excel: what each cell shows, and the workbook that a planner fills in."""

from sim.scenario.form.write import as_workbook, in_other_form

__all__ = ["as_workbook", "in_other_form"]
