"""Independent replications of a model, each a seed's own; the same seed gives the same answers, wherever they are played."""

import time
from functools import lru_cache
from typing import Final, Literal

import msgspec
from msgspec import Struct

from hamseda.twin.casting import Cast, cast
from hamseda.twin.chances import Chances
from hamseda.twin.document import Model
from hamseda.twin.draws import Draws
from hamseda.twin.engine import Play
from hamseda.twin.executors import Executor, Here
from hamseda.twin.quick import is_simple, play_quickly
from hamseda.twin.report import Outcome, outcome
from hamseda.twin.tally import Sums, tally

Engine = Literal["auto", "general", "quick"]
WORTH_A_PROCESS_S: Final = 1.0


class NotSimpleError(ValueError):
    """The quick engine was wanted for a model that is beyond it."""


class Job(Struct, frozen=True):
    """One replication to play; the document stands for the model, so that it travels to another process."""

    document: bytes
    is_quick: bool
    seed: int
    replication: int


def played(
    model: Model, replications: int, seed: int, executor: Executor, engine: Engine = "auto"
) -> Outcome:
    """Play a model and make figures of it; NotSimpleError where the wanted engine cannot play it."""
    chosen = chosen_engine(model, engine)
    return outcome(model, seed, run(model, replications, seed, executor, chosen), chosen)


def chosen_engine(model: Model, wanted: Engine) -> Engine:
    """The engine that plays a model: the quick one where it may; NotSimpleError where it is wanted and may not."""
    if wanted == "quick" and not is_simple(model):
        raise NotSimpleError("The quick engine plays one type and one steady group, nothing else.")
    return "quick" if wanted == "auto" and is_simple(model) else "general" if wanted == "auto" else wanted


def run(model: Model, replications: int, seed: int, executor: Executor, engine: Engine) -> list[Sums]:
    """Play the replications. The executor is asked only where at least a second of work is left after the first."""
    document, is_quick = msgspec.json.encode(model), engine == "quick"
    jobs = [Job(document, is_quick, seed, replication) for replication in range(replications)]
    begun = time.perf_counter()
    first = play(jobs[0])
    left = (time.perf_counter() - begun) * (replications - 1)
    chosen = executor if left >= WORTH_A_PROCESS_S else Here()
    return [first, *chosen.map(play, jobs[1:])]


def play(job: Job) -> Sums:
    """Play one replication and add it up."""
    model, numbers = _prepared(job.document)
    chances = Chances(model, Draws(job.seed, job.replication))
    if job.is_quick:
        return tally(model, play_quickly(model, chances))
    return tally(model, Play(model, numbers, chances).run())


@lru_cache(maxsize=4)
def _prepared(document: bytes) -> tuple[Model, Cast]:
    model = msgspec.json.decode(document, type=Model)
    return model, cast(model)
