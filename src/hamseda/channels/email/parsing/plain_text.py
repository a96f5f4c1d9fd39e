"""HTML to text, in lines as a reader sees them: lists, links and tables stay readable."""

import re
from typing import Final

from hamseda.channels.email.parsing.pages import ATTRIBUTE, TOKEN

MOST_ADDRESS: Final = 500
# Stands for a space that must stay, in front of list items and in preformatted text.
_KEPT_SPACE: Final = "\x01"
_INVISIBLE: Final = re.compile(r"[\u034f\u00ad\u200b-\u200f\u2060-\u2064\ufeff\s]+")
# What the cleaner writes, the ampersand last: other entities it has resolved.
_ENTITIES: Final = (
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", '"'),
    ("&nbsp;", "\u00a0"),
    ("&#39;", "'"),
    ("&amp;", "&"),
)
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
        "caption",
    ]
)
_SPACED: Final = frozenset(
    ["p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "pre"]
)


def text_of_page(html: str) -> str:
    """The text of harmless HTML (as `markup.sanitise` writes it), in lines as a reader sees them."""
    writer = _Writer()
    for token in TOKEN.finditer(html):
        tag = token[2]
        if tag is None:
            writer.say(_unescaped(token[0]))
        elif token[1]:
            writer.end(tag.lower())
        else:
            writer.begin(tag.lower(), dict(ATTRIBUTE.findall(token[3])))
    return writer.text()


def _unescaped(text: str) -> str:
    if "&" in text:
        for entity, sign in _ENTITIES:
            text = text.replace(entity, sign)
    return text


class _Sheet:
    """Text being written; a cell of a table has its own."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.breaks = 0

    def say(self, text: str) -> None:
        self.parts += ["\n" * self.breaks, text]
        self.breaks = 0

    def text(self) -> str:
        lines = [_line(line) for line in "".join(self.parts).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _line(line: str) -> str:
    joined = " ".join(line.split())
    return "" if _INVISIBLE.fullmatch(joined) else joined


class _Writer:
    """Follows the tags of a page; blocks begin lines, however many of them begin at one place."""

    def __init__(self) -> None:
        self._sheets = [_Sheet()]
        self._rows: list[list[str]] = []
        self._lists: list[int | None] = []
        self._links: list[tuple[str, _Sheet, int]] = []
        self._preformatted = 0

    def text(self) -> str:
        """Everything that was written."""
        while len(self._sheets) > 1:
            self._end_cell()
        return self._sheets[0].text().replace(_KEPT_SPACE, " ")

    def say(self, text: str) -> None:
        """Write text of the page."""
        sheet = self._sheets[-1]
        if self._preformatted:
            lines = text.replace(" ", _KEPT_SPACE).split("\n")
            for number, line in enumerate(lines):
                if number:
                    self._break_line()
                if line:
                    sheet.say(line)
        elif text.strip():
            sheet.say(text.replace("\n", " "))
        elif not sheet.breaks:
            sheet.parts.append(" ")

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        match tag:
            case "br":
                self._break_line()
            case "a":
                sheet = self._sheets[-1]
                self._links.append((_unescaped(attributes.get("href", "")), sheet, len(sheet.parts)))
            case "img":
                if alternative := _unescaped(attributes.get("alt", "")).strip():
                    self.say(alternative)
            case "td" | "th":
                self._sheets.append(_Sheet())
            case "tr":
                self._rows.append([])
            case "ul" | "ol":
                start = attributes.get("start", "1")
                self._block(tag)
                self._lists.append(None if tag == "ul" else int(start) if start.isdecimal() else 1)
            case "li":
                self._begin_item(attributes.get("value", ""))
            case _:
                self._preformatted += tag == "pre"
                self._block(tag)

    def end(self, tag: str) -> None:
        """An element closes."""
        match tag:
            case "a":
                self._end_link()
            case "td" | "th":
                self._end_cell()
            case "tr":
                self._end_row()
            case "ul" | "ol":
                if self._lists:
                    self._lists.pop()
                self._block("li" if self._lists else tag)
            case _:
                self._preformatted -= tag == "pre" and self._preformatted > 0
                self._block(tag)

    def _block(self, tag: str) -> None:
        if tag in _BLOCKS:
            sheet = self._sheets[-1]
            is_apart = tag in _SPACED and not (tag in {"ul", "ol"} and self._lists)
            sheet.breaks = max(sheet.breaks, 2 if is_apart else 1)

    def _break_line(self) -> None:
        sheet = self._sheets[-1]
        if sheet.breaks:
            sheet.breaks = 2
        else:
            sheet.parts.append("\n")

    def _begin_item(self, value: str) -> None:
        self._block("li")
        number = self._lists[-1] if self._lists else None
        mark = "•"
        if number is not None:
            number = int(value) if value.isdecimal() and len(value) < 10 else number
            mark, self._lists[-1] = f"{number}.", number + 1
        indent = _KEPT_SPACE * 2 * (len(self._lists) - 1)
        self._sheets[-1].say(f"{indent}{mark} ")

    def _end_link(self) -> None:
        if not self._links:
            return
        address, sheet, start = self._links.pop()
        if sheet is not self._sheets[-1]:
            return
        shown = " ".join("".join(sheet.parts[start:]).split())
        target = address.split(":", 1)[1] if address.lower().startswith(("mailto:", "tel:")) else address
        is_link = address.lower().startswith(("http:", "https:", "mailto:", "tel:"))
        if shown and is_link and len(target) <= MOST_ADDRESS and not _is_same(shown, target):
            sheet.parts.append(f" ({target})")

    def _end_cell(self) -> None:
        if len(self._sheets) > 1:
            cell = self._sheets.pop().text().strip()
            if cell and self._rows:
                self._rows[-1].append(cell)
            elif cell:
                self._sheets[-1].say(cell)

    def _end_row(self) -> None:
        """A row of short cells is one line; a row that lays out a page is its cells one below the other."""
        cells = self._rows.pop() if self._rows else []
        if not cells:
            return
        is_line = not any("\n" in cell for cell in cells)
        self._block("tr")
        self._sheets[-1].say((" | " if is_line else "\n").join(cells))
        self._block("tr")


def _is_same(shown: str, target: str) -> bool:
    """Whether the words of a link are its address already."""
    return _bare(target) in _bare(shown) or _bare(shown).startswith(_bare(target.partition("?")[0]))


def _bare(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?|/$", "", address.strip().lower())
