"""Routes of the twin: play a model, compare two, and the shape of a model."""

import asyncio
from typing import Any

import msgspec
from litestar import Router, get, post

from hamseda.calculations.api import CalculationView, Kind, ask, read, view
from hamseda.kit.database import Transaction
from hamseda.organization.api import LEADERS, Caller
from hamseda.twin import whatif_http
from hamseda.twin.calculating import COMPARISON, RUN, Order
from hamseda.twin.document import schema
from hamseda.twin.wishes import ComparisonWish, RunWish, checked, one_of, own_centre


class ModelSchema(msgspec.Struct, frozen=True):
    """The shape of a model, as JSON Schema."""

    schema: dict[str, Any]


@get("/twin/schema", access=LEADERS)
async def read_schema() -> ModelSchema:
    """Give the JSON Schema of a model of a contact centre."""
    return ModelSchema(schema())


@post("/twin/runs", access=LEADERS, status_code=201)
async def play_model(caller: Caller, work: Transaction, data: RunWish) -> CalculationView:
    """Play a model, or one's own centre as its past days say: a long calculation.

    Its result is what `hamseda twin run --json` prints; of one's own centre also `left_out`, queues of which nothing can
    be learned, and `happened`, what came and how it went, type by type.
    """
    one_of(data.model, data.own)
    if data.own is not None:
        own = await own_centre(work, caller, data.own)
        document, beside = own.document, {"left_out": own.left_out, "happened": own.seen}
        content = await asyncio.to_thread(checked, document, "own", caller.locale)
    else:
        content = await asyncio.to_thread(checked, data.model or {}, "model", caller.locale)
        beside = {}
    order = Order({"model": msgspec.Raw(content)}, data.replications, data.seed, beside)
    return await begun(work, caller, RUN, order)


@post("/twin/comparisons", access=LEADERS, status_code=201)
async def compare_models(caller: Caller, work: Transaction, data: ComparisonWish) -> CalculationView:
    """Play two models under the same chance: a long calculation.

    Its result is the second less the first, paired, as `hamseda twin compare --json` prints it.
    """
    both = {"first": data.first, "second": data.second}
    models = {
        name: msgspec.Raw(await asyncio.to_thread(checked, document, name, caller.locale))
        for name, document in both.items()
    }
    return await begun(work, caller, COMPARISON, Order(models, data.replications, data.seed))


async def begun(work: Transaction, caller: Caller, kind: Kind, order: msgspec.Struct) -> CalculationView:
    """Ask for a calculation and show it as it stands now."""
    the = await ask(work, caller, kind, msgspec.json.encode(order))
    return view(await read(work, caller, the), caller.locale)


router = Router(
    "/api/v1", route_handlers=[read_schema, play_model, compare_models, *whatif_http.ROUTES], tags=["twin"]
)
