"""From what happened to sums: by type or group (the last row: all), by counted period (the last column: all).

Contacts are counted in the period in which the attempt came, those after the last period in it; people waiting and
people at work are counted at each instant, in the period where it lies.
"""

from itertools import pairwise
from typing import Final

import numpy as np
from msgspec import Struct

from hamseda.twin.document import ContactType, Model
from hamseda.twin.happened import Happened, Outcome, Why
from hamseda.twin.spreads import SECOND, Flags, Floats, Ints, milliseconds

QUANTILES: Final = {
    "wait_p50_s": 0.5,
    "wait_p80_s": 0.8,
    "wait_p90_s": 0.9,
    "wait_p95_s": 0.95,
    "wait_p99_s": 0.99,
}
OUTCOMES: Final = {
    "served": Outcome.SERVED,
    "abandoned": Outcome.ABANDONED,
    "blocked": Outcome.BLOCKED,
    "deflected": Outcome.DEFLECTED,
    "voicemails": Outcome.VOICEMAIL,
    "callbacks": Outcome.CALLBACK,
    "open": Outcome.OPEN,
}
ORIGINS: Final = {"arrivals": Why.FRESH, "retrials": Why.RETRIAL, "transferred_in": Why.TRANSFER}
CALLED: Final = {"callbacks_unreached": 0, "callbacks_reached": 1}


class Sums(Struct, frozen=True):
    """One replication in figures that may be added up: name → rows × periods, for types and for groups."""

    types: dict[str, Floats]
    groups: dict[str, Floats]


class NotConservedError(AssertionError):
    """Contacts were lost or invented: a fault of the engine, never of a model."""


class Window(Struct, frozen=True):
    """Which instants and periods count."""

    length: float
    count: int
    first: int
    last: int

    @classmethod
    def of(cls, model: Model) -> "Window":
        """The counted periods of a model."""
        periods = model.periods
        last = periods.count - periods.cooldown
        return cls(periods.minutes * 60 * SECOND, periods.count, periods.warmup, last)

    @property
    def periods(self) -> int:
        """How many periods count."""
        return self.last - self.first

    @property
    def edges(self) -> Floats:
        """The instants between counted periods, both ends included."""
        return np.arange(self.first, self.last + 1, dtype=np.float64) * self.length

    def place(self, instants: Ints) -> Ints:
        """The counted period of each instant; outside 0 … periods - 1 where it does not count."""
        return np.minimum((instants // self.length).astype(np.int64), self.count - 1) - self.first


def tally(model: Model, happened: Happened) -> Sums:
    """Add up one replication; NotConservedError if the columns do not add up."""
    window = Window.of(model)
    return Sums(_types(model, happened, window), _groups(model, happened, window))


class Cells(Struct, frozen=True):
    """The cell of a table of types and periods to which each of many things belongs."""

    kind: Ints
    place: Ints
    rows: int
    periods: int

    @property
    def counts(self) -> Flags:
        """Which of them lie in a counted period."""
        return (self.place >= 0) & (self.place < self.periods)

    def sum(self, chosen: Flags, weights: Floats | None = None) -> Floats:
        """Count the chosen, or add up their weights."""
        chosen = self.counts & chosen
        cells = self.kind[chosen] * self.periods + self.place[chosen]
        found = np.bincount(cells, None if weights is None else weights[chosen], self.rows * self.periods)
        return with_totals(found.reshape(self.rows, self.periods).astype(np.float64))


def _types(model: Model, happened: Happened, window: Window) -> dict[str, Floats]:
    kind, why, entered, ended, outcome = (
        np.array(column, np.int64)
        for column in (happened.kind, happened.why, happened.entered, happened.ended, happened.outcome)
    )
    cells = Cells(kind, window.place(entered), len(model.types), window.periods)
    found = {"attempts": cells.sum(np.ones(kind.size, np.bool_))}
    found |= {name: cells.sum(why == origin) for name, origin in ORIGINS.items()}
    found |= {name: cells.sum(outcome == end) for name, end in OUTCOMES.items()}
    if not np.array_equal(found["attempts"], sum(found[name] for name in OUTCOMES)):
        raise NotConservedError("attempts are not the sum of their outcomes")
    came = (outcome != Outcome.BLOCKED) & (outcome != Outcome.DEFLECTED)
    found["offered"] = cells.sum(came)
    found |= _waits(model, cells, outcome, came, (ended - entered).astype(np.float64))
    found |= _line(kind[came], entered[came], ended[came], cells.rows, window)
    return found | _called(happened, cells.rows, window)


def _waits(model: Model, cells: Cells, outcome: Ints, came: Flags, wait: Floats) -> dict[str, Floats]:
    is_served = outcome == Outcome.SERVED
    within = np.array([milliseconds(one.target.within_s) for one in model.types])[cells.kind]
    in_time = wait <= within
    found = {
        "in_target": cells.sum(is_served & in_time),
        "wait_served_s": cells.sum(is_served, wait / SECOND),
        "wait_all_s": cells.sum(came, wait / SECOND),
    }
    lost_in_time = cells.sum((outcome == Outcome.ABANDONED) & in_time)
    served, offered = cells.sum(is_served), cells.sum(came)
    found["level_of"], found["level_from"] = _level(
        model.types, (found["in_target"], lost_in_time, served, offered)
    )
    told = cells.counts & is_served
    return found | _quantiles(wait[told] / SECOND, cells.kind[told], cells.place[told], cells)


def _level(types: tuple[ContactType, ...], tables: tuple[Floats, ...]) -> tuple[Floats, Floats]:
    """What service level is the quotient of, type by type, each by its own definition."""
    in_target, lost_in_time, served, offered = (table[:-1, :-1] for table in tables)
    above, below = in_target.copy(), offered.copy()
    for row, kind in enumerate(types):
        if kind.target.definition == "answered":
            below[row] = served[row]
        elif kind.target.definition == "with_abandons":
            above[row] += lost_in_time[row]
    return with_totals(above), with_totals(below)


def _called(happened: Happened, rows: int, window: Window) -> dict[str, Floats]:
    kind, promised, called, how = np.array(happened.called, np.int64).reshape(-1, 4).T
    cells = Cells(kind, window.place(promised), rows, window.periods)
    found = {name: cells.sum(how == value) for name, value in CALLED.items()}
    found["callbacks_made"] = cells.sum(how < 2)
    found["callback_wait_sum_s"] = cells.sum(how < 2, (called - promised) / SECOND)
    return found


def _line(kind: Ints, entered: Ints, ended: Ints, rows: int, window: Window) -> dict[str, Floats]:
    """People in line: their mean and their most, in each period, of each type and of all together."""
    waited = ended > entered
    chosen = [(kind == row) & waited for row in range(rows)] + [waited]
    found = [_through_time(entered[one], ended[one], window) for one in chosen]
    return {
        "queue_ms": np.array([with_sum(integral) for integral, _ in found]),
        "queue_max": np.array([np.append(most, most.max(initial=0)) for _, most in found]),
    }


def _through_time(entered: Ints, ended: Ints, window: Window) -> tuple[Floats, Floats]:
    ones = np.ones(entered.size)
    return _integral(entered, ended, ones, window.edges), _most(entered, ended, window)


def _integral(begin: Ints, end: Ints, weights: Floats, edges: Floats) -> Floats:
    """Σ weight × time within each period: the time before an edge of all intervals, differenced."""
    return np.maximum(np.diff(_before(end, weights, edges) - _before(begin, weights, edges)), 0.0)


def _before(instants: Ints, weights: Floats, edges: Floats) -> Floats:
    """Σ weight × min(instant, edge), for each edge."""
    order = np.argsort(instants, kind="stable")
    instants, weights = instants[order], weights[order]
    at = np.searchsorted(instants, edges)
    whole = np.concatenate(([0.0], np.cumsum(weights * instants)))
    heavy = np.concatenate(([0.0], np.cumsum(weights)))
    return np.asarray(whole[at] + edges * (heavy[-1] - heavy[at]))


def _most(entered: Ints, ended: Ints, window: Window) -> Floats:
    """The most at once in each period; who leaves as another comes makes room first."""
    if not entered.size:
        return np.zeros(window.periods)
    instants = np.concatenate([ended, entered])
    steps = np.concatenate([np.full(ended.size, -1), np.ones(entered.size, np.int64)])
    order = np.lexsort((steps, instants))
    instants, after = instants[order], np.cumsum(steps[order])
    at = np.searchsorted(instants, window.edges)
    begin = np.concatenate(([0], after))[at[:-1]]  # those who wait as the period begins
    inner = np.array([after[low:high].max(initial=0) for low, high in pairwise(at.tolist())], np.float64)
    return np.maximum(begin, inner)


def _quantiles(wait: Floats, kind: Ints, place: Ints, table: Cells) -> dict[str, Floats]:
    """Quantiles of the waits of the answered; NaN where nobody was."""
    shape = (table.rows + 1, table.periods + 1)
    found = {name: np.full(shape, np.nan) for name in QUANTILES}
    for is_one_type in (True, False):
        for is_one_period in (True, False):
            row = kind if is_one_type else np.full(kind.size, table.rows)
            column = place if is_one_period else np.full(kind.size, table.periods)
            cells = row * shape[1] + column
            order = np.lexsort((wait, cells))
            named, starts, sizes = np.unique(cells[order], return_index=True, return_counts=True)
            for name, share in QUANTILES.items():
                nearest = starts + np.ceil(share * sizes).astype(np.int64) - 1
                found[name].reshape(-1)[named] = wait[order][nearest]
    return found


def _groups(model: Model, happened: Happened, window: Window) -> dict[str, Floats]:
    worked = happened.work
    doer, begin, end, units, began, begun = (
        np.array(column, np.int64)
        for column in (worked.group, worked.begin, worked.end, worked.units, happened.began, happened.begun)
    )
    there = np.array(happened.there, np.int64).reshape(-1, 3)
    place = window.place(begun)
    counts = (place >= 0) & (place < window.periods)
    busy, present, handled = [], [], []
    for row, group in enumerate(model.groups):
        mine, own = doer == row, there[there[:, 0] == row]
        busy.append(_integral(begin[mine], end[mine], units[mine] / group.units, window.edges))
        present.append(_integral(own[:, 1], own[:, 2], np.ones(len(own)), window.edges))
        ours = place[counts & (began == row)]
        handled.append(np.bincount(ours, minlength=window.periods).astype(np.float64))
    return {
        "busy_ms": with_totals(np.array(busy)),
        "present_ms": with_totals(np.array(present)),
        "handled": with_totals(np.array(handled)),
    }


def with_totals(table: Floats) -> Floats:
    """Append the sum of rows and the sum of columns."""
    whole = np.vstack([table, table.sum(0)])
    return np.hstack([whole, whole.sum(1, keepdims=True)])


def with_sum(row: Floats) -> Floats:
    """Append the sum."""
    return np.append(row, row.sum())
