"""What a visitor may do without a WebSocket: the same frames by POST, and calls only within our hours."""
# ruff: noqa: F811 -- a fixture is imported and asked for by its name

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from channels.test_webchat import site  # noqa: F401 -- the fixture
from fixtures.people import insert
from hamseda.founding import office_hours
from hamseda.kit.ids import new_id


async def post(site: Any, visit: dict[str, Any], **frame: Any) -> Any:
    return await site.http.post(
        "/widget/v1/messages", json=frame, headers={"authorization": f"Bearer {visit['visitor_token']}"}
    )


@pytest.fixture
async def hours(owner, organization) -> Any:
    """Saturday to Wednesday 9 to 18, as the queue of the channel keeps them."""
    hours, calendar = office_hours(), new_id()
    definition = msgspec.to_builtins(hours)
    await insert(
        owner, "calendar", organization_id=organization.id, id=calendar, name="اداری", definition=definition
    )
    await owner.execute(
        "UPDATE queue SET calendar_id = $2 WHERE id = $1", organization.sales_queue_id, calendar
    )
    return hours


async def test_a_call_outside_the_hours_is_refused_with_the_next_possible_time(
    site, owner, organization, hours
) -> None:
    visit = await site.visit()
    closing = hours.next_close(hours.next_open(datetime.now(UTC) + timedelta(days=1)))
    wanted = closing + timedelta(hours=1)
    frame = {"t": "callback", "id": str(uuid4()), "phone": "09121234567", "brief": "قیمت"}
    refused = await post(site, visit, **frame, at=wanted.isoformat())
    assert (refused.status_code, refused.json()["code"]) == (422, "outside_hours")
    assert refused.json()["errors"][0]["field"] == "at"
    opens_at = datetime.fromisoformat(refused.json()["opens_at"])
    assert opens_at == hours.next_open(wanted)
    assert (
        await owner.fetchval("SELECT count(*) FROM message WHERE organization_id = $1", organization.id) == 0
    )
    async with site.chat(visit) as chat:
        await chat.hear("hello")
        await chat.socket.send(msgspec.json.encode({**frame, "at": wanted.isoformat()}).decode())
        told = await chat.hear("refused", id=frame["id"])
        assert (told["code"], datetime.fromisoformat(told["opens_at"])) == ("outside_hours", opens_at)
    for _ in range(2):  # the second is the same request, sent again
        promised = await post(site, visit, **frame, at=opens_at.isoformat())
        assert (promised.status_code, promised.json()["t"]) == (200, "ack"), promised.text
    rows = await owner.fetch("SELECT wanted_at FROM callback WHERE organization_id = $1", organization.id)
    assert [row["wanted_at"] for row in rows] == [opens_at]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"at": "2001-01-01T10:00:00Z", "phone": "09121234567"}, "at"),
        ({"at": "2999-01-01T10:00:00", "phone": "09121234567"}, "at"),
        ({"at": "2999-01-01T10:00:00Z", "brief": "قیمت"}, "phone"),
        ({}, "text"),
    ],
)
async def test_a_wish_that_cannot_be_is_refused_and_nothing_is_stored(
    site, owner, organization, wrong, field
) -> None:
    answer = await post(site, await site.visit(), t="callback", id=str(uuid4()), **wrong)
    assert answer.status_code in {400, 422}
    assert answer.json()["errors"][0]["field"] == field
    assert (
        await owner.fetchval("SELECT count(*) FROM message WHERE organization_id = $1", organization.id) == 0
    )


async def test_leaving_a_message_reading_and_ending_by_post(site, sign_in, owner, organization) -> None:
    visit = await site.visit()
    left = await post(
        site, visit, t="leave_message", id=str(uuid4()), text="خبرم کنید", email="n@example.com"
    )
    assert left.json()["t"] == "ack", left.text
    conversation = left.json()["conversation_id"]
    told = await owner.fetchrow(
        "SELECT value, verified_at FROM identity WHERE kind = 'email' AND organization_id = $1",
        organization.id,
    )
    assert tuple(told) == ("n@example.com", None)
    reply = {"id": str(uuid4()), "text": "چشم"}
    sent = await sign_in(organization.agent).post(
        f"/api/v1/conversations/{conversation}/messages", json=reply
    )
    assert sent.is_success, sent.text
    read = await post(site, visit, t="read", position=sent.json()["position"])
    assert (read.status_code, read.json()["t"]) == (200, "done")
    assert await owner.fetchval("SELECT state FROM message WHERE text = 'چشم'") == "read"
    assert (await post(site, visit, t="end")).json()["t"] == "done"
    state = await owner.fetchval(
        "SELECT state FROM interaction WHERE conversation_id = $1::text::uuid", conversation
    )
    assert state == "ended"


@pytest.mark.parametrize("frame", [{"t": "dance"}, {"text": "بی‌شناسه"}, {"t": "read", "position": -1}])
async def test_a_frame_that_is_not_understood_is_refused(site, frame) -> None:
    answer = await post(site, await site.visit(), **frame)
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"
