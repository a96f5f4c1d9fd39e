import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress

from hamseda.kit.cluster.cluster import Cluster

POLL = 0.2


class ClusterUnit:
    """The embedded PostgreSQL as a supervisor sees it."""

    def __init__(self, name: str, cluster: Cluster) -> None:
        self.name = name
        self._cluster = cluster

    async def start(self) -> None:
        await asyncio.to_thread(self._cluster.start)

    async def is_ready(self) -> bool:
        return await asyncio.to_thread(self._cluster.is_ready)

    async def ended(self) -> str:
        while self._cluster.is_alive():  # noqa: ASYNC110 - not our child: nobody would tell us
            await asyncio.sleep(POLL)
        return "ended without being asked"

    async def stop(self) -> None:
        await asyncio.to_thread(self._cluster.stop)

    def kill(self) -> None:
        for pid in self._cluster.pids()[:1]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT)  # immediate shutdown: its children must not outlive it

    def pids(self) -> Sequence[int]:
        """Return the postmaster, its children and its keeper."""
        keeper = self._cluster.keeper_pid()
        return [*self._cluster.pids(), *([keeper] if keeper else [])]
