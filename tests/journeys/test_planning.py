"""Who plans sees what came, what is to come, and how many people that needs; a campaign is known to the next forecast."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from hamseda.kit.jalali import format_date
from journeys.conftest import assert_clean

TEHRAN = ZoneInfo("Asia/Tehran")
WEEKS, PER_HOUR, HOURS = 9, 30, 6
FILL = """
WITH came AS (
    INSERT INTO interaction (organization_id, id, conversation_id, channel_kind, direction, started_at)
    VALUES ($1, gen_random_uuid(), $2, 'webchat', 'inbound', now()) RETURNING id
)
INSERT INTO work_item (organization_id, id, queue_id, conversation_id, interaction_id, channel_kind, weight, state,
                       entered_at, accepted_at, ended_at)
SELECT $1, gen_random_uuid(), $3, $2, came.id, 'webchat', 25, 'done', t, t, t + interval '4 minutes'
FROM came, unnest($4::timestamptz[]) t RETURNING id
"""
WORDS = {
    "fa": {
        "needed": "کمترین تعدادی که", "earlier": "پیش‌تر", "past": "گذشته", "week": "پیش‌بینی هفته، بازه به بازه",
        "add": "روز ویژه‌ی تازه", "name": "نام", "first": "از روز", "factor": "ضریب", "put": "افزودن",
        "contest": "کدام روش؟", "map": "کارشناس لازم در هر بازه‌ی هفته", "marks": "روزهای ویژه‌ی این هفته",
        "tabs": "برنامه‌ریزی نیرو", "calendar": "روزهای ویژه", "forecast": "پیش‌بینی", "required": "نیاز هفته",
        "minutes": "بازه (دقیقه)",
    },
    "en": {
        "needed": "The fewest who get", "earlier": "Earlier", "past": "past",
        "week": "The week’s forecast, interval by interval",
        "add": "New special day", "name": "Name", "first": "From", "factor": "Factor", "put": "Add",
        "contest": "Which method?", "map": "Agents needed in each interval of the week",
        "marks": "Special days of this week",
        "tabs": "Workforce planning", "calendar": "Special days", "forecast": "Forecast", "required": "The week’s need",
        "minutes": "Interval (minutes)",
    },
}  # fmt: skip


def fill(product, shop) -> None:
    """Half an hour brings fifteen chats, from nine to three on every day."""
    today = datetime.now(TEHRAN).replace(hour=9, minute=0, second=0, microsecond=0)
    step = timedelta(minutes=60 / PER_HOUR)
    times = [
        today - timedelta(days=back) + step * number
        for back in range(1, 7 * WEEKS + 1)
        for number in range(PER_HOUR * HOURS)
    ]
    o = shop.organization
    assert len(product.rows(FILL, o.id, o.conversation_id, o.sales_queue_id, times)) == len(times)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_supervisor_plans_the_next_week(desk, product, faults, language):
    shop, words = product.found(language), WORDS[language]
    fill(product, shop)
    leader = desk(shop.organization.supervisor, language, "/workforce")
    page = leader.page
    tabs = page.get_by_role("navigation", name=words["tabs"])
    expect(page.get_by_text(words["needed"], exact=False)).to_be_visible()

    tabs.get_by_role("link", name=words["calendar"]).click()
    day = datetime.now(TEHRAN).date() + timedelta(days=2)
    page.get_by_role("button", name=words["add"]).first.click()
    leader.dialog.get_by_label(words["name"]).fill("Yalda یلدا")
    leader.dialog.get_by_label(words["first"]).fill(
        format_date(day) if language == "fa" else f"{day:%Y/%m/%d}"
    )
    leader.dialog.get_by_label(words["factor"]).fill("۲" if language == "fa" else "2")
    leader.dialog.get_by_role("button", name=words["put"]).click()
    expect(page.get_by_role("row", name=re.compile("Yalda"))).to_be_visible()

    tabs.get_by_role("link", name=words["forecast"], exact=True).click()
    reader = page.get_by_role("slider", name=words["week"])
    expect(reader).to_be_visible(timeout=20_000)
    expect(page.get_by_role("list", name=words["marks"])).to_contain_text("Yalda")
    expect(page.get_by_role("region", name=words["contest"])).to_be_visible()
    reader.focus()
    reader.press("Home")
    thirty = "۳۰" if language == "fa" else "30"
    expect(reader).to_have_attribute("aria-valuetext", re.compile(thirty))
    page.get_by_role("button", name=words["earlier"]).click(timeout=30_000)
    expect(page.get_by_role("heading", name=re.compile(words["past"]))).to_be_visible()
    assert_clean(page)

    tabs.get_by_role("link", name=words["required"]).click()
    cells = page.get_by_role("region", name=words["map"])
    expect(cells.get_by_role("row")).to_have_count(1 + HOURS, timeout=20_000)
    numbers = [int(text) for text in cells.get_by_role("row").nth(1).get_by_role("cell").all_inner_texts()]
    assert numbers[2] > numbers[1] > 0  # the day of the campaign needs more than the one before
    assert_clean(page)
    actions = "SELECT action FROM audit_entry WHERE organization_id = $1 AND action = 'special_days.added'"
    assert len(product.rows(actions, shop.organization.id)) == 1
