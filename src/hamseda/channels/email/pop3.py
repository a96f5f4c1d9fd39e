"""A mailbox by POP3: each connection shows what lay there when it was opened."""

import base64
import contextlib
import poplib
import socket
import ssl
from typing import Final

from hamseda.channels.email.boxes import (
    SECONDS,
    FetchedMail,
    Login,
    LoginError,
    Position,
    bearer,
)
from hamseda.channels.email.reaching import reach
from hamseda.channels.email.settings import Mailbox

# The library refuses longer lines as hostile; mails have them.
LONGEST_LINE: Final = 1024 * 1024
MOST_MAILS: Final = 100_000


class Pop3Box:
    """One connection; what is deleted goes when it is closed properly."""

    def __init__(
        self, mailbox: Mailbox, login: Login, private_hosts: tuple[str, ...], most_bytes: int
    ) -> None:
        self._mailbox = mailbox
        self._login = login
        self._private_hosts = private_hosts
        self._most_bytes = most_bytes
        self._client: poplib.POP3 | None = None
        self._numbers: dict[str, int] = {}
        self._listed: list[str] = []

    @property
    def _open(self) -> poplib.POP3:
        if self._client is None:
            raise ConnectionError("The mailbox is not open.")
        return self._client

    def open(self) -> None:
        client = self._client = _Client(self._mailbox, self._private_hosts)
        if self._mailbox.encryption == "starttls":
            client.stls(ssl.create_default_context())
        try:
            if self._login.is_token:
                answer = base64.b64encode(bearer(self._login).encode()).decode()
                client._shortcmd(f"AUTH XOAUTH2 {answer}")  # type: ignore[attr-defined]  # noqa: SLF001 -- the library has no AUTH
            else:
                client.user(self._login.user)
                client.pass_(self._login.secret)
        except poplib.error_proto as error:
            raise LoginError(_said(error)) from error
        _, lines, _ = client.uidl()
        pairs = [line.decode("ascii", "replace").split(" ", 1) for line in lines[-MOST_MAILS:]]
        self._numbers = {name: int(number) for number, name in pairs}
        self._listed = list(self._numbers)

    def pending(self, position: Position, seen: set[str]) -> tuple[Position, list[str]]:
        for name in seen & self._numbers.keys():
            # It was safe here when an earlier connection broke.
            self.settle(name)
        is_new = not position and self._mailbox.begin == "new"
        return {"begun": True}, [] if is_new else [name for name in self._numbers if name not in seen]

    def listed(self) -> list[str]:
        # What is deleted here goes with the good-bye only: until then it is there.
        return self._listed

    def read(self, name: str) -> FetchedMail:
        number = self._numbers[name]
        # "+OK 3 1200": the number and its size.
        size = int(bytes(self._open.list(number)).split()[2])  # type: ignore[arg-type]  # with a number it is one line
        is_cut = size > self._most_bytes
        _, lines, _ = self._open.top(number, 0) if is_cut else self._open.retr(number)
        content = b"\r\n".join(lines) + b"\r\n"
        return FetchedMail(content[: self._most_bytes], size, is_cut)

    def settle(self, name: str) -> None:
        if self._mailbox.after == "delete" and name in self._numbers:
            self._open.dele(self._numbers.pop(name))

    def passed(self, position: Position, name: str) -> Position:  # noqa: ARG002 -- the names seen are kept apart
        return position

    def wait(self, seconds: float) -> bool:  # noqa: ARG002 -- nothing new is shown here
        return False

    def close(self) -> None:
        self._open.quit()

    def abort(self) -> None:
        with contextlib.suppress(Exception):
            self._open.sock.shutdown(socket.SHUT_RDWR)


class _Client(poplib.POP3):
    """The library's client over a connection that we have checked."""

    def __init__(self, mailbox: Mailbox, private_hosts: tuple[str, ...]) -> None:
        self._mailbox = mailbox
        self._private_hosts = private_hosts
        super().__init__(mailbox.host, mailbox.usual_port, timeout=SECONDS)

    def _create_socket(self, timeout: float) -> socket.socket:
        return reach(self._mailbox, self._private_hosts, timeout)


poplib._MAXLINE = LONGEST_LINE  # type: ignore[attr-defined]  # noqa: SLF001 -- the library offers no other way


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
