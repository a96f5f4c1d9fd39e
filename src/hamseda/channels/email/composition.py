"""How an answer by mail would go out, before a word of it is written."""

from typing import Any, cast
from uuid import UUID

from hamseda.channels.email import queries, queries_composing, quoting
from hamseda.channels.email.composer_views import MailComposition, QuotedText
from hamseda.channels.email.composing import answer_subject
from hamseda.channels.email.letters import quote_for, subject_of
from hamseda.channels.email.settings import mailbox_key, normal_address
from hamseda.conversations.api import MailAddress, answered_mail, reply_roads, signature_of
from hamseda.kit.database import Row, Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.keys import digest
from hamseda.organization.api import Caller


async def composition(
    view: Transaction, caller: Caller, conversation: Row, channel_id: UUID | None
) -> MailComposition:
    """What the composer shows; without an open mail road it has nobody to write to."""
    address = await _address(view, conversation["id"], channel_id)
    whose = await view.row(queries_composing.WHOSE, view.organization_id, conversation["customer_id"])
    thread = await view.fetch(queries.THREAD, view.organization_id, conversation["id"], conversation["id"])
    name, organization, locale = whose or ("", "", "fa")
    fallback = translate(locale, "email.answer.subject", organization=organization)
    return {
        "to": [{"name": name or "", "address": address}] if address else [],
        "cc": await _candidates(view, conversation["id"], address) if address else [],
        "subject": answer_subject(subject_of(conversation, thread), fallback),
        "quote": await _quoted(view, conversation, address) if address else None,
        "signature": await signature_of(view, conversation["id"], caller),
        "can_html": address is not None,
    }


async def _address(view: Transaction, conversation_id: UUID, channel_id: UUID | None) -> str | None:
    roads = await reply_roads(view, conversation_id)
    chosen = [r for r in roads if r.kind == "email" and r.available and channel_id in {None, r.channel_id}]
    return normal_address(chosen[0].address or "") if chosen else None


async def _candidates(view: Transaction, conversation_id: UUID, customer: str) -> list[MailAddress]:
    row = await view.row(queries_composing.ANSWERED_RECIPIENTS, view.organization_id, conversation_id)
    named: list[dict[str, Any]] = [*(row["to"] or []), *(row["cc"] or [])] if row else []
    keys = {key: one for one in named if (key := mailbox_key(one["address"])) is not None}
    keys.pop(mailbox_key(customer) or "", None)
    digests = {digest(key): key for key in keys}
    for own in await view.fetch(queries_composing.OWN_MAILBOXES, view.organization_id, list(digests)):
        keys.pop(digests[bytes(own["digest"])], None)
    return cast("list[MailAddress]", list(keys.values()))


async def _quoted(view: Transaction, conversation: Row, address: str) -> QuotedText | None:
    quote = await quote_for(view, await answered_mail(view, conversation["id"]), [address])
    return {"html": quoting.html(quote), "text": quoting.plain(quote)} if quote else None
