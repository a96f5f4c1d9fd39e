"""One's own shifts, requests and adherence in a real browser, against a scripted server."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from journeys.conftest import assert_clean, scripted
from journeys.schedules_double import NAMES, PEOPLE
from journeys.shifts_double import FEED, LEAVE, ROOT, SWAP, ShiftsDouble
from journeys.test_admin_alone import dialog, sent, speak
from journeys.workforce_double import today

PLACES = ["/shifts", "/workforce/requests", "/workforce/adherence", "/workforce/materials"]


double, desk = scripted(lambda: ShiftsDouble("supervisor"))


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("fa", "light", 1280), ("en", "dark", 1280), ("fa", "dark", 390), ("en", "light", 390)],
)
def test_every_page_is_clean_for_axe_and_fits(desk, double, language, theme, width):
    speak(double, language, theme)
    desk.set_viewport_size({"width": width, "height": 844})
    for path in PLACES:
        desk.goto(f"/desk{path}")
        expect(desk.get_by_role("heading", level=1)).to_be_visible()
        expect(desk.locator("main [aria-busy=true]")).to_have_count(0)
        expect(desk.get_by_role("main").locator("h2, summary").first).to_be_visible()
        assert desk.locator("main").evaluate("it => it.scrollWidth <= it.clientWidth"), path
        assert_clean(desk)


def test_an_agent_sees_the_day_the_next_break_and_the_days_to_come(desk, double):
    double.me["role"] = "agent"
    desk.goto("/desk/inbox/mine")
    desk.get_by_role("navigation", name="بخش‌های میز کار").get_by_role("link", name="نوبت‌های من").click()
    today_card = desk.get_by_role("region", name=re.compile("^امروز"))
    expect(today_card).to_contain_text(re.compile("استراحت بعدی: .?ناهار.?، .* دقیقه‌ی دیگر"))
    expect(desk.get_by_role("region", name="روزهای پیش رو").get_by_role("listitem")).to_have_count(3)
    today_card.get_by_text("پایبندی من").click()
    strip = today_card.get_by_role("slider", name="برنامه در برابر حضور")
    strip.press("ArrowLeft")  # the first part
    expect(strip).to_have_attribute("aria-valuetext", re.compile("دوازده دقیقه دیر آمد"))
    strip.press("ArrowLeft")
    strip.press("ArrowLeft")
    expect(strip).to_have_attribute("aria-valuetext", re.compile("بخشوده شد"))
    pieces = strip.locator("i").evaluate_all("all => all.slice(0, 6).map(it => it.getBoundingClientRect().x)")
    assert pieces == sorted(pieces, reverse=True)  # the morning is at the right
    today_card.get_by_text("جدول", exact=True).click()
    expect(today_card.get_by_role("table").get_by_role("row")).to_have_count(7)


def test_agents_read_their_adherence_of_every_day_that_has_been(desk, double):
    double.me["role"] = "agent"
    asked = []
    desk.on("request", lambda one: asked.append(one.url) if "/my/adherence" in one.url else None)
    desk.goto("/desk/shifts")
    own = desk.get_by_role("region", name=re.compile("^امروز"))
    own.get_by_text("پایبندی من").click()
    expect(own.get_by_role("button", name="روز بعد")).to_be_disabled()
    own.get_by_role("button", name="روز پیش").click()
    expect(own.get_by_role("button", name="روز بعد")).to_be_enabled()
    expect(own.get_by_role("slider", name="برنامه در برابر حضور")).to_be_visible()
    assert any(url.endswith(f"day={today() - timedelta(days=1)}") for url in asked)


def test_a_break_is_asked_for_and_the_place_in_line_is_told(desk, double):
    desk.goto("/desk/shifts")
    desk.get_by_role("button", name="استراحت می‌خواهم").click()
    expect(desk.get_by_role("status").filter(has_text="نفر ۲ در صف استراحت")).to_be_visible()
    double.breaking.update(state="granted", until="2026-11-30T09:03:00Z")
    double.emit("break.moved", {"state": "granted", "place": None})
    expect(desk.get_by_role("status").filter(has_text="نوبت استراحت شماست")).to_be_visible()
    desk.get_by_role("button", name="از صف بیرون می‌آیم").click()
    expect(desk.get_by_text("۲ نفر از ۲ در استراحت‌اند.")).to_be_visible()
    assert sent(double, "DELETE", f"{ROOT}/my/break-request")


def test_leave_and_a_swap_are_asked_for(desk, double):
    desk.goto("/desk/shifts")
    desk.get_by_role("button", name="درخواست مرخصی").click()
    dialog(desk).get_by_label("از روز").fill("۱۴۰۵/۱۰/۵")
    dialog(desk).get_by_label("دلیل").fill("سفر")
    dialog(desk).get_by_role("button", name="بفرست").click()
    expect(dialog(desk)).to_have_count(0)
    assert sent(double, "POST", f"{ROOT}/my/leave-requests")[-1] == {
        "first_day": "2026-12-26",
        "last_day": "2026-12-26",
        "reason": "سفر",
    }
    expect(desk.get_by_role("listitem").filter(has_text="سفر")).to_be_visible()
    desk.get_by_role("button", name=re.compile("^جابه‌جایی نوبت")).nth(1).click()
    dialog(desk).get_by_label("با چه کسی").select_option(label=NAMES[2])
    dialog(desk).get_by_label("در برابر").select_option(index=1)
    assert_clean(desk)
    dialog(desk).get_by_role("button", name="بفرست").click()
    expect(dialog(desk)).to_have_count(0)
    body = sent(double, "POST", f"{ROOT}/my/swap-requests")[-1]
    assert (body["shift_id"], body["with_user_id"]) == (double.own[1]["id"], PEOPLE[2])
    assert body["with_shift_id"]


def test_the_calendar_link_is_shown_once_and_closed(desk, double):
    desk.goto("/desk/shifts")
    desk.get_by_role("button", name="ساختن پیوند").click()
    expect(dialog(desk)).to_contain_text(FEED)
    dialog(desk).get_by_role("button").last.click()
    expect(desk.get_by_role("button", name="پیوند تازه")).to_be_visible()
    expect(desk.get_by_text(FEED)).to_have_count(0)
    desk.get_by_role("button", name="بستن پیوند").click()
    dialog(desk).get_by_role("button", name="بستن پیوند").click()
    expect(desk.get_by_role("button", name="ساختن پیوند")).to_be_visible()


def test_requests_say_what_would_come_of_them_and_refusing_asks_for_a_reason(desk, double):
    desk.goto("/desk/workforce/requests")
    leave, swap = (
        desk.get_by_role("listitem").filter(has_text="عروسی"),
        desk.get_by_role("listitem").filter(has_text=NAMES[1]),
    )
    expect(leave).to_contain_text("نوبت عصر یک نفر کم خواهد داشت")
    expect(swap).to_contain_text("چیزی کم نمی‌آید")
    swap.get_by_role("button", name="رد کردن").click()
    expect(swap.get_by_text("برای رد کردن دلیل بنویسید.")).to_be_visible()
    assert sent(double, "POST", f"{ROOT}/requests/{SWAP}/decision") == []
    swap.get_by_label(re.compile("^دلیل")).fill("آن روز آموزش داریم")
    swap.get_by_role("button", name="رد کردن").click()
    expect(swap).to_have_count(0)
    leave.get_by_role("button", name="پذیرفتن").click()
    expect(dialog(desk)).to_contain_text("نوبت قفل دارد")
    dialog(desk).get_by_role("button", name="با این همه انجام بده").click()
    expect(desk.get_by_text("درخواستی منتظر شما نیست")).to_be_visible()
    assert [
        body["accept_breaches"] for body in sent(double, "POST", f"{ROOT}/requests/{LEAVE}/decision")
    ] == [False, True]


def test_adherence_has_oneself_first_and_the_others_by_name(desk, double):
    desk.goto("/desk/workforce/adherence")
    people = desk.get_by_role("navigation", name="کارشناسان").get_by_role("button")
    expect(people).to_have_count(6)
    shown = [one.inner_text().split("\n")[0] for one in people.locator("bdi").all()]
    assert shown[0] == double.me["user"]["name"]
    assert shown[1:] == sorted(NAMES, key=lambda name: name.replace("آ", "ا"))
    expect(people.locator("text=/٪/")).to_have_count(0)  # no figures to rank by
    people.nth(2).click()
    expect(desk.get_by_role("heading", name=shown[2])).to_be_visible()
    desk.get_by_text("بخشودن زمان").click()
    desk.get_by_label("دلیل").fill("قطع برق")
    desk.get_by_role("button", name="بخشودن", exact=True).click()
    expect(desk.get_by_role("listitem").filter(has_text="قطع برق")).to_be_visible()
    body = sent(double, "POST", f"{ROOT}/adherence-exceptions")[-1]
    assert body["starts_at"].startswith(f"{today()}T06:30")
    assert body["user_id"] in PEOPLE


def test_templates_and_rules_are_written(desk, double):
    desk.goto("/desk/workforce/materials")
    row = desk.get_by_role("row", name=re.compile("^روز"))
    expect(row).to_contain_text("۸ ساعت و ۳۰ دقیقه")
    desk.get_by_role("button", name="الگوی تازه").click()
    dialog(desk).get_by_label("نام").first.fill("شب")
    dialog(desk).get_by_label("زودترین آغاز").fill("۲۲:۰۰")
    dialog(desk).get_by_label("دیرترین آغاز").fill("۲۳")
    dialog(desk).get_by_role("button", name="افزودن استراحت").click()
    assert_clean(desk)
    dialog(desk).get_by_label("نام").first.fill("روز")
    dialog(desk).get_by_role("button", name="افزودن", exact=True).click()
    expect(dialog(desk).get_by_text("الگوی نوبتی با همین نام هست", exact=False)).to_be_visible()
    assert_clean(desk)
    dialog(desk).get_by_label("نام").first.fill("شب")
    dialog(desk).get_by_role("button", name="افزودن", exact=True).click()
    expect(desk.get_by_role("row", name=re.compile("^شب"))).to_contain_text("۲۲:۰۰ تا ۲۳:۰۰")
    made = sent(double, "POST", f"{ROOT}/shift-templates")[-1]
    assert [one["name"] for one in made["breaks"]] == ["ناهار", "استراحت ۲"]
    desk.get_by_text("قاعده‌ها", exact=True).click()
    desk.get_by_label("استراحت میان دو نوبت (ساعت)").fill("۱۲")
    desk.get_by_label("همزمان در استراحت (تعداد یا درصد)").fill("۲۰٪")
    desk.get_by_label("کار میان دو استراحت (دقیقه)").fill("۴۵")
    assert_clean(desk)
    desk.get_by_role("button", name="ذخیره‌ی قاعده‌ها").click()
    expect(desk.get_by_text("قاعده‌ها ذخیره شد.")).to_be_visible()
    kept = sent(double, "PUT", f"{ROOT}/schedule-rules")[-1]
    assert (kept["rest_m"], kept["most_on_break"], kept["days_in_row"]) == (720, "20%", 6)
    assert kept["between_breaks_m"] == 45


def test_a_contract_and_hours_are_written(desk, double):
    desk.goto("/desk/workforce/materials")
    desk.get_by_text("کارشناسان: قرارداد و زمان‌های حضور").click()
    rows = desk.get_by_role("listitem").filter(has_text="قرارداد قاعده‌ها")
    expect(rows).to_have_count(5)
    desk.get_by_role("button", name=f"قرارداد و حضور {NAMES[0]}").click()
    dialog(desk).get_by_role("switch").check(force=True)
    dialog(desk).get_by_label("حداکثر ساعت در هفته").fill("۳۰")
    dialog(desk).get_by_role("button", name="افزودن بازه‌ی حضور").click()
    dialog(desk).get_by_role("checkbox", name="یکشنبه").check()
    dialog(desk).get_by_label("تا ساعت").fill("۱۴:۰۰")
    assert_clean(desk)
    dialog(desk).get_by_role("button", name="ذخیره").click()
    expect(rows).to_have_count(4)
    expect(desk.get_by_role("listitem").filter(has_text="۰ تا ۳۰ ساعت در هفته")).to_contain_text(
        "۱ بازه‌ی حضور"
    )
    kept = sent(double, "PUT", f"{ROOT}/schedule-people/{PEOPLE[0]}")[-1]
    assert kept["available"] == [{"on": ["sun"], "start": "08:00", "end": "14:00"}]
    assert kept["contract"] == {"least_m": 0, "most_m": 1800, "days": 6}


def test_one_says_what_one_would_like_and_other_wishes_stay(desk, double):
    double.me["role"] = "agent"
    desk.goto("/desk/shifts")
    desk.get_by_text("خواسته‌های من", exact=True).click()
    thursday = desk.get_by_role("radiogroup", name="پنجشنبه")
    expect(thursday.get_by_role("radio", name="ترجیحاً آزاد")).to_be_checked()
    save = desk.get_by_role("button", name="ذخیره")
    expect(save).to_be_disabled()
    desk.get_by_role("radiogroup", name="شنبه", exact=True).get_by_text("ترجیحاً کار").click()
    desk.get_by_role("radiogroup", name="یکشنبه").get_by_text("ترجیحاً آزاد").click()
    assert_clean(desk)
    save.click()
    expect(desk.get_by_text("خواسته‌هایتان ذخیره شد.")).to_be_visible()
    assert double.wishes == [
        {"on": ["sat"], "want": "work", "template": "روز", "weight": 2},
        {"on": ["sun", "thu"], "want": "off", "template": "", "weight": 1},
        {"on": ["sat"], "want": "work", "template": "", "weight": 1},
    ]
