"""What stands before a number and says what it is.

Only signs up to the digit before count, so that the masking of one number never changes the reading of the
next.
"""

import re
from typing import Final

from hamseda.kit.persian.normalise import normalise
from hamseda.kit.sensitive.runs import TAG

_NEAR: Final = 28
_FAR_ENOUGH: Final = r"[^\d•]*\Z"
# The words are looked for in the folded text: one spelling of each is enough.
_NATIONAL_ID: Final = re.compile(r"(?:(?:کد|شماره|شناسه|کارت)\W*ی?\W*ملی|national|mell?i)" + _FAR_ENOUGH)
_PARCEL: Final = re.compile(r"(?:پستی|مرسول|رهگیر|postal|post\W?code|zip|tracking)" + _FAR_ENOUGH)
_PHONE: Final = re.compile(
    r"(?:تلفن|موبایل|همراه|تماس|فکس|نمابر|واتساپ|phone|mobile|\btel\b|\bcall\b|\bfax\b|whatsapp)"
    + _FAR_ENOUGH,
)
_COUNTRY: Final = re.compile(rf"(?<![A-Za-z])([Ii][\s{TAG}]?[Rr])[^\w•\n]{{0,6}}\Z")
_DIALLED: Final = re.compile(r"\+\Z|(?:\+\d{1,3}|(?<!\d)00\d{1,2}|(?<!\d)0)\)[\s-]{0,3}\Z")


def says_national_id(text: str, start: int) -> bool:
    return _before(_NATIONAL_ID, text, start)


def says_parcel(text: str, start: int) -> bool:
    """Tell whether a postal code (ten digits) or a parcel's barcode (24 digits) is announced."""
    return _before(_PARCEL, text, start)


def says_phone(text: str, start: int) -> bool:
    return _before(_PHONE, text, start)


def is_dialled(text: str, start: int) -> bool:
    """Tell whether a + or a country code in brackets stands right before."""
    return bool(_DIALLED.search(text, max(0, start - 10), start))


def country(text: str, start: int) -> re.Match[str] | None:
    """Find the IR of a Shaba right before the number; its first group is the letters as typed."""
    return _COUNTRY.search(text, max(0, start - 10), start)


def _before(words: re.Pattern[str], text: str, start: int) -> bool:
    return bool(words.search(normalise(text[max(0, start - _NEAR) : start])))
