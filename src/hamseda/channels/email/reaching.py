"""Connecting to a mail server whose name an administrator has typed: never to the inside of a network."""

import socket
import ssl
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any

from hamseda.channels.email.settings import Mailbox
from hamseda.kit.outbound import check_address


def checked(found: Sequence[Any], host: str, port: int, private_hosts: tuple[str, ...]) -> Any:
    """The first of the entries that a name was resolved to, all of them checked; raises RefusedAddressError."""
    if not {host.lower(), f"{host.lower()}:{port}"} & {one.lower() for one in private_hosts}:
        for entry in found:
            check_address(ip_address(str(entry[4][0]).split("%", 1)[0]))
    return found[0]


def reach(mailbox: Mailbox, private_hosts: tuple[str, ...], seconds: float) -> socket.socket:
    """Connect to a mailbox's server, encrypted where that is done from the start, certificates checked.

    Each operation on the socket is bounded by `seconds`. Raises RefusedAddressError, OSError, TimeoutError.
    """
    host, port = mailbox.host, mailbox.usual_port
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    family, kind, protocol, _, address = checked(found, host, port, private_hosts)
    sock = socket.socket(family, kind, protocol)
    sock.settimeout(seconds)
    try:
        sock.connect(address)
    except BaseException:
        sock.close()
        raise
    if mailbox.encryption != "tls":
        return sock
    return ssl.create_default_context().wrap_socket(sock, server_hostname=host)
