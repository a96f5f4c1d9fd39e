"""A schedule meets what was changed since it was made: shown first, then taken in."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.kit.database import Transaction
from hamseda.kit.i18n import language_of, translate
from hamseda.kit.problem import Invalid
from hamseda.organization.api import Caller
from hamseda.workforce.schedule import problem as doc
from hamseda.workforce.shifts.board import plan_from, set_up
from hamseda.workforce.shifts.drafting import NewSchedule, problem_of, rewrite, with_rounding
from hamseda.workforce.shifts.figures import BreachFigure, Names, breaches_of, new_breaches
from hamseda.workforce.shifts.house_rules import read_rules
from hamseda.workforce.shifts.people import chosen_people, people_left
from hamseda.workforce.shifts.schedules import Draft, lock_draft, minutes_of, names_of, read_draft
from hamseda.workforce.shifts.stored import StoredShift
from hamseda.workforce.shifts.templates import list_templates
from hamseda.workforce.shifts.views import BreachView, ShiftView, breach_view, shift_view

What = Literal[
    "template_new",
    "template_changed",
    "template_removed",
    "person_changed",
    "person_left",
    "rules_changed",
]
# What of a person may be other; what they worked before is read anew at every look.
PARTS: Final = ("skills", "contract", "available", "leave", "wishes")
RULES: Final = ("rules", "costs", "fairness", "calendar")
SEPARATORS: Final = {"fa": "، ", "en": ", "}


class RefreshChange(msgspec.Struct, frozen=True):
    """One thing that is other than when the schedule was made; `parts` says what of a person, `name` is a template's."""

    what: What
    name: str
    user_id: UUID | None
    parts: list[str]
    said: str


class Newcomer(msgspec.Struct, frozen=True):
    """An agent who serves queues of a schedule and is not in it: hired, or let in again, or left out when it was made."""

    user_id: UUID
    name: str


class RefreshOutlook(msgspec.Struct, frozen=True):
    """What a refresh would take in, which shifts would be open as people left, and which rules would newly be broken.

    `newcomers` come in only if a refresh names them.
    """

    version: int
    changes: list[RefreshChange]
    removed: list[ShiftView]
    breaches: list[BreachView]
    newcomers: list[Newcomer]


class RefreshWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The version that I have seen, and who is to come in as well."""

    version: Annotated[int, Meta(ge=1)]
    add_user_ids: Annotated[list[UUID], Meta(max_length=500)] = []


class Difference(msgspec.Struct, frozen=True):
    """One thing that is other, not yet in anybody's words."""

    what: What
    name: str = ""
    person: str = ""
    parts: tuple[str, ...] = ()


async def refresh(work: Transaction, caller: Caller, schedule_id: UUID, wish: RefreshWish) -> Draft:
    """Read templates, people and rules anew into a schedule; needs and shifts stay, but for those of people who left."""
    draft = await lock_draft(work, caller, schedule_id, wish.version)
    await list_templates(work, caller)  # an organization without any gets ours
    known = {one.user_id for one in await _newcomers(work, caller, draft)}
    for at, user_id in enumerate(wish.add_user_ids):
        if user_id not in known:
            raise Invalid.field(
                f"add_user_ids.{at}", "not_found", "add_user_ids names something that is not there."
            )
    problem = await _anew(work, caller, draft, wish.add_user_ids)
    notes = with_rounding(draft.row["notes"], await read_rules(work), minutes_of(draft.problem))
    return await rewrite(work, caller, draft, problem, notes, _fall_away(draft, problem))


async def foresee(view: Transaction, caller: Caller, schedule_id: UUID) -> RefreshOutlook:
    """What a refresh would do, without doing it."""
    draft = await read_draft(view, caller, schedule_id)
    problem = await _anew(view, caller, draft)
    found = list(differences(draft.problem, problem))
    newcomers = await _newcomers(view, caller, draft)
    if not found:
        return RefreshOutlook(draft.row["version"], [], [], [], newcomers)
    gone = set(_fall_away(draft, problem))
    names = await names_of(view, draft.problem)
    language = language_of(caller.locale)
    stay = [one for one in draft.shifts if one.id not in gone]
    broken = await asyncio.to_thread(_broken, draft, problem, stay, names)
    return RefreshOutlook(
        draft.row["version"],
        [_told(one, names, language) for one in found],
        [shift_view(one, draft.zone) for one in draft.shifts if one.id in gone],
        [breach_view(one, language) for one in broken],
        newcomers,
    )


def differences(old: doc.Problem, new: doc.Problem) -> Iterator[Difference]:
    """What is other in a problem that was read anew: templates, people, rules."""
    before, after = ({one.name: one for one in problem.templates} for problem in (old, new))
    for name in sorted(before.keys() | after.keys()):
        if name not in before:
            yield Difference("template_new", name)
        elif name not in after:
            yield Difference("template_removed", name)
        elif before[name] != after[name]:
            yield Difference("template_changed", name)
    people = {one.id: one for one in new.people}
    for one in old.people:
        if one.id not in people:
            yield Difference("person_left", person=one.id)
        elif parts := tuple(part for part in PARTS if _is_other(one, people[one.id], part)):
            yield Difference("person_changed", person=one.id, parts=parts)
    if any(getattr(old, part) != getattr(new, part) for part in RULES):
        yield Difference("rules_changed")


async def _newcomers(view: Transaction, caller: Caller, draft: Draft) -> list[Newcomer]:
    queues = {UUID(one.skill) for one in draft.problem.required}
    there = {one.id for one in draft.problem.people}
    able = await chosen_people(view, caller, draft.row["department_id"], queues, [])
    return [Newcomer(one.user_id, one.name) for one in able if str(one.user_id) not in there]


async def _anew(view: Transaction, caller: Caller, draft: Draft, added: Sequence[UUID] = ()) -> doc.Problem:
    rules, place = await read_rules(view), draft.row["department_id"]
    asked = dict.fromkeys([*(UUID(one.id) for one in draft.problem.people), *added])
    known = await people_left(view, caller, place, asked)
    if not known:
        raise Invalid("Nobody of this schedule is there any more: make a new one.", code="nobody_left")
    again = NewSchedule(
        first_day=draft.row["first_day"], days=draft.row["days"], interval_m=minutes_of(draft.problem)
    )
    problem = await problem_of(view, caller, again, rules, (known, draft.problem.required), place, draft.id)
    plan_from(problem)
    return problem


def _fall_away(draft: Draft, problem: doc.Problem) -> tuple[UUID, ...]:
    there = {one.id for one in problem.people}
    return tuple(one.id for one in draft.shifts if str(one.user_id) not in there)


def _is_other(old: doc.Person, new: doc.Person, part: str) -> bool:
    before, after = getattr(old, part), getattr(new, part)
    if part in {"skills", "leave"}:
        return sorted(map(str, before)) != sorted(map(str, after))
    return bool(before != after)


def _broken(draft: Draft, problem: doc.Problem, stay: list[StoredShift], names: Names) -> list[BreachFigure]:
    after = breaches_of(set_up(plan_from(problem), stay, draft.kept_off), names)
    return new_breaches(draft.figures.breaches, after)


def _told(one: Difference, names: Names, language: str) -> RefreshChange:
    parts = SEPARATORS[language].join(translate(language, f"shifts.part.{part}") for part in one.parts)
    name = f"\u2068{names.get(one.person, '')}\u2069" if one.person else one.name
    said = translate(language, f"shifts.refresh.{one.what}", name=name, parts=parts)
    return RefreshChange(one.what, one.name, UUID(one.person) if one.person else None, list(one.parts), said)
