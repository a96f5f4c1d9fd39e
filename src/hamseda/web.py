"""The edge of the web process: caller, one transaction a request, and refusals as problem documents."""

import logging
import re
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import asyncpg
import msgspec
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException, InternalServerException, ValidationException
from litestar.types import ASGIApp, Receive, Scope, Send

from hamseda.house import House
from hamseda.kit.database import CROSSED, DISCONNECTED, Database, Transaction
from hamseda.kit.i18n import has_text, preferred_language, translate
from hamseda.kit.limits import hit
from hamseda.kit.problem import FieldError, Problem, Unauthenticated, Unavailable
from hamseda.organization import idempotency
from hamseda.organization.access import Caller
from hamseda.organization.api_keys import PER_KEY
from hamseda.organization.authentication import COOKIE, Credentials, check_origin
from hamseda.organization.rows import refusal_of

PROBLEM_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)


class CallerMiddleware:
    """Puts the caller into the scope of staff requests, and refuses what another site may have caused."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app = app
        self._house = house
        self._own = frozenset({house.settings.base_url})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {ScopeType.HTTP, ScopeType.WEBSOCKET} and scope["path"].startswith("/api/"):
            connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
            bearer = connection.headers.get("authorization", "")
            caller = await self._house.authenticator.caller(
                Credentials(
                    connection.cookies.get(COOKIE), bearer[7:] if bearer[:7].lower() == "bearer " else None
                )
            )
            scope["caller"] = caller  # type: ignore[typeddict-unknown-key]
            if caller is not None and caller.kind == "api_key":
                await hit(self._house.database, PER_KEY, str(caller.id))
            if caller is not None and scope["type"] == ScopeType.HTTP:
                own = self._own | {_own_origin(connection)}
                check_origin(scope["method"], scope["path"], connection.headers, caller, own)
        await self._app(scope, receive, send)


def _own_origin(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    return f"{connection.scope['scheme']}://{connection.headers.get('host', '')}"


def provide_caller(scope: Scope) -> Caller:
    """The caller of this request, for handlers."""
    caller = scope.get("caller")
    if not isinstance(caller, Caller):
        raise Unauthenticated("Log in first.")
    return caller


async def provide_work(
    request: Request[Any, Any, Any], caller: Caller, database: Database
) -> AsyncIterator[Transaction]:
    """The one writing transaction of a request: commits when the handler returns, rolls back when it raises.

    With an Idempotency-Key the first answer is stored with it, and given again.
    """
    key = idempotency.key_of(request)
    async with database.transaction(caller.organization_id) as work:
        if key is None:
            yield work
            return
        begun = await idempotency.attempt(request, caller, work, key)
        yield work
        await begun.finish()


async def provide_reading(caller: Caller, database: Database) -> AsyncIterator[Transaction]:
    """A read-only snapshot of the caller's organization."""
    async with database.reading(caller.organization_id) as view:
        yield view


def problem_response(
    status: int,
    code: str,
    detail: str,
    errors: tuple[FieldError, ...] = (),
    extra: dict[str, Any] | None = None,
) -> Response[bytes]:
    """A problem document."""
    content = {
        "type": f"urn:hamseda:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "errors": errors,
        **(extra or {}),
    }
    headers = {"Retry-After": str(extra["retry_after"])} if extra and "retry_after" in extra else {}
    return Response(
        msgspec.json.encode(content), status_code=status, media_type=PROBLEM_TYPE, headers=headers
    )


def on_problem(request: Request[Any, Any, Any], error: Problem) -> Response[bytes]:
    """A refusal, in the reader's language where the catalogues know its code."""
    errors = tuple(FieldError(e.field, e.code, _said(request, e.code, e.message)) for e in error.errors)
    detail = (
        errors[0].message if errors and error.code == "invalid" else _said(request, error.code, error.detail)
    )
    return problem_response(error.status, error.code, detail, errors, error.extra)


def _said(request: Request[Any, Any, Any], code: str, otherwise: str) -> str:
    key, caller = f"problem.{code}", request.scope.get("caller")
    if not has_text(key):
        return otherwise
    header = request.headers.get("accept-language", "")
    return translate(caller.locale if isinstance(caller, Caller) else preferred_language(header), key)


def on_validation(_request: Request[Any, Any, Any], error: ValidationException) -> Response[bytes]:
    """A body or parameter that does not fit its type: names each field."""
    listed = error.extra if isinstance(error.extra, list) else []
    errors = tuple(
        FieldError(
            str(e.get("key", e.get("field", ""))) or _path_in(e.get("message", "")),
            "invalid",
            str(e.get("message", "")),
        )
        for e in listed
    )
    return problem_response(400, "invalid", error.detail, errors)


def on_http(_request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    cause = error.__cause__
    if isinstance(cause, msgspec.ValidationError) and "`$.data" in str(cause):
        # The framework blames the server where a field of the body has the name of a dependency (settings).
        field = _path_in(str(cause)).removeprefix("data").removeprefix(".")
        said = str(cause).partition(" - at ")[0]
        return problem_response(400, "invalid", said, (FieldError(field, "invalid", said),))
    if isinstance(error, InternalServerException) and isinstance(error.__cause__, msgspec.ValidationError):
        # The framework takes a body's field for one of ours when it has the name of a part of the house.
        said = str(error.__cause__)
        return problem_response(400, "invalid", said, (FieldError(_path_in(said), "invalid", said),))
    code = HTTPStatus(error.status_code).name.lower()
    return problem_response(error.status_code, code, error.detail)


def on_repeated(_request: Request[Any, Any, Any], error: idempotency.Repeated) -> Response[Any]:
    """The request was answered before: the same answer again."""
    headers = {"Idempotency-Replayed": "true"}
    content = b"" if error.answer.content is None else msgspec.json.encode(error.answer.content)
    return Response(content, status_code=error.answer.status, media_type="application/json", headers=headers)


def on_database(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The database is away or refuses: say so, never pretend that something was stored."""
    if isinstance(error, CROSSED):
        said = "Two requests waited for each other; this one stored nothing. Send it again."
        return on_problem(request, Unavailable(said, code="crossed", retry_after=1))
    logger.error("database: %s", error)
    away = Unavailable("The database does not answer; nothing was stored. Try again in a moment.")
    return problem_response(away.status, "database_unavailable", away.detail, (), {"retry_after": 2})


def on_disk_full(_request: Request[Any, Any, Any], error: asyncpg.DiskFullError) -> Response[bytes]:
    logger.error("disk full: %s", error)
    return problem_response(
        507, "disk_full", "The server's disk is full; nothing was stored.", (), {"retry_after": 60}
    )


def on_anything(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A fault of ours: logged with its trace, told without it."""
    inner = _single(error)
    if isinstance(inner, Problem):
        return on_problem(request, inner)
    if isinstance(inner, idempotency.Repeated):
        return on_repeated(request, inner)
    if isinstance(inner, (asyncpg.ForeignKeyViolationError, asyncpg.UniqueViolationError)):
        return on_problem(request, refusal_of(inner))
    if isinstance(inner, asyncpg.DiskFullError):
        return on_disk_full(request, inner)
    if isinstance(inner, (*DISCONNECTED, *CROSSED)):
        return on_database(request, inner)
    logger.error("unexpected fault at %s %s", request.method, request.url.path, exc_info=error)
    return problem_response(
        500, "internal", "Something went wrong on our side; it has been written to the log."
    )


def _single(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def _path_in(message: str) -> str:
    found = re.search(r"at `\$\.?([^`]*)`", message)
    return found.group(1) if found else ""
