"""Phone numbers as people type them: E.164 where one exists, the raw text always."""

import re
from dataclasses import dataclass
from typing import Final, Literal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from hamseda.kit.persian.normalise import without_marks

PhoneKind = Literal["mobile", "fixed", "short", "unknown"]

MAX_RAW: Final = 64
"""Signs of a text that is read as a phone number at all."""

_KINDS: Final[dict[int, PhoneKind]] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed",
}
_EXTENSION: Final = re.compile(r"\s*(?:داخلی|داخلي|ext\.?|x|#)\s*:?\s*([0-9]{1,6})\s*$", re.IGNORECASE)
_FOREIGN_SIGN: Final = re.compile(r"[^0-9+*#()\s./\-‐-―−]")
_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_NOT_DIALLED: Final = re.compile(r"[^0-9+*#]")
_IRANIAN_MOBILE: Final = re.compile(r"(?:(?:\+|00)?98)?0?(9\d{9})")
# Lines of text-message panels: dialled as they stand, by nobody from abroad; their lengths vary.
_MESSAGE_LINE: Final = re.compile(r"(?:(?:\+|00)?98)?(?:1000|2000|3000|5000|9000)\d{1,10}")
_SERVICE: Final = re.compile(r"[1-9]\d{2,5}|[*#]\d[\d*#]{0,20}#")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as typed and, where it has one, its E.164 form; an operator is never read from a prefix."""

    e164: str | None
    raw: str
    kind: PhoneKind


def parse_phone(raw: str, region: str = "IR") -> Phone:
    """Read a phone number in any of three digit scripts, with +98, 0098, 98, 0 or nothing before it.

    Short service numbers (118, 1818, *780#) and text-message lines (3000…) are 'short': they have no E.164
    form. What is no number is 'unknown' without E.164. An extension (داخلی ۱۲) stays in the raw text only.
    """
    if len(raw) > MAX_RAW:
        return Phone(None, raw, "unknown")
    typed = _EXTENSION.sub("", without_marks(raw).strip())
    typed = typed.removeprefix("tel:").replace("＋", "+")
    if not typed or _FOREIGN_SIGN.search(typed):
        return Phone(None, raw, "unknown")
    dialled = _NOT_DIALLED.sub("", typed)
    if _SERVICE.fullmatch(dialled):
        return Phone(None, raw, "short")
    # A mobile range that is newer than the library's tables is a mobile number all the same.
    if region == "IR" and (mobile := _IRANIAN_MOBILE.fullmatch(dialled)):
        return Phone(f"+98{mobile[1]}", raw, "mobile")
    if region == "IR" and _MESSAGE_LINE.fullmatch(dialled):
        return Phone(None, raw, "short")
    return _by_tables(dialled, raw, region)


def display(e164: str, region: str = "IR") -> str:
    """Write an E.164 number for reading: grouped, in the national form at home and with its + elsewhere.

    A text that is no E.164 number comes back as it is.
    """
    number = _parsed(e164, region) if _E164.fullmatch(e164) else None
    if number is None:
        return e164
    home = phonenumbers.region_code_for_number(number) == region
    form = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, form))


def _by_tables(dialled: str, raw: str, region: str) -> Phone:
    number = _parsed(dialled, region)
    if number is None or not phonenumbers.is_valid_number(number):
        return Phone(None, raw, "unknown")
    kind = _KINDS.get(phonenumbers.number_type(number), "unknown")
    return Phone(str(phonenumbers.format_number(number, PhoneNumberFormat.E164)), raw, kind)


def _parsed(dialled: str, region: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(dialled, region)
    except NumberParseException:
        return None
