"""What every benchmark says of the machine: was it as quick after as before, how durable is the database, who spent what."""

import os
import platform
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

CALIBRATION_STEPS = 4_000_000
NOISY = 0.10
DURABLE = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "wal_level")


def calibrate() -> float:
    """Milliseconds of a fixed loop, the best of three."""
    return min(_loop() for _ in range(3))


def _loop() -> float:
    start, total = time.perf_counter(), 0
    for number in range(CALIBRATION_STEPS):
        total += number & 7
    return (time.perf_counter() - start) * 1000


@contextmanager
def measured() -> Iterator[None]:
    """Print the machine first, and last whether it was equally quick before and after."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.machine()}, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    before = calibrate()
    yield
    after = calibrate()
    drift = abs(after - before) / min(before, after)
    verdict = "noisy" if drift > NOISY else "steady"
    print(
        f"calibration {before:.0f} ms before, {after:.0f} ms after: {verdict}, load {os.getloadavg()[0]:.1f}"
    )


async def print_settings(connection: asyncpg.Connection) -> None:
    """Print what decides whether PostgreSQL is durable."""
    found = [f"{name} = {await connection.fetchval(f'SHOW {name}')}" for name in DURABLE]
    print("PostgreSQL: " + ", ".join(found), flush=True)


def processor_seconds(pids: Iterable[int]) -> float:
    """Processor time that processes have had so far, all their threads, from the scheduler's own count."""
    spent = 0
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            for thread in Path(f"/proc/{pid}/task").iterdir():
                spent += int((thread / "schedstat").read_text().split()[0])
    return spent / 1e9


def family(pid: int) -> list[int]:
    """A process and all that it has started."""
    found = [pid]
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                found += family(int(child))
    return found


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def proportional_kib(pid: int) -> int:
    """Memory of a process in KiB, with what it shares counted in proportion (PSS)."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
