"""Routes of the demonstration's shop, and of the switch that lets its simulated customers pause."""

from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, Router, get, post, put
from litestar.datastructures import Cookie
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from hamseda.kit.clock import Clock
from hamseda.kit.database import Database
from hamseda.kit.i18n import LANGUAGES, preferred_language
from hamseda.kit.keys import Keys
from hamseda.kit.problem import NotFound
from hamseda.organization.api import PUBLIC, WORKERS, Caller
from hamseda.pages.shop import catalogue, shoppers
from hamseda.pages.shop.rendering import HERE, Reader, show, style
from hamseda.pages.shop.stage import Stage, find_stage, identity_token, pause
from hamseda.settings import Settings

LANGUAGE, ACCOUNT, BAG, LEFT = "mehr_language", "mehr_account", "mehr_bag", "mehr_left"
ASSETS: Final = {"shop.js": "text/javascript; charset=utf-8", "sun.svg": "image/svg+xml"}
MOST_IN_BAG: Final = 20
Anything = Request[Any, Any, Any]
Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


class Live(msgspec.Struct):
    """Whether the simulated customers pause."""

    paused: bool


@get("/shop", access=PUBLIC, include_in_schema=False)
async def home(
    request: Anything, database: Database, settings: Settings, keys: Keys, clock: Clock
) -> Response[str]:
    """The shelves."""
    return await _page(request, database, settings, keys, clock, "home.html", "shop")


@get("/shop/p/{slug:str}", access=PUBLIC, include_in_schema=False)
async def product_page(
    request: Anything, database: Database, settings: Settings, keys: Keys, clock: Clock, slug: str
) -> Response[str]:
    """One product."""
    product = catalogue.find(slug)
    if product is None:
        raise NotFound("The shop has no such product.")
    return await _page(request, database, settings, keys, clock, "product.html", "product", product=product)


@get("/shop/bag", access=PUBLIC, include_in_schema=False)
async def bag_page(
    request: Anything, database: Database, settings: Settings, keys: Keys, clock: Clock
) -> Response[str]:
    """What was put into the bag."""
    return await _page(request, database, settings, keys, clock, "bag.html", "bag")


@get("/shop/help", access=PUBLIC, include_in_schema=False)
async def help_page(
    request: Anything, database: Database, settings: Settings, keys: Keys, clock: Clock
) -> Response[str]:
    """Questions that are asked often."""
    return await _page(request, database, settings, keys, clock, "help.html", "help")


@get("/shop/assets/{name:str}", access=PUBLIC, include_in_schema=False, sync_to_thread=False)
def asset(name: str, settings: Settings) -> Response[str]:
    """Style, script and sign of the shop."""
    if not settings.demo or name not in {*ASSETS, "shop.css"}:
        raise NotFound("This file is not there.")
    content = style() if name == "shop.css" else (HERE / "assets" / name).read_text(encoding="utf-8")
    headers = {"Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=ASSETS.get(name, "text/css; charset=utf-8"), headers=headers)


@post("/shop/account", access=PUBLIC, include_in_schema=False, status_code=303)
async def enter(database: Database, settings: Settings, data: Form) -> Redirect:
    """Log in as one of the three customers, or out."""
    await find_stage(database, settings)
    slug = data.get("slug", "")
    known = shoppers.find(slug) is not None
    return _back(data, **{ACCOUNT: slug if known else "", LEFT: "" if known else "1"})


@post("/shop/language", access=PUBLIC, include_in_schema=False, status_code=303)
async def choose_language(database: Database, settings: Settings, data: Form) -> Redirect:
    """Go on in the other language."""
    await find_stage(database, settings)
    return _back(data, **{LANGUAGE: data.get("locale", "")})


@post("/shop/bag", access=PUBLIC, include_in_schema=False, status_code=303)
async def put_into_bag(request: Anything, database: Database, settings: Settings, data: Form) -> Redirect:
    """Put a product into the bag."""
    await find_stage(database, settings)
    kept = [one for one in _bag(request) if one != data.get("slug")] + [data.get("slug", "")]
    return _to("/shop/bag", **{BAG: _carried(kept)})


@post("/shop/bag/removal", access=PUBLIC, include_in_schema=False, status_code=303)
async def take_out_of_bag(request: Anything, database: Database, settings: Settings, data: Form) -> Redirect:
    """Take a product out of the bag."""
    await find_stage(database, settings)
    return _to("/shop/bag", **{BAG: _carried([one for one in _bag(request) if one != data.get("slug")])})


@post("/shop/live", access=PUBLIC, include_in_schema=False, status_code=303)
async def switch_from_page(database: Database, settings: Settings, data: Form) -> Redirect:
    """Let the simulated customers pause or go on, from the foot of the page."""
    stage = await find_stage(database, settings)
    await pause(database, stage, is_paused=data.get("paused") == "yes")
    return _back(data)


@get("/api/v1/demo/live", access=PUBLIC)
async def read_live(database: Database, settings: Settings) -> Live:
    """Whether the simulated customers of the demonstration pause."""
    return Live((await find_stage(database, settings)).is_paused)


@put("/api/v1/demo/live", access=WORKERS)
async def switch_live(caller: Caller, database: Database, settings: Settings, data: Live) -> Live:
    """Let the simulated customers of the demonstration pause, or come again."""
    stage = await find_stage(database, settings)
    if caller.organization_id != stage.organization_id:
        raise NotFound("This is no demonstration.", code="demo_off")
    await pause(database, stage, is_paused=data.paused)
    return data


async def _page(
    request: Anything, database: Database, settings: Settings, keys: Keys, clock: Clock, template: str, here: str,
    **values: Any,
) -> Response[str]:  # fmt: skip
    stage = await find_stage(database, settings)
    reader = _reader(request)
    page = show(
        template, here, request.url.path, reader, token=_token(keys, stage, reader, clock), is_paused=stage.is_paused,
        brand_color=stage.brand_color, address=stage.address, **values,
    )  # fmt: skip
    if reader.has_left:
        page.delete_cookie(LEFT, path="/shop")
    return page


def _token(keys: Keys, stage: Stage, reader: Reader, clock: Clock) -> str | None:
    if reader.shopper is None:
        return None
    return identity_token(keys, stage, reader.shopper, clock.now(), reader.locale)


def _reader(request: Anything) -> Reader:
    chosen = request.cookies.get(LANGUAGE)
    locale = chosen if chosen in LANGUAGES else preferred_language(request.headers.get("accept-language", ""))
    found = tuple(product for slug in _bag(request) if (product := catalogue.find(slug)) is not None)
    left = bool(request.cookies.get(LEFT))
    return Reader(locale, shoppers.find(request.cookies.get(ACCOUNT, "")), found, left)


def _bag(request: Anything) -> list[str]:
    return [slug for slug in request.cookies.get(BAG, "").split(".") if slug]


def _carried(slugs: list[str]) -> str:
    return ".".join([slug for slug in slugs if catalogue.find(slug) is not None][-MOST_IN_BAG:])


def _back(data: dict[str, str], **cookies: str) -> Redirect:
    """To the page where the form stood; to no other site."""
    path = data.get("back", "")
    is_ours = path == "/shop" or (path.startswith("/shop/") and "//" not in path and "\\" not in path)
    return _to(path if is_ours else "/shop", **cookies)


def _to(path: str, **cookies: str) -> Redirect:
    return Redirect(
        path,
        status_code=303,
        cookies=[
            Cookie(
                key=name,
                value=value,
                path="/shop",
                httponly=True,
                samesite="lax",
                max_age=86_400 if value else 0,
            )
            for name, value in cookies.items()
        ],
    )


router = Router(
    "/",
    tags=["demonstration"],
    route_handlers=[
        home, product_page, bag_page, help_page, asset, enter, choose_language, put_into_bag, take_out_of_bag,
        switch_from_page, read_live, switch_live,
    ],
)  # fmt: skip
