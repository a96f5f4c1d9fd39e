"""What a problem says and may not mean: it can be planned, but somebody gets no shift, or fewer, for the sake of a name."""

from collections.abc import Iterator
from typing import Final

from hamseda.kit.telling_once import nearest
from hamseda.workforce.schedule.problem import Problem
from hamseda.workforce.why import Why

MOST_NAMED: Final = 6


def doubts(problem: Problem) -> Iterator[tuple[str, Why]]:
    """Skills that nothing requires, of people who have no other or may mean another one: field and sentence."""
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
    for at, one in enumerate(people):
        if not one.skills:
            yield f"people.{at}.skills", Why("problem.unskilled", {"person": one.name or one.id})
