"""Answers of a JSON file to the five questions, what follows from them, and the plan as a document."""

import json
from datetime import date
from typing import Any

from msgspec import Struct

from hamseda.kit.document import Bullets, Document
from hamseda.kit.jalali import Language
from hamseda.workforce.people.equipment import Item, total
from hamseda.workforce.people.telling import sentences
from hamseda.workforce.schedule.asking import ProblemError
from hamseda.workforce.schedule.documents import document_of
from hamseda.workforce.strategy.answers import Answers
from hamseda.workforce.strategy.outcome import outcome_of
from hamseda.workforce.strategy.plan import Source, equipment_said, plan_of
from hamseda.workforce.strategy.service import SEATS
from hamseda.workforce.strategy.wish import wish_of
from hamseda.workforce.strategy.wording import Wording
from hamseda.workforce.why import Why


class Planned(Struct, frozen=True):
    """What the answers of a file come to, and the words in which it is told."""

    source: Source
    words: Wording

    def document(self) -> Document:
        """The staffing and crisis plan."""
        return plan_of(self.source, self.words)


def planned(
    text: str, name: str, organization: str, today: date, words: Wording, items: list[Item]
) -> Planned:
    """Read answers, work out what follows and what seats need; raises FaultyError with all that cannot be meant, by line."""
    answers = document_of(text, name, Answers)
    if answers.closes_min <= answers.opens_min:
        raise ProblemError([("closes_min", Why("strategy.closes"))], text, name)
    seat = total(items, SEATS, SEATS).seat or 0.0
    found = outcome_of(answers, today, words.reckoning, seat)
    equipment = total(items, found.seats, max(found.seats, answers.staff))
    given = frozenset(json.loads(text))
    return Planned(Source(organization, today, answers, given, found, equipment), words)


def as_document(found: Planned) -> dict[str, Any]:
    """The answers, which of them were given, and what follows, with the keys of the API."""
    source = found.source
    told = {"answers": source.answers, "given": sorted(source.given), "outcome": source.outcome}
    return {**told, "equipment": source.equipment} if source.equipment.lines else told


def in_words(found: Planned, language: Language) -> str:
    """The plan in short, and whom to hire when."""
    source, words = found.source, found.words
    summary = next(block for block in found.document().blocks if isinstance(block, Bullets))
    wish = wish_of(source.answers, source.today, words.reckoning)
    return "\n".join(
        [*summary.items, *sentences(wish, source.outcome.growth, language), *equipment_said(source, words)]
    )
