"""Twin: an M/M/n+M line of 100,000 calls by all engines, plain and compiled, beside SimPy and Ciw in the same run.

Run: python bench/twin.py [--calls 100000] [--agents 100] [--reference 100000] [--ciw 10000] [--rounds 3]
The general engine decides by the router's policy who serves whom; the quick one plays simple models by a recursion; the
general one is also played as numba compiles it (extra `fast`). SimPy and Ciw (extra `bench`) play the same line, written
as their users write it; of a smaller reference the time a call counts. Each is played once before and not counted, for a
compiler, a cache and memory that are warm; of the rounds the median counts. All must agree on the share that gives up.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

import msgspec
import numpy as np
from _machine import measured

from hamseda.twin.api import Model, read_model
from hamseda.twin.casting import Cast, cast
from hamseda.twin.chances import Chances
from hamseda.twin.draws import Draws
from hamseda.twin.engine import Play, play_fast
from hamseda.twin.happened import Happened, Outcome
from hamseda.twin.quick import play_quickly
from hamseda.workforce.api import Goal, Work, evaluate

MEAN_S = 180.0  # of service and of patience; as much comes as the agents can do


def ours(calls: int, agents: int, engine: Callable[[Model, Cast, Chances], Happened]) -> float:
    """The share that gives up; drawing all chances and telling all that happened is part of the work."""
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
    happened = engine(model, cast(model), Chances(model, Draws(1, 0)))
    return float((happened.outcome == Outcome.ABANDONED).mean())


def general(model: Model, cast: Cast, chances: Chances) -> Happened:
    return Play(model, cast, chances).run()


def fast(model: Model, cast: Cast, chances: Chances) -> Happened:
    return play_fast(model, cast, chances).run()


def quick(model: Model, _: Cast, chances: Chances) -> Happened:
    return play_quickly(model, chances)


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


def timed(play: Callable[[], float], calls: int, rounds: int) -> tuple[list[float], float]:
    """Microseconds of processor time a call, round by round, and the share that gave up."""
    begun, found = time.perf_counter(), []
    lost = play()
    print(f"    (warm after {time.perf_counter() - begun:.1f} s)", end="", flush=True)
    for _ in range(rounds):
        start = time.process_time()
        lost = play()
        found.append((time.process_time() - start) / calls * 1e6)
    return found, lost


@measured()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--agents", type=int, default=100)
    parser.add_argument("--reference", type=int, default=100_000, help="calls that SimPy plays")
    parser.add_argument("--ciw", type=int, default=10_000, help="calls that Ciw plays")
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    one = np.array([1.0])
    work = Work(
        volume=one * wanted.agents, interval_s=one * MEAN_S, aht_s=one * MEAN_S, patience_s=one * MEAN_S
    )
    truth = evaluate(work, np.array([wanted.agents]), Goal(), one * 0).row(0)["abandon"]
    print(
        f"M/M/{wanted.agents}+M, load 1, mean service and patience {MEAN_S:g} s, seed 1, equal occupancy, one core; "
        f"{', '.join(map(installed, ('simpy', 'ciw', 'numba', 'numpy')))}"
    )
    print(f"Erlang A: {truth:.4f} give up. CPU a call, median of {wanted.rounds} (least, most):")
    rows = [
        ("general, plain", wanted.calls, lambda: ours(wanted.calls, wanted.agents, general)),
        ("general, compiled", wanted.calls, lambda: ours(wanted.calls, wanted.agents, fast)),
        ("quick", wanted.calls, lambda: ours(wanted.calls, wanted.agents, quick)),
        ("SimPy", wanted.reference, lambda: of_simpy(wanted.reference, wanted.agents)),
        ("Ciw", wanted.ciw, lambda: of_ciw(wanted.ciw, wanted.agents)),
    ]
    found = {}
    for name, calls, play in rows:
        try:
            times, lost = timed(play, calls, wanted.rounds)
        except ImportError as error:
            print(f"  {name}: not there ({error}): pip install 'hamseda[bench,fast]'")
            continue
        found[name] = statistics.median(times)
        print(
            f"\r  {name:18} {found[name]:8.3f} us ({min(times):.3f}, {max(times):.3f}) of {calls} calls;"
            f" {lost:.4f} gave up",
            flush=True,
        )
    for name in found.keys() & {"SimPy", "Ciw"}:
        told = [f"{ours} x {found[name] / found[ours]:.1f}" for ours in found.keys() - {"SimPy", "Ciw"}]
        print(f"  {name} / ours: {', '.join(sorted(told))}")
    print("  wanted beside SimPy: plain at least 4, compiled at least 50")


def installed(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"no {name}"


if __name__ == "__main__":
    main()
