"""`hamseda twin from-history`: reads the product's own rows and makes a model of them."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import asyncpg
import msgspec
from msgspec import Struct

from hamseda.kit.database import Database
from hamseda.kit.i18n import translate
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
    settings: Settings, slug: str, first: datetime, end: datetime, time_zone: str | None, language: str = "en"
) -> Learned:
    """Learn a model of an organization from `first` to `end`, by its own clock or that of a zone.

    Raises SettingsError, in a language of the catalogues, where there is no such organization, or nothing to learn from.
    """
    name, happened = await _read(settings, slug, first, end, time_zone, language)
    try:
        document, left_out = learned(happened, name)
    except NothingHappenedError:
        raise _nothing(first, end, language) from None
    return Learned(document, left_out, seen(happened, document))


def held_against(found: Learned, replications: int, seed: int, language: str) -> str:
    """Play the model, and tell its figures beside what happened."""
    model = read_model(msgspec.json.encode(found.document))
    told = as_told(played(model, replications, seed, Processes()))
    return beside(found.seen, {name: one["total"] for name, one in told["types"].items()}, language)


async def replay_of_history(
    settings: Settings,
    slug: str,
    first: datetime,
    end: datetime,
    time_zone: str | None,
    seed: int,
    language: str = "en",
) -> Replay:
    """Play what happened again, contact by contact; SettingsError as for a model."""
    name, happened = await _read(settings, slug, first, end, time_zone, language)
    try:
        return replayed(happened, name, first, end, seed)
    except NothingHappenedError:
        raise _nothing(first, end, language) from None
    except FaultyModelError as error:
        raise _refused(language, "too_much", why=error.said(language)) from None


def _nothing(first: datetime, end: datetime, language: str) -> SettingsError:
    last = end - timedelta(days=1)
    return _refused(language, "nothing", first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")


def _refused(language: str, code: str, **filling: str) -> SettingsError:
    return SettingsError(translate(language, f"twin.history.{code}", **filling))


async def _read(
    settings: Settings, slug: str, first: datetime, end: datetime, time_zone: str | None, language: str
) -> tuple[str, Past]:
    reader = await Database.connect(settings.database_url, role="NONE", most=1)
    try:
        async with reader.everywhere() as connection:
            row = await connection.fetchrow(ORGANIZATION, slug)
        if row is None:
            raise _refused(language, "no_organization", name=slug)
        zone = _zone(time_zone or row["time_zone"], language)
        async with reader.reading(row["id"]) as view:
            return row["name"], await past(view, first, end, zone)
    except asyncpg.UndefinedTableError:
        raise _refused(language, "no_rows", folder=str(settings.folder)) from None
    finally:
        await reader.close()


def _zone(name: str, language: str) -> str:
    try:
        return str(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError):
        raise _refused(language, "no_zone", name=name) from None


def days_of(first: str, last: str, language: str) -> tuple[datetime, datetime]:
    """The midnights at which the first day begins and the last one ends; SettingsError with the cure."""
    begin, end = (datetime.combine(day_of(one, language), time()) for one in (first, last))
    if end < begin:
        raise _refused(language, "backwards")
    return begin, end + timedelta(days=1)


def day_of(text: str, language: str = "en") -> date:
    """Read a day: 2026-11-30, or Jalali 1405/09/09; SettingsError with the cure."""
    plain = ascii_digits(text.strip()).replace("/", "-")
    try:
        is_jalali = int(plain.split("-")[0]) < FIRST_GREGORIAN
        return parse_date(plain) if is_jalali else date.fromisoformat(plain)
    except (ValueError, JalaliDateError):
        raise _refused(language, "no_day", given=text) from None
