"""Outgoing webhooks by Standard Webhooks: signed, tried again over hours, known when they come twice."""

import base64
import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

import httpx
import msgspec
from msgspec import UNSET, Meta, UnsetType
from standardwebhooks import Webhook

from hamseda.events import CATALOGUE
from hamseda.kit.database import Database, Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.keys import Keys
from hamseda.kit.outbound import Answer, Outbound, OutboundError, RefusedAddressError
from hamseda.kit.problem import Conflict, Invalid
from hamseda.organization import rows
from hamseda.organization.access import Caller
from hamseda.organization.me import Name
from hamseda.organization.seals import open_seal

SEAL: Final = "webhook"
READER: Final = "webhooks"
PAGE: Final = 500
SECRET_BYTES: Final = 32
COLUMNS: Final = "id, name, url, kinds, enabled, created_at, last_success_at, last_error"
# The pauses that Standard Webhooks proposes; after the last one a delivery has failed for good.
PAUSES: Final = tuple(
    timedelta(seconds=s) for s in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)

TARGETS: Final = """
SELECT organization_id, array_agg(id ORDER BY id) AS ids FROM webhook WHERE enabled GROUP BY organization_id
"""

# A reader that begins starts at the end: a new webhook is not told the past.
BEGIN_CURSOR: Final = """
INSERT INTO event_cursor (organization_id, reader, number)
SELECT organization_id, $2, last_number FROM event_head WHERE organization_id = $1 ON CONFLICT DO NOTHING
"""

TAKE_CURSOR: Final = """
SELECT number FROM event_cursor WHERE organization_id = $1 AND reader = $2 FOR UPDATE SKIP LOCKED
"""

ENQUEUE: Final = """
WITH fresh AS (
    SELECT number, id, kind, body, created_at FROM event
    WHERE organization_id = $1 AND number > $2 ORDER BY number LIMIT $3
), deliveries AS (
    INSERT INTO outbox (organization_id, id, kind, subject_id, body)
    SELECT $1, gen_random_uuid(), 'webhook', w.id, jsonb_build_object(
        'webhook_id', w.id, 'event_id', f.id, 'type', f.kind, 'timestamp', f.created_at, 'data', f.body)
    FROM fresh f JOIN webhook w ON w.organization_id = $1 AND w.enabled AND w.created_at <= f.created_at
         AND (w.kinds = '{}' OR f.kind = ANY(w.kinds))
    RETURNING 1
)
SELECT (SELECT max(number) FROM fresh) AS reached, (SELECT count(*) FROM deliveries) AS enqueued
"""

MOVE_CURSOR: Final = "UPDATE event_cursor SET number = $3 WHERE organization_id = $1 AND reader = $2"

SKIP_WITHOUT_TARGETS: Final = """
DELETE FROM event_cursor c WHERE c.reader = $1 AND NOT EXISTS (
    SELECT FROM webhook w WHERE w.organization_id = c.organization_id AND w.enabled)
"""

READ_TARGET: Final = "SELECT url, secret, enabled FROM webhook WHERE organization_id = $1 AND id = $2"

NOTE_SUCCESS: Final = """
UPDATE webhook SET last_success_at = now(), last_error = NULL WHERE organization_id = $1 AND id = $2
"""

NOTE_ERROR: Final = "UPDATE webhook SET last_error = $3 WHERE organization_id = $1 AND id = $2"


class DeliveryFailed(Exception):  # noqa: N818 -- what happened, not a fault of the program
    """The other side did not take it; `is_permanent` says that trying again changes nothing."""

    def __init__(self, said: str, *, is_permanent: bool = False) -> None:
        super().__init__(said)
        self.is_permanent = is_permanent


class WebhookView(msgspec.Struct):
    id: UUID
    name: str
    url: str
    kinds: list[str]
    enabled: bool
    created_at: datetime
    last_success_at: datetime | None
    last_error: str | None


class MadeWebhook(WebhookView):
    """The answer to the making: the only time that `secret` (whsec_…) is told."""

    secret: str = ""


Url = Annotated[str, Meta(min_length=8, max_length=2_000)]


class NewWebhook(msgspec.Struct, forbid_unknown_fields=True):
    """`kinds` are event kinds; none means all."""

    name: Name
    url: Url
    kinds: list[str] = []
    enabled: bool = True


class WebhookChanges(msgspec.Struct, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    url: Url | UnsetType = UNSET
    kinds: list[str] | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET


class Delivery(msgspec.Struct, frozen=True):
    """What the outbox keeps of one event for one webhook."""

    webhook_id: UUID
    event_id: UUID
    type: str
    timestamp: datetime
    data: Any


class Trial(msgspec.Struct, frozen=True):
    """What became of a trial delivery."""

    ok: bool
    said: str


async def make_webhook(
    work: Transaction, keys: Keys, outbound: Outbound, caller: Caller, new: NewWebhook
) -> MadeWebhook:
    """Make a webhook with a secret of its own."""
    values = rows.given(new)
    _check(values, outbound)
    secret = secrets.token_bytes(SECRET_BYTES)
    # The id is part of the seal, so the row is written first and completed at once.
    webhook_id = await rows.add(work, "webhook", {**values, "secret": b""})
    await rows.change(work, "webhook", webhook_id, {"secret": keys.seal(SEAL, secret, webhook_id.bytes)})
    await _audit(work, caller, webhook_id, "webhook.made", {"url": _host(new.url)})
    row = await rows.read(work, "webhook", COLUMNS, webhook_id)
    return MadeWebhook(**dict(row), secret=f"whsec_{base64.b64encode(secret).decode()}")


async def change_webhook(
    work: Transaction, outbound: Outbound, caller: Caller, webhook_id: UUID, changes: WebhookChanges
) -> Row:
    """Change where and what is told; the secret stays."""
    values = rows.given(changes)
    _check(values, outbound)
    await rows.change(work, "webhook", webhook_id, values)
    await _audit(work, caller, webhook_id, "webhook.changed", {"fields": sorted(values)})
    return await rows.read(work, "webhook", COLUMNS, webhook_id)


async def remove_webhook(work: Transaction, caller: Caller, webhook_id: UUID) -> None:
    """Remove a webhook and what waits for it."""
    await work.execute(
        "UPDATE outbox SET state = 'cancelled'"
        " WHERE organization_id = $1 AND subject_id = $2 AND state = 'waiting'",
        work.organization_id,
        webhook_id,
    )
    await rows.remove(work, "webhook", webhook_id)
    await _audit(work, caller, webhook_id, "webhook.removed", {})


async def fan_out_webhooks(system: Database) -> int:
    """Put new events of every organization into the outbox, one row for each webhook; answers how many.

    Durable: the cursor moves with the rows. May run in several processes, they pass each other by.
    """
    async with system.everywhere() as connection:
        await connection.execute(SKIP_WITHOUT_TARGETS, READER)
        found = [row["organization_id"] for row in await connection.fetch(TARGETS)]
    enqueued = 0
    for organization_id in found:
        while page := await _fan_out_page(system, organization_id):
            enqueued += page[1]
            if page[0] < PAGE:
                break
    return enqueued


async def deliver_webhook(
    system: Database, keys: Keys, outbound: Outbound, organization_id: UUID, body: dict[str, Any]
) -> None:
    """Deliver one outbox row (`body`); raises DeliveryFailed. The receiver knows a repeated one by its id."""
    delivery = msgspec.convert(body, Delivery)
    async with system.everywhere() as connection:
        target = await connection.fetchrow(READ_TARGET, organization_id, delivery.webhook_id)
    if target is None or not target["enabled"]:
        raise DeliveryFailed("The webhook was removed or switched off.", is_permanent=True)
    try:
        secret = open_seal(keys, SEAL, target["secret"], delivery.webhook_id.bytes)
        await _send(outbound, target["url"], secret, delivery)
    except (DeliveryFailed, Conflict) as error:
        await _note(system, NOTE_ERROR, organization_id, delivery.webhook_id, str(error)[:500])
        raise
    await _note(system, NOTE_SUCCESS, organization_id, delivery.webhook_id)


async def read_target(reading: Transaction, webhook_id: UUID) -> Row:
    """Read where a webhook leads; raises NotFound."""
    return await rows.read(reading, "webhook", "id, url, secret", webhook_id)


async def try_webhook(keys: Keys, outbound: Outbound, target: Any) -> Trial:
    """Send a trial event now and tell what the other side said."""
    secret = open_seal(keys, SEAL, target["secret"], target["id"].bytes)
    trial = Delivery(target["id"], new_id(), "webhook.test", datetime.now(UTC), {})
    try:
        await _send(outbound, target["url"], secret, trial)
    except DeliveryFailed as error:
        return Trial(ok=False, said=str(error))
    return Trial(ok=True, said="")


def pause_after(attempts: int) -> timedelta | None:
    """Tell how long to wait after so many failed attempts; None when it has failed for good."""
    return PAUSES[attempts - 1] if 1 <= attempts <= len(PAUSES) else None


async def _fan_out_page(system: Database, organization_id: UUID) -> tuple[int, int] | None:
    async with system.everywhere() as connection, connection.transaction():
        await connection.execute(BEGIN_CURSOR, organization_id, READER)
        at = await connection.fetchval(TAKE_CURSOR, organization_id, READER)
        if at is None:
            return None
        row = await connection.fetchrow(ENQUEUE, organization_id, at, PAGE)
        if row["reached"] is None:
            return None
        await connection.execute(MOVE_CURSOR, organization_id, READER, row["reached"])
    return row["reached"] - at, row["enqueued"]


async def _send(outbound: Outbound, url: str, secret: bytes, delivery: Delivery) -> None:
    content = msgspec.json.encode(
        {"type": delivery.type, "timestamp": delivery.timestamp, "data": delivery.data}
    ).decode()
    moment, message_id = datetime.now(UTC), f"evt_{delivery.event_id}"
    headers = {
        "content-type": "application/json",
        "user-agent": "Hamseda-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, moment, content),
    }
    try:
        answer = await outbound.request("POST", url, headers=headers, content=content.encode())
    except RefusedAddressError as error:
        raise DeliveryFailed(str(error), is_permanent=True) from error
    except OutboundError as error:
        raise DeliveryFailed(str(error)) from error
    _judge(answer)


def _judge(answer: Answer) -> None:
    if answer.is_success:
        return
    # 410 is the receiver's word for "never again".
    raise DeliveryFailed(f"The receiver answered {answer.status}.", is_permanent=answer.status == 410)


async def _note(system: Database, statement: str, *values: Any) -> None:
    async with system.everywhere() as connection:
        await connection.execute(statement, *values)


def _check(values: dict[str, Any], outbound: Outbound) -> None:
    unknown = sorted(set(values.get("kinds", ())) - set(CATALOGUE))
    if unknown:
        raise Invalid.field("kinds", "unknown_kind", f"There is no event called {unknown[0]}.")
    if "url" in values and _host(values["url"]) == "":
        raise Invalid.field("url", "url_invalid", "The address must begin with https:// and name a host.")
    if "url" in values and not outbound.may_ask(values["url"]):
        raise Invalid.field("url", "url_not_https", "The address must begin with https://.")


def _host(url: str) -> str:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return ""
    return parsed.host if parsed.scheme in {"https", "http"} and not parsed.userinfo else ""


async def _audit(
    work: Transaction, caller: Caller, webhook_id: UUID, action: str, detail: dict[str, Any]
) -> None:
    await work.audit(caller.did(action, "webhook", webhook_id, detail))
