"""A message as a mail: the same one however often it is built, so that a retry is no second mail."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

from hamseda.channels.email import markup, quoting
from hamseda.channels.email.automatic import MARK
from hamseda.channels.email.quoting import Quote

FONTS: Final = "Vazirmatn,Tahoma,'Segoe UI',Arial,sans-serif"
MOST_REFERENCES: Final = 12
MOST_REFERENCE_LETTERS: Final = 1_800
MOST_ID: Final = 250
_REPLY_MARKS: Final = ("re:", "پاسخ:", "fwd:", "fw:")

Automatic = Literal["auto-generated", "auto-replied"]


class OutgoingFile(Struct, frozen=True):
    """A file that goes along."""

    name: str
    content_type: str
    content: bytes


class Letter(Struct, frozen=True, kw_only=True):
    """Everything that a mail needs; addresses in their normal form. `references`: oldest first."""

    id: UUID
    sender: str
    sender_name: str
    to: str
    to_name: str = ""
    reply_to: str = ""
    subject: str
    text: str
    html: str | None = None
    direction: str = "rtl"
    date: datetime
    references: tuple[str, ...] = ()
    automatic: Automatic | None = None
    mark: str = ""
    quote: Quote | None = None
    files: tuple[OutgoingFile, ...] = ()

    @property
    def message_id(self) -> str:
        """The Message-ID without its brackets: made of the id, so always the same."""
        return f"{self.id}@{self.sender.rpartition('@')[2]}"

    @property
    def envelope_sender(self) -> str:
        """Who is told of a bounce: nobody of an automatic answer (RFC 3834, 3.3), so that machines fall silent."""
        return "" if self.automatic == "auto-replied" else self.sender


def compose(letter: Letter) -> EmailMessage:
    """Build the mail: plain and HTML text in the direction of the text, files beside."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(letter.sender, letter.sender_name)
    mail["To"] = _address(letter.to, letter.to_name)
    if letter.reply_to:
        mail["Reply-To"] = _address(letter.reply_to, letter.sender_name)
    mail["Subject"] = _line(letter.subject)
    mail["Date"] = format_datetime(letter.date)
    mail["Message-ID"] = f"<{letter.message_id}>"
    if letter.references:
        mail["In-Reply-To"] = f"<{letter.references[-1]}>"
        mail["References"] = " ".join(f"<{one}>" for one in _kept(letter.references))
    if letter.automatic:
        mail["Auto-Submitted"] = letter.automatic
        mail["X-Auto-Response-Suppress"] = "All"
    if letter.mark:
        mail[MARK] = letter.mark
    text = f"{letter.text}\n\n{quoting.plain(letter.quote)}\n" if letter.quote else letter.text or " "
    mail.set_content(text, cte="base64" if not text.isascii() else None)
    mail.add_alternative(_page(letter), subtype="html", cte="base64")
    for file in letter.files:
        kind, _, subtype = file.content_type.partition("/")
        mail.add_attachment(
            file.content, maintype=kind, subtype=subtype or "octet-stream", filename=file.name
        )
    for number, part in enumerate(mail.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{letter.id.hex}_{number}")
    return mail


def answer_subject(subject: str | None, fallback: str) -> str:
    """The subject of an answer: the one that it answers, with one Re:."""
    if not subject or not subject.strip():
        return fallback
    return subject if subject.strip().lower().startswith(_REPLY_MARKS) else f"Re: {subject.strip()}"


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
    inner = markup.sanitise(letter.html, {}).html if letter.html else markup.page_of_text(letter.text)
    below = quoting.html(letter.quote) if letter.quote else ""
    side = "right" if letter.direction == "rtl" else "left"
    # In the tags themselves: many mail programs throw style sheets and classes away.
    style = f"direction:{letter.direction};text-align:{side};font-family:{FONTS};line-height:1.8"
    return (
        f'<!doctype html><html dir="{letter.direction}"><head><meta charset="utf-8">'
        f"<title>{escape(_line(letter.subject))}</title></head>"
        f'<body dir="{letter.direction}"><div dir="{letter.direction}" style="{style}">{inner}</div>{below}</body></html>'
    )


def _address(address: str, name: str) -> Address:
    return Address(display_name=_line(name), addr_spec=address)


def _line(text: str) -> str:
    """One line: nothing that people typed can begin another header."""
    return " ".join("".join(sign if sign.isprintable() or sign == "\u200c" else " " for sign in text).split())
