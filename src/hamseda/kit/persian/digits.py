"""Digits of three scripts: 0–9, ۰–۹ (Persian) and ٠–٩ (Arabic)."""

from typing import Final

ASCII: Final = "0123456789"
PERSIAN: Final = "۰۱۲۳۴۵۶۷۸۹"
ARABIC: Final = "٠١٢٣٤٥٦٧٨٩"

_TO_ASCII: Final = str.maketrans(PERSIAN + ARABIC, ASCII * 2)
_TO_PERSIAN: Final = str.maketrans(ASCII + ARABIC, PERSIAN * 2)


def ascii_digits(text: str) -> str:
    """Write every Persian or Arabic digit of the text as an ASCII digit; nothing else changes."""
    return text if text.isascii() else text.translate(_TO_ASCII)


def persian_digits(text: str) -> str:
    """Write every digit of the text as a Persian digit; nothing else changes."""
    return text.translate(_TO_PERSIAN)
