"""The rooms of people in a real browser against a scripted server that reckons with the product's own rules."""

import csv
import io
import re
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journeys.conftest import assert_clean, assert_clean_by_day_and_night, assert_fits, scripted
from journeys.desk_double_data import uid
from journeys.people_double import CANDIDATES, EQUIPMENT, SITES, PeopleDouble
from journeys.test_admin_alone import dialog, sent, speak
from journeys.test_workforce_alone import downloaded, settled

HEADCOUNT = "/workforce/headcount"
PAGES = [
    "strategy",
    "headcount",
    "equipment",
    "sites",
    "candidates",
    f"candidates/{uid('candidate-نگار رستگار')}",
]


double, desk = scripted(PeopleDouble)


def asked_for(desk: Page, double: PeopleDouble, is_it) -> dict:
    """The newest question, once it is the one that was meant: what is typed settles first."""
    for _ in range(100):
        wish = sent(double, "POST", HEADCOUNT)[-1]
        if is_it(wish):
            return wish
        desk.wait_for_timeout(100)
    raise AssertionError(wish)


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_every_page_is_clean_for_axe(desk, double, language, theme):
    speak(double, language, theme)
    for path in PAGES:
        desk.goto(f"/desk/workforce/{path}")
        settled(desk)
        assert_clean_by_day_and_night(desk)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_page_fits_a_phone(desk, double, language):
    speak(double, language, "light")
    desk.set_viewport_size({"width": 390, "height": 844})
    for path in PAGES:
        desk.goto(f"/desk/workforce/{path}")
        settled(desk)
        assert_fits(desk, path)
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
    wish = asked_for(desk, double, lambda wish: wish["groups"][0]["staff"] == 21)
    assert wish["groups"][0]["months"][0] == {"volume": 24_000, "low": 20_400, "high": 28_800}
    assert wish["work"]["aht_s"] == 210


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_several_groups_are_planned_each_with_its_people(desk, double, language, theme):
    speak(double, language, theme)
    words = {
        "fa": ("گروه دیگر", "نام گروه", "کارشناسان امروز", "برداشتن فروش", "جدول ماه‌ها", "خروجی CSV"),
        "en": (
            "Another group",
            "Name of the group",
            "Agents today",
            "Remove فروش",
            "Table of months",
            "Export CSV",
        ),
    }[language]
    desk.goto("/desk/workforce/headcount")
    settled(desk)
    name = desk.get_by_label(words[1], exact=True)
    name.fill("پشتیبانی")
    desk.get_by_role("button", name=words[0]).click()
    name.fill("فروش")
    desk.get_by_label(words[2], exact=True).fill("7")
    wish = asked_for(desk, double, lambda wish: len(wish["groups"]) == 2 and wish["groups"][1]["staff"] == 7)
    assert [(one["name"], one["staff"]) for one in wish["groups"]] == [("پشتیبانی", 14), ("فروش", 7)]
    assert_clean(desk)
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name=words[5]).click()
    rows = list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig"))))
    assert [row["group"] for row in rows] == ["پشتیبانی"] * 12 + ["فروش"] * 12 + [""] * 12
    starts = [int(row["start"]) for row in rows]
    assert sum(starts[:24]) == sum(starts[24:]) > 0
    # The link opens as the same question.
    desk.wait_for_timeout(500)
    desk.goto(desk.url)
    settled(desk)
    expect(name).to_have_value("پشتیبانی")
    assert asked_for(desk, double, lambda wish: len(wish["groups"]) == 2)["groups"] == wish["groups"]
    desk.get_by_text("فروش", exact=True).first.click()
    desk.get_by_role("button", name=words[3]).click()
    asked_for(desk, double, lambda wish: [one["name"] for one in wish["groups"]] == ["پشتیبانی"])


def test_months_come_from_a_table_and_go_into_one(desk, double):
    desk.goto("/desk/workforce/headcount")
    settled(desk)
    file = desk.locator("input[type=file]")
    bad = "month,group,required\n1405/10,فروش,12\n1405/12,فروش,کم\n"
    file.set_input_files({"name": "bad.csv", "mimeType": "text/csv", "buffer": bad.encode()})
    faults = desk.get_by_role("alert", name="سطرهایی که خواندنی نبود")
    expect(faults).to_contain_text("سطر ۳")
    expect(faults).to_contain_text("required")
    good = "month,group,volume,aht\n۱۴۰۵/۱۰,فروش,9000,200\n۱۴۰۵/۱۱,فروش,9500,\n1405/10,فنی,4000,\n1405/11,فنی,4100,\n"
    file.set_input_files({"name": "good.csv", "mimeType": "text/csv", "buffer": good.encode()})
    expect(desk.get_by_text("۲ گروه و ۲ ماه خوانده شد.", exact=False)).to_be_visible()
    expect(faults).to_have_count(0)
    wish = asked_for(desk, double, lambda wish: len(wish["groups"]) == 2)
    assert (wish["first"], wish["reckoning"]) == ("2026-12-22", "jalali")
    assert [one["volume"] for one in wish["groups"][0]["months"]] == [9000, 9500]
    assert wish["groups"][0]["months"][0]["aht_s"] == 200
    assert_clean(desk)
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="ماه‌ها (CSV)").click()
    saved = Path(waiting.value.path())
    rows = list(csv.DictReader(io.StringIO(saved.read_text("utf-8-sig"))))
    assert [(row["month"], row["group"], row["volume"], row["aht"]) for row in rows] == [
        ("1405/10", "فروش", "9000", "200"),
        ("1405/11", "فروش", "9500", ""),
        ("1405/10", "فنی", "4000", ""),
        ("1405/11", "فنی", "4100", ""),
    ]
    # What was saved is read again as the same.
    file.set_input_files(saved)
    desk.wait_for_timeout(600)
    assert sent(double, "POST", f"{HEADCOUNT}/table")[-1]["csv"].lstrip("\ufeff").startswith("month,group")
    assert asked_for(desk, double, lambda wish: len(wish["groups"]) == 2)["groups"] == wish["groups"]
    desk.get_by_role("button", name="با لغزنده بنویسم").click()
    wish = asked_for(desk, double, lambda wish: wish["groups"][0]["months"][0]["volume"] == 20_000)
    assert len(wish["groups"][0]["months"]) == len(wish["groups"][1]["months"]) == 2


def test_pay_of_a_group_is_by_the_site_where_it_sits(desk, double):
    desk.goto("/desk/workforce/headcount?salary=250000000")
    settled(desk)
    before = sum(float(row["salaries"]) for row in downloaded(desk))
    desk.get_by_label("کجا کار می‌کنند").select_option(index=1)
    factor = next(one["cost_factor"] for one in double.kept[SITES] if one["cost_factor"] != 1)
    wish = asked_for(desk, double, lambda wish: wish["groups"][0]["cost_factor"] == factor)
    assert wish["prices"]["salary_month"] == 250_000_000
    desk.wait_for_timeout(600)
    after = sum(float(row["salaries"]) for row in downloaded(desk))
    assert after == pytest.approx(before * factor)


def test_pay_is_written_in_toman_and_sent_in_rial(desk, double):
    desk.goto("/desk/workforce/headcount")
    settled(desk)
    desk.get_by_label("حقوق ماهانه با بیمه (تومان)").fill("۲۵۰۰۰۰۰۰")
    expect(desk.get_by_text("۲۵ میلیون تومان")).to_be_visible()
    expect(desk.get_by_text("هزینه‌ی همه‌ی ماه‌ها")).to_be_visible()
    wish = asked_for(desk, double, lambda wish: wish["prices"]["salary_month"] == 250_000_000)
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


def test_what_interviewers_saw_stands_beside_one_another_and_nothing_is_added_up(desk, double):
    desk.goto("/desk/workforce/candidates")
    settled(desk)
    expect(desk.get_by_role("row", name=re.compile("نگار"))).to_contain_text("۳ یادداشت از ۲ نفر")
    desk.get_by_role("link", name="نگار رستگار").click()
    patient = desk.get_by_role("region", name="صبور")
    expect(patient).to_contain_text("نظرها دورند")
    expect(patient.get_by_role("button", name="تغییر")).to_have_count(1)  # of what one wrote oneself
    expect(desk.get_by_role("region", name="تاب فشار").get_by_role("note")).to_contain_text(
        "«لهجه» شاید از لهجه می‌گوید"
    )
    page = desk.locator("main").inner_text()
    assert not [word for word in ("میانگین", "امتیاز", "جمع کل", "رتبه‌ی") if word in page]


def test_a_level_is_chosen_by_what_was_seen_and_words_that_do_not_belong_are_noticed(desk, double):
    candidate_id = double.candidates[1]["id"]
    desk.goto(f"/desk/workforce/candidates/{candidate_id}")
    eager = desk.get_by_role("region", name="مشتاق حل مسئله")
    eager.get_by_role("button", name="آنچه دیدم").click()
    dialog(desk).get_by_label("تمرین").fill("مسئله‌ی بی‌پاسخ")
    dialog(desk).get_by_label("چه دیدید یا شنیدید؟").fill("خانم جوانی که سه راه را آزمود.")
    dialog(desk).get_by_text("چند راه را آزمود و گفت هر کدام چه نشان داد.").click()
    dialog(desk).get_by_role("button", name="ثبت").click()
    expect(eager.get_by_role("note")).to_contain_text("«جوانی»، «خانم»")
    body = sent(double, "POST", f"{CANDIDATES}/{candidate_id}/scores")[-1]
    assert (body["trait"], body["level"]) == ("eager", 3)


def test_the_decision_is_kept_with_its_reason(desk, double):
    candidate_id = double.candidates[0]["id"]
    desk.goto(f"/desk/workforce/candidates/{candidate_id}")
    keep = desk.get_by_role("button", name="ثبت تصمیم")
    expect(keep).to_be_disabled()
    desk.get_by_text("پیشنهاد کار می‌گیرد.").click()
    desk.get_by_label("چرا؟").fill("در هر دو تمرین راه پیدا کرد.")
    keep.click()
    expect(
        desk.get_by_text("استخدام؛ مدیر", exact=False).or_(desk.get_by_text(re.compile("^استخدام؛ ")))
    ).to_be_visible()
    assert_clean(desk)


def test_an_administrator_gives_the_right_to_hire_and_takes_it_back(desk, double):
    desk.goto("/desk/workforce/candidates")
    settled(desk)
    desk.get_by_label("دادن حق استخدام به").select_option(index=1)
    expect(desk.get_by_role("button", name=re.compile("^گرفتن حق استخدام از"))).to_have_count(1)
    desk.get_by_role("button", name=re.compile("^گرفتن حق استخدام از")).click()
    dialog(desk).get_by_role("button", name="گرفتن").click()
    expect(desk.get_by_text("جز مدیران کسی نیست.")).to_be_visible()


def test_each_of_the_five_answers_shows_at_once_what_follows_and_is_remembered(desk, double):
    desk.goto("/desk/workforce/strategy")
    settled(desk)
    expect(desk.get_by_text("ثبت شد؛ به ۰ مورد پاسخ داده‌اید", exact=False)).to_be_visible()
    crisis = desk.get_by_role("region", name="نتیجه‌ی «در بحران‌های محتمل چه می‌کنید؟»")
    before = crisis.get_by_role("row", name=re.compile("نیروی کافی")).inner_text()
    desk.get_by_label("بحران نسبت به زمان عادی", exact=True).fill("۸")
    expect(crisis.get_by_role("row", name=re.compile("نیروی کافی"))).not_to_have_text(before)
    desk.get_by_label("رشد در سال", exact=True).fill("۲۰۰")
    desk.get_by_text("پشتیبانی فنی", exact=True).first.click()
    expect(desk.get_by_text("ثبت شد؛ به ۳ مورد پاسخ داده‌اید", exact=False)).to_be_visible()
    assert double.given == {"crisis_factor": 8, "growth_year": 2, "service": "support"}
    expect(desk.get_by_text("نفر، دو گروه جدا")).to_have_count(0)
    desk.reload()
    expect(desk.get_by_label("رشد در سال", exact=True)).to_have_value("۲۰۰")
    day = desk.get_by_role("region", name="نتیجه‌ی «و چند عدد که طرح لازم دارد»")
    day.get_by_text("جدول", exact=True).click()
    expect(day.get_by_role("row").nth(1)).to_contain_text("۰۸:۰۰")
    expect(desk.get_by_label("روز پرحجم نسبت به روز عادی", exact=True)).to_have_value("۱٫۶")


def test_hours_that_nobody_covers_are_named_and_close_when_a_site_is_added(desk, double):
    desk.goto("/desk/workforce/sites")
    settled(desk)
    region = desk.get_by_role("region", name="پوشش هفت روز آینده")
    expect(region.get_by_role("listitem").first).to_contain_text("کسی نیست")
    expect(region.get_by_role("img")).to_be_visible()
    desk.get_by_role("button", name="مکان تازه").click()
    dialog(desk).get_by_label("نام").fill("پاسخ‌گویان شب")
    dialog(desk).get_by_label("نوع").select_option("outsourced")
    for day in ("شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه"):
        box = dialog(desk).get_by_role("checkbox", name=day, exact=True)
        box.check()
        dialog(desk).get_by_label(f"{day} از", exact=True).fill("۰۰:۰۰")
        dialog(desk).get_by_label(f"{day} تا", exact=True).fill("۰۰:۰۰")
    dialog(desk).get_by_role("button", name="افزودن").click()
    expect(region.get_by_text("همه‌ی ساعت‌ها پوشش دارد.")).to_be_visible()
    made = sent(double, "POST", SITES)[-1]
    assert (made["kind"], made["hours"]["fri"]) == ("outsourced", [{"first": 0, "end": 1440}])
    desk.get_by_text("جدول", exact=True).click()
    expect(region.get_by_role("table").get_by_role("row")).to_have_count(7 * 24 + 1)
    assert_clean(desk)


@pytest.mark.parametrize(
    ("page", "menu", "route"),
    [
        ("strategy", "گرفتن طرح", "/workforce/strategy/document"),
        (PAGES[-1], "برگه برای داوطلب", f"{CANDIDATES}/{uid('candidate-نگار رستگار')}/sheet"),
    ],
)
def test_a_document_is_taken_along_and_one_that_cannot_be_made_says_why(desk, double, page, menu, route):
    asked = []

    def give(taken):
        asked.append(taken.request.url.partition("?")[2])
        if len(asked) == 1:
            taken.fulfill(
                status=503, json={"title": "x", "status": 503, "detail": "قلم سندها این‌جا ساخته نشده است."}
            )
        else:
            taken.fulfill(body=b"%PDF-1.7", content_type="application/pdf")

    desk.route(f"**/api/v1{route}*", give)
    desk.goto(f"/desk/workforce/{page}")
    settled(desk)
    for choice in ("Word انگلیسی", "PDF فارسی"):
        desk.get_by_role("button", name=menu).click()
        with desk.expect_download() if asked else nullcontext() as waiting:
            desk.get_by_role("menuitem", name=choice).click()
            if len(asked) <= 1 and choice.startswith("Word"):
                expect(desk.get_by_role("alert")).to_contain_text("قلم سندها")
    assert "form=docx&language=en" in asked[0]
    assert "form=pdf&language=fa" in asked[1]
    assert waiting.value.suggested_filename.endswith("-fa.pdf")
    expect(desk.get_by_role("alert")).to_have_count(0)
