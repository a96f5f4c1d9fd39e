"""Channels as administrators set them up: a key for the widget, addresses for mail, secrets sealed."""

import base64
import io
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode
from uuid import UUID

import msgspec
import segno
from msgspec import UNSET, Meta, UnsetType

from hamseda.conversations.configuration import Name
from hamseda.kit.database import Row, Transaction
from hamseda.kit.keys import Keys, digest, new_token
from hamseda.kit.problem import Conflict, Invalid
from hamseda.organization.api import Caller, rows, shelves
from hamseda.settings import Settings

CHANNELS: Final = shelves.Shelf(
    "channel",
    "channels",
    "id, kind, name, brand_id, queue_id, enabled, settings, secret IS NOT NULL AS has_secret",
)
MOST_SETTINGS_BYTES: Final = 64 * 1024
SEALED: Final = "sealed:"
HIDDEN: Final = "••••"
# Where settings hold what nobody reads back: sealed in the row, hidden on every screen.
SECRETS: Final = (
    ("smtp", "password"),
    ("smtp", "oauth", "client_secret"),
    ("smtp", "oauth", "refresh_token"),
    ("mailbox", "password"),
    ("mailbox", "oauth", "client_secret"),
    ("mailbox", "oauth", "refresh_token"),
    ("dkim", "private_key"),
    ("dkim_next", "private_key"),
)
ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?|\*")

ADD_WIDGET_KEY: Final = """
INSERT INTO lookup (kind, digest, organization_id, id) VALUES ('widget_key', $1, $2, $3)
ON CONFLICT (kind, digest) DO NOTHING
"""
FORGET_LOOKUPS: Final = (
    "DELETE FROM lookup WHERE organization_id = $1 AND id = $2 AND kind IN ('widget_key', 'mail_address')"
)
CALL_TOKENS_BACK: Final = """
UPDATE visitor SET token_version = token_version + 1
WHERE organization_id = $1 AND channel_id = $2 AND is_verified
"""

Settle = Callable[[Transaction, UUID, dict[str, Any]], Awaitable[None]]
SETTLERS: Final[dict[str, Settle]] = {}
"""What a kind of channel checks and registers when its settings are written; the composition root fills it."""


class ChannelView(msgspec.Struct, omit_defaults=True):
    """`settings` and the parts after it are for administrators and leaders."""

    id: UUID
    kind: Literal["webchat", "email", "log"]
    name: str
    brand_id: UUID | None
    queue_id: UUID
    enabled: bool
    has_secret: bool
    settings: dict[str, Any] | UnsetType = UNSET
    widget_key: str | UnsetType = UNSET
    snippet: str | UnsetType = UNSET
    address: str | UnsetType = UNSET


class ChannelPage(msgspec.Struct):
    items: list[ChannelView]
    next: UUID | None


class NewChannel(msgspec.Struct, forbid_unknown_fields=True):
    kind: Literal["webchat", "email", "log"]
    name: Name
    queue_id: UUID
    brand_id: UUID | None = None
    enabled: bool = True
    settings: dict[str, Any] = {}


class ChannelChanges(msgspec.Struct, forbid_unknown_fields=True):
    """`settings` replaces the settings as a whole; a hidden password that comes back hidden stays."""

    name: Name | UnsetType = UNSET
    queue_id: UUID | UnsetType = UNSET
    brand_id: UUID | None | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    settings: dict[str, Any] | UnsetType = UNSET


class ShownSecret(msgspec.Struct):
    """The secret of a channel, shown this once."""

    secret: Annotated[str, Meta(description="Signs identity tokens (HS256).")]


class ChatLink(msgspec.Struct):
    url: str
    qr_svg: str


async def add_channel(work: Transaction, caller: Caller, keys: Keys, new: NewChannel) -> Row:
    """Open a road for customers. Raises Invalid, Conflict."""
    values = rows.given(new)
    settings = values["settings"] = _checked(new.settings)
    if new.kind == "webchat":
        settings["widget_key"] = secrets.token_urlsafe(18)
    # The row must be there before its id is known, and its id seals its password.
    channel_id = await rows.add(work, "channel", {**values, "settings": {}})
    await _settle(work, keys, channel_id, new.kind, settings)
    await shelves.tell(work, caller, CHANNELS, channel_id, "added", {"kind": new.kind})
    return await shelves.read(work, CHANNELS, channel_id)


async def change_channel(
    work: Transaction, caller: Caller, keys: Keys, channel_id: UUID, changes: ChannelChanges
) -> Row:
    """Change a channel; its widget key stays. Raises NotFound, Invalid, Conflict."""
    values = rows.given(changes)
    wanted = values.pop("settings", None)
    before = await shelves.lock(work, CHANNELS, channel_id)
    await rows.change(work, "channel", channel_id, values)
    if wanted is not None:
        settings = _kept(_checked(wanted), before["settings"])
        await _settle(work, keys, channel_id, before["kind"], settings)
    await shelves.tell(work, caller, CHANNELS, channel_id, "changed", {"fields": sorted(rows.given(changes))})
    return await shelves.read(work, CHANNELS, channel_id)


async def remove_channel(work: Transaction, caller: Caller, channel_id: UUID) -> None:
    """Remove a channel that was never used; one that was is switched off instead (Conflict in_use)."""
    await work.execute(FORGET_LOOKUPS, work.organization_id, channel_id)
    await rows.remove(work, "channel", channel_id)
    await shelves.tell(work, caller, CHANNELS, channel_id, "removed")


async def rotate_secret(work: Transaction, caller: Caller, keys: Keys, channel_id: UUID) -> ShownSecret:
    """Give a channel a new secret and show it this once; the old one is worth nothing from now on.

    Visits that it has proven end with it: whoever had the old secret may have begun them.
    """
    secret = new_token()
    sealed = keys.seal("channel", secret.encode(), channel_id.bytes)
    await rows.change(work, "channel", channel_id, {"secret": sealed})
    await work.execute(CALL_TOKENS_BACK, work.organization_id, channel_id)
    await shelves.tell(work, caller, CHANNELS, channel_id, "secret_rotated")
    return ShownSecret(secret)


async def chat_link(
    view: Transaction, settings: Settings, channel_id: UUID, text: str, campaign: str
) -> ChatLink:
    """Make the address that opens the chat with a text and a campaign, and its QR code. Raises NotFound, Conflict."""
    row = await shelves.read(view, CHANNELS, channel_id)
    key = row["settings"].get("widget_key")
    if key is None:
        raise Conflict("Only a web chat has a link.", code="no_link")
    query = urlencode({name: value for name, value in (("text", text), ("campaign", campaign)) if value})
    url = f"{settings.base_url}/c/{key}{'?' if query else ''}{query}"
    out = io.BytesIO()
    segno.make(url, error="m").save(out, kind="svg", xmldecl=False, scale=4, border=2)
    return ChatLink(url, out.getvalue().decode())


def channel_view(row: Row, settings: Settings, *, is_full: bool) -> ChannelView:
    """Show a channel; `is_full` with its settings, passwords hidden."""
    view = ChannelView(
        **{
            name: row[name]
            for name in ("id", "kind", "name", "brand_id", "queue_id", "enabled", "has_secret")
        }
    )
    if not is_full:
        return view
    stored = dict(row["settings"])
    view.settings = _hidden(stored)
    if stored.get("widget_key"):
        key = view.widget_key = stored["widget_key"]
        view.snippet = f'<script async src="{settings.base_url}/widget/loader.js" data-key="{key}"></script>'
    if stored.get("address"):
        view.address = stored["address"]
    return view


def opened_settings(keys: Keys, channel_id: UUID, stored: dict[str, Any]) -> dict[str, Any]:
    """Read stored settings with their secrets opened, for whoever sends and fetches."""

    def clear(_: tuple[str, ...], secret: str) -> str:
        if not secret.startswith(SEALED):
            return secret
        sealed = base64.b64decode(secret.removeprefix(SEALED))
        return keys.open("channel", sealed, channel_id.bytes).decode()

    return _each_secret(stored, clear)


async def keep_setting(
    work: Transaction, keys: Keys, channel_id: UUID, path: tuple[str, ...], value: Any
) -> None:
    """Put one part into the settings, what is secret in it sealed: a token renewed, a key made. Raises NotFound."""
    row = await shelves.lock(work, CHANNELS, channel_id)
    settings = _sealed(keys, channel_id, _with(row["settings"], path, value))
    await rows.change(work, "channel", channel_id, {"settings": settings})


async def _settle(
    work: Transaction, keys: Keys, channel_id: UUID, kind: str, settings: dict[str, Any]
) -> None:
    if kind in SETTLERS:
        await SETTLERS[kind](work, channel_id, settings)
    if "widget_key" in settings:
        await work.execute(ADD_WIDGET_KEY, digest(settings["widget_key"]), work.organization_id, channel_id)
    await rows.change(work, "channel", channel_id, {"settings": _sealed(keys, channel_id, settings)})


def _checked(settings: dict[str, Any]) -> dict[str, Any]:
    if len(msgspec.json.encode(settings)) > MOST_SETTINGS_BYTES:
        raise Invalid.field("settings", "too_large", "The settings are too large.")
    origins = settings.get("origins", [])
    if not isinstance(origins, list) or not all(isinstance(o, str) and ORIGIN.fullmatch(o) for o in origins):
        raise Invalid.field(
            "settings.origins",
            "not_an_origin",
            "Name each site by its origin only, e.g. https://shop.example.",
        )
    if not isinstance(settings.get("smtp", {}), dict):
        raise Invalid.field(
            "settings.smtp", "not_an_object", "The mail server is an object with host and port."
        )
    return {key: value for key, value in settings.items() if key != "widget_key"}


def _kept(wanted: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Carry over what a client cannot give: the widget key, a password that it only saw hidden."""
    kept = dict(wanted)
    if "widget_key" in before:
        kept["widget_key"] = before["widget_key"]
    # A hidden key is the one that is here, with its own name; one that waits comes and goes by its routes alone.
    hidden = _at(kept, ("dkim", "private_key")) == HIDDEN
    for name in ("dkim", "dkim_next") if hidden else ("dkim_next",):
        kept.pop(name, None)
        if before.get(name):
            kept[name] = before[name]

    def known(path: tuple[str, ...], secret: str) -> str:
        if secret != HIDDEN:
            return secret
        # Whoever may change the address must not have the old secret sent there.
        if any(_at(kept, place) != _at(before, place) for place in _places(path)):
            raise Invalid.field(
                "settings." + ".".join(path),
                "needed_again",
                "The server is another one now: type this again.",
            )
        return str(_at(before, path) or "")

    return _each_secret(kept, known)


def _places(path: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Where the settings say to whom a secret is told."""
    return [(path[0], "host"), (path[0], "oauth", "token_url")]


def _sealed(keys: Keys, channel_id: UUID, settings: dict[str, Any]) -> dict[str, Any]:
    def seal(_: tuple[str, ...], secret: str) -> str:
        return secret if secret.startswith(SEALED) else _seal(keys, channel_id, secret)

    return _each_secret(settings, seal)


def _seal(keys: Keys, channel_id: UUID, secret: str) -> str:
    return SEALED + base64.b64encode(keys.seal("channel", secret.encode(), channel_id.bytes)).decode()


def _hidden(settings: dict[str, Any]) -> dict[str, Any]:
    return _each_secret(settings, lambda _path, _secret: HIDDEN)


def _each_secret(settings: dict[str, Any], change: Callable[[tuple[str, ...], str], str]) -> dict[str, Any]:
    """Change every secret that is there; the settings given stay as they are."""
    for path in SECRETS:
        secret = _at(settings, path)
        if secret:
            settings = _with(settings, path, change(path, str(secret)))
    return settings


def _at(settings: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if not isinstance(settings, dict):
            return None
        settings = settings.get(name)
    return settings


def _with(settings: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    name, *rest = path
    return {**settings, name: _with(settings[name], tuple(rest), value) if rest else value}
