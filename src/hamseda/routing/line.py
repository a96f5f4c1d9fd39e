"""The waiting line: items in buckets of equal requirement, each a heap, and one heap of times to come."""

import numpy as np

from hamseda.routing import heaps
from hamseda.routing.choice import FEW, NOBODY
from hamseda.routing.heaps import Flags, Ints
from hamseda.routing.rules import NEVER, Requirement
from hamseda.routing.staff import longer

NOTHING = Requirement((), (), 0, 1)  # of no queue: nobody serves it


class Line:
    """Slots hold waiting items, buckets hold slots; `free[b]` counts the agents who could take from b now.

    `eligible[agent, b]` says who fulfils the requirement of bucket b, `able[b]` counts those present whose
    whole capacity would do. `head[b]` and `head_id[b]` are the order and id of its first item.
    """

    def __init__(self) -> None:
        self.bucket_of: dict[Requirement, int] = {}
        self.needs: list[Requirement] = []
        self.eligible = np.zeros((16, 16), np.bool_)
        self.mine: dict[int, Ints] = {}
        self.kinds, self.free, self.able = (np.zeros(16, np.int64) for _ in range(3))
        self.head, self.head_id = np.full(16, NEVER, np.int64), np.zeros(16, np.int64)
        self.base, self.room, self.size = (np.zeros(16, np.int64) for _ in range(3))
        self.heap, self.tail = np.zeros(256, np.int64), 0
        self.ids, self.order, self.entered, self.due = (np.zeros(64, np.int64) for _ in range(4))
        self.bucket, self.place, self.alarm_place = (np.full(64, NOBODY, np.int64) for _ in range(3))
        self.alarms, self.alarm_count = np.zeros(64, np.int64), 0
        self.unused = list(range(63, -1, -1))
        self.forgotten: list[int] = []

    def count(self) -> int:
        """Count the buckets."""
        return len(self.needs)

    def enter(self, item_id: int, order: int, entered_ms: int) -> int:
        """Give an item a slot; it stands in no bucket yet."""
        if not self.unused:
            self._grow_slots()
        slot = self.unused.pop()
        self.ids[slot], self.order[slot], self.entered[slot] = item_id, order, entered_ms
        self.due[slot] = NEVER
        return slot

    def leave(self, slot: int) -> None:
        """Take an item out of the line and give its slot back."""
        self.unplace(slot)
        self.set_alarm(slot, NEVER)
        self.unused.append(slot)

    def put(self, slot: int, bucket: int) -> None:
        """Stand an item in a bucket, leaving the one where it stood."""
        if self.bucket[slot] == bucket:
            return
        self.unplace(slot)
        if self.size[bucket] == self.room[bucket]:
            self._widen(bucket)
        heaps.push(
            self.heap, self.place, self.order, self.ids, int(self.base[bucket]), int(self.size[bucket]), slot
        )
        self.size[bucket] += 1
        self.bucket[slot] = bucket
        self._note_head(bucket)

    def unplace(self, slot: int) -> None:
        """Take an item out of its bucket, if it stands in one."""
        bucket = int(self.bucket[slot])
        if bucket == NOBODY:
            return
        heaps.take(
            self.heap, self.place, self.order, self.ids, int(self.base[bucket]), int(self.size[bucket]), slot
        )
        self.size[bucket] -= 1
        self.bucket[slot] = NOBODY
        self._note_head(bucket)

    def first(self, bucket: int) -> int:
        """Find the slot of the first item of a bucket that is not empty."""
        return int(self.heap[self.base[bucket]])

    def set_alarm(self, slot: int, due_ms: int) -> None:
        """Have the item looked at again at an instant; NEVER takes the alarm away."""
        if due_ms == NEVER and self.alarm_count == 0:
            return  # `enter` has noted that there is none
        if self.alarm_place[slot] != NOBODY:
            heaps.take(self.alarms, self.alarm_place, self.due, self.ids, 0, self.alarm_count, slot)
            self.alarm_count -= 1
        self.due[slot] = due_ms
        if due_ms < NEVER:
            heaps.push(self.alarms, self.alarm_place, self.due, self.ids, 0, self.alarm_count, slot)
            self.alarm_count += 1

    def next_alarm(self) -> tuple[int, int]:
        """Find the earliest instant and its slot; (NEVER, NOBODY) if there is none."""
        if self.alarm_count == 0:
            return NEVER, NOBODY
        slot = int(self.alarms[0])
        return int(self.due[slot]), slot

    def open_bucket(self, need: Requirement, kind: int, eligible: Flags, fits: Ints, could: Ints) -> int:
        """Give a requirement a bucket: an empty one anew if many are, else one more."""
        bucket = self._spare_bucket(need)
        self.bucket_of[need] = bucket
        self.mine.clear()
        self.kinds[bucket] = kind
        self.eligible[:, bucket] = False
        self.eligible[: eligible.size, bucket] = eligible
        self.free[bucket] = fits[: eligible.size][eligible].sum()
        self.able[bucket] = could[: eligible.size][eligible].sum()
        return bucket

    def staff_changed(self, agent: int, fits: list[int], could: list[int]) -> None:
        """Follow a change of one agent's room, given as differences per kind."""
        mine = self._mine(agent)
        if mine.size > FEW:
            kinds = self.kinds[mine]
            self.free[mine] += np.array(fits)[kinds]
            self.able[mine] += np.array(could)[kinds]
            return
        for bucket in mine.tolist():
            kind = int(self.kinds[bucket])
            if fits[kind]:
                self.free[bucket] += fits[kind]
            if could[kind]:
                self.able[bucket] += could[kind]

    def _mine(self, agent: int) -> Ints:
        """The buckets that an agent serves, remembered until requirements or abilities change."""
        mine = self.mine.get(agent)
        if mine is None:
            mine = self.mine[agent] = np.nonzero(self.eligible[agent, : len(self.needs)])[0]
        return mine

    def abilities_changed(self, agent: int, row: Flags, fits: Ints, could: Ints) -> None:
        """Follow a change of which requirements one agent fulfils; `fits` and `could` are their room."""
        count = len(self.needs)
        change = row.astype(np.int64) - self.eligible[agent, :count]
        self.free[:count] += change * fits[self.kinds[:count]]
        self.able[:count] += change * could[self.kinds[:count]]
        self.eligible[agent, :count] = row
        self.mine.pop(agent, None)

    def seat_agents(self, count: int) -> None:
        """Make room for this many agents."""
        if count > self.eligible.shape[0]:
            self.eligible = longer(self.eligible, 2 * count)

    def _note_head(self, bucket: int) -> None:
        if self.size[bucket] == 0:
            self.head[bucket] = NEVER
            return
        slot = self.heap[self.base[bucket]]
        self.head[bucket], self.head_id[bucket] = self.order[slot], self.ids[slot]

    def _spare_bucket(self, need: Requirement) -> int:
        count = len(self.needs)
        if not self.forgotten and count == len(self.head):
            empty = np.nonzero(self.size[:count] == 0)[0]
            if 2 * empty.size >= count:
                self._forget(empty)
            else:
                self._grow_buckets()
        if self.forgotten:
            bucket = self.forgotten.pop()
            self.needs[bucket] = need
            return bucket
        self.needs.append(need)
        return count

    def _forget(self, empty: Ints) -> None:
        for bucket in empty.tolist():
            del self.bucket_of[self.needs[bucket]]
            self.needs[bucket] = NOTHING
            self.forgotten.append(bucket)
        self.mine.clear()
        self.eligible[:, empty] = False
        self.free[empty] = self.able[empty] = 0

    def _widen(self, bucket: int) -> None:
        size, room = int(self.size[bucket]), max(8, 2 * int(self.room[bucket]))
        if self.tail + room > self.heap.size:
            self._gather(room)
        base = int(self.base[bucket])
        self.heap[self.tail : self.tail + size] = self.heap[base : base + size]
        self.base[bucket], self.room[bucket] = self.tail, room
        self.tail += room

    def _gather(self, more: int) -> None:
        """Move all heaps together into a larger array, without the gaps that widened ones left."""
        heap = np.zeros(2 * (int(self.room.sum()) + more), np.int64)
        tail = 0
        for bucket in range(len(self.needs)):
            base, room = int(self.base[bucket]), int(self.room[bucket])
            heap[tail : tail + room] = self.heap[base : base + room]
            self.base[bucket] = tail
            tail += room
        self.heap, self.tail = heap, tail

    def _grow_slots(self) -> None:
        before, after = len(self.ids), 2 * len(self.ids)
        for name in ("ids", "order", "entered", "due", "alarms"):
            setattr(self, name, longer(getattr(self, name), after))
        for name in ("bucket", "place", "alarm_place"):
            grown = longer(getattr(self, name), after)
            grown[before:] = NOBODY
            setattr(self, name, grown)
        self.unused = list(range(after - 1, before - 1, -1))

    def _grow_buckets(self) -> None:
        before, after = len(self.head), 2 * len(self.head)
        for name in ("kinds", "free", "able", "head", "head_id", "base", "room", "size"):
            setattr(self, name, longer(getattr(self, name), after))
        self.head[before:] = NEVER
        self.eligible = longer(self.eligible, after, axis=1)
