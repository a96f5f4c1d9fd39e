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
_ADDRESS: Final = re.compile(r"[^\s<>()\[\]]+@[^\s<>()]+")
_MAILTO: Final = re.compile(r"\[?mailto:([^\]\s>]+)\]?", re.IGNORECASE)


class Address(Struct, frozen=True):
    """Somebody in a header: the display name as they wrote it, and the address."""

    name: str
    address: str


def read_addresses(values: list[bytes], hint: str | None = None) -> list[Address]:
    """All addresses of the fields of one name, in their order; groups are dissolved."""
    found: list[Address] = []
    for value in values:
        for one in _each(text_of(value, hint), hint):
            found.append(one)
            if len(found) >= MOST_NAMED:
                return found
    return found


class _One:
    """An address being read: the words before the bracket, what is in it, and comments."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.inside: list[str] | None = None
        self.comments: list[str] = []

    def made(self, hint: str | None) -> Address | None:
        phrase = "".join(self.words).strip()
        if self.inside is not None:
            address = _plain_address("".join(self.inside))
            name = phrase
        else:
            address, name = _bare(phrase)
        if not address and not (name and self.inside is not None):
            return None
        name = name or " ".join(self.comments)
        shown = decode_words(name, hint).strip()
        if len(shown) > 1 and shown[0] == shown[-1] and shown[0] in "\"'":
            shown = shown[1:-1].strip()
        return Address("" if shown == address else shown[:MOST_NAME], address) if address else None


def _each(text: str, hint: str | None) -> Iterator[Address]:
    one, depth, comment = _One(), 0, [""]
    for token in _TOKEN.finditer(text):
        sign = token["sign"]
        if depth or sign == "(":
            depth += (sign == "(") - (sign == ")")
            if depth == 0:
                one.comments.append(comment[0].strip())
                comment[0] = ""
            elif not (sign == "(" and depth == 1):
                comment[0] += token[0]
            continue
        if sign == "<":
            one.inside = []
        elif sign == ">" and one.inside is not None:
            # What follows a closed bracket without a comma is another address, or rubbish.
            made = one.made(hint)
            if made:
                yield made
            one = _One()
        elif sign in {",", ";"}:
            if one.inside is None or sign == ";":
                made = one.made(hint)
                if made:
                    yield made
                one = _One()
        elif sign == ":" and one.inside is None:
            if _is_scheme(one.words):
                one.words.append(":")
            else:
                one = _One()  # the name of a group
        elif one.inside is not None:
            one.inside.append(token[0])
        elif token["quoted"] is not None:
            one.words.append(_unquoted(token[0], bool(token["closed"]), text, token.end()))
        else:
            one.words.append(token[0])
    made = one.made(hint)
    if made:
        yield made


def _is_scheme(words: list[str]) -> bool:
    return bool(words) and words[-1].lower().lstrip("[") == "mailto"


def _unquoted(token: str, is_closed: bool, text: str, end: int) -> str:
    """Quoted text without its quotes, but `"a b"@example.com` stays as it is."""
    if text[end : end + 1] == "@":
        return token
    return _ESCAPED.sub(r"\1", token[1:-1] if is_closed else token[1:])


def _bare(phrase: str) -> tuple[str, str]:
    """The address and the name in a phrase without brackets."""
    if mailto := _MAILTO.search(phrase):
        return _plain_address(mailto[1]), phrase[: mailto.start()].strip()
    if phrase.startswith('"') and '"@' in phrase:
        return _plain_address(phrase), ""
    found = _ADDRESS.search(phrase)
    if not found:
        return "", phrase
    return _plain_address(found[0]), (phrase[: found.start()] + phrase[found.end() :]).strip()


def _plain_address(text: str) -> str:
    """The address without spaces, routes (`@a,@b:c@d`) and signs around it."""
    text = clean("".join(text.split()))
    if text.startswith("@") and ":" in text:
        text = text.rpartition(":")[2]
    if text.lower().startswith("mailto:"):
        text = text[7:]
    return text.strip("'<>")[:320]
