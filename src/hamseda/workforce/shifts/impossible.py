"""What no schedule could keep, named by person or template, in both languages."""

import re
from collections.abc import Sequence
from typing import Any, Final

from hamseda.kit.i18n import LANGUAGES, translate
from hamseda.kit.problem import FieldError, Invalid
from hamseda.workforce.schedule.problem import Problem
from hamseda.workforce.why import Reason, said_why

MOST: Final = 20
# By the field that was refused: what is said of it.
KINDS: Final = (
    (re.compile(r"people\.\d+\.contract"), "contract_impossible"),
    (re.compile(r"templates\.\d+"), "template_without_room"),
    (re.compile(r"templates\.\d+\.name"), "template_twice"),
    (re.compile(r"templates\.\d+\.breaks\.\d+\.within"), "template_window"),
    (re.compile(r"templates\..+"), "template_off_grid"),
    (re.compile(r"required\..+"), "need_impossible"),
)


class Impossible(Invalid):
    """No schedule can keep all of it; `faults` says each, with the person or template and what was found in English."""

    code = "schedule_impossible"


def impossible(problem: Problem, faults: Sequence[tuple[str, Reason]]) -> Impossible:
    """Name everything that no schedule could keep."""
    found = [_fault(problem, field, why) for field, why in faults[:MOST]]
    errors = tuple(FieldError(one["field"], one["code"], one["said"]["en"]) for one in found)
    return Impossible("No schedule can keep all of this.", errors=errors, faults=found)


def _fault(problem: Problem, field: str, why: Reason) -> dict[str, Any]:
    code = next((code for pattern, code in KINDS if pattern.fullmatch(field)), "rule_impossible")
    about = _about(problem, field)
    said = {language: translate(language, f"shifts.fault.{code}", about=about) for language in LANGUAGES}
    return {"field": field, "code": code, "about": about, "said": said, "detail": said_why(why, "en")}


def _about(problem: Problem, field: str) -> str:
    """The id of the person or the name of the template that a field belongs to."""
    group, _, rest = field.partition(".")
    number = rest.partition(".")[0]
    if number.isdecimal() and group == "people":
        one = problem.people[int(number)]
        return one.name or one.id
    if number.isdecimal() and group == "templates":
        return problem.templates[int(number)].name
    return field
