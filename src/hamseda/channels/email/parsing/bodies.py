"""What of a mail's parts is its text and what is a file."""

import re
from typing import Final

from msgspec import Struct, field

from hamseda.channels.email.markup import page_of_text
from hamseda.channels.email.parsing.calendars import summary_of
from hamseda.channels.email.parsing.charsets import VAGUE, codec_of, decode, read
from hamseda.channels.email.parsing.flowed import unflow
from hamseda.channels.email.parsing.limits import MOST_HTML, MOST_TEXT, MOST_UNPACKED
from hamseda.channels.email.parsing.signed import content_of
from hamseda.channels.email.parsing.structure import Part, read_structure
from hamseda.channels.email.parsing.tnef import unpack
from hamseda.channels.email.parsing.transfer import take_enclosed

TEXTS: Final = frozenset(
    {"text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html"}
)
# Alternatives that no reader of ours shows.
UNSHOWN: Final = frozenset({"text/x-amp-html", "text/watch-html", "text/enriched", "text/richtext"})
_META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_IS_PAGE: Final = re.compile(r"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-z][^<>]{0,500}>", re.IGNORECASE)

_PGP_BEGIN: Final = "-----BEGIN PGP SIGNED MESSAGE-----\n"
_PGP_SIGNATURE: Final = "\n-----BEGIN PGP SIGNATURE-----"
_PGP_END: Final = "\n-----END PGP SIGNATURE-----"
_DASHED: Final = re.compile(r"^- ", re.MULTILINE)


_ENCRYPTED: Final = "encrypted: its content cannot be read"


class File(Struct, frozen=True):
    """A file of a mail; `name` is as the mail has it, "" where it has none."""

    name: str
    kind: str
    content: bytes
    content_id: str
    is_inline: bool
    faults: list[str] = []


class Piece(Struct, frozen=True):
    """A stretch of the body: as text, as HTML, or as both."""

    plain: str | None = None
    html: str | None = None


class Body(Struct):
    """The body and the files in the order of the mail; `faults` say what was wrong."""

    pieces: list[Piece] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    invitations: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    spare: list[Piece] = field(default_factory=list)
    hint: str = ""


def read_body(root: Part, faults: list[str]) -> Body:
    """Sort the parts into the body and its files."""
    body = Body(faults=faults, hint=hint_of(root))
    body.pieces = _pieces(body, root, is_related=False)
    if not any((piece.plain or piece.html or "").strip() for piece in body.pieces):
        body.pieces = body.spare or _named_text(body)
    return body


def hint_of(root: Part) -> str:
    """The first charset that a text of the mail declares: what its head is written in where that says nothing."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        charset = part.parameters.get("charset", "")
        if part.kind in TEXTS and codec_of(charset) not in VAGUE:
            return charset
        waiting += reversed(part.children)
    return ""


def _pieces(body: Body, part: Part, *, is_related: bool) -> list[Piece]:
    """The body within a part; everything else in it becomes a file. The tree's depth is limited."""
    if part.kind == "multipart/alternative" and part.children:
        return _alternative(body, part)
    if part.children:
        return _of_many(body, part, is_related=is_related or part.kind == "multipart/related")
    if part.kind in TEXTS and part.disposition.value != "attachment" and not part.file_name:
        return [_text(body, part)]
    return _file(body, part, is_related=is_related)


def _of_many(body: Body, part: Part, *, is_related: bool) -> list[Piece]:
    children = part.children
    if part.kind == "multipart/appledouble":
        # The fork with an icon and a type says nothing to other machines.
        children = [child for child in children if child.kind != "application/applefile"] or children
    elif part.kind == "multipart/encrypted":
        body.faults.append(_ENCRYPTED)
    return [one for child in children for one in _pieces(body, child, is_related=is_related)]


def _alternative(body: Body, part: Part) -> list[Piece]:
    """The best text and the best HTML of the same words; alternatives are better the later they stand."""
    plain: list[Piece] = []
    html: list[Piece] = []
    shown = [child for child in part.children if child.kind not in UNSHOWN] or part.children
    for child in shown:
        some = _pieces(body, child, is_related=False)
        has_html = any(piece.html is not None for piece in some)
        if has_html:
            html = some
        if some and all(piece.plain is not None for piece in some) and (not has_html or not plain):
            plain = some if not plain or not _is_empty(some) else plain
    if not html or not plain or html is plain:
        return html or plain
    page = "\n".join(
        piece.html if piece.html is not None else page_of_text(piece.plain or "") for piece in html
    )
    text = "\n".join(piece.plain or "" for piece in plain)
    return [Piece(text if _says_enough(text, page) else None, page)]


def _is_empty(pieces: list[Piece]) -> bool:
    return not any((piece.plain or "").strip() for piece in pieces)


def _says_enough(text: str, page: str) -> bool:
    """Whether a plain alternative is the mail, and not only the sentence that there is HTML."""
    said = len(text.split())
    if said == 0:
        return False
    if said > 40 or "html" not in text.lower():
        return True
    return len(_TAG.sub(" ", page[:200_000]).split()) < 3 * said


def _text(body: Body, part: Part) -> Piece:
    payload = part.payload()
    body.faults += payload.faults
    content = payload.content
    is_page = part.kind == "text/html"
    if not is_page:
        content, enclosed = take_enclosed(content)
        for file in enclosed[:MOST_UNPACKED]:
            name = decode(file.name, part.parameters.get("charset"), body.hint)
            body.files.append(File(name, "application/octet-stream", file.content, "", False))
    most = MOST_HTML if is_page else MOST_TEXT
    if len(content) > most:
        content = content[: (most + 1 if content.isascii() else 4 * most)]
    declared = part.parameters.get("charset")
    meta = _META.search(content, 0, 4_096) if is_page or b"<meta" in content[:2_000] else None
    reading = read(
        content, declared or (meta[1].decode() if meta else None), meta[1].decode() if meta else body.hint
    )
    if not reading.is_as_declared:
        body.faults.append(f"wrong_charset: declared {(declared or '-')[:40]}, read as {reading.charset}")
    text = reading.text
    if len(text) > most:
        text = text[:most]
        body.faults.append(f"text_limit: only its first {most} letters were read")
    if is_page or _IS_PAGE.match(text):
        return Piece(html=text)
    if part.kind in {"text/enriched", "text/richtext"}:
        text = _TAG.sub("", text.replace("<<", "<"))
    if _PGP_BEGIN in text:
        text = _without_signature(text)
    if part.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, without_space=part.parameters.get("delsp", "").lower() == "yes")
    return Piece(plain=text)


def _without_signature(text: str) -> str:
    """The text that PGP's armour holds, with what stands around it."""
    begin = text.find(_PGP_BEGIN)
    start = text.find("\n\n", begin) + 2
    end = text.find(_PGP_SIGNATURE, start)
    if start < 2 or end < 0:
        return text
    last = text.find(_PGP_END, end)
    rest = text[last + len(_PGP_END) :] if last >= 0 else ""
    return text[:begin] + _DASHED.sub("", text[start:end]) + rest


def _file(body: Body, part: Part, *, is_related: bool) -> list[Piece]:
    kind, name = part.kind, part.file_name
    if kind.startswith("message/") and part.encoding not in {"base64", "quoted-printable"}:
        content, faults = part.raw, list[str]()
    else:
        payload = part.payload()
        content, faults = payload.content, payload.faults
    body.faults += faults
    if kind == "text/calendar":
        body.invitations.append(summary_of(content, part.parameters.get("charset")))
    if kind == "application/ms-tnef" or name.lower() == "winmail.dat":
        unpacked = _unpacked(body, content)
        if unpacked is not None:
            return unpacked
    if kind in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
        inner = _signed(body, part, content)
        if inner is not None:
            return inner
    if content or name:
        is_inline = part.disposition.value == "inline" or (
            not part.disposition.value and kind.startswith("image/") and (is_related or bool(part.content_id))
        )
        body.files.append(File(name, kind, content, part.content_id, is_inline))
    return []


def _unpacked(body: Body, content: bytes) -> list[Piece] | None:
    """The files and the text in a winmail.dat, None where it cannot be opened."""
    opened = unpack(content)
    if opened is None:
        body.faults.append("tnef_broken: winmail.dat cannot be opened")
        return None
    body.files += [
        File(name, kind, inner, content_id, False) for name, kind, inner, content_id in opened.files
    ]
    if opened.plain or opened.html:
        # Beside other text this is the same once more.
        body.spare.append(Piece(opened.plain or None, opened.html or None))
    return []


def _signed(body: Body, part: Part, content: bytes) -> list[Piece] | None:
    """The mail within an opaque S/MIME signature, None where it is encrypted or broken."""
    inner = content_of(content)
    if inner is None:
        body.faults.append(_ENCRYPTED)
        return None
    if part.depth > 3:
        return None
    return _pieces(body, read_structure(inner, body.faults), is_related=False)


def _named_text(body: Body) -> list[Piece]:
    """The text of a mail whose only text has a file name: some programs name their body."""
    for file in body.files:
        if file.kind in {"text/plain", "text/html"} and not file.content_id:
            text = decode(file.content[: 4 * MOST_TEXT], None, body.hint)[:MOST_TEXT]
            return [Piece(html=text) if file.kind == "text/html" else Piece(plain=text)]
    return []
