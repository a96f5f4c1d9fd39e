"""Contacts, merges and checks at the same time, in transactions that truly overlap."""

import asyncio

import pytest

from fixtures.people import insert
from hamseda.customers import recognition
from hamseda.customers.api import Claim, recognise
from hamseda.customers.merging import merge, reverse
from hamseda.kit.database import CROSSED, again_when_crossed
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Conflict, Problem

DAYS = 180


@pytest.fixture
def see(house, organization):
    async def act(*claims: Claim):
        async with house.database.transaction(organization.id) as work:
            return await recognise(work, claims=list(claims), settings_days=DAYS)

    return act


def email(raw: str) -> Claim:
    return Claim("email", raw, "identity_token")


async def settled(*acts):
    """Run all at once; refusals are answers, anything else is a fault."""
    answers = await asyncio.gather(*acts, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, Problem):
            raise answer
    return answers


async def test_one_of_two_equal_merges_wins(house, organization, see):
    one, two = await see(email("a@example.com")), await see(email("b@example.com"))

    async def join(kept, merged):
        async with house.database.transaction(organization.id) as work:
            return await merge(work, kept_id=kept.customer_id, merged_id=merged.customer_id, reason={})

    answers = await settled(join(one, two), join(two, one), join(one, two))
    assert sum(isinstance(answer, Conflict) for answer in answers) == 2


@pytest.mark.parametrize("round_number", range(5))
async def test_contacts_during_a_merge_end_with_the_kept_customer(
    house, owner, organization, see, round_number
):
    one, two = await see(email("a@example.com")), await see(email("b@example.com"))

    async def join():
        async with house.database.transaction(organization.id) as work:
            return await merge(work, kept_id=one.customer_id, merged_id=two.customer_id, reason={})

    answers = await settled(
        see(email("b@example.com")), join(), see(email("b@example.com")), see(email("a@example.com"))
    )
    assert not [answer for answer in answers if isinstance(answer, Problem)]
    assert (await see(email("b@example.com"))).customer_id == one.customer_id
    count = "SELECT count(*) FROM customer WHERE organization_id = $1 AND merged_into IS NULL"
    assert await owner.fetchval(count, organization.id) == 2, "the planted customer and the merged pair"


async def test_reversal_and_contact_at_once_leave_one_holder(house, owner, organization, see):
    one, two = await see(email("a@example.com")), await see(email("b@example.com"))
    async with house.database.transaction(organization.id) as work:
        merge_id = await merge(work, kept_id=one.customer_id, merged_id=two.customer_id, reason={})

    async def undo():
        async with house.database.transaction(organization.id) as work:
            await reverse(work, merge_id=merge_id, reversed_by=None)

    await settled(undo(), see(email("b@example.com")), undo(), see(email("b@example.com")))
    assert (await see(email("b@example.com"))).customer_id == two.customer_id
    holders = "SELECT count(*) FROM identity WHERE organization_id = $1 AND value = 'b@example.com'"
    assert await owner.fetchval(holders, organization.id) == 1


async def test_two_agents_cannot_prove_one_mailbox_for_two_customers(house, owner, organization, sign_in):
    customers = []
    for _ in range(2):
        customer, identity = new_id(), new_id()
        await insert(owner, "customer", organization_id=organization.id, id=customer)
        await insert(
            owner,
            "identity",
            organization_id=organization.id,
            id=identity,
            customer_id=customer,
            kind="email",
            value="same@example.com",
            raw="same@example.com",
        )
        customers.append((customer, identity))
    agent = sign_in(organization.agent)
    answers = await asyncio.gather(
        *(
            agent.post(
                f"/api/v1/customers/{c}/identities/{i}/verification",
                json={"method": "agent_checked", "note": "پرسیده شد"},
            )
            for c, i in customers
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_two_merges_that_cross_both_end_and_make_one_customer(
    house, owner, organization, see, monkeypatch
):
    one, two = await see(email("a@example.com")), await see(email("d@example.com"))
    for known, also in ((one, "b@example.com"), (two, "c@example.com")):
        async with house.database.transaction(organization.id) as work:
            await insert_verified(work, known.customer_id, also)
    both_hold_theirs, met = asyncio.Barrier(2), []

    async def merge_when_both_have_begun(work, **named):
        if len(met) < 2:
            met.append(1)
            await both_hold_theirs.wait()
        return await merge(work, **named)

    monkeypatch.setattr(recognition, "merge", merge_when_both_have_begun)
    seeing = again_when_crossed(see)
    # Each holds one address of either customer and, to merge them, wants all four.
    answers = await settled(
        seeing(email("a@example.com"), email("d@example.com")),
        seeing(email("b@example.com"), email("c@example.com")),
    )
    assert {answer.customer_id for answer in answers} == {one.customer_id}
    merges = "SELECT count(*) FROM customer_merge WHERE organization_id = $1"
    assert await owner.fetchval(merges, organization.id) == 1


async def test_without_another_try_one_of_two_crossing_acts_is_lost(house, organization):
    """What the retry is for: the database refuses one of two that wait for each other."""
    both_hold_theirs = asyncio.Barrier(2)

    async def hold(first: int, second: int):
        async with house.database.transaction(organization.id) as work:
            await work.execute("SELECT pg_advisory_xact_lock($1)", first)
            await both_hold_theirs.wait()
            await work.execute("SELECT pg_advisory_xact_lock($1)", second)

    answers = await asyncio.gather(hold(71, 72), hold(72, 71), return_exceptions=True)
    assert [isinstance(answer, CROSSED) for answer in answers].count(True) == 1


async def insert_verified(work, customer_id, address):
    await work.execute(
        "INSERT INTO identity (organization_id, id, customer_id, kind, value, raw, verified_at, verified_by)"
        " VALUES ($1, $2, $3, 'email', $4, $4, now(), 'identity_token')",
        work.organization_id,
        new_id(),
        customer_id,
        address,
    )
