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
from hamseda.channels.email.settings import Dkim, EmailSettings, read_settings
from hamseda.channels.email.signing import is_published, new_key, record
from hamseda.conversations.api import keep_setting, opened_settings
from hamseda.kit.database import AuditEntry, Database, Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.keys import Keys
from hamseda.kit.problem import Conflict, Invalid, NotFound
from hamseda.organization.api import ADMINS, LEADERS, Caller
from hamseda.settings import Settings

LABEL = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"


class NewDkimKey(msgspec.Struct, forbid_unknown_fields=True):
    """A key for the domain of the channel's address; its public half is published under the selector."""

    selector: Annotated[str, Meta(pattern=LABEL, description="A name of your choice.")] = "hamseda"


class DkimRecord(msgspec.Struct, frozen=True):
    """What to publish: a TXT record of this name with this value; `is_used`: the key signs what leaves."""

    name: str
    value: str
    is_used: bool


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
) -> DkimRecord:
    """Make a key for outgoing mails; answers the record to publish.

    It waits, and an earlier one goes on signing, until `POST …/dkim/test` has found the record: what nobody can check
    yet would count as forged.
    """
    channel = await _channel(work, keys, channel_id, queries.LOCK_CHANNEL)
    domain = channel.address.rpartition("@")[2].lower()
    if not domain:
        raise Conflict(
            "Give the channel an address first: its domain is what is signed.", code="no_channel_address"
        )
    used = channel.dkim
    if used and used.private_key and (used.domain, used.selector) == (domain, data.selector):
        raise Invalid.field(
            "selector", "selector_in_use", "The present key has this name: choose another for the new one."
        )
    made = await asyncio.to_thread(new_key, domain, data.selector)
    await keep_setting(work, keys, channel_id, ("dkim_next",), msgspec.to_builtins(made))
    await work.audit(_entry(caller, channel_id, "channel.dkim_key_made", made))
    return _shown(made, is_used=False)


@get("/channels/{channel_id:uuid}/dkim", access=LEADERS)
async def show_dkim(reading: Transaction, keys: Keys, channel_id: UUID) -> DkimRecord:
    """The record of the key that waits to be published, else of the one that signs; 404 without either."""
    channel = await _channel(reading, keys, channel_id)
    return _shown(_newest(channel), is_used=not _waits(channel))


@post("/channels/{channel_id:uuid}/dkim/test", access=LEADERS, status_code=200)
async def try_dkim(caller: Caller, database: Database, keys: Keys, channel_id: UUID) -> Probe:
    """Ask the DNS whether the record is published as it should be; a key that waited for it signs from then on."""
    async with database.reading(caller.organization_id) as view:
        key = _newest(await _channel(view, keys, channel_id))
    wanted = record(key)
    ok, said = await is_published(wanted)
    if ok:
        async with database.transaction(caller.organization_id) as work:
            await _use(work, caller, keys, channel_id, key)
    advice = "email.dkim.published" if ok else "email.dkim.missing"
    return Probe(ok, said, translate(caller.locale, advice, name=wanted.name))


async def _use(work: Transaction, caller: Caller, keys: Keys, channel_id: UUID, key: Dkim) -> None:
    """Sign with a key that waited, unless another has come in its place meanwhile."""
    channel = await _channel(work, keys, channel_id, queries.LOCK_CHANNEL)
    if channel.dkim_next != key:
        return
    await keep_setting(work, keys, channel_id, ("dkim",), msgspec.to_builtins(key))
    await keep_setting(work, keys, channel_id, ("dkim_next",), None)
    await work.audit(_entry(caller, channel_id, "channel.dkim_key_used", key))


def _entry(caller: Caller, channel_id: UUID, action: str, key: Dkim) -> AuditEntry:
    return AuditEntry(
        actor_kind=caller.kind,
        actor_id=caller.id,
        action=action,
        subject_kind="channel",
        subject_id=channel_id,
        detail={"domain": key.domain, "selector": key.selector},
    )


def _shown(key: Dkim, *, is_used: bool) -> DkimRecord:
    published = record(key)
    return DkimRecord(published.name, published.value, is_used)


def _waits(channel: EmailSettings) -> bool:
    return channel.dkim_next is not None and bool(channel.dkim_next.private_key)


def _newest(channel: EmailSettings) -> Dkim:
    key = channel.dkim_next if _waits(channel) else channel.dkim
    if key is None or not key.private_key:
        raise NotFound("The channel has no key yet: make one.", code="no_dkim_key")
    return key


async def _channel(
    view: Transaction, keys: Keys, channel_id: UUID, query: str = queries.CHANNEL
) -> EmailSettings:
    row = await view.row(query, view.organization_id, channel_id)
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
