"""Official holidays of a country, by the `holidays` library, with a mark on estimated lunar dates."""

from datetime import date
from functools import lru_cache

import holidays
from msgspec import Struct

from hamseda.kit.jalali import Language, in_digits

_LIBRARY_LANGUAGE = {("IR", "fa"): "fa_IR", ("IR", "en"): "en_US"}
_ESTIMATED = {"fa": " (تخمینی)", "en": " (estimated)"}


class OfficialHoliday(Struct, frozen=True):
    """One official day off; `estimated` when the moon has yet to confirm it."""

    day: date
    names: tuple[str, ...]
    estimated: bool = False


def knows_country(country: str) -> bool:
    """Tell whether the library has official holidays for this ISO 3166 alpha-2 code."""
    return len(country) == 2 and country in holidays.list_supported_countries()


@lru_cache(maxsize=64)
def official_weekend(country: str) -> frozenset[int]:
    """Return the weekdays on which a country rests, Monday as 0: Friday for Iran."""
    return frozenset(holidays.country_holidays(country, years=()).weekend)


@lru_cache(maxsize=1024)
def official_holidays(country: str, year: int, language: Language = "fa") -> tuple[OfficialHoliday, ...]:
    """Return the official holidays of a Gregorian year by date; Persian or English names for Iran.

    Other countries are named in their own language. Iranian lunar dates follow the announced calendar as far
    as the library knows it and are estimates (usually right to a day) after that.
    """
    spoken = _LIBRARY_LANGUAGE.get((country, language))
    found = holidays.country_holidays(country, years=year, language=spoken)
    return tuple(_holiday(day, name, language) for day, name in sorted(found.items()))


def _holiday(day: date, joined_names: str, language: Language) -> OfficialHoliday:
    label = _ESTIMATED[language]
    parts = joined_names.split("; ")
    names = tuple(_tidy(part.removesuffix(label), language) for part in parts)
    return OfficialHoliday(day, names, estimated=all(part.endswith(label) for part in parts))


def _tidy(name: str, language: Language) -> str:
    """Write digits and joins of the library's Persian names as Persian readers expect them."""
    if language == "en":
        return name
    return in_digits(name, "fa").replace("عیدنوروز", "عید نوروز").replace("؛", "؛ ")
