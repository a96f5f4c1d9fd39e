"""Documents as answers: a file of the kind and in the language that were asked for."""

import asyncio
from typing import Annotated, Final, Literal

from litestar import Response
from litestar.params import QueryParameter

from hamseda.kit.document import Document, as_docx, as_pdf
from hamseda.kit.jalali import Language

Form = Literal["pdf", "docx"]
TYPES: Final[dict[Form, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FormAsked = Annotated[Form, QueryParameter(description="The kind of file.")]
LanguageAsked = Annotated[Language | None, QueryParameter(description="Of the document; none: mine.")]


async def file_of(document: Document, form: Form, name: str) -> Response[bytes]:
    """Write a document in a thread of its own and send it as a file; raises Unavailable."""
    content = await asyncio.to_thread(as_pdf if form == "pdf" else as_docx, document)
    shown = f'attachment; filename="{name}-{document.language}.{form}"'
    return Response(content, media_type=TYPES[form], headers={"Content-Disposition": shown})
