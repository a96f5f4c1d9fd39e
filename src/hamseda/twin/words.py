"""Sentences about changes, in the reader's language, with figures and times as people write them."""

from typing import Any, Final

from babel.numbers import format_decimal

from hamseda.kit.i18n import translate
from hamseda.kit.persian.digits import persian_digits
from hamseda.twin.telling import Said

MINUTE: Final = 60
HOUR: Final = 3600


def in_words(said: Said, language: str) -> str:
    """A sentence with its values filled in."""
    currency = str(said.values.get("currency", ""))
    filled = {name: _written(name, value, language, currency) for name, value in said.values.items()}
    return translate(language, f"twin.whatif.{said.key}", **filled)


def spelled(seconds: float, language: str) -> str:
    """A length of time: to the second while that matters, then to the minute."""
    whole = round(seconds)
    if whole < MINUTE:
        return translate(language, "twin.span.seconds", n=whole)
    if whole < HOUR:
        minutes, rest = divmod(whole, MINUTE)
        if rest and minutes < 10:
            return translate(language, "twin.span.minutes_seconds", m=minutes, s=rest)
        return translate(language, "twin.span.minutes", m=round(whole / MINUTE))
    hours, minutes = divmod(round(whole / MINUTE), MINUTE)
    if minutes:
        return translate(language, "twin.span.hours_minutes", h=hours, m=minutes)
    return translate(language, "twin.span.hours", h=hours)


def _written(name: str, value: Any, language: str, currency: str) -> Any:
    if name.endswith("_s"):
        return spelled(value, language)
    if name.endswith("_share"):
        return _figure(100 * value, "#,##0" if value == 0 or value >= 0.01 else "0.#", language)
    if name.endswith("_money"):
        return f"{_figure(_rounded(value), '#,##0.##', language)} {currency}".strip()
    if isinstance(value, float):
        return _figure(value, "#,##0.##", language)
    return value


def _rounded(amount: float) -> float:
    """Three figures: more would pretend to know more."""
    return float(f"{amount:.3g}")


def _figure(value: float, shape: str, language: str) -> str:
    written = format_decimal(value, shape, locale=language, numbering_system="default")
    return persian_digits(written) if language == "fa" else written
