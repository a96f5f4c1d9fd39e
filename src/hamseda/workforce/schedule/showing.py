"""A schedule for people: who works when, what is missing, how good it is."""

from collections import Counter
from datetime import date, timedelta
from typing import Any, Final

from hamseda.kit.i18n import translate
from hamseda.kit.jalali import format_date, in_digits, weekday_name
from hamseda.workforce.lines import figure
from hamseda.workforce.schedule.answer import Schedule, Shift
from hamseda.workforce.schedule.clock import Progress
from hamseda.workforce.schedule.plan import Plan
from hamseda.workforce.schedule.rules import Breach
from hamseda.workforce.schedule.saying import SEPARATORS, said_breach

MOST_SAID: Final = 12
OFF: Final = "–"
WIDE: Final = 13
ZWNJ: Final = "\u200c"


def in_words(plan: Plan, made: Schedule, language: str) -> str:
    """A table of people and days, then what is missing, then the cost beside its bound."""
    lines = [*_table(plan, made.shifts, language), "", *_by_template(made.shifts, language), ""]
    lines += _missing(made, language)
    lines.append(
        translate(
            language,
            "schedule.cost.found" if made.bound else "schedule.cost.unbounded",
            **_costs(made, language),
            bound=_figure(made.bound or 0, language),
            gap=_figure(round(100 * (made.gap or 0), 2), language),
            solver=made.solver,
            seconds=round(made.seconds),
        )
    )
    if made.unfilled:
        lines.append(translate(language, "schedule.unfilled", count=made.unfilled))
    return "\n".join(lines)


def progress_said(now: Progress, language: str) -> str:
    """How far the search is, on a line."""
    stage = translate(language, f"calculation.note.schedule_{now.stage}")
    seconds, cost, bound = (
        figure(value, language, form)
        for value, form in ((now.seconds, ".0f"), (now.cost, ",.1f"), (now.bound, ",.1f"))
    )
    return translate(language, "schedule.progress", seconds=seconds, stage=stage, cost=cost, bound=bound)


def checked(plan: Plan, found: list[Breach], told: Schedule) -> dict[str, Any]:
    """What a check found, for programs."""
    return {
        "kept": not found,
        "breaches": [
            {
                "code": one.code,
                "person": plan.workers[one.worker].name if one.worker >= 0 else None,
                "day": plan.first + timedelta(one.day),
                "said": {language: said_breach(plan, one, language) for language in ("fa", "en")},
            }
            for one in found
        ],
        "cost": told.cost,
        "shortfalls": told.shortfalls,
    }


def checked_in_words(plan: Plan, found: list[Breach], told: Schedule, language: str) -> str:
    """What a check found, for people."""
    lines = [said_breach(plan, one, language) for one in found] or [translate(language, "schedule.kept")]
    cost = translate(language, "schedule.cost.plain", **_costs(told, language))
    return "\n".join([*lines, *_missing(told, language), cost])


def _costs(made: Schedule, language: str) -> dict[str, str]:
    cost = made.cost
    parts = {
        "total": cost.total,
        "shifts": cost.shifts,
        "missing": cost.missing,
        "short": cost.short_contracts,
    }
    return {name: _figure(one, language) for name, one in parts.items()}


def _table(plan: Plan, shifts: list[Shift], language: str) -> list[str]:
    by_place = {
        (shift.person, shift.day): _written(f"{shift.start}-{shift.end}", language) for shift in shifts
    }
    days = [plan.first + timedelta(day) for day in range(plan.days)]
    width = max((len(worker.name) for worker in plan.workers), default=0)
    head = " " * width + "  " + "  ".join(_wide(_head(day, language)) for day in days)
    rows = [
        worker.name.ljust(width)
        + "  "
        + "  ".join(by_place.get((worker.name, day), OFF).ljust(WIDE) for day in days)
        for worker in plan.workers
    ]
    return [head.rstrip(), *(row.rstrip() for row in rows)]


def _wide(text: str) -> str:
    """As wide as a column; what joins no letters takes no room."""
    return text.ljust(WIDE + text.count(ZWNJ))


def _head(day: date, language: str) -> str:
    """A day above its column: a letter and the Jalali month and day in Persian, as calendars there have it."""
    if language == "fa":
        return f"{weekday_name(day, 'fa')} {format_date(day)[5:]}"
    return f"{day:%a %d.%m}"


def _by_template(shifts: list[Shift], language: str) -> list[str]:
    counts = Counter(shift.template for shift in shifts)
    said = [f"{name} {_written(str(count), language)}" for name, count in sorted(counts.items())]
    return [SEPARATORS[language].join(said)] if said else []


def _missing(made: Schedule, language: str) -> list[str]:
    if not made.shortfalls:
        return [translate(language, "schedule.short.none")]
    said = [one.said[language] for one in made.shortfalls[:MOST_SAID]]
    more = len(made.shortfalls) - MOST_SAID
    return [*said, *([translate(language, "schedule.short.more", count=more)] if more > 0 else [])]


def _figure(value: float, language: str) -> str:
    return _written(f"{value:g}", language).replace(".", "٫" if language == "fa" else ".")


def _written(text: str, language: str) -> str:
    return in_digits(text, "fa") if language == "fa" else text
