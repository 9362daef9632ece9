"""An answer and its studies as files, read back and laid out as a page, a PDF and slides, in Chinese and English.

`gather` and `write` keep all that is needed beside the answer's files; `read` takes it from there, so that a report is
made without playing again. No number is typed by hand: sentences, tables and figures come from the same tables.
"""

from sim.report.html import page, write_pdf
from sim.report.keep import Plan, gather, plan_of, write
from sim.report.read import Findings, read
from sim.report.slides.answer import write_slides

__all__ = ["Findings", "Plan", "gather", "page", "plan_of", "read", "write", "write_pdf", "write_slides"]
