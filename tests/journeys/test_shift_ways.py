"""Every way into a shift and out of it goes by its ritual, the palette's too."""

import re

import pytest
from playwright.sync_api import expect

from journeys.product import eventually


def by_palette(desk, command: str) -> None:
    desk.page.keyboard.press("Control+KeyK")
    desk.page.get_by_role("combobox").fill(desk.words[command])
    desk.page.get_by_role("option", name=desk.words[command]).first.click()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_who_logs_out_ends_the_shift_first(product, desk, language):
    shop = product.found(language)
    agent = desk(shop.organization.agent, language)
    presence = agent.page.get_by_role("button", name=re.compile(re.escape(agent.words["presence.label"])))
    by_palette(agent, "command.available")
    expect(agent.dialog).to_contain_text(agent.words["shift.headset"])
    expect(presence).to_have_accessible_name(re.compile(agent.words["presence.offline"]))
    agent.dialog.get_by_role("button", name=agent.words["shift.begin"], exact=True).click()
    expect(presence).to_have_accessible_name(re.compile(agent.words["presence.available"]))

    by_palette(agent, "shift.logOut")
    agent.dialog.get_by_role("button", name=agent.words["shift.endAndLeave"], exact=True).click()
    expect(agent.page).to_have_url(re.compile("/desk/login"))
    ended = "SELECT 1 FROM shift WHERE user_id = $1 AND ended_at IS NOT NULL"
    eventually(lambda: product.rows(ended, shop.organization.agent.id), "the end of the shift")


def test_who_has_no_shift_just_leaves(product, desk):
    agent = desk(product.found().organization.agent, "fa")
    expect(agent.page.get_by_role("img", name=agent.words["connection.live"])).to_be_visible()
    by_palette(agent, "shift.logOut")
    expect(agent.page).to_have_url(re.compile("/desk/login"))
