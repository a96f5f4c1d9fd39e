"""Sensitive numbers by every road a text may take: afterwards no table of the database holds one of them.

Each road has numbers of its own, so that one that leaks names its road.
"""

import random
import re
import urllib.parse
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from channels.test_webchat import site  # noqa: F401 -- a fixture
from conversations.moves import mails, split
from fixtures.mail import channel as mail_channel  # noqa: F401 -- a fixture
from fixtures.mail import deliver, let_all_through, proved, written
from fixtures.mail import road as mail_road  # noqa: F401 -- a fixture
from hamseda.kit.sensitive.checks import is_card, is_national_id, is_shaba

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
ASCII = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
# What lies between the groups of a number, also where it was written into an address.
GAPS = str.maketrans("", "", " -+")
TAGS = re.compile("<[^<>]*>")
# Who administers names these; they are not what customers say.
TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
"""


class Numbers:
    """Fresh numbers, each remembered with the road that it was sent by."""

    def __init__(self) -> None:
        self._chance = random.Random(20261130)  # noqa: S311 -- the same numbers at each run, to be found again
        self.sent: dict[str, str] = {}

    def card(self, road: str) -> str:
        return self._fresh(road, "603799", 16, is_card)

    def national_id(self, road: str) -> str:
        return self._fresh(road, "00", 10, is_national_id)

    def shaba(self, road: str) -> str:
        return self._fresh(road, "", 24, is_shaba)

    def all_of(self, road: str) -> str:
        """A card in groups of four, a national id and a Shaba, each in a script of its own."""
        card = self.card(road).translate(PERSIAN)
        grouped = "-".join(card[at : at + 4] for at in range(0, 16, 4))
        return f"{grouped} کد ملی {self.national_id(road).translate(ARABIC)} IR{self.shaba(road)}"

    def parted(self, road: str) -> str:
        """The same as rich text, with tags between the digits of a card."""
        card = self.card(road)
        return f"<p>{card[:5]}<b>{card[5:9]}</b>{card[9:]}</p><p>{self.all_of(road)}</p>"

    def _fresh(self, road: str, begins: str, length: int, holds: Any) -> str:
        while True:
            digits = begins + "".join(self._chance.choices("0123456789", k=length - len(begins)))
            if holds(digits) and digits not in self.sent:
                self.sent[digits] = road
                return digits


@pytest.fixture
def numbers() -> Numbers:
    return Numbers()


async def test_no_road_brings_a_number_into_the_database(
    house,
    sign_in,
    owner,
    organization,
    site,  # noqa: F811
    mail_road,  # noqa: F811
    mail_channel,  # noqa: F811
    numbers,
) -> None:
    people = {name: sign_in(getattr(organization, name)) for name in ("admin", "agent", "auditor")}
    await _by_chat(site, numbers)
    logged = await _by_hand(people["agent"], organization, numbers)
    await _as_colleagues(people["admin"], people["agent"], logged, numbers)
    await _split_off(house, people["admin"], owner, organization, numbers)
    await _of_the_customer(people["admin"], logged["customer"]["id"], numbers)
    await _as_leader(people["admin"], organization, numbers)
    await _by_mail(people["admin"], people["agent"], organization, logged, numbers)
    await _by_arriving_mail(mail_road, mail_channel.address, numbers)
    await _by_quarantine(mail_road, mail_channel.address, people["admin"], numbers)
    await let_all_through(house, mail_road, organization)
    await _looking_for(people["auditor"], numbers)
    assert {numbers.sent[each] for each in await _stored(owner, numbers)} == set()


async def _by_chat(site: Any, numbers: Numbers) -> None:  # noqa: F811
    visits = (
        await site.visit(),
        await site.visit(
            identity_token=site.identity(
                sub=numbers.national_id("subject"), name=numbers.all_of("name of a token")
            )
        ),
    )
    for visit in visits:
        http, headers = site.http, {"authorization": f"Bearer {visit['visitor_token']}"}
        said = {"text": numbers.all_of("chat"), "context": _context(numbers)}
        await _ok(http.post("/widget/v1/messages", json={"id": str(uuid4()), **said}, headers=headers))
        file = {"file": (f"{numbers.all_of('file')}.txt", b"x", "text/plain")}
        sent = await _ok(http.post("/widget/v1/attachments", files=file, headers=headers))
        more = {"text": numbers.all_of("second"), "attachments": [sent["id"]], "context": _context(numbers)}
        await _ok(http.post("/widget/v1/messages", json={"id": str(uuid4()), **more}, headers=headers))


def _context(numbers: Numbers) -> dict[str, Any]:
    address = f"https://shop.example/{numbers.card('page')}/{quote(numbers.all_of('written address'))}"
    return {
        "pages": [{"url": f"{address}?card={numbers.card('query')}", "title": numbers.all_of("title")}],
        "referrer": f"https://else.example/{numbers.card('referrer')}",
        "entry": {"by": numbers.all_of("entry")},
        "attributes": {
            "card": int(numbers.card("whole number")),
            numbers.card("name of an attribute"): numbers.all_of("attribute"),
        },
        "journey": {"step": numbers.all_of("step"), "topic": numbers.all_of("topic")},
    }


async def _by_hand(agent: httpx.AsyncClient, organization: Any, numbers: Numbers) -> dict[str, Any]:
    contact = {
        "channel_kind": "telegram",
        "queue_id": str(organization.sales_queue_id),
        "text": numbers.all_of("pasted"),
        "subject": numbers.all_of("subject of a pasted contact"),
        "customer": {"name": numbers.all_of("name of a pasted contact")},
    }
    logged = await _ok(agent.post("/api/v1/conversations", json=contact))
    contact["customer"] = {"identities": [{"kind": "handle", "value": numbers.card("pasted handle")}]}
    refused = await agent.post("/api/v1/conversations", json=contact)
    assert refused.json()["errors"][0]["field"] == "customer.identities.0.value"
    return logged


async def _as_colleagues(
    admin: httpx.AsyncClient, agent: httpx.AsyncClient, logged: dict[str, Any], numbers: Numbers
) -> None:
    path = f"/api/v1/conversations/{logged['id']}"
    note = {"id": str(uuid4()), "kind": "note", "text": numbers.all_of("note")}
    await _ok(agent.post(f"{path}/messages", json=note))
    file = {"id": str(uuid4()), "name": numbers.all_of("draft's file"), "content_type": "a/b", "size": 1}
    draft = {"text": numbers.all_of("draft"), "attachments": [{**file, "is_image": False, "url": "/"}]}
    await _ok(agent.put(f"{path}/draft", json=draft))
    told = {"subject": numbers.all_of("subject"), "next_step": numbers.all_of("next step")}
    await _ok(agent.patch(path, json=told))
    moved = {"queue_id": logged["queue_id"], "note": numbers.all_of("transfer")}
    await _ok(agent.post(f"{path}/transfer", json=moved))
    sealed = (await _ok(admin.get(f"{path}/messages")))["items"][0]["meta"]["sealed"][0]
    reason = {"reason": numbers.all_of("reason")}
    admin.headers["idempotency-key"] = uuid4().hex
    await _ok(admin.post(f"/api/v1/sealed-values/{sealed['id']}/reveal", json=reason))
    del admin.headers["idempotency-key"]


async def _by_mail(
    admin: httpx.AsyncClient,
    agent: httpx.AsyncClient,
    organization: Any,
    logged: dict[str, Any],
    numbers: Numbers,
) -> None:
    """What only mails have; tags part the digits in rich text."""
    settings = {"address": f"{uuid4().hex}@shop.example"}
    box = {
        "kind": "email",
        "name": "mail",
        "queue_id": str(organization.sales_queue_id),
        "settings": settings,
    }
    await _ok(admin.post("/api/v1/channels", json=box))
    signed = {
        "signature_html": numbers.parted("signature"),
        "signature_text": numbers.all_of("plain signature"),
    }
    await _ok(admin.patch(f"/api/v1/queues/{organization.sales_queue_id}", json=signed))
    canned = {"shortcut": uuid4().hex, "title": "x", "text": "x", "html": numbers.parted("canned html")}
    await _ok(admin.post("/api/v1/canned-replies", json=canned))
    path = f"/api/v1/conversations/{logged['id']}"
    mail = {"to": [numbers.card("draft to")], "subject": numbers.all_of("draft subject")}
    await _ok(
        agent.put(f"{path}/draft", json={"text": "", "html": numbers.parted("draft html"), "mail": mail})
    )
    first = (await _ok(agent.get(f"{path}/messages")))["items"][0]["id"]
    passed = {"id": str(uuid4()), "message_id": first, "to": ["a@supplier.example"]}
    said = {"html": numbers.parted("forward"), "subject": numbers.all_of("subject of a forward")}
    await _ok(agent.post(f"{path}/forwards", json={**passed, **said}))
    passed = {**passed, "id": str(uuid4()), "to": [f"{numbers.card('recipient')}@supplier.example"]}
    refused = await agent.post(f"{path}/forwards", json=passed)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "sensitive_number")


async def _split_off(
    house: Any, admin: httpx.AsyncClient, owner: Any, organization: Any, numbers: Numbers
) -> None:
    """What is typed at a split."""
    one, two = await mails(house, owner, organization, "x", "y")
    typed = {"subject": numbers.all_of("subject of a split")}
    await _ok(split(admin, one.conversation_id, two.message["id"], **typed))


def _letter(address: str, road: str, numbers: Numbers, **headers: Any) -> Any:
    """A mail with numbers wherever people write; an address and a Message-ID must stay what they are."""
    mail = written(
        address,
        text=numbers.all_of(f"text of {road}"),
        subject=numbers.all_of(f"subject of {road}"),
        **{"sender": f'"{numbers.all_of(f"name of {road}")}" <negar@example.com>', **headers},
    )
    mail.add_alternative(numbers.parted(f"page of {road}"), subtype="html")
    name = f"{numbers.all_of(f'file of {road}')}.txt"
    mail.add_attachment(b"x", maintype="text", subtype="plain", filename=name)
    mail["Cc"] = f'"{numbers.all_of(f"name in copy of {road}")}" <b@example.com>'
    return mail


async def _by_arriving_mail(road: Any, address: str, numbers: Numbers) -> None:
    await deliver(road, proved(_letter(address, "a mail", numbers)), address)


async def _by_quarantine(road: Any, address: str, admin: httpx.AsyncClient, numbers: Numbers) -> None:
    """Of a held mail nobody answers the address: it is masked too."""
    refuted = "dmarc=fail (p=reject dis=none) header.from=example.com"
    await deliver(road, proved(_letter(address, "a held mail", numbers), refuted), address)
    sender = f"{numbers.card('sender of a held mail')}@example.com"
    discarded = written(
        address, sender=sender, message_id=f"<{numbers.card('id of a held mail')}@example.com>"
    )
    discarded.add_attachment(
        b"MZ", maintype="application", subtype="x", filename=f"{numbers.card('program')}.exe"
    )
    await deliver(road, proved(discarded, refuted), address)
    items = (await _ok(admin.get("/api/v1/mail-quarantine")))["items"]
    path = f"/api/v1/mail-quarantine/{items[0]['id']}"
    await _ok(admin.post(f"{path}/discard", json={"why": numbers.all_of("why it was discarded")}))
    assert [item["state"] for item in items] == ["held", "held"]


async def _of_the_customer(admin: httpx.AsyncClient, customer_id: str, numbers: Numbers) -> None:
    path = f"/api/v1/customers/{customer_id}"
    known = {"کارت": int(numbers.card("number")), numbers.card("key"): numbers.all_of("value")}
    await _ok(admin.patch(path, json={"name": numbers.all_of("name"), "attributes": known}))
    for kind, value in (
        ("handle", numbers.card("handle")),
        ("external", numbers.national_id("external")),
        ("email", f"{numbers.card('email')}@example.com"),
    ):
        refused = await admin.post(f"{path}/identities", json={"kind": kind, "value": value})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "sensitive_number")
    made = await _ok(admin.post(f"{path}/identities", json={"kind": "email", "value": "a@example.com"}))
    checked = {"method": "agent_checked", "note": numbers.all_of("proof")}
    await _ok(admin.post(f"{path}/identities/{made['identities'][-1]['id']}/verification", json=checked))


async def _as_leader(admin: httpx.AsyncClient, organization: Any, numbers: Numbers) -> None:
    reply = {"shortcut": uuid4().hex, "title": numbers.card("canned title"), "text": numbers.all_of("canned")}
    await _ok(admin.post("/api/v1/canned-replies", json=reply))
    bulletin = {"title": numbers.all_of("bulletin"), "text": numbers.all_of("text of a bulletin")}
    made = await _ok(admin.post("/api/v1/bulletins", json=bulletin))
    reworded = {"text": numbers.all_of("reworded bulletin")}
    await _ok(admin.patch(f"/api/v1/bulletins/{made['id']}", json=reworded))


async def _looking_for(auditor: httpx.AsyncClient, numbers: Numbers) -> None:
    """An auditor's search is written down, however the address wrote it."""
    card = numbers.card("search with +")
    grouped = "+".join(card[at : at + 4] for at in range(0, 16, 4))
    for query in (grouped, quote(numbers.all_of("search")), numbers.card("search")):
        await _ok(auditor.get(f"/api/v1/search?query={query}"))


async def _ok(asked: Any) -> Any:
    answer = await asked
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


async def _stored(owner: Any, numbers: Numbers) -> set[str]:
    """The numbers that some row of some table holds, written in whatever script."""
    found: set[str] = set()
    for table in await owner.fetch(TABLES):
        for row in await owner.fetch(f'SELECT t::text AS row FROM "{table["relname"]}" t'):
            found |= set(_held(row["row"], numbers))
    return found


def _held(row: str, numbers: Numbers) -> Iterator[str]:
    text = urllib.parse.unquote_plus(row).translate(ASCII)
    flat = TAGS.sub("", text).translate(GAPS)
    yield from (each for each in numbers.sent if each in text or each in flat)
