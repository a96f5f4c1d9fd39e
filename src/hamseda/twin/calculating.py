"""Runs of the twin as long calculations, which tell after each replication how far they are."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import msgspec

from hamseda.calculations.api import Kind, Report
from hamseda.organization.api import LEADERS
from hamseda.twin.executors import Answer, Executor, Here, Job, Processes
from hamseda.twin.reading import read_model
from hamseda.twin.replications import played
from hamseda.twin.report import Outcome, as_told, compared

# What a scene tells.
SHOWN: Final = (
    "arrivals", "served", "abandoned", "deflected", "callbacks", "service_level", "abandon", "asa_s", "wait_mean_s",
    "wait_p90_s", "occupancy", "agents",
)  # fmt: skip
# Beside those who are served: two at most, however many processors there are.
PROCESSES: Final = min(2, os.cpu_count() or 1)


class Order(msgspec.Struct, frozen=True):
    """Models that were checked, by name; of one's own centre also what it leaves out and what happened."""

    models: dict[str, msgspec.Raw]
    replications: int
    seed: int
    beside: dict[str, Any] = {}


class Telling:
    """An executor that tells of each replication; `done` of `whole` were played before."""

    def __init__(self, inner: Executor, report: Report, done: int, whole: int) -> None:
        self._inner, self._report, self._done, self._whole = inner, report, done, whole

    def map(self, play: Callable[[Job], Answer], jobs: Iterable[Job]) -> Iterator[Answer]:
        """Answer each job, and tell."""
        for number, answer in enumerate(self._inner.map(play, jobs), self._done + 2):
            self._report(number / self._whole, "twin", done=number, whole=self._whole)
            yield answer


def play_all(order: Order, report: Report) -> dict[str, Outcome]:
    """Play each model as often as was asked, each under the same chance."""
    found: dict[str, Outcome] = {}
    whole = len(order.models) * order.replications
    for number, (name, document) in enumerate(order.models.items()):
        inner = Processes(PROCESSES) if PROCESSES > 1 else Here()
        telling = Telling(inner, report, number * order.replications, whole)
        found[name] = played(read_model(bytes(document)), order.replications, order.seed, telling)
        report((number + 1) / len(order.models))
    return found


def run(request: bytes, report: Report) -> bytes:
    """Play one model; the answer is that of `hamseda twin run --json`."""
    order = msgspec.json.decode(request, type=Order)
    (found,) = play_all(order, report).values()
    return msgspec.json.encode({**as_told(found), **order.beside})


def compare(request: bytes, report: Report) -> bytes:
    """Play two models; the answer is that of `hamseda twin compare --json`."""
    first, second = play_all(msgspec.json.decode(request, type=Order), report).values()
    return msgspec.json.encode(compared(first, second))


def confirm(request: bytes, report: Report) -> bytes:
    """Play the scenes of a what-if; the answer has for each the figures of its day, period by period too."""
    found = play_all(msgspec.json.decode(request, type=Order), report)
    told = {key: as_told(one) for key, one in found.items()}
    scenes = [chosen(key, one) for key, one in told.items()]
    first = next(iter(told.values()))
    return msgspec.json.encode(
        {"replications": first["replications"], "seed": first["seed"], "scenes": scenes}
    )


def chosen(key: str, told: dict[str, Any]) -> dict[str, Any]:
    """What a scene tells of a played model: its day, and period by period."""
    total = _shown(told["total"]) | _shown(told["agents"])
    return {"key": key, "total": total, "periods": [*map(_shown, told["periods"])]}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in SHOWN if name in row}


RUN: Final = Kind("twin.run", LEADERS, run)
COMPARISON: Final = Kind("twin.comparison", LEADERS, compare)
WHAT_IF: Final = Kind("twin.what_if", LEADERS, confirm)
