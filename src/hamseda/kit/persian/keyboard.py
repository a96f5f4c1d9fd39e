"""Text that was typed on the wrong keyboard layout.

Two Persian layouts are in use on PCs: the standard ISIRI 9147 (پ on M) and the older one of Windows (پ on the
backslash, ئ on M). Both are written here key by key, in the order of the rows of the US keyboard.
"""

from typing import Final

_KEYS: Final = "qwertyuiop[]asdfghjkl;'zxcvbn,"
_LETTERS: Final = "ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدو"
_SHIFTED: Final = {"H": "آ", "C": "ژ", "B": "إ", "N": "أ", "V": "ؤ", "Z": "ة", "?": "؟"}
_COMMON: Final = {**dict(zip(_KEYS, _LETTERS, strict=True)), **_SHIFTED}

_LAYOUTS: Final[tuple[dict[str, str], ...]] = (
    {**_COMMON, "m": "پ"},
    {**_COMMON, "m": "ئ", "\\": "پ", "`": "پ"},
)
_TO_PERSIAN: Final = tuple(str.maketrans(layout) for layout in _LAYOUTS)
_TO_LATIN: Final = str.maketrans(
    {
        **{letter: key for key, letter in _COMMON.items()},
        "پ": "m",
        "ئ": "m",
        "ي": "d",
        "ك": ";",
    },
)


def as_persian(text: str) -> tuple[str, ...]:
    r"""Return what the keys of a Latin text give on the Persian layouts, the standard one first.

    One reading where the layouts agree: sghl → («سلام»,); two where they do not: \\vnhoj and mvnhoj both have
    «پرداخت». Capitals that have no shifted letter count as small ones (caps lock).
    """
    readings = (_lower_unshifted(text).translate(table) for table in _TO_PERSIAN)
    return tuple(dict.fromkeys(readings))


def as_latin(text: str) -> str:
    """Return what the keys of a Persian text give on the US layout: «اثممخ» → hello."""
    return text.translate(_TO_LATIN)


def _lower_unshifted(text: str) -> str:
    return "".join(char if char in _SHIFTED else char.lower() for char in text)
