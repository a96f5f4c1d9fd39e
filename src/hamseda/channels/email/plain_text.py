"""HTML to text, in lines as a reader sees them."""

import re
from html.parser import HTMLParser
from typing import Final


def text_of_page(html: str) -> str:
    """The text of (harmless) HTML, in lines as a reader sees them."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_BLOCKS: Final = frozenset(
    [
        "address",
        "blockquote",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "summary",
        "table",
        "tr",
        "ul",
    ]
)
_SPACED: Final = frozenset(
    {"p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "pre"}
)


class _TextReader(HTMLParser):
    """Gathers the text of a page; blocks begin lines, however many of them begin at one place."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._breaks = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._break_line()
        elif tag in _BLOCKS:
            self._begin(tag)
        if tag == "li":
            self._say("• ")
        elif tag in {"td", "th"} and not self._breaks:
            self.parts.append(" ")
        elif tag == "img":
            self._say(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._begin(tag)

    def handle_data(self, data: str) -> None:
        if self._breaks and not data.strip():
            return
        self._say(data.replace("\n", " "))

    def _begin(self, tag: str) -> None:
        self._breaks = max(self._breaks, 2 if tag in _SPACED else 1)

    def _break_line(self) -> None:
        if self._breaks:
            self._breaks = 2
        else:
            self.parts.append("\n")

    def _say(self, text: str) -> None:
        if text:
            self.parts += ["\n" * self._breaks, text]
            self._breaks = 0
