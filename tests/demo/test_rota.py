"""The demonstration's people have shifts: this week and the next published, a draft after them, requests that wait."""

import asyncpg
import pytest

from hamseda.demo import cast


@pytest.fixture(scope="module")
async def the(seeded, owner: asyncpg.Connection):
    return await owner.fetchval("SELECT id FROM organization WHERE slug = $1", cast.SLUG)


async def test_two_weeks_are_published_and_one_is_a_draft(the, owner: asyncpg.Connection):
    rows = await owner.fetch(
        """SELECT s.state, count(t.id) AS shifts, count(DISTINCT t.user_id) AS people,
                  jsonb_array_length(s.figures->'shortfalls') AS short
           FROM schedule s JOIN scheduled_shift t ON t.schedule_id = s.id
           GROUP BY s.organization_id, s.id ORDER BY s.first_day"""
    )
    assert [row["state"] for row in rows] == ["published", "published", "draft"]
    assert all(row["people"] == 12 and row["shifts"] >= 24 and row["short"] >= 1 for row in rows)


async def test_no_rule_of_work_is_broken(the, owner: asyncpg.Connection):
    broken = await owner.fetchval(
        "SELECT count(*) FROM schedule WHERE figures->'breaches' <> '[]'::jsonb AND state = 'published'"
    )
    assert broken == 0


async def test_a_leave_and_a_swap_wait(the, owner: asyncpg.Connection):
    rows = await owner.fetch("SELECT kind, state FROM shift_request ORDER BY kind")
    assert [tuple(row.values()) for row in rows] == [("leave", "asked"), ("swap", "asked")]
