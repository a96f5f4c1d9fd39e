"""The demonstration's door: its accounts in a list, entered by one click, only where the demo runs."""

from typing import Any

import msgspec

from hamseda.kit.database import Database
from hamseda.kit.i18n import translate
from hamseda.kit.problem import NotFound
from hamseda.organization import queries
from hamseda.organization.access import Role
from hamseda.organization.login import Opened, email_key, open_session
from hamseda.organization.origin import Origin
from hamseda.settings import Settings


class DemoAccount(msgspec.Struct):
    email: str
    name: str
    role: Role
    title: str
    department: str | None


async def demo_accounts(database: Database, settings: Settings, locale: str) -> list[DemoAccount]:
    """List who may be played; `title` says in the reader's language what they do there."""
    return [
        DemoAccount(row["email"], row["name"], row["role"], _title(row, locale), row["department"])
        for row in await _accounts(database, settings)
    ]


async def enter_demo(database: Database, settings: Settings, email: str, origin: Origin) -> Opened:
    """Open a session of a demo account without a password."""
    known = {row["email"]: row["user_id"] for row in await _accounts(database, settings)}
    user_id = known.get(email_key(email))
    if user_id is None:
        raise NotFound("There is no such demo account.")
    return await open_session(database, user_id, origin, settings.session_hours, "demo")


async def _accounts(database: Database, settings: Settings) -> list[Any]:
    if not settings.demo:
        raise NotFound("This is no demonstration.", code="demo_off")
    async with database.everywhere() as connection:
        rows: list[Any] = await connection.fetch(queries.DEMO_ACCOUNTS)
    return rows


def _title(row: Any, locale: str) -> str:
    titles = row.get("titles") or {}
    if titles.get(locale):
        return str(titles[locale])
    role = translate(locale, f"role.{row['role']}")
    return f"{role} · {row['department']}" if row["department"] else role
