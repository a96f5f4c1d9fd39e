"""Calculations as the API shows them, in the words of their reader."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.kit.database import Row
from hamseda.kit.i18n import has_text, translate

State = Literal["queued", "running", "done", "failed", "cancelled"]
BROKEN: Final = "broken"


class Fault(msgspec.Struct, frozen=True):
    """Why there is no result: a name for programs, and a sentence that says the cure."""

    code: str
    message: str


class CalculationSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A calculation and how far it is; `note` says what it does just now.

    One that can conclude may be ended with the best so far; `concluding`: somebody has asked for that.
    """

    id: UUID
    kind: str
    state: State
    progress: Annotated[float, Meta(ge=0, le=1)]
    note: str
    can_conclude: bool
    concluding: bool
    fault: Fault | None
    asked_by: UUID
    asked_by_name: str | None
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class CalculationView(CalculationSummary, frozen=True, kw_only=True):
    """A calculation with what came out of it; null until it is done."""

    result: Any  # JSON, as its kind has made it


def summary(row: Row, language: str) -> CalculationSummary:
    return CalculationSummary(**_fields(row, language))


def view(row: Row, language: str) -> CalculationView:
    raw = row["result"]
    return CalculationView(**_fields(row, language), result=None if raw is None else msgspec.Raw(raw))


def _fields(row: Row, language: str) -> dict[str, Any]:
    same = ("id", "kind", "state", "progress", "asked_by", "asked_by_name")
    times = ("asked_at", "started_at", "ended_at")
    note, fault = row["note"], row["fault"]
    return {
        **{name: row[name] for name in (*same, *times)},
        "note": _said(language, "calculation.note", note) if note and row["state"] == "running" else "",
        "can_conclude": row["can_conclude"],
        "concluding": row["concludes"] and row["state"] in {"queued", "running"},
        "fault": fault and Fault(fault["key"], _said(language, "calculation.fault", fault)),
    }


def _said(language: str, group: str, text: dict[str, Any]) -> str:
    key = f"{group}.{text['key']}"
    if not has_text(key):
        return translate(language, f"calculation.fault.{BROKEN}") if group == "calculation.fault" else ""
    return translate(language, key, **text["values"])
