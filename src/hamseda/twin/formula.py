"""What formulas say of a model at once: Erlang's, period by period, for each team. The twin plays the same and confirms.

A team is all who can be asked for the same work, straight or after overflow: types and groups that hang together. It is
taken for one line with the mean handling time and patience of what comes to it, and the promise of its largest type.
"""

import math
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from hamseda.twin.casting import could_serve, places
from hamseda.twin.document import ContactType, Group, Model, Target, over_periods
from hamseda.twin.spreads import Floats, Ints, endless_share, mean_s
from hamseda.twin.tally import Window
from hamseda.workforce.api import Goal, Staffing, Work, evaluate, required, scheduled

ROUNDS: Final = 30  # of transfers that go on to others


class Team(Struct, frozen=True):
    """Types and groups that hang together, by their numbers in the model."""

    name: str
    kinds: tuple[int, ...]
    groups: tuple[int, ...]


class Period(Struct, frozen=True):
    """One period of the day; null where undefined (nothing comes, or the line grows without end)."""

    volume: float
    agents: int
    service_level: float | None
    p_wait: float | None
    wait_s: float | None
    abandon: float | None
    occupancy: float | None
    unstable: bool


class Scene(Struct, frozen=True, kw_only=True):
    """A day as formulas see it: period by period, and all of it."""

    key: str
    periods: list[Period]
    volume: float
    peak: int
    hours: float
    scheduled_hours: float
    service_level: float | None
    wait_s: float | None
    waited_hours: float | None
    lost: float
    unstable: int
    teams: dict[str, int]


def teams(model: Model) -> list[Team]:
    """The teams of a model; work that we begin ourselves belongs to whoever does it and needs nobody more."""
    inbound = [at for at, kind in enumerate(model.types) if kind.outbound is None]
    left, found = set(inbound), []
    for first in inbound:
        if first not in left:
            continue
        kinds, groups = _together(model, first, left)
        left -= kinds
        names = list(dict.fromkeys(model.queue_of(model.types[at]) for at in sorted(kinds)))
        found.append(Team(" + ".join(names), tuple(sorted(kinds)), tuple(sorted(groups))))
    return found


def scene(model: Model, key: str, *, is_enough: bool) -> tuple[Scene, Model]:
    """A day with the people who are there, or with the fewest who keep the promise; and the model with those people."""
    window = Window.of(model)
    flow = volumes(model)[:, window.first : window.last]
    found = [(team, *_staffed(model, team, flow, is_enough=is_enough)) for team in teams(model)]
    told = _scene(model, key, found)
    if not is_enough:
        return told, model
    for team, staffing, _ in found:
        model = _with_people(model, team, staffing.scheduled)
    return told, model


def volumes(model: Model) -> Floats:
    """Contacts that come to people, types × periods: without those who were helped by a machine, with those sent on."""
    count = model.periods.count
    came = np.array([over_periods(kind.arrivals.per_period, count) for kind in model.types], np.float64)
    at = {kind.name: number for number, kind in enumerate(model.types)}
    onward = np.zeros((len(at), len(at)))
    stays = np.ones(len(at))
    for number, kind in enumerate(model.types):
        if kind.deflection is not None:
            stays[number] -= kind.deflection.share
            if kind.deflection.to is not None:
                onward[at[kind.deflection.to], number] += kind.deflection.share
        for one in kind.transfer:
            onward[at[one.to], number] += stays[number] * one.share
    flow = came.copy()
    for _ in range(ROUNDS):
        flow = came + onward @ flow
    return np.asarray(flow * stays[:, None])


def present(model: Model, groups: tuple[int, ...]) -> Ints:
    """Agents of these groups who are there on average, in whole people, in each period."""
    there = np.zeros(model.periods.count)
    for at in groups:
        group = model.groups[at]
        there += np.array(over_periods(group.agents, model.periods.count)) * (1 - group.shrinkage)
    return np.floor(there + 1e-9).astype(np.int64)


def shrinkage(model: Model, groups: tuple[int, ...]) -> float:
    """The share of scheduled time in which agents of these groups are away."""
    heads = np.array(
        [sum(over_periods(model.groups[at].agents, model.periods.count)) for at in groups], np.float64
    )
    away = np.array([model.groups[at].shrinkage for at in groups])
    return float((heads * away).sum() / heads.sum()) if heads.sum() > 0 else float(away.max(initial=0.0))


def promise(model: Model, team: Team) -> Target:
    """What a team's largest type is promised."""
    totals = volumes(model).sum(1)
    return model.types[max(team.kinds, key=lambda at: totals[at])].target


def _together(model: Model, first: int, left: set[int]) -> tuple[set[int], set[int]]:
    kinds, groups, waiting = {first}, set(), [first]
    while waiting:
        kind = model.types[waiting.pop()]
        for number, group in enumerate(model.groups):
            if number in groups or not could_serve(model, kind, group):
                continue
            groups.add(number)
            more = {at for at in left - kinds if could_serve(model, model.types[at], group)}
            kinds |= more
            waiting += sorted(more)
    return kinds, groups


def _staffed(model: Model, team: Team, flow: Floats, *, is_enough: bool) -> tuple[Staffing, Floats]:
    work, volume = _work(model, team, flow), flow[list(team.kinds)].sum(0)
    target = promise(model, team)
    goal = Goal(share=min(target.share, 0.9999), within_s=target.within_s, definition=target.definition)
    away = np.full(volume.size, shrinkage(model, team.groups))
    if is_enough:
        return required(work, goal, away), volume
    window = Window.of(model)
    return evaluate(work, present(model, team.groups)[window.first : window.last], goal, away), volume


def _work(model: Model, team: Team, flow: Floats) -> Work:
    """What comes to a team as one line; who holds several contacts at once is as many agents as there are places."""
    kinds = [model.types[at] for at in team.kinds]
    volume = flow[list(team.kinds)]
    whole = volume.sum(0)
    shares = np.divide(volume, whole, out=np.full(volume.shape, 1 / len(kinds)), where=whole > 0)
    aht = np.array([_aht_s(model, kind, team) for kind in kinds])
    leaving = np.array([_leaving(kind) for kind in kinds])
    rate = leaving @ shares
    patience = np.divide(1.0, rate, out=np.full(whole.size, np.inf), where=rate > 0)
    length = np.full(whole.size, model.periods.minutes * 60.0)
    return Work(volume=whole, interval_s=length, aht_s=np.maximum(aht @ shares, 0.001), patience_s=patience)


def _aht_s(model: Model, kind: ContactType, team: Team) -> float:
    groups: list[Group] = [model.groups[at] for at in team.groups]
    at_once = max(
        (places(model, kind, group) for group in groups if could_serve(model, kind, group)), default=1
    )
    return (mean_s(kind.service) + (mean_s(kind.wrap_up) if kind.wrap_up else 0.0)) / max(at_once, 1)


def _leaving(kind: ContactType) -> float:
    """How many of those in line give up a second: of a mixture only those who ever do."""
    stays = endless_share(kind.patience)
    if stays >= 1:
        return 0.0
    parts = getattr(kind.patience, "parts", ())
    mean = mean_s(kind.patience)
    if math.isinf(mean):
        mean = sum(one.share * mean_s(one.of) for one in parts if not math.isinf(mean_s(one.of))) / (
            1 - stays
        )
    return (1 - stays) / max(mean, 1.0)


def _with_people(model: Model, team: Team, heads: Ints) -> Model:
    """Share out a team's people to its groups as they are now (evenly where nobody is)."""
    window, count = Window.of(model), model.periods.count
    whole = np.zeros(count, np.int64)
    whole[window.first : window.last] = heads
    whole[: window.first], whole[window.last :] = heads[0], heads[-1]
    now = np.array([over_periods(model.groups[at].agents, count) for at in team.groups], np.float64)
    sums = now.sum(0)
    wished = np.divide(
        now * whole, sums, out=np.tile(whole / len(team.groups), (len(team.groups), 1)), where=sums > 0
    )
    given = np.floor(wished + 1e-9).astype(np.int64)
    order = np.argsort(given - wished, axis=0, kind="stable")
    for period, rest in enumerate((whole - given.sum(0)).tolist()):
        given[order[:rest, period], period] += 1
    groups = list(model.groups)
    for row, at in enumerate(team.groups):
        groups[at] = replace(groups[at], agents=tuple(given[row].tolist()))
    return replace(model, groups=tuple(groups))


def _scene(model: Model, key: str, found: list[tuple[Team, Staffing, Floats]]) -> Scene:
    volume = np.array([one for _, _, one in found])
    agents = np.array([staffing.agents for _, staffing, _ in found])
    unstable = np.array([staffing.unstable for _, staffing, _ in found])
    level = np.array([np.nan_to_num(staffing.service_level) for _, staffing, _ in found])
    wait = np.array([np.where(one > 0, staffing.wait_mean_s, 0.0) for _, staffing, one in found])
    waiting = np.array([np.where(one > 0, staffing.p_wait, 0.0) for _, staffing, one in found])
    lost = np.array([np.nan_to_num(staffing.abandon) for _, staffing, _ in found]) * volume
    busy = np.minimum(np.array([np.nan_to_num(staffing.occupancy) for _, staffing, _ in found]), 1.0) * agents
    hours = model.periods.minutes / 60
    whole, heads = volume.sum(0), agents.sum(0)
    waited = (wait * volume).sum(0)
    periods = [
        Period(
            volume=float(whole[at]),
            agents=int(heads[at]),
            service_level=_of((level * volume)[:, at].sum(), whole[at]),
            p_wait=_of((waiting * volume)[:, at].sum(), whole[at]),
            wait_s=_of(waited[at], whole[at]),
            abandon=_of(lost[:, at].sum(), whole[at]),
            occupancy=_of(busy[:, at].sum(), heads[at]),
            unstable=bool(unstable[:, at].any()),
        )
        for at in range(whole.size)
    ]
    total = float(whole.sum())
    people = sum(
        float(scheduled(staffing.agents, np.full(whole.size, shrinkage(model, team.groups))).sum())
        for team, staffing, _ in found
    )
    return Scene(
        key=key,
        periods=periods,
        volume=total,
        peak=int(heads.max(initial=0)),
        hours=float(heads.sum()) * hours,
        scheduled_hours=people * hours,
        service_level=_of((level * volume).sum(), total),
        wait_s=_of(waited.sum(), total),
        waited_hours=_finite(waited.sum() / 3600),
        lost=float(lost.sum()),
        unstable=int(unstable.any(0).sum()),
        teams={team.name: int(staffing.agents.max(initial=0)) for team, staffing, _ in found},
    )


def _of(above: float, below: float) -> float | None:
    return _finite(above / below) if below > 0 else None


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
