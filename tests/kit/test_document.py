"""One list of blocks as PDF and as DOCX: text that can be read back, direction, charts, and nothing taken for markup."""

import io
import zipfile
from datetime import UTC, datetime

import msgspec
import pytest

from hamseda.kit.document import (
    Bullets,
    Chart,
    Document,
    Heading,
    Paragraph,
    Table,
    as_docx,
    as_pdf,
    isolated,
)
from hamseda.kit.document.fonts import BUILT
from hamseda.kit.problem import Unavailable

docx = pytest.importorskip("docx")
pdfium = pytest.importorskip("pypdfium2")
pytest.importorskip("typst")
pytestmark = pytest.mark.skipif(not BUILT.is_dir(), reason="the desk is not built: make ui ARGS=desk")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHART = Chart(
    said="نیاز به ده نفر می‌رسد",
    labels=["دی", "بهمن", "اسفند"],
    bars=[4.0, 7.0, 10.0],
    ticks=[(0.0, "۰"), (5.0, "۵"), (10.0, "۱۰")],
    bars_name="نیرو",
    line=[5.0, 6.0, 9.0],
    line_name="نیاز",
    low=[4.0, 5.0, 7.0],
    high=[6.0, 8.0, 11.0],
    band_name="بازه",
)
PERSIAN = Document(
    language="fa",
    title="گزارش نمونه",
    subtitle="فروشگاه مهر، ۱۴۰۵/۰۹/۰۹",
    foot="فروشگاه مهر",
    blocks=[
        Heading("نخست"),
        Paragraph("این روز ۱۲٬۳۴۵ تماس در ماه دارد."),
        Paragraph("#set page(width: 1cm) *x* $a$ \\ <b> @here"),
        Bullets(["یک", "دو"]),
        CHART,
        Table(["ماه", "نیاز"], [["دی ۱۴۰۵", "۱۶"], ["بهمن ۱۴۰۵", "۱۷"]]),
        Paragraph("یادداشت", is_note=True),
    ],
)
ENGLISH = Document(
    language="en", title="A sample", subtitle="Mehr", foot="Mehr", blocks=[Paragraph("12,345 contacts."), PERSIAN.blocks[5]]
)  # fmt: skip


def read(pdf: bytes) -> list[str]:
    """The text of each page, by another library than the one that wrote it."""
    opened = pdfium.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range() for page in opened]
    opened.close()
    return found


def place(pdf: bytes, word: str) -> tuple[float, float]:
    """Left and bottom of a word on the first page, in points."""
    opened = pdfium.PdfDocument(pdf)
    page = opened[0].get_textpage()
    at, _ = page.search(word).get_next()
    left, bottom, _, _ = page.get_charbox(at)
    opened.close()
    return left, bottom


def test_a_pdf_holds_persian_as_text_in_the_order_of_reading():
    (text,) = read(as_pdf(PERSIAN))
    for piece in ("گزارش نمونه", "این روز ۱۲٬۳۴۵ تماس در ماه دارد.", "دی ۱۴۰۵ ۱۶", "یادداشت"):
        assert piece in text


def test_what_people_typed_is_text_and_never_markup():
    pdf = as_pdf(PERSIAN)
    (text,) = read(pdf)
    assert [sign for sign in "#*$<>@" if sign not in text] == []
    opened = pdfium.PdfDocument(pdf)
    assert round(opened[0].get_width()) == 595  # "#set page(width: 1cm)" did nothing
    opened.close()


def test_a_pdf_runs_from_the_right_in_persian_and_from_the_left_in_english():
    persian, english = as_pdf(PERSIAN), as_pdf(ENGLISH)
    assert (
        place(persian, "۱۷")[0] < place(persian, "بهمن ۱۴۰۵")[0]
    )  # the second column stands left of the first
    assert place(english, "۱۷")[0] > place(english, "بهمن ۱۴۰۵")[0]
    assert place(persian, "نخست")[0] > 450  # A4 is 595 points wide
    assert place(english, "12,345")[0] < 80


def test_time_runs_from_the_right_in_a_persian_chart():
    persian = as_pdf(PERSIAN)
    assert place(persian, "اسفند")[0] < place(persian, "بهمن")[0]


def test_a_persian_name_does_not_turn_what_follows_it_in_an_english_sentence():
    """Without its isolate the day would run from the right: 30-11-2026."""
    line = f"{isolated('فروشگاه مهر')}, 2026-11-30"
    pdf = as_pdf(msgspec.structs.replace(ENGLISH, subtitle=line))
    assert place(pdf, "2026")[0] < place(pdf, "-30")[0]
    turned = as_pdf(msgspec.structs.replace(ENGLISH, subtitle="فروشگاه مهر, 2026-11-30"))
    assert place(turned, "2026")[0] > place(turned, "30-")[0]


def test_a_pdf_is_tagged_and_told_in_its_language():
    pdf = as_pdf(PERSIAN, datetime(2026, 11, 30, tzinfo=UTC))
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang" in pdf
    assert as_pdf(PERSIAN, datetime(2026, 11, 30, tzinfo=UTC)) == pdf  # the same document, the same file


def test_every_paragraph_run_and_table_of_a_persian_docx_knows_its_direction():
    file = docx.Document(io.BytesIO(as_docx(PERSIAN)))
    body = file.element.body
    paragraphs = list(body.iter(f"{W}p"))
    assert len(paragraphs) > 12
    assert all(one.find(f"{W}pPr/{W}bidi") is not None for one in paragraphs)
    runs = [one for one in body.iter(f"{W}r") if one.find(f"{W}t") is not None]
    assert all(one.find(f"{W}rPr/{W}rtl") is not None for one in runs)
    assert {one.find(f"{W}rPr/{W}rFonts").get(f"{W}cs") for one in runs} == {"Tahoma"}
    assert [table._tbl.tblPr.find(f"{W}bidiVisual") is not None for table in file.tables] == [True]
    assert file.sections[0]._sectPr.find(f"{W}bidi") is not None


def test_a_docx_holds_the_texts_the_table_and_the_picture_with_its_words():
    written = as_docx(PERSIAN)
    file = docx.Document(io.BytesIO(written))
    texts = [one.text for one in file.paragraphs]
    assert texts[0] == "گزارش نمونه"
    assert "این روز ۱۲٬۳۴۵ تماس در ماه دارد." in texts
    (table,) = file.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["ماه", "نیاز"], ["دی ۱۴۰۵", "۱۶"], ["بهمن ۱۴۰۵", "۱۷"],
    ]  # fmt: skip
    assert [one.style.name for one in file.paragraphs if one.text in {"یک", "نخست"}] == [
        "Heading 1",
        "List Bullet",
    ]
    (picture,) = [shape._inline.docPr.get("descr") for shape in file.inline_shapes]
    assert picture == CHART.said
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        (image,) = [name for name in package.namelist() if name.startswith("word/media/")]
        assert package.read(image).startswith(b"\x89PNG")


def test_properties_stand_in_the_order_that_word_wants():
    """Word refuses files whose properties stand out of the order of its schema."""
    order = ["rFonts", "b", "bCs", "color", "sz", "szCs", "rtl", "lang"]
    file = docx.Document(io.BytesIO(as_docx(PERSIAN)))
    for run in file.element.body.iter(f"{W}rPr"):
        names = [child.tag.removeprefix(W) for child in run]
        assert names == sorted(names, key=order.index), names
        assert len(set(names)) == len(names)


def test_an_english_docx_runs_from_the_left():
    body = docx.Document(io.BytesIO(as_docx(ENGLISH))).element.body
    assert body.find(f".//{W}bidi") is None
    assert body.find(f".//{W}bidiVisual") is None
    assert all(one.get(f"{W}val") in {"0", "false"} for one in body.iter(f"{W}rtl"))


def test_without_the_font_the_cure_is_said(monkeypatch, tmp_path):
    from hamseda.kit.document import fonts  # noqa: PLC0415

    monkeypatch.setattr(fonts, "BUILT", tmp_path)
    with pytest.raises(Unavailable, match="make ui ARGS=desk"):
        fonts._file("arabic")
