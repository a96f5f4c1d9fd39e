"""What recognition, merging and hand work share: locks over identities, and the text a customer is found by."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from hamseda.customers import merge_queries, queries
from hamseda.customers.names import search_text
from hamseda.kit.database import Transaction


async def lock_addresses(work: Transaction, addresses: Iterable[tuple[str, str]]) -> None:
    """Hold every (kind, value) until the commit, always in the same order, so that equal claims come one by one."""
    marks = marks_of(work.organization_id, addresses)
    if marks:
        await work.execute(queries.LOCK_CLAIMS, marks)


def marks_of(organization_id: UUID, addresses: Iterable[tuple[str, str]]) -> list[int]:
    """What stands for (kind, value) pairs when they are locked, in the order in which everybody locks."""
    return sorted({_mark(organization_id, kind, value) for kind, value in addresses})


async def lock_customers(work: Transaction, customers: list[UUID]) -> None:
    """Hold every identity of these customers: nobody is recognised by one while it moves."""
    rows = await work.fetch(merge_queries.IDENTITIES_OF, work.organization_id, customers)
    await lock_addresses(work, [(row["kind"], row["value"]) for row in rows])


async def refresh_search_text(work: Transaction, customer_id: UUID) -> None:
    """Write anew what the customer is found by, after a change of name or identities."""
    row = await work.row(queries.SEARCHED, work.organization_id, customer_id)
    if row is None:
        return
    text = search_text(row["name"], zip(row["kinds"], row["values"], strict=True))
    if text != row["search_text"]:
        await work.execute(queries.SET_SEARCH_TEXT, work.organization_id, customer_id, text)


def _mark(organization_id: UUID, kind: str, value: str) -> int:
    content = f"{organization_id}|{kind}|{value}".encode()
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), signed=True)
