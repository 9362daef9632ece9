"""Figures and the process map: a tidy table in, a matplotlib `Axes` out, in English (`lang="en"`) or Chinese ("zh").

Every function draws on the axes it is given, or on a figure of its own (`axes.figure`). The title says the conclusion,
made from the numbers of the table; the caption says n, replications, seed and interval, as far as the table's columns
`n`, `replications` and `seed` tell them. Titles of scenarios, items and offices stand in the table, in both languages
(columns `title_en`, `title_zh` …). The tables are made by `sim.experiment.tables`, or read from the files of the
command line. An empty table gives a figure that says so.

`sim.charts.gallery` has all of them; its `figures(tables, lang)` draws those of `KINDS` for whatever tables there are;
`save` writes one as PNG and SVG, `sim.charts.images.write_image` as the one or the other.
"""
