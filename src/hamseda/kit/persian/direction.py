"""Which way a text runs."""

import re
from typing import Final, Literal

Direction = Literal["rtl", "ltr"]

_RTL_LETTERS: Final = re.compile(
    "[\u05d0-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u08c9\ufb1d-\ufdfb\ufe70-\ufefc]+"
)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_LATIN: Final = re.compile("[A-Za-z]")
_FOREIGN: Final = re.compile(
    r"https?://\S+|www\.\S+"  # addresses of pages
    r"|[\w.+-]{1,64}@[\w.-]{1,253}"  # of mailboxes
    r"|(?<!\S)[@#/]\w+"  # handles, tags, commands
    r"|(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?:/\S*)?"  # hosts and file names
    r"|(?<!\w)(?=[A-Za-z_-]{0,40}[0-9])[A-Za-z0-9][A-Za-z0-9_-]*"  # codes: ABC-123, SM-G998B
    r"|(?<!\w)[A-Z]{2,6}(?!\w)",  # SIM, ADSL
)


def direction(text: str, default: Direction = "rtl") -> Direction:
    """Return the direction that most letters of the text have.

    Addresses, handles and codes do not count, for a Persian sentence around a long link is Persian; when
    they are all that the text has, they decide. A tie, or a text without a letter, has the default.
    """
    prose = _FOREIGN.sub(" ", text) if _LATIN.search(text) else text
    balance = _balance(prose) or _balance(text)
    if balance == 0:
        return default
    return "rtl" if balance > 0 else "ltr"


def _balance(text: str) -> int:
    rtl = sum(map(len, _RTL_LETTERS.findall(text)))
    ltr = sum(map(len, _LETTERS.findall(_RTL_LETTERS.sub(" ", text))))
    return rtl - ltr
