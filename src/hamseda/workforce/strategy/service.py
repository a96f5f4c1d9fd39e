"""Answers of an organization: kept as they were given, and put together with what is usual."""

from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from hamseda.events import ConfigurationChanged
from hamseda.kit.database import Transaction
from hamseda.kit.problem import Invalid
from hamseda.organization.api import Caller, rows
from hamseda.workforce.people.equipment import total
from hamseda.workforce.people.equipment_http import items_of
from hamseda.workforce.strategy.answers import AnswerChanges, Answers
from hamseda.workforce.strategy.outcome import Outcome, outcome_of
from hamseda.workforce.strategy.plan import Source
from hamseda.workforce.strategy.wording import Wording

READ: Final = "SELECT answers FROM strategy WHERE organization_id = $1"
LOCK: Final = "SELECT answers FROM strategy WHERE organization_id = $1 FOR UPDATE"
KEEP: Final = """
INSERT INTO strategy (organization_id, answers) VALUES ($1, $2)
ON CONFLICT (organization_id) DO UPDATE SET answers = excluded.answers, changed_at = now()
"""
NAME: Final = "SELECT name FROM organization WHERE id = $1"
SEATS: Final = 100  # enough for what is shared by many to be shared


async def given(view: Transaction) -> dict[str, Any]:
    """The answers that somebody gave, without the usual."""
    return dict(await view.value(READ, view.organization_id) or {})


async def keep(work: Transaction, caller: Caller, changes: AnswerChanges) -> dict[str, Any]:
    """Keep answers, take others back to the usual; raises Invalid for what does not hold together."""
    before = dict(await work.value(LOCK, work.organization_id) or {})
    told = rows.given(changes)
    after = {name: value for name, value in {**before, **told}.items() if value is not None}
    check(answers_of(after))
    await work.execute(KEEP, work.organization_id, after)
    await work.audit(caller.did("strategy.changed", "strategy", None, {"fields": sorted(told)}))
    work.emit(ConfigurationChanged(what="strategy", id=work.organization_id), audience={"staff": True})
    return after


def answers_of(stored: dict[str, Any]) -> Answers:
    """All answers, the usual where none was given."""
    return msgspec.convert(stored, Answers)


def check(answers: Answers) -> None:
    """Refuse opening hours that are none."""
    if answers.closes_min <= answers.opens_min:
        raise Invalid.field(
            "closes_min", "opening_impossible", "It closes after it opens, a whole number of intervals later."
        )


async def outcome_for(view: Transaction, caller: Caller, answers: Answers) -> Outcome:
    """What follows, with the price of a seat from the equipment list."""
    seat = total(await items_of(view), SEATS, SEATS).seat or 0.0
    return outcome_of(answers, today_of(caller), caller.calendar, seat)


async def source_for(view: Transaction, caller: Caller, words: Wording) -> Source:
    """Everything that the plan is written from."""
    stored = await given(view)
    answers = answers_of(stored)
    items = await items_of(view)
    seat = total(items, SEATS, SEATS).seat or 0.0
    today = today_of(caller)
    found = outcome_of(answers, today, words.reckoning, seat)
    return Source(
        organization=str(await view.value(NAME, view.organization_id)),
        today=today,
        answers=answers,
        given=frozenset(stored),
        outcome=found,
        equipment=total(items, found.seats, max(found.seats, answers.staff)),
    )


def today_of(caller: Caller) -> date:
    return datetime.now(UTC).astimezone(ZoneInfo(caller.time_zone)).date()
