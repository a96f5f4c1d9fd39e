import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from ipaddress import ip_address

import pytest

from hamseda.kit import outbound
from hamseda.kit.outbound import Outbound, OutboundError, RefusedAddressError, check_address

Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
async def listener() -> AsyncIterator[Callable[[Answering], Awaitable[int]]]:
    """`await listener(answer)` opens a server on the loopback address and answers its port."""
    servers = []

    async def open_one(answer: Answering) -> int:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        servers.append(server)
        return server.sockets[0].getsockname()[1]

    yield open_one
    for server in servers:
        server.close()


def saying(text: bytes) -> Answering:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(text)
        await writer.drain()
        writer.close()

    return answer


OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 -- refused here
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "::127.0.0.1",
        "fec0::1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_the_inside_of_networks_is_refused(address: str):
    with pytest.raises(RefusedAddressError):
        check_address(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "185.143.233.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_pass(address: str):
    check_address(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:{port}/",
        "https://localhost:{port}/",
        "https://[::1]:{port}/",
        "https://2130706433:{port}/",
        "https://0x7f.1:{port}/",
        "https://127.1:{port}/",
    ],
)
async def test_no_way_of_writing_the_loopback_address_passes(listener, url: str):
    reached = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.append(await reader.read(1))
        writer.close()

    port = await listener(answer)
    with pytest.raises(OutboundError):
        await Outbound().request("GET", url.format(port=port))
    assert reached == []


async def test_plain_http_is_refused(listener):
    port = await listener(saying(OK))
    with pytest.raises(RefusedAddressError, match="https"):
        await Outbound().request("GET", f"http://example.test:{port}/")


async def test_what_the_operator_names_is_let_through(listener):
    port = await listener(saying(OK))
    answer = await Outbound((f"127.0.0.1:{port}",)).request("GET", f"http://127.0.0.1:{port}/")
    assert (answer.status, answer.body, answer.is_success) == (200, b"hi", True)
    with pytest.raises(OutboundError):
        await Outbound((f"127.0.0.1:{port + 1}",)).request("GET", f"http://127.0.0.1:{port}/")


async def test_a_name_is_resolved_once_and_that_address_is_used(listener, monkeypatch: pytest.MonkeyPatch):
    """A name server that says a public address first and the loopback address then gains nothing."""
    port = await listener(saying(OK))
    asked: list[str] = []
    loop = asyncio.get_running_loop()
    genuine = loop.getaddrinfo

    async def rebinding(host: str, *rest: object, **more: object):
        if host != "rebinding.test":
            return await genuine(host, *rest, **more)
        asked.append(host)
        address = "203.0.113.1" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(loop, "getaddrinfo", rebinding)
    connected: list[str] = []

    async def note(_self: object, host: str, *_: object) -> object:
        connected.append(host)
        raise outbound.httpcore.ConnectError("not here")

    monkeypatch.setattr(outbound.httpcore.AnyIOBackend, "connect_tcp", note)
    monkeypatch.setattr(outbound, "check_address", lambda address: None)
    with pytest.raises(OutboundError):
        await Outbound().request("GET", f"https://rebinding.test:{port}/")
    assert (asked, connected) == (["rebinding.test"], ["203.0.113.1"])


async def test_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch):
    async def both(*_: object, **__: object):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 443)) for a in ("8.8.8.8", "10.0.0.1")]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", both)
    with pytest.raises(RefusedAddressError):
        await Outbound().request("GET", "https://mixed.test/")


async def test_a_redirect_is_an_answer_and_is_not_followed(listener):
    reached = await listener(saying(OK))
    port = await listener(
        saying(
            f"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{reached}/\r\ncontent-length: 0\r\n\r\n".encode()
        )
    )
    answer = await Outbound((f"127.0.0.1:{port}",)).request("GET", f"http://127.0.0.1:{port}/")
    assert answer.status == 302


async def test_too_much_is_cut_off(listener):
    port = await listener(saying(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 10_000))
    with pytest.raises(OutboundError, match="more than 1000 bytes"):
        await Outbound(("127.0.0.1",)).request("GET", f"http://127.0.0.1:{port}/", most_bytes=1000)


async def test_a_trickle_ends_in_time(listener):
    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await asyncio.sleep(0.02)

    port = await listener(trickle)
    with pytest.raises(OutboundError, match=r"within 0\.2 seconds"):
        await Outbound(("127.0.0.1",)).request("GET", f"http://127.0.0.1:{port}/", seconds=0.2)


async def test_what_is_said_of_a_failure_holds_no_key():
    with pytest.raises(OutboundError) as failed:
        await Outbound().request("GET", "https://no-such-host.invalid/bot123:SECRET?key=SECRET")
    assert "SECRET" not in str(failed.value)
    assert "no-such-host.invalid" in str(failed.value)
