"""Pages to print: a conversation and a mail, in the reader's language, calendar and digits, with nothing that runs."""

import re
from typing import Any
from uuid import uuid4

import pytest

from channels.email.test_rich_answers import CARD, PNG
from fixtures.mail import channel, deliver, proved, road, stored, written
from hamseda.pages.printing import http as printing

__all__ = ["channel", "road"]

NEGAR = "negar@example.com"


@pytest.fixture
async def question(road, channel, organization, owner) -> Any:
    mail = written(channel.address, sender=f"نگار <{NEGAR}>", text=f"کارت من {CARD} است <b>")
    mail.add_alternative(
        f'<p>کارت من {CARD} است <script>x()</script><img src="cid:a"><img src="https://t.example/p.png" alt="r"></p>',
        subtype="html",
    )
    mail.get_body(("html",)).add_related(
        PNG, "image", "png", cid="<a>", filename="نما.png", disposition="inline"
    )
    await deliver(road, proved(mail), channel.address)
    (row,) = await stored(owner, organization)
    return row


async def page_of(client, path: str, status: int = 200) -> str:
    answer = await client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.text
    if status == 200:
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert not re.search(r"<script|\son\w+=|javascript:", answer.text, re.IGNORECASE)
    return answer.text


async def test_a_conversation_is_printed_in_the_readers_way(sign_in, organization, owner, question):
    agent = sign_in(organization.agent)
    path = f"conversations/{question['conversation_id']}"
    for kind, text in (("note", "فقط برای خودمان"), ("message", "چشم")):
        await agent.post(f"/api/v1/{path}/messages", json={"id": str(uuid4()), "text": text, "kind": kind})
    page = await page_of(agent, f"{path}/print")
    assert '<html lang="fa" dir="rtl">' in page
    assert "گفتگوی ۱" in page
    assert ("چشم" in page, "فقط برای خودمان" in page) == (True, False)
    assert "&lt;b&gt;" in page
    assert CARD not in page
    assert re.search(r"[۰-۹]+ \w+ ۱۴۰\d، [۰-۹]{2}:[۰-۹]{2}", page)
    assert "فقط برای خودمان" in await page_of(agent, f"{path}/print?notes=1")
    await agent.patch("/api/v1/me", json={"locale": "en", "calendar": "gregorian", "digits": "latn"})
    english = await page_of(agent, f"{path}/print")
    assert '<html lang="en" dir="ltr">' in english
    assert "Conversation 1" in english
    assert re.search(r"\w+ \d+, 20\d\d, \d\d:\d\d", english)
    read = await owner.fetch(
        "SELECT detail FROM audit_entry WHERE action = 'conversation.printed' AND subject_id = $1 ORDER BY id",
        question["conversation_id"],
    )
    assert [row["detail"]["notes"] for row in read] == [False, True, False]


async def test_what_is_for_the_house_alone_is_printed_only_where_it_is_asked_for(
    sign_in, organization, owner, question
):
    agent = sign_in(organization.agent)
    path = f"conversations/{question['conversation_id']}"
    mail = {"third_party": {"name": "", "address": "sales@supplier.example"}}
    for position, kind, text, meta in (
        (90, "aside", "قیمت خرید ما", {"mail": mail}),
        (91, "message", "Your code is 482913", {"mail": {"private": "third_party_code"}}),
    ):
        await owner.execute(
            "INSERT INTO message (organization_id, id, conversation_id, position, kind, direction, author_kind,"
            " channel_kind, text, text_direction, state, meta)"
            " VALUES ($1, $2, $3, $4, $5, 'inbound', 'third_party', 'email', $6, 'rtl', 'sent', $7)",
            organization.id,
            uuid4(),
            question["conversation_id"],
            position,
            kind,
            text,
            meta,
        )
    for query, is_shown in (("", False), ("?notes=1", True)):
        page = await page_of(agent, f"{path}/print{query}")
        assert ("قیمت خرید ما" in page, "482913" in page) == (is_shown, is_shown)


async def test_a_mail_is_printed_with_its_own_pictures_and_nobody_elses(
    sign_in, organization, owner, question
):
    page = await page_of(sign_in(organization.supervisor), f"mails/{question['id']}/print")
    assert 'src="data:image/png;base64,' in page
    assert not re.search(r'[^-]src="https?:', page)
    assert CARD not in page
    assert NEGAR in page
    assert "سفارش من" in page
    assert (
        await owner.fetchval(
            "SELECT actor_id FROM audit_entry WHERE action = 'mail.printed' AND subject_id = $1",
            question["id"],
        )
        == organization.supervisor.id
    )


async def test_a_mail_of_ours_names_whom_it_went_to(sign_in, organization, question):
    agent = sign_in(organization.agent)
    sent = await agent.post(
        f"/api/v1/conversations/{question['conversation_id']}/messages",
        json={"id": str(uuid4()), "html": "<p>سلام <b>نگار</b></p>", "bcc": ["boss@example.com"]},
    )
    page = await page_of(agent, f"mails/{sent.json()['id']}/print")
    assert '<p style="direction:rtl;text-align:right;margin:0 0 12px" dir="rtl">سلام <b>نگار</b></p>' in page
    assert ("boss@example.com" in page, NEGAR in page) == (True, True)


async def test_only_those_who_see_the_conversation_print_it(sign_in, organization, question):
    stranger = sign_in(organization.other_agent)
    for path in (f"mails/{question['id']}/print", f"conversations/{question['conversation_id']}/print"):
        await page_of(stranger, path, 404)


async def test_a_long_talk_says_that_it_was_cut(sign_in, organization, question, monkeypatch):
    monkeypatch.setattr(printing, "MOST_MESSAGES", 1)
    agent = sign_in(organization.agent)
    path = f"conversations/{question['conversation_id']}"
    await agent.post(f"/api/v1/{path}/messages", json={"id": str(uuid4()), "text": "دومی"})
    page = await page_of(agent, f"{path}/print")
    assert ("دومی" in page, "کارت من" in page, "تنها ۱ پیام آخر" in page) == (True, False, True)


async def test_the_style_sheet_is_there(client):
    sheet = await client.get("/print/print.css")
    assert (sheet.status_code, "@media print" in sheet.text) == (200, True)
