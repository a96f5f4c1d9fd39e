"""What if? Rules that change a model: growth, a crisis, one team for all, other skills, other hours, another channel.

Each answers scenes by name. `now` is the model as it is, `before` with the fewest people who keep today's promise; `same`
is the change met by the people who are there, `enough` by the fewest who keep the promise; a crisis has more of them.
"""

from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from hamseda.twin.changes import (
    MOST_STEPS,
    CannotMeanError,
    Change,
    Closing,
    Containment,
    Crisis,
    CrossTraining,
    Growth,
    Opening,
    Pooling,
)
from hamseda.twin.document import (
    ContactType,
    Deflection,
    Endless,
    Model,
    Target,
    over_periods,
)
from hamseda.twin.formula import Scene, present, scene, shrinkage, teams
from hamseda.twin.shaping import (
    arrivals,
    arriving,
    at_home,
    busiest,
    number_of,
    only,
    padded,
    versatile,
    where_room_is,
    with_people_of,
    within,
)
from hamseda.twin.spreads import Floats
from hamseda.twin.tally import Window
from hamseda.workforce.api import scheduled

QUICK_ROUNDS: Final = 3
ROUNDS: Final = 8  # until those who are called later and those who wait agree
WITHIN_A_DAY_S: Final = 4 * 3600.0


class Variant(Struct, frozen=True):
    """A scene to be: its model, whether it gets enough people, and the types that the twin plays where it can do finer."""

    key: str
    model: Model
    is_enough: bool = False
    types: tuple[ContactType, ...] = ()


class Seen(Struct, frozen=True):
    """What formulas say of a change: its scenes, the models with their people, and where in the day it lies."""

    scenes: dict[str, Scene]
    models: dict[str, Model]
    first: int
    last: int


def looked_at(model: Model, change: Change) -> Seen:
    """Say by formulas what a change means; CannotMeanError where this model has nothing to change."""
    first, last = _span(model, change)
    before = Variant("before", model, is_enough=True)
    scenes, models = {}, {}
    for one in (Variant("now", model), before, *variants(model, change)):
        told, played = scene(one.model, one.key, is_enough=one.is_enough)
        scenes[one.key] = told
        models[one.key] = replace(played, types=one.types) if one.types else played
    return Seen(scenes, models, first, last)


def played(model: Model, change: Change) -> dict[str, Model]:
    """The models that the twin plays to confirm what formulas say of a change, with those people who are there."""
    models = looked_at(model, change).models
    if isinstance(change, CrossTraining):
        return trained(_there(model), _there(models["enough"]))
    return {key: _there(models[key]) for key in models if key not in {"before", "announced", "callback"}}


def variants(model: Model, change: Change) -> list[Variant]:
    """The scenes of a change beside `now` and `before`."""
    match change:
        case Growth():
            found = _both(grown(model, change.factor))
        case Crisis():
            found = _crisis(model, change)
        case Pooling() | CrossTraining():
            found = _both(united(model))
        case Closing():
            types = () if change.to is not None else written_instead(model, change)
            found = _both(closed(model, change), types)
        case Opening():
            found = _both(opened(model, change))
        case Containment():
            found = _both(contained(model, change))
    return found


def grown(model: Model, factor: float, first: int = 0, last: int | None = None) -> Model:
    """So many times as many contacts in the counted periods from `first` to before `last`."""
    factors = np.ones(Window.of(model).periods)
    factors[first:last] = factor
    return arriving(model, arrivals(model) * factors)


def united(model: Model) -> Model:
    """One group of all people, who serve every queue with every skill that is asked; as many are there as before."""
    found = teams(model)
    if len(found) < 2:
        raise CannotMeanError("model.groups", "one_team")
    everybody = tuple(range(len(model.groups)))
    away = shrinkage(model, everybody)
    there = sum((present(model, team.groups) for team in found), np.zeros(model.periods.count, np.int64))
    queues = tuple(dict.fromkeys(name for group in model.groups for name in group.queues))
    heads = scheduled(there, np.full(there.size, away))
    return replace(model, groups=(versatile(model, " + ".join(queues)[:80], heads, queues, away),))


def trained(model: Model, people: Model) -> dict[str, Model]:
    """Teams apart, two skills each (closed to a ring) and all skills each, with as many people as `people` has.

    Formulas know only none and all; what two skills each are worth, only the twin can tell.
    """
    apart = with_people_of(model, people)
    found, groups = teams(apart), list(apart.groups)
    for team, following in zip(found, (*found[1:], found[0]), strict=True):
        more = [apart.queue_of(apart.types[at]) for at in following.kinds]
        for at in team.groups:
            own = groups[at]
            queues = tuple(dict.fromkeys((*own.queues, *more)))
            heads = np.array(over_periods(own.agents, apart.periods.count), np.int64)
            groups[at] = versatile(apart, own.name, heads, queues, own.shrinkage)
    return {"apart": apart, "two": replace(apart, groups=tuple(groups)), "all": people}


def closed(model: Model, change: Closing) -> Model:
    """A type is closed for some periods; who follows comes to another type, or is answered when it is quiet."""
    at = number_of(model, change.type, "what.type")
    if change.to == change.type:
        raise CannotMeanError("what.to", "same_type")
    window = Window.of(model)
    span = slice(*within(model, change.first, change.periods))
    came = arrivals(model)
    gone = np.zeros(window.periods)
    gone[span] = came[at, span]
    came[at] -= gone
    if change.to is not None:
        came[number_of(model, change.to, "what.to")] += gone * change.follow
        return arriving(model, came)
    return _answered_later(arriving(model, came), at, gone * change.follow)


def opened(model: Model, change: Opening) -> Model:
    """Other hours: some of those outside come within them, new hours bring some of their own; outside nobody is there."""
    window = Window.of(model)
    first, last = within(model, change.first, change.periods)
    is_open = np.zeros(window.periods, bool)
    is_open[first:last] = True
    came = arrivals(model)
    was_open = came.sum(0) > 0
    outside = (came * ~is_open).sum(1)
    came[:, ~is_open] = 0
    inside = came.sum(1, keepdims=True)
    share = np.divide(came, inside, out=np.zeros_like(came), where=inside > 0)
    usual = came.sum(1) / max(int((was_open & is_open).sum()), 1)
    came += share * (outside * change.moved)[:, None]
    came[:, is_open & ~was_open] += (usual * change.beyond)[:, None]
    return arriving(at_home(model, is_open), came)


def contained(model: Model, change: Containment) -> Model:
    """A share of each type that talks is helped by the machine; everybody else goes on to a person."""
    if change.steps > MOST_STEPS:
        raise CannotMeanError("what.steps", "human_too_far")
    kinds = tuple(
        replace(kind, deflection=_spared(kind, change.share)) if kind.outbound is None else kind
        for kind in model.types
    )
    return replace(model, types=kinds)


def _both(changed: Model, types: tuple[ContactType, ...] = ()) -> list[Variant]:
    return [Variant("same", changed, types=types), Variant("enough", changed, is_enough=True, types=types)]


def _crisis(model: Model, change: Crisis) -> list[Variant]:
    first, last = _span(model, change)
    hit = grown(model, change.factor, first, last)
    spared = grown(model, change.factor * (1 - change.announced), first, last)
    span = first, last
    return [
        *_both(hit),
        Variant("announced", spared, is_enough=True),
        Variant("callback", _called_later(hit, change.callback, span, is_enough=True), is_enough=True),
        Variant("both", _called_later(spared, change.callback, span, is_enough=True), is_enough=True),
        Variant("eased", _called_later(spared, change.callback, span, is_enough=False)),
    ]


def _called_later(model: Model, accepting: float, span: tuple[int, int], *, is_enough: bool) -> Model:
    """Who would have to wait in the crisis is offered a later hour; who accepts is called after it, where there is room.

    How many have to wait depends on those who went: the share is the one that makes itself so, with the people of the scene.
    """
    came, (first, last) = arrivals(model), span
    calls = np.array([kind.outbound is None for kind in model.types])[:, None]
    crisis, hit = only(model, first, last), came[:, first:last]
    gone = np.zeros(came.shape[1])
    # With people added, who waits hardly depends on who went; with nobody added it does, and steps are halved.
    for _ in range(QUICK_ROUNDS if is_enough else ROUNDS):
        told = scene(arriving(crisis, hit * (1 - gone[first:last] * calls)), "", is_enough=is_enough)[0]
        waits = np.array([1.0 if one.p_wait is None else one.p_wait for one in told.periods])
        gone[first:last] += (accepting * waits - gone[first:last]) * (1.0 if is_enough else 0.5)
    moved = came * gone * calls
    return arriving(model, came - moved + where_room_is(model, moved.sum(1), last))


def _answered_later(model: Model, at: int, moved: Floats) -> Model:
    """Those who write instead: formulas spread them over the quiet time of the day."""
    whole = np.zeros(len(model.types))
    whole[at] = moved.sum()
    return arriving(model, arrivals(model) + where_room_is(model, whole, 0))


def written_instead(model: Model, change: Closing) -> tuple[ContactType, ...]:
    """For the twin: who writes instead is a type of its own, which waits and stands behind those who wait on the line."""
    at = number_of(model, change.type, "what.type")
    span = slice(*within(model, change.first, change.periods))
    came = arrivals(model)
    gone = np.zeros(came.shape[1])
    gone[span] = came[at, span] * change.follow
    came[at, span] = 0
    kind = model.types[at]
    later = replace(
        kind, name=f"{kind.name} ✉"[:80], queue=model.queue_of(kind), patience=Endless(), retrial=None, callback=None,
        voicemail=None, line=None, priority_minutes=-model.routing.max_priority_minutes, deflection=None,
        target=Target(within_s=WITHIN_A_DAY_S), arrivals=replace(kind.arrivals, per_period=padded(model, gone)),
    )  # fmt: skip
    return (*arriving(model, came).types, later)


def _spared(kind: ContactType, share: float) -> Deflection:
    before = kind.deflection or Deflection(share=0.0)
    return replace(before, share=min(1 - (1 - before.share) * (1 - share), 1.0))


def _span(model: Model, change: Change) -> tuple[int, int]:
    """The periods that a change is about; all of them where it is about the day."""
    match change:
        case Crisis(first=None):
            return busiest(model, change.periods)
        case Crisis(first=first) | Closing(first=first) | Opening(first=first):
            return within(model, first or 0, change.periods)
        case _:
            return 0, Window.of(model).periods


def _there(model: Model) -> Model:
    """The same with those who are there on average: formulas do not know who is away by chance."""
    groups = tuple(
        replace(group, shrinkage=0.0, agents=tuple(present(model, (at,)).tolist()))
        for at, group in enumerate(model.groups)
    )
    return replace(model, groups=groups)
