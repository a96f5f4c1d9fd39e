"""Routes of a mail channel's servers: trying them, how its mailbox goes, the key that signs what leaves."""

import asyncio
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, get, post
from msgspec import Meta

from hamseda.channels.email import queries
from hamseda.channels.email.mailbox_state import MailboxState, probe_mailbox, state_of
from hamseda.channels.email.probing import Probe, probe
from hamseda.channels.email.renewing import keeper
from hamseda.channels.email.settings import EmailSettings, read_settings
from hamseda.channels.email.signing import DnsRecord, is_published, new_key, record
from hamseda.conversations.api import keep_setting, opened_settings
from hamseda.kit.database import AuditEntry, Database, Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.keys import Keys
from hamseda.kit.problem import Conflict, NotFound
from hamseda.organization.api import ADMINS, LEADERS, Caller
from hamseda.settings import Settings

LABEL = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"


class NewDkimKey(msgspec.Struct, forbid_unknown_fields=True):
    """A key for the domain of the channel's address; its public half is published under the selector."""

    selector: Annotated[str, Meta(pattern=LABEL, description="A name of your choice.")] = "hamseda"


@post("/channels/{channel_id:uuid}/test", access=LEADERS, status_code=200)
async def try_channel(
    caller: Caller, database: Database, settings: Settings, keys: Keys, channel_id: UUID
) -> Probe:
    """Try the outgoing mail server of a channel: connection, greeting, encryption, log-in; nothing is sent."""
    async with database.reading(caller.organization_id) as view:
        channel = await _channel(view, keys, channel_id)
    renewed = keeper(database, keys, caller.organization_id, channel_id, "smtp")
    return await probe(settings, channel, caller.locale, renewed)


@post("/channels/{channel_id:uuid}/mailbox/test", access=LEADERS, status_code=200)
async def try_mailbox(
    caller: Caller, database: Database, settings: Settings, keys: Keys, channel_id: UUID
) -> Probe:
    """Try the mailbox that a channel fetches: connection, encryption, log-in, folder; nothing is read or changed."""
    async with database.reading(caller.organization_id) as view:
        channel = await _channel(view, keys, channel_id)
    renewed = keeper(database, keys, caller.organization_id, channel_id, "mailbox")
    return await probe_mailbox(settings, channel, caller.locale, renewed)


@get("/channels/{channel_id:uuid}/mailbox", access=LEADERS)
async def show_mailbox(caller: Caller, reading: Transaction, keys: Keys, channel_id: UUID) -> MailboxState:
    """How the fetching of a channel's mailbox goes: when it was asked last, and what is wrong."""
    return await state_of(reading, channel_id, await _channel(reading, keys, channel_id), caller.locale)


@post("/channels/{channel_id:uuid}/dkim", access=ADMINS)
async def make_dkim_key(
    caller: Caller, work: Transaction, keys: Keys, channel_id: UUID, data: NewDkimKey
) -> DnsRecord:
    """Make a new key that signs outgoing mails, in place of an earlier one; answers the record to publish."""
    channel = await _channel(work, keys, channel_id)
    domain = channel.address.rpartition("@")[2].lower()
    if not domain:
        raise Conflict(
            "Give the channel an address first: its domain is what is signed.", code="no_channel_address"
        )
    made = await asyncio.to_thread(new_key, domain, data.selector)
    await keep_setting(work, keys, channel_id, ("dkim",), msgspec.to_builtins(made))
    await work.audit(
        AuditEntry(
            actor_kind=caller.kind,
            actor_id=caller.id,
            action="channel.dkim_key_made",
            subject_kind="channel",
            subject_id=channel_id,
            detail={"domain": domain, "selector": data.selector},
        )
    )
    return record(made)


@get("/channels/{channel_id:uuid}/dkim", access=LEADERS)
async def show_dkim(reading: Transaction, keys: Keys, channel_id: UUID) -> DnsRecord:
    """The record under which others find the public half of the channel's key; 404 without one."""
    return _record(await _channel(reading, keys, channel_id))


@post("/channels/{channel_id:uuid}/dkim/test", access=LEADERS, status_code=200)
async def try_dkim(caller: Caller, database: Database, keys: Keys, channel_id: UUID) -> Probe:
    """Ask the DNS whether the record is published as it should be."""
    async with database.reading(caller.organization_id) as view:
        wanted = _record(await _channel(view, keys, channel_id))
    ok, said = await is_published(wanted)
    key = "email.dkim.published" if ok else "email.dkim.missing"
    return Probe(ok, said, translate(caller.locale, key, name=wanted.name))


def _record(channel: EmailSettings) -> DnsRecord:
    if channel.dkim is None or not channel.dkim.private_key:
        raise NotFound("The channel has no key yet: make one.", code="no_dkim_key")
    return record(channel.dkim)


async def _channel(view: Transaction, keys: Keys, channel_id: UUID) -> EmailSettings:
    row = await view.row(queries.CHANNEL, view.organization_id, channel_id)
    if row is None:
        raise NotFound("The channel is not there.")
    if row["kind"] != "email":
        raise Conflict("Only a mail channel has a server to try.", code="no_mail_channel")
    return read_settings(opened_settings(keys, channel_id, row["settings"]))


router = Router(
    "/api/v1",
    tags=["mail"],
    route_handlers=[try_channel, try_mailbox, show_mailbox, make_dkim_key, show_dkim, try_dkim],
)
