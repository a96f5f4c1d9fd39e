"""Work that goes from one colleague to another: mentions, transfers, and the ends of a shift."""

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("language", ["fa", "en"])
def test_who_is_mentioned_is_told_and_may_look(talk, desk, product, language):
    shop = product.found(language)
    light = shop.organization.light
    other = desk(light, language)
    expect(other.page.get_by_role("img", name=other.words["connection.live"])).to_be_visible()
    agent, visitor = talk(shop, language)

    agent.page.get_by_role("button", name=agent.words["composer.note"], exact=True).click()
    note = agent.page.get_by_role("textbox", name=agent.words["composer.note"], exact=True)
    note.press_sequentially(f"@{light.name[:3]}")
    agent.page.get_by_role("option", name=re.compile(light.name)).click()
    note.press_sequentially("is it in the store?")
    note.press("Control+Enter")
    expect(agent.said("is it in the store?")).to_contain_text(f"@{light.name}")

    told = other.toasts.filter(has_text=shop.organization.agent.name)
    expect(told).to_contain_text("is it in the store?")
    told.get_by_role("button", name=other.words["mention.open"], exact=True).click()
    expect(other.said("is it in the store?")).to_contain_text(other.words["timeline.note"])
    other.write_note("Yes, three of them")
    expect(agent.said("Yes, three of them")).to_contain_text(light.name)
    assert len(visitor.texts) == 1


def test_a_transfer_takes_its_note_along(talk, desk, product):
    shop = product.found("fa")
    agent, visitor = talk(shop)
    support = desk(shop.organization.other_agent)
    support.become_available()

    agent.page.keyboard.press("Escape")
    agent.page.keyboard.press("KeyT")
    agent.dialog.get_by_role("option", name=re.compile("صف پشتیبانی")).click()
    agent.dialog.get_by_role("textbox", name=agent.words["transfer.note"]).fill("کالا شکسته رسیده است")
    agent.dialog.get_by_role("button", name=agent.words["action.transfer"], exact=True).click()

    expect(support.offer).to_contain_text("hello")
    support.accept()
    moved = support.words["notice.transferred"].format(**{"from": "صف فروش", "to": "صف پشتیبانی"})
    expect(support.timeline).to_contain_text(moved)
    expect(support.said("کالا شکسته رسیده است")).to_contain_text(support.words["timeline.note"])
    support.answer("یکی تازه می‌فرستیم")
    expect(visitor.said("یکی تازه می‌فرستیم")).to_be_visible()
    expect(visitor.page.locator(".title")).to_have_text(shop.organization.other_agent.name)
    visitor.page.reload()
    visitor.open_chat()
    expect(visitor.said("یکی تازه می‌فرستیم")).to_be_visible()
    assert "کالا شکسته رسیده است" not in visitor.texts
    agent.open("/inbox/mine")
    expect(agent.rows).to_have_count(0)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_shift_ends_with_an_owner_for_everything_and_the_next_one_begins_with_it(
    talk, desk, product, language
):
    shop = product.found(language)
    colleague = shop.colleague
    agent, visitor = talk(shop, language)
    publisher = desk(shop.organization.supervisor, language, "/admin/bulletins")
    words = publisher.words
    publisher.page.get_by_role("button", name=words["bulletins.add"]).click()
    publisher.dialog.get_by_role("textbox", name=words["bulletins.title"], exact=True).fill(
        "The store is closed"
    )
    publisher.dialog.get_by_role("textbox", name=words["bulletins.body"], exact=True).fill(
        "No parcels on Monday"
    )
    publisher.dialog.get_by_role("button", name=words["action.add"], exact=True).click()
    expect(publisher.page.get_by_role("row", name=re.compile("The store is closed"))).to_be_visible()

    agent.page.get_by_role("button", name=re.compile(re.escape(words["presence.label"]))).click()
    agent.page.get_by_role("menuitem", name=words["shift.end"], exact=True).click()
    end = agent.dialog.get_by_role("button", name=words["shift.end"], exact=True)
    expect(end).to_be_disabled()
    agent.dialog.get_by_label(words["shift.end.owner"]).select_option(label=colleague.name)
    agent.dialog.get_by_role("textbox", name=words["shift.end.note"]).fill("Call the courier first")
    end.click()
    expect(agent.dialog).to_be_hidden()
    presence = agent.page.get_by_role("button", name=re.compile(re.escape(words["presence.label"])))
    expect(presence).to_have_accessible_name(re.compile(words["presence.offline"]))
    agent.open("/inbox/mine")
    expect(agent.rows).to_have_count(0)

    following = desk(colleague, language)
    following.page.get_by_role("button", name=re.compile(re.escape(words["presence.label"]))).click()
    following.page.get_by_role("menuitem", name=words["presence.available"], exact=True).click()
    ritual = following.dialog
    expect(ritual).to_contain_text("No parcels on Monday")
    expect(ritual).to_contain_text("Call the courier first")
    expect(ritual.get_by_role("button", name=words["shift.beginFirst"], exact=True)).to_be_disabled()
    ritual.get_by_role("button", name=words["shift.headsetStart"], exact=True).click()
    expect(ritual.get_by_text(words["shift.headsetGood"])).to_be_visible()
    ritual.get_by_role("button", name=words["shift.headsetBeep"], exact=True).click()
    ritual.get_by_role("checkbox", name=words["shift.headsetHeard"]).check()
    ritual.get_by_role("button", name=words["shift.read"], exact=True).click()
    ritual.get_by_role("button", name=words["shift.begin"], exact=True).click()
    expect(ritual).to_be_hidden()
    [shift] = product.rows("SELECT headset_ok, ended_at FROM shift WHERE user_id = $1", colleague.id)
    assert shift["headset_ok"] is True
    assert shift["ended_at"] is None
    following.rows.first.get_by_role("button").click()
    following.answer("I go on from here")
    expect(visitor.said("I go on from here")).to_be_visible()
    expect(visitor.page.locator(".title")).to_have_text(colleague.name)
