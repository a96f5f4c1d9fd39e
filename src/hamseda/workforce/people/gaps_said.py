"""Gaps of a coverage in words: what is so on every day is said once."""

from collections.abc import Sequence
from typing import Final

from hamseda.kit.i18n import translate
from hamseda.kit.jalali import Language, in_digits, weekday_name
from hamseda.workforce.people.coverage import Gap

PARTS: Final = ((6, "night"), (12, "morning"), (17, "afternoon"), (20, "evening"), (24, "late"))
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Key = tuple[str, str, int, bool]


def gaps_said(found: Sequence[Gap], language: Language) -> list[str]:
    """Each stretch once, with the days on which it is: «از ۲ تا ۶ بامداد کسی نیست»."""
    if not found:
        return [translate(language, "coverage.none")]
    alike: dict[Key, list[Gap]] = {}
    for gap in found:
        key = (
            _clock(gap, language, at_end=False),
            _clock(gap, language, at_end=True),
            gap.missing,
            gap.nobody,
        )
        alike.setdefault(key, []).append(gap)
    return [_sentence(key, members, language) for key, members in alike.items()]


def _sentence(key: Key, members: list[Gap], language: Language) -> str:
    first, end, missing, nobody = key
    days = list(dict.fromkeys(_day(gap, language) for gap in members))
    on = (
        translate(language, "coverage.daily")
        if len(days) == 7
        else translate(language, "coverage.comma").join(days)
    )
    name = "nobody" if nobody else "short"
    return translate(language, f"coverage.{name}", on=on, first=first, end=end, n=missing)


def _clock(gap: Gap, language: Language, *, at_end: bool) -> str:
    """A time as one says it: «۶ بامداد»; the begin drops the part of the day that the end has too."""
    at = gap.end if at_end else gap.first
    hour = 24 if at_end and at.hour == 0 else at.hour
    if language == "en":
        return f"{hour:02}:00"
    part = _part(at.hour, at_end=at_end)
    is_told = at_end or part != _part(gap.end.hour, at_end=True)
    return in_digits(str(hour), "fa") + (
        " " + translate(language, f"coverage.part.{part}") if is_told else ""
    )


def _part(hour: int, *, at_end: bool) -> str:
    """The part of the day in which an hour begins, or in which one ends: 6 ends the night."""
    counted = (hour or 24) - 1 if at_end else hour
    return next(name for bound, name in PARTS if counted < bound)


def _day(gap: Gap, language: Language) -> str:
    if language == "fa":
        return weekday_name(gap.first.date(), "fa")
    return translate(language, f"coverage.{DAYS[gap.first.weekday()]}")
