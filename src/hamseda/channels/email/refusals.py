"""Why a mail of ours was given up, in words for people: a code of the catalogues; a server's own words stay beside it."""

from typing import Any, Literal

from hamseda.channels.email import smtp
from hamseda.kit.background import PermanentError
from hamseda.kit.i18n import translate

Why = Literal[
    "channel_gone",
    "channel_settings",
    "message_gone",
    "no_address",
    "no_channel_address",
    "no_server",
    "refused",
    "suppressed",
    "unsigned",
]


class UndeliveredError(PermanentError):
    """A mail that cannot leave, or was refused for good; the text is for the log, `why` for people."""

    def __init__(self, why: Why, said: str, **values: Any) -> None:
        super().__init__(said)
        self.why: Why = why
        self.values = values


def told(error: Exception, locale: str) -> dict[str, Any]:
    """What is kept at the message: the kind of reason, its sentence in a language, and what the other side said."""
    why, values = (error.why, error.values) if isinstance(error, UndeliveredError) else ("given_up", {})
    return {
        "why": why,
        "text": translate(locale, f"email.undelivered.{why}", **values),
        "reason": smtp.said(error),
    }
