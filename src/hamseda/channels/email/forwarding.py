"""A message is passed on to somebody outside: stored beside the talk, no answer to the customer."""

import hashlib
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hamseda.channels.email import passing, queries, queries_composing
from hamseda.channels.email.composer_views import Forward, ForwardPreview, ForwardToShow, Passing
from hamseda.channels.email.composing import body, forward_subject, words
from hamseda.channels.email.letters import below
from hamseda.conversations.api import (
    Appended,
    AttachmentView,
    Masking,
    NewMessage,
    append_within,
    attachment_view,
    clean_html,
    mail_meta,
    read_attachments,
    send_off,
    signature_of,
)
from hamseda.kit import rich_text
from hamseda.kit.database import Row, Transaction
from hamseda.kit.i18n import language_of
from hamseda.kit.ids import new_id
from hamseda.kit.persian import direction
from hamseda.kit.problem import Conflict, Invalid
from hamseda.kit.sensitive import mask, mask_html
from hamseda.organization.api import Caller, masked_kinds

MOST_BYTES: Final = 20 * 1024 * 1024
"""Of files that go along: more than most mail servers take."""


async def pass_on(
    work: Transaction, caller: Caller, masking: Masking, conversation: Row, forward: Forward, now: datetime
) -> Appended:
    """Store what goes outside and let it leave; the last act of its transaction. Raises Invalid, Conflict."""
    if await work.row(queries.MESSAGE, work.organization_id, forward.id):
        return await _repeated(work, caller, conversation["id"], forward)
    await _check_passed(work, conversation["id"], forward.message_id)
    channel_id = await _way_out(work, caller, conversation["id"], forward.channel_id)
    if forward.send_at is not None and forward.send_at.tzinfo is None:
        raise Invalid.field("send_at", "no_zone", "The time needs its zone.")
    message = await _message(work, caller, conversation, channel_id, forward)
    if forward.include_attachments:
        await _check_size(work, passing.chosen(message.meta["mail"]["forward"]))
    await masking.apply(work, message)
    undo_s = forward.undo_s if forward.undo_s is not None else caller.undo_s
    send_off(message, now, forward.send_at, undo_s)
    return await append_within(work, message)


async def _way_out(work: Transaction, caller: Caller, conversation_id: UUID, named: UUID | None) -> UUID:
    is_leader = caller.role in {"admin", "supervisor"}
    found: UUID | None = await work.value(
        queries_composing.WAY_OUT, work.organization_id, conversation_id, named, is_leader
    )
    if found is None and named is not None:
        raise Invalid.field("channel_id", "unknown", "This is no open mailbox of this conversation.")
    if found is None:
        raise Conflict(
            "No mailbox of this conversation, its brand or its queue is open: an administrator sets one up.",
            code="no_mailbox_of_brand",
        )
    return found


async def _repeated(work: Transaction, caller: Caller, conversation_id: UUID, forward: Forward) -> Appended:
    """The first answer to a request that comes again, whatever became of its conversation. Raises Conflict."""
    return await append_within(work, _draft(caller, conversation_id, forward, ""))


async def preview(
    view: Transaction, caller: Caller, conversation: Row, wanted: ForwardToShow
) -> ForwardPreview:
    """What would go out: its subject, both forms of its body and its files, masked as it would be kept. Raises Invalid."""
    await _check_passed(view, conversation["id"], wanted.message_id)
    ids = await passing.choose(view, conversation["id"], wanted.message_id, with_history=wanted.history)
    passed = await passing.read(view, ids, wanted.message_id, with_history=wanted.history)
    if passed is None:
        raise _not_there()
    kinds = await masked_kinds(view, "messages")
    html = clean_html(wanted.html, wanted.attachments)
    text = rich_text.plain(html) if html and not wanted.text.strip() else wanted.text
    text, html = mask(text, kinds).text, mask_html(html, kinds).text if html else None
    signature = await signature_of(view, conversation["id"], caller) if wanted.signature else None
    under = below(signature, passed.below)
    subject = mask(" ".join((wanted.subject or "").split())).text
    return {
        "subject": subject or forward_subject(passed.subject or conversation["subject"] or "", passed.locale),
        "html": body(text, html, direction(text), under),
        "text": words(text, under),
        "attachments": [
            *await read_attachments(view, wanted.attachments, caller.id, wanted.id or new_id()),
            *await _passed_files(view, ids, wanted, passed.pictures),
        ],
    }


async def _passed_files(
    view: Transaction, ids: list[UUID], wanted: Passing, pictures: frozenset[UUID]
) -> list[AttachmentView]:
    rows = await view.fetch(queries.FILES_PASSED_ON, view.organization_id, ids)
    # Pictures that the text shows are in it already.
    return [attachment_view(row) for row in rows if wanted.include_attachments and row["id"] not in pictures]


async def _check_passed(view: Transaction, conversation_id: UUID, message_id: UUID) -> None:
    """Refuse to pass on what is no message of this conversation, or is for the house alone."""
    found = await view.row(queries_composing.PASSED_ON, view.organization_id, conversation_id, message_id)
    if found is None:
        raise _not_there()


def _not_there() -> Invalid:
    return Invalid.field("message_id", "unknown", "This message is not there to be passed on.")


async def _message(
    work: Transaction, caller: Caller, conversation: Row, channel_id: UUID, forward: Forward
) -> NewMessage:
    html = clean_html(forward.html, forward.attachments)
    text = rich_text.plain(html) if html and not forward.text.strip() else forward.text
    message = _draft(caller, conversation["id"], forward, text)
    message.html = html
    message.channel_id = channel_id
    message.attachments = await read_attachments(work, forward.attachments, caller.id, forward.id)
    message.meta = {"mail": await _meta(work, caller, conversation, forward)}
    return message


def _draft(caller: Caller, conversation_id: UUID, forward: Forward, text: str) -> NewMessage:
    return NewMessage(
        id=forward.id,
        conversation_id=conversation_id,
        kind="aside",
        direction="outbound",
        author_kind="agent",
        author_id=caller.id,
        author_name=caller.name,
        text=text,
        text_direction=direction(text),
        channel_kind="email",
        viewer=caller.viewer(),
        caller=caller.id,
        key=str(forward.id),
        digest=_digest(conversation_id, forward),
    )


async def _meta(work: Transaction, caller: Caller, conversation: Row, forward: Forward) -> dict[str, Any]:
    """What goes along is named now, so that nothing of another talk goes out where one is merged before it leaves."""
    mail = await mail_meta(work, forward, conversation["id"], caller, None)
    passed: dict[str, Any] = {
        "message_id": forward.message_id,
        "history": forward.history,
        "include_attachments": forward.include_attachments,
    }
    if forward.history:
        passed["ids"] = await passing.choose(work, conversation["id"], forward.message_id, with_history=True)
    return {"subject": await _subject(work, conversation, forward.message_id), **mail, "forward": passed}


async def _subject(work: Transaction, conversation: Row, message_id: UUID) -> str:
    """The subject of what is passed on, as it is now."""
    found = await work.row(queries_composing.PASSED_SUBJECT, work.organization_id, message_id)
    said, locale = (found["subject"], found["locale"]) if found else (None, "fa")
    return forward_subject(said or conversation["subject"] or "", language_of(locale))


def _digest(conversation_id: UUID, forward: Forward) -> str:
    """Of what was asked for, but when: a retry is the same request."""
    asked = msgspec.structs.replace(forward, send_at=None, undo_s=None)
    return hashlib.sha256(conversation_id.bytes + msgspec.json.encode(asked)).hexdigest()


async def _check_size(work: Transaction, ids: list[UUID]) -> None:
    files = await work.fetch(queries.FILES_PASSED_ON, work.organization_id, ids)
    if sum(row["size"] for row in files) > MOST_BYTES:
        raise Invalid.field(
            "include_attachments",
            "too_large",
            "These files are too large for a mail: attach the needed ones.",
        )
