"""A report taken apart: its texts, its groups of fields, and what it gives back of the mail that it is about."""

import re
from collections.abc import Callable, Iterable, Iterator
from email import message_from_string
from email.message import Message
from typing import Final

from hamseda.channels.email.parsing.charsets import clean, decode

RECEIPT: Final = "X-Hamseda-Receipt"
"""The header of our mails that a report gives back: signed, so only who has the mail itself can speak of it."""
MOST_LETTERS: Final = 500
MOST_PROSE: Final = 60_000
MOST_WALKED: Final = 300
MOST_RECEIPTS: Final = 20
REPORTS: Final = {"message/delivery-status", "message/global-delivery-status"}
_ORIGINALS: Final = {
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
}
STATUS: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_MESSAGE_ID: Final = re.compile(r"^[ \t>]*Message-I[dD]:\s*<([^<>\s]{1,900})>", re.MULTILINE)
_RECEIPT: Final = re.compile(rf"^[ \t>]*{RECEIPT}:\s*([a-z2-7]{{16}})\s*$", re.IGNORECASE | re.MULTILINE)
_ID: Final = re.compile(r"<([^<>\s]{1,900})>")


def walk(message: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """The parts of the report, not those of the mail that it returns; without recursion, bounded."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_WALKED:
        part, seen = waiting.pop(), seen + 1
        yield part
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting += [one for one in reversed(payload) if isinstance(one, Message)]


def texts(parts: "list[Message[str, str]]") -> Iterator[str]:
    """What a person reads of a report, a row where a block of HTML ends."""
    for part in parts:
        if part.get_content_type() in {"text/plain", "text/html"}:
            content = part.get_payload(decode=True)
            text = decode(content, None) if isinstance(content, bytes) else ""
            yield (
                re.sub(r"<(?:br|/p|/div|/tr|/li)[^>]*>", "\n", text)
                if part.get_content_subtype() == "html"
                else text
            )


def original_id_of(message: "Message[str, str]", parts: "list[Message[str, str]]") -> str:
    """The Message-ID of the mail that is returned."""
    for returned in originals_in(parts):
        if found := _ID.search(field(returned, "message-id")):
            return clean(found[1])
    quoted = _MESSAGE_ID.search("\n".join(texts(parts))[:MOST_PROSE])
    named = _ID.search(field(message, "in-reply-to") or field(message, "references"))
    return quoted[1] if quoted else clean(named[1]) if named else ""


def receipts_in(parts: "list[Message[str, str]]") -> list[str]:
    """What the report gives back of the mail: from its headers, from its text, from its envelope (RFC 3464, 2.2.1)."""
    returned = [field(one, RECEIPT) for one in originals_in(parts)]
    quoted = _RECEIPT.findall("\n".join(texts(parts))[:MOST_PROSE])
    reports = (block for part in parts if part.get_content_type() in REPORTS for block in blocks(part))
    named = [field(one, "original-envelope-id") for one in reports]
    return [one.lower()[:64] for one in (*returned, *quoted, *named) if one][:MOST_RECEIPTS]


def blocks(part: "Message[str, str]") -> "Iterable[Message[str, str]]":
    """The groups of fields of a report; some servers encode what the standard wants plain."""
    payload = part.get_payload()
    groups = [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
    if any(group.keys() for group in groups) and not _is_encoded(part):
        return groups
    inner = groups[0] if groups else part
    content = inner.get_payload(decode=True) if not _is_encoded(part) else _decoded(part, inner)
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else str(inner.get_payload())
    return [
        message_from_string(block + "\n\n") for block in re.split(r"\r?\n[ \t]*\r?\n", text) if block.strip()
    ]


def _is_encoded(part: "Message[str, str]") -> bool:
    return str(part.get("content-transfer-encoding", "")).strip().lower() in {"base64", "quoted-printable"}


def _decoded(part: "Message[str, str]", inner: "Message[str, str]") -> bytes:
    whole: Message[str, str] = Message()
    whole["Content-Transfer-Encoding"] = str(part["content-transfer-encoding"])
    whole.set_payload(inner.as_string() if inner.keys() else str(inner.get_payload()))
    content = whole.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def originals_in(parts: "list[Message[str, str]]") -> "Iterator[Message[str, str]]":
    """The mails that a report returns, whole or their headers."""
    readers: dict[bool, Callable[[Message], Message | None]] = {True: _enclosed, False: _headers_only}
    for part in parts:
        if part.get_content_type() in _ORIGINALS:
            returned = readers[part.is_multipart()](part)
            if returned is not None:
                yield returned


def _enclosed(part: Message) -> Message | None:
    payload = part.get_payload()
    return (
        next((one for one in payload if isinstance(one, Message)), None)
        if isinstance(payload, list)
        else None
    )


def _headers_only(part: Message) -> Message | None:
    content = part.get_payload(decode=True)
    return message_from_string(content.decode("utf-8", "replace")) if isinstance(content, bytes) else None


def field(message: Message, name: str) -> str:
    """A field in one line, "" where there is none."""
    value = message.get(name)
    return "" if value is None else clean(" ".join(str(value).split()))[:4_000]


def one_line(text: str) -> str:
    """Words of a server in one line, without tags, not longer than somebody reads."""
    return clean(" ".join(re.sub(r"<[^<>@]{0,200}>", " ", text).split()))[:MOST_LETTERS]
