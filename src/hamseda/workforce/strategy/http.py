"""Routes of the strategy: five questions, what follows from the answers, and the plan as a document."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, patch
from litestar.params import QueryParameter

from hamseda.kit.database import Transaction
from hamseda.organization.api import LEADERS, Caller
from hamseda.workforce.people.files import FormAsked, LanguageAsked, file_of
from hamseda.workforce.strategy import service
from hamseda.workforce.strategy.answers import AnswerChanges, Answers
from hamseda.workforce.strategy.outcome import Outcome
from hamseda.workforce.strategy.plan import plan_of
from hamseda.workforce.strategy.wording import Money, Wording

MoneyAsked = Annotated[Money, QueryParameter(description="The unit of money in it.")]


class Strategy(msgspec.Struct, frozen=True):
    """The answers, which of them were given (the others are usual), and what follows from them."""

    answers: Answers
    given: list[str]
    outcome: Outcome


@get("/workforce/strategy", access=LEADERS)
async def read_strategy(caller: Caller, reading: Transaction) -> Strategy:
    """Read the answers to the five questions, and what follows from them."""
    return await _strategy(reading, caller, await service.given(reading))


@patch("/workforce/strategy", access=LEADERS)
async def answer_strategy(caller: Caller, work: Transaction, data: AnswerChanges) -> Strategy:
    """Keep answers (null takes one back to the usual) and say at once what follows."""
    return await _strategy(work, caller, await service.keep(work, caller, data))


@get("/workforce/strategy/document", access=LEADERS, media_type="application/pdf")
async def write_strategy(
    caller: Caller,
    reading: Transaction,
    form: FormAsked = "pdf",
    language: LanguageAsked = None,
    money: MoneyAsked = "toman",
) -> Response[bytes]:
    """Write the staffing and crisis plan as PDF or DOCX, in Persian or English."""
    words = Wording(language or caller.locale, caller.calendar, money)
    return await file_of(
        plan_of(await service.source_for(reading, caller, words), words), form, "hamseda-plan"
    )


async def _strategy(view: Transaction, caller: Caller, stored: dict[str, Any]) -> Strategy:
    answers = service.answers_of(stored)
    return Strategy(answers, sorted(stored), await service.outcome_for(view, caller, answers))


ROUTES = [read_strategy, answer_strategy, write_strategy]
