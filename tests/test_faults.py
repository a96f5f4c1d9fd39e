"""The crash harness, small: nothing acknowledged is lost by kill -9, and the harness would notice if it were."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FAULTS = int(os.environ.get("HAMSEDA_FAULTS", "4"))
MESSAGES = int(os.environ.get("HAMSEDA_FAULT_MESSAGES", "500"))


def run(*arguments: str, seconds: float) -> list[dict]:
    """Run the harness as anybody would, in a process of its own; answers its lines."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.faults", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.stdout, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_is_lost_doubled_or_out_of_order_when_each_process_is_killed() -> None:
    (found,) = run("--faults", str(FAULTS), "--messages", str(MESSAGES), "--no-plants", seconds=580)
    assert found["faults"][:4] == ["web", "worker", "router", "postgres"][:FAULTS]
    assert found["failed"] == [], found


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["acknowledge-before-commit", "no-dedupe", "no-resume", "timer-in-memory"])
def test_a_planted_fault_is_caught_by_the_check_made_for_it(name: str) -> None:
    (found,) = run("--plant", name, seconds=280)
    assert found["caught"], found
