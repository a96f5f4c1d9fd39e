"""How often a mail is tried, each time with less of it to read, before nothing of it can be told."""

from typing import Final

from msgspec import Struct

from hamseda.channels.email.parsing.limits import MOST_BYTES
from hamseda.channels.email.parsing.reading import Depth

# A mail may take this long in all, whatever it is.
SECONDS_A_MAIL: Final = 1.0


class Attempt(Struct, frozen=True):
    """How deep a mail is read, how much of it, until which part of its time, and what is said when that was not enough."""

    depth: Depth
    most_bytes: int
    until: float
    otherwise: str


ATTEMPTS: Final = (
    Attempt("whole", MOST_BYTES + 1, 0.6, "its first 16 MiB were read, without HTML"),
    Attempt("without_html", 16 << 20, 0.78, "only its head was read"),
    Attempt("head", 1 << 20, 0.94, "nothing of it was read"),
)


def share(number: int) -> float:
    """Which part of a mail's time an attempt may take for itself."""
    return ATTEMPTS[number].until - (ATTEMPTS[number - 1].until if number else 0.0)
