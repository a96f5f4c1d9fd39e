"""What a file is, by its first bytes; what it claims to be counts only where they agree."""

import re
from typing import Final

from hamseda.kit.problem import Invalid

SAFE_IMAGES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
UNKNOWN: Final = "application/octet-stream"

_MAGIC: Final[tuple[tuple[bytes, int, str], ...]] = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF87a", 0, "image/gif"),
    (b"GIF89a", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"WAVE", 8, "audio/wav"),
    (b"AVI ", 8, "video/x-msvideo"),
    (b"BM", 0, "image/bmp"),
    (b"II*\x00", 0, "image/tiff"),
    (b"MM\x00*", 0, "image/tiff"),
    (b"%PDF-", 0, "application/pdf"),
    (b"PK\x03\x04", 0, "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "application/x-ole-storage"),
    (b"Rar!\x1a\x07", 0, "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", 0, "application/x-7z-compressed"),
    (b"\x1f\x8b", 0, "application/gzip"),
    (b"OggS", 0, "audio/ogg"),
    (b"ID3", 0, "audio/mpeg"),
    (b"\xff\xfb", 0, "audio/mpeg"),
    (b"\xff\xf3", 0, "audio/mpeg"),
    (b"#!AMR", 0, "audio/amr"),
    (b"fLaC", 0, "audio/flac"),
    (b"\x1aE\xdf\xa3", 0, "video/webm"),
    (b"ftypheic", 4, "image/heic"),
    (b"ftypavif", 4, "image/avif"),
    (b"ftypqt", 4, "video/quicktime"),
    (b"ftypM4A", 4, "audio/mp4"),
    (b"ftyp", 4, "video/mp4"),
)
_RIFF: Final = frozenset({"image/webp", "audio/wav", "video/x-msvideo"})
_PROGRAMS: Final = (
    b"MZ",
    b"\x7fELF",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!/",
    b"#! /",
)
_PROGRAM_NAMES: Final = re.compile(
    r"\.(exe|com|scr|pif|bat|cmd|msi|msp|dll|cpl|js|jse|vbs|vbe|wsf|wsh|hta|ps1|lnk|reg|jar|apk|sh)\s*\.?\s*\Z",
    re.IGNORECASE,
)
# Types that share a container: the claim says which of them it is.
_WITHIN: Final[dict[str, re.Pattern[str]]] = {
    "application/zip": re.compile(
        r"application/(zip|x-zip-compressed|epub\+zip|vnd\.(openxmlformats-officedocument|oasis\.opendocument)\.[\w.-]+)"
    ),
    "application/x-ole-storage": re.compile(r"application/(msword|vnd\.ms-(excel|powerpoint|outlook))"),
    "video/webm": re.compile(r"(audio|video)/(webm|x-matroska)"),
    "video/mp4": re.compile(r"(audio|video)/(mp4|3gpp|x-m4a)"),
    "audio/ogg": re.compile(r"(audio|video|application)/ogg"),
}
_TEXTS: Final = frozenset({"text/plain", "text/csv", "text/calendar", "text/vcard"})
_TELLING: Final = ("image/", "audio/", "video/")


def settled_type(name: str, claimed: str, head: bytes) -> str:
    """Name the type under which a file is stored. Raises Invalid for programs and for what belies its claim."""
    claimed = claimed.partition(";")[0].strip().lower()
    if head.startswith(_PROGRAMS) or _PROGRAM_NAMES.search(name):
        raise Invalid.field(
            "file", "type_not_allowed", "Programs are not accepted: send a document or a picture."
        )
    seen = sniffed(head)
    if _belies(claimed, seen):
        raise Invalid.field(
            "file", "type_mismatch", f"The file says it is {claimed}, but its content is not."
        )
    return tolerant_type(claimed, head)


def tolerant_type(claimed: str, head: bytes) -> str:
    """Name the type of a file that must be kept whatever it is, as in a mail: at worst a stream of bytes."""
    claimed = claimed.partition(";")[0].strip().lower()
    seen = sniffed(head)
    if seen is None:
        return claimed if claimed in _TEXTS and _is_text(head) else UNKNOWN
    if seen in _WITHIN and _WITHIN[seen].fullmatch(claimed):
        return claimed
    return seen


def sniffed(head: bytes) -> str | None:
    """Tell a type from the first bytes; None for texts and for what the table does not know."""
    for magic, offset, kind in _MAGIC:
        if head[offset : offset + len(magic)] == magic and (kind not in _RIFF or head.startswith(b"RIFF")):
            return kind
    return None


def _belies(claimed: str, seen: str | None) -> bool:
    """Tell whether a file says it is a picture, sound, film or PDF and is none of that family."""
    if claimed == "application/pdf":
        return seen != claimed
    if not claimed.startswith(_TELLING) or claimed == "image/svg+xml":
        return False
    if seen in _WITHIN and _WITHIN[seen].fullmatch(claimed):
        return False
    return seen is None or seen.partition("/")[0] != claimed.partition("/")[0]


def _is_text(head: bytes) -> bool:
    try:
        head[:-4].decode("utf-8")  # the last letter may be cut
    except UnicodeDecodeError:
        return False
    return b"\x00" not in head
