"""A mail as the rest of the product knows it: read from its bytes, within limits."""

import email
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from hamseda.channels.email import markup
from hamseda.channels.email.parsing.charsets import clean, decode
from hamseda.channels.email.parsing.words import decode_words
from hamseda.channels.email.parsing.plain_text import text_of_page
from hamseda.kit.ids import new_id

MOST_PARTS: Final = 300
MOST_NESTING: Final = 30
MOST_TEXT: Final = 500_000
MOST_HTML: Final = 2_000_000
MOST_HEADER: Final = 20_000
MOST_NAMED: Final = 100
_ID: Final = re.compile(r"<([^<>\s]{1,900})>")
_UNSAFE_NAME: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+')


class Address(Struct, frozen=True):
    """Somebody in a header: the display name as they wrote it, and the address."""

    name: str
    address: str


class Attachment(Struct, frozen=True):
    """A file of a mail; `content_id` where the HTML may show it."""

    id: UUID
    name: str
    content_type: str
    content: bytes
    content_id: str | None


class Mail(Struct, frozen=True, kw_only=True):
    """What a mail says. `senders` are all addresses of all From headers: more than one is suspicious.

    `trace` are the Received and Authentication-Results headers in their order, from the top.
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
    is_automatic: bool
    is_cut: bool
    sha256: str


class UnreadableError(Exception):
    """The mail breaks a limit; the text says which."""


def read_mail(content: bytes) -> Mail:
    """Read a mail from its bytes; raises UnreadableError where it breaks a limit."""
    message = email.message_from_bytes(content, policy=compat32)
    parts = list(_leaves(message))
    plain, html, files = _sorted_out(parts)
    pictures = {f.content_id: f"/api/v1/attachments/{f.id}" for f in files if f.content_id}
    page = markup.sanitise(html[:MOST_HTML], pictures) if html.strip() else None
    text = plain if plain.strip() else text_of_page(page.html) if page else ""
    return Mail(
        senders=_addresses(message, "from"),
        to=_addresses(message, "to"),
        cc=_addresses(message, "cc"),
        subject=_text(message, "subject")[:1_000],
        text=text[:MOST_TEXT].strip(),
        html=page.html if page else None,
        message_id=next(iter(_ids(message, "message-id")), ""),
        refers_to=list(
            dict.fromkeys([*_ids(message, "in-reply-to"), *reversed(_ids(message, "references"))])
        )[:MOST_NAMED],
        date=_date(message),
        trace=_trace(message),
        attachments=files,
        remote_pictures=page.remote if page else 0,
        is_automatic=_is_automatic(message),
        is_cut=len(text) > MOST_TEXT or len(html) > MOST_HTML,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _leaves(message: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """The parts that hold something, in order, walked without recursion; an enclosed mail is one part."""
    waiting: list[tuple[Message[str, str], int]] = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > MOST_PARTS:
            raise UnreadableError(f"more than {MOST_PARTS} parts")
        if depth > MOST_NESTING:
            raise UnreadableError(f"nested deeper than {MOST_NESTING}")
        payload = part.get_payload()
        if isinstance(payload, list) and part.get_content_maintype() != "message":
            waiting += [(one, depth + 1) for one in reversed(payload) if isinstance(one, Message)]
        else:
            yield part


def _sorted_out(parts: list["Message[str, str]"]) -> tuple[str, str, list[Attachment]]:
    plain: list[str] = []
    html: list[str] = []
    files: list[Attachment] = []
    for part in parts:
        kind = part.get_content_type()
        is_text = kind in {"text/plain", "text/html"} and part.get_content_disposition() != "attachment"
        if is_text and not _file_name(part):
            (plain if kind == "text/plain" else html).append(decode(_payload(part), _declared(part)))
        elif not part.is_multipart() or kind == "message/rfc822":
            content = _payload(part)
            if content:
                files.append(_attachment(part, kind, content))
    return "\n".join(plain), "\n".join(html), files


def _attachment(part: "Message[str, str]", kind: str, content: bytes) -> Attachment:
    name = _UNSAFE_NAME.sub("_", _file_name(part)).strip(". ")[:200]
    if not name:
        name = {"message/rfc822": "mail.eml"}.get(kind, f"file.{kind.rpartition('/')[2][:12] or 'bin'}")
    content_id = _text(part, "content-id").strip("<> ") or None
    return Attachment(new_id(), name, kind[:100], content, content_id)


def _payload(part: "Message[str, str]") -> bytes:
    inner = part.get_payload()
    if isinstance(inner, list):
        return b"\n".join(one.as_bytes() for one in inner if isinstance(one, Message))
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""


def _declared(part: "Message[str, str]") -> str | None:
    try:
        charset = part.get_param("charset")
    except (LookupError, ValueError, TypeError):
        return None
    return charset[2] if isinstance(charset, tuple) else charset


def _file_name(part: "Message[str, str]") -> str:
    """The name of an attached file, by RFC 2231 or by encoded words where a parameter should have none."""
    for parameter, header in (("filename", "content-disposition"), ("name", "content-type")):
        try:
            value = part.get_param(parameter, header=header)
        except (LookupError, ValueError, TypeError):
            continue
        if isinstance(value, tuple):
            return decode(value[2].encode("latin-1", "replace"), value[0])
        if value:
            return decode_words(str(value))
    return ""


def _raw(message: "Message[str, str]", name: str) -> list[str]:
    return [_string(value)[:MOST_HEADER] for key, value in message.raw_items() if key.lower() == name]


def _string(value: "str | Header") -> str:
    return value if isinstance(value, str) else str(value)


def _text(message: "Message[str, str]", name: str) -> str:
    return decode_words(next(iter(_raw(message, name)), ""))


def _addresses(message: "Message[str, str]", name: str) -> list[Address]:
    # Addresses are taken apart before names are decoded: a decoded name may hold commas and brackets.
    raw = [_plain(value) for value in _raw(message, name)]
    found = getaddresses(raw)[:MOST_NAMED]
    return [Address(decode_words(shown)[:200], clean(address)) for shown, address in found if address]


def _plain(value: str) -> str:
    decoded = value if value.isascii() else decode(value.encode("utf-8", "surrogateescape"))
    return re.sub(r"\r?\n(?=[ \t])", "", decoded)


def _ids(message: "Message[str, str]", name: str) -> list[str]:
    return [clean(found) for value in _raw(message, name) for found in _ID.findall(_plain(value))]


def _trace(message: "Message[str, str]") -> list[tuple[str, str]]:
    wanted = {"received", "authentication-results"}
    kept = [
        (key.lower(), _plain(_string(v))[:4_000]) for key, v in message.raw_items() if key.lower() in wanted
    ]
    return [(key, clean(value)) for key, value in kept[:40]]


def _date(message: "Message[str, str]") -> datetime | None:
    try:
        moment = parsedate_to_datetime(_text(message, "date"))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _is_automatic(message: "Message[str, str]") -> bool:
    said = _text(message, "auto-submitted").lower()
    bulk = _text(message, "precedence").lower() in {"bulk", "junk", "list", "auto_reply"}
    return (
        bulk or (bool(said) and not said.startswith("no")) or message.get_content_type() == "multipart/report"
    )
