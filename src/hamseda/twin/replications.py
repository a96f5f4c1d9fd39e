"""Independent replications of a model, each a seed's own; the same seed gives the same answers, wherever they are played."""

import time
from functools import lru_cache
from typing import Final, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from hamseda.kit import machine_code
from hamseda.twin.casting import Cast, cast
from hamseda.twin.chances import Chances
from hamseda.twin.document import Model
from hamseda.twin.draws import Draws
from hamseda.twin.engine import Play, has_room, play_fast
from hamseda.twin.executors import Executor, Here
from hamseda.twin.quick import is_simple, play_quickly
from hamseda.twin.report import Outcome, outcome
from hamseda.twin.tally import Sums, tally

Engine = Literal["auto", "general", "quick"]
Speed = Literal["auto", "plain", "fast"]
WORTH_A_PROCESS_S: Final = 1.0
WORTH_COMPILING_S: Final = 30.0  # compiling takes as long, the first time


class NotSimpleError(ValueError):
    """The quick engine was wanted for a model that is beyond it."""


class NotFastError(ValueError):
    """What is compiled was wanted, and the extra `fast` (numba) is not installed or the model is too large for 64 bits."""


class Job(Struct, frozen=True):
    """One replication to play; the document stands for the model, so that it travels to another process."""

    document: bytes
    is_quick: bool
    seed: int
    replication: int
    is_fast: bool = False


def played(
    model: Model,
    replications: int,
    seed: int,
    executor: Executor,
    engine: Engine = "auto",
    speed: Speed = "auto",
) -> Outcome:
    """Play a model and make figures of it; NotSimpleError, NotFastError where it cannot be played as is wanted."""
    chosen = chosen_engine(model, engine)
    return outcome(model, seed, run(model, replications, seed, executor, chosen, speed), chosen)


def chosen_engine(model: Model, wanted: Engine) -> Engine:
    """The engine that plays a model: the quick one where it may; NotSimpleError where it is wanted and may not."""
    if wanted == "quick" and not is_simple(model):
        raise NotSimpleError("The quick engine plays one type and one steady group, nothing else.")
    return "quick" if wanted == "auto" and is_simple(model) else "general" if wanted == "auto" else wanted


def may_be_fast(model: Model) -> bool:
    """Say whether numba is installed and a model's figures have room in 64 bits."""
    return machine_code.is_there() and has_room(model)


def run(
    model: Model, replications: int, seed: int, executor: Executor, engine: Engine, speed: Speed = "auto"
) -> list[Sums]:
    """Play the replications; the answers are the same by any engine, speed and executor.

    The executor is asked only where at least a second of work is left after the first, and numba only where it is so much
    that compiling is worth its time.
    """
    if speed == "fast" and not may_be_fast(model):
        raise NotFastError("The extra `fast` is not installed, or the model is too large for it.")
    document, is_quick = msgspec.json.encode(model), engine == "quick"
    jobs = [
        Job(document, is_quick, seed, replication, speed == "fast") for replication in range(replications)
    ]
    begun = time.perf_counter()
    first = play(jobs[0])
    left = (time.perf_counter() - begun) * (replications - 1)
    chosen = executor if left >= WORTH_A_PROCESS_S else Here()
    if speed == "auto" and not is_quick and left >= WORTH_COMPILING_S and may_be_fast(model):
        jobs = [replace(job, is_fast=True) for job in jobs]
    return [first, *chosen.map(play, jobs[1:])]


def play(job: Job) -> Sums:
    """Play one replication and add it up."""
    model, numbers = _prepared(job.document)
    chances = Chances(model, Draws(job.seed, job.replication))
    if job.is_quick:
        return tally(model, play_quickly(model, chances))
    return tally(model, (play_fast if job.is_fast else Play)(model, numbers, chances).run())


@lru_cache(maxsize=4)
def _prepared(document: bytes) -> tuple[Model, Cast]:
    model = msgspec.json.decode(document, type=Model)
    return model, cast(model)
