"""What lies beside the talk by mail, against a scripted server: passed on outside, originals, delivery to each, paper."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from journeys.conftest import assert_clean, assert_clean_by_day_and_night, scripted
from journeys.desk_double import Double
from journeys.desk_double_data import ME, uid
from journeys.desk_double_mail import BOUNCED, SIGNER, WAREHOUSE
from journeys.product import eventually
from journeys.test_desk_alone import speak
from journeys.test_desk_mail import OPEN, TALK, field, people

double, desk = scripted(Double)


@pytest.fixture
def talk(desk: Page) -> Page:
    desk.goto(OPEN)
    expect(field(desk)).to_be_visible()
    expect(said(desk, "خبر تازه‌ای هست؟").get_by_role("button", name="کارهای این ایمیل")).to_be_visible()
    return desk


def said(desk: Page, text: str) -> Locator:
    return desk.get_by_role("article").filter(has_text=text)


def menu(desk: Page, text: str, item: str) -> None:
    said(desk, text).get_by_role("button", name="کارهای این ایمیل").click()
    desk.get_by_role("menuitem", name=item).click()


def asked(double: Double, method: str, path: str) -> list[Any]:
    return [body for made, to, body in double.calls if (made, to) == (method, path)]


def look(locator: Locator) -> list[str]:
    """Its ground, and the width of its edges at the sides."""
    return locator.evaluate(
        """e => { const s = getComputedStyle(e);
            return [s.backgroundColor, s.borderInlineStartWidth + s.borderInlineEndWidth]; }"""
    )


def test_what_went_outside_and_came_from_there_looks_like_nothing_of_the_customers(talk):
    ours, theirs = said(talk, "فرستاده به بیرون"), said(talk, "پاسخ کسی بیرون از گفتگو")
    customers = said(talk, "خبر تازه‌ای هست؟").locator("[data-state]")
    expect(ours).to_contain_text("مشتری این را نمی‌بیند")
    expect(theirs).to_contain_text("این را مشتری ننوشته است")
    expect(theirs).to_contain_text(WAREHOUSE)
    for aside in (ours, theirs):
        assert look(aside)[0] != look(customers)[0]
        assert look(aside)[1] != look(customers)[1]


def test_who_really_wrote_is_said_in_a_sentence(talk, double):
    expect(said(talk, "مبلغ فاکتور ۴۴۷۱")).to_contain_text("فرستنده تأیید شد: دامنه‌ی نشانی او")
    doubtful = said(talk, "خبر تازه‌ای هست؟")
    expect(doubtful).to_contain_text("فرستنده تأیید نشد، چون نامه را دامنه‌ی دیگری امضا کرده است")
    expect(doubtful).to_contain_text(SIGNER)


def test_passing_on_shows_beforehand_what_goes_out_and_can_be_held_back(talk, double):
    menu(talk, "خبر تازه‌ای هست؟", "فرستادن به بیرون…")
    sheet = talk.get_by_role("dialog")
    preview = sheet.frame_locator("iframe[sandbox='']")
    expect(preview.get_by_text("خبر تازه‌ای هست؟")).to_be_visible()
    expect(sheet.get_by_role("button", name="بفرست", exact=True)).to_be_disabled()
    people(talk, "به").fill(WAREHOUSE)
    people(talk, "به").press("Enter")
    words = sheet.get_by_role("textbox", name="متن شما")
    words.click()
    talk.keyboard.type("لطفاً بررسی کنید")
    expect(preview.get_by_text("لطفاً بررسی کنید")).to_be_visible()
    expect(preview.get_by_text("مبلغ فاکتور ۴۴۷۱")).to_have_count(0)
    sheet.get_by_role("radio", name=re.compile("همه‌ی گفتگو")).check()
    expect(preview.get_by_text("مبلغ فاکتور ۴۴۷۱")).to_be_visible()
    # What nobody outside may see is not part of it.
    expect(preview.get_by_text("از انبار بیرون رفته")).to_have_count(0)
    sheet.get_by_role("button", name="بفرست", exact=True).click()
    expect(sheet).to_have_count(0)
    expect(said(talk, "لطفاً بررسی کنید")).to_contain_text("فرستاده به بیرون")
    [body] = asked(double, "POST", f"/conversations/{TALK}/forwards")
    assert body["to"] == [WAREHOUSE]
    assert (body["history"], body["html"]) == (True, '<p dir="rtl">لطفاً بررسی کنید</p>')
    talk.get_by_role("button", name="نفرست", exact=True).click()
    expect(said(talk, "لطفاً بررسی کنید")).to_have_count(0)
    expect(talk.get_by_role("dialog").get_by_role("textbox", name="متن شما")).to_have_text("لطفاً بررسی کنید")
    expect(talk.get_by_role("dialog").get_by_text(WAREHOUSE).first).to_be_visible()


def test_a_sheet_that_was_closed_by_mistake_opens_again_as_it_was(talk):
    menu(talk, "خبر تازه‌ای هست؟", "فرستادن به بیرون…")
    words = talk.get_by_role("dialog").get_by_role("textbox", name="متن شما")
    words.click()
    talk.keyboard.type("نیمه‌کاره")
    talk.keyboard.press("Escape")
    expect(talk.get_by_role("dialog")).to_have_count(0)
    talk.get_by_role("alert").get_by_role("button", name="برگردان", exact=True).click()
    expect(words).to_have_text("نیمه‌کاره")


def test_without_a_preview_one_can_still_send(talk, double):
    double.fail_next = {("POST", f"/conversations/{TALK}/forwards/preview")}
    menu(talk, "خبر تازه‌ای هست؟", "فرستادن به بیرون…")
    sheet = talk.get_by_role("dialog")
    expect(sheet.get_by_text("پیش‌نمایش آماده نشد؛ فرستادن ممکن است.")).to_be_visible()
    double.fail_next = {("POST", f"/conversations/{TALK}/forwards/preview")}
    people(talk, "به").fill(WAREHOUSE)
    people(talk, "به").press("Enter")
    sheet.get_by_role("button", name="بفرست", exact=True).click()
    expect(sheet).to_have_count(0)


def test_the_original_is_shown_left_to_right_and_can_be_taken_along(talk, double):
    menu(talk, "مبلغ فاکتور ۴۴۷۱", "متن خام و سرآیندها")
    sheet = talk.get_by_role("dialog")
    headers = sheet.get_by_role("table", name="سرآیندها")
    expect(headers.get_by_role("row", name=re.compile("^Message-ID"))).to_be_visible()
    expect(headers).to_have_attribute("dir", "ltr")
    source = sheet.get_by_role("region", name="متن خام")
    expect(source).to_contain_text("Content-Transfer-Encoding: base64")
    assert source.evaluate("e => getComputedStyle(e).direction") == "ltr"
    assert "monospace" in source.evaluate("e => getComputedStyle(e).fontFamily")
    expect(sheet.get_by_role("link", name=re.compile("eml"))).to_have_attribute(
        "href", re.compile(r"/api/v1/mails/.*/raw$")
    )
    expect(sheet).to_contain_text("۴۷۰")
    assert_clean(talk)


def test_a_mail_is_split_off_from_its_own_menu(talk):
    menu(talk, "مبلغ فاکتور ۴۴۷۱", "جداکردن به گفتگوی تازه")
    goes = talk.get_by_role("dialog").get_by_role("region", name="به گفتگوی تازه می‌رود")
    expect(goes).to_contain_text("مبلغ فاکتور ۴۴۷۱")
    assert_clean(talk)


def test_the_newest_mail_stays_in_sight_when_parts_of_mails_come_in_late(desk):
    held: list[Route] = []
    come: list[bool] = []
    is_late = re.compile(r"/assets/(MessageParts|MailWriter|RichText|RichField)-.*\.js$")
    desk.route(is_late, lambda route: route.continue_() if come else held.append(route))
    desk.goto(OPEN)
    expect(said(desk, "خبر تازه‌ای هست؟")).to_be_in_viewport(ratio=1)
    eventually(lambda: held, "asking for the parts")
    come.append(True)
    for route in held:
        route.continue_()
    expect(said(desk, "خبر تازه‌ای هست؟").get_by_role("button", name="کارهای این ایمیل")).to_be_visible()
    expect(said(desk, "خبر تازه‌ای هست؟")).to_be_in_viewport(ratio=1)


def test_an_agent_is_not_offered_the_original(desk, double):
    double.me["role"] = "agent"
    desk.goto(OPEN)
    said(desk, "خبر تازه‌ای هست؟").get_by_role("button", name="کارهای این ایمیل").click()
    expect(desk.get_by_role("menuitem", name="چاپ این پیام")).to_be_visible()
    expect(desk.get_by_role("menuitem", name="متن خام و سرآیندها")).to_have_count(0)


def test_paper_comes_from_the_server_in_a_page_beside(talk):
    with talk.context.expect_page() as opened:
        menu(talk, "خبر تازه‌ای هست؟", "چاپ گفتگو")
    assert opened.value.url.endswith(f"/api/v1/conversations/{TALK}/print")
    with talk.context.expect_page() as opened:
        menu(talk, "خبر تازه‌ای هست؟", "چاپ این پیام")
    assert re.search(r"/api/v1/mails/[0-9a-f-]{36}/print$", opened.value.url)


def test_the_palette_does_the_same(talk):
    talk.evaluate("document.activeElement.blur()")
    for words, seen in [
        ("متن خام آخرین", "ایمیل، همان‌گونه که رسید"),
        ("فرستادن به بیرون", "فرستادن به بیرون"),
    ]:
        talk.keyboard.press("Control+k")
        talk.get_by_role("dialog").get_by_role("combobox").fill(words)
        talk.keyboard.press("Enter")
        expect(talk.get_by_role("dialog", name=seen)).to_be_visible()
        talk.keyboard.press("Escape")
        expect(talk.get_by_role("dialog")).to_have_count(0)


def test_whoever_a_mail_did_not_reach_is_named_with_the_way_back(talk, double):
    mail = said(talk, "سپاس")
    expect(mail.get_by_role("button", name="به ۱ از ۳ گیرنده نرسید")).to_have_attribute(
        "aria-expanded", "true"
    )
    lost = mail.get_by_role("listitem").filter(has_text=BOUNCED)
    expect(lost).to_contain_text("این نشانی وجود ندارد؛ نشانی درست را از مشتری بپرسید.")
    expect(mail.get_by_role("listitem").filter(has_text="info@parsdata.example")).to_contain_text("رسید")
    lost.get_by_role("button", name="به نشانی دیگر بنویس").click()
    expect(people(talk, "به")).to_be_visible()
    lost.get_by_role("button", name=re.compile("دوباره به این نشانی بفرست")).click()
    expect(lost.get_by_role("button", name=re.compile("دوباره به این نشانی"))).to_have_count(0)
    eventually(
        lambda: [path for made, path, _ in double.calls if made == "DELETE" and "suppressions" in path],
        "taking the address back",
    )


def test_another_address_is_written_from_a_note_too(talk):
    talk.evaluate("document.activeElement.blur()")
    talk.keyboard.press("n")
    expect(field(talk)).to_have_count(0)
    mail = said(talk, "سپاس")
    mail.get_by_role("button", name="به نشانی دیگر بنویس").click()
    expect(people(talk, "به")).to_be_focused()
    expect(field(talk)).to_be_visible()


def test_who_is_not_reached_is_named_as_soon_as_it_is_known(talk, double):
    mail = double.messages[TALK][1]
    known = mail["meta"]["delivery"]["recipients"]
    told = [
        {**one, "state": "failed", "text": "صندوق او پر است."} if i == 1 else one
        for i, one in enumerate(known)
    ]
    double.emit(
        "message.changed",
        {
            "id": mail["id"],
            "position": mail["position"],
            "state": "delivered",
            "detail": {"recipients": told},
        },
        TALK,
    )
    expect(said(talk, "سپاس").get_by_role("button", name="به ۲ از ۳ گیرنده نرسید")).to_be_visible()
    expect(said(talk, "سپاس")).to_contain_text("صندوق او پر است.")


def test_a_mail_that_failed_says_why_in_the_talk(talk, double):
    why = "ایمیل به old@parsdata.example نرسید: صندوق او پر است."
    told = {
        **double.messages[TALK][0],
        "id": uid("pm8"),
        "position": 8,
        "kind": "notice",
        "direction": "internal",
        "channel_kind": None,
        "text": "",
        "html": None,
        "meta": {"notice": "mail_failed", "message_id": uid("pm2"), "reason": why},
    }
    double.emit("message.appended", {"message": told, "conversation": {"id": TALK, "last_position": 8}}, TALK)
    expect(talk.get_by_text(why)).to_be_visible()


def test_deliveries_open_by_themselves_at_the_first_failure(desk, double):
    mail = double.messages[TALK][1]
    known = mail["meta"]["delivery"]["recipients"]
    mail["meta"] = {**mail["meta"], "delivery": {"recipients": [{**one, "state": "sent"} for one in known]}}
    desk.goto(OPEN)
    expect(said(desk, "سپاس").get_by_role("button", name="رسیدن به هر گیرنده")).to_have_attribute(
        "aria-expanded", "false"
    )
    double.emit(
        "message.changed",
        {"id": mail["id"], "position": mail["position"], "state": "sent", "detail": {"recipients": known}},
        TALK,
    )
    expect(said(desk, "سپاس").get_by_role("button", name="به ۱ از ۳ گیرنده نرسید")).to_have_attribute(
        "aria-expanded", "true"
    )


def test_a_notice_of_the_computer_names_the_outsider_who_wrote(desk, double):
    double.me["user"]["preferences"]["desktop_notices"] = True
    desk.add_init_script(
        """window.told = [];
        window.Notification = class { static permission = 'granted'; constructor(title) { window.told.push(title); } };
        document.hasFocus = () => false;"""
    )
    desk.goto(OPEN)
    expect(field(desk)).to_be_visible()
    answer = {**double.messages[TALK][3], "id": uid("pm9"), "position": 9}
    double.emit(
        "message.appended",
        {"message": answer, "conversation": {"id": TALK, "last_position": 9, "assignee_id": ME}},
        TALK,
    )
    desk.wait_for_function("window.told.length > 0")
    assert desk.evaluate("window.told") == ["انبار پست"]


def forwarding(talk: Page) -> Locator:
    menu(talk, "خبر تازه‌ای هست؟", "فرستادن به بیرون…")
    people(talk, "به").fill(WAREHOUSE)
    people(talk, "به").press("Enter")
    return talk.get_by_role("dialog", name="فرستادن به بیرون")


def test_the_end_of_a_subject_sends_nothing_outside(talk, double):
    sheet = forwarding(talk)
    expect(sheet.get_by_role("button", name="بفرست", exact=True)).to_be_enabled()
    sheet.get_by_role("textbox", name="موضوع").fill("بسته")
    talk.keyboard.press("Enter")
    talk.wait_for_timeout(300)
    expect(sheet).to_be_visible()
    assert asked(double, "POST", f"/conversations/{TALK}/forwards") == []


def test_escape_leaves_the_form_of_a_link_and_not_the_sheet(talk):
    sheet = forwarding(talk)
    words = sheet.get_by_role("textbox", name="متن شما")
    words.click()
    talk.keyboard.type("سلام")
    talk.keyboard.press("Control+Shift+k")
    address = talk.get_by_role("textbox", name="نشانی پیوند")
    expect(address).to_be_focused()
    talk.keyboard.press("Escape")
    expect(address).to_have_count(0)
    expect(words).to_be_focused()
    talk.keyboard.press("Control+Shift+k")
    address.fill("mehr.example")
    talk.keyboard.press("Tab")
    talk.keyboard.press("Escape")
    expect(address).to_have_count(0)
    expect(words).to_have_text("سلام")


def test_what_is_passed_on_again_after_a_lost_answer_goes_under_its_id(talk, double):
    path = f"/conversations/{TALK}/forwards"
    sheet = forwarding(talk)
    double.fail_next = {("POST", path)}
    sheet.get_by_role("button", name="بفرست", exact=True).click()
    expect(talk.get_by_text("سرور در دسترس نیست")).to_be_visible()
    sheet.get_by_role("button", name="بفرست", exact=True).click()
    expect(sheet).to_have_count(0)
    ids = [body["id"] for body in asked(double, "POST", path)]
    assert (len(ids), len(set(ids))) == (2, 1)


def test_pictures_within_what_was_passed_on_are_seen(desk, double):
    picture, ours = double.messages[TALK][1]["attachments"][0], double.messages[TALK][2]
    ours.update(
        html=f"<p dir='rtl'>مهر<img src='attachment:{picture['id']}' alt='مهر'></p>", attachments=[picture]
    )
    desk.goto(OPEN)
    aside = said(desk, "فرستاده به بیرون")
    expect(aside.locator("img")).to_have_attribute("src", "/api/v1/picture")
    expect(aside.get_by_text("stamp.png")).to_have_count(0)


def test_what_is_masked_in_dressed_words_opens_below_them(desk, double):
    double.messages[TALK][2].update(
        html="<p dir='rtl'>کارت ۶۰۳۷••••۵۶۷۸</p>",
        meta={"sealed": [{"id": uid("s2"), "kind": "card", "masked": "۶۰۳۷••••۵۶۷۸"}]},
    )
    desk.goto(OPEN)
    desk.get_by_role("button", name="۶۰۳۷••••۵۶۷۸ · نمایش مقدار پوشیده").click()
    desk.get_by_role("textbox", name="علت نیاز").fill("بازپرداخت")
    desk.get_by_role("dialog").get_by_role("button", name="نمایش", exact=True).click()
    expect(desk.get_by_role("dialog").get_by_text("6037991812345678")).to_be_visible()


def test_a_merged_talk_offers_neither_and_the_way_on_takes_the_focus(talk, double):
    field(talk).click()
    row = double.row(TALK)
    row["merged_into"] = double.rows[0]["id"]
    double.emit("conversation.changed", {"id": TALK, "changes": {"merged_into": row["merged_into"]}}, TALK)
    way = talk.get_by_role("button", name=re.compile("^رفتن"))
    expect(way).to_be_focused()
    talk.keyboard.press("f")
    said(talk, "خبر تازه‌ای هست؟").get_by_role("button", name="کارهای این ایمیل").click()
    expect(talk.get_by_role("menuitem", name="چاپ این پیام")).to_be_visible()
    expect(talk.get_by_role("menuitem", name="فرستادن به بیرون…")).to_have_count(0)
    expect(talk.get_by_role("menuitem", name="جداکردن به گفتگوی تازه")).to_have_count(0)
    expect(talk.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_asides_and_their_sheet_are_clean_for_axe(desk, double, language, theme):
    speak(double, language, theme)
    desk.set_viewport_size({"width": 1440, "height": 1400})
    desk.goto(OPEN)
    expect(said(desk, WAREHOUSE).first).to_be_visible()
    assert_clean_by_day_and_night(desk)
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("f")
    expect(desk.get_by_role("dialog").locator("iframe")).to_be_visible()
    people(desk, "To" if language == "en" else "به").fill("wrong,")
    assert_clean_by_day_and_night(desk)
