"""Publishing: from then on agents see their shifts and are told of every change."""

from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta

from hamseda.kit.database import Transaction
from hamseda.kit.i18n import language_of
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Conflict, Invalid
from hamseda.organization.api import Caller
from hamseda.workforce.shifts import queries
from hamseda.workforce.shifts.schedules import Draft, lock_draft, read_draft
from hamseda.workforce.shifts.telling import tell_people, tell_schedule
from hamseda.workforce.shifts.views import breach_view

TAKEN: Final = (
    "Some have published shifts on these days in another schedule: {said}. Take them out there, or here."
)


class PublicationWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    accept_breaches: Annotated[bool, Meta(description="Publish although rules are broken.")] = False


async def publish(work: Transaction, caller: Caller, schedule_id: UUID, wish: PublicationWish) -> Draft:
    """Show a draft to those who work it; Conflict where somebody is published elsewhere on such a day."""
    draft = await lock_draft(work, caller, schedule_id, wish.version)
    if draft.is_published:
        raise Conflict("It is published already.", code="already_published")
    if not draft.shifts:
        raise Invalid("There are no shifts yet: solve the draft or put some.", code="nothing_to_publish")
    if draft.figures.breaches and not wish.accept_breaches:
        language = language_of(caller.locale)
        said = [breach_view(one, language) for one in draft.figures.breaches]
        raise Invalid(
            " ".join(one.said for one in said[:5]), code="rules_broken", breaches=msgspec.to_builtins(said)
        )
    await _refuse_taken(work, schedule_id)
    await work.execute(queries.PUBLISH, work.organization_id, schedule_id)
    await _move(work, caller, draft, "published", is_published=True)
    await settle_once(work, draft)
    return await read_draft(work, caller, schedule_id)


async def withdraw(work: Transaction, caller: Caller, schedule_id: UUID, version: int) -> Draft:
    """Take a published schedule back to a draft; its people are told that their shifts are gone."""
    draft = await lock_draft(work, caller, schedule_id, version)
    if not draft.is_published:
        raise Conflict("It is not published.", code="not_published")
    await work.execute(queries.WITHDRAW, work.organization_id, schedule_id)
    await _move(work, caller, draft, "withdrawn", is_published=False)
    return await read_draft(work, caller, schedule_id)


async def settle_once(work: Transaction, draft: Draft) -> None:
    """Hold the promise that nobody has two published shifts on a day, before the commit does."""
    try:
        await work.execute(queries.ONCE)
    except asyncpg.ExclusionViolationError as error:
        raise Conflict(TAKEN.format(said=draft.row["name"]), code="already_scheduled") from error


async def _refuse_taken(work: Transaction, schedule_id: UUID) -> None:
    taken = await work.fetch(queries.TAKEN, work.organization_id, schedule_id)
    if taken:
        said = ", ".join(f"{row['name']} {row['day']}" for row in taken)
        raise Conflict(TAKEN.format(said=said), code="already_scheduled")


async def _move(work: Transaction, caller: Caller, draft: Draft, what: str, *, is_published: bool) -> None:
    found = await work.fetch(queries.PUBLISH_SHIFTS, work.organization_id, draft.id, is_published)
    first = draft.row["first_day"]
    tell_people(
        work, draft.id, [row["user_id"] for row in found], (first, first + timedelta(draft.row["days"] - 1))
    )
    version = draft.row["version"] + 1
    await work.execute(
        queries.ADD_EDIT,
        work.organization_id,
        new_id(),
        draft.id,
        version,
        what,
        caller.user_id,
        [],
        [],
        None,
    )
    tell_schedule(work, draft.id, version, "published" if is_published else "draft")
    await work.audit(
        caller.did(
            f"schedule.{what}", "schedule", draft.id, {"name": draft.row["name"], "shifts": len(found)}
        )
    )
