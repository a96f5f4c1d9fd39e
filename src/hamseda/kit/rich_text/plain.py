"""Rich text for those who read plain text: a twin that says the same, links and lists included."""

import re
from typing import Final

from hamseda.kit.persian import direction, persian_digits
from hamseda.kit.rich_text.tree import Element, read

RULE: Final = "────────"
_BLOCKS: Final = frozenset(
    [
        "p",
        "div",
        "ul",
        "ol",
        "li",
        "blockquote",
        "h3",
        "pre",
        "hr",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
    ]
)
# A blank line stands before and after them.
_APART: Final = frozenset({"p", "ul", "ol", "blockquote", "h3", "pre", "table", "hr"})
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_PERSIAN_DIGIT: Final = re.compile("[۰-۹٠-٩]")
_LATIN_DIGIT: Final = re.compile("[0-9]")


def plain(html: str) -> str:
    """Give clean rich text as plain text: "words (address)", "• " or "۱. " before points, "> " before what is quoted."""
    lines: list[str] = []
    for line in _lines(read(html)):
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).strip("\n")


def counts_in_persian(points: Element) -> bool:
    """Whether a list is numbered in Persian digits: those that it is written with itself, else those of its language."""
    said = points.text()
    if _PERSIAN_DIGIT.search(said):
        return True
    return direction(said) == "rtl" and not _LATIN_DIGIT.search(said)


def _lines(element: Element) -> list[str]:
    """What is in an element, as lines; an empty one parts blocks."""
    lines: list[str] = []
    words: list[str] = []

    def settle() -> None:
        said = "".join(words)
        if said.strip():
            lines.extend(line.strip(" ") for line in said.strip("\n").split("\n"))
        words.clear()

    for child in element.children:
        if isinstance(child, str) or child.tag not in _BLOCKS:
            words.append(_inline(child))
            continue
        settle()
        apart = [""] if child.tag in _APART else []
        lines += [*apart, *_block(child), *apart]
    settle()
    return lines


def _block(element: Element) -> list[str]:
    match element.tag:
        case "ul" | "ol":
            return _points(element)
        case "blockquote":
            return [f"> {line}".rstrip() for line in _trimmed(_lines(element))]
        case "tr":
            cells = [" ".join(_trimmed(_lines(one))) for one in element.children if isinstance(one, Element)]
            return [" | ".join(cells)]
        case "pre":
            return element.text().strip("\n").split("\n")
        case "hr":
            return [RULE]
    return _lines(element)


def _points(element: Element) -> list[str]:
    points = [child for child in element.children if isinstance(child, Element)]
    start = int(element.attributes.get("start") or 1)
    lines: list[str] = []
    for number, point in enumerate(points, start):
        sign = "• " if element.tag == "ul" else f"{_figure(number, element)}. "
        first, *rest = _tight(point) or [""]
        lines += [f"{sign}{first}", *(f"{' ' * len(sign)}{line}" if line else "" for line in rest)]
    return lines


def _tight(point: Element) -> list[str]:
    """The lines of a point: a list within it stands close to its words."""
    lines = _trimmed(_lines(point))
    has_own_blocks = any(
        isinstance(child, Element) and child.tag in _APART - {"ul", "ol"} for child in point.children
    )
    return lines if has_own_blocks else [line for line in lines if line]


def _figure(number: int, element: Element) -> str:
    return persian_digits(str(number)) if counts_in_persian(element) else str(number)


def _inline(child: Element | str) -> str:
    if isinstance(child, str):
        return _SPACE.sub(" ", child)
    if child.tag == "br":
        return "\n"
    if child.tag == "img":
        return f"[{child.attributes['alt']}]" if child.attributes.get("alt") else ""
    said = "".join(_inline(one) for one in child.children)
    address = child.attributes.get("href", "") if child.tag == "a" else ""
    shown = address.removeprefix("mailto:").removeprefix("tel:")
    if not address or said.strip() in {
        address,
        shown,
        shown.removeprefix("https://").removeprefix("http://"),
    }:
        return said
    return f"{said} ({shown})" if said.strip() else shown


def _trimmed(lines: list[str]) -> list[str]:
    """The lines without empty ones at the ends, and never two empty ones together."""
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return kept
