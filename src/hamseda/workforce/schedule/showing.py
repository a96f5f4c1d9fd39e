"""A schedule for people: who works when, what is missing, how good it is."""

from collections import Counter
from datetime import timedelta
from typing import Any, Final

from hamseda.kit.i18n import translate
from hamseda.workforce.schedule.answer import Schedule, Shift
from hamseda.workforce.schedule.plan import Plan
from hamseda.workforce.schedule.rules import Breach
from hamseda.workforce.schedule.saying import said_breach

MOST_SAID: Final = 12
OFF: Final = "–"


def in_words(plan: Plan, made: Schedule, language: str) -> str:
    """A table of people and days, then what is missing, then the cost beside its bound."""
    lines = [*_table(plan, made.shifts), "", *_by_template(made.shifts), ""]
    lines += _missing(made, language)
    cost = made.cost
    lines.append(
        f"Cost {cost.total:g} (shifts {cost.shifts:g}, missing {cost.missing:g}, short contracts "
        f"{cost.short_contracts:g}); no schedule costs less than {made.bound:g}: gap {made.gap or 0:.2%} "
        f"({made.solver}, {made.seconds:.0f} s)."
    )
    if made.unfilled:
        lines.append(f"{made.unfilled} of the shifts that were wanted found nobody who may work them.")
    return "\n".join(lines)


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
    return "\n".join([*lines, *_missing(told, language), f"Cost {told.cost.total:g}."])


def _table(plan: Plan, shifts: list[Shift]) -> list[str]:
    by_place = {(shift.person, shift.day): f"{shift.start}-{shift.end}" for shift in shifts}
    days = [plan.first + timedelta(day) for day in range(plan.days)]
    width = max((len(worker.name) for worker in plan.workers), default=0)
    head = " " * width + "  " + "  ".join(f"{day:%a %d.%m}".ljust(11) for day in days)
    rows = [
        worker.name.ljust(width)
        + "  "
        + "  ".join(by_place.get((worker.name, day), OFF).ljust(11) for day in days)
        for worker in plan.workers
    ]
    return [head.rstrip(), *(row.rstrip() for row in rows)]


def _by_template(shifts: list[Shift]) -> list[str]:
    counts = Counter(shift.template for shift in shifts)
    return [", ".join(f"{name} {count}" for name, count in sorted(counts.items()))] if counts else []


def _missing(made: Schedule, language: str) -> list[str]:
    if not made.shortfalls:
        return [translate(language, "schedule.short.none")]
    said = [one.said[language] for one in made.shortfalls[:MOST_SAID]]
    more = len(made.shortfalls) - MOST_SAID
    return [*said, *([f"… {more} more in the JSON."] if more > 0 else [])]
