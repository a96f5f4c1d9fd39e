"""The answer as programs read it: every figure with its half-width, null where it is undefined."""

import math
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from hamseda.twin.document import Model
from hamseda.twin.doubts import doubts
from hamseda.twin.estimates import COUNTS, GROUP_FIGURES, TYPE_FIGURES, Figure, figures, half_width
from hamseda.twin.overloads import overloads
from hamseda.twin.spreads import SECOND
from hamseda.twin.tally import Sums, Window

CONFIDENCE: Final = 0.95
DAY_MINUTES: Final = 1440
NUMBERS: Final = frozenset({*COUNTS, "handled"})  # the longer, the more
Found = dict[str, Any]
Read = dict[str, Figure]


class Outcome(Struct, frozen=True):
    """What a run gave: the model, how it was played, and the figures of its types and groups."""

    model: Model
    seed: int
    replications: int
    engine: str
    types: Read
    groups: Read


def outcome(model: Model, seed: int, sums: list[Sums], engine: str) -> Outcome:
    """Make figures of the replications of a model, and say which engine played them."""
    types, groups = figures(sums, model.periods.minutes * 60 * SECOND)
    return Outcome(model, seed, len(sums), engine, types, groups)


def as_told(found: Outcome) -> Found:
    """The whole answer: totals, types, groups, each with its periods."""
    model = found.model
    return {
        **_head(found),
        "total": _row(found.types, TYPE_FIGURES, -1, -1),
        "periods": _periods(found, found.types, TYPE_FIGURES, -1),
        "types": {
            kind.name: {
                "total": _row(found.types, TYPE_FIGURES, at, -1),
                "periods": _periods(found, found.types, TYPE_FIGURES, at),
            }
            for at, kind in enumerate(model.types)
        },
        "agents": _row(found.groups, GROUP_FIGURES, -1, -1),
        "groups": {
            group.name: {
                "total": _row(found.groups, GROUP_FIGURES, at, -1),
                "periods": _periods(found, found.groups, GROUP_FIGURES, at),
            }
            for at, group in enumerate(model.groups)
        },
    }


def compared(first: Outcome, second: Outcome) -> Found:
    """Second less first, paired: the same chance met both, so that only what was changed makes the difference.

    Where they count times of different lengths, what comes in numbers is told for each day of them (`per_day`).
    """
    ours, theirs = ({kind.name: at for at, kind in enumerate(one.model.types)} for one in (first, second))
    own, other = ({group.name: at for at, group in enumerate(one.model.groups)} for one in (first, second))
    both = [name for name in ours if name in theirs]
    groups = [name for name in own if name in other]
    days = (_days(first.model), _days(second.model))

    def told(names: tuple[str, ...], rows: tuple[int, int]) -> Found:
        of = (first.types, second.types) if names is TYPE_FIGURES else (first.groups, second.groups)
        return _differences(*of, names, rows, days)

    return {
        "first": _head(first),
        "second": _head(second),
        "per_day": days[0] != days[1],
        "total": told(TYPE_FIGURES, (-1, -1)),
        "types": {name: told(TYPE_FIGURES, (ours[name], theirs[name])) for name in both},
        "agents": told(GROUP_FIGURES, (-1, -1)),
        "groups": {name: told(GROUP_FIGURES, (own[name], other[name])) for name in groups},
        "only_first": [name for name in (*ours, *own) if name not in (*theirs, *other)],
        "only_second": [name for name in (*theirs, *other) if name not in (*ours, *own)],
    }


def _head(found: Outcome) -> Found:
    window, too_much = Window.of(found.model), overloads(found.model)
    return {
        "model": found.model.name,
        "seed": found.seed,
        "replications": found.replications,
        "engine": found.engine,
        "confidence": CONFIDENCE,
        "period_minutes": found.model.periods.minutes,
        "counted_minutes": _counted_minutes(found.model),
        "first_period": window.first,
        "unstable": {
            name: _number(one.times) for one in too_much if one.periods is None for name in one.growing
        },
        "overloads": [one.as_told() for one in too_much],
        "notes": [one.as_told() for one in doubts(found.model)],
    }


def _periods(found: Outcome, read: Read, names: tuple[str, ...], row: int) -> list[Found]:
    window = Window.of(found.model)
    return [{"period": window.first + at, **_row(read, names, row, at)} for at in range(window.periods)]


def _row(read: Read, names: tuple[str, ...], row: int, column: int) -> Found:
    return {
        name: {
            "value": _number(read[name].value[row, column]),
            "half_width": _number(half_width(read[name].errors[:, row, column])),
        }
        for name in names
    }


def _counted_minutes(model: Model) -> float:
    return Window.of(model).periods * model.periods.minutes


def _days(model: Model) -> float:
    """How many days are counted; what is shorter than a day is one, open for so long."""
    return max(1.0, _counted_minutes(model) / DAY_MINUTES)


def _differences(
    first: Mapping[str, Figure],
    second: Mapping[str, Figure],
    names: tuple[str, ...],
    rows: tuple[int, int],
    days: tuple[float, float],
) -> Found:
    found = {}
    for name in names:
        one, other = first[name], second[name]
        ours, theirs = days if name in NUMBERS and days[0] != days[1] else (1.0, 1.0)
        before, after = one.value[rows[0], -1] / ours, other.value[rows[1], -1] / theirs
        width = half_width(other.errors[:, rows[1], -1] / theirs - one.errors[:, rows[0], -1] / ours)
        found[name] = {
            "first": _number(before),
            "second": _number(after),
            "difference": _number(after - before),
            "half_width": _number(width),
            "is_certain": bool(abs(after - before) > width),
        }
    return found


def _number(value: Any) -> float | None:
    number = float(value)
    return number if math.isfinite(number) else None
