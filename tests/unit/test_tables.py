"""The tables behind the figures: of a hall where nothing is left to chance, by hand; and read back from files."""

import json
from pathlib import Path

import pandas as pd
import pytest
from swept import MANIFEST, WRITTEN, write_manifest

from sim.base.errors import UserError
from sim.experiment import replications, tables
from sim.experiment.replications import Settings
from sim.report import tables as kept
from sim.report.tables.columns import checked_table
from sim.scenario import Scenario, load_scenario
from sim.scenario.ladder import ladder
from sim.scenario.quantities import TwoLanguages

HERE = Path(__file__).parent / "scenarios"
ONCE = Settings(seed=1, replications=1, workers=1)


@pytest.fixture(scope="module")
def hall() -> Scenario:
    return load_scenario(HERE / "hall.yaml")


@pytest.fixture(scope="module")
def quick_hall() -> Scenario:
    return load_scenario(HERE / "quick-hall.yaml")


def at(table: pd.DataFrame, pool: str, weekday: int, time: str) -> tuple[float, float]:
    """How many are there, and busy, in the half hour from this time; nobody if there is no row."""
    hour, minute = map(int, time.split(":"))
    row = table[(table["pool"] == pool) & (table["weekday"] == weekday) & (table["minute"] == 60 * hour + minute)]
    return (row["present"].item(), row["busy"].item()) if len(row) else (0, 0)


def test_staggered_lunches_show_half_hour_by_half_hour(hall: Scenario) -> None:
    table = tables.hours(hall, ONCE)
    # in one of the two weeks three came on Monday at ten: two are served till eleven, the third till twelve
    assert [at(table, "clerks", 0, time) for time in ("09:30", "10:00", "10:30", "11:00", "11:30", "12:00")] == [
        (2, 0), (2, 1), (2, 1), (1, 0.5), (1, 0.5), (1, 0)
    ]  # fmt: skip
    assert at(table, "clerks", 1, "09:30") == (2, 0.5)
    assert at(table, "clerks", 1, "17:00") == at(table, "clerks", 5, "10:00") == (0, 0)


def test_seats_are_taken_for_their_whole_slot(hall: Scenario) -> None:
    table = tables.hours(hall, ONCE)
    # who books for half an hour has the seat for an hour: two at eleven, the third, who is free at twelve, at one
    assert [at(table, "desk", 0, time) for time in ("10:30", "11:00", "11:30", "12:00", "13:00", "13:30", "14:00")] == [
        (2, 0), (2, 1), (2, 1), (0, 0), (2, 0.5), (2, 0.5), (2, 0)
    ]  # fmt: skip
    assert not table.loc[table["pool"] == "clerks", "seats"].any()
    assert table.loc[table["pool"] == "desk", "seats"].all()


BACKLOGS = Path(__file__).parents[1] / "behaviour" / "scenarios"


def test_a_reserve_is_present_while_it_is_called() -> None:
    """On one of nine Mondays, from 09:01 to 10:01, beside the clerk of the house, who is busy until noon."""
    table = tables.hours(load_scenario(BACKLOGS / "lent-staff.yaml"), ONCE)
    for time, minutes in (("08:30", 0), ("09:00", 29), ("09:30", 30), ("10:00", 1), ("10:30", 0)):
        busy = 0 if time == "08:30" else 30
        assert at(table, "clerks", 0, time) == pytest.approx((1 + minutes / 270, (busy + minutes) / 270))


def test_the_seats_of_an_extra_session_are_there_if_it_is_held() -> None:
    """Two Mondays of nine, with two seats of which two and one are taken."""
    table = tables.hours(load_scenario(BACKLOGS / "extra-session.yaml"), ONCE)
    assert at(table, "committee", 0, "14:00") == pytest.approx((4 / 9, 3 / 9))
    assert at(table, "committee", 0, "13:30") == (0, 0)


def test_a_window_that_nothing_needs_any_more_is_not_counted(hall: Scenario) -> None:
    with_an_old_one = hall.model_copy(update={"pools": {"old-window": hall.pools["clerks"], **hall.pools}})
    pd.testing.assert_frame_equal(tables.hours(with_an_old_one, ONCE), tables.hours(hall, ONCE))


def test_who_queues_waits_and_who_booked_does_not(hall: Scenario) -> None:
    rows = tables.counters(hall, ONCE).set_index(["pool", "way"])
    assert rows.loc[("clerks", "queue"), ["n", "mean", "share"]].tolist() == [4, 15, 1]
    assert rows.loc[("desk", "booked"), ["n", "mean"]].tolist() == [4, 0]
    assert rows.loc[("all", "booked"), "share"] == 0.5


def test_the_same_project_before_and_after(hall: Scenario, quick_hall: Scenario) -> None:
    table = tables.one_project(hall, quick_hall, ONCE, case=0)
    bars = table[table["what"] != "closed"]
    told = [(row["scenario"], row["item"], row["what"], f"{row['start']:%H:%M}", f"{row['end']:%H:%M}") for row in
            bars.to_dict("records")]  # fmt: skip
    assert told == [
        ("hall", "filing", "government", "10:00", "11:00"),
        ("hall", "permit", "government", "11:00", "11:30"),
        ("quick-hall", "filing", "government", "10:00", "10:30"),
        ("quick-hall", "permit", "queue", "10:30", "11:00"),
        ("quick-hall", "permit", "government", "11:00", "11:15"),
    ]
    assert bars["item_zh"].unique().tolist() == ["备案", "许可"]
    assert table["permit"].map("{:%H:%M}".format).unique().tolist() == ["11:30", "11:15"]


def test_the_night_between_is_closed(hall: Scenario, quick_hall: Scenario) -> None:
    late = tables.one_project(hall, quick_hall, ONCE, case=3)
    assert late["what"].tolist().count("closed") == 0
    third = tables.one_project(hall, quick_hall, ONCE, case=2)
    closed = third[(third["what"] == "closed") & (third["scenario"] == "hall")]
    assert [(f"{row['start']:%H:%M}", f"{row['end']:%H:%M}") for row in closed.to_dict("records")] == [
        ("12:00", "13:00")
    ]


def test_a_project_in_the_middle_is_chosen_and_none_of_a_class_that_never_came(hall: Scenario) -> None:
    assert tables.one_project(hall, hall, ONCE)["case"].iloc[0] in (0, 1, 3)
    assert tables.one_project(hall, hall, ONCE, group="nobody").empty


def test_the_steps_to_a_package_come_one_by_one() -> None:
    steps = ladder(HERE / "quick-hall.yaml")
    assert [scenario.title.en for scenario in steps] == ["The hall", "Quick filing", "own changes"]
    assert steps[-1].title.zh == "自身改动"
    table = tables.steps(replications.run(steps, Settings(1, 2, workers=1)), target=1)
    minutes = (table["change"] * 24 * 60).tolist()
    # who files faster waits longer, for seats are free on the hour; half a visit saves a quarter of an hour
    assert minutes[1:] == pytest.approx([0, -15])
    assert table["change_low"].iloc[2] == pytest.approx(table["change"].iloc[2])  # nothing is left to chance
    assert table["n"].tolist() == [8, 8, 8]


def test_tables_of_results_say_who_is_within_the_target(hall: Scenario) -> None:
    results = replications.run([hall], Settings(1, 2, workers=1))
    made = tables.of_results(results, target=0.1)
    whole = made["chances"].set_index("clock").loc["total_days"]
    assert (whole["n"], whole["within"]) == (8, 0.75)  # but for the third, who needs from ten to half past one
    spread = made["distribution"].set_index("clock").loc["total_days"]
    assert spread["p50"] == pytest.approx(1.5 / 24)
    assert made["holding"]["days"].sum() == pytest.approx(results[0].permitted()["total_days"].mean())
    assert made["holding"][["title_en", "title_zh", "seed", "replications"]].drop_duplicates().to_numpy().tolist() == [
        ["The hall", "办事大厅", 1, 2]
    ]


def test_every_table_can_be_written_and_read_again(hall: Scenario, tmp_path: Path) -> None:
    results = replications.run([hall], Settings(1, 2, workers=1))
    made = tables.of_results(results, 50) | {
        "steps": tables.steps(results, 50),
        "one_project": tables.one_project(hall, hall, ONCE),
        "hours": tables.hours(hall, ONCE),
        "counters": tables.counters(hall, ONCE),
    }
    for name, table in made.items():
        table.to_csv(tmp_path / f"{name}.csv", index=False)
        table.to_parquet(tmp_path / f"{name}.parquet", index=False)
        for suffix in ("csv", "parquet"):
            read = kept.read_table(name, tmp_path / f"{name}.{suffix}")
            assert read.shape == table.shape


FRONTIER = {
    "clock": "government_days", "target": 50, "seed": 1,
    "points": [
        {"reforms": ["agents", "e-seal"], "cost": 3e5, "cost_range": [2e5, 4e5], "within_target": 0.5,
         "within_target_ci95": [0.4, 0.6], "efficient": True, "perhaps_efficient": False},
        {"reforms": [], "cost": 0, "cost_range": [0, 0], "within_target": 0.1, "within_target_ci95": None,
         "efficient": True, "perhaps_efficient": False},
    ],
}  # fmt: skip
SHARES = {
    "clock": "government_days", "target": 50, "seed": 1,
    "shares": [
        {"package": ["agents"], "statistic": "mean", "whole": 9.0, "whole_ci95": [8, 10],
         "shares": [{"reform": "agents", "value": 9.0, "ci": None}]},
    ],
}  # fmt: skip
SENSITIVITY = {
    "clock": "government_days", "target": 50, "seed": 1,
    "factors": [
        {"name": "a", "title": "time of a", "low": 0.5, "high": 2,
         "mean": {"effect": 9.0, "effect_spread": 1.0, "share_of_effects": 0.9,
                  "first": {"value": 0.6, "ci95": [0.5, 0.7]}, "total": {"value": 0.7, "ci95": [0.6, 0.8]}},
         "within": {"effect": 0.1, "effect_spread": 0.0, "share_of_effects": 1.0, "first": None, "total": None}},
    ],
}  # fmt: skip


def test_what_other_commands_found_becomes_tables() -> None:
    titles = {"agents": TwoLanguages(en="Agents", zh="代办制")}
    points = kept.frontier(FRONTIER, titles)
    assert points["titles_zh"].tolist() == ["代办制 | e-seal", ""]
    assert points["within_low"].tolist()[0] == 0.4
    assert points["within_low"].isna().tolist() == [False, True]
    assert kept.shares(SHARES, titles)[["title_en", "share", "whole"]].to_numpy().tolist() == [["Agents", 9.0, 9.0]]
    influences = kept.influences(SENSITIVITY)
    assert influences["figure"].tolist() == ["mean", "within"]
    assert influences["total_high"].tolist()[0] == 0.8


def test_a_broken_reform_is_in_no_figures_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    reforms = tmp_path / "scenarios" / "reforms"
    reforms.mkdir(parents=True)
    for name in ("broken", "e-seal"):
        (reforms / f"{name}.yaml").write_text("reform: [", encoding="utf-8")
    (tmp_path / "frontier.json").write_text(
        json.dumps({"scenario": "town", "clock": "total_days", "target": 50} | FRONTIER), encoding="utf-8"
    )
    titles = kept.known_titles(["agents", "e-seal", "nowhere"])
    assert {name: title.en for name, title in titles.items()} == {"agents": "Agents for every project"}
    assert kept.read_table("frontier", tmp_path / "frontier.json")["titles_en"].tolist() == [
        "Agents for every project | e-seal", ""
    ]  # fmt: skip


def test_a_sweep_is_averaged_over_its_replications_by_projects() -> None:
    runs = pd.DataFrame({
        "point": [0, 0, 1, 1], "replication": [0, 1, 0, 1], "class": ["all"] * 4, "desks": [1, 1, 2, 2],
        "rate": [5] * 4,
        "total_days.n": [1, 3, 2, 2], "total_days.mean": [10.0, 20.0, 4.0, 6.0],
        "total_days.within": [0.0, 1.0, 1.0, 1.0], "total_days.unfinished": [0.0] * 4,
    })  # fmt: skip
    manifest = {"factors": [{"name": "desks", "title": "Desks"}], "target": 8, "seed": 1, "replications": 2}
    table = kept.swept(runs, manifest, ("desks", "rate"), "total_days")
    assert table[["x", "y", "n", "mean", "within"]].to_numpy().tolist() == [[1, 5, 4, 17.5, 0.75], [2, 5, 4, 5.0, 1.0]]
    assert (table["x_en"].iloc[0], table["y_zh"].iloc[0], table["target"].iloc[0]) == ("Desks", "rate", 8)


def test_a_point_of_a_sweep_at_which_nobody_finished_is_not_dropped() -> None:
    runs = pd.DataFrame({
        "point": [0, 1, 2], "replication": [0] * 3, "class": ["all"] * 3, "desks": [1, 2, 3], "rate": [5] * 3,
        "total_days.n": [4, 4, 2], "total_days.mean": [None, 90.0, 6.0], "total_days.within": [0.0, 0.5, 1.0],
        "total_days.unfinished": [1.0, 0.0, 0.0],
    })  # fmt: skip
    manifest = {"factors": [{"name": "desks"}, {"name": "rate"}], "target": 8, "seed": 1, "replications": 1}
    table = kept.swept(runs, manifest, ("desks", "rate"), "total_days")
    assert table[["x", "n", "mean", "within"]].to_numpy().tolist() == [[1, 4, 90, 0], [2, 4, 90, 0.5], [3, 2, 6, 1]]
    assert (table["nobody"].tolist(), table["bound"].tolist()) == ([True, False, False], [True, False, False])


def test_files_that_hold_no_such_table_are_refused_with_the_remedy(tmp_path: Path) -> None:
    def refusal(name: str, path: Path) -> str:
        with pytest.raises(UserError) as error:
            kept.read_table(name, path)
        return str(error.value).removeprefix(f"{path}: ")

    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "other.json").write_text(json.dumps({"points": 5}))
    (tmp_path / "broken.json").write_text("{")
    assert "has no column 'scenario' (found a, b" in refusal("steps", tmp_path / "other.csv")
    assert "cannot be read as a table" in refusal("steps", tmp_path / "empty.csv")
    assert "cannot be read as a table" in refusal("steps", tmp_path / "missing.csv")
    assert "cannot be read as a table" in refusal("frontier", tmp_path / "broken.json")
    assert "is not what 'approvals frontier --json' writes" in refusal("frontier", tmp_path / "other.json")
    assert "is not made from JSON" in refusal("steps", tmp_path / "other.json")
    assert "is a folder" in refusal("steps", tmp_path)


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ({"name": "a web page"}, "/manifest.json: name: unknown key"),
        ({"factors": 2}, "/manifest.json: factors: found 2: give a list"),
        ({"factors": MANIFEST["factors"][:1]}, ": give two of its factors, which are desks (found desks)"),
        ({"written": WRITTEN | {"responses": ["trips"]}}, ": no clock was measured"),
        ({"written": WRITTEN | {"design": "all"}}, "/manifest.json: written: is no study (design: "),
        ({}, ": manifest.json and runs.parquet are not as 'approvals sweep' writes them (KeyError: 'total_days.n')"),
    ],
)
def test_a_folder_that_holds_no_sweep_of_two_factors_is_refused(
    manifest: dict[str, object], told: str, tmp_path: Path
) -> None:
    pd.DataFrame({"desks": [1], "rate": [2]}).to_parquet(tmp_path / "runs.parquet")
    write_manifest(tmp_path, **manifest)
    with pytest.raises(UserError) as error:
        kept.read_table("swept", tmp_path)
    assert str(error.value).startswith(f"{tmp_path}{told}")


def test_a_damaged_table_of_runs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "runs.parquet").write_text("PAR", encoding="utf-8")
    write_manifest(tmp_path)
    with pytest.raises(UserError, match=r"not as 'approvals sweep' writes them \(ArrowInvalid: .*: give the folder"):
        kept.read_table("swept", tmp_path)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_table_that_is_larger_than_any_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    """A Parquet file of a thousand bytes may hold a billion rows, all alike; it says so itself."""
    monkeypatch.setattr("sim.report.tables.files.LARGEST", 10_000)
    file = tmp_path / f"table.{suffix}"
    rows = pd.DataFrame({"scenario": ["x"] * 5_000})
    rows.to_csv(file) if suffix == "csv" else rows.to_parquet(file)
    with pytest.raises(
        UserError, match=r"cannot be read as a table \(it has [0-9,]+ bytes, and at most 10,000 are read"
    ):
        kept.read_table("chances", file)


def test_an_item_is_missing_only_while_the_offices_are_closed() -> None:
    hour = {
        "scenario": "town", "title_en": "Town", "title_zh": "城",
        "start": "2018-01-02 09:00", "end": "2018-01-02 10:00",
        "contact": "2018-01-02", "filed": "2018-01-02", "permit": "2018-01-03", "government_days": 1.0, "case": 0,
    }  # fmt: skip
    rows = [hour | {"item": "permit", "what": "government"}, hour | {"item": None, "what": "closed"}]
    file, remedy = Path("one_project.csv"), "make it anew"
    assert len(checked_table("one_project", pd.DataFrame(rows), file, remedy)) == 2
    refused = "^one_project.csv: column 'item', row 3: found nothing, which does not belong there: make it anew$"
    with pytest.raises(UserError, match=refused):
        checked_table("one_project", pd.DataFrame([*rows, rows[0] | {"item": None}]), file, remedy)
