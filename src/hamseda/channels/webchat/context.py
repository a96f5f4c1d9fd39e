"""What a visitor was doing, as their browser tells it: bounded, masked, and stripped of what may be private."""

from typing import Annotated, Any
from urllib.parse import unquote, urlsplit, urlunsplit

import msgspec
from msgspec import Meta

from hamseda.kit.sensitive import mask, mask_within

MOST_PAGES = 20
MOST_ATTRIBUTES = 30

Short = Annotated[str, Meta(max_length=200)]
Long = Annotated[str, Meta(max_length=2_000)]


class Page(msgspec.Struct):
    url: Long
    title: Annotated[str, Meta(max_length=500)] = ""
    at: str | None = None
    seconds: float | None = None


class Device(msgspec.Struct):
    kind: Short = ""
    os: Short = ""
    browser: Short = ""
    screen: Short = ""
    language: Short = ""


class Location(msgspec.Struct):
    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]
    accuracy_m: Annotated[float, Meta(ge=0)] | None = None


class Journey(msgspec.Struct):
    step: Short = ""
    topic: Short = ""


class Context(msgspec.Struct):
    """The context that a click carries: who, where, what they were doing."""

    pages: list[Page] = []
    device: Device | None = None
    referrer: Long = ""
    entry: dict[str, Any] = {}
    location: Location | None = None
    attributes: dict[str, Any] = {}
    journey: Journey | None = None
    # The visitor says no to the page trail, perhaps after a yes.
    withdrawn: bool = False


def clean(context: Context) -> dict[str, Any]:
    """The context as it is stored: the newest pages, no query strings, small attributes, no sensitive numbers."""
    kept = msgspec.to_builtins(context)
    del kept["withdrawn"]
    kept["pages"] = [{**page, "url": without_query(page["url"])} for page in kept["pages"][-MOST_PAGES:]]
    kept["referrer"] = without_query(kept["referrer"])
    kept["attributes"] = {
        str(name)[:100]: _small(value) for name, value in list(kept["attributes"].items())[:MOST_ATTRIBUTES]
    }
    kept["entry"] = {str(name)[:100]: _small(value) for name, value in list(kept["entry"].items())[:10]}
    masked: dict[str, Any] = mask_within({name: value for name, value in kept.items() if value})
    return masked


def without_query(url: str) -> str:
    """An address without its query and fragment, which may hold what is private."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], _masked_path(parts.path), "", ""))


def _masked_path(path: str) -> str:
    shown = mask(unquote(path))
    return shown.text if shown.findings else path


def _small(value: Any) -> Any:
    return value if isinstance(value, (int, float, bool)) else str(value)[:500]
