"""`hamseda workforce forecast` and `backtest`."""

import csv
import io
import json

import pytest
from msgspec.structs import replace

from workforce.worlds import as_csv, truth, world


@pytest.fixture
def history(tmp_path):
    file = tmp_path / "history.csv"
    file.write_text(as_csv(world(weeks=16, busyness=0.05)), encoding="utf-8")
    return file


def test_a_forecast_has_the_columns_that_were_promised(workforce, history, tmp_path):
    done = workforce(
        "forecast", history, "--interval", "30m", "--horizon", "28d", "--out", tmp_path / "f.csv"
    )
    assert done.exit_code == 0, done.stderr
    assert "Contest over 6 past weeks" in done.stderr
    assert "Let in: robust" in done.stderr
    rows = list(csv.DictReader((tmp_path / "f.csv").open(encoding="utf-8")))
    assert list(rows[0]) == ["start", "mean", "p10", "p50", "p90"]
    assert len(rows) == 24 * 20  # four weeks without Fridays
    assert rows[0]["start"] == "2026-04-25T08:00"
    for row in rows:
        assert float(row["p10"]) < float(row["p50"]) < float(row["p90"])


def test_a_forecast_feeds_the_staffing(workforce, history, tmp_path):
    (tmp_path / "f.csv").write_text(
        workforce("forecast", history, "--horizon", "7d").stdout.replace("mean", "volume", 1)
    )
    done = workforce("staff", "--table", tmp_path / "f.csv", "--interval", "30m", "--aht", "180")
    assert done.exit_code == 0, done.stderr
    assert all(int(row["agents"]) > 0 for row in csv.DictReader(io.StringIO(done.stdout)))


def test_handling_time_and_queues(workforce, tmp_path):
    lines = as_csv(world(weeks=6), queue="sales").splitlines()
    text = "\n".join([lines[0] + ",aht", *(line + ",150" for line in lines[1:])])
    (tmp_path / "h.csv").write_text(text, encoding="utf-8")
    rows = json.loads(workforce("forecast", tmp_path / "h.csv", "--horizon", "2d", "--json").stdout)
    assert rows[0]["queue"] == "sales"
    assert rows[0]["aht"] == 150


def test_holidays_that_were_always_closed_stay_closed(workforce, tmp_path):
    from datetime import date  # noqa: PLC0415

    closed = ("2026-02-04", "2026-02-11", "2026-03-11")
    text = as_csv(world(weeks=14))
    kept = [
        line
        for line in text.splitlines()
        if not line.startswith((*closed, "2026-03-2", "2026-03-0", "2026-04-0"))
    ]
    kept = [line for line in kept if not line.startswith(("2026-01-03", "2026-01-17"))]
    (tmp_path / "h.csv").write_text("\n".join(kept), encoding="utf-8")
    done = workforce("forecast", tmp_path / "h.csv", "--country", "IR", "--horizon", "60d")
    assert "Closed on every official holiday" in done.stderr, done.stderr
    days = {row["start"][:10] for row in csv.DictReader(io.StringIO(done.stdout))}
    assert str(date(2026, 5, 27)) not in days  # Eid al-Adha, a Wednesday
    assert str(date(2026, 5, 26)) in days


def test_a_backtest_is_printed_by_week(workforce, history):
    said = workforce("backtest", history).stdout
    assert "weeks ahead   WAPE  same weekdays   MASE  within p10–p90  intervals" in said
    (found,) = json.loads(workforce("backtest", history, "--json").stdout)
    assert found["origins"] == 1
    assert [score["weeks_ahead"] for score in found["scores"]] == [0, 1, 2, 3, 4]
    assert found["scores"][0]["wape"] < 0.12
    assert truth(world(weeks=1).days).max() > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--horizon", "28"), "--horizon: 28 has no unit: write 28d for days."),
        (("--horizon", "4w"), "--horizon: 4w is in weeks: write it in days, 28d."),
        (("--horizon", "۲ هفته"), "write it in days, 14d."),
        (("--horizon", "36h"), "whole days"),
        (("--interval", "20m"), "steps of 30 min"),
        (("--country", "Iran"), "ISO 3166"),
        (("--events", "/nowhere.csv"), "is not there"),
    ],
)
def test_what_cannot_be_meant(workforce, history, words, said):
    done = workforce("forecast", history, *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_too_short_for_a_backtest(workforce, tmp_path):
    (tmp_path / "h.csv").write_text(as_csv(world(weeks=5)), encoding="utf-8")
    assert "needs 16 weeks of history" in workforce("backtest", tmp_path / "h.csv").stderr


@pytest.fixture
def only_plain_wins(monkeypatch):
    from hamseda.workforce.forecast import outlook  # noqa: PLC0415

    judge = outlook.judge
    monkeypatch.setattr(outlook, "judge", lambda *given: replace(judge(*given), model="same_weekdays"))


def means(done):
    return {row["start"]: float(row["mean"]) for row in csv.DictReader(io.StringIO(done.stdout))}


def test_events_may_have_hours_and_half_ones_are_named(workforce, history, tmp_path):
    events = tmp_path / "events.csv"
    events.write_text("day,name,last_day,opens,closes\n2026-04-25,sale,2026-04-26,۱۰:۰۰,14:00\n")
    done = workforce("forecast", history, "--horizon", "4d", "--events", events, "--json")
    assert done.exit_code == 0, done.stderr
    hours = {row["start"][11:] for row in json.loads(done.stdout) if row["start"] < "2026-04-27"}
    assert (min(hours), max(hours)) == ("10:00", "13:30")
    assert min(row["start"][11:] for row in json.loads(done.stdout) if row["start"] > "2026-04-27") == "08:00"
    events.write_text(
        "day,name,opens,closes\n2026-04-25,a,10:00,\n2026-04-26,b,14:00,9:00\n"
        "2026-04-28,d,8:00,9:00\n2026-04-29,d,8:00,10:00\n"
    )
    done = workforce("forecast", history, "--events", events)
    assert done.exit_code == 2
    for said in (
        "line 2, column closes: is missing",
        "line 3, column closes: is not after",
        "line 5, column opens: differs",
    ):
        assert said in done.stderr
    events.write_text("day,name,opens,closes\n2026-04-27,c,25:00,26:00\n")
    assert (
        "line 2, column opens: 25:00 is not a time of the day"
        in workforce("forecast", history, "--events", events).stderr
    )


def test_events_that_change_nothing_are_told_and_nothing_is_refused(
    workforce, history, tmp_path, monkeypatch
):
    events = tmp_path / "events.csv"
    events.write_text("day,name,last_day\n2026-04-25,sale,\n2062-04-25,sale,\n2020-01-01,old,2020-02-01\n")
    done = workforce("forecast", history, "--horizon", "4d", "--events", events)
    assert done.exit_code == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith("events.csv")]
    assert [line.partition(" lies neither")[0] for line in said] == [
        "events.csv, line 3, column day: 2062-04-25", "events.csv, line 4, column day: 2020-01-01",
    ]  # fmt: skip
    assert "correct it, or leave it for later" in said[0]
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    said = workforce("forecast", history, "--horizon", "4d", "--events", events).stderr
    assert "۱۴۴۱/۰۲/۰۶ نه در تاریخچه است و نه در روزهای پیش رو" in said
    events.write_text("day,name,last_day\n2020-01-01,span,2030-01-01\n")
    assert "lies neither" not in workforce("forecast", history, "--events", events).stderr


@pytest.mark.usefixtures("only_plain_wins")
def test_a_believed_event_counts_though_the_plain_model_is_let_in(workforce, history, tmp_path):
    (tmp_path / "e.csv").write_text(
        "day,name,last_day,factor\n2026-04-28,sale,2026-04-29,2\n2026-05-02,bills,,\n"
        "2026-02-03,repeat,,\n2026-05-03,repeat,,3\n"
    )
    common = ("forecast", history, "--horizon", "14d")
    quiet, done = workforce(*common), workforce(*common, "--events", tmp_path / "e.csv")
    assert "Not applied" not in quiet.stderr
    assert "Not applied to the days to come: bills (1 day), repeat (1 day)." in done.stderr
    plain, found = means(quiet), means(done)
    for start, mean in plain.items():
        on_sale = start.startswith(("2026-04-28", "2026-04-29"))
        assert found[start] == pytest.approx(mean * (2 if on_sale else 1), abs=0.01)


@pytest.mark.usefixtures("only_plain_wins")
def test_what_the_calendar_of_a_country_holds_is_named_where_it_is_not_applied(workforce, tmp_path):
    (tmp_path / "h.csv").write_text(as_csv(world(weeks=10)), encoding="utf-8")  # up to 13 March
    said = workforce("forecast", tmp_path / "h.csv", "--country", "IR", "--horizon", "28d").stderr
    assert "official holidays (" in said
    assert "Nowruz (12 days)" in said  # of 13, without the Friday
    assert "Ramadan (6 days)" in said


def test_a_queue_that_ended_is_not_forecast_into_the_past(workforce, tmp_path):
    new, old = as_csv(world(weeks=16), queue="new"), as_csv(world(weeks=8), queue="old")
    (tmp_path / "h.csv").write_text(new + old.partition("\n")[2], encoding="utf-8")
    done = workforce("forecast", tmp_path / "h.csv", "--horizon", "7d")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    for queue in ("new", "old"):
        days = sorted({row["start"][:10] for row in rows if row["queue"] == queue})
        assert (days[0], days[-1], len(days)) == ("2026-04-25", "2026-04-30", 6)
    assert "old: Nothing is known after 2026-02-26" in done.stderr
    assert "new: Nothing" not in done.stderr
    width = {
        queue: sum(float(row["p90"]) - float(row["p10"]) for row in rows if row["queue"] == queue)
        for queue in ("new", "old")
    }
    assert width["old"] > 1.2 * width["new"]


def days_of(tmp_path, *days):
    """A file with two intervals on each of these days of November 2026; the 28th is a Saturday."""
    rows = [f"2026-11-{day}T{hour:02}:00,90" for day in days for hour in (9, 10)]
    (tmp_path / "h.csv").write_text("\n".join(["start,volume", *rows]), encoding="utf-8")
    return tmp_path / "h.csv"


def test_weekdays_beyond_a_short_history_are_lent_and_told(workforce, tmp_path):
    file = days_of(tmp_path, 28, 29, 30)
    done = workforce("forecast", file, "--interval", "1h", "--horizon", "7d", "--json")
    assert "does not reach these weekdays: Tuesday, Wednesday, Thursday, Friday. Taken as open" in done.stderr
    rows = json.loads(done.stdout)
    assert len(rows) == 14
    width = [row["p90"] - row["p10"] for row in rows]
    assert min(width[:8]) > max(width[8:])  # lent days first, then Saturday to Monday
    said = workforce("forecast", file, "--interval", "1h", "--horizon", "7d", "--language", "fa").stderr
    assert "به این روزها نمی‌رسد: سه‌شنبه، چهارشنبه، پنجشنبه، جمعه." in said


def test_the_weekend_of_the_country_is_not_lent(workforce, tmp_path):
    file = days_of(tmp_path, *range(21, 27))  # Saturday to Thursday
    common = ("forecast", file, "--interval", "1h", "--country", "IR")
    done = workforce(*common, "--horizon", "7d")
    assert "does not reach these days of the weekend: Friday. Taken as closed" in done.stderr
    assert "2026-11-27" not in done.stdout
    done = workforce(*common, "--horizon", "1d")
    assert done.exit_code == 2
    assert "give at least a week" in done.stderr


def test_a_single_row_is_honest_about_how_little_it_is(workforce, tmp_path):
    (tmp_path / "h.csv").write_text("start,volume\n2026-11-28T09:00,10\n", encoding="utf-8")
    rows = json.loads(
        workforce("forecast", tmp_path / "h.csv", "--interval", "1h", "--horizon", "7d", "--json").stdout
    )
    assert len(rows) == 7
    for row in rows:
        assert row["p10"] <= 5
        assert row["p90"] >= 16


@pytest.mark.parametrize("name", ["history.csv", "./history.csv", "link.csv", "hard.csv"])
def test_what_is_read_is_not_written_over(workforce, history, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link.csv").symlink_to(history)
    (tmp_path / "hard.csv").hardlink_to(history)
    before = history.read_bytes()
    done = workforce("forecast", history, "--out", name)
    assert done.exit_code == 2
    assert f"--out: {name.removeprefix('./')} is a file that is read, and would be lost" in done.stderr
    assert history.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ("forecast", "history.csv", "--events", "in.csv"),
        ("staff", "--table", "in.csv", "--interval", "30m", "--aht", "180"),
        ("backlog", "in.csv", "--interval", "1h", "--aht", "600", "--promise", "2h"),
        ("headcount", "in.csv"),
        ("equipment", "in.csv", "--seats", "2"),
        ("schedule", "in.csv"),
        ("schedule", "history.csv", "--keep", "in.csv", "--day", "2026-12-05"),
    ],
    ids=" ".join,
)
def test_no_command_writes_over_what_it_reads(workforce, history, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.csv").write_text("day,name,volume\n2026-03-01,sale,3\n", encoding="utf-8")
    done = workforce(*words, "--out", "in.csv")
    assert done.exit_code == 2
    assert "--out: in.csv is a file that is read, and would be lost: write to another one." in done.stderr
    assert "sale" in (tmp_path / "in.csv").read_text(encoding="utf-8")
