"""Every view of an auditor is written down before it is shown: no entry, no view."""

from typing import Any, Final
from urllib.parse import unquote_plus
from uuid import UUID

from litestar.connection import ASGIConnection
from litestar.types import Message, Scope

from hamseda.kit.database import Database
from hamseda.kit.sensitive import mask
from hamseda.organization.access import Caller
from hamseda.organization.origin import client_address

MOST_QUERY: Final = 500
REFUSED: Final = 400
# The status of a request that became a live connection.
SWITCHED: Final = 101


async def log_auditors_view(message: Message, scope: Scope) -> None:
    """Write an entry for an answer to an auditor; a `before_send` hook of the application.

    The answer has not begun to leave: if the entry cannot be stored, the request fails instead.
    """
    caller = scope.get("caller")
    if not isinstance(caller, Caller) or caller.role != "auditor" or not _begins_to_show(message):
        return
    house = scope["app"].state.house
    status = message["status"] if message["type"] == "http.response.start" else SWITCHED
    await note_view(house.database, caller, _detail(scope, status), _subject(scope), _address(scope, house))


def _begins_to_show(message: Message) -> bool:
    if message["type"] == "http.response.start":
        return int(message["status"]) < REFUSED
    return message["type"] == "websocket.accept"


async def note_view(
    database: Database, caller: Caller, detail: dict[str, Any], subject_id: UUID | None, address: str
) -> None:
    """Write that an auditor saw something; roads that are no HTTP answer (live screens) call it directly."""
    async with database.transaction(caller.organization_id) as work:
        await work.audit(caller.did("auditor.viewed", "route", subject_id, detail, address=address))


def _detail(scope: Scope, status: int) -> dict[str, Any]:
    # Read as the route reads it: a number written as %DB%B6… or with + between its groups is the same number.
    query = unquote_plus(scope.get("query_string", b"").decode("latin-1"))
    return {
        "method": scope.get("method", ""),
        "path": scope["path"],
        "query": mask(query.replace("\0", "")).text[:MOST_QUERY],
        "status": status,
    }


def _subject(scope: Scope) -> UUID | None:
    parameters: dict[str, Any] = scope.get("path_params", {})
    return next((value for value in parameters.values() if isinstance(value, UUID)), None)


def _address(scope: Scope, house: Any) -> str:
    return client_address(ASGIConnection(scope), house.settings.trusted_proxies)
