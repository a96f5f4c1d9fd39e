"""The border of rich text: a small list of tags, directions and styles; everything else is taken out, its words stay.

Pictures are named by the id of their file: `attachment:<uuid>` is what an editor writes, `/api/v1/attachments/<uuid>`
what is kept, so that a screen can show it.
"""

import re
from html import escape
from typing import Final
from uuid import UUID

import nh3

from hamseda.kit.rich_text.tree import depth

TAGS: Final = frozenset(
    [
        "p",
        "div",
        "br",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "span",
        "a",
        "ul",
        "ol",
        "li",
        "blockquote",
        "h3",
        "pre",
        "code",
        "hr",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "img",
    ]
)
# Their content is no text for people.
DROPPED_WHOLE: Final = frozenset(
    {"script", "style", "title", "head", "noscript", "template", "object", "svg", "math"}
)
ATTRIBUTES: Final = {
    "*": {"dir", "style"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
MOST_DEPTH: Final = 100
KEPT_AT: Final = "/api/v1/attachments/"
_COLOR: Final = r"#[0-9a-f]{3,8}|rgba?\([0-9 ,.%]{1,40}\)|(?!inherit|initial|unset|revert)[a-z]{3,20}"
STYLES: Final = {
    "color": re.compile(_COLOR),
    "background-color": re.compile(_COLOR),
    "text-align": re.compile("left|right|center|justify|start|end"),
    "direction": re.compile("rtl|ltr"),
    "font-size": re.compile("(?:x-)?small|medium|large|x-large|xx-large|(?:1[0-9]|2[0-9]|3[0-2])px"),
}
_ID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_PICTURE: Final = re.compile(rf"(?:attachment:|{re.escape(KEPT_AT)})({_ID})", re.IGNORECASE)
_PLACED: Final = re.compile(rf'src="{re.escape(KEPT_AT)}({_ID})"')
_LINK: Final = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_NOWHERE: Final = re.compile(r'<img\b(?![^<>]* src=")[^<>]*>')
_NUMBER: Final = re.compile("[1-9][0-9]{0,3}")


class TooDeepError(ValueError):
    """Rich text is nested deeper than anybody writes, and than what walks its tree can follow."""


def clean(html: str, *, pictures: bool = True) -> str:
    """Give the harmless form of rich text: one spelling of everything, so cleaning it again changes nothing.

    Raises TooDeepError.
    """
    tags = TAGS if pictures else TAGS - {"img"}
    safe = nh3.clean(
        html,
        tags=set(tags),
        clean_content_tags=set(DROPPED_WHOLE),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items() if tag == "*" or tag in tags},
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel", "attachment"},
        link_rel=None,
        strip_comments=True,
    )
    kept = _NOWHERE.sub("", safe).strip()
    if kept.count("<") > MOST_DEPTH and depth(kept) > MOST_DEPTH:
        raise TooDeepError(f"Rich text is nested more than {MOST_DEPTH} deep.")
    return kept


def pictures_of(html: str) -> list[UUID]:
    """Name the files that clean rich text shows as pictures, each once, in their order."""
    return list(dict.fromkeys(UUID(found) for found in _PLACED.findall(html)))


def of_text(text: str) -> str:
    """Plain text as rich text: a paragraph for each block, with its line breaks."""
    blocks = [block for block in re.split(r"\n[ \t]*\n", text.strip("\n")) if block.strip()]
    return "".join(f"<p>{escape(block, quote=False).replace(chr(10), '<br>')}</p>" for block in blocks)


def _attribute(_tag: str, name: str, value: str) -> str | None:
    said = value.strip()
    if name == "style":
        return _style(said)
    if name == "dir":
        return said.lower() if said.lower() in {"rtl", "ltr", "auto"} else None
    if name == "src":
        found = _PICTURE.fullmatch(said)
        return f"{KEPT_AT}{found[1].lower()}" if found else None
    if name == "href":
        return said if _LINK.match(said) else None
    if name == "alt":
        return said.replace("<", "‹").replace(">", "›")
    return said if _NUMBER.fullmatch(said) else None


def _style(style: str) -> str | None:
    kept = []
    for declaration in style.lower().split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        known = STYLES.get(name)
        if known is not None and known.fullmatch(value):
            kept.append(f"{name}:{value}")
    return ";".join(kept) or None
