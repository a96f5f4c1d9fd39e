"""Recognising a contact: from what it claims to one customer, with merges and suggestions on the way."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import msgspec

from hamseda.customers import queries
from hamseda.customers.addresses import address
from hamseda.customers.identities import marks_of, refresh_search_text
from hamseda.customers.merging import merge
from hamseda.customers.names import clean_name, name_key, search_text
from hamseda.customers.rules import LASTING, SINGLE, Claim, Decision, Holder, Known, decide, unchanged
from hamseda.customers.suggestions import similar_names, suggest
from hamseda.events import CustomerChanged
from hamseda.kit.database import Transaction
from hamseda.kit.ids import new_id

MOST_HOLDERS: Final = 100
STAFF: Final = {"staff": True}


class Recognition(msgspec.Struct, frozen=True):
    """Who it is: `is_verified` says that a proof led here, `matched` by which kinds of identity."""

    customer_id: UUID
    is_verified: bool
    is_new: bool
    matched: list[str]


async def recognise(
    work: Transaction,
    *,
    claims: list[Claim],
    settings_days: int,
    name: str | None = None,
    brand_id: UUID | None = None,
    locale: str | None = None,
    is_simulated: bool = False,
) -> Recognition:
    """Find or make the customer of a contact; `settings_days` is how long a proof holds.

    Two contacts with the same new proof at once end in one customer: claims are locked until the commit.
    """
    known = normal_claims(claims)
    name = clean_name(name)
    holders = await _holders(work, known, settings_days)
    decision = decide(known, holders, name_key(name), await _refused(work, holders))
    if decision.customer_id is None:
        customer_id = await _add(work, name, brand_id, locale, is_simulated, decision.store)
        await _store(work, customer_id, decision, decision.store, settings_days)
    else:
        customer_id = decision.customer_id
        await _meet_again(work, customer_id, decision, holders, name, settings_days)
    await _suggest(work, customer_id, decision, name)
    return Recognition(customer_id, decision.is_verified, decision.customer_id is None, decision.matched)


def normal_claims(claims: Iterable[Claim]) -> list[Known]:
    """Each identity once, the proved one before the unproved; what cannot be an address is left out."""
    found: dict[tuple[str, str], Known] = {}
    for claim in sorted(claims, key=lambda one: one.verified_by is None):
        value = address(claim.kind, claim.raw)
        if value is not None:
            found.setdefault(
                (claim.kind, value), Known(claim.kind, value, claim.raw.strip(), claim.verified_by)
            )
    return list(found.values())


async def _holders(work: Transaction, known: list[Known], days: int) -> list[Holder]:
    """Lock the claims until the commit and find who has them."""
    if not known:
        return []
    kinds, values = [one.kind for one in known], [one.value for one in known]
    marks = marks_of(work.organization_id, zip(kinds, values, strict=True))
    rows = await work.fetch(queries.HOLDERS, work.organization_id, marks, kinds, values, MOST_HOLDERS, days)
    return [Holder(**dict(row)) for row in rows]


async def _refused(work: Transaction, holders: list[Holder]) -> frozenset[frozenset[UUID]]:
    customers = list({one.customer_id for one in holders})
    if len(customers) < 2:
        return frozenset()
    rows = await work.fetch(queries.REFUSED_PAIRS, work.organization_id, customers)
    return frozenset(frozenset((row["customer_id"], row["other_id"])) for row in rows)


async def _add(
    work: Transaction,
    name: str | None,
    brand_id: UUID | None,
    locale: str | None,
    is_simulated: bool,
    claims: list[Known],
) -> UUID:
    customer_id = new_id()
    attributes: dict[str, Any] = {}
    await work.execute(
        queries.ADD_CUSTOMER,
        work.organization_id,
        customer_id,
        "person",
        name,
        name_key(name),
        brand_id,
        locale,
        attributes,
        is_simulated,
        search_text(name, [(one.kind, one.value) for one in claims]),
    )
    work.emit(CustomerChanged(id=customer_id), audience=STAFF)
    return customer_id


async def _meet_again(
    work: Transaction,
    customer_id: UUID,
    decision: Decision,
    holders: list[Holder],
    name: str | None,
    days: int,
) -> None:
    """Write down what is new of a customer who is known: mostly nothing."""
    is_named = any(one.customer_id == customer_id and one.name_key for one in holders)
    has_news = bool(
        name is not None
        and not is_named
        and await work.execute(
            queries.NAME_THE_NAMELESS, work.organization_id, customer_id, name, name_key(name)
        )
    )
    for other in decision.merge:
        await merge(work, kept_id=customer_id, merged_id=other, reason={"code": "verified_together"})
    news = [one for one in decision.store if not unchanged(one, customer_id, holders)]
    await _store(work, customer_id, decision, news, days)
    if news or has_news:
        await refresh_search_text(work, customer_id)


async def _store(
    work: Transaction, customer_id: UUID, decision: Decision, claims: list[Known], days: int
) -> None:
    if decision.expired:
        await work.execute(queries.DROP_PROOFS, work.organization_id, decision.expired)
    for claim in claims:
        await work.execute(
            queries.STORE_CLAIM[claim.kind in SINGLE],
            work.organization_id,
            new_id(),
            customer_id,
            claim.kind,
            claim.value,
            claim.raw,
            claim.verified_by,
            days if claim.verified_by and claim.kind not in LASTING else None,
        )


async def _suggest(work: Transaction, customer_id: UUID, decision: Decision, name: str | None) -> None:
    is_new = decision.customer_id is None
    alike = await similar_names(work, customer_id, name) if is_new else []
    await suggest(work, customer_id, decision.suggestions + alike)
