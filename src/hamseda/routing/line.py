"""The waiting line: items in buckets of equal requirement, each a heap, and one heap of times to come.

It is the index of the floor's crew as well: how many could take from each bucket is counted as room comes and goes, so that
who is next is found without looking at everybody.
"""

from bisect import bisect_left, insort
from heapq import heapify, heappop, heappush

import numpy as np

from hamseda.routing.core.columns import NEVER, Column
from hamseda.routing.core.crew import NOBODY
from hamseda.routing.core.line import COUNTS, WAITING
from hamseda.routing.rules import Config, Requirement
from hamseda.routing.servers import Ready, Servers
from hamseda.routing.staff import Flags, Ints, Staff, longer

NOTHING = Requirement((), (), 0, 1)  # of no queue: nobody serves it
REMEMBERED = 1024  # so many requirements are kept though nobody waits with them: most come again
SLACK = 8  # so many entries of those who have left may lie in any heap
FEW = 8  # of so few buckets with items each is asked whether an agent serves it


class Line:
    """Items by id, buckets by number, and `staff`, who serve them; `free[b]` counts the agents who could take from b now.

    That holds where b has items: of the others it is counted when one comes. `eligible[agent, b]` says who fulfils the
    requirement of bucket b, `able[b]` counts those present whose whole capacity would do. `head[b]` is its first item,
    NOBODY where it is empty.
    """

    def __init__(self, config: Config) -> None:
        self.staff = Staff(config, self)
        self.bucket_of: dict[Requirement, int] = {}
        self.needs: list[Requirement] = []
        self.eligible = np.zeros((16, 16), np.bool_)
        self.counts = [0] * COUNTS
        self.kind, self.free, self.able, self.head, self.size = ([0] * 0 for _ in range(5))
        self.heaps: list[list[tuple[int, int]]] = []
        self.order: dict[int, int] = {}
        self.entered: dict[int, int] = {}
        self.bucket: dict[int, int] = {}
        self.due: dict[int, int] = {}
        self.alarms: list[tuple[int, int]] = []
        self.heads: list[list[tuple[int, int]]] = []  # by kind: the first of each bucket, in order
        self.ready: list[Ready] = []  # by kind
        self.ripe: set[int] = set()  # where somebody may be placeable: all such, and perhaps some others
        self.forgotten: list[int] = []
        self.there = bytearray(16)
        self._opened: list[int] = []  # buckets, in order, since `_served` was begun
        self._served: dict[int, tuple[int, dict[int, list[int]]]] = {}
        self._servers: dict[int, Servers] = {}

    def count(self) -> int:
        """Count the buckets."""
        return len(self.needs)

    # --- items

    def enter(self, item_id: int, order: int, entered_ms: int) -> None:
        """Let an item wait; it stands in no bucket yet."""
        self.order[item_id], self.entered[item_id] = order, entered_ms
        self.bucket[item_id] = NOBODY
        self.counts[WAITING] += 1

    def leave(self, item_id: int) -> None:
        """Take an item out of the line."""
        self._unplace(item_id)
        self.counts[WAITING] -= 1
        self.due.pop(item_id, None)
        del self.bucket[item_id], self.order[item_id], self.entered[item_id]

    def put(self, item_id: int, bucket: int) -> None:
        """Stand an item in a bucket, leaving the one where it stood."""
        if self.bucket[item_id] == bucket:
            return
        self._unplace(item_id)
        self.bucket[item_id] = bucket
        self.size[bucket] += 1
        entry = self.order[item_id], item_id
        heappush(self.heaps[bucket], entry)
        first = self.head[bucket]
        if first == NOBODY or entry < (self.order[first], first):
            self._lead(bucket, item_id)

    def _unplace(self, item_id: int) -> None:
        bucket = self.bucket[item_id]
        if bucket == NOBODY:
            return
        self.bucket[item_id] = NOBODY
        self.size[bucket] -= 1
        heap = self.heaps[bucket]
        if self.head[bucket] == item_id:
            while heap and not self._stands(heap[0], bucket):
                heappop(heap)
            self._lead(bucket, heap[0][1] if heap else NOBODY)
        elif len(heap) > 2 * self.size[bucket] + SLACK:
            self.heaps[bucket] = [entry for entry in set(heap) if self._stands(entry, bucket)]
            heapify(self.heaps[bucket])

    def _stands(self, entry: tuple[int, int], bucket: int) -> bool:
        order, item_id = entry
        return self.bucket.get(item_id) == bucket and self.order[item_id] == order

    def _lead(self, bucket: int, item_id: int) -> None:
        """Let another item be the first of a bucket, or none."""
        heads, before = self.heads[self.kind[bucket]], self.head[bucket]
        if before != NOBODY:
            del heads[bisect_left(heads, (self.order[before], before))]
        else:
            self.free[bucket] = len(self.ready_for(bucket))
        self.head[bucket] = item_id
        if item_id != NOBODY:
            insort(heads, (self.order[item_id], item_id))
            if self.free[bucket]:
                self.ripe.add(bucket)

    def set_alarm(self, item_id: int, due_ms: int) -> None:
        """Have the item looked at again at an instant; NEVER takes the alarm away."""
        if due_ms == NEVER:
            self.due.pop(item_id, None)
            return
        self.due[item_id] = due_ms
        heappush(self.alarms, (due_ms, item_id))
        if len(self.alarms) > 2 * len(self.due) + SLACK:
            self.alarms = [(due, item) for item, due in self.due.items()]
            heapify(self.alarms)

    def next_alarm(self) -> tuple[int, int]:
        """Find the earliest instant and its item; (NEVER, NOBODY) if there is none."""
        while self.alarms:
            due, item_id = self.alarms[0]
            if self.due.get(item_id) == due:
                return due, item_id
            heappop(self.alarms)
        return NEVER, NOBODY

    # --- what the columns ask

    def room_changed(self, agent: int, kind: int, more: int) -> None:
        """Follow a change of one agent's room."""
        self._know_kind(kind)
        self.ready[kind].change(agent, more > 0)
        heads = self.heads[kind]
        if len(heads) > FEW:
            self._count_room(self._buckets_of(agent).get(kind, []), more)
        elif heads:
            buckets = [self.bucket[item] for _, item in heads]
            self._count_room([one for one in buckets if self._known_servers(one).flags[agent]], more)

    def presence_changed(self, agent: int, more: int) -> None:
        """Follow one agent's coming and going."""
        self.there[agent] = more > 0
        self._count_presence(agent, more)

    def first_placeable(self) -> int:
        """The item that is first of all whom somebody could take now, else NOBODY."""
        first, best, over = (NEVER, 0), NOBODY, []
        for bucket in self.ripe:
            item = self.head[bucket]
            if item == NOBODY or not self.free[bucket]:
                over.append(bucket)
            elif (self.order[item], item) < first:
                first, best = (self.order[item], item), item
        self.ripe.difference_update(over)
        return best

    def first_blocked(self, kind: int) -> int:
        """The first of a kind whom nobody has room for now, though somebody present would have, if empty; else NOBODY."""
        for _, item in self.heads[kind] if kind < len(self.heads) else ():
            bucket = self.bucket[item]
            if self.able[bucket] and not self.free[bucket]:
                return item
        return NOBODY

    def agents_for(self, bucket: int) -> Column:
        """Who serves a bucket, at least with nothing in hand; remembered until requirements or abilities change."""
        return self._known_servers(bucket).all()

    def ready_for(self, bucket: int) -> Column | Ints:
        """Who could take from a bucket now, in any order; an array where they are many."""
        return self.ready[self.kind[bucket]].of(self._known_servers(bucket))

    def _known_servers(self, bucket: int) -> Servers:
        found = self._servers.get(bucket)
        if found is None:
            count = len(self.staff.agents)
            able = self.eligible[:count, bucket] & self.staff.roomy(self.kind[bucket])
            found = self._servers[bucket] = Servers(able)
        return found

    def _buckets_of(self, agent: int) -> dict[int, list[int]]:
        """The buckets that an agent serves, by kind; remembered until requirements or abilities change."""
        served = self._served.get(agent)
        if served is not None and served[0] == len(self._opened):
            return served[1]
        row, (seen, found) = self.eligible[agent], served or (0, {})
        if served is None:
            buckets = row[: len(self.needs)].nonzero()[0].tolist()
        else:
            buckets = [bucket for bucket in self._opened[seen:] if row[bucket]]
        for bucket in buckets:
            if self.staff.could(agent, self.kind[bucket]):
                found.setdefault(self.kind[bucket], []).append(bucket)
        self._served[agent] = (len(self._opened), found)
        return found

    def _count_room(self, buckets: list[int], more: int) -> None:
        free, ripe = self.free, self.ripe
        for bucket in buckets:
            free[bucket] += more
            if free[bucket] == 1 and more > 0:
                ripe.add(bucket)

    def _count_presence(self, agent: int, more: int) -> None:
        for buckets in self._buckets_of(agent).values():
            for bucket in buckets:
                self.able[bucket] += more

    def _know_kind(self, kind: int) -> None:
        while len(self.heads) <= kind:
            self.heads.append([])
            self.ready.append(Ready(len(self.there)))

    # --- buckets and agents

    def open_bucket(self, need: Requirement, kind: int, eligible: Flags) -> int:
        """Give a requirement a bucket: an empty one anew if many are, else one more."""
        bucket = self._spare_bucket(need)
        self.bucket_of[need] = bucket
        self.kind[bucket] = kind
        self._know_kind(kind)
        self.eligible[:, bucket] = False
        self.eligible[: eligible.size, bucket] = eligible
        self._servers.pop(bucket, None)
        self._opened.append(bucket)
        self.able[bucket] = int(np.count_nonzero(self._known_servers(bucket).among(self.there)))
        return bucket

    def withdraw_agent(self, agent: int) -> None:
        """Count an agent nowhere, until `enter_agent`: what they can do is about to change."""
        self._count_agent(agent, -1)

    def enter_agent(self, agent: int, row: Flags) -> None:
        """Count an agent anew, with the requirements that they fulfil now."""
        self.eligible[agent, : row.size] = row
        self._served.pop(agent, None)
        self._servers.clear()
        self._count_agent(agent, 1)

    def seat_agents(self, count: int) -> None:
        """Make room for this many agents."""
        if count > self.eligible.shape[0]:
            self.eligible = longer(self.eligible, 2 * count)
            more = bytes(2 * count - len(self.there))
            self.there += more
            for ready in self.ready:
                ready.flags += more

    def waiting(self) -> tuple[Ints, Ints, Ints]:
        """The ids, orders and buckets of all who wait."""
        count = len(self.order)
        ids = np.fromiter(self.order, np.int64, count)
        orders = np.fromiter(self.order.values(), np.int64, count)
        return ids, orders, np.fromiter(self.bucket.values(), np.int64, count)

    def _count_agent(self, agent: int, more: int) -> None:
        staff = self.staff
        for kind, buckets in self._buckets_of(agent).items():
            if staff.fits(agent, kind):
                self._count_room(buckets, more)
        if staff.crew.present[agent]:
            self._count_presence(agent, more)

    def _spare_bucket(self, need: Requirement) -> int:
        count = len(self.needs)
        if not self.forgotten and count == self.eligible.shape[1]:
            empty = [bucket for bucket in range(count) if not self.size[bucket]]
            if count >= REMEMBERED and 2 * len(empty) >= count:
                self._forget(empty)
            else:
                self.eligible = longer(self.eligible, 2 * count, axis=1)
        if self.forgotten:
            bucket = self.forgotten.pop()
            self.needs[bucket] = need
            return bucket
        self.needs.append(need)
        for column, value in (
            (self.kind, 0),
            (self.free, 0),
            (self.able, 0),
            (self.head, NOBODY),
            (self.size, 0),
        ):
            column.append(value)
        self.heaps.append([])
        return count

    def _forget(self, empty: list[int]) -> None:
        for bucket in empty:
            del self.bucket_of[self.needs[bucket]]
            self.needs[bucket] = NOTHING
            self.free[bucket] = self.able[bucket] = 0
            self.heaps[bucket] = []
        self.forgotten += empty
        self.eligible[:, empty] = False
        self._opened.clear()
        self._served.clear()
        self._servers.clear()
