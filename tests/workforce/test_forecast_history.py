"""Histories as people have them: what is read, what is refused line by line, and calendars."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from hamseda.kit.official_holidays import official_holidays
from hamseda.workforce.forecast.calendars import calendar_of
from hamseda.workforce.forecast.history import read_history
from hamseda.workforce.forecast.starts import moment
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.tables import read_csv
from workforce.worlds import as_csv, world

HALF_HOUR = 1800


def read(text, interval=HALF_HOUR, gaps="refuse"):
    return read_history(read_csv(text, "h.csv"), interval, gaps)


def test_what_was_written_is_read():
    series = world(weeks=3)
    (group,) = read(as_csv(series))
    assert group.labels == {}
    assert (group.series.days == series.days).all()
    assert (group.series.starts == series.starts).all()
    assert (group.series.volume == series.volume).all()


def test_steps_are_added_up():
    series = world(weeks=2)
    (group,) = read(as_csv(series), 3600)
    assert group.series.volume == pytest.approx(series.volume.reshape(len(series.days), -1, 2).sum(2))


def test_queues_and_channels_are_apart():
    one, other = world(weeks=2), world(weeks=2, seed=9)
    text = (
        as_csv(one, queue="sales", channel="chat")
        + as_csv(other, queue="sales", channel="mail").partition("\n")[2]
    )
    first, second = read(text)
    assert first.labels == {"queue": "sales", "channel": "chat"}
    assert (second.series.volume == other.volume).all()


@pytest.mark.parametrize(
    "given",
    [
        "2026-11-30T08:30",
        "2026-11-30 08:30:00",
        "۱۴۰۵/۰۹/۰۹ ۰۸:۳۰",
        "2026/11/30 08:30",
        "2026-11-30T08:30+03:30",
    ],
)
def test_moments(given):
    day, minute, _ = moment(given)
    assert (date.fromordinal(day), minute) == (date(2026, 11, 30), 510)


@pytest.mark.parametrize(
    "given", ["", "yesterday", "2026-13-01T08:00", "1405/13/01 08:00", "2026-11-30T25:00"]
)
def test_no_moments(given):
    with pytest.raises(FaultyError, match="is not the start of an interval"):
        moment(given)


@pytest.mark.parametrize(
    "given", ["0001-01-01T08:00", "9999-12-31", "2200-01-01", datetime(9999, 12, 31, 8, tzinfo=UTC)]
)
def test_moments_beyond_all_calendars(given):
    with pytest.raises(FaultyError, match="lies beyond the years 1900 to 2199"):
        moment(given)


HEAD = "start,volume\n"
DAY = "".join(f"2026-11-30T{hour:02}:{minute:02},5\n" for hour in range(8, 12) for minute in (0, 30))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            HEAD + DAY + "2026-11-30T09:00,7\n",
            [
                "line 10",
                "2026-11-30 09:00 stands already in line 4: take one of them out, or, if the clocks went back, add the two.",
            ],
        ),
        (HEAD + DAY + "2026-12-01T08:00,-2\n", ["line 10, column volume: -2 must be at least 0"]),
        (HEAD + DAY + "2026-12-01T08:10,2\n", ["line 10", "lies between the steps of 30 min"]),
        (HEAD + DAY + "2026-12-01T08:00:30,2\n", ["whole minute"]),
        (
            HEAD + DAY + "first of May,2\n2026-12-01T08:00,x\n",
            ["line 10, column start", "line 11, column volume"],
        ),
        ("start,calls\n2026-12-01T08:00,2\n", ["line 1, column volume: is missing"]),
        (HEAD, ["h.csv has a header and no row: write one for each interval"]),
        (
            HEAD
            + "".join(
                f"2026-10-25T{at},4\n" for at in ("01:30+02:00", "02:00+02:00", "02:30+02:00", "02:00+01:00")
            ),
            ["line 5", "the clocks went back: add the two rows together"],
        ),
    ],
)
def test_what_is_refused(text, said):
    with pytest.raises(FaultyError) as refused:
        read(text)
    for words in said:
        assert words in str(refused.value)


def test_intervals_that_do_not_fit():
    with pytest.raises(FaultyError, match="steps of 30 min: give a multiple"):
        read(HEAD + DAY, 900)
    with pytest.raises(FaultyError, match="does not divide a day"):
        read(HEAD + DAY, 7 * 3600)


def with_a_gap():
    lines = as_csv(world(weeks=6)).splitlines(keepends=True)
    return "".join(lines[:203] + lines[205:])


def test_a_gap_is_named_and_may_be_said_to_be_one_of_two_things():
    with pytest.raises(
        FaultyError, match=r"2 of 20 usual intervals are missing, from \d\d:\d\d to \d\d:\d\d: find them"
    ):
        read(with_a_gap())
    (whole,) = read(as_csv(world(weeks=6)))
    (unknown,), (zero,) = read(with_a_gap(), gaps="unknown"), read(with_a_gap(), gaps="zero")
    lost = ~np.isfinite(unknown.series.volume)
    assert lost.sum() == 2
    assert (zero.series.volume[lost] == 0).all()
    assert (unknown.series.volume[~lost] == whole.series.volume[~lost]).all()


def told(group) -> tuple[str, ...]:
    return tuple(note.said("en") for note in group.notes)


def test_days_that_are_not_there_are_told():
    lines = [line for line in as_csv(world(weeks=6)).splitlines() if not line.startswith("2026-01-19")]
    (group,) = read("\n".join(lines))
    assert told(group) == (
        "1 day has no rows though its weekday is open (2026-01-19): taken as closed or not known.",
    )


def test_handling_time_is_weighed_by_volume():
    (group,) = read(
        "start,volume,aht\n2026-11-30T08:00,3,100\n2026-11-30T08:30,1,3m\n2026-11-30T09:00,0,\n", 3600
    )
    assert group.series.aht[0, 0] == pytest.approx((300 + 180) / 4)
    assert np.isnan(group.series.aht[0, 1])


def test_iran():
    found = calendar_of(date(2026, 1, 1), date(2026, 12, 31), "ir")
    first_of_farvardin, eid = date(2026, 3, 21).toordinal(), date(2026, 3, 21).toordinal()
    assert found.events["nowruz"] == frozenset(range(first_of_farvardin, first_of_farvardin + 13))
    assert max(found.events["ramadan"]) == eid - 1
    assert date(2026, 6, 25).toordinal() in found.holidays  # Ashura
    assert found.month_place[first_of_farvardin] == pytest.approx(0.5 / 31)
    assert len(found.holidays) == len(official_holidays("IR", 2026, "en"))


def test_events_of_ones_own():
    table = read_csv(
        "day,name,last_day,factor\n1405/09/01,sale,1405/09/03,1.5\n2026-12-05,bills,,\n", "e.csv"
    )
    found = calendar_of(date(2026, 11, 1), date(2026, 12, 31), events=table)
    assert len(found.events["sale"]) == 3
    assert found.factors == {"sale": 1.5}
    assert found.events["bills"] == frozenset([date(2026, 12, 5).toordinal()])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("day,factor\n2026-12-05,2\n", "column name: is missing"),
        (
            "day,name,factor\n2026-12-05,sale,0\n",
            "line 2, column factor: 0 is no factor of a day: write from 0.01 to 20",
        ),
        ("day,name,factor\n2026-12-05,sale,1e6\n", "line 2, column factor: 1e6 is no factor of a day"),
        ("day,name,factor\n2026-12-05,sale,-1\n", "line 2, column factor: -1 must be at least 0"),
        ("day,name\n2026-12-05,\n", "line 2, column name: is empty: name what is on that day"),
        ("day,name\n,sale\n", "line 2, column day: is empty: write a day"),
        ("day,name\n2026-02-30,sale\n", "line 2, column day: 2026-02-30 is not a day: write 2026-12-05"),
        ("day,name,last_day\n2026-12-05,sale,soon\n", "line 2, column last_day: soon is not a day"),
        ("day,name,last_day\n2026-12-05,sale,2026-12-01\n", "line 2, column last_day: lies before day"),
        (
            "day,name,factor\n2026-12-05,sale,1.2\n2026-12-06,sale,\n2026-12-07,sale,2\n",
            "line 4, column factor: differs from the factor that sale has in line 2: give all its rows the same",
        ),
        (
            "day,name\n1405/09/14,sale\n2026-12-05, sale\n",
            "line 3, .* 2026-12-05 of sale stands already in line 2",
        ),
        (
            "day,name,last_day\n2026-12-01,sale,2026-12-05\n2026-12-04,sale,2026-12-08\n",
            "line 3, column day: 2026-12-04 of sale stands already in line 2: take one of them out",
        ),
    ],
)
def test_faulty_events(text, said):
    with pytest.raises(FaultyError, match=said):
        calendar_of(date(2026, 11, 1), date(2026, 12, 31), events=read_csv(text, "e.csv"))


def test_one_faulty_event_hides_no_other():
    text = (
        "day,name,last_day,factor,opens,closes\n2026-12-05,a,2026-12-01,,,\n2026-12-05,b,,50,,\n"
        "x,c,,,,\n2026-12-06,d,,,10:00,\n2026-12-07,e,2026-12-06,0,,\n"
    )
    with pytest.raises(FaultyError) as refused:
        calendar_of(date(2026, 11, 1), date(2026, 12, 31), events=read_csv(text, "e.csv"))
    places = [line.split(": ")[0].removeprefix("e.csv, ") for line in str(refused.value).splitlines()]
    assert places == [
        "line 2, column last_day", "line 3, column factor", "line 4, column day", "line 5, column closes",
        "line 6, column last_day", "line 6, column factor",
    ]  # fmt: skip


def test_one_faulty_row_hides_no_other():
    """What can be read is still held against itself; gaps are looked for when everything can be read."""
    text = HEAD + DAY + "2026-12-01T08:00\n2026-12-01T08:30,x\n2026-11-30T09:00,7\n2026-12-01T09:10,4\n"
    with pytest.raises(FaultyError) as refused:
        read(text)
    said = str(refused.value).splitlines()
    assert [line.split(":")[0].removeprefix("h.csv, ") for line in said] == [
        "line 10", "line 11, column volume", "line 12, column start",
    ]  # fmt: skip
    with pytest.raises(FaultyError, match="line 2, column volume"):
        read(HEAD + "2026-11-30T09:00,x\n")


def test_a_country_that_nobody_knows():
    with pytest.raises(FaultyError, match="write an ISO 3166 code"):
        calendar_of(date(2026, 1, 1), date(2026, 2, 1), "XX")


def nights(first, days, lacking=(), offset=lambda _day: ""):
    """Round the clock at thirty minutes, but for the rows that are lacking."""
    starts = [
        f"{first + timedelta(days=day)}T{minute // 60:02}:{minute % 60:02}"
        for day in range(days)
        for minute in range(0, 1440, 30)
    ]
    return HEAD + "".join(f"{start}{offset(start)},4\n" for start in starts if start not in lacking)


MARCH = date(2026, 3, 1)
SKIPPED = ("2026-03-29T02:00", "2026-03-29T02:30")


@pytest.mark.parametrize("gaps", ["refuse", "zero"])
def test_the_hour_that_the_clocks_skipped_is_not_demanded(gaps):
    (group,) = read(nights(MARCH, 42, SKIPPED), gaps=gaps)
    at = group.series.days == date(2026, 3, 29).toordinal()
    assert np.isnan(group.series.volume[at, 4:6]).all()
    assert np.isnan(group.series.volume).sum() == 2
    assert told(group) == (
        "At 2026-03-29 02:00 an hour (or half of one) lacks: taken for what the clocks skipped.",
    )


def test_offsets_say_which_hour_was_skipped():
    text = nights(MARCH, 42, SKIPPED, lambda start: "+01:00" if start < SKIPPED[0] else "+02:00")
    (group,) = read(text)
    assert group.notes == ()
    with pytest.raises(FaultyError, match="2 of 48 usual intervals are missing"):
        read(nights(MARCH, 42, SKIPPED, lambda _start: "+03:30"))


@pytest.mark.parametrize(
    ("first", "lacking"),
    [
        (MARCH, SKIPPED[:1]),  # half an hour
        (MARCH, ("2026-03-29T02:00", "2026-03-29T05:00")),  # not in one piece
        (MARCH, ("2026-03-29T14:00", "2026-03-29T14:30")),  # not at night
        (date(2026, 5, 1), ("2026-05-29T02:00", "2026-05-29T02:30")),  # no month for it
        (MARCH, (*SKIPPED, "2026-03-22T02:00", "2026-03-22T02:30")),  # twice in a year
    ],
)
def test_other_gaps_are_demanded_still(first, lacking):
    with pytest.raises(FaultyError, match="usual intervals are missing"):
        read(nights(first, 42, lacking))
