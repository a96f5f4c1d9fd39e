"""What each person may and would work: contract, hours of availability, wishes."""

from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.kit.database import Row, Transaction
from hamseda.kit.problem import Invalid, NotFound
from hamseda.organization.api import Caller
from hamseda.workforce.shifts.house_rules import ShiftContract, check_contract
from hamseda.workforce.shifts.led import led_by
from hamseda.workforce.shifts.words import Clock, Weekday

PEOPLE: Final = """
SELECT m.user_id, u.name, m.department_id, m.role, p.contract, coalesce(p.available, '[]') AS available,
       coalesce(p.wishes, '[]') AS wishes,
       ARRAY(SELECT q.queue_id FROM queue_member q WHERE q.organization_id = $1 AND q.user_id = m.user_id
             ORDER BY q.queue_id) AS queue_ids
FROM membership m JOIN app_user u ON u.id = m.user_id
LEFT JOIN schedule_person p ON p.organization_id = $1 AND p.user_id = m.user_id
WHERE m.organization_id = $1 AND m.removed_at IS NULL AND m.disabled_at IS NULL
  AND m.role IN ('admin', 'supervisor', 'agent') AND ($2::uuid IS NULL OR m.department_id = $2)
  AND ($3::uuid IS NULL OR m.user_id = $3)
ORDER BY u.name, m.user_id
"""
WRITE: Final = """
INSERT INTO schedule_person (organization_id, user_id, contract, available, wishes) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (organization_id, user_id) DO UPDATE SET contract = $3, available = $4, wishes = $5
"""
WISH: Final = """
INSERT INTO schedule_person (organization_id, user_id, wishes) VALUES ($1, $2, $3)
ON CONFLICT (organization_id, user_id) DO UPDATE SET wishes = $3
"""
OWN_WISHES: Final = "SELECT wishes FROM schedule_person WHERE organization_id = $1 AND user_id = $2"


class ShiftHours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When somebody can work; an end that is not after the start lies on the next day."""

    on: Annotated[list[Weekday], Meta(max_length=7)] = []
    start: Clock = "00:00"
    end: Clock = "24:00"


class ShiftWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody would like on these weekdays: to work (a template), or to be off."""

    on: Annotated[list[Weekday], Meta(min_length=1, max_length=7)]
    want: Literal["work", "off"] = "off"
    template: Annotated[str, Meta(max_length=80)] = ""
    weight: Annotated[float, Meta(gt=0, le=10)] = 1.0


class PersonTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of it; `contract` null: that of the rules; `available` empty: at any time."""

    contract: ShiftContract | None = None
    available: Annotated[list[ShiftHours], Meta(max_length=21)] = []
    wishes: Annotated[list[ShiftWish], Meta(max_length=21)] = []


class OwnWishes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What I would like; it is weighed, not promised."""

    wishes: Annotated[list[ShiftWish], Meta(max_length=21)]


class SchedulePerson(msgspec.Struct, frozen=True):
    """Somebody who may be scheduled, and by what."""

    user_id: UUID
    name: str
    department_id: UUID | None
    role: str
    queue_ids: list[UUID]
    contract: ShiftContract | None
    available: list[ShiftHours]
    wishes: list[ShiftWish]


class SchedulePeople(msgspec.Struct, frozen=True):
    items: list[SchedulePerson]


async def list_people(view: Transaction, caller: Caller) -> SchedulePeople:
    """Everybody whom the caller may schedule."""
    return SchedulePeople(
        [_view(row) for row in await view.fetch(PEOPLE, view.organization_id, led_by(caller), None)]
    )


async def write_terms(work: Transaction, caller: Caller, user_id: UUID, terms: PersonTerms) -> SchedulePerson:
    """Set what somebody may work; Raises NotFound where they are not the caller's to schedule."""
    if terms.contract is not None:
        check_contract(terms.contract, "contract")
    await _find(work, caller, user_id)
    given = msgspec.to_builtins(terms)
    await work.execute(
        WRITE, work.organization_id, user_id, given["contract"], given["available"], given["wishes"]
    )
    await work.audit(caller.did("schedule_person.changed", "membership", user_id, given))
    return await _find(work, caller, user_id)


async def own_wishes(view: Transaction, user_id: UUID) -> OwnWishes:
    found = await view.value(OWN_WISHES, view.organization_id, user_id)
    return msgspec.convert({"wishes": found or []}, OwnWishes)


async def write_wishes(work: Transaction, caller: Caller, user_id: UUID, wishes: OwnWishes) -> OwnWishes:
    """Set what I would like; the next schedule knows of it."""
    await work.execute(WISH, work.organization_id, user_id, msgspec.to_builtins(wishes.wishes))
    await work.audit(caller.did("schedule_person.wished", "membership", user_id))
    return wishes


async def chosen_people(
    view: Transaction, caller: Caller, department_id: UUID | None, queues: set[UUID], user_ids: list[UUID]
) -> list[SchedulePerson]:
    """Those who are named, or (nobody named) every agent who serves one of the queues."""
    place = led_by(caller) or department_id
    known = [_view(row) for row in await view.fetch(PEOPLE, view.organization_id, place, None)]
    if not user_ids:
        return [one for one in known if one.role == "agent" and queues & set(one.queue_ids)]
    by_id = {one.user_id: one for one in known}
    for at, user_id in enumerate(user_ids):
        if user_id not in by_id:
            raise Invalid.field(f"user_ids.{at}", "not_found", "user_ids names something that is not there.")
    return [by_id[user_id] for user_id in dict.fromkeys(user_ids)]


async def people_left(
    view: Transaction, caller: Caller, department_id: UUID | None, user_ids: Iterable[UUID]
) -> list[SchedulePerson]:
    """Those of these who may still be scheduled there, in their order."""
    known = await view.fetch(PEOPLE, view.organization_id, led_by(caller) or department_id, None)
    by_id = {row["user_id"]: _view(row) for row in known}
    return [by_id[one] for one in user_ids if one in by_id]


async def _find(work: Transaction, caller: Caller, user_id: UUID) -> SchedulePerson:
    row = await work.row(PEOPLE, work.organization_id, led_by(caller), user_id)
    if row is None:
        raise NotFound("It is not there, or not any more.")
    return _view(row)


def _view(row: Row | dict[str, Any]) -> SchedulePerson:
    return msgspec.convert(dict(row), SchedulePerson)
