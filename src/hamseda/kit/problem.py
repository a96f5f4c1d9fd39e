"""Refusals that a caller can act on, as problem documents (RFC 9457)."""

from typing import Any

import msgspec


class FieldError(msgspec.Struct, frozen=True):
    """What is wrong with one field of a request."""

    field: str
    code: str
    message: str


class Problem(Exception):  # noqa: N818 -- the RFC's word
    """Base of every refusal; `status` is its HTTP status, `code` names it for programs."""

    status = 400
    code = "bad_request"

    def __init__(
        self, detail: str = "", *, code: str | None = None, errors: tuple[FieldError, ...] = (), **extra: Any
    ) -> None:
        super().__init__(detail or self.code)
        self.detail = detail
        self.code = code or self.code
        self.errors = errors
        self.extra = extra


class Invalid(Problem):
    """The request is understood but says something impossible."""

    status = 422
    code = "invalid"

    @classmethod
    def field(cls, field: str, code: str, message: str) -> "Invalid":
        return cls(message, errors=(FieldError(field, code, message),))


class NotFound(Problem):
    """It is not there, or the caller may not know that it is."""

    status = 404
    code = "not_found"


class Unauthenticated(Problem):
    """Nobody is logged in, or the credentials are wrong."""

    status = 401
    code = "unauthenticated"


class Forbidden(Problem):
    """The caller is known and may not do this."""

    status = 403
    code = "forbidden"


class Conflict(Problem):
    """The state of things does not allow it now."""

    status = 409
    code = "conflict"


class TooLarge(Problem):
    """More bytes than the setting allows."""

    status = 413
    code = "too_large"


class TooMany(Problem):
    """More requests than the limit allows; `retry_after` seconds tell when to come back."""

    status = 429
    code = "too_many_requests"


class Unavailable(Problem):
    """A part that is needed does not answer now; nothing was stored."""

    status = 503
    code = "unavailable"


class OutOfSpace(Problem):
    """The disk is full; nothing was stored."""

    status = 507
    code = "disk_full"
