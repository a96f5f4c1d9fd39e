"""One's own centre in so few figures that each question of a slider can carry it along: a usual day by means."""

from typing import Any

import msgspec
import numpy as np

from hamseda.routing.api import Past
from hamseda.twin.document import Endless, Exponential, Lognormal, Model, over_periods
from hamseda.twin.learning import learned
from hamseda.twin.reading import read_model
from hamseda.twin.tally import Window


def usual_day(past: Past) -> tuple[Model, list[str]]:
    """Learn a model, one day of it, each time as a mean with its variation; and name what was left out.

    Patience is time in line ÷ those who gave up: the estimate of an exponential one that most people's answer cuts short.
    Raises NothingHappenedError.
    """
    document, left_out = learned(past, "")
    model = read_model(msgspec.json.encode(document))
    window = Window.of(model)
    count = window.periods
    names = {queue.id: queue.name for queue in past.queues}
    kinds = []
    for kind in model.types:
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
    groups = tuple(
        msgspec.structs.replace(
            group, agents=over_periods(group.agents, model.periods.count)[window.first : window.last]
        )
        for group in model.groups
    )
    periods = msgspec.structs.replace(model.periods, count=count, warmup=0, cooldown=0)
    return msgspec.structs.replace(model, types=tuple(kinds), groups=groups, periods=periods), left_out


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
