"""Pairs of customers that may be one: for people to decide."""

from collections.abc import Iterable
from uuid import UUID

from hamseda.customers import queries
from hamseda.customers.rules import Suggestion
from hamseda.kit.database import Transaction
from hamseda.kit.ids import new_id


async def suggest(work: Transaction, customer_id: UUID, found: Iterable[Suggestion]) -> None:
    """Write one suggestion for each other customer, with all its reasons; a refused pair stays refused."""
    reasons: dict[UUID, list[dict[str, object]]] = {}
    for one in found:
        reasons.setdefault(one.other_id, []).append({"code": one.code, **one.detail})
    for other_id in sorted(reasons):
        if other_id != customer_id:
            evidence = {"reasons": reasons[other_id]}
            await work.execute(
                queries.SUGGEST, work.organization_id, new_id(), customer_id, other_id, evidence
            )
