"""The one way out over HTTP to addresses that people have typed: never to the inside of a network."""

import asyncio
import socket
import ssl
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Final

import httpcore
import httpx
import msgspec

MOST_SECONDS: Final = 15.0
MOST_BYTES: Final = 1024 * 1024
# Addresses that carry an IPv4 address which the gateway of a network would reach for us.
NAT64: Final = IPv6Network("64:ff9b::/96")
# The deprecated relays and the site-local block are not all known to `is_global`.
NEVER: Final = (IPv6Network("fec0::/10"), IPv6Network("64:ff9b:1::/48"), IPv6Network("::/96"))

Address = IPv4Address | IPv6Address


class OutboundError(Exception):
    """The other side could not be asked, or answered too slowly or too much; may be tried again."""


class RefusedAddressError(OutboundError):
    """The address leads inside, or is not https: asking again changes nothing."""


class Answer(msgspec.Struct, frozen=True):
    """What the other side said."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


class Outbound:
    """Asks other servers; `private_hosts` (host or host:port) are let through unchecked, also by http."""

    def __init__(self, private_hosts: Iterable[str] = (), *, verify: ssl.SSLContext | bool = True) -> None:
        self._private = frozenset(host.lower() for host in private_hosts)
        self._verify = verify

    def may_ask(self, url: str) -> bool:
        """Tell whether the address is https, or one of the hosts that are let through; where it leads is seen later."""
        return _may_be_asked(self._private, httpx.URL(url))

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        seconds: float = MOST_SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> Answer:
        """Ask once, follow nothing; raises RefusedAddressError or OutboundError."""
        try:
            async with asyncio.timeout(seconds), self._client() as client:
                asked = client.build_request(method, url, headers=headers, content=content)
                # What is not compressed cannot grow beyond its bound.
                asked.headers["accept-encoding"] = "identity"
                answer = await client.send(asked, stream=True)
                try:
                    body = await _read(answer, most_bytes)
                finally:
                    await answer.aclose()
        except TimeoutError as error:
            raise OutboundError(f"{_host(url)} did not answer within {seconds:g} seconds.") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            said = str(error) or type(error).__name__
            raise OutboundError(f"{_host(url)} could not be asked: {said}.") from error
        return Answer(answer.status_code, dict(answer.headers), body)

    def _client(self) -> httpx.AsyncClient:
        transport = _GuardedTransport(self._private, self._verify)
        return httpx.AsyncClient(transport=transport, follow_redirects=False, trust_env=False)


def check_address(address: Address) -> None:
    """Refuse what is not a public unicast address, also behind the ways of writing IPv4 inside IPv6."""
    inner = _inner(address)
    if inner is not None:
        check_address(inner)
        return
    if not address.is_global or address.is_multicast or address.is_reserved or _is_never(address):
        raise RefusedAddressError(f"{address} is not a public address.")


def _is_never(address: Address) -> bool:
    return isinstance(address, IPv6Address) and any(address in network for network in NEVER)


def _inner(address: Address) -> IPv4Address | None:
    if not isinstance(address, IPv6Address):
        return None
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


async def _read(answer: httpx.Response, most_bytes: int) -> bytes:
    body = bytearray()
    async for part in answer.aiter_raw():
        body += part
        if len(body) > most_bytes:
            raise OutboundError(f"{answer.url.host} answered more than {most_bytes} bytes.")
    return bytes(body)


def _host(url: str) -> str:
    # Addresses may carry keys in their path or query: only the host is ever told.
    try:
        return httpx.URL(url).host or "The address"
    except httpx.InvalidURL:
        return "The address"


class _GuardedTransport(httpx.AsyncHTTPTransport):
    """Refuses plain http, and connects only to addresses that were checked after they were resolved."""

    def __init__(self, private: frozenset[str], verify: ssl.SSLContext | bool) -> None:
        super().__init__(verify=verify, trust_env=False)
        self._private = private
        # httpx offers no other place to set the network below its connections.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=verify if isinstance(verify, ssl.SSLContext) else httpx.create_ssl_context(verify),
            network_backend=_GuardedNetwork(private),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not _may_be_asked(self._private, request.url):
            raise RefusedAddressError(f"{request.url.host} must be asked by https.")
        return await super().handle_async_request(request)


def _may_be_asked(private: frozenset[str], url: httpx.URL) -> bool:
    return url.scheme == "https" or _is_let_through(private, url)


def _is_let_through(private: frozenset[str], url: httpx.URL) -> bool:
    port = url.port or (443 if url.scheme == "https" else 80)
    return bool({url.host.lower(), f"{url.host.lower()}:{port}"} & private)


class _GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Resolves a name once, checks every address it has, and connects to one of those: no second look-up."""

    def __init__(self, private: frozenset[str]) -> None:
        self._private = private
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- the library's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await _resolve(host, port)
        if not {host.lower(), f"{host.lower()}:{port}"} & self._private:
            for address in addresses:
                check_address(address)
        return await self._connect(addresses, port, timeout, local_address, socket_options)

    async def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        raise RefusedAddressError(f"{path} is a socket of this machine.")

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)

    async def _connect(
        self, addresses: list[Address], port: int, *options: Any
    ) -> httpcore.AsyncNetworkStream:
        failed: Exception | None = None
        for address in addresses:
            try:
                return await self._network.connect_tcp(str(address), port, *options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or httpcore.ConnectError("The name has no address.")


async def _resolve(host: str, port: int) -> list[Address]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"the name {host} is not known") from error
    # A scope (fe80::1%eth0) belongs to link-local addresses, which are refused without it.
    return [ip_address(str(entry[4][0]).split("%", 1)[0]) for entry in found]
