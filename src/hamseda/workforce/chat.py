"""Chats: an agent holds up to c at once, and works through k at once f(k) times as fast as through one.

f(1) = 1; f(k) = k means that a chat takes no longer beside others, which fits an AHT measured at the usual load.
Two models. *Slots*: n agents are n c places, each busy for AHT c / f(c): Erlang's formulas, right when agents are
nearly full and a little gloomy when they are not, since a chat alone is served more quickly. *Chain*: the exact
birth-death process, with the chats spread as evenly as they can be. Both complete n f(c) / AHT when full, so that they
differ only in how often nobody has room.
Source for work at a rate that depends on the state: J. D. C. Little's law and the birth-death process as in L. Kleinrock,
"Queueing Systems" I (1975), section 3.2; for chat: J. Luo and J. Zhang, "Staffing and control of instant messaging
contact centers", Operations Research 61 (2013).
"""

import numpy as np

from hamseda.workforce.erlang import TINIEST, Floats, Ints, inverse_blocking


def speed_at(speeds: Floats, held: Ints) -> Floats:
    """Look f up for how many chats an agent holds; f(0) = 0."""
    found: Floats = np.concatenate([[0.0], speeds])[held]
    return found


def slots_idle(agents: Ints, load: Floats, speeds: Floats) -> Floats:
    """Weigh the states with room, as `waits` wants it: 1 / B of one place fewer than n c; load of one chat at a time."""
    c = speeds.size
    return inverse_blocking(np.maximum(agents * c - 1, 0), load * (c / speeds[-1]))


def chain_idle(agents: Ints, load: Floats, speeds: Floats) -> Floats:
    """Weigh the states with room in the exact chain: w(j) = 1 + s(j) / a * w(j - 1), up to j = n c - 1.

    s(j) is the speed at which n agents work through j chats, spread evenly: (n - r) f(q) + r f(q + 1), j = q n + r.
    """
    c, loads = speeds.size, np.maximum(load, TINIEST)
    n = np.maximum(agents, 1)
    idle = np.ones(agents.size)
    with np.errstate(over="ignore"):
        for j in range(1, int(n.max(initial=0)) * c):
            rows = np.flatnonzero(j < n * c)
            q, r = np.divmod(j, n[rows])
            speed = (n[rows] - r) * speed_at(speeds, q) + r * speed_at(speeds, np.minimum(q + 1, c))
            idle[rows] = 1 + speed / loads[rows] * idle[rows]
    return idle
