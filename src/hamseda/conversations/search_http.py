"""The route of search."""

from typing import Annotated

from litestar import Router, get
from litestar.params import QueryParameter

from hamseda.conversations import search
from hamseda.kit.database import Transaction
from hamseda.kit.problem import Invalid
from hamseda.organization.api import READERS, Caller

MOST_LETTERS = 200

Query = Annotated[str, QueryParameter(name="query", description="Words, a number or an address.")]


@get("/search", access=READERS)
async def search_everything(
    caller: Caller, reading: Transaction, wanted: Query = "", kind: search.Kind = "all"
) -> search.Found:
    """Messages and customers that you may see: the exact phrase first, then all words, then some."""
    if not wanted.strip() or len(wanted) > MOST_LETTERS:
        raise Invalid.field("query", "length", f"Search for 1 to {MOST_LETTERS} letters.")
    return await search.search(reading, caller, wanted, kind)


router = Router("/api/v1", route_handlers=[search_everything], tags=["search"])
