"""The web application, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import asyncpg
from litestar import Litestar, Response, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException, ValidationException
from litestar.middleware import DefineMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.types import ControllerRouterHandler

from hamseda import web
from hamseda.channels.email.api import register_addresses
from hamseda.channels.webchat.http import Sharing
from hamseda.conversations.channel_setup import SETTLERS
from hamseda.description import Description
from hamseda.house import House
from hamseda.kit.problem import NotFound, Problem
from hamseda.organization import idempotency
from hamseda.organization.access import PUBLIC, guard
from hamseda.organization.people import FAREWELLS
from hamseda.organization.viewing import log_auditors_view
from hamseda.routes import ROUTES
from hamseda.routing.api import leave
from hamseda.workforce.api import leave_shifts

# What handlers may ask for by name, and which part of the house it is.
GIVEN = {
    "database": "database",
    "settings": "settings",
    "keys": "keys",
    "clock": "clock",
    "bus": "bus",
    "hub": "hub",
    "queue": "queue",
    "intake": "intake",
    "masking": "masking",
    "sender": "sending",
    "appender": "appender",
    "authenticator": "authenticator",
    "chat": "chat",
    "live_chat": "live_chat",
}


SETTLERS["email"] = register_addresses
FAREWELLS["work"] = leave
FAREWELLS["shifts"] = leave_shifts


def make_app(house: House, routes: list[ControllerRouterHandler] | None = None) -> Litestar:
    """Build the application around an open house; the house stays with whoever opened it."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        app.state.house = house
        app.state.live_desk = house.live_desk
        yield

    app = Litestar(
        route_handlers=ROUTES if routes is None else routes,
        guards=[guard],
        middleware=[Sharing, DefineMiddleware(web.CallerMiddleware, house=house)],
        lifespan=[lifespan],
        before_send=[log_auditors_view],
        after_request=idempotency.note_answer,
        dependencies={
            "caller": Provide(web.provide_caller, sync_to_thread=False),
            **{name: _given(getattr(house, part)) for name, part in GIVEN.items()},
            "work": Provide(web.provide_work),
            "reading": Provide(web.provide_reading),
        },
        exception_handlers=_handlers(),
        openapi_config=_description(),
        request_max_body_size=house.settings.max_upload_bytes + 1024 * 1024,
    )
    _resolve_in_turn(app)
    return app


def make_outline() -> Litestar:
    """Build the routes with nothing behind them: enough to describe the API, not to serve it."""
    asked_for = ("caller", "work", "reading", *GIVEN)
    return Litestar(
        route_handlers=ROUTES,
        dependencies={name: _given(None) for name in asked_for},
        openapi_config=_description(),
    )


def _resolve_in_turn(app: Litestar) -> None:
    """Resolve what a handler asks for one after another.

    The framework resolves side by side, in a task group with a task for each: our parts wait for nothing, and the
    tasks cost more than most handlers (measured by bench/message_path.py).
    """
    for route in app.routes:
        for _, model in getattr(route, "route_handler_map", {}).values():
            model.dependency_batches = [{one} for batch in model.dependency_batches for one in batch]


def _description() -> OpenAPIConfig:
    """The API's description is public; no page of a foreign host is served to show it."""
    return OpenAPIConfig(
        title="Hamseda",
        version="1",
        create_examples=False,
        openapi_router=Router(
            "/api/v1",
            route_handlers=[],
            include_in_schema=False,
            opt={"access": PUBLIC},
            after_request=_as_a_problem,
        ),
        render_plugins=[Description(path="/openapi.json")],
    )


async def _as_a_problem(response: Response[Any]) -> Response[Any]:
    """Refuse an address below /api/v1 that is none as every other: the framework answers it with a page of HTML."""
    if response.status_code == HTTPStatus.NOT_FOUND:
        raise NotFound("There is nothing at this address.")
    return response


def _given(part: Any) -> Provide:
    return Provide(lambda: part, sync_to_thread=False)


def _handlers() -> dict[Any, Any]:
    return {
        Problem: web.on_problem,
        idempotency.Repeated: web.on_repeated,
        ValidationException: web.on_validation,
        HTTPException: web.on_http,
        asyncpg.DiskFullError: web.on_disk_full,
        Exception: web.on_anything,
    }
