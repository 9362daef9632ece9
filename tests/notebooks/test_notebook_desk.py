"""What the notebooks call: what is shown for what was played, the knobs, and mistakes told as a file's would be."""

import sys
from pathlib import Path
from typing import Any

import pytest

from sim.base.errors import ScenarioError
from sim.experiment.tables import settling
from sim.notebook import Knob, Notebook, Promise, screen, sliders
from sim.scenario import load_scenario

HALL = Path(__file__).parents[1] / "unit" / "scenarios" / "hall.yaml"
QUICK = HALL.with_name("quick-hall.yaml")
TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"


class Silent:
    """A note of how far it is, which nobody reads here."""

    def update(self, _: Any) -> None:
        pass


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was put below the cell, in the order in which it was."""
    found: list[Any] = []
    monkeypatch.setattr(screen, "EVERY", 1e9)
    for module in (screen, sliders):
        monkeypatch.setattr(module, "display", lambda what, **_: found.append(what) or Silent())
    return found


@pytest.mark.parametrize(("lang", "first"), [("en", "Scenario"), ("zh", "情景")])
def test_results_are_shown_as_figure_and_table(lang: Any, first: str, shown: list[Any]) -> None:
    book = Notebook(lang, replications=2, target=2)
    results = book.play(str(HALL), str(QUICK))
    book.show("chances", results)
    book.medians(results, ["total_days"])
    picture, table = shown
    assert picture.data.startswith(b"\x89PNG")
    assert f"<th>{first}</th>" in table.data
    assert {"en": "The quick hall", "zh": "提速大厅"}[lang] in table.data


def test_the_same_figure_is_the_same_picture(shown: list[Any]) -> None:
    book = Notebook(replications=1)
    for _ in range(2):
        book.show("counter", book.counters(str(HALL)))
    assert shown[0].data == shown[1].data


def test_a_scenario_made_here_is_what_a_file_would_be() -> None:
    change = {"items": ["permit"], "steps": ["visit"], "times": {"duration": 0.5}}
    mine = Notebook().what_if(str(HALL), ["quick-filing"], [change], "Quick, too!", "也快")
    file = load_scenario(QUICK)
    assert (mine.scenario, mine.title.en, mine.title.zh) == ("quick-too", "Quick, too!", "也快")
    assert (mine.processes, mine.pools, mine.reforms) == (file.processes, file.pools, file.reforms)


@pytest.mark.parametrize(
    ("reforms", "change", "told"),
    [
        (["quick-fling"], {}, "reforms[0]: no reform 'quick-fling' — did you mean 'quick-filing'?"),
        ([], {"items": ["permit"], "sets": {}}, "changes[0]: sets: unknown key — did you mean 'set'?"),
    ],
)
def test_a_slip_is_told_with_its_place(reforms: list[str], change: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError) as error:
        Notebook().what_if(str(HALL), reforms, [change] if change else [])
    assert told in str(error.value)


def test_knobs_begin_with_an_answer_and_ask_again_on_the_button(shown: list[Any]) -> None:
    asked: list[tuple[int, bool, list[str]]] = []
    knobs = {
        "clerks": Knob("Clerks", "窗口人员", value=2, low=1, high=5),
        "online": Knob("On line", "网上申请", value=True),
        "reforms": Knob("Reforms", "措施", value=["b"], choices=["a", "b"]),
    }
    Notebook("zh").explore(lambda clerks, online, reforms: asked.append((clerks, online, list(reforms))), **knobs)
    assert asked == [(2, True, ["b"])]
    words, widget = shown
    assert "移动滑块" in words.data
    clerks, online, _, button, *_ = widget.children
    assert (clerks.description, clerks.min, clerks.max) == ("窗口人员", 1, 5)
    clerks.value, online.value = 4, False
    assert len(asked) == 1
    button.click()
    assert asked[1] == (4, False, ["b"])


def test_without_widgets_the_first_answer_stands(shown: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    asked: list[int] = []
    Notebook().explore(lambda clerks: asked.append(clerks), clerks=Knob("Clerks", "窗口人员", value=2))
    assert asked == [2]
    assert "Sliders need ipywidgets" in shown[0].data


def test_packages_are_judged_beside_those_agreed_upon(shown: list[Any]) -> None:
    promise = Promise(clock="total_days", probability=0.5, indifference=0.4, confidence=0.5)
    tried = Notebook("zh", replications=4, target=1).packages(str(HALL), [], ["quick-filing"], promise)
    tried.show()
    sentence, table = shown
    assert "50%" in sentence.data
    assert "判定" in table.data
    assert set(tried.frontier()["reforms"]) == {""}
    assert tried.shares()["reform"].tolist() == ["quick-filing"]


def test_a_share_settles_as_replications_add_up() -> None:
    results = Notebook(replications=6, target=40).play(str(TOWN))
    table = settling(results[0], "total_days", 40)
    assert table["count"].tolist() == [2, 3, 4, 5, 6]
    assert table["n"].is_monotonic_increasing
    days = results[0].permitted()["total_days"]
    assert table["within"].iloc[-1] == pytest.approx((days <= 40).mean())
    alone = Notebook(replications=2, target=40).play(str(TOWN))[0]
    assert table.iloc[0]["within"] == (alone.permitted()["total_days"] <= 40).mean()


def test_how_far_it_is_is_told_and_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    notes: list[str] = []

    class Note:
        def update(self, told: Any) -> None:
            notes.append(told.data)

    monkeypatch.setattr(screen, "EVERY", 0)
    monkeypatch.setattr(screen, "display", lambda told, **_: notes.append(told.data) or Note())
    with screen.progress("en", 3) as step:
        step()
        step(2)
    assert notes == ["playing: 1 of 3", "playing: 3 of 3", ""]


@pytest.mark.parametrize(("lang", "told"), [("en", "Clerks: not tested at 3"), ("zh", "窗口人员：未测试取值 3")])
def test_a_value_at_which_a_number_was_not_tested_is_told(
    lang: Any, told: str, shown: list[Any], tmp_path: Path
) -> None:
    """Two trajectories see four of the five values of a count."""
    text = TOWN.read_text(encoding="utf-8").replace(
        "servers: {value: 2, range: [1, 3]", "servers: {value: 2, range: [1, 5]"
    )
    scenario = tmp_path / "town.yaml"
    scenario.write_text(text, encoding="utf-8")
    numbers = {"pools.clerks.servers": ("Clerks", "窗口人员")}
    book = Notebook(lang)
    book.influences(str(scenario), numbers, "total_days", 2)
    assert told in shown[0].data
    book.influences(str(scenario), numbers, "total_days", 3)
    assert len(shown) == 1


def test_a_title_is_no_formula_and_no_markdown(shown: list[Any]) -> None:
    title = "Fee $300 less, then $150: *a* <b>"
    notebook = Notebook(replications=1)
    notebook.medians(notebook.play(notebook.what_if(str(HALL), en=title)), ["total_days"])
    screen.show_sentence(title, strong=True)
    for told in shown:
        assert "Fee $300 less, then $150: *a* &lt;b&gt;" in told.data
        assert "mathjax_ignore" in told.data
