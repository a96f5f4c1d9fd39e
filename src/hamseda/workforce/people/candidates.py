"""Candidates: what interviewers saw, and the decision of a person. Nothing is added up, ranked or cut off here."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hamseda.kit.database import Database, Row, Transaction
from hamseda.kit.problem import Conflict, Forbidden, NotFound
from hamseda.kit.sensitive import mask_within
from hamseda.organization.api import Caller, rows
from hamseda.workforce.people import candidates_queries as sql
from hamseda.workforce.people.hiring_words import Notice, noticed
from hamseda.workforce.people.traits import TRAITS, Trait, are_apart

GONE: Final = "It is not there, or not any more."
Decision = Literal["hire", "decline", "later"]
Level = Annotated[int, Meta(ge=1, le=4, description="Null: not seen enough to say.")]
Name = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]
Evidence = Annotated[
    str,
    Meta(min_length=10, max_length=4000, pattern=r"\S", description="What was seen or said, in your words."),
]
Reason = Annotated[str, Meta(min_length=10, max_length=2000, pattern=r"\S")]


class NewCandidate(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody who would like to work here: a name and the post, nothing else."""

    name: Name
    post: Name


class CandidateChanges(msgspec.Struct, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    post: Name | UnsetType = UNSET


class NewScore(msgspec.Struct, forbid_unknown_fields=True):
    """What the caller saw of a trait in an exercise."""

    trait: Trait
    exercise: Name
    evidence: Evidence
    level: Level | None = None


class ScoreChanges(msgspec.Struct, forbid_unknown_fields=True):
    exercise: Name | UnsetType = UNSET
    evidence: Evidence | UnsetType = UNSET
    level: Level | UnsetType | None = UNSET


class NewDecision(msgspec.Struct, forbid_unknown_fields=True):
    """A person's decision and why; no figure makes it."""

    decision: Decision
    reason: Reason


class Score(msgspec.Struct, frozen=True):
    """What one interviewer saw; `notices` name words that do not belong."""

    id: UUID
    trait: Trait
    interviewer_id: UUID
    interviewer: str
    exercise: str
    evidence: str
    level: int | None
    written_at: datetime
    notices: list[Notice]


class TraitSeen(msgspec.Struct, frozen=True):
    """A trait of a candidate: `apart` where interviewers differ by two levels or more and should talk about it."""

    trait: Trait
    apart: bool
    scores: list[Score]


class CandidateRow(msgspec.Struct, frozen=True):
    """A candidate in the list, in the order of entry: no level is shown here."""

    id: UUID
    name: str
    post: str
    decision: Decision | None
    decided_at: datetime | None
    deleted_on: date
    entries: int
    interviewers: int


class CandidateView(msgspec.Struct, frozen=True):
    """All that is kept of a candidate, and the day on which it is deleted if nothing more is written."""

    id: UUID
    name: str
    post: str
    decision: Decision | None
    reason: str
    reason_notices: list[Notice]
    decided_by: str | None
    decided_at: datetime | None
    deleted_on: date
    traits: list[TraitSeen]


async def check_hiring(view: Transaction, caller: Caller) -> None:
    """Refuse who does not have the right to hire: administrators have it, others where one gave it to them."""
    if caller.role != "admin" and not await view.value(sql.MAY_HIRE, view.organization_id, caller.id):
        raise Forbidden(
            "Candidates are seen by those who hire alone: ask an administrator.", code="hiring_right_missing"
        )


async def list_candidates(view: Transaction, days: int, after: UUID | None, most: int) -> list[CandidateRow]:
    found = await view.fetch(sql.LIST, view.organization_id, after, most)
    return [CandidateRow(**_dated(row, days)) for row in found]


async def read_candidate(view: Transaction, days: int, candidate_id: UUID) -> CandidateView:
    """Read one with all that was seen; raises NotFound."""
    row = await view.row(sql.ONE, view.organization_id, candidate_id)
    if row is None:
        raise NotFound(GONE)
    scores = [
        Score(**one, notices=noticed(f"{one['exercise']}\n{one['evidence']}"))
        for one in await view.fetch(sql.SCORES, view.organization_id, candidate_id)
    ]
    traits = []
    for trait in TRAITS:
        own = [score for score in scores if score.trait == trait]
        traits.append(TraitSeen(trait, are_apart(score.level for score in own), own))
    return CandidateView(**_dated(row, days), reason_notices=noticed(row["reason"]), traits=traits)


async def add_candidate(work: Transaction, caller: Caller, new: NewCandidate) -> UUID:
    row_id = await rows.add(work, "candidate", mask_within(rows.given(new)))
    await _note(work, caller, "added", row_id)
    return row_id


async def change_candidate(
    work: Transaction, caller: Caller, candidate_id: UUID, changes: CandidateChanges
) -> None:
    await _touch(work, candidate_id)
    await rows.change(work, "candidate", candidate_id, mask_within(rows.given(changes)))
    await _note(work, caller, "changed", candidate_id)


async def remove_candidate(work: Transaction, caller: Caller, candidate_id: UUID) -> None:
    await rows.remove(work, "candidate", candidate_id)
    await _note(work, caller, "removed", candidate_id)


async def add_score(work: Transaction, caller: Caller, candidate_id: UUID, new: NewScore) -> None:
    """Write what the caller saw. Raises NotFound, Conflict (score_there) for the same trait in the same exercise."""
    await _touch(work, candidate_id)
    values = {**mask_within(rows.given(new)), "candidate_id": candidate_id, "interviewer_id": caller.id}
    try:
        await rows.add(work, "candidate_score", values)
    except Conflict as error:
        raise Conflict("You wrote of this trait in this exercise already.", code="score_there") from error
    await _note(work, caller, "scored", candidate_id, {"trait": new.trait})


async def change_score(
    work: Transaction, caller: Caller, candidate_id: UUID, score_id: UUID, changes: ScoreChanges
) -> None:
    """Change what the caller wrote; nobody changes what others saw. Raises NotFound."""
    before = await _own_score(work, caller, candidate_id, score_id)
    await rows.change(work, "candidate_score", score_id, mask_within(rows.given(changes)))
    await _note(work, caller, "rescored", candidate_id, {"trait": before["trait"]})


async def remove_score(work: Transaction, caller: Caller, candidate_id: UUID, score_id: UUID) -> None:
    before = await _own_score(work, caller, candidate_id, score_id)
    await rows.remove(work, "candidate_score", score_id)
    await _note(work, caller, "unscored", candidate_id, {"trait": before["trait"]})


async def decide(work: Transaction, caller: Caller, candidate_id: UUID, new: NewDecision) -> None:
    """Keep a person's decision with its reason; raises NotFound."""
    reason = mask_within({"reason": new.reason})["reason"]
    if (
        await work.value(sql.DECIDE, work.organization_id, candidate_id, new.decision, reason, caller.id)
        is None
    ):
        raise NotFound(GONE)
    await _note(work, caller, "decided", candidate_id, {"decision": new.decision})


async def note_seen(work: Transaction, caller: Caller, candidate_id: UUID) -> None:
    """Write into the audit log that somebody looked at a candidate."""
    await _note(work, caller, "viewed", candidate_id)


async def note_printed(work: Transaction, caller: Caller, candidate_id: UUID) -> None:
    """Write into the audit log that a sheet was made."""
    await _note(work, caller, "printed", candidate_id)


async def members(view: Transaction) -> list[Row]:
    """Those to whom an administrator gave the right to hire."""
    return await view.fetch(sql.MEMBERS, view.organization_id)


async def grant(work: Transaction, caller: Caller, user_id: UUID) -> None:
    """Give somebody the right to hire; raises Invalid for who is no member."""
    with rows.refusals():
        given = await work.value(sql.GRANT, work.organization_id, user_id)
    if given is not None:
        await work.audit(caller.did("hiring.granted", "user", user_id))


async def revoke(work: Transaction, caller: Caller, user_id: UUID) -> None:
    """Take the right to hire back; raises NotFound for who does not have it."""
    if await work.value(sql.REVOKE, work.organization_id, user_id) is None:
        raise NotFound(GONE)
    await work.audit(caller.did("hiring.revoked", "user", user_id))


async def sweep_candidates(system: Database, days: int) -> int:
    """Delete candidates of whom nothing was written for so many days, with all that was seen; answers how many."""
    async with system.everywhere() as connection:
        tag: str = await connection.execute(sql.SWEEP, days)
    return int(tag.rsplit(" ", 1)[-1])


async def _touch(work: Transaction, candidate_id: UUID) -> None:
    if await work.value(sql.TOUCH, work.organization_id, candidate_id) is None:
        raise NotFound(GONE)


async def _own_score(work: Transaction, caller: Caller, candidate_id: UUID, score_id: UUID) -> Row:
    await _touch(work, candidate_id)
    found = await work.row(sql.OWN_SCORE, work.organization_id, candidate_id, score_id, caller.id)
    if found is None:
        raise NotFound(GONE)
    return found


async def _note(
    work: Transaction, caller: Caller, what: str, candidate_id: UUID, detail: dict[str, Any] | None = None
) -> None:
    # The log outlives the candidate's data: it never holds a name or a word of what was seen.
    await work.audit(caller.did(f"candidate.{what}", "candidate", candidate_id, detail))


def _dated(row: Row, days: int) -> dict[str, Any]:
    values = dict(row)
    touched: datetime = values.pop("touched_at")
    return {**values, "deleted_on": (touched + timedelta(days=days)).date()}
