"""Masking in HTML: numbers in its text, also where tags and entities part them, without touching a tag.

The text of the page is laid out plainly with a map back to the source: an entity is one sign, tags within a
line are one sign that may stand between digits, tags of blocks are a line end. A tag that is cut off or a
stray < counts as text; that is harmless, for only digits and the spaces between them are ever replaced.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final

from hamseda.kit.sensitive.masking import Finding, Masked, masked_form, replaced
from hamseda.kit.sensitive.rules import KINDS, Kind, Number, numbers
from hamseda.kit.sensitive.runs import TAG

_TOKEN: Final = re.compile(
    r"(?P<tag><[A-Za-z/!?][^<>]*>)"
    r"|&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?",
)
_BLOCK: Final = re.compile(
    r"</?(?:address|article|aside|blockquote|br|center|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|head|header"
    r"|hr|li|main|nav|ol|option|p|pre|section|select|table|tbody|td|textarea|tfoot|th|thead|title|tr|ul)\b",
    re.IGNORECASE,
)
# Addresses and measures stay: a digit changed there breaks the link. Not so tel: links, which mail programs
# make of any long number.
_KEPT_ATTRIBUTE: Final = re.compile(
    r"\b(?:href|src|srcset|action|cite|background|style|width|height|id|class|name|for|data-[\w-]{1,40})"
    r"\s{0,8}=\s{0,8}(?![\"']?\s{0,8}(?:tel|sms|callto):)(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s<>\"']+)",
    re.IGNORECASE,
)
_LINE_ENDS: Final = str.maketrans("\r\n", "  ")


@dataclass(frozen=True, slots=True)
class _Layout:
    """The plain text of a page and, for each of its pieces, where it comes from."""

    plain: str
    starts: list[int]  # of the pieces in the plain text
    sources: list[tuple[int, int]]  # of the pieces in the page
    tags: list[tuple[int, int]]

    def source(self, start: int, end: int) -> tuple[int, int]:
        return self._place(start)[0], self._place(end - 1)[1]

    def _place(self, position: int) -> tuple[int, int]:
        piece = bisect_right(self.starts, position) - 1
        first, last = self.sources[piece]
        length = (self.starts[piece + 1] if piece + 1 < len(self.starts) else len(self.plain)) - self.starts[
            piece
        ]
        if last - first != length:  # an entity is replaced whole
            return first, last
        place = first + position - self.starts[piece]
        return place, place + 1


def mask_html(html: str, kinds: frozenset[Kind] = KINDS) -> Masked:
    """Mask the sensitive numbers of an HTML text as `mask` does, in its text and in what its tags say.

    Every tag stays, in its order; tags that stood inside a number follow it. Places of the findings are
    places in the page. Links and measures in attributes are left alone, `tel:` links are not. Linear in the
    page.
    """
    layout = _laid_out(html)
    in_text = [_finding(html, layout, number, kinds) for number in numbers(layout.plain, kinds)]
    findings = tuple(_merged(in_text, list(_tag_findings(html, layout.tags, kinds))))
    return Masked(replaced(html, findings), findings)


def _laid_out(html: str) -> _Layout:
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[tuple[int, int]] = []
    tags: list[tuple[int, int]] = []
    length = position = 0
    for token in _TOKEN.finditer(html):
        parts = [(html[position : token.start()].translate(_LINE_ENDS), position, token.start())]
        parts.append((_sign_of(token), *token.span()))
        if token["tag"]:
            tags.append(token.span())
        for text, start, end in parts:
            if text and not (text == TAG and pieces and pieces[-1] == TAG):
                pieces.append(text)
                starts.append(length)
                sources.append((start, end))
                length += len(text)
        position = token.end()
    if position < len(html):
        pieces.append(html[position:].translate(_LINE_ENDS))
        starts.append(length)
        sources.append((position, len(html)))
    return _Layout("".join(pieces), starts, sources, tags)


def _sign_of(token: re.Match[str]) -> str:
    if not token["tag"]:
        return unescape(token[0])
    return "\n" if _BLOCK.match(token["tag"]) else TAG


def _finding(html: str, layout: _Layout, number: Number, kinds: frozenset[Kind]) -> Finding:
    start, end = layout.source(number.start, number.end)
    first = bisect_right(layout.tags, (start, start))
    inside = layout.tags[first : bisect_right(layout.tags, (end, end))]
    tags = "".join(_masked_tag(html[opened:closed], kinds) for opened, closed in inside)
    return Finding(number.kind, start, end, html[start:end], masked_form(number) + tags)


def _masked_tag(tag: str, kinds: frozenset[Kind]) -> str:
    return replaced(tag, tuple(_tag_findings(tag, [(0, len(tag))], kinds)))


def _tag_findings(html: str, tags: list[tuple[int, int]], kinds: frozenset[Kind]) -> Iterator[Finding]:
    for opened, closed in tags:
        if closed - opened >= 10:
            tag = _KEPT_ATTRIBUTE.sub(lambda kept: "<" * len(kept[0]), html[opened:closed])
            for number in numbers(tag, kinds):
                start, end = opened + number.start, opened + number.end
                yield Finding(number.kind, start, end, html[start:end], masked_form(number))


def _merged(in_text: list[Finding], in_tags: list[Finding]) -> Iterator[Finding]:
    """Yield both in the order of the page; a tag inside a number is masked with that number."""
    covered = 0
    for finding in sorted([*in_text, *in_tags], key=lambda finding: (finding.start, -finding.end)):
        if finding.start >= covered:
            yield finding
            covered = finding.end
