"""Every route is called, and answers what the description says; the examples are such calls."""

from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from litestar import Litestar

from demo.conftest import seeded, settings  # noqa: F401 -- fixtures
from description.recording import WRITES, Record, needed, write_missing
from fixtures.contract import Contract, contract_of
from fixtures.house import BASE_URL
from fixtures.people import PASSWORD, Organization, Person, insert, plant
from hamseda.channels.email.spool import Spool
from hamseda.description.examples import read_examples
from hamseda.house import House
from hamseda.kit.ids import new_id
from hamseda.kit.sensitive import mask
from hamseda.organization.api import seal_findings
from organization.access_matrix import NAMES, PLANTS, RULES
from organization.matrix import Rows, Rule, call, person

# Changes come first, so that the lists which are read after them hold something.
TURNS = (("POST", "PUT", "PATCH"), ("GET",), ("DELETE",))
CARD = "6037991234567893"
PAGES = (
    "conversations",
    "customers",
    "users",
    "queues",
    "channels",
    "labels",
    "canned-replies",
    "dispositions",
)
SHELVES = (
    "departments",
    "teams",
    "skills",
    "brands",
    "calendars",
    "bulletins",
    "api-keys",
    "webhooks",
    "audit",
)


class Desk:
    """Clients whose calls are recorded."""

    def __init__(self, app: Litestar, record: Record, stack: AsyncExitStack) -> None:
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self.record, self._stack = record, stack

    async def client(self, somebody: Person | None = None, **more: Any) -> httpx.AsyncClient:
        own: dict[str, Any] = {}
        if somebody is not None:
            own = {"cookies": {"hamseda_session": somebody.token}, "headers": {"x-csrf-token": somebody.csrf}}
        made = httpx.AsyncClient(
            transport=self._transport,
            base_url=BASE_URL,
            event_hooks={"response": [self.record.note]},
            **{**own, **more},
        )
        return await self._stack.enter_async_context(made)


@pytest.fixture(scope="module")
def contract(app: Litestar) -> Contract:
    return contract_of(app)


@pytest.fixture(scope="module")
async def record(
    app: Litestar,
    contract: Contract,
    house: House,
    seeded: list[str],  # noqa: F811
    owner: asyncpg.Connection,
) -> Record:
    """The demonstration is read, then every line of the access matrix is gone through by somebody who may."""
    made = Record(contract)
    async with AsyncExitStack() as stack:
        desk = Desk(app, made, stack)
        await read_the_demonstration(desk)
        await go_through_the_matrix(desk, owner)
        organization = await plant(owner)
        await use_the_channels(desk, organization)
        await use_mails(desk, house, organization, owner)
        await use_secrets(desk, house, organization, owner)
    if WRITES:
        write_missing(contract, made)
        read_examples.cache_clear()
    return made


async def read_the_demonstration(desk: Desk) -> None:
    """Log in as its administrator and read everything that one screen after the other reads."""
    http = await desk.client()
    accounts = (await http.get("/api/v1/demo/accounts")).json()["items"]
    admin = next(one for one in accounts if one["role"] == "admin")
    me = (await http.post("/api/v1/demo/session", json={"email": admin["email"]})).json()
    http.headers["x-csrf-token"] = me["csrf"]
    await http.put("/api/v1/demo/live", json={"paused": True})
    own = (
        "demo/live",
        "me",
        "me/work",
        "organization",
        "presence",
        "board",
        "board/history",
        "workforce/forecast",
        "workforce/hindsight",
    )
    for name in own:
        await http.get(f"/api/v1/{name}")
    await http.get("/api/v1/conversations/counts")
    await http.get("/api/v1/merge-suggestions")
    for name in (*PAGES, *SHELVES):
        for one in (await http.get(f"/api/v1/{name}")).json()["items"][:3]:
            await http.get(f"/api/v1/{name}/{one['id']}")
    for query in ("سفارش", "sghl", "مینا"):
        await http.get("/api/v1/search", params={"query": query})
    for view in ("mine", "queues", "unassigned", "waiting", "snoozed", "resolved", "all"):
        await read_conversations(http, view)


async def read_conversations(http: httpx.AsyncClient, view: str) -> None:
    page = (await http.get("/api/v1/conversations", params={"view": view, "limit": 15})).json()
    for one in page["items"]:
        detail = (await http.get(f"/api/v1/conversations/{one['id']}")).json()
        await http.get(f"/api/v1/conversations/{one['id']}/messages")
        await http.get(f"/api/v1/customers/{one['customer']['id']}")
        await http.get(f"/api/v1/customers/{one['customer']['id']}/merges")
        if detail["work_item"]:
            await http.get(f"/api/v1/work-items/{detail['work_item']['id']}/explanation")


async def go_through_the_matrix(desk: Desk, owner: asyncpg.Connection) -> None:
    shared = Rows(owner, await plant(owner), PLANTS)
    for methods in TURNS:
        for the in RULES:
            if the.method in methods and not the.endless and not the.path.startswith("/shop"):
                await go(desk, the, shared, owner)


async def go(desk: Desk, the: Rule, shared: Rows, owner: asyncpg.Connection) -> None:
    """Make one call, in an organization of its own where calls before it are in the way."""
    letter = "a" if the.is_public else the.allowed[0]
    answer = await call(NAMES, await desk.client(person(shared.organization, letter)), the, shared)
    if not answer.is_success:
        alone = Rows(owner, await plant(owner), PLANTS)
        await call(NAMES, await desk.client(person(alone.organization, letter)), the, alone)


async def use_the_channels(desk: Desk, the: Organization) -> None:
    """Open a web chat and a mailbox, visit the chat, and read what came of it."""
    admin = await desk.client(the.admin)
    chat = {"kind": "webchat", "name": "سایت", "queue_id": str(the.sales_queue_id)}
    opened = (await admin.post("/api/v1/channels", json=chat)).json()
    await admin.get(f"/api/v1/channels/{opened['id']}/link", params={"text": "سلام", "campaign": "نوروز"})
    mailbox = {
        "kind": "email",
        "name": "نامه‌ها",
        "queue_id": str(the.sales_queue_id),
        "settings": {"address": f"{uuid4().hex}@shop.example", "smtp": {"host": "127.0.0.1", "port": 9}},
    }
    box = (await admin.post("/api/v1/channels", json=mailbox)).json()
    await admin.post(f"/api/v1/channels/{box['id']}/test")
    await admin.get(f"/api/v1/channels/{box['id']}/mailbox")
    await admin.post(f"/api/v1/channels/{box['id']}/mailbox/test")
    await admin.post(f"/api/v1/channels/{box['id']}/dkim", json={"selector": "s1"})
    await admin.get(f"/api/v1/channels/{box['id']}/dkim")
    await admin.post(f"/api/v1/channels/{box['id']}/dkim/test")
    await admin.post(f"/api/v1/channels/{box['id']}/dkim", json={"selector": "hamseda"})
    await admin.get(f"/api/v1/channels/{box['id']}/dkim")
    await admin.post(f"/api/v1/channels/{box['id']}/dkim/test")
    conversation = await visit(desk, opened["widget_key"])
    await think_again(await desk.client(the.agent), conversation)
    await admin.get("/api/v1/events/poll", params={"wait": 0})
    await admin.get("/api/v1/events/poll", params={"after": 0, "wait": 0})


async def use_mails(desk: Desk, house: House, the: Organization, owner: asyncpg.Connection) -> None:
    """Read a mail as it came, look how an answer would go out, and pass it on to somebody outside."""
    channel = await owner.fetchval(
        "SELECT id FROM channel WHERE organization_id = $1 AND kind = 'email'", the.id
    )
    message = await PLANTS["message"](owner, the)
    await owner.execute(
        "UPDATE message SET channel_kind = 'email', channel_id = $2 WHERE id = $1", message, channel
    )
    content = b"From: Negar <negar@example.com>\r\nSubject: =?utf-8?b?2LPZhNin2YU=?=\r\n\r\nhello\r\n"
    key = await Spool(house.settings.data_folder, house.settings.raw_mail_url).store(content)
    kept = {
        "channel_id": channel,
        "storage_key": key,
        "sha256": b"-",
        "size": len(content),
        "message_id": message,
    }
    await insert(owner, "raw_mail", organization_id=the.id, id=new_id(), envelope={}, state="stored", **kept)
    await (await desk.client(the.supervisor)).get(f"/api/v1/mails/{message}/source")
    agent = await desk.client(the.agent)
    conversation = f"/api/v1/conversations/{the.conversation_id}"
    await agent.get(f"{conversation}/mail-composition")
    forward = {
        "id": str(uuid4()),
        "to": ["sales@supplier.example"],
        "message_id": str(message),
        "text": "لطفاً ببینید",
    }
    await agent.post(f"{conversation}/forwards", json=forward)


async def think_again(agent: httpx.AsyncClient, conversation: str) -> None:
    """Answer with an undo time, and take it back within it."""
    url = f"/api/v1/conversations/{conversation}/messages"
    reply = {"id": str(uuid4()), "text": "سلام، سفارشتان فردا می‌رسد.", "undo_s": 30}
    await agent.post(url, json=reply)
    await agent.delete(f"{url}/{reply['id']}")


async def visit(desk: Desk, key: str) -> str:
    """Come to the chat, say something and listen; answers the conversation."""
    nobody = await desk.client()
    await nobody.get(f"/widget/v1/{key}/config")
    begun = (await nobody.post(f"/widget/v1/{key}/visit", json={"device_id": "b7c1", "locale": "fa"})).json()
    visitor = await desk.client(headers={"authorization": f"Bearer {begun['visitor_token']}"})
    await visitor.post("/widget/v1/attachments", files={"file": ("یادداشت.txt", b"hello", "text/plain")})
    said = await visitor.post("/widget/v1/messages", json={"id": str(uuid4()), "text": "سلام، کسی هست؟"})
    await visitor.get("/widget/v1/messages")
    return said.json()["conversation_id"]


async def use_secrets(desk: Desk, house: House, the: Organization, owner: asyncpg.Connection) -> None:
    """Log in with a password, open a masked value, try a webhook, write a reply that waits for its undo time."""
    admin = await desk.client(the.admin)
    await (await desk.client()).post("/api/v1/session", json={"email": the.admin.email, "password": PASSWORD})
    sealed = await sealed_card(house, the, owner)
    await admin.post(f"/api/v1/sealed-values/{sealed}/reveal", json={"reason": "شکایت مشتری"})
    hook = {"name": "انبار", "url": "https://hooks.hamseda.test/in"}
    made = (await admin.post("/api/v1/webhooks", json=hook)).json()
    await admin.post(f"/api/v1/webhooks/{made['id']}/test")
    agent = await desk.client(the.agent)
    logged = {
        "channel_kind": "telegram",
        "queue_id": str(the.sales_queue_id),
        "text": "سلام، سفارشم نرسید.",
        "customer": {"name": "نسرین", "identities": [{"kind": "phone", "value": "۰۹۱۲۱۲۳۴۵۶۷"}]},
    }
    conversation = (await agent.post("/api/v1/conversations", json=logged)).json()["id"]
    url = f"/api/v1/conversations/{conversation}"
    await agent.put(f"{url}/draft", json={"text": "پیش‌نویس"})
    await agent.get(f"{url}/draft")


async def sealed_card(house: House, the: Organization, owner: asyncpg.Connection) -> UUID:
    found = mask(f"کارت من {CARD} است").findings
    message = await PLANTS["message"](owner, the)
    async with house.database.transaction(the.id) as work:
        (made,) = await seal_findings(work, house.keys, "message", message, found, kept=timedelta(days=30))
    return made.id


def test_every_route_that_answers_json_was_seen_to_answer_what_it_promises(
    contract: Contract, record: Record
) -> None:
    unseen = [
        name
        for name, operation in contract.operations()
        if "answered" in needed(operation) and "answered" not in record.calls.get(name, {})
    ]
    assert not unseen, "call these in the tour of this file, or in access_matrix.py:\n" + "\n".join(unseen)


def test_every_body_and_every_answer_has_an_example_that_fits(contract: Contract, record: Record) -> None:
    examples, wrong = read_examples(), []
    for name, operation in contract.operations():
        for part, schema in needed(operation).items():
            if part not in examples.get(name, {}):
                wrong.append(f"{name}: no example of what is {part}")
            else:
                faults = contract.faults(schema, examples[name][part])
                wrong += [f"{name}: the example of what is {part} does not fit: {f}" for f in faults]
    assert not wrong, "HAMSEDA_WRITE_EXAMPLES=1 writes what is missing:\n" + "\n".join(wrong)


def test_examples_name_routes(contract: Contract) -> None:
    assert set(read_examples()) <= {name for name, _ in contract.operations()}


def test_no_answer_is_untyped(contract: Contract) -> None:
    bare = [
        f"{name} {part}"
        for name, operation in contract.operations()
        for part, schema in needed(operation).items()
        if not says_something(schema)
    ]
    assert not bare


def says_something(schema: dict[str, Any]) -> bool:
    """Whether a schema names its fields: by reference, or as one of several that do."""
    parts = schema.get("oneOf", [schema])
    return all("$ref" in part or part.get("type") == "null" for part in parts)


async def test_the_judge_sees_what_is_missing_wrong_or_added(contract: Contract) -> None:
    schema = {"$ref": "#/components/schemas/LabelView"}
    good = {"id": str(uuid4()), "name": "فوری", "color": "#123456"}
    assert contract.faults(schema, good) == []
    for bad in ({"id": good["id"]}, {**good, "id": "x"}, {**good, "more": 1}, {**good, "name": 7}):
        assert contract.faults(schema, bad), bad
