"""Routing: time of one decision on a full floor, 20,000 items waiting and ten times as many.

Run: python bench/routing.py [--agents 1000] [--items 20000] [--decisions 2000]
The fingerprint of what was decided stays the same from version to version.
"""

import argparse
import hashlib
import random
import statistics
import time
from collections.abc import Callable

from _machine import measured

from hamseda.routing.kernel import Kernel
from hamseda.routing.rules import Agent, Config, Item, Ring
from hamseda.routing.standing import standing, standings

QUEUES, SKILLS, SKILLS_PER_AGENT, PROFILES_PER_QUEUE = 20, 40, 5, 20
CALL, CHAT, MAIL = 0, 1, 2
STEP_MS = 50
CONFIG = Config(channel_weights=(3, 1, 1), interrupted_by=((MAIL, CHAT), (MAIL, CALL)))
RINGS = (Ring(60_000, lower=1), Ring(180_000, drop=(0, 1, 2, 3)), Ring(600_000, overflow=(0,)))


def people(count: int, pick: random.Random) -> list[Agent]:
    return [
        Agent(
            id=number,
            queues=tuple(pick.sample(range(QUEUES), 3)),
            skills=tuple(
                (skill, pick.randint(1, 5)) for skill in pick.sample(range(SKILLS), SKILLS_PER_AGENT)
            ),
            units=3,
        )
        for number in range(count)
    ]


def profiles(pick: random.Random) -> list[tuple[int, int, tuple[tuple[int, int], ...]]]:
    """Queue, channel, required skills: an organization has hundreds of these, not one per item."""
    shapes = []
    for queue in range(QUEUES):
        for _ in range(PROFILES_PER_QUEUE):
            wanted = sorted(pick.sample(range(SKILLS), pick.choice((0, 1, 1, 2))))
            channel = pick.choice((CALL, CHAT, CHAT, MAIL))
            shapes.append((queue, channel, tuple((skill, pick.randint(1, 4)) for skill in wanted)))
    return shapes


def item(number: int, now_ms: int, shapes: list, pick: random.Random) -> Item:
    queue, channel, skills = pick.choice(shapes)
    return Item(
        id=number,
        queue=queue,
        channel=channel,
        entered_ms=now_ms,
        skills=skills,
        rings=RINGS if skills else (),
        priority_minutes=pick.choice((0, 0, 0, 2, 5)),
        boost_minutes=pick.choice((0, 0, 1, 3)),
        safety=pick.random() < 0.01,
    )


class Floor:
    """A full floor in steady state: somebody finishes, somebody arrives, the router decides.

    The line fills at the pace at which it is served, so that its ages, and with them the share of items
    that still have rings to come, are those of a floor that has been in this state for long.
    """

    def __init__(self, agents: int, items: int) -> None:
        self.pick = random.Random(7)
        self.shapes = profiles(self.pick)
        self.kernel, self.now, self.number = Kernel(CONFIG), 0, 0
        for agent in people(agents, self.pick):
            self.kernel.agent_on(agent, 0)
            self.kernel.agent_available(agent.id, 0)
        for _ in range(items + 2 * agents):
            self.now += STEP_MS
            self.arrive()
        while decisions := self.kernel.decide(self.now):
            for decision in decisions:
                self.kernel.accept(decision.item)
        self.working = [number for number, known in self.kernel.items.items() if known.agent is not None]

    def arrive(self) -> None:
        self.number += 1
        self.kernel.add_item(item(self.number, self.now, self.shapes, self.pick), self.now)

    def step(self) -> tuple[float, float, float, int]:
        """Seconds of the whole step, its CPU seconds, seconds of `decide` alone, decisions made."""
        place = self.pick.randrange(len(self.working))
        self.working[place], self.working[-1] = self.working[-1], self.working[place]
        gone = self.working.pop()
        self.now += STEP_MS
        spent, start = time.process_time(), time.perf_counter()
        self.kernel.remove_item(gone, self.now)
        self.arrive()
        before = time.perf_counter()
        decisions = self.kernel.decide(self.now)
        after = time.perf_counter()
        for decision in decisions:
            self.kernel.accept(decision.item)
        end, used = time.perf_counter(), time.process_time()
        self.working += [decision.item for decision in decisions]
        return end - start, used - spent, after - before, len(decisions)


def run(agents: int, items: int, steps: int) -> float:
    begun = time.perf_counter()
    floor = Floor(agents, items)
    built = time.perf_counter() - begun
    rows = [floor.step() for _ in range(steps)]
    decided = [alone for _, _, alone, made in rows if made]
    made = sum(count for *_, count in rows)
    per_decision = sum(whole for whole, *_ in rows) / made * 1000
    cpu = sum(used for _, used, *_ in rows) / made * 1000
    p99 = statistics.quantiles(decided, n=100)[98] * 1000
    print(
        f"{agents} agents x {SKILLS_PER_AGENT} skills, {len(floor.kernel.waiting)} waiting in "
        f"{floor.kernel.line.count()} buckets (built in {built:.1f} s): {made} decisions in {steps} steps"
    )
    print(
        f"  per decision, its events included: {per_decision:.3f} ms ({cpu:.3f} of CPU);"
        f" decide() p50 {statistics.median(decided) * 1000:.3f}, p99 {p99:.3f},"
        f" max {max(decided) * 1000:.3f} ms"
    )
    held = sorted((known.id, known.agent) for known in floor.kernel.items.values() if known.agent is not None)
    print(f"  fingerprint of what was decided: {hashlib.sha256(repr(held).encode()).hexdigest()[:16]}")
    some = list(floor.kernel.waiting)[:200]
    print(
        f"  place in line: one item {timed(lambda: standing(floor.kernel, some[0])):.3f} ms,"
        f" 200 items {timed(lambda: standings(floor.kernel, some)):.1f} ms"
    )
    return per_decision


def timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


@measured()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=1000)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--decisions", type=int, default=2000)
    wanted = parser.parse_args()
    small = run(wanted.agents, wanted.items, wanted.decisions)
    large = run(wanted.agents, 10 * wanted.items, wanted.decisions)
    print(f"ten times the items: x {large / small:.2f} (at most 2); {small:.3f} ms a decision (at most 1)")


if __name__ == "__main__":
    main()
