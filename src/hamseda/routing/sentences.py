"""The router's reasons as people read them: with names, in their language, their digits and their time."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from hamseda.kit.database import Transaction
from hamseda.kit.i18n import language_of, translate
from hamseda.kit.persian import persian_digits
from hamseda.routing import queries_people
from hamseda.routing.explain import Sentence
from hamseda.routing.numbers import Numbers
from hamseda.routing.views import Part

BETWEEN = {"fa": "؛ ", "en": "; "}


def portable(sentence: Sentence, numbers: Numbers) -> dict[str, Any]:
    """Put ids in the place of the kernel's numbers, so that the sentence can be stored."""
    params: dict[str, Any] = dict(sentence.params)
    for name in ("agent", "item"):
        if name in params:
            params[name] = str(numbers.id(int(params[name])))
    return {"key": sentence.key, "params": params}


async def say(
    view: Transaction, locale: str, time_zone: str, parts: list[Part] | list[dict[str, Any]]
) -> str:
    """Say stored parts as one sentence."""
    names = await _names(view, parts)
    said = [
        translate(locale, part["key"], **_written(part["params"], names, locale, time_zone)) for part in parts
    ]
    return BETWEEN[language_of(locale)].join(said)


async def _names(view: Transaction, parts: list[Part] | list[dict[str, Any]]) -> dict[str, str]:
    agents = [UUID(str(p["params"]["agent"])) for p in parts if "agent" in p["params"]]
    items = [UUID(str(p["params"]["item"])) for p in parts if "item" in p["params"]]
    names = {}
    if agents:
        names = {
            str(r["id"]): r["name"]
            for r in await view.fetch(queries_people.NAMES, view.organization_id, agents)
        }
    if items:
        rows = await view.fetch(queries_people.NUMBERS_OF_ITEMS, view.organization_id, items)
        names |= {str(r["id"]): f"#{r['number']}" for r in rows}
    return names


def _written(params: dict[str, Any], names: dict[str, str], locale: str, time_zone: str) -> dict[str, Any]:
    return {name: _one(name, value, names, locale, time_zone) for name, value in params.items()}


def _one(name: str, value: Any, names: dict[str, str], locale: str, time_zone: str) -> Any:
    if name in {"agent", "item"}:
        return names.get(str(value), "?")
    if name == "until_ms":
        return _digits(
            datetime.fromtimestamp(value / 1000, UTC).astimezone(ZoneInfo(time_zone)).strftime("%H:%M"),
            locale,
        )
    if name in {"waited", "minutes"} and 0 <= value < 1:
        return translate(locale, "routing.below_one")
    if isinstance(value, float):
        rounded = round(value, 1) if value < 1 else round(value)
        return _digits(
            format_decimal(rounded, locale=language_of(locale), numbering_system="default"), locale
        )
    return value


def _digits(text: str, locale: str) -> str:
    return persian_digits(text) if language_of(locale) == "fa" else text
