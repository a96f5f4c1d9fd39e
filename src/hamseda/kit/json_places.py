"""Where in a JSON text a field stands, so that what cannot be meant is named by its line and column."""

import json
import re
from math import isfinite
from typing import Final

from msgspec import Struct

TOKEN: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[^\s,:\[\]{}"]+|[\[\]{},:]', re.DOTALL)
HALF: Final = re.compile("[\ud800-\udfff]")
MOST_DIGITS: Final = 4000  # of a whole number that Python reads


class Place(Struct, frozen=True, order=True):
    """A letter of a text, both counted from 1."""

    line: int
    column: int


def has_half(text: str) -> bool:
    """Whether half a letter stands in it: a surrogate alone, which JSON may escape and no text can hold."""
    return HALF.search(text) is not None


def printable(text: str) -> str:
    """The same with each half of a letter written as its escape."""
    return text.encode("utf-8", "backslashreplace").decode()


class Places:
    """Where each value of a JSON text stands; fields that stand `twice`, and what is `no_number` or `no_text`."""

    def __init__(self, text: str) -> None:
        self.twice: list[str] = []
        self.no_text: list[str] = []
        self.no_number: dict[str, str] = {}
        self._text = text
        self._at: dict[str, int] = {}
        self._walk()

    def of(self, path: str) -> Place:
        """The place of a field such as `people.3.contract.most`; of the nearest that is there, where it is not."""
        while path and path not in self._at:
            path = path.rpartition(".")[0]
        at = self._at.get(path, 0)
        return Place(self._text.count("\n", 0, at) + 1, at - self._text.rfind("\n", 0, at))

    def _walk(self) -> None:
        parts = [_Part("")]
        for token in TOKEN.finditer(self._text):
            word, part = token[0], parts[-1]
            if word in ",:":
                continue
            if word in "}]":
                parts.pop()
            elif part.wants_name:
                name = json.loads(word, strict=False)
                if not part.take_name(printable(name)):
                    self.twice.append(part.inner)
                if has_half(name):
                    self.no_text.append(part.inner)
            else:
                inner = part.next()
                self._at[inner] = token.start()
                if word in "{[":
                    parts.append(_Part(inner, is_object=word == "{"))
                elif not _is_read(word):
                    self.no_number[inner] = word
                elif word[0] == '"' and has_half(json.loads(word, strict=False)):
                    self.no_text.append(inner)


class _Part:
    """An object or a list that is being walked through; the whole text is the first."""

    def __init__(self, path: str, *, is_object: bool | None = None) -> None:
        self.path, self.is_object = path, is_object
        self.wants_name = bool(is_object)
        self.inner, self.names, self.number = path, set[str](), 0

    def take_name(self, name: str) -> bool:
        """A name of the object; False where it stood before."""
        self.inner, self.wants_name = self._within(name), False
        is_new = name not in self.names
        self.names.add(name)
        return is_new

    def next(self) -> str:
        """The path of the value that begins."""
        if self.is_object is None:
            return self.path
        if self.is_object:
            self.wants_name = True
            return self.inner
        self.number += 1
        return self._within(str(self.number - 1))

    def _within(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def _is_read(word: str) -> bool:
    """Whether a text, a truth or a number can be read as what it is."""
    if word[0] == '"' or word in {"true", "false", "null"}:
        return True
    return len(word) <= MOST_DIGITS and isfinite(float(word))
