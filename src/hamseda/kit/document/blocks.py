"""What a document is made of; texts are as people read them, numbers already written in their digits."""

from collections.abc import Sequence

from msgspec import Struct

from hamseda.kit.jalali import Language


class Heading(Struct, frozen=True, tag="heading"):
    text: str
    level: int = 1


class Paragraph(Struct, frozen=True, tag="paragraph"):
    """A paragraph; `is_note` is small and pale."""

    text: str
    is_note: bool = False


class Bullets(Struct, frozen=True, tag="bullets"):
    items: Sequence[str]


class Table(Struct, frozen=True, tag="table"):
    """Rows under a head; the first column names the row."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


class Chart(Struct, frozen=True, tag="chart"):
    """Bars with, where given, a line over them in a band; `said` tells it to whoever cannot see it.

    `ticks` are values of the axis with their text; the largest is the top.
    """

    said: str
    labels: Sequence[str]
    bars: Sequence[float]
    ticks: Sequence[tuple[float, str]]
    bars_name: str
    line: Sequence[float] = ()
    line_name: str = ""
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    band_name: str = ""


Block = Heading | Paragraph | Bullets | Table | Chart


class Document(Struct, frozen=True):
    """A title, what stands below it, and the blocks; `foot` stands on every page beside its number."""

    language: Language
    title: str
    subtitle: str
    foot: str
    blocks: Sequence[Block]


def isolated(text: str) -> str:
    """What people typed, inside a sentence of ours: its direction keeps to itself, and so does the sentence's."""
    return f"\u2068{text}\u2069"
