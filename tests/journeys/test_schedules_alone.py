"""Shifts by hand and by keys in a real browser, against a scripted server that keeps what is done."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from journeys.conftest import assert_clean, scripted
from journeys.desk_double_data import uid
from journeys.schedules_double import CALCULATION, PEOPLE, ROOT, SCHEDULE, SchedulesDouble, first_day
from journeys.schedules_double import shift as shift_made
from journeys.test_admin_alone import dialog, sent, speak

ROOM = f"/desk/workforce/schedules/{SCHEDULE}"
EDITS = f"{ROOT}/{SCHEDULE}/edits"
VIEWS = ("", "?view=day", "?view=table")


double, desk = scripted(SchedulesDouble)


def shift(desk: Page, name: str, start: str) -> Locator:
    return desk.get_by_role("button", name=re.compile(f"^{name}، .*{start} تا")).first


def changes(desk: Page, double: SchedulesDouble) -> list[dict]:
    """What the last edit asked for; a shift that is still on its way has not asked yet."""
    expect(desk.locator("[data-held]")).to_have_count(0)
    return sent(double, "POST", EDITS)[-1]["changes"]


def drag(desk: Page, what: Locator, right: float, down: float, grip: float = 0.5) -> None:
    box = what.bounding_box()
    x, y = box["x"] + box["width"] * grip, box["y"] + box["height"] / 2
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x + right / 2, y + down / 2)
    desk.mouse.move(x + right, y + down)


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_lanes_and_tables_are_clean_for_axe_and_begin_where_one_reads(desk, double, language, theme):
    speak(double, language, theme)
    for view in VIEWS:
        desk.goto(f"{ROOM}{view}")
        expect(desk.get_by_role("heading", level=1)).to_be_visible()
        expect(desk.locator("main [aria-busy=true]")).to_have_count(0)
        assert_clean(desk)
    desk.goto(ROOM)
    lane = desk.locator(f"[data-user='{PEOPLE[0]}'] [data-shift]")
    expect(lane).to_have_count(5)
    places = sorted((one.bounding_box()["x"], one.get_attribute("data-shift")) for one in lane.all())
    days = {one["id"]: one["day"] for one in double.shifts}
    shown = [days[row] for _, row in places]
    assert shown == sorted(shown, reverse=language == "fa")
    speak(double, language, theme)
    double.has_schedules = False
    desk.goto("/desk/workforce/schedules")
    expect(desk.get_by_role("main").get_by_role("button")).to_be_visible()
    assert_clean(desk)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_phone_has_a_list_of_the_day(desk, double, language):
    speak(double, language, "light")
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(ROOM)
    expect(desk.get_by_role("button", name=re.compile("مینا راد"))).to_be_visible()
    assert desk.locator("main").evaluate("it => it.scrollWidth <= it.clientWidth")
    assert_clean(desk)
    desk.get_by_role("button", name=re.compile("مینا راد")).click()
    expect(dialog(desk)).to_be_visible()
    assert_clean(desk)


def test_a_shift_is_dragged_and_the_need_follows_while_it_is_on_its_way(desk, double):
    desk.goto(f"{ROOM}?view=day")
    need = desk.get_by_role("slider", name="نیاز در برابر برنامه، بازه به بازه")
    expect(need).to_be_visible()
    cells = need.locator("[data-is]")
    before = cells.evaluate_all("all => all.map(it => it.textContent)")
    drag(desk, shift(desk, "آرش کریمی", "۰۸:۰۰"), -130, 0)  # later: time runs to the left
    assert cells.evaluate_all("all => all.map(it => it.textContent)") != before
    assert sent(double, "POST", EDITS) == []
    desk.mouse.up()
    expect(shift(desk, "آرش کریمی", "۱۰:۰۰")).to_be_visible()
    (put,) = changes(desk, double)
    assert (put["start"], put["end"], put["breaks"], put["day"]) == ("10:00", None, None, str(first_day()))
    assert put["activities"] == [{"name": "آموزش", "start": "12:00", "end": "13:00"}]
    drag(desk, shift(desk, "آرش کریمی", "۱۰:۰۰"), -64, 0, grip=0.005)  # its end, at the left
    desk.mouse.up()
    expect(shift(desk, "آرش کریمی", "۱۰:۰۰ تا ۱۹:۳۰").or_(shift(desk, "آرش کریمی", "۱۰:۰۰"))).to_be_visible()
    assert changes(desk, double)[0]["end"] == "19:30"
    desk.get_by_role("button", name="برگرداندن").click()
    expect(desk.get_by_role("button", name=re.compile("آرش کریمی، .*۱۰:۰۰ تا ۱۸:۳۰"))).to_be_visible()


def test_a_shift_is_moved_by_keys_and_said(desk, double):
    desk.goto(ROOM)
    held = shift(desk, "مینا راد", "۱۳:۰۰")
    held.focus()
    held.press("Space")
    said = desk.get_by_role("status").filter(has_text="برداشته شد")
    expect(said).to_contain_text("مینا راد")
    desk.keyboard.press("ArrowLeft")  # onward
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.press("Shift+ArrowRight")
    expect(desk.get_by_role("status").filter(has_text="۱۴:۰۰ تا ۲۱:۳۰")).to_have_count(1)
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("status").filter(has_text="به جای خود برگشت")).to_have_count(1)
    assert sent(double, "POST", EDITS) == []
    desk.keyboard.press("Space")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Space")
    expect(shift(desk, "هستی ملکی", "۱۳:۰۰")).to_be_visible()
    assert changes(desk, double)[0]["user_id"] == PEOPLE[4]
    expect(desk.get_by_role("status").filter(has_text="نفر-ساعت کمبود مانده")).to_have_count(1)
    desk.keyboard.press("KeyL")
    desk.wait_for_timeout(300)
    assert changes(desk, double)[0]["do"] == "lock"
    desk.keyboard.press("Delete")
    desk.wait_for_timeout(300)
    assert changes(desk, double)[0]["do"] == "remove"


def test_a_dialog_that_closes_gives_the_focus_back(desk, double):
    desk.goto(ROOM)
    held = shift(desk, "مینا راد", "۱۳:۰۰")
    held.focus()
    held.press("Enter")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    expect(held).to_be_focused()


def test_the_largest_lacks_are_told_and_the_others_on_demand(desk, double):
    double.lacks = 11
    desk.goto(ROOM)
    told = desk.get_by_text("۲ نفر کم دارد", exact=False)
    expect(told.locator("visible=true")).to_have_count(8)
    desk.get_by_text("و ۳ کمبود دیگر").click()
    expect(told.locator("visible=true")).to_have_count(11)


def test_what_breaks_a_rule_is_asked_first_and_then_stands_at_the_row(desk, double):
    desk.goto(ROOM)
    desk.get_by_role("button", name=re.compile("^نوبت تازه برای آرش کریمی")).click()
    dialog(desk).get_by_label("الگوی نوبت").select_option("عصر")
    dialog(desk).get_by_role("button", name="ذخیره").click()
    asked = desk.get_by_role("dialog", name="این کار قاعده‌ای را می‌شکند")
    expect(asked).to_contain_text("در یک روز دو نوبت دارد")
    assert len(double.shifts) == 19
    asked.get_by_role("button", name="با این همه انجام بده").click()
    expect(desk.get_by_role("listitem").filter(has_text="در یک روز دو نوبت دارد")).to_be_visible()
    assert sent(double, "POST", EDITS)[-1]["accept_breaches"] is True
    assert_clean(desk)


def test_breaks_and_training_are_written_into_a_shift(desk, double):
    desk.goto(ROOM)
    shift(desk, "نوید صدری", "۰۸:۰۰").press("Enter")
    dialog(desk).get_by_role("button", name="افزودن کار دیگر").click()
    dialog(desk).get_by_label("آموزش: پایان").fill("۱۱:۳۰")
    dialog(desk).get_by_role("button", name="برداشتن ناهار").click()
    dialog(desk).get_by_role("button", name="ذخیره").click()
    expect(dialog(desk)).to_have_count(0)
    (put,) = changes(desk, double)
    assert put["breaks"] == []
    assert put["activities"] == [{"name": "آموزش", "start": "09:00", "end": "11:30"}]


def test_somebody_was_quicker(desk, double):
    desk.goto(ROOM)
    held = shift(desk, "مینا راد", "۱۳:۰۰")
    expect(held).to_be_visible()
    double.version += 1
    held.press("Delete")
    expect(desk.get_by_text("کسی زودتر این برنامه را عوض کرد", exact=False)).to_be_visible()
    held.press("Delete")
    desk.wait_for_timeout(400)
    assert len(double.shifts) == 18


def test_the_solver_tells_how_far_it_is_and_its_plan_is_taken_when_wished(desk, double):
    desk.goto(ROOM)
    desk.get_by_role("button", name="چیدن خودکار").click()
    expect(desk.get_by_role("progressbar")).to_be_visible()
    expect(desk.get_by_text("حداکثر ۰٫۵\u200f٪ با بهترینِ ممکن", exact=False)).to_be_visible()
    desk.get_by_role("button", name="جایگزین پیش‌نویس کن").click()
    expect(shift(desk, "هستی ملکی", "۱۳:۰۰")).to_be_visible()
    assert sent(double, "POST", f"{ROOT}/{SCHEDULE}/adoption")[-1]["calculation_id"] == CALCULATION


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_who_has_seen_enough_keeps_the_best_so_far(desk, double, language, theme):
    speak(double, language, theme)
    double.pace = (0.3,)  # would never end by itself
    desk.goto(ROOM)
    desk.get_by_role("button", name="چیدن خودکار" if language == "fa" else "Lay shifts").click()
    enough = desk.get_by_role(
        "button", name="بس است، همین را نگه دار" if language == "fa" else "Stop, keep the best so far"
    )
    expect(enough).to_be_visible()
    expect(desk.get_by_role("button", name="لغو محاسبه" if language == "fa" else "Cancel")).to_be_visible()
    assert_clean(desk)
    enough.click()
    expect(
        desk.get_by_text("چیدنی پیدا شد." if language == "fa" else "A plan was found.", exact=False)
    ).to_be_visible()
    assert len(sent(double, "POST", f"/calculations/{CALCULATION}/conclusion")) == 1
    assert sent(double, "POST", f"/calculations/{CALCULATION}/cancel") == []


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_what_changed_since_the_draft_was_made_is_said_and_taken_in(desk, double, language, theme):
    speak(double, language, theme)
    is_persian = language == "fa"
    desk.goto(ROOM)
    expect(desk.get_by_role("heading", level=1)).to_be_visible()
    expect(
        desk.get_by_text("چیز در الگوها" if is_persian else "since this draft", exact=False)
    ).to_have_count(0)
    double.changed_since()
    desk.goto(ROOM)
    stale = desk.get_by_role("status").filter(has_text="۲ چیز" if is_persian else "2 things")
    stale.get_by_role("button").click()
    for said in ("الگوی «روز»", "دیگر اینجا نیست", "هستی ملکی", "بیش از قراردادش"):
        expect(dialog(desk).get_by_text(said, exact=False).first).to_be_visible()
    assert_clean(desk)
    dialog(desk).get_by_role("button", name="تازه کن" if is_persian else "Refresh", exact=True).click()
    expect(stale).to_have_count(0)
    assert sent(double, "POST", f"{ROOT}/{SCHEDULE}/refresh") == [{"version": 3, "add_user_ids": []}]
    double.fresh = {
        "newcomers": [{"user_id": uid("new"), "name": "نگار نو"}, {"user_id": uid("other"), "name": "مهران"}]
    }
    desk.goto(ROOM)
    stale = desk.get_by_role("status").filter(has_text="۲ نفر" if is_persian else "2 agents serve")
    stale.get_by_role("button").click()
    run = dialog(desk).get_by_role("button", name="تازه کن" if is_persian else "Refresh", exact=True)
    expect(run).to_be_disabled()
    dialog(desk).get_by_label("نگار نو").check()
    assert_clean(desk)
    run.click()
    expect(stale).to_have_count(0)
    asked = sent(double, "POST", f"{ROOT}/{SCHEDULE}/refresh")[-1]
    assert asked == {"version": 4, "add_user_ids": [uid("new")]}
    double.state = "published"
    double.changed_since()
    desk.goto(ROOM)
    expect(
        desk.get_by_text("این برنامه منتشر" if is_persian else "is published", exact=False)
    ).to_be_visible()
    expect(stale).to_have_count(0)


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_shifts_of_who_left_are_given_to_somebody_or_let_go(desk, double, language, theme):
    speak(double, language, theme)
    double.somebody_left()
    is_persian = language == "fa"
    desk.goto(ROOM)
    opened = desk.get_by_role("region", name="۲ نوبت بی‌صاحب" if is_persian else "2 open shifts")
    expect(opened.get_by_role("listitem")).to_have_count(2)
    expect(opened.get_by_role("listitem").nth(0)).to_contain_text("پریسا نیک‌نام")
    assert_clean(desk)
    opened.get_by_role("button", name="سپردن به…" if is_persian else "Give to…").first.click()
    dialog(desk).get_by_label("کارشناس" if is_persian else "Agent").select_option("هستی ملکی")
    dialog(desk).get_by_role("button", name="ذخیره" if is_persian else "Save").click()
    one = desk.get_by_role("region", name="۱ نوبت بی‌صاحب" if is_persian else "1 open shift")
    expect(one.get_by_role("listitem")).to_have_count(1)
    (put,) = changes(desk, double)
    assert (put["opened"], put["user_id"], put["template"], put["start"], put["end"]) == (
        uid("opened-1"),
        PEOPLE[4],
        "عصر",
        "13:00",
        None,
    )
    one.get_by_role("button", name="لازم نیست" if is_persian else "Not needed").click()
    expect(one).to_have_count(0)
    assert changes(desk, double) == [{"do": "drop_opened", "id": uid("opened-2")}]


def test_publishing_says_before_who_is_told_what(desk, double):
    desk.goto(ROOM)
    desk.get_by_role("button", name="انتشار…").click()
    people = dialog(desk).get_by_role("listitem")
    expect(people).to_have_count(5)
    expect(people.nth(0)).to_contain_text("۵ نوبت")
    expect(people.nth(0)).to_contain_text("۴۰ ساعت")
    expect(people.nth(4)).to_contain_text("نوبتی ندارد")
    assert_clean(desk)
    dialog(desk).get_by_role("button", name="منتشر کن").click()
    expect(desk.get_by_text("این برنامه منتشر شده است", exact=False)).to_be_visible()
    expect(desk.get_by_role("button", name="چیدن خودکار")).to_have_count(0)


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_publishing_again_says_what_is_other_than_people_were_shown(desk, double, language, theme):
    speak(double, language, theme)
    double.shown = [dict(one) for one in double.shifts]
    double.shifts = [one for one in double.shifts if one["id"] != double.shown[6]["id"]]
    double.shifts[0] = {**double.shifts[0], "start": "09:00", "end": "17:30"}
    double.shifts[2] = {**double.shifts[2], "breaks": []}
    double.shifts.append(shift_made(4, 1, "13:00", "عصر"))
    desk.goto(ROOM)
    desk.get_by_role("button", name="انتشار…" if language == "fa" else "Publish…").click()
    counts = dialog(desk).locator("dl > div")
    expect(counts).to_have_text(
        ["تازه۱", "تغییرکرده۲", "برداشته‌شده۱", "بی‌تغییر۱۶"]
        if language == "fa"
        else ["new1", "changed2", "removed1", "as before16"]
    )
    changed = dialog(desk).get_by_role("list", name=re.compile("آرش کریمی"))
    expect(changed).to_contain_text("اکنون ۰۹:۰۰ تا ۱۷:۳۰" if language == "fa" else "now 09:00–17:30")
    expect(changed).to_contain_text("استراحت‌ها" if language == "fa" else "breaks")
    expect(dialog(desk).get_by_role("list", name=re.compile("هستی ملکی"))).to_contain_text(
        "تازه" if language == "fa" else "new"
    )
    expect(dialog(desk).get_by_role("list", name=re.compile("سارا احمدی"))).to_contain_text(
        "برداشته" if language == "fa" else "removed"
    )
    assert_clean(desk)


def test_what_bars_a_publication_is_said_before_it_is_asked_for(desk, double):
    double.barred = "آرش کریمی در این روزها در برنامه‌ای دیگر نوبت دارد."
    desk.goto(ROOM)
    desk.get_by_role("button", name="انتشار…").click()
    expect(dialog(desk).get_by_role("alert")).to_contain_text("برنامه‌ای دیگر")
    expect(dialog(desk).get_by_role("button", name="منتشر کن")).to_be_disabled()


def test_a_shift_is_dragged_to_somebody_else(desk, double):
    desk.goto(ROOM)
    held = shift(desk, "مینا راد", "۱۳:۰۰")
    expect(held).to_be_visible()
    drag(desk, held, 0, 2 * 49)  # two rows down
    expect(desk.locator(f"[data-user='{PEOPLE[4]}']")).to_have_attribute("data-target", "true")
    desk.mouse.up()
    expect(shift(desk, "هستی ملکی", "۱۳:۰۰")).to_be_visible()
    assert (changes(desk, double)[0]["user_id"], changes(desk, double)[0]["start"]) == (PEOPLE[4], "13:00")
