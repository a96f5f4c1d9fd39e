"""What an e-mail channel is told by its administrator: addresses, the border server, the way out."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.channels.email import queries
from hamseda.kit.database import Transaction
from hamseda.kit.email_address import parse_email
from hamseda.kit.keys import digest
from hamseda.kit.problem import Conflict, Invalid


class Smtp(msgspec.Struct, frozen=True):
    """The server that takes outgoing mail; an empty `host` means the installation's own."""

    host: str = ""
    port: Annotated[int, Meta(ge=1, le=65535)] = 587
    user: str = ""
    password: str = ""
    tls: bool = True


class EmailSettings(msgspec.Struct, frozen=True):
    """Settings of one e-mail channel (`channel.settings`).

    `address` receives and sends; `aliases` receive too. `authserv_id` is the name by which the border server
    signs its Authentication-Results: empty means that no sender is ever taken as authenticated.
    """

    address: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    authserv_id: str = ""
    authserv_place: Literal["above_received", "first"] = "above_received"
    authserv_headers: Annotated[int, Meta(ge=1, le=3)] = 1
    smtp: Smtp = Smtp()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address of the channel as it was written."""
        return tuple(one for one in (self.address, *self.aliases) if one)


def read_settings(stored: dict[str, Any]) -> EmailSettings:
    """The settings of a channel from its row; raises Invalid naming what is wrong."""
    try:
        return msgspec.convert(stored, EmailSettings)
    except msgspec.ValidationError as error:
        raise Invalid.field(
            "settings", "invalid", f"The settings of the mail channel are wrong: {error}."
        ) from error


def mailbox_key(raw: str) -> str | None:
    """The form by which a recipient is looked up: without its plus part, in one spelling."""
    return normal_address(raw, strip_plus=True)


def normal_address(raw: str, *, strip_plus: bool = False) -> str | None:
    """The matching form of an address; hosts without a dot (localhost) are allowed for ourselves."""
    parsed = parse_email(raw, strip_plus=strip_plus)
    if parsed is not None:
        return parsed.key
    local, at, host = raw.strip().strip("<>").rpartition("@")
    if not at or not local or "." in host or not host.replace("-", "").isalnum() or not local.isascii():
        return None
    return f"{local.split('+', 1)[0] if strip_plus else local}@{host}".casefold()


async def register_addresses(work: Transaction, channel_id: UUID, stored: dict[str, Any]) -> None:
    """Make the channel's addresses findable for incoming mail, and forget its earlier ones.

    Whoever writes `channel.settings` calls this in the same transaction. Raises Invalid, and Conflict where
    another channel has the address.
    """
    settings = read_settings(stored)
    await work.execute(queries.FORGET_ADDRESSES, work.organization_id, channel_id)
    for written in settings.addresses:
        key = mailbox_key(written)
        if key is None:
            raise Invalid.field("settings.address", "not_an_address", f"{written} is not an e-mail address.")
        if await work.value(queries.REGISTER_ADDRESS, digest(key), work.organization_id, channel_id) is None:
            raise Conflict(f"{written} belongs to another channel already.", code="address_taken")
