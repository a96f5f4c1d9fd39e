"""Refusals in the words of their reader."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from hamseda.kit.i18n import has_text, translate
from hamseda.kit.misfit import Misfit, dotted, read_misfit
from hamseda.kit.problem import FieldError

LARGEST: Final = 2**63 - 1
# These codes stand for many things: where English is spoken, the sentence of the place that refuses is more exact.
MANY_THINGS: Final = frozenset(
    {
        "bad_name",
        "bad_value",
        "channel_off",
        "conflict",
        "empty",
        "expired",
        "forbidden",
        "invalid",
        "length",
        "missing",
        "needed",
        "not_a_member",
        "not_an_address",
        "not_found",
        "out_of_range",
        "too_large",
        "too_long",
        "too_many",
        "unavailable",
        "unknown",
        "visitor_token",
    }
)


def said(language: str, code: str, otherwise: str = "") -> str:
    """Say a refusal in a language of the catalogues; `otherwise` is the English of whoever refused."""
    key = f"problem.{code}"
    if not has_text(key) or (language == "en" and otherwise and code in MANY_THINGS):
        return otherwise
    return translate(language, key)


def misfits(
    language: str, listed: Iterable[Mapping[str, Any]], whole: str = "body"
) -> tuple[FieldError, ...]:
    """Say what of a request does not fit its type; what concerns the whole body is told of `whole`."""
    return tuple(_told(language, _placed(each), whole) for each in listed)


def misfit(language: str, found: Misfit, whole: str = "body") -> tuple[FieldError, ...]:
    """Say one thing that does not fit."""
    return (_told(language, found, whole),)


def unstorable(content: Any, place: str = "") -> Iterator[Misfit]:
    """Find what no table can hold: texts with the sign zero, numbers beyond 64 bits, instants beyond the years 1 to 9999."""
    if isinstance(content, Mapping):
        for name, value in content.items():
            yield from unstorable(value, f"{place}.{name}" if place else str(name))
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from unstorable(value, f"{place}.{number}" if place else str(number))
    elif isinstance(content, str) and "\0" in content:
        yield Misfit(place, "sign_zero")
    elif isinstance(content, str) and _is_beyond_the_years(content):
        yield Misfit(place, "not_an_instant")
    elif isinstance(content, int) and abs(content) > LARGEST:
        yield Misfit(place, "out_of_reach")


def _is_beyond_the_years(text: str) -> bool:
    """Tell whether an instant lies in our years where it was written, and not in UTC."""
    try:
        msgspec.convert(text, datetime).astimezone(UTC)
    except msgspec.ValidationError:
        return False
    except OverflowError:
        return True
    return False


def _told(language: str, found: Misfit, whole: str) -> FieldError:
    return FieldError(found.field or whole, found.code, found.said(language))


def _placed(each: Mapping[str, Any]) -> Misfit:
    """Read one finding of the framework: its key is a field or parameter, `data` the body."""
    message, key = str(each.get("message", "")), str(each.get("key", each.get("field", "")))
    if message == "'data'":  # the body itself is missing
        return Misfit("", "missing")
    found = read_misfit(message)
    place = "" if key == "data" else dotted(key)
    return found.within(place)
