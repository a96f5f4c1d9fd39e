"""An HTML mail as lines: what the marks of mail programs say about each place of the page."""

from typing import Final

from msgspec import Struct

from hamseda.channels.email.reply import marks as programs
from hamseda.channels.email.reply.lines import MOST_DEPTH, MOST_LINES, Line, Region
from hamseda.channels.email.reply.page import Tag, walk

MOST_OPEN: Final = 400
MOST_ADDRESS: Final = 500
MOST_CLOSED: Final = 60

_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_SPACED: Final = frozenset(
    ["p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "pre"]
)
_VOID: Final = frozenset(["br", "hr", "img", "wbr", "col", "input", "area", "meta", "link", "base"])
_CLOSED_BY: Final = frozenset([("li", "li"), *(("p", block) for block in _BLOCKS)])
"""(what is open, what begins): elements that nobody needs to close."""


class _Open(Struct):
    """An element that is open, and what held outside it."""

    tag: str
    depth: int
    softness: int
    region: Region
    is_quote: bool


def lines_of_page(html: str, most: int | None = None) -> list[Line]:
    """The lines of a page as a reader sees them, each marked; none where it has more than `most` tags and texts."""
    reader = _Reader()
    for count, piece in enumerate(walk(html)):
        if most is not None and count > most:
            return []
        if isinstance(piece, str):
            reader.read(piece)
        elif piece.is_end:
            reader.leave(piece.name)
        else:
            reader.open(piece)
    return reader.finished()


class _Reader:
    """Walks a page once, from its beginning to its end."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._text: list[str] = []
        self._breaks = 0
        self._open: list[_Open] = []
        self._depth = 0
        self._softness = 0
        self._region: Region = ""
        self._begun: tuple[int, int, Region] = (0, 0, "")
        self._overflow: list[str] = []
        self._counts: list[int | None] = []
        self._link: tuple[str, int, int] = ("", 0, 0)

    def finished(self) -> list[Line]:
        self._end_line()
        if self._overflow:
            last = self._lines[-1]
            self._lines.append(Line(" ".join(self._overflow), depth=last.depth, region=last.region))
        return self._lines

    def open(self, tag: Tag) -> None:
        name = tag.name
        if name == "br":
            self._break_line()
            return
        if name in _BLOCKS:
            if self._open and (self._open[-1].tag, name) in _CLOSED_BY:
                self._leave_last()
            self._begin(name)
        if name not in _VOID:
            # Deeper than any person writes: what is inside is read, its marks are not.
            self._open.append(_Open(name, self._depth, self._softness, self._region, False))
            if len(self._open) <= MOST_OPEN and (tag.attributes or name == "blockquote"):
                self._enter(name, {key: value.lower() for key, value in tag.attributes.items()})
        self._begin_element(tag)

    def leave(self, name: str) -> None:
        if name == "a":
            self._end_link()
        elif name in {"ol", "ul"} and self._counts:
            self._counts.pop()
        if name in _BLOCKS:
            self._begin(name)
        if name in _VOID:
            return
        nearest = next(
            (n for n, one in enumerate(reversed(self._open[-MOST_CLOSED:]), 1) if one.tag == name), 0
        )
        for _ in range(nearest):
            self._leave_last()

    def _begin_element(self, tag: Tag) -> None:
        """What an element says by itself: a sign, a space, the words in place of a picture."""
        name = tag.name
        if name == "a":
            self._link = (tag.attributes.get("href", ""), len(self._lines), len(self._text))
        elif name in {"ol", "ul"}:
            self._counts.append(0 if name == "ol" else None)
        elif name == "li":
            self._say(self._sign())
        elif name in {"td", "th"} and self._text:
            self._text.append(" ")
        elif name == "img":
            self._say(tag.attributes.get("alt", ""))

    def _sign(self) -> str:
        """The sign of an item: a number in a numbered list."""
        count = self._counts[-1] if self._counts else None
        if count is None:
            return "• "
        self._counts[-1] = count + 1
        return f"{count + 1}. "

    def _end_link(self) -> None:
        """Say where a link goes, where its words do not."""
        address, row, start = self._link
        self._link = ("", 0, 0)
        if not address.lower().startswith(("http:", "https:", "mailto:", "tel:")) or row != len(self._lines):
            return
        target = address.partition(":")[2] if address.lower().startswith(("mailto:", "tel:")) else address
        shown = " ".join("".join(self._text[start:]).split()).rstrip("/")
        is_told = not shown or shown in target or target.rstrip("/") in shown
        if not is_told and len(target) <= MOST_ADDRESS:
            self._text.append(f" ({target})")

    def _leave_last(self) -> None:
        left = self._open.pop()
        region = self._region
        self._depth, self._softness, self._region = left.depth, left.softness, left.region
        if region == "rest" and not left.is_quote:
            # What follows a separator is the quote, also past the blocks that hold the separator.
            self._region = "rest"

    def read(self, data: str) -> None:
        if not data.strip() and (self._breaks or not self._text):
            return
        self._say(data.replace("\n", " "))

    def _enter(self, tag: str, marks: dict[str, str]) -> None:
        names = {
            _unprefixed(name) for name in f"{marks.get('class', '')} {marks.get('name', '')}".split()[:20]
        }
        own_id = _unprefixed(marks.get("id", "").strip())
        if tag == "blockquote":
            self._open[-1].is_quote = True
            if _is_certain(marks, names):
                self._depth = min(self._depth + 1, MOST_DEPTH)
            else:
                self._softness += 1
        if own_id in programs.REST_IDS or names & programs.REST_IDS:
            self._region = "rest"
        elif (
            names & programs.ATTRIBUTION_CLASSES or own_id in programs.ATTRIBUTION_IDS or "fairemail" in marks
        ):
            self._region = "attribution"
        elif (
            names & programs.QUOTE_CLASSES
            or own_id in programs.QUOTE_IDS
            or own_id.startswith("yahoo_quoted")
        ):
            self._region, self._open[-1].is_quote = "quote", True
        elif names & programs.SIGNATURE_CLASSES or own_id in programs.SIGNATURE_IDS:
            self._region = self._region or "signature"
        elif tag == "div" and programs.LINE_ABOVE.search(marks.get("style", "")[:400]) and not self._region:
            self._region = "box"

    def _begin(self, tag: str) -> None:
        self._breaks = max(self._breaks, 2 if tag in _SPACED else 1)

    def _break_line(self) -> None:
        if self._breaks:
            self._breaks = 2
        else:
            self._end_line()

    def _say(self, text: str) -> None:
        if not text:
            return
        if self._breaks:
            if self._text:
                self._end_line()
            if self._breaks > 1 and self._lines and not self._lines[-1].is_blank:
                self._lines.append(self._gap())
            self._breaks = 0
        if not "".join(self._text[:1]).strip():
            self._begun = (self._depth, self._softness, self._region)
        self._text.append(text)

    def _end_line(self) -> None:
        text, self._text = " ".join("".join(self._text).split()), []
        if len(self._lines) < MOST_LINES:
            self._lines.append(self._line(text))
        else:
            self._overflow.append(text)

    def _gap(self) -> Line:
        """The empty line between two blocks belongs to what holds both."""
        last = self._lines[-1]
        depth = min(last.depth, self._depth)
        return Line("", "> " * depth, depth, self._region if last.region == self._region else "")

    def _line(self, text: str) -> Line:
        depth, softness, region = self._begun if text else (self._depth, self._softness, self._region)
        return Line(text, "> " * depth + text, depth, region, is_soft=softness > 0)


def _is_certain(marks: dict[str, str], names: set[str]) -> bool:
    """Whether a blockquote is a quote by its marks alone; people also use it to indent what they write."""
    is_named = any("quote" in name or "cite" in name for name in names)
    return (
        is_named
        or marks.get("type") == "cite"
        or "cite" in marks
        or bool(programs.BAR.search(marks.get("style", "")[:400]))
    )


def _unprefixed(name: str) -> str:
    """A name without the x_ and the like that web mails put before the names of what they quote."""
    return name.removeprefix("x_").removeprefix("x_") if name.startswith("x_") else name
