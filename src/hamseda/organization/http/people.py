"""Routes of members, of the organization's own page, and of the audit log."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import delete, get, patch, post, put
from litestar.params import QueryParameter

from hamseda.kit.clock import Clock
from hamseda.kit.database import Transaction
from hamseda.kit.keys import Keys
from hamseda.kit.problem import NotFound
from hamseda.organization import audit_reading, own_organization, people, sealing
from hamseda.organization.access import ADMINS, EVERYONE, LEADERS, READERS, Caller, staff
from hamseda.organization.authentication import Authenticator
from hamseda.organization.http.shared import After, Limit, Page, forget_afterwards, page
from hamseda.settings import Settings

OPENERS = staff("admin", "supervisor")
Disabled = Annotated[
    bool | None,
    QueryParameter(name="disabled", description="true: only disabled members; false: none; without it: all."),
]
Action = Annotated[
    str | None,
    QueryParameter(
        name="action", description="One kind (member.added), or all of a group by its first word (member)."
    ),
]
From = Annotated[datetime | None, QueryParameter(name="from", description="From this instant on.")]
To = Annotated[datetime | None, QueryParameter(name="to", description="Before this instant.")]


@get("/users", access=READERS)
async def list_people(
    reading: Transaction, disabled: Disabled = None, after: After = None, limit: Limit = 100
) -> Page[people.PersonView]:
    """List the members with their skills, queues and teams."""
    return page(await people.list_people(reading, after, limit, disabled=disabled), limit)


@post("/users", access=ADMINS)
async def invite_person(
    caller: Caller, work: Transaction, data: people.NewPerson, settings: Settings, clock: Clock
) -> people.PersonView:
    """Make somebody a member; a new person is mailed a link to set a password."""
    user_id = await people.invite_person(work, caller, data, settings.base_url, clock.now())
    return await people.read_person(work, user_id)


@get("/users/{user_id:uuid}", access=READERS)
async def read_person(reading: Transaction, user_id: UUID) -> people.PersonView:
    """Read one member."""
    return await people.read_person(reading, user_id)


@patch("/users/{user_id:uuid}", access=LEADERS)
async def change_person(
    caller: Caller,
    work: Transaction,
    user_id: UUID,
    data: people.PersonChanges,
    clock: Clock,
    authenticator: Authenticator,
) -> people.PersonView:
    """Change a member; supervisors set skills, queues, teams and capacity of those they lead."""
    await people.change_person(work, caller, user_id, data, clock.now())
    forget_afterwards(work, authenticator)
    return await people.read_person(work, user_id)


@delete("/users/{user_id:uuid}", access=ADMINS, status_code=204)
async def remove_person(
    caller: Caller, work: Transaction, user_id: UUID, authenticator: Authenticator
) -> None:
    """End a membership; the person's sessions here end with it."""
    await people.remove_person(work, caller, user_id)
    forget_afterwards(work, authenticator)


@put("/users/{user_id:uuid}/disablement", access=ADMINS, status_code=204)
async def disable_person(
    caller: Caller, work: Transaction, user_id: UUID, authenticator: Authenticator
) -> None:
    """Bar a member: sessions end, work goes back to the line with its place; nothing else is lost."""
    await people.disable_person(work, caller, user_id)
    forget_afterwards(work, authenticator)


@delete("/users/{user_id:uuid}/disablement", access=ADMINS, status_code=204)
async def enable_person(
    caller: Caller, work: Transaction, user_id: UUID, authenticator: Authenticator
) -> None:
    """Let a barred member in again, with the skills, queues and teams as they were."""
    await people.enable_person(work, caller, user_id)
    forget_afterwards(work, authenticator)


@post("/users/{user_id:uuid}/invitation", access=ADMINS, status_code=202)
async def invite_again(caller: Caller, work: Transaction, user_id: UUID, settings: Settings) -> None:
    """Mail the invitation once more."""
    await people.invite_again(work, caller, user_id, settings.base_url)


@delete("/users/{user_id:uuid}/totp", access=ADMINS, status_code=204)
async def reset_second_factor(caller: Caller, work: Transaction, user_id: UUID) -> None:
    """Take the second factor of a member away who lost it; the audit log keeps who did it."""
    await people.reset_second_factor(work, caller, user_id)


@get("/organization", access=EVERYONE)
async def read_organization(reading: Transaction) -> own_organization.OrganizationView:
    """Read the organization's own page."""
    return _organization(await own_organization.read_organization(reading))


@patch("/organization", access=ADMINS)
async def change_organization(
    caller: Caller, work: Transaction, data: own_organization.OrganizationChanges
) -> own_organization.OrganizationView:
    """Change name, language, time zone and settings of the organization."""
    return _organization(await own_organization.change_organization(work, caller, data))


@get("/audit", access=ADMINS)
async def list_audit(
    reading: Transaction,
    actor_id: UUID | None = None,
    action: Action = None,
    subject_kind: str | None = None,
    subject_id: UUID | None = None,
    begins: From = None,
    ends: To = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[audit_reading.AuditView]:
    """List the audit log, the newest first: by who did it, what was done, to what, and when."""
    wanted = audit_reading.AuditFilter(
        actor_id=actor_id,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        begins=begins,
        ends=ends,
    )
    return page(await audit_reading.list_audit(reading, wanted, after, limit), limit)


@post("/sealed-values/{sealed_id:uuid}/reveal", access=OPENERS, status_code=200)
async def reveal_value(
    caller: Caller, work: Transaction, keys: Keys, clock: Clock, sealed_id: UUID, data: sealing.Reason
) -> sealing.Revealed:
    """Open the original of a masked value; the reason goes into the audit log."""
    value = await sealing.reveal_value(work, keys, caller, sealed_id, data.reason, clock.now())
    return {"value": value}


def _organization(row: Any) -> own_organization.OrganizationView:
    if row is None:
        raise NotFound("There is no such organization.")
    return own_organization.OrganizationView(**dict(row))


ROUTES = [
    list_people,
    invite_person,
    read_person,
    change_person,
    remove_person,
    disable_person,
    enable_person,
    invite_again,
    reset_second_factor,
    read_organization,
    change_organization,
    list_audit,
    reveal_value,
]
