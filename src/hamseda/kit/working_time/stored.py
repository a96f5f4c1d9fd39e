"""Calendars as rows keep them: one object for one definition, since its index costs milliseconds."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from hamseda.kit.working_time.calendar import WorkingCalendar


def stored(definition: Mapping[str, Any]) -> WorkingCalendar:
    """Give the calendar of a stored definition, the same object for the same definition."""
    return _decoded(msgspec.json.encode(definition, order="sorted"))


@lru_cache(maxsize=256)
def _decoded(definition: bytes) -> WorkingCalendar:
    return msgspec.json.decode(definition, type=WorkingCalendar)
