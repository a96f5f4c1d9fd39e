"""What the routes of organization share: pages, cookies, and the answer to a new session."""

from typing import Annotated, Any, Generic, TypedDict, TypeVar
from uuid import UUID

from litestar import Response
from litestar.datastructures import Cookie
from litestar.params import QueryParameter

from hamseda.kit.database import Database, Transaction
from hamseda.kit.problem import Unauthenticated
from hamseda.organization.authentication import COOKIE, Authenticator, Credentials
from hamseda.organization.login import Opened
from hamseda.organization.me import Me, who_am_i
from hamseda.settings import Settings

MOST = 100
Item = TypeVar("Item")
After = Annotated[UUID | None, QueryParameter(name="after", description="The `next` of the page before.")]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=MOST)]


class Page(TypedDict, Generic[Item]):
    """One page of a list; `next` is the `after` of the following page, null at the end."""

    items: list[Item]
    next: UUID | None


class Whole(TypedDict, Generic[Item]):
    """A list that is answered whole."""

    items: list[Item]


def page(items: list[Item], limit: int) -> Page[Item]:
    """Wrap one page; `next` is None at the end."""
    last: Any = items[-1] if len(items) == limit else None
    return {"items": items, "next": None if last is None else getattr(last, "id", None) or last["id"]}


def plain(found: list[Any]) -> list[Any]:
    """Give rows as they are sent: a row holds what its view names."""
    return [dict(row) for row in found]


def session_cookie(settings: Settings, token: str) -> Cookie:
    """Make the cookie of a session; an empty token takes it away."""
    return Cookie(
        key=COOKIE,
        value=token,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.base_url.startswith("https://"),
        max_age=settings.session_hours * 3600 if token else 0,
    )


async def welcome(
    database: Database, authenticator: Authenticator, settings: Settings, opened: Opened
) -> Response[Me]:
    """Answer a log-in: who I am now, and the cookie."""
    caller = await authenticator.caller(Credentials(opened.token, None))
    if caller is None:
        raise Unauthenticated("The session was ended again.")
    async with database.reading(caller.organization_id) as reading:
        me = await who_am_i(reading, caller)
    return Response(me, status_code=200, cookies=[session_cookie(settings, opened.token)])


def forget_afterwards(work: Transaction, authenticator: Authenticator) -> None:
    """Let rights that change with this transaction hold in this process as soon as it is committed."""

    async def forget() -> None:
        authenticator.forget_all()

    work.after_commit(forget)
