"""How the DNS is asked about a mail, whoever answers."""

from collections.abc import Callable
from typing import Any

# The values of a kind (TXT, A, AAAA, MX, PTR) at a name, empty where there are none; raises UnansweredError.
Ask = Callable[[str, str], list[Any]]


class UnansweredError(Exception):
    """The DNS gave no answer in time: nothing is known."""
