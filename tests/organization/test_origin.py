from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.connection import ASGIConnection

from hamseda.kit.problem import Forbidden
from hamseda.organization.origin import client_address, neighbourhood, refuse_foreign_origin
from hamseda.settings import Settings

addresses = st.ip_addresses(v=4, network="203.0.113.0/24").map(str)
PROXIES = ("10.0.0.0/8", "2001:db8::1")


def connection(peer: str, **headers: str) -> ASGIConnection:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "client": (peer, 1),
        "headers": raw,
        "path": "/",
        "scheme": "http",
        "server": ("x", 80),
    }
    return ASGIConnection(scope | {"query_string": b"", "root_path": "", "method": "GET"})


@given(peer=addresses, forged=st.lists(addresses, max_size=3))
def test_a_stranger_cannot_name_another_address(peer: str, forged: list[str]):
    assert client_address(connection(peer, x_forwarded_for=", ".join(forged)), PROXIES) == peer


@given(person=addresses, forged=st.lists(addresses, max_size=3), inner=st.integers(1, 3))
def test_behind_our_proxies_the_last_stranger_counts(person: str, forged: list[str], inner: int):
    chain = [*forged, person, *[f"10.0.0.{n}" for n in range(1, inner)]]
    assert client_address(connection("10.9.9.9", x_forwarded_for=", ".join(chain)), PROXIES) == person


@pytest.mark.parametrize("header", ["", "not an address", "unknown, _hidden", "203.0.113.9:8080"])
def test_what_is_no_address_is_not_believed(header: str):
    assert client_address(connection("10.0.0.1", x_forwarded_for=header), PROXIES) == "10.0.0.1"


@given(st.ip_addresses())
def test_one_customer_of_a_provider_is_counted_as_one(address):
    near = neighbourhood(str(address))
    assert ip_address(address) in ip_network(near)
    assert ip_network(near).prefixlen == (32 if address.version == 4 else 64)


@pytest.mark.parametrize(
    "origin", ["https://evil.test", "null", "http://hamseda.test.evil.test", "https://hamseda.test"]
)
def test_foreign_origins_are_refused(origin: str):
    with pytest.raises(Forbidden):
        refuse_foreign_origin(
            connection("1.1.1.1", origin=origin, host="hamseda.test"), Settings(public_url="http://h.test")
        )


@pytest.mark.parametrize(
    "headers", [{}, {"origin": "http://hamseda.test"}, {"origin": "https://public.test"}]
)
def test_own_origins_pass(headers: dict[str, str]):
    settings = Settings(public_url="https://public.test")
    refuse_foreign_origin(connection("1.1.1.1", host="hamseda.test", **headers), settings)
