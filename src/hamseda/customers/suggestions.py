"""Pairs of customers that may be one: for people to decide."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from hamseda.customers import queries
from hamseda.customers.rules import Suggestion
from hamseda.kit.database import Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.persian import normalise

SIMILAR_ENOUGH: Final = 0.7
MOST_SIMILAR: Final = 3
MOST_RESEMBLING: Final = 5


async def suggest(work: Transaction, customer_id: UUID, found: Iterable[Suggestion]) -> None:
    """Write one suggestion for each other customer, with all its reasons; a refused pair stays refused."""
    reasons: dict[UUID, list[dict[str, Any]]] = {}
    for one in found:
        if one.other_id != customer_id:
            reasons.setdefault(one.other_id, []).append({"code": one.code, **one.detail})
    others = sorted(reasons)
    if others:
        evidence = [{"reasons": reasons[other]} for other in others]
        ids = [new_id() for _ in others]
        await work.execute(queries.SUGGEST, work.organization_id, customer_id, ids, others, evidence)


async def suggest_resemblances(
    work: Transaction, customer_id: UUID, name: str | None, addresses: list[tuple[str, str]]
) -> None:
    """Suggest those who have one of these addresses, or (where a name is given) a name like it."""
    kinds, values = [kind for kind, _ in addresses], [value for _, value in addresses]
    rows = await work.fetch(queries.HOLDERS, work.organization_id, [], kinds, values, 4 * MOST_RESEMBLING, 0)
    found = [
        Suggestion(r["customer_id"], f"same_{r['kind']}", {"value": r["value"], "verified": r["is_verified"]})
        for r in rows
        if r["customer_id"] != customer_id
    ][:MOST_RESEMBLING]
    await suggest(work, customer_id, found + await similar_names(work, customer_id, name))


async def similar_names(work: Transaction, customer_id: UUID, name: str | None) -> list[Suggestion]:
    """Find those whose full name is written alike; a single word names too many people."""
    if name is None or " " not in name:
        return []
    rows = await work.fetch(
        queries.SIMILAR_NAMES,
        work.organization_id,
        normalise(name),
        SIMILAR_ENOUGH,
        customer_id,
        MOST_SIMILAR,
    )
    return [
        Suggestion(row["customer_id"], "similar_name", {"similarity": round(row["rank"], 2)}) for row in rows
    ]
