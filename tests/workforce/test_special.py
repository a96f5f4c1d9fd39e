"""Special days in a calendar: what repeats, what adds, what takes the place of the official calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.kit.jalali import from_gregorian
from hamseda.workforce.forecast.calendars import calendar_of
from hamseda.workforce.forecast.effects import Calendar
from hamseda.workforce.forecast.special import SpecialDays, corrected, spans
from hamseda.workforce.marks import marks_of

FIRST, LAST = date(2026, 3, 1), date(2027, 4, 30)


def special(kind="campaign", first=date(2026, 12, 20), last=None, **more):
    return SpecialDays(
        kind=kind, name=more.pop("name", "یلدا"), first_day=first, last_day=last or first, **more
    )


def told(*days: SpecialDays) -> Calendar:
    return corrected(calendar_of(FIRST, LAST, "IR"), days, FIRST, LAST, "jalali")


def test_a_campaign_becomes_an_event_with_its_factor():
    found = told(special(last=date(2026, 12, 21), factor=1.8))
    assert found.events["campaign: یلدا"] == {date(2026, 12, 20).toordinal(), date(2026, 12, 21).toordinal()}
    assert found.factors == {"campaign: یلدا": 1.8}


def test_bills_of_each_jalali_month_are_known_of_the_past_as_well():
    bills = special("billing", date(2026, 12, 21), repeats="monthly")  # 30 Azar
    days = [from_gregorian(begin) for begin, _ in spans(bills, FIRST, LAST, "jalali")]
    assert [day[2] for day in days if day[0] == 1405] == [30] * 11 + [29]  # Esfand of 1405 has 29
    assert len(days) == 14
    assert days == sorted(days)


def test_a_gregorian_month_that_is_shorter_takes_its_last_day():
    bills = special("billing", date(2026, 1, 31), repeats="monthly")
    found = [begin for begin, _ in spans(bills, date(2027, 1, 1), date(2027, 4, 30), "gregorian")]
    assert found == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]


def test_what_was_announced_takes_the_place_of_the_estimate():
    estimated = told().events["ramadan"]
    own = special("ramadan", date(2027, 2, 9), date(2027, 3, 10), factor=0.8)
    found = told(own)
    of_1405 = {day for day in found.events["ramadan"] if day > date(2026, 6, 1).toordinal()}
    assert of_1405 == set(range(date(2027, 2, 9).toordinal(), date(2027, 3, 11).toordinal()))
    assert of_1405 != {day for day in estimated if day > date(2026, 6, 1).toordinal()}
    before = {day for day in estimated if day < date(2026, 6, 1).toordinal()}
    assert before
    assert before <= found.events["ramadan"]
    assert found.factors["ramadan"] == 0.8


def test_two_parts_of_one_season_stand_beside_each_other():
    parts = (special("nowruz", date(2027, 3, 21)), special("nowruz", date(2027, 3, 29)))
    in_1406 = {day for day in told(*parts).events["nowruz"] if day > date(2027, 1, 1).toordinal()}
    assert in_1406 == {date(2027, 3, 21).toordinal(), date(2027, 3, 29).toordinal()}


def test_holidays_are_added_and_an_ordinary_day_is_none_whatever_else_says_so():
    revolution, own = date(2027, 2, 11), date(2026, 12, 1)
    assert revolution.toordinal() in told().holidays
    found = told(special("ordinary", revolution), special("holiday", own), special("holiday", revolution))
    assert revolution.toordinal() not in found.holidays
    assert own.toordinal() in found.holidays


@given(
    first=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    length=st.integers(0, 27),
    repeats=st.sampled_from(["never", "monthly", "yearly"]),
    month=st.sampled_from(["jalali", "gregorian"]),
)
def test_spans_keep_their_length_and_the_one_that_was_written_is_among_them(first, length, repeats, month):
    one = special(first=first, last=first + timedelta(days=length), repeats=repeats)
    found = list(spans(one, first, first + timedelta(days=400), month))
    assert found[0][0] <= first
    assert (first, one.last_day) in found
    assert {end - begin for begin, end in found} == {timedelta(days=length)}


@pytest.mark.parametrize(
    ("locale", "name"), [("fa", "پیروزی انقلاب اسلامی"), ("en", "Islamic Revolution Day")]
)
def test_marks_name_days_in_the_language_of_the_reader(locale, name):
    days = [special("campaign", date(2027, 2, 10), date(2027, 2, 11), name="جشن")]
    calendar = corrected(calendar_of(FIRST, LAST, "IR"), days, FIRST, LAST, "jalali")
    span = date(2027, 2, 11), date(2027, 2, 12)
    found = marks_of(calendar, days, span, ("IR", "jalali", locale))
    by_kind = {mark.kind: mark for mark in found if mark.day == date(2027, 2, 11)}
    assert name in by_kind["holiday"].name
    assert by_kind["campaign"].name == "جشن"
    assert by_kind["ramadan"].name == ""
    assert [mark.kind for mark in found if mark.day == date(2027, 2, 12)] == ["ramadan"]
