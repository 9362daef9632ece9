"""An answer and its studies as files, read back and laid out as a page, a PDF and slides, in Chinese and English.

`keep` keeps all that is needed beside the answer's files; `read` takes it from there, so that a report is made without
playing again. No number is typed by hand: sentences, tables and figures come from the same tables.
"""
