"""Masking of sensitive numbers in plain text, and its reverse for those who may see them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from hamseda.kit.sensitive.rules import KINDS, Kind, Number, numbers
from hamseda.kit.sensitive.runs import BULLET

_SHOWN: Final[dict[Kind, tuple[int, int, int]]] = {
    "card": (4, 4, 4),
    "shaba": (2, 6, 4),
    "national_id": (3, 4, 2),
}
"""Digits shown at the start, bullets, digits shown at the end."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One masked number, with its place in the unmasked text; its repr hides the original from logs."""

    kind: Kind
    start: int
    end: int
    original: str = field(repr=False)
    masked: str


@dataclass(frozen=True, slots=True)
class Masked:
    text: str
    findings: tuple[Finding, ...]


def mask(text: str, kinds: frozenset[Kind] = KINDS) -> Masked:
    """Mask the bank cards, Shaba accounts and national ids of a plain text, each with a right check digit.

    6037••••1234, IR12••••••3456, 123••••45: the digits that stay keep the script in which they were typed,
    what stood between them goes. Idempotent, linear in the text. `kinds` leaves out what a field must keep.
    """
    findings = tuple(
        Finding(number.kind, number.start, number.end, text[number.start : number.end], masked_form(number))
        for number in numbers(text, kinds)
    )
    return Masked(replaced(text, findings), findings)


def mask_within(value: Any) -> Any:
    """Mask every text, every name and every whole number inside what JSON can hold; measures stay as they are."""
    if isinstance(value, dict):
        return {mask_within(name): mask_within(each) for name, each in value.items()}
    if isinstance(value, list):
        return [mask_within(each) for each in value]
    if isinstance(value, int) and not isinstance(value, bool):
        shown = mask(str(value)).text
        return value if shown == str(value) else shown
    return mask(value).text if isinstance(value, str) else value


def reveal(masked_text: str, findings: Iterable[Finding]) -> str:
    """Put the original numbers back: `reveal(mask(text).text, mask(text).findings) == text`, HTML alike."""
    pieces: list[str] = []
    position = grown = 0
    for finding in findings:
        start = finding.start - grown
        pieces += (masked_text[position:start], finding.original)
        position = start + len(finding.masked)
        grown += len(finding.original) - len(finding.masked)
    return "".join([*pieces, masked_text[position:]])


def masked_form(number: Number) -> str:
    head, bullets, tail = _SHOWN[number.kind]
    return f"{number.country}{number.written[:head]}{BULLET * bullets}{number.written[-tail:]}"


def replaced(text: str, findings: tuple[Finding, ...]) -> str:
    """Return the text with each finding's masked form in its place."""
    if not findings:
        return text
    pieces: list[str] = []
    position = 0
    for finding in findings:
        pieces += (text[position : finding.start], finding.masked)
        position = finding.end
    return "".join([*pieces, text[position:]])
