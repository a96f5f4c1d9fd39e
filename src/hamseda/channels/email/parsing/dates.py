"""When a mail was written: the Date field with its offset, or nothing where it is no date."""

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_tz
from typing import Final

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2100
MOST_OFFSET_SECONDS: Final = 16 * 3600
_DIGITS: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_COMMENT: Final = re.compile(r"\([^()]*\)")
# Zones of programs that write their names; those that several lands use are not among them.
_ZONES: Final = {
    "irst": "+0330",
    "irdt": "+0430",
    "iran": "+0330",
    "cet": "+0100",
    "cest": "+0200",
    "msk": "+0300",
}
_ZONE: Final = re.compile(r"\b(" + "|".join(_ZONES) + r")\b", re.IGNORECASE)
_SPLIT_OFFSET: Final = re.compile(r"(?:\b(?:GMT|UTC)\s*|\s)([+-])(\d{1,2}):?(\d{2})\s*$", re.IGNORECASE)


def read_date(text: str) -> datetime | None:
    """An aware moment; a date without a zone is taken as UTC, an impossible one is none."""
    text = " ".join(_COMMENT.sub(" ", text[:200].translate(_DIGITS)).split())
    if not text:
        return None
    text = _ZONE.sub(lambda found: _ZONES[found[1].lower()], text)
    try:
        return _sane(_read(text))
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None


def _read(text: str) -> datetime | None:
    if text[:4].isdigit() and text[4:5] == "-":
        return datetime.fromisoformat(re.sub(r"\s+([+-]\d)", r"\1", text))
    found = parsedate_tz(_SPLIT_OFFSET.sub(r" \1\2\3", text))
    if found is None:
        return None
    zone = timezone(timedelta(seconds=found[9] or 0))
    # A leap second is the second before.
    return datetime(*found[:5], min(found[5], 59), tzinfo=zone)


def _sane(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)  # noqa: UP017 -- printed as an offset like every other
    offset = moment.utcoffset() or timedelta()
    is_sane = FIRST_YEAR <= moment.year <= LAST_YEAR and abs(offset.total_seconds()) <= MOST_OFFSET_SECONDS
    return moment if is_sane else None
