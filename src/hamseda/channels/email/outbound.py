"""Carries what the outbox holds for mail: messages of conversations, and mails that the product itself writes."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import aiosmtplib
from msgspec import Struct

from hamseda.channels.email import parties, queries, smtp
from hamseda.channels.email.composing import Letter, compose
from hamseda.channels.email.delivery import settle_delivery, settle_recipients, tell_failure
from hamseda.channels.email.letters import LetterWriter
from hamseda.channels.email.oauth import Renewed, Tokens
from hamseda.channels.email.parties import Outcome
from hamseda.channels.email.refusals import UndeliveredError, told
from hamseda.channels.email.renewing import keeper
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


# Others of its recipients may still wait for it.
ONGOING: Final = frozenset({"sent", "delivered"})


class Sent(Struct, frozen=True):
    """What a server said of a mail, and whom it refused."""

    detail: dict[str, Any]
    refused: dict[str, aiosmtplib.SMTPRecipientRefused]


class News(Struct, frozen=True):
    """What became of a mail for its recipients in one attempt, and what is known of the whole."""

    outcomes: dict[str, Outcome]
    detail: dict[str, Any]


class RecipientsWaitError(Exception):
    """Some recipients were told to wait: the mail is tried again for them alone."""

    def __init__(self, addresses: list[str]) -> None:
        super().__init__(f"to be tried again for {', '.join(addresses)}")


class NobodyTookItError(UndeliveredError):
    """None of several recipients will ever get the mail."""

    def __init__(self, outcomes: dict[str, Outcome]) -> None:
        super().__init__("refused", "; ".join(str(one.get("reason", "")) for one in outcomes.values()))
        self.outcomes = outcomes


class MailCarrier:
    """Sends by SMTP; the demonstration without a server keeps its mails in a folder to look at."""

    def __init__(self, *, settings: Settings, database: Database, keys: Keys, clock: Clock) -> None:
        self._settings = settings
        self._database = database
        self._keys = keys
        self._clock = clock
        self._writer = LetterWriter(settings, keys)
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
            before = parties.known(row["meta"].get("delivery"), parties.named(row["meta"]))
            if len(before) > 1:
                lost = {one: {"state": "failed", **detail} for one in parties.waiting(before)}
                news = error.outcomes if isinstance(error, NobodyTookItError) else lost
                await settle_recipients(work, row, news, {})
            elif moved := await settle_delivery(work, row, "failed", detail):
                await tell_failure(work, moved, detail["text"])

    async def _carry_message(self, organization_id: UUID, message_id: UUID) -> None:
        async with self._database.reading(organization_id) as view:
            row = await view.row(queries.OUTGOING, organization_id, message_id)
            if row is None:
                raise UndeliveredError("message_gone", "The message is not there any more.")
            before = parties.known(row["meta"].get("delivery"), parties.named(row["meta"]))
            is_partly_sent = row["state"] in ONGOING and len(before) > 1 and bool(parties.waiting(before))
            if row["state"] != "queued" and not is_partly_sent:
                return
            channel = _channel(self._keys, row)
            letter = await self._writer.write(view, row, channel)
            before = before or parties.known(None, letter.recipients)
            refused = await self._suppressed(view, parties.waiting(before))
        news = await self._hand_over(letter, channel, row, before, refused)
        await self._settle(row, letter, parties.merged(before, news.outcomes), news)

    async def _hand_over(
        self,
        letter: Letter,
        channel: EmailSettings,
        row: Row,
        before: dict[str, Outcome],
        refused: dict[str, UndeliveredError],
    ) -> News:
        """Send to all who wait and may be written to; answers what became of each of them."""
        addresses = [one for one in parties.waiting(before) if one not in refused]
        outcomes = {address: _refusal(error, row["locale"]) for address, error in refused.items()}
        if not addresses:
            # Nobody is left to try: for a mail to one person that is the reason of its failure.
            if len(before) == 1:
                raise next(iter(refused.values()))
            return News(outcomes, {})
        renewed = keeper(self._database, self._keys, row["organization_id"], row["channel_id"], "smtp")
        try:
            sent = await self._send(letter, addresses, channel, renewed)
        except UndeliveredError as error:
            if len(before) == 1:
                raise
            return News({**outcomes, **{one: _refusal(error, row["locale"]) for one in addresses}}, {})
        except aiosmtplib.SMTPRecipientsRefused as error:
            if len(before) == 1:
                raise
            # Nobody has it, but some are told to wait and some refuse for good: each is its own.
            sent = Sent({}, {one.recipient: one for one in error.recipients})
        for address in addresses:
            refusal = sent.refused.get(address)
            if refusal is None:
                outcomes[address] = {"state": "sent"}
            elif smtp.is_permanent(refusal):
                given_up = UndeliveredError("refused", smtp.said(refusal))
                outcomes[address] = _refusal(given_up, row["locale"])
        return News(outcomes, sent.detail)

    async def _settle(self, row: Row, letter: Letter, after: dict[str, Outcome], news: News) -> None:
        """Write down who has the mail, before anybody else is tried again; say on the timeline who will not get it."""
        has_it = any(one["state"] in parties.HAVE_IT for one in after.values())
        left = parties.waiting(after)
        if not has_it and not left:
            raise NobodyTookItError(after)
        async with self._database.transaction(row["organization_id"]) as work:
            if has_it:
                await self._remember(work, row, letter)
            if len(after) > 1 and news.outcomes:
                await settle_recipients(work, row, news.outcomes, news.detail)
            elif has_it:
                await settle_delivery(work, row, "sent", news.detail)
        if left:
            raise RecipientsWaitError(left)

    async def _remember(self, work: Transaction, row: Row, letter: Letter) -> None:
        """Know the mail again by its Message-ID."""
        await work.execute(
            queries.REMEMBER_REFERENCE,
            work.organization_id,
            letter.message_id,
            row["conversation_id"],
            row["id"],
            "outbound",
            letter.recipients[0],
        )

    async def _suppressed(self, view: Transaction, addresses: list[str]) -> dict[str, UndeliveredError]:
        """Addresses that are gone: mail servers judge us by how often we write to such."""
        keys = {normal_address(one) or one: one for one in addresses}
        rows = await view.fetch(queries.SUPPRESSED_OF, view.organization_id, list(keys))
        if not rows:
            return {}
        locale = await view.value(queries.LOCALE, view.organization_id) or "fa"
        return {keys[row["address"]]: _gone(keys[row["address"]], row["why"], locale) for row in rows}

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
                to=(to,),
                subject=str(body["subject"]),
                text=text,
                direction=direction(text),
                date=self._made(errand.id),
                automatic="auto-generated",
            ),
            [to],
            None,
        )

    def _made(self, errand_id: UUID) -> datetime:
        """When an errand was made, read from its UUIDv7: a retry keeps its date."""
        return datetime.fromtimestamp((errand_id.int >> 80) / 1000, self._clock.now().tzinfo)

    async def _send(
        self,
        letter: Letter,
        addresses: Sequence[str],
        channel: EmailSettings | None,
        renewed: Renewed | None = None,
    ) -> Sent:
        mail = compose(letter)
        server = smtp.outgoing_server(self._settings, channel)
        if server is None:
            if not self._settings.demo:
                raise UndeliveredError("no_server", NO_SERVER)
            await asyncio.to_thread(_keep, self._settings.data_folder / SINK, letter.id, mail.as_bytes())
            return Sent({"sink": True}, {})
        try:
            content = await asyncio.to_thread(sign, mail.as_bytes(), channel.dkim if channel else None)
        except ValueError as error:
            raise UndeliveredError("unsigned", str(error)) from error
        try:
            server = await smtp.with_token(server, channel, self._tokens, renewed)
            async with smtp.connected(server, self._settings.outbound_private_hosts) as client:
                named = letter.receipt or letter.id.hex
                answer = await smtp.hand_over(client, named, letter.envelope_sender, addresses, content)
        except Exception as error:
            if smtp.is_permanent(error):
                raise UndeliveredError("refused", smtp.said(error)) from error
            raise
        return Sent({"said": answer.said[:200]}, answer.refused)


def _gone(address: str, why: str, locale: str) -> UndeliveredError:
    reason = translate(locale, f"email.bounce.{why}", address=address)
    return UndeliveredError("suppressed", f"{address} is suppressed: {why}", address=address, reason=reason)


def _refusal(error: UndeliveredError, locale: str) -> Outcome:
    return {"state": "failed", **told(error, locale)}


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
