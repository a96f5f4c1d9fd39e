"""Who a contact is: proofs join, words do not, and a phone number is a line."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import pytest

from fixtures.people import Organization, insert
from hamseda.customers.api import Claim, Recognition, recognise
from hamseda.house import House
from hamseda.kit.ids import new_id

DAYS = 180
PHONE, OTHER_PHONE = "0912 123 45 67", "+989351112233"
Recognise = Callable[..., Awaitable[Recognition]]


@pytest.fixture
def see(house: House, organization: Organization) -> Recognise:
    async def act(*claims: Claim, name: str | None = None) -> Recognition:
        async with house.database.transaction(organization.id) as work:
            return await recognise(work, claims=list(claims), name=name, settings_days=DAYS)

    return act


def email(raw: str, by: str | None = "identity_token") -> Claim:
    return Claim("email", raw, by)


def phone(raw: str, by: str | None = "second_factor") -> Claim:
    return Claim("phone", raw, by)


async def suggestions(
    owner: asyncpg.Connection, organization: Organization
) -> dict[frozenset[UUID], list[str]]:
    rows = await owner.fetch(
        "SELECT customer_id, other_id, evidence FROM merge_suggestion WHERE organization_id = $1",
        organization.id,
    )
    return {frozenset((r[0], r[1])): [reason["code"] for reason in r[2]["reasons"]] for r in rows}


async def test_a_proof_comes_back_to_its_customer_whatever_the_spelling(see):
    first = await see(email("Sara@Example.COM"), name="سارا رضایی")
    again = await see(email("<sara@example.com>"))
    assert first.is_new
    assert first.is_verified
    assert (again.customer_id, again.is_new, again.is_verified, again.matched) == (
        first.customer_id,
        False,
        True,
        ["email"],
    )


async def test_a_word_without_proof_joins_nobody_and_is_suggested(see, owner, organization):
    proven = await see(email("sara@example.com"))
    forged = await see(email("sara@example.com", None))
    assert forged.is_new
    assert not forged.is_verified
    assert forged.customer_id != proven.customer_id
    assert await suggestions(owner, organization) == {
        frozenset((proven.customer_id, forged.customer_id)): ["same_email"]
    }


async def test_a_device_comes_back_to_its_own_record_until_that_is_proven(see, owner, organization):
    device = Claim("device", "d-1")
    first, again = await see(device), await see(device)
    assert again.customer_id == first.customer_id
    assert not again.is_verified
    await see(Claim("external", "u-7", "identity_token"), device)
    assert (await see(device)).customer_id == first.customer_id, "a log-in must not take the device along"
    await owner.execute(
        "INSERT INTO identity (organization_id, id, customer_id, kind, value, raw, verified_at, verified_by) "
        "VALUES ($1, $2, $3, 'email', 'a@b.ir', 'a@b.ir', now(), 'agent_checked')",
        organization.id,
        new_id(),
        first.customer_id,
    )
    later = await see(device)
    assert later.is_new
    assert later.customer_id != first.customer_id


async def test_two_proofs_merge_two_customers_into_the_older(see, owner, organization):
    by_mail = await see(email("ali@example.com"))
    by_account = await see(Claim("external", "u-1", "identity_token"))
    both = await see(Claim("external", "u-1", "identity_token"), email("ali@example.com"))
    assert both.customer_id == by_mail.customer_id
    assert sorted(both.matched) == ["email", "external"]
    assert (
        await owner.fetchval("SELECT merged_into FROM customer WHERE id = $1", by_account.customer_id)
        == both.customer_id
    )
    assert (await see(Claim("external", "u-1", "identity_token"))).customer_id == by_mail.customer_id


async def test_a_line_merges_when_one_customer_has_it_and_nothing_speaks_against(see):
    by_phone = await see(phone(PHONE))
    by_mail = await see(email("ali@example.com"))
    both = await see(email("ali@example.com"), phone("۰۹۱۲۱۲۳۴۵۶۷"))
    assert both.customer_id in {by_phone.customer_id, by_mail.customer_id}
    assert (await see(phone(PHONE))).customer_id == (await see(email("ali@example.com"))).customer_id


async def test_a_shared_line_neither_finds_nor_merges(see, owner, organization):
    man = await see(email("man@example.com"), phone(PHONE))
    woman = await see(email("woman@example.com"), phone(PHONE))
    assert man.customer_id != woman.customer_id
    merged = await owner.fetchval(
        "SELECT count(*) FROM customer_merge WHERE organization_id = $1", organization.id
    )
    assert merged == 0
    caller = await see(phone(PHONE), name="بچه")
    assert caller.is_new
    assert not caller.is_verified
    assert caller.customer_id not in {man.customer_id, woman.customer_id}
    assert (await see(phone(PHONE), name="بچه")).customer_id == caller.customer_id, (
        "one record, not one for each call"
    )
    assert (await see(phone(PHONE), email("woman@example.com"))).customer_id == woman.customer_id


async def test_a_number_somebody_merely_typed_takes_nothing_from_its_owner(see):
    owner_of_line = await see(phone(PHONE))
    await see(phone(PHONE, None))
    assert (await see(phone(PHONE))).customer_id == owner_of_line.customer_id


async def test_an_expired_proof_finds_nobody_and_gives_way(see, owner, organization):
    old = await see(email("old@example.com"))
    await owner.execute(
        "UPDATE identity SET verified_until = now() - interval '1 day' WHERE customer_id = $1",
        old.customer_id,
    )
    new = await see(email("old@example.com"))
    assert new.is_new
    assert new.is_verified
    assert new.customer_id != old.customer_id
    assert (await see(email("old@example.com"))).customer_id == new.customer_id
    assert frozenset((old.customer_id, new.customer_id)) in await suggestions(owner, organization)


async def test_a_similar_name_is_a_suggestion_only(see, owner, organization):
    first = await see(email("a@example.com"), name="علي رضايي")
    second = await see(Claim("device", "x"), name="علی‌ رضایی")
    assert second.customer_id != first.customer_id
    assert (await suggestions(owner, organization))[frozenset((first.customer_id, second.customer_id))] == [
        "similar_name"
    ]


async def test_a_refused_pair_is_never_merged_by_itself(see, owner, organization):
    one, two = await see(email("a@example.com")), await see(Claim("external", "u", "identity_token"))
    await insert(
        owner,
        "merge_suggestion",
        organization_id=organization.id,
        id=new_id(),
        evidence={},
        customer_id=min(one.customer_id, two.customer_id),
        other_id=max(one.customer_id, two.customer_id),
        state="refused",
    )
    await see(email("a@example.com"), Claim("external", "u", "identity_token"))
    assert (await see(email("a@example.com"))).customer_id == one.customer_id
    assert (await see(Claim("external", "u", "identity_token"))).customer_id == two.customer_id


async def test_names_are_masked_and_made_findable(see, owner):
    seen = await see(email("k@example.com"), phone(OTHER_PHONE), name="کارت 6037 9911 1111 1112")
    row = await owner.fetchrow("SELECT name, search_text FROM customer WHERE id = $1", seen.customer_id)
    assert "9911" not in row["name"] + row["search_text"]
    assert "k@example.com" in row["search_text"]
    assert "09351112233" in row["search_text"]


@pytest.mark.parametrize(
    "claims",
    [
        (email("race@example.com"),),
        (phone(PHONE), email("race@example.com")),
        (Claim("device", "race"),),
    ],
)
async def test_two_contacts_at_once_end_in_one_customer(see, claims):
    seen = await asyncio.gather(*(see(*claims) for _ in range(8)))
    assert len({one.customer_id for one in seen}) == 1
    assert sum(one.is_new for one in seen) == 1


async def test_another_organization_knows_nobody(house, organization, foreign, see):
    await see(email("sara@example.com"))
    async with house.database.transaction(foreign.id) as work:
        assert (await recognise(work, claims=[email("sara@example.com")], settings_days=DAYS)).is_new
