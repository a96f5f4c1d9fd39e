"""What is said of something that was given, why it cannot be meant first of all, in the words of the catalogues."""

from collections.abc import Mapping
from datetime import date, datetime, time

from msgspec import Struct

from hamseda.kit.i18n import language_of, translate
from hamseda.kit.jalali import format_date, in_digits

Filling = str | float | date | time | tuple[date, ...]


class Why(Struct, frozen=True):
    """A sentence of the catalogues (`workforce.said.…`) and what fills it; of what cannot be meant it says the cure.

    Texts are put in as they were given; numbers, days and times as the reader writes them.
    """

    code: str
    filling: Mapping[str, Filling] = {}

    def said(self, language: str) -> str:
        """The sentence in a language of the catalogues."""
        spoken = language_of(language)
        filling = {name: _written(value, spoken) for name, value in self.filling.items()}
        return translate(spoken, f"workforce.said.{self.code}", **filling)


def said_why(why: Why | str, language: str) -> str:
    """Say what is in the catalogues in that language, and a sentence as it is."""
    return why if isinstance(why, str) else why.said(language)


def _written(value: Filling, language: str) -> str | int:
    if isinstance(value, tuple):
        return (", " if language == "en" else "، ").join(str(_written(one, language)) for one in value)
    if isinstance(value, datetime):
        return f"{_written(value.date(), language)} {_written(value.time(), language)}"
    if isinstance(value, date):
        return format_date(value) if language == "fa" else value.isoformat()
    if isinstance(value, time):
        return _in_digits_of(language, f"{value:%H:%M}")
    if isinstance(value, (str, int)):
        return value  # the catalogues choose words by whole numbers, and write them
    return _in_digits_of(language, f"{value:g}")


def _in_digits_of(language: str, text: str) -> str:
    return in_digits(text, "fa") if language == "fa" else text
