"""Routes of API keys and webhooks."""

from uuid import UUID

from litestar import delete, get, patch, post

from hamseda.kit.clock import Clock
from hamseda.kit.database import Database, Transaction
from hamseda.kit.keys import Keys
from hamseda.kit.outbound import Outbound
from hamseda.organization import api_keys, webhooks
from hamseda.organization.access import ADMINS, Caller, staff
from hamseda.organization.authentication import Authenticator
from hamseda.organization.http.shared import After, Limit, Page, forget_afterwards, page, plain
from hamseda.organization.rows import listed
from hamseda.settings import Settings

# A key must not make keys: only a person decides who else may call.
KEY_MAKERS = staff("admin")


@get("/api-keys", access=KEY_MAKERS)
async def list_keys(
    reading: Transaction, after: After = None, limit: Limit = 100
) -> Page[api_keys.ApiKeyView]:
    """List API keys; the keys themselves are not kept."""
    return page(plain(await listed(reading, "api_key", api_keys.COLUMNS, after, limit)), limit)


@post("/api-keys", access=KEY_MAKERS)
async def make_key(
    caller: Caller, work: Transaction, data: api_keys.NewApiKey, clock: Clock
) -> api_keys.MadeApiKey:
    """Make an API key; `key` is shown this once."""
    return await api_keys.make_key(work, caller, data, clock.now())


@patch("/api-keys/{key_id:uuid}", access=KEY_MAKERS)
async def change_key(
    caller: Caller,
    work: Transaction,
    key_id: UUID,
    data: api_keys.ApiKeyChanges,
    clock: Clock,
    authenticator: Authenticator,
) -> api_keys.ApiKeyView:
    """Rename a key, or give it other scopes or another end."""
    row = await api_keys.change_key(work, caller, key_id, data, clock.now())
    forget_afterwards(work, authenticator)
    return api_keys.ApiKeyView(**dict(row))


@delete("/api-keys/{key_id:uuid}", access=KEY_MAKERS, status_code=204)
async def revoke_key(
    caller: Caller, work: Transaction, key_id: UUID, clock: Clock, authenticator: Authenticator
) -> None:
    """Make a key useless."""
    await api_keys.revoke_key(work, caller, key_id, clock.now())
    forget_afterwards(work, authenticator)


@get("/webhooks", access=ADMINS)
async def list_webhooks(
    reading: Transaction, after: After = None, limit: Limit = 100
) -> Page[webhooks.WebhookView]:
    """List webhooks."""
    return page(plain(await listed(reading, "webhook", webhooks.COLUMNS, after, limit)), limit)


@post("/webhooks", access=ADMINS)
async def make_webhook(
    caller: Caller, work: Transaction, keys: Keys, settings: Settings, data: webhooks.NewWebhook
) -> webhooks.MadeWebhook:
    """Make a webhook; `secret` (Standard Webhooks) is shown this once."""
    outbound = Outbound(settings.outbound_private_hosts)
    return await webhooks.make_webhook(work, keys, outbound, caller, data)


@patch("/webhooks/{webhook_id:uuid}", access=ADMINS)
async def change_webhook(
    caller: Caller, work: Transaction, settings: Settings, webhook_id: UUID, data: webhooks.WebhookChanges
) -> webhooks.WebhookView:
    """Change where and what is told."""
    outbound = Outbound(settings.outbound_private_hosts)
    row = await webhooks.change_webhook(work, outbound, caller, webhook_id, data)
    return webhooks.WebhookView(**dict(row))


@delete("/webhooks/{webhook_id:uuid}", access=ADMINS, status_code=204)
async def remove_webhook(caller: Caller, work: Transaction, webhook_id: UUID) -> None:
    """Remove a webhook and what waits for it."""
    await webhooks.remove_webhook(work, caller, webhook_id)


@post("/webhooks/{webhook_id:uuid}/test", access=ADMINS, status_code=200)
async def try_webhook(
    caller: Caller, database: Database, keys: Keys, settings: Settings, webhook_id: UUID
) -> webhooks.Trial:
    """Send a trial event now and tell what the receiver said."""
    async with database.reading(caller.organization_id) as reading:
        target = await webhooks.read_target(reading, webhook_id)
    return await webhooks.try_webhook(keys, Outbound(settings.outbound_private_hosts), target)


ROUTES = [
    list_keys,
    make_key,
    change_key,
    revoke_key,
    list_webhooks,
    make_webhook,
    change_webhook,
    remove_webhook,
    try_webhook,
]
