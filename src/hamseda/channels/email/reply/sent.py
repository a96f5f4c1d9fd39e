"""Which lines of a mail repeat what we sent: told by rows of words, in any language and however they were wrapped."""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from hamseda.channels.email.reply.lines import Line
from hamseda.kit.persian import normalise

ROW: Final = 4
"""Words in a shingle: few enough to survive a changed word, enough not to meet by chance."""
MOST_WORDS: Final = 60_000
MOST_WORD: Final = 60
ENOUGH_WORDS: Final = 12
"""So many words in a row without any quote sign are no chance."""
ENOUGH_SHARE: Final = 0.6
_WORD: Final = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+"
)
"""A word; of a script that writes none apart, one letter."""


class Match(Struct):
    """How much of a line we sent: `words` it has, of which `known`; `first` and `last` place of them in what we sent.

    `trailing`: words at its end that we did not send.
    """

    words: int = 0
    known: int = 0
    first: int = -1
    last: int = -1
    trailing: int = 0

    @property
    def is_ours(self) -> bool:
        return self.words > 0 and self.known >= ENOUGH_SHARE * self.words


class Sent:
    """What we sent, ready to be compared with."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._places: dict[tuple[str, ...], int] = {}
        self.shortest = 0
        place = 0
        for text in texts:
            words = words_of(text)[: MOST_WORDS - place]
            if not words:
                continue
            self.shortest = min(self.shortest or len(words), len(words))
            self._add(words, place)
            # A step between two messages: the end of one and the beginning of the next are not neighbours.
            place += len(words) + 50

    def _add(self, words: list[str], place: int) -> None:
        row = min(ROW, len(words))
        for start in range(len(words) - row + 1):
            self._places.setdefault(tuple(words[start : start + row]), place + start)

    def matches(self, lines: list[Line]) -> list[Match]:
        """One match a line."""
        found = [Match() for _ in lines]
        if not self._places:
            return found
        words, rows = self._numbered(lines)
        places = self._known(words)
        for row, place in zip(rows, places, strict=True):
            match = found[row]
            match.words += 1
            if place < 0:
                match.trailing += 1
            else:
                match.known += 1
                match.trailing = 0
                match.first = place if match.first < 0 else match.first
                match.last = place
        return found

    def _numbered(self, lines: list[Line]) -> tuple[list[str], list[int]]:
        words: list[str] = []
        rows: list[int] = []
        for number, line in enumerate(lines):
            new = words_of(line.text)
            words += new
            rows += [number] * len(new)
            if len(words) > MOST_WORDS:
                break
        return words, rows

    def _known(self, words: list[str]) -> list[int]:
        """The place in what we sent of each word that stands in a known shingle, else -1."""
        places = [-1] * len(words)
        for size in range(min(ROW, self.shortest), ROW + 1):
            for start in range(len(words) - size + 1):
                place = self._places.get(tuple(words[start : start + size]))
                if place is not None:
                    places[start : start + size] = range(place, place + size)
        return places


def words_of(text: str) -> list[str]:
    """The words of a text in their normal form, quote signs and punctuation left out."""
    return [word[:MOST_WORD] for word in _WORD.findall(normalise(text))]
