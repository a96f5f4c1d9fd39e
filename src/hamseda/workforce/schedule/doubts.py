"""What a problem says and may not mean: it can be planned, but somebody gets no shift, or fewer, for the sake of a name."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from hamseda.kit.telling_once import nearest
from hamseda.workforce.schedule.asking import day_of, minute_of, weekday_of
from hamseda.workforce.schedule.problem import Problem, Required, ShiftTemplate
from hamseda.workforce.why import Filling, Why

MOST_NAMED: Final = 6


def doubts(problem: Problem) -> Iterator[tuple[str, Why]]:
    """Skills that nothing requires, people without any, days and nights that are not in the plan: field and sentence."""
    yield from _unasked(problem)
    for at, one in enumerate(problem.people):
        if not one.skills:
            yield f"people.{at}.skills", Why("problem.unskilled", {"person": one.name or one.id})
    yield from _outside(problem)
    yield from _over_midnight(problem)


def _unasked(problem: Problem) -> Iterator[tuple[str, Why]]:
    """Skills that nothing requires, of people who have no other or may mean another one."""
    required = {one.skill for one in problem.required}
    people = problem.people
    idle = [not required.intersection(one.skills) for one in people]
    for skill in dict.fromkeys(skill for one in people for skill in one.skills if skill not in required):
        near = nearest(skill, required)
        meant = [
            at
            for at, one in enumerate(people)
            if skill in one.skills and (idle[at] or (near and near not in one.skills))
        ]
        if meant:
            more = ", …" if len(meant) > MOST_NAMED else ""
            names = ", ".join(people[at].name or people[at].id for at in meant[:MOST_NAMED]) + more
            field = f"people.{meant[0]}.skills.{people[meant[0]].skills.index(skill)}"
            yield field, Why("problem.unasked", {"skill": skill, "people": names}, near)


def _outside(problem: Problem) -> Iterator[tuple[str, Why]]:
    """Days of needs and shifts that are not in the plan."""
    first = day_of(problem.first_day)
    last = first + timedelta(problem.days - 1)
    parts: dict[str, Sequence[Required | ShiftTemplate]] = {
        "required": problem.required,
        "templates": problem.templates,
    }
    for part, members in parts.items():
        for at, one in enumerate(members):
            for number, text in enumerate(one.on):
                if weekday_of(text) is None and not first <= day_of(text) <= last:
                    why = Why("problem.not_in_plan", {"given": text, "first": first, "last": last})
                    yield f"{part}.{at}.on.{number}", why


def _over_midnight(problem: Problem) -> Iterator[tuple[str, Why]]:
    """Needs that go over midnight, of which a part lies outside of the plan."""
    first = day_of(problem.first_day)
    eve, last = first - timedelta(1), first + timedelta(problem.days - 1)
    for at, one in enumerate(problem.required):
        if not 0 < minute_of(one.end) <= minute_of(one.begin):
            continue
        filling: dict[str, Filling] = {"begin": one.begin, "end": one.end, "first": first, "last": last}
        on_eve, on_last = _is_on(one, eve), _is_on(one, last)
        if on_eve or on_last:
            part = "both" if on_eve and on_last else "first" if on_eve else "last"
            yield f"required.{at}", Why(f"problem.over_midnight.{part}", filling)


def _is_on(one: Required, day: date) -> bool:
    """Whether a need is of a day: every day where none is named."""
    return not one.on or any(
        day.weekday() == weekday if (weekday := weekday_of(text)) is not None else day_of(text) == day
        for text in one.on
    )
