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
from hamseda.workforce.shifts.difference import PublicationOutlook, differences
from hamseda.workforce.shifts.schedules import Draft, lock_draft, names_of, read_draft
from hamseda.workforce.shifts.stored import StoredShift
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
    await work.execute(queries.ALONE, work.organization_id)
    draft = await lock_draft(work, caller, schedule_id, wish.version)
    ready = await _ready(work, caller, draft)
    if ready.breaches and not wish.accept_breaches:
        raise Invalid(
            " ".join(one.said for one in ready.breaches[:5]),
            code="rules_broken",
            breaches=msgspec.to_builtins(ready.breaches),
        )
    await work.execute(queries.PUBLISH, work.organization_id, schedule_id)
    await _move(work, caller, draft, "published", ready)
    await settle_once(work, draft)
    return await read_draft(work, caller, schedule_id)


async def foresee(view: Transaction, caller: Caller, schedule_id: UUID) -> PublicationOutlook:
    """What publishing would do; refused where it would be, but for broken rules, which are told."""
    return await _ready(view, caller, await read_draft(view, caller, schedule_id))


async def withdraw(work: Transaction, caller: Caller, schedule_id: UUID, version: int) -> Draft:
    """Take a published schedule back to a draft; its people are told that their shifts are gone."""
    draft = await lock_draft(work, caller, schedule_id, version)
    if not draft.is_published:
        raise Conflict("It is not published.", code="not_published")
    await work.execute(queries.WITHDRAW, work.organization_id, schedule_id)
    await _move(work, caller, draft, "withdrawn")
    return await read_draft(work, caller, schedule_id)


async def settle_once(work: Transaction, draft: Draft) -> None:
    """Hold the promise that nobody has two published shifts on a day, before the commit does."""
    try:
        await work.execute(queries.ONCE)
    except asyncpg.ExclusionViolationError as error:
        raise Conflict(TAKEN.format(said=draft.row["name"]), code="already_scheduled") from error


async def _ready(view: Transaction, caller: Caller, draft: Draft) -> PublicationOutlook:
    """Everything that a publication asks before it writes; raises what bars it."""
    if draft.is_published:
        raise Conflict("It is published already.", code="already_published")
    if not draft.shifts:
        raise Invalid("There are no shifts yet: solve the draft or put some.", code="nothing_to_publish")
    await _refuse_taken(view, draft.id)
    shown = await view.row(queries.SHOWN, view.organization_id, draft.id)
    before = () if shown is None else msgspec.convert(shown["before"], tuple[StoredShift, ...])
    names = await names_of(view, draft.problem, (one.user_id for one in before))
    people = differences(before, draft.shifts, names, draft.zone)
    language = language_of(caller.locale)
    return PublicationOutlook(
        version=draft.row["version"],
        shown_before=None if shown is None else shown["at"],
        new=sum(len(one.new) for one in people),
        changed=sum(len(one.changed) for one in people),
        removed=sum(len(one.removed) for one in people),
        same=sum(one.same for one in people),
        people=people,
        breaches=[breach_view(one, language) for one in draft.figures.breaches],
    )


async def _refuse_taken(view: Transaction, schedule_id: UUID) -> None:
    taken = await view.fetch(queries.TAKEN, view.organization_id, schedule_id)
    if taken:
        said = ", ".join(f"{row['name']} {row['day']}" for row in taken)
        raise Conflict(TAKEN.format(said=said), code="already_scheduled")


async def _move(
    work: Transaction, caller: Caller, draft: Draft, what: str, ready: PublicationOutlook | None = None
) -> None:
    """Publish or withdraw the shifts; a withdrawal keeps what was shown, the next publication is compared with it."""
    is_published = ready is not None
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
        [] if is_published else msgspec.to_builtins(draft.shifts),
        [],
        None,
        None,
    )
    tell_schedule(work, draft.id, version, "published" if is_published else "draft")
    detail = {"name": draft.row["name"], "shifts": len(found)}
    if ready is not None:
        detail |= {"new": ready.new, "changed": ready.changed, "removed": ready.removed}
    await work.audit(caller.did(f"schedule.{what}", "schedule", draft.id, detail))
