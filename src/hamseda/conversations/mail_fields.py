"""What only a mail has: recipients, a subject, rich text, a quote, a signature. Checked here, kept at the message."""

from collections.abc import Iterable
from html import escape
from typing import Annotated, Any, Final, Protocol
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.conversations import rules
from hamseda.conversations.message_views import MailRecipients, Signature
from hamseda.kit import rich_text
from hamseda.kit.database import Row, Transaction
from hamseda.kit.email_address import parse_email
from hamseda.kit.problem import Invalid
from hamseda.kit.sensitive import mask
from hamseda.organization.api import Caller

MOST_HTML: Final = 300_000
MOST_RECIPIENTS: Final = 50
MOST_SUBJECT: Final = 500

# The mail that an answer answers: the newest that came in.
ANSWERED: Final = """
SELECT id FROM message
WHERE organization_id = $1 AND conversation_id = $2 AND channel_kind = 'email' AND kind = 'message'
    AND direction = 'inbound' AND meta->'mail'->>'private' IS NULL
ORDER BY position DESC LIMIT 1
"""

# What a conversation is about: as it is called, else as its newest mail says.
ABOUT: Final = """
coalesce(nullif(c.subject, ''), (
    SELECT m.meta->'mail'->>'subject' FROM message m
    WHERE m.organization_id = c.organization_id AND m.conversation_id = c.id AND m.channel_kind = 'email'
        AND m.kind = 'message' AND m.meta->'mail'->>'private' IS NULL AND m.meta->'mail'->>'subject' <> ''
    ORDER BY m.position DESC LIMIT 1), '')
"""

# What a signature may name, and the signature itself; the mail that is answered with it, and its subject.
LETTERHEAD: Final = f"""
SELECT q.signature_html, q.signature_text, q.name AS queue_name, o.name AS organization_name, p.name AS customer_name,
       c.number, ({ANSWERED}) AS answered_id, {ABOUT} AS about
FROM conversation c
JOIN queue q ON q.organization_id = c.organization_id AND q.id = c.queue_id
JOIN customer p ON p.organization_id = c.organization_id AND p.id = c.customer_id
JOIN organization o ON o.id = c.organization_id
WHERE c.organization_id = $1 AND c.id = $2
"""


Typed = Annotated[str, Meta(max_length=500)]


class DraftMail(msgspec.Struct):
    """How a mail that is being written shall go out; checked when it is sent."""

    to: Annotated[list[Typed], Meta(max_length=50)] = []
    cc: Annotated[list[Typed], Meta(max_length=50)] = []
    bcc: Annotated[list[Typed], Meta(max_length=50)] = []
    subject: Typed | None = None
    quote: bool = True
    signature: bool = True


class MailFields(Protocol):
    """The fields of a reply that only a mail has."""

    @property
    def html(self) -> str | None: ...
    @property
    def to(self) -> list[str]: ...
    @property
    def cc(self) -> list[str]: ...
    @property
    def bcc(self) -> list[str]: ...
    @property
    def subject(self) -> str | None: ...
    @property
    def quote(self) -> bool: ...
    @property
    def signature(self) -> bool: ...


def used(reply: MailFields) -> str | None:
    """Name the first field of a reply that asks for a mail; None where any channel can carry it."""
    for name in ("html", "to", "cc", "bcc", "subject"):
        if getattr(reply, name):
            return name
    return next((name for name in ("quote", "signature") if not getattr(reply, name)), None)


def refuse(reply: MailFields) -> None:
    """Refuse, by its name, what only a mail can carry."""
    name = used(reply)
    if name is not None:
        raise Invalid.field(
            name, "mail_only", "Only mails carry this: choose a mail channel, or leave it out."
        )


def clean_html(html: str | None, attached: Iterable[UUID]) -> str | None:
    """Make rich text harmless; None where nothing is left of it. Raises Invalid."""
    if html is None:
        return None
    if len(html) > MOST_HTML:
        raise Invalid.field("html", "too_long", f"Rich text has at most {MOST_HTML} characters.")
    kept = harmless(html, "html")
    if not set(rich_text.pictures_of(kept)) <= set(attached):
        raise Invalid.field("html", "unknown_picture", "A picture is not among the attached files.")
    return kept or None


def harmless(html: str, field: str, *, pictures: bool = True) -> str:
    """The clean form of rich text that somebody typed. Raises Invalid with the field's name."""
    try:
        return rich_text.clean(html, pictures=pictures)
    except rich_text.TooDeepError as error:
        raise Invalid.field(field, "too_deep", str(error)) from error


def recipients(reply: MailFields) -> MailRecipients:
    """Read the addresses; a mailbox that is named twice keeps its first place. Raises Invalid with the field's name."""
    found: dict[str, list[str]] = {"to": [], "cc": [], "bcc": []}
    if sum(len(getattr(reply, road)) for road in found) > MOST_RECIPIENTS:
        raise Invalid.field("to", "too_many", f"A mail goes to at most {MOST_RECIPIENTS} addresses.")
    known: set[str] = set()
    for road, kept in found.items():
        for number, typed in enumerate(getattr(reply, road)):
            parsed = parse_email(typed)
            if parsed is None:
                raise Invalid.field(f"{road}.{number}", "not_an_address", "This is no e-mail address.")
            if mask(parsed.address).findings:
                raise Invalid.field(
                    f"{road}.{number}",
                    "sensitive_number",
                    "This holds a number that we may not keep as it is.",
                )
            if parsed.key not in known:
                known.add(parsed.key)
                kept.append(parsed.address)
    return {"to": found["to"], "cc": found["cc"], "bcc": found["bcc"]}


async def mail_meta(
    view: Transaction, reply: MailFields, conversation_id: UUID, caller: Caller, customer: str | None
) -> dict[str, Any]:
    """What is kept of how a mail shall go out: what is not as usual, and what it answers. Raises Invalid.

    `customer`: the address that a mail without `to` goes to.
    """
    kept: dict[str, Any] = {}
    named = recipients(reply)
    if any(named.values()):
        kept["recipients"] = {**named, "to": named["to"] or [customer]} if customer else named
    if reply.subject and reply.subject.strip():
        kept["subject"] = mask(" ".join(reply.subject.split())).text[:MOST_SUBJECT]
    if not reply.quote:
        kept["quote"] = False
    letterhead = await view.row(LETTERHEAD, view.organization_id, conversation_id)
    signature = _signature(letterhead, caller) if reply.signature else None
    if signature is not None:
        kept["signature"] = signature
    # Chosen now: what comes in until it leaves, or is merged with it, is not what was answered.
    if customer and reply.quote and letterhead and letterhead["answered_id"]:
        kept["quote_of"] = letterhead["answered_id"]
    if customer and letterhead and "subject" not in kept:
        kept["about"] = letterhead["about"]
    return kept


async def answered_mail(view: Transaction, conversation_id: UUID) -> UUID | None:
    """The mail that an answer written now answers, and quotes; None where no mail came in."""
    found: UUID | None = await view.value(ANSWERED, view.organization_id, conversation_id)
    return found


async def signature_of(view: Transaction, conversation_id: UUID, caller: Caller) -> Signature | None:
    """The signature of a conversation's queue with its variables filled; None where the queue has none."""
    return _signature(await view.row(LETTERHEAD, view.organization_id, conversation_id), caller)


def _signature(letterhead: Row | None, caller: Caller) -> Signature | None:
    if letterhead is None:
        return None
    html, text = letterhead["signature_html"], letterhead["signature_text"]
    if not html and not text:
        return None
    values = variables(letterhead, caller)
    shown = rules.render(text or rich_text.plain(html), values)
    return {
        "html": rules.render(html, values, escape) if html else rich_text.of_text(shown),
        "text": shown,
    }


def variables(letterhead: Row, caller: Caller) -> dict[str, str]:
    """The values of the {{variables}} of signatures and canned replies."""
    return {
        "agent.name": caller.name,
        "customer.name": letterhead["customer_name"] or "",
        "conversation.number": str(letterhead["number"]),
        "queue.name": letterhead["queue_name"],
        "organization.name": letterhead["organization_name"],
    }
