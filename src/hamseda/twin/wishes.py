"""What programs ask the twin for, and the same refusals field by field as on the command line."""

import asyncio
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from hamseda.kit.database import Transaction
from hamseda.kit.problem import FieldError, Invalid
from hamseda.organization.api import Caller
from hamseda.routing.api import Past, past
from hamseda.twin.faults import MOST_SHOWN, FaultyModelError
from hamseda.twin.learning import NothingHappenedError, learned, seen
from hamseda.twin.reading import read_model

MOST_DAYS: Final = 92
LED: Final = """
SELECT id FROM queue WHERE organization_id = $1 AND ($2::uuid IS NULL OR department_id = $2)
"""
Document = dict[str, Any]
Replications = Annotated[int, Meta(ge=1, le=1000, description="How often it is played, with other chance.")]
Seed = Annotated[int, Meta(ge=0, le=2**31, description="The same seed gives the same answer.")]
ModelDocument = Annotated[Document, Meta(description="A model; GET /api/v1/twin/schema says its shape.")]


class OwnCentre(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The days from which a usual day of one's own centre is learned, both included, by the caller's clock."""

    first: date
    last: date


class RunWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A model to be played, or one's own centre: one of the two."""

    model: ModelDocument | None = None
    own: OwnCentre | None = None
    replications: Replications = 20
    seed: Seed = 1


class ComparisonWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Two models to be played under the same chance."""

    first: ModelDocument
    second: ModelDocument
    replications: Replications = 20
    seed: Seed = 1


class Own(msgspec.Struct, frozen=True):
    """What was learned of one's own centre."""

    document: Document
    left_out: list[str]
    seen: dict[str, dict[str, float | None]]


def checked(document: Document, field: str, language: str) -> bytes:
    """Give back the model as bytes; raises Invalid with all that is wrong in it, field by field."""
    content = msgspec.json.encode(document)
    try:
        read_model(content)
    except FaultyModelError as error:
        raise refused(error, field, language) from error
    return content


def refused(error: FaultyModelError, field: str, language: str) -> Invalid:
    """The faults of a model as a refusal; a field is named by its place in the request."""
    errors = tuple(
        FieldError(f"{field}.{fault.field}" if fault.field else field, f"twin_{fault.code}", why)
        for fault, why in error.told(language)[:MOST_SHOWN]
    )
    return Invalid(error.said(language), code="model_faulty", errors=errors)


async def own_past(reading: Transaction, caller: Caller, days: OwnCentre) -> Past:
    """Read what happened in the queues that the caller leads; Invalid where the days are no span."""
    if days.last < days.first:
        raise Invalid.field(
            "own.last", "twin_days_crossed", "The last day lies before the first one: turn them round."
        )
    if (days.last - days.first).days >= MOST_DAYS:
        raise Invalid.field(
            "own.first", "twin_days_many", f"More than {MOST_DAYS} days: choose fewer, alike ones."
        )
    zone = ZoneInfo(caller.time_zone)
    begin = datetime.combine(days.first, time())
    end = datetime.combine(days.last, time()) + timedelta(days=1)
    found = await past(reading, begin, end, str(zone))
    department = caller.department_id if caller.role == "supervisor" else None
    if department is None:
        return found
    rows = await reading.fetch(LED, reading.organization_id, department)
    return of_queues(found, frozenset(row["id"] for row in rows))


def of_queues(found: Past, queues: frozenset[UUID]) -> Past:
    """Only what concerns these queues: a leader of one department learns nothing of the others."""
    presence = tuple(
        msgspec.structs.replace(one, queues=tuple(queue for queue in one.queues if queue in queues))
        for one in found.presence
    )
    return Past(
        tuple(one for one in found.queues if one.id in queues),
        tuple(one for one in found.work if one.queue_id in queues),
        tuple(one for one in presence if one.queues),
    )


async def own_centre(reading: Transaction, caller: Caller, days: OwnCentre) -> Own:
    """Learn a model of the queues that the caller leads; Invalid where nothing can be learned."""
    return await asyncio.to_thread(_learn, await own_past(reading, caller, days))


def _learn(found: Past) -> Own:
    try:
        document, left_out = learned(found, "")
    except NothingHappenedError:
        raise Invalid.field(
            "own",
            "twin_nothing_happened",
            "Nothing can be learned from these days: work must have come and been done, and agents must have been"
            " available. Choose other days.",
        ) from None
    return Own(document, left_out, seen(found, document))


def one_of(model: Document | None, own: OwnCentre | None) -> None:
    """Refuse where neither or both are given."""
    if (model is None) == (own is None):
        raise Invalid.field(
            "model",
            "twin_one_of",
            "Give either a model or the days of your own centre, not both and not neither.",
        )
