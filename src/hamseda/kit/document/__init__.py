"""Documents to print and to pass on: one list of blocks, written as PDF or as DOCX, right to left or left to right."""

from hamseda.kit.document.blocks import Block, Bullets, Chart, Document, Heading, Paragraph, Table, isolated
from hamseda.kit.document.pages import as_pdf
from hamseda.kit.document.word import as_docx

__all__ = [
    "Block",
    "Bullets",
    "Chart",
    "Document",
    "Heading",
    "Paragraph",
    "Table",
    "as_docx",
    "as_pdf",
    "isolated",
]
