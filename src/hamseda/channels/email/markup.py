"""HTML of mails: made harmless, its pictures sorted into ours and those of others."""

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Final

import nh3
from msgspec import Struct

TAGS: Final = frozenset(
    [
        "a",
        "abbr",
        "address",
        "b",
        "bdi",
        "bdo",
        "big",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
        "wbr",
    ]
)
# Their content is no text for people.
DROPPED_WHOLE: Final = frozenset(
    {"script", "style", "title", "head", "noscript", "template", "object", "svg", "math"}
)
ATTRIBUTES: Final = {
    "*": {"dir", "lang", "align", "style", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "border"},
    "table": {"width", "height", "border", "cellpadding", "cellspacing", "bgcolor"},
    "td": {"width", "height", "colspan", "rowspan", "valign", "bgcolor"},
    "th": {"width", "height", "colspan", "rowspan", "valign", "bgcolor"},
    "tr": {"bgcolor", "valign"},
    "col": {"span", "width"},
    "font": {"color", "size", "face"},
    "ol": {"start", "type"},
    "li": {"value"},
}
# Nothing that can place something over the rest of the page, or load anything.
STYLES: Final = frozenset(
    [
        "direction",
        "unicode-bidi",
        "text-align",
        "text-indent",
        "text-decoration",
        "text-transform",
        "color",
        "background-color",
        "font-family",
        "font-size",
        "font-style",
        "font-weight",
        "line-height",
        "letter-spacing",
        "white-space",
        "vertical-align",
        "margin",
        "margin-top",
        "margin-right",
        "margin-bottom",
        "margin-left",
        "margin-inline-start",
        "margin-inline-end",
        "padding",
        "padding-top",
        "padding-right",
        "padding-bottom",
        "padding-left",
        "padding-inline-start",
        "padding-inline-end",
        "border",
        "border-top",
        "border-right",
        "border-bottom",
        "border-left",
        "border-color",
        "border-style",
        "border-width",
        "border-collapse",
        "border-spacing",
        "border-radius",
        "width",
        "max-width",
        "list-style-type",
    ]
)
SCHEMES: Final = frozenset({"http", "https", "mailto", "tel", "cid", "data"})
_SAFE_PICTURE: Final = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
_LOADS: Final = re.compile(r"url\s*\(|expression|image-set|@import|\\", re.IGNORECASE)
# The cleaner writes attributes in double quotes and leaves no angle bracket in them (see _attribute).
_PICTURE: Final = re.compile(r'(<img\b[^<>]*?) src="([^"<>]*)"')
# A picture of others that nobody can see tells its owner who reads what, and when.
_PIXEL: Final = re.compile(
    r'<img\b(?=[^<>]*\bwidth="[01](?:px)?")(?=[^<>]*\bheight="[01](?:px)?")(?![^<>]*\bsrc="(?:cid|data):)[^<>]*>'
)
_OURS: Final = re.compile(r"/api/v1/attachments/[0-9a-f-]{36}")
_REMOTE: Final = re.compile(r"(?:https?:)?//", re.IGNORECASE)


class Page(Struct, frozen=True):
    """Harmless HTML; `remote` pictures of other servers wait as data-remote-src, `shown` are content ids in use."""

    html: str
    remote: int
    shown: frozenset[str]


def sanitise(html: str, pictures: Mapping[str, str], *, keep_ours: bool = False) -> Page:
    """Make HTML harmless. `pictures`: content id → address of the attachment that it became.

    `keep_ours`: pictures that are attachments already stay, as stored HTML has them.
    """
    safe = nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(DROPPED_WHOLE),
        attributes={k: set(v) for k, v in ATTRIBUTES.items()},
        attribute_filter=_attribute,
        url_schemes=set(SCHEMES),
        filter_style_properties=set(STYLES),
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    remote, shown = 0, set()

    def place(found: re.Match[str]) -> str:
        nonlocal remote
        source = unescape(found[2]).strip()
        if source.lower().startswith("cid:"):
            content_id = source[4:].strip("<>")
            if content_id not in pictures:
                return found[1]
            shown.add(content_id)
            return f'{found[1]} src="{escape(pictures[content_id])}"'
        if source.lower().startswith("data:"):
            return found[0]
        if keep_ours and _OURS.fullmatch(source):
            return found[0]
        if not _REMOTE.match(source):
            return found[1]
        remote += 1
        return f'{found[1]} data-remote-src="{found[2]}"'

    placed = _PICTURE.sub(place, _PIXEL.sub("", safe))
    return Page(placed, remote, frozenset(shown))


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        value = value.strip()
        is_bad_data = value.lower().startswith("data:") and not _SAFE_PICTURE.fullmatch(value)
        return None if is_bad_data else value.replace("<", "%3C").replace(">", "%3E")
    if name == "href" and value.strip().lower().startswith(("data:", "cid:")):
        return None
    if name == "style" and _LOADS.search(value):
        return None
    if tag == "img":
        return value.replace("<", "‹").replace(">", "›")
    return value


def page_of_text(text: str) -> str:
    """Plain text as HTML paragraphs with their line breaks, each in its own direction."""
    blocks = [block for block in re.split(r"\n{2,}", text.strip("\n")) if block.strip()]
    return "".join(
        f'<p dir="auto">{escape(block, quote=False).replace(chr(10), "<br>")}</p>' for block in blocks
    )
