"""Who plans asks what if, and the real worker plays the day below it, is seen on its way, and can be stopped."""

import re

import pytest
from playwright.sync_api import expect

from journeys.conftest import assert_clean
from journeys.test_planning import fill

WORDS = {
    "fa": {"answer": "پاسخ", "more": "نفر بیشتر لازم است", "run": "شبیه‌سازی کن", "stop": "لغو محاسبه",
           "stopped": "این محاسبه لغو شد.", "again": "دوباره محاسبه کن", "played": "۲۰ بار بازی شد؛"},
    "en": {"answer": "The answer", "more": "more people are needed", "run": "Simulate", "stop": "Cancel",
           "stopped": "This calculation was cancelled.", "again": "Calculate again", "played": "Played 20 times"},
}  # fmt: skip
STATES = "SELECT state FROM calculation WHERE organization_id = $1 ORDER BY asked_at"


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_supervisor_asks_what_growth_would_mean(desk, product, faults, language):
    shop, words = product.found(language), WORDS[language]
    fill(product, shop)
    leader = desk(shop.organization.supervisor, language, "/workforce/growth")
    page = leader.page
    answer = page.get_by_role("region", name=words["answer"], exact=True)
    # Work came, yet nobody was marked as there: no day can be learned, and sample figures stand in.
    expect(answer).to_contain_text(words["more"])
    page.get_by_role("button", name=words["run"], exact=True).click()
    stop = page.get_by_role("button", name=words["stop"], exact=True)
    expect(stop).to_be_enabled()
    stop.click()
    expect(page.get_by_text(words["stopped"])).to_be_visible()
    page.get_by_role("button", name=words["again"]).click()
    expect(page.get_by_text(re.compile(words["played"]))).to_be_visible(timeout=180_000)
    assert_clean(page)
    states = [row["state"] for row in product.rows(STATES, shop.organization.id)]
    assert states == ["cancelled", "done"]
