"""Histories of two kinds in one table: days of another step, rows of another zone. They are named, never read as one."""

from datetime import date, timedelta

import numpy as np
import pytest

from hamseda.workforce.forecast.history import read_history
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.tables import read_csv

HEAD = "start,volume\n"
JUNE = date(2026, 6, 1)


def day_of(day, step, first=480, end=1200, offset=""):
    """The rows of a day, at every step."""
    return "".join(f"{day}T{at // 60:02}:{at % 60:02}{offset},{step}\n" for at in range(first, end, step))


def days_of(count, step, after=0, **about):
    return "".join(day_of(JUNE + timedelta(days=day), step, **about) for day in range(after, after + count))


def refused(text, gaps="refuse", interval=1800, language="en"):
    with pytest.raises(FaultyError) as found:
        read_history(read_csv(text, "h.csv"), interval, gaps)
    return found.value.said(language).splitlines()


@pytest.mark.parametrize("gaps", ["refuse", "unknown", "zero"])
@pytest.mark.parametrize(
    ("text", "line", "own", "rest"),
    [
        (HEAD + days_of(40, 30) + days_of(60, 60, after=40), 2, 30, 60),  # as many hours as make it usual
        (HEAD + days_of(60, 60) + days_of(40, 30, after=60), 722, 30, 60),
        (HEAD + days_of(60, 30) + days_of(40, 60, after=60), 1442, 60, 30),
        (HEAD + days_of(60, 30) + days_of(40, 15, after=60), 1442, 15, 30),
    ],
)
def test_days_of_another_step_are_named_once(text, line, own, rest, gaps):
    (said,) = refused(text, gaps)
    assert said.startswith(f"h.csv, line {line:,}, column start: ")
    assert f"goes by steps of {own} min, the other days by {rest}: add up the finer ones" in said
    assert "(There are 39 more like it, in lines " in said


def test_a_lone_hourly_day_is_no_gap():
    text = HEAD + days_of(20, 30) + days_of(1, 60, after=20) + days_of(20, 30, after=21)
    (said,) = refused(text)
    assert "line 482, column start: 2026-06-21 goes by steps of 60 min, the other days by 30" in said
    (persian,) = refused(text, language="fa")
    assert "۳۱ خرداد ۱۴۰۵" in persian or "۱۴۰۵/۰۳/۳۱" in persian, persian
    assert "گام‌های ۶۰ دقیقه‌ای دارد و روزهای دیگر ۳۰ دقیقه‌ای" in persian


def test_sums_of_whole_days_among_half_hours_are_named():
    sums = "".join(f"{JUNE + timedelta(days=day)}T00:00,700\n" for day in range(40, 100))
    (said,) = refused(HEAD + days_of(40, 30) + sums, "unknown")
    assert "line 2, column start: 2026-06-01 goes by steps of 30 min, the other days by 1,440:" in said


def test_other_faults_of_the_step_are_told_beside_it():
    text = HEAD + days_of(20, 30) + days_of(1, 60, after=20) + f"{JUNE + timedelta(days=21)}T08:10,4\n"
    said = refused(text)
    assert [one.split(": ")[0] for one in said] == [
        "h.csv, line 482, column start",
        "h.csv, line 494, column start",
    ]
    assert "lies between the steps of 30 min" in said[1]


@pytest.mark.parametrize("seed", range(5))
def test_where_little_comes_the_rows_say_nothing_of_their_step(seed):
    """Only intervals in which something came have rows: some days show hours by chance."""
    rows = days_of(300, 30).splitlines(keepends=True)
    came = np.random.default_rng(seed).random(len(rows)) < 0.45
    rows = [row for row, is_there in zip(rows, came, strict=True) if is_there]
    (group,) = read_history(read_csv(HEAD + "".join(rows)), 1800, "zero")
    assert group.series.starts.size == 24


def test_a_pause_and_a_short_day_are_no_other_step():
    text = HEAD + "".join(
        day_of(JUNE + timedelta(days=day), 60, 480, 720) + day_of(JUNE + timedelta(days=day), 60, 840, 1080)
        if day % 7
        else day_of(JUNE + timedelta(days=day), 60, 480, 720)
        for day in range(40)
    )
    (group,) = read_history(read_csv(text), 3600)
    assert group.series.starts.size == 8


def zoned(days, offset_of, lacking=()):
    """Round the clock; an offset for each day and hour."""
    rows = []
    for day in range(days):
        for hour in range(24):
            at = f"{JUNE + timedelta(days=day)}T{hour:02}:00"
            if at not in lacking:
                rows.append(f"{at}{offset_of(day, hour)},{hour}\n")
    return HEAD + "".join(rows)


@pytest.mark.parametrize(
    ("offset_of", "line", "own", "usual"),
    [
        (lambda day, _: "+03:30" if day < 60 else "Z", 1442, "+00:00", "+03:30"),  # from a day on
        (lambda day, hour: "Z" if hour % 2 else "+03:30", 3, "+00:00", "+03:30"),  # every second row
        (
            lambda day, hour: "+02:30" if hour % 2 else "+03:30",
            3,
            "+02:30",
            "+03:30",
        ),  # by an hour, to and fro
        (lambda day, hour: "+02:30" if day % 2 else "+03:30", 26, "+02:30", "+03:30"),  # day by day
        (lambda day, hour: "+03:30" if (day, hour) == (0, 8) else "", 10, "+03:30", "none"),  # one row
        (lambda day, hour: "" if (day, hour) == (9, 8) else "Z", 226, "none", "+00:00"),
        (lambda day, hour: "+02:30" if 20 <= day < 30 else "+03:30", 482, "+02:30", "+03:30"),  # for ten days
        (
            lambda day, hour: "Z" if day == 95 else "+01:00" if day < 90 else "+02:00",
            2282,
            "+00:00",
            "+02:00",
        ),
    ],
)
def test_rows_of_another_zone_are_named(offset_of, line, own, usual):
    said = refused(zoned(100, offset_of), "unknown", 3600)
    assert said[0].startswith(f"h.csv, line {line:,}, column start: ")
    assert f"has the offset {own}, the others {usual}: write all rows by the clock of one place" in said[0]
    assert len(said) == 1


def test_clocks_change_twice_a_year():
    def berlin(day, _hour):
        return "+02:00" if day < 146 or 300 <= day < 510 else "+01:00"

    (group,) = read_history(read_csv(zoned(520, berlin)), 3600)
    assert group.series.days.size == 520
    london = zoned(60, lambda day, _: "+01:00" if day < 3 else "Z")
    assert read_history(read_csv(london), 3600)[0].series.days.size == 60


def test_a_day_whose_clocks_go_back_forgives_no_gap():
    """Only where they go forward an hour is skipped, and only that one."""
    lost = f"{JUNE + timedelta(days=50)}T05:00"

    def text(before, after, hour):
        return zoned(100, lambda day, at: before if (day, at) < (50, hour) else after, (lost,))

    (said,) = refused(text("+04:00", "+03:00", 6), interval=3600)
    assert "1 of 24 usual intervals are missing, from 05:00 to 05:00" in said
    assert "usual intervals are missing" in refused(text("+03:00", "+04:00", 12), interval=3600)[0]
    (group,) = read_history(read_csv(text("+03:00", "+04:00", 6)), 3600)
    assert group.notes == ()


def test_clocks_that_skip_midnight_are_known_by_the_day_before():
    lost = f"{JUNE + timedelta(days=50)}T00:00"
    text = zoned(100, lambda day, _: "+03:30" if day < 50 else "+04:30", (lost,))
    assert read_history(read_csv(text), 3600)[0].notes == ()
