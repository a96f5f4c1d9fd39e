"""The one written form of each kind of identity, so that equal addresses are equal strings."""

import re
import unicodedata
from typing import Final

from hamseda.kit.email_address import normalise_email
from hamseda.kit.persian import ascii_digits
from hamseda.kit.persian.normalise import without_marks
from hamseda.kit.phone import parse_phone

KINDS: Final = ("phone", "email", "device", "handle", "external")
MOST_LETTERS: Final = 320
_NOT_DIALLED: Final = re.compile(r"[^0-9+*#]")


def address(kind: str, raw: str) -> str | None:
    """Give the normal form of an identity, or None where the text cannot be one of that kind.

    Phones are E.164, short service lines stay as dialled; e-mail addresses are their matching key.
    """
    text = raw.strip()
    if not text or len(text) > MOST_LETTERS:
        return None
    if kind == "phone":
        return _phone(text)
    if kind == "email":
        return normalise_email(text)
    if kind == "handle":
        return unicodedata.normalize("NFKC", without_marks(text)).removeprefix("@").casefold() or None
    return text if kind in KINDS else None


def searchable(kind: str, value: str) -> tuple[str, ...]:
    """List the forms under which people look for an identity, e.g. 989121234567 and 09121234567."""
    if kind == "phone":
        digits = value.removeprefix("+")
        is_national = value.startswith("+98") and len(digits) > 2
        return (digits, f"0{digits[2:]}") if is_national else (digits,)
    return (value,) if kind in {"email", "handle"} else ()


def _phone(text: str) -> str | None:
    phone = parse_phone(text)
    if phone.e164 is not None:
        return phone.e164
    return _NOT_DIALLED.sub("", ascii_digits(text)) if phone.kind == "short" else None
