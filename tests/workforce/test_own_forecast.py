"""GET /api/v1/workforce/forecast: what came to one's own queues is continued."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import asyncpg
import numpy as np
import pytest

from fixtures.people import Organization, insert
from hamseda.kit.ids import new_id
from hamseda.routing.api import Arrived
from hamseda.workforce.forecast.effects import Calendar
from hamseda.workforce.forecast.history import Group
from hamseda.workforce.forecast.outlook import look_ahead
from hamseda.workforce.forecast.series import Series
from hamseda.workforce.own_queues import changing, grid_of, without_silence

ROUTE = "/api/v1/workforce/forecast"
TEHRAN = ZoneInfo("Asia/Tehran")
WEEKS, PER_HOUR, FIRST_HOUR, HOURS = 8, 12, 9, 4
FILL = """
INSERT INTO work_item (organization_id, id, queue_id, conversation_id, interaction_id, channel_kind, weight, state,
                       entered_at, accepted_at, ended_at)
SELECT $1, gen_random_uuid(), $2, $3, $4, $5, 25, 'done', t, t, t + interval '240 seconds' FROM unnest($6::timestamptz[]) t
"""


async def fill(owner: asyncpg.Connection, o: Organization, queue_id, channel: str) -> None:
    """Twelve pieces of work an hour from nine to one on every day but Friday, by the clocks of Tehran."""
    interaction = new_id()
    await insert(
        owner,
        "interaction",
        organization_id=o.id,
        id=interaction,
        conversation_id=o.conversation_id,
        channel_kind=channel,
    )
    today = datetime.now(TEHRAN).replace(hour=FIRST_HOUR, minute=0, second=0, microsecond=0)
    times = [
        today - timedelta(days=back) + timedelta(minutes=5 * step)
        for back in range(1, 7 * WEEKS + 1)
        if (today - timedelta(days=back)).weekday() != 4
        for step in range(PER_HOUR * HOURS)
    ]
    await owner.execute(FILL, o.id, queue_id, o.conversation_id, interaction, channel, times)


async def test_every_queue_and_channel_is_continued(organization: Organization, sign_in, owner):
    await fill(owner, organization, organization.sales_queue_id, "webchat")
    answer = await sign_in(organization.admin).get(ROUTE, params={"horizon_days": 7, "country": ""})
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert (shown["time_zone"], shown["interval_s"]) == ("Asia/Tehran", 1800)
    (found,) = shown["items"]
    assert (found["queue"], found["channel"]) == ("صف فروش", "webchat")
    assert found["origins"] > 0
    assert found["model"] in found["wape"]
    assert len(found["points"]) == 6 * HOURS * 2  # the nights and the Friday stay closed
    for point in found["points"]:
        assert point["mean"] == pytest.approx(PER_HOUR / 2, rel=0.02)
        assert point["p10"] <= point["p50"] <= point["p90"]
        assert point["aht_s"] == 240
        start = datetime.fromisoformat(point["start"])
        assert FIRST_HOUR <= start.hour < FIRST_HOUR + HOURS
        assert start.weekday() != 4
    assert found["points"][0]["start"][:10] >= str(datetime.now(UTC).astimezone(TEHRAN).date())


async def test_a_supervisor_sees_the_department_that_they_lead(organization: Organization, sign_in, owner):
    await fill(owner, organization, organization.support_queue_id, "email")
    await owner.execute(
        "UPDATE membership SET department_id = $2 WHERE user_id = $1",
        organization.supervisor.id,
        organization.sales_id,
    )
    assert (await sign_in(organization.supervisor).get(ROUTE)).json()["items"] == []
    assert len((await sign_in(organization.admin).get(ROUTE)).json()["items"]) == 1


async def test_what_came_today_is_no_history(organization: Organization, sign_in, owner):
    interaction = new_id()
    own = {"organization_id": organization.id, "conversation_id": organization.conversation_id}
    await insert(owner, "interaction", **own, id=interaction, channel_kind="webchat")
    now = [datetime.now(UTC)]
    ids = (organization.id, organization.sales_queue_id, organization.conversation_id, interaction)
    await owner.execute(FILL, *ids, "webchat", now)
    assert (await sign_in(organization.admin).get(ROUTE)).json()["items"] == []


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ({"minutes": 20}, 400, "minutes"),
        ({"horizon_days": 90}, 400, "horizon_days"),
        ({"country": "XX"}, 422, "country"),
    ],
)
async def test_refusals(organization: Organization, sign_in, query, status, field):
    answer = await sign_in(organization.admin).get(ROUTE, params=query)
    assert answer.status_code == status, answer.text
    assert answer.json()["errors"][0]["field"] == field


def test_a_queue_that_fell_silent_expects_nothing():
    rows = [Arrived(uuid4(), "q", "chat", datetime(2026, 6, day, 9, 30), 4, None) for day in (1, 2, 3)]  # noqa: DTZ001
    silent = Group({}, without_silence(grid_of(rows, 30, date(2026, 11, 27), TEHRAN)), ())
    found = look_ahead(silent, 7, Calendar())
    assert found.columns["start"] == []
    assert found.verdict.origins == 0


def test_rows_become_a_grid():
    rows = [
        Arrived(uuid4(), "q", "chat", datetime(2026, 11, day, 9, 30), 4, None if day == 24 else 100.0)  # noqa: DTZ001
        for day in (23, 24, 25)
    ]
    series = without_silence(grid_of(rows, 30, date(2026, 11, 27), TEHRAN))
    assert series.days.tolist() == [date(2026, 11, day).toordinal() for day in (23, 24, 25, 26)]
    assert series.volume[:3, 19].tolist() == [4, 4, 4]
    assert np.isfinite(series.volume).sum() == 3  # nothing ever came on the Thursday, nor at other times
    assert np.isnan(series.aht[1, 19])
    assert series.aht[0, 19] == 100


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 10, 25), [2]),  # three becomes two
        ("Europe/Berlin", date(2026, 3, 29), [2]),  # two becomes three
        ("Asia/Tehran", date(2026, 3, 22), []),  # no longer
        ("Asia/Tehran", date(2021, 3, 22), [0]),
        ("Australia/Lord_Howe", date(2026, 4, 5), [1]),  # half an hour only
    ],
)
def test_hours_that_clocks_skip_or_go_through_twice_are_not_known(zone, day, hours):
    rows, columns = changing([day.toordinal() - 1, day.toordinal(), day.toordinal() + 1], 60, ZoneInfo(zone))
    assert columns == hours
    assert set(rows) <= {1}
    assert changing([day.toordinal()], 1440, ZoneInfo(zone)) == ([], [])


def test_an_hour_twice_as_long_is_left_out_of_the_grid():
    rows = [
        Arrived(uuid4(), "q", "chat", datetime(2026, 10, day, 2, 0), 8 if day == 25 else 4, None)  # noqa: DTZ001
        for day in (24, 25, 26)
    ]
    found = grid_of(rows, 60, date(2026, 10, 27), ZoneInfo("Europe/Berlin"))
    assert np.isnan(found.volume[1, 2])
    assert found.volume[[0, 2], 2].tolist() == [4, 4]
    assert np.isfinite(found.volume).sum() == 3 * 24 - 1


async def test_whole_days_are_forecast_as_well(organization: Organization, sign_in, owner):
    await fill(owner, organization, organization.sales_queue_id, "webchat")
    query = {"minutes": 1440, "horizon_days": 7, "country": ""}
    (found,) = (await sign_in(organization.admin).get(ROUTE, params=query)).json()["items"]
    assert {point["start"][11:] for point in found["points"]} == {"00:00"}
    assert [round(point["mean"]) for point in found["points"]] == [PER_HOUR * HOURS] * 6


async def two_days(owner: asyncpg.Connection, o: Organization) -> set[int]:
    """Work on yesterday and the day before, and which weekdays those are."""
    interaction = new_id()
    own = {"organization_id": o.id, "conversation_id": o.conversation_id}
    await insert(owner, "interaction", **own, id=interaction, channel_kind="webchat")
    today = datetime.now(TEHRAN).replace(hour=FIRST_HOUR, minute=0, second=0, microsecond=0)
    times = [
        today - timedelta(days=back) + timedelta(minutes=5 * step)
        for back in (1, 2)
        for step in range(PER_HOUR * HOURS)
    ]
    await owner.execute(FILL, o.id, o.sales_queue_id, o.conversation_id, interaction, "webchat", times)
    return {(today - timedelta(days=back)).weekday() for back in (1, 2)}


async def test_weekdays_that_a_new_queue_has_not_seen_are_lent_and_told(
    organization: Organization, sign_in, owner
):
    """The five other weekdays are forecast like the two that were seen, all but the Friday of Iran."""
    seen = await two_days(owner, organization)
    answer = await sign_in(organization.admin).get(ROUTE, params={"horizon_days": 7, "country": "IR"})
    (found,) = answer.json()["items"]
    starts = {datetime.fromisoformat(point["start"]).weekday() for point in found["points"]}
    assert starts == set(range(7)) - ({4} - seen)
    assert "به این روزها نمی‌رسد" in found["notes"][0]
    assert found["origins"] == 0


async def test_a_draft_from_a_short_history_says_so(organization: Organization, sign_in, owner):
    await two_days(owner, organization)
    first = datetime.now(TEHRAN).date() + timedelta(days=1)
    answer = await sign_in(organization.admin).post(
        "/api/v1/workforce/schedules",
        json={"first_day": str(first), "queue_ids": [str(organization.sales_queue_id)]},
    )
    assert answer.status_code == 201, answer.text
    (note,) = answer.json()["notes"]
    assert note["code"] == "short_history"
    assert "صف فروش" in note["said"]


@pytest.mark.parametrize(
    ("per_hour", "opened", "taken"), [(40, False, "closed"), (40, True, "learned"), (0.04, False, "chance")]
)
def test_holidays_on_which_nothing_came_were_closed_and_the_next_is_as_well(per_hour, opened, taken):
    today = date(2026, 11, 28).toordinal()
    days = np.arange(today - 120, today)
    volume = np.zeros((days.size, 24))
    volume[:, 8:16] = np.random.default_rng(4).poisson(per_hour, (days.size, 8))
    closed, coming = days[[10, 31, 52, 66, 100, 119]], today + 3
    volume[np.isin(days, closed)] = 0
    if opened:
        volume[days == closed[2], 8:16] = per_hour / 4
    calendar = Calendar(holidays=frozenset([*closed.tolist(), coming]))
    seen = without_silence(Series(days, np.arange(0, 1440, 60), volume), calendar.holidays)
    assert np.isin(closed, seen.days).sum() == {"closed": 0, "learned": 1, "chance": 6}[taken]
    found = look_ahead(Group({}, seen, ()), 7, calendar, today)
    assert found.columns["start"][0].startswith("2026-11-28")
    told = sum(
        mean
        for start, mean in zip(found.columns["start"], found.columns["mean"], strict=True)
        if start.startswith("2026-12-01")
    )
    assert {"closed": told == 0, "learned": 40 < told < 250, "chance": 0 < told < 1}[taken], told


def test_a_holiday_whose_name_was_always_closed_stays_closed_though_others_are_worked():
    today = date(2026, 11, 28).toordinal()
    days = np.arange(today - 120, today)
    volume = np.full((days.size, 24), 40.0)
    worked, closed, later, other = int(days[30]), int(days[52]), today + 3, today + 4
    calendar = Calendar(
        holidays=frozenset([worked, closed, later, other]),
        called={
            day: frozenset([name]) for day, name in ((worked, "a"), (closed, "b"), (later, "b"), (other, "c"))
        },
    )
    seen = Series(days, np.arange(0, 1440, 60), volume).where(days != closed)
    found = look_ahead(Group({}, seen, ()), 7, calendar, today)
    told = {start[:10] for start in found.columns["start"]}
    assert "2026-12-01" not in told
    assert {"2026-11-30", "2026-12-02"} <= told
    assert [note.said("en") for note in found.notes][-1] == (
        "Closed on these holidays each time that the history has them, so now as well: 2026-12-01."
    )
