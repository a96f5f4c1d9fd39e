"""The API's own description (OpenAPI 3.1): what each route does, who may call it, how it refuses, with examples."""

import inspect
from typing import Any, Final

from litestar import Litestar, Request
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.routes import HTTPRoute

from hamseda.organization.api import Access

PROBLEM: Final = {
    "type": "object",
    "description": "A refusal (RFC 9457); `code` names it for programs, `errors` the fields.",
    "required": ["type", "title", "status", "detail", "code", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {name: {"type": "string"} for name in ("field", "code", "message")},
            },
        },
    },
}
REFUSALS: Final = {
    "400": ("Invalid", "A body or parameter does not fit its type; each field is named.", "invalid"),
    "401": ("Unauthenticated", "Nobody is logged in, or the token is worth nothing.", "unauthenticated"),
    "403": ("Forbidden", "The caller is known and may not do this.", "forbidden"),
    "404": ("NotFound", "It is not there, or the caller may not know that it is.", "not_found"),
    "409": ("Conflict", "The state of things does not allow it now.", "conflict"),
    "422": ("Impossible", "The request is understood but says something impossible.", "invalid"),
    "429": ("TooMany", "More requests than the limit allows.", "too_many_requests"),
    "503": ("Unavailable", "The database does not answer; nothing was stored.", "database_unavailable"),
}
SCHEMES: Final = {
    "session": {"type": "apiKey", "in": "cookie", "name": "hamseda_session"},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
    "api_key": {"type": "http", "scheme": "bearer", "description": "hmsk_…"},
    "visitor": {"type": "http", "scheme": "bearer", "description": "The token of a visit."},
}
IDEMPOTENCY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Sent again with the same key, the request gets its first answer and changes nothing.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
ID: Final = "0199f0c0-5c1e-7a51-9a6b-3f1f6f1d2a10"
QUEUE: Final = "0199f0c0-5c1e-7a51-9a6b-3f1f6f1d2a11"
EXAMPLES: Final[dict[str, tuple[Any, Any]]] = {
    "POST /api/v1/session": ({"email": "mina@shop.example", "password": "درخت-بلوط-۲۷"}, None),
    "POST /api/v1/customers": ({"name": "نسرین نیک"}, None),
    "POST /api/v1/customers/{customer_id}/identities": ({"kind": "phone", "value": "۰۹۱۲۱۲۳۴۵۶۷"}, None),
    "POST /api/v1/conversations": (
        {
            "customer_id": ID,
            "channel_kind": "phone",
            "queue_id": QUEUE,
            "text": "پرسید سفارشش کی می‌رسد.",
            "direction": "inbound",
        },
        None,
    ),
    "POST /api/v1/conversations/{conversation_id}/messages": (
        {"id": ID, "kind": "message", "text": "سلام، سفارشتان فردا می‌رسد.", "undo_s": 5},
        None,
    ),
    "PUT /api/v1/conversations/{conversation_id}/assignee": ({"user_id": ID}, None),
    "POST /api/v1/conversations/{conversation_id}/transfer": ({"queue_id": QUEUE, "note": "فنی است"}, None),
    "PUT /api/v1/me/presence": ({"state": "break", "reason": "ناهار"}, None),
    "POST /api/v1/users": ({"name": "کاوه", "email": "kaveh@shop.example", "role": "agent"}, None),
    "POST /api/v1/labels": ({"name": "فوری"}, None),
    "GET /api/v1/events/poll": (None, {"events": [], "as_of": 1042}),
    "GET /api/v1/conversations/counts": (
        None,
        {"mine": 3, "queues": 12, "unassigned": 5, "waiting": 2, "snoozed": 1},
    ),
    "POST /widget/v1/messages": (
        {"id": ID, "text": "سلام، کسی هست؟"},
        {"t": "ack", "id": ID, "position": 1, "at": "2026-11-22T08:30:00Z", "conversation_id": QUEUE},
    ),
    "GET /health/live": (None, {"status": "ok"}),
}


class Description(JsonRenderPlugin):
    """Serves the description as JSON."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return super().render(request, described(request.app, openapi_schema))


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
    components = made.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["securitySchemes"] = SCHEMES
    components["responses"] = {name: _refusal(status, *rest) for status, (name, *rest) in REFUSALS.items()}
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            _complete(operation, path, method, handlers[path, method])
    return made


def _complete(operation: dict[str, Any], path: str, method: str, handler: Any) -> None:
    said = inspect.getdoc(handler.fn) or ""
    first, _, rest = said.partition("\n")
    operation["summary"] = first.rstrip(".")
    if rest.strip():
        operation["description"] = rest.strip()
    access = handler.opt["access"]
    operation["security"] = _security(access, path, method)
    responses = operation["responses"]
    for status in _refusals(access, path, method, operation):
        responses[status] = {"$ref": f"#/components/responses/{REFUSALS[status][0]}"}
    if method == "post" and "work" in handler.parsed_fn_signature.parameters and path.startswith("/api/"):
        operation.setdefault("parameters", [])
        operation["parameters"] = [p for p in operation["parameters"] if p["name"] != IDEMPOTENCY["name"]]
        operation["parameters"].append(IDEMPOTENCY)
    asked, answered = EXAMPLES.get(f"{method.upper()} {path}", (None, None))
    if asked is not None:
        operation["requestBody"]["content"]["application/json"]["example"] = asked
    if answered is not None:
        status = next(status for status in responses if status.startswith("2"))
        responses[status].setdefault("content", {}).setdefault("application/json", {"schema": {}})
        responses[status]["content"]["application/json"]["example"] = answered


def _security(access: Access, path: str, method: str) -> list[dict[str, list[str]]]:
    if access.public:
        is_visitors = path.startswith("/widget/v1/") and "{widget_key}" not in path
        return [{"visitor": []}] if is_visitors else []
    session: dict[str, list[str]] = {"session": []} if method == "get" else {"session": [], "csrf": []}
    return [session, {"api_key": []}] if access.scope else [session]


def _refusals(access: Access, path: str, method: str, operation: dict[str, Any]) -> list[str]:
    statuses = ["429", "503"]
    if operation.get("parameters") or "requestBody" in operation:
        statuses.append("400")
    if not access.public or path.startswith("/widget/v1/"):
        statuses += ["401", "403"]
    if "{" in path:
        statuses.append("404")
    if method in {"post", "put", "patch", "delete"}:
        statuses += ["409", "422"]
    return sorted(statuses)


def _refusal(status: str, said: str, code: str) -> dict[str, Any]:
    example = {
        "type": f"urn:hamseda:problem:{code}",
        "title": said.partition(";")[0].rstrip("."),
        "status": int(status),
        "detail": said,
        "code": code,
        "errors": [],
    }
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    return {"description": said, "content": {"application/problem+json": content}}
