"""A mail as lines, each with what its place says about who wrote it."""

import re
from functools import cached_property
from typing import Final, Literal

from hamseda.kit.persian import normalise

MOST_LINES: Final = 10_000
MOST_DEPTH: Final = 12
MOST_LOOKED_AT: Final = 1_000
"""Characters of a line that patterns look at: what announces a quote is shorter."""

Label = Literal["own", "quote", "head", "signature"]
Region = Literal["", "attribution", "box", "quote", "rest", "signature"]

_PREFIX: Final = re.compile("[\\s\u200e\u200f\u202a-\u202e\u2066-\u2069]*[>\uff1e]")


class Line:
    """One line. `text` is without quote signs, `shown` with them; `depth` counts certain quote levels.

    `is_soft`: in a block that may be a quote or merely indented. `region`: what a known mail program says that
    this place of the page is. `label` is the verdict, made by the steps.
    """

    def __init__(
        self,
        text: str,
        shown: str | None = None,
        depth: int = 0,
        region: Region = "",
        *,
        is_soft: bool = False,
    ) -> None:
        self.text = text
        self.shown = text if shown is None else shown
        self.depth = depth
        self.region: Region = region
        self.is_soft = is_soft
        self.label: Label = "own"

    @cached_property
    def norm(self) -> str:
        """The normal form in which patterns are written, never longer than they may look at."""
        return normalise(self.text[:MOST_LOOKED_AT])[:MOST_LOOKED_AT]

    @property
    def is_blank(self) -> bool:
        return not self.norm

    def __repr__(self) -> str:
        return f"Line({self.label}, {self.depth}, {self.region!r}, {self.text[:60]!r})"


def lines_of_text(text: str) -> list[Line]:
    """The lines of a plain text; what is past the limit is one last line."""
    pieces = text.replace("\r\n", "\n").replace("\r", "\n").split("\n", MOST_LINES)
    return [_line(piece) for piece in pieces]


def _line(shown: str) -> Line:
    rest, depth = shown, 0
    while depth < MOST_DEPTH and (sign := _PREFIX.match(rest, 0, MOST_LOOKED_AT)):
        rest, depth = rest[sign.end() :], depth + 1
    return Line(rest.removeprefix(" ") if depth else shown, shown, depth)


def next_written(lines: list[Line], start: int) -> int | None:
    """The place of the next line that is not blank."""
    return next((i for i in range(start, min(len(lines), start + 20)) if not lines[i].is_blank), None)
