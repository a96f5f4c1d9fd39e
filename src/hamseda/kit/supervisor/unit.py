from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Unit(Protocol):
    """Something that a supervisor starts, watches and stops: a program, or a server with its own starter."""

    @property
    def name(self) -> str: ...

    async def start(self) -> None:
        """Begin; it need not be ready yet."""

    async def is_ready(self) -> bool:
        """Tell whether it does its work."""

    async def ended(self) -> str:
        """Wait until it is no more, and say in plain words how it ended."""

    async def stop(self) -> None:
        """End it in order, by force if that takes too long."""

    def kill(self) -> None:
        """End it at once."""

    def pids(self) -> Sequence[int]:
        """Return its processes, the first of them first."""


@dataclass(frozen=True)
class Status:
    """How a unit is: `state` is waiting, starting, ready, broken (about to be restarted) or stopped."""

    name: str
    state: str
    pids: tuple[int, ...]
    restarts: int
    last_end: str


@dataclass(frozen=True)
class Memory:
    """Bytes of one process: resident, and proportional (shared pages divided among those who share)."""

    unit: str
    pid: int
    title: str
    resident: int
    proportional: int
