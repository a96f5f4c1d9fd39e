"""How often a mail is tried, each time with less of it to read, before nothing of it can be told."""

from typing import Final

from msgspec import Struct

from hamseda.channels.email.parsing.reading import Depth

# A mail may take this long in all, whatever it is.
SECONDS_A_MAIL: Final = 1.0
HEAD_BYTES: Final = 1024 * 1024


class Attempt(Struct, frozen=True):
    """How deep a mail is read, until which part of its time, and what is said when that was not enough."""

    depth: Depth
    until: float
    otherwise: str


ATTEMPTS: Final = (
    Attempt("whole", 0.6, "read without its HTML"),
    Attempt("without_html", 0.78, "only its head was read"),
    Attempt("head", 0.94, "nothing of it was read"),
)


def share(number: int) -> float:
    """Which part of a mail's time an attempt may take for itself."""
    return ATTEMPTS[number].until - (ATTEMPTS[number - 1].until if number else 0.0)
