"""Signatures and canned replies with their dress, set up in a real browser against a scripted server."""

import re

import pytest
from playwright.sync_api import Page, expect

from journeys.admin_double import AdminDouble
from journeys.conftest import assert_clean, scripted
from journeys.desk_double_data import SUPPORT
from journeys.test_admin_alone import dialog, sent, speak

QUEUE = f"/queues/{SUPPORT}"


double, desk = scripted(AdminDouble)


def save(desk: Page) -> None:
    desk.get_by_role("button", name="ذخیره", exact=True).click()
    expect(desk.get_by_role("group", name="ذخیره‌ی تغییرها")).to_have_count(0)


def test_a_signature_is_seen_as_it_will_be_read_and_sent_as_it_was_written(desk, double):
    desk.goto(f"/desk/admin{QUEUE}")
    field = desk.get_by_role("textbox", name="متن امضا")
    field.click()
    desk.keyboard.type("سپاس، ")
    desk.get_by_role("button", name="نام کارشناس").click()
    expect(field).to_be_focused()
    preview = desk.get_by_role("region", name="مشتری این را می‌بیند")
    expect(preview).to_contain_text("سپاس، مریم احمدی")
    save(desk)
    assert sent(double, "PATCH", QUEUE) == [{"signature_html": '<p dir="rtl">سپاس، {{agent.name}}</p>'}]
    field.click()
    desk.keyboard.press("Control+a")
    desk.keyboard.press("Delete")
    expect(preview).to_have_count(0)
    save(desk)
    # Without dress there is no twin of it either.
    assert sent(double, "PATCH", QUEUE)[-1]["signature_html"] is None


def test_a_fill_in_that_nobody_knows_is_refused_beside_the_signature(desk, double):
    said = "«{{agent.shoe}}» شناخته نیست."
    double.refuse["queues"] = [{"field": "signature_html", "code": "unknown_variable", "message": said}]
    desk.goto(f"/desk/admin{QUEUE}")
    field = desk.get_by_role("textbox", name="متن امضا")
    field.click()
    desk.keyboard.type("{{agent.shoe}}")
    desk.get_by_role("button", name="ذخیره", exact=True).click()
    expect(desk.get_by_text(said)).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert_clean(desk)


def test_a_canned_reply_has_its_words_twice_once_with_their_dress(desk, double):
    desk.goto("/desk/admin/canned")
    desk.get_by_role("button", name="پاسخ آماده‌ی تازه").click()
    sheet = dialog(desk)
    sheet.get_by_role("textbox", name="عنوان").fill("خوشامد")
    sheet.get_by_role("textbox", name="میان‌بر").fill("خوش")
    sheet.get_by_role("textbox", name="متن پاسخ").fill("سلام {customer}\nHello")
    sheet.get_by_text("با قالب، برای ایمیل").click()
    field = sheet.locator("[data-rich]")
    expect(field.locator("p")).to_have_count(2)
    expect(field.locator("p").last).to_have_attribute("dir", "ltr")
    field.locator("p").last.click()
    desk.keyboard.press("Control+a")
    desk.keyboard.press("Control+b")
    expect(sheet.get_by_role("region", name="مشتری این را می‌بیند")).to_contain_text("سلام نگار رضایی")
    sheet.get_by_role("button", name="افزودن", exact=True).click()
    expect(sheet).to_have_count(0)
    [body] = sent(double, "POST", "/canned-replies")
    assert body["text"] == "سلام {customer}\nHello"
    assert body["html"] == (
        '<p dir="rtl"><strong>سلام {customer}</strong></p><p dir="ltr"><strong>Hello</strong></p>'
    )


@pytest.mark.parametrize(("language", "theme"), [("fa", "dark"), ("en", "light")])
def test_the_sheet_of_a_dressed_reply_is_clean_for_axe(desk, double, language, theme):
    speak(double, language, theme)
    desk.goto("/desk/admin/canned")
    desk.get_by_role("button", name=re.compile("^(پاسخ آماده‌ی تازه|New canned reply)$")).click()
    dialog(desk).get_by_text(re.compile("^(با قالب، برای ایمیل|Formatted, for mails)$")).click()
    dialog(desk).locator("[data-rich]").click()
    desk.keyboard.type("سلام")
    assert_clean(desk)
