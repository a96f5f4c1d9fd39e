"""A mail that comes in: its whole text is kept, and what is new in it is told beside."""

from email.message import EmailMessage

import pytest

from fixtures.mail import deliver, proved, stored, written
from hamseda.conversations.index import searched_text
from hamseda.conversations.sending import Reply
from hamseda.kit.ids import new_id
from hamseda.kit.persian import index_text

ANSWER = (
    "سلام نگار عزیز، سفارش شما در انبار شیراز آماده است. لطفاً نشانی دقیق گیرنده را بفرستید تا فردا ارسال شود."
)
NEW = "نشانی: تهران، خیابان ولیعصر، پلاک ۱۲"


@pytest.fixture
async def question(road, channel, organization, owner):
    await deliver(road, proved(written(channel.address, message_id="<asked@example.com>")), channel.address)
    (message,) = await stored(owner, organization)
    return message


async def answered(house, organization, question) -> None:
    reply = Reply(id=new_id(), text=ANSWER)
    await house.sending.send(organization.agent.caller, question["conversation_id"], reply, house.clock.now())


async def came_back(road, channel, organization, owner, mail: EmailMessage):
    mail["In-Reply-To"] = "<asked@example.com>"
    await deliver(road, proved(mail), channel.address)
    newest = [m for m in await stored(owner, organization) if m["direction"] == "inbound"][-1]
    preview = await owner.fetchval(
        "SELECT last_message_preview FROM conversation WHERE id = $1", newest["conversation_id"]
    )
    return newest, preview


async def test_what_we_sent_is_known_without_any_sign_of_a_quote(
    house, road, channel, organization, owner, question
):
    await answered(house, organization, question)
    # Broken elsewhere, in Arabic letters, without half spaces, without signs and without an attribution.
    quoted = ANSWER.replace("ی", "ي").replace("سفارش شما", "سفارش\nشما").replace("فردا", "\nفردا")
    mail = written(channel.address, text=f"{NEW}\n\n{quoted}\n")
    message, preview = await came_back(road, channel, organization, owner, mail)
    assert message["conversation_id"] == question["conversation_id"]
    assert message["meta"]["reply"] == {"text": NEW, "by": "sent"}
    assert "سفارش" in message["text"]
    assert preview == NEW
    found = searched_text({"text": message["text"], "meta": message["meta"], "attachments": []})
    assert index_text("ولیعصر") in found
    assert index_text("انبار") not in found


async def test_a_mark_of_the_page_is_read_before_it_is_cleaned_away(
    road, channel, organization, owner, question
):
    page = (
        f"<div dir='rtl'>{NEW}</div><br><div class='gmail_quote'><div class='gmail_attr'>Zut klonk bim:</div>"
        "<blockquote class='gmail_quote'>متن دیگری که نفرستاده بودیم</blockquote></div>"
    )
    mail = written(channel.address, text=f"{NEW}\n\nZut klonk bim:\n\n> متن دیگری که نفرستاده بودیم\n")
    mail.add_alternative(page, subtype="html")
    message, preview = await came_back(road, channel, organization, owner, mail)
    assert message["meta"]["reply"] == {"text": NEW, "by": "structure"}
    assert preview == NEW


async def test_a_mail_that_is_all_new_says_nothing_of_it(road, channel, organization, owner, question):
    message, preview = await came_back(road, channel, organization, owner, written(channel.address, text=NEW))
    assert "reply" not in message["meta"]
    assert preview == NEW


async def test_the_new_text_is_masked_too(road, channel, organization, owner, question):
    mail = written(channel.address, text="کارت من 6037991234567893 است.\n\n-- \nنگار\n")
    message, preview = await came_back(road, channel, organization, owner, mail)
    assert message["meta"]["reply"]["by"] == "signature"
    for shown in (message["text"], message["meta"]["reply"]["text"], preview):
        assert "6037991234567893" not in shown
        assert "کارت من" in shown
