"""What went wrong with a mailbox, by one short name for which the catalogues know the cure."""

import ssl
from typing import Any, Final

from hamseda.channels.email.boxes import FolderError, LoginError
from hamseda.channels.email.oauth import TokenError
from hamseda.channels.email.settings import Mailbox
from hamseda.kit.i18n import translate
from hamseda.kit.outbound import OutboundError, RefusedAddressError
from hamseda.kit.problem import Problem

KINDS: Final[list[tuple[Any, str]]] = [
    (RefusedAddressError, "inside"),
    (TokenError, "token"),
    (OutboundError, "provider"),
    (LoginError, "log_in"),
    (FolderError, "folder"),
    (ssl.SSLError, "tls"),
    (TimeoutError, "timeout"),
    (OSError, "connect"),
    (Problem, "settings"),
]


def fault_of(error: Exception) -> str:
    """Name what went wrong; `refused` for whatever a server has said in its own words."""
    return next((name for kind, name in KINDS if isinstance(error, kind)), "refused")


def said_by(error: Exception) -> str:
    """The other side's own words, in one line."""
    said = error.detail if isinstance(error, Problem) else str(error)
    return (" ".join(said.split()) or type(error).__name__)[:500]


def advice(locale: str, fault: str, mailbox: Mailbox) -> str:
    """What to do about a fault, in the reader's language."""
    return translate(
        locale,
        f"email.mailbox.{fault}",
        host=mailbox.host,
        port=str(mailbox.usual_port),
        user=mailbox.user,
        folder=mailbox.folder,
    )
