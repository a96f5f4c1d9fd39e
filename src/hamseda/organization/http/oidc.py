"""Routes of the log-in through an identity provider; refusals lead a browser back to the log-in page."""

from typing import Annotated, Any, Final
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.datastructures import Cookie
from litestar.params import QueryParameter
from litestar.response import Redirect

from hamseda.kit.clock import Clock
from hamseda.kit.database import Database
from hamseda.kit.keys import Keys
from hamseda.kit.problem import Problem
from hamseda.organization.access import PUBLIC
from hamseda.organization.http.shared import session_cookie
from hamseda.organization.login import open_session
from hamseda.organization.oidc import JOURNEY_SECONDS, Oidc, find_person
from hamseda.organization.origin import origin_of
from hamseda.settings import Settings

JOURNEY_COOKIE: Final = "hamseda_oidc"
PATH: Final = "/api/v1/oidc"


@get("/oidc/start", access=PUBLIC, status_code=302)
async def depart(settings: Settings, keys: Keys, clock: Clock) -> Response[Any]:
    """Send the browser to the identity provider."""
    try:
        url, journey = await Oidc(settings, keys, clock).depart()
    except Problem as problem:
        return _back(settings, problem)
    return Redirect(url, status_code=302, cookies=[_cookie(settings, journey)])


@get("/oidc/callback", access=PUBLIC, status_code=302)
async def arrive(
    request: Request[Any, Any, Any],
    settings: Settings,
    keys: Keys,
    clock: Clock,
    database: Database,
    code: str = "",
    returned: Annotated[str, QueryParameter(name="state")] = "",
) -> Response[Any]:
    """Take the browser back from the identity provider, with a session."""
    journey, origin = request.cookies.get(JOURNEY_COOKIE, ""), origin_of(request, settings)
    try:
        claims = await Oidc(settings, keys, clock).arrive(journey, returned, code)
        user_id = await find_person(database, claims)
        opened = await open_session(database, user_id, origin, settings.session_hours, "oidc")
    except Problem as problem:
        return _back(settings, problem)
    cookies = [session_cookie(settings, opened.token), _cookie(settings, "")]
    return Redirect("/desk/", status_code=302, cookies=cookies)


def _back(settings: Settings, problem: Problem) -> Response[Any]:
    return Redirect(
        f"/desk/login?problem={quote(problem.code)}", status_code=302, cookies=[_cookie(settings, "")]
    )


def _cookie(settings: Settings, value: str) -> Cookie:
    # Lax, not strict: the provider's page leads here, and the browser must bring it along.
    return Cookie(
        key=JOURNEY_COOKIE,
        value=value,
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=settings.base_url.startswith("https://"),
        max_age=JOURNEY_SECONDS if value else 0,
    )


ROUTES = [depart, arrive]
