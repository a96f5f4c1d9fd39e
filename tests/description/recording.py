"""What was asked and answered in a test run, and how it becomes an example."""

import json
import os
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from fixtures.contract import Contract
from hamseda.description.examples import FILE

WRITES: Final = os.environ.get("HAMSEDA_WRITE_EXAMPLES") == "1"
MOST_ITEMS: Final = 2
MOST_LETTERS: Final = 160
# What was a secret in the test run, however short its life.
SECRETS: Final = {"csrf", "key", "secret", "visitor_token", "resume_token", "identity_token", "uri"}


@dataclass
class Record:
    """The first good call of each route: `asked` and `answered`, as JSON."""

    contract: Contract
    calls: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def note(self, answer: httpx.Response) -> None:
        """Keep a call (a hook of a client); the answer is held to the description as well."""
        name = self.contract.name_of(answer.request.method, answer.request.url.path)
        if name is None or "json" not in answer.headers.get("content-type", "application/json"):
            return
        await answer.aread()
        self.contract.check(answer)
        call: dict[str, Any] = {}
        if answer.request.headers.get("content-type") == "application/json":
            call["asked"] = json.loads(answer.request.content)
        if answer.is_success:
            if answer.content and answer.content != b"null":
                call["answered"] = answer.json()
            self.calls[name] = {**self.calls.get(name, {}), **call, **self._better(name)}
        elif call and name not in self.calls:
            self.calls[name] = call  # a request that could not be met here may still be a good example

    def _better(self, name: str) -> dict[str, Any]:
        """An answer that holds something stays when an empty one follows."""
        known = self.calls.get(name, {})
        return known if _holds(known.get("answered")) else {}

    def of(self, name: str) -> dict[str, Any]:
        return self.calls[name]["answered"]


def needed(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The schemas for which an operation owes an example: of its JSON body (asked), of its success (answered)."""
    found = {}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    if "schema" in body:
        found["asked"] = body["schema"]
    for status in ("200", "201"):
        content = operation["responses"].get(status, {}).get("content", {}).get("application/json", {})
        if "schema" in content:
            found["answered"] = content["schema"]
    return found


def write_missing(contract: Contract, record: Record) -> None:
    """Write the examples that are missing, or do not fit any more; the others stay as they are."""
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    examples = {}
    for name, operation in sorted(contract.operations()):
        schemas = needed(operation)
        old, seen = kept.get(name, {}), record.calls.get(name, {})
        made = {
            part: old[part] if part in old and not contract.faults(schema, old[part]) else shown(seen[part])
            for part, schema in schemas.items()
            if part in old or part in seen
        }
        if made:
            examples[name] = made
    FILE.write_text(json.dumps(examples, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def shown(content: Any, key: str = "") -> Any:
    """Real content made fit to be read: short lists, short texts, no secrets."""
    if isinstance(content, dict):
        return {name: shown(value, name) for name, value in content.items()}
    if isinstance(content, list):
        return [shown(value) for value in content[:MOST_ITEMS]]
    if isinstance(content, str) and key in SECRETS:
        return content[:6] + "…"
    if isinstance(content, str) and len(content) > MOST_LETTERS:
        return content[:MOST_LETTERS] + "…"
    return content


def _holds(answered: Any) -> bool:
    if isinstance(answered, dict) and "items" in answered:
        return bool(answered["items"])
    return bool(answered)
