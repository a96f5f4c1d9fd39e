"""Mails that leave: a real SMTP server on the other side, retries that are the same mail, refusals that are told."""

import asyncio
import email
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any

import msgspec
import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fixtures.mail import deliver, proved, stored, written
from hamseda.channels.email import quoting
from hamseda.channels.email.composing import _kept, answer_subject
from hamseda.channels.email.outbound import NO_SERVER, SINK, MailCarrier
from hamseda.channels.email.reply import split
from hamseda.conversations.sending import Reply
from hamseda.kit.background import Outbox
from hamseda.kit.i18n import translate
from hamseda.kit.ids import new_id

NEGAR = "negar@example.com"


@dataclass
class Sink:
    """A mail server that takes what it is given, or refuses as it was told: a command, or an address."""

    refuse: dict[str, str] = field(default_factory=dict)
    mails: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _o: Any
    ) -> str:
        refusal = self.refuse.get(address) or self.refuse.get("RCPT")
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if "DATA" in self.refuse:
            return self.refuse["DATA"]
        mail = email.message_from_bytes(envelope.original_content or b"", policy=default)
        self.mails.append((str(envelope.mail_from), list(envelope.rcpt_tos), mail))  # type: ignore[arg-type]
        return "250 Taken"


@asynccontextmanager
async def listening(handler: Sink, **options: Any) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, loop=loop, hostname="sink", **options), "127.0.0.1", 0
    )
    yield server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    handler = Sink()
    async with listening(handler) as handler.port:
        yield handler


def outbox(house, **changes: Any) -> Outbox:
    settings = msgspec.structs.replace(house.settings, smtp_tls=False, **changes)
    carrier = MailCarrier(settings=settings, database=house.database, keys=house.keys, clock=house.clock)
    return Outbox(house.system, {"mail": carrier.carrier})


@pytest.fixture
async def question(road, channel, organization, owner):
    mail = written(channel.address, sender=f"نگار <{NEGAR}>", subject="سفارش من")
    await deliver(road, proved(mail), channel.address)
    (message,) = await stored(owner, organization)
    return message


async def answer(house, organization, question, text: str = "سلام نگار،\n\nدر راه است.", **more: Any):
    reply = Reply(id=new_id(), text=text, **more)
    await house.sending.send(organization.agent.caller, question["conversation_id"], reply, house.clock.now())
    return reply.id


async def state_of(owner, message_id) -> tuple[str, dict[str, Any]]:
    row = await owner.fetchrow("SELECT state, meta FROM message WHERE id = $1", message_id)
    return row["state"], row["meta"].get("delivery", {})


async def test_an_answer_arrives_as_a_good_mail(house, channel, organization, owner, question, sink):
    message_id = await answer(house, organization, question)
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port).step()
    ((sender, to, mail),) = sink.mails
    assert (sender, to) == (channel.address, [NEGAR])
    assert (mail["From"].addresses[0].display_name, mail["From"].addresses[0].addr_spec) == (
        "پشتیبانی مهر",
        channel.address,
    )
    assert mail["Reply-To"].addresses[0].addr_spec.startswith(channel.address.split("@")[0] + "+r.")
    assert mail["Subject"] == "Re: سفارش من"
    assert mail["Message-ID"] == f"<{message_id}@hamseda.test>"
    asked = f"<{question['meta']['mail']['message_id']}>"
    assert (mail["In-Reply-To"], mail["References"]) == (asked, asked)
    assert mail["Auto-Submitted"] is None
    plain, page = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
    assert plain.replace("\r\n", "\n").startswith("سلام نگار،\n\nدر راه است.\n\nدر ")
    assert 'dir="rtl"' in page
    style = 'style="direction:rtl;text-align:right;margin:0 0 12px" dir="rtl"'
    assert f"<p {style}>سلام نگار،</p><p {style}>در راه است.</p>" in page
    assert await state_of(owner, message_id) == ("sent", {"said": "Taken"})


async def test_an_english_answer_runs_from_left_to_right(house, organization, question, sink):
    await answer(house, organization, question, "On its way <b>now</b>")
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port).step()
    page = sink.mails[0][2].get_body(("html",)).get_content()
    assert '<html dir="ltr">' in page
    assert "&lt;b&gt;now&lt;/b&gt;" in page


async def test_files_go_along(house, organization, owner, question, sink, sign_in):
    client = sign_in(organization.agent)
    files = {"file": ("فاکتور.txt", "مبلغ".encode(), "text/plain")}
    uploaded = (await client.post("/api/v1/attachments", files=files)).json()
    await answer(house, organization, question, attachments=[uploaded["id"]])
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port).step()
    (attached,) = sink.mails[0][2].iter_attachments()
    assert attached.get_filename() == "فاکتور.txt"
    assert attached.get_payload(decode=True) == "مبلغ".encode()


async def test_a_retry_is_the_same_mail(house, organization, owner, question, sink):
    message_id = await answer(house, organization, question)
    sink.refuse["DATA"] = "451 Busy"
    box = outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port)
    await box.step()
    assert (await state_of(owner, message_id))[0] == "queued"
    sink.refuse.clear()
    # Sent, but the worker died before it could write that down: it is sent once more.
    for _ in range(2):
        await owner.execute("UPDATE outbox SET state = 'waiting', due_at = now(), leased_until = NULL")
        await owner.execute("UPDATE message SET state = 'queued' WHERE id = $1", message_id)
        await box.step()
    first, second = (mail.as_bytes() for _, _, mail in sink.mails)
    assert first == second


async def test_what_the_server_refuses_for_good_fails_and_is_told(house, organization, owner, question, sink):
    message_id = await answer(house, organization, question)
    sink.refuse["RCPT"] = "550 5.1.1 No such user"
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port).step()
    state, delivery = await state_of(owner, message_id)
    assert (state, "No such user" in delivery["reason"]) == ("failed", True)
    notice = await owner.fetchval(
        "SELECT meta FROM message WHERE conversation_id = $1 AND kind = 'notice' ORDER BY position DESC LIMIT 1",
        question["conversation_id"],
    )
    assert (notice["notice"], notice["message_id"]) == ("mail_failed", str(message_id))
    assert notice["reason"] == delivery["text"] == translate("fa", "email.undelivered.refused")
    assert await owner.fetchval("SELECT state FROM outbox WHERE subject_id = $1", message_id) == "failed"
    changed = await owner.fetchval(
        "SELECT body FROM event WHERE kind = 'message.changed' AND body->>'id' = $1", str(message_id)
    )
    assert changed["state"] == "failed"


async def test_without_a_server_it_says_what_to_set(house, organization, owner, question):
    message_id = await answer(house, organization, question)
    await outbox(house).step()
    state, delivery = await state_of(owner, message_id)
    assert (state, NO_SERVER in delivery["reason"]) == ("failed", True)
    assert "HAMSEDA_SMTP_HOST" in NO_SERVER


async def test_a_conversation_without_an_address_says_it_in_the_houses_language(
    house, organization, owner, question
):
    message_id = await answer(house, organization, question)
    await owner.execute("UPDATE interaction SET address = NULL WHERE organization_id = $1", organization.id)
    await outbox(house).step()
    state, delivery = await state_of(owner, message_id)
    assert (state, delivery["why"]) == ("failed", "no_address")
    notice = await owner.fetchval(
        "SELECT meta->>'reason' FROM message WHERE conversation_id = $1 AND kind = 'notice'"
        " ORDER BY position DESC LIMIT 1",
        question["conversation_id"],
    )
    assert notice == delivery["text"] == translate("fa", "email.undelivered.no_address")


async def test_the_demonstration_keeps_mails_to_look_at(house, organization, owner, question):
    message_id = await answer(house, organization, question)
    await outbox(house, demo=True).step()
    assert await state_of(owner, message_id) == ("sent", {"sink": True})
    kept = house.settings.data_folder / SINK / f"{message_id}.eml"
    assert b"Reply-To:" in kept.read_bytes()


async def test_mails_of_the_product_say_that_nobody_wrote_them(house, organization, owner, sink):
    body = {
        "to": "mina@example.com",
        "subject": "گذرواژه‌ی تازه\r\nBcc: x@evil.example",
        "text": "پیوند: https://x",
    }
    await owner.execute(
        "INSERT INTO outbox (organization_id, id, kind, body) VALUES ($1, $2, 'mail', $3)",
        organization.id,
        new_id(),
        body,
    )
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port, mail_domain="hamseda.test").step()
    ((sender, to, mail),) = sink.mails
    assert (sender, to) == ("hamseda@hamseda.test", ["mina@example.com"])
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Bcc"] is None
    assert mail["Reply-To"] is None


async def test_a_cancelled_message_does_not_leave(house, organization, owner, question, sink):
    message_id = await answer(house, organization, question)
    await owner.execute("UPDATE message SET state = 'cancelled' WHERE id = $1", message_id)
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port).step()
    assert sink.mails == []


async def test_a_channel_may_have_a_server_of_its_own_but_not_inside(
    house, channel, organization, owner, question, sink
):
    own = {"smtp": {"host": "127.0.0.1", "port": sink.port, "tls": False}}
    await owner.execute("UPDATE channel SET settings = settings || $2 WHERE id = $1", channel.id, own)
    refused = await answer(house, organization, question)
    await outbox(house, outbound_private_hosts=()).step()
    assert (await state_of(owner, refused))[0] == "failed"
    assert sink.mails == []
    allowed = await answer(house, organization, question)
    await outbox(house, outbound_private_hosts=("127.0.0.1",)).step()
    assert (await state_of(owner, allowed))[0] == "sent"


@pytest.mark.parametrize(
    ("subject", "answered"),
    [
        ("سفارش", "Re: سفارش"),
        ("Re: سفارش", "Re: سفارش"),
        ("RE: x", "RE: x"),
        ("پاسخ: x", "پاسخ: x"),
        ("", "—"),
        (None, "—"),
    ],
)
def test_subjects_of_answers(subject, answered):
    assert answer_subject(subject, "—") == answered


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> ssl.SSLContext:
    """A certificate that nobody knows, as many a small server has."""
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


async def probe(sign_in, person, channel) -> dict[str, Any]:
    response = await sign_in(person).post(f"/api/v1/channels/{channel.id}/test")
    assert response.status_code == 200, response.text
    return response.json()


async def set_server(owner, channel, **smtp: Any) -> None:
    await owner.execute(
        "UPDATE channel SET settings = settings || $2 WHERE id = $1", channel.id, {"smtp": smtp}
    )


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    from hamseda.settings import Settings  # noqa: PLC0415

    return Settings(
        folder=str(tmp_path_factory.mktemp("house")),
        public_url="http://hamseda.test",
        outbound_private_hosts=("127.0.0.1",),
    )


async def test_trying_a_server_says_what_to_do(channel, organization, owner, sign_in, sink, certificate):
    def log_in(*args: Any) -> AuthResult:
        return AuthResult(success=args[-1].password == b"right", handled=False)

    options = {"tls_context": certificate, "authenticator": log_in, "auth_require_tls": False}
    async with listening(Sink(), **options) as port:
        assert not (await probe(sign_in, organization.admin, channel))["ok"]
        await set_server(owner, channel, host="127.0.0.1", port=sink.port, tls=False)
        fine = await probe(sign_in, organization.admin, channel)
        assert fine["ok"], fine
        await set_server(owner, channel, host="127.0.0.1", port=sink.port)
        assert "STARTTLS" in (await probe(sign_in, organization.supervisor, channel))["advice"]
        await set_server(owner, channel, host="127.0.0.1", port=port)
        assert "گواهی" in (await probe(sign_in, organization.admin, channel))["advice"]
        await set_server(
            owner, channel, host="127.0.0.1", port=port, tls=False, user="mehr", password="wrong"
        )
        wrong = await probe(sign_in, organization.admin, channel)
        assert (wrong["ok"], "«mehr»" in wrong["advice"], wrong["said"][:3]) == (False, True, "535")
        await set_server(owner, channel, host="127.0.0.1", port=1, tls=False)
        assert "جواب نمی‌دهد" in (await probe(sign_in, organization.admin, channel))["advice"]


async def test_what_is_no_mail_server_is_named_so(channel, organization, owner, sign_in):
    async def answer_otherwise(_reader: Any, writer: Any) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer_otherwise, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        await set_server(owner, channel, host="127.0.0.1", port=port, tls=False)
        found = await probe(sign_in, organization.admin, channel)
    assert (found["ok"], "سرور ایمیل نیست" in found["advice"]) == (False, True), found
    assert "400 Bad Request" in found["said"]
    assert "-1" not in found["said"]


async def test_only_leaders_try_servers_and_only_of_their_own_mail_channels(
    channel, organization, foreign, sign_in
):
    assert (await sign_in(organization.agent).post(f"/api/v1/channels/{channel.id}/test")).status_code == 403
    assert (await sign_in(foreign.admin).post(f"/api/v1/channels/{channel.id}/test")).status_code == 404
    chat = await sign_in(organization.admin).post(f"/api/v1/channels/{organization.channel_id}/test")
    assert (chat.status_code, chat.json()["code"]) == (409, "no_mail_channel")


async def test_an_answer_quotes_what_it_answers_below_itself(
    house, channel, organization, owner, question, sink
):
    await answer(house, organization, question, text="در راه است.")
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port).step()
    ((_, _, mail),) = sink.mails
    plain = mail.get_body(("plain",)).get_content().replace("\r", "")
    head, _, quoted = plain.partition("در راه است.")[2].strip().partition("\n")
    assert (head.startswith("در "), head.endswith("، نگار نوشت:")) == (True, True)
    assert quoted.strip() == "> سلام"
    page = mail.get_body(("html",)).get_content()
    assert page.index("در راه است.") < page.index('class="hamseda_quote" lang="fa" dir="rtl"')
    assert '<blockquote type="cite" dir="rtl"' in page
    parts = split(plain, page)
    assert (parts.reply.strip(), "نگار" in parts.quoted) == ("در راه است.", True)


async def test_nobody_else_s_words_and_no_automatic_mail_is_quoted(
    house, road, channel, organization, owner, question, sink
):
    other = written(channel.address, sender="other@example.com", text="راز", in_reply_to="x")
    await deliver(road, other.as_bytes(), channel.address)
    await owner.execute(
        "UPDATE message SET conversation_id = $2, position = 2 WHERE organization_id = $1 AND text LIKE 'راز%'",
        organization.id,
        question["conversation_id"],
    )
    await owner.execute(
        "UPDATE conversation SET last_position = 2 WHERE id = $1", question["conversation_id"]
    )
    await answer(house, organization, question)
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port).step()
    ((_, _, mail),) = sink.mails
    assert "راز" not in mail.as_string()
    assert "hamseda_quote" not in mail.get_body(("html",)).get_content()


def test_a_quote_is_short_and_harmless():
    long = "\n".join(f"<b onclick=x>{number}</b>" for number in range(500))
    quoted = quoting.quote(
        long,
        name="A <i>",
        at=datetime(2026, 11, 22, tzinfo=UTC),
        direction="ltr",
        locale="en",
        time_zone="UTC",
    )
    assert quoted.attribution == "On Sunday, 22 November 2026, A <i> wrote:"
    assert quoting.plain(quoted).count("\n") <= quoting.MOST_LINES + 2
    assert quoting.plain(quoted).endswith("> …")
    assert "<b " not in quoting.html(quoted)
    assert "A &lt;i&gt;" in quoting.html(quoted)


def test_references_keep_the_first_mail_and_the_newest():
    ids = tuple(f"{number:060}@example.com" for number in range(200))
    kept = _kept((*ids[:50], "x" * 900, *ids[50:]))
    assert (kept[0], kept[-1]) == (ids[0], ids[-1])
    assert kept[1:] == list(ids[-len(kept) + 1 :])
    assert len(" ".join(f"<{one}>" for one in kept)) <= 2_000
    assert _kept(()) == []
