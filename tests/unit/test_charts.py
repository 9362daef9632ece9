"""The figures: what is drawn, what is said, in both languages, and when there is nothing to draw."""

import re
import string
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.base.language import SEPARATOR, Language
from sim.charts import gallery as charts
from sim.charts.sheet import drawn_for
from sim.charts.words import words

BOTH: tuple[Language, ...] = ("en", "zh")
RAN = {"target": 50, "replications": 4, "seed": 7}


def scenario(name: str, zh: str, **columns: Any) -> dict[str, Any]:
    return {"scenario": name.lower(), "title_en": name, "title_zh": zh, **RAN, **columns}


def spread(name: str, zh: str, median: float, within: float, n: int = 90, **columns: Any) -> dict[str, Any]:
    quantiles = {"p10": median - 20, "p25": median - 10, "p50": median, "p75": median + 10, "p90": median + 20}
    return scenario(name, zh, clock="total_days", n=n, within=within, **quantiles, **columns)


DISTRIBUTION = pd.DataFrame([
    row | {"clock": clock}
    for clock in ("government_days", "total_days")
    for row in (spread("Today", "现状", 200, 0.0), spread("All", "全部", 40, 0.95))
])  # fmt: skip
CHANCES = pd.DataFrame([
    scenario("Today", "现状", clock="government_days", n=90, within=0.1, within_low=0.05, within_high=0.2),
    scenario("Today", "现状", clock="total_days", n=90, within=0.0, within_low=0.0, within_high=0.02),
    scenario("All", "全部", clock="government_days", n=80, within=0.95, within_low=0.9, within_high=0.99),
    scenario("All", "全部", clock="total_days", n=80, within=0.004, within_low=0.0, within_high=0.02),
])  # fmt: skip
STEPS = pd.DataFrame([
    scenario("Today", "现状", clock="total_days", n=90, days=300.0, change_low=None, change_high=None),
    scenario("Parallel review", "并联审批", clock="total_days", n=90, days=246.0, change_low=-60.0, change_high=-48.0),
    scenario("More forms", "增加材料", clock="total_days", n=90, days=250.0, change_low=3.0, change_high=5.0),
    scenario("Agents", "代办制", clock="total_days", n=90, days=100.0, change_low=-155.0, change_high=-145.0),
])  # fmt: skip
FIRE = {"holder": "review", "who": "fire", "who_en": "Fire brigade", "who_zh": "消防大队"}
APPLICANT = {"holder": "correction", "who": "applicant", "who_en": None, "who_zh": None}
HOLDING = pd.DataFrame([
    scenario("Today", "现状", n=90, days=30.0, off_days=20.0, **FIRE),
    scenario("Today", "现状", n=90, days=10.0, off_days=5.0, **APPLICANT),
    scenario("All", "全部", n=80, days=4.0, off_days=3.0, **FIRE),
])  # fmt: skip
PARTIES = pd.DataFrame([
    scenario("Today", "现状", n=90, party="government", days=10.0),
    scenario("Today", "现状", n=90, party="intermediary", days=30.0),
    scenario("All", "全部", n=80, party="government", days=4.0),
    scenario("All", "全部", n=80, party="intermediary", days=3.0),
    scenario("All", "全部", n=80, party="queue", days=8.0),
])  # fmt: skip
LONG_AGO = {"contact": "2016-01-04 00:00", "filed": "2016-01-05 00:00", "government_days": 3.0, "case": 5}


def bar(name: str, zh: str, item: str, what: str, start: str, end: str, permit: str) -> dict[str, Any]:
    label = {"item": item, "item_en": item.title(), "item_zh": {"filing": "备案", "permit": "许可"}.get(item)}
    times = {"start": f"2016-01-{start}", "end": f"2016-01-{end}", "permit": f"2016-01-{permit} 00:00"}
    return scenario(name, zh, what=what, **label, **times, **LONG_AGO)


PROJECT = pd.DataFrame([
    bar("Today", "现状", "filing", "queue", "05 00:00", "07 00:00", "25"),
    bar("Today", "现状", "filing", "government", "07 00:00", "11 00:00", "25"),
    bar("Today", "现状", "permit", "public", "11 00:00", "25 00:00", "25"),
    bar("Today", "现状", "", "closed", "08 17:00", "11 08:00", "25"),
    bar("Today", "现状", "", "closed", "11 17:00", "12 08:00", "25"),
    bar("All", "全部", "filing", "applicant", "05 00:00", "06 00:00", "10"),
    bar("All", "全部", "permit", "intermediary", "06 00:00", "10 00:00", "10"),
])  # fmt: skip


def half_hour(name: str, zh: str, pool: str, weekday: int, minute: int, present: float, busy: float) -> dict[str, Any]:
    seats, load = pool == "desk", busy / present
    titles = {"pool": pool, "pool_en": f"The {pool}", "pool_zh": "窗口", "counter": True, "seats": seats}
    return scenario(name, zh, weekday=weekday, minute=minute, present=present, busy=busy, load=load, **titles)


HOURS = pd.DataFrame([
    half_hour("Today", "现状", "window", 0, 540, 2, 1),
    half_hour("Today", "现状", "window", 0, 570, 2, 1),
    half_hour("All", "全部", "window", 0, 540, 2, 1),
    half_hour("All", "全部", "window", 6, 540, 0.5, 0),
    half_hour("All", "全部", "desk", 0, 540, 4, 0),
])  # fmt: skip


def waited(name: str, zh: str, pool: str, way: str, n: int, mean: float, share: float = 1) -> dict[str, Any]:
    told = {"pool": pool, "pool_en": f"The {pool}", "pool_zh": "窗口", "way": way, "share": share}
    return scenario(name, zh, n=n, mean=mean, low=mean - 1, high=mean + 1, p50=mean, p90=3 * mean, **told)


COUNTERS = pd.DataFrame([
    waited("Today", "现状", "all", "queue", 100, 30),
    waited("Today", "现状", "window", "queue", 100, 30),
    waited("All", "全部", "all", "queue", 70, 12, 0.7),
    waited("All", "全部", "all", "booked", 30, 0, 0.3),
    waited("All", "全部", "window", "queue", 70, 12),
])  # fmt: skip


def influence(factor: str, figure: str, effect: float, total: float | None) -> dict[str, Any]:
    low, high = (None, None) if total is None else (total - 0.1, total + 0.1)
    indices = {
        "total": total,
        "total_low": low,
        "total_high": high,
        "first": total,
        "first_low": low,
        "first_high": high,
    }
    told = {
        "factor": factor,
        "title_en": f"time of {factor}",
        "title_zh": f"{factor}时间",
        "clock": "total_days",
        **RAN,
    }
    return {"figure": figure, "effect": effect, "effect_spread": effect / 2, "share": 0.5, **told, **indices}


INFLUENCES = pd.DataFrame([
    influence("review", "mean", 12.0, 0.7), influence("notice", "mean", 3.0, 0.2), influence("seal", "mean", 1.0, None),
    influence("review", "within", 0.2, 0.6), influence("notice", "within", 0.05, 0.3),
])  # fmt: skip
SWEPT = pd.DataFrame([
    {"x": x, "y": y, "x_en": "desks", "x_zh": "窗口数", "y_en": "cases", "y_zh": "项目数",
     "clock": "total_days", "n": 90, "mean": 100.0 * y / x, "within": min(1.0, x / y), **RAN}
    for x in (1, 2, 4) for y in (1, 2)
])  # fmt: skip


def package(reforms: str, cost: float, within: float, mark: str) -> dict[str, Any]:
    names = reforms.split("+") if reforms else []
    titles = {
        "titles_en": SEPARATOR.join(name.title() for name in names),
        "titles_zh": SEPARATOR.join("措施" for _ in names),
    }
    marks = {"efficient": mark == "efficient", "perhaps_efficient": mark == "perhaps"}
    bounds = {"within_low": within - 0.02, "within_high": within + 0.02}
    return {
        "reforms": reforms,
        "cost": cost,
        "within": within,
        "clock": "total_days",
        **titles,
        **marks,
        **bounds,
        **RAN,
    }


FRONTIER = pd.DataFrame([
    package("", 0, 0.1, "efficient"), package("agents", 4e5, 0.5, "efficient"), package("seal", 5e5, 0.2, "beaten"),
    package("agents+seal", 1e6, 0.8, "efficient"), package("window", 9e5, 0.7, "perhaps"),
])  # fmt: skip


def share(statistic: str, reform: str, gain: float) -> dict[str, Any]:
    told = {"reform": reform, "title_en": reform.title(), "title_zh": "代办制", "clock": "total_days", **RAN}
    whole = 20.0 if statistic == "mean" else 0.4
    return {
        "statistic": statistic,
        "whole": whole,
        "share": gain,
        "share_low": gain / 2,
        "share_high": 2 * gain,
        **told,
    }


SHARES = pd.DataFrame([
    share("mean", "agents", 22.0), share("mean", "forms", -2.0),
    share("within", "agents", 0.3), share("within", "forms", 0.1),
])  # fmt: skip


def month(what: str, name: str, number: int, mean: float, n: int | None = None) -> dict[str, Any]:
    within = None if n is None else min(1.0, 40 / mean)
    told = {"what": what, "name": name, "name_en": name, "name_zh": "规划", "month": f"2017-{number:02}-01", "n": n}
    spread = {"mean": mean, "low": mean - 1, "high": mean + 1, "p90": 2 * mean, "within": within, "backlog": 40}
    return scenario("Opening", "起步") | told | spread


MONTHS = pd.DataFrame([
    month("coming", "government_days", number, mean, 20) for number, mean in ((1, 80.0), (2, 60.0), (3, 40.0))
] + [
    month(what, name, number, mean)
    for what, name in (("there", "backlog"), ("came", "since"), ("waiting", "planning"))
    for number, mean in ((1, 30.0), (2, 3.0), (3, 0.0))
])  # fmt: skip
WORTH = pd.DataFrame(
    [
        {
            "factor": name,
            "title_en": english,
            "title_zh": chinese,
            "share": share,
            "share_low": share - 0.1,
            "share_high": share + 0.2,
            "telling": telling,
            "way": way,
            "who_en": "Planning",
            "who_zh": "规划局",
        }
        for name, english, chinese, share, telling, way in (
            ("servers", "reviewers of planning", "规划审批人员", 0.45, True, "ask"),
            ("times", "time of review", "审查时间", 0.2, True, "time"),
            ("share", "returns", "退回比例", 0.1, True, "count"),
            ("none", "fees", "收费", 0.3, False, "ask"),
        )
    ]
).assign(clock="government_days", target=50.0, n=256, replications=4, seed=1)
TABLES = {
    "distribution": DISTRIBUTION, "chances": CHANCES, "steps": STEPS, "holding": HOLDING, "parties": PARTIES,
    "one_project": PROJECT, "hours": HOURS, "counters": COUNTERS, "influences": INFLUENCES, "swept": SWEPT,
    "frontier": FRONTIER, "shares": SHARES, "months": MONTHS, "worth": WORTH,
}  # fmt: skip


def drawn(figure: Figure) -> Figure:
    """Draws it, so that a character that no font has would warn."""
    FigureCanvasAgg(figure).draw()
    return figure


def said(figure: Figure) -> str:
    """Everything that is written on a figure, lines joined."""
    texts = [text for text in figure.findobj(Text) if isinstance(text, Text)]
    return "\n".join(re.sub(r"\s*\n\s*", " ", text.get_text()) for text in texts)


def title(axes: Axes, lang: Language = "en") -> str:
    figure = axes.get_figure(root=True)
    assert figure is not None
    return figure.get_suptitle().replace("\n", " " if lang == "en" else "")


def bars(axes: Axes) -> list[tuple[float, float]]:
    """Where each bar begins and ends, in the order in which they were drawn."""
    patches = [patch for group in axes.containers if isinstance(group, BarContainer) for patch in group.patches]
    return [(patch.get_x(), round(patch.get_x() + patch.get_width(), 6)) for patch in patches]


@pytest.mark.parametrize("lang", BOTH)
@pytest.mark.parametrize("kind", charts.KINDS)
def test_every_figure_in_both_languages_without_a_box(kind: str, lang: Language) -> None:
    name, draw = charts.KINDS[kind]
    written = said(drawn(draw(TABLES[name], lang=lang)))
    assert bool(re.search("[一-鿿]", written)) == (lang == "zh")
    assert "nan" not in written.lower()


def test_a_character_without_a_glyph_would_be_seen() -> None:
    with mpl.rc_context({"font.family": ["DejaVu Sans"]}):
        figure = Figure()
        figure.suptitle("并联审批")
    with pytest.warns(UserWarning, match="Glyph .* missing"):
        drawn(figure)


@pytest.mark.parametrize("lang", BOTH)
@pytest.mark.parametrize("kind", charts.KINDS)
def test_a_figure_of_nothing_says_so(kind: str, lang: Language) -> None:
    name, draw = charts.KINDS[kind]
    nothing = words()["general.nothing"][lang]
    table = pd.DataFrame() if lang == "en" else TABLES[name].iloc[:0]
    assert nothing in said(drawn(draw(table, lang=lang)))


@pytest.mark.parametrize("kind", charts.KINDS)
def test_a_figure_of_one_row(kind: str) -> None:
    name, draw = charts.KINDS[kind]
    drawn(draw(TABLES[name].iloc[:1], lang="en"))
    drawn(draw(TABLES[name].iloc[-1:], lang="zh"))


@pytest.mark.parametrize("kind", charts.KINDS)
def test_a_figure_without_intervals(kind: str) -> None:
    name, draw = charts.KINDS[kind]
    table = TABLES[name].copy()
    bounds = [column for column in table if column.endswith(("low", "high"))]
    table[bounds] = None
    drawn(draw(table, lang="en"))


@pytest.mark.parametrize("kind", [kind for kind in charts.KINDS if hasattr(charts, kind) and kind != "months"])
def test_any_figure_can_stand_among_others(kind: str) -> None:
    """Functions that take axes draw on those they are given, and leave the figure's own words alone."""
    draw: Callable[..., Axes] = getattr(charts, kind)
    figure = Figure(figsize=(20, 9), layout="constrained")
    both = figure.subplots(1, 2)
    assert draw(TABLES[charts.KINDS[kind][0]], both[1], lang="zh") is both[1]
    drawn(figure)
    assert figure.get_suptitle() == ""
    assert both[1].get_title(loc="left")
    assert not both[0].get_title(loc="left")


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        for lang in BOTH:
            charts.save(charts.figures({"steps": STEPS}, lang)["waterfall"], tmp_path / folder, lang)
    for file in ("en.png", "en.svg", "zh.png", "zh.svg"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_waterfall_steps_from_today_to_what_is_left() -> None:
    axes = charts.waterfall(STEPS)
    assert bars(axes) == [(0, 300), (300, 246), (246, 250), (250, 100), (0, 100)]
    assert title(axes) == (
        "Parallel review alone saves 54 days and does not reach 50; "
        "the whole package saves 200 of 300 days and leaves 100"
    )
    assert title(charts.waterfall(STEPS, lang="zh"), "zh") == (
        "仅“并联审批”一项就节省54天，仍达不到50天；全部措施从300天节省200天，还剩100天"
    )
    assert [label.get_text() for label in axes.get_yticklabels()][:3] == ["Today", "+ Parallel review", "+ More forms"]
    caption = axes.get_figure(root=True).get_supxlabel()
    assert "n = 90 projects a scenario; 4 replications; seed 7." in caption.replace("\n", " ")


def test_steps_that_may_be_chance_stand_together_and_have_no_colour_of_a_gain_or_a_loss() -> None:
    noise = {"change_low": -2.0, "change_high": 2.0}
    rows = [{**STEPS.iloc[0].to_dict(), "title_en": f"Step {n}", "days": days, **noise}
            for n, days in enumerate((300.0, 301.0, 300.2, 200.0))]  # fmt: skip
    rows[3] |= {"change_low": -101.0, "change_high": -99.0}
    axes = charts.waterfall(pd.DataFrame(rows))
    assert bars(axes) == [(0, 300), (300, 300.2), (300.2, 200), (0, 200)]
    names = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    assert names == ["Step 0", "+ 2 reforms together: no change to be told", "+ Step 3", "what is left"]
    grey = axes.containers[1].patches[0].get_facecolor()
    assert grey[0] == grey[1] == grey[2]
    assert "Together: Step 1; Step 2." in said(axes.get_figure(root=True))


@pytest.mark.parametrize("kind", ["chances", "distribution", "holding", "parties", "waterfall"])
def test_on_paper_a_figure_is_as_wide_as_the_page_and_its_letters_can_be_read(kind: str) -> None:
    name, draw = charts.KINDS[kind]
    with drawn_for("paper"):
        figure = draw(TABLES[name])
    assert figure.get_figwidth() <= 7.15
    texts = [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_text().strip()]
    assert min(text.get_fontsize() for text in texts) >= 8
    assert draw(TABLES[name]).get_figwidth() > 7.15


def test_what_rounds_to_nothing_has_no_sign() -> None:
    hardly = STEPS.assign(days=[300.0, 300.01, 299.99, 299.98])
    assert [text.get_text() for text in charts.waterfall(hardly).texts][1:-1] == ["300", "0.0", "0.0", "0.0"]


def test_a_waterfall_says_when_the_first_step_is_enough_or_harms() -> None:
    enough = STEPS.iloc[:2].assign(days=[100.0, 40.0])
    assert title(charts.waterfall(enough)) == "Parallel review alone saves 60 days and reaches 50"
    harm = STEPS.iloc[:3].assign(days=[100.0, 140.0, 150.0])
    assert title(charts.waterfall(harm)) == (
        "Parallel review alone costs 40 days and does not reach 50; "
        "the whole package adds 50 to 100 days and comes to 150"
    )
    assert title(charts.waterfall(STEPS.iloc[:1])) == "“Today” takes 300 days"


def test_a_distribution_says_who_makes_it() -> None:
    sure = DISTRIBUTION.assign(within_low=DISTRIBUTION["within"] - 0.04, within_high=1.0)
    told = charts.distribution(sure)
    assert title(told) == "Only “All” brings nine projects in ten within 50 days from filing to permit"
    unsure = DISTRIBUTION.assign(within_low=DISTRIBUTION["within"] - 0.1, within_high=1.0)
    assert title(charts.distribution(unsure)) == (
        "No scenario surely brings nine projects in ten within 50 days from filing to permit; “All” may, with 95%"
    )
    late = DISTRIBUTION.assign(within=0.0)
    assert title(charts.distribution(late)).startswith("No scenario brings nine projects in ten")
    assert (
        title(charts.distribution(late, lang="zh"), "zh") == "备案至施工许可的日历天：没有情景能让九成项目在50天内完成"
    )
    assert title(charts.distribution(sure.assign(within=1.0, within_low=0.95))).startswith("Every scenario")
    once = "No scenario surely brings nine projects in ten within 50 days from filing to permit; “All” may, with 95%"
    assert title(charts.distribution(DISTRIBUTION)) == once
    none = DISTRIBUTION.assign(n=0, within=None, p10=None, p25=None, p50=None, p75=None, p90=None)
    assert said(drawn(charts.two_clocks(none))).count("no project came") == 4


def test_one_title_tells_the_medians_on_both_clocks_and_the_interval_stands_beside_the_share() -> None:
    sure = DISTRIBUTION.assign(within_low=0.91, within_high=1.0)
    figure = charts.two_clocks(sure)
    assert figure.get_suptitle().replace("\n", " ") == (
        "Half of the projects, “Today” → “All”: "
        "200 → 40 days on the government clock; 200 → 40 days from filing to permit"
    )
    assert not any(axes.get_title(loc="left") for axes in figure.axes)
    assert "95% [91%–100%] ≤ 50" in said(figure)


def test_chances_are_strips_from_none_to_all() -> None:
    axes = charts.chances(CHANCES)
    filled = bars(axes)[1::2]
    assert [round((end - begin) / 0.62, 3) for begin, end in filled] == [0.1, 0.0, 0.95, 0.004]
    assert title(axes) == (
        "“All” brings 95% of projects within 50 days on the government clock, "
        "but <1% from filing to permit in calendar days"
    )
    assert title(charts.chances(CHANCES.assign(within=0.0))) == (
        "Under no scenario is any project within 50 days on the government clock"
    )


def test_holding_puts_scenarios_side_by_side_and_sums_up_the_rest() -> None:
    axes = charts.holding(HOLDING, most=1)
    assert bars(axes) == [(0, 30), (0, 10), (0, 4), (0, 0)]
    assert title(axes) == "Held up most by “Fire brigade”: 30 of 40 days under “Today”; 4.0 of 4.0 days under “All”"
    assert title(charts.holding(HOLDING, lang="zh"), "zh").startswith("最大卡点在“消防大队”")
    assert "申请企业：补正材料" in said(drawn(charts.figures({"holding": HOLDING}, "zh")["holding"]))


RENAMED = pd.DataFrame([
    scenario("Today", "现状", n=90, days=17.0, off_days=0.0, holder="intermediary", who="firms", who_en="Firms",
             who_zh="审查机构"),
    scenario("All", "全部", n=80, days=4.0, off_days=0.0, holder="review", who="firms", who_en="Firms",
             who_zh="审查机构"),
    scenario("All", "全部", n=80, days=6.0, off_days=0.0, holder="queue", who="committee", who_en="Committee",
             who_zh="联审会"),
    scenario("All", "全部", n=80, days=2.0, off_days=0.0, holder="meeting", who="committee", who_en="Committee",
             who_zh="联审会"),
])  # fmt: skip


def test_a_renamed_step_is_no_firm_that_vanished_and_a_queue_that_a_reform_makes_is_told_as_new() -> None:
    axes = charts.holding(RENAMED)
    assert [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()] == [
        "Firms: mostly service to the applicant",
        "Committee (new): mostly waiting in the queue",
        "everybody else (0)",
    ]
    assert bars(axes) == [(0, 17), (0, 0), (0, 0), (0, 4), (0, 8), (0, 0)]
    assert title(axes).endswith("4.0 of 12 days under “All”; new is “Committee” with 8.0")


def test_whose_days_they_are_is_told_in_two_stacked_bars() -> None:
    axes = charts.parties(PARTIES)
    assert bars(axes) == [(0, 10), (0, 4), (10, 10), (4, 12), (10, 40), (12, 15)]
    assert title(axes) == (
        "From 40 to 15 days: before, most were “intermediaries” (75%); now most are "
        "“waiting for somebody’s turn or a fixed day” (53%)"
    )


def test_a_project_is_drawn_in_days_since_first_contact() -> None:
    axes = charts.gantt(PROJECT)
    assert sorted(bars(axes)) == [(1, 3), (3, 7), (7, 21)]
    both = charts.before_and_after(PROJECT)
    assert both.get_suptitle() == "The same project: 20 days under “Today”, 5.0 under “All”"
    assert (
        both.axes[0].get_title(loc="left").startswith("Today: 20 calendar days from filing to permit, 3.0 working days")
    )
    assert [label.get_text() for label in both.axes[1].get_yticklabels()] == ["Filing", "Permit"]


def test_nights_are_shaded_where_they_can_be_seen() -> None:
    def shaded(axes: Axes) -> int:
        return sum(patch.get_facecolor()[:3] == mpl.colors.to_rgb("#e3e3e3") for patch in axes.patches)

    assert shaded(charts.gantt(PROJECT)) == 2
    assert shaded(charts.gantt(PROJECT, days=(0, 100))) == 1  # the weekend alone


def test_the_month_after_filing_is_shown_by_itself() -> None:
    both = charts.first_month(PROJECT).axes
    assert [axes.get_xlim() for axes in both] == [(0, 31), (0, 31)]


def test_hours_tell_who_is_there_by_height() -> None:
    axes = charts.load(HOURS, scenario="all")
    boxes = [path.get_extents() for path in axes.collections[0].get_paths()]
    assert [round(box.height, 3) for box in boxes] == [0.84, 0.21, 0.84]
    assert charts.counters_by_hour(HOURS).get_suptitle().replace("\n", " ") == (
        "The counters are staffed for 2 hours a week under “Today”, for 1 under “All”, 0 of them at weekends; "
        "clerks are busy for 50% and 40% of the time"
    )


def test_the_queue_before_and_after_appointment() -> None:
    assert title(charts.counter(COUNTERS)) == (
        "In the queue one waits 30 minutes under “Today”, 12 under “All”; "
        "who books, 30% of those who come, does not wait"
    )
    assert title(charts.counter(COUNTERS[COUNTERS["scenario"] == "today"])) == "In the queue one waits 30 minutes"


def test_months_say_how_a_reform_begins() -> None:
    figure = charts.months(MONTHS)
    assert figure.get_suptitle().replace("\n", " ") == (
        "Opening: 50% of those who come in January 2017 are within 50 days on the government clock, from March 2017 on "
        "about 100%; nine in ten of those there on the first day are done by February 2017"
    )
    fare, progress, queues = figure.axes
    assert [text.get_text() for text in fare.texts] == ["50%", "67%", "100%"]
    assert len(progress.patches) == 6
    legend = queues.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["planning"]
    assert [label.get_text() for label in queues.get_xticklabels()] == ["Jan 2017", "Feb 2017", "Mar 2017"]


def test_what_matters_most_comes_first() -> None:
    axes = charts.tornado(INFLUENCES)
    assert bars(axes) == [(0, 12), (0, 3), (0, 1)]
    assert title(axes) == (
        "“time of review” moves the mean days from filing to permit most, by 12 days; "
        "next comes “time of notice” with 3.0 days"
    )
    assert bars(charts.tornado(INFLUENCES, figure="within")) == [(0, 20), (0, 5)]
    assert bars(charts.sobol(INFLUENCES))[2:] == [(0, 70), (0, 20)]
    assert title(charts.sobol(INFLUENCES)) == (
        "“time of review” has a part in 70% of the spread of the mean days from filing to permit"
    )


def test_indices_that_may_be_nothing_are_not_sold_as_a_finding() -> None:
    unsure = INFLUENCES.assign(total_low=-3.0, total_high=4.0)
    axes = charts.sobol(unsure)
    assert title(axes).startswith("Too few runs to tell what makes up the spread")
    assert axes.get_xlim() == (-30, 130)
    assert "Some intervals reach beyond the sheet" in said(drawn(axes.get_figure(root=True)))


def test_what_regression_says_stands_beside_the_indices() -> None:
    axes = charts.sobol(INFLUENCES.assign(regression=0.5))
    [mark] = [line for line in axes.get_lines() if line.get_marker() == "D"]
    assert mark.get_xdata().tolist() == [50, 50]
    assert "by regression" in said(axes.get_figure(root=True))


def test_what_rounding_leaves_moves_nothing() -> None:
    """An answer that is constant to 4e-15 was drawn as one that is moved, and wholly explained."""
    for figure in ("mean", "within"):
        still = INFLUENCES.assign(effect=4e-15, effect_spread=4e-15, total=0.0)
        for axes in (charts.tornado(still, figure=figure), charts.sobol(still, figure=figure)):
            assert "Nothing moves the answer" in said(axes.get_figure(root=True))


def test_where_nobody_finished_the_target_is_missed() -> None:
    """The mean of such a cell is a bound, here below the target; it is no cell in which the target is kept."""
    stuck = SWEPT.assign(nobody=SWEPT["x"] == 1, bound=SWEPT["x"] <= 2)
    stuck["mean"] = stuck["mean"].where(~stuck["nobody"], 40.0)
    axes = charts.contour(stuck)
    written = said(axes.get_figure(root=True))
    assert title(axes).startswith("3 of 6 combinations keep 50 days")
    assert "At 2 of 6 combinations nobody finished: they count as missed" in written
    assert "≥: not everybody finished, and the mean is a lower bound" in written
    assert sorted(text.get_text() for text in axes.texts) == ["25", "50", "≥100", "≥50", "≥50", "≥50"]
    written = said(charts.contour(stuck, value="within").get_figure(root=True))
    assert "nobody finished" in written
    assert "lower bound" not in written
    drawn(charts.contour(stuck, lang="zh").get_figure(root=True))


def test_the_line_of_the_target_runs_where_it_is_met() -> None:
    axes = charts.contour(SWEPT)
    assert title(axes) == (
        "3 of 6 combinations keep 50 days from filing to permit on average; the best, 25, with desks = 4 and cases = 1"
    )
    assert len(axes.collections) == 2
    assert len(charts.contour(SWEPT.assign(mean=90.0)).collections) == 1
    assert title(charts.contour(SWEPT.assign(mean=90.0))).startswith("No combination keeps 50 days")
    assert title(charts.contour(SWEPT, value="within")) == (
        "Nine projects in ten within 50 days from filing to permit need desks 1 at cases 1; desks 2 at cases 2"
    )
    line = next(one for one in axes.collections if isinstance(one, LineCollection))
    assert sorted(tuple(map(tuple, one)) for one in line.get_segments()) == [
        ((0.5, -0.5), (0.5, 0.5)), ((0.5, 0.5), (1.5, 0.5)), ((1.5, 0.5), (1.5, 1.5)),
    ]  # fmt: skip


def test_scattered_points_are_joined_where_they_can_be() -> None:
    scattered = SWEPT.assign(x=[1, 3, 5, 2, 4, 6], y=[5, 1, 4, 2, 6, 3])
    assert "Between the points, interpolated" in said(drawn(charts.contour(scattered).get_figure(root=True)))
    drawn(charts.contour(scattered.assign(y=scattered["x"])).get_figure(root=True))


def test_the_frontier_lists_the_packages_by_letters() -> None:
    axes = charts.frontier(FRONTIER)
    written = said(axes.get_figure(root=True))
    assert "3  80% for 1.00 million CNY: A B" in written
    assert "1  10% for 0.00 million CNY: no reform" in written
    assert title(axes) == (
        "50% of projects within 50 days from filing to permit cost the government 0.40 million CNY a year; "
        "80% cost 1.00 million CNY"
    )
    assert "100万元" in title(charts.frontier(FRONTIER, lang="zh"), "zh")
    assert {"1", "2 +A", "3 +B"} <= {text.get_text() for text in axes.texts}
    ranged = FRONTIER.assign(cost_low=FRONTIER["cost"] * 0.9, cost_high=FRONTIER["cost"] * 1.1)
    assert title(charts.frontier(ranged)).endswith("1.00 [0.90–1.10] million CNY")
    cheap = FRONTIER.assign(cost=FRONTIER["cost"] / 1000)
    assert title(charts.frontier(cheap)).endswith("cost the government 400 CNY a year; 80% cost 1,000 CNY")


def test_shares_are_ranked_and_a_loss_is_hatched() -> None:
    axes = charts.shares(SHARES)
    assert bars(axes) == [(0, 22), (0, -2)]
    assert [group.patches[0].get_hatch() for group in axes.containers if isinstance(group, BarContainer)] == [
        None,
        "xx",
    ]
    assert title(axes) == "“Agents” earns 22 of the 20 days that the 2 reforms save together from filing to permit"
    assert bars(charts.shares(SHARES, statistic="within")) == [(0, 30), (0, 10)]


def test_both_languages_fill_in_the_same() -> None:
    def filled(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, entry in words().items():
        assert entry.keys() == {"en", "zh"}, key
        assert filled(entry["en"]) == filled(entry["zh"]), key


def test_no_font_of_the_machine_is_needed() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = charts.figures({"chances": CHANCES}, "zh")["chances"]
        drawn(figure)
    families = {text.get_fontfamily()[0] for text in figure.findobj(Text) if isinstance(text, Text)}
    assert families == {"Noto Sans SC"}


def test_where_nobody_is_in_time_on_the_whole_way_no_scenario_is_called_the_best_at_it() -> None:
    nobody = CHANCES.assign(within=CHANCES["within"].where(CHANCES["clock"] == "government_days", 0.0))
    title = charts.chances(nobody).get_figure(root=True).get_suptitle().replace("\n", " ")
    assert title.endswith(
        "95% of projects within 50 days on the government clock, but 0% from filing to permit in calendar days"
    )


# How an estimate settles


def settled(counts: list[int], half: float) -> pd.DataFrame:
    told = {"clock": "government_days", "n": 90, "within": 0.8, "within_low": 0.8 - half, "within_high": 0.8 + half}
    return pd.DataFrame([scenario("All", "全部", count=count, **told) for count in counts])


@pytest.mark.parametrize(
    ("half", "lang", "told"),
    [
        (0.03, "en", "After 40 replications the share within 50 days on the government clock is 80% ± 3.0 percentage "
                     "points; ± 1 takes about 360"),
        (0.005, "en", "40 replications are enough: the share within 50 days on the government clock is 80% ± 0.5"),
        (0.03, "zh", "重复模拟40次后，政府审批工作日在50天内的比例为80%±3.0个百分点；要精确到±1个百分点约需360次"),
    ],
)  # fmt: skip
def test_settling_says_how_many_more_it_takes(half: float, lang: Language, told: str) -> None:
    drawn = charts.settling(settled([2, 20, 40], half), lang=lang)
    title = drawn.get_figure(root=True).get_suptitle().replace("\n", " " if lang == "en" else "")
    assert title.startswith(told)


def test_settling_of_one_replication_says_that_it_tells_nothing() -> None:
    assert charts.settling(pd.DataFrame()).get_figure(root=True).get_suptitle().startswith("One replication")
    assert charts.settling(settled([2], 0.1))


def test_what_to_ask_first_stands_above_what_it_is_worth() -> None:
    """Largest first, with whom to ask; a number that does not surely tell anything is not shown."""
    axes = charts.worth(WORTH)
    assert title(axes) == "What to ask first: knowing “reviewers of planning” is worth 45% of knowing everything"
    assert bars(axes) == [(0, 45), (0, 20), (0, 10)]
    figure = axes.get_figure(root=True)
    assert figure is not None
    written = said(figure)
    assert "45% · ask Planning" in written
    assert "20% · time files: Planning" in written
    assert "3 of 4 numbers tell something beyond chance" in written
    nothing = charts.worth(WORTH.assign(telling=False))
    assert "No number by itself is known to change the decision" in title(nothing)
