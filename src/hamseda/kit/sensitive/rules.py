"""Which digits of a text are a bank card, a Shaba account or a national id.

The check digits alone let one random number in ten (cards), eleven (ids) or ninety-seven (Shaba) pass, so
how the digits are grouped and what stands around them decides where a number may be something else.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from hamseda.kit.sensitive import checks
from hamseda.kit.sensitive.context import country, is_dialled, says_national_id, says_parcel, says_phone
from hamseda.kit.sensitive.runs import Run, runs

Kind = Literal["card", "shaba", "national_id"]
KINDS: Final[frozenset[Kind]] = frozenset({"card", "shaba", "national_id"})

_IRANIAN_CARD: Final = frozenset("56")
_LATIN: Final = re.compile(r"[A-Za-z_]")
_DIALLING: Final = re.compile(r"0|0?98|00\d{1,3}")
_PHONE_GROUP: Final = re.compile(r"0[1-9]\d{9}|9[0-39]\d{8}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number found in a text: where it stands, and its digits as typed."""

    kind: Kind
    start: int
    end: int
    written: str
    country: str = ""  # the IR of a Shaba, as typed


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Whole neighbouring groups of a run that have the right number of digits."""

    text: str
    run: Run
    first: int
    last: int
    before: str  # digits of the group before, "" if there is none or it belongs to another number

    @property
    def start(self) -> int:
        return self.run.groups[self.first].start

    @property
    def end(self) -> int:
        return self.run.groups[self.last].end

    @property
    def digits(self) -> str:
        return self.run.digits[self.run.offsets[self.first] : self.run.offsets[self.last + 1]]

    @property
    def sizes(self) -> tuple[int, ...]:
        return self.run.sizes(self.first, self.last)

    @property
    def one_piece(self) -> bool:
        return self.first == self.last

    @property
    def alone(self) -> bool:
        return self.run.alone(self.first, self.last)

    @property
    def weak(self) -> bool:
        return self.run.weak(self.first, self.last)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A way to write a number: its length, how many groups, its check, what must hold around it."""

    kind: Kind
    length: int
    most_groups: int
    valid: Callable[[str], bool]
    fits: Callable[[_Candidate], bool]


def numbers(text: str, kinds: frozenset[Kind] = KINDS) -> list[Number]:
    """Return the sensitive numbers of the text in its order; they never overlap.

    The surest shapes choose first, and a digit belongs to one number only. Work is linear: for each shape,
    each digit group begins at most one candidate, looked up by the count of digits.
    """
    found: list[Number] = []
    for run in runs(text):
        taken = set(run.masked)
        for shape in _SHAPES:
            if shape.kind in kinds and run.offsets[-1] >= shape.length:
                found += _of_shape(text, run, shape, taken)
    return sorted(found, key=lambda number: number.start)


def _of_shape(text: str, run: Run, shape: _Shape, taken: set[int]) -> Iterator[Number]:
    for first, last in _spans(run, shape):
        if taken.isdisjoint(range(first, last + 1)):
            before = run.groups[first - 1].digits if first and first - 1 not in taken else ""
            candidate = _Candidate(text, run, first, last, before)
            if shape.fits(candidate):
                taken.update(range(first, last + 1))
                yield _number(shape.kind, candidate)


def _spans(run: Run, shape: _Shape) -> Iterator[tuple[int, int]]:
    """Yield the first and the last group of what has the shape's digits and passes its check."""
    for first, offset in enumerate(run.offsets[:-1]):
        last = run.ends.get(offset + shape.length, -1)
        if first <= last < first + shape.most_groups:
            digits = run.digits[offset : offset + shape.length]
            if shape.valid(digits):
                yield first, last


def _number(kind: Kind, candidate: _Candidate) -> Number:
    groups = candidate.run.groups[candidate.first : candidate.last + 1]
    written = "".join(group.written for group in groups)
    letters = country(candidate.text, candidate.start) if kind == "shaba" and candidate.first == 0 else None
    if letters:
        sign = "".join(filter(str.isalpha, letters[1]))
        return Number(kind, letters.start(1), candidate.end, written, sign)
    return Number(kind, candidate.start, candidate.end, written)


def _shaba(found: _Candidate) -> bool:
    if found.first == 0 and country(found.text, found.start):
        return True
    shaped = found.one_piece or (max(found.sizes) <= 4 and not found.weak)
    return shaped and not says_parcel(found.text, found.start)


def _iranian_card(found: _Candidate) -> bool:
    return found.digits[0] in _IRANIAN_CARD and _by_fours(found)


def _usual_card(found: _Candidate) -> bool:
    return found.one_piece or (_by_fours(found) and not found.weak and found.digits[0] not in "01")


def _long_card(found: _Candidate) -> bool:
    shaped = found.one_piece or found.sizes == (4, 4, 4, 4, 3)
    return shaped and not found.weak and found.digits[0] in "3456"


def _odd_card(found: _Candidate) -> bool:
    """Tell a card in any other grouping from a phone number and a rest, and from a row of small numbers."""
    if found.weak or found.digits[0] in "01":
        return False
    groups = [group.digits for group in found.run.groups[found.first : found.last + 1]]
    if any(_PHONE_GROUP.fullmatch(group) for group in groups):
        return False
    return found.alone or all(len(group) <= 8 and group[0] != "0" for group in groups)


def _by_fours(found: _Candidate) -> bool:
    return found.one_piece or found.sizes == (4, 4, 4, 4)


def _whole_id(found: _Candidate) -> bool:
    if says_national_id(found.text, found.start):
        return True
    around = found.text[max(0, found.start - 1) : found.start] + found.text[found.end : found.end + 1]
    return not _LATIN.search(around) and not _is_something_else(found)


def _parted_id(found: _Candidate) -> bool:
    """Take 3-6-1 as on the card; any other grouping only when it stands alone or a word says so."""
    if found.sizes == (3, 6, 1):
        return not _is_something_else(found)
    if found.one_piece or found.weak:
        return False
    if says_national_id(found.text, found.start):
        return True
    return found.alone and found.digits[0] != "9" and not _is_something_else(found)


def _is_something_else(found: _Candidate) -> bool:
    """Tell whether it is dialled with a country code, or the words before it say phone or postal code."""
    if is_dialled(found.text, found.start) or says_parcel(found.text, found.start):
        return True
    if found.before and is_dialled(found.text, found.run.groups[found.first - 1].start):
        return True
    national = found.digits[0] != "0"  # no Iranian area or mobile code begins with 0 once the trunk 0 is off
    return national and (bool(_DIALLING.fullmatch(found.before)) or says_phone(found.text, found.start))


_SHAPES: Final = (
    _Shape("shaba", 24, 24, checks.is_shaba, _shaba),
    _Shape("card", 16, 4, checks.is_card, _iranian_card),
    _Shape("card", 16, 4, checks.is_card, _usual_card),
    _Shape("card", 19, 5, checks.is_card, _long_card),
    _Shape("card", 16, 16, checks.is_card, _odd_card),
    _Shape("national_id", 10, 1, checks.is_national_id, _whole_id),
    _Shape("national_id", 10, 10, checks.is_national_id, _parted_id),
)
