"""The organization itself: its name, language, time zone and settings."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hamseda import events
from hamseda.kit.database import Row, Transaction
from hamseda.kit.sensitive import Kind
from hamseda.organization.access import Caller
from hamseda.organization.me import Locale, Name, check_time_zone
from hamseda.organization.rows import given

READ = "SELECT id, name, slug, locale, time_zone, settings, is_demo FROM organization WHERE id = $1"

CHANGE = """
UPDATE organization SET name = coalesce($2, name), locale = coalesce($3, locale),
       time_zone = coalesce($4, time_zone), settings = jsonb_strip_nulls(settings || $5)
WHERE id = $1
"""


class KeptKinds(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Kinds of numbers that the organization must keep as they are, by field; everywhere else they are masked."""

    messages: list[Kind] = []
    notes: list[Kind] = []
    customers: list[Kind] = []


class OrganizationSettings(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What an organization sets for itself; a null goes back to the installation's setting."""

    verification_days: Annotated[int, Meta(ge=1, le=3650)] | UnsetType | None = UNSET
    rejoin_hours: Annotated[int, Meta(ge=0, le=8760)] | UnsetType | None = UNSET
    sealed_days: Annotated[int, Meta(ge=1, le=3650)] | UnsetType | None = UNSET
    undo_seconds: Annotated[int, Meta(ge=0, le=60)] | UnsetType | None = UNSET
    kept_kinds: KeptKinds | UnsetType | None = UNSET
    break_reasons: list[Annotated[str, Meta(min_length=1, max_length=60)]] | UnsetType | None = UNSET


class OrganizationView(msgspec.Struct):
    id: UUID
    name: str
    slug: str
    locale: Literal["fa", "en"]
    time_zone: str
    settings: dict[str, Any]
    is_demo: bool


class OrganizationChanges(msgspec.Struct, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET
    time_zone: str | UnsetType = UNSET
    settings: OrganizationSettings | UnsetType = UNSET


async def read_organization(reading: Transaction) -> Row | None:
    return await reading.row(READ, reading.organization_id)


async def change_organization(work: Transaction, caller: Caller, changes: OrganizationChanges) -> Row | None:
    """Change the organization's own page and answer it."""
    asked = given(changes)
    if "time_zone" in asked:
        check_time_zone(asked["time_zone"])
    settings = given(asked["settings"]) if "settings" in asked else {}
    await work.execute(
        CHANGE, work.organization_id, asked.get("name"), asked.get("locale"), asked.get("time_zone"), settings
    )
    await work.audit(
        caller.did(
            "organization.changed",
            "organization",
            work.organization_id,
            {"fields": sorted({*asked, *settings} - {"settings"}), **settings},
        )
    )
    work.emit(
        events.ConfigurationChanged(what="organization", id=work.organization_id), audience={"staff": True}
    )
    return await read_organization(work)
