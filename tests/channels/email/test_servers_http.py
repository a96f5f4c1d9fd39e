"""The key that signs what leaves: made, shown as a record to publish, and looked for in a real DNS."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import dns.asyncresolver
import dns.message
import dns.rrset
import pytest

from hamseda.channels.email.settings import read_settings
from hamseda.channels.email.signing import record
from hamseda.conversations.api import opened_settings

ASKED = "/api/v1/channels/{}/dkim"


class Names(asyncio.DatagramProtocol):
    """A server of names on loopback that knows `records`."""

    def __init__(self) -> None:
        self.records: dict[str, str] = {}

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, address: Any) -> None:
        question = dns.message.from_wire(data)
        answer = dns.message.make_response(question)
        name = question.question[0].name
        value = self.records.get(name.to_text().rstrip("."))
        if value is None:
            answer.set_rcode(3)
        else:
            parts = " ".join(f'"{value[n : n + 200]}"' for n in range(0, len(value), 200))
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", parts))
        self._transport.sendto(answer.to_wire(), address)


@pytest.fixture
async def names(monkeypatch) -> AsyncIterator[Names]:
    server = Names()
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: server, local_addr=("127.0.0.1", 0)
    )
    real = dns.asyncresolver.Resolver

    def resolver() -> dns.asyncresolver.Resolver:
        made = real(configure=False)
        made.nameservers, made.port = ["127.0.0.1"], transport.get_extra_info("sockname")[1]
        return made

    monkeypatch.setattr(dns.asyncresolver, "Resolver", resolver)
    yield server
    transport.close()


async def test_a_key_is_made_sealed_and_shown_as_a_record(
    channel, house, owner, organization, sign_in
) -> None:
    admin, path = sign_in(organization.admin), ASKED.format(channel.id)
    assert (await admin.get(path)).json()["code"] == "no_dkim_key"
    made = await admin.post(path, json={"selector": "s2026"})
    assert made.status_code == 201
    record = made.json()
    assert record["name"] == "s2026._domainkey.hamseda.test"
    assert record["value"].startswith("v=DKIM1; k=rsa; p=")
    assert (await admin.get(path)).json() == record
    assert not record["is_used"]
    stored = await owner.fetchval("SELECT settings FROM channel WHERE id = $1", channel.id)
    assert "PRIVATE KEY" not in str(stored)
    opened = opened_settings(house.keys, channel.id, stored)["dkim_next"]
    assert (opened["domain"], "PRIVATE KEY" in opened["private_key"]) == ("hamseda.test", True)
    shown = (await admin.get(f"/api/v1/channels/{channel.id}")).text
    assert "PRIVATE KEY" not in shown
    actions = await owner.fetch(
        "SELECT action FROM audit_entry WHERE organization_id = $1 AND subject_id = $2",
        organization.id,
        channel.id,
    )
    assert "channel.dkim_key_made" in [row["action"] for row in actions]


async def test_the_dns_is_asked_whether_the_record_is_there(channel, organization, sign_in, names) -> None:
    admin, path = sign_in(organization.admin), ASKED.format(channel.id)
    record = (await admin.post(path, json={})).json()
    missing = (await admin.post(f"{path}/test")).json()
    assert (missing["ok"], record["name"] in missing["advice"]) == (False, True)
    names.records[record["name"]] = "v=DKIM1; k=rsa; p=AAAA"
    assert not (await admin.post(f"{path}/test")).json()["ok"]
    names.records[record["name"]] = record["value"].replace("; ", ";")
    assert (await admin.post(f"{path}/test")).json()["ok"]


async def test_a_key_signs_only_when_its_record_is_seen_and_the_earlier_one_until_then(
    channel, house, owner, organization, sign_in, names
) -> None:
    admin, path = sign_in(organization.admin), ASKED.format(channel.id)

    async def signing() -> Any:
        stored = await owner.fetchval("SELECT settings FROM channel WHERE id = $1", channel.id)
        key = read_settings(opened_settings(house.keys, channel.id, stored)).dkim
        return key and record(key).value

    first = (await admin.post(path, json={"selector": "one"})).json()
    await admin.post(f"{path}/test")
    assert await signing() is None
    names.records[first["name"]] = first["value"]
    assert (await admin.post(f"{path}/test")).json()["ok"]
    assert await signing() == first["value"]
    assert (await admin.get(path)).json() == {**first, "is_used": True}
    refused = await admin.post(path, json={"selector": "one"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "selector_in_use")
    second = (await admin.post(path, json={"selector": "two"})).json()
    assert not (await admin.post(f"{path}/test")).json()["ok"]
    assert await signing() == first["value"]
    # The form writes all settings at once, with what it was shown: no key is lost or mixed by that.
    channels = (await admin.get("/api/v1/channels")).json()["items"]
    shown = next(one["settings"] for one in channels if one["id"] == str(channel.id))
    assert "PRIVATE KEY" not in str(shown)
    for dkim in (shown["dkim"], {**shown["dkim"], "selector": "two"}):
        form = {name: value for name, value in shown.items() if name not in {"widget_key", "dkim_next"}}
        kept = await admin.patch(f"/api/v1/channels/{channel.id}", json={"settings": {**form, "dkim": dkim}})
        assert kept.status_code == 200
        assert await signing() == first["value"]
    assert (await admin.get(path)).json() == second
    names.records[second["name"]] = second["value"]
    assert (await admin.post(f"{path}/test")).json()["ok"]
    assert await signing() == second["value"]


@pytest.mark.parametrize("selector", ["", "a.b", "-a", "a b", "Ａ", "a" * 64])
async def test_a_selector_that_is_no_label_is_refused_by_name(
    channel, organization, sign_in, selector
) -> None:
    answer = await sign_in(organization.admin).post(ASKED.format(channel.id), json={"selector": selector})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "selector")


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"mailbox": {"port": 70_000}}, "settings.mailbox.port"),
        ({"mailbox": {"oauth": {"token_url": 1}}}, "settings.mailbox.oauth.token_url"),
        ({"acknowledgement": "x" * 4_001}, "settings.acknowledgement"),
        ({"aliases": ["a@shop.example", 1]}, "settings.aliases"),
    ],
)
async def test_a_setting_that_does_not_fit_is_refused_by_name(
    channel, organization, sign_in, part, field
) -> None:
    changes = {"settings": {"address": "support@hamseda.test", **part}}
    answer = await sign_in(organization.admin).patch(f"/api/v1/channels/{channel.id}", json=changes)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
