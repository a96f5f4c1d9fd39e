"""People decide: merge a suggested pair, refuse it, undo a merge."""

from uuid import UUID

from hamseda.customers import record_queries as sql
from hamseda.customers.merging import merge, reverse
from hamseda.customers.records import rights, visible, workable
from hamseda.customers.views import Merged, MergePage, MergeView, SuggestionPage, SuggestionView
from hamseda.kit.database import Row, Transaction
from hamseda.kit.problem import Conflict, NotFound
from hamseda.organization.api import Caller


async def suggestions(view: Transaction, caller: Caller, after: UUID | None, limit: int) -> SuggestionPage:
    """List open suggestions whose two customers the caller may see, newest first."""
    rows = await view.fetch(sql.SUGGESTIONS, *rights(view, caller), after, limit + 1)
    items = [SuggestionView(**row) for row in rows[:limit]]
    return SuggestionPage(items, str(items[-1].id) if len(rows) > limit else None)


async def accept(work: Transaction, caller: Caller, suggestion_id: UUID) -> Merged:
    """Merge the pair; the older customer is kept. Answers the merge's id and both customers."""
    found = await _open_suggestion(work, caller, suggestion_id)
    await work.execute(sql.DECIDE, work.organization_id, suggestion_id, "accepted", caller.user_id)
    kept_id, merged_id = found["customer_id"], found["other_id"]  # the smaller id is the older row
    merge_id = await merge(
        work,
        kept_id=kept_id,
        merged_id=merged_id,
        merged_by=caller.user_id,
        reason={"code": "suggestion_accepted", "suggestion_id": str(suggestion_id)},
    )
    return Merged(merge_id, kept_id, merged_id)


async def refuse(work: Transaction, caller: Caller, suggestion_id: UUID) -> None:
    """Say that the two are different; the pair is not suggested and not merged by itself again."""
    found = await _open_suggestion(work, caller, suggestion_id)
    await work.execute(sql.DECIDE, work.organization_id, suggestion_id, "refused", caller.user_id)
    await work.audit(
        caller.did(
            "customer.merge_refused", "customer", found["customer_id"], {"other_id": found["other_id"]}
        )
    )


async def merges(view: Transaction, caller: Caller, customer_id: UUID) -> MergePage:
    """List the merges of a customer, newest first."""
    row = await visible(view, caller, customer_id)
    return MergePage(
        [MergeView(**one) for one in await view.fetch(sql.MERGES, view.organization_id, row["id"])]
    )


async def undo(work: Transaction, caller: Caller, merge_id: UUID) -> None:
    """Undo a merge of a customer that the caller may change."""
    kept_id = await work.value(sql.MERGE_OF, work.organization_id, merge_id)
    if kept_id is None:
        raise NotFound("This merge is not there.")
    await workable(work, caller, kept_id)
    await reverse(work, merge_id=merge_id, reversed_by=caller.user_id)


async def _open_suggestion(work: Transaction, caller: Caller, suggestion_id: UUID) -> Row:
    found = await work.row(sql.DECIDABLE, *rights(work, caller), suggestion_id)
    if found is None:
        raise NotFound("The suggestion is not there.")
    if found["state"] != "open":
        raise Conflict("Somebody has decided this already.", code="already_decided")
    return found
