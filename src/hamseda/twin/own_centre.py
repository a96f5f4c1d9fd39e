"""`hamseda twin from-history`: reads the product's own rows and makes a model of them."""

from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import asyncpg
import msgspec
from msgspec import Struct

from hamseda.kit.database import Database
from hamseda.kit.jalali import JalaliDateError, parse_date
from hamseda.kit.persian.digits import ascii_digits
from hamseda.routing.api import Past, past
from hamseda.settings import Settings, SettingsError
from hamseda.twin.executors import Processes
from hamseda.twin.faults import FaultyModelError
from hamseda.twin.learning import NothingHappenedError, learned, seen
from hamseda.twin.printing import beside
from hamseda.twin.reading import read_model
from hamseda.twin.replaying import Replay, replayed
from hamseda.twin.replications import played
from hamseda.twin.report import as_told

FIRST_GREGORIAN: Final = 1700
ORGANIZATION: Final = "SELECT id, name, time_zone FROM organization WHERE slug = $1"


class Learned(Struct, frozen=True):
    """A model's document, the queues that it leaves out, and what happened to each of its types."""

    document: dict[str, Any]
    left_out: list[str]
    seen: dict[str, dict[str, float | None]]


async def model_from_history(
    settings: Settings, slug: str, first: datetime, end: datetime, time_zone: str | None
) -> Learned:
    """Learn a model of an organization from `first` to `end`, by its own clock or that of a zone.

    Raises SettingsError where there is no such organization, or nothing to learn from.
    """
    name, happened = await _read(settings, slug, first, end, time_zone)
    try:
        document, left_out = learned(happened, name)
    except NothingHappenedError:
        raise _nothing(first, end) from None
    return Learned(document, left_out, seen(happened, document))


def held_against(found: Learned, replications: int, seed: int, language: str) -> str:
    """Play the model, and tell its figures beside what happened."""
    model = read_model(msgspec.json.encode(found.document))
    told = as_told(played(model, replications, seed, Processes()))
    return beside(found.seen, {name: one["total"] for name, one in told["types"].items()}, language)


async def replay_of_history(
    settings: Settings, slug: str, first: datetime, end: datetime, time_zone: str | None, seed: int
) -> Replay:
    """Play what happened again, contact by contact; SettingsError as for a model."""
    name, happened = await _read(settings, slug, first, end, time_zone)
    try:
        return replayed(happened, name, first, end, seed)
    except NothingHappenedError:
        raise _nothing(first, end) from None
    except FaultyModelError as error:
        raise SettingsError(f"These days cannot be played at once: {error}. Choose fewer days.") from None


def _nothing(first: datetime, end: datetime) -> SettingsError:
    return SettingsError(
        f"Nothing can be learned from {first:%Y-%m-%d} to {end:%Y-%m-%d}: work must have come and been done, and "
        "agents must have been available. Choose other days with --from and --to."
    )


async def _read(
    settings: Settings, slug: str, first: datetime, end: datetime, time_zone: str | None
) -> tuple[str, Past]:
    reader = await Database.connect(settings.database_url, role="NONE", most=1)
    try:
        async with reader.everywhere() as connection:
            row = await connection.fetchrow(ORGANIZATION, slug)
        if row is None:
            raise SettingsError(f"There is no organization {slug}: name it by its short name.")
        zone = _zone(time_zone or row["time_zone"])
        async with reader.reading(row["id"]) as view:
            return row["name"], await past(view, first, end, zone)
    except asyncpg.UndefinedTableError:
        raise SettingsError(
            f"There is nothing in the database of {settings.folder}: name the right folder (HAMSEDA_FOLDER), or start the "
            "program once."
        ) from None
    finally:
        await reader.close()


def _zone(name: str) -> str:
    try:
        return str(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"{name} is no time zone: write, for instance, Asia/Tehran.") from None


def day_of(text: str) -> date:
    """Read a day: 2026-11-30, or Jalali 1405/09/09; SettingsError with the cure."""
    plain = ascii_digits(text.strip()).replace("/", "-")
    try:
        is_jalali = int(plain.split("-")[0]) < FIRST_GREGORIAN
        return parse_date(plain) if is_jalali else date.fromisoformat(plain)
    except (ValueError, JalaliDateError):
        raise SettingsError(f"{text} is not a day: write 2026-11-30 or 1405/09/09.") from None
