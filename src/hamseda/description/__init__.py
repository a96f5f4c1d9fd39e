"""The API's own description (OpenAPI 3.1): what each route does, who may call it, how it refuses, with examples."""

import inspect
from typing import Any, Final

from litestar import Litestar, Request
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.routes import HTTPRoute

from hamseda.description.examples import read_examples, show
from hamseda.description.fullness import require_what_is_sent
from hamseda.description.names import name_plainly
from hamseda.description.parameters import IDEMPOTENCY, complete
from hamseda.description.problems import PROBLEM, refusals, shared_answers
from hamseda.organization.api import Access

__all__ = ["Description", "described"]

SCHEMES: Final = {
    "session": {"type": "apiKey", "in": "cookie", "name": "hamseda_session"},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
    "api_key": {"type": "http", "scheme": "bearer", "description": "hmsk_…"},
    "visitor": {"type": "http", "scheme": "bearer", "description": "The token of a visit."},
}
# Answers that are no JSON: their bytes are the file, the page or the stream.
FILES: Final = {
    "GET /api/v1/attachments/{attachment_id}": "application/octet-stream",
    "GET /widget/v1/attachments/{attachment_id}": "application/octet-stream",
    "GET /api/v1/mails/{message_id}/raw": "message/rfc822",
    "GET /api/v1/mails/{message_id}/frame": "text/html",
    "GET /api/v1/mails/{message_id}/print": "text/html",
    "GET /api/v1/conversations/{conversation_id}/print": "text/html",
    "GET /api/v1/mail-quarantine/{quarantined_id}/frame": "text/html",
    "GET /api/v1/events": "text/event-stream",
    "GET /calendar/{token}": "text/calendar",
}
# What a browser sends as a form of several parts.
UPLOADS: Final = ("POST /api/v1/attachments", "POST /widget/v1/attachments")
FORM: Final = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "contentMediaType": "application/octet-stream"},
        "conversation_id": {"type": "string", "format": "uuid"},
    },
}


class Description(JsonRenderPlugin):
    """Serves the description as JSON, made when it is first asked for."""

    _made: bytes | None = None

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        if self._made is None:
            self._made = super().render(request, described(request.app, openapi_schema))
        return self._made


def described(app: Litestar, document: dict[str, Any] | None = None) -> dict[str, Any]:
    """The whole description of an application's routes, as values of JSON."""
    made: dict[str, Any] = document if document is not None else app.openapi_schema.to_schema()
    handlers = {
        (route.path_format, method.lower()): handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods
    }
    name_plainly(made)
    require_what_is_sent(made, [handler.parsed_fn_signature.return_type for handler in handlers.values()])
    components = made.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["securitySchemes"] = SCHEMES
    components["responses"] = shared_answers()
    examples = read_examples()
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            _complete(operation, path, method, handlers[path, method])
            show(operation, examples.get(f"{method.upper()} {path}", {}))
    return made


def _complete(operation: dict[str, Any], path: str, method: str, handler: Any) -> None:
    said = inspect.getdoc(handler.fn) or ""
    first, _, rest = said.partition("\n")
    operation["summary"] = first.rstrip(".")
    if rest.strip():
        operation["description"] = rest.strip()
    access = handler.opt["access"]
    operation["security"] = _security(access, path, method)
    _say_bodies(operation, f"{method.upper()} {path}")
    complete(operation.get("parameters", []))
    operation["responses"].update(
        refusals(
            method,
            path,
            is_open=access.public,
            takes_input=bool(operation.get("parameters") or "requestBody" in operation),
            takes_body="requestBody" in operation,
        )
    )
    if method == "post" and "work" in handler.parsed_fn_signature.parameters and path.startswith("/api/"):
        given = [one for one in operation.get("parameters", []) if one["name"] != IDEMPOTENCY["name"]]
        operation["parameters"] = [*given, IDEMPOTENCY]


def _say_bodies(operation: dict[str, Any], name: str) -> None:
    """Name what is no JSON, and say of an empty answer that it is empty."""
    answer: dict[str, Any] = next(
        (a for status, a in operation["responses"].items() if status.startswith("2")), {}
    )
    if name in FILES:
        answer["content"] = {FILES[name]: {"schema": {"type": "string"}}}
    if "204" in operation["responses"]:
        operation["responses"]["204"].pop("content", None)
    if "202" in operation["responses"]:
        operation["responses"]["202"].setdefault(
            "content", {"application/json": {"schema": {"type": "null"}}}
        )
    if name in UPLOADS:
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": FORM}}}


def _security(access: Access, path: str, method: str) -> list[dict[str, list[str]]]:
    if access.public:
        is_visitors = path.startswith("/widget/v1/") and "{widget_key}" not in path
        return [{"visitor": []}] if is_visitors else []
    session: dict[str, list[str]] = {"session": []} if method == "get" else {"session": [], "csrf": []}
    return [session, {"api_key": []}] if access.scopes else [session]
