"""Addresses that a contact tells of itself: written down without proof, never a reason to be joined with anybody."""

from uuid import UUID

from hamseda.customers import record_queries as sql
from hamseda.customers.addresses import address
from hamseda.customers.identities import lock_addresses, refresh_search_text
from hamseda.customers.rules import Claim
from hamseda.customers.suggestions import suggest_resemblances
from hamseda.kit.database import Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Invalid


async def add_told_identity(work: Transaction, customer_id: UUID, claim: Claim) -> None:
    """Write down an address told by the customer; others who have it are suggested. Raises Invalid."""
    value = address(claim.kind, claim.raw)
    if value is None:
        raise Invalid.field(
            claim.kind, "not_an_address", f"This is not a valid {claim.kind}: look at it again."
        )
    await lock_addresses(work, [(claim.kind, value)])
    made = await work.value(
        sql.ADD_IDENTITY, work.organization_id, new_id(), customer_id, claim.kind, value, claim.raw.strip()
    )
    if made is not None:
        await refresh_search_text(work, customer_id)
        await suggest_resemblances(work, customer_id, None, [(claim.kind, value)])
