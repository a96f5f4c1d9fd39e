"""Reading conversations: lists, one conversation, its timeline."""

import base64
import binascii
from typing import Any, cast
from uuid import UUID

import msgspec

from hamseda.conversations import queries, rules
from hamseda.conversations.message_views import AttachmentView, MessageView, Timeline
from hamseda.conversations.notices import summary
from hamseda.conversations.ports import Work
from hamseda.conversations.views import (
    ConversationCounts,
    ConversationCustomer,
    ConversationDetail,
    ConversationPage,
    StepSuggestion,
)
from hamseda.customers.api import read_customer
from hamseda.kit.database import Row, Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.problem import Invalid, NotFound
from hamseda.organization.api import Caller

MOST_A_PAGE = 100
SAFE_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which conversations a list shows."""

    view: str = "all"
    queue_id: UUID | None = None
    label_id: UUID | None = None
    customer_id: UUID | None = None
    after: str | None = None
    limit: int = 50


def rights(view: Transaction, caller: Caller) -> list[Any]:
    """The values $1 … $5 that every query of visible conversations begins with."""
    return [view.organization_id, caller.id, caller.role, caller.department_id, caller.scope]


async def visible(view: Transaction, caller: Caller, conversation_id: UUID) -> Row:
    """The row of a conversation that the caller may see; NotFound otherwise, whatever the reason."""
    return await _allowed(view, caller, conversation_id, queries.MAY_SEE)


async def workable(view: Transaction, caller: Caller, conversation_id: UUID) -> Row:
    """The row of a conversation that the caller may also change: what only rings at them is theirs to read."""
    return await _allowed(view, caller, conversation_id, queries.MAY_WORK_ON)


async def _allowed(view: Transaction, caller: Caller, conversation_id: UUID, rule: str) -> Row:
    row = await view.row(
        f"SELECT c.* FROM conversation c WHERE c.organization_id = $1 AND c.id = $6 AND {rule}",
        *rights(view, caller),
        conversation_id,
    )
    if row is None:
        raise NotFound("The conversation is not there.")
    return row


async def page(view: Transaction, caller: Caller, wanted: Filter) -> ConversationPage:
    """One page of summaries, newest message first; `as_of` is the event number the page stands at."""
    if wanted.view not in queries.VIEWS:
        raise Invalid.field("view", "unknown", f"A view is one of {', '.join(queries.VIEWS)}.")
    limit = max(1, min(wanted.limit, MOST_A_PAGE))
    values = rights(view, caller)
    conditions = [queries.VIEWS[wanted.view], queries.MAY_SEE]
    for condition, value in _conditions(wanted):
        values += value
        conditions.append(condition.format(*range(len(values) - len(value) + 1, len(values) + 1)))
    values.append(limit + 1)
    rows = await view.fetch(
        f"SELECT {queries.SUMMARY_COLUMNS} {queries.SUMMARY_FROM} AND {' AND '.join(conditions)} "
        f"ORDER BY c.last_message_at DESC NULLS LAST, c.id DESC LIMIT ${len(values)}",
        *values,
    )
    items = [summary(row) for row in rows[:limit]]
    return {
        "items": items,
        "next": _cursor(rows[limit - 1]) if len(rows) > limit else None,
        "as_of": await view.value(queries.EVENT_HEAD, view.organization_id) or 0,
    }


def _conditions(wanted: Filter) -> list[tuple[str, list[Any]]]:
    found: list[tuple[str, list[Any]]] = []
    if wanted.queue_id is not None:
        found.append(("c.queue_id = ${}", [wanted.queue_id]))
    if wanted.customer_id is not None:
        found.append(("c.customer_id = ${}", [wanted.customer_id]))
    if wanted.label_id is not None:
        found.append(
            (
                """EXISTS (SELECT FROM conversation_label x WHERE x.organization_id = c.organization_id
                   AND x.conversation_id = c.id AND x.label_id = ${})""",
                [wanted.label_id],
            )
        )
    if wanted.after is not None:
        found.append(
            (
                "(coalesce(c.last_message_at, '-infinity'), c.id) < (${}::text::timestamptz, ${}::uuid)",
                list(_read_cursor(wanted.after)),
            )
        )
    return found


def _cursor(row: Row) -> str:
    moment = row["last_message_at"].isoformat() if row["last_message_at"] else "-infinity"
    return base64.urlsafe_b64encode(f"{moment}|{row['id']}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[str, UUID]:
    try:
        moment, last = base64.urlsafe_b64decode(cursor.encode()).decode().split("|")
        return moment, UUID(last)
    except (ValueError, binascii.Error) as error:
        raise Invalid.field("after", "not_a_cursor", "The cursor is not one of ours.") from error


async def counts(view: Transaction, caller: Caller) -> ConversationCounts:
    """How many conversations each view holds, counted up to 1,000."""
    found = {}
    for name in ("mine", "handed", "queues", "unassigned", "waiting", "snoozed"):
        sql = queries.COUNT.format(view=queries.VIEWS[name], may_see=queries.MAY_SEE)
        found[name] = await view.value(sql, *rights(view, caller))
    return cast("ConversationCounts", found)


async def detail(
    view: Transaction, caller: Caller, conversation_id: UUID, queue: Work | None = None
) -> ConversationDetail:
    """One conversation with everything its pane shows but the timeline."""
    row = await view.row(queries.SUMMARY, *rights(view, caller), conversation_id)
    if row is None:
        raise NotFound("The conversation is not there.")
    interactions = [
        dict(r) for r in await view.fetch(queries.INTERACTIONS, view.organization_id, conversation_id)
    ]
    context: dict[str, Any] = next((i["context"] for i in interactions if i["context"]), {})
    customer = await read_customer(view, caller, row["customer_id"])
    found = {
        **summary(row),
        "customer": ConversationCustomer(**msgspec.structs.asdict(customer), is_verified=row["is_verified"]),
        "work_item": await queue.standing(view, conversation_id) if queue is not None else None,
        "interactions": interactions,
        "participants": [
            dict(r) for r in await view.fetch(queries.PARTICIPANTS, view.organization_id, conversation_id)
        ],
        "reply_channels": await reply_roads(view, conversation_id),
        "suggested_step": suggestion(context, caller.locale, is_verified=row["is_verified"]),
        "as_of": await view.value(queries.EVENT_HEAD, view.organization_id) or 0,
    }
    return cast("ConversationDetail", found)


def suggestion(context: dict[str, Any], locale: str, *, is_verified: bool) -> StepSuggestion | None:
    """What to do next, in the reader's language; None where nothing is worth saying."""
    step = rules.suggested_step(context, is_verified=is_verified)
    if step is None:
        return None
    # A Persian title within an English sentence, or the other way about, keeps its own direction.
    isolated = {name: f"\u2068{value}\u2069" for name, value in step.params.items()}
    return {"key": step.key, "params": step.params, "text": translate(locale, step.key, **isolated)}


async def timeline(view: Transaction, conversation_id: UUID, before: int | None, limit: int) -> Timeline:
    """The newest messages before a position, in ascending order."""
    limit = max(1, min(limit, MOST_A_PAGE))
    rows = await view.fetch(
        queries.TIMELINE, view.organization_id, conversation_id, before or 2**62, limit + 1
    )
    items = cast("list[MessageView]", [dict(r) for r in reversed(rows[:limit])])
    return {"items": items, "has_more": len(rows) > limit}


async def reply_roads(view: Transaction, conversation_id: UUID) -> list[rules.ReplyRoad]:
    """How the customer can be answered, the road of the newest contact first."""
    return roads_of(await view.fetch(queries.LAST_CONTACTS, view.organization_id, conversation_id))


def roads_of(rows: list[Row]) -> list[rules.ReplyRoad]:
    """The roads that the newest contact of each channel opens, the newest first."""
    newest_first = sorted(rows, key=lambda r: r["started_at"], reverse=True)
    return rules.reply_roads(
        [
            rules.LastContact(
                r["channel_id"],
                r["channel_kind"],
                r["channel_name"],
                r["channel_enabled"],
                r["address"],
                r["state"],
            )
            for r in newest_first
        ]
    )


async def conversation_row(view: Transaction, conversation_id: UUID) -> Row:
    """The row of a conversation, for callers whose right to it is proven otherwise."""
    row = await view.row(queries.CONVERSATION, view.organization_id, conversation_id)
    if row is None:
        raise NotFound("The conversation is not there.")
    return row


async def attachments(
    view: Transaction, wanted: list[UUID], uploaded_by: UUID, message_id: UUID
) -> list[AttachmentView]:
    """The public views of somebody's own uploads that are part of no message yet, or of this one (a retry)."""
    if not wanted:
        return []
    rows = await view.fetch(
        """SELECT id, name, content_type, size FROM attachment
           WHERE organization_id = $1 AND id = ANY($2) AND (message_id IS NULL OR message_id = $4)
             AND uploaded_by = $3""",
        view.organization_id,
        wanted,
        uploaded_by,
        message_id,
    )
    if len(rows) != len(set(wanted)):
        raise Invalid.field("attachments", "unknown", "An attached file is not there; upload it again.")
    return [attachment_view(row) for row in rows]


def attachment_view(row: Row) -> AttachmentView:
    """A file as clients see it."""
    return {
        "id": row["id"],
        "name": row["name"],
        "content_type": row["content_type"],
        "size": row["size"],
        "is_image": row["content_type"] in SAFE_IMAGES,
        "url": f"/api/v1/attachments/{row['id']}",
    }
