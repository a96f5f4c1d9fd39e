"""Runs of digit groups in a text: «6037 9911-1234.5678» is one run of four groups.

A group is a stretch of digits (of any script) in which only marks without a width may lie; between the
groups of a run lies a gap of spaces, dashes and the like. One pass, no backtracking: each sign is looked at
a bounded number of times.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hamseda.kit.persian.letters import HALF_SPACES, INVISIBLE, ZWJ

TAG: Final = "\ue000"
"""Stands for the tags between two pieces of HTML text (private use, so no text has it by itself)."""
BULLET: Final = "•"

_SHORTEST: Final = 10
_UNSEEN: Final = re.escape(HALF_SPACES.replace("¬", "") + INVISIBLE + ZWJ + "\u20e3\u0640")
_STRONG: Final = rf"\s\-‐‑‒–—―−_.·¬{TAG}"
_WEAK: Final = r"\n\r/\\:,،|٬*"

_GROUP: Final = rf"\d+(?:[{_UNSEEN}]{{1,8}}\d+)*"
_GAP: Final = rf"[{_UNSEEN}{_STRONG}{_WEAK}]{{1,8}}"
_RUN: Final = re.compile(rf"{_GROUP}(?:{_GAP}{_GROUP})*")
_PIECE: Final = re.compile(rf"({_GROUP})({_GAP})?")
_NOT_DIGITS: Final = re.compile(r"\D+")
_WEAK_SIGN: Final = re.compile(f"[{_WEAK}]")
_LIST_SIGN: Final = re.compile(r"[\n\r,،|]")
_AFTER_MASK: Final = re.compile(rf"{BULLET * 2}[{_UNSEEN}{TAG}]*\Z")
_BEFORE_MASK: Final = re.compile(rf"[{_UNSEEN}{TAG}]*{BULLET * 2}")
_MASK_EDGE: Final = 5
"""Longest stretch of digits that a mask leaves in sight, with one to spare."""


@dataclass(frozen=True, slots=True)
class Group:
    start: int
    end: int
    written: str  # digits as typed
    digits: str  # in ASCII
    gap: str  # what lies before the next group of the run, "" at its end


@dataclass(frozen=True, slots=True)
class Run:
    groups: list[Group]
    masked: frozenset[int]  # groups that an earlier masking left in sight
    digits: str  # of all groups, in ASCII
    offsets: list[int]  # digits before each group, and at last all
    ends: dict[int, int]  # where a group ends in the digits → that group

    def weak(self, first: int, last: int) -> bool:
        """Tell whether a sign that also parts numbers (comma, slash, line end) lies between the groups."""
        return any(_WEAK_SIGN.search(group.gap) for group in self.groups[first:last])

    def sizes(self, first: int, last: int) -> tuple[int, ...]:
        return tuple(len(group.digits) for group in self.groups[first : last + 1])

    def alone(self, first: int, last: int) -> bool:
        """Tell whether nothing of the run stands beside the groups on their line or in their list entry."""
        opens = first == 0 or bool(_LIST_SIGN.search(self.groups[first - 1].gap))
        return opens and (last == len(self.groups) - 1 or bool(_LIST_SIGN.search(self.groups[last].gap)))


def runs(text: str) -> Iterator[Run]:
    """Yield the runs of the text that have at least ten digits."""
    for match in _RUN.finditer(text):
        if match.end() - match.start() >= _SHORTEST:
            run = _run(text, match.start(), match.end())
            if run.offsets[-1] >= _SHORTEST:
                yield run


def _run(text: str, start: int, end: int) -> Run:
    groups: list[Group] = []
    offsets = [0]
    for piece in _PIECE.finditer(text, start, end):
        written = _NOT_DIGITS.sub("", piece[1])
        groups.append(Group(piece.start(1), piece.end(1), written, _ascii(written), piece[2] or ""))
        offsets.append(offsets[-1] + len(written))
    masked = frozenset(index for index, group in enumerate(groups) if _is_left_over(text, group))
    digits = "".join(group.digits for group in groups)
    ends = {offset: index for index, offset in enumerate(offsets[1:])}
    return Run(groups, masked, digits, offsets, ends)


def _ascii(written: str) -> str:
    return written if written.isascii() else "".join(str(int(digit)) for digit in written)


def _is_left_over(text: str, group: Group) -> bool:
    return len(group.digits) <= _MASK_EDGE and bool(
        _AFTER_MASK.search(text, max(0, group.start - 10), group.start)
        or _BEFORE_MASK.match(text, group.end, group.end + 10),
    )
