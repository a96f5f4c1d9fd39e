"""The folder of a run: a worker that begins while another ends finds its PostgreSQL, and nothing stays behind."""

import os
import subprocess
import sys
from pathlib import Path

# The first worker is through before the second begins; each asks for the cluster.
ONE_AFTER_THE_OTHER = """
import time
from pathlib import Path

import asyncpg
import pytest


@pytest.mark.parametrize("turn", ["first", "second"])
async def test_the_cluster_answers(turn, request, run_folder):
    over = run_folder / "first-is-over"
    if turn == "second":
        while not over.exists():
            assert run_folder.exists()
            time.sleep(0.01)
    assert (run_folder.stat().st_mode & 0o777) == 0o711
    connection = await asyncpg.connect(request.getfixturevalue("cluster_dsn"))
    assert await connection.fetchval("SELECT 1") == 1
    await connection.close()
    Path(OUT, turn).write_text(str(run_folder))


@pytest.fixture(scope="session", autouse=True)
def tell(run_folder):
    yield
    (run_folder / "first-is-over").touch()
"""
TESTS = Path(__file__).resolve().parent


def test_a_worker_may_begin_when_another_has_ended(tmp_path):
    (tmp_path / "test_turns.py").write_text(
        f"OUT = {str(tmp_path)!r}\n{ONE_AFTER_THE_OTHER}", encoding="utf-8"
    )
    plugins = ["-p", "fixtures.peers", "-p", "fixtures.cluster", "-p", "no:cacheprovider"]
    path = os.pathsep.join([str(TESTS), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "-o", "asyncio_mode=auto", *plugins, str(tmp_path)],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    folders = {(tmp_path / turn).read_text() for turn in ("first", "second")}
    assert len(folders) == 1
    assert not Path(*folders).exists()
