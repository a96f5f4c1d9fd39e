"""The real pages for everybody: axe finds nothing, and a screen reader finds its way by roles, names and live regions."""

import re

import pytest
from playwright.sync_api import expect

from journeys.conftest import assert_clean_by_day_and_night, words_of


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_axe_finds_nothing_on_the_real_pages(product, desk, visit, contexts, language, theme):
    shop = product.found(language)
    admin = shop.organization.admin
    product.read(admin, language, theme=theme)
    visitor = visit(shop, language)
    visitor.open_chat()
    visitor.says("سلام, hello")
    opened = desk(admin, language, "/inbox/unassigned")
    expect(opened.page.locator("html")).to_have_attribute("data-mantine-color-scheme", theme)
    opened.rows.filter(has_text="hello").get_by_role("button").click()
    expect(opened.said("hello")).to_be_visible()
    expect(opened.composer).to_be_visible()
    assert_clean_by_day_and_night(opened.page)
    for path in ("/board", "/admin", "/settings"):
        opened.open(path)
        expect(opened.page.get_by_role("heading", level=1)).to_be_visible()
        assert_clean_by_day_and_night(opened.page)
    door = contexts(base_url=product.address, color_scheme=theme).new_page()
    door.add_init_script(f"localStorage.setItem('hamseda.locale', '{language}')")
    door.goto("/desk/reset")
    expect(door.get_by_role("heading", level=1)).to_have_text(words_of(language)["reset.title"])
    assert_clean_by_day_and_night(door)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_screen_reader_finds_its_way(product, desk, visit, language):
    shop = product.found(language)
    agent, visitor = desk(shop.organization.agent, language), visit(shop, language)
    page, words = agent.page, agent.words
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "fa" else "ltr")
    expect(page.get_by_role("navigation", name=words["rail.label"])).to_be_visible()
    expect(page.get_by_role("heading", level=1, name=words["view.mine"])).to_be_visible()
    expect(page.get_by_role("main")).to_be_visible()
    agent.become_available()
    presence = page.get_by_role("button", name=re.compile(words["presence.label"]))
    expect(presence).to_have_accessible_name(re.compile(words["presence.available"]))

    visitor.open_chat()
    visitor.says("سلام, hello")
    expect(visitor.page.get_by_role("log")).to_contain_text("hello")
    # The offer is told by a live region, and never takes the focus.
    told = page.get_by_role("status").filter(has_text={"fa": "۱ پیشنهاد", "en": "1 offer"}[language])
    expect(told).to_have_count(1)
    expect(agent.offer.get_by_role("button", name=re.compile(words["offer.accept"]))).to_be_visible()
    assert page.evaluate("!document.activeElement.closest('aside')")
    page.keyboard.press("Alt+KeyY")
    expect(page).to_have_url(re.compile("/inbox/mine/"))

    expect(page.get_by_role("region", name=words["list.label"], exact=True)).to_be_visible()
    expect(agent.timeline).to_be_visible()
    expect(page.get_by_role("complementary", name=words["customer.label"], exact=True)).to_be_visible()
    expect(page.get_by_role("region", name=words["composer.label"], exact=True)).to_be_visible()
    expect(agent.rows.get_by_role("button")).to_have_attribute("aria-current", "true")
    reply = page.get_by_role("button", name=words["composer.reply"], exact=True)
    note = page.get_by_role("button", name=words["composer.note"], exact=True)
    expect(reply).to_have_attribute("aria-pressed", "true")
    note.press("Enter")
    expect(note).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("textbox", name=words["composer.note"], exact=True)).to_be_focused()
    reply.press("Enter")
    expect(agent.composer).to_be_focused()
    agent.answer("با صفحه‌خوان, by a reader")
    expect(visitor.said("by a reader")).to_be_visible()
    reached = re.compile("|".join(words[f"state.{state}"] for state in ("sent", "delivered", "read")))
    expect(agent.said("by a reader").get_by_text(reached)).to_be_attached()
