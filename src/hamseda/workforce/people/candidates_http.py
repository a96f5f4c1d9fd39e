"""Routes of candidates: for those who hire alone; every look is written into the audit log."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.params import QueryParameter

from hamseda.kit.database import Transaction
from hamseda.organization.api import Caller, staff
from hamseda.settings import Settings
from hamseda.workforce.people import candidates as use
from hamseda.workforce.people.candidates_queries import ORGANIZATION
from hamseda.workforce.people.files import FormAsked, LanguageAsked, file_of
from hamseda.workforce.people.sheet import sheet_of
from hamseda.workforce.people.traits import TraitCard, cards

# People alone: a decision about somebody is no program's. Who of them hires is asked in each route.
HIRING = staff("admin", "supervisor", "agent", "light")
Most = Annotated[int, QueryParameter(ge=1, le=100, description="How many at most.")]


class TraitCards(msgspec.Struct, frozen=True):
    items: list[TraitCard]


class CandidatePage(msgspec.Struct, frozen=True):
    """One page, in the order of entry; `next` is the `after` of the following one, null at the end."""

    items: list[use.CandidateRow]
    next: UUID | None


class HiringMember(msgspec.Struct, frozen=True):
    user_id: UUID
    name: str


class HiringMembers(msgspec.Struct, frozen=True):
    """Who may see candidates, beside administrators."""

    items: list[HiringMember]


@get("/workforce/traits", access=HIRING)
async def list_traits(caller: Caller, reading: Transaction) -> TraitCards:
    """Name the seven traits, with exercises that show them and the levels of each, in my language."""
    await use.check_hiring(reading, caller)
    return TraitCards(cards(caller.locale))


@get("/workforce/candidates", access=HIRING)
async def list_candidates(
    caller: Caller, reading: Transaction, settings: Settings, after: UUID | None = None, limit: Most = 100
) -> CandidatePage:
    """List candidates in the order of entry; levels are not shown, so that nobody sorts people by them."""
    await use.check_hiring(reading, caller)
    found = await use.list_candidates(reading, settings.candidate_days, after, limit)
    return CandidatePage(found, found[-1].id if len(found) == limit else None)


@post("/workforce/candidates", access=HIRING)
async def add_candidate(
    caller: Caller, work: Transaction, settings: Settings, data: use.NewCandidate
) -> use.CandidateView:
    """Enter a candidate: a name and the post."""
    await use.check_hiring(work, caller)
    candidate_id = await use.add_candidate(work, caller, data)
    return await use.read_candidate(work, settings.candidate_days, candidate_id)


@get("/workforce/candidates/{candidate_id:uuid}", access=HIRING)
async def read_candidate(
    caller: Caller, work: Transaction, settings: Settings, candidate_id: UUID
) -> use.CandidateView:
    """Read all that is kept of a candidate; that somebody looked is written down."""
    await use.check_hiring(work, caller)
    found = await use.read_candidate(work, settings.candidate_days, candidate_id)
    await use.note_seen(work, caller, candidate_id)
    return found


@patch("/workforce/candidates/{candidate_id:uuid}", access=HIRING)
async def change_candidate(
    caller: Caller, work: Transaction, settings: Settings, candidate_id: UUID, data: use.CandidateChanges
) -> use.CandidateView:
    """Change the name or the post."""
    await use.check_hiring(work, caller)
    await use.change_candidate(work, caller, candidate_id, data)
    return await use.read_candidate(work, settings.candidate_days, candidate_id)


@delete("/workforce/candidates/{candidate_id:uuid}", access=HIRING, status_code=204)
async def remove_candidate(caller: Caller, work: Transaction, candidate_id: UUID) -> None:
    """Delete a candidate with all that was seen."""
    await use.check_hiring(work, caller)
    await use.remove_candidate(work, caller, candidate_id)


@post("/workforce/candidates/{candidate_id:uuid}/scores", access=HIRING)
async def add_score(
    caller: Caller, work: Transaction, settings: Settings, candidate_id: UUID, data: use.NewScore
) -> use.CandidateView:
    """Write what I saw of a trait in an exercise; words that do not belong are noticed."""
    await use.check_hiring(work, caller)
    await use.add_score(work, caller, candidate_id, data)
    return await use.read_candidate(work, settings.candidate_days, candidate_id)


@patch("/workforce/candidates/{candidate_id:uuid}/scores/{score_id:uuid}", access=HIRING)
async def change_score(
    caller: Caller,
    work: Transaction,
    settings: Settings,
    candidate_id: UUID,
    score_id: UUID,
    data: use.ScoreChanges,
) -> use.CandidateView:
    """Change what I wrote; what others saw is theirs."""
    await use.check_hiring(work, caller)
    await use.change_score(work, caller, candidate_id, score_id, data)
    return await use.read_candidate(work, settings.candidate_days, candidate_id)


@delete("/workforce/candidates/{candidate_id:uuid}/scores/{score_id:uuid}", access=HIRING, status_code=204)
async def remove_score(caller: Caller, work: Transaction, candidate_id: UUID, score_id: UUID) -> None:
    """Take back what I wrote."""
    await use.check_hiring(work, caller)
    await use.remove_score(work, caller, candidate_id, score_id)


@put("/workforce/candidates/{candidate_id:uuid}/decision", access=HIRING)
async def decide(
    caller: Caller, work: Transaction, settings: Settings, candidate_id: UUID, data: use.NewDecision
) -> use.CandidateView:
    """Keep my decision with its reason."""
    await use.check_hiring(work, caller)
    await use.decide(work, caller, candidate_id, data)
    return await use.read_candidate(work, settings.candidate_days, candidate_id)


@get("/workforce/candidates/{candidate_id:uuid}/sheet", access=HIRING, media_type="application/pdf")
async def write_sheet(
    caller: Caller,
    work: Transaction,
    settings: Settings,
    candidate_id: UUID,
    form: FormAsked = "pdf",
    language: LanguageAsked = None,
) -> Response[bytes]:
    """Write what was seen for the candidate to read: every level explained, no name of who wrote it."""
    await use.check_hiring(work, caller)
    found = await use.read_candidate(work, settings.candidate_days, candidate_id)
    organization = str(await work.value(ORGANIZATION, work.organization_id))
    await use.note_printed(work, caller, candidate_id)
    document = sheet_of(found, organization, language or caller.locale, caller.calendar)
    return await file_of(document, form, "hamseda-candidate")


@get("/workforce/hiring-members", access=staff("admin"))
async def list_hiring_members(reading: Transaction) -> HiringMembers:
    """List who may see candidates, beside administrators."""
    return HiringMembers([HiringMember(**row) for row in await use.members(reading)])


@put("/workforce/hiring-members/{user_id:uuid}", access=staff("admin"), status_code=204)
async def grant_hiring(caller: Caller, work: Transaction, user_id: UUID) -> None:
    """Let somebody see candidates and write what they saw."""
    await use.grant(work, caller, user_id)


@delete("/workforce/hiring-members/{user_id:uuid}", access=staff("admin"), status_code=204)
async def revoke_hiring(caller: Caller, work: Transaction, user_id: UUID) -> None:
    """Take the right to hire back; it holds no longer at once."""
    await use.revoke(work, caller, user_id)


ROUTES = [
    list_traits,
    list_candidates,
    add_candidate,
    read_candidate,
    change_candidate,
    remove_candidate,
    add_score,
    change_score,
    remove_score,
    decide,
    write_sheet,
    list_hiring_members,
    grant_hiring,
    revoke_hiring,
]
