"""What is kept of customers: contacts logged by hand, two records that are one, and numbers behind a mask."""

import re

import pytest
from playwright.sync_api import expect

CARD = "6037 9918 1234 5670"


def log_contact(desk, text, name, address):
    words = desk.words
    desk.page.get_by_role("button", name=words["list.log"], exact=True).click()
    for label, value in (("log.body", text), ("log.customer", name), ("log.address", address)):
        desk.dialog.get_by_role("textbox", name=words[label], exact=True).fill(value)
    desk.dialog.get_by_label(words["log.channel"], exact=True).select_option(label=words["channel.telegram"])
    desk.dialog.get_by_role("button", name=words["log.save"], exact=True).click()
    expect(desk.dialog).to_be_hidden()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_contact_of_another_road_is_logged_by_paste(desk, product, language):
    shop = product.found(language)
    agent, colleague = (
        desk(shop.organization.agent, language),
        desk(shop.colleague, language, "/inbox/queues"),
    )
    pasted = "[10:12] Reza: my order is late\n[10:13] Reza: please look"
    log_contact(agent, pasted, "Reza Karimi", "۰۹۱۲ ۳۴۵ ۶۷۸۹")
    kept = agent.said("please look")
    expect(kept).to_contain_text("my order is late")
    expect(agent.timeline).to_contain_text(
        agent.words["timeline.started"].format(channel=agent.words["channel.telegram"])
    )
    expect(agent.customer).to_contain_text("Reza Karimi")
    expect(agent.customer).to_contain_text(re.compile("912.?345.?6789"))
    # The other agent of the queue sees it come, under its true road, and who wrote it down.
    colleague.rows.filter(has_text="Reza Karimi").get_by_role("button").click()
    expect(colleague.said("please look")).to_contain_text(
        colleague.words["timeline.loggedBy"].format(name=shop.organization.agent.name)
    )


@pytest.mark.parametrize("language", ["fa", "en"])
def test_two_records_of_one_person_become_one_and_two_again(desk, product, language):
    shop = product.found(language)
    agent, colleague = (
        desk(shop.organization.agent, language),
        desk(shop.colleague, language, "/inbox/queues"),
    )
    log_contact(agent, "Where is my parcel?", "Mina Rad", "mina@example.com")
    colleague.rows.filter(has_text="Mina Rad").get_by_role("button").click()
    expect(colleague.customer).to_contain_text(colleague.words["history.none"])
    log_contact(agent, "I asked yesterday too", "Mina Raad", "mina@example.com")
    expect(agent.said("I asked yesterday too")).to_be_visible()
    words = agent.words
    expect(agent.customer).to_contain_text(words["merge.title"])
    expect(agent.customer).to_contain_text(words["evidence.same_email"])
    agent.customer.get_by_role("button", name=words["merge.accept"], exact=True).click()
    expect(agent.customer).to_contain_text("Where is my parcel?")
    expect(colleague.customer).to_contain_text("I asked yesterday too")
    agent.toasts.get_by_role("button", name=words["action.undo"], exact=True).last.click()
    expect(agent.customer).not_to_contain_text("Where is my parcel?")
    expect(colleague.customer).not_to_contain_text("I asked yesterday too")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_masked_number_opens_for_a_reason_that_is_kept(talk, desk, product, language):
    shop = product.found(language)
    agent, visitor = talk(shop, language)
    visitor.says(f"My card is {CARD}")
    words = agent.words
    masked = agent.said("My card is")
    expect(masked).to_contain_text("6037")
    expect(masked).not_to_contain_text("1234 5670")
    # An agent sees the mask only; a supervisor opens it and says why.
    supervisor = desk(
        shop.organization.supervisor, language, agent.page.url.split("/desk")[1].replace("/mine/", "/queues/")
    )
    supervisor.said("My card is").get_by_role(
        "button", name=re.compile(re.escape(words["sealed.reveal"]))
    ).click()
    supervisor.dialog.get_by_role("textbox", name=words["reveal.reason"]).fill("Refund of order 42")
    supervisor.dialog.get_by_role("button", name=words["reveal.show"], exact=True).click()
    expect(supervisor.dialog.get_by_text(re.compile("6037.?9918.?1234.?5670"))).to_be_visible()
    supervisor.page.keyboard.press("Escape")
    expect(supervisor.page.get_by_text(re.compile("1234.?5670"))).to_have_count(0)

    admin = desk(shop.organization.admin, language, "/admin/audit")
    entry = admin.page.get_by_role("row", name=re.compile(re.escape(words["deed.sealed_value.revealed"])))
    expect(entry).to_contain_text("Refund of order 42")
    expect(entry).to_contain_text(shop.organization.supervisor.name)
    expect(admin.page.get_by_text(re.compile("1234.?5670"))).to_have_count(0)
