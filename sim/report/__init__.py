"""What a planner puts before people who decide: a page that opens offline, a PDF and slides, in Chinese and English.

`gather` and `write` keep all that is needed beside the answer's files; `read` takes it from there, so that a report is
made without playing again. No number is typed by hand: sentences, tables and figures come from the same tables.
"""

from sim.report.folder import Findings, read
from sim.report.gather import Plan, gather, plan_of, write
from sim.report.page import page, write_pdf
from sim.report.slides import write_slides

__all__ = ["Findings", "Plan", "gather", "page", "plan_of", "read", "write", "write_pdf", "write_slides"]
