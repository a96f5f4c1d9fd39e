"""A log played again, contact by contact: who came, when, with which work and patience, and who was there.

Nothing is drawn but what the log cannot know: how long those who were answered would have waited beyond (by the patience of
all who waited at least so long), and the work of those who were never done. What then differs from what happened is what the
model leaves out: ringing, declining, other work, breaks shorter than a period.
"""

from datetime import datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

import msgspec
import numpy as np
from msgspec import Struct

from hamseda.routing.api import Past, PastPresence, PastWork
from hamseda.twin.casting import cast
from hamseda.twin.chances import Chances
from hamseda.twin.document import MOST_PERIODS, Model
from hamseda.twin.draws import Draws
from hamseda.twin.engine import Play
from hamseda.twin.happened import ABANDONED, SERVED
from hamseda.twin.learning import NothingHappenedError, distinct, learned, survival
from hamseda.twin.opening import end_of
from hamseda.twin.reading import read_model
from hamseda.twin.spreads import FOREVER, SECOND, Floats, Ints

LENGTHS: Final = (5, 10, 15, 30, 60)  # minutes of a period in which somebody is there or not
UNKNOWN: Final = -1


class Log(Struct, frozen=True, eq=False):
    """What is known of those who came as one type, in their order: milliseconds from the first instant.

    `left` is when the wait ended; `spent` the work, UNKNOWN where it was never done.
    """

    came: Ints
    left: Ints
    was_served: Any
    spent: Ints


class Replay(Struct, frozen=True):
    """What happened and what the twin made of it, type by type; the share that ended alike, and how far waits were off."""

    types: dict[str, dict[str, dict[str, float | None]]]
    contacts: int
    same_end: float
    wait_off_s: float | None
    left_out: list[str]


class Recorded(Chances):
    """Chances of which most have been decided already."""

    def __init__(self, model: Model, draws: Draws, logs: list[Log]) -> None:
        self.model, self.draws, self.logs = model, draws, logs
        self.arrivals = [one.came for one in logs]
        self.counts = [one.came.size for one in logs]

    @cached_property
    def patience(self) -> list[Ints]:
        """What was shown by who gave up; of the answered, what those who waited longer show."""
        return [
            _patience(log, self.draws, kind.name)
            for log, kind in zip(self.logs, self.model.types, strict=True)
        ]

    @cached_property
    def first_service(self) -> list[Ints]:
        """The work that they were; drawn where it was never done."""
        drawn = super().first_service
        return [
            np.where(log.spent == UNKNOWN, one, log.spent) for log, one in zip(self.logs, drawn, strict=True)
        ]


def replayed(past: Past, name: str, first: datetime, end: datetime, seed: int) -> Replay:
    """Play what happened from `first` to `end` again; NothingHappenedError where there is nothing to play."""
    document, left_out = learned(past, name)
    minutes = _period(first, end)
    document["periods"] = {"count": _count(first, end, minutes), "minutes": minutes}
    document["groups"] = _people(past, document, first, minutes)
    if not document["groups"]:
        raise NothingHappenedError
    logs = _logs(past, document, first)
    for kind in document["types"]:
        kind["arrivals"] = {"per_period": 0}
    model = read_model(msgspec.json.encode(document))
    played = Play(model, cast(model), Recorded(model, Draws(seed, 0), logs)).run()
    count = sum(log.came.size for log in logs)
    ends = played.outcome[:count], played.ended[:count] - played.entered[:count]
    return _beside(model, logs, ends, left_out)


def _beside(model: Model, logs: list[Log], ends: tuple[Ints, Ints], left_out: list[str]) -> Replay:
    served, waits = ends[0] == SERVED, ends[1]
    was_served = np.concatenate([one.was_served for one in logs])
    waited = np.concatenate([one.left - one.came for one in logs])
    had_left = ~was_served & (np.concatenate([one.left for one in logs]) <= end_of(model))
    is_alike = (served == was_served) & (had_left == (ends[0] == ABANDONED))
    both = served & was_served
    types, begin = {}, 0
    for kind, log in zip(model.types, logs, strict=True):
        rows = slice(begin, begin + log.came.size)
        begin += log.came.size
        bound = kind.target.within_s * SECOND
        types[kind.name] = {
            "happened": _figures(was_served[rows], had_left[rows], waited[rows], bound),
            "twin": _figures(served[rows], ends[0][rows] == ABANDONED, waits[rows], bound),
        }
    off = np.abs(waits - waited)[both]
    return Replay(
        types=types,
        contacts=int(was_served.size),
        same_end=float(is_alike.mean()),
        wait_off_s=float(np.median(off)) / SECOND if off.size else None,
        left_out=left_out,
    )


def _figures(served: Any, left: Any, waits: Ints, bound: float) -> dict[str, float | None]:
    return {
        "arrivals": float(served.size),
        "service_level": float((served & (waits <= bound)).mean()) if served.size else None,
        "abandon": float(left.mean()) if served.size else None,
        "asa_s": float(waits[served].mean()) / SECOND if served.any() else None,
        "wait_p90_s": float(np.quantile(waits[served], 0.9)) / SECOND if served.any() else None,
    }


def _logs(past: Past, document: dict[str, Any], first: datetime) -> list[Log]:
    names = distinct({queue.id: queue.name for queue in past.queues})
    came: dict[tuple[str, str], list[PastWork]] = {}
    for one in past.work:
        came.setdefault((names.get(one.queue_id, ""), one.channel), []).append(one)
    return [_log(came.get((kind["queue"], kind["channel"]), []), first) for kind in document["types"]]


def _log(work: list[PastWork], first: datetime) -> Log:
    return Log(
        came=_instants([one.entered_at for one in work], first),
        left=_instants([one.left_at for one in work], first),
        was_served=np.array([one.outcome == "served" for one in work], np.bool_),
        spent=np.array(
            [UNKNOWN if one.handled_s is None else round(one.handled_s * SECOND) for one in work], np.int64
        ),
    )


def _instants(given: list[datetime], first: datetime) -> Ints:
    return np.array([round((one - first).total_seconds() * SECOND) for one in given], np.int64)


def _patience(log: Log, draws: Draws, name: str) -> Ints:
    waits = np.maximum(log.left - log.came, 0)
    times, left = survival(waits.astype(np.float64), ~log.was_served)
    shares = draws.stream(name, "patience beyond").random(waits.size)
    return np.where(log.was_served, _beyond(waits, times, left, shares), waits)


def _beyond(waits: Ints, times: Floats, left: Floats, shares: Floats) -> Ints:
    """Patience of those who are known to have had at least so much: the share of the patient falls from there on."""
    if not times.size:
        return np.full(waits.size, FOREVER)
    then = np.concatenate([[1.0], left])
    now = then[np.searchsorted(times, waits, side="right")]
    place = np.searchsorted(
        -left, -(now * shares), side="left"
    )  # the first time at which no more than that is left
    found = np.where(place < times.size, times[np.minimum(place, times.size - 1)], FOREVER)
    return np.maximum(found, waits).astype(np.int64)


def _people(past: Past, document: dict[str, Any], first: datetime, minutes: int) -> list[dict[str, Any]]:
    """Each person a group of their own, there in the periods of which they were available for most."""
    names = distinct({queue.id: queue.name for queue in past.queues})
    known = {kind["queue"] for kind in document["types"]}
    known |= {queue for kind in document["types"] for ring in kind["rings"] for queue in ring["overflow"]}
    spans: dict[UUID, list[PastPresence]] = {}
    for one in past.presence:
        spans.setdefault(one.user_id, []).append(one)
    count, found = document["periods"]["count"], []
    for at, mine in enumerate(spans.values(), 1):
        queues = [names[queue] for queue in mine[0].queues if names.get(queue) in known]
        there = _there(mine, first, minutes, count)
        if queues and there.any() and mine[0].units > 0:
            found.append(
                {
                    "name": str(at),
                    "agents": there.tolist(),
                    "queues": queues,
                    "skills": dict(mine[0].skills),
                    "units": mine[0].units,
                }
            )
    return found


def _there(spans: list[PastPresence], first: datetime, minutes: int, count: int) -> Ints:
    edges = np.arange(count + 1) * minutes * 60.0
    spent = np.zeros(count)
    for one in spans:
        begin, end = ((at - first).total_seconds() for at in (one.begins, one.ends))
        spent += np.maximum(0, np.minimum(edges[1:], end) - np.maximum(edges[:-1], begin))
    return (spent >= minutes * 30.0).astype(np.int64)


def _period(first: datetime, end: datetime) -> int:
    """The shortest length of which the model may have so many."""
    return next((one for one in LENGTHS if _count(first, end, one) <= MOST_PERIODS), LENGTHS[-1])


def _count(first: datetime, end: datetime, minutes: int) -> int:
    return max(1, -int(-(end - first).total_seconds() // (minutes * 60)))
