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
            "HAMSEDA_FOLDER": str(self.folder), "HAMSEDA_PORT": str(self.port), "HAMSEDA_LMTP_PORT": str(lmtp),
            "PYTHONPATH": str(source),
        }
        self._log = (self.folder / "serve.log").open("wb")
        self._process: subprocess.Popen[bytes] | None = None

    def create_people(self) -> None:
        for email, role in (("boss@faults.test", "admin"), ("agent@faults.test", "agent")):
            subprocess.run(
                [sys.executable, "-m", "hamseda", "user", "create", email, "--role", role, "--name", role],
                check=True, env=self.environment | {"HAMSEDA_NEW_PASSWORD": PASSWORD}, capture_output=True,
            )

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hamseda", "serve"], env=self.environment, stdout=self._log, stderr=self._log,
            stdin=subprocess.DEVNULL, start_new_session=True,
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

    def kill(self, what: str) -> int:
        """Kill -9 one process of a kind; answers its id."""
        pid = self._pid(what)
        os.kill(pid, signal.SIGKILL)
        return pid

    def _pid(self, what: str) -> int:
        for process in self._all():
            command = process.cmdline()
            if what == "postgres" and command and command[0].endswith("postgres") and "-D" in command:
                return process.pid
            if what != "postgres" and command[-2:] == ["hamseda", what] and "-m" in command:
                return process.pid
        raise LookupError(f"no process {what} runs")

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
    changed = await boss.patch(f"/api/v1/queues/{queue['id']}", json={"member_ids": [u["id"] for u in users]})
    changed.raise_for_status()
    made = await boss.post("/api/v1/channels", json={"kind": "webchat", "name": "faults", "queue_id": queue["id"]})
    made.raise_for_status()
    return dict(made.json())


def copied_source() -> Path:
    """A copy of the source tree, for planting."""
    target = Path(tempfile.mkdtemp(prefix="hamseda-planted-")) / "src"
    shutil.copytree(SOURCE, target, ignore=shutil.ignore_patterns("__pycache__", "static"))
    return target


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
