"""How actors talk to the one who started them: one JSON object a line, both ways."""

import json
import sys
import time
from typing import Any


def tell(**what: Any) -> None:
    """Say one thing on standard output, with the instant at which it happened."""
    sys.stdout.write(json.dumps({"at": time.time(), **what}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def orders() -> dict[str, Any]:
    """What this actor was started with: the first line of standard input."""
    found = json.loads(sys.stdin.readline())
    if not isinstance(found, dict):
        raise TypeError("An actor is started with one JSON object.")
    return found
