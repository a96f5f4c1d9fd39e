"""GET /api/v1/workforce/hindsight: what would have been forecast, and what came."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from fixtures.people import Organization
from hamseda.workforce import hindsight
from hamseda.workforce.forecast.effects import Calendar
from hamseda.workforce.forecast.series import Series
from hamseda.workforce.hindsight import play_weeks
from workforce.test_own_forecast import HOURS, PER_HOUR, TEHRAN, fill

ROUTE = "/api/v1/workforce/hindsight"
OPEN = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND application_name LIKE 'hamseda:%'"""
TODAY = date(2026, 11, 28)


def grid(days: int, level: float = 40.0) -> Series:
    """Mornings at 40 an hour by the clock, nothing before eight and after noon."""
    span = np.arange(TODAY.toordinal() - days, TODAY.toordinal())
    volume = np.zeros((days, 24))
    volume[:, 8:12] = level
    return Series(span, np.arange(0, 1440, 60), volume)


async def test_weeks_that_were_like_the_others_were_foreseen(organization: Organization, sign_in, owner):
    await fill(owner, organization, organization.sales_queue_id, "webchat")
    query = {"weeks": 3, "country": "", "queue_id": str(organization.sales_queue_id)}
    answer = await sign_in(organization.supervisor).get(ROUTE, params=query)
    assert answer.status_code == 200, answer.text
    (found,) = answer.json()["items"]
    today = datetime.now(UTC).astimezone(TEHRAN).date()
    assert [week["first_day"] for week in found["weeks"]] == [
        str(today - timedelta(days=7 * back)) for back in (3, 2, 1)
    ]
    assert [week["volume"] for week in found["weeks"]] == [6 * HOURS * PER_HOUR] * 3
    assert found["wape"] == pytest.approx(0, abs=0.03)
    assert found["coverage"] == 1
    assert len(found["points"]) == 3 * 6 * HOURS * 2
    assert {point["actual"] for point in found["points"]} == {PER_HOUR / 2}
    assert all(point["p10"] <= point["p50"] <= point["p90"] for point in found["points"])


async def test_another_department_is_not_shown(organization: Organization, sign_in, owner):
    await fill(owner, organization, organization.support_queue_id, "webchat")
    sql = "UPDATE membership SET department_id = $2 WHERE user_id = $1"
    await owner.execute(sql, organization.supervisor.id, organization.sales_id)
    query = {"queue_id": str(organization.support_queue_id)}
    assert (await sign_in(organization.supervisor).get(ROUTE, params=query)).json()["items"] == []
    assert len((await sign_in(organization.admin).get(ROUTE, params=query)).json()["items"]) == 1


def test_a_week_is_forecast_with_what_was_known_on_its_morning():
    """The last week doubles: whoever had seen it would not have been so wrong."""
    known = grid(70)
    known.volume[-7:] *= 2
    before, last = play_weeks(known, Calendar(), TODAY, 2)
    assert before.mean.sum() == pytest.approx(before.actual.sum(), rel=0.02)
    assert last.mean.sum() == pytest.approx(last.actual.sum() / 2, rel=0.02)


def test_what_fell_on_closed_times_was_expected_to_be_nothing():
    known = grid(70)
    known.volume[-3, 20] = 10
    (last,) = play_weeks(known, Calendar(), TODAY, 1)
    at = last.starts.index("2026-11-25T20:00")
    assert (last.actual[at], last.mean[at], last.high[at]) == (10, 0, 0)
    assert len(last.starts) == 7 * 4 + 1


def test_a_holiday_that_was_always_closed_was_not_expected():
    known = grid(70)
    closed = [int(known.days[at]) for at in (10, 31, 52, 66)]
    known.volume[np.isin(known.days, closed)] = 0
    calendar = Calendar(holidays=frozenset(closed))
    (last,) = play_weeks(known, calendar, TODAY, 1)
    assert str(date.fromordinal(closed[-1])) not in {start[:10] for start in last.starts}
    assert len(last.starts) == 6 * 4
    known.volume[66, 9] = 30  # but somebody came
    (last,) = play_weeks(known, calendar, TODAY, 1)
    assert (last.actual.sum(), last.mean[last.actual == 30].tolist()) == (6 * 4 * 40 + 30, [0])


def test_what_is_not_known_is_left_out():
    known = grid(70)
    known.volume[-2, 9] = np.nan  # clocks were changed
    (last,) = play_weeks(known, Calendar(), TODAY, 1)
    assert len(last.starts) == 7 * 4 - 1
    assert np.isfinite(last.actual).all()


@pytest.mark.parametrize(("days", "weeks"), [(10, 0), (14, 1), (20, 1), (21, 2)])
def test_a_week_before_which_less_than_one_was_known_is_not_told(days, weeks):
    assert len(play_weeks(grid(days), Calendar(), TODAY, 6)) == weeks


async def test_no_transaction_is_open_while_it_is_worked_out(
    organization: Organization, sign_in, owner, monkeypatch
):
    await fill(owner, organization, organization.sales_queue_id, "webchat")
    seen = []

    def look(_known, _weeks):
        seen.append(asyncio.run_coroutine_threadsafe(owner.fetchval(OPEN), loop).result(10))
        return []

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(hindsight, "hindsights_of", look)
    assert (await sign_in(organization.supervisor).get(ROUTE)).status_code == 200
    assert seen == [0]
