"""The way out: which server takes outgoing mail, and talking to it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

import aiosmtplib
import msgspec
from msgspec import Struct

from hamseda.channels.email.oauth import Renewed, Tokens
from hamseda.channels.email.reaching import checked
from hamseda.channels.email.settings import EmailSettings
from hamseda.kit.outbound import RefusedAddressError
from hamseda.settings import Settings

SECONDS: Final = 30.0
TLS_FROM_THE_START: Final = 465


class Server(Struct, frozen=True):
    """A server that takes outgoing mail.

    `is_typed`: an administrator of an organization named it; `is_token`: the password is an access token.
    """

    host: str
    port: int
    user: str
    password: str
    tls: bool
    is_typed: bool
    is_token: bool = False


def outgoing_server(settings: Settings, channel: EmailSettings | None) -> Server | None:
    """Choose the channel's own server, else the installation's; None where there is neither."""
    if channel is not None and channel.smtp.host:
        own = channel.smtp
        return Server(own.host, own.port, own.user, own.password, own.tls, is_typed=True)
    if not settings.smtp_host:
        return None
    return Server(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_user,
        settings.smtp_password,
        settings.smtp_tls,
        is_typed=False,
    )


async def with_token(
    server: Server, channel: EmailSettings | None, tokens: Tokens, renewed: Renewed | None = None
) -> Server:
    """The server with a fresh access token where the channel's provider wants one. Raises TokenError, OutboundError."""
    oauth = channel.smtp.oauth if channel is not None and server.is_typed else None
    if oauth is None or not oauth.token_url:
        return server
    token = await tokens.token(oauth, renewed)
    return msgspec.structs.replace(server, password=token, is_token=True)


class Answer(Struct, frozen=True):
    """What a server said of a mail that it took, and of the recipients that it did not take it for."""

    said: str
    refused: dict[str, aiosmtplib.SMTPRecipientRefused]


async def hand_over(
    client: aiosmtplib.SMTP, named: str, sender: str, recipients: Sequence[str], content: bytes
) -> Answer:
    """Hand one mail over for several recipients in one transaction; reports call it `named`.

    Raises SMTPRecipientsRefused where nobody was accepted, and other SMTPExceptions: then nobody has it.
    """
    reports = client.supports_extension("dsn")
    options = [f"SIZE={len(content)}"] if client.supports_extension("size") else []
    # Reports of the delivery (RFC 3461) are asked for where the server knows them.
    await client.mail(sender, options=[*options, *(["RET=HDRS", f"ENVID={named}"] if reports else [])])
    refused: dict[str, aiosmtplib.SMTPRecipientRefused] = {}
    for address in recipients:
        asked = ["NOTIFY=SUCCESS,FAILURE,DELAY", f"ORCPT=rfc822;{_xtext(address)}"] if reports else []
        try:
            await client.rcpt(address, options=asked)
        except aiosmtplib.SMTPRecipientRefused as error:
            refused[address] = error
    if len(refused) == len(recipients):
        raise aiosmtplib.SMTPRecipientsRefused(list(refused.values()))
    response = await client.data(content)
    return Answer(response.message, refused)


def _xtext(text: str) -> str:
    return "".join(one if "!" <= one <= "~" and one not in "+=" else f"+{ord(one):02X}" for one in text)


@asynccontextmanager
async def connected(
    server: Server, private_hosts: tuple[str, ...], seconds: float = SECONDS
) -> AsyncIterator[aiosmtplib.SMTP]:
    """Connect, greet, secure and log in; raises SMTPException, OSError, or RefusedAddressError (an inside address)."""
    implicit = server.tls and server.port == TLS_FROM_THE_START
    sock = await _connect_checked(server, private_hosts, seconds) if server.is_typed else None
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=None if sock else server.port,
        sock=sock,
        timeout=seconds,
        use_tls=implicit,
        start_tls=server.tls and not implicit,
        local_hostname="hamseda",
    )
    try:
        await client.connect()
        if client.is_ehlo_or_helo_needed:
            # What a server offers is asked once, before anything is wished; an old one is greeted in the old way later.
            with contextlib.suppress(aiosmtplib.SMTPHeloError):
                await client.ehlo()
        if server.is_token:
            await client.auth_xoauth2(server.user, server.password)
        elif server.user:
            await client.login(server.user, server.password)
        yield client
        if client.is_connected:
            await client.quit()
    finally:
        client.close()


async def _connect_checked(server: Server, private_hosts: tuple[str, ...], seconds: float) -> socket.socket:
    """Connect to an address that was checked after its name was resolved, so that nobody reaches inside by us."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    family, kind, protocol, _, address = checked(found, server.host, server.port, private_hosts)
    sock = socket.socket(family, kind, protocol)
    sock.setblocking(False)
    try:
        async with asyncio.timeout(seconds):
            await loop.sock_connect(sock, address)
    except BaseException:
        sock.close()
        raise
    return sock


def is_permanent(error: Exception) -> bool:
    """Whether trying again cannot help: the server has refused this mail for good (5xx), not our log-in."""
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return False
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(is_permanent(one) for one in error.recipients)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return error.code >= 500
    return isinstance(error, (RefusedAddressError, aiosmtplib.SMTPNotSupported))


def said(error: Exception) -> str:
    """What a server answered, in one line for people."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return "; ".join(said(one) for one in error.recipients)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        code = f"{error.code} " if error.code > 0 else ""
        return f"{code}{' '.join(str(error.message).split())}"[:500]
    return (" ".join(str(error).split()) or type(error).__name__)[:500]
