"""What a mail program, or the writer once and for all, put below the text: found at the end of it only."""

import re
from typing import Final

from hamseda.channels.email.reply import closing_words as words
from hamseda.channels.email.reply.lines import Line

MOST_ROWS: Final = 15
MOST_ROWS_LOOSE: Final = 8
MOST_CHARACTERS: Final = 1_200
MOST_SHORT: Final = 90
MOST_DEVICE_WORDS: Final = 12
MOST_PLAIN_WORDS: Final = 8
MOST_PARAGRAPHS: Final = 6
MOST_NEAR: Final = 60
MOST_NAME_WORDS: Final = 6

_EXACT: Final = re.compile("[\u200e\u200f]?-- [\u200e\u200f]?")
_LOOSE: Final = re.compile(r"--|\u2014|_{4,}|-{4,}|\u2500{3,}")
_SENTENCE: Final = re.compile(r"[.!?\u2026]\s|[!?]$|[^\W\d]{2,}\.$")
_WORD: Final = re.compile(r"[^\W_]+")
_PHONE: Final = re.compile(r"\+?\d[\d ()./-]{6,18}\d")
_PLACE: Final = re.compile(r"https?:|www\.|[^\s@]{1,60}@[^\s@]{2,60}\.[a-z]{2}")


def label_signature(lines: list[Line]) -> bool:
    """Label the signature at the end of a run of lines; says whether there is one."""
    is_found = False
    for _ in range(MOST_PARAGRAPHS):
        start = _last_paragraph(lines)
        if start is None:
            break
        begin = _first_found(lines, start)
        if begin is None:
            break
        for line in lines[begin:]:
            line.label = "signature"
        lines, is_found = lines[:begin], True
    return is_found


def _last_paragraph(lines: list[Line]) -> int | None:
    """Where the last paragraph begins."""
    end = len(lines)
    while end and lines[end - 1].is_blank:
        end -= 1
    start = end
    while start and not lines[start - 1].is_blank:
        start -= 1
    return start if end else None


def _first_found(lines: list[Line], start: int) -> int | None:
    for begin in (_marked(lines), _program_line(lines), _notice(lines, start), _card(lines)):
        if begin is not None:
            return begin
    return None


def _marked(lines: list[Line]) -> int | None:
    """A signature below "-- "; below a looser mark only what no sentence is."""
    first = max(0, len(lines) - MOST_ROWS - 1)
    for place in range(len(lines) - 1, first - 1, -1):
        below = [line for line in lines[place + 1 :] if not line.is_blank]
        if _EXACT.fullmatch(lines[place].shown[:MOST_SHORT]):
            size = sum(len(line.text) for line in below)
            is_more = any(line.norm.startswith(words.POSTSCRIPTS) for line in below)
            return place if size <= MOST_CHARACTERS and not is_more else None
        if _is_loose(lines[place]):
            return place if _is_signature(lines, place, below) else None
    return None


def _is_loose(line: Line) -> bool:
    return len(line.text) <= MOST_SHORT and _LOOSE.fullmatch(line.text.strip()) is not None


def _is_signature(lines: list[Line], place: int, below: list[Line]) -> bool:
    """Whether what is below a loose mark is no part of the text, whose parts people divide by the same marks."""
    is_short = 0 < len(below) <= MOST_ROWS_LOOSE and all(_is_card_row(line) for line in below)
    is_apart = place > 0 and lines[place - 1].is_blank
    is_only = not any(_is_loose(line) for line in lines[max(0, place - MOST_NEAR) : place])
    above = next(
        (line.norm for line in reversed(lines[max(0, place - MOST_NEAR) : place]) if not line.is_blank), ""
    )
    if not (is_short and is_apart and is_only) or above.endswith(":"):
        return False
    if lines[place].text.strip() in {"--", "\u2014"}:
        return (
            not any(sign.isdigit() for sign in below[0].norm) and below[0].norm.count(" ") < MOST_NAME_WORDS
        )
    return any(_PLACE.search(line.norm) for line in below)


def _is_card_row(line: Line) -> bool:
    """Short, and no sentence."""
    is_more = line.norm.startswith(words.POSTSCRIPTS)
    return len(line.norm) <= MOST_SHORT and not _SENTENCE.search(line.norm) and not is_more


def _program_line(lines: list[Line]) -> int | None:
    """«ارسال‌شده از آیفون من», "Get Outlook for iOS": the last line, and nothing else on it."""
    place = len(lines) - 1
    while place >= 0 and lines[place].is_blank:
        place -= 1
    return place if place >= 0 and is_program_line(lines[place].norm) else None


def is_program_line(norm: str) -> bool:
    """Whether a line (in normal form) is what a mail program says of itself."""
    norm = norm.strip(" .*_-<>()[]\"'")
    count = len(_WORD.findall(norm.partition("http")[0]))
    is_long = count > MOST_PLAIN_WORDS and not any(word in norm for word in words.EXCUSES)
    if not norm or count > MOST_DEVICE_WORDS or is_long or re.search(r"\d{5}", norm.partition("http")[0]):
        return False
    if not any(device in norm for device in words.DEVICES):
        return False
    opens = norm.startswith(words.SENT_FROM)
    return opens or (norm.endswith(words.SENT_BY_END) and norm.startswith(words.FROM_WITH))


def _notice(lines: list[Line], start: int) -> int | None:
    """A notice of secrecy, of a virus scanner or of a mailing list, as the last paragraph."""
    norm = " ".join(line.norm for line in lines[start : start + 40])[:4_000]
    if norm.lstrip("-_* ").startswith(words.NOTICE_OPENERS):
        return start
    said = sum(1 for word in words.NOTICE if word in norm)
    return start if said >= 4 and len(_WORD.findall(norm)) >= 20 else None


def _card(lines: list[Line]) -> int | None:
    """Rows of a visiting card below a closing and a name; both stay.

    Only what cannot be an answer to "who are you, and where": a role or firm, a telephone and a place in the net.
    """
    rows = [
        place
        for place, line in enumerate(lines[-MOST_ROWS:], max(0, len(lines) - MOST_ROWS))
        if not line.is_blank
    ]
    closing = next((n for n, place in enumerate(rows) if _is_closing(lines[place].norm)), None)
    if closing is None:
        return None
    card = [lines[place] for place in rows[closing + 2 :]]
    if len(card) < 3 or not all(_is_card_row(line) for line in card):
        return None
    has_role = any(set(_WORD.findall(line.norm)) & set(words.ROLES) for line in card)
    has_phone = any(_PHONE.search(line.norm) for line in card)
    has_place = any(_PLACE.search(line.norm) for line in card)
    return rows[closing + 2] if has_role and has_phone and has_place else None


def _is_closing(norm: str) -> bool:
    return norm.strip(" ,.!:;-") in words.CLOSINGS
