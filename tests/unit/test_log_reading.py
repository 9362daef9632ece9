"""From rows to a log: the same log whatever the files are like, the map's mistakes, and nobody's name anywhere."""

import json
import random
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml
from asking import done, refusal
from small_logs import HEADS, STATES_MAP, many, states, two_cases, written

from sim.logs.conditions import parsed
from sim.logs.fit import split
from sim.logs.log import Log
from sim.logs.read import read_log


def story(log: Log) -> list[tuple[int, str, str, str]]:
    """The events of a log, readable."""
    rows = log.events[["case", "item", "state", "time"]].astype(str).itertuples(index=False)
    return [(int(case), item, state, time) for case, item, state, time in rows]


def test_the_sixteen_codes_become_states(tmp_path: Path) -> None:
    log = read_log(written(tmp_path, states(two_cases())))
    assert story(log) == [
        (0, "planning", "received", "2019-03-04 09:00:00"),
        (0, "planning", "accepted", "2019-03-05 10:30:00"),
        (0, "planning", "corrections-asked", "2019-03-06 15:00:00"),
        (0, "planning", "corrections-in", "2019-03-11 09:30:00"),
        (0, "planning", "approved", "2019-03-14 16:20:00"),
        (1, "planning", "received", "2019-03-12 14:10:00"),
        (1, "planning", "accepted", "2019-03-13 08:50:00"),
    ]
    assert str(log.until) == "2019-03-15 00:00:00"


# The same log


def digest(folder: Path, text: str | bytes, **changes: object) -> str:
    return read_log(written(folder, text, {**STATES_MAP, **changes})).digest


def test_rows_in_any_order_and_twice_are_the_same_log(tmp_path: Path) -> None:
    rows = [*many(), *two_cases()]
    shuffled = rows.copy()
    random.Random(1).shuffle(shuffled)
    assert digest(tmp_path, states(shuffled)) == digest(tmp_path, states(rows)) == digest(tmp_path, states(rows * 2))


def test_another_encoding_is_the_same_log(tmp_path: Path) -> None:
    rows = [row.replace("planning", "规划许可") for row in two_cases()]
    item = {"column": "spsxbm", "names": {"规划许可": "planning"}}
    plain = digest(tmp_path, states(two_cases()))
    assert digest(tmp_path, states(rows).encode("gb18030"), item=item) == plain


def test_other_codes_of_cases_are_the_same_log(tmp_path: Path) -> None:
    rows = [*many(), *two_cases()]
    renamed = [f"{hash(row.split(',')[0]) % 100003}{row[row.index(',') :]}" for row in rows]
    assert digest(tmp_path, states(renamed)) == digest(tmp_path, states(rows))


def test_stamps_of_another_zone_are_the_same_log(tmp_path: Path) -> None:
    frame = pd.DataFrame([row.split(",") for row in two_cases()], columns=pd.Index(HEADS.split(",")))
    moved = frame.assign(blsj=(pd.to_datetime(frame["blsj"]) - pd.Timedelta(hours=8)).dt.strftime("%F %T"))
    zoned = frame.assign(blsj=pd.to_datetime(frame["blsj"]).dt.strftime("%FT%T+08:00"))
    plain = digest(tmp_path, states(two_cases()))
    assert digest(tmp_path, zoned.to_csv(index=False)) == plain
    assert digest(tmp_path, moved.to_csv(index=False), log={"form": "states", "stamps": "UTC"}) == plain


def test_a_row_an_item_is_the_same_log_as_a_row_a_state(tmp_path: Path) -> None:
    wide = (
        "项目代码,收件时间,受理时间,补正告知时间,补正完成时间,办结时间,办理结果\n"
        "A,2019-03-04 09:00,2019-03-05 10:30,2019-03-06 15:00,2019-03-11 09:30,2019-03-14 16:20,准予许可\n"
        "B,2019-03-12 14:10,2019-03-13 08:50,,,,\n"
    )
    document = {
        "log": {"form": "wide"},
        "tables": {"rows": "log.csv"},
        "case": "项目代码",
        "item": {"all": "planning"},
        "moments": {
            "received": "收件时间",
            "accepted": "受理时间",
            "corrections-asked": "补正告知时间",
            "corrections-in": "补正完成时间",
            "decided": "办结时间",
        },
        "result": {"column": "办理结果", "codes": {"准予许可": "approved"}},
    }
    assert read_log(written(tmp_path, wide, document)).digest == digest(tmp_path, states(two_cases()))


def test_three_tables_of_the_standard_are_joined(tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text(
        "spsxslbm,gcdm,spsxbm,sxblsx\ni1,P1,X-12,20\ni2,P2,X-12,20个工作日\n", encoding="utf-8"
    )
    (tmp_path / "projects.csv").write_text("gcdm,tdhqfs\nP2,3\nP1,2\n", encoding="utf-8")
    rows = ["i1,1,2019-03-04 09:00", "i1,11,2019-03-14 09:00", "i2,1,2019-03-05 09:00", "i2,13,2019-03-20 09:00"]
    document = {
        "log": {"form": "states"},
        "tables": {"states": "log.csv", "items": "items.csv", "projects": "projects.csv"},
        "join": {"items": "spsxslbm", "projects": "gcdm"},
        "case": {"column": "gcdm", "table": "items"},
        "item": {"column": "spsxbm", "names": {"X-12": "planning-permit"}},
        "state": {"column": "blzt", "codes": "platform"},
        "time": "blsj",
        "limit": "sxblsx",
        "classes": {"new-land": "tdhqfs in [1, 2]", "own-land": "tdhqfs == 3"},
    }
    log = read_log(written(tmp_path, "\n".join(["spsxslbm,blzt,blsj", *rows]), document))
    assert log.cases["class"].tolist() == ["new-land", "own-land"]
    assert log.items["limit"].tolist() == [20, 20]
    assert [state for _, _, state, _ in story(log)] == ["received", "approved", "received", "refused"]


def test_the_rule_of_silence_closes_what_was_given_up(tmp_path: Path) -> None:
    rows = [*two_cases(), "C,planning,1,2019-12-30 09:00"]
    log = read_log(written(tmp_path, states(rows), {**STATES_MAP, "finished": {"silent": "180 days"}}))
    assert [(case, state, time) for case, _, state, time in story(log) if state == "withdrawn"] == [
        (1, "withdrawn", "2019-03-13 08:50:00")
    ]


def test_in_time_held_out_nobody_is_given_up_for_what_came_later(tmp_path: Path) -> None:
    """He falls silent in March: in June nobody can know yet that he will stay so, in late September one can."""
    rows = [*two_cases(), "C,planning,1,2019-12-30 09:00"]
    log = read_log(written(tmp_path, states(rows), {**STATES_MAP, "finished": {"silent": "180 days"}}))
    first, last = log.events["time"].min().normalize(), log.until
    for day, given_up in (("2019-06-01", 0), ("2019-09-25", 1)):
        training, since = split(log, 1 - (pd.Timestamp(day) - first) / (last - first))
        assert str(since)[:10] == day
        assert (training.events["state"] == "withdrawn").sum() == given_up


# Conditions


def test_conditions_compare_columns_with_numbers_and_texts() -> None:
    columns = {"a": pd.Series(["1", "2", "x"]), "case:b": pd.Series(["yes", "no", " yes"])}
    assert parsed("a in [1, 2] and not a == 2").holds(columns).tolist() == [True, False, False]
    assert parsed("`case:b` == 'yes' or a > 1").holds(columns).tolist() == [True, True, True]
    assert parsed("`case:b` == 'yes' or a > 1").columns == ["case:b", "a"]


@pytest.mark.parametrize("text", ["__import__('os')", "a", "a == b", "1 == a", "a in b", "a ==", "a == f(1)"])
def test_a_condition_is_no_program(text: str) -> None:
    with pytest.raises(ValueError, match=r"write it as in|no number and no text"):
        parsed(text)


# Mistakes of the map


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"log": {"form": "rows"}}, "log.form: found 'rows': give one of 'states', 'wide', 'events' or 'xes'"),
        (
            {"log": {"form": "states", "zone": "Asia/Jiaxing"}},
            "log.zone: no zone 'Asia/Jiaxing': give one such as Asia/Shanghai, or UTC",
        ),
        ({"finished": {"state": ["decidet"]}}, "finished: no state 'decidet' — did you mean 'decided'?"),
        ({"state": None}, "'state' has no value: give it one, or leave the line out"),
        ({"times": "blsj"}, "times: unknown key — did you mean 'time'?"),
        ({"item": {"column": "spsxbm", "all": "x"}}, "item: give exactly one of column, all"),
        ({"join": {"items": "x"}}, "join: no table 'items' — known: rows"),
        (
            {"classes": {"own": "land = 3"}},
            "classes.own: 'land = 3' cannot be read: write it as in 'kind in [1, 2] and size > 500'",
        ),
    ],
)
def test_a_mistake_in_a_map_is_told_with_its_address(tmp_path: Path, changes: dict[str, object], sentence: str) -> None:
    file = written(tmp_path, states(two_cases()), {**STATES_MAP, **changes})
    assert refusal("log", "check", "--map", file) == f"{file}: {sentence}"


# Privacy


NAMES = [f"赵{chr(0x4E00 + number)}测" for number in range(300)]
PHONES = [f"138{number:08d}" for number in range(7, 7 + 300 * 37, 37)]
CODES = [f"2019-330411-{number:06d}" for number in range(400)]
PLANTED = [*NAMES, *PHONES, *CODES]


def planted(folder: Path) -> Path:
    """A log with names, telephones and codes in columns that are read, in others, and where they do not belong."""
    heads = "项目代码,项目名称,联系电话,办理人,事项,状态,时间"
    rows = []
    for number, code in enumerate(CODES):
        name, phone = NAMES[number % 300], PHONES[number % 300]
        day = f"2019-{number % 12 + 1:02d}-{number % 28 + 1:02d} 09:{number % 60:02d}"
        ends = f"2019-{number % 12 + 1:02d}-{number % 28 + 1:02d} 16:{number % 60:02d}"
        rows += [
            f"{code},{name}厂,{phone},{name},filing,1,{day}",
            f"{code},{name}厂,{phone},{name},filing,11,{ends}",
        ]
    rows += [f"{CODES[number]},x,x,x,{NAMES[number]},{PHONES[number]},{NAMES[number]}" for number in range(300)]
    rows += [f"{CODES[number]},x,x,x,{NAMES[number]},1,2019-05-05 {number % 8 + 9:02d}:11" for number in range(300)]
    document = {
        "log": {"form": "states"},
        "tables": {"rows": "log.csv"},
        "case": "项目代码",
        "item": {"column": "事项", "names": {"filing": "filing"}},
        "state": {"column": "状态"},
        "time": "时间",
        "handler": "办理人",
    }
    return written(folder, "\n".join([heads, *rows]), document)


def test_names_telephones_and_codes_are_in_nothing_that_is_written(tmp_path: Path) -> None:
    """Neither in what a check prints, nor in its page and tables, nor in what is kept of a log."""
    map_file = planted(tmp_path)
    kept, page = tmp_path / "report.json", tmp_path / "report.html"
    said = done("log", "check", "--map", map_file, "--lang", "zh", "-o", page)
    done("log", "check", "--map", map_file, "--json", kept)
    log = read_log(map_file)
    said += kept.read_text(encoding="utf-8") + page.read_text(encoding="utf-8")
    said += log.events.to_string() + log.cases.to_string() + log.items.to_string() + repr(log.seen)
    assert len(PLANTED) == 1000
    assert [one for one in PLANTED if one in said] == []
    assert json.loads(kept.read_text(encoding="utf-8"))["cases"] == 400
    assert "（项目数过少）" in said


def test_names_telephones_and_codes_are_in_no_calibration_and_in_no_error(tmp_path: Path) -> None:
    """All files that are made are looked through, whatever they are called, and all that is printed."""
    (tmp_path / "given").mkdir()
    map_file = planted(tmp_path / "given")
    made = tmp_path / "made"
    made.mkdir()
    town = shutil.copy(Path(__file__).parent / "scenarios" / "platform.yaml", made)
    said = done("log", "map", tmp_path / "given" / "log.csv", "-o", made / "map.yaml", "--scenario", town)
    asked = ("calibrate", "--map", map_file, "--scenario", town, "-o", made / "my-town.yaml")
    said += done(*asked, "--holdout", "0.3", "--lang", "zh")
    document = yaml.safe_load(map_file.read_text(encoding="utf-8"))
    unnamed = tmp_path / "given" / "unnamed.yaml"
    unnamed.write_text(yaml.safe_dump({**document, "item": {"column": "事项"}}), encoding="utf-8")
    said += done("calibrate", "--map", unnamed, "--scenario", town, "-o", made / "other.yaml")
    said += done("log", "check", "--map", unnamed, "--json", "-")
    wrong = map_file.read_text(encoding="utf-8").replace("状态", "办理人")
    (tmp_path / "given" / "wrong.yaml").write_text(wrong, encoding="utf-8")
    said += refusal("log", "check", "--map", tmp_path / "given" / "wrong.yaml")
    said += refusal("log", "fit", "--map", map_file, "--scenario", town, "--since", "2019-12-30")
    files = [file for file in made.rglob("*") if file.is_file()]
    assert {file.suffix for file in files} == {".yaml", ".json"}
    said += "".join(file.read_text(encoding="utf-8") for file in files)
    assert [one for one in PLANTED if one in said] == []


# A first map


def test_a_wide_ledger_is_recognised_by_its_heads(tmp_path: Path) -> None:
    rows = ["项目代码,项目名称,事项名称,办件编号,办理人,收件时间,受理时间,承诺时限,办结时间,办理结果"]
    for number in range(12):
        item = "建设工程规划许可证" if number % 2 else "施工许可证核发"
        day = f"2019年3月{number + 1}日 上午9:0{number % 10}"
        dates = f"{day},2019/3/{number + 2},7个工作日,2019-04-{number + 1:02d} 16:00"
        rows.append(f"P{number // 2},某厂,{item},N{number},张三,{dates},准予许可")
    file = tmp_path / "ledger.csv"
    file.write_bytes("\n".join(rows).encode("gb18030"))
    said = done("log", "map", file, "-o", tmp_path / "map.yaml")
    assert said.splitlines()[:1] == ["Taken for form 'wide': a row an item, with a column a moment."]
    assert "Never read, for people stand in them: 项目名称." in said
    log = read_log(tmp_path / "map.yaml")
    assert sorted(log.known_items) == ["construction-permit", "planning-permit"]
    assert set(log.items["promise"]) == {7}
    assert set(log.events["state"].astype(str)) == {"received", "accepted", "approved"}


def test_a_map_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    map_file = written(tmp_path, states(many()))
    refused = refusal("log", "map", tmp_path / "log.csv", "-o", map_file)
    assert refused == f"{map_file}: is there already: choose another name, or add --force"


def test_a_file_of_which_nothing_can_be_guessed(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    assert refusal("log", "map", file, "-o", tmp_path / "map.yaml") == (
        f"{file}: row 1: no column looks like a state with its time, nor do two look like moments of an item: found "
        "'a', 'b'; write a map by hand"
    )
