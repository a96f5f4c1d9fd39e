"""Laws of working time over random calendars and zones, and a slow oracle that steps through the minutes.

The oracle shares nothing with the engine but the calendar's data: it walks the clock minute by minute, keeps
the latest wall time shown so far (which is what gaps and folds mean for a slot) and reads the rules itself.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from hamseda.kit.working_time import (
    DayException,
    ExtraDate,
    GregorianSpan,
    InstantClosure,
    JalaliHoliday,
    JalaliSpan,
    Slot,
    WallClosure,
    Week,
    Window,
    WorkingCalendar,
)

law = settings(max_examples=50, deadline=None)

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# A zone with a day near which something happens there: clock changes of every kind, new years, a skipped day.
PLACES = st.sampled_from(
    [
        ("Asia/Tehran", date(2022, 3, 21)),
        ("Asia/Tehran", date(2022, 9, 21)),
        ("Asia/Tehran", date(2025, 3, 20)),
        ("Asia/Tehran", date(2026, 6, 24)),
        ("Asia/Tehran", date(2027, 3, 20)),
        ("Europe/Berlin", date(2026, 3, 29)),
        ("Europe/Berlin", date(2026, 10, 25)),
        ("America/New_York", date(2027, 3, 14)),
        ("America/New_York", date(2026, 11, 1)),
        ("America/Sao_Paulo", date(2018, 11, 4)),
        ("America/St_Johns", date(2026, 11, 1)),
        ("Australia/Lord_Howe", date(2026, 4, 5)),
        ("Australia/Lord_Howe", date(2026, 10, 4)),
        ("Africa/Casablanca", date(2026, 2, 15)),
        ("Pacific/Apia", date(2011, 12, 30)),
        ("Asia/Kathmandu", date(2026, 12, 31)),
        ("UTC", date(2024, 2, 29)),
    ]
)
QUARTERS = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
SLOTS = st.lists(st.builds(Slot, QUARTERS, QUARTERS), max_size=3).map(tuple)
WEEKS = st.builds(Week, *[SLOTS] * 7)
MINUTES_AROUND = st.integers(-3 * 1440, 3 * 1440)


def days_near(anchor: date) -> st.SearchStrategy[date]:
    return st.integers(-4, 4).map(lambda offset: anchor + timedelta(days=offset))


@st.composite
def spans(draw, anchor):
    first, last = sorted([draw(days_near(anchor)), draw(days_near(anchor))])
    if draw(st.booleans()):
        return GregorianSpan(first, last)
    begin, end = JalaliDate(first), JalaliDate(last)
    return JalaliSpan(begin.month, begin.day, end.month, end.day)


@st.composite
def closures(draw, anchor):
    start = datetime.combine(draw(days_near(anchor)), draw(QUARTERS))
    end = start + draw(st.integers(1, 3000)) * MINUTE
    if draw(st.booleans()):
        return WallClosure(start, end)
    return InstantClosure(start.replace(tzinfo=UTC), end.replace(tzinfo=UTC))


@st.composite
def extra_dates(draw, anchor):
    first, last = sorted([draw(days_near(anchor)), draw(days_near(anchor))])
    within = draw(st.none() | st.builds(Slot, QUARTERS, QUARTERS))
    return ExtraDate(first, "ردیف", last=last, within=within, cancelled=draw(st.booleans()))


@st.composite
def calendars(draw):
    """Return a calendar that opens some day of an ordinary week, and the day around which to ask."""
    zone, anchor = draw(PLACES)
    opening_days = WEEKS.filter(lambda week: any(week.by_weekday()))
    windows = st.builds(Window, st.just("پنجره"), spans(anchor), st.none() | WEEKS)
    jalali = days_near(anchor).map(JalaliDate)
    exceptions = st.builds(DayException, days_near(anchor), SLOTS)
    calendar = WorkingCalendar(
        zone=zone,
        week=draw(opening_days),
        country=draw(st.sampled_from([None, "IR"])),
        windows=tuple(draw(st.lists(windows, max_size=2))),
        holidays=tuple(JalaliHoliday(day.month, day.day, "x") for day in draw(st.lists(jalali, max_size=2))),
        extra_dates=tuple(draw(st.lists(extra_dates(anchor), max_size=3))),
        exceptions=tuple(draw(st.lists(exceptions, max_size=2, unique_by=lambda exception: exception.day))),
        closures=tuple(draw(st.lists(closures(anchor), max_size=2))),
    )
    return calendar, datetime.combine(anchor, time(), UTC)


@st.composite
def questions(draw):
    """Return a calendar, two instants in order and two durations, to the microsecond."""
    calendar, anchor = draw(calendars())
    offsets = st.timedeltas(-100 * DAY, 100 * DAY) | MINUTES_AROUND.map(lambda minutes: minutes * MINUTE)
    earlier, later = sorted([anchor + draw(offsets), anchor + draw(offsets)])
    lengths = st.timedeltas(timedelta(), timedelta(hours=60)) | st.integers(0, 240).map(
        lambda n: 15 * n * MINUTE
    )
    return calendar, earlier, later, draw(lengths), draw(lengths)


# --- laws


@law
@given(questions())
def test_between_is_the_inverse_of_add(question):
    calendar, start, _, length, _ = question
    assert calendar.between(start, calendar.add(start, length)) == length


@law
@given(questions())
def test_add_is_additive(question):
    calendar, start, _, first, second = question
    assert calendar.add(calendar.add(start, first), second) == calendar.add(start, first + second)


@law
@given(questions())
def test_between_is_additive(question):
    calendar, start, end, length, _ = question
    middle = start + (end - start) * (length / timedelta(hours=60))
    assert calendar.between(start, middle) + calendar.between(middle, end) == calendar.between(start, end)


@law
@given(questions())
def test_add_is_monotone_in_start_and_in_duration(question):
    calendar, earlier, later, one, other = question
    shorter, longer = sorted([one, other])
    assert calendar.add(earlier, shorter) <= calendar.add(later, shorter)
    assert calendar.add(earlier, shorter) <= calendar.add(earlier, longer)


@law
@given(questions())
def test_work_ends_in_or_at_the_end_of_an_open_period(question):
    calendar, start, _, length, _ = question
    due = calendar.add(start, length)
    assert due >= start + length
    if length:
        assert calendar.is_open(due - timedelta(microseconds=1))


@law
@given(questions())
def test_next_open_is_open_idempotent_and_skips_no_work(question):
    calendar, start, _, _, _ = question
    opening = calendar.next_open(start)
    assert calendar.is_open(opening)
    assert calendar.next_open(opening) == opening
    assert calendar.between(start, opening) == timedelta()
    assert (opening == start) == calendar.is_open(start)


@law
@given(questions())
def test_what_was_asked_before_changes_no_answer(question):
    calendar, earlier, later, length, _ = question
    fresh = WorkingCalendar(**{name: getattr(calendar, name) for name in calendar.__struct_fields__})
    calendar.between(earlier - 1000 * DAY, later + 1000 * DAY)
    assert fresh.add(later, length) == calendar.add(later, length)
    assert fresh.next_open(earlier) == calendar.next_open(earlier)
    assert fresh.between(earlier, later) == calendar.between(earlier, later)


@law
@given(questions(), st.lists(st.tuples(MINUTES_AROUND, st.integers(0, 5000)), min_size=1, max_size=30))
def test_arrays_and_single_instants_agree(question, pairs):
    calendar, start, _, _, _ = question
    starts = [start + minutes * MINUTE for minutes, _ in pairs]
    lengths = [minutes * MINUTE for _, minutes in pairs]
    dues = [calendar.add(instant, length) for instant, length in zip(starts, lengths, strict=True)]
    micros, lengths_micros = (
        in_micros(starts),
        np.array([length // MINUTE * 60_000_000 for length in lengths]),
    )
    assert calendar.add_many(micros, lengths_micros).tolist() == in_micros(dues).tolist()
    assert calendar.between_many(micros, in_micros(dues)).tolist() == lengths_micros.tolist()
    openings = [calendar.next_open(instant) for instant in starts]
    assert calendar.next_open_many(micros).tolist() == in_micros(openings).tolist()


def in_micros(instants: list[datetime]) -> np.ndarray:
    return np.array([(instant - EPOCH) // timedelta(microseconds=1) for instant in instants], dtype=np.int64)


# --- the oracle


def is_off(calendar: WorkingCalendar, day: date) -> bool:
    jalali = JalaliDate(day)
    off = calendar.country == "IR" and day in holidays.country_holidays("IR", years=day.year)
    off = off or any((row.month, row.day) == (jalali.month, jalali.day) for row in calendar.holidays)
    for row in calendar.extra_dates:
        if row.within is None and row.first <= day <= row.last:
            off = not row.cancelled
    return off


def holds(span: GregorianSpan | JalaliSpan, day: date) -> bool:
    if isinstance(span, GregorianSpan):
        return span.first <= day <= span.last
    jalali = JalaliDate(day)
    here = (jalali.month, jalali.day)
    first, last = (span.first_month, span.first_day), (span.last_month, span.last_day)
    return first <= here <= last if first <= last else (here >= first or here <= last)


def slots_of(calendar: WorkingCalendar, day: date) -> tuple[Slot, ...]:
    for exception in calendar.exceptions:
        if exception.day == day:
            return exception.slots
    if is_off(calendar, day):
        return ()
    week: Week | None = calendar.week
    for window in calendar.windows:
        if holds(window.days, day):
            week = window.week
    return () if week is None else getattr(week, WEEKDAYS[day.weekday()])


def in_slot(day: date, slot: Slot, shown: datetime) -> bool:
    ends = day if slot.opens < slot.closes else day + DAY
    return datetime.combine(day, slot.opens) <= shown < datetime.combine(ends, slot.closes)


def is_closed(calendar: WorkingCalendar, instant: datetime, shown: datetime) -> bool:
    for closure in calendar.closures:
        now = shown if isinstance(closure, WallClosure) else instant
        if closure.start <= now < closure.end:
            return True
    return any(
        row.within and not row.cancelled and row.first <= day <= row.last and in_slot(day, row.within, shown)
        for row in calendar.extra_dates
        for day in (shown.date(), shown.date() - DAY)
    )


def open_minutes(calendar: WorkingCalendar, start: datetime, count: int) -> list[bool]:
    """Tell for each minute from `start` on whether the desk is open in it."""
    zone, slots, answers, warm_up = ZoneInfo(calendar.zone), {}, [], 2 * 1440
    shown = (start - 2 * warm_up * MINUTE).replace(tzinfo=None)
    for number in range(-warm_up, count):
        instant = start + number * MINUTE
        shown = max(shown, instant.astimezone(zone).replace(tzinfo=None))
        if number < 0:
            continue
        days = (shown.date(), shown.date() - DAY)
        for day in days:
            if day not in slots:
                slots[day] = slots_of(calendar, day)
        within = any(in_slot(day, slot, shown) for day in days for slot in slots[day])
        answers.append(within and not is_closed(calendar, instant, shown))
    return answers


@settings(max_examples=40, deadline=None)
@given(calendars(), st.lists(st.tuples(st.integers(0, 4319), st.integers(0, 900)), min_size=20, max_size=20))
def test_engine_agrees_with_the_oracle(calendar_and_anchor, samples):
    calendar, anchor = calendar_and_anchor
    since = anchor - 2 * DAY
    minutes = open_minutes(calendar, since, 4320)
    assert calendar.between(since, since + 3 * DAY) == sum(minutes) * MINUTE
    for number, length in samples:
        instant, rest = since + number * MINUTE, minutes[number:]
        assert calendar.is_open(instant) == minutes[number]
        if True in rest:
            assert calendar.next_open(instant) == instant + rest.index(True) * MINUTE
        if 0 < length <= sum(rest):
            worked = [i for i, is_open in enumerate(rest) if is_open]
            assert calendar.add(instant, length * MINUTE) == instant + (worked[length - 1] + 1) * MINUTE
