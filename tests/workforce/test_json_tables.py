"""Tables of the commands as JSON: a list of rows in and out, what does not fit named by row and column."""

import csv
import json

import pytest

from hamseda.workforce.rules import COLUMNS
from workforce.worlds import as_csv, world

STAFF = ("--interval", "30m")


@pytest.fixture
def table(tmp_path):
    def write(content, name="t.json"):
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def test_rows_in_and_rows_out_with_digits_of_three_scripts(workforce, table, tmp_path):
    rows = [
        {"skill": "sales", " Volume": "۱۰۰", "aht": 180},
        {"volume": "٠", "aht": "3m", "patience": "۲ دقیقه"},
        {"volume": 40.5, "aht": 240, "patience": None},
    ]
    done = workforce("staff", "--table", table(rows), *STAFF, "--out", tmp_path / "out.json")
    assert done.exit_code == 0, done.stderr
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert list(found[0]) == ["skill", "volume", "aht", "patience", *COLUMNS]
    assert [row["agents"] for row in found] == [14, 0, 8]
    assert [row["volume"] for row in found] == [100, 0, 40.5]
    assert [(row["skill"], row["patience"]) for row in found] == [("sales", None), (None, 120), (None, None)]
    assert found[1]["p_wait"] is None


def test_json_answers_as_csv_does(workforce, table, tmp_path):
    (tmp_path / "t.csv").write_text("volume,aht,agents\n100,180,13\n9,60,2\n", encoding="utf-8")
    rows = [{"volume": 100, "aht": 180, "agents": 13}, {"aht": 60, "agents": 2, "volume": 9}]
    of_csv = workforce("staff", "--table", tmp_path / "t.csv", *STAFF, "--json")
    assert of_csv.exit_code == 0
    of_json = workforce("staff", "--table", table(rows), *STAFF, "--json")
    assert json.loads(of_json.stdout) == json.loads(of_csv.stdout)


def test_every_command_that_reads_a_table_reads_json(workforce, table, tmp_path):
    history = list(csv.DictReader(as_csv(world(weeks=6, busyness=0.05)).splitlines()))
    events = table([{"day": history[-1]["start"][:10], "name": "sale", "factor": 2}], "events.json")
    out = tmp_path / "forecast.json"
    done = workforce("forecast", table(history), "--events", events, "--out", out)
    assert done.exit_code == 0, done.stderr
    first = json.loads(out.read_text(encoding="utf-8"))[0]
    assert {"start", "mean", "p10", "p90"} <= set(first)
    assert isinstance(first["mean"], float)
    mails = table([{"volume": 25, "aht": "6m"}, {"volume": 0, "aht": "6m"}])
    out = tmp_path / "mails.json"
    done = workforce("backlog", mails, "--interval", "1h", "--promise", "2h", "--agents", "1", "--out", out)
    assert done.exit_code == 0, done.stderr
    assert [(row["aht"], row["done"]) for row in json.loads(out.read_text())] == [(360, 10), (360, 10)]
    months = table([{"month": "1405/10", "required": "۱۰"}, {"month": "1405/11", "required": 14}])
    plan = json.loads(workforce("headcount", months, "--staff", "8", "--json").stdout)
    assert [month["required"]["p50"] for month in plan["groups"][0]["months"]] == [10, 14]
    things = table([{"name": "هدست", "kind": "headset", "cost": 1250}])
    assert json.loads(workforce("equipment", things, "--seats", "3", "--json").stdout)["first"] == 3750


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([{"volume": 5, "aht": 60}, {"volume": -3, "aht": "x"}],
         ["t.json, row 2, column volume: -3", "t.json, row 2, column aht: x is not a time"]),
        ([{"volume": 5, "aht": 60}, {"aht": 60}], ["row 2, column volume: is empty"]),
        ([{"volume": True, "aht": 60}], ["row 1, column volume: True is not a number"]),
        ([{"volume": 5, "aht": 60}, 7, {"volume": [5], "aht": 60}],
         ["row 2: is no row", "row 3, column volume: a list or an object is no cell"]),
        ([{"volume": 5, "Volume ": 6, "aht": 60}], ["row 1, column volume: stands twice in this row"]),
        ('[{"volume": 5, "aht": 60}, {"volume": 5, "volume": 6, "aht": 60}]', ["row 2, column volume: This field"]),
        ('[{"volume": 5, "aht": 1e999}]', ["row 1, column aht:"]),
        ('[{"volume": NaN, "aht": 60}]', ["row 1, column volume:"]),
        ([{"volume": "x", "aht": 60}] * 9, ["row 1, column volume: x", "8 more like it, in rows 2, 3, 4, 5, 6, …"]),
        ([{"volume": 5}], ["row 1, column aht: is missing: add the column, or give --aht"]),
        ([{"": 5, "volume": 5, "aht": 60}], ["a column has no name"]),
        ([], ["no row has a name"]),
        ([{}], ["no row has a name"]),
        ({"intervals": []}, ['t.json is no list of rows: write [{"volume": 100']),
        ('[{"volume": 5,\n "aht": ۶۰}]', ["t.json, line 2, column 9: in JSON a number has the digits 0–9"]),
        ('[{"volume": 5', ["t.json, line 1, column 14: this is not proper JSON"]),
        ("", ["this is not proper JSON"]),
        ("[" * 100_000, ["nests too deep"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_by_row_and_column(workforce, table, tmp_path, content, said):
    out = tmp_path / "out.json"
    done = workforce("staff", "--table", table(content), *STAFF, "--out", out)
    assert done.exit_code == 2
    for words in said:
        assert words in done.stderr
    assert not out.exists()


def test_faults_in_persian(workforce, table):
    rows = [{"volume": "x", "aht": 60}] * 9
    said = workforce("staff", "--table", table(rows), *STAFF, "--language", "fa").stderr
    assert "ردیف ۱، ستون volume" in said
    assert "در ردیف‌های ۲، ۳" in said


def test_json_of_another_encoding_is_told(workforce, tmp_path):
    (tmp_path / "t.json").write_bytes('[{"volume": "۵", "aht": 60}]'.encode("utf-16"))
    said = workforce("staff", "--table", tmp_path / "t.json", *STAFF).stderr
    assert "JSON is written in UTF-8" in said


def test_a_duplicate_is_named_by_its_row(workforce, table):
    rows = list(csv.DictReader(as_csv(world(weeks=2)).splitlines()))
    said = workforce("forecast", table([*rows, rows[3]])).stderr
    assert f"row {len(rows) + 1}, column start: " in said
    assert "stands already in row 4" in said
