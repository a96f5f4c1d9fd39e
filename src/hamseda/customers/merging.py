"""Merging two customers and undoing it: rows are moved and the log says which, keys are never rewritten."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hamseda.customers import merge_queries as sql
from hamseda.customers.identities import lock_customers, refresh_search_text
from hamseda.customers.notices import audience, notice
from hamseda.events import ConversationChanged, CustomerChanged, CustomersMerged
from hamseda.kit.database import AuditEntry, Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Conflict, NotFound

STAFF: Final = {"staff": True}


class Proof(msgspec.Struct):
    """How an identity was verified before the merge."""

    id: UUID
    verified_at: datetime | None
    verified_until: datetime | None
    verified_by: str | None


class Moved(msgspec.Struct):
    """What a merge moved, enough to put everything back."""

    identities: list[UUID]
    proofs: list[Proof]
    conversations: list[UUID]
    aside: list[UUID]
    visitors: list[UUID]
    took_name: bool
    took_attributes: list[str]


async def merge(
    work: Transaction,
    *,
    kept_id: UUID,
    merged_id: UUID,
    reason: dict[str, Any],
    merged_by: UUID | None = None,
) -> UUID:
    """Move everything of `merged_id` to `kept_id` and answer the id of the log entry.

    Of two open verified conversations of a brand the older stays the main thread; the newer stays open beside it,
    no longer counted as the verified one, and a notice in it says so. Raises NotFound, Conflict.
    """
    kept, merged = await _lock_pair(work, kept_id, merged_id)
    if kept["merged_into"] is not None or merged["merged_into"] is not None:
        raise Conflict("One of these customers is merged already.", code="already_merged")
    moved = Moved(
        [
            row["id"]
            for row in await work.fetch(sql.MOVE_IDENTITIES, work.organization_id, kept_id, merged_id)
        ],
        await _keep_better_proofs(work, kept_id, merged_id),
        *await _move_conversations(work, kept_id, merged_id),
        [row["id"] for row in await work.fetch(sql.MOVE_VISITORS, work.organization_id, kept_id, merged_id)],
        *await _take_over(work, kept, merged),
    )
    merge_id = new_id()
    await work.execute(sql.SET_MERGED_INTO, work.organization_id, merged_id, kept_id)
    await work.execute(
        sql.LOG_MERGE, work.organization_id, merge_id, kept_id, merged_id, moved, reason, merged_by
    )
    await work.execute(sql.CLOSE_SUGGESTION, work.organization_id, kept_id, merged_id, merged_by)
    await refresh_search_text(work, kept_id)
    await _tell(work, "customer.merged", kept_id, merged_id, merged_by, {"merge_id": merge_id, **reason})
    return merge_id


async def reverse(work: Transaction, *, merge_id: UUID, reversed_by: UUID | None) -> None:
    """Put back what a merge moved; what came after it stays where it is. Raises NotFound, Conflict.

    Merges of the same customer are reversed from the last to the first. The pair is not suggested and not merged
    by itself again.
    """
    row = await work.row(sql.FIND_MERGE, work.organization_id, merge_id)
    if row is None:
        raise NotFound("This merge is not there.")
    if row["reversed_at"] is not None:
        raise Conflict("This merge is reversed already.", code="already_reversed")
    kept_id, merged_id = row["kept_id"], row["merged_id"]
    kept, merged = await _lock_pair(work, kept_id, merged_id)
    later = await work.value(sql.LATER_MERGE, work.organization_id, merge_id, kept_id)
    if later is not None:
        raise Conflict(
            "A later merge stands on this one: reverse that first.", code="later_merge", merge_id=str(later)
        )
    moved = msgspec.convert(row["moved"], Moved)
    if await work.value(sql.CONVERSATIONS_MERGED, work.organization_id, moved.conversations) is not None:
        raise Conflict(
            "Conversations of the two were merged since: take that back first.", code="conversations_merged"
        )
    await _put_back(work, kept_id, merged_id, moved)
    await _give_back(work, kept, merged, moved)
    await work.execute(sql.SET_MERGED_INTO, work.organization_id, merged_id, None)
    await work.execute(sql.CLOSE_MERGE, work.organization_id, merge_id, reversed_by)
    evidence = {"reasons": [{"code": "merge_reversed"}]}
    await work.execute(
        sql.KEEP_APART, work.organization_id, new_id(), kept_id, merged_id, evidence, reversed_by
    )
    await refresh_search_text(work, kept_id)
    await refresh_search_text(work, merged_id)
    await _tell(
        work, "customer.merge_reversed", kept_id, merged_id, reversed_by, {"merge_id": merge_id}, undone=True
    )


async def _lock_pair(work: Transaction, kept_id: UUID, merged_id: UUID) -> tuple[Row, Row]:
    if kept_id == merged_id:
        raise Conflict("A customer cannot be merged with itself.", code="same_customer")
    await lock_customers(work, [kept_id, merged_id])
    rows = {row["id"]: row for row in await work.fetch(sql.PAIR, work.organization_id, kept_id, merged_id)}
    if len(rows) < 2:
        raise NotFound("One of these customers is not there.")
    await work.fetch(sql.LOCK_CONVERSATIONS, work.organization_id, [kept_id, merged_id])
    return rows[kept_id], rows[merged_id]


async def _keep_better_proofs(work: Transaction, kept_id: UUID, merged_id: UUID) -> list[Proof]:
    proofs: list[Proof] = []
    for row in await work.fetch(sql.BETTER_PROOFS, work.organization_id, kept_id, merged_id):
        kept = Proof(row["kept_identity"], row["kept_at"], row["kept_until"], row["kept_by"])
        merged = Proof(row["merged_identity"], row["merged_at"], row["merged_until"], row["merged_by"])
        proofs += [kept, merged]
        # First away from the one, then to the other: only one customer may hold a verified e-mail address.
        await _prove(work, sql.SET_PROOF, Proof(merged.id, None, None, None))
        await _prove(
            work, sql.SET_PROOF, Proof(kept.id, merged.verified_at, merged.verified_until, merged.verified_by)
        )
    return proofs


async def _prove(work: Transaction, statement: str, proof: Proof) -> None:
    await work.execute(
        statement, work.organization_id, proof.id, proof.verified_at, proof.verified_until, proof.verified_by
    )


async def _move_conversations(
    work: Transaction, kept_id: UUID, merged_id: UUID
) -> tuple[list[UUID], list[UUID]]:
    aside = await work.fetch(sql.SET_ASIDE, work.organization_id, [kept_id, merged_id])
    rows = await work.fetch(sql.MOVE_CONVERSATIONS, work.organization_id, kept_id, merged_id)
    _tell_conversations(work, kept_id, rows)
    for row in aside:
        await notice(work, row["id"], "merged_beside", {"number": row["main_number"]})
    return [row["id"] for row in rows], [row["id"] for row in aside]


def _tell_conversations(work: Transaction, customer_id: UUID, rows: list[Row]) -> None:
    for row in rows:
        if row["status"] != "resolved":
            work.emit(
                ConversationChanged(id=row["id"], changes={"customer_id": customer_id}),
                audience=audience(row),
                conversation_id=row["id"],
            )


async def _take_over(work: Transaction, kept: Row, merged: Row) -> tuple[bool, list[str]]:
    """What the kept customer lacks comes from the other: a name, attributes."""
    took_name = not kept["name"] and bool(merged["name"])
    took = sorted(key for key in merged["attributes"] if key not in kept["attributes"])
    if took_name or took:
        named = merged if took_name else kept
        attributes = {**{key: merged["attributes"][key] for key in took}, **kept["attributes"]}
        await work.execute(
            sql.TAKE_OVER, work.organization_id, kept["id"], named["name"], named["sort_key"], attributes
        )
    return took_name, took


async def _put_back(work: Transaction, kept_id: UUID, merged_id: UUID, moved: Moved) -> None:
    the = work.organization_id
    for proof in moved.proofs:
        await _prove(work, sql.SET_PROOF, Proof(proof.id, None, None, None))
    for proof in moved.proofs:
        await _prove(work, sql.RESTORE_PROOF, proof)
    await work.execute(sql.RETURN_IDENTITIES, the, moved.identities, merged_id, kept_id)
    returning = [row["id"] for row in await work.fetch(sql.RETURNING, the, moved.conversations)]
    rows = await work.fetch(sql.RETURN_CONVERSATIONS, the, returning, merged_id, kept_id)
    await work.execute(sql.RETURN_FROM_ASIDE, the, moved.aside)
    await work.execute(sql.RETURN_VISITORS, the, moved.visitors, merged_id, kept_id)
    _tell_conversations(work, merged_id, rows)


async def _give_back(work: Transaction, kept: Row, merged: Row, moved: Moved) -> None:
    """Take off what came with the merge, unless somebody has changed it since."""
    took_name = moved.took_name and kept["name"] == merged["name"]
    unchanged = {
        key for key in moved.took_attributes if kept["attributes"].get(key) == merged["attributes"].get(key)
    }
    if took_name or unchanged:
        attributes = {key: value for key, value in kept["attributes"].items() if key not in unchanged}
        name, key = (None, "") if took_name else (kept["name"], kept["sort_key"])
        await work.execute(sql.TAKE_OVER, work.organization_id, kept["id"], name, key, attributes)


async def _tell(
    work: Transaction,
    action: str,
    kept_id: UUID,
    merged_id: UUID,
    actor: UUID | None,
    detail: dict[str, Any],
    *,
    undone: bool = False,
) -> None:
    await work.audit(
        AuditEntry(
            actor_kind="user" if actor else "system",
            actor_id=actor,
            action=action,
            subject_kind="customer",
            subject_id=kept_id,
            detail={"merged_id": merged_id, **detail},
        )
    )
    work.emit(CustomersMerged(kept_id=kept_id, merged_id=merged_id, reversed=undone), audience=STAFF)
    work.emit(CustomerChanged(id=kept_id), audience=STAFF)
