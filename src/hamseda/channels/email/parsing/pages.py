"""What a page hides from its reader is taken out of it: preview lines, filler, texts for other programs.

Works on HTML that nh3 has written anew, so every element is closed and every attribute is in double quotes; it is
made harmless only afterwards.
"""

import re
from typing import Final

import nh3

from hamseda.channels.email.markup import DROPPED_WHOLE, TAGS

_HINT: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|\bhidden\b|max-height\s*:\s*0|opacity\s*:\s*0|height\s*:\s*0",
    re.IGNORECASE,
)
_HIDES: Final = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|max-height\s*:\s*0(?:px|em|%)?\s*(?:;|!|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$))",
    re.IGNORECASE,
)
_FLAT: Final = re.compile(r"(?:^|[;\s])height\s*:\s*0(?:px)?\s*(?:;|!|$)", re.IGNORECASE)
TOKEN: Final = re.compile(
    r'<(/?)([a-z][a-z0-9]*)((?:\s+[^\s=<>"]+(?:="[^"]*")?)*)\s*/?>|[^<]+|<', re.IGNORECASE
)
ATTRIBUTE: Final = re.compile(r'([^\s=<>"]+)(?:="([^"]*)")?')
VOID: Final = frozenset({"br", "img", "hr", "col", "wbr"})
_SHEET: Final = re.compile(r"<style\b[^>]*>(.*?)</style", re.IGNORECASE | re.DOTALL)
_MEDIA: Final = re.compile(r"@[a-z-]+[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE)
_RULE: Final = re.compile(r"([^{}]{1,500})\{[^{}]{0,2000}?display\s*:\s*none[^{}]{0,2000}\}", re.IGNORECASE)
_CLASS: Final = re.compile(r"(?:^|,)\s*(?:[a-z]+)?\.([\w-]+)\s*(?=,|$)", re.IGNORECASE)
MOST_SHEET: Final = 100_000
_KEPT: Final = frozenset({"style", "class", "id", "hidden", "dir", "lang", "align", "title", "type"})


def without_hidden(html: str) -> str:
    """The page without what it hides; unchanged where nothing in it says that anything is hidden."""
    if not _HINT.search(html):
        return html
    classes = _hidden_classes(html)
    attributes = {
        "*": set(_KEPT),
        "a": {"href"},
        "img": {"src", "alt", "width", "height"},
        "td": {"colspan", "rowspan", "width", "bgcolor", "valign"},
        "table": {"width", "border", "cellpadding", "cellspacing", "bgcolor"},
        "ol": {"start", "type"},
        "li": {"value"},
        "font": {"color", "size", "face"},
    }
    page = nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(DROPPED_WHOLE),
        attributes=attributes,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        link_rel=None,
    )
    kept: list[str] = []
    skipped, depth = "", 0
    for token in TOKEN.finditer(page):
        tag = (token[2] or "").lower()
        if skipped:
            if tag == skipped:
                depth += -1 if token[1] else 1
                skipped = skipped if depth else ""
            continue
        if tag and not token[1] and token[3] and _is_hidden(token[3], classes):
            if tag not in VOID:
                skipped, depth = tag, 1
            continue
        kept.append(token[0])
    return "".join(kept)


def _is_hidden(attributes: str, classes: frozenset[str]) -> bool:
    for name, value in ATTRIBUTE.findall(attributes):
        if name == "hidden":
            return True
        if name == "style" and (_HIDES.search(value) or ("overflow" in value and _FLAT.search(value))):
            return True
        if name == "class" and not classes.isdisjoint(value.split()):
            return True
    return False


def _hidden_classes(html: str) -> frozenset[str]:
    """Classes that a style sheet hides for every reader, not only on narrow screens or on paper."""
    found: set[str] = set()
    for sheet in _SHEET.findall(html[: 10 * MOST_SHEET]):
        for selectors in _RULE.findall(_MEDIA.sub("", sheet[:MOST_SHEET])):
            found.update(_CLASS.findall(selectors.strip()))
    return frozenset(found)
