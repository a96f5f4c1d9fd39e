"""A week's shifts from the draft to the agent's own page, and leave from there back to the supervisor."""

import re

import pytest
from playwright.sync_api import expect

from hamseda.kit.jalali import format_date
from journeys.conftest import assert_clean
from journeys.schedules_double import first_day

WORDS = {
    "fa": {
        "new": "برنامه‌ی تازه", "make": "بساز", "add": "^نوبت تازه برای", "save": "ذخیره", "anyway": "با این همه انجام بده",
        "publish": "انتشار…", "run": "منتشر کن",
        "published": "این برنامه منتشر شده است", "days": "روزهای پیش رو", "leave": "درخواست مرخصی",
        "from": "از روز", "send": "بفرست", "outlook": "اگر پذیرفته شود…", "approve": "پذیرفتن", "approved": "پذیرفته شد",
        "saved": "ذخیره شد", "undo": "برگرداندن", "adherence": "پایبندی به برنامه", "empty": "هنوز نوبتی برایتان منتشر نشده",
        "onward": "ArrowLeft",
    },
    "en": {
        "new": "New schedule", "make": "Make it", "add": "^New shift for", "save": "Save", "anyway": "Do it all the same",
        "publish": "Publish…", "run": "Publish",
        "published": "This schedule is published", "days": "Days to come", "leave": "Ask for leave",
        "from": "From", "send": "Send", "outlook": "If it is approved…", "approve": "Approve", "approved": "Approved",
        "saved": "Saved", "undo": "Undo", "adherence": "Adherence", "empty": "No shift of yours is published yet",
        "onward": "ArrowRight",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["fa", "en"])
def test_shifts_go_to_their_agent_and_leave_comes_back(desk, product, faults, language):
    shop, words = product.found(language), WORDS[language]
    organization = shop.organization
    leader = desk(organization.supervisor, language, "/workforce/schedules")
    page = leader.page
    page.get_by_role("button", name=words["new"]).click()
    leader.dialog.get_by_role("button", name=words["make"]).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    adding = page.get_by_role(
        "button", name=re.compile(f"{words['add']} .*{re.escape(organization.agent.name)}")
    )
    adding.click()
    leader.dialog.get_by_role("button", name=words["save"]).click()
    shift = page.locator("[data-shift]")
    insist = page.get_by_role("button", name=words["anyway"])
    expect(shift.or_(insist).first).to_be_visible()
    if insist.is_visible():
        insist.click()
    expect(shift).to_have_count(1)
    expect(leader.dialog).to_have_count(0)
    assert_clean(page)

    before = shift.get_attribute("aria-label")
    shift.focus()
    shift.press("Space")
    page.keyboard.press(words["onward"])
    page.keyboard.press("Space")
    expect(shift.or_(insist).first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=words["saved"]).or_(insist)).to_have_count(1)
    if insist.is_visible():
        insist.click()
    expect(shift).not_to_have_attribute("aria-label", before)
    page.get_by_role("button", name=words["undo"]).click()
    expect(shift).to_have_attribute("aria-label", before)

    page.get_by_role("button", name=words["publish"]).click()
    leader.dialog.get_by_role("button", name=words["run"]).click()
    expect(page.get_by_text(words["published"], exact=False)).to_be_visible()

    agent = desk(organization.agent, language, "/shifts")
    days = agent.page.get_by_role("region", name=words["days"])
    expect(days.get_by_role("listitem")).to_have_count(1)
    assert_clean(agent.page)
    agent.page.get_by_role("button", name=words["leave"]).click()
    day = first_day()
    agent.dialog.get_by_label(words["from"]).fill(format_date(day) if language == "fa" else f"{day:%Y/%m/%d}")
    agent.dialog.get_by_role("button", name=words["send"]).click()
    expect(agent.dialog).to_have_count(0)

    leader.open("/workforce/requests")
    expect(page.get_by_text(words["outlook"], exact=True)).to_be_visible()
    assert_clean(page)
    page.get_by_role("button", name=words["approve"], exact=True).click()
    expect(insist.or_(page.get_by_role("button", name=words["approve"], exact=True))).to_have_count(
        1 if insist.is_visible() else 0
    )
    expect(agent.page.get_by_text(words["approved"]).first).to_be_visible()
    expect(agent.page.get_by_text(words["empty"])).to_be_visible()
    leader.open("/workforce/adherence")
    expect(page.get_by_role("heading", level=1, name=words["adherence"])).to_be_visible()
    assert_clean(page)
