"""What counts of the shifts before a schedule."""

from datetime import date, timedelta

import pytest

from hamseda.workforce.shifts.before import before_of
from hamseda.workforce.shifts.house_rules import ScheduleRules

FIRST = date(2027, 1, 2)  # a Saturday


def worked(*shifts):
    return [
        {"day": FIRST - timedelta(days), "start_m": start, "end_m": end}
        for days, start, end in sorted(shifts, reverse=True)
    ]


def told(*shifts, **rules):
    found = before_of(worked(*shifts), FIRST, ScheduleRules(**rules))
    return found.days_in_row, found.ended, found.evenings, found.nights, found.weekends


def test_nobody_worked():
    assert told() == (0, "", 0, 0, 0)


def test_days_in_a_row_end_at_the_eve():
    assert told((3, 480, 960), (4, 480, 960)) == (0, "2026-12-30 16:00", 0, 0, 0)
    # 1 is Friday, 2 Thursday until 16:00: both are weekend.
    assert told((1, 480, 960), (2, 480, 960), (3, 480, 960)) == (3, "2027-01-01 16:00", 0, 0, 2)


@pytest.mark.parametrize(
    ("start", "end", "evenings", "nights", "ended"),
    [
        (720, 1200, 0, 0, "2026-12-30 20:00"),
        (780, 1260, 1, 0, "2026-12-30 21:00"),
        (960, 1440, 0, 1, "2026-12-31 00:00"),
        (1320, 1800, 0, 1, "2026-12-31 06:00"),
        (300, 780, 0, 1, "2026-12-30 13:00"),
    ],
)
def test_evenings_and_nights(start, end, evenings, nights, ended):
    assert told((3, start, end)) == (0, ended, evenings, nights, 0)


def test_the_weekend_is_that_of_the_rules():
    assert told((2, 480, 780))[4] == 0  # Thursday morning
    assert told((2, 480, 795))[4] == 1
    assert told((6, 480, 960), weekend=["sun"], half_days=[])[4] == 1
