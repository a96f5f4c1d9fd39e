"""A proof that comes after the fact: somebody known without proof turns out to hold the address they wrote from."""

from uuid import UUID

from hamseda.customers import queries
from hamseda.customers import record_queries as sql
from hamseda.customers.addresses import address
from hamseda.customers.identities import lock_addresses, refresh_search_text
from hamseda.customers.rules import Claim
from hamseda.events import CustomerChanged
from hamseda.kit.database import Transaction
from hamseda.kit.ids import new_id


async def prove_identity(work: Transaction, customer_id: UUID, claim: Claim, settings_days: int) -> bool:
    """Verify an address of this very customer for `settings_days`.

    Answers False, and changes nothing, where the claim has no proof or another customer has proved the address.
    """
    value = address(claim.kind, claim.raw)
    if value is None or claim.verified_by is None:
        return False
    await lock_addresses(work, [(claim.kind, value)])
    others = await work.fetch(sql.PROVED_ELSEWHERE, work.organization_id, claim.kind, value, customer_id)
    if any(other["is_live"] for other in others):
        return False
    await work.execute(queries.DROP_PROOFS, work.organization_id, [other["id"] for other in others])
    await work.execute(
        queries.STORE_CLAIM[False],
        work.organization_id,
        new_id(),
        customer_id,
        claim.kind,
        value,
        claim.raw.strip(),
        claim.verified_by,
        settings_days,
    )
    await refresh_search_text(work, customer_id)
    work.emit(CustomerChanged(id=customer_id), audience={"staff": True})
    return True
