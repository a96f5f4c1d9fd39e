from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from fixtures.people import MakeOrganization, Organization
from hamseda.house import House
from hamseda.kit.database import AuditEntry
from hamseda.kit.ids import id_at, new_id
from hamseda.organization.api import audit_head, link_audit, verify_audit
from hamseda.organization.audit import HORIZON, Break

LATER = HORIZON + timedelta(seconds=5)


async def write(house: House, organization: Organization, *actions: str) -> None:
    async with house.database.transaction(organization.id) as work:
        for action in actions:
            detail = {"ترتیب": [3, 1, 2], "b": 1.5, "a": {"z": None, "y": "‌"}}
            await work.audit(
                AuditEntry(actor_kind="user", actor_id=new_id(), action=action, detail=detail, address="::1")
            )


async def link(house: House) -> int:
    async with house.system.everywhere() as connection:
        return await link_audit(connection, datetime.now(UTC) + LATER)


async def verify(house: House, organization: Organization) -> list[Break]:
    async with house.system.everywhere() as connection:
        return await verify_audit(connection, organization.id)


async def chain(owner: asyncpg.Connection, organization: Organization) -> list[asyncpg.Record]:
    return await owner.fetch(
        "SELECT id, action, position FROM audit_entry WHERE organization_id = $1 AND position IS NOT NULL ORDER BY position",
        organization.id,
    )


@pytest.fixture
async def linked(house: House, organization: Organization) -> Organization:
    await write(house, organization, "one", "two", "three", "four")
    await link(house)
    return organization


async def test_entries_are_linked_in_the_order_of_their_ids(
    house: House, make_organization: MakeOrganization, owner: asyncpg.Connection
):
    first, second = await make_organization(), await make_organization()
    await write(house, first, "one", "two")
    await write(house, second, "other")
    await write(house, first, "three")
    assert await link(house) == 4
    await write(house, first, "four")
    assert await link(house) == 1
    assert await link(house) == 0
    assert [(r["action"], r["position"]) for r in await chain(owner, first)] == [
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
    ]
    assert await verify(house, first) == await verify(house, second) == []


async def test_what_is_too_young_waits(house: House, organization: Organization, owner: asyncpg.Connection):
    await write(house, organization, "now")
    async with house.system.everywhere() as connection:
        assert await link_audit(connection) == 0
    assert await chain(owner, organization) == []


async def test_one_linker_at_a_time(house: House, organization: Organization, owner: asyncpg.Connection):
    await write(house, organization, "now")
    async with house.system.everywhere() as one, one.transaction():
        assert await link_audit(one, datetime.now(UTC) + LATER) >= 1
        assert await link(house) == 0
    assert len(await chain(owner, organization)) == 1


@pytest.mark.parametrize(
    "change",
    [
        "action = 'nothing'",
        "actor_id = NULL",
        "detail = '{}'",
        "at = at + interval '1 microsecond'",
        "address = '::2'",
        "subject_kind = 'x'",
        "detail = jsonb_set(detail, '{b}', '1.6')",
    ],
)
async def test_a_changed_entry_is_found(
    house: House, linked: Organization, owner: asyncpg.Connection, change: str
):
    second = (await chain(owner, linked))[1]
    await owner.execute(f"UPDATE audit_entry SET {change} WHERE id = $1", second["id"])
    assert await verify(house, linked) == [Break("changed", 2, second["id"])]


async def test_a_removed_entry_is_found(house: House, linked: Organization, owner: asyncpg.Connection):
    entries = await chain(owner, linked)
    await owner.execute("DELETE FROM audit_entry WHERE id = $1", entries[1]["id"])
    assert await verify(house, linked) == [Break("missing", 2, None), Break("torn", 3, entries[2]["id"])]


async def test_an_entry_put_between_is_found(house: House, linked: Organization, owner: asyncpg.Connection):
    entries = await chain(owner, linked)
    await owner.execute("UPDATE audit_entry SET position = -position WHERE id = $1", entries[1]["id"])
    await owner.execute(
        "INSERT INTO audit_entry (organization_id, id, actor_kind, action, position, previous_hash, hash)"
        " SELECT organization_id, $2, 'user', 'forged', 2, previous_hash, hash FROM audit_entry WHERE id = $1",
        entries[1]["id"],
        new_id(),
    )
    assert Break("changed", 2, (await chain(owner, linked))[-3]["id"]) in await verify(house, linked)


async def test_a_chain_linked_anew_from_a_change_on_has_another_head(
    house: House, linked: Organization, owner: asyncpg.Connection
):
    async with house.system.everywhere() as connection:
        noted = await audit_head(connection, linked.id)
    second = (await chain(owner, linked))[1]
    await owner.execute("UPDATE audit_entry SET action = 'nothing' WHERE id = $1", second["id"])
    await owner.execute(
        "UPDATE audit_entry SET position = NULL, previous_hash = NULL, hash = NULL"
        " WHERE organization_id = $1 AND position >= 2",
        linked.id,
    )
    await link(house)
    assert await verify(house, linked) == []
    async with house.system.everywhere() as connection:
        assert await audit_head(connection, linked.id) != noted


async def test_a_linker_that_does_not_run_is_found(
    house: House, organization: Organization, owner: asyncpg.Connection
):
    old = id_at(int((datetime.now(UTC) - timedelta(hours=1)).timestamp() * 1000))
    await owner.execute(
        "INSERT INTO audit_entry (organization_id, id, actor_kind, action) VALUES ($1, $2, 'user', 'x')",
        organization.id,
        old,
    )
    assert await verify(house, organization) == [Break("unlinked", None, old)]


async def test_the_application_cannot_rewrite_the_log(house: House, linked: Organization):
    for statement in ("UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with house.database.transaction(linked.id) as work:
                await work.execute(statement)


async def test_a_plain_connection_verifies_the_same(
    linked: Organization, database_dsn: str, owner: asyncpg.Connection
):
    connection = await asyncpg.connect(database_dsn)
    try:
        assert await verify_audit(connection, linked.id) == []
    finally:
        await connection.close()
