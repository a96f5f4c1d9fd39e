"""Connecting to a mail server whose name an administrator has typed: never to the inside of a network."""

import socket
from ipaddress import ip_address

from hamseda.kit.outbound import check_address


def reach(host: str, port: int, private_hosts: tuple[str, ...], seconds: float) -> socket.socket:
    """Connect to an address that was checked after its name was resolved.

    Each operation on the socket is bounded by `seconds`. Raises RefusedAddressError, OSError, TimeoutError.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not {host.lower(), f"{host.lower()}:{port}"} & {one.lower() for one in private_hosts}:
        for entry in found:
            check_address(ip_address(str(entry[4][0]).split("%", 1)[0]))
    family, kind, protocol, _, address = found[0]
    sock = socket.socket(family, kind, protocol)
    sock.settimeout(seconds)
    try:
        sock.connect(address)
    except BaseException:
        sock.close()
        raise
    return sock
