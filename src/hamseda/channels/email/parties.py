"""What became of a mail for each of several recipients: values in, values out."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

Outcome = dict[str, Any]
"""`state` (waiting, sent, delivered, delayed, failed), and what is known beside it."""

HAVE_IT: Final = frozenset({"sent", "delivered", "delayed"})
# A receipt never takes back what is known already, but a failure may come late.
_ORDER: Final = {"waiting": 0, "sent": 1, "delayed": 2, "delivered": 3, "failed": 4}


def named(meta: Mapping[str, Any]) -> list[str]:
    """The recipients that a message names; none where it goes to its customer as usual."""
    found = (meta.get("mail") or {}).get("recipients") or {}
    return [*found.get("to", []), *found.get("cc", []), *found.get("bcc", [])]


def known(delivery: Mapping[str, Any] | None, recipients: Iterable[str]) -> dict[str, Outcome]:
    """What is known of each recipient, in their order; those of whom nothing is known wait."""
    said = {one["address"]: one for one in (delivery or {}).get("recipients", [])}
    return {
        address: {k: v for k, v in said.get(address, {"state": "waiting"}).items() if k != "address"}
        for address in recipients
    }


def waiting(outcomes: Mapping[str, Outcome]) -> list[str]:
    """Whom the mail has not reached yet, and who has not refused it for good."""
    return [address for address, one in outcomes.items() if one["state"] == "waiting"]


def merged(before: Mapping[str, Outcome], news: Mapping[str, Outcome]) -> dict[str, Outcome]:
    """What is known after news: each recipient moves forward only."""
    return {
        address: {**one, **news[address]}
        if address in news and _ORDER[news[address]["state"]] >= _ORDER[one["state"]]
        else one
        for address, one in before.items()
    }


def told(outcomes: Mapping[str, Outcome]) -> list[dict[str, Any]]:
    """The outcomes as a message keeps them."""
    return [{"address": address, **one} for address, one in outcomes.items()]


def state_of(outcomes: Mapping[str, Outcome], current: str) -> str:
    """The state of the whole message: it has failed where nobody has it and nobody waits.

    While somebody waits it stays what it is: who had it, and lost it since, is told at the recipients.
    """
    states = {one["state"] for one in outcomes.values()}
    if states & HAVE_IT:
        if states <= {"delivered", "failed"}:
            return "delivered"
        return current if current in {"delivered", "read"} else "sent"
    return current if "waiting" in states else "failed"
