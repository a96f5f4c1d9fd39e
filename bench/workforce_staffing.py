"""Staffing: a week of 50 skills at 15 minutes, 33,600 intervals solved for agents, beside pyworkforce in the same run.

Run: python bench/workforce_staffing.py [--skills 50] [--rounds 9] [--reference 33600]
pyworkforce (extra `bench`) has Erlang C for one interval at a time; Erlang A, chats and backlogs it has not.
"""

import argparse
import math
import os
import statistics
import time

import numpy as np
from _machine import measured

from hamseda.workforce.api import Goal, Staffing, Work, evaluate, required

DAYS, INTERVALS, INTERVAL_S = 7, 96, 900
GOAL = Goal(share=0.8, within_s=20)
SHRINKAGE, PATIENCE_S = 0.3, 120.0


def week(skills: int, seed: int = 7) -> Work:
    """Skills of 3 to 600 calls in their busiest quarter, each with its day's curve, all with handling times of their own."""
    pick = np.random.default_rng(seed)
    peak = np.exp(pick.uniform(math.log(3), math.log(600), skills))
    hours = np.arange(INTERVALS) / 4
    curve = 0.05 + np.exp(-(((hours - 10.5) / 2.5) ** 2)) + 0.8 * np.exp(-(((hours - 16) / 3) ** 2))
    weekday = np.array([1.1, 1.0, 1.0, 0.95, 0.9, 0.5, 0.3])
    volume = peak[:, None, None] * weekday[:, None] * curve / curve.max()
    volume = volume * pick.gamma(50, 1 / 50, volume.shape)
    aht = pick.uniform(90, 420, skills)[:, None, None] * pick.uniform(0.9, 1.1, volume.shape)
    count = volume.size
    return Work(
        volume=volume.reshape(count),
        interval_s=np.full(count, float(INTERVAL_S)),
        aht_s=aht.reshape(count),
        patience_s=np.full(count, math.inf),
    )


def timed(work: Work, rounds: int) -> tuple[Staffing, list[float], float]:
    """The answer, milliseconds of each round, and the least processor time of a round."""
    spent, used = [], []
    for _ in range(rounds):
        start, cpu = time.perf_counter(), time.process_time()
        found = required(work, GOAL, np.full(work.volume.size, SHRINKAGE))
        used.append((time.process_time() - cpu) * 1000)
        spent.append((time.perf_counter() - start) * 1000)
    return found, spent, min(used)


def of_pyworkforce(work: Work, count: int) -> tuple[list[dict], float, float]:
    """The same by pyworkforce, a call for each interval as its users write it; milliseconds, and of CPU, for `count`."""
    from pyworkforce.queuing import ErlangC  # noqa: PLC0415 (only the extra `bench` brings it)

    rows = list(zip(work.volume.tolist(), work.aht_s.tolist(), strict=True))[:count]
    start, cpu = time.perf_counter(), time.process_time()
    found = [
        ErlangC(
            transactions=volume,
            aht=aht / 60,
            asa=GOAL.within_s / 60,
            interval=INTERVAL_S / 60,
            shrinkage=SHRINKAGE,
        ).required_positions(service_level=GOAL.share)
        for volume, aht in rows
    ]
    return found, (time.perf_counter() - start) * 1000, (time.process_time() - cpu) * 1000


def compare(work: Work, ours: Staffing, theirs: list[dict]) -> None:
    """Where both give the same number: are the figures equal? Where not: whose is the least that is enough?"""
    count = len(theirs)
    agents = np.array([row["raw_positions"] for row in theirs])
    same = ours.agents[:count] == agents
    levels = np.array([row["service_level"] for row in theirs])
    gap = np.abs(levels - ours.service_level[:count])[same].max()
    waits = np.abs([row["waiting_probability"] for row in theirs] - ours.p_wait[:count])[same].max()
    print(
        f"  equal number in {same.sum()} of {count}; there service level differs by at most {gap:.1e}, p_wait by {waits:.1e}"
    )
    rest = np.flatnonzero(~same)
    if rest.size:
        fewer = evaluate(work.rows(rest), ours.agents[rest], GOAL, np.zeros(rest.size))
        started = np.maximum(np.rint(work.load[rest] + 1), 0)
        print(
            f"  the other {rest.size}: ours is smaller in {(ours.agents[rest] < agents[rest]).sum()} and enough in "
            f"{(fewer.service_level >= GOAL.share).sum()}; pyworkforce began above it, at round(load + 1), "
            f"in {(started > ours.agents[rest]).sum()}"
        )


@measured()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--skills", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--reference", type=int, default=33_600, help="intervals that pyworkforce solves")
    wanted = parser.parse_args()
    work = week(wanted.skills)
    count = work.volume.size
    print(
        f"{count} intervals of {INTERVAL_S // 60} min, {work.load.min():.2f} to {work.load.max():.0f} erlangs "
        f"(mean {work.load.mean():.0f}), 80/20, shrinkage 30 %, numpy {np.__version__}, load {os.getloadavg()[0]:.1f}"
    )
    ours, spent, cpu = timed(work, wanted.rounds)
    best, middle = min(spent), statistics.median(spent)
    print(
        f"Erlang C, solved and all ten columns: best {best:.1f}, median {middle:.1f} ms of {wanted.rounds} "
        f"(at most 25), CPU {cpu:.1f} ms"
    )
    try:
        theirs, reference, reference_cpu = of_pyworkforce(work, min(count, wanted.reference))
    except ImportError as error:
        print(f"No pyworkforce beside it ({error}): pip install 'hamseda[bench]'")
    else:
        share = count / len(theirs)
        print(
            f"pyworkforce, {len(theirs)} intervals: {reference * share:.0f} ms for all, CPU {reference_cpu * share:.0f}:"
            f" x {reference * share / middle:.0f}, by CPU x {reference_cpu * share / cpu:.0f} (at least 25)"
        )
        compare(work, ours, theirs)
    patient = Work(
        volume=work.volume,
        interval_s=work.interval_s,
        aht_s=work.aht_s,
        patience_s=np.full(count, PATIENCE_S),
    )
    _, spent, cpu = timed(patient, 2)
    print(
        f"Erlang A, patience {PATIENCE_S:.0f} s, the same week: {min(spent):.0f} ms, CPU {cpu:.0f} ms (shown)"
    )


if __name__ == "__main__":
    main()
