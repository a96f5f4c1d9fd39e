"""What-ifs in a real browser against a scripted server that reckons, and plays, with the product's own rules."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journeys.conftest import assert_clean, assert_fits, scripted
from journeys.test_admin_alone import sent, speak
from journeys.whatif_double import WhatIfDouble

ASKED = "/twin/what-ifs"
PAGES = ["growth", "crisis", "pooling", "cross-training", "closing", "opening", "containment"]
SIMULATE = {"fa": "شبیه‌سازی کن", "en": "Simulate"}


double, desk = scripted(WhatIfDouble)


def settled(desk: Page) -> None:
    expect(desk.get_by_role("heading", level=1)).to_be_visible()
    expect(desk.locator("main [aria-busy=true]")).to_have_count(0)
    expect(desk.get_by_role("progressbar")).to_have_count(0)
    expect(desk.get_by_role("region", name=re.compile("^(پاسخ|The answer)$"))).to_be_visible()


def play(desk: Page, language: str = "fa") -> None:
    desk.get_by_role("button", name=SIMULATE[language], exact=True).click()
    expect(desk.get_by_text(re.compile("۹۵ بار از|95 of 100"))).to_be_visible()


@pytest.mark.parametrize(
    ("language", "theme"), [("fa", "light"), ("en", "dark"), ("fa", "dark"), ("en", "light")]
)
def test_every_question_is_clean_for_axe(desk, double, language, theme):
    speak(double, language, theme)
    double.has_history = theme == "dark"
    for path in PAGES:
        desk.goto(f"/desk/workforce/{path}")
        settled(desk)
        assert_clean(desk)
    play(desk, language)
    assert_clean(desk)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_question_fits_a_phone(desk, double, language):
    speak(double, language, "light")
    desk.set_viewport_size({"width": 390, "height": 844})
    for path in PAGES:
        desk.goto(f"/desk/workforce/{path}")
        settled(desk)
        assert_fits(desk, path)
        assert desk.locator("main").evaluate("it => it.clientWidth <= innerWidth"), path
        # The answer follows the question, before the figures of the centre.
        answer, base = (
            desk.get_by_role("region", name=re.compile("^(پاسخ|The answer)$")),
            desk.get_by_role("region", name=re.compile("^(مرکز شما|Your centre)$")),
        )
        assert answer.bounding_box()["y"] < base.bounding_box()["y"]
        assert_clean(desk)


def test_growth_answers_in_words_while_the_slider_moves(desk, double):
    desk.goto("/desk/workforce/growth")
    expect(desk.get_by_text("هنوز تاریخچه‌ای نیست", exact=False)).to_be_visible()  # and says so
    said = desk.get_by_role("region", name="پاسخ", exact=True)
    expect(said).to_contain_text("با ۱٫۵ برابر شدن تماس‌ها ۷ نفر بیشتر لازم است")
    desk.get_by_text("۳ برابر", exact=True).click()
    expect(said).to_contain_text("با ۳ برابر شدن تماس‌ها")
    expect(said).to_contain_text("گروه بزرگ‌تر کمتر بیکار می‌ماند")
    desk.get_by_label("تماس‌ها چند برابر می‌شود", exact=True).first.fill("٢٫5")  # Arabic and Latin digits
    expect(said).to_contain_text("با ۲٫۵ برابر شدن تماس‌ها")
    assert sent(double, "POST", ASKED)[-1]["what"] == {"kind": "growth", "factor": 2.5}


def test_what_a_wait_costs_is_told_in_the_readers_money(desk, double):
    desk.goto("/desk/workforce/growth")
    for label, amount in (("یک ساعت کارشناس", "۱۵۰۰۰۰"), ("یک تماس ازدست‌رفته", "۵۰۰۰۰")):
        desk.get_by_label(label, exact=False).fill(amount)
    said = desk.get_by_role("region", name="پاسخ", exact=True)
    expect(said).to_contain_text(re.compile(r"بهای این انتظار و رهاشدن روزی [۰-۹٬]+ تومان است"))
    expect(said).to_contain_text("می‌ارزد")
    assert sent(double, "POST", ASKED)[-1]["costs"]["agent_hour"] == 150_000
    expect(desk.get_by_role("columnheader", name="بهای انتظار و رهاشدن")).to_be_attached()


def test_a_crisis_says_what_to_announce_and_lies_where_it_is_put(desk, double):
    desk.goto("/desk/workforce/crisis")
    said = desk.get_by_role("region", name="پاسخ", exact=True)
    for words in (
        "نفر بیش از نفرات سر کار لازم است",
        "پیش از صف اعلام کنید",
        "تماس در ساعتی دیگر پیشنهاد کنید",
    ):
        expect(said).to_contain_text(words)
    desk.get_by_text("ساعت مشخص", exact=True).click()
    desk.get_by_label("ساعت آغاز", exact=True).first.fill("۹٫۵")
    expect(desk.get_by_label("ساعت آغاز", exact=True).first).to_have_value("۹٫۵")
    desk.wait_for_timeout(400)
    assert sent(double, "POST", ASKED)[-1]["what"]["first"] == 19


def test_a_person_stays_within_two_steps(desk, double):
    desk.goto("/desk/workforce/containment")
    expect(desk.get_by_text("هر که انسان بخواهد با ۲ انتخاب", exact=False)).to_be_visible()
    steps = desk.get_by_label("گام تا انسان", exact=True).first
    steps.fill("۳")
    expect(desk.get_by_text("عدد کاملی از ۱ تا ۲ بنویسید.")).to_be_visible()
    assert all(body["what"].get("steps", 2) <= 2 for body in sent(double, "POST", ASKED))


def test_the_picture_reads_with_keys_and_has_its_table_and_its_file(desk):
    desk.goto("/desk/workforce/growth")
    picture = desk.get_by_role("slider", name="روز، بازه به بازه. عددها در جدول هم هست.")
    picture.focus()
    expect(picture).to_have_attribute(
        "aria-valuetext", re.compile(r"^۰۸:۰۰ · نفرات امروز: [۰-۹]+ نفر · لازم: [۰-۹]+ نفر$")
    )
    picture.press("ArrowLeft")  # on, as Persian reads
    expect(picture).to_have_attribute("aria-valuetext", re.compile("^۰۸:۳۰"))
    picture.press("End")
    expect(picture).to_have_attribute("aria-valuetext", re.compile("^۱۹:۳۰"))
    desk.get_by_text("جدول", exact=True).click()
    table = desk.get_by_role("region", name="در طول روز").get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(25)
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="خروجی CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig"))))
    assert (len(rows), rows[0]["time"]) == (24, "08:00")
    assert all(int(row["people_needed"]) >= int(row["people_now"]) for row in rows)
    assert max(len(row["volume"]) for row in rows) < 15  # no 78.74999999999999


def test_time_runs_from_the_left_in_english(desk, double):
    speak(double, "en", "light")
    desk.goto("/desk/workforce/growth")
    picture = desk.get_by_role("slider", name="The day, period by period. The figures are in the table too.")
    picture.focus()
    picture.press("ArrowRight")
    expect(picture).to_have_attribute("aria-valuetext", re.compile("^08:30"))
    first, last = (
        desk.locator("svg text", has_text=re.compile(f"^{at}$")).bounding_box() for at in ("08:00", "19:00")
    )
    assert first["x"] < last["x"]


def test_the_twin_confirms_with_progress_and_tells_when_it_is_out_of_date(desk, double):
    desk.goto("/desk/workforce/growth")
    desk.get_by_role("button", name=SIMULATE["fa"], exact=True).click()
    expect(desk.get_by_role("progressbar", name="همزاد در حال بازی‌کردن روز است…")).to_be_visible()
    expect(desk.get_by_text(re.compile("^همزاد (همین|کمتر|خوش‌بین)"))).to_be_visible()
    table = desk.get_by_role("region", name="شبیه‌سازی همین روز").get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(4)
    expect(table).to_contain_text("±")
    desk.get_by_text("۲ برابر", exact=True).click()
    expect(desk.get_by_text("این نتیجه از پرسش پیشین است.")).to_be_visible()
    desk.get_by_role("button", name="از نو برای این پرسش").click()
    expect(table.get_by_role("row")).to_have_count(4)
    asked = sent(double, "POST", f"{ASKED}/confirmations")
    assert [one["what"]["factor"] for one in asked] == [1.5, 2]


def test_two_skills_each_are_measured(desk, double):
    desk.goto("/desk/workforce/cross-training")
    expect(desk.get_by_text("فرمول‌ها فقط «هیچ» و «همه» را می‌شناسند", exact=False)).to_be_visible()
    play(desk)
    expect(desk.get_by_text(re.compile("^با همان [۰-۹]+ نفر در اوج: جدا از هم"))).to_be_visible()
    assert_clean(desk)


def test_a_simulation_goes_on_while_one_looks_elsewhere(desk, double):
    double.endless = True
    desk.goto("/desk/workforce/growth")
    desk.get_by_role("button", name=SIMULATE["fa"], exact=True).click()
    running = desk.get_by_role("progressbar", name="همزاد در حال بازی‌کردن روز است…")
    expect(running).to_be_visible()
    desk.reload()
    expect(running).to_be_visible()
    desk.get_by_role("link", name="بحران").click()
    expect(desk.get_by_role("button", name=SIMULATE["fa"], exact=True)).to_be_visible()
    desk.get_by_role("link", name="رشد").click()
    expect(running).to_be_visible()
    double.endless = False
    expect(desk.get_by_text(re.compile("۹۵ بار از"))).to_be_visible()
    assert len(sent(double, "POST", f"{ASKED}/confirmations")) == 1


def test_a_simulation_is_called_off(desk, double):
    double.endless = True
    desk.goto("/desk/workforce/growth")
    desk.get_by_role("button", name=SIMULATE["fa"], exact=True).click()
    desk.get_by_role("button", name="لغو محاسبه").click()
    expect(desk.get_by_text("این محاسبه لغو شد.")).to_be_visible()
    expect(desk.get_by_role("progressbar")).to_have_count(0)
    double.endless = False
    desk.get_by_role("button", name="دوباره محاسبه کن").click()
    expect(desk.get_by_text(re.compile("۹۵ بار از"))).to_be_visible()


def test_a_simulation_that_fails_says_the_cure(desk, double):
    double.fails = True
    desk.goto("/desk/workforce/growth")
    desk.get_by_role("button", name=SIMULATE["fa"], exact=True).click()
    expect(desk.get_by_role("alert")).to_contain_text("محاسبه‌ی کوچک‌تری بخواهید")


def test_ones_own_day_is_taken_and_names_what_it_leaves_out(desk, double):
    double.has_history = True
    desk.goto("/desk/workforce/closing")
    settled(desk)
    expect(desk.get_by_text(re.compile("^یک روز معمول از"))).to_contain_text("۹۰۰ تماس")
    expect(desk.get_by_text("مرجوعی (email)", exact=False)).to_be_visible()
    assert "model" in sent(double, "POST", ASKED)[-1]
    desk.get_by_role("textbox", name="کدام کانال یا واحد").or_(
        desk.get_by_label("کدام کانال یا واحد")
    ).first.click()
    desk.get_by_role("option", name="پشتیبانی سفارش").click()
    desk.get_by_text("به صف دیگر می‌رود و همان‌جا پاسخ می‌گیرد.").click()
    expect(desk.get_by_role("region", name="پاسخ", exact=True)).to_contain_text("به «فروش» می‌روند")


def address(desk: Page) -> str:
    """The address once the question has settled in it."""
    desk.wait_for_timeout(500)
    return desk.url.partition("/desk")[2]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_address_holds_the_question_and_opens_as_the_same(desk, double, language):
    speak(double, language, "light")
    desk.goto(
        "/desk/workforce/growth?factor=2.5&centre=typed&department=450%2C210%2CAnbar%2C+B&closes=19&lost=500000"
    )
    settled(desk)
    asked = sent(double, "POST", ASKED)[-1]
    assert asked["what"] == {"kind": "growth", "factor": 2.5}
    assert [(one["name"], one["day"], one["aht_s"]) for one in asked["typed"]["departments"]] == [
        ("Anbar, B", 450, 210)
    ]
    assert (asked["typed"]["closes"], asked["typed"]["opens"], asked["costs"]["lost"]) == (19, 8, 50_000)
    expect(desk.get_by_role("alert")).to_have_count(0)
    desk.get_by_text("۳ برابر" if language == "fa" else "× 3", exact=True).click()
    path = address(desk)
    assert "factor=3&" in path
    desk.evaluate("sessionStorage.clear()")
    desk.goto(f"/desk{path}")
    settled(desk)
    again = sent(double, "POST", ASKED)[-1]
    assert again == {**asked, "what": {"kind": "growth", "factor": 3}}


def test_the_button_back_comes_to_the_question_as_it_was(desk, double):
    desk.goto("/desk/workforce/growth")
    settled(desk)
    assert address(desk) == "/workforce/growth"
    desk.get_by_text("۳ برابر", exact=True).click()
    assert address(desk) == "/workforce/growth?factor=3"
    desk.get_by_role("link", name="بحران", exact=True).click()
    settled(desk)
    desk.get_by_label("تماس‌ها به چند برابر می‌رسد", exact=True).first.fill("۵")
    assert address(desk) == "/workforce/crisis?factor=5"
    desk.go_back()
    expect(desk.get_by_role("region", name="پاسخ", exact=True)).to_contain_text("با ۳ برابر شدن تماس‌ها")
    desk.go_forward()
    expect(desk.get_by_label("تماس‌ها به چند برابر می‌رسد", exact=True).first).to_have_value("۵")


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_what_an_address_cannot_mean_is_named(desk, double, language, theme):
    speak(double, language, theme)
    desk.goto(
        "/desk/workforce/containment?share=120&steps=1.5&opens=20&closes=8&department=x&days=7&centre=ours"
    )
    settled(desk)
    named = desk.get_by_role("alert").filter(has_text="share")
    between = "، " if language == "fa" else ", "
    expect(named).to_contain_text(between.join(["share", "steps", "centre", "opens", "closes", "department"]))
    assert sent(double, "POST", ASKED)[-1]["what"] == {"kind": "containment", "share": 0.2, "steps": 2}
    assert_clean(desk)
    # Digits of three scripts are numbers.
    desk.goto("/desk/workforce/containment?share=۳۵&steps=1")
    settled(desk)
    expect(desk.get_by_role("alert")).to_have_count(0)
    assert sent(double, "POST", ASKED)[-1]["what"] == {"kind": "containment", "share": 0.35, "steps": 1}


def test_departments_are_typed_and_kept_from_page_to_page(desk, double):
    desk.goto("/desk/workforce/growth")
    desk.get_by_text("عددهای من", exact=True).click()
    desk.get_by_label("نام واحد").first.fill("انبار")
    desk.get_by_label("تماس در روز").first.fill("۴۵۰")
    desk.get_by_role("button", name="واحد دیگر").click()
    expect(desk.get_by_label("نام واحد")).to_have_count(4)
    desk.get_by_role("button", name="برداشتن گفتگوی سایت").click()
    desk.get_by_label("تماس در روز").first.fill("کم")
    expect(desk.get_by_text("عددی بزرگ‌تر از صفر بنویسید.")).to_be_visible()
    desk.get_by_role("link", name="یک گروه", exact=True).click()
    settled(desk)
    expect(desk.get_by_label("نام واحد").first).to_have_value("انبار")
    departments = sent(double, "POST", ASKED)[-1]["typed"]["departments"]
    assert [one["name"] for one in departments] == ["انبار", "خدمات مشتری", "واحد ۴"]
    assert departments[0]["day"] == 450
    # A department alone has nothing to unite: told with the cure.
    desk.get_by_role("button", name="برداشتن خدمات مشتری").click()
    desk.get_by_role("button", name=re.compile("^برداشتن واحد")).click()
    expect(desk.get_by_text("دست‌کم دو واحد لازم است", exact=False)).to_be_visible()


@pytest.mark.parametrize("path", ["pooling", "cross-training"])
def test_one_group_alone_has_nothing_to_unite_and_the_way_on_is_a_click(desk, double, path):
    double.has_history = double.has_one_group = True
    desk.goto(f"/desk/workforce/{path}")
    expect(desk.get_by_text("همه‌ی کار با یک گروه است")).to_be_visible()
    assert_clean(desk)
    desk.get_by_role("button", name="با عددهای نمونه ببینید").click()
    settled(desk)
    remove = desk.get_by_role("button", name=re.compile("^برداشتن"))
    for _ in range(2):
        remove.last.click()
    expect(desk.get_by_text("دست‌کم دو واحد لازم است", exact=False)).to_be_visible()
    desk.get_by_role("button", name="واحد دیگر").click()
    settled(desk)
