"""Suspicious mails are held with their reason, shown, let through or discarded; and what strangers try beside that."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from channels.email.test_machines import report
from channels.email.test_threading import NEGAR, STRANGER, first_mail, newest, reply_to
from fixtures.mail import deliver, let_all_through, proved, stored, written
from hamseda.channels.email.api import release_due
from hamseda.channels.email.queries import FORGET_ORIGINALS
from hamseda.channels.email.reports import mark_of
from hamseda.kit.background import Timers

EVIL = "dmarc=pass header.from=evil.example"


def refuted(mail: Any, policy: str = "reject") -> bytes:
    return proved(mail, f"dmarc=fail (p={policy} dis=none) header.from=example.com")


async def held(owner: asyncpg.Connection, organization) -> list[asyncpg.Record]:
    return await owner.fetch(
        "SELECT * FROM mail_quarantine WHERE organization_id = $1 ORDER BY held_at, id", organization.id
    )


@pytest.fixture
async def one(road, channel, organization, owner) -> asyncpg.Record:
    """A mail in quarantine."""
    await deliver(road, refuted(written(channel.address, sender=f"نگار <{NEGAR}>")), channel.address)
    (row,) = await held(owner, organization)
    return row


@pytest.fixture
def supervisor(sign_in, organization) -> httpx.AsyncClient:
    return sign_in(organization.supervisor)


async def audit(owner, organization) -> list[str]:
    rows = await owner.fetch(
        "SELECT action FROM audit_entry WHERE organization_id = $1 AND action LIKE 'mail.%' ORDER BY id",
        organization.id,
    )
    return [row["action"] for row in rows]


async def test_what_is_held_is_listed_with_its_reason_in_words(one, supervisor, organization, owner):
    page = (await supervisor.get("/api/v1/mail-quarantine")).json()
    (item,) = page["items"]
    assert (item["reason"], item["sender"], item["subject"], item["preview"].strip()) == (
        "dmarc", NEGAR, "سفارش من", "سلام",
    )  # fmt: skip
    assert NEGAR in item["text"]
    assert (page["waiting"], page["oldest"]) == ({"dmarc": 1}, item["held_at"])
    assert (item["state"], item["can_return"]) == ("held", False)
    for reason, count in (("dmarc", 1), ("loop", 0)):
        found = (await supervisor.get(f"/api/v1/mail-quarantine?reason={reason}")).json()
        assert len(found["items"]) == count
    assert (await supervisor.get("/api/v1/mail-quarantine?reason=rubbish")).status_code == 400


async def test_its_page_does_nothing_and_loads_nothing(road, channel, organization, owner, supervisor):
    mail = written(channel.address, sender=NEGAR)
    mail.add_alternative(
        "<p onclick=x>سلام 6219861034567890</p><script>x</script><img src='https://evil.example/x.png'>",
        subtype="html",
    )
    await deliver(road, refuted(mail), channel.address)
    (row,) = await held(owner, organization)
    page = await supervisor.get(f"/api/v1/mail-quarantine/{row['id']}/frame")
    assert page.status_code == 200
    assert "sandbox" in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for wrong in ("onclick", "<script", ' src="https://evil.example'):
        assert wrong not in page.text
    assert "6219861034567890" not in page.text + row["text"]
    assert (await supervisor.get(f"/api/v1/mail-quarantine/{uuid4()}/frame")).status_code == 404


async def test_who_lets_it_through_finds_it_marked_and_verified_by_nobody(
    house, road, one, supervisor, organization, owner
):
    path = f"/api/v1/mail-quarantine/{one['id']}/release"
    first, second = await supervisor.post(path), await supervisor.post(path)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["can_return"] is True
    await road.placer.parse_waiting()
    assert await stored(owner, organization) == [], "it can still be called back"
    await owner.execute("UPDATE timer SET due_at = now() WHERE subject_id = $1", one["id"])
    await Timers(house.system, {"mail.release": release_due}).step()
    await road.placer.parse_waiting()
    await road.placer.parse_waiting()
    (message,) = await stored(owner, organization)
    assert (message["mark"], message["is_verified"]) == ("unverified_sender", False)
    assert message["meta"]["mail"]["auth"]["why"] == "released"
    (item,) = (await supervisor.get("/api/v1/mail-quarantine?status=released")).json()["items"]
    assert item["conversation_id"] == str(message["conversation_id"])
    assert item["decided_by"] == str(organization.supervisor.id)
    assert (item["can_return"], await audit(owner, organization)) == (False, ["mail.quarantine_released"])
    late = await supervisor.post(f"/api/v1/mail-quarantine/{one['id']}/return")
    assert (late.status_code, late.json()["code"]) == (409, "mail_released")
    assert (await supervisor.post(path)).status_code == 200


async def test_what_is_let_through_is_answered_by_no_machine(house, road, channel, one, organization, owner):
    """Whoever is named as its sender has perhaps not written it."""
    await owner.execute(
        "UPDATE channel SET settings = settings || $2 WHERE id = $1", channel.id, {"acknowledgement": "رسید"}
    )
    await let_all_through(house, road, organization)
    honest = written(channel.address, sender="other@example.com")
    await deliver(road, proved(honest), channel.address, "other@example.com")
    rows = await stored(owner, organization)
    asked = [row["conversation_id"] for row in rows if row["direction"] == "inbound"]
    answered = [row["conversation_id"] for row in rows if row["author_kind"] == "system"]
    assert (len(asked), answered) == (2, asked[1:])


async def test_a_release_is_called_back_in_time(house, road, one, supervisor, organization, owner):
    await supervisor.post(f"/api/v1/mail-quarantine/{one['id']}/release")
    back = await supervisor.post(f"/api/v1/mail-quarantine/{one['id']}/return")
    assert (back.status_code, back.json()["state"]) == (200, "held")
    assert await owner.fetchval("SELECT count(*) FROM timer WHERE subject_id = $1", one["id"]) == 0
    await road.placer.parse_waiting()
    assert await stored(owner, organization) == []
    assert await audit(owner, organization) == ["mail.quarantine_released", "mail.quarantine_returned"]


async def test_a_discarded_mail_needs_a_reason_and_comes_back(
    house, road, one, supervisor, organization, owner
):
    path = f"/api/v1/mail-quarantine/{one['id']}"
    assert (await supervisor.post(f"{path}/discard", json={"why": ""})).status_code == 400
    assert (await supervisor.post(f"{path}/discard", json={})).status_code == 400
    for _ in range(2):
        gone = await supervisor.post(f"{path}/discard", json={"why": "هرزنامه"})
        assert (gone.status_code, gone.json()["state"], gone.json()["why"]) == (200, "discarded", "هرزنامه")
    assert gone.json()["can_return"] is True
    assert (await supervisor.post(f"{path}/release")).status_code == 409
    assert (await supervisor.get("/api/v1/mail-quarantine")).json()["waiting"] == {}
    back = await supervisor.post(f"{path}/return")
    assert (back.status_code, back.json()["state"], back.json()["why"]) == (200, "held", None)
    assert await let_all_through(house, road, organization) == 1
    assert len(await stored(owner, organization)) == 1
    assert await audit(owner, organization) == ["mail.quarantine_discarded", "mail.quarantine_returned"]


async def test_what_is_held_keeps_its_original_however_old(house, one, supervisor, organization, owner):
    future = house.clock.now() + timedelta(days=9_000)

    async def forget() -> None:
        async with house.system.everywhere() as connection:
            await connection.fetch(FORGET_ORIGINALS, future, 1_000)

    async def key() -> str:
        return await owner.fetchval("SELECT storage_key FROM raw_mail WHERE id = $1", one["id"])

    await forget()
    assert await key()
    await supervisor.post(f"/api/v1/mail-quarantine/{one['id']}/discard", json={"why": "x"})
    await forget()
    assert await key() == ""
    late = await supervisor.post(f"/api/v1/mail-quarantine/{one['id']}/return")
    assert (late.status_code, late.json()["code"]) == (409, "original_gone")


async def test_the_same_mail_twice_is_held_once(road, channel, organization, owner):
    content = refuted(written(channel.address, sender=NEGAR))
    for _ in range(2):
        await deliver(road, content, channel.address)
    assert len(await held(owner, organization)) == 1
    rows = await owner.fetch("SELECT state FROM raw_mail WHERE channel_id = $1", channel.id)
    assert sorted(row["state"] for row in rows) == ["duplicate", "quarantined"]


async def test_another_organization_sees_and_moves_nothing(one, sign_in, foreign):
    client = sign_in(foreign.admin)
    assert (await client.get("/api/v1/mail-quarantine")).json()["items"] == []
    for act, body in (("release", None), ("discard", {"why": "x"}), ("return", None)):
        assert (await client.post(f"/api/v1/mail-quarantine/{one['id']}/{act}", json=body)).status_code == 404


async def test_a_supervisor_decides_for_the_mailboxes_of_their_department(one, sign_in, organization, owner):
    theirs = await owner.fetchval(
        """SELECT q.department_id FROM channel c JOIN queue q ON q.organization_id = c.organization_id AND q.id = c.queue_id
           WHERE c.id = $1""",
        one["channel_id"],
    )
    other = ({organization.sales_id, organization.support_id} - {theirs}).pop()
    lead = "UPDATE membership SET role = 'supervisor', department_id = $2 WHERE user_id = $1"
    await owner.execute(lead, organization.supervisor.id, other)
    client, path = sign_in(organization.supervisor), f"/api/v1/mail-quarantine/{one['id']}"
    page = (await client.get("/api/v1/mail-quarantine")).json()
    assert (page["items"], page["waiting"], page["oldest"]) == ([], {}, None)
    for act, body in (("release", None), ("discard", {"why": "x"}), ("return", None)):
        assert (await client.post(f"{path}/{act}", json=body)).status_code == 404
    assert (await client.get(f"{path}/frame")).status_code == 404
    assert (await held(owner, organization))[0]["state"] == "held"

    await owner.execute(lead, organization.agent.id, theirs)
    client = sign_in(organization.agent)
    page = (await client.get("/api/v1/mail-quarantine")).json()
    assert ([item["id"] for item in page["items"]], page["waiting"]) == ([str(one["id"])], {"dmarc": 1})
    assert (await client.get(f"{path}/frame")).status_code == 200
    assert (await client.post(f"{path}/discard", json={"why": "x"})).status_code == 200
    assert (await client.post(f"{path}/return")).json()["state"] == "held"
    assert (await client.post(f"{path}/release")).json()["state"] == "released"


class TestWhatIsHeld:
    async def reason(
        self, road, channel, organization, owner, content: bytes, sender: str = NEGAR
    ) -> str | None:
        await deliver(road, content, channel.address, sender=sender)
        rows = await held(owner, organization)
        return rows[-1]["reason"] if rows else None

    async def test_a_policy_of_none_holds_nothing(self, road, channel, organization, owner):
        content = refuted(written(channel.address, sender=NEGAR), "none")
        assert await self.reason(road, channel, organization, owner, content) is None
        (message,) = await stored(owner, organization)
        assert message["mark"] == "unverified_sender"

    async def test_our_own_domain_is_not_anybodys(self, road, channel, organization, owner):
        content = written(channel.address, sender="مدیر <ceo@hamseda.test>").as_bytes()
        assert await self.reason(road, channel, organization, owner, content) == "forged_own_domain"

    async def test_a_colleague_whom_the_border_knows_is_no_forger(self, road, channel, organization, owner):
        mail = written(channel.address, sender="ceo@hamseda.test")
        content = proved(mail, "dmarc=pass header.from=hamseda.test")
        assert await self.reason(road, channel, organization, owner, content) is None

    async def test_an_agents_address_is_not_anybodys(self, road, channel, organization, owner):
        agent = await owner.fetchval("SELECT email FROM app_user WHERE id = $1", organization.agent.id)
        content = written(channel.address, sender=f"کارشناس <{agent.upper()}>").as_bytes()
        assert await self.reason(road, channel, organization, owner, content) == "forged_agent"

    async def test_of_another_house_an_agent_is_a_stranger(self, road, channel, organization, foreign, owner):
        agent = await owner.fetchval("SELECT email FROM app_user WHERE id = $1", foreign.agent.id)
        content = written(channel.address, sender=agent).as_bytes()
        found = await self.reason(road, channel, organization, owner, content)
        assert found in {None, "forged_own_domain"}

    async def test_a_name_that_is_our_address(self, road, channel, organization, owner):
        mail = written(channel.address, sender=f'"{channel.address}" <{STRANGER}>')
        assert await self.reason(road, channel, organization, owner, proved(mail, EVIL)) == "lookalike"

    async def test_a_program_is_held_whoever_sends_it(self, road, channel, organization, owner):
        mail = written(channel.address, sender=NEGAR)
        mail.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="faktor.pdf.exe")
        assert await self.reason(road, channel, organization, owner, proved(mail)) == "executable"
        (row,) = await held(owner, organization)
        assert row["detail"]["files"] == ["faktor.pdf.exe"]

    async def test_our_own_automatic_mail(self, house, road, channel, organization, owner):
        mail = written(channel.address, sender=NEGAR)
        mail["X-Hamseda-Loop"] = mark_of(house.keys, organization.id)
        assert await self.reason(road, channel, organization, owner, proved(mail)) == "loop"
        # Let through, it is shown, and answered by nobody.
        await let_all_through(house, road, organization)
        assert len(await stored(owner, organization)) == 1

    async def test_a_report_of_our_own_server_is_no_forgery(self, road, channel, organization, owner):
        told = report(channel, "unknown@x.example")
        whole = told.replace(b"MAILER-DAEMON@mx.example.net", b"MAILER-DAEMON@hamseda.test")
        assert whole != told
        assert await self.reason(road, channel, organization, owner, whole, sender="") is None
        assert len(await stored(owner, organization)) == 1

    async def test_a_report_by_the_name_of_a_person_of_the_house(self, road, channel, organization, owner):
        whole = report(channel, "unknown@x.example").replace(
            b"MAILER-DAEMON@mx.example.net", b"director@hamseda.test"
        )
        reason = await self.reason(road, channel, organization, owner, whole, sender="")
        assert reason == "forged_own_domain"


class TestAgentsByMail:
    """There is no answering by mail for agents: an agent's address in a From is a stranger's, also a proved one."""

    async def test_an_agent_who_writes_by_mail_is_a_customer(self, house, road, channel, organization, owner):
        first = await first_mail(road, channel, organization, owner)
        agent = await owner.fetchval("SELECT email FROM app_user WHERE id = $1", organization.agent.id)
        domain = agent.rpartition("@")[2]
        border = f"dmarc=pass header.from={domain}"
        address = await reply_to(house, owner, first, channel)
        named = {"in_reply_to": f"<{first['meta']['mail']['message_id']}>"}
        for to, headers in ((channel.address, named), (address, {})):
            mail = written(to, sender=agent, text="پاسخ از ایمیل", **headers)
            await deliver(road, proved(mail, border), to, sender=agent)
        found = [row for row in await stored(owner, organization) if "پاسخ از ایمیل" in row["text"]]
        assert len(found) == 2
        for message in found:
            assert message["conversation_id"] != first["conversation_id"]
            assert (message["direction"], message["author_kind"]) == ("inbound", "customer")
        queued = await owner.fetchval(
            "SELECT count(*) FROM outbox WHERE organization_id = $1 AND kind = 'mail'", organization.id
        )
        assert queued == 0


async def sent_by_us(owner, organization, first: asyncpg.Record) -> None:
    """An answer of ours is known by its Message-ID to all who got it."""
    await owner.execute(
        """INSERT INTO mail_reference (organization_id, message_id_header, conversation_id, message_id, direction, address)
           VALUES ($1, 'ours@hamseda.test', $2, $3, 'outbound', $4)""",
        organization.id,
        first["conversation_id"],
        first["id"],
        NEGAR,
    )


class TestStrangersInCopy:
    """A stranger who was in copy knows the token of another, the Message-ID and the number."""

    @pytest.mark.parametrize("is_proved", [True, False])
    @pytest.mark.parametrize("by", ["token", "in_reply_to", "references", "tag", "all"])
    async def test_whoever_was_in_copy_joins_nothing(
        self, house, road, channel, organization, owner, by, is_proved
    ):
        first = await first_mail(road, channel, organization, owner)
        number = await owner.fetchval(
            "SELECT number FROM conversation WHERE id = $1", first["conversation_id"]
        )
        token = await reply_to(house, owner, first, channel)
        await sent_by_us(owner, organization, first)
        message_id = "<ours@hamseda.test>"
        headers: dict[str, Any] = {}
        if by in {"in_reply_to", "all"}:
            headers["in_reply_to"] = message_id
        if by in {"references", "all"}:
            headers["references"] = message_id
        if by in {"tag", "all"}:
            headers["subject"] = f"Re: [#{number}] سفارش"
        to = token if by in {"token", "all"} else channel.address
        mail = written(to, sender=STRANGER, text="من هم هستم", **headers)
        mail["Cc"] = NEGAR
        mail["Reply-To"] = NEGAR
        mail["Sender"] = NEGAR
        content = proved(mail, EVIL) if is_proved else mail.as_bytes()
        await deliver(road, content, to, sender=NEGAR)
        apart = await newest(owner, organization)
        assert "من هم هستم" in apart["text"]
        assert apart["conversation_id"] != first["conversation_id"]
        assert apart["customer_id"] != first["customer_id"]
        # A tag is known to everybody: who proves their own address is taken at their word.
        assert apart["mark"] == (None if (by, is_proved) == ("tag", True) else "foreign_subject")
        customers = await owner.fetch(
            "SELECT value FROM identity WHERE organization_id = $1 AND customer_id = $2",
            organization.id,
            first["customer_id"],
        )
        assert STRANGER not in {row["value"] for row in customers}

    async def test_a_forged_absence_enters_no_thread(self, house, road, channel, organization, owner):
        """Whoever was in copy knows our Message-ID and the customer's address."""
        first = await first_mail(road, channel, organization, owner)
        await sent_by_us(owner, organization, first)
        mail = written(channel.address, sender=NEGAR, text="بازگشت وجه را به این کارت بزنید",
                       in_reply_to="<ours@hamseda.test>", auto_submitted="auto-replied")  # fmt: skip
        await deliver(road, mail.as_bytes(), channel.address)
        found = [row for row in await stored(owner, organization) if "این کارت" in row["text"]]
        assert [row["conversation_id"] == first["conversation_id"] for row in found] == [False]
        mail.replace_header("Message-ID", f"<{uuid4()}@example.com>")
        await deliver(road, proved(mail), channel.address)
        found = [row for row in await stored(owner, organization) if "این کارت" in row["text"]]
        assert found[-1]["conversation_id"] == first["conversation_id"]
        assert found[-1]["kind"] == "note"
