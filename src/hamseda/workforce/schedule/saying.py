"""Schedules in sentences, from the catalogues, in Persian and English."""

from datetime import timedelta
from typing import Final

from msgspec import Struct

from hamseda.kit.i18n import language_of, translate
from hamseda.kit.jalali import format_date, in_digits, weekday_name
from hamseda.workforce.schedule.plan import DAY_MINUTES, Plan
from hamseda.workforce.schedule.rules import Breach
from hamseda.workforce.schedule.shortfalls import Shortfall

ENGLISH: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SEPARATORS: Final = {"fa": "، ", "en": ", "}
MINUTES: Final = frozenset(
    {"rest_too_short", "rest_after_too_short", "breaks_too_close", "stretch_too_long", "too_many_hours"}
)


class Broken(Struct, frozen=True):
    """A rule that is broken in what is to be kept."""

    plan: Plan
    breach: Breach

    def said(self, language: str, /) -> str:
        """Which rule, by whom and when."""
        return f"--keep: {said_breach(self.plan, self.breach, language)}"


def said_shortfall(plan: Plan, one: Shortfall, language: str) -> str:
    """Say which shift lacks how many, and what those with the skill do instead."""
    line = translate(
        language,
        "schedule.short.line",
        part=translate(language, f"schedule.part.{one.part}"),
        day=said_day(plan, one.day, language),
        count=one.missing,
        skill=plan.skills[one.skill],
        begin=said_clock(plan, one.begin, language),
        end=said_clock(plan, one.end, language),
    )
    if not one.why:
        return line
    reasons = SEPARATORS[language_of(language)].join(
        translate(language, f"schedule.why.{why}", count=count) for why, count in one.why
    )
    return f"{line} {translate(language, 'schedule.short.why', count=one.able, reasons=reasons)}"


def said_breach(plan: Plan, one: Breach, language: str) -> str:
    """Say which rule is broken, by whom and when."""
    who = plan.workers[one.worker].name if one.worker >= 0 else ""
    figures: dict[str, int | str] = {"figure": one.figure, "bound": one.bound}
    if one.code in MINUTES:
        figures = {name: said_minutes(int(value), language) for name, value in figures.items()}
    day = said_day(plan, one.day, language)
    return translate(language, f"schedule.breach.{one.code}", who=who, day=day, **figures)


def said_day(plan: Plan, day: int, language: str) -> str:
    """The weekday, with its date where the plan has more than one of them."""
    when = plan.first + timedelta(day)
    if language_of(language) == "fa":
        name, written = weekday_name(when, "fa"), format_date(when)
    else:
        name, written = ENGLISH[when.weekday()], when.isoformat()
    return name if plan.days <= len(ENGLISH) else f"{name} {written}"


def said_clock(plan: Plan, slot: int, language: str) -> str:
    """The wall time of a slot in the digits of the language."""
    minutes = slot * plan.minutes % DAY_MINUTES
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return in_digits(text, "fa") if language_of(language) == "fa" else text


def said_minutes(minutes: int, language: str) -> str:
    """A length in hours and minutes."""
    hours, rest = divmod(max(0, minutes), 60)
    text = f"{hours}:{rest:02}"
    return in_digits(text, "fa") if language_of(language) == "fa" else text
