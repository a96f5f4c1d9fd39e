from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.kit import jalali

FIRST_OF_AZAR = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("gregorian", "expected"),
    [
        (date(2026, 3, 21), (1405, 1, 1)),
        (date(2027, 3, 20), (1405, 12, 29)),
        (date(2025, 3, 20), (1403, 12, 30)),
        (date(1979, 2, 11), (1357, 11, 22)),
        (FIRST_OF_AZAR, (1405, 9, 1)),
    ],
)
def test_known_days_in_both_calendars(gregorian, expected):
    assert jalali.from_gregorian(gregorian) == expected
    assert jalali.to_gregorian(*expected) == gregorian


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.sampled_from(["fa", "latin"]))
def test_formatted_date_reads_back(day, digits):
    assert jalali.parse_date(jalali.format_date(day, digits)) == day


def test_date_is_written_year_first():
    assert jalali.format_date(FIRST_OF_AZAR) == "۱۴۰۵/۰۹/۰۱"
    assert jalali.format_date(FIRST_OF_AZAR, "latin") == "1405/09/01"


def test_long_form():
    assert jalali.format_long(FIRST_OF_AZAR) == "یکشنبه ۱ آذر ۱۴۰۵"
    assert jalali.format_long(FIRST_OF_AZAR, "latin", "en") == "Yekshanbeh 1 Azar 1405"


@pytest.mark.parametrize(
    "text",
    [
        "۱۴۰۵/۰۹/۰۱",
        "١٤٠٥/٠٩/٠١",
        "1405/9/1",
        " 1405-09-01 ",
        "۱۴۰۵.۹.۱",
        "\u200f۱۴۰۵/۰۹/۰۱\u200e",
        "۱۴٠٥/0۹/٠1",
    ],
)
def test_reads_three_digit_scripts(text):
    assert jalali.parse_date(text) == FIRST_OF_AZAR


@pytest.mark.parametrize(
    "text",
    [
        "",
        "05/09/01",
        "01/09/1405",
        "1405/09-01",
        "1405/13/01",
        "1405/12/30",
        "1405/07/31",
        "1405/00/01",
        "دی",
    ],
)
def test_refuses_what_is_no_date_with_the_text_or_the_cure(text):
    with pytest.raises(jalali.JalaliDateError, match=r"write year, month and day|check month and day"):
        jalali.parse_date(text)


def test_leap_esfand_has_thirty_days():
    assert jalali.days_in_month(1403, 12) == 30
    assert jalali.days_in_month(1405, 12) == 29


def test_week_begins_on_saturday():
    saturday = date(2026, 11, 21)
    week = [date.fromordinal(saturday.toordinal() + i) for i in range(7)]
    assert [jalali.saturday_first_weekday(day) for day in week] == list(range(7))
    assert [jalali.weekday_name(day) for day in week] == [
        "شنبه",
        "یکشنبه",
        "دوشنبه",
        "سه‌شنبه",
        "چهارشنبه",
        "پنجشنبه",
        "جمعه",
    ]


def test_month_names():
    assert jalali.month_name(1) == "فروردین"
    assert jalali.month_name(12, "en") == "Esfand"
    with pytest.raises(jalali.JalaliDateError):
        jalali.month_name(0)
