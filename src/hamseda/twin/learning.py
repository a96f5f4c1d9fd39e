"""A model of one's own centre from what happened in it: a usual day, half hour by half hour."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np

from hamseda.routing.api import Past, PastPresence, PastQueue, PastWork
from hamseda.twin.spreads import Floats, Ints

MINUTES: Final = 30
PERIODS: Final = 24 * 60 // MINUTES
MOST_VALUES: Final = 400
LEAST_DAYS: Final = 5  # so many days before busyness is measured
INTERRUPTED: Final = ("email", "log")
INTERRUPTING: Final = ("webchat", "phone")
Told = dict[str, Any]


class NothingHappenedError(ValueError):
    """There was no work, or nobody to do it, from which a model could be learned."""


def learned(past: Past, name: str) -> tuple[Told, list[str]]:
    """Build the document of a model, and name the queues that it leaves out: nobody was there for them, or nothing done.

    NothingHappenedError where nothing is left. A usual day is the mean of those days on which any work came. Service
    times are those that were seen; patience is estimated from those who gave up and those who were answered first.
    """
    days = sorted({one.entered_at.date() for one in past.work})
    queues = {queue.id: queue for queue in past.queues}
    names = distinct({queue.id: queue.name for queue in past.queues})
    kinds: dict[tuple[UUID, str], list[PastWork]] = defaultdict(list)
    for work in past.work:
        kinds[work.queue_id, work.channel].append(work)
    there = tuple(one for one in past.presence if one.begins.date() in days)
    groups = _groups(there, names, len(days))
    served = {queue for group in groups for queue in group["queues"]}
    staffed = {queue: name for queue, name in names.items() if name in served}
    types, left_out = [], []
    for (queue, channel), came in kinds.items():
        if queue in staffed and any(one.handled_s is not None for one in came):
            types.append(_type(queues[queue], channel, came, staffed, len(days)))
        else:
            left_out.append(f"{names[queue]} ({channel})")
    if not types:
        raise NothingHappenedError
    _name_types(types)
    document = {
        "name": name,
        "periods": _days(past.work),
        "types": types,
        "groups": _who_serve(groups, types),
        "channels": _channels(past.work, {one["channel"] for one in types}),
    }
    _repeat(document)
    return document, left_out


def _repeat(document: Told) -> None:
    """Give each day that is played the same arrivals and agents."""
    days = document["periods"]["count"] // PERIODS
    for kind in document["types"]:
        kind["arrivals"]["per_period"] *= days
    for group in document["groups"]:
        group["agents"] = group["agents"] * days


def _days(work: tuple[PastWork, ...]) -> Told:
    """One day; where work waits over midnight three, of which the one in the middle counts."""
    if all(one.left_at.date() == one.entered_at.date() for one in work):
        return {"count": PERIODS, "minutes": MINUTES}
    return {"count": 3 * PERIODS, "minutes": MINUTES, "warmup": PERIODS, "cooldown": PERIODS}


def _who_serve(groups: list[Told], types: list[Told]) -> list[Told]:
    """The groups with those of their queues in which something waits."""
    known = {one["queue"] for one in types}
    known |= {queue for one in types for ring in one["rings"] for queue in ring["overflow"]}
    found = [{**group, "queues": [queue for queue in group["queues"] if queue in known]} for group in groups]
    return [group for group in found if group["queues"]]


def _type(queue: PastQueue, channel: str, work: list[PastWork], names: dict[UUID, str], days: int) -> Told:
    counts = np.zeros(PERIODS)
    for one in work:
        counts[_period(one.entered_at)] += 1
    shape = _busyness(work, days)
    found: Told = {
        "name": names[queue.id],
        "channel": channel,
        "queue": names[queue.id],
        "arrivals": {"per_period": (counts / days).round(4).tolist()}
        | ({"busyness": shape} if shape else {}),
        "service": _seen([one.handled_s for one in work if one.handled_s is not None]),
        "patience": patience(
            np.array([(one.left_at - one.entered_at).total_seconds() for one in work]),
            np.array([one.outcome == "abandoned" for one in work]),
        ),
        "target": {"within_s": queue.settings.target_s},
        "priority_minutes": float(max(-60, min(60, queue.priority))),
        "skills": {name: level for name, level, _ in queue.skills},
        "rings": _rings(queue, names),
    }
    return found


def seen(past: Past, document: Told) -> dict[str, dict[str, float | None]]:
    """What happened to those of whom the model's types were made, a day: to hold the model's figures against."""
    days = len({one.entered_at.date() for one in past.work})
    names = distinct({queue.id: queue.name for queue in past.queues})
    found = {}
    for kind in document["types"]:
        mine = [
            one
            for one in past.work
            if (names.get(one.queue_id), one.channel) == (kind["queue"], kind["channel"])
        ]
        waits = [(one.left_at - one.entered_at).total_seconds() for one in mine]
        served = [wait for wait, one in zip(waits, mine, strict=True) if one.outcome == "served"]
        gave_up = sum(one.outcome == "abandoned" for one in mine)
        in_time = sum(wait <= kind["target"]["within_s"] for wait in served)
        found[kind["name"]] = {
            "arrivals": len(mine) / days,
            "service_level": in_time / len(mine),
            "abandon": gave_up / len(mine),
            "asa_s": sum(served) / len(served) if served else None,
        }
    return found


def patience(waits: Floats, gave_up: Any) -> Told:
    """How long people wait, where most are answered before their patience ends: the product-limit estimate.

    Of those still waiting just before t (n) d give up at t: the share of the patient falls by (1 - d / n). What is left
    after the longest wait is endless. Source: E. Kaplan and P. Meier, "Nonparametric estimation from incomplete
    observations" (1958).
    """
    times, left = survival(waits, gave_up)
    if not times.size:
        return {"kind": "endless"}
    drops = -np.diff(np.concatenate(([1.0], left)))
    rest = float(left[-1])
    seen = _weighted(times, drops)
    if rest < 1e-9:
        return seen
    parts = [{"share": 1 - rest, "of": seen}, {"share": rest, "of": {"kind": "endless"}}]
    return {"kind": "mixture", "parts": parts}


def survival(waits: Floats, gave_up: Any) -> tuple[Floats, Floats]:
    """When somebody gave up, and which share is more patient than that; both empty where nobody did."""
    times, given_up = np.unique(np.maximum(waits[gave_up], 0), return_counts=True)
    at_risk = waits.size - np.searchsorted(np.sort(waits), times, side="left")
    left: Floats = np.cumprod(1 - given_up / np.maximum(at_risk, 1)).astype(np.float64)
    return times, left


def _weighted(times: Floats, drops: Floats) -> Told:
    """What was seen, joined to at most so many values of equal weight."""
    if times.size <= MOST_VALUES:
        return {"kind": "empirical", "values_s": times.round(3).tolist(), "weights": drops.tolist()}
    ends = np.cumsum(drops) / drops.sum()
    places = (np.arange(MOST_VALUES) + 0.5) / MOST_VALUES
    return {"kind": "empirical", "values_s": times[np.searchsorted(ends, places)].round(3).tolist()}


def _seen(values: list[float]) -> Told:
    """The times that were seen; of many so many quantiles, moved to the same mean."""
    seen = np.maximum(np.sort(np.array(values)), 0.0)
    if seen.size > MOST_VALUES:
        joined = np.array([part.mean() for part in np.array_split(seen, MOST_VALUES)])
        seen = joined * (seen.mean() / joined.mean() if joined.mean() > 0 else 1.0)
    return {"kind": "empirical", "values_s": seen.round(3).tolist()}


def _busyness(work: list[PastWork], days: int) -> float | None:
    """The shape of a gamma factor: days vary by m + m² / shape; None where they vary no more than chance does."""
    if days < LEAST_DAYS:
        return None
    seen = Counter(one.entered_at.date() for one in work)
    counts = np.array([*seen.values(), *[0] * (days - len(seen))], np.float64)
    extra = counts.var(ddof=1) - counts.mean()
    return round(float(counts.mean() ** 2 / extra), 2) if extra > 0 else None


def _rings(queue: PastQueue, names: dict[UUID, str]) -> list[Told]:
    found = [
        {
            "after_s": ring.after_s,
            "lower": ring.drop_levels,
            "drop": [],
            "overflow": [names[one] for one in ring.add_queue_ids if one in names],
        }
        for ring in queue.settings.rings
    ]
    found += [
        {"after_s": after, "lower": 0, "drop": [name], "overflow": []}
        for name, _, after in queue.skills
        if after is not None
    ]
    other = queue.settings.overflow_queue_id
    if other is not None and other in names:
        found.append(
            {"after_s": queue.settings.overflow_after_s, "lower": 0, "drop": [], "overflow": [names[other]]}
        )
    return sorted(found, key=lambda ring: float(ring["after_s"]))


def _groups(presence: tuple[PastPresence, ...], names: dict[UUID, str], days: int) -> list[Told]:
    """Agents who serve the same queues with the same skills, and how many of them a usual day has in each period."""
    alike: dict[Any, Floats] = defaultdict(lambda: np.zeros(PERIODS))
    for one in presence:
        queues = tuple(sorted(names[queue] for queue in one.queues if queue in names))
        if queues and one.units > 0:
            alike[queues, one.skills, one.units] += _time_by_period(one.begins, one.ends)
    if not alike:
        return []
    kinds = sorted(alike)
    heads = _whole_people(np.array([alike[kind] for kind in kinds]) / (days * MINUTES * 60))
    return [
        {
            "name": f"{' + '.join(queues)} #{at}",
            "agents": row.tolist(),
            "queues": list(queues),
            "skills": dict(skills),
            "units": units,
        }
        for at, ((queues, skills, units), row) in enumerate(zip(kinds, heads, strict=True), 1)
        if row.any()
    ]


def _whole_people(means: Floats) -> Ints:
    """Round groups × periods so that each period keeps its sum: the largest remainders are rounded up.

    Rounded one by one, a crew of individuals who share their shifts would vanish.
    """
    heads = np.floor(means + 1e-9).astype(np.int64)
    missing = np.floor(means.sum(0) + 0.5).astype(np.int64) - heads.sum(0)
    order = np.argsort(heads - means, axis=0, kind="stable")
    for period, count in enumerate(missing.tolist()):
        heads[order[:count, period], period] += 1
    return heads


def _time_by_period(begins: datetime, ends: datetime) -> Floats:
    """Seconds of a span in each half hour of the day."""
    midnight = begins.replace(hour=0, minute=0, second=0, microsecond=0)
    first, last = ((one - midnight).total_seconds() for one in (begins, ends))
    edges = np.arange(int(last // (MINUTES * 60)) + 2) * MINUTES * 60.0
    spent = np.clip(edges[1:], first, last) - np.clip(edges[:-1], first, last)
    found = np.zeros(PERIODS)
    np.add.at(found, np.arange(spent.size) % PERIODS, spent)
    return found


def _channels(work: tuple[PastWork, ...], used: set[str]) -> Told:
    """The usual weight of each channel; written work may be interrupted by people on the line."""
    found: Told = {}
    for channel in sorted(used):
        weight = Counter(one.weight for one in work if one.channel == channel).most_common(1)[0][0]
        interrupting = [other for other in INTERRUPTING if other in used] if channel in INTERRUPTED else []
        found[channel] = {"weight": weight, "interrupted_by": interrupting}
    return found


def _name_types(types: list[Told]) -> None:
    """By the queue, and by the channel too where a queue has several."""
    several = Counter(one["queue"] for one in types)
    for one in types:
        if several[one["queue"]] > 1:
            one["name"] = f"{one['queue']} ({one['channel']})"


def distinct(names: dict[UUID, str]) -> dict[UUID, str]:
    """Number the second of two queues of one name."""
    seen: Counter[str] = Counter()
    found = {}
    for key, name in names.items():
        seen[name] += 1
        found[key] = name if seen[name] == 1 else f"{name} #{seen[name]}"
    return found


def _period(instant: datetime) -> int:
    return (instant.hour * 60 + instant.minute) // MINUTES
