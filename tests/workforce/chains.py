"""Independent answers: birth–death chains solved as linear equations, and callers simulated one by one."""

import heapq
import random
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Chain:
    """What the equations of the chain say of M/M/n+M (or of any place that completes at `speed(j)`)."""

    p_wait: float
    abandon: float
    mean_wait: float
    answered_in: float
    lost_in: float
    asa: float


def solve_chain(arrival, speed, full, leaving, target, states=240):
    """Balance equations by a linear solver; then the fate of a newcomer, hop by hop, by uniformised time.

    `speed(j)` is the completion rate with j present, `full` the number present from which newcomers wait.
    """
    q = np.zeros((states, states))
    for j in range(states - 1):
        q[j, j + 1] = arrival
        q[j + 1, j] = speed(j + 1) + leaving * max(j + 1 - full, 0)
    np.fill_diagonal(q, -q.sum(1))
    equations = q.T.copy()
    equations[-1] = 1  # one balance follows from the others; instead, all states together are certain
    p = np.linalg.solve(equations, np.append(np.zeros(states - 1), 1.0))
    waiting = np.maximum(np.arange(states) - full, 0) @ p
    p_wait = p[full:].sum()
    answered, lost, waited = newcomer(p[full:], speed(full), leaving, target)
    abandon = leaving * waiting / arrival
    return Chain(p_wait, abandon, waiting / arrival, 1 - p_wait + answered, lost, waited / (1 - abandon))


def newcomer(ahead, rate, leaving, target):
    """Shares answered and lost by `target` of somebody who finds k waiting ahead, and the mean wait of the answered.

    State k: k ahead in line; from k to k - 1 at rate + k * leaving, from 0 to answered at rate, to lost at `leaving`.
    """
    size = len(ahead)
    k = np.arange(size)
    down = rate + k * leaving
    generator = np.zeros((size + 2, size + 2))
    generator[k, np.where(k > 0, k - 1, size)] = down
    generator[k, size + 1] = leaving
    np.fill_diagonal(generator, -generator.sum(1))
    start = np.append(ahead, [0.0, 0.0])
    scale = -generator.diagonal().min()
    jump = np.eye(size + 2) + generator / scale
    state, weight, seen, total = start.copy(), np.exp(-scale * target), 0.0, np.zeros(size + 2)
    n = 0
    while seen < 1 - 1e-15 and n < 100_000:
        total += weight * state
        seen += weight
        n += 1
        weight *= scale * target / n
        state = state @ jump
    # time to the answer among those who get it: d/ds of the transform, solved from the front of the line
    reach, time = np.zeros(size), np.zeros(size)
    for place in range(size):
        out = down[place] + leaving
        before = (reach[place - 1], time[place - 1]) if place else (1.0, 0.0)
        reach[place] = down[place] / out * before[0]
        time[place] = down[place] / out * before[1] + reach[place] / out
    return total[size], total[size + 1], float(ahead @ time)


def simulate(arrival, service, agents, patience, target, callers, seed):
    """Answer callers in order of arrival; returns shares answered in target, answered at all, and the mean wait."""
    pick = random.Random(seed)  # noqa: S311 -- a simulation
    free = [0.0] * agents
    now, in_target, answered, waits = 0.0, 0, 0, 0.0
    for _ in range(callers):
        now += pick.expovariate(arrival)
        wait = max(0.0, free[0] - now)
        stays = pick.expovariate(1 / patience) if patience else float("inf")
        waits += min(wait, stays)
        if wait > stays:
            continue
        heapq.heapreplace(free, now + wait + pick.expovariate(1 / service))
        answered += 1
        in_target += wait <= target
    return in_target / callers, answered / callers, waits / callers
