"""winmail.dat (TNEF) opened: the files and the text that Outlook has packed into it."""

import logging
import mimetypes
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from hamseda.channels.email.parsing.charsets import decode
from hamseda.channels.email.parsing.limits import MOST_UNPACKED

if TYPE_CHECKING:
    from tnefparse import TNEF

# The library tells every oddity of a stranger's file to the log.
logging.getLogger("tnefparse").setLevel(logging.CRITICAL)

MOST_RTF: Final = 1_000_000
CONTENT_ID: Final = 0x3712  # the property PidTagAttachContentId


class Opened(Struct, frozen=True):
    """Files as (name, type, content, content id), and the text in either form."""

    files: list[tuple[str, str, bytes, str]]
    plain: str
    html: str


def unpack(content: bytes) -> Opened | None:
    """Open it; None where it cannot be."""
    from tnefparse import TNEF  # noqa: PLC0415 -- hardly any mail needs it

    try:
        opened = TNEF(content, do_checksum=False)
    except Exception:  # noqa: BLE001 -- the library raises whatever a broken file makes it stumble over
        return None
    files = []
    for attachment in opened.attachments[:MOST_UNPACKED]:
        name = _text(attachment.long_filename())
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        data = attachment.data
        content_id = next((_text(one.data) for one in attachment.mapi_attrs if one.name == CONTENT_ID), "")
        files.append((name, kind, data if isinstance(data, bytes) else b"", content_id.strip("<> ")))
    plain, html = _text(opened.body), _text(opened.htmlbody)
    return Opened(files, plain if plain or html else _text_of_rtf(opened), html)


def _text_of_rtf(opened: "TNEF") -> str:
    """The text where Outlook packed it as compressed RTF alone; what is broken or too long gives none."""
    from striprtf import striprtf  # noqa: PLC0415 -- hardly any mail needs it

    try:
        rtf = opened.rtfbody or b""
        # RTF is ASCII; what is not stands in it as \'xx of the code page that it names, or as \u.
        if len(rtf) > MOST_RTF:
            return ""
        return _text(striprtf.rtf_to_text(rtf.decode("latin-1"), errors="replace"))  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001 -- the libraries raise whatever a broken file makes them stumble over
        return ""


def _text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bytes):
        value = decode(value)
    return str(value or "").replace("\x00", "").strip()
