"""Where replications are played: here, or in processes beside this one. The answers are the same."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Protocol, TypeVar

Job = TypeVar("Job")
Answer = TypeVar("Answer")


class Executor(Protocol):
    """Answers jobs in their order."""

    def map(self, play: Callable[[Job], Answer], jobs: Iterable[Job]) -> Iterator[Answer]:
        """Answer each job."""
        ...


class Here:
    """One after another in this process."""

    def map(self, play: Callable[[Job], Answer], jobs: Iterable[Job]) -> Iterator[Answer]:
        """Answer each job when it is asked for."""
        return map(play, jobs)


class Processes:
    """Several at once, each in a process of its own; as many as there are cores where none are named."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1

    def map(self, play: Callable[[Job], Answer], jobs: Iterable[Job]) -> Iterator[Answer]:
        """Answer the jobs; an error of one ends all."""
        begun = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self.workers, mp_context=begun) as pool:
            yield from pool.map(play, jobs)
