"""A worker of its own process with a mail channel, for benchmarks that kill or flood it."""

import contextlib
import os
import shutil
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from _machine import free_port
from mail_intake import ADDRESS, plant

from hamseda.channels.email.api import register_addresses
from hamseda.house import open_house
from hamseda.kit.cluster import Cluster
from hamseda.kit.migration import migrate
from hamseda.settings import Settings

STARTS_IN = 60.0
AWAY = (OSError, smtplib.SMTPException)


@dataclass
class Mailroom:
    """The worker's process, and the database that it writes to as its owner sees it."""

    folder: Path
    dsn: str
    port: int
    owner: asyncpg.Connection
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start the worker and wait until it takes mail."""
        environment = {
            **os.environ,
            "HAMSEDA_DATABASE_URL": self.dsn,
            "HAMSEDA_FOLDER": str(self.folder),
            "HAMSEDA_LMTP_PORT": str(self.port),
        }
        with (self.folder / "worker.log").open("ab") as log:
            command = [sys.executable, "-m", "hamseda", "worker"]
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        until = time.monotonic() + STARTS_IN
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "worker.log").read_text()[-2000:])

    def kill(self) -> None:
        """End the worker without a word to it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@contextlib.asynccontextmanager
async def mailroom() -> AsyncIterator[Mailroom]:
    """A durable database and a worker that takes mail for ADDRESS; all of it is gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="hamseda-bench-"))
    folder.chmod(0o711)
    cluster = Cluster(folder / "postgres")
    room = None
    try:
        dsn = cluster.start()
        await migrate(dsn)
        owner = await asyncpg.connect(dsn)
        the, channel = await plant(owner)
        house = await open_house(Settings(folder=str(folder)), dsn)
        async with house.database.transaction(the) as work:
            await register_addresses(work, channel, {"address": ADDRESS})
        await house.close()
        room = Mailroom(folder, dsn, free_port(), owner)
        room.start()
        yield room
        await owner.close()
    finally:
        if room is not None:
            room.kill()
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
