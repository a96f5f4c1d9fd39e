"""What an e-mail channel is told by its administrator: addresses, the border server, the way out."""

import re
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.channels.email import queries
from hamseda.kit.database import Transaction
from hamseda.kit.email_address import parse_email
from hamseda.kit.keys import digest
from hamseda.kit.problem import Conflict, Invalid

# Where in the settings a value does not fit, as msgspec says it; a place in a list is that list's.
PLACE: Final = re.compile(r"`\$\.([a-z_]+(?:\.[a-z_]+)*)")


class OAuth(msgspec.Struct, frozen=True):
    """How to get a fresh access token of a provider that takes no passwords (RFC 6749, refresh token grant)."""

    token_url: str = ""
    client_id: str = ""
    client_secret: str = ""
    refresh_token: str = ""
    scope: str = ""


class Smtp(msgspec.Struct, frozen=True):
    """The server that takes outgoing mail; an empty `host` means the installation's own."""

    host: str = ""
    port: Annotated[int, Meta(ge=1, le=65535)] = 587
    user: str = ""
    password: str = ""
    tls: bool = True
    oauth: OAuth | None = None


class Mailbox(msgspec.Struct, frozen=True):
    """A mailbox that is fetched; without a `host` mail comes by LMTP alone.

    `port` 0 is the usual one. `after` says what becomes of a mail there once it is safe here: marked as seen, left
    as it is, deleted, or moved to the folder `move_to` (IMAP). `begin` says which mails count when a mailbox is
    fetched for the first time: the unread ones of the last 30 days, only those that are still to come, or all.
    """

    protocol: Literal["imap", "pop3"] = "imap"
    host: str = ""
    port: Annotated[int, Meta(ge=0, le=65535)] = 0
    encryption: Literal["tls", "starttls", "none"] = "tls"
    user: str = ""
    password: str = ""
    oauth: OAuth | None = None
    folder: str = "INBOX"
    after: Literal["seen", "keep", "delete", "move"] = "seen"
    move_to: str = "Processed"
    begin: Literal["unread", "new", "all"] = "unread"

    @property
    def usual_port(self) -> int:
        """The port to connect to."""
        return (
            self.port
            or {
                ("imap", True): 993,
                ("imap", False): 143,
                ("pop3", True): 995,
                ("pop3", False): 110,
            }[self.protocol, self.encryption == "tls"]
        )


class Dkim(msgspec.Struct, frozen=True):
    """The key that signs outgoing mail (RFC 6376), in PEM; its public half stands in the DNS of `domain`."""

    domain: str = ""
    selector: str = ""
    private_key: str = ""


class EmailSettings(msgspec.Struct, frozen=True):
    """Settings of one e-mail channel (`channel.settings`).

    `address` receives and sends; `aliases` receive too. `authserv_id` is the name by which the border server
    signs its Authentication-Results: empty means that we judge senders ourselves; `is_received_ours` then says that the
    topmost Received is the border's own, and tells who handed a mail in. `acknowledgement`:
    the text that answers a person's mail by itself, seldom; empty: nothing does. `dkim_next`: a key that
    signs nothing until its record is seen in the DNS.
    """

    address: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    authserv_id: str = ""
    authserv_place: Literal["above_received", "first"] = "above_received"
    authserv_headers: Annotated[int, Meta(ge=1, le=3)] = 1
    is_received_ours: bool = False
    smtp: Smtp = Smtp()
    mailbox: Mailbox = Mailbox()
    acknowledgement: Annotated[str, Meta(max_length=4_000)] = ""
    dkim: Dkim | None = None
    dkim_next: Dkim | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address of the channel as it was written."""
        return tuple(one for one in (self.address, *self.aliases) if one)


def read_settings(stored: dict[str, Any]) -> EmailSettings:
    """The settings of a channel from its row; raises Invalid naming the field that is wrong."""
    try:
        return msgspec.convert(stored, EmailSettings)
    except msgspec.ValidationError as error:
        place = PLACE.search(str(error))
        raise Invalid.field(
            f"settings.{place[1]}" if place else "settings",
            "invalid",
            f"The settings of the mail channel are wrong: {error}.",
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
