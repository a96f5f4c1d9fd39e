"""Twin: an M/M/n+M line of 100,000 calls by both engines, beside SimPy and Ciw in the same run.

Run: python bench/twin.py [--calls 100000] [--agents 100] [--reference 100000] [--ciw 10000]
The general engine asks the router's kernel for every decision; the quick one plays simple models by a recursion. SimPy
and Ciw (extra `bench`) play the same line, written as their users write it; of a smaller reference the time a call counts.
All four must agree on the share that gives up.
"""

import argparse
import random
import time
from collections.abc import Callable

import msgspec
import numpy as np
from _machine import measured

from hamseda.twin.api import read_model
from hamseda.twin.casting import cast
from hamseda.twin.chances import Chances
from hamseda.twin.draws import Draws
from hamseda.twin.engine import Play
from hamseda.twin.happened import Happened, Outcome
from hamseda.twin.quick import play_quickly
from hamseda.workforce.api import Goal, Work, evaluate

MEAN_S = 180.0  # of service and of patience; as much comes as the agents can do


def ours(calls: int, agents: int, is_quick: bool) -> float:
    """The share that gives up; drawing all chances is part of the work."""
    model = read_model(
        msgspec.json.encode(
            {
                "types": [
                    {
                        "name": "calls",
                        "arrivals": {"per_period": calls},
                        "service": {"kind": "exponential", "mean_s": MEAN_S},
                        "patience": {"kind": "exponential", "mean_s": MEAN_S},
                    }
                ],
                "groups": [{"name": "agents", "agents": agents, "queues": ["calls"]}],
                "periods": {"count": 1, "minutes": calls * MEAN_S / agents / 60},
            }
        )
    )
    chances = Chances(model, Draws(1, 0))
    happened: Happened = play_quickly(model, chances) if is_quick else Play(model, cast(model), chances).run()
    return float((np.array(happened.outcome) == Outcome.ABANDONED).mean())


def of_simpy(calls: int, agents: int) -> float:
    import simpy  # noqa: PLC0415 (only the extra `bench` brings it)

    pick, env = random.Random(1), simpy.Environment()
    desk, lost = simpy.Resource(env, agents), 0

    def call():
        nonlocal lost
        with desk.request() as request:
            yield request | env.timeout(pick.expovariate(1 / MEAN_S))
            if request.triggered:
                yield env.timeout(pick.expovariate(1 / MEAN_S))
            else:
                lost += 1

    def come():
        for _ in range(calls):
            yield env.timeout(pick.expovariate(agents / MEAN_S))
            env.process(call())

    env.process(come())
    env.run()
    return lost / calls


def of_ciw(calls: int, agents: int) -> float:
    import ciw  # noqa: PLC0415

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(agents / MEAN_S)],
        service_distributions=[ciw.dists.Exponential(1 / MEAN_S)],
        number_of_servers=[agents],
        reneging_time_distributions=[ciw.dists.Exponential(1 / MEAN_S)],
    )
    ciw.seed(1)
    run = ciw.Simulation(network)
    run.simulate_until_max_customers(calls, method="Arrive")
    ends = [record.record_type for record in run.get_all_records()]
    return ends.count("renege") / len(ends)


def timed(play: Callable[[], float], calls: int) -> tuple[float, float]:
    """Microseconds of processor time a call, and the share that gave up."""
    begun = time.process_time()
    lost = play()
    return (time.process_time() - begun) / calls * 1e6, lost


@measured()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--agents", type=int, default=100)
    parser.add_argument("--reference", type=int, default=100_000, help="calls that SimPy plays")
    parser.add_argument("--ciw", type=int, default=10_000, help="calls that Ciw plays")
    wanted = parser.parse_args()
    one = np.array([1.0])
    work = Work(
        volume=one * wanted.agents, interval_s=one * MEAN_S, aht_s=one * MEAN_S, patience_s=one * MEAN_S
    )
    truth = evaluate(work, np.array([wanted.agents]), Goal(), one * 0).row(0)["abandon"]
    print(f"M/M/{wanted.agents}+M, load 1; Erlang A: {truth:.4f} give up. CPU a call:")
    rows = [
        ("general, with the router's kernel", wanted.calls, lambda: ours(wanted.calls, wanted.agents, False)),
        ("quick", wanted.calls, lambda: ours(wanted.calls, wanted.agents, True)),
        ("SimPy", wanted.reference, lambda: of_simpy(wanted.reference, wanted.agents)),
        ("Ciw", wanted.ciw, lambda: of_ciw(wanted.ciw, wanted.agents)),
    ]
    found = {}
    for name, calls, play in rows:
        try:
            found[name], lost = timed(play, calls)
        except ImportError as error:
            print(f"  {name}: not there ({error}): pip install 'hamseda[bench]'")
            continue
        print(f"  {name:34} {found[name]:7.2f} us of {calls} calls; {lost:.4f} gave up", flush=True)
    for name in found.keys() & {"SimPy", "Ciw"}:
        general, quick = (found[name] / found[one] for one in (rows[0][0], "quick"))
        print(f"  {name} / ours: general x {general:.2f} (at least 4 beside SimPy), quick x {quick:.1f}")


if __name__ == "__main__":
    main()
