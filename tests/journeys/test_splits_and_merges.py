"""A mail with a second matter, and two conversations of one customer: what each person's screen shows of it."""

import re

import pytest
from playwright.sync_api import expect

from journeys.conftest import assert_clean
from journeys.product import eventually, identity

SAID = {
    "fa": {"order": "سفارشم کی می‌رسد؟", "bill": "صورت‌حسابم اشتباه است", "answer": "صورت‌حساب تازه پیوست شد",
           "chat": "سلام، هنوز منتظرم", "live": "همین حالا نگاه می‌کنم", "back": "سپاس، درست شد"},
    "en": {"order": "When does my order come?", "bill": "My bill is wrong", "answer": "Here is the new bill",
           "chat": "Hello, still waiting", "live": "Looking at it now", "back": "Thank you, it is right"},
}  # fmt: skip


ARRIVED = "SELECT 1 FROM message WHERE organization_id = $1 AND text LIKE $2"


def notice(who, name: str, count: int = 1):
    """The notice as a pattern: its link stands where the other conversation is named."""
    digits = "۰۱۲۳۴۵۶۷۸۹" if who.words["action.undo"] == "برگردان" else "0123456789"
    said = re.sub(r"\{count\?(.*?):.*?\}", r"\1", who.words[f"notice.{name}"])
    said = said.replace("{count}", digits[count])
    return re.compile(re.escape(said).replace(re.escape("{other}"), r"#[0-9۰-۹]+"))


def two_mails(product, shop, said, email: str) -> None:
    for text, subject in ((said["order"], "A"), (said["bill"], "B")):
        product.mail(shop, text, email, subject)
        eventually(lambda text=text: product.rows(ARRIVED, shop.organization.id, f"{text}%"), "the mail")


def split_the_bill(agent, said) -> None:
    # A key pressed before the conversation is there is a key for nothing.
    expect(agent.said(said["bill"])).to_be_visible()
    agent.page.keyboard.press("KeyX")
    goes = agent.dialog.get_by_role("region", name=agent.words["split.goes"])
    stays = agent.dialog.get_by_role("region", name=agent.words["split.stays"])
    expect(goes).to_contain_text(said["bill"])
    expect(stays).to_contain_text(said["order"])
    # Another one is chosen by a press, and back again.
    stays.get_by_role("button").filter(has_text=said["order"]).click()
    expect(goes).to_contain_text(said["order"])
    stays.get_by_role("button").filter(has_text=said["bill"]).click()
    expect(goes).to_contain_text(said["bill"])
    assert_clean(agent.page)
    agent.dialog.get_by_role("button", name=agent.words["split.do"], exact=True).click()
    expect(agent.dialog).to_be_hidden()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_mail_is_split_off_before_a_colleagues_eyes_and_taken_back(product, desk, language):
    shop, said = product.found(language), SAID[language]
    two_mails(product, shop, said, f"split-{language}@example.com")
    agent, colleague = desk(shop.organization.agent, language), desk(shop.colleague, language)
    for each in (agent, colleague):
        each.open("/inbox/queues")
        each.rows.filter(has_text=said["bill"]).click()
        expect(each.said(said["bill"])).to_be_visible()

    split_the_bill(agent, said)
    # The note with its way back goes after seconds, but not while one points at it.
    agent.toasts.get_by_role("button", name=agent.words["undo"], exact=True).first.hover()
    for each in (agent, colleague):
        expect(each.said(said["bill"])).to_have_count(0)
        expect(each.timeline).to_contain_text(notice(each, "split_off"))
        expect(each.timeline).to_contain_text(
            shop.organization.agent.name if each is colleague else said["order"]
        )
    first = colleague.page.url
    colleague.timeline.get_by_role("link").click()
    expect(colleague.said(said["bill"])).to_be_visible()
    expect(colleague.timeline).to_contain_text(notice(colleague, "split_from"))
    expect(colleague.page.get_by_role("heading", name="B", exact=True)).to_be_visible()
    assert_clean(colleague.page)
    colleague.timeline.get_by_role("link").click()
    expect(colleague.page).to_have_url(first)

    agent.toasts.get_by_role("button", name=agent.words["undo"], exact=True).first.click()
    for each in (agent, colleague):
        expect(each.said(said["bill"])).to_be_visible()
        expect(each.timeline).to_contain_text(notice(each, "split_returned"))
    # What is left of the other one leads back.
    colleague.timeline.get_by_role("link").first.click()
    expect(colleague.page.get_by_text(colleague.words["gone.text"])).to_be_visible()
    expect(colleague.composer).to_have_count(0)
    colleague.page.get_by_role("button", name=colleague.words["gone.go"], exact=True).click()
    expect(colleague.said(said["bill"])).to_be_visible()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_two_become_one_and_the_open_chat_goes_along(product, desk, visit, language):
    shop, said = product.found(language), SAID[language]
    email = f"merge-{language}@example.com"
    two_mails(product, shop, said, email)
    agent, colleague = desk(shop.organization.agent, language), desk(shop.colleague, language)
    agent.open("/inbox/queues")
    agent.rows.filter(has_text=said["bill"]).click()
    split_the_bill(agent, said)
    agent.timeline.get_by_role("link").click()
    expect(agent.said(said["bill"])).to_be_visible()
    # The last word of the split is answered: the customer's next chat comes to the other one when that is newer.
    colleague.open("/inbox/queues")
    colleague.rows.filter(has_text=said["order"]).click()
    expect(colleague.said(said["order"])).to_be_visible()
    agent.answer(said["answer"])
    letter = eventually(lambda: product.letters.to(email), "our answer by mail")[0]

    visitor = visit(shop, language, identity(shop, email, "Negar"))
    visitor.open_chat()
    visitor.says(said["chat"])
    eventually(
        lambda: agent.said(said["chat"]).count() + colleague.said(said["chat"]).count(),
        "the chat at the desk",
    )
    chatting = agent if agent.said(said["chat"]).count() else colleague

    # The conversation that the visitor's page is of goes into the other one.
    chatting.page.keyboard.press("Escape")
    chatting.page.keyboard.press("KeyH")
    chatting.dialog.get_by_role("button").filter(has_text=re.compile(r"#")).first.click()
    chatting.dialog.get_by_role("button", name=chatting.words["merge.swap"], exact=True).click()
    expect(chatting.dialog.get_by_role("region", name=chatting.words["merge.goes"])).to_contain_text(
        said["chat"]
    )
    assert_clean(chatting.page)
    chatting.dialog.get_by_role("button", name=chatting.words["merge.do"], exact=True).click()
    for each in (agent, colleague):
        for text in (said["order"], said["bill"], said["answer"], said["chat"]):
            expect(each.said(text)).to_be_visible()
        expect(each.timeline).to_contain_text(re.compile(r"#[0-9۰-۹]+"))
    order = [
        agent.timeline.get_by_role("article").filter(has_text=said[k]).bounding_box()["y"]
        for k in ("order", "bill", "answer", "chat")
    ]
    assert order == sorted(order)

    # The visitor's page follows: what is answered there is read there, and what is said there comes here.
    colleague.page.keyboard.press("Escape")
    road = chatting.page.get_by_role(
        "button", name=re.compile(re.escape(chatting.words["composer.chooseChannel"]))
    )
    expect(road).to_be_visible()
    chatting.answer(said["live"])
    expect(visitor.said(said["live"])).to_be_visible()
    visitor.says(said["back"])
    for each in (agent, colleague):
        expect(each.said(said["back"])).to_be_visible()

    # An answer to the mail of before comes here as well: its address is of whichever of the two.
    product.mail(shop, said["back"] + " (2)", email, "Re: B")
    for each in (agent, colleague):
        expect(each.said(said["back"] + " (2)")).to_be_visible()
    assert letter["Reply-To"]
