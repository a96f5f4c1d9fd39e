"""Trying a channel's outgoing server: what it answered, and what to do, in words for people."""

import ssl
from typing import Any, Final

import aiosmtplib
from msgspec import Struct

from hamseda.channels.email import smtp
from hamseda.channels.email.oauth import Renewed, TokenError, Tokens
from hamseda.channels.email.settings import EmailSettings
from hamseda.kit.i18n import translate
from hamseda.kit.outbound import Outbound, RefusedAddressError
from hamseda.settings import Settings

SECONDS: Final = 10.0


class Probe(Struct, frozen=True):
    """How the attempt went: `said` is the server's own answer, `advice` what to do about it."""

    ok: bool
    said: str
    advice: str


async def probe(
    settings: Settings, channel: EmailSettings, locale: str, renewed: Renewed | None = None
) -> Probe:
    """Connect, greet, secure and log in as a sending would, without sending anything."""
    server = smtp.outgoing_server(settings, channel)
    if server is None:
        return Probe(
            settings.demo,
            "",
            translate(locale, "email.probe.demo" if settings.demo else "email.probe.no_server"),
        )
    values = {"host": server.host, "port": str(server.port), "user": server.user}
    try:
        tokens = Tokens(Outbound(settings.outbound_private_hosts))
        server = await smtp.with_token(server, channel, tokens, renewed)
        async with smtp.connected(server, settings.outbound_private_hosts, SECONDS) as client:
            said = f"{server.host}: {' '.join(sorted(client.esmtp_extensions))}"
    except Exception as error:  # noqa: BLE001 -- whatever goes wrong is the answer
        return Probe(False, smtp.said(error), translate(locale, _advice(error), **values))
    return Probe(True, said, translate(locale, "email.probe.ok", **values))


def _advice(error: Exception) -> str:
    kinds: list[tuple[Any, str]] = [
        (RefusedAddressError, "email.probe.inside"),
        (TokenError, "email.mailbox.token"),
        (aiosmtplib.SMTPAuthenticationError, "email.probe.log_in"),
        (aiosmtplib.SMTPNotSupported, "email.probe.not_supported"),
        ((ssl.SSLError, ssl.CertificateError), "email.probe.tls"),
        ((aiosmtplib.SMTPTimeoutError, TimeoutError), "email.probe.timeout"),
        (aiosmtplib.SMTPConnectResponseError, "email.probe.refused"),
        ((OSError, aiosmtplib.SMTPConnectError, aiosmtplib.SMTPServerDisconnected), "email.probe.connect"),
    ]
    if isinstance(error, aiosmtplib.SMTPResponseException) and error.code < 0:
        # The library's own number for lines that are none of a mail server.
        return "email.probe.no_mail_server"
    chain = [error, *([error.__cause__] if isinstance(error.__cause__, Exception) else [])]
    for kind, key in kinds:
        if any(isinstance(one, kind) for one in chain):
            return key
    # The library says by no class of its own that STARTTLS or log-in is not on offer.
    is_unnamed = type(error) is aiosmtplib.SMTPException
    return "email.probe.not_supported" if is_unnamed else "email.probe.refused"
