"""Sites of several zones: who covers which hours, also when clocks change, and gaps in words."""

from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from fixtures.people import Organization
from hamseda.workforce.people.coverage import WEEKDAYS, Place, Spell, cover, gaps
from hamseda.workforce.people.gaps_said import gaps_said

ROUTE = "/api/v1/workforce/sites"
TEHRAN, TORONTO = "Asia/Tehran", "America/Toronto"
SATURDAY = date(2026, 12, 5)
OFFICE = {"first": 480, "end": 1200}


def place(zone: str, first: int, end: int, people: int = 2, days: tuple[str, ...] = WEEKDAYS) -> Place:
    return Place(zone, zone, {day: [Spell(first, end)] for day in days}, people)


def open_hours(places: list[Place], zone: str, day: date, days: int = 1) -> list[list[int]]:
    """Hours of the clock of a zone at which each place is open."""
    hours = cover(places, zone, day, days, [1] * 24)
    return [[hour.start.hour for hour in hours if hour.people[at]] for at in range(len(places))]


def test_a_site_abroad_is_open_by_its_own_clock_and_only_whole_hours_count():
    """Toronto is 8:30 behind Tehran in December: 9 to 17 there is 17:30 to 1:30 here."""
    (hours,) = open_hours([place(TORONTO, 540, 1020)], TEHRAN, SATURDAY)
    assert hours == [0, 18, 19, 20, 21, 22, 23]


def test_a_night_shift_goes_on_into_the_next_day():
    night = place(TEHRAN, 1320, 360, days=("fri",))
    assert open_hours([night], TEHRAN, date(2026, 12, 4), 2) == [[22, 23, 0, 1, 2, 3, 4, 5]]
    assert open_hours([place(TEHRAN, 480, 480, days=("sat",))], TEHRAN, SATURDAY, 2) == [
        [*range(8, 24), *range(8)]
    ]


@pytest.mark.parametrize(
    ("day", "count", "there"),
    [
        (date(2027, 3, 14), 23, 8),  # clocks of Toronto go forward
        (date(2026, 11, 1), 25, 8),  # and back
        (date(2026, 12, 5), 24, 8),
    ],
)
def test_a_day_has_the_hours_that_really_pass(day, count, there):
    hours = cover([place(TORONTO, 540, 1020)], TORONTO, day, 1, [1] * 24)
    assert len(hours) == count
    assert sum(1 for hour in hours if hour.people[0]) == there
    starts = [hour.start.timestamp() for hour in hours]
    assert {b - a for a, b in pairwise(starts)} == {3600}


def test_a_site_abroad_shifts_by_an_hour_when_its_clocks_change_and_ours_do_not():
    london = [place("Europe/London", 540, 1020)]
    before, after = (open_hours(london, TEHRAN, day)[0] for day in (date(2026, 10, 24), date(2026, 10, 26)))
    assert (before[0], after[0]) == (12, 13)  # 11:30 and 12:30, whole hours


def test_what_is_needed_may_differ_by_weekday():
    week = [0] * 168
    week[24 * 5 + 10] = 3  # Saturday at ten
    hours = cover([place(TEHRAN, 480, 1200)], TEHRAN, SATURDAY, 2, week)
    assert [(hour.start.day, hour.start.hour, hour.missing) for hour in hours if hour.required] == [
        (5, 10, 1)
    ]


def said(places: list[Place], required: int = 1, language: str = "fa", days: int = 7) -> list[str]:
    return gaps_said(gaps(cover(places, TEHRAN, SATURDAY, days, [required] * 24)), language)


def test_gaps_are_named_in_words():
    day = place(TEHRAN, 360, 120)  # six in the morning until two at night
    assert said([day]) == ["هر روز از ۲ تا ۶ بامداد کسی نیست."]
    assert said([day], language="en") == ["Every day from 02:00 to 06:00 nobody is there."]
    assert said([]) == ["هر روز از ۰ بامداد تا ۲۴ شب کسی نیست."]
    assert said([place(TEHRAN, 0, 1440)]) == ["همه‌ی ساعت‌ها پوشش دارد."]


def test_too_few_is_another_gap_than_nobody():
    evening = place(TEHRAN, 1020, 1200, people=1)
    whole = place(TEHRAN, 0, 1020, people=3)
    assert said([whole, evening], required=3) == [
        "هر روز از ۱۷ تا ۲۰ عصر ۲ نفر کم است.",
        "هر روز از ۲۰ تا ۲۴ شب کسی نیست.",
    ]


def test_what_is_so_on_some_days_names_them():
    weekdays = place(TEHRAN, 0, 1440, days=tuple(day for day in WEEKDAYS if day != "fri"))
    assert said([weekdays]) == ["جمعه از ۰ بامداد تا ۲۴ شب کسی نیست."]


def test_what_is_longer_than_a_day_is_told_day_by_day():
    """Open until Friday at one at night, and again on Saturday at eight."""
    evenings = place(TEHRAN, 480, 60, days=tuple(day for day in WEEKDAYS if day != "fri"))
    assert said([evenings]) == [
        "شنبه از ۰ بامداد تا ۸ صبح کسی نیست.",
        "یکشنبه، دوشنبه، سه‌شنبه، چهارشنبه، پنجشنبه از ۱ بامداد تا ۸ صبح کسی نیست.",
        "جمعه از ۱ بامداد تا ۲۴ شب کسی نیست.",
    ]


async def test_sites_are_kept_people_move_and_coverage_is_told(organization: Organization, sign_in, owner):
    client = sign_in(organization.supervisor)
    hours = {day: [OFFICE] for day in WEEKDAYS}
    own = (
        await client.post(
            ROUTE,
            json={"name": "دفتر", "time_zone": TEHRAN, "hours": hours, "people": 4, "user_ids": [str(organization.agent.id)],
                  "department_ids": [str(organization.sales_id)]},
        )
    ).json()  # fmt: skip
    assert (own["kind"], own["user_ids"]) == ("in_house", [str(organization.agent.id)])
    far = (
        await client.post(
            ROUTE,
            json={"name": "تورنتو", "kind": "remote", "time_zone": TORONTO, "hours": hours, "people": 2, "cost_factor": 2.5,
                  "user_ids": [str(organization.agent.id)]},
        )
    ).json()  # fmt: skip
    listed = (await client.get(ROUTE)).json()["items"]
    assert [one["user_ids"] for one in listed] == [[], [str(organization.agent.id)]]
    covered = (await client.post(f"{ROUTE}/coverage", json={"first": str(SATURDAY), "days": 7})).json()
    assert [one["offset"] for one in covered["sites"]] == ["+03:30", "-05:00"]
    assert covered["said"] == ["هر روز از ۴ بامداد تا ۸ صبح کسی نیست."]
    assert datetime.fromisoformat(covered["hours"][0]["start"]) == datetime(
        2026, 12, 5, tzinfo=ZoneInfo(TEHRAN)
    )
    assert (await client.patch(f"{ROUTE}/{far['id']}", json={"people": 0})).json()["people"] == 0
    assert (await client.delete(f"{ROUTE}/{own['id']}")).status_code == 204
    told = await owner.fetch(
        "SELECT action FROM audit_entry WHERE organization_id = $1 AND subject_kind = 'site' ORDER BY id",
        organization.id,
    )
    assert [row["action"] for row in told] == ["site.added", "site.added", "site.changed", "site.removed"]


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"time_zone": "Asia/Nowhere"}, 422, "time_zone"),
        ({"hours": {"mon": [{"first": 480, "end": 1500}]}}, 400, "hours.*.0.end"),
        ({"people": -1}, 400, "people"),
        ({"kind": "moon"}, 400, "kind"),
    ],
)
async def test_refusals(organization: Organization, sign_in, change, status, field):
    site = {"name": "دفتر", "time_zone": TEHRAN, "hours": {}, "people": 4, **change}
    answer = await sign_in(organization.admin).post(ROUTE, json=site)
    assert answer.status_code == status, answer.text
    assert answer.json()["errors"][0]["field"] == field


async def test_hours_that_are_neither_a_day_nor_a_week_are_refused(organization: Organization, sign_in):
    wish = {"first": str(SATURDAY), "required": [1] * 25}
    answer = await sign_in(organization.admin).post(f"{ROUTE}/coverage", json=wish)
    assert answer.json()["errors"][0]["code"] == "hours_unclear"


async def test_days_beyond_all_calendars_are_refused(organization: Organization, sign_in):
    answer = await sign_in(organization.admin).post(f"{ROUTE}/coverage", json={"first": "9999-12-31"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "day_far")
