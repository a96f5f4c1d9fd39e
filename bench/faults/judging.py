"""What must hold after the faults: pure comparison of what was stored and seen with what was sent."""

from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from bench.faults.people import History


@dataclass(frozen=True)
class Line:
    """Who waited: all work items by entry, the entries before the first fault, the first in line after the last."""

    waits: list[Any]
    before: dict[str, Any]
    first: list[str]


def judge(rows: list[Any], line: Line, heard: list[int], history: History) -> dict[str, Any]:
    """Name the checks that failed, with how many cases each found.

    `rows` are the stored messages by position, `heard` the numbers of the events that the watched screen had to show.
    """
    checks = {
        **_stored(rows, history),
        "unsent": _unsent(rows, history),
        "place_lost": _places(line, history),
        "screen": _screen(rows, heard, history),
        "visitor_screen": [name for name, seen in history.positions.items() if seen != sorted(set(seen))],
    }
    return {
        "failed": [name for name, found in checks.items() if found],
        "counts": {name: len(found) for name, found in checks.items()},
        "examples": {name: found[:3] for name, found in checks.items() if found},
    }


def _wanted(history: History) -> dict[str, str]:
    return {f"{name} {n:05}": i for name, ids in history.sent.items() for n, i in enumerate(ids)}


def _stored(rows: list[Any], history: History) -> dict[str, list[Any]]:
    """Nothing acknowledged is missing, nothing is there twice, each conversation reads as it was written."""
    wanted, times = _wanted(history), Counter(row["text"] for row in rows)
    said: dict[Any, list[str]] = {}
    for row in rows:
        if row["text"] in wanted:
            said.setdefault(row["conversation_id"], []).append(row["text"])
    return {
        "lost": [text for text, i in wanted.items() if i in history.acknowledged and not times[text]],
        "duplicate": [text for text in wanted if times[text] > 1],
        "out_of_order": [str(c) for c, texts in said.items() if texts != sorted(texts)],
    }


def _unsent(rows: list[Any], history: History) -> list[str]:
    """Accepted to be sent a little later, and not sent."""
    states = {row["id"]: row["state"] for row in rows}
    return [i for i in history.scheduled if states.get(i) in {None, "scheduled"}]


def _screen(rows: list[Any], heard: list[int], history: History) -> list[Any]:
    """Every event is on the agent's screen once and in order, and so is every message of a visitor."""
    begun = history.numbers[0] if history.numbers else 0
    due = [n for n in heard if n >= begun]
    seen = history.numbers[: len(due)]
    wrong = [f"event {want} due, {got} seen" for want, got in zip_longest(due, seen) if want != got]
    times, texts = Counter(history.screen), _wanted(history)
    return wrong + [f"message {row['id']}" for row in rows if row["text"] in texts and times[row["id"]] != 1]


def _places(line: Line, history: History) -> list[str]:
    """Nobody entered anew, nobody was told a worse place than before, and the first in line are served first."""
    now = {row["id"]: row["entered_at"] for row in line.waits}
    moved = [f"entered anew: {i}" for i, entered in line.before.items() if now.get(i) != entered]
    worse = [
        f"{name} was told {told}"
        for name, told in history.places.items()
        if told != sorted(told, reverse=True)
    ]
    passed = [] if history.offered == line.first else [f"offered {history.offered}, first were {line.first}"]
    times = Counter(row["interaction_id"] for row in line.waits)
    return moved + worse + passed + [f"in line twice: {i}" for i, n in times.items() if n > 1]
