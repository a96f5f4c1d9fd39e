"""The product under test: started as anybody starts it, in a folder of its own, its processes found for killing."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx
import psutil

from hamseda.kit.cluster import Cluster

PASSWORD = "faults-and-more-faults"
SOURCE = Path(__file__).parents[2] / "src"


class Product:
    """One running installation; `source` is the tree it runs from."""

    def __init__(self, source: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hamseda-faults-"))
        self.folder.chmod(0o755)
        self.port, lmtp = _free_port(), _free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("HAMSEDA_")} | {
            "HAMSEDA_FOLDER": str(self.folder),
            "HAMSEDA_PORT": str(self.port),
            "HAMSEDA_LMTP_PORT": str(lmtp),
            "PYTHONPATH": str(source),
        }
        self._log = (self.folder / "serve.log").open("wb")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def dsn(self) -> str:
        """The address of the server that the product started, for its owner."""
        return Cluster(self.folder / "postgres").dsn

    async def create_people(self) -> None:
        """Make an administrator and an agent, as anybody would, while the product runs."""
        for email, role in (("boss@faults.test", "admin"), ("agent@faults.test", "agent")):
            making = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "hamseda",
                "user",
                "create",
                email,
                "--role",
                role,
                "--name",
                role,
                env=self.environment | {"HAMSEDA_NEW_PASSWORD": PASSWORD, "HAMSEDA_DATABASE_URL": self.dsn},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            said, _ = await making.communicate()
            if making.returncode != 0:
                raise RuntimeError(said.decode())

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hamseda", "serve"],
            env=self.environment,
            stdout=self._log,
            stderr=self._log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    async def ready(self, seconds: float = 60) -> None:
        async with asyncio.timeout(seconds), httpx.AsyncClient(base_url=self.base, timeout=3) as http:
            while True:
                try:
                    if (await http.get("/health/ready")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)

    async def kill(self, what: str) -> int:
        """Kill -9 one process of a kind, waiting where it is just being started; answers its id."""
        async with asyncio.timeout(20):
            while (pid := self._pid(what)) is None:
                await asyncio.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
        return pid

    def _pid(self, what: str) -> int | None:
        for process in self._all():
            command = process.cmdline()
            if what == "postgres" and command and command[0].endswith("postgres") and "-D" in command:
                return process.pid
            if what != "postgres" and command[-2:] == ["hamseda", what] and "-m" in command:
                return process.pid
        return None

    def _all(self) -> list[psutil.Process]:
        folder = str(self.folder)
        found = []
        for process in psutil.process_iter():
            try:
                line = " ".join(process.cmdline())
                if folder in line or process.environ().get("HAMSEDA_FOLDER") == folder:
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
                continue
        return found

    def tail(self) -> str:
        return (self.folder / "serve.log").read_text(errors="replace")[-3000:]

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(60)
        self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


async def log_in(product: Product, email: str) -> httpx.AsyncClient:
    http = httpx.AsyncClient(base_url=product.base, timeout=20)
    (await http.post("/api/v1/session", json={"email": email, "password": PASSWORD})).raise_for_status()
    http.headers["X-CSRF-Token"] = (await http.get("/api/v1/me")).json()["csrf"]
    return http


async def make_chat(boss: httpx.AsyncClient) -> dict[str, Any]:
    """A web chat on the first queue, whose members are everybody."""
    queue = (await boss.get("/api/v1/queues")).json()["items"][0]
    users = (await boss.get("/api/v1/users")).json()["items"]
    changed = await boss.patch(
        f"/api/v1/queues/{queue['id']}", json={"member_ids": [u["id"] for u in users], "calendar_id": None}
    )
    changed.raise_for_status()
    made = await boss.post(
        "/api/v1/channels", json={"kind": "webchat", "name": "faults", "queue_id": queue["id"]}
    )
    made.raise_for_status()
    return dict(made.json())


def copied_source() -> Path:
    """A copy of the source tree, for planting."""
    target = Path(tempfile.mkdtemp(prefix="hamseda-planted-")) / "src"
    shutil.copytree(SOURCE, target, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
