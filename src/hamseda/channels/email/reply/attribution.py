"""Lines that announce a quote: «در ۱۴۰۵/۰۹/۰۱، علی نوشت:», "On …, … wrote:" and their kin in other languages.

Told by their parts (a date, a time, an address, the word for "wrote", a colon), not by one phrase a program.
"""

import re
from typing import Final

from msgspec import Struct

from hamseda.channels.email.reply import languages
from hamseda.channels.email.reply.lines import Line, next_written

MOST_ROWS: Final = 4
MOST_CHARACTERS: Final = 450
MOST_WORDS_ALONE: Final = 8

# Every pattern is tried on at most MOST_CHARACTERS, and repeats only within fixed bounds.
_TIME: Final = re.compile(
    r"(?<!\d)\d{1,2} ?[:.\u2236h] ?\d{2}(?!\d)|(?<!\d)\d{1,2} ?[ap]\.? ?m\b|ساعت \d|\d{1,2}[時时点시] ?\d{1,2}"
)
_NUMERIC: Final = re.compile(r"\d{1,4} ?[-/.] ?\d{1,2} ?[-/.] ?\d{1,4}|\d{1,2} ?[月월]")
_YEAR: Final = r"(?:1[34]|19|20|25)\d\d"
_WORDED: Final = re.compile(
    rf"\b\d{{1,2}}\b[^\d]{{1,30}}\b{_YEAR}\b|\b{_YEAR}\b[^\d]{{1,30}}\b\d{{1,2}}\b"
    rf"|\b\d{{1,2}}\.? [^\W\d]{{3,12}} \d{{2}}\b"
)
_ADDRESS: Final = re.compile(r"[^\s@<>\"']{1,80}@[^\s@<>\"']{2,80}")
_NAMED_END: Final = re.compile(r"[^\s@<>]{1,80}@[^\s@<>]{2,80}[>)]{1,2}[^\s:]{0,12} ?:[\s\"'*]{0,6}$")
"""A full address, brackets and all, and then the colon: a row of a log has none."""
_END: Final = re.compile(r"[:\u17d6][\s\"'*_\-)\]}>]{0,12}$|-{2,12}$")
_COLON: Final = re.compile(r": (?=\S)")
_WORD: Final = re.compile(r"[^\s,:;<>\"\[\]]+")


class Attribution(Struct, frozen=True):
    """The rows of an attribution, [start, end); `is_strong`: it needs no quote signs after it to be believed."""

    start: int
    end: int
    is_strong: bool


def attribution_ending_at(lines: list[Line], last: int) -> Attribution | None:
    """The attribution whose last row is `last`, if there is one; it reaches over at most four rows."""
    ending = lines[last].norm
    has_colon = bool(_END.search(ending[-40:])) or ending.startswith(":")
    if not has_colon and not (
        ending.rpartition(" ")[2] in languages.WROTE and is_before_quote(lines, last + 1)
    ):
        return None
    fallback: Attribution | None = None
    for start in range(last, max(-1, last - MOST_ROWS), -1):
        if start != last and not _continues(lines, start, last):
            break
        joined = " ".join(line.norm for line in lines[start : last + 1])
        if len(joined) > MOST_CHARACTERS:
            break
        strength = _strength(joined)
        if strength is None:
            continue
        found = Attribution(start, last + 1, strength == "strong")
        if _opens(lines[start].norm) and has_date(joined):
            return found
        if fallback is None or (found.is_strong and not fallback.is_strong):
            fallback = found
    return fallback


def goes_on_in_its_row(norm: str) -> bool:
    """Whether a row is an attribution and, after its colon, the beginning of the quote: some telephones write so."""
    if not _opens(norm):
        return False
    for colon in _COLON.finditer(norm, 0, MOST_CHARACTERS):
        prefix = norm[: colon.start()].rstrip()
        if prefix.rpartition(" ")[2] in languages.WROTE and has_address(prefix) and has_date(prefix):
            return _strength(prefix) == "strong"
    return False


def is_before_quote(lines: list[Line], end: int) -> bool:
    """Whether the next written line is a quote already, or in a block that an attribution makes one."""
    place = next_written(lines, end)
    if place is None:
        return False
    line = lines[place]
    return (
        line.depth > lines[end - 1].depth or line.is_soft or line.label == "quote" or line.region == "quote"
    )


def has_date(norm: str) -> bool:
    return _NUMERIC.search(norm) is not None or _WORDED.search(norm) is not None


def has_time(norm: str) -> bool:
    return _TIME.search(norm) is not None


def has_address(norm: str) -> bool:
    return "@" in norm and _ADDRESS.search(norm) is not None


def _continues(lines: list[Line], start: int, last: int) -> bool:
    upper, lower = lines[start], lines[last]
    return not upper.is_blank and upper.label == lower.label and upper.depth == lower.depth


def _strength(joined: str) -> str | None:
    words = _WORD.findall(joined)
    if any(phrase in joined for phrase in languages.YOU_WROTE):
        return None
    has_verb = any(w in languages.WROTE for w in words) or any(w in joined for w in languages.WROTE_WITHIN)
    is_timed = has_time(joined)
    is_dated = has_date(joined)
    is_addressed = has_address(joined)
    is_named = (is_addressed and bool(_NAMED_END.search(joined))) or (
        is_addressed and any(w in languages.BY for w in words)
    )
    if (has_verb and is_dated and (is_timed or is_addressed)) or (
        is_timed and is_named and (is_dated or has_verb)
    ):
        return "strong"
    if (has_verb and (is_dated or is_timed or is_addressed)) or (is_dated and (is_timed or is_addressed)):
        return "fair"
    return "fair" if has_verb and len(words) <= MOST_WORDS_ALONE else None


def _opens(norm: str) -> bool:
    """Whether a row is how an attribution begins: a date, or a preposition and then something like a date."""
    bare = norm.lstrip("\"'*_->( :")
    if bare[:1].isdigit():
        return True
    first, _, rest = bare.partition(" ")
    if first.strip(",") in languages.OPENERS:
        return bool(re.search(r"\d", rest[:60])) or rest.count(" ") <= 2
    # A weekday or a month: a word, and soon after it a figure.
    return bool(re.match(r"[^\W\d]{2,12}[,.]? (?:[^\W\d]{2,12}[,.]? )?\d", bare))
