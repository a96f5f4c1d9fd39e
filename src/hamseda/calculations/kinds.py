"""What a long calculation is: a plain function from bytes to bytes, run in a process of its own."""

import threading
from collections.abc import Callable
from typing import Any, Final, Protocol

import msgspec

from hamseda.organization.api import Access

MOST_REQUEST: Final = 8 * 1024 * 1024
MOST_RESULT: Final = 32 * 1024 * 1024
MOST_NOTE: Final = 4 * 1024


class Report(Protocol):
    """How far a calculation has come: a share of 0 to 1, and maybe the key of a text with what it says.

    The text is `calculation.note.<note>` of the catalogues. Telling often costs nothing: who listens takes the newest.
    `stop` is set once somebody wants the best that was found so far; kinds that cannot conclude need not look at it.
    """

    stop: threading.Event

    def __call__(self, share: float, note: str = "", **values: Any) -> None: ...


class Kind(msgspec.Struct, frozen=True):
    """One kind of calculation: its name, whose right it is, and what works it out.

    `run` is a function of a module (found again by its name in the process that runs it); it takes a request and
    answers a JSON document, both in bytes. It may end with CalculationFailed; whatever else it raises is a fault of ours.
    One that can conclude answers soon after its report's `stop` is set, with the best so far as a whole result.
    """

    name: str
    right: Access
    run: Callable[[bytes, Report], bytes]
    can_conclude: bool = False


class CalculationFailed(Exception):  # noqa: N818 -- it is no fault of the program
    """A calculation that can have no result: `calculation.fault.<code>` of the catalogues says why, and the cure."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Said(msgspec.Struct, frozen=True):
    """A text of the catalogues, not yet in anybody's language."""

    key: str
    values: dict[str, Any] = {}
