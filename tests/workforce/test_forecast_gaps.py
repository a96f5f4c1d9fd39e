"""Days of other hours are no gaps where the calendar knows them; a gap within those hours is one still."""

from datetime import date, timedelta

import numpy as np
import pytest

from hamseda.workforce.forecast.calendars import calendar_of
from hamseda.workforce.forecast.history import read_history
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.tables import read_csv

FIRST = date(2025, 10, 4)
RAMADAN = (date(2026, 2, 19), date(2026, 3, 21))


def year(hours, days=230, lacking=(), first=FIRST):
    """Half hours from and to the hours of each day; Fridays closed."""
    rows = ["start,volume"]
    for day in (first + timedelta(days=at) for at in range(days)):
        opens, closes = hours(day)
        rows += [
            f"{day}T{at // 60:02}:{at % 60:02},9"
            for at in range(opens * 60, closes * 60, 30)
            if day.weekday() != 4 and (day, at) not in lacking
        ]
    return "\n".join(rows) + "\n"


def in_ramadan(day):
    return (10, 16) if RAMADAN[0] <= day < RAMADAN[1] else (8, 20)


def read(text, country="IR", events=None, gaps="refuse"):
    table = None if events is None else read_csv(events, "e.csv")
    return read_history(
        read_csv(text, "h.csv"),
        1800,
        gaps,
        lambda first, last: calendar_of(first, last, country, None, table),
    )


def test_ramadan_is_no_gap_where_the_country_is_known():
    (group,) = read(year(in_ramadan))
    assert not any("gap" in note.code for note in group.notes)
    with pytest.raises(FaultyError, match="--country IR knows Ramadan"):
        read(year(in_ramadan), country="")


def test_ramadan_is_known_to_a_day():
    def hours(day):
        return in_ramadan(day + timedelta(days=1))

    assert len(read(year(hours))) == 1
    with pytest.raises(FaultyError, match="2026-02-18: 13 of 24 usual"):
        read(year(hours, lacking={(date(2026, 2, 18), 660)}))


def test_nothing_is_put_into_its_closed_hours():
    (group,) = read(year(in_ramadan), gaps="zero")
    row = group.series.days == date(2026, 3, 1).toordinal()
    assert np.isfinite(group.series.volume[row]).sum() == 12


@pytest.mark.parametrize(
    ("day", "at", "usual"),
    [(date(2026, 3, 1), 660, 12), (date(2026, 3, 1), 600, 12), (date(2026, 1, 11), 540, 24)],
)
def test_a_gap_within_the_hours_of_that_day_is_one(day, at, usual):
    with pytest.raises(FaultyError) as refused:
        read(year(in_ramadan, lacking={(day, at)}))
    (said,) = str(refused.value).splitlines()
    assert f"{day}: 1 of {usual} usual intervals are missing" in said


def test_a_history_that_is_half_ramadan():
    """Its usual hours are told by the other days."""
    start = (date(2026, 2, 1) - FIRST).days
    text = year(in_ramadan, days=start + 48, lacking={(date(2026, 2, 10), 510)})
    rows = [row for row in text.splitlines() if not row[:4].isdigit() or row >= "2026-02-01"]
    with pytest.raises(FaultyError) as refused:
        read("\n".join(rows))
    (said,) = str(refused.value).splitlines()
    assert "2026-02-10: 1 of 24 usual intervals are missing, from 08:30 to 08:30" in said


def long_campaign(day):
    return (8, 14) if date(2026, 1, 3) <= day <= date(2026, 1, 20) else (8, 20)


def test_a_long_campaign_shows_its_hours_itself():
    events = "day,name,last_day\n2026-01-03,sale,2026-01-20\n"
    assert len(read(year(long_campaign), "", events)) == 1
    with pytest.raises(FaultyError, match="2026-01-05: 1 of 12 usual"):
        read(year(long_campaign, lacking={(date(2026, 1, 5), 540)}), "", events)


def test_a_short_one_has_the_hours_that_are_named():
    def hours(day):
        return (8, 14) if date(2026, 1, 3) <= day <= date(2026, 1, 5) else (8, 20)

    head = "day,name,last_day,opens,closes\n2026-01-03,fair,2026-01-05,"
    assert len(read(year(hours), "", head + "08:00,14:00\n")) == 1
    with pytest.raises(FaultyError, match="2026-01-03: 12 of 24 usual"):
        read(year(hours), "", head + ",\n")
    with pytest.raises(FaultyError, match="2026-01-04: 1 of 12 usual"):
        read(year(hours, lacking={(date(2026, 1, 4), 540)}), "", head + "08:00,14:00\n")


def test_ramadans_of_two_years_have_hours_of_their_own_each():

    def hours(day):
        return (9, 15) if date(2025, 3, 1) <= day < date(2025, 3, 31) else in_ramadan(day)

    assert len(read(year(hours, first=date(2024, 10, 5), days=560))) == 1
