"""Documents as PDF, and their charts as pictures, by typst: shaped letters, real text, tags for screen readers.

Texts reach the template as data, never as markup, so nothing that people typed can mean anything to it.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import msgspec

from hamseda.kit.document.blocks import Chart, Document
from hamseda.kit.document.fonts import fonts, needed

TEMPLATE: Final = (Path(__file__).parent / "template.typ").read_bytes()
PICTURE_PPI: Final = 220.0


def as_pdf(document: Document, at: datetime | None = None) -> bytes:
    """Write a document as PDF, dated `at`; raises Unavailable where the font is missing."""
    return _set(msgspec.to_builtins(document), "pdf", at)


def chart_as_png(chart: Chart, document: Document) -> bytes:
    """Draw a chart alone, in the language of its document."""
    alone = msgspec.structs.replace(document, blocks=[chart])
    return _set({**msgspec.to_builtins(alone), "is_picture": True}, "png", None)


def _set(content: dict[str, object], form: Literal["pdf", "png"], at: datetime | None) -> bytes:
    with needed():
        import typst  # noqa: PLC0415 (a large library that most processes never need)
    found: bytes = typst.compile(
        TEMPLATE,
        font_paths=fonts()[1],
        ignore_system_fonts=True,
        format=form,
        ppi=PICTURE_PPI,
        sys_inputs={"document": msgspec.json.encode(content).decode()},
        timestamp=int((at or datetime.now(UTC)).timestamp()),
    )
    return found
