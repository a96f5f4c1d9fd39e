"""A mailbox by IMAP: new mails by their numbers, told by IDLE where the server has it."""

import contextlib
import imaplib
import socket
import ssl
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from imapclient import IMAPClient
from imapclient import exceptions as imap_errors

from hamseda.channels.email.boxes import (
    SECONDS,
    FetchedMail,
    FolderError,
    Login,
    LoginError,
    Position,
    bearer,
)
from hamseda.channels.email.reaching import reach
from hamseda.channels.email.settings import Mailbox

UNREAD_DAYS: Final = 30
# An answer with the numbers of many mails must stay one line that a client may take.
WINDOW: Final = 50_000
LOOK_SECONDS: Final = 15.0
WHOLE: Final = b"BODY[]"
HEAD: Final = b"BODY[HEADER]"


class ImapBox:
    """One connection to one folder."""

    def __init__(
        self, mailbox: Mailbox, login: Login, private_hosts: tuple[str, ...], most_bytes: int
    ) -> None:
        self._mailbox = mailbox
        self._login = login
        self._private_hosts = private_hosts
        self._most_bytes = most_bytes
        self._client: IMAPClient | None = None
        self._validity = self._next = 0

    @property
    def _open(self) -> IMAPClient:
        if self._client is None:
            raise ConnectionError("The mailbox is not open.")
        return self._client

    def open(self) -> None:
        client = self._client = _Client(self._mailbox, self._private_hosts)
        if self._mailbox.encryption == "starttls":
            client.starttls(ssl.create_default_context())
        self._log_in(client)
        try:
            chosen = client.select_folder(self._mailbox.folder, readonly=self._mailbox.after == "keep")
        except imap_errors.IMAPClientError as error:
            raise FolderError(_said(error)) from error
        self._validity = int(chosen[b"UIDVALIDITY"])
        self._next = int(chosen.get(b"UIDNEXT") or self._last() + 1)

    def _log_in(self, client: IMAPClient) -> None:
        try:
            if self._login.is_token:
                answer = bearer(self._login)
                client._command_and_check("authenticate", "XOAUTH2", lambda _: answer)  # noqa: SLF001 -- oauth2_login hides what the server said
            else:
                client.login(self._login.user, self._login.secret)
        except imap_errors.IMAPClientError as error:
            raise LoginError(_said(error)) from error

    def pending(self, position: Position, seen: set[str]) -> tuple[Position, list[str]]:  # noqa: ARG002 -- numbers say it
        position = self._begun(position)
        first, baseline = int(position["uid"]) + 1, int(position["baseline"])
        old = self._search(first, baseline - 1, position["old"])
        new = self._search(max(first, baseline), self._last(), "ALL")
        return position, [str(uid) for uid in sorted(old + new)]

    def _begun(self, position: Position) -> Position:
        """The position in this folder as it is now: a first time, a folder made anew, or where we were."""
        if position.get("validity") == self._validity:
            return position
        if not position:
            unread = date.today() - timedelta(days=UNREAD_DAYS)  # noqa: DTZ011 -- the server compares dates
            old = {"unread": f"UNSEEN SINCE {_imap_date(unread)}", "new": "", "all": "ALL"}[
                self._mailbox.begin
            ]
        else:
            # The numbers mean other mails now: those of the last days are read again, known ones are recognised.
            fetched = datetime.fromisoformat(position["fetched_at"]).date()
            old = f"SINCE {_imap_date(fetched - timedelta(days=2))}"
        return {
            "validity": self._validity,
            "uid": 0,
            "baseline": self._next,
            "old": old,
            "fetched_at": datetime.now(UTC).isoformat(),
        }

    def _last(self) -> int:
        """The highest number in the folder, 0 where it is empty."""
        return max(self._open.search("UID *"), default=0)

    def _search(self, first: int, last: int, criterion: str) -> list[int]:
        found: list[int] = []
        while criterion and first <= last:
            end = min(first + WINDOW - 1, last)
            found += self._open.search(f"UID {first}:{end} {criterion}")
            first = end + 1
        return found

    def listed(self) -> None:
        """Numbers say how far we are; nothing is kept by name."""

    def read(self, name: str) -> FetchedMail:
        uid = int(name)
        size = int(self._fetch(uid, b"RFC822.SIZE"))
        is_cut = size > self._most_bytes
        # Asking with PEEK leaves it unread until it is safe here.
        content = self._fetch(
            uid, b"BODY.PEEK[HEADER]" if is_cut else b"BODY.PEEK[]", HEAD if is_cut else WHOLE
        )
        return FetchedMail(bytes(content[: self._most_bytes]), size, is_cut)

    def _fetch(self, uid: int, wanted: bytes, named: bytes | None = None) -> Any:
        found = self._open.fetch([uid], [wanted]).get(uid, {})
        try:
            return found[named or wanted]
        except KeyError as error:
            raise LookupError(f"Mail {uid} is not in the mailbox any more.") from error

    def settle(self, name: str) -> None:
        uid, client = int(name), self._open
        match self._mailbox.after:
            case "seen":
                client.add_flags([uid], [b"\\Seen"], silent=True)
            case "delete":
                self._delete(uid)
            case "move":
                self._move(uid)

    def _delete(self, uid: int) -> None:
        self._open.delete_messages([uid], silent=True)
        # Without UIDPLUS an expunge would also take what others have marked.
        if self._open.has_capability("UIDPLUS"):
            self._open.uid_expunge([uid])

    def _move(self, uid: int) -> None:
        client, folder = self._open, self._mailbox.move_to
        if not client.folder_exists(folder):
            client.create_folder(folder)
        if client.has_capability("MOVE"):
            client.move([uid], folder)
        elif client.fetch([uid], [b"FLAGS"]):
            client.copy([uid], folder)
            self._delete(uid)

    def passed(self, position: Position, name: str) -> Position:
        return {
            **position,
            "uid": int(name),
            "fetched_at": datetime.now(UTC).isoformat(),
        }

    def wait(self, seconds: float) -> bool:
        client = self._open
        if not client.has_capability("IDLE"):
            time.sleep(min(seconds, LOOK_SECONDS))
            client.noop()
            return True
        client.idle()
        # Something that came just before is told by no line: look again before long.
        client.idle_check(timeout=min(seconds, LOOK_SECONDS))
        client.idle_done()
        return True

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._open.logout()

    def abort(self) -> None:
        with contextlib.suppress(Exception):
            self._open.socket().shutdown(socket.SHUT_RDWR)


class _Client(IMAPClient):  # type: ignore[misc]  # the library has no types for it
    """The library's client over a connection that we have checked."""

    def __init__(self, mailbox: Mailbox, private_hosts: tuple[str, ...]) -> None:
        self._mailbox = mailbox
        self._private_hosts = private_hosts
        # Encryption from the start is done where the socket is made.
        super().__init__(mailbox.host, mailbox.usual_port, ssl=False, timeout=SECONDS)

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 -- the library's name
        return _Protocol(self._mailbox, self._private_hosts)


class _Protocol(imaplib.IMAP4):
    def __init__(self, mailbox: Mailbox, private_hosts: tuple[str, ...]) -> None:
        self._mailbox = mailbox
        self._private_hosts = private_hosts
        super().__init__(mailbox.host, mailbox.usual_port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        return reach(self._mailbox, self._private_hosts, timeout or SECONDS)


def _imap_date(day: date) -> str:
    # Month names are English in the protocol, whatever the locale.
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day:02}-{months[day.month - 1]}-{day.year}"


def _said(error: Exception) -> str:
    text = str(error)
    return text[2:-1] if text.startswith("b'") else text
