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

from hamseda.channels.email import markup

FONTS: Final = "Vazirmatn,Tahoma,'Segoe UI',Arial,sans-serif"
MOST_REFERENCES: Final = 20
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
    files: tuple[OutgoingFile, ...] = ()

    @property
    def message_id(self) -> str:
        """The Message-ID without its brackets: made of the id, so always the same."""
        return f"{self.id}@{self.sender.rpartition('@')[2]}"


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
        mail["References"] = " ".join(f"<{one}>" for one in letter.references[-MOST_REFERENCES:])
    if letter.automatic:
        mail["Auto-Submitted"] = letter.automatic
    mail.set_content(letter.text or " ", cte="base64" if not letter.text.isascii() else None)
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


def _page(letter: Letter) -> str:
    inner = markup.sanitise(letter.html, {}).html if letter.html else markup.page_of_text(letter.text)
    side = "right" if letter.direction == "rtl" else "left"
    # In the tags themselves: many mail programs throw style sheets and classes away.
    style = f"direction:{letter.direction};text-align:{side};font-family:{FONTS};line-height:1.8"
    return (
        f'<!doctype html><html dir="{letter.direction}"><head><meta charset="utf-8">'
        f"<title>{escape(_line(letter.subject))}</title></head>"
        f'<body dir="{letter.direction}"><div dir="{letter.direction}" style="{style}">{inner}</div></body></html>'
    )


def _address(address: str, name: str) -> Address:
    return Address(display_name=_line(name), addr_spec=address)


def _line(text: str) -> str:
    """One line: nothing that people typed can begin another header."""
    return " ".join("".join(sign if sign.isprintable() or sign == "\u200c" else " " for sign in text).split())
