"""A fetched mailbox as administrators see it: how it goes, and a trial of its settings."""

import asyncio
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from hamseda.channels.email import queries_mailbox as queries
from hamseda.channels.email.boxes import open_box
from hamseda.channels.email.fetching import login_of
from hamseda.channels.email.mailbox_faults import advice, fault_of, said_by
from hamseda.channels.email.oauth import Renewed, Tokens
from hamseda.channels.email.probing import Probe
from hamseda.channels.email.settings import EmailSettings
from hamseda.kit.database import Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.outbound import Outbound
from hamseda.settings import Settings

SECONDS: Final = 20.0


class MailboxState(Struct, frozen=True):
    """`is_set`: the channel fetches one; `fetched_at`: asked last without a fault (UTC); the rest: a fault that lasts."""

    is_set: bool
    fetched_at: datetime | None = None
    failing_since: datetime | None = None
    said: str | None = None
    advice: str | None = None


async def state_of(view: Transaction, channel_id: UUID, channel: EmailSettings, locale: str) -> MailboxState:
    """How the fetching of a channel's mailbox goes."""
    if not channel.mailbox.host:
        return MailboxState(False)
    row = await view.row(queries.STATE, view.organization_id, channel_id)
    if row is None:
        return MailboxState(True)
    cure = advice(locale, row["fault"], channel.mailbox) if row["fault"] else None
    return MailboxState(True, row["fetched_at"], row["failing_since"], row["said"], cure)


async def probe_mailbox(
    settings: Settings, channel: EmailSettings, locale: str, renewed: Renewed | None = None
) -> Probe:
    """Connect, encrypt, log in and open the folder as fetching would; nothing is read or changed."""
    mailbox, private_hosts = channel.mailbox, settings.outbound_private_hosts
    if not mailbox.host:
        return Probe(False, "", translate(locale, "email.mailbox.none"))
    try:
        async with asyncio.timeout(SECONDS):
            login = await login_of(mailbox, Tokens(Outbound(private_hosts)), renewed)
            box = open_box(mailbox, login, private_hosts, settings.max_mail_bytes)
            try:
                await asyncio.to_thread(box.open)
                await asyncio.to_thread(box.close)
            finally:
                box.abort()
    except Exception as error:  # noqa: BLE001 -- whatever goes wrong is the answer
        return Probe(False, said_by(error), advice(locale, fault_of(error), mailbox))
    return Probe(True, f"{mailbox.host}:{mailbox.usual_port}", advice(locale, "ok", mailbox))
