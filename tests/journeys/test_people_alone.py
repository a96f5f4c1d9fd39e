"""The rooms of people in a real browser against a scripted server that reckons with the product's own rules."""

import re

import pytest
from playwright.sync_api import Page, expect

from journeys.conftest import assert_clean
from journeys.people_double import EQUIPMENT, PeopleDouble
from journeys.test_admin_alone import dialog, sent, speak
from journeys.test_workforce_alone import downloaded, settled

HEADCOUNT = "/workforce/headcount"
PAGES = ["headcount", "equipment"]
LOOKS = [(language, theme) for language in ("fa", "en") for theme in ("light", "dark")]


@pytest.fixture
def double(served) -> PeopleDouble:
    made = served[1].double = PeopleDouble()
    return made


@pytest.fixture
def desk(alone: Page, double) -> Page:
    return alone


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_is_clean_for_axe(desk, double, language, theme):
    speak(double, language, theme)
    for path in PAGES:
        desk.goto(f"/desk/workforce/{path}")
        settled(desk)
        assert_clean(desk)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_page_fits_a_phone(desk, double, language):
    speak(double, language, "light")
    desk.set_viewport_size({"width": 390, "height": 844})
    for path in PAGES:
        desk.goto(f"/desk/workforce/{path}")
        settled(desk)
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        main = desk.locator("main")
        assert main.evaluate("it => it.scrollWidth <= it.clientWidth"), path
        assert_clean(desk)


def test_the_plan_says_whom_to_train_when_in_words_as_picture_and_as_table(desk, double):
    desk.goto("/desk/workforce/headcount")
    settled(desk)
    todo = desk.get_by_role("region", name="چه باید کرد")
    expect(todo).to_contain_text(re.compile("آموزش .* نفر را آغاز کنید؛ جستجویشان را حداکثر ۱۴۰۵/"))
    expect(desk.get_by_role("img", name=re.compile("نیاز و نیروی هر ماه"))).to_be_visible()
    rows = downloaded(desk)
    assert len(rows) == 12
    starts = sum(int(row["start"]) for row in rows)
    expect(desk.get_by_text("باید آموزش ببینند").locator("xpath=..")).to_contain_text(
        f"{starts} نفر".translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    )
    desk.get_by_text("جدول", exact=True).click()
    table = desk.get_by_role("region", name="جدول ماه‌ها").get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(13)
    assert_clean(desk)


def test_months_come_from_ones_own_queues_and_the_address_holds_the_question(desk, double):
    desk.goto("/desk/workforce/headcount")
    settled(desk)
    desk.get_by_role("button", name="از پیش‌بینی صف‌های خودم").click()
    expect(desk.get_by_label("تماس در ماه نخست", exact=True)).to_have_value("۲۴۰۰۰")
    expect(desk.get_by_text("پشتیبانی سفارش", exact=False)).to_be_visible()
    desk.get_by_label("کارشناسان امروز", exact=True).fill("۲۱")
    desk.wait_for_url(re.compile(r"headcount\?volume=24000&.*staff=21"))
    desk.wait_for_timeout(500)
    settled(desk)
    wish = sent(double, "POST", HEADCOUNT)[-1]
    assert wish["groups"][0]["staff"] == 21
    assert wish["groups"][0]["months"][0] == {"volume": 24_000, "low": 20_400, "high": 28_800}
    assert wish["work"]["aht_s"] == 210


def test_pay_is_written_in_toman_and_sent_in_rial(desk, double):
    desk.goto("/desk/workforce/headcount")
    settled(desk)
    desk.get_by_label("حقوق ماهانه با بیمه (تومان)").fill("۲۵۰۰۰۰۰۰")
    expect(desk.get_by_text("۲۵ میلیون تومان")).to_be_visible()
    expect(desk.get_by_text("هزینه‌ی همه‌ی ماه‌ها")).to_be_visible()
    settled(desk)
    desk.wait_for_timeout(400)
    wish = sent(double, "POST", HEADCOUNT)[-1]
    assert wish["prices"]["salary_month"] == 250_000_000
    assert wish["prices"]["seat"] > 350_000_000  # of the equipment list
    desk.get_by_text("ریال", exact=True).click()
    expect(desk.get_by_label("حقوق ماهانه با بیمه (ریال)")).to_have_value("۲۵۰۰۰۰۰۰۰")


def test_things_are_priced_and_the_sum_follows(desk, double):
    desk.goto("/desk/workforce/equipment")
    settled(desk)
    expect(desk.get_by_text("۱ قلم هنوز قیمت ندارد و در جمع نیست.")).to_be_visible()
    desk.get_by_role("button", name="نرم‌افزار پرسش و پاسخ", exact=True).click()
    dialog(desk).get_by_label("قیمت هر عدد (تومان)").fill("۱۰۰۰۰۰۰")
    dialog(desk).get_by_role("button", name="ذخیره").click()
    expect(desk.get_by_text("هنوز قیمت ندارد", exact=False)).to_have_count(0)
    assert sent(double, "PATCH", f"{EQUIPMENT}/{double.kept[EQUIPMENT][3]['id']}")[-1] == {"cost": 10_000_000}
    rows = {row["name"]: row for row in downloaded(desk)}
    assert rows["هدست"]["units"] == "31"
    assert rows["نرم‌افزار پرسش و پاسخ"]["first_rial"] == "280000000"


def test_an_empty_list_begins_with_the_usual_things_without_prices(desk, double):
    double.kept[EQUIPMENT].clear()
    desk.goto("/desk/workforce/equipment")
    desk.get_by_role("button", name="آغاز با فهرست معمول (بی‌قیمت)").click()
    expect(desk.get_by_role("row", name=re.compile("^هدست"))).to_contain_text("نامعلوم")
    assert [row["kind"] for row in double.kept[EQUIPMENT]] == [
        "system", "headset", "computer", "monitor", "keyboard", "software", "furniture",
    ]  # fmt: skip
    assert all(row["cost"] is None for row in double.kept[EQUIPMENT])
