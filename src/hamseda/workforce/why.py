"""What is said of something that was given, why it cannot be meant first of all, in the words of the catalogues."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Protocol, TypeAlias

from msgspec import Struct

from hamseda.kit.i18n import language_of, translate
from hamseda.kit.jalali import format_date, in_digits
from hamseda.kit.telling_once import with_near
from hamseda.workforce.lines import figure, listed

Filling: TypeAlias = "str | float | date | time | Sayable | tuple[Filling, ...]"


class Why(Struct, frozen=True):
    """A sentence of the catalogues (`workforce.said.…`) and what fills it; of what cannot be meant it says the cure.

    `near` is a name that may be meant. Texts are put in as they were given; numbers, days and times as the reader writes
    them, parts in the same words.
    """

    code: str
    filling: Mapping[str, Filling] = {}
    near: str | None = None

    def said(self, language: str) -> str:
        """The sentence in a language of the catalogues."""
        spoken = language_of(language)
        filling = {name: _written(value, spoken) for name, value in self.filling.items()}
        return with_near(translate(spoken, f"workforce.said.{self.code}", **filling), self.near, spoken)


class Sayable(Protocol):
    """Whatever can be said in a language: a Why, or what a decoder found not to fit."""

    def said(self, language: str, /) -> str:
        """The sentence in a language of the catalogues."""


class Lines(Struct, frozen=True):
    """Several sentences, each on a line of its own."""

    parts: tuple[Sayable, ...]

    def said(self, language: str, /) -> str:
        """All of them."""
        return "\n".join(part.said(language) for part in self.parts)


Reason: TypeAlias = Sayable | str


def said_why(why: Reason, language: str) -> str:
    """Say what is in the catalogues in that language, and a sentence as it is."""
    return why if isinstance(why, str) else why.said(language)


def _written(value: Filling, language: str) -> str | int:
    if isinstance(value, (str, int)):
        return value  # the catalogues choose words by whole numbers, and write them
    if isinstance(value, float):
        return figure(value, language, "g")
    if isinstance(value, tuple):
        return listed([str(_written(one, language)) for one in value], language)
    if isinstance(value, (date, time)):
        return _moment(value, language)
    return value.said(language)


def _moment(value: date | time, language: str) -> str:
    if isinstance(value, datetime):
        return f"{_moment(value.date(), language)} {_moment(value.time(), language)}"
    if isinstance(value, date):
        return format_date(value) if language == "fa" else value.isoformat()
    clock = f"{value:%H:%M}"
    return in_digits(clock, "fa") if language == "fa" else clock
