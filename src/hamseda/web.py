"""The edge of the web process: caller, one transaction a request, and refusals as problem documents."""

import contextlib
import logging
import re
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from typing import Any, Final

import asyncpg
import msgspec
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.exceptions import ClientException, HTTPException, SerializationException, ValidationException
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from hamseda.house import House
from hamseda.kit.database import CROSSED, DISCONNECTED, Database, Transaction
from hamseda.kit.i18n import language_of, preferred_language
from hamseda.kit.keys import Keys
from hamseda.kit.limits import hit
from hamseda.kit.misfit import Misfit, read_misfit
from hamseda.kit.problem import FieldError, Problem, Unauthenticated, Unavailable
from hamseda.kit.wording import misfit, misfits, said, unstorable
from hamseda.organization import idempotency
from hamseda.organization.access import Caller
from hamseda.organization.api_keys import PER_KEY
from hamseda.organization.authentication import COOKIE, Credentials, check_origin
from hamseda.organization.rows import refusal_of

PROBLEM_TYPE = "application/problem+json"
DEEP: Final = 500
UNFIT: Final = "Something in the request does not fit: look at the fields named here."
MISSING_PARAMETER: Final = re.compile(r"Missing required \w+ parameter '([^']+)'")
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
    request: Request[Any, Any, Any], caller: Caller, database: Database, keys: Keys
) -> AsyncIterator[Transaction]:
    """The one writing transaction of a request: commits when the handler returns, rolls back when it raises.

    With an Idempotency-Key the first answer is stored with it, and given again.
    """
    key = idempotency.key_of(request)
    async with database.transaction(caller.organization_id) as work:
        if key is None:
            yield work
            return
        begun = await idempotency.attempt(request, caller, work, keys, key)
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
    language = _language(request)
    errors = tuple(FieldError(e.field, e.code, said(language, e.code, e.message)) for e in error.errors)
    if isinstance(error.__cause__, asyncpg.DataError) and not errors:
        errors = _unstorable(request)
    detail = (
        errors[0].message if errors and error.code == "invalid" else said(language, error.code, error.detail)
    )
    return problem_response(error.status, error.code, detail, errors, error.extra)


def on_validation(request: Request[Any, Any, Any], error: ValidationException) -> Response[bytes]:
    """A body or parameter that does not fit its type: names each field."""
    listed = error.extra if isinstance(error.extra, list) else []
    absent = MISSING_PARAMETER.match(error.detail)
    if absent is not None:
        listed = [{"message": f"Object missing required field `{absent[1]}`"}]
    return _unfit(request, misfits(_language(request), listed or [{"message": error.detail}]))


def on_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What the framework refuses by itself; it takes a field for one of ours that has the name of a part of the house."""
    cause, language = error.__cause__, _language(request)
    if isinstance(cause, msgspec.ValidationError):
        return _unfit(request, misfit(language, _within_body(read_misfit(str(cause)))))
    if isinstance(error, ClientException) and isinstance(
        cause, (SerializationException, msgspec.DecodeError)
    ):
        return _unfit(request, misfit(language, Misfit("", "not_json")))
    code = HTTPStatus(error.status_code).name.lower()
    return problem_response(error.status_code, code, said(language, code, error.detail))


def _unfit(request: Request[Any, Any, Any], errors: tuple[FieldError, ...]) -> Response[bytes]:
    return problem_response(400, "invalid", said(_language(request), "invalid", UNFIT), errors)


def _within_body(found: Misfit) -> Misfit:
    return msgspec.structs.replace(found, field=found.field.removeprefix("data").removeprefix("."))


def _unstorable(request: Request[Any, Any, Any]) -> tuple[FieldError, ...]:
    """The fields of a request that the database could not take."""
    language = _language(request)
    found = list(unstorable({name: _number(value) for name, value in request.query_params.items()}))
    with contextlib.suppress(msgspec.DecodeError):
        found += unstorable(msgspec.json.decode(_body(request)))
    return tuple(error for each in found for error in misfit(language, each))


def _body(request: Request[Any, Any, Any]) -> bytes:
    """The body as far as it was read: a handler of errors cannot wait for more."""
    read = ScopeState.from_scope(request.scope).body
    return read if isinstance(read, bytes) else b""


def _nests_deep(body: bytes) -> bool:
    return body.count(b"[") + body.count(b"{") > DEEP


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _number(value: str) -> str | int:
    return int(value) if value.lstrip("-").isdigit() else value


def _language(request: Request[Any, Any, Any]) -> str:
    caller = request.scope.get("caller")
    if isinstance(caller, Caller):
        return language_of(caller.locale)
    return preferred_language(request.headers.get("accept-language", ""))


def on_repeated(_request: Request[Any, Any, Any], error: idempotency.Repeated) -> Response[Any]:
    """The request was answered before: the same answer again."""
    headers = {"Idempotency-Replayed": "true"}
    content = b"" if error.answer.content is None else msgspec.json.encode(error.answer.content)
    return Response(content, status_code=error.answer.status, media_type="application/json", headers=headers)


def on_database(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The database is away or refuses: say so, never pretend that something was stored."""
    if isinstance(error, CROSSED):
        waited = "Two requests waited for each other; this one stored nothing. Send it again."
        return on_problem(request, Unavailable(waited, code="crossed", retry_after=1))
    logger.error("database: %s", error)
    detail = said(_language(request), "database_unavailable")
    return problem_response(Unavailable.status, "database_unavailable", detail, (), {"retry_after": 2})


def on_disk_full(request: Request[Any, Any, Any], error: asyncpg.DiskFullError) -> Response[bytes]:
    logger.error("disk full: %s", error)
    return problem_response(507, "disk_full", said(_language(request), "disk_full"), (), {"retry_after": 60})


def on_anything(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A fault of ours: logged with its trace, told without it; what was the request's own fault is refused."""
    inner: Any = _single(error)
    for kinds, answer in KNOWN:
        if isinstance(inner, kinds):
            return answer(request, inner)
    if errors := _beyond_us(request, inner):
        return _unfit(request, errors)
    logger.error("unexpected fault at %s %s", request.method, request.url.path, exc_info=error)
    return problem_response(500, "internal", said(_language(request), "internal"))


def on_reference(request: Request[Any, Any, Any], error: asyncpg.PostgresError) -> Response[bytes]:
    """A name that is taken, or one that leads to nothing."""
    return on_problem(request, refusal_of(error))


KNOWN: Final[tuple[tuple[Any, Callable[..., Response[Any]]], ...]] = (
    (Problem, on_problem),
    (idempotency.Repeated, on_repeated),
    ((asyncpg.ForeignKeyViolationError, asyncpg.UniqueViolationError), on_reference),
    (asyncpg.DiskFullError, on_disk_full),
    ((*DISCONNECTED, *CROSSED), on_database),
)


def _beyond_us(request: Request[Any, Any, Any], error: Exception) -> tuple[FieldError, ...]:
    """What of a request nests deeper than we read, is not UTF-8, or holds what no table can."""
    if isinstance(error, RecursionError) and _nests_deep(_body(request)):
        return misfit(_language(request), Misfit("", "too_deep"))
    if isinstance(error, UnicodeDecodeError) and not _is_utf8(_body(request)):
        return misfit(_language(request), Misfit("", "not_json"))
    return _unstorable(request) if isinstance(error, (asyncpg.DataError, OverflowError)) else ()


def _single(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error
