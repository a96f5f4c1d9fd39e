"""Where a request comes from: the network address behind proxies that we trust, and the web origin."""

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

import msgspec
from litestar.connection import ASGIConnection

from hamseda.kit.i18n import preferred_language
from hamseda.kit.problem import Forbidden
from hamseda.settings import Settings

Connection = ASGIConnection[Any, Any, Any, Any]


class Origin(msgspec.Struct, frozen=True):
    """Who stands at the door, before it is known who it is."""

    address: str
    agent: str
    locale: str


def origin_of(connection: Connection, settings: Settings) -> Origin:
    """Read address, browser and language of a request."""
    return Origin(
        client_address(connection, settings.trusted_proxies),
        connection.headers.get("user-agent", "")[:300],
        preferred_language(connection.headers.get("accept-language", "")),
    )


def client_address(connection: Connection, trusted_proxies: Iterable[str]) -> str:
    """Name the last address that is not one of our proxies (addresses or networks); it cannot be forged."""
    trusted = [ip_network(proxy, strict=False) for proxy in trusted_proxies]
    address = connection.client.host if connection.client else ""
    for earlier in reversed(connection.headers.get("x-forwarded-for", "").split(",")):
        if not _is_in(address, trusted) or not _is_address(earlier.strip()):
            break
        address = earlier.strip()
    return address


def neighbourhood(address: str) -> str:
    """Name what one customer of a provider holds: an IPv4 address, or the /64 of an IPv6 address."""
    if not _is_address(address):
        return address
    parsed = ip_address(address)
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else address


def refuse_foreign_origin(connection: Connection, settings: Settings) -> None:
    """Refuse what the page of another site has sent, where there is no session to check a token of."""
    origin = connection.headers.get("origin")
    own = {settings.base_url, f"{connection.url.scheme}://{connection.headers.get('host', '')}"}
    if origin is not None and origin not in own:
        raise Forbidden("The request comes from another site.", code="foreign_origin")


def _is_in(address: str, networks: list[Any]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
