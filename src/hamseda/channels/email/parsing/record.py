"""A parsed mail as one line of JSON."""

import hashlib
import re
from typing import Final

import msgspec
from msgspec import Struct, field

from hamseda.channels.email.parsing.addresses import Address
from hamseda.channels.email.parsing.bodies import File
from hamseda.channels.email.parsing.charsets import clean
from hamseda.channels.email.parsing.limits import MOST_NAME
from hamseda.channels.email.parsing.reading import Parsed

_UNSAFE_NAME: Final = re.compile(r"[\\/\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")


class Attached(Struct, frozen=True):
    """A file: `name` null where the mail gives none, `size` in bytes and `sha256` of what it decodes to."""

    name: str | None
    content_type: str
    size: int
    sha256: str
    inline: bool


class Proofs(Struct, frozen=True):
    """What is known of who wrote the mail: words of RFC 8601, or "unknown" where it was not looked up."""

    spf: str = "unknown"
    dkim: str = "unknown"
    dmarc: str = "unknown"
    arc: str = "unknown"


class Reported(Struct, frozen=True):
    """What a report says of a mail that somebody sent: to whom, and what became of it."""

    recipient: str
    status: str
    action: str
    reason: str


class Record(Struct, kw_only=True):
    """One mail of the output; keys in this order. What could not be read is null or empty, and `defects` say why."""

    file: str
    subject: str = ""
    senders: list[Address] = field(default_factory=list, name="from")
    reply_to: list[Address] = []
    to: list[Address] = []
    cc: list[Address] = []
    date: str | None = None
    message_id: str | None = None
    in_reply_to: str | None = None
    references: list[str] = []
    text: str = ""
    html: str | None = None
    reply: str | None = None
    quoted: str | None = None
    attachments: list[Attached] = []
    automatic: str | None = None
    bounce: Reported | None = None
    auth: Proofs = Proofs()
    defects: list[str] = []


_encode = msgspec.json.Encoder().encode


def line_of(record: Record) -> bytes:
    """The record as a line of JSON, with its end."""
    return _encode(record) + b"\n"


def record_of(parsed: Parsed, file: str) -> Record:
    """What a mail says, without what is judged of it (reply, machines, proofs)."""
    return Record(
        file=file,
        subject=parsed.subject,
        senders=parsed.senders,
        reply_to=parsed.reply_to,
        to=parsed.to,
        cc=parsed.cc,
        date=parsed.date.isoformat() if parsed.date else None,
        message_id=parsed.message_id or None,
        in_reply_to=next(iter(parsed.in_reply_to), None),
        references=parsed.references,
        text=text_with_invitations(parsed),
        html=parsed.page.html if parsed.page else None,
        attachments=[_attached(one) for one in parsed.files],
        defects=parsed.faults,
    )


def text_with_invitations(parsed: Parsed) -> str:
    """The text, and below it what its calendars say that it does not."""
    told = [one for one in parsed.invitations if one not in parsed.text]
    return "\n\n".join(filter(None, [parsed.text, *told]))


def _attached(file: File) -> Attached:
    digest = hashlib.sha256(file.content).hexdigest()
    return Attached(safe_name(file.name) or None, file.kind[:100], len(file.content), digest, file.is_inline)


def safe_name(name: str) -> str:
    """The name of a file without folders, control signs and signs that turn its letters around."""
    return _UNSAFE_NAME.sub("_", clean(name)).strip(" ")[:MOST_NAME]
