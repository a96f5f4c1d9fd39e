"""Administration and the board in a real browser against a scripted server: what they promise to those who set things up."""

import re
from datetime import time

import msgspec
import pytest
from playwright.sync_api import Locator, Page, expect

from hamseda.kit.working_time import Slot, WorkingCalendar
from journeys.admin_double import AdminDouble
from journeys.admin_double_data import CHAT, D_SUPPORT, FORGED, GONE, MAIL, OFFICE
from journeys.conftest import assert_clean, assert_clean_by_day_and_night, scripted
from journeys.desk_double_data import SARA, SUPPORT, at, uid

PAGES = [
    "admin/people", f"admin/people/{SARA}", f"admin/people/{uid('bita')}", "admin/people/new",
    "admin/departments", "admin/organization",
    "admin/teams", "admin/skills", "admin/queues", f"admin/queues/{SUPPORT}", "admin/calendars",
    f"admin/calendars/{OFFICE}", "admin/canned", "admin/labels", "admin/dispositions", "admin/channels",
    f"admin/channels/{CHAT}", f"admin/channels/{MAIL}", "admin/suppressions", "admin/quarantine",
    "admin/brands", "admin/bulletins", "admin/webhooks", "admin/keys", "admin/audit", "board", "board/wall",
]  # fmt: skip
BUSIEST = [
    "admin/people",
    f"admin/queues/{SUPPORT}",
    f"admin/calendars/{OFFICE}",
    f"admin/channels/{MAIL}",
    "board",
]


double, desk = scripted(AdminDouble)


def speak(double: AdminDouble, language: str, theme: str) -> None:
    is_persian = language == "fa"
    double.me["user"] |= {
        "locale": language,
        "calendar": "jalali" if is_persian else "gregorian",
        "digits": "fa" if is_persian else "latn",
        "preferences": {"theme": theme},
    }


def sent(double: AdminDouble, method: str, path: str) -> list:
    return [body for made, to, body in double.calls if made == method and to == path]


def dialog(desk: Page) -> Locator:
    return desk.get_by_role("dialog")


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_every_page_is_clean_for_axe(desk, double, language, theme):
    speak(double, language, theme)
    for path in PAGES:
        desk.goto(f"/desk/{path}")
        expect(desk.get_by_role("heading", level=1)).to_be_visible()
        expect(desk.locator("main [aria-busy=true]")).to_have_count(0)
        assert_clean_by_day_and_night(desk)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_busiest_pages_are_clean_on_a_phone(desk, double, language):
    speak(double, language, "light")
    desk.set_viewport_size({"width": 390, "height": 844})
    for path in [
        *BUSIEST,
        "admin/organization",
        "admin/audit",
        "admin/suppressions",
        "admin/quarantine",
        "settings",
    ]:
        desk.goto(f"/desk/{path}")
        expect(desk.get_by_role("heading", level=1)).to_be_visible()
        expect(desk.locator("main [aria-busy=true]")).to_have_count(0)
        assert_clean(desk)
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_list_is_searched_with_either_form_of_a_letter(desk, double):
    desk.goto("/desk/admin/people")
    desk.get_by_role("searchbox").fill("كريمي")
    expect(desk.get_by_role("row", name="سارا کریمی")).to_be_visible()
    expect(desk.get_by_role("row", name="امید رستمی")).to_have_count(0)


def test_only_what_was_changed_of_a_person_is_sent(desk, double):
    desk.goto(f"/desk/admin/people/{SARA}")
    desk.get_by_role("textbox", name="ظرفیت").fill("۱۵۰")
    desk.get_by_role("radiogroup", name="پله‌ی مهارت زبان انگلیسی").get_by_label("پله‌ی ۲").check(force=True)
    desk.get_by_role("button", name="ذخیره", exact=True).click()
    expect(desk.get_by_role("group", name="ذخیره‌ی تغییرها")).to_have_count(0)
    [body] = sent(double, "PATCH", f"/users/{SARA}")
    assert set(body) == {"capacity", "skills"}
    assert body["capacity"] == 150
    assert {"skill_id": uid("s-en"), "level": 2} in body["skills"]


def test_a_refusal_stands_beside_its_field_until_that_is_changed(desk, double):
    double.refuse["users"] = [{"field": "email", "code": "email_invalid", "message": "این ایمیل درست نیست."}]
    desk.goto("/desk/admin/people/new")
    desk.get_by_label("نام").fill("نگار نو")
    email = desk.get_by_label("ایمیل")
    email.fill("negar@")
    desk.get_by_role("button", name="افزودن", exact=True).click()
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_accessible_description(re.compile("این ایمیل درست نیست"))
    email.fill("negar@mehr.example")
    expect(desk.get_by_text("این ایمیل درست نیست.")).to_have_count(0)
    desk.get_by_role("button", name="افزودن", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("نگار نو")


def test_ending_access_says_what_follows_and_asks_first(desk, double):
    desk.goto(f"/desk/admin/people/{SARA}")
    desk.get_by_role("button", name="پایان دادن به دسترسی").click()
    expect(dialog(desk)).to_contain_text("همین دم از همه‌ی دستگاه‌ها بیرون می‌رود")
    dialog(desk).get_by_role("button", name="انصراف").click()
    assert sent(double, "DELETE", f"/users/{SARA}") == []
    desk.get_by_role("button", name="پایان دادن به دسترسی").click()
    dialog(desk).get_by_role("button", name="پایان دادن به دسترسی").click()
    expect(desk).to_have_url(re.compile("/admin/people$"))
    expect(desk.get_by_role("row", name="سارا کریمی")).to_have_count(0)


def test_who_is_disabled_can_be_let_in_again(desk, double):
    desk.goto(f"/desk/admin/people/{SARA}")
    desk.get_by_role("button", name="غیرفعال کردن", exact=True).click()
    expect(dialog(desk)).to_contain_text("همین دم از همه‌ی دستگاه‌ها بیرون می‌رود")
    dialog(desk).get_by_role("button", name="غیرفعال کردن").click()
    expect(desk.get_by_role("button", name="راه دادن دوباره")).to_be_visible()
    assert double.row_of("users", SARA)["is_disabled"] is True
    desk.get_by_role("button", name="برگردان").click()
    expect(desk.get_by_role("button", name="غیرفعال کردن", exact=True)).to_be_visible()
    assert double.row_of("users", SARA)["is_disabled"] is False


def test_numbers_stay_unmasked_only_after_a_warning(desk, double):
    desk.goto("/desk/admin/organization")
    desk.get_by_role("checkbox", name="شماره‌ی کارت در یادداشت‌ها").check()
    expect(desk.get_by_role("note")).to_contain_text("بی‌پرده ذخیره")
    desk.get_by_role("textbox", name="مکث پیش از فرستادن").fill("۹")
    desk.get_by_role("button", name="ذخیره", exact=True).click()
    dialog(desk).get_by_role("button", name="انصراف").click()
    assert sent(double, "PATCH", "/organization") == []
    desk.get_by_role("button", name="ذخیره", exact=True).click()
    dialog(desk).get_by_role("button", name="می‌دانم، ذخیره کن").click()
    expect(desk.get_by_role("group", name="ذخیره‌ی تغییرها")).to_have_count(0)
    assert double.organization["settings"] == {
        "undo_seconds": 9,
        "break_reasons": ["rest", "meal", "نماز جماعت"],
        "kept_kinds": {"messages": [], "notes": ["card"], "customers": []},
    }


def test_the_audit_log_is_asked_of_the_server(desk, double):
    desk.goto("/desk/admin/audit")
    desk.get_by_label("چه کسی").select_option(label="سارا کریمی")
    desk.get_by_label("درباره‌ی").select_option(label="صف")
    expect(desk.get_by_role("button", name="برداشتن صافی‌ها")).to_be_visible()
    with desk.expect_request(
        lambda r: "subject_kind=queue" in r.url and f"actor_id={SARA}" in r.url and "from=2026" in r.url
    ):
        desk.get_by_label("از روز").fill("۱۴۰۵/۰۹/۰۱")
    desk.get_by_role("button", name="برداشتن صافی‌ها").click()
    expect(desk.get_by_label("از روز")).to_have_value("")


def test_the_audit_log_speaks_in_words(desk, double):
    desk.goto("/desk/admin/audit")
    expect(desk.get_by_role("table")).to_contain_text("نقش: کارشناس")


def test_a_canned_reply_that_begins_with_a_fill_in_runs_as_its_language(desk, double):
    double.shelves["canned-replies"][0]["text"] = "{customer} گرامی، خبر می‌دهیم."
    desk.goto("/desk/admin/canned")
    expect(desk.get_by_text("گرامی، خبر می‌دهیم.")).to_have_attribute("dir", "rtl")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080), (3840, 2160)])
@pytest.mark.parametrize("queues", [1, 3, 5, 12])
def test_nobody_has_to_scroll_a_wall(desk, double, width, height, queues):
    first = double.board["queues"][0]
    double.board["queues"] = [
        {**first, "queue_id": uid(f"wall{n}"), "name": f"صف {n}"} for n in range(queues)
    ]
    desk.set_viewport_size({"width": width, "height": height})
    desk.goto("/desk/board/wall")
    cards = desk.get_by_role("main").get_by_role("listitem")
    expect(cards).to_have_count(queues)
    assert desk.get_by_role("main").evaluate("e => e.scrollHeight - e.clientHeight") <= 0
    assert cards.evaluate_all("all => all.filter(e => e.scrollHeight > e.clientHeight + 1).length") == 0


def test_a_lost_second_factor_is_taken_away(desk, double):
    desk.goto(f"/desk/admin/people/{SARA}")
    desk.get_by_role("button", name="برداشتن ورود دومرحله‌ای").click()
    dialog(desk).get_by_role("button", name="برداشتن ورود دومرحله‌ای").click()
    expect(desk.get_by_role("button", name="برداشتن ورود دومرحله‌ای")).to_have_count(0)
    assert double.row_of("users", SARA)["has_totp"] is False


def test_what_was_put_away_can_be_brought_back(desk, double):
    desk.goto("/desk/admin/departments")
    desk.get_by_role("button", name="کنار گذاشتن واحد: پشتیبانی").click()
    expect(desk.get_by_role("row", name="پشتیبانی")).to_have_count(0)
    desk.get_by_role("button", name="برگردان").click()
    expect(desk.get_by_role("row", name="پشتیبانی")).to_be_visible()
    assert double.row_of("departments", D_SUPPORT)["archived_at"] is None


def test_a_key_is_shown_once(desk, double):
    desk.goto("/desk/admin/keys")
    desk.get_by_role("button", name="کلید تازه").click()
    dialog(desk).get_by_label("نام").fill("انبار")
    dialog(desk).get_by_role("button", name="افزودن").click()
    expect(dialog(desk)).to_contain_text("hmsk_once-and-never-again")
    dialog(desk).get_by_role("button", name="نگه داشتم").click()
    expect(desk.get_by_text("hmsk_once-and-never-again")).to_have_count(0)
    expect(desk.get_by_role("row", name="انبار")).to_be_visible()


def test_a_ring_is_added_and_its_refusal_is_seen(desk, double):
    desk.goto(f"/desk/admin/queues/{SUPPORT}")
    desk.get_by_role("button", name="افزودن حلقه").click()
    desk.get_by_role("group", name="حلقه‌ی ۳").get_by_label("پس از").fill("۳۰۰")
    double.refuse["queues"] = [
        {"field": "settings.rings", "code": "order", "message": "حلقه‌ها باید پشت هم باشند."}
    ]
    desk.get_by_role("button", name="ذخیره", exact=True).click()
    expect(desk.get_by_role("alert")).to_contain_text("حلقه‌ها باید پشت هم باشند.")
    desk.get_by_role("button", name="ذخیره", exact=True).click()
    expect(desk.get_by_role("group", name="ذخیره‌ی تغییرها")).to_have_count(0)
    rings = double.row_of("queues", SUPPORT)["settings"]["rings"]
    assert rings[2] == {"after_s": 300, "drop_levels": 1, "add_queue_ids": []}


def test_a_night_slot_is_told_as_such_and_kept(desk, double):
    desk.goto(f"/desk/admin/calendars/{OFFICE}")
    friday = desk.get_by_role("region", name="هفته‌ی کاری").get_by_role("group", name="جمعه")
    friday.get_by_role("button", name="افزودن نوبت").click()
    friday.get_by_label("آغاز نوبت ۱").fill("۲۰:۳۰")
    friday.get_by_label("پایان نوبت ۱").fill("۰۴:۰۰")
    expect(friday).to_contain_text("روز بعد")
    desk.get_by_role("button", name="ذخیره", exact=True).click()
    expect(desk.get_by_role("group", name="ذخیره‌ی تغییرها")).to_have_count(0)
    kept = msgspec.convert(double.row_of("calendars", OFFICE)["definition"], WorkingCalendar)
    assert kept.week.friday == (Slot(time(20, 30), time(4)),)


def test_a_new_calendar_is_one_that_the_engine_takes(desk, double):
    desk.goto("/desk/admin/calendars/new")
    desk.get_by_role("textbox", name="نام").first.fill("شعبه‌ی شیراز")
    for add in ("افزودن تعطیلی هرساله", "افزودن روز", "افزودن دوره", "افزودن روز ویژه"):
        desk.get_by_role("button", name=add, exact=True).click()
    desk.get_by_label("تنها چند ساعت").check(force=True)
    desk.get_by_role("group", name="ذخیره‌ی تغییرها").get_by_role("button", name="افزودن").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("شعبه‌ی شیراز")
    [body] = sent(double, "POST", "/calendars")
    kept = msgspec.convert(body["definition"], WorkingCalendar)
    assert kept.week.thursday == (Slot(time(8), time(13)),)
    assert (len(kept.holidays), len(kept.extra_dates), len(kept.windows), len(kept.exceptions)) == (
        1,
        1,
        1,
        1,
    )


def test_a_sudden_closure_is_written_at_once_and_undone(desk, double):
    desk.goto(f"/desk/admin/calendars/{OFFICE}")
    desk.get_by_role("button", name="تعطیلی ناگهانی").click()
    dialog(desk).get_by_label("علت").fill("سیل")
    dialog(desk).get_by_role("button", name="می‌بندیم").click()
    expect(desk.get_by_role("region", name="بستن‌های ناگهانی")).to_contain_text("سیل")
    assert [c["name"] for c in double.row_of("calendars", OFFICE)["definition"]["closures"]] == [
        "قطع برق",
        "سیل",
    ]
    desk.get_by_role("button", name="برگردان").click()
    expect(desk.get_by_role("region", name="بستن‌های ناگهانی")).not_to_contain_text("سیل")
    assert [c["name"] for c in double.row_of("calendars", OFFICE)["definition"]["closures"]] == ["قطع برق"]


def test_the_mail_server_answers_in_plain_words(desk, double):
    desk.goto(f"/desk/admin/channels/{MAIL}")
    desk.get_by_role("button", name="آزمودن سرور").click()
    outcome = desk.get_by_role("status").filter(has_text="سرور نپذیرفت")
    expect(outcome).to_contain_text("نام کاربری یا گذرواژه را دوباره ببینید.")
    expect(outcome).to_contain_text("535 5.7.8")


def test_a_mailbox_is_set_up_and_tried(desk, double):
    double.refuse["channels"] = [
        {"field": "settings.mailbox.user", "code": "needed", "message": "این را هم بدهید."}
    ]
    desk.goto(f"/desk/admin/channels/{MAIL}")
    box = desk.get_by_role("region", name="صندوق ورودی")
    box.get_by_label("سرور صندوق").fill("imap.mehr.example")
    box.get_by_label("گذرواژه", exact=True).fill("a-word-for-programs")
    box.get_by_label("پس از گرفتن").select_option(label="به پوشه‌ی دیگر برود")
    desk.get_by_role("button", name="ذخیره", exact=True).click()
    user = box.get_by_label("نام کاربری")
    expect(user).to_have_accessible_description(re.compile("این را هم بدهید"))
    user.fill("support")
    failing = "نام کاربری یا گذرواژه را دوباره ببینید."
    double.mailbox = {**double.mailbox, "is_set": True, "failing_since": at(minutes=5), "advice": failing}
    desk.get_by_role("button", name="ذخیره", exact=True).click()
    expect(box).to_contain_text(re.compile(r"از .?امروز .+ گرفته نمی‌شود"))
    expect(box).to_contain_text(failing)
    mailbox = sent(double, "PATCH", f"/channels/{MAIL}")[-1]["settings"]["mailbox"]
    assert mailbox == {
        "host": "imap.mehr.example",
        "user": "support",
        "password": "a-word-for-programs",
        "after": "move",
    }
    double.probe = {"ok": True, "said": "imap.mehr.example:993", "advice": ""}
    double.mailbox |= {"failing_since": None, "fetched_at": at(minutes=0)}
    box.get_by_role("button", name="آزمودن صندوق").click()
    expect(box.get_by_role("status")).to_contain_text("صندوق باز شد")
    expect(box).to_contain_text("بی‌خطا پرسیده شد")
    expect(box).not_to_contain_text(failing)


def test_a_hidden_secret_goes_back_as_it_came_and_is_replaced_whole(desk, double):
    desk.goto(f"/desk/admin/channels/{MAIL}")
    sending = desk.get_by_role("region", name="فرستادن")
    sending.get_by_label("نام کاربری").fill("desk")
    desk.get_by_role("button", name="ذخیره", exact=True).click()
    expect(desk.get_by_role("group", name="ذخیره‌ی تغییرها")).to_have_count(0)
    sending.get_by_label("گذرواژه", exact=True).press("End")
    sending.get_by_label("گذرواژه", exact=True).press_sequentially("new")
    desk.get_by_role("button", name="ذخیره", exact=True).click()
    expect(desk.get_by_role("group", name="ذخیره‌ی تغییرها")).to_have_count(0)
    passwords = [body["settings"]["smtp"]["password"] for body in sent(double, "PATCH", f"/channels/{MAIL}")]
    assert passwords == ["••••", "new"]


def test_a_key_that_signs_is_made_and_asked_for_before_it_is_replaced(desk, double):
    desk.goto(f"/desk/admin/channels/{MAIL}")
    card = desk.get_by_role("region", name="امضای ایمیل (DKIM)")
    expect(card).to_contain_text("هنوز کلیدی نیست")
    card.get_by_role("button", name="ساختن کلید").click()
    expect(card).to_contain_text("hamseda._domainkey.mehr.example")
    expect(card).to_contain_text("v=DKIM1; k=rsa; p=MII")
    card.get_by_role("button", name="دیدن در DNS").click()
    expect(card.get_by_role("status")).to_contain_text("رکورد هنوز درست دیده نمی‌شود")
    assert_clean(desk)
    card.get_by_label("نام کلید (selector)").fill("winter")
    card.get_by_role("button", name="ساختن کلید تازه").click()
    expect(dialog(desk)).to_contain_text("تا رکورد تازه در DNS دیده نشود، کلید کنونی امضا می‌کند")
    assert sent(double, "POST", f"/channels/{MAIL}/dkim") == [{"selector": "hamseda"}]
    dialog(desk).get_by_role("button", name="ساختن کلید تازه").click()
    expect(card).to_contain_text("winter._domainkey.mehr.example")
    # What is saved later leaves the key where it is.
    desk.get_by_label("فرستادن پاسخ رسید").check(force=True)
    desk.get_by_role("button", name="ذخیره", exact=True).click()
    expect(desk.get_by_role("group", name="ذخیره‌ی تغییرها")).to_have_count(0)
    settings = sent(double, "PATCH", f"/channels/{MAIL}")[-1]["settings"]
    assert settings["dkim"] == {"domain": "mehr.example", "selector": "winter", "private_key": "••••"}
    assert settings["acknowledgement"] == "سلام! پیام شما رسید و به‌زودی پاسخ می‌دهیم."


def test_an_address_whose_mail_came_back_is_freed(desk, double):
    desk.goto("/desk/admin/suppressions")
    gone = desk.get_by_role("row", name=GONE)
    expect(gone).to_contain_text("User unknown")
    gone.get_by_role("button", name="آزاد کردن").click()
    expect(dialog(desk)).to_contain_text(GONE)
    assert sent(double, "DELETE", f"/mail-suppressions/{uid('gone')}") == []
    dialog(desk).get_by_role("button", name="آزاد کردن").click()
    expect(gone).to_contain_text("آزاد شد")
    expect(gone.get_by_role("button")).to_have_count(0)


def test_a_suspicious_mail_is_read_let_through_and_called_back(desk, double):
    desk.goto("/desk/admin/quarantine")
    mails = desk.get_by_role("list", name="قرنطینه‌ی ایمیل").get_by_role("listitem")
    expect(mails).to_have_count(3)
    expect(desk.get_by_text("۳ نامه منتظر تصمیم")).to_be_visible()
    forged = mails.filter(has_text=FORGED)
    expect(forged).to_contain_text("دامنه‌ی خود ما")
    forged.get_by_role("button", name="دیدن نامه").click()
    expect(dialog(desk)).to_contain_text("فرستنده تأیید نشد، چون نامه از سروری آمده")
    frame = dialog(desk).locator("iframe")
    assert frame.get_attribute("sandbox") == ""
    assert f"/mail-quarantine/{uid('q1')}/frame" in (frame.get_attribute("src") or "")
    dialog(desk).get_by_role("button", name="آزاد کردن").click()
    expect(mails).to_have_count(2)
    assert len(sent(double, "POST", f"/mail-quarantine/{uid('q1')}/release")) == 1
    desk.get_by_role("button", name="برگردان").click()
    expect(mails).to_have_count(3)
    assert len(sent(double, "POST", f"/mail-quarantine/{uid('q1')}/return")) == 1


def test_a_suspicious_mail_is_discarded_for_a_reason_and_taken_back(desk, double):
    desk.goto("/desk/admin/quarantine")
    desk.get_by_role("button", name="پیوست اجراشدنی").click()
    mails = desk.get_by_role("list", name="قرنطینه‌ی ایمیل").get_by_role("listitem")
    expect(mails).to_have_count(1)
    expect(mails).to_contain_text("faktor-1405-08.pdf.exe")
    mails.get_by_role("button", name="کنار گذاشتن").click()
    away = dialog(desk).get_by_role("button", name="کنار گذاشتن")
    expect(away).to_be_disabled()
    dialog(desk).get_by_role("button", name="کلاه‌برداری").click()
    away.click()
    expect(dialog(desk)).to_have_count(0)
    expect(desk.get_by_text("نامه کنار گذاشته شد")).to_be_visible()
    assert sent(double, "POST", f"/mail-quarantine/{uid('q2')}/discard") == [{"why": "کلاه‌برداری"}]
    expect(desk.get_by_text("هیچ نامه‌ای در قرنطینه نیست")).to_be_visible()
    desk.get_by_role("alert").get_by_role("button", name="برگردان").click()
    expect(mails).to_have_count(1)
    assert len(sent(double, "POST", f"/mail-quarantine/{uid('q2')}/return")) == 1
    mails.get_by_role("button", name="کنار گذاشتن").click()
    dialog(desk).get_by_role("button", name="کلاه‌برداری").click()
    away.click()
    desk.get_by_text("کنارگذاشته", exact=True).click()
    expect(mails).to_have_count(2)
    mails.filter(has_text="faktor").get_by_role("button", name="برگردان").click()
    expect(mails).to_have_count(1)


def test_a_supervisor_sees_but_does_not_set_up(desk, served):
    served[1].double = AdminDouble("supervisor")
    desk.goto("/desk/admin/queues")
    expect(desk.get_by_role("row", name="پشتیبانی سفارش")).to_be_visible()
    expect(desk.get_by_role("button", name="صف تازه")).to_have_count(0)
    expect(desk.get_by_role("link", name="کلیدهای API")).to_have_count(0)


def test_the_board_follows_the_events(desk, double):
    desk.goto("/desk/board")
    support = desk.get_by_role("listitem", name="پشتیبانی سفارش")
    expect(support).to_contain_text("۵منتظر")
    double.board["queues"][0]["waiting"] = 8
    double.emit(
        "work.changed", {"work_item": {"id": uid("w"), "conversation_id": uid("c"), "state": "waiting"}}
    )
    expect(support).to_contain_text("۸منتظر")
    expect(desk.get_by_role("status").filter(has_text="منتظر")).to_contain_text("۹ منتظر")


def test_people_stand_by_name_and_do_not_move_under_the_pointer(desk, double):
    desk.goto("/desk/board")
    agents = desk.get_by_role("region", name="کارشناسان")
    names = agents.locator("strong")
    expect(names.first).to_have_text("آرش بهرامی")
    agents.get_by_text("وضعیت", exact=True).click()
    expect(names.first).to_have_text("آرش بهرامی")
    names.first.hover()
    double.board["agents"][3]["state"] = "offline"
    double.emit(
        "presence.changed",
        {"user_id": uid("arash"), "state": "offline", "reason": None, "since": "2026-01-01T00:00:00Z"},
    )
    expect(agents.get_by_role("listitem").first).to_contain_text("بیرون از نوبت")
    expect(names.first).to_have_text("آرش بهرامی")
    desk.mouse.move(5, 5)
    expect(names.first).not_to_have_text("آرش بهرامی")


def test_the_charts_have_a_table_twin_and_a_wall(desk, double):
    desk.goto("/desk/board")
    desk.get_by_text("جدول", exact=True).click()
    row = desk.get_by_role("region", name="صف‌ها").get_by_role("row", name="فروش")
    expect(row).to_contain_text("از ۱۰۰ وعده‌ی آخر، ۸۷ درست")
    desk.get_by_role("button", name="نمای دیواری").click()
    expect(desk.get_by_role("heading", name="پشتیبانی سفارش")).to_be_visible()
    expect(desk.get_by_text("سارا کریمی")).to_have_count(0)
    desk.keyboard.press("Escape")
    expect(desk).to_have_url(re.compile("/board$"))
