"""A message as a mail: the same one however often it is built, so that a retry is no second mail."""

import re
from collections.abc import Iterator
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

from hamseda.channels.email.automatic import MARK
from hamseda.channels.email.bounce_parts import RECEIPT
from hamseda.channels.email.dressing import FONTS, dress, opened
from hamseda.channels.email.quoting import Below
from hamseda.kit import rich_text
from hamseda.kit.i18n import translate
from hamseda.kit.persian import direction

MOST_REFERENCES: Final = 12
MOST_REFERENCE_LETTERS: Final = 1_800
MOST_ID: Final = 250
_REPLY_MARKS: Final = ("re:", "پاسخ:", "fwd:", "fw:")
SIGNATURE_CLASS: Final = "hamseda_signature"
_SHOWN: Final = re.compile(r' src="/api/v1/attachments/([0-9a-f-]{36})"')

Automatic = Literal["auto-generated", "auto-replied"]


class OutgoingFile(Struct, frozen=True):
    """A file that goes along; by its `id` the HTML may show it as a picture."""

    name: str
    content_type: str
    content: bytes
    id: UUID | None = None

    @property
    def kind(self) -> tuple[str, str]:
        """The type of its content in two words."""
        kind, _, subtype = self.content_type.partition("/")
        return kind, subtype or "octet-stream"


class Letter(Struct, frozen=True, kw_only=True):
    """Everything that a mail needs; addresses in their normal form. `references`: oldest first.

    `to_name` is the name of the one at `named`. `bound`: whom the reply address was issued to. `receipt`: what a
    report about the mail proves itself by. `below`: what stands under the words, in its order.
    """

    id: UUID
    sender: str
    sender_name: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    named: str = ""
    to_name: str = ""
    reply_to: str = ""
    bound: str = ""
    subject: str
    text: str
    html: str | None = None
    direction: str = "rtl"
    date: datetime
    references: tuple[str, ...] = ()
    automatic: Automatic | None = None
    mark: str = ""
    receipt: str = ""
    below: tuple[Below, ...] = ()
    files: tuple[OutgoingFile, ...] = ()

    @property
    def message_id(self) -> str:
        """The Message-ID without its brackets: made of the id, so always the same."""
        return f"{self.id}@{self.sender.rpartition('@')[2]}"

    @property
    def recipients(self) -> tuple[str, ...]:
        """All whom the mail goes to; those in `bcc` are named here only."""
        return (*self.to, *self.cc, *self.bcc)

    @property
    def envelope_sender(self) -> str:
        """Who is told of a bounce: nobody of an automatic answer (RFC 3834, 3.3), so that machines fall silent."""
        return "" if self.automatic == "auto-replied" else self.sender


def compose(letter: Letter) -> EmailMessage:
    """Build the mail: plain and HTML text in the direction of the text, its pictures within, files beside."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(letter.sender, letter.sender_name)
    mail["To"] = _addresses(letter, letter.to)
    if letter.cc:
        mail["Cc"] = _addresses(letter, letter.cc)
    if letter.reply_to:
        mail["Reply-To"] = _address(letter.reply_to, letter.sender_name)
    mail["Subject"] = _line(letter.subject)
    mail["Date"] = format_datetime(letter.date)
    mail["Message-ID"] = f"<{letter.message_id}>"
    if letter.references:
        mail["In-Reply-To"] = f"<{letter.references[-1]}>"
        mail["References"] = " ".join(f"<{one}>" for one in _kept(letter.references))
    for name, value in _marks(letter):
        mail[name] = value
    text = words(letter.text, letter.below) or " "
    mail.set_content(f"{text}\n" if letter.below else text, cte="base64" if not text.isascii() else None)
    page, shown = _with_pictures(letter, _page(letter))
    mail.add_alternative(page, subtype="html", cte="base64")
    _put_pictures(mail, letter, shown)
    for file in letter.files:
        if file.id not in shown:
            kind, subtype = file.kind
            mail.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.name)
    for number, part in enumerate(mail.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{letter.id.hex}_{number}")
    return mail


def _marks(letter: Letter) -> Iterator[tuple[str, str]]:
    """What programs know the mail by: ours, those of others, and those that report about it."""
    if letter.automatic:
        yield "Auto-Submitted", letter.automatic
        yield "X-Auto-Response-Suppress", "All"
    if letter.mark:
        yield MARK, letter.mark
    if letter.receipt:
        yield RECEIPT, letter.receipt


def words(text: str, below: tuple[Below, ...]) -> str:
    """The plain twin of a mail: what was typed, and what stands below it."""
    return "\n\n".join(one for one in (text, *(part.text for part in below)) if one)


def body(text: str, html: str | None, way: str, below: tuple[Below, ...]) -> str:
    """The HTML of a mail, dressed, in the direction `way`; its pictures are still addresses of attachments."""
    inner = dress(html or rich_text.of_text(text), way)
    under = "".join(_signature(part) if part.kind == "signature" else part.html for part in below)
    looks = f"font-family:{FONTS};font-size:15px;line-height:1.8;color:#111827"
    return f"<div {opened(way, looks)}>{inner}{under}</div>"


def answer_subject(subject: str | None, fallback: str) -> str:
    """The subject of an answer: the one that it answers, with one Re:."""
    if not subject or not subject.strip():
        return fallback
    return subject if subject.strip().lower().startswith(_REPLY_MARKS) else f"Re: {subject.strip()}"


def forward_subject(subject: str, locale: str) -> str:
    """The subject of what is passed on, with one mark that says so."""
    said = subject.strip() or translate(locale, "email.forward.title")
    return said if said.lower().startswith(("fwd:", "fw:")) else f"Fwd: {said}"


def _with_pictures(letter: Letter, page: str) -> tuple[str, frozenset[UUID]]:
    """The page with the content ids of the pictures that go along; what is not there leaves its words."""
    pictures = {str(file.id): file.id for file in letter.files if file.id and file.kind[0] == "image"}
    shown: set[UUID] = set()

    def place(found: re.Match[str]) -> str:
        picture = pictures.get(found[1])
        if picture is None:
            return ""
        shown.add(picture)
        return f' src="cid:{_content_id(letter, picture)}"'

    return _SHOWN.sub(place, page), frozenset(shown)


def _put_pictures(mail: EmailMessage, letter: Letter, shown: frozenset[UUID]) -> None:
    page = mail.get_body(("html",))
    for file in letter.files:
        if page is not None and file.id in shown:
            kind, subtype = file.kind
            page.add_related(
                file.content,
                maintype=kind,
                subtype=subtype,
                cid=f"<{_content_id(letter, file.id)}>",
                filename=file.name,
                disposition="inline",
            )


def _content_id(letter: Letter, picture: UUID | None) -> str:
    return f"{picture}@{letter.sender.rpartition('@')[2]}"


def _kept(references: tuple[str, ...]) -> list[str]:
    """The first mail of the thread and the newest, as many as a header may well hold (RFC 5537, 3.4.4)."""
    named = [one for one in references if len(one) <= MOST_ID]
    kept: list[str] = []
    size = len(named[0]) if named else 0
    for one in reversed(named[1:]):
        size += len(one) + 3
        if size > MOST_REFERENCE_LETTERS or len(kept) >= MOST_REFERENCES - 1:
            break
        kept.append(one)
    return named[:1] + kept[::-1]


def _page(letter: Letter) -> str:
    inner = body(letter.text, letter.html, letter.direction, letter.below)
    return (
        f'<!doctype html><html dir="{letter.direction}"><head><meta charset="utf-8">'
        f"<title>{escape(_line(letter.subject))}</title></head>"
        f'<body dir="{letter.direction}">{inner}</body></html>'
    )


def _signature(part: Below) -> str:
    way = direction(part.text)
    inner = dress(part.html, way)
    return f'<div class="{SIGNATURE_CLASS}" {opened(way, "margin-top:16px;color:#4b5563")}>{inner}</div>'


def _addresses(letter: Letter, addresses: tuple[str, ...]) -> list[Address]:
    return [_address(one, letter.to_name if one == letter.named else "") for one in addresses]


def _address(address: str, name: str) -> Address:
    return Address(display_name=_line(name), addr_spec=address)


def _line(text: str) -> str:
    """One line: nothing that people typed can begin another header."""
    return " ".join("".join(sign if sign.isprintable() or sign == "\u200c" else " " for sign in text).split())
