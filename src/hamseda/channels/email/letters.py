"""A stored message becomes a letter: its recipients, its subject, what stands below its words, its files."""

from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from hamseda.channels.email import passing, queries, quoting
from hamseda.channels.email.composing import (
    Automatic,
    Letter,
    OutgoingFile,
    answer_subject,
)
from hamseda.channels.email.files import load_file
from hamseda.channels.email.quoting import Below, Quote, quote
from hamseda.channels.email.refusals import UndeliveredError
from hamseda.channels.email.reply_address import forward_address, reply_address, shared_address
from hamseda.channels.email.reports import mark_of, receipt_of
from hamseda.channels.email.settings import EmailSettings, normal_address
from hamseda.conversations.api import Signature
from hamseda.kit.database import Row, Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.keys import Keys
from hamseda.settings import Settings

DELIMITER: Final = "-- "
"""Stands above a signature in plain text, by an old custom that programs know."""


class LetterWriter(Struct, frozen=True):
    """Writes the letters of an installation."""

    settings: Settings
    keys: Keys

    async def write(self, view: Transaction, row: Row, channel: EmailSettings) -> Letter:
        """Give the letter of a message (a row of `queries.OUTGOING`). Raises UndeliveredError."""
        sender = normal_address(channel.address)
        if sender is None:
            raise UndeliveredError("no_channel_address", "The mail channel has no address.")
        mail: dict[str, Any] = row["meta"].get("mail") or {}
        if "forward" in mail:
            return await self._forward(view, row, channel, sender, mail)
        return await self._answer(view, row, channel, sender, mail)

    async def _answer(
        self, view: Transaction, row: Row, channel: EmailSettings, sender: str, mail: dict[str, Any]
    ) -> Letter:
        customer = normal_address(row["to_address"] or "")
        named = mail.get("recipients") or {}
        to = tuple(named.get("to") or ([customer] if customer else []))
        if not to or customer is None:
            raise UndeliveredError("no_address", "The customer has no e-mail address here.")
        thread = await view.fetch(queries.THREAD, view.organization_id, row["conversation_id"], row["id"])
        locale = await view.value(queries.LOCALE, view.organization_id) or "fa"
        fallback = translate(locale, "email.answer.subject", organization=row["organization_name"])
        automatic: Automatic | None = "auto-replied" if row["author_kind"] == "system" else None
        about = mail["about"] if "about" in mail else subject_of(row, thread)
        asked = mail.get("subject") or answer_subject(about, fallback)
        # What a program writes repeats nobody's words: it may go to somebody who never wrote them.
        is_quoting = automatic is None and mail.get("quote", True)
        quoted = await quote_for(view, mail.get("quote_of"), to) if is_quoting else None
        bound = await self._bound(view, row, customer, to)
        everybody = (*to, *(named.get("cc") or ()), *(named.get("bcc") or ()))
        is_shared = any(normal_address(one) != bound for one in everybody)
        address = shared_address if is_shared else reply_address
        return Letter(
            id=row["id"],
            sender=sender,
            sender_name=channel.name or row["organization_name"],
            to=to,
            to_name="" if automatic else row["customer_name"] or "",
            named=customer,
            cc=tuple(named.get("cc") or ()),
            bcc=tuple(named.get("bcc") or ()),
            reply_to=address(
                self.keys, sender, view.organization_id, row["conversation_id"], row["number"], bound
            ),
            bound=bound,
            subject=fallback if automatic else asked,
            text=row["text"],
            html=row["html"],
            direction=row["text_direction"],
            date=row["created_at"],
            references=tuple(
                one["message_id_header"] for one in reversed(thread) if one["message_id_header"]
            ),
            automatic=automatic,
            mark=mark_of(self.keys, view.organization_id) if automatic else "",
            receipt=receipt_of(self.keys, view.organization_id, row["id"]),
            below=below(mail.get("signature"), quoting.below(quoted) if quoted else None),
            files=await self._files(view, row["id"]),
        )

    async def _bound(self, view: Transaction, row: Row, customer: str, to: tuple[str, ...]) -> str:
        """Whom the reply address is issued to: the customer alone, by the address that they are written to.

        Anybody else who were given it would be taken for the customer, and verified as such.
        """
        keys = [key for one in to if (key := normal_address(one)) is not None]
        if customer in keys or not keys:
            return customer
        is_own = await view.value(queries.HOLDS_ADDRESS, view.organization_id, row["customer_id"], keys[0])
        return keys[0] if is_own else customer

    async def _forward(
        self, view: Transaction, row: Row, channel: EmailSettings, sender: str, mail: dict[str, Any]
    ) -> Letter:
        named, forward = mail["recipients"], mail["forward"]
        ids, message_id = passing.chosen(forward), UUID(str(forward["message_id"]))
        passed = await passing.read(view, ids, message_id, with_history=forward["history"])
        if passed is None:
            raise UndeliveredError("message_gone", "What was to be passed on is not there any more.")
        first = normal_address(named["to"][0]) or named["to"][0]
        own = await self._files(view, row["id"])
        shown = await self._passed_files(view, ids, forward, passed.pictures)
        return Letter(
            id=row["id"],
            sender=sender,
            sender_name=channel.name or row["organization_name"],
            to=tuple(named["to"]),
            cc=tuple(named["cc"]),
            bcc=tuple(named["bcc"]),
            reply_to=forward_address(
                self.keys, sender, view.organization_id, row["conversation_id"], row["number"], first
            ),
            bound=first,
            subject=mail["subject"],
            text=row["text"],
            html=row["html"],
            direction=row["text_direction"],
            date=row["created_at"],
            references=passed.references,
            receipt=receipt_of(self.keys, view.organization_id, row["id"]),
            below=below(mail.get("signature"), passed.below),
            files=(*own, *shown),
        )

    async def _passed_files(
        self, view: Transaction, ids: list[UUID], forward: dict[str, Any], pictures: frozenset[UUID]
    ) -> tuple[OutgoingFile, ...]:
        """The files of what is passed on: all where they were asked for, else the pictures that are shown."""
        rows = await view.fetch(queries.FILES_PASSED_ON, view.organization_id, ids)
        wanted = [one for one in rows if forward["include_attachments"] or one["id"] in pictures]
        return await self._loaded(wanted)

    async def _files(self, view: Transaction, message_id: UUID) -> tuple[OutgoingFile, ...]:
        return await self._loaded(
            await view.fetch(queries.NAMED_ATTACHMENTS, view.organization_id, message_id)
        )

    async def _loaded(self, rows: list[Row]) -> tuple[OutgoingFile, ...]:
        return tuple(
            [
                OutgoingFile(
                    row["name"],
                    row["content_type"],
                    await load_file(self.settings, row["storage_key"]),
                    row["id"],
                )
                for row in rows
            ]
        )


def subject_of(conversation: Row, thread: list[Row]) -> str | None:
    """The subject of a conversation, else of its newest mail that has one."""
    return conversation["subject"] or next((one["subject"] for one in thread if one["subject"]), None)


async def quote_for(
    view: Transaction, message_id: UUID | str | None, to: tuple[str, ...] | list[str]
) -> Quote | None:
    """The mail that a message answers; None where nobody of those it goes to has written it."""
    if message_id is None:
        return None
    found = await view.row(queries.ANSWERED, view.organization_id, UUID(str(message_id)))
    if found is None or normal_address(found["address"] or "") not in {normal_address(one) for one in to}:
        return None
    return quote(
        found["text"],
        name=found["author_name"] or found["address"],
        at=found["created_at"],
        direction=found["text_direction"],
        locale=found["locale"],
        time_zone=found["time_zone"],
    )


def below(signature: Signature | None, quoted: Below | None) -> tuple[Below, ...]:
    """What stands under the words: the signature, then what is quoted or passed on."""
    signed = Below(f"{DELIMITER}\n{signature['text']}", signature["html"], "signature") if signature else None
    return tuple(one for one in (signed, quoted) if one is not None)
