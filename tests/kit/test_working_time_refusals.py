from datetime import UTC, date, datetime, time, timedelta, timezone

import msgspec
import numpy as np
import pytest

from hamseda.kit.working_time import (
    BeyondHorizonError,
    CalendarFaultError,
    DayException,
    ExtraDate,
    GregorianSpan,
    InstantClosure,
    InstantRefusedError,
    JalaliHoliday,
    JalaliSpan,
    NeverClosesError,
    NeverOpensError,
    Slot,
    WallClosure,
    Week,
    Window,
    WorkingCalendar,
    iranian_week,
)

START = datetime(2026, 11, 22, 6, tzinfo=UTC)
NAIVE = START.replace(tzinfo=None)
HOUR = timedelta(hours=1)
HOUR_MICROS = 3_600_000_000
START_MICROS = int(START.timestamp()) * 1_000_000
WEEK = iranian_week(Slot(time(8), time(16)))
OFFICE = WorkingCalendar(zone="Asia/Tehran", week=WEEK)
CLOSED_FOR_GOOD = WorkingCalendar(
    zone="Asia/Tehran", week=WEEK, windows=(Window("تعطیلی کامل", JalaliSpan(1, 1, 12, 30)),)
)
ALWAYS_OPEN = WorkingCalendar(zone="UTC", week=Week(*[(Slot(time(), time()),)] * 7))


@pytest.mark.parametrize(
    "calendar",
    [
        WorkingCalendar(zone="Asia/Tehran", week=Week()),
        CLOSED_FOR_GOOD,
        WorkingCalendar(
            zone="UTC",
            week=Week(),
            exceptions=(DayException(date(2026, 1, 1), WEEK.sunday, "only once, long ago"),),
        ),
    ],
    ids=["no slots", "a window closes all", "last opening is past"],
)
@pytest.mark.parametrize(
    "ask",
    [
        lambda calendar: calendar.add(START, HOUR),
        lambda calendar: calendar.next_open(START),
        lambda calendar: calendar.next_close(START),
        lambda calendar: calendar.add_many([START_MICROS], [HOUR_MICROS]),
        lambda calendar: calendar.next_open_many([START_MICROS]),
    ],
    ids=["add", "next_open", "next_close", "add_many", "next_open_many"],
)
def test_calendar_that_never_opens_says_so(calendar, ask):
    with pytest.raises(NeverOpensError, match=r"never opens in the 20 years from 2026-11-22 06:00 UTC; give"):
        ask(calendar)


def test_calendar_that_never_opens_still_counts_nothing():
    assert CLOSED_FOR_GOOD.between(START, START + 1000 * HOUR) == timedelta()
    assert not CLOSED_FOR_GOOD.is_open(START)
    assert CLOSED_FOR_GOOD.add(START, timedelta()) == START


def test_calendar_that_opens_too_seldom_says_so_whatever_was_asked_before():
    seldom = WorkingCalendar(
        zone="UTC",
        week=Week(),
        windows=(Window("یک روز در سال", JalaliSpan(1, 1, 1, 1), Week(*[(Slot(time(8), time(9)),)] * 7)),),
    )
    assert seldom.add(START, 20 * HOUR) == datetime(2046, 3, 21, 9, tzinfo=UTC)
    for _ in range(2):
        with pytest.raises(BeyondHorizonError, match="too few open hours"):
            seldom.add(START, 21 * HOUR)
        with pytest.raises(BeyondHorizonError, match="too few open hours"):
            seldom.add_many([START_MICROS], [21 * HOUR_MICROS])
        seldom.is_open(datetime(2090, 1, 1, tzinfo=UTC))  # the horizon is now far beyond the answer


def test_an_opening_later_than_the_years_searched_is_none_whatever_was_asked_before():
    far = Window("تا سال ۲۰۶۰", GregorianSpan(date(1980, 1, 1), date(2060, 12, 31)))
    calendar = msgspec.structs.replace(OFFICE, windows=(far,))
    for _ in range(2):
        for ask in (calendar.next_open, calendar.next_close, lambda instant: calendar.add(instant, HOUR)):
            with pytest.raises(NeverOpensError):
                ask(START)
        with pytest.raises(NeverOpensError):
            calendar.next_open_many([START_MICROS])
        assert calendar.is_open(datetime(2090, 1, 1, 6, tzinfo=UTC))


def test_calendar_without_an_end_of_day_has_no_next_close():
    with pytest.raises(NeverClosesError, match="never closes"):
        ALWAYS_OPEN.next_close(START)
    assert ALWAYS_OPEN.add(START, 1000 * HOUR) == START + 1000 * HOUR


def test_first_opening_after_years_is_found():
    later = Window("پیش از افتتاح", GregorianSpan(date(2020, 1, 1), date(2038, 12, 31)))
    calendar = msgspec.structs.replace(OFFICE, windows=(later,))
    assert calendar.next_open(START) == datetime(2039, 1, 1, 4, 30, tzinfo=UTC)
    assert calendar.add(START, HOUR) == datetime(2039, 1, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: OFFICE.add(NAIVE, HOUR),
        lambda: OFFICE.between(NAIVE, START),
        lambda: OFFICE.between(START, NAIVE),
        lambda: OFFICE.next_open(NAIVE),
        lambda: OFFICE.next_close(NAIVE),
        lambda: OFFICE.is_open(NAIVE),
    ],
)
def test_naive_instants_are_refused(ask):
    with pytest.raises(InstantRefusedError, match="give an instant in UTC"):
        ask()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: OFFICE.add(START, -timedelta(microseconds=1)),
        lambda: OFFICE.add_many([START_MICROS] * 2, [HOUR_MICROS, -1]),
        lambda: OFFICE.add_many([START_MICROS], [np.iinfo(np.int64).min]),
    ],
)
def test_negative_durations_are_refused(ask):
    with pytest.raises(InstantRefusedError, match="cannot be negative"):
        ask()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: OFFICE.between(START, START - HOUR),
        lambda: OFFICE.between_many([START_MICROS] * 2, [START_MICROS, START_MICROS - 1]),
    ],
)
def test_an_end_before_its_start_is_refused(ask):
    with pytest.raises(InstantRefusedError, match="swap them"):
        ask()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: OFFICE.add(datetime(1979, 12, 31, tzinfo=UTC), HOUR),
        lambda: OFFICE.next_open(datetime(2100, 1, 1, tzinfo=UTC)),
        lambda: OFFICE.between(START, datetime.max.replace(tzinfo=UTC)),
        lambda: OFFICE.is_open(datetime.min.replace(tzinfo=timezone(timedelta(hours=3)))),
        lambda: OFFICE.next_open_many([START_MICROS, np.iinfo(np.int64).max]),
        lambda: OFFICE.add_many([np.iinfo(np.int64).min], [0]),
    ],
)
def test_instants_outside_the_known_years_are_refused(ask):
    with pytest.raises(InstantRefusedError, match="correct the date"):
        ask()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: OFFICE.add(START, timedelta.max),
        lambda: OFFICE.add_many([START_MICROS], [np.iinfo(np.int64).max]),
    ],
)
def test_durations_longer_than_the_years_searched_are_refused(ask):
    with pytest.raises(BeyondHorizonError, match="cannot exceed the 20 years"):
        ask()


def test_the_last_known_day_can_be_asked():
    last = datetime(2099, 12, 31, 23, 59, tzinfo=UTC)
    assert not OFFICE.is_open(last)
    with pytest.raises(BeyondHorizonError):
        OFFICE.add(last - timedelta(days=7), 1000 * HOUR)


@pytest.mark.parametrize("values", [[1.5], np.array(["2026-11-22"], dtype="datetime64[us]"), [True]])
def test_arrays_of_anything_but_whole_microseconds_are_refused(values):
    with pytest.raises(InstantRefusedError, match="whole microseconds"):
        OFFICE.next_open_many(values)


def test_empty_arrays_have_empty_answers():
    assert OFFICE.add_many([], []).shape == (0,)
    assert OFFICE.between_many([], []).shape == (0,)
    assert OFFICE.next_open_many([]).shape == (0,)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: WorkingCalendar(zone="Tehran", week=WEEK), "not a time zone"),
        (lambda: WorkingCalendar(zone="../etc/passwd", week=WEEK), "not a time zone"),
        (lambda: WorkingCalendar(zone="", week=WEEK), "not a time zone"),
        (lambda: WorkingCalendar(zone="UTC", week=WEEK, country="XX"), "No official holidays"),
        (
            lambda: WorkingCalendar(zone="UTC", week=WEEK, exceptions=(DayException(date(2026, 1, 1)),) * 2),
            "two",
        ),
        (lambda: Slot(time(8, tzinfo=UTC), time(9)), "leave the zone out"),
        (lambda: JalaliHoliday(7, 31, "x"), "No Jalali year has a day 31 in month 7"),
        (lambda: JalaliSpan(1, 5, 13, 1), "No Jalali year"),
        (lambda: GregorianSpan(date(2026, 1, 2), date(2026, 1, 1)), "before it begins"),
        (lambda: ExtraDate(date(2026, 1, 2), "x", last=date(2026, 1, 1)), "before it begins"),
        (lambda: InstantClosure(START, START), "not after its start"),
        (lambda: InstantClosure(NAIVE, START), "needs their zone"),
        (lambda: WallClosure(START, START + HOUR), "has no zone"),
    ],
)
def test_parts_that_contradict_themselves_are_refused(make, sentence):
    with pytest.raises(CalendarFaultError, match=sentence):
        make()


def test_faults_in_json_name_their_field():
    wrong = b'{"zone":"UTC","week":{},"holidays":[{"month":13,"day":1,"name":"x"}]}'
    with pytest.raises(msgspec.ValidationError, match=r"holidays\[0\].month"):
        msgspec.json.decode(wrong, type=WorkingCalendar)
    with pytest.raises(msgspec.ValidationError, match="not a time zone"):
        msgspec.json.decode(b'{"zone":"Mars/Base","week":{}}', type=WorkingCalendar)
