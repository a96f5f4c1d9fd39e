"""Contacts and people of a model as arrays, and back: what rules of change are made of."""

from collections.abc import Iterable

import numpy as np
from msgspec.structs import replace

from hamseda.twin.changes import CannotMeanError
from hamseda.twin.document import ContactType, Group, Model, over_periods
from hamseda.twin.formula import scene, teams, volumes
from hamseda.twin.spreads import Flags, Floats, Ints
from hamseda.twin.tally import Window


def arrivals(model: Model) -> Floats:
    """Contacts that come, types × counted periods."""
    window = Window.of(model)
    rows = [over_periods(kind.arrivals.per_period, model.periods.count) for kind in model.types]
    return np.array(rows, np.float64)[:, window.first : window.last]


def only(model: Model, first: int, last: int) -> Model:
    """The model of some of its counted periods alone."""
    window, count = Window.of(model), model.periods.count
    span = slice(window.first + first, window.first + last)
    kinds = tuple(
        replace(
            kind,
            arrivals=replace(kind.arrivals, per_period=over_periods(kind.arrivals.per_period, count)[span]),
        )
        for kind in model.types
    )
    groups = tuple(replace(group, agents=over_periods(group.agents, count)[span]) for group in model.groups)
    periods = replace(model.periods, count=last - first, warmup=0, cooldown=0)
    return replace(model, types=kinds, groups=groups, periods=periods)


def arriving(model: Model, came: Floats) -> Model:
    """The model with these contacts in its counted periods."""
    kinds = tuple(
        replace(kind, arrivals=replace(kind.arrivals, per_period=padded(model, row, kind)))
        for kind, row in zip(model.types, came, strict=True)
    )
    return replace(model, types=kinds)


def number_of(model: Model, name: str, field: str) -> int:
    for at, kind in enumerate(model.types):
        if kind.name == name:
            return at
    raise CannotMeanError(field, "no_such_type")


def within(model: Model, first: int, length: int) -> tuple[int, int]:
    periods = Window.of(model).periods
    if first >= periods:
        raise CannotMeanError("what.first", "after_the_day")
    if first + length > periods:
        raise CannotMeanError("what.periods", "beyond_the_day")
    return first, first + length


def busiest(model: Model, length: int) -> tuple[int, int]:
    whole = arrivals(model).sum(0)
    length = min(length, whole.size)
    sums = np.convolve(whole, np.ones(length), "valid")
    first = int(sums.argmax())
    return first, first + length


def where_room_is(model: Model, moved: Floats, first: int) -> Floats:
    """Share out contacts over the periods from `first` on, by the time that people there have left."""
    told = scene(model, "", is_enough=False)[0]
    room = np.array([one.agents * (1 - min(one.occupancy or 0.0, 1.0)) for one in told.periods])
    room[:first] = 0
    if room.sum() <= 0:
        room = np.array([float(one.volume) for one in told.periods])
        room[:first] = 0
    if room.sum() <= 0:
        room = np.ones(len(told.periods))
    return np.outer(moved, room / room.sum())


def versatile(model: Model, name: str, heads: Ints, queues: tuple[str, ...], away: float) -> Group:
    """A group that can do whatever its queues ask, as large a share of it at once as the best do now."""
    skills: dict[str, int] = {}
    for kind in model.types:
        if model.queue_of(kind) in queues:
            skills |= {one: max(level, skills.get(one, 0)) for one, level in kind.skills.items()}
    for group in model.groups:
        skills |= {one: max(level, skills.get(one, 0)) for one, level in group.skills.items()}
    return Group(
        name=name,
        agents=tuple(int(one) for one in heads),
        queues=queues,
        skills=skills,
        shrinkage=away,
        units=max(group.units for group in model.groups),
        concurrency=_at_once(model.groups),
    )


def at_home(model: Model, is_open: Flags) -> Model:
    window, count = Window.of(model), model.periods.count
    whole = np.ones(count, bool)
    whole[window.first : window.last] = is_open
    groups = tuple(
        replace(
            group,
            agents=tuple(
                int(n) if there else 0
                for n, there in zip(over_periods(group.agents, count), whole, strict=True)
            ),
        )
        for group in model.groups
    )
    return replace(model, groups=groups)


def with_people_of(model: Model, other: Model) -> Model:
    """The groups of a model, shared out so that they are as many as another model's in each period."""
    count = model.periods.count
    wished = np.array([over_periods(group.agents, count) for group in other.groups]).sum(0)
    loads = volumes(model).sum(1)
    of_team = {
        at: float(loads[list(team.kinds)].sum()) / len(team.groups)
        for team in teams(model)
        for at in team.groups
    }
    weights = np.array([of_team.get(at, 0.0) for at in range(len(model.groups))])
    shares = weights[:, None] / weights.sum() * wished
    heads = np.floor(shares + 1e-9).astype(np.int64)
    order = np.argsort(heads - shares, axis=0, kind="stable")
    for period, rest in enumerate((wished - heads.sum(0)).tolist()):
        heads[order[:rest, period], period] += 1
    groups = tuple(
        replace(group, agents=tuple(row)) for group, row in zip(model.groups, heads.tolist(), strict=True)
    )
    return replace(model, groups=groups)


def _at_once(groups: Iterable[Group]) -> dict[str, int]:
    """The most contacts of each channel at once; none given where one group has no such bound."""
    bounds = [group.concurrency for group in groups]
    if not all(bounds):
        return {}
    return {
        name: max(one.get(name, 0) for one in bounds)
        for name in dict.fromkeys(n for one in bounds for n in one)
    }


def padded(model: Model, row: Floats, kind: ContactType | None = None) -> tuple[float, ...]:
    window, count = Window.of(model), model.periods.count
    whole = (
        np.zeros(count)
        if kind is None
        else np.array(over_periods(kind.arrivals.per_period, count), np.float64)
    )
    whole[window.first : window.last] = np.maximum(row, 0.0)
    return tuple(whole.tolist())
