"""Access tokens of providers that take no passwords: asked for with the refresh token, kept until they end."""

import time
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlencode

import msgspec

from hamseda.channels.email.settings import OAuth
from hamseda.kit.outbound import Outbound, OutboundError

EARLY_SECONDS: Final = 60.0
MOST_BYTES: Final = 64 * 1024

Renewed = Callable[[str], Awaitable[None]]


class TokenError(Exception):
    """The provider gives no token for what it was shown; the text is its own."""


class _Answer(msgspec.Struct):
    access_token: str = ""
    expires_in: float = 300.0
    refresh_token: str = ""
    error: str = ""
    error_description: str = ""


class Tokens:
    """The tokens of one process, by provider and refresh token."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound
        self._known: dict[tuple[str, str], tuple[str, float]] = {}

    async def token(self, oauth: OAuth, renewed: Renewed | None = None) -> str:
        """An access token that is good for a minute at least.

        `renewed` is told a new refresh token where the provider replaces it. Raises TokenError for a refusal (the
        consent was taken back: somebody has to connect the mailbox again), OutboundError where nobody answers.
        """
        token, until = self._known.get((oauth.token_url, oauth.refresh_token), ("", 0.0))
        if time.monotonic() < until:
            return token
        answer = await self._ask(oauth)
        until = time.monotonic() + max(answer.expires_in - EARLY_SECONDS, 0.0)
        if answer.refresh_token and answer.refresh_token != oauth.refresh_token and renewed is not None:
            await renewed(answer.refresh_token)
        # Known by both: who asks next may have read the settings before the new one was kept.
        for refresh_token in {oauth.refresh_token, answer.refresh_token or oauth.refresh_token}:
            self._known[oauth.token_url, refresh_token] = answer.access_token, until
        return answer.access_token

    async def _ask(self, oauth: OAuth) -> _Answer:
        values = {
            "grant_type": "refresh_token",
            "refresh_token": oauth.refresh_token,
            "client_id": oauth.client_id,
            "client_secret": oauth.client_secret,
            "scope": oauth.scope,
        }
        said = await self._outbound.request(
            "POST",
            oauth.token_url,
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            content=urlencode({name: value for name, value in values.items() if value}).encode(),
            most_bytes=MOST_BYTES,
        )
        try:
            answer = msgspec.json.decode(said.body, type=_Answer)
        except msgspec.DecodeError as error:
            raise OutboundError(
                f"The provider answered {said.status} and nothing that is understood."
            ) from error
        if not said.is_success or not answer.access_token:
            if said.status >= 500:
                raise OutboundError(f"The provider answered {said.status}.")
            raise TokenError(answer.error_description or answer.error or f"status {said.status}")
        return answer
