"""A mail read from its bytes: never fails for what a stranger wrote, and says what was wrong with it."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Final, Literal

from msgspec import Struct

from hamseda.channels.email import markup
from hamseda.channels.email.parsing.addresses import Address, read_addresses
from hamseda.channels.email.parsing.bodies import Body, File, Piece, hint_of, read_body
from hamseda.channels.email.parsing.charsets import clean
from hamseda.channels.email.parsing.dates import read_date
from hamseda.channels.email.parsing.head import Head
from hamseda.channels.email.parsing.limits import (
    MOST_BYTES,
    MOST_HTML,
    MOST_NAMED,
    MOST_SUBJECT,
    MOST_TAGS,
    MOST_TEXT,
)
from hamseda.channels.email.parsing.pages import without_hidden
from hamseda.channels.email.parsing.plain_text import text_of_page
from hamseda.channels.email.parsing.structure import Part, read_structure
from hamseda.channels.email.parsing.words import decode_words, text_of

# What is read of a mail: all; all but its HTML; its head alone.
Depth = Literal["whole", "without_html", "head"]
# Answers for each file whose content id the HTML may name at which address the picture will be.
Placing = Callable[[list[File]], dict[str, str]]

SINGLE: Final = ("from", "subject", "date", "message-id", "to", "cc", "reply-to", "in-reply-to", "references")
_ID: Final = re.compile(r"<([^<>]{1,900})>")
_SPACE: Final = re.compile(r"\s+")
_TAG: Final = re.compile(r"<[^<>]*>?")
_UNSAID: Final = re.compile(r"<(style|script|title)\b[^<]*(?:<(?!/\1)[^<]*)*", re.IGNORECASE)
MOST_ROUGHLY: Final = 200_000
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")


class Parsed(Struct, kw_only=True):
    """What a mail says. Addresses of all fields of a name are together: two From fields are two senders.

    `text`: what a person reads, made from HTML where there is no plain text. `page`: the HTML made harmless;
    `raw_html`: the HTML as it came, without what it hides. `invitations`: what calendars in it say, line by line.
    """

    root: Part
    senders: list[Address]
    reply_to: list[Address]
    to: list[Address]
    cc: list[Address]
    subject: str
    date: datetime | None
    message_id: str
    in_reply_to: list[str]
    references: list[str]
    text: str = ""
    raw_html: str = ""
    page: markup.Page | None = None
    files: list[File] = []
    invitations: list[str] = []
    faults: list[str]

    @property
    def sender_domain(self) -> str:
        """The domain of its only From address, "" where there are several or none."""
        return self.senders[0].address.rpartition("@")[2].lower() if len(self.senders) == 1 else ""

    @property
    def head(self) -> Head:
        """The fields of the mail."""
        return self.root.head


def pictures_as_they_are(files: list[File]) -> dict[str, str]:
    """Leave the content ids in the HTML."""
    return {file.content_id: f"cid:{file.content_id}" for file in files if file.content_id}


def parse(content: bytes, *, depth: Depth = "whole", placing: Placing = pictures_as_they_are) -> Parsed:
    """Read a mail; what is past a limit is left out and named in `faults`."""
    faults: list[str] = []
    if content[:2] in _WIDE:
        faults.append("wide_letters: the whole mail is UTF-16")
        content = content.decode("utf-16", "replace").encode()
    if len(content) > MOST_BYTES:
        faults.append(f"size_limit: larger than {MOST_BYTES} bytes, its end was not read")
        content = content[:MOST_BYTES]
    root = read_structure(content, faults, is_open=depth != "head")
    parsed = _headed(root, faults)
    if depth == "head":
        return parsed
    body = read_body(root, faults)
    _read_text(parsed, body, depth, placing)
    parsed.faults = list(dict.fromkeys(clean(fault) for fault in faults))
    return parsed


def _headed(root: Part, faults: list[str]) -> Parsed:
    head, hint = root.head, hint_of(root)
    names = [name for name, _ in head.fields]
    faults += [f"duplicate_field: {name}" for name in SINGLE if names.count(name) > 1]
    date = head.first("date")
    moment = read_date(text_of(date)) if date else None
    if date and moment is None:
        faults.append("date_broken: no date can be read from its field")
    if not names:
        faults.append("no_head: there is no field at all")
    elif "from" not in names:
        faults.append("no_from: nobody is named as its writer")
    return Parsed(
        root=root,
        senders=read_addresses(head.all("from"), hint),
        reply_to=read_addresses(head.all("reply-to"), hint),
        to=read_addresses(head.all("to"), hint),
        cc=read_addresses(head.all("cc"), hint),
        subject=decode_words(head.first("subject"), hint)[:MOST_SUBJECT],
        date=moment,
        message_id=next(iter(_ids(head.all("message-id"))), ""),
        in_reply_to=_ids(head.all("in-reply-to")),
        references=_ids(head.all("references")),
        faults=faults,
    )


def _ids(values: list[bytes]) -> list[str]:
    """Message ids without their brackets; where nobody wrote brackets, words with an @."""
    found: list[str] = []
    for value in values:
        text = clean(text_of(value))
        named = [_SPACE.sub("", one) for one in _ID.findall(text)]
        found += named or [word.strip("<>,;") for word in text.split() if "@" in word]
    return [one for one in dict.fromkeys(found) if one][-MOST_NAMED:]


def _read_text(parsed: Parsed, body: Body, depth: Depth, placing: Placing) -> None:
    pieces, files = body.pieces, body.files
    parsed.files, parsed.invitations = files, [one for one in body.invitations if one]
    if depth == "without_html":
        parsed.text = "\n".join(_roughly(piece) for piece in pieces).strip()[:MOST_TEXT]
        return
    if any(piece.html is not None for piece in pieces):
        html = "\n".join(_html(piece) for piece in pieces)
        html = _cut(html.strip(), parsed.faults)
        parsed.raw_html = without_hidden(html)
        parsed.page = markup.sanitise(parsed.raw_html, placing(files))
        shown = parsed.page.shown
        parsed.files = [_inline(file) if file.content_id in shown else file for file in files]
    parsed.text = _text(pieces, parsed.page)[:MOST_TEXT]


def _cut(html: str, faults: list[str]) -> str:
    """As much of a page as can be read in time."""
    tags = html.split("<", MOST_TAGS + 1)
    if len(tags) > MOST_TAGS + 1:
        faults.append(f"html_limit: only the first {MOST_TAGS} tags of its HTML were read")
        html = "<".join(tags[:-1])
    if len(html) > MOST_HTML:
        faults.append(f"html_limit: only the first {MOST_HTML} letters of its HTML were read")
        html = html[:MOST_HTML]
    return html


def _roughly(piece: Piece) -> str:
    """The words of a piece in little time: of HTML whatever stands between its tags."""
    if piece.plain is not None:
        return piece.plain
    page = _UNSAID.sub(" ", (piece.html or "")[:MOST_ROUGHLY])
    lines = (" ".join(line.split()) for line in unescape(_TAG.sub("\n", page)).split("\n"))
    return clean("\n".join(line for line in lines if line))


def _html(piece: Piece) -> str:
    return piece.html if piece.html is not None else markup.page_of_text(piece.plain or "")


def _text(pieces: list[Piece], page: markup.Page | None) -> str:
    if page is not None and all(piece.plain is None for piece in pieces):
        return text_of_page(page.html)
    texts = [
        piece.plain
        if piece.plain is not None
        else text_of_page(markup.sanitise(without_hidden(_cut(piece.html or "", [])), {}).html)
        for piece in pieces
    ]
    return "\n".join(texts).strip()


def _inline(file: File) -> File:
    return File(file.name, file.kind, file.content, file.content_id, True, file.faults)
