"""The page behind a link or QR code: it opens the chat with a text, and without JavaScript says how to reach us."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import msgspec
from litestar import Request, Response, Router, get
from litestar.params import Parameter
from litestar.response import File

from hamseda.channels.webchat.api import CHANNEL, FIND_CHANNEL, opening_now
from hamseda.kit.clock import Clock
from hamseda.kit.database import Database
from hamseda.kit.i18n import LANGUAGES, preferred_language, translate
from hamseda.kit.jalali import format_long, in_digits
from hamseda.kit.keys import digest
from hamseda.kit.problem import NotFound
from hamseda.organization.api import PUBLIC
from hamseda.pages.chat.queries import OTHER_WAYS
from hamseda.pages.rendering import WITH_CHAT, guarded, templates_beside

HERE: Final = Path(__file__).parent
ZONE: Final = "SELECT time_zone FROM organization WHERE id = $1"
HEADERS: Final = guarded(WITH_CHAT)
PAGES: Final = templates_beside(__file__)
Words = Annotated[str, Parameter(max_length=500)]
Language = Annotated[str, Parameter(pattern="^(fa|en)?$")]


class Entrance(msgspec.Struct, frozen=True):
    """What the page says of a chat: whose it is, when somebody answers, which other ways there are."""

    brand: str
    is_open: bool
    opens_at: datetime | None
    addresses: list[str]


@get("/c/{widget_key:str}", access=PUBLIC, include_in_schema=False)
async def chat_page(
    request: Request[Any, Any, Any],
    database: Database,
    clock: Clock,
    widget_key: str,
    text: Words = "",
    campaign: Words = "",
    locale: Language = "",
) -> Response[str]:
    """Open the chat of a channel with a text in its composer; nothing is sent by itself."""
    entrance = await _entrance(database, widget_key, clock.now())
    language = (
        locale if locale in LANGUAGES else preferred_language(request.headers.get("accept-language", ""))
    )
    html = PAGES.get_template("chat.html").render(
        locale=language,
        t=lambda key, **params: translate(language, key, **params),
        widget_key=widget_key,
        text=text,
        campaign=campaign,
        brand=entrance.brand,
        is_open=entrance.is_open,
        opens_at=written(entrance.opens_at, language) if entrance.opens_at else None,
        addresses=entrance.addresses,
    )
    return Response(html, media_type="text/html; charset=utf-8", headers=HEADERS)


@get("/c/assets/chat.css", access=PUBLIC, include_in_schema=False, sync_to_thread=False)
def style() -> File:
    """The style sheet of the page."""
    return File(
        HERE / "assets" / "chat.css",
        media_type="text/css; charset=utf-8",
        content_disposition_type="inline",
        headers={"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"},
    )


def written(moment: datetime, language: str) -> str:
    """A moment in the words of a language; the moment's own zone is the reader's."""
    clock = moment.strftime("%H:%M")
    if language == "fa":
        return f"{format_long(moment.date())}، {in_digits(clock, 'fa')}"
    return f"{moment.strftime('%A %d %B')}, {clock}"


async def _entrance(database: Database, widget_key: str, now: datetime) -> Entrance:
    missing = NotFound("There is no such chat.", code="no_such_chat")
    async with database.everywhere() as connection:
        known = await connection.fetchrow(FIND_CHANNEL, digest(widget_key))
    if known is None:
        raise missing
    the = known["organization_id"]
    async with database.reading(the) as view:
        channel = await view.row(CHANNEL, the, known["id"])
        if channel is None or not channel["enabled"]:
            raise missing
        zone = ZoneInfo(await view.value(ZONE, the))
        ways = await view.fetch(OTHER_WAYS, the, channel["brand_id"])
    hours = await opening_now(database, the, channel, now)
    opens_at = hours["opens_at"].astimezone(zone) if hours["opens_at"] else None
    return Entrance(channel["brand_name"], hours["open"], opens_at, [way["address"] for way in ways])


router = Router("/", route_handlers=[chat_page, style], include_in_schema=False)
