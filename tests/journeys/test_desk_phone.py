"""The desk on a phone and on narrow windows: one step at a time, everything reachable, nothing sideways."""

import re

import pytest
from playwright.sync_api import Page, expect

from journeys.conftest import assert_clean, scripted
from journeys.desk_double import Double
from journeys.desk_double_data import KAZEM, NEGAR, uid
from journeys.test_desk_alone import speak

PHONE = {"width": 390, "height": 844}
LIST = "/desk/inbox/mine"
OPEN = f"{LIST}/{uid('c' + NEGAR)}"
PAGES = (LIST, OPEN, f"{OPEN}/customer", "/desk/search", "/desk/settings", "/desk/inbox/resolved")


double, desk = scripted(Double)


@pytest.fixture
def phone(desk: Page) -> Page:
    desk.set_viewport_size(PHONE)
    return desk


def assert_nothing_sideways(page: Page) -> None:
    width = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
    assert width <= page.evaluate("innerWidth"), page.url


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_no_page_goes_sideways_and_each_is_clean_for_axe(phone, double, language, theme):
    speak(double, language, theme)
    for path in PAGES:
        phone.goto(path)
        expect(phone.get_by_role("main")).to_have_count(1)
        expect(phone.locator("[aria-busy=true]")).to_have_count(0)
        assert_nothing_sideways(phone)
        assert_clean(phone)


def test_list_conversation_and_customer_are_steps_there_and_back(phone):
    phone.goto(LIST)
    row = phone.get_by_role("button", name=re.compile("نگار رضایی"))
    row.click()
    field = phone.get_by_role("textbox", name="پاسخ")
    expect(field).to_be_in_viewport()
    expect(row).to_be_hidden()
    expect(phone.get_by_role("navigation", name="بخش‌های میز کار")).to_be_hidden()
    phone.get_by_role("button", name="پرونده‌ی مشتری").click()
    customer = phone.get_by_role("main", name="پرونده‌ی مشتری")
    expect(customer.get_by_text("negar.rezaei@example.com")).to_be_visible()
    expect(field).to_be_hidden()
    phone.go_back()
    expect(field).to_be_visible()
    phone.get_by_role("button", name="بازگشت به فهرست").click()
    expect(row).to_be_visible()


def test_what_has_no_room_in_the_head_is_in_its_menu(phone, double):
    phone.goto(OPEN)
    phone.get_by_role("button", name="کارهای بیشتر").click()
    phone.get_by_role("menuitem", name="تعویق").click()
    expect(phone.get_by_role("dialog")).to_be_visible()
    assert_nothing_sideways(phone)
    assert_clean(phone)


def test_presence_and_every_place_are_reachable(phone):
    phone.goto(LIST)
    phone.get_by_role("button", name=re.compile("حضور")).click()
    expect(phone.get_by_role("menuitem", name="آماده")).to_be_in_viewport()
    phone.keyboard.press("Escape")
    phone.get_by_role("button", name="بیشتر").click()
    phone.get_by_role("menuitem", name="حل‌شده").click()
    expect(phone).to_have_url(re.compile("/inbox/resolved$"))
    expect(phone.get_by_role("heading", name="حل‌شده")).to_be_visible()


def test_an_offer_comes_from_above_and_is_looked_at_before_it_is_taken(phone, double):
    phone.goto(f"{LIST}/{uid('c' + KAZEM)}")
    field = phone.get_by_role("textbox", name="پاسخ")
    field.click()
    double.offer(NEGAR, seconds=90)
    card = phone.get_by_role("region", name="پیشنهاد تماس")
    expect(card.get_by_text("پس لطفاً تا فردا ظهر به من خبر بدهید.")).to_be_visible()
    expect(card.get_by_role("button", name=re.compile("می‌پذیرم"))).to_be_in_viewport()
    expect(field).to_be_focused()
    assert_nothing_sideways(phone)
    assert_clean(phone)
    card.get_by_role("link", name=re.compile("نخست گفتگو را ببینم")).click()
    expect(phone).to_have_url(re.compile(f"/inbox/queues/{uid('c' + NEGAR)}$"))
    expect(phone.get_by_role("article").filter(has_text="کد رهگیری 9876543210")).to_be_visible()
    expect(card.get_by_text("چرا شما")).to_have_count(0)
    card.get_by_role("button", name=re.compile("می‌پذیرم")).click()
    expect(card).to_have_count(0)


def test_a_middle_window_lays_the_customer_over_the_conversation(phone):
    phone.set_viewport_size({"width": 1000, "height": 800})
    phone.goto(OPEN)
    customer = phone.get_by_role("complementary", name="پرونده‌ی مشتری")
    expect(customer).to_be_hidden()
    phone.get_by_role("button", name="پرونده‌ی مشتری").click()
    expect(customer).to_be_visible()
    expect(phone.get_by_role("button", name=re.compile("نگار رضایی"))).to_be_visible()
    customer.get_by_role("button", name="بازگشت به گفتگو").click()
    expect(customer).to_be_hidden()
    assert_nothing_sideways(phone)
