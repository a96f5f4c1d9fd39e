"""What an agent can put into an answer, and what of it reaches the visitor: files, canned replies, later ones."""

import re

import pytest
from playwright.sync_api import expect

from journeys.pictures import PNG
from journeys.product import identity

BILL = {"name": "bill.txt", "mimeType": "text/plain", "buffer": "صورت‌حساب ۱۲".encode()}
PHOTO = {"name": "box.png", "mimeType": "image/png", "buffer": PNG}

WELCOME = {
    "fa": "سلام {customer}، من {agent} هستم؛ شماره‌ی گفتگوی شما {number} است.",
    "en": "Hello {customer}, this is {agent}; your conversation is number {number}.",
}


def test_files_go_both_ways(talk, product):
    agent, visitor = talk(product.found("fa"))

    visitor.page.locator(".composer input[type=file]:not([capture])").set_input_files([PHOTO])
    expect(visitor.page.locator(".composer .send")).to_be_enabled()
    visitor.says("جعبه شکسته است")
    seen = agent.said("جعبه شکسته است").get_by_role("button", name=re.compile("box.png"))
    expect(seen).to_be_visible()
    seen.click()
    picture = agent.dialog.get_by_role("img", name="box.png")
    expect(picture).to_be_visible()
    assert picture.evaluate("(one) => one.decode().then(() => one.naturalWidth)") == 64
    agent.page.keyboard.press("Escape")

    chooser = agent.page.locator("section input[type=file]")
    chooser.set_input_files([BILL])
    tray = agent.page.get_by_role(
        "button", name=agent.words["composer.removeAttachment"].format(name="bill.txt")
    )
    expect(tray).to_be_visible()
    agent.composer.fill("صورت‌حساب پیوست است")
    # nothing is sent before the file has arrived
    expect(agent.page.get_by_role("button", name=agent.words["composer.send"], exact=True)).to_be_enabled()
    agent.answer("صورت‌حساب پیوست است")
    expect(visitor.said("صورت‌حساب پیوست است")).to_contain_text("bill.txt")
    with visitor.page.expect_download() as download:
        visitor.said("صورت‌حساب پیوست است").get_by_role("button", name=re.compile("bill.txt")).click()
    assert download.value.path().read_bytes() == BILL["buffer"]
    with agent.page.expect_download() as download:
        agent.said("صورت‌حساب پیوست است").get_by_role("link", name=re.compile("bill.txt")).click()
    assert download.value.path().read_bytes() == BILL["buffer"]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_canned_reply_is_filled_for_this_very_conversation(desk, visit, product, language):
    shop = product.found(language)
    who = shop.organization.agent
    supervisor = desk(shop.organization.supervisor, language, "/admin/canned")
    names = supervisor.words
    supervisor.page.get_by_role("button", name=names["canned.add"]).click()
    for label, value in (
        ("canned.title", "Welcome"),
        ("canned.shortcut", "hi"),
        ("canned.body", WELCOME[language]),
    ):
        supervisor.dialog.get_by_role("textbox", name=names[label], exact=True).fill(value)
    supervisor.dialog.get_by_role("button", name=names["action.add"], exact=True).click()
    expect(supervisor.page.get_by_role("row", name="Welcome")).to_be_visible()

    agent, visitor = desk(who, language), visit(shop, language, identity(shop, "negar@example.com", "Negar"))
    agent.become_available()
    visitor.open_chat()
    visitor.says("Hello")
    agent.accept()
    agent.composer.press_sequentially("/hi")
    agent.page.get_by_role("option", name=re.compile("Welcome")).click()
    [row] = product.rows(
        "SELECT number FROM conversation WHERE organization_id = $1 AND last_position > 0",
        who.organization_id,
    )
    filled = WELCOME[language].format(customer="Negar", agent=who.name, number=row["number"])
    expect(agent.composer).to_have_value(filled)
    agent.composer.press("Control+Enter")
    expect(visitor.said(filled)).to_be_visible()


def test_what_is_written_for_later_waits_and_then_goes(talk, product):
    shop = product.found("en")
    agent, visitor = talk(shop, "en")
    agent.composer.fill("Your parcel has arrived")
    agent.page.get_by_role("button", name=agent.words["composer.sendMenu"]).click()
    agent.page.get_by_role("menuitem", name=re.compile(agent.words["composer.laterHour"])).click()
    later = agent.said("Your parcel has arrived")
    expect(later).to_contain_text(re.compile(agent.words["state.scheduledFor"].format(at=".+")))
    agent.answer("One moment, please")
    expect(visitor.said("One moment, please")).to_be_visible()
    expect(visitor.said("Your parcel has arrived")).to_have_count(0)

    # The hour passes: what was to wake the worker then is due now.
    product.hurry(shop, "message.send")
    expect(visitor.said("Your parcel has arrived")).to_be_visible()
    expect(later).to_have_count(1)
    expect(later).not_to_contain_text(re.compile(agent.words["state.scheduledFor"].format(at=".+")))
