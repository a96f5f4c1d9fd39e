"""Contacts of roads that are not connected, written down by hand."""

from datetime import UTC, datetime, timedelta

import pytest


def told(organization, at: datetime) -> dict[str, object]:
    return {
        "channel_kind": "branch",
        "queue_id": str(organization.sales_queue_id),
        "text": "سر زد و نرخ پرسید",
        "customer": {"name": "آذر آذری"},
        "at": at.isoformat(),
    }


@pytest.mark.parametrize("ago", [timedelta(days=3), timedelta(minutes=-2)])
async def test_a_contact_is_logged_when_it_was_also_by_a_clock_that_runs_fast(sign_in, organization, ago):
    agent = sign_in(organization.agent)
    answer = await agent.post("/api/v1/conversations", json=told(organization, datetime.now(UTC) - ago))
    assert answer.status_code == 201, answer.text


async def test_a_contact_that_is_still_to_come_is_refused_by_its_field(sign_in, organization):
    agent = sign_in(organization.agent)
    before = (await agent.get("/api/v1/conversations?view=all")).json()["items"]
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    answer = await agent.post("/api/v1/conversations", json=told(organization, tomorrow))
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["code"]) == (422, "at", "in_future")
    assert (await agent.get("/api/v1/conversations?view=all")).json()["items"] == before
