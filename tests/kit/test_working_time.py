from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

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
    iranian_week,
)
from hamseda.kit.working_time.days import DayBook
from hamseda.kit.working_time.periods import open_periods

TEHRAN = ZoneInfo("Asia/Tehran")
HOUR = timedelta(hours=1)


def slot(opens: str, closes: str) -> Slot:
    return Slot(time.fromisoformat(opens), time.fromisoformat(closes))


def tehran(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=TEHRAN).astimezone(UTC)


def wall_closure(start: str, end: str) -> WallClosure:
    return WallClosure(datetime.fromisoformat(start), datetime.fromisoformat(end))


OFFICE_WEEK = iranian_week(slot("08:00", "12:00"), slot("13:00", "17:00"), thursday=(slot("08:00", "13:00"),))
OFFICE = WorkingCalendar(zone="Asia/Tehran", week=OFFICE_WEEK, country="IR")
RAMADAN = Window(
    "ساعت کاری ماه رمضان",
    GregorianSpan(date(2027, 2, 8), date(2027, 3, 9)),
    iranian_week(slot("09:00", "14:00")),
)
NOWRUZ = Window("تعطیلات نوروز", JalaliSpan(1, 5, 1, 13))


# --- the week


def test_two_slots_a_day_skip_the_noon_break():
    assert OFFICE.add(tehran(2026, 11, 22, 11), 2 * HOUR) == tehran(2026, 11, 22, 14)


def test_work_that_just_fits_is_due_at_closing_time():
    start, due = tehran(2026, 11, 22, 16), tehran(2026, 11, 22, 17)
    assert OFFICE.add(start, HOUR) == due
    assert OFFICE.add_many([int(start.timestamp()) * 10**6], [3_600 * 10**6]) == [
        int(due.timestamp()) * 10**6
    ]


def test_thursday_is_a_half_day_and_friday_is_off():
    wednesday_evening = tehran(2026, 11, 25, 17)
    assert OFFICE.add(wednesday_evening, 6 * HOUR) == tehran(2026, 11, 28, 9)
    assert OFFICE.slots_on(date(2026, 11, 26)) == (slot("08:00", "13:00"),)
    assert OFFICE.slots_on(date(2026, 11, 27)) == ()


def test_open_at_the_start_and_closed_at_the_end_of_a_slot():
    assert OFFICE.is_open(tehran(2026, 11, 22, 8))
    assert not OFFICE.is_open(tehran(2026, 11, 22, 12))
    assert OFFICE.next_open(tehran(2026, 11, 22, 12)) == tehran(2026, 11, 22, 13)
    assert OFFICE.next_close(tehran(2026, 11, 22, 12)) == tehran(2026, 11, 22, 17)
    assert OFFICE.next_close(tehran(2026, 11, 22, 8)) == tehran(2026, 11, 22, 12)


def test_slots_that_touch_at_midnight_are_one_period():
    evening_and_night = Week(saturday=(slot("16:00", "00:00"),), sunday=(slot("00:00", "04:00"),))
    calendar = WorkingCalendar(zone="Asia/Tehran", week=evening_and_night)
    assert calendar.next_close(tehran(2026, 11, 21, 20)) == tehran(2026, 11, 22, 4)


def test_overlapping_slots_count_once():
    calendar = WorkingCalendar(zone="UTC", week=Week(sunday=(slot("08:00", "12:00"), slot("10:00", "14:00"))))
    sunday = datetime(2026, 11, 22, tzinfo=UTC)
    assert calendar.between(sunday, sunday + timedelta(days=1)) == 6 * HOUR


def test_periods_of_a_range_of_days_hold_the_night_shift_that_began_before_it():
    nights = WorkingCalendar(zone="UTC", week=Week(saturday=(slot("22:00", "06:00"),)))
    sunday = date(2026, 11, 22)
    found = open_periods(nights, DayBook(nights), sunday, sunday + timedelta(days=7))
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    assert found == [(midnight, midnight + 6 * HOUR), (midnight + 166 * HOUR, midnight + 168 * HOUR)]


# --- holidays of 1405 and 1406


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 3, 21), "جشن نوروز"),
        (date(2026, 3, 24), "عید نوروز"),
        (date(2026, 4, 1), "روز جمهوری اسلامی"),
        (date(2026, 4, 2), "روز طبیعت"),
        (date(2026, 6, 5), "قیام ۱۵ خرداد"),
        (date(2026, 6, 24), "تاسوعای حسینی"),
        (date(2026, 6, 25), "عاشورای حسینی"),
        (date(2026, 8, 4), "اربعین حسینی"),
        (date(2027, 2, 11), "پیروزی انقلاب اسلامی"),
        (date(2027, 3, 20), "روز ملی شدن صنعت نفت ایران"),
        (date(2027, 3, 21), "جشن نوروز"),
    ],
)
def test_official_holidays_are_closed_and_named_in_persian(day, name):
    plan = OFFICE.plan_for(day)
    assert plan.slots == ()
    assert plan.reason == "holiday"
    assert name in plan.names
    assert not plan.estimated


def test_lunar_holiday_of_1406_says_that_it_is_estimated():
    plan = OFFICE.plan_for(date(2027, 6, 16))
    assert plan.names == ("عاشورای حسینی",)
    assert plan.estimated


def test_ashura_1405_pushes_the_due_time_over_the_week_end():
    # Tasua is a Wednesday and Ashura a Thursday; Friday follows
    assert OFFICE.add(tehran(2026, 6, 23, 16), 2 * HOUR) == tehran(2026, 6, 27, 9)


def test_moon_seen_a_day_later_is_corrected_by_two_rows():
    corrected = msgspec.structs.replace(
        OFFICE,
        extra_dates=(
            ExtraDate(date(2027, 6, 16), "عاشورا یک روز دیرتر است", cancelled=True),
            ExtraDate(date(2027, 6, 17), "عاشورای حسینی"),
        ),
    )
    assert corrected.slots_on(date(2027, 6, 16)) == OFFICE_WEEK.wednesday
    assert corrected.slots_on(date(2027, 6, 17)) == ()
    assert corrected.plan_for(date(2027, 6, 17)).names == ("عاشورای حسینی",)


def test_the_last_extra_row_that_covers_a_day_decides():
    pollution = ExtraDate(date(2026, 12, 5), "آلودگی هوا", last=date(2026, 12, 9))
    called_off = ExtraDate(date(2026, 12, 8), "لغو تعطیلی", last=date(2026, 12, 9), cancelled=True)
    calendar = msgspec.structs.replace(OFFICE, extra_dates=(pollution, called_off))
    assert [bool(calendar.slots_on(date(2026, 12, day))) for day in range(5, 10)] == [False] * 3 + [True] * 2


def test_extra_row_with_hours_closes_only_these():
    row = ExtraDate(date(2026, 12, 6), "سرمای شدید", within=slot("11:00", "15:00"))
    calendar = msgspec.structs.replace(OFFICE, extra_dates=(row,))
    day = tehran(2026, 12, 6)
    assert calendar.between(day, day + 24 * HOUR) == 5 * HOUR
    cancelled = msgspec.structs.replace(calendar, extra_dates=(msgspec.structs.replace(row, cancelled=True),))
    assert cancelled.between(day, day + 24 * HOUR) == 8 * HOUR


def test_jalali_holiday_returns_each_year():
    founding = msgspec.structs.replace(OFFICE, holidays=(JalaliHoliday(9, 1, "سالگرد شرکت"),))
    assert founding.plan_for(date(2026, 11, 22)).names == ("سالگرد شرکت",)
    # 1 Azar 1406 is 2027-11-22 too, since neither year is a leap year of its calendar
    assert founding.plan_for(date(2027, 11, 22)).names == ("سالگرد شرکت",)
    assert founding.plan_for(date(2027, 11, 23)).slots == OFFICE_WEEK.tuesday


def test_thirtieth_of_esfand_is_a_holiday_in_leap_years_only():
    week = iranian_week(slot("08:00", "16:00"), thursday=(slot("08:00", "13:00"),))
    calendar = WorkingCalendar(zone="Asia/Tehran", week=week, holidays=(JalaliHoliday(12, 30, "روز آخر"),))
    assert calendar.slots_on(date(2025, 3, 20)) == ()
    assert calendar.slots_on(date(2027, 3, 20)) == (slot("08:00", "16:00"),)
    assert calendar.slots_on(date(2027, 3, 21)) == (slot("08:00", "16:00"),)


# --- windows


def test_ramadan_hours_hold_in_their_window_only_and_not_on_holidays():
    calendar = msgspec.structs.replace(OFFICE, windows=(RAMADAN,))
    assert calendar.slots_on(date(2027, 2, 7)) == OFFICE_WEEK.sunday
    assert calendar.slots_on(date(2027, 2, 8)) == (slot("09:00", "14:00"),)
    assert calendar.plan_for(date(2027, 2, 8)).names == ("ساعت کاری ماه رمضان",)
    assert calendar.slots_on(date(2027, 2, 11)) == ()
    assert calendar.plan_for(date(2027, 3, 9)).reason == "window"
    assert calendar.add(tehran(2027, 2, 7, 16), 3 * HOUR) == tehran(2027, 2, 8, 11)


@pytest.mark.parametrize(
    "new_year",
    [date(2024, 3, 20), date(2025, 3, 21), date(2026, 3, 21), date(2027, 3, 21), date(2029, 3, 20)],
)
def test_nowruz_window_returns_each_jalali_year(new_year):
    calendar = WorkingCalendar(zone="Asia/Tehran", week=OFFICE_WEEK, windows=(NOWRUZ,))
    reasons = [calendar.plan_for(new_year + timedelta(days=i)).reason for i in range(15)]
    assert reasons == ["week"] * 4 + ["window"] * 9 + ["week"] * 2


def test_jalali_window_runs_over_the_new_year():
    window = Window("پایان سال", JalaliSpan(12, 25, 1, 4), iranian_week(slot("10:00", "12:00")))
    calendar = WorkingCalendar(zone="Asia/Tehran", week=OFFICE_WEEK, windows=(window,))
    assert calendar.plan_for(date(2027, 3, 15)).reason == "week"
    assert calendar.plan_for(date(2027, 3, 16)).reason == "window"
    assert calendar.plan_for(date(2027, 3, 24)).reason == "window"
    assert calendar.plan_for(date(2027, 3, 25)).reason == "week"


def test_jalali_window_of_nearly_a_year_reaches_into_the_next_january():
    window = Window("بازسازی", JalaliSpan(10, 25, 10, 20))
    calendar = WorkingCalendar(zone="Asia/Tehran", week=OFFICE_WEEK, windows=(window,))
    # 11 and 20 Dey 1405 lie in the window that began in 1404, the days after in none
    assert [calendar.plan_for(date(2027, 1, day)).reason for day in (1, 10, 11, 14, 15)] == [
        "window",
        "window",
        "week",
        "week",
        "window",
    ]


def test_later_window_wins_where_two_cover_a_day():
    shorter = Window("شب قدر", GregorianSpan(date(2027, 2, 27), date(2027, 2, 27)))
    calendar = msgspec.structs.replace(OFFICE, windows=(RAMADAN, shorter))
    assert calendar.slots_on(date(2027, 2, 27)) == ()
    assert calendar.slots_on(date(2027, 2, 28)) == (slot("09:00", "14:00"),)


# --- exceptions and closures


def test_exception_for_one_day_beats_holiday_and_window():
    exception = DayException(date(2026, 4, 2), (slot("10:00", "12:00"),), "شیفت ویژه‌ی روز طبیعت")
    calendar = msgspec.structs.replace(OFFICE, windows=(NOWRUZ,), exceptions=(exception,))
    assert calendar.plan_for(date(2026, 4, 2)).reason == "exception"
    assert calendar.next_open(tehran(2026, 4, 1, 9)) == tehran(2026, 4, 2, 10)


def test_night_shift_before_a_holiday_ends_in_its_morning_and_none_begins_on_it():
    nights = iranian_week(slot("22:00", "06:00"), thursday=(slot("22:00", "06:00"),))
    calendar = WorkingCalendar(zone="Asia/Tehran", week=nights, country="IR")
    # 22 Bahman 1405 is Thursday 2027-02-11
    assert calendar.next_close(tehran(2027, 2, 10, 23)) == tehran(2027, 2, 11, 6)
    assert calendar.next_open(tehran(2027, 2, 11, 6)) == tehran(2027, 2, 13, 22)


def test_sudden_closure_in_the_middle_of_a_slot_moves_the_due_time():
    closure = InstantClosure(tehran(2026, 11, 22, 9), tehran(2026, 11, 22, 10, 30), "قطع برق")
    calendar = OFFICE.closed_between(closure)
    assert calendar.add(tehran(2026, 11, 22, 8, 30), HOUR) == tehran(2026, 11, 22, 11)
    assert not calendar.is_open(tehran(2026, 11, 22, 10))
    assert calendar.next_open(tehran(2026, 11, 22, 10)) == tehran(2026, 11, 22, 10, 30)
    assert calendar.next_close(tehran(2026, 11, 22, 8, 30)) == tehran(2026, 11, 22, 9)
    assert OFFICE.is_open(tehran(2026, 11, 22, 10))


def test_closure_in_wall_time_over_days_cuts_exceptions_too():
    closure = wall_closure("2026-11-22T16:00", "2026-11-24T09:00")
    exception = DayException(date(2026, 11, 23), (slot("00:00", "00:00"),))
    calendar = msgspec.structs.replace(OFFICE, exceptions=(exception,), closures=(closure,))
    assert calendar.add(tehran(2026, 11, 22, 15), 2 * HOUR) == tehran(2026, 11, 24, 10)


# --- daylight saving


def berlin(*wall: int, fold: int = 0) -> datetime:
    return datetime(*wall, tzinfo=ZoneInfo("Europe/Berlin"), fold=fold).astimezone(UTC)


def every_day(zone: str, *slots: Slot) -> WorkingCalendar:
    return WorkingCalendar(zone=zone, week=Week(*[slots] * 7))


def test_night_shift_is_an_hour_shorter_in_spring_and_longer_in_autumn():
    nights = every_day("Europe/Berlin", slot("22:00", "06:00"))
    assert nights.between(berlin(2026, 3, 28, 12), berlin(2026, 3, 29, 12)) == 7 * HOUR
    assert nights.between(berlin(2026, 10, 24, 12), berlin(2026, 10, 25, 12)) == 9 * HOUR


def test_times_inside_a_gap_mean_the_moment_of_the_jump():
    jump = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert every_day("Europe/Berlin", slot("02:30", "05:00")).next_open(berlin(2026, 3, 29)) == jump
    assert every_day("Europe/Berlin", slot("01:00", "02:30")).next_close(berlin(2026, 3, 29, 1)) == jump
    swallowed = every_day("Europe/Berlin", slot("02:15", "02:45"))
    assert swallowed.between(berlin(2026, 3, 29), berlin(2026, 3, 30)) == timedelta()


def test_times_that_come_twice_mean_their_first_coming():
    calendar = every_day("Europe/Berlin", slot("02:30", "04:00"))
    assert calendar.next_open(berlin(2026, 10, 25)) == berlin(2026, 10, 25, 2, 30, fold=0)
    assert calendar.between(berlin(2026, 10, 25), berlin(2026, 10, 26)) == 2.5 * HOUR
    closing = every_day("Europe/Berlin", slot("01:00", "02:30"))
    assert closing.between(berlin(2026, 10, 25), berlin(2026, 10, 26)) == 1.5 * HOUR


def test_tehran_had_daylight_saving_until_2022():
    calendar = every_day("Asia/Tehran", slot("08:00", "09:00"))
    assert calendar.next_open(datetime(2022, 7, 1, tzinfo=UTC)) == datetime(2022, 7, 1, 3, 30, tzinfo=UTC)
    assert calendar.next_open(datetime(2023, 7, 1, tzinfo=UTC)) == datetime(2023, 7, 1, 4, 30, tzinfo=UTC)
    whole_days = every_day("Asia/Tehran", slot("00:00", "00:00"))
    assert whole_days.is_open(datetime(2022, 3, 21, 20, 30, tzinfo=UTC))  # clocks jumped over midnight


def test_the_day_that_samoa_left_out_has_no_hours():
    calendar = every_day("Pacific/Apia", slot("08:00", "16:00"))
    start, end = datetime(2011, 12, 29, 12, tzinfo=UTC), datetime(2011, 12, 31, 12, tzinfo=UTC)
    assert calendar.between(start, end) == 16 * HOUR  # 29 and 31 December


# --- as data


def test_calendar_survives_json_and_stays_equal():
    calendar = WorkingCalendar(
        zone="Asia/Tehran",
        week=OFFICE_WEEK,
        windows=(RAMADAN, NOWRUZ),
        country="IR",
        holidays=(JalaliHoliday(9, 1, "سالگرد"),),
        extra_dates=(ExtraDate(date(2026, 12, 6), "سرما", within=slot("11:00", "15:00")),),
        exceptions=(DayException(date(2026, 12, 7), (slot("22:00", "02:00"),)),),
        closures=(
            InstantClosure(tehran(2026, 11, 22, 9), tehran(2026, 11, 22, 10)),
            wall_closure("2026-11-23T09:00", "2026-11-23T10:00"),
        ),
    )
    asked = calendar.add(tehran(2026, 11, 20), 100 * HOUR)
    read = msgspec.json.decode(msgspec.json.encode(calendar), type=WorkingCalendar)
    assert read == calendar
    assert hash(read) == hash(calendar)
    assert read.add(tehran(2026, 11, 20), 100 * HOUR) == asked


def test_example_of_the_page_holds():
    page = (Path(__file__).parents[2] / "docs" / "working-time.md").read_text(encoding="utf-8")
    example = page.split("```python\n")[1].split("```")[0]
    assert "assert" in example
    exec(compile(example, "docs/working-time.md", "exec"), {})  # noqa: S102 our own page
