"""HTML as a row of tags and texts: forgiving, and one walk over the page whatever it holds."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from msgspec import Struct

MOST_HTML: Final = 2_000_000
MOST_ATTRIBUTES: Final = 2_000
"""Characters of a tag in which marks are looked for; a picture may be written out in the rest."""
MOST_CLOSERS: Final = 4

_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,30})")
_ATTRIBUTE: Final = re.compile(
    r"([a-zA-Z][a-zA-Z:-]{0,30})\s{0,3}=\s{0,3}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
)
_UNSHOWN: Final = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in ("script", "style", "title", "noscript", "template", "object", "svg", "math", "textarea")
}


class Tag(Struct, frozen=True):
    """A tag, its name in small letters; of an opening one, what it carries."""

    name: str
    is_end: bool
    attributes: dict[str, str]


def walk(html: str) -> Iterator[Tag | str]:
    """Tags and texts in their order; what is not shown is left out. Linear in the length of the page."""
    place, html = 0, html[:MOST_HTML]
    last_comment = html.rfind("-->")
    while place < len(html):
        start = html.find("<", place)
        if start < 0:
            break
        tag = _TAG.match(html, start)
        is_markup = tag is not None or html.startswith(("<!", "<?"), start)
        end = _end_of_tag(html, tag.end() if tag else start, last_comment) if is_markup else start
        if end < 0:
            break
        yield unescape(html[place : start if is_markup else start + 1])
        place = end + 1
        if tag is None:
            continue
        name, is_end = tag[2].lower(), bool(tag[1])
        yield Tag(
            name,
            is_end,
            {} if is_end else _attributes(html[tag.end() : min(end, tag.end() + MOST_ATTRIBUTES)]),
        )
        if name in _UNSHOWN and not is_end:
            closing = _UNSHOWN[name].search(html, place)
            place = closing.start() if closing is not None else len(html)
    yield unescape(html[place:])


def _end_of_tag(html: str, start: int, last_comment: int) -> int:
    """Where the tag ends, a bracket inside a quoted value aside; -1 where it never does."""
    if html.startswith("<!--", start):
        # A comment that is never closed ends with its first bracket: text is shown rather than lost.
        closing = html.find("-->", start + 4) if start + 4 <= last_comment else -1
        return closing + 2 if closing >= 0 else html.find(">", start)
    first = end = html.find(">", start)
    for _ in range(MOST_CLOSERS):
        if end < 0 or html.count('"', start, end) % 2 == 0:
            break
        end = html.find(">", end + 1)
    return end if end >= 0 and html.count('"', start, end) % 2 == 0 else first


def _attributes(inside: str) -> dict[str, str]:
    if "=" not in inside:
        return {}
    return {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(inside)
    }
