"""Keys for programs: made once, shown once, stored as a digest."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hamseda.kit.clock import Instant
from hamseda.kit.database import Row, Transaction
from hamseda.kit.keys import digest, new_token
from hamseda.kit.limits import limit
from hamseda.kit.problem import Invalid
from hamseda.organization import rows
from hamseda.organization.access import Caller, Role
from hamseda.organization.authentication import KEY_PREFIX
from hamseda.organization.me import Name

Scope = Literal["conversations", "customers", "supervision", "administration"]
COLUMNS: Final = "id, name, hint, role, scopes, created_by, created_at, last_used_at, expires_at, revoked_at"
PER_KEY: Final = limit("1200/minute", "api-key")


class ApiKeyView(msgspec.Struct):
    id: UUID
    name: str
    hint: str
    role: Role
    scopes: list[str]
    created_by: UUID | None
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None


class NewApiKey(msgspec.Struct, forbid_unknown_fields=True):
    name: Name
    scopes: Annotated[list[Scope], Meta(min_length=1)]
    role: Role = "agent"
    expires_at: Instant | None = None


class ApiKeyChanges(msgspec.Struct, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    scopes: Annotated[list[Scope], Meta(min_length=1)] | UnsetType = UNSET
    expires_at: Instant | UnsetType | None = UNSET


class MadeApiKey(ApiKeyView):
    """The answer to the making: the only time that `key` is told."""

    key: str = ""


async def make_key(work: Transaction, caller: Caller, new: NewApiKey, now: datetime) -> MadeApiKey:
    """Make a key; whoever holds it acts with its role, within its scopes."""
    _check_end(new.expires_at, now)
    key = KEY_PREFIX + new_token()
    key_id = await rows.add(
        work,
        "api_key",
        {
            "name": new.name,
            "hint": f"{key[:9]}…{key[-4:]}",
            "digest": digest(key),
            "role": new.role,
            "scopes": sorted(set(new.scopes)),
            "created_by": caller.user_id,
            "expires_at": new.expires_at,
        },
    )
    await work.execute(
        "INSERT INTO lookup (kind, digest, organization_id, id) VALUES ('api_key', $1, $2, $3)",
        digest(key),
        work.organization_id,
        key_id,
    )
    await _audit(work, caller, key_id, "api_key.made")
    row = await rows.read(work, "api_key", COLUMNS, key_id)
    return MadeApiKey(**dict(row), key=key)


async def change_key(
    work: Transaction, caller: Caller, key_id: UUID, changes: ApiKeyChanges, now: datetime
) -> Row:
    """Rename a key, or give it other scopes or another end."""
    values = rows.given(changes)
    _check_end(values.get("expires_at"), now)
    await rows.change(work, "api_key", key_id, values)
    await _audit(work, caller, key_id, "api_key.changed")
    return await rows.read(work, "api_key", COLUMNS, key_id)


async def revoke_key(work: Transaction, caller: Caller, key_id: UUID, now: datetime) -> None:
    """Make a key useless; its row stays, so that what it did keeps its name."""
    await rows.change(work, "api_key", key_id, {"revoked_at": now})
    await work.execute(
        "DELETE FROM lookup WHERE kind = 'api_key' AND organization_id = $1 AND id = $2",
        work.organization_id,
        key_id,
    )
    await _audit(work, caller, key_id, "api_key.revoked")


def _check_end(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and expires_at <= now:
        raise Invalid.field("expires_at", "in_the_past", "The end of the key lies in the past.")


async def _audit(work: Transaction, caller: Caller, key_id: UUID, action: str) -> None:
    await work.audit(caller.did(action, "api_key", key_id))
