"""Carries what the outbox holds for mail: messages of conversations, and mails that the product itself writes."""

import asyncio
import logging
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from hamseda.channels.email import queries, smtp
from hamseda.channels.email.composing import Automatic, Letter, OutgoingFile, answer_subject, compose
from hamseda.channels.email.delivery import settle_delivery, tell_failure
from hamseda.channels.email.files import load_file
from hamseda.channels.email.oauth import Renewed, Tokens
from hamseda.channels.email.quoting import Quote, quote
from hamseda.channels.email.refusals import UndeliveredError, told
from hamseda.channels.email.renewing import keeper
from hamseda.channels.email.reply_address import reply_address
from hamseda.channels.email.reports import mark_of
from hamseda.channels.email.settings import EmailSettings, normal_address, read_settings
from hamseda.channels.email.signing import sign
from hamseda.conversations.api import (
    opened_settings,
)
from hamseda.kit.background import Carrier, Errand
from hamseda.kit.clock import Clock
from hamseda.kit.database import Database, Row, Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.keys import Keys
from hamseda.kit.outbound import Outbound
from hamseda.kit.persian import direction
from hamseda.kit.problem import Problem
from hamseda.settings import Settings

logger = logging.getLogger(__name__)

SINK: Final = "outgoing"
NO_SERVER: Final = "no outgoing mail server is set: HAMSEDA_SMTP_HOST"


class MailCarrier:
    """Sends by SMTP; the demonstration without a server keeps its mails in a folder to look at."""

    def __init__(self, *, settings: Settings, database: Database, keys: Keys, clock: Clock) -> None:
        self._settings = settings
        self._database = database
        self._keys = keys
        self._clock = clock
        self._tokens = Tokens(Outbound(settings.outbound_private_hosts))

    @property
    def carrier(self) -> Carrier:
        """The carrier of outbox errands of kind `mail`."""
        return Carrier(self.carry, self.on_failed)

    async def carry(self, errand: Errand) -> None:
        """Send one mail; raises UndeliveredError where trying again cannot help."""
        if "message_id" in errand.body:
            await self._carry_message(errand.organization_id, UUID(str(errand.body["message_id"])))
        else:
            await self._carry_notice(errand)

    async def on_failed(self, errand: Errand, error: Exception) -> None:
        """Say at the message that it was given up, with the reason, and on the timeline."""
        if "message_id" not in errand.body:
            logger.error("a mail to %s was given up: %s", errand.body.get("to"), error)
            return
        message_id = UUID(str(errand.body["message_id"]))
        async with self._database.transaction(errand.organization_id) as work:
            row = await work.row(queries.MESSAGE, work.organization_id, message_id)
            if row is None:
                return
            locale = await work.value(queries.LOCALE, work.organization_id) or "fa"
            detail = told(error, locale)
            if await settle_delivery(work, row, "failed", detail):
                await tell_failure(work, row, detail["text"])

    async def _carry_message(self, organization_id: UUID, message_id: UUID) -> None:
        async with self._database.reading(organization_id) as view:
            row = await view.row(queries.OUTGOING, organization_id, message_id)
            if row is None:
                raise UndeliveredError("message_gone", "The message is not there any more.")
            if row["state"] != "queued":
                return
            channel = _channel(self._keys, row)
            letter = await self._letter(view, row, channel)
        renewed = keeper(self._database, self._keys, organization_id, row["channel_id"], "smtp")
        detail = await self._send(letter, channel, renewed)
        async with self._database.transaction(organization_id) as work:
            await work.execute(
                queries.REMEMBER_REFERENCE,
                organization_id,
                letter.message_id,
                row["conversation_id"],
                message_id,
                "outbound",
                letter.to,
            )
            await settle_delivery(work, row, "sent", detail)

    async def _letter(self, view: Transaction, row: Row, channel: EmailSettings) -> Letter:
        to, sender = normal_address(row["to_address"] or ""), normal_address(channel.address)
        if to is None:
            raise UndeliveredError("no_address", "The customer has no e-mail address here.")
        if sender is None:
            raise UndeliveredError("no_channel_address", "The mail channel has no address.")
        await self._check_address(view, to)
        thread = await view.fetch(queries.THREAD, view.organization_id, row["conversation_id"], row["id"])
        subject = row["subject"] or next((one["subject"] for one in thread if one["subject"]), None)
        locale = await view.value(queries.LOCALE, view.organization_id) or "fa"
        fallback = translate(locale, "email.answer.subject", organization=row["organization_name"])
        automatic: Automatic | None = "auto-replied" if row["author_kind"] == "system" else None
        return Letter(
            id=row["id"],
            sender=sender,
            sender_name=channel.name or row["organization_name"],
            to=to,
            to_name="" if automatic else row["customer_name"] or "",
            reply_to=reply_address(
                self._keys, sender, view.organization_id, row["conversation_id"], row["number"], to
            ),
            subject=fallback if automatic else answer_subject(subject, fallback),
            text=row["text"],
            html=row["html"],
            direction=row["text_direction"],
            date=row["created_at"],
            references=tuple(
                one["message_id_header"] for one in reversed(thread) if one["message_id_header"]
            ),
            automatic=automatic,
            mark=mark_of(self._keys, view.organization_id) if automatic else "",
            # What a program writes repeats nobody's words: it may go to somebody who never wrote them.
            quote=None if automatic else await _quote(view, row, to),
            files=await self._files(view, row["id"]),
        )

    async def _check_address(self, view: Transaction, to: str) -> None:
        """Refuse an address that is gone: mail servers judge us by how often we write to such."""
        why = await view.value(queries.SUPPRESSED, view.organization_id, to)
        if why is not None:
            locale = await view.value(queries.LOCALE, view.organization_id) or "fa"
            reason = translate(locale, f"email.bounce.{why}", address=to)
            raise UndeliveredError("suppressed", f"{to} is suppressed: {why}", address=to, reason=reason)

    async def _files(self, view: Transaction, message_id: UUID) -> tuple[OutgoingFile, ...]:
        rows = await view.fetch(queries.NAMED_ATTACHMENTS, view.organization_id, message_id)
        return tuple(
            [
                OutgoingFile(
                    row["name"], row["content_type"], await load_file(self._settings, row["storage_key"])
                )
                for row in rows
            ]
        )

    async def _carry_notice(self, errand: Errand) -> None:
        """A mail of the product itself: a link for a new password, an invitation."""
        body = errand.body
        to = normal_address(str(body.get("to") or ""))
        if to is None:
            raise UndeliveredError("no_address", "The mail has no address to go to.")
        text = str(body["text"])
        await self._send(
            Letter(
                id=errand.id,
                sender=f"hamseda@{self._settings.mail_domain}",
                sender_name=translate("fa", "email.sender.name"),
                to=to,
                subject=str(body["subject"]),
                text=text,
                direction=direction(text),
                date=self._made(errand.id),
                automatic="auto-generated",
            ),
            None,
        )

    def _made(self, errand_id: UUID) -> datetime:
        """When an errand was made, read from its UUIDv7: a retry keeps its date."""
        return datetime.fromtimestamp((errand_id.int >> 80) / 1000, self._clock.now().tzinfo)

    async def _send(
        self, letter: Letter, channel: EmailSettings | None, renewed: Renewed | None = None
    ) -> dict[str, Any]:
        mail = compose(letter)
        server = smtp.outgoing_server(self._settings, channel)
        if server is None:
            if not self._settings.demo:
                raise UndeliveredError("no_server", NO_SERVER)
            await asyncio.to_thread(_keep, self._settings.data_folder / SINK, letter.id, mail.as_bytes())
            return {"sink": True}
        try:
            content = await asyncio.to_thread(sign, mail.as_bytes(), channel.dkim if channel else None)
        except ValueError as error:
            raise UndeliveredError("unsigned", str(error)) from error
        try:
            server = await smtp.with_token(server, channel, self._tokens, renewed)
            async with smtp.connected(server, self._settings.outbound_private_hosts) as client:
                mail_options, rcpt_options = smtp.delivery_options(client, letter.id, letter.to)
                _, answer = await client.sendmail(
                    letter.envelope_sender,
                    [letter.to],
                    content,
                    mail_options=mail_options,
                    rcpt_options=rcpt_options,
                )
        except Exception as error:
            if smtp.is_permanent(error):
                raise UndeliveredError("refused", smtp.said(error)) from error
            raise
        return {"said": answer[:200]}


async def _quote(view: Transaction, row: Row, to: str) -> Quote | None:
    """The mail that a message answers; None where the one it goes to did not write it."""
    found = await view.row(queries.ANSWERED, view.organization_id, row["conversation_id"], row["position"])
    if found is None or normal_address(found["address"] or "") != to:
        return None
    return quote(
        found["text"],
        name=found["author_name"] or found["address"],
        at=found["created_at"],
        direction=found["text_direction"],
        locale=found["locale"],
        time_zone=found["time_zone"],
    )


def _channel(keys: Keys, row: Row) -> EmailSettings:
    if row["channel_settings"] is None:
        raise UndeliveredError("channel_gone", "The mail channel is not there any more.")
    try:
        return read_settings(opened_settings(keys, row["channel_id"], row["channel_settings"]))
    except Problem as problem:
        raise UndeliveredError("channel_settings", problem.detail) from problem


def _keep(folder: Path, letter_id: UUID, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{letter_id}.eml").write_bytes(content)
