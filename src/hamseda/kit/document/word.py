"""Documents as DOCX: paragraphs, runs and tables know their direction; charts are pictures with words beside them."""

from io import BytesIO
from typing import Any, Final

from hamseda.kit.document.blocks import Block, Bullets, Chart, Document, Heading, Paragraph, Table
from hamseda.kit.document.fonts import needed
from hamseda.kit.document.pages import chart_as_png

# What is on nearly every machine and has Persian letters; the font of the PDF need not be installed.
FONT: Final = {"fa": "Tahoma", "en": "Arial"}
LOCALES: Final = {"fa": "fa-IR", "en": "en-GB"}
ACCENT, PALE, HEAD = "0F766E", "5B6B70", "E1EFEE"
BODY_POINTS, NOTE_POINTS, TABLE_POINTS, TITLE_POINTS = 10.5, 9.0, 9.0, 20.0
HEADING_POINTS: Final = {1: 14.0, 2: 11.5}
WIDTH_CM: Final = 16.5


def as_docx(document: Document) -> bytes:
    """Write a document as DOCX; raises Unavailable where the font of its charts is missing."""
    with needed():
        import docx  # noqa: PLC0415 (only who writes a document pays for it)
    paper = _Paper(docx.Document(), document)
    paper.begin()
    for block in document.blocks:
        paper.put(block)
    target = BytesIO()
    paper.file.save(target)
    return target.getvalue()


class _Paper:
    """A file being written, in one direction."""

    def __init__(self, file: Any, document: Document) -> None:
        self.file, self.document = file, document
        self.is_rtl = document.language == "fa"

    def begin(self) -> None:
        from docx.shared import Cm  # noqa: PLC0415

        section = self.file.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        self.file.core_properties.title = self.document.title
        self.file.core_properties.author = ""
        self.file.core_properties.language = LOCALES[self.document.language]
        if self.is_rtl:
            _flag(section._sectPr, "w:bidi")  # noqa: SLF001 (python-docx has no word for it)
        self._text(
            self.file.add_paragraph(), self.document.title, points=TITLE_POINTS, color=ACCENT, is_bold=True
        )
        self._text(self.file.add_paragraph(), self.document.subtitle, color=PALE)
        self._foot(section.footer.paragraphs[0])

    def put(self, block: Block) -> None:
        """Write one block."""
        if isinstance(block, Heading):
            points = HEADING_POINTS.get(block.level, BODY_POINTS)
            self._text(
                self.file.add_heading(level=block.level),
                block.text,
                points=points,
                color=ACCENT,
                is_bold=True,
            )
        elif isinstance(block, Paragraph):
            points, color = (NOTE_POINTS, PALE) if block.is_note else (BODY_POINTS, None)
            self._text(self.file.add_paragraph(), block.text, points=points, color=color)
        elif isinstance(block, Bullets):
            for item in block.items:
                self._text(self.file.add_paragraph(style="List Bullet"), item)
        elif isinstance(block, Table):
            self._table(block)
        else:
            self._chart(block)

    def _table(self, block: Table) -> None:
        table = self.file.add_table(rows=1 + len(block.rows), cols=len(block.head), style="Table Grid")
        if self.is_rtl:
            _flag(table._tbl.tblPr, "w:bidiVisual")  # noqa: SLF001
        _flag(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")  # noqa: SLF001
        for row, texts in zip(table.rows, [block.head, *block.rows], strict=True):
            is_head = row is table.rows[0] or texts is block.head
            for cell, text in zip(row.cells, texts, strict=True):
                self._text(cell.paragraphs[0], text, points=TABLE_POINTS, is_bold=is_head)
                if is_head:
                    _child(cell._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill=HEAD)  # noqa: SLF001
        self._text(self.file.add_paragraph(), "")

    def _chart(self, block: Chart) -> None:
        from docx.shared import Cm  # noqa: PLC0415

        paragraph = self.file.add_paragraph()
        self._direct(paragraph)
        shape = paragraph.add_run().add_picture(
            BytesIO(chart_as_png(block, self.document)), width=Cm(WIDTH_CM)
        )
        shape._inline.docPr.set("descr", block.said)  # noqa: SLF001 (what a screen reader says)

    def _foot(self, paragraph: Any) -> None:
        self._text(paragraph, f"{self.document.foot} · ", points=NOTE_POINTS, color=PALE)
        run = paragraph.add_run()
        self._dress(run, NOTE_POINTS, PALE, is_bold=False)
        _child(run._r, "w:fldChar", fldCharType="begin")  # noqa: SLF001
        _child(run._r, "w:instrText").text = "PAGE"  # noqa: SLF001
        _child(run._r, "w:fldChar", fldCharType="end")  # noqa: SLF001

    def _text(
        self,
        paragraph: Any,
        text: str,
        *,
        points: float = BODY_POINTS,
        color: str | None = None,
        is_bold: bool = False,
    ) -> None:
        self._direct(paragraph)
        self._dress(paragraph.add_run(text), points, color, is_bold=is_bold)

    def _direct(self, paragraph: Any) -> None:
        """Say which way a paragraph runs; "start" is then where its reading begins."""
        if self.is_rtl:
            _flag(paragraph._p.get_or_add_pPr(), "w:bidi")  # noqa: SLF001

    def _dress(self, run: Any, points: float, color: str | None, *, is_bold: bool) -> None:
        from docx.shared import Pt, RGBColor  # noqa: PLC0415

        font = FONT[self.document.language]
        run.font.name, run.font.size, run.font.bold = font, Pt(points), is_bold
        if color:
            run.font.color.rgb = RGBColor.from_string(color)
        properties = run._r.get_or_add_rPr()  # noqa: SLF001
        properties.rFonts.set(_name("w:cs"), font)
        # Letters of complex scripts take size and weight from properties of their own.
        run.font.cs_bold = is_bold
        _child(properties, "w:szCs", val=str(round(points * 2)))
        run.font.rtl = self.is_rtl
        _child(properties, "w:lang", val="en-GB", bidi=LOCALES["fa"])


def _flag(parent: Any, tag: str) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415

    if parent.find(qn(tag)) is None:
        _child(parent, tag)


def _child(parent: Any, tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415

    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(_name(f"w:{name}"), value)
    parent.append(child)
    return child


def _name(tag: str) -> str:
    from docx.oxml.ns import qn  # noqa: PLC0415

    return str(qn(tag))
