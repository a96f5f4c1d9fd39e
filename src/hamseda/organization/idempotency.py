"""A request that is sent again with the same Idempotency-Key gets the first answer, and changes nothing.

Answers are kept sealed: some tell a secret that is told once (a key, an original), and no table holds those.
"""

from contextvars import ContextVar
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response

from hamseda.kit.database import Transaction
from hamseda.kit.keys import Keys
from hamseda.kit.problem import Conflict, Invalid
from hamseda.organization.access import Caller
from hamseda.organization.seals import open_seal

HEADER: Final = "idempotency-key"
SEAL: Final = "answer"
MOST_CHARACTERS: Final = 200
# Beside the keys of messages, which are the ids that clients gave them.
PREFIX: Final = "request:"

# The same key at once waits here for the first to commit, or to give up.
BEGIN: Final = """
INSERT INTO idempotency (organization_id, caller, key, digest) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
"""
READ: Final = "SELECT digest, answer FROM idempotency WHERE organization_id = $1 AND caller = $2 AND key = $3"
FINISH: Final = "UPDATE idempotency SET answer = $4 WHERE organization_id = $1 AND caller = $2 AND key = $3"


class Answer(msgspec.Struct):
    """What was answered the first time."""

    status: int
    content: Any


class Kept(msgspec.Struct):
    """An answer as the table has it."""

    sealed: bytes


class Repeated(Exception):  # noqa: N818 -- no fault: the answer is known
    """This request was answered before; `answer` is that answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("The request was answered before.")
        self.answer = answer


class Attempt:
    """One request with a key, on its way."""

    def __init__(self, work: Transaction, keys: Keys, caller_id: UUID, key: str) -> None:
        self._work = work
        self._keys = keys
        self._row = (work.organization_id, caller_id, PREFIX + key)
        self._bound_to = f"{work.organization_id}{caller_id}{key}".encode()
        self.answer: Answer | None = None

    async def begin(self, digest: bytes) -> None:
        """Note the key. Raises Repeated where it is known, Conflict where it was another request's."""
        if await self._work.execute(BEGIN, *self._row, digest):
            return
        row = await self._work.row(READ, *self._row)
        if row is None or row["digest"] != digest or row["answer"] is None:
            raise Conflict(
                "This key was used for another request: make a new one.", code="idempotency_key_reused"
            )
        sealed = msgspec.convert(row["answer"], Kept).sealed
        raise Repeated(msgspec.json.decode(open_seal(self._keys, SEAL, sealed, self._bound_to), type=Answer))

    async def finish(self) -> None:
        """Store the answer with what it tells of: both are there, or neither."""
        if self.answer is not None:
            sealed = self._keys.seal(SEAL, msgspec.json.encode(self.answer), self._bound_to)
            await self._work.execute(FINISH, *self._row, Kept(sealed))


CURRENT: Final[ContextVar[Attempt | None]] = ContextVar("attempt", default=None)


def key_of(request: Request[Any, Any, Any]) -> str | None:
    """The key of a request that creates, or None. Raises Invalid."""
    key = request.headers.get(HEADER) if request.method == "POST" else None
    if key is not None and not (0 < len(key) <= MOST_CHARACTERS and key.isascii() and key.isprintable()):
        raise Invalid.field(
            "Idempotency-Key", "idempotency_key_invalid", "The key is 1 to 200 plain characters."
        )
    return key


async def attempt(
    request: Request[Any, Any, Any], caller: Caller, work: Transaction, keys: Keys, key: str
) -> Attempt:
    """Begin a request under a key; until its end, its answer is noted."""
    begun = Attempt(work, keys, caller.id, key)
    body = await request.body()
    await begun.begin(
        sha256(b"\0".join((request.url.path.encode(), request.scope["query_string"], body))).digest()
    )
    CURRENT.set(begun)
    return begun


async def note_answer(response: Response[Any]) -> Response[Any]:
    """Keep the answer for who asks again; an `after_request` hook, which comes before the commit."""
    begun = CURRENT.get()
    if begun is not None:
        begun.answer = Answer(response.status_code or HTTPStatus.OK, response.content)
    return response
