"""Routes of what-if: an answer by formulas while a slider moves, and the twin's confirmation as a long calculation."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from litestar import get, post
from litestar.params import QueryParameter

from hamseda.calculations.api import CalculationView, ask, read, view
from hamseda.kit.database import Transaction
from hamseda.kit.problem import Invalid
from hamseda.kit.wording import said as problem_said
from hamseda.organization.api import LEADERS, Caller
from hamseda.twin.base import usual_day
from hamseda.twin.calculating import WHAT_IF, Order
from hamseda.twin.changes import CannotMeanError, Change
from hamseda.twin.document import Model
from hamseda.twin.formula import Period
from hamseda.twin.learning import NothingHappenedError
from hamseda.twin.reading import read_model
from hamseda.twin.telling import Bill, Costs, answered
from hamseda.twin.typed import Typed, typed_model
from hamseda.twin.whatif import played
from hamseda.twin.wishes import ModelDocument, OwnCentre, Replications, Seed, checked, own_past
from hamseda.twin.words import in_words

Days = Annotated[int, QueryParameter(ge=1, le=92, description="Whole days up to yesterday to learn from.")]


class WhatIfWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A change, and what it is made to: a model, or a centre in a few figures (one of the two)."""

    what: Change
    model: ModelDocument | None = None
    typed: Typed | None = None
    costs: Costs | None = None


class ConfirmationWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The same, to be played."""

    what: Change
    model: ModelDocument | None = None
    typed: Typed | None = None
    replications: Replications = 20
    seed: Seed = 1


class Sentence(msgspec.Struct, frozen=True):
    """A sentence in the caller's language, and what it is made of."""

    text: str
    key: str
    values: dict[str, Any]


class SceneView(msgspec.Struct, frozen=True, kw_only=True):
    """A day: `now`, `before` (fewest for today), `same` (changed, same people), `enough` (changed, fewest), and more."""

    key: str
    peak: int
    hours: float
    scheduled_hours: float
    volume: float
    service_level: float | None
    wait_s: float | None
    waited_hours: float | None
    lost: float
    unstable: int
    teams: dict[str, int]
    bill: Bill
    periods: list[Period]


class WhatIf(msgspec.Struct, frozen=True, kw_only=True):
    """What a change means by formulas; `first` and `last` (not included) are the periods that it is about."""

    said: list[Sentence]
    scenes: list[SceneView]
    first: int
    last: int
    minutes: float
    types: list[str]


class OwnBase(msgspec.Struct, frozen=True):
    """A usual day of one's own live work as a model of means; null where nothing can be learned yet.

    `left_out`: nobody was there for it, or nothing of it was done; `waiting`: work that can wait and is not in it.
    """

    model: ModelDocument | None
    left_out: list[str]
    waiting: list[str]
    first: date
    last: date


@get("/twin/base", access=LEADERS)
async def read_base(caller: Caller, reading: Transaction, days: Days = 28) -> OwnBase:
    """Give a usual day of the queues that I lead, from what came in the last days, as a model for what-ifs."""
    today = datetime.now(UTC).astimezone(ZoneInfo(caller.time_zone)).date()
    span = OwnCentre(today - timedelta(days=days), today - timedelta(days=1))
    found = await own_past(reading, caller, span)
    try:
        day = await asyncio.to_thread(usual_day, found)
    except NothingHappenedError:
        return OwnBase(None, [], [], span.first, span.last)
    return OwnBase(msgspec.to_builtins(day.model), day.left_out, day.waiting, span.first, span.last)


@post("/twin/what-ifs", access=LEADERS, status_code=200)
async def ask_what_if(caller: Caller, data: WhatIfWish) -> WhatIf:
    """Say by formulas what a change would mean; stores nothing, and is quick enough for a slider."""
    return await asyncio.to_thread(answer_to, data, caller.locale)


@post("/twin/what-ifs/confirmations", access=LEADERS, status_code=201)
async def confirm_what_if(caller: Caller, work: Transaction, data: ConfirmationWish) -> CalculationView:
    """Play the scenes of a change: a long calculation.

    Its result has for each scene the figures of the day, each with its 95 % half-width.
    """
    models = await asyncio.to_thread(models_to_play, data, caller.locale)
    order = Order(models, data.replications, data.seed)
    the = await ask(work, caller, WHAT_IF, msgspec.json.encode(order))
    return view(await read(work, caller, the), caller.locale)


def answer_to(data: WhatIfWish, language: str) -> WhatIf:
    """Answer a what-if in a language; raises Invalid with what cannot be meant."""
    model = _model(data.model, data.typed, language)
    try:
        found = answered(model, data.what, data.costs)
    except CannotMeanError as error:
        raise _refused(error, language) from error
    scenes = [
        SceneView(**msgspec.structs.asdict(one), bill=found.bills[key])
        for key, one in found.seen.scenes.items()
    ]
    return WhatIf(
        said=[Sentence(in_words(one, language), one.key, one.values) for one in found.said],
        scenes=scenes,
        first=found.seen.first,
        last=found.seen.last,
        minutes=model.periods.minutes,
        types=[kind.name for kind in model.types],
    )


def models_to_play(data: ConfirmationWish, language: str) -> dict[str, msgspec.Raw]:
    """Name the models that confirm a what-if; raises Invalid with what cannot be meant."""
    model = _model(data.model, data.typed, language)
    try:
        models = played(model, data.what)
    except CannotMeanError as error:
        raise _refused(error, language) from error
    return {
        key: msgspec.Raw(checked(msgspec.to_builtins(one), "what", language)) for key, one in models.items()
    }


def _model(document: dict[str, Any] | None, typed: Typed | None, language: str) -> Model:
    if (document is None) == (typed is None):
        raise Invalid.field(
            "model", "twin_one_base", "Give either a model or figures of a centre, not both and not neither."
        )
    if typed is None:
        return read_model(checked(document or {}, "model", language))
    try:
        return typed_model(typed)
    except CannotMeanError as error:
        raise _refused(error, language) from error


def _refused(error: CannotMeanError, language: str) -> Invalid:
    code = f"twin_{error.code}"
    return Invalid.field(error.field, code, problem_said(language, code))


ROUTES = [read_base, ask_what_if, confirm_what_if]
