"""A merge moves everything by a log, and undoing it puts everything back."""

import random
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.people import Organization, insert, plant
from hamseda.customers.merging import merge, reverse
from hamseda.house import House
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Conflict

TABLES = {
    "identity": "id, customer_id, kind, value, verified_at, verified_until, verified_by",
    "conversation": "id, customer_id, is_verified, status",
    "customer": "id, name, sort_key, search_text, attributes, merged_into",
    "visitor": "id, customer_id",
}


async def picture(owner: asyncpg.Connection, organization_id: UUID) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: [
            tuple(row)
            for row in await owner.fetch(
                f"SELECT {columns} FROM {table} WHERE organization_id = $1 ORDER BY id", organization_id
            )
        ]
        for table, columns in TABLES.items()
    }


async def add_customer(
    owner: asyncpg.Connection, the: Organization, choose: random.Random, number: int
) -> UUID:
    own: dict[str, Any] = {"organization_id": the.id}
    customer = new_id()
    name = choose.choice([None, f"نام {number}"])
    attributes = dict.fromkeys(choose.sample(["شهر", "طرح", "سن"], choose.randint(0, 2)), number)
    await insert(owner, "customer", **own, id=customer, name=name, sort_key=name or "", attributes=attributes)
    addresses = {("phone", f"+98912000000{choose.randint(0, 2)}") for _ in range(choose.randint(0, 2))}
    addresses |= {("email", choose.choice(["same@example.com", f"{number}@example.com"])) for _ in range(2)}
    for kind, value in sorted(addresses):
        own_mail = kind == "email" and value.startswith(str(number))
        verified = (kind == "phone" and choose.random() < 0.5) or own_mail
        days = choose.randint(1, 300)
        await owner.execute(
            "INSERT INTO identity (organization_id, id, customer_id, kind, value, raw, verified_at, verified_until) "
            "VALUES ($1, $2, $3, $4, $5, $5, CASE WHEN $6 THEN now() END, "
            "CASE WHEN $6 THEN now() + make_interval(days => $7) END)",
            the.id,
            new_id(),
            customer,
            kind,
            value,
            verified,
            days,
        )
    brands = [the.brand_id, None]
    for index in range(choose.randint(0, 3)):
        await insert(
            owner,
            "conversation",
            **own,
            id=new_id(),
            number=1000 + 10 * number + index,
            customer_id=customer,
            brand_id=brands[index % 2],
            queue_id=the.sales_queue_id,
            department_id=the.sales_id,
            is_verified=index < 2,
            status="open" if index < 2 else "resolved",
        )
    await insert(owner, "visitor", **own, id=new_id(), channel_id=the.channel_id, customer_id=customer)
    return customer


async def refresh(house: House, the: Organization, customers: list[UUID]) -> None:
    from hamseda.customers.identities import refresh_search_text  # noqa: PLC0415 -- only for arranging

    async with house.database.transaction(the.id) as work:
        for one in customers:
            await refresh_search_text(work, one)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), order=st.permutations(range(4)))
async def test_merges_undone_from_the_last_restore_everything(house, owner, seed, order):
    the = await plant(owner)
    choose = random.Random(seed)  # noqa: S311 -- hypothesis gives the seed
    customers = [await add_customer(owner, the, choose, number) for number in range(4)]
    await refresh(house, the, [*customers, the.customer_id])
    before = await picture(owner, the.id)
    merges, live = [], [customers[i] for i in order]
    while len(live) > 1:
        kept, merged = choose.sample(live, 2)
        async with house.database.transaction(the.id) as work:
            merges.append(await merge(work, kept_id=kept, merged_id=merged, reason={}))
        live.remove(merged)
    assert (
        await owner.fetchval(
            "SELECT count(*) FROM conversation c JOIN customer p ON p.id = c.customer_id "
            "WHERE c.organization_id = $1 AND p.merged_into IS NOT NULL",
            the.id,
        )
        == 0
    )
    assert len(live) == 1
    for merge_id in reversed(merges):
        async with house.database.transaction(the.id) as work:
            await reverse(work, merge_id=merge_id, reversed_by=None)
    assert await picture(owner, the.id) == before


@pytest.fixture
async def pair(owner, organization) -> tuple[UUID, UUID]:
    found = []
    for number, opened in ((1, "2 hours"), (2, "1 hour")):
        customer = new_id()
        await insert(owner, "customer", organization_id=organization.id, id=customer)
        conversation = new_id()
        await insert(
            owner,
            "conversation",
            organization_id=organization.id,
            id=conversation,
            number=50 + number,
            customer_id=customer,
            brand_id=organization.brand_id,
            queue_id=organization.sales_queue_id,
            department_id=organization.sales_id,
            is_verified=True,
        )
        await owner.execute(
            "UPDATE conversation SET opened_at = now() - $2::text::interval WHERE id = $1",
            conversation,
            opened,
        )
        found.append((customer, conversation))
    return found


async def test_of_two_open_threads_the_older_leads_and_the_newer_stays_open_beside(
    house, owner, organization, pair
):
    (older, main), (newer, beside) = pair
    async with house.database.transaction(organization.id) as work:
        await merge(work, kept_id=newer, merged_id=older, reason={})
    rows = {r["id"]: r for r in await owner.fetch("SELECT * FROM conversation WHERE customer_id = $1", newer)}
    assert (rows[main]["is_verified"], rows[main]["status"]) == (True, "open")
    assert (rows[beside]["is_verified"], rows[beside]["status"]) == (False, "open")
    notice = await owner.fetchrow(
        "SELECT kind, meta, position FROM message WHERE conversation_id = $1", beside
    )
    assert (notice["kind"], notice["meta"]["notice"], notice["meta"]["number"]) == (
        "notice",
        "merged_beside",
        51,
    )
    told = {
        r["kind"]
        for r in await owner.fetch("SELECT kind FROM event WHERE organization_id = $1", organization.id)
    }
    assert {"customer.merged", "conversation.changed", "message.appended"} <= told


async def test_what_came_after_a_merge_stays_when_it_is_undone(house, owner, organization, pair):
    (kept, _), (merged, moved) = pair
    async with house.database.transaction(organization.id) as work:
        merge_id = await merge(work, kept_id=kept, merged_id=merged, reason={})
    await insert(
        owner,
        "identity",
        organization_id=organization.id,
        id=new_id(),
        customer_id=kept,
        kind="phone",
        value="+989120000009",
        raw="0912 000 0009",
    )
    async with house.database.transaction(organization.id) as work:
        await reverse(work, merge_id=merge_id, reversed_by=organization.admin.id)
    assert await owner.fetchval("SELECT customer_id FROM conversation WHERE id = $1", moved) == merged
    assert (
        await owner.fetchval(
            "SELECT customer_id FROM identity WHERE value = '+989120000009' AND organization_id = $1",
            organization.id,
        )
        == kept
    )
    state = await owner.fetchval(
        "SELECT state FROM merge_suggestion WHERE organization_id = $1", organization.id
    )
    assert state == "refused"


async def test_an_earlier_merge_waits_for_the_later_one(house, owner, organization, pair):
    (kept, _), (merged, _) = pair
    async with house.database.transaction(organization.id) as work:
        first = await merge(work, kept_id=kept, merged_id=merged, reason={})
        second = await merge(work, kept_id=organization.customer_id, merged_id=kept, reason={})
    with pytest.raises(Conflict) as refused:
        async with house.database.transaction(organization.id) as work:
            await reverse(work, merge_id=first, reversed_by=None)
    assert (refused.value.code, refused.value.extra["merge_id"]) == ("later_merge", str(second))
    with pytest.raises(Conflict, match="merged already"):
        async with house.database.transaction(organization.id) as work:
            await merge(work, kept_id=merged, merged_id=organization.customer_id, reason={})


async def move(
    owner: asyncpg.Connection, organization: Organization, kind: str, pair: tuple[UUID, UUID]
) -> UUID:
    """Write down a split or a merge of conversations."""
    move_id, (from_id, to_id) = new_id(), pair
    log: dict[str, Any] = {"kind": kind, "from_id": from_id, "to_id": to_id, "asked": {}, "moved": {}}
    own: dict[str, Any] = {
        "organization_id": organization.id,
        "id": move_id,
        "moved_by": organization.agent.id,
    }
    await insert(owner, "conversation_move", **own, **log)
    return move_id


async def test_whose_words_stand_among_anothers_is_not_parted(house, owner, organization, pair):
    (older, main), (newer, beside) = pair
    async with house.database.transaction(organization.id) as work:
        merge_id = await merge(work, kept_id=older, merged_id=newer, reason={})
    moved = await move(owner, organization, "merge", (beside, main))
    with pytest.raises(Conflict) as refused:
        async with house.database.transaction(organization.id) as work:
            await reverse(work, merge_id=merge_id, reversed_by=None)
    assert refused.value.code == "conversations_merged"
    await owner.execute("UPDATE conversation_move SET reversed_at = now() WHERE id = $1", moved)
    async with house.database.transaction(organization.id) as work:
        await reverse(work, merge_id=merge_id, reversed_by=None)


async def test_what_was_split_off_since_goes_back_with_its_customer(house, owner, organization, pair):
    (older, main), (newer, beside) = pair
    async with house.database.transaction(organization.id) as work:
        merge_id = await merge(work, kept_id=older, merged_id=newer, reason={})
    off = new_id()
    where = {"queue_id": organization.sales_queue_id, "department_id": organization.sales_id}
    own: dict[str, Any] = {"organization_id": organization.id, "number": 77, "customer_id": older}
    await insert(owner, "conversation", id=off, **own, **where)
    await move(owner, organization, "split", (beside, off))
    async with house.database.transaction(organization.id) as work:
        await reverse(work, merge_id=merge_id, reversed_by=None)
    rows = await owner.fetch(
        "SELECT id, customer_id FROM conversation WHERE organization_id = $1", organization.id
    )
    assert {row["id"]: row["customer_id"] for row in rows if row["id"] in {main, beside, off}} == {
        main: older,
        beside: newer,
        off: newer,
    }
