"""The demonstration behind the shop page: its chat channel, whether its simulated customers pause, identity tokens."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import OctKey
from msgspec import Struct

from hamseda.kit.database import Database
from hamseda.kit.keys import Keys, digest
from hamseda.kit.problem import NotFound
from hamseda.pages.shop import queries
from hamseda.pages.shop.catalogue import WIDGET_KEY
from hamseda.pages.shop.shoppers import Shopper
from hamseda.settings import Settings

TOKEN_LIFE: Final = timedelta(minutes=5)


class Stage(Struct, frozen=True):
    """What the page needs to know of the organization that runs the demonstration."""

    organization_id: UUID
    channel_id: UUID
    secret: bytes | None
    is_paused: bool
    address: str
    brand_color: str


async def find_stage(database: Database, settings: Settings) -> Stage:
    """The demonstration of this installation; NotFound where none runs."""
    missing = NotFound("This is no demonstration.", code="demo_off")
    if not settings.demo:
        raise missing
    async with database.everywhere() as connection:
        known = await connection.fetchrow(queries.SHOP_CHANNEL, digest(WIDGET_KEY))
    if known is None:
        raise missing
    async with database.reading(known["organization_id"]) as view:
        row = await view.row(queries.CHANNEL, known["organization_id"], known["id"])
    if row is None or not row["is_demo"]:
        raise missing
    return Stage(
        known["organization_id"],
        row["id"],
        row["secret"],
        row["is_paused"],
        row["address"] or "",
        row["brand_color"] or "",
    )


async def pause(database: Database, stage: Stage, *, is_paused: bool) -> None:
    """Let the simulated customers pause, or come again."""
    async with database.transaction(stage.organization_id) as work:
        await work.execute(queries.SET_PAUSED, stage.organization_id, is_paused)


def identity_token(keys: Keys, stage: Stage, shopper: Shopper, now: datetime, locale: str) -> str | None:
    """A fresh word of the shop's server about who is logged in; None while the channel has no secret."""
    if stage.secret is None:
        return None
    secret = keys.open("channel", stage.secret, stage.channel_id.bytes)
    claims = {
        "sub": shopper.sub,
        "iat": int(now.timestamp()),
        "exp": int((now + TOKEN_LIFE).timestamp()),
        "name": shopper.name(locale),
        "email": shopper.email,
        "email_verified": True,
        "phone": shopper.phone,
        "phone_verified": True,
    }
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))
