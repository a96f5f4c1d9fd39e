"""What a fetched mailbox is to the rest of the channel, whatever its protocol speaks."""

from typing import Any, Final, Protocol

from msgspec import Struct

from hamseda.channels.email.settings import Mailbox

SECONDS: Final = 60.0
"""How long a server may take for one answer."""

Position = dict[str, Any]
"""How far a mailbox was fetched, in the words of its protocol; empty before the first time."""


class Login(Struct, frozen=True):
    """How to get in: a password, or an access token where the provider wants OAuth 2."""

    user: str
    secret: str
    is_token: bool


class FetchedMail(Struct, frozen=True):
    """A mail as it lies there; of one that is too large only its head, and `full_size` says how large it is."""

    content: bytes
    full_size: int
    is_cut: bool


class LoginError(Exception):
    """The server does not let us in; the text is its own."""


class FolderError(Exception):
    """The folder is not there; the text is the server's own."""


class Box(Protocol):
    """One connection to a mailbox; used from one thread only, except `abort`."""

    def open(self) -> None:
        """Connect, encrypt, log in, choose the folder. Raises LoginError, FolderError, OSError."""

    def pending(self, position: Position, seen: set[str]) -> tuple[Position, list[str]]:
        """What is to be fetched now, oldest first, and the position from which that is true."""

    def listed(self) -> list[str] | None:
        """The names of all that lies there, where `seen` is kept by name."""

    def read(self, name: str) -> FetchedMail:
        """One mail, to the byte."""

    def settle(self, name: str) -> None:
        """Do with a mail that is safe here what the settings say; doing it twice is harmless."""

    def passed(self, position: Position, name: str) -> Position:
        """The position after a mail."""

    def wait(self, seconds: float) -> bool:
        """Wait for new mail, at most so long; False where only a new connection would show it."""

    def close(self) -> None:
        """Say good-bye."""

    def abort(self) -> None:
        """Cut the connection, so that a thread which waits for it comes back."""


def open_box(mailbox: Mailbox, login: Login, private_hosts: tuple[str, ...], most_bytes: int) -> Box:
    """Make the box of a mailbox, not yet connected; mails of more than `most_bytes` are read by their head."""
    # Each protocol is imported where it is used: most installations fetch nothing.
    if mailbox.protocol == "imap":
        from hamseda.channels.email.imap import ImapBox  # noqa: PLC0415

        return ImapBox(mailbox, login, private_hosts, most_bytes)
    from hamseda.channels.email.pop3 import Pop3Box  # noqa: PLC0415

    return Pop3Box(mailbox, login, private_hosts, most_bytes)


def bearer(login: Login) -> str:
    """The initial response of SASL XOAUTH2."""
    return f"user={login.user}\1auth=Bearer {login.secret}\1\1"
