"""How the access matrix is written and read; the expectations themselves stand in access_matrix.py."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
from litestar import Litestar
from litestar.routes import ASGIRoute, HTTPRoute, WebSocketRoute

from fixtures.people import Organization, Person

PEOPLE = {"a": "admin", "s": "supervisor", "g": "agent", "o": "other_agent", "l": "light", "u": "auditor"}
PUBLIC = "*"

Plant = Callable[[asyncpg.Connection, Organization], Awaitable[UUID]]


@dataclass(frozen=True)
class Rule:
    """What one route owes to whom; see access_matrix.py for the words."""

    method: str
    path: str
    allowed: str
    hidden: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    upload: bool = False
    endless: bool = False
    answers: int | tuple[int, ...] | None = None
    foreign: int = 404

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_public(self) -> bool:
        return self.allowed == PUBLIC

    def expects(self, letter: str, status: int) -> bool:
        """Whether a person of the organization may get this answer on rows of the organization."""
        if letter in self.hidden:
            return status == 404
        if not self.is_public and letter not in self.allowed:
            return status == 403
        if isinstance(self.answers, tuple):
            return status in self.answers
        return status == self.answers if self.answers else 200 <= status < 400

    def expectation(self, letter: str) -> str:
        if letter in self.hidden:
            return "404"
        if not self.is_public and letter not in self.allowed:
            return "403"
        return str(self.answers or "2xx")


def rule(route: str, allowed: str, **words: Any) -> Rule:
    method, path = route.split()
    return Rule(method, path, allowed.replace(" ", ""), **words)


def routes_of(app: Litestar) -> Iterator[tuple[str, str, Any]]:
    """Every (method, path, handler) that the application answers; OPTIONS is the framework's."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                for method in sorted(handler.http_methods - {"OPTIONS"}):
                    yield str(method), route.path_format, handler
        elif isinstance(route, WebSocketRoute):
            yield "WS", route.path_format, route.route_handler
        elif isinstance(route, ASGIRoute):
            yield "ASGI", route.path_format, route.route_handler


class Rows:
    """Names of rows (`$sales_id`, `$agent.id`, a plant's name) as ids of one organization, planted when asked."""

    def __init__(
        self, owner: asyncpg.Connection, organization: Organization, plants: dict[str, Plant]
    ) -> None:
        self.owner = owner
        self.organization = organization
        self._plants = plants
        self._planted: dict[str, UUID] = {}

    async def id_of(self, name: str) -> UUID:
        if name not in self._plants:
            return attrgetter(name)(self.organization)
        if name not in self._planted:
            self._planted[name] = await self._plants[name](self.owner, self.organization)
        return self._planted[name]

    async def fill(self, content: Any) -> Any:
        """Put ids in the place of `$names`, and a fresh UUID in the place of {new}."""
        if isinstance(content, dict):
            return {key: await self.fill(value) for key, value in content.items()}
        if isinstance(content, list):
            return [await self.fill(value) for value in content]
        if isinstance(content, str) and "{new}" in content:
            return content.replace("{new}", str(uuid4()))
        if isinstance(content, str) and content.startswith("$"):
            return str(await self.id_of(content[1:]))
        return content


def names_in(content: Any) -> list[str]:
    """The `$names` of a body or query, each once."""
    if isinstance(content, dict):
        return sorted({name for value in content.values() for name in names_in(value)})
    if isinstance(content, list):
        return sorted({name for value in content for name in names_in(value)})
    return [content] if isinstance(content, str) and content.startswith("$") else []


def replaced(content: Any, name: str, other: str) -> Any:
    if isinstance(content, dict):
        return {key: replaced(value, name, other) for key, value in content.items()}
    if isinstance(content, list):
        return [replaced(value, name, other) for value in content]
    return other if content == name else content


async def call(
    usual: dict[str, str], client: httpx.AsyncClient, the: Rule, rows: Rows, path_rows: Rows | None = None
) -> httpx.Response:
    """Make the call of a rule; `usual` names the rows that stand for path parameters."""
    names = {**usual, **the.ids}
    path = the.path
    for name, row in names.items():
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", await (path_rows or rows).fill(row))
    content = await rows.fill(the.body)
    sent: dict[str, Any] = {"params": await rows.fill(the.query)}
    if the.upload:
        sent |= {"files": {"file": ("یادداشت.txt", b"hello", "text/plain")}, "data": content or {}}
    elif content is not None:
        sent["json"] = content
    method = "GET" if the.method in {"ASGI", "WS"} else the.method
    try:
        # Whoever is refused is told at once; a stream that goes on for half a second lets its caller hear.
        async with asyncio.timeout(0.5 if the.endless else None):
            return await client.request(method, path, **sent)
    except TimeoutError:
        return httpx.Response(200)


def person(organization: Organization, letter: str) -> Person:
    return getattr(organization, PEOPLE[letter])


async def fingerprint(owner: asyncpg.Connection, organization_id: UUID) -> dict[str, str]:
    """A digest of every row of an organization, by table: two equal ones mean that nothing was changed."""
    tables = await owner.fetch(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1"
    )
    found = {}
    for (table,) in tables:
        rows = await owner.fetch(
            f"SELECT t::text FROM {table} t WHERE organization_id = $1 ORDER BY 1", organization_id
        )
        found[table] = hashlib.sha256("\n".join(row[0] for row in rows).encode()).hexdigest()
    return found
