"""The head that a mail program puts above a quoted or forwarded mail: a banner, or From, Sent, To, Subject."""

from typing import Final, Literal

from msgspec import Struct

from hamseda.channels.email.reply import languages
from hamseda.channels.email.reply.attribution import has_address, has_date, has_time
from hamseda.channels.email.reply.lines import Line, next_written

MOST_ROWS: Final = 14
LEAST_ROWS: Final = 3
ROWS_OF_BANNER: Final = 4
MOST_LABEL: Final = 28
MOST_BANNER: Final = 120
LEAST_RULE: Final = 8
LEAST_STROKES: Final = 2
LEAST_STROKES_ALONE: Final = 4
_STROKES: Final = "-_=*\u2500\u2501"
_ABOVE: Final = ("above this line", "above the line")

Kind = Literal["forward", "original"]
Part = Literal["from", "sent", "to", "subject", "copy"]
_PARTS: Final[dict[str, Part]] = {
    **dict.fromkeys(languages.COPY, "copy"),
    **dict.fromkeys(languages.SUBJECT, "subject"),
    **dict.fromkeys(languages.TO, "to"),
    **dict.fromkeys(languages.DATE | languages.SENT, "sent"),
    **dict.fromkeys(languages.FROM, "from"),
}
"""Label in normal form → what it names."""


class Head(Struct, frozen=True):
    """The rows of a head, [start, end)."""

    start: int
    end: int
    kind: Kind


def head_at(lines: list[Line], start: int) -> Head | None:
    """The head that begins with this line, if one does."""
    norm = lines[start].norm
    if norm.startswith(("##-", "--")) and any(phrase in norm for phrase in _ABOVE):
        return Head(start, start + 1, "original")
    phrase = _banner_kind(norm)
    if phrase is not None or _is_dashed(norm) or _is_rule(norm):
        return _below_banner(lines, start, phrase)
    found = _fields(lines, start)
    return Head(start, found.end, "original") if found is not None and found.is_enough else None


def _is_rule(norm: str) -> bool:
    """A line of strokes and nothing else."""
    return LEAST_RULE <= len(norm) <= MOST_BANNER and not norm.strip(_STROKES)


def _is_dashed(norm: str) -> bool:
    """Words between strokes, or after many of them."""
    if not norm[:1] or norm[0] not in _STROKES or len(norm) > MOST_BANNER:
        return False
    before = len(norm) - len(norm.lstrip(_STROKES))
    after = len(norm) - len(norm.rstrip(_STROKES))
    is_worded = before + after + 2 <= len(norm)
    return is_worded and (min(before, after) >= LEAST_STROKES or before >= LEAST_STROKES_ALONE)


def _banner_kind(norm: str) -> Kind | None:
    """What a banner with known words announces; its words stand between strokes, or alone before a colon."""
    is_dashed = _is_dashed(norm)
    words = norm.strip(f"{_STROKES} :<>")
    if not is_dashed and not (norm.endswith(":") and len(norm) <= MOST_BANNER and words.count(" ") <= 5):
        return None
    if any(_is_said(words, phrase, is_dashed) for phrase in languages.FORWARDED):
        return "forward"
    return "original" if any(_is_said(words, phrase, is_dashed) for phrase in languages.ORIGINAL) else None


def _is_said(words: str, phrase: str, is_dashed: bool) -> bool:
    # Without strokes only the whole line is a banner: "begin forwarded message:", not a sentence with these words.
    return phrase in words if is_dashed else words == phrase


def _below_banner(lines: list[Line], start: int, phrase: Kind | None) -> Head | None:
    """A banner is one when known words or a mail's fields say so; with both its fields belong to it."""
    first = next_written(lines, start + 1)
    found = _fields(lines, first) if first is not None and first - start < ROWS_OF_BANNER else None
    if found is None or not found.is_likely:
        found = _fields_of_any_language(lines, first) or found
    if phrase is None:
        return Head(start, found.end, "original") if found is not None and found.is_likely else None
    if found is None or not found.is_likely:
        # "Forwarded message:" alone at the end of a sentence is no banner; dashes make it one.
        return Head(start, start + 1, phrase) if lines[start].norm[:1] in _STROKES else None
    return Head(start, found.end, phrase)


class _Fields(Struct):
    """The fields that stand below one another, as far as they go."""

    end: int
    first: Part | None = None
    parts: set[Part] = set()
    has_address: bool = False
    has_date: bool = False
    has_time: bool = False
    is_of_mails: bool = False

    @property
    def is_likely(self) -> bool:
        """Enough below a banner."""
        return len(self.parts) >= 2

    @property
    def is_enough(self) -> bool:
        """Enough by itself: people write "from: … to: … date: …" of journeys, and so more is asked."""
        if not self.parts >= {"from", "sent"}:
            return "from" in self.parts and self.has_address and {"to", "subject"} <= self.parts
        is_mail = self.has_address or (
            self.has_time and ({"to", "subject"} <= self.parts or self.is_of_mails)
        )
        return is_mail and bool(self.parts & {"to", "subject"}) and (self.has_date or self.has_time)


def _fields(lines: list[Line], start: int) -> _Fields | None:
    found, place, strangers = _Fields(start), start, 0
    while place < min(len(lines), start + MOST_ROWS):
        line = lines[place]
        label, value = _labelled(line.norm)
        part = _PARTS.get(label)
        if part is not None and (part == "copy" or part not in found.parts):
            _note(found, part, label, value)
            found.end, strangers = place + 1, 0
        elif found.first is None:
            return None
        else:
            # A long list of recipients goes on in the next row; a converted page has an empty one between two.
            strangers += 1
            if strangers > (1 if line.is_blank or _goes_on(line) else 0):
                break
        place += 1
    return found


def _labelled(norm: str) -> tuple[str, str]:
    """A row's label and value; no label where none is there."""
    label, colon, value = norm.partition(":")
    bare = label.strip(" *_>|-")
    is_label = colon and len(label) <= MOST_LABEL and bare[:1].isalpha()
    return (bare, value.strip(" *_")) if is_label else ("", "")


def _fields_of_any_language(lines: list[Line], first: int | None) -> _Fields | None:
    """Rows "label: value" below a banner, one with an address and one with a date."""
    place = start = first if first is not None else len(lines)
    while place < min(len(lines), start + MOST_ROWS) and _labelled(lines[place].norm)[0]:
        place += 1
    rows = [line.norm for line in lines[start:place]]
    is_mail = any(has_address(row) for row in rows) and any(has_date(row) or has_time(row) for row in rows)
    return _Fields(place, parts={"from", "to"}) if len(rows) >= LEAST_ROWS and is_mail else None


def _goes_on(line: Line) -> bool:
    return line.shown[:1] in " \t" or has_address(line.norm) or has_date(line.norm)


def _note(found: _Fields, part: Part, label: str, value: str) -> None:
    found.first = found.first or part
    found.parts = found.parts | {part}
    found.has_address = found.has_address or (part in {"from", "to"} and has_address(value))
    if part == "sent":
        found.has_date, found.has_time = has_date(value), has_time(value)
        found.is_of_mails = label in languages.SENT
