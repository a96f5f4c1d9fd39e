"""The demonstration examines itself: the whole product on free ports, seen only from outside."""

import json
import subprocess
import sys

import pytest


@pytest.mark.timeout(300)
def test_the_main_job_holds_on_the_running_product(real_peer) -> None:
    command = [sys.executable, "-m", "hamseda", "demo", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    lines = done.stdout.strip().splitlines()
    assert len(lines) == 1, done.stderr
    seen = json.loads(lines[0])
    assert "fault" not in seen, seen
    held = {
        "verified", "chat_answered", "mail_answered", "same_customer", "same_conversation", "context_seen",
        "forged_mail_apart", "ok",
    }  # fmt: skip
    assert {name for name in held if seen[name] is True} == held
    assert all(seen[name] >= 0 for name in ("start_s", "chat_ask_ms", "chat_answer_ms", "seconds"))
    assert done.returncode == 0
    real_peer("hamseda demo --check")
