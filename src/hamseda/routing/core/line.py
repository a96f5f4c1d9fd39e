"""The line: buckets of items that ask the same of an agent, each first come first served.

Items of a bucket have the same lead and so stand in the order in which they came: a bucket is a chain. The order of the
line as a whole is that of (order, item) over the first of each.
"""

from dataclasses import dataclass

from hamseda.routing.core.choosing import anybody_ready
from hamseda.routing.core.columns import Column
from hamseda.routing.core.crew import INDEXED, NOBODY, TEAMS, Crew
from hamseda.routing.core.index import ask_placeable

WAITING, OPEN, HOLDS, APPLIED = range(4)
COUNTS = 4


@dataclass(slots=True)
class Line:
    """All columns.

    By bucket: `kind`, `begin` (where its teams begin in `teams`; one more at the end), `head`, `tail`, and its place in
    `open`, the buckets in which somebody waits; by bucket and team: `serves`. By item: `bucket`, `order`, `entered`, and
    who is `after` and `before` it in its chain. `counts` are how many wait, how many buckets are open, and how many holds
    are left and applied in a round of offers.
    """

    counts: Column
    kind: Column
    begin: Column
    teams: Column
    serves: Column
    head: Column
    tail: Column
    open: Column
    place: Column
    bucket: Column
    order: Column
    entered: Column
    after: Column
    before: Column


def stand(line: Line, item: int, bucket: int) -> None:
    """Put an item at the end of a bucket."""
    last = line.tail[bucket]
    line.bucket[item], line.before[item], line.after[item] = bucket, last, NOBODY
    line.tail[bucket] = item
    line.counts[WAITING] += 1
    if last != NOBODY:
        line.after[last] = item
        return
    line.head[bucket] = item
    line.place[bucket] = line.counts[OPEN]
    line.open[line.counts[OPEN]] = bucket
    line.counts[OPEN] += 1


def leave(line: Line, item: int) -> None:
    """Take an item out of the bucket where it stands."""
    bucket, before, after = line.bucket[item], line.before[item], line.after[item]
    line.bucket[item] = NOBODY
    line.counts[WAITING] -= 1
    if after == NOBODY:
        line.tail[bucket] = before
    else:
        line.before[after] = before
    if before != NOBODY:
        line.after[before] = after
        return
    line.head[bucket] = after
    if after == NOBODY:
        line.counts[OPEN] -= 1
        last = line.open[line.counts[OPEN]]
        line.open[line.place[bucket]] = last
        line.place[last] = line.place[bucket]


def stands_before(line: Line, item: int, other: int) -> bool:
    """Say which of two items is first in line."""
    if line.order[item] != line.order[other]:
        return line.order[item] < line.order[other]
    return item < other


def first_placeable(line: Line, crew: Crew) -> int:
    """The item that is first of all whom somebody could take now; NOBODY if there is none."""
    if crew.settings[INDEXED]:
        return ask_placeable(crew.index)
    best = NOBODY
    for at in range(line.counts[OPEN]):
        bucket = line.open[at]
        item = line.head[bucket]
        if (best == NOBODY or stands_before(line, item, best)) and anybody_ready(
            crew, line.teams, line.begin[bucket], line.begin[bucket + 1], line.kind[bucket]
        ):
            best = item
    return best


def first_for_team(line: Line, crew: Crew, team: int) -> int:
    """The item that is first of all whom a single team's agents serve, one of them being free; NOBODY if there is none."""
    best = NOBODY
    for at in range(line.counts[OPEN]):
        bucket = line.open[at]
        if line.serves[bucket * crew.settings[TEAMS] + team]:
            item = line.head[bucket]
            if best == NOBODY or stands_before(line, item, best):
                best = item
    return best
