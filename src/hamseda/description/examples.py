"""Examples of requests and answers: taken from real calls, kept beside the description."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("examples.json")


@cache
def read_examples() -> dict[str, dict[str, Any]]:
    """Read them: for each route (`POST /api/v1/labels`) what was `asked` and what was `answered`."""
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


def show(operation: dict[str, Any], example: dict[str, Any]) -> None:
    """Put an example into the body and the first success of an operation."""
    if "asked" in example:
        operation["requestBody"]["content"]["application/json"]["example"] = example["asked"]
    if "answered" in example:
        answer = next(a for status, a in operation["responses"].items() if status.startswith("2"))
        answer["content"]["application/json"]["example"] = example["answered"]
