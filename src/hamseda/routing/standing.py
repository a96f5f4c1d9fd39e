"""Where an item stands: who is ahead of it, and whom its boost put behind it."""

from collections.abc import Callable, Mapping

import msgspec
import numpy as np
import numpy.typing as npt

from hamseda.routing.estimate import HandlingTime, Server
from hamseda.routing.kernel import Kernel
from hamseda.routing.rules import MINUTE_MS, Stage, bounded_boost_ms, order_of
from hamseda.routing.staff import Flags, Ints

Shares = npt.NDArray[np.float64]


class Standing(msgspec.Struct, frozen=True):
    """An item's place: `position` counts from 1 among those who compete for the same agents.

    `ahead` weighs each of those before it by the share of their agents who could also serve this item;
    `agents` are the ids of the available agents who could serve it.
    """

    position: int
    ahead: float
    agents: tuple[int, ...]


class BoostCost(msgspec.Struct, frozen=True):
    """What an item's boost costs the others: who was overtaken, and the minutes it adds to their waits."""

    overtaken: tuple[int, ...]
    minutes: float


def standing(kernel: Kernel, item_id: int) -> Standing:
    """Find where a waiting item stands; ValueError if it is not waiting."""
    return standings(kernel, [item_id])[item_id]


def standings(kernel: Kernel, item_ids: list[int]) -> dict[int, Standing]:
    """Find where many waiting items stand: one sorting of the line, one pass per bucket among them."""
    line = kernel.line
    asked = {item_id: _bucket(kernel, item_id) for item_id in item_ids}
    ids, orders, buckets = line.waiting()
    sorting = np.lexsort((ids, orders))
    ids, orders, buckets = ids[sorting], orders[sorting], buckets[sorting]
    result: dict[int, Standing] = {}
    for bucket in set(asked.values()):
        shares = overlap_shares(line.eligible, _available(kernel), bucket, line.count())[buckets]
        before = np.concatenate(([0], np.cumsum(shares > 0)))
        weight = np.concatenate(([0.0], np.cumsum(shares)))
        agents = _agents(kernel, bucket)
        for item_id, own in asked.items():
            if own == bucket:
                place = _place(ids, orders, item_id, line.order[item_id])
                result[item_id] = Standing(int(before[place]) + 1, float(weight[place]), agents)
    return result


def _place(ids: Ints, orders: Ints, item_id: int, order: int) -> int:
    """How many stand before an item in a sorted line."""
    first, after = np.searchsorted(orders, order), np.searchsorted(orders, order, "right")
    return int(first + np.searchsorted(ids[first:after], item_id))


def overlap_shares(eligible: Flags, available: Flags, bucket: int, count: int) -> Shares:
    """Compute, per bucket, the share of its available agents who could also serve the given bucket."""
    rows = np.nonzero(available)[0]
    mine = rows[eligible[rows, bucket]]
    shared = eligible[mine, :count].sum(axis=0)
    whole = eligible[rows, :count].sum(axis=0)
    return np.asarray(shared / np.maximum(whole, 1))


def boost_cost(kernel: Kernel, item_id: int, minutes_per_turn: float) -> BoostCost:
    """Count what an item's boost costs: each one overtaken waits one turn of the line longer.

    `minutes_per_turn` is the mean time between two departures of their line (handling time ÷ agents).
    Meant for an item that waits, or has just been reserved.
    """
    item, line = kernel.items[item_id], kernel.line
    boost = bounded_boost_ms(item, kernel.config)
    order = order_of(item, kernel.config)
    ids, orders, buckets = line.waiting()
    behind = (orders > order) | ((orders == order) & (ids > item_id))
    ahead_unboosted = (orders < order + 2 * boost) | ((orders == order + 2 * boost) & (ids < item_id))
    overtaken = np.nonzero(behind & ahead_unboosted & (ids != item_id))[0]
    if item.stage is Stage.WAITING:
        shares = overlap_shares(line.eligible, _available(kernel), _bucket(kernel, item_id), line.count())
        weights = shares[buckets[overtaken]]
    else:
        weights = line.eligible[kernel.staff.slot(item.agent or 0)][buckets[overtaken]].astype(np.float64)
    felt = overtaken[weights > 0]
    return BoostCost(tuple(sorted(ids[felt].tolist())), float(weights.sum()) * minutes_per_turn)


def servers(
    kernel: Kernel,
    item_id: int,
    now_ms: int,
    handling: Callable[[int], HandlingTime],
    begun_ms: Mapping[int, int],
) -> list[Server]:
    """List the places that could serve a waiting item, for `estimate_wait`.

    `handling` tells an agent's handling time for this channel; `begun_ms` when each item in hand was begun,
    those that still ring being absent.
    """
    bucket = _bucket(kernel, item_id)
    kind = kernel.line.kind[bucket]
    places: list[Server] = []
    for agent_id in _agents(kernel, bucket):
        whole, free = kernel.staff.places(kernel.staff.slot(agent_id), kind)
        begun = sorted(begun_ms.get(held, now_ms) for held in kernel.holding.get(agent_id, ()))
        time = handling(agent_id)
        places += [Server(time)] * free
        for begin in (*begun, *[now_ms] * whole)[: whole - free]:
            places.append(Server(time, (now_ms - begin) / MINUTE_MS))
    return places


def _bucket(kernel: Kernel, item_id: int) -> int:
    try:
        return kernel.line.bucket[item_id]
    except KeyError:
        raise ValueError(f"item: {item_id} is not waiting") from None


def _available(kernel: Kernel) -> Flags:
    available = np.zeros(kernel.line.eligible.shape[0], np.bool_)
    present = kernel.staff.crew.present
    available[: len(present)] = present
    return available


def _agents(kernel: Kernel, bucket: int) -> tuple[int, ...]:
    able = kernel.line.eligible[:, bucket] & _available(kernel)
    return tuple(sorted(kernel.staff.ids[np.nonzero(able)[0]].tolist()))
