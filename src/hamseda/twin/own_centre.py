"""`hamseda twin from-history`: reads the product's own rows and makes a model of them."""

from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from hamseda.kit.database import Database
from hamseda.kit.jalali import JalaliDateError, parse_date
from hamseda.kit.persian.digits import ascii_digits
from hamseda.routing.api import past
from hamseda.settings import Settings, SettingsError
from hamseda.twin.learning import NothingHappenedError, learned

FIRST_GREGORIAN: Final = 1700
ORGANIZATION: Final = "SELECT id, name, time_zone FROM organization WHERE slug = $1"


async def model_from_history(
    settings: Settings, slug: str, first: datetime, end: datetime, time_zone: str | None
) -> tuple[dict[str, Any], list[str]]:
    """Learn a model of an organization from `first` to `end`, by its own clock or that of a zone; and what it leaves out.

    Raises SettingsError where there is no such organization, or nothing to learn from.
    """
    reader = await Database.connect(settings.database_url, role="NONE", most=1)
    try:
        async with reader.everywhere() as connection:
            row = await connection.fetchrow(ORGANIZATION, slug)
        if row is None:
            raise SettingsError(f"There is no organization {slug}: name it by its short name.")
        async with reader.reading(row["id"]) as view:
            seen = await past(view, first, end, str(ZoneInfo(time_zone or row["time_zone"])))
    finally:
        await reader.close()
    try:
        return learned(seen, row["name"])
    except NothingHappenedError:
        raise SettingsError(
            f"Nothing can be learned from {first:%Y-%m-%d} to {end:%Y-%m-%d}: work must have come and been done, and "
            "agents must have been available. Choose other days with --from and --to."
        ) from None


def day_of(text: str) -> date:
    """Read a day: 2026-11-30, or Jalali 1405/09/09; SettingsError with the cure."""
    plain = ascii_digits(text.strip()).replace("/", "-")
    try:
        is_jalali = int(plain.split("-")[0]) < FIRST_GREGORIAN
        return parse_date(plain) if is_jalali else date.fromisoformat(plain)
    except (ValueError, JalaliDateError):
        raise SettingsError(f"{text} is not a day: write 2026-11-30 or 1405/09/09.") from None
