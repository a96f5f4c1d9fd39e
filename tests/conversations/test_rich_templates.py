"""Signatures, canned replies and drafts with rich text; and a chat reply that pays for none of it."""

from collections import Counter
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from conversations.arrivals import arrive, proven
from fixtures.mail import channel
from hamseda.conversations.append import APPEND
from hamseda.conversations.rules import VARIABLES, render, unknown_variables
from hamseda.conversations.sending import Reply
from hamseda.kit.ids import new_id

__all__ = ["channel"]

MOST_OF_A_MAIL = 6


@pytest.fixture
async def chat(house, organization) -> Any:
    return await arrive(house, organization, proven("s@example.com"))


async def test_a_signature_is_made_harmless_and_has_a_plain_twin(sign_in, organization):
    admin, path = sign_in(organization.admin), f"/api/v1/queues/{organization.sales_queue_id}"
    html = (
        '<p dir="rtl" onclick="x()">با احترام، {{agent.name}}<script>x()</script>'
        f'<img src="attachment:{uuid4()}"></p>'
    )
    queue = (await admin.patch(path, json={"signature_html": html})).json()
    assert queue["signature_html"] == '<p dir="rtl">با احترام، {{agent.name}}</p>'
    assert queue["signature_text"] == "با احترام، {{agent.name}}"
    own = (await admin.patch(path, json={"signature_text": "مخلص شما"})).json()
    assert (own["signature_html"], own["signature_text"]) == (queue["signature_html"], "مخلص شما")
    gone = (await admin.patch(path, json={"signature_html": None, "signature_text": None})).json()
    assert (gone["signature_html"], gone["signature_text"]) == (None, None)


@pytest.mark.parametrize("field", ["signature_html", "signature_text"])
async def test_what_nothing_fills_is_refused_by_its_field(sign_in, organization, field):
    answer = await sign_in(organization.admin).patch(
        f"/api/v1/queues/{organization.sales_queue_id}",
        json={field: "سلام {{agent.shoe_size}} {{agent.shoe}}"},
    )
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["code"]) == (422, field, "unknown_variable")


async def test_a_canned_reply_is_rendered_in_both_forms(sign_in, organization, owner, chat):
    await owner.execute("UPDATE customer SET name = 'a<b>&' WHERE id = $1", chat.customer_id)
    body = {
        "shortcut": f"s{uuid4().hex[:8]}",
        "title": "سلام",
        "text": "سلام {{customer.name}}، {agent} {unknown}",
        "html": '<p style="position:fixed">سلام <b>{{ customer.name }}</b></p>',
    }
    made = (await sign_in(organization.supervisor).post("/api/v1/canned-replies", json=body)).json()
    assert made["html"] == "<p>سلام <b>{{ customer.name }}</b></p>"
    path = f"/api/v1/conversations/{chat.conversation_id}/canned-replies/{made['id']}/rendering"
    filled = (await sign_in(organization.agent).post(path)).json()
    assert filled["html"] == "<p>سلام <b>a&lt;b&gt;&amp;</b></p>"
    assert filled["text"] == f"سلام a<b>&، {organization.agent.caller.name} {{unknown}}"


def test_a_value_that_looks_like_a_variable_is_not_filled_again():
    values = {"customer.name": "{{agent.name}}", "agent.name": "مینا"}
    assert render("{customer} {{agent.name}} {{x.y}}", values) == "{{agent.name}} مینا {{x.y}}"
    assert unknown_variables("".join(f"{{{{{name}}}}}" for name in VARIABLES)) == []
    assert unknown_variables("{{x.y}} {agent} {z}") == ["{{x.y}}", "{z}"]


async def test_a_draft_keeps_how_the_mail_shall_go_out(sign_in, organization, chat):
    agent, path = sign_in(organization.agent), f"/api/v1/conversations/{chat.conversation_id}/draft"
    mail = {
        "to": ["half@"],
        "cc": [],
        "bcc": ["x@y.example"],
        "subject": "م",
        "quote": False,
        "signature": True,
    }
    await agent.put(path, json={"text": "", "html": "<p>سلام<script>x()</script></p>", "mail": mail})
    kept = (await agent.get(path)).json()
    assert (kept["html"], kept["mail"]) == ("<p>سلام</p>", mail)
    await agent.put(path, json={"text": "سلام"})
    kept = (await agent.get(path)).json()
    assert (kept["html"], kept["mail"]) == (None, None)
    await agent.put(path, json={"text": "", "mail": {"to": ["a@b.example"]}})
    assert (await agent.get(path)).json()["mail"]["to"] == ["a@b.example"]
    await agent.put(path, json={"text": "", "mail": {}})
    assert (await agent.get(path)).json() is None


@pytest.fixture
def asked(monkeypatch) -> Counter[str]:
    """Every statement that is sent while the test runs."""
    counted: Counter[str] = Counter()
    for name in ("fetch", "fetchrow", "fetchval", "execute", "executemany"):
        real = getattr(asyncpg.Connection, name)

        async def counting(self, query, *values, _real=real, **named):
            if "pg_notify" not in query:
                counted[" ".join(query.split())[:60]] += 1
            return await _real(self, query, *values, **named)

        monkeypatch.setattr(asyncpg.Connection, name, counting)
    return counted


async def reply(house, organization, conversation_id, **fields: Any) -> Any:
    wanted = Reply(id=new_id(), text="درود", **fields)
    return await house.sending.send(organization.agent.caller, conversation_id, wanted, house.clock.now())


async def test_a_chat_reply_is_one_statement(house, organization, chat, asked):
    asked.clear()
    sent = await reply(house, organization, chat.conversation_id)
    assert (sent.message["state"], asked) == ("sent", {APPEND[:60]: 1})


async def test_a_mail_asks_little_more(house, organization, chat, channel, owner, asked):
    """The try for a chat, the roads, one reading of what a signature names, and the append."""
    await owner.execute(
        "UPDATE interaction SET channel_id = $2, channel_kind = 'email', address = 's@example.com'"
        " WHERE conversation_id = $1",
        chat.conversation_id,
        channel.id,
    )
    for fields in ({}, {"html": "<p>درود</p>", "cc": ["a@b.example"], "subject": "م"}):
        asked.clear()
        sent = await reply(house, organization, chat.conversation_id, **fields)
        assert sent.message["state"] == "queued"
        assert asked.total() <= MOST_OF_A_MAIL, asked
