"""Mailboxes that are fetched, against a real mail store: to the byte, once, and by one process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from email import message_from_bytes
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import msgspec
import pytest

from fixtures.dovecot import PASSWORD, Dovecot
from fixtures.mail import MailChannel, stored, written
from fixtures.people import Organization
from hamseda.channels.email.fetching import Fetching, Roads
from hamseda.channels.email.mailbox_state import probe_mailbox
from hamseda.channels.email.settings import EmailSettings, Mailbox
from hamseda.channels.email.spool import Spool
from hamseda.conversations.api import opened_settings
from hamseda.house import House

PATIENCE = 30.0


class Fetched:
    """One channel whose mailbox lies on the real server."""

    def __init__(
        self, dovecot: Dovecot, owner: Any, organization: Organization, channel: MailChannel
    ) -> None:
        self.dovecot, self.owner, self.organization, self.channel = dovecot, owner, organization, channel
        self.name = dovecot.person()

    async def set_up(self, **mailbox: Any) -> None:
        protocol = mailbox.get("protocol", "imap")
        settings = {
            "protocol": protocol,
            "host": "localhost",
            "port": self.dovecot.ports[protocol],
            "encryption": "none",
            "user": self.name,
            "password": PASSWORD,
        } | mailbox
        await self.owner.execute(
            "UPDATE channel SET settings = settings || jsonb_build_object('mailbox', $3::jsonb) "
            "WHERE organization_id = $1 AND id = $2",
            self.organization.id,
            self.channel.id,
            settings,
        )

    def deliver(self, content: bytes) -> None:
        self.dovecot.deliver(self.name, content)

    async def raw(self) -> list[asyncpg.Record]:
        return await self.owner.fetch(
            "SELECT * FROM raw_mail WHERE channel_id = $1 ORDER BY received_at, id", self.channel.id
        )

    async def state(self) -> asyncpg.Record:
        return await self.owner.fetchrow("SELECT * FROM mailbox WHERE channel_id = $1", self.channel.id)


@pytest.fixture
async def box(dovecot, owner, organization, channel) -> AsyncIterator[Fetched]:
    made = Fetched(dovecot, owner, organization, channel)
    yield made
    # Mailboxes of one test are not fetched by the next.
    await owner.execute("UPDATE channel SET enabled = false WHERE id = $1", channel.id)


@pytest.fixture
async def fetch(house: House) -> AsyncIterator[Callable[[], Any]]:
    """`await fetch()` begins to fetch as another process of the same house would."""
    running: list[tuple[Fetching, asyncio.Task[None]]] = []

    async def turn(fetching: Fetching) -> None:
        while True:
            await fetching.step()
            await asyncio.sleep(0.1)

    async def begin(offered: list[dict[str, Any]] | None = None, **settings: Any) -> Fetching:
        changed = msgspec.structs.replace(house.settings, outbound_private_hosts=("localhost",), **settings)
        take = offered.append if offered is not None else (lambda _: None)
        roads = Roads(changed, house.system, house.database, house.keys, Spool(changed.data_folder), take)
        fetching = Fetching(roads)
        running.append((fetching, asyncio.create_task(turn(fetching))))
        return fetching

    async def end(fetching: Fetching, task: "asyncio.Task[None]") -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await fetching.close()

    begin.end = lambda: asyncio.gather(*(end(*one) for one in running))  # type: ignore[attr-defined]
    yield begin
    await begin.end()  # type: ignore[attr-defined]


async def until(find: Callable[[], Any], wanted: Callable[[Any], bool]) -> Any:
    async with asyncio.timeout(PATIENCE):
        while not wanted(found := await find()):
            await asyncio.sleep(0.05)
        return found


def odd_mails(address: str) -> list[bytes]:
    """Mails whose bytes a careless reader would change."""
    plain = written(address, text="سلام، سفارشم نرسید.").as_bytes().replace(b"\n", b"\r\n")
    return [
        plain,
        plain + b"\r\n..two dots\r\n.\r\nafter the dot\r\n",
        plain + "\u200c‌ خط بلند ".encode() * 400 + b"\r\n",
        plain + bytes(range(1, 10)) + b"\xff\xfe raw 8 bit\r\n",
    ]


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
async def test_every_mail_is_kept_to_the_byte(box, fetch, house, protocol) -> None:
    wanted = odd_mails(box.channel.address)
    for content in wanted:
        box.deliver(content)
    await box.set_up(protocol=protocol)
    await fetch()
    rows = await until(box.raw, lambda rows: len(rows) == len(wanted))
    spool = Spool(house.settings.data_folder)
    assert sorted([await spool.read(row["storage_key"]) for row in rows]) == sorted(wanted)


async def test_new_mail_comes_by_idle_and_is_a_message(box, fetch, road, owner, organization) -> None:
    await box.set_up()
    offered: list[dict[str, Any]] = []
    await fetch(offered)
    await until(box.state, lambda state: state is not None and state["fetched_at"] is not None)
    box.deliver(written(box.channel.address, text="کی می‌رسد؟").as_bytes())
    await until(box.raw, len)
    await road.placer.parse_waiting()
    [message] = await stored(owner, organization)
    assert "کی می‌رسد؟" in message["text"]
    assert [raw["channel_id"] for raw in offered] == [box.channel.id]
    [seen] = await until(lambda: asyncio.to_thread(box.dovecot.mails, box.name), lambda f: "S" in flags(f))
    assert seen.parent.name == "cur"


def flags(files: list[Path]) -> str:
    return "".join(file.name.partition(":2,")[2] for file in files)


@pytest.mark.parametrize(
    ("protocol", "after", "left", "moved"),
    [
        ("imap", "keep", 1, 0),
        ("imap", "delete", 0, 0),
        ("imap", "move", 0, 1),
        ("pop3", "keep", 1, 0),
        ("pop3", "delete", 0, 0),
    ],
)
async def test_what_becomes_of_a_mail_there(box, fetch, protocol, after, left, moved) -> None:
    box.deliver(written(box.channel.address).as_bytes())
    await box.set_up(protocol=protocol, after=after)
    await fetch()
    await until(box.raw, len)

    async def there() -> tuple[int, int]:
        return len(box.dovecot.mails(box.name)), len(box.dovecot.mails(box.name, "Processed"))

    await until(there, lambda found: found == (left, moved))
    if (protocol, after) == ("imap", "keep"):
        await fetch.end()
        assert flags(box.dovecot.mails(box.name)) == ""


@pytest.mark.parametrize(
    ("begin", "wanted"),
    [("new", ["later"]), ("unread", ["unread", "later"]), ("all", ["read", "unread", "later"])],
)
async def test_which_mails_count_when_a_mailbox_is_new(box, fetch, house, begin, wanted) -> None:
    for subject in ("read", "unread"):
        box.deliver(written(box.channel.address, subject=subject).as_bytes())
    [read] = [file for file in box.dovecot.mails(box.name) if b"Subject: read" in file.read_bytes()]
    read.rename(read.parent.parent / "cur" / f"{read.name}:2,S")
    await box.set_up(begin=begin, after="keep")
    await fetch()
    await until(box.state, lambda state: state is not None and state["fetched_at"] is not None)
    box.deliver(written(box.channel.address, subject="later").as_bytes())
    rows = await until(box.raw, lambda rows: len(rows) >= len(wanted))
    assert sorted(await subjects(house, rows)) == sorted(wanted)


async def subjects(house: House, rows: list[asyncpg.Record]) -> list[str]:
    spool = Spool(house.settings.data_folder)
    return [message_from_bytes(await spool.read(row["storage_key"]))["Subject"] for row in rows]


async def test_two_processes_fetch_a_mail_once(box, fetch) -> None:
    await box.set_up()
    await fetch()
    await fetch()
    for n in range(5):
        box.deliver(written(box.channel.address, subject=str(n)).as_bytes())
    await until(box.raw, lambda rows: len(rows) >= 5)
    await fetch.end()
    assert len(await box.raw()) == 5


async def test_what_was_cut_off_goes_on_where_it_was(box, fetch, owner) -> None:
    await box.set_up(after="keep")
    box.deliver(written(box.channel.address, subject="first").as_bytes())
    await fetch()
    await until(box.raw, lambda rows: len(rows) == 1)
    await fetch.end()
    box.deliver(written(box.channel.address, subject="second").as_bytes())
    await fetch()
    await until(box.raw, lambda rows: len(rows) == 2)


async def test_a_mail_that_is_too_large_is_told_and_stays_there(
    box, fetch, road, owner, organization
) -> None:
    await box.set_up(after="keep")
    box.deliver(written(box.channel.address, text="x" * 5_000).as_bytes())
    await fetch(max_mail_bytes=2_000)
    await until(box.raw, len)
    await road.placer.parse_waiting()
    [message] = await stored(owner, organization)
    assert message["meta"]["mail"]["unreadable"]
    assert len(box.dovecot.mails(box.name)) == 1


async def test_a_wrong_password_is_said_and_a_new_one_works_at_once(box, fetch) -> None:
    box.deliver(written(box.channel.address).as_bytes())
    await box.set_up(password="wrong")
    await fetch()
    state = await until(box.state, lambda state: state is not None and state["failing_since"] is not None)
    assert state["fault"] == "log_in"
    await box.set_up()
    await until(box.raw, len)
    state = await until(box.state, lambda state: state["failing_since"] is None)
    assert state["said"] is None


async def test_a_server_inside_the_network_is_refused(box, house, owner) -> None:
    await box.set_up()
    spool = Spool(house.settings.data_folder)
    roads = Roads(house.settings, house.system, house.database, house.keys, spool, lambda _: None)
    fetching = Fetching(roads)
    try:
        await fetching.step()
        state = await until(box.state, lambda state: state is not None and state["failing_since"] is not None)
    finally:
        await fetching.close()
    assert state["fault"] == "inside"


@pytest.mark.parametrize("encryption", ["tls", "starttls"])
@pytest.mark.parametrize("protocol", ["imap", "pop3"])
async def test_an_encrypted_server_is_asked_only_with_a_trusted_certificate(
    box, fetch, monkeypatch, protocol, encryption
) -> None:
    box.deliver(written(box.channel.address).as_bytes())
    port = box.dovecot.ports[f"{protocol}s" if encryption == "tls" else protocol]
    await box.set_up(protocol=protocol, encryption=encryption, port=port)
    await fetch()
    state = await until(box.state, lambda state: state is not None and state["failing_since"] is not None)
    assert state["fault"] == "tls"
    await fetch.end()
    monkeypatch.setenv("SSL_CERT_FILE", str(box.dovecot.folder / "certificate.pem"))
    await fetch()
    await until(box.raw, len)


async def test_a_disabled_channel_is_not_fetched(box, fetch, owner) -> None:
    await box.set_up()
    await owner.execute("UPDATE channel SET enabled = false WHERE id = $1", box.channel.id)
    box.deliver(written(box.channel.address).as_bytes())
    fetching = await fetch()
    await fetching.step()
    assert await box.state() is None


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
async def test_a_provider_of_tokens_lets_in_and_its_new_refresh_token_is_kept(
    box, fetch, house, owner, protocol
) -> None:
    provider = box.dovecot.provider
    first = uuid4().hex
    provider.people[first], provider.rotates = box.name, True
    box.deliver(written(box.channel.address).as_bytes())
    oauth = {"token_url": provider.token_url, "client_id": "hamseda", "refresh_token": first}
    await box.set_up(protocol=protocol, password="", oauth=oauth)
    await fetch()
    await until(box.raw, len)
    stored = await owner.fetchval("SELECT settings FROM channel WHERE id = $1", box.channel.id)
    renewed = opened_settings(house.keys, box.channel.id, stored)["mailbox"]["oauth"]["refresh_token"]
    assert renewed != first
    assert provider.people[renewed] == box.name
    assert renewed not in str(stored)


async def test_a_consent_that_was_taken_back_is_said(box, fetch) -> None:
    oauth = {"token_url": box.dovecot.provider.token_url, "client_id": "hamseda", "refresh_token": "gone"}
    await box.set_up(password="", oauth=oauth)
    await fetch()
    state = await until(box.state, lambda state: state is not None and state["failing_since"] is not None)
    assert (state["fault"], state["said"]) == ("token", "The consent was taken back.")


async def test_a_trial_says_what_the_server_answered_and_the_cure(box, house, sign_in, organization) -> None:
    admin = sign_in(organization.admin)

    async def tried() -> dict[str, Any]:
        answer = await admin.post(f"/api/v1/channels/{box.channel.id}/mailbox/test")
        assert answer.status_code == 200
        return answer.json()

    assert "صندوقی" in (await tried())["advice"]
    await box.set_up()
    assert "HAMSEDA_OUTBOUND_PRIVATE_HOSTS" in (await tried())["advice"]
    allowed = msgspec.structs.replace(house.settings, outbound_private_hosts=("localhost",))
    channel = EmailSettings(address=box.channel.address)
    right = Mailbox(
        host="localhost",
        port=box.dovecot.ports["imap"],
        encryption="none",
        user=box.name,
        password=PASSWORD,
    )
    for changed, ok, word in [
        ({}, True, "localhost"),
        ({"protocol": "pop3", "port": box.dovecot.ports["pop3"]}, True, "localhost"),
        ({"password": "wrong"}, False, box.name),
        ({"folder": "Nowhere"}, False, "Nowhere"),
        ({"encryption": "tls", "port": box.dovecot.ports["imaps"]}, False, "certificate"),
        ({"port": 1}, False, "port"),
    ]:
        mailbox = msgspec.structs.replace(right, **changed)
        found = await probe_mailbox(allowed, msgspec.structs.replace(channel, mailbox=mailbox), "en")
        assert (found.ok, word in found.advice) == (ok, True), found


async def test_an_administrator_sees_how_the_fetching_goes(box, fetch, sign_in, organization) -> None:
    admin = sign_in(organization.admin)

    async def state() -> dict[str, Any]:
        return (await admin.get(f"/api/v1/channels/{box.channel.id}/mailbox")).json()

    assert await state() == {
        "is_set": False, "fetched_at": None, "failing_since": None, "said": None, "advice": None
    }  # fmt: skip
    await box.set_up(password="wrong")
    await fetch()
    found = await until(state, lambda found: found["failing_since"])
    assert "Authentication failed" in found["said"]
    assert box.name in found["advice"]
    await box.set_up()
    await until(state, lambda found: found["fetched_at"] and not found["failing_since"])


@pytest.mark.parametrize(
    "headers",
    [
        b"To: " + b"(" * 3_000 + b"\r\n",
        b"To: " + b"a:" * 5_000 + b"\r\n",
        b"Return-Path: <a\x00b@example.com>\r\nTo: \xff\xfe\x00@x\r\n",
    ],
)
async def test_no_mail_stops_those_behind_it(box, fetch, headers) -> None:
    box.deliver(headers + b"Subject: hostile\r\n\r\nx\r\n")
    box.deliver(written(box.channel.address, subject="behind it").as_bytes())
    await box.set_up()
    await fetch()
    await until(box.raw, lambda rows: len(rows) == 2)


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
async def test_another_account_begins_anew(box, fetch, protocol) -> None:
    await box.set_up(protocol=protocol, after="keep")
    box.deliver(written(box.channel.address).as_bytes())
    await fetch()
    await until(box.raw, lambda rows: len(rows) == 1)
    box.name = box.dovecot.person()
    box.deliver(written(box.channel.address, subject="elsewhere").as_bytes())
    await box.set_up(protocol=protocol, after="keep")
    await until(box.raw, lambda rows: len(rows) == 2)


async def test_a_folder_made_anew_before_anything_was_fetched_is_fetched(box, fetch, owner) -> None:
    await box.set_up(after="keep")
    await fetch()
    await until(box.state, lambda state: state is not None and state["fetched_at"] is not None)
    await fetch.end()
    await owner.execute(
        "UPDATE mailbox SET position = jsonb_set(position, '{validity}', '7') WHERE channel_id = $1",
        box.channel.id,
    )
    box.deliver(written(box.channel.address).as_bytes())
    await fetch()
    await until(box.raw, len)


async def test_a_wish_that_the_server_refuses_holds_up_no_mail(box, fetch) -> None:
    for subject in ("one", "two"):
        box.deliver(written(box.channel.address, subject=subject).as_bytes())
    await box.set_up(after="move", move_to="x" * 300)
    await fetch()
    await until(box.raw, lambda rows: len(rows) == 2)
    state = await until(box.state, lambda state: state["fault"] is not None)
    assert state["fault"] == "settle"
    box.deliver(written(box.channel.address, subject="three").as_bytes())
    await until(box.raw, lambda rows: len(rows) == 3)
    assert len(box.dovecot.mails(box.name)) == 3


async def test_a_mail_marked_unread_again_stays_so(box, fetch) -> None:
    box.deliver(written(box.channel.address).as_bytes())
    await box.set_up()
    await fetch()
    await until(lambda: asyncio.to_thread(box.dovecot.mails, box.name), lambda files: "S" in flags(files))
    [file] = box.dovecot.mails(box.name)
    await until(box.state, lambda state: state["position"]["settling"] is None)
    await fetch.end()
    file.rename(file.with_name(file.name.replace("S", "")))
    await fetch()
    box.deliver(written(box.channel.address, subject="next").as_bytes())
    await until(box.raw, lambda rows: len(rows) == 2)
    assert any("S" not in one.name.partition(":2,")[2] for one in box.dovecot.mails(box.name))
