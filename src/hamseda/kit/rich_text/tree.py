"""Rich text as a tree: for clean text only, whose tags are all closed."""

from html import escape
from html.parser import HTMLParser
from typing import Final

from msgspec import Struct

VOID: Final = frozenset({"br", "hr", "img"})


class Element(Struct):
    """An element and what is in it; a text is a child that is a string. The root's tag is empty."""

    tag: str
    attributes: dict[str, str] = {}
    children: "list[Element | str]" = []

    def text(self) -> str:
        """All its words, line breaks as such."""
        if self.tag == "br":
            return "\n"
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("")]
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)
        self.depth = max(self.depth, len(self.open) - 1)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """Give the root of the tree."""
    return _read(html).open[0]


def depth(html: str) -> int:
    """How many elements stand one within the other at its deepest place."""
    return _read(html).depth


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def write(element: Element) -> str:
    """Write a tree as HTML."""
    inner = "".join(
        escape(child, quote=False) if isinstance(child, str) else write(child) for child in element.children
    )
    if not element.tag:
        return inner
    said = "".join(f' {name}="{escape(value)}"' for name, value in element.attributes.items())
    return (
        f"<{element.tag}{said}>" if element.tag in VOID else f"<{element.tag}{said}>{inner}</{element.tag}>"
    )
