"""One's own centre in so few figures that each question of a slider can carry it along: a usual day by means."""

from typing import Any, Final

import msgspec
import numpy as np
from msgspec import Struct

from hamseda.routing.api import Past
from hamseda.twin.document import Endless, Exponential, Lognormal, Model, over_periods
from hamseda.twin.learning import NothingHappenedError, learned
from hamseda.twin.reading import read_model
from hamseda.twin.tally import Window

# What people wait for at the other end. Mails and the like wait over hours and nights, which formulas by the half hour
# cannot weigh, and their measured time runs from taking to ending, not over the work.
LIVE: Final = frozenset({"phone", "webchat"})


class UsualDay(Struct, frozen=True):
    """A day of what is live; of what nothing can be learned, and what can wait and is not in it."""

    model: Model
    left_out: list[str]
    waiting: list[str]


def usual_day(past: Past) -> UsualDay:
    """Learn a model of live work, one day of it, each time as a mean with its variation.

    Patience is time in line ÷ those who gave up: the estimate of an exponential one that most people's answer cuts short.
    Raises NothingHappenedError.
    """
    document, left_out = learned(past, "")
    model = read_model(msgspec.json.encode(document))
    window = Window.of(model)
    count = window.periods
    names = {queue.id: queue.name for queue in past.queues}
    live = [kind for kind in model.types if kind.channel in LIVE]
    if not live:
        raise NothingHappenedError
    kinds = []
    for kind in live:
        rows = over_periods(kind.arrivals.per_period, model.periods.count)[window.first : window.last]
        work = [
            one
            for one in past.work
            if one.channel == kind.channel and _queue(names[one.queue_id]) == _queue(model.queue_of(kind))
        ]
        kinds.append(
            msgspec.structs.replace(
                kind,
                arrivals=msgspec.structs.replace(kind.arrivals, per_period=tuple(rows), busyness=None),
                service=_by_mean([one.handled_s for one in work if one.handled_s is not None])
                or kind.service,
                patience=_patience(work),
            )
        )
    queues = {
        name for kind in live for name in (model.queue_of(kind), *(q for r in kind.rings for q in r.overflow))
    }
    groups = tuple(
        msgspec.structs.replace(
            group,
            agents=over_periods(group.agents, model.periods.count)[window.first : window.last],
            queues=tuple(name for name in group.queues if name in queues),
        )
        for group in model.groups
        if queues & set(group.queues)
    )
    channels = {name: one for name, one in model.channels.items() if name in LIVE}
    periods = msgspec.structs.replace(model.periods, count=count, warmup=0, cooldown=0)
    day = msgspec.structs.replace(
        model, types=tuple(kinds), groups=groups, channels=channels, periods=periods
    )
    return UsualDay(day, left_out, [kind.name for kind in model.types if kind.channel not in LIVE])


def _queue(name: str) -> str:
    """Two queues of one name are numbered when they are learned; their figures are taken together."""
    return name.partition(" #")[0]


def _by_mean(seen: list[float]) -> Lognormal | None:
    values = np.array([one for one in seen if one > 0])
    if not values.size:
        return None
    mean = float(values.mean())
    return Lognormal(mean_s=round(mean, 3), cv=round(min(max(float(values.std()) / mean, 0.05), 5.0), 3))


def _patience(work: list[Any]) -> Exponential | Endless:
    waited = sum(max((one.left_at - one.entered_at).total_seconds(), 0.0) for one in work)
    gave_up = sum(one.outcome == "abandoned" for one in work)
    return Exponential(mean_s=round(max(waited / gave_up, 1.0), 3)) if gave_up else Endless()
