"""Text for people: one gettext catalogue a language, ids as keys, compiled in memory when first asked."""

import gettext
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from hamseda.kit.persian.digits import persian_digits

FOLDER: Final = Path(__file__).parent.parent / "locales"
LANGUAGES: Final = ("fa", "en")
DEFAULT: Final = "fa"
# "{n?minute:minutes}": which word stands there depends on the number; the catalogues of the screens say it alike.
BY_COUNT: Final = re.compile(r"\{(\w+)\?([^:{}]*):([^{}]*)\}")


class MissingTextError(LookupError):
    """A key that the catalogue does not have; the completeness test finds it before people do."""


def translate(locale: str, key: str, **params: Any) -> str:
    """Give the text of a key in a language, with its `{placeholders}` filled and its `{n?one:many}` chosen.

    Whole numbers are written in the digits of the language; text is put in as it is. Raises MissingTextError.
    """
    language = language_of(locale)
    text = _catalogue(language).gettext(key)
    if text == key:
        raise MissingTextError(f"The {language} catalogue has no text for {key!r}.")
    text = BY_COUNT.sub(lambda found: found[2] if params.get(found[1]) == 1 else found[3], text)
    return text.format_map({name: _written(language, value) for name, value in params.items()})


def has_text(key: str) -> bool:
    """Whether the catalogues know a key (they hold the same keys)."""
    return _catalogue(DEFAULT).gettext(key) != key


def language_of(locale: str) -> str:
    """Name the language of the catalogues that serves a locale; Persian where none does."""
    language = locale.replace("_", "-").split("-", 1)[0].lower()
    return language if language in LANGUAGES else DEFAULT


def preferred_language(accept_language: str) -> str:
    """Choose the best of our languages for an Accept-Language header."""
    wanted = []
    for part in accept_language.split(","):
        name, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), name.replace("-", "_")))
        except ValueError:
            continue  # a malformed weight is not worth refusing a request for
    return negotiate_locale([name for _, name in sorted(wanted, key=lambda w: w[0])], LANGUAGES) or DEFAULT


@cache
def _catalogue(language: str) -> gettext.GNUTranslations:
    with (FOLDER / language / "LC_MESSAGES" / "hamseda.po").open("rb") as source:
        parsed = read_po(source, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, parsed)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _written(language: str, value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        written = format_decimal(value, locale=language, numbering_system="default")
        # Babel knows the separators of a numbering system, not its digits.
        return persian_digits(written) if language == "fa" else written
    return str(value)
