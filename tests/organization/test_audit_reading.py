"""The audit log is read by person, kind, object and time, page by page."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import httpx
import pytest

from fixtures.house import SignIn
from fixtures.people import Organization, insert
from hamseda.kit.ids import id_at, new_id

DAY = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def admin(organization: Organization, sign_in: SignIn) -> httpx.AsyncClient:
    return sign_in(organization.admin)


@pytest.fixture
async def entries(organization: Organization, owner: asyncpg.Connection) -> dict[str, UUID]:
    """Five entries, an hour apart: who, what and to whom differ."""
    mina, kaveh, file = organization.admin.id, organization.agent.id, new_id()
    said = [
        ("added", mina, "member.added", "user", kaveh),
        ("changed", mina, "member.changed", "user", kaveh),
        ("handed", kaveh, "conversation.handed", "conversation", organization.conversation_id),
        ("opened", kaveh, "session.opened", "user", kaveh),
        ("members", mina, "members_counted", "file", file),
    ]
    made = {}
    for hour, (name, actor, action, kind, subject) in enumerate(said):
        at = DAY + timedelta(hours=hour)
        # Written some seconds after its transaction began.
        made[name] = id_at(int(at.timestamp() * 1000) + 4000)
        await insert(
            owner, "audit_entry", organization_id=organization.id, id=made[name], at=at, actor_kind="user",
            actor_id=actor, action=action, subject_kind=kind, subject_id=subject,
        )  # fmt: skip
    return made


async def found(admin: httpx.AsyncClient, entries: dict[str, UUID], **asked: object) -> list[str]:
    answer = await admin.get("/api/v1/audit", params=asked)
    assert answer.status_code == 200, answer.text
    names = {str(row_id): name for name, row_id in entries.items()}
    return [names.get(row["id"], row["action"]) for row in answer.json()["items"]]


async def test_by_person_kind_and_object(
    admin: httpx.AsyncClient, organization: Organization, entries: dict[str, UUID]
):
    agent = str(organization.agent.id)
    assert await found(admin, entries, actor_id=agent) == ["opened", "handed"]
    assert await found(admin, entries, action="member.added") == ["added"]
    assert await found(admin, entries, action="member") == ["changed", "added"]
    assert await found(admin, entries, action="mem_er") == []
    assert await found(admin, entries, subject_id=agent, actor_id=agent) == ["opened"]
    assert await found(admin, entries, subject_kind="user") == ["opened", "changed", "added"]
    assert await found(admin, entries, actor_id=str(new_id())) == []


async def test_by_time(admin: httpx.AsyncClient, entries: dict[str, UUID]):
    second, fourth = (DAY + timedelta(hours=hour) for hour in (1, 3))
    period = {"from": second.isoformat(), "to": fourth.isoformat()}
    assert await found(admin, entries, **period) == ["handed", "changed"]
    assert await found(admin, entries, **{"from": "0001-01-01T00:00:00Z", "to": second.isoformat()}) == [
        "added"
    ]
    assert await found(admin, entries, to="1960-01-01T00:00:00Z") == []
    unzoned = await admin.get("/api/v1/audit", params={"from": "2026-11-03T09:00:00"})
    assert (unzoned.status_code, unzoned.json()["errors"][0]["field"]) == (422, "from")


async def test_page_by_page(admin: httpx.AsyncClient, organization: Organization, entries: dict[str, UUID]):
    asked = {"actor_id": str(organization.admin.id), "limit": 2}
    first = (await admin.get("/api/v1/audit", params=asked)).json()
    assert [row["action"] for row in first["items"]] == ["members_counted", "member.changed"]
    assert await found(admin, entries, **asked, after=first["next"]) == ["added"]
