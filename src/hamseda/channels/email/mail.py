"""A mail as the intake knows it: what the parser read, with addresses of ours for the pictures in its HTML."""

import hashlib
import re
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from hamseda.channels.email.machines import Machine
from hamseda.channels.email.parsing.addresses import Address
from hamseda.channels.email.parsing.authenticity import Asking
from hamseda.channels.email.parsing.bodies import File
from hamseda.channels.email.parsing.charsets import clean
from hamseda.channels.email.parsing.dangers import dangers_in
from hamseda.channels.email.parsing.head import Head
from hamseda.channels.email.parsing.judged import Judged
from hamseda.channels.email.parsing.judgements import guarded, judged_in, machine_in, reply_of
from hamseda.channels.email.parsing.reading import Depth, Parsed, parse
from hamseda.channels.email.parsing.record import safe_name, text_with_invitations
from hamseda.channels.email.parsing.words import text_of
from hamseda.channels.email.reply import Reply
from hamseda.channels.email.third_party_codes import is_code_of_others
from hamseda.kit.ids import new_id

MOST_TRACE: Final = 40
MOST_NAMED: Final = 100
_NO_FILE_NAME: Final = re.compile(r'[:*?"<>|]+')


class Attachment(Struct, frozen=True):
    """A file of a mail; `content_id` where the HTML may show it."""

    id: UUID
    name: str
    content_type: str
    content: bytes
    content_id: str | None


class Mail(Struct, frozen=True, kw_only=True):
    """What a mail says. `senders` are all addresses of all From headers: more than one is suspicious.

    `trace` are the Received and Authentication-Results headers in their order, from the top. `is_cut`: a limit was
    reached, and not all of it was read; `defects` name that, and whatever else was wrong with it. `reply`: the text
    taken apart into what is new and what it quotes; None where it also holds what a calendar says. `judged`: what its
    sender is worth, where that was asked. `dangers`: files in it that run when they are opened.
    `is_code_of_others`: another service checks who owns an address.
    """

    senders: list[Address]
    to: list[Address]
    cc: list[Address]
    subject: str
    text: str
    html: str | None
    message_id: str
    refers_to: list[str]
    date: datetime | None
    trace: list[tuple[str, str]]
    attachments: list[Attachment]
    remote_pictures: int
    is_cut: bool
    sha256: str
    defects: list[str] = []
    reply: Reply | None = None
    machine: Machine = Machine()
    judged: Judged | None = None
    dangers: list[str] = []
    is_code_of_others: bool = False


class UnreadableError(Exception):
    """Nothing of a mail could be read; the text says why."""


def read_mail(content: bytes, depth: Depth = "whole", asking: Asking | None = None) -> Mail:
    """Read a mail from its bytes: never fails for what is in them, but may take long or much memory."""
    ids: dict[str, UUID] = {}

    def place(files: list[File]) -> dict[str, str]:
        ids.update({file.content_id: new_id() for file in files if file.content_id})
        return {content_id: f"/api/v1/attachments/{one}" for content_id, one in ids.items()}

    parsed = parse(content, depth=depth, placing=place)
    text = text_with_invitations(parsed)
    machine = machine_in(parsed, content)
    reply = reply_of(parsed) if depth == "whole" and text == parsed.text else None
    return Mail(
        senders=parsed.senders,
        to=parsed.to,
        cc=parsed.cc,
        subject=parsed.subject,
        text=text,
        html=parsed.page.html if parsed.page else None,
        message_id=parsed.message_id,
        refers_to=_refers_to(parsed),
        date=parsed.date.astimezone(UTC) if parsed.date else None,
        trace=_trace(parsed.head),
        attachments=_attachments(parsed.files, ids),
        remote_pictures=parsed.page.remote if parsed.page else 0,
        machine=machine,
        is_cut=any("_limit:" in fault for fault in parsed.faults),
        sha256=hashlib.sha256(content).hexdigest(),
        defects=parsed.faults,
        reply=reply,
        judged=judged_in(parsed, content, asking) if asking is not None and depth == "whole" else None,
        is_code_of_others=is_code_of_others(
            parsed.subject,
            text,
            parsed.raw_html,
            [one.address for one in parsed.senders],
            is_automatic=machine.automatic is not None,
            answers=bool(parsed.in_reply_to or parsed.references),
        ),
        dangers=guarded(parsed, "dangers", lambda: dangers_in(parsed.files), []),
    )


def _attachments(files: list[File], ids: dict[str, UUID]) -> list[Attachment]:
    """The files that hold something; of two with one content id the HTML shows the first."""
    left, found = dict(ids), []
    for file in files:
        if file.content:
            one = left.pop(file.content_id, None) or new_id()
            found.append(Attachment(one, _name(file), file.kind[:100], file.content, file.content_id or None))
    return found


def _name(file: File) -> str:
    name = _NO_FILE_NAME.sub("_", safe_name(file.name)).strip(". ")
    ending = file.kind.rpartition("/")[2][:12] or "bin"
    return name or {"message/rfc822": "mail.eml", "text/calendar": "invite.ics"}.get(
        file.kind, f"file.{ending}"
    )


def _refers_to(parsed: Parsed) -> list[str]:
    return list(dict.fromkeys([*parsed.in_reply_to, *reversed(parsed.references)]))[:MOST_NAMED]


def _trace(head: Head) -> list[tuple[str, str]]:
    wanted = {"received", "authentication-results"}
    kept = [(name, clean(text_of(value)[:4_000])) for name, value in head.fields if name in wanted]
    return kept[:MOST_TRACE]
