"""Logging in, and who I am."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Router, get

from hamseda.kit.database import Transaction
from hamseda.organization.access import EVERYONE, Caller


class Organization(msgspec.Struct):
    id: UUID
    name: str
    slug: str
    locale: str
    time_zone: str
    is_demo: bool


@get("/me", access=EVERYONE)
async def who_am_i(caller: Caller, reading: Transaction) -> dict[str, Any]:
    """Who I am, where, and what I may do."""
    row = await reading.row(
        "SELECT id, name, slug, locale, time_zone, is_demo FROM organization WHERE id = $1", caller.organization_id
    )
    return {"id": caller.id, "role": caller.role, "organization": dict(row) if row else None}


router = Router("/api/v1", route_handlers=[who_am_i], tags=["people"])
