"""Planning in a real browser against a scripted server that reckons with the product's own rules."""

import csv
import io
import itertools
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journeys.conftest import assert_clean, assert_fits
from journeys.desk_double_data import SALES, uid
from journeys.test_admin_alone import dialog, sent, speak
from journeys.workforce_double import RARE, SHELF, WorkforceDouble, today

STAFFING = "/workforce/staffing"
PAGES = [
    "staffing",
    "staffing?agents=9",
    "forecast",
    f"forecast?queue={uid('q-vip')}",
    "required",
    "calendar",
]
BUSIEST = ["staffing?agents=9", "forecast", "required"]
LOOKS = [("fa", "light", PAGES), ("en", "dark", PAGES), ("fa", "dark", BUSIEST), ("en", "light", BUSIEST)]


@pytest.fixture
def double(served) -> WorkforceDouble:
    made = served[1].double = WorkforceDouble()
    return made


@pytest.fixture
def desk(alone: Page, double) -> Page:
    return alone


def settled(desk: Page) -> None:
    expect(desk.get_by_role("heading", level=1)).to_be_visible()
    # the double forecasts by the real rules, which takes what it takes on a busy machine
    expect(desk.locator("main [aria-busy=true]")).to_have_count(0, timeout=120_000)
    expect(desk.get_by_role("progressbar")).to_have_count(0)


def downloaded(desk: Page) -> list[dict[str, str]]:
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="خروجی CSV").click()
    text = Path(waiting.value.path()).read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")  # spreadsheets take it for UTF-8
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


@pytest.mark.parametrize(("language", "theme", "pages"), LOOKS)
def test_every_page_is_clean_for_axe(desk, double, language, theme, pages):
    speak(double, language, theme)
    for path in pages:
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
        assert_fits(desk, path)
        assert_clean(desk)


def test_the_answer_follows_what_is_typed_in_any_script(desk, double):
    desk.goto("/desk/workforce")
    expect(desk.get_by_text("کمترین تعدادی که ۸۰\u200f٪ را در ۲۰ ثانیه می‌رساند.")).to_be_visible()
    answer = desk.get_by_role("region", name="پاسخ")
    expect(answer.get_by_text("کارشناس پای کار").locator("xpath=..")).to_have_text(re.compile("^۱۴"))
    desk.get_by_label("تعداد تماس در هر بازه", exact=True).fill("٢۰0")  # Arabic, Persian and Latin digits
    expect(answer.get_by_text("کارشناس پای کار").locator("xpath=..")).to_have_text(re.compile("^۲۴"))
    expect(answer.get_by_text("از هر ۱۰۰ نفری که می‌آیند", exact=False)).to_be_visible()
    assert sent(double, "POST", STAFFING)[-1]["intervals"][0]["volume"] == 200


def test_a_number_that_cannot_be_meant_is_refused_with_the_cure(desk, double):
    desk.goto("/desk/workforce/staffing")
    field = (
        desk.get_by_label("تعداد کارشناس", exact=False)
        .or_(desk.get_by_label("با این تعداد کارشناس", exact=True))
        .first
    )
    field.fill("۱۲٫۵")
    expect(desk.get_by_text("عدد کاملی از ۰ تا ۲۰٬۰۰۰ بنویسید.")).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    desk.get_by_label("میانگین زمان رسیدگی", exact=True).fill("-5")
    expect(desk.get_by_text("عددی از ۱ تا ۸۶٬۴۰۰ بنویسید.")).to_be_visible()
    assert all(one["aht_s"] == 180 for body in sent(double, "POST", STAFFING) for one in body["intervals"])


def test_too_few_agents_are_called_unstable_and_one_learns_what_that_means(desk):
    desk.goto("/desk/workforce/staffing")
    settled(desk)
    slider = desk.get_by_role("slider", name="لغزنده‌ی با این تعداد کارشناس")
    slider.focus()
    for _ in range(4):
        slider.press("ArrowLeft" if desk.evaluate("document.dir") == "ltr" else "ArrowRight")
    alert = desk.get_by_role("alert")
    expect(alert).to_contain_text("ناپایدار")
    expect(alert).to_contain_text("دست‌کم ۱۴ نفر بگذارید")
    expect(desk.get_by_text("۴ نفر کم است؛ برای وعده ۱۴ نفر لازم است.")).to_be_visible()
    desk.get_by_role("switch").uncheck(force=True)  # who is impatient leaves: stable again
    expect(alert).to_have_count(0)
    expect(desk.get_by_text("پیش از پاسخ می‌روند", exact=False)).to_be_visible()
    desk.get_by_role("button", name=re.compile("^بازگشت به")).click()
    expect(desk.get_by_text("کمترین تعدادی که", exact=False)).to_be_visible()


def test_a_link_holds_the_question_and_names_what_it_cannot_read(desk):
    desk.goto("/desk/workforce/staffing")
    desk.get_by_label("تعداد تماس در هر بازه", exact=True).fill("۲۴۰")
    desk.get_by_text("از پاسخ‌گرفته‌ها", exact=True).click()
    desk.wait_for_url("**/staffing?volume=240&definition=answered")
    desk.goto("/desk/workforce/staffing?volume=240&patience=90&shrinkage=lots")
    expect(desk.get_by_label("تعداد تماس در هر بازه", exact=True)).to_have_value("۲۴۰")
    expect(desk.get_by_label("صبر مشتری", exact=True)).to_have_value("۹۰")
    expect(desk.get_by_role("alert")).to_contain_text("shrinkage")


def test_the_picture_has_its_table_and_its_file(desk):
    desk.goto("/desk/workforce/staffing")
    picture = desk.get_by_role("img", name=re.compile("سطح سرویس و انتظار"))
    expect(picture).to_be_visible()
    expect(desk.get_by_text("با این برآورد برنامه نریزید", exact=False)).to_contain_text(
        "۱۲ نفر یعنی ۸٫۳ به‌جای ۷٫۱"
    )
    desk.get_by_text("جدول", exact=True).click()
    table = desk.get_by_role("region", name="یک نفر کمتر، یک نفر بیشتر").get_by_role("table")
    expect(table.get_by_role("row", name=re.compile("^۱۴ لازم"))).to_contain_text("۸۸٫۸")
    expect(table.get_by_role("row", name=re.compile("^۹ "))).to_contain_text("ناپایدار")
    rows = {row["agents"]: row for row in downloaded(desk)}
    assert rows["9"]["unstable"] == "true"
    assert rows["9"]["service_level"] == ""
    assert float(rows["14"]["service_level"]) == pytest.approx(0.88835, abs=1e-5)


@pytest.mark.parametrize(("language", "onward"), [("fa", -1), ("en", 1)])
def test_time_runs_as_the_page_is_read(desk, double, language, onward):
    speak(double, language, "light")
    desk.goto("/desk/workforce/forecast")
    settled(desk)
    named = desk.locator("main svg g:has(text + text) text:first-child")
    at = [named.nth(day).bounding_box()["x"] for day in range(7)]
    assert all((later - before) * onward > 0 for before, later in itertools.pairwise(at)), at
    scale = desk.locator("main svg g > line + text").first.bounding_box()
    assert (scale["x"] - at[0]) * onward < 0  # the scale stands where reading begins
    reader = desk.get_by_role("slider").first
    reader.focus()
    lines = desk.locator("main svg line[y2]").last
    before = float(lines.get_attribute("x1"))
    reader.press("ArrowLeft" if language == "fa" else "ArrowRight")
    assert (float(desk.locator("main svg line[y2]").last.get_attribute("x1")) - before) * onward > 0
    desk.goto("/desk/workforce/required")
    settled(desk)
    heads = desk.locator("main thead th").all()[1:]
    places = [head.bounding_box()["x"] for head in heads]
    assert all((later - before) * onward > 0 for before, later in itertools.pairwise(places)), places


def test_chats_that_slow_one_another_need_more_people(desk, double):
    desk.goto("/desk/workforce/staffing?chats=3")
    settled(desk)
    needed = desk.get_by_role("region", name="پاسخ").get_by_text("کارشناس پای کار").locator("xpath=../strong")
    before = needed.inner_text()
    desk.get_by_role("switch", name="گفتگوها یکدیگر را کند نمی‌کنند").uncheck(force=True)
    speeds = desk.get_by_role("group", name="سرعت کار با چند گفتگو: f(k)")
    expect(speeds.get_by_label("با ۳ گفتگو")).to_have_value("۲٫۴")
    speeds.get_by_label("با ۳ گفتگو").fill("۱٫۹")
    expect(needed).not_to_have_text(before)
    assert int(needed.inner_text()) > int(before)
    assert sent(double, "POST", STAFFING)[-1]["speeds"] == [1, 1.7, 1.9]
    speeds.get_by_label("با ۲ گفتگو").fill("۲٫۵")
    expect(speeds.get_by_text("نه کمتر از قبلی", exact=False)).to_be_visible()
    desk.wait_for_url("**speeds=1%2C1.7%2C1.9")
    assert_clean(desk)


def test_a_load_beyond_all_measure_is_refused_in_the_words_of_the_server(desk):
    desk.goto("/desk/workforce/staffing?volume=100000&aht=86400")
    expect(desk.get_by_role("alert")).to_contain_text("از اندازه‌ی یک محاسبه بیشتر است")


def test_a_week_is_read_by_keyboard_and_the_past_beside_what_came(desk):
    with desk.expect_response(lambda answer: "/workforce/forecast?" in answer.url) as answered:
        desk.goto("/desk/workforce/forecast")
    models = {"robust": "نیم‌رخ مقاوم", "same_weekdays": "میانه‌ی ۸ همین‌روز"}  # who wins depends on the day
    winner = models[answered.value.json()["items"][0]["model"]]
    settled(desk)
    reader = desk.get_by_role("slider", name="پیش‌بینی هفته، بازه به بازه")
    reader.focus()
    reader.press("ArrowLeft")  # on, as the page runs
    expect(reader).to_have_attribute("aria-valuetext", re.compile("۰۹:۰۰: انتظار .* به احتمال چهار از پنج"))
    expect(desk.get_by_role("list", name="روزهای ویژه‌ی این هفته")).to_contain_text("شب یلدا")
    desk.get_by_role("button", name="پیش‌تر").click()
    expect(desk.get_by_role("heading", name=re.compile("گذشته"))).to_be_visible()
    reader.focus()
    reader.press("End")
    expect(reader).to_have_attribute("aria-valuetext", re.compile("۱۹:۰۰: .* تماس آمد؛ انتظار"))
    expect(desk.get_by_text(f"«{winner}» برنده شد", exact=False)).to_be_visible()
    quality = desk.get_by_role("region", name="چقدر درست بود؟").get_by_role("table")
    expect(quality.get_by_role("row")).to_have_count(7)
    rows = downloaded(desk)
    assert {row["channel"] for row in rows} == {"phone"}
    past = [row for row in rows if row["actual"]]
    assert len(past) == 6 * 7 * 12
    assert all(row["start"] < str(today()) for row in past)
    assert all(float(row["p10"]) <= float(row["mean"]) <= float(row["p90"]) for row in rows)


def test_where_hardly_anything_comes_whole_days_are_shown(desk):
    desk.goto(f"/desk/workforce/forecast?queue={RARE}")
    expect(desk.get_by_role("radio", name="روز", exact=True)).to_be_checked(timeout=20_000)
    settled(desk)
    expect(desk.get_by_text("مجذور خطا داوری کرد", exact=False)).to_be_visible()
    desk.goto(f"/desk/workforce/forecast?queue={RARE}&minutes=60")
    settled(desk)
    expect(desk.get_by_role("radio", name="۶۰", exact=True)).to_be_checked()
    desk.goto(f"/desk/workforce/required?queue={RARE}")
    settled(desk)
    expect(desk.get_by_text("این کانال همزمان نیست", exact=False)).to_be_visible()


def test_a_young_queue_says_that_nothing_was_tested(desk):
    desk.goto(f"/desk/workforce/forecast?queue={SALES}")
    settled(desk)
    expect(desk.get_by_text("تاریخچه‌ی این صف ۱۶ روز است", exact=False)).to_be_visible()
    expect(desk.get_by_text("نوار از روی احتیاط پهن گرفته شده", exact=False)).to_be_visible()


def test_without_history_a_first_guess_is_made_and_taken_to_the_calculator(desk, double):
    desk.goto(f"/desk/workforce/forecast?queue={uid('q-vip')}")
    settled(desk)
    expect(desk.get_by_text("هنوز چیزی نیامده", exact=False)).to_be_visible()
    desk.get_by_role("button", name="برآورد کن").click()
    expect(desk.get_by_role("alert")).to_contain_text("Nothing to go by")
    desk.get_by_label("تعداد مشتری").fill("۹۰۰۰")
    desk.get_by_label("تماس هر مشتری در ماه").fill("٠٫٢")
    desk.get_by_role("button", name="برآورد کن").click()
    expect(desk.get_by_text("ماهی حدود ۱٬۸۰۰ تماس", exact=False)).to_be_visible()
    assert sent(double, "POST", "/workforce/first-forecast")[-1]["contact_rate"] == 0.2
    desk.get_by_role("button", name="بردن به ماشین‌حساب نیرو").click()
    expect(desk.get_by_label("تماس در ماه (V)")).to_have_value("۱۸۰۰")


def test_a_file_is_forecast_and_a_faulty_one_is_refused_line_by_line(desk):
    desk.goto("/desk/workforce/forecast?from=file")
    lines = [f"1405/09/{day:02} {hour:02}:00,{hour + day}" for day in range(1, 29) for hour in range(9, 15)]
    good = "\n".join(["start,volume", *lines])
    faulty = good.replace("1405/09/05 10:00,15", "1405/09/05 10:00,-15").replace(",20\n", ",many\n", 1)
    desk.get_by_label("بازه (دقیقه)").select_option("60")
    file = desk.locator("input[type=file]")
    file.set_input_files({"name": "bad.csv", "mimeType": "text/csv", "buffer": faulty.encode()})
    faults = desk.get_by_role("region", name="ردیف‌هایی که باید اصلاح شوند")
    expect(faults.get_by_role("row")).to_have_count(3)
    expect(faults.get_by_role("row", name=re.compile("^۲۷ volume"))).to_contain_text("-15 باید دست‌کم ۰ باشد.")
    expect(desk.get_by_role("alert")).to_contain_text("تاریخچه پذیرفتنی نیست")
    assert_clean(desk)
    file.set_input_files({"name": "good.csv", "mimeType": "text/csv", "buffer": good.encode()})
    expect(desk.get_by_role("slider", name="پیش‌بینی هفته، بازه به بازه")).to_be_visible()
    expect(faults).to_have_count(0)
    assert {row["start"][11:] for row in downloaded(desk)} == {f"{hour:02}:00" for hour in range(9, 15)}
    assert_clean(desk)


def test_a_long_forecast_tells_that_it_works_and_can_be_stopped(desk, double):
    double.slow = 6.0
    desk.goto("/desk/workforce/forecast")
    bar = desk.get_by_role("progressbar", name="در حال پیش‌بینی از تاریخچه…")
    expect(bar).to_be_visible()
    desk.get_by_role("button", name="انصراف").click()
    expect(bar).to_have_count(0)
    expect(desk.get_by_text("محاسبه را نگه داشتید", exact=False)).to_be_visible()
    double.slow = 0.0
    desk.get_by_role("button", name="دوباره").click()
    expect(desk.get_by_role("slider", name="پیش‌بینی هفته، بازه به بازه")).to_be_visible(timeout=20_000)


def test_the_need_of_a_week_stands_in_its_cells_and_its_file(desk, double):
    desk.goto("/desk/workforce/required?share=90")
    settled(desk)
    cells = desk.get_by_role("region", name="کارشناس لازم در هر بازه‌ی هفته")
    expect(cells.get_by_role("row")).to_have_count(13)
    rows = downloaded(desk)
    assert len(rows) == 7 * 12
    shown = cells.get_by_role("row").nth(1).get_by_role("cell").first.inner_text()
    assert shown == str(rows[0]["agents"]).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    before = sum(int(row["agents"]) for row in rows)
    desk.get_by_label("کدام عدد پیش‌بینی").select_option("p90")
    expect(desk.get_by_text("از هر ده بازه نه تا کمتر از این است", exact=False)).to_be_visible()
    expect(desk.get_by_role("progressbar")).to_have_count(0)
    desk.wait_for_timeout(500)
    assert sum(int(row["agents"]) for row in downloaded(desk)) > before
    desk.get_by_text("جدول", exact=True).click()
    expect(desk.get_by_role("columnheader", name="سطح سرویس")).to_be_visible()


def test_special_days_are_written_in_the_readers_calendar_and_refusals_stand_at_their_field(desk, double):
    desk.goto("/desk/workforce/calendar")
    settled(desk)
    desk.get_by_role("button", name="روز ویژه‌ی تازه").click()
    dialog(desk).get_by_label("نوع").select_option("billing")
    dialog(desk).get_by_label("نام").fill("قسط وام")
    dialog(desk).get_by_label("از روز").fill("۱۴۰۵/۹/۲۵")
    dialog(desk).get_by_label("تکرار").select_option("monthly")
    dialog(desk).get_by_label("ضریب").fill("۱٫۴")
    expect(dialog(desk).get_by_text("۴۰\u200f٪ بیشتر از روز عادی", exact=False)).to_be_visible()
    dialog(desk).get_by_label("در این روزها ساعت کار دیگری داریم").check()
    dialog(desk).get_by_label("آغاز کار").fill("۱۰:۳۰")
    said = "حداکثر ۹۲ روز"
    double.refuse["special-days"] = [{"field": "last_day", "code": "special_days_too_long", "message": said}]
    dialog(desk).get_by_role("button", name="افزودن").click()
    expect(dialog(desk).get_by_text(said)).to_be_visible()
    dialog(desk).get_by_role("button", name="افزودن").click()
    expect(desk.get_by_role("row", name=re.compile("قسط وام"))).to_contain_text("× ۱٫۴")
    body = sent(double, "POST", SHELF)[-1]
    assert (body["first_day"], body["last_day"], body["factor"]) == ("2026-12-16", None, 1.4)
    assert (body["opens"], body["closes"]) == ("10:30:00", "14:00:00")
    expect(desk.get_by_role("row", name=re.compile("قسط وام"))).to_contain_text("۱۰:۳۰ تا ۱۴:۰۰")
    desk.get_by_role("button", name=re.compile("حذف: قسط وام")).click()
    dialog(desk).get_by_role("button", name="حذف").click()
    expect(desk.get_by_role("row", name=re.compile("قسط وام"))).to_have_count(0)


def test_a_forecast_that_was_seen_before_knows_what_was_changed_since(desk, double):
    desk.goto("/desk/workforce/forecast")
    settled(desk)
    marks = desk.get_by_role("list", name="روزهای ویژه‌ی این هفته")
    expect(marks).to_contain_text("شب یلدا")
    tabs = desk.get_by_role("navigation", name="برنامه‌ریزی نیرو")
    tabs.get_by_role("link", name="روزهای ویژه").click()
    desk.get_by_role("button", name=re.compile("حذف: شب یلدا")).click()
    dialog(desk).get_by_role("button", name="حذف").click()
    expect(desk.get_by_role("row", name=re.compile("شب یلدا"))).to_have_count(0)
    tabs.get_by_role("link", name="پیش‌بینی").click()
    expect(marks).to_contain_text("آلودگی هوا")
    expect(marks).not_to_contain_text("شب یلدا")


def test_the_room_stands_in_the_rail_of_those_who_plan(desk, double):
    for role, count in (("supervisor", 1), ("agent", 0)):
        double.me["role"] = role
        desk.goto("/desk/inbox/mine")
        expect(
            desk.get_by_role("navigation", name="بخش‌های میز کار").get_by_role("link", name="برنامه‌ریزی")
        ).to_have_count(count)
