"""`hamseda workforce sites` and `strategy`: files in, words, JSON and documents out, and what is refused."""

import json
import sys

import pytest

WEEK = {day: [{"first": 480, "end": 1440}] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
TEHRAN = {"name": "تهران", "time_zone": "Asia/Tehran", "hours": WEEK, "people": 4}


def filed(tmp_path, content):
    file = tmp_path / "file.json"
    file.write_text(json.dumps(content, indent=1), encoding="utf-8")
    return file


def test_hours_that_nobody_covers_are_named(workforce, tmp_path):
    file = filed(tmp_path, {"sites": [TEHRAN], "first": "1405/09/14"})
    said = workforce("sites", file, "--language", "en").stdout
    assert "from 00:00 to 08:00 nobody is there." in said
    assert "کسی نیست" in workforce("sites", file, "--language", "fa").stdout
    found = json.loads(workforce("sites", file, "--json", "--language", "en").stdout)
    assert found["sites"] == [{"name": "تهران", "offset": "+03:30"}]
    assert len(found["hours"]) == 168
    assert [hour["people"] for hour in found["hours"][7:9]] == [[0], [4]]
    assert [hour["missing"] for hour in found["hours"][7:9]] == [1, 0]
    assert found["hours"][0]["start"].startswith("2026-12-05T00:00:00+03:30")


def test_a_second_site_covers_the_night(workforce, tmp_path):
    far = {**TEHRAN, "name": "Toronto", "time_zone": "America/Toronto"}
    file = filed(tmp_path, {"sites": [TEHRAN, far], "first": "2026-12-05"})
    found = json.loads(workforce("sites", file, "--json").stdout)
    assert found["gaps"] == []
    assert max(sum(hour["people"]) for hour in found["hours"]) == 8


def test_the_cover_of_the_hours_is_told_by_site_and_around_the_clock(workforce, tmp_path):
    far = {**TEHRAN, "name": "Toronto", "time_zone": "America/Toronto", "people": 3}
    needed = [1] * 12 + [5] * 12
    file = filed(tmp_path, {"sites": [TEHRAN, far], "first": "2026-12-05", "days": 2, "required": needed})
    said = workforce("sites", file, "--language", "en").stdout
    assert "38 of 48 hours have all the people that they need." in said
    assert "تهران    UTC+03:30  4 people at once, in 32 of 48 hours" in said
    assert "Toronto  UTC-05:00  3 people at once, in 30 of 48 hours" in said
    rows = [line.split() for line in said.splitlines() if line[:2].isdigit() and "–" in line]
    assert rows == [
        ["00:00–08:00", "3", "1", "0"],
        ["08:00–12:00", "4", "1", "0"],
        ["12:00–17:00", "4", "5", "1"],
        ["17:00–24:00", "7", "5", "0"],
    ]
    persian = workforce("sites", file, "--language", "fa").stdout
    assert "۰۸:۰۰–۱۲:۰۰" in persian
    assert "UTC+۰۳:۳۰" in persian


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"sites": [{**TEHRAN, "time_zone": "Mars/North"}]}, "line 5, sites.0.time_zone: Mars/North is no time zone"),
        ({"sites": [TEHRAN], "time_zone": "Tehran"}, "time_zone: Tehran is no time zone: write an IANA name"),
        ({"sites": [TEHRAN], "required": [1] * 30}, "required: these are 30 hours: give the 24 of a day"),
        ({"sites": [TEHRAN], "first": "1405/13/01"}, "first: 1405/13/01"),
        ({"sites": [TEHRAN], "first": "9999-12-31"}, "first: 9999-12-31 lies beyond the years 1900 to 2199"),
        ({"sites": []}, "sites: Give at least 1"),
        ({"sites": [{**TEHRAN, "people": -1}]}, "sites.0.people: Write at least 0"),
        ({"sites": [{**TEHRAN, "pepole": 1}]}, "sites.0.pepole: There is no such field: look at its name again."),
    ],
)  # fmt: skip
def test_sites_that_cannot_be_meant_are_named_by_line(workforce, tmp_path, content, said):
    done = workforce("sites", filed(tmp_path, content))
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_strategy_follows_from_answers(workforce, tmp_path):
    few = filed(tmp_path, {"month": 10_000, "staff": 8})
    found = json.loads(workforce("strategy", few, "--json").stdout)
    assert found["given"] == ["month", "staff"]
    assert (found["answers"]["month"], found["answers"]["share"]) == (10_000, 0.8)
    many = json.loads(workforce("strategy", filed(tmp_path, {"month": 40_000}), "--json").stdout)
    assert many["outcome"]["peak"] > 2 * found["outcome"]["peak"] > 0
    said = workforce("strategy", filed(tmp_path, {"month": 40_000}), "--language", "en").stdout
    assert str(many["outcome"]["peak"]) in said


def test_a_strategy_knows_what_seats_need(workforce, tmp_path):
    (tmp_path / "things.csv").write_text("name,kind,cost\nheadset,headset,1000000\ndesk,furniture,\n")
    file, things = filed(tmp_path, {}), ("--equipment", tmp_path / "things.csv")
    plain = json.loads(workforce("strategy", file, "--json").stdout)
    found = json.loads(workforce("strategy", file, *things, "--json").stdout)
    assert "equipment" not in plain
    assert found["equipment"]["first"] == 1_000_000 * found["outcome"]["seats"] > 0
    assert found["equipment"]["unpriced"] == 1
    costs, dearer = (one["outcome"]["growth"]["costs"] for one in (plain, found))
    assert [one["seats"] for one in costs] == [0] * len(costs)
    assert [one["seats"] for one in dearer] == [1_000_000 * one["new_seats"] for one in dearer]
    assert sum(one["seats"] for one in dearer) > 0
    said = workforce("strategy", file, *things, "--language", "en").stdout
    assert f"For {found['outcome']['seats']} seats" in said
    assert "1 thing has no price" in said
    assert "seats (the most" not in workforce("strategy", file, "--language", "en").stdout
    (tmp_path / "things.csv").write_text("name,kind\n,phone\n")
    assert "line 2, column name" in workforce("strategy", file, *things).stderr


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        ({"opens_min": 600, "closes_min": 480}, (), "line 3, closes_min: It closes after it opens"),
        ({"mnth": 4}, (), "line 2, mnth: There is no such field: look at its name again. Is “month” meant?"),
        ({"share": 1, "staff": -1}, (), "line 2, share: Write less than 1.\nfile.json, line 3, staff: Write at least 0."),
        ({}, ("--out", "plan.txt"), "plan.txt is neither .pdf nor .docx"),
    ],
)  # fmt: skip
def test_answers_that_cannot_be_meant_are_named_by_line(workforce, tmp_path, content, words, said):
    done = workforce("strategy", filed(tmp_path, content), *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_the_document_needs_its_libraries_and_says_so(workforce, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    file = filed(tmp_path, {})
    for language in ("en", "fa"):
        done = workforce("strategy", file, "--out", tmp_path / "plan.docx", "--language", language)
        assert (done.exit_code, "pip install 'hamseda[documents]'" in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "plan.docx").exists()


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_plan_is_written(workforce, tmp_path, form):
    pytest.importorskip("docx")
    out = tmp_path / f"plan.{form}"
    done = workforce("strategy", filed(tmp_path, {"month": 10_000}), "--out", out, "--language", "fa")
    if "make ui" in done.stderr:
        pytest.skip("the font of the desk is not built")
    assert done.exit_code == 0, done.stderr
    assert out.read_bytes()[:4] == {"pdf": b"%PDF", "docx": b"PK\x03\x04"}[form]
