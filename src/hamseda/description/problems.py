"""How the API refuses: problem documents (RFC 9457), one shared answer for each status."""

from typing import Any, Final

PROBLEM: Final = {
    "type": "object",
    "title": "Problem",
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
        "retry_after": {"type": "integer", "description": "Seconds after which it is worth trying again."},
    },
}
REFUSALS: Final = {
    "400": ("Invalid", "A body or parameter does not fit its type; each field is named.", "invalid"),
    "401": ("Unauthenticated", "Nobody is logged in, or the token is worth nothing.", "unauthenticated"),
    "403": ("Forbidden", "The caller is known and may not do this.", "forbidden"),
    "404": ("NotFound", "It is not there, or the caller may not know that it is.", "not_found"),
    "409": ("Conflict", "The state of things does not allow it now.", "conflict"),
    "413": ("TooLarge", "More bytes than the setting allows.", "too_large"),
    "422": ("Impossible", "The request is understood but says something impossible.", "invalid"),
    "429": ("TooMany", "More requests than the limit allows.", "too_many_requests"),
    "503": ("Unavailable", "The database does not answer; nothing was stored.", "database_unavailable"),
    "507": ("DiskFull", "The server's disk is full; nothing was stored.", "disk_full"),
}
# What a route may refuse with beside the usual for its kind.
SPECIAL: Final[dict[str, set[str]]] = {
    "POST /api/v1/session": {"401"},
    "GET /api/v1/demo/accounts": {"404"},
    "GET /api/v1/demo/live": {"404"},
    "GET /calendar/{token}": {"404"},
}
CHANGING: Final = frozenset({"post", "put", "patch", "delete"})


def shared_answers() -> dict[str, Any]:
    """Give the refusals as shared responses, by name."""
    return {name: _answer(status, said, code) for status, (name, said, code) in REFUSALS.items()}


def refusals(
    method: str, path: str, *, is_open: bool, takes_input: bool, takes_body: bool
) -> dict[str, dict[str, str]]:
    """Refer to the refusals that a route may answer with, by status."""
    statuses = {"429", "503"} | SPECIAL.get(f"{method.upper()} {path}", set())
    if takes_input:
        statuses |= {"400", "422"}
    if not is_open or path.startswith("/widget/v1/"):
        statuses |= {"401", "403"}
    elif method in CHANGING:
        statuses.add("403")  # a page of another site
    if "{" in path:
        statuses |= {"404", "409"}
    if method in CHANGING:
        statuses |= {"409", "422", "507"}
    if takes_body:
        statuses |= {"404", "413"}  # ids stand in bodies too
    return {status: {"$ref": f"#/components/responses/{REFUSALS[status][0]}"} for status in sorted(statuses)}


def _answer(status: str, said: str, code: str) -> dict[str, Any]:
    errors = (
        [{"field": "limit", "code": "type", "message": "Write a whole number."}] if status == "400" else []
    )
    example = {
        "type": f"urn:hamseda:problem:{code}",
        "title": said.partition(";")[0].rstrip("."),
        "status": int(status),
        "detail": said,
        "code": code,
        "errors": errors,
    }
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    return {"description": said, "content": {"application/problem+json": content}}
