"""Ways back and ways on: what was taken off returns, empty places lead on, the palette knows every page."""

import re

import pytest
from playwright.sync_api import expect

from journeys.conftest import assert_clean, scripted
from journeys.desk_double import Double
from journeys.desk_double_data import NEGAR, OMID, SARA, uid
from journeys.product import eventually

OPEN = f"/desk/inbox/mine/{uid('c' + NEGAR)}"


double, desk = scripted(Double)


def test_a_label_that_was_taken_off_comes_back(desk, double):
    desk.goto(OPEN)
    desk.get_by_role("button", name="برچسب‌ها").click()
    urgent = desk.get_by_role("dialog").get_by_role("checkbox", name="فوری")
    urgent.click()
    expect(urgent).not_to_be_checked()
    expect(desk.get_by_text("برچسب «فوری» برداشته شد")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="برگردان").click()
    expect(desk.get_by_role("dialog")).to_have_count(0)
    path = f"/conversations/{uid('c' + NEGAR)}/labels/{uid('l1')}"
    assert [method for method, called, _ in double.calls if called == path] == ["DELETE", "PUT"]


def test_a_cleared_next_step_comes_back(desk, double):
    desk.goto(OPEN)
    desk.get_by_role("button", name=re.compile("گام بعدی پیگیری از انبار شرق")).click()
    desk.get_by_role("dialog").get_by_role("textbox").fill("")
    desk.get_by_role("dialog").get_by_role("button", name="ذخیره").click()
    expect(desk.get_by_text("گام بعدی برداشته شد")).to_be_visible()
    expect(desk.get_by_role("button", name=re.compile("گام بعدی تعیین نشده"))).to_be_visible()
    desk.get_by_role("button", name="برگردان").click()
    expect(desk.get_by_role("button", name=re.compile("گام بعدی پیگیری از انبار شرق"))).to_be_visible()
    assert double.row(uid("c" + NEGAR))["next_step"] == "پیگیری از انبار شرق"


def test_an_empty_place_leads_on(desk, double):
    for row in double.rows:
        row["status"] = "resolved"
    double.presence = {"state": "offline", "reason": None}
    double.work["shift"] = None
    desk.goto("/desk/inbox/mine")
    expect(desk.get_by_text("کاری در دست ندارید")).to_be_visible()
    assert_clean(desk)
    desk.get_by_role("main").or_(desk.get_by_role("region", name="فهرست گفتگوها")).get_by_role(
        "button", name="آغاز نوبت"
    ).click()
    expect(desk.get_by_role("dialog", name=re.compile("روز خوش"))).to_be_visible()
    desk.goto("/desk/inbox/snoozed")
    desk.get_by_role("link", name="رفتن به «گفتگوهای من»").click()
    expect(desk).to_have_url(re.compile("/inbox/mine$"))


@pytest.mark.parametrize(
    ("said", "place"),
    [("نمای دیواری", "/board/wall"), ("تقویم کاری", "/admin/calendars"), ("تنظیمات من", "/settings")],
)
def test_the_palette_goes_to_every_page(desk, said, place):
    desk.goto(OPEN)
    expect(desk.get_by_role("textbox", name="پاسخ")).to_be_visible()
    desk.keyboard.press("Control+KeyK")
    field = desk.get_by_role("combobox", name="فرمان، گفتگو یا مشتری…")
    field.fill(said)
    expect(desk.get_by_role("option", name=re.compile(said))).to_be_visible()
    field.press("Enter")
    expect(desk).to_have_url(re.compile(f"/desk{place}$"))


def test_a_conversation_that_is_not_there_does_not_blame_the_line(desk, double):
    gone = {"status": 404, "code": "not_found", "title": "Not Found"}
    one = re.compile(r"/api/v1/conversations/[0-9a-f-]{36}$")
    desk.route(one, lambda route: route.fulfill(status=404, json=gone))
    desk.goto(OPEN)
    expect(desk.get_by_text("این گفتگو پیش شما نیست")).to_be_visible()
    expect(desk.get_by_role("button", name="دوباره", exact=True)).to_have_count(0)
    desk.get_by_role("main").get_by_role("button", name="بازگشت به فهرست").click()
    expect(desk).to_have_url(re.compile("/desk/inbox/mine$"))


def test_a_dialog_begins_at_its_first_choice(desk, double):
    desk.goto(OPEN)
    expect(desk.get_by_role("textbox", name="پاسخ", exact=True)).to_be_visible()
    desk.keyboard.press("KeyZ")
    expect(desk.get_by_role("dialog").get_by_role("button", name=re.compile("یک ساعت دیگر"))).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("dialog")).to_be_hidden()
    eventually(lambda: double.row(uid("c" + NEGAR))["status"] == "snoozed", "the snoozing")


def test_only_who_may_go_on_is_offered_as_an_owner_and_who_is_there_first(desk, double):
    people = [
        (SARA, "سارا کریمی", "agent"),
        (uid("look"), "بیتا بازبین", "auditor"),
        (OMID, "امید رستمی", "agent"),
    ]
    shown = [
        {"id": i, "name": n, "email": "a@b.example", "role": r, "department_id": None} for i, n, r in people
    ]
    there = [{"user_id": OMID, "state": "available", "reason": None, "since": double.rows[0]["opened_at"]}]
    desk.route("**/api/v1/users?*", lambda route: route.fulfill(json={"items": shown, "next": None}))
    desk.route("**/api/v1/presence", lambda route: route.fulfill(json={"items": there}))
    desk.goto(OPEN)
    expect(desk.get_by_role("textbox", name="پاسخ", exact=True)).to_be_visible()
    desk.keyboard.press("KeyA")
    names = desk.get_by_role("dialog").get_by_role("option").locator("bdi")
    expect(names).to_have_text([double.me["user"]["name"], "امید رستمی", "سارا کریمی"])
