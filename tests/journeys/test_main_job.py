"""The main job before the real product: a visitor asks, an agent answers, and each sees what the other did."""

import re

import pytest
from playwright.sync_api import Browser, expect

from journeys.product import eventually, identity

SAID = {
    "fa": {
        "ask": "سلام، سفارشم کی می‌رسد؟", "answer": "سلام! فردا می‌رسد.", "mail": "نشانی‌ام را هم عوض کنید.",
        "by_mail": "نشانی عوض شد.", "page": "سبد خرید",
    },
    "en": {
        "ask": "Hello, when does my order come?", "answer": "Hello! It comes tomorrow.",
        "mail": "Please change my address too.", "by_mail": "The address is changed.", "page": "Your basket",
    },
}  # fmt: skip
NAME = "Negar"


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Browser:
    """The main job goes in the whole browser, as people have it."""
    return chromium


@pytest.mark.parametrize("language", ["fa", "en"])
def test_chat_then_mail_of_one_person_on_one_timeline(product, desk, visit, language):
    shop, said = product.found(language), SAID[language]
    email = f"negar-{language}@example.com"
    agent = desk(shop.organization.agent, language)
    agent.become_available()

    visitor = visit(shop, language, identity(shop, email, NAME))
    panel = visitor.open_chat()
    panel.locator(".consent button").first.click()
    visitor.says(said["ask"])

    expect(agent.offer).to_contain_text(said["ask"])
    expect(agent.offer).to_contain_text(agent.words["offer.why"])
    expect(agent.offer).to_contain_text(agent.words["offer.firstTime"])
    agent.accept()
    expect(agent.offer).to_be_hidden()
    expect(agent.said(said["ask"])).to_have_count(1)
    expect(agent.customer).to_contain_text(NAME)
    expect(agent.customer).to_contain_text(email)
    expect(agent.customer).to_contain_text(said["page"])
    expect(agent.customer.get_by_text(agent.words["customer.verified"], exact=True)).to_be_visible()
    chat = agent.page.url

    agent.answer(said["answer"])
    expect(visitor.said(said["answer"])).to_be_visible()
    expect(visitor.page.locator(".title")).to_have_text(shop.organization.agent.name)
    expect(agent.said(said["answer"])).to_have_count(1)
    expect(agent.composer).to_have_value("")

    product.mail(shop, said["mail"], email)
    expect(agent.said(said["mail"])).to_be_visible()
    assert agent.page.url == chat
    expect(agent.timeline).to_contain_text(
        agent.words["timeline.continued"].format(channel=agent.words["channel.email"])
    )
    road = agent.page.get_by_role("button", name=re.compile(re.escape(agent.words["composer.chooseChannel"])))
    expect(road).to_contain_text(email)
    agent.answer(said["by_mail"])
    expect(agent.said(said["by_mail"])).to_have_count(1)
    letter = eventually(lambda: product.letters.to(email), "the answer by e-mail")[0]
    body = letter.get_body(("plain",))
    assert body is not None
    assert said["by_mail"] in body.get_content()
    assert letter["In-Reply-To"]

    agent.page.reload()
    for text in (said["ask"], said["answer"], said["mail"], said["by_mail"]):
        expect(agent.said(text)).to_have_count(1)
    threads = product.rows(
        "SELECT id FROM conversation WHERE organization_id = $1 AND last_position > 0", shop.organization.id
    )
    assert len(threads) == 1


def test_what_is_taken_back_is_never_seen(product, desk, visit):
    shop = product.found("fa", undo_s=5)
    agent, visitor = desk(shop.organization.agent), visit(shop)
    agent.become_available()
    visitor.open_chat()
    visitor.says("سلام")
    agent.accept()
    agent.answer("این را نباید می‌نوشتم")
    agent.page.get_by_role("button", name=agent.words["undo.stop"], exact=True).click()
    expect(agent.composer).to_have_value("این را نباید می‌نوشتم")
    expect(agent.said("این را نباید می‌نوشتم")).to_have_count(0)
    agent.answer("در خدمتم")
    expect(agent.page.get_by_role("button", name=agent.words["undo.stop"], exact=True)).to_be_visible()
    assert "در خدمتم" not in visitor.texts
    expect(visitor.said("در خدمتم")).to_be_visible()
    expect(agent.said("در خدمتم")).to_have_count(1)
    visitor.page.reload()
    visitor.open_chat()
    expect(visitor.said("در خدمتم")).to_be_visible()
    assert visitor.texts == ["سلام", "در خدمتم"]


def test_note_is_for_colleagues_only(product, desk, visit):
    shop = product.found("fa")
    agent, colleague, visitor = desk(shop.organization.agent), desk(shop.colleague), visit(shop)
    agent.become_available()
    visitor.open_chat()
    visitor.says("سلام")
    agent.accept()
    agent.write_note("این مشتری پیش‌تر شکایت داشته است")
    expect(agent.said("شکایت")).to_contain_text(agent.words["timeline.note"])
    colleague.open(agent.page.url.split("/desk")[1].replace("/mine/", "/queues/"))
    expect(colleague.said("شکایت")).to_contain_text(colleague.words["timeline.note"])
    agent.answer("سلام، بفرمایید")
    expect(visitor.said("بفرمایید")).to_be_visible()
    visitor.page.reload()
    visitor.open_chat()
    expect(visitor.said("بفرمایید")).to_be_visible()
    assert visitor.texts == ["سلام", "سلام، بفرمایید"]


def test_what_one_declines_rings_at_the_other(product, desk, visit):
    shop = product.found("en")
    first, second, visitor = (
        desk(shop.organization.agent, "en"),
        desk(shop.colleague, "en"),
        visit(shop, "en"),
    )
    first.become_available()
    visitor.open_chat()
    visitor.says("Hello, is anybody there?")
    expect(first.offer).to_be_visible()
    second.become_available()
    first.offer.get_by_role("button", name=re.compile(first.words["offer.decline"])).click()
    expect(first.offer).to_be_hidden()
    expect(second.offer).to_contain_text("is anybody there")
    second.accept()
    second.answer("I am here")
    expect(visitor.said("I am here")).to_be_visible()
    expect(visitor.page.locator(".title")).to_have_text(shop.colleague.name)
    expect(first.offer).to_be_hidden()


def test_supervisor_sees_the_board_move(product, desk, visit):
    shop = product.found("en")
    supervisor = desk(shop.organization.supervisor, "en", "/board")
    queue = supervisor.page.get_by_role("listitem", name="صف فروش", exact=True)
    waiting, active = (
        queue.locator("p").filter(has_text=re.compile(f"^\\d+{name}$")) for name in ("Waiting", "Active")
    )
    agent, visitor = desk(shop.organization.agent, "en"), visit(shop, "en")
    expect(waiting).to_have_text("0Waiting")
    visitor.open_chat()
    visitor.says("Hello")
    expect(waiting).to_have_text("1Waiting")
    agent.become_available()
    agent.accept()
    expect(active).to_have_text("1Active")
    expect(waiting).to_have_text("0Waiting")


def test_snooze_resolve_and_undo(product, desk, visit):
    shop = product.found("fa")
    agent, visitor = desk(shop.organization.agent), visit(shop)
    agent.become_available()
    visitor.open_chat()
    visitor.says("سلام")
    agent.accept()
    expect(agent.rows).to_have_count(1)
    agent.page.keyboard.press("Escape")
    agent.page.get_by_role("button", name=agent.words["action.snooze"], exact=True).click()
    hour = agent.page.get_by_role("dialog").get_by_role("button", name=re.compile(agent.words["snooze.hour"]))
    # The screen is ahead of the server: what the customer writes now must come after the snooze.
    with agent.page.expect_response(re.compile("/snooze$")):
        hour.click()
    expect(agent.page.get_by_text(agent.words["header.status.snoozed"], exact=True)).to_be_visible()
    visitor.says("هنوز هستید؟")
    expect(agent.page.get_by_text(agent.words["header.status.open"], exact=True)).to_be_visible()
    expect(agent.said("هنوز هستید؟")).to_be_visible()
    agent.page.get_by_role("button", name=agent.words["action.resolveNext"]).click()
    expect(visitor.page.locator(".panel")).to_contain_text("گفتگو")
    # The toast of the snooze may still be there, with an undo of its own; the newest is the last.
    agent.page.get_by_role("button", name=agent.words["action.undo"], exact=True).last.click()
    agent.open("/inbox/mine")
    agent.page.mouse.move(640, 400)
    expect(agent.rows).to_have_count(1)
    agent.rows.first.get_by_role("button").click()
    expect(agent.timeline).to_contain_text(agent.words["notice.resolved"])
    expect(agent.timeline).to_contain_text(agent.words["notice.reopened"])
