"""Memory of the idle demonstration: every process of it, what they share counted in proportion (PSS).

Run: python bench/memory.py [--goal-mb 500] [--idle 20]
Starts `hamseda demo` in a throw-away folder on free ports, waits until it is ready and then idle, and reads
/proc/PID/smaps_rollup of every process that it started.
"""

import argparse
import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._machine import family, free_port, measured, print_settings, proportional_kib

from hamseda.kit.cluster import Cluster

VERBS = {"web", "worker", "router", "demo"}


def name_of(pid: int) -> str:
    """What a process is, in a word or two."""
    words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").split()
    line = " ".join(words)
    if "postgres" in line.split(" ", 1)[0]:
        return "postgres " + (line.split(": ", 1)[1] if ": " in line else "postmaster")
    verbs = [word for word in words if word in VERBS]
    return verbs[-1].replace("demo", "supervisor") if verbs else " ".join(words[1:4]) or words[0]


def wait_until_ready(port: int, process: subprocess.Popen[bytes], seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=3):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError("the demonstration did not become ready")


async def settings_of(folder: Path) -> None:
    connection = await asyncpg.connect(Cluster(folder / "demo" / "postgres").dsn)
    await print_settings(connection)
    await connection.close()


def report(pid: int, goal_mb: float) -> bool:
    """Print one line a process and the sum; answers whether the goal is met."""
    found = ((proportional_kib(one) / 1024, one) for one in family(pid))
    rows = sorted(((size, name_of(one), one) for size, one in found if size), reverse=True)
    for megabytes, name, one in rows:
        print(f"{megabytes:8.1f} MiB  {name} ({one})")
    total = sum(megabytes for megabytes, _, _ in rows)
    print(
        f"{total:8.1f} MiB  all {len(rows)} processes (goal {goal_mb:.0f}): {'met' if total <= goal_mb else 'MISSED'}"
    )
    return total <= goal_mb


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--goal-mb", type=float, default=500)
    parser.add_argument("--idle", type=float, default=20, help="seconds to wait after it is ready")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="hamseda-bench-"))
    folder.chmod(0o711)
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HAMSEDA_")} | {
        "HAMSEDA_FOLDER": str(folder), "HAMSEDA_PORT": str(port), "HAMSEDA_LMTP_PORT": str(free_port()),
    }  # fmt: skip
    with measured():
        process = subprocess.Popen(
            [sys.executable, "-m", "hamseda", "demo"],
            env=environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            wait_until_ready(port, process, 300)
            time.sleep(options.idle)
            asyncio.run(settings_of(folder))
            good = report(process.pid, options.goal_mb)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
