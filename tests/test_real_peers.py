"""The summary of real peers, seen in test runs of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

INNER = """
def test_present(real_peer):
    real_peer("Chromium", "142")

def test_wished(real_peer):
    real_peer.missing("rspamd", "no package", demanded=False)

def test_absent(real_peer):
    real_peer.missing("Asterisk", "not installed")
"""


@pytest.fixture
def run(tmp_path):
    (tmp_path / "test_inner.py").write_text(INNER)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "CI"))
        }
        inherited.pop("HAMSEDA_TEST_STRICT", None)
        inherited["PYTHONPATH"] = str(Path(__file__).parent)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "fixtures.peers",
            *arguments,
        ]
        return subprocess.run(
            command, cwd=tmp_path, env=inherited | environment, capture_output=True, text=True, check=False
        )

    return run


@pytest.mark.parametrize("workers", [[], ["-n", "2"]])
def test_the_end_of_a_run_names_who_ran_and_who_was_missing(run, workers):
    done = run(*workers)
    assert done.returncode == 0, done.stdout
    assert (
        "Real peers: Chromium 142 ran, Asterisk skipped: not installed, rspamd skipped: no package"
        in done.stdout
    )


@pytest.mark.parametrize("strict", [{"CI": "true"}, {"HAMSEDA_TEST_STRICT": "1"}])
def test_a_missing_peer_fails_a_strict_run(run, strict):
    done = run(**strict)
    assert done.returncode == 1
    assert "Asterisk must be here in a strict run: not installed" in done.stdout
    assert "1 failed, 1 passed, 1 skipped" in done.stdout
