"""Keeping a refresh token that a provider has replaced: the old one may be worth nothing from now on."""

from typing import Literal
from uuid import UUID

from hamseda.channels.email.oauth import Renewed
from hamseda.conversations.api import keep_setting
from hamseda.kit.database import Database
from hamseda.kit.keys import Keys

Part = Literal["smtp", "mailbox"]


def keeper(database: Database, keys: Keys, organization_id: UUID, channel_id: UUID, part: Part) -> Renewed:
    """What to do with a new refresh token of one part of a channel's settings."""

    async def keep(refresh_token: str) -> None:
        async with database.transaction(organization_id) as work:
            await keep_setting(work, keys, channel_id, (part, "oauth", "refresh_token"), refresh_token)

    return keep
