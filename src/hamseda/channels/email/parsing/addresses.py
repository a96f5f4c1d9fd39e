"""Lists of addresses, read forgivingly: names are decoded only after the list was taken apart.

A decoded name may hold commas and brackets, and must not become an address by that.
"""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from hamseda.channels.email.parsing.charsets import clean
from hamseda.channels.email.parsing.limits import MOST_NAME, MOST_NAMED
from hamseda.channels.email.parsing.words import WORD, decode_words, text_of

_TOKEN: Final = re.compile(
    rf'(?P<word>{WORD.pattern})|(?P<quoted>"(?:[^"\\]|\\.)*(?P<closed>"?))|(?P<sign>[<>,;:()])|(?P<space>\s+)'
    r'|(?P<text>(?:(?!=\?)[^\s"<>,;:()])+|=)',
    re.DOTALL,
)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_ADDRESS: Final = re.compile(r"[^\s<>()\[\]]{1,200}@[^\s<>()]{1,255}")
_LOCAL: Final = re.compile(r"[A-Za-z0-9._+-]{1,64}")
_MAILTO: Final = re.compile(r"\[?mailto:([^\]\s>]+)\]?", re.IGNORECASE)


class Address(Struct, frozen=True):
    """Somebody in a header: the display name as they wrote it, and the address."""

    name: str
    address: str


def read_addresses(values: list[bytes], hint: str | None = None) -> list[Address]:
    """All addresses of the fields of one name, in their order; groups are dissolved."""
    found: list[Address] = []
    for value in values:
        for one in _Reader(text_of(value, hint), hint).all():
            found.append(one)
            if len(found) >= MOST_NAMED:
                return found
    return found


class _Reader:
    """Reads a list token by token: the words before a bracket, what is in it, and comments."""

    def __init__(self, text: str, hint: str | None) -> None:
        self._text = text
        self._hint = hint
        self._depth = 0
        self._begin()

    def all(self) -> Iterator[Address]:
        """Every address of the list."""
        for token in _TOKEN.finditer(self._text):
            if self._depth or token["sign"] == "(":
                self._comment(token[0])
            elif self._ends(token["sign"]):
                yield from self._made()
                self._begin()
            else:
                self._word(token)
        yield from self._made()

    def _begin(self) -> None:
        self._words: list[str] = []
        self._inside: list[str] | None = None
        self._comments: list[str] = []

    def _comment(self, text: str) -> None:
        if text != ")" and self._depth:
            self._comments.append(text)
        self._depth += (text == "(") - (text == ")")
        if self._depth and text == ")":
            self._comments.append(text)

    def _ends(self, sign: str | None) -> bool:
        """What follows a closed bracket without a comma is another address, or rubbish."""
        if sign == ">":
            return self._inside is not None
        return sign == ";" or (sign == "," and self._inside is None)

    def _word(self, token: "re.Match[str]") -> None:
        sign, text = token["sign"], token[0]
        if sign == "<":
            self._inside = []
        elif self._inside is not None:
            self._inside.append(text)
        elif sign == ":" and not _is_scheme(self._words):
            self._begin()  # that was the name of a group
        elif token["quoted"] is not None:
            self._words.append(
                _unquoted(text, bool(token["closed"]), self._text[token.end() : token.end() + 1])
            )
        else:
            self._words.append(text)

    def _made(self) -> Iterator[Address]:
        phrase = "".join(self._words).strip()
        if self._inside is None:
            address, name = _bare(phrase)
        else:
            address, name = _plain_address("".join(self._inside)), phrase
        if not address:
            return
        shown = decode_words(name or "".join(self._comments), self._hint)
        if len(shown) > 1 and shown[0] == shown[-1] and shown[0] in "\"'":
            shown = shown[1:-1].strip()
        yield Address("" if shown == address else shown[:MOST_NAME], address)


def _is_scheme(words: list[str]) -> bool:
    return bool(words) and words[-1].lower().lstrip("[") == "mailto"


def _unquoted(token: str, is_closed: bool, following: str) -> str:
    """Quoted text without its quotes, but `"a b"@example.com` stays as it is."""
    if following == "@":
        return token
    return _ESCAPED.sub(r"\1", token[1:-1] if is_closed else token[1:])


def _bare(phrase: str) -> tuple[str, str]:
    """The address and the name in a phrase without brackets."""
    if mailto := _MAILTO.search(phrase):
        return _plain_address(mailto[1]), phrase[: mailto.start()].strip()
    if phrase.startswith('"') and '"@' in phrase:
        return _plain_address(phrase), ""
    found = _ADDRESS.search(phrase) if "@" in phrase else None
    if not found:
        # Within one machine a name is an address: root, MAILER-DAEMON.
        return (phrase, "") if _LOCAL.fullmatch(phrase) else ("", phrase)
    return _plain_address(found[0]), (phrase[: found.start()] + phrase[found.end() :]).strip()


def _plain_address(text: str) -> str:
    """The address without spaces, routes (`@a,@b:c@d`) and signs around it."""
    text = clean(text.strip() if text.strip().startswith('"') else "".join(text.split()))
    if text.startswith("@") and ":" in text:
        text = text.rpartition(":")[2]
    if text.lower().startswith("mailto:"):
        text = text[7:]
    return text.strip("'<>")[:320]
