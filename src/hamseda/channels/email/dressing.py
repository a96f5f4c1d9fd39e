"""Rich text dressed for mail programs: direction and looks in each tag, for many throw style sheets and classes away."""

from typing import Final

from hamseda.kit.persian import direction
from hamseda.kit.rich_text import Element, counts_in_persian, read, write

FONTS: Final = "Vazirmatn,Tahoma,'Segoe UI',Arial,sans-serif"
BAR: Final = "3px solid #d1d5db"
_BLOCKS: Final = frozenset({"p", "div", "ul", "ol", "li", "blockquote", "h3", "pre", "table", "td", "th"})
_STYLES: Final = {
    "p": "margin:0 0 12px",
    "ul": "margin:0 0 12px",
    "ol": "margin:0 0 12px",
    "li": "margin:0 0 4px",
    "blockquote": "margin:0 0 12px;color:#4b5563",
    "h3": "margin:16px 0 8px;font-size:18px;line-height:1.6;font-weight:bold",
    "pre": "margin:0 0 12px;padding:12px;background-color:#f3f4f6;font-family:Consolas,Menlo,monospace;"
    "font-size:14px;line-height:1.6;white-space:pre-wrap",
    "code": "font-family:Consolas,Menlo,monospace;background-color:#f3f4f6",
    "hr": "border:0;border-top:1px solid #d1d5db;margin:16px 0",
    "table": "border-collapse:collapse;margin:0 0 12px",
    "td": "border:1px solid #d1d5db;padding:6px 10px;vertical-align:top",
    "th": "border:1px solid #d1d5db;padding:6px 10px;background-color:#f3f4f6;font-weight:bold",
    "img": "max-width:100%;height:auto;border:0",
    "a": "color:#1d4ed8;text-decoration:underline",
}


_LISTS: Final = frozenset({"ul", "ol"})


def dress(html: str, around: str) -> str:
    """Give clean rich text with a direction and inline styles at every block; `around`: that of what holds it."""
    root = read(html)
    for child in root.children:
        if isinstance(child, Element):
            _dress(child, around, "")
    return write(root)


def opened(way: str, more: str = "") -> str:
    """The attributes of a block of ours: its direction said in both ways, its text beginning on that side."""
    return f'dir="{way}" style="{_turned(way)}{";" if more else ""}{more}"'


def _dress(element: Element, around: str, within: str) -> None:
    way = _way(element, around, within) if element.tag in _BLOCKS else around
    if element.tag in _BLOCKS or element.tag in _STYLES:
        element.attributes = {**element.attributes, "style": _style(element, way)}
    if element.tag in _BLOCKS:
        element.attributes["dir"] = way
        if not element.attributes["style"]:
            del element.attributes["style"]
    elif element.attributes.get("dir") == "auto":
        element.attributes["dir"] = direction(element.text(), "ltr" if around == "ltr" else "rtl")
    if element.tag == "li":
        _turn_words(element, way)
    for child in element.children:
        if isinstance(child, Element):
            _dress(child, way, element.tag)


def _way(element: Element, around: str, within: str) -> str:
    said = element.attributes.get("dir", "auto")
    if said in {"rtl", "ltr"}:
        return said
    # A point keeps the side of its list, where its sign stands; a list within it as well.
    is_held = element.tag == "li" or (element.tag in _LISTS and within == "li")
    return around if is_held else direction(element.text(), "ltr" if around == "ltr" else "rtl")


def _turn_words(point: Element, way: str) -> None:
    """Words of a point that run the other way than its list keep their own order."""
    has_blocks = any(isinstance(child, Element) and child.tag in _BLOCKS for child in point.children)
    own = direction(point.text(), "ltr" if way == "ltr" else "rtl")
    if own != way and not has_blocks:
        point.children = [Element("span", {"dir": own, "style": f"direction:{own}"}, point.children)]


def _style(element: Element, way: str) -> str:
    parts = [_turned(way)] if element.tag in _BLOCKS else []
    start = "right" if way == "rtl" else "left"
    if element.tag in _LISTS:
        parts.append(f"padding:0;padding-{start}:28px")
    if element.tag == "ol" and counts_in_persian(element):
        parts.append("list-style-type:persian")
    if element.tag == "blockquote":
        parts.append(f"padding:0;padding-{start}:12px;border-{start}:{BAR}")
    parts += [one for one in (_STYLES.get(element.tag), element.attributes.get("style")) if one]
    return ";".join(parts)


def _turned(way: str) -> str:
    return f"direction:{way};text-align:{'right' if way == 'rtl' else 'left'}"
