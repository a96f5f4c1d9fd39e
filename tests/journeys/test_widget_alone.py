"""The web-chat widget in a real browser against a scripted server: its promises, with faults on order."""

import gzip
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from journeys import widget_double
from journeys.conftest import OF_COLOUR, PATIENCE_MS, assert_no_violation
from journeys.pictures import PNG
from journeys.widget_double import Double, eventually

NIGHT = re.compile(r"\bdark\b")
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  (window.violations ??= []).push(`${event.violatedDirective} ${event.blockedURI}`));
"""

pytestmark = pytest.mark.skipif(
    not (widget_double.STATIC / "loader.js").exists(),
    reason="the widget is not built: npm run build in ui/widget",
)


@pytest.fixture(scope="module")
def served() -> Iterator[Double]:
    with widget_double.running() as double:
        yield double


@pytest.fixture
def double(served: Double) -> Double:
    served.reset()
    return served


@pytest.fixture
def visit(engine: Browser, double: Double) -> Iterator[Any]:
    """Open the shop as a new visitor; at the end nothing may have broken the page's policy or thrown."""
    opened: list[tuple[BrowserContext, list[str]]] = []

    def start(path: str = "/shop/bag", **options: Any) -> Page:
        context = engine.new_context(
            **{"viewport": {"width": 1000, "height": 800}, "locale": "fa-IR", **options}
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(VIOLATIONS)
        faults: list[str] = []
        context.on("weberror", lambda error: faults.append(str(error.error)))
        opened.append((context, faults))
        page = context.new_page()
        page.goto(double.site + path)
        return page

    yield start
    for context, faults in opened:
        for page in context.pages:
            assert page.evaluate("window.violations ?? []") == []
        assert faults == []
        context.close()


def open_chat(page: Page) -> Locator:
    page.locator("hamseda-chat .launcher").click()
    panel = page.get_by_role("dialog")
    expect(panel).to_be_visible()
    expect(panel.locator(".title")).not_to_be_empty()
    return panel


def write(page: Page, text: str) -> None:
    page.locator(".composer textarea").fill(text)
    page.keyboard.press("Enter")


def texts(page: Page) -> list[str]:
    return page.get_by_role("log").locator(".text").all_inner_texts()


def bubble(page: Page, text: str) -> Locator:
    return page.locator(".message", has_text=text)


def assert_clean_by_day_and_night(page: Page) -> None:
    """All rules in the scheme that the page came in; in the other, where nothing but colours differs, those of colours."""
    assert_no_violation(page)
    came = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'")
    page.emulate_media(color_scheme={"light": "dark", "dark": "light"}[came])
    assert_no_violation(page, runOnly=OF_COLOUR)
    page.emulate_media(color_scheme=came)


# The main road


def test_visitor_writes_and_agent_answers(visit, double):
    page = visit()
    open_chat(page)
    write(page, "سلام، کفش شماره‌ی ۴۲ دارید؟")
    eventually(lambda: double.of("message"), "the message arrives")
    expect(bubble(page, "کفش")).to_have_attribute("data-state", "sent")
    assert [frame["t"] for frame in double.received][:2] == ["start", "message"]
    double.push({"t": "agent", "name": "نگار احمدی"})
    expect(page.locator(".title")).to_have_text("نگار احمدی")
    double.say("سلام! بله داریم.")
    expect(bubble(page, "بله داریم")).to_be_visible()
    eventually(lambda: double.of("read")[-1:] and double.of("read")[-1]["position"] == 2, "it is marked read")
    mine = double.messages[0]["id"]
    double.push({"t": "state", "id": mine, "state": "delivered"})
    expect(bubble(page, "کفش")).to_contain_text("رسید")
    double.push({"t": "state", "id": mine, "state": "read"})
    expect(bubble(page, "کفش")).to_contain_text("خوانده شد")
    double.push({"t": "state", "id": mine, "state": "delivered"})
    double.push({"t": "typing", "name": "نگار"})
    expect(page.locator(".typing")).to_contain_text("نگار می‌نویسد")
    expect(bubble(page, "کفش")).to_contain_text("خوانده شد")


def test_typing_is_told_once_in_a_while(visit, double):
    page = visit()
    open_chat(page)
    write(page, "سلام")
    eventually(lambda: double.of("message"), "message")
    page.locator(".composer textarea").press_sequentially("در حال نوشتن")
    eventually(lambda: double.of("typing"), "typing is told")
    assert len(double.of("typing")) <= 2


def test_message_text_is_never_markup_and_links_are_safe(visit, double):
    page = visit()
    open_chat(page)
    write(page, "<img src=x onerror=alert(1)>")
    double.say("ببینید: https://mehr.example/a?b=1. javascript:alert(1)")
    link = page.get_by_role("log").get_by_role("link")
    expect(link).to_have_count(1)
    expect(link).to_have_attribute("href", "https://mehr.example/a?b=1")
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    assert "<img src=x onerror=alert(1)>" in texts(page)


def test_header_names_who_answers_now_and_not_who_once_did(visit, double):
    double.conversation = "0b7c7a1e-0000-7000-8000-000000000002"
    double.append("inbound", "دیروز", None, [])
    double.say("پاسخ دیروز", "کارشناس دیروزی")
    page = visit()
    open_chat(page)
    write(page, "امروز")
    expect(bubble(page, "پاسخ دیروز")).to_be_visible()
    expect(page.locator(".title")).to_have_text("فروشگاه مهر")
    double.push({"t": "agent", "name": "نگار احمدی"})
    expect(page.locator(".title")).to_have_text("نگار احمدی")
    double.push({"t": "agent", "name": None})
    expect(page.locator(".title")).to_have_text("فروشگاه مهر")
    double.say("من پاسخ می‌دهم", "نیما همراه")
    expect(page.locator(".title")).to_have_text("نیما همراه")
    double.agent = "سپهر رستمی"
    page.reload()
    open_chat(page)
    expect(page.locator(".title")).to_have_text("سپهر رستمی")


# The page trail and the context


def test_page_trail_stays_here_without_a_yes(visit, double):
    page = visit("/shop/shoe?q=private")
    page.goto(double.site + "/shop/bag?token=1#part")
    open_chat(page)
    write(page, "سلام")
    start = eventually(lambda: double.of("start"), "start")[0]
    assert start["context"]["pages"] == []
    assert start["context"]["referrer"] == ""


def test_page_trail_is_shown_and_sent_after_a_yes(visit, double):
    page = visit("/shop/shoe?q=private")
    page.goto(double.site + "/shop/bag?token=1&campaign=yalda#part")
    page.evaluate("Hamseda.setContext({basket: 3})")
    panel = open_chat(page)
    panel.get_by_text("ببینید چه فرستاده می‌شود").click()
    expect(panel.locator(".trail li")).to_have_count(2)
    expect(panel.locator(".trail")).not_to_contain_text("token")
    panel.get_by_role("button", name="بله، بفرستید").click()
    expect(panel.locator(".consent")).to_contain_text("همراه گفتگو فرستاده می‌شود")
    write(page, "سلام")
    context = eventually(lambda: double.of("start"), "start")[0]["context"]
    assert [held["url"] for held in context["pages"]] == [
        double.site + "/shop/shoe",
        double.site + "/shop/bag",
    ]
    assert all(held["seconds"] >= 0 and held["title"] for held in context["pages"])
    assert context["attributes"] == {"basket": 3}
    assert context["entry"] == {"link": double.site + "/shop/bag", "campaign": "yalda", "text": ""}
    assert context["device"]["kind"] == "desktop"
    assert context["device"]["language"] == "fa-IR"
    page.evaluate("Hamseda.setContext({step: 'payment'})")
    latest = eventually(lambda: double.of("start")[1:], "a change of the context follows")[0]["context"]
    assert latest["attributes"] == {"basket": 3, "step": "payment"}


def test_trail_is_a_ring_of_twenty(visit, double):
    page = visit("/shop/0")
    for number in range(1, 24):
        page.evaluate(f"history.pushState(null, '', '/shop/{number}?x=1')")
        here = f'/shop/{number}"'
        eventually(lambda h=here: h in page.evaluate("sessionStorage['hamseda.trail']"), "page noted")
    urls = page.evaluate("JSON.parse(sessionStorage['hamseda.trail']).map(held => held.url)")
    assert urls == [f"{double.site}/shop/{number}" for number in range(4, 24)]


def test_location_goes_after_two_yeses(visit, double):
    where = {"latitude": 35.7, "longitude": 51.4, "accuracy": 20}
    page = visit(geolocation=where, permissions=["geolocation"])
    panel = open_chat(page)
    panel.get_by_role("button", name="فرستادن موقعیت").click()
    assert double.received == []
    panel.locator(".place-card").get_by_role("button", name="بله، بفرستید").click()
    frame = eventually(lambda: double.of("message"), "the location arrives")[0]
    assert "35.70000, 51.40000" in frame["text"]
    assert double.of("start")[-1]["context"]["location"] == {"lat": 35.7, "lon": 51.4, "accuracy_m": 20}


def test_location_refused_says_the_cure(visit, double):
    panel = open_chat(visit(permissions=[]))
    panel.get_by_role("button", name="فرستادن موقعیت").click()
    panel.locator(".place-card").get_by_role("button", name="بله، بفرستید").click()
    expect(panel.get_by_role("alert").filter(has_text="موقعیت")).to_be_visible()


# Files


def test_photo_goes_up_and_is_painted_for_both_sides(visit, double):
    page = visit()
    panel = open_chat(page)
    panel.locator('input[type="file"]').first.set_input_files(
        {"name": "کیف.png", "mimeType": "image/png", "buffer": PNG}
    )
    expect(panel.locator(".chip")).to_contain_text("آماده‌ی فرستادن است")
    panel.get_by_role("button", name="فرستادن", exact=True).click()
    frame = eventually(lambda: double.of("message"), "message with a photo")[0]
    assert double.uploads[frame["attachments"][0]][2] == PNG
    expect(panel.get_by_role("button", name="دریافت کیف.png").locator("canvas")).to_be_visible()
    page.reload()
    open_chat(page)
    button = page.get_by_role("button", name="دریافت کیف.png")
    expect(button.locator("canvas")).to_be_visible()
    with page.expect_download() as saved:
        button.click()
    assert saved.value.path().read_bytes() == PNG


def test_too_big_and_failed_uploads_say_the_cure(visit, double):
    page = visit()
    panel = open_chat(page)
    chooser = panel.locator('input[type="file"]').first
    chooser.set_input_files({"name": "film.mp4", "mimeType": "video/mp4", "buffer": b"0" * 1_000_001})
    expect(panel.locator(".chip")).to_contain_text("فایل کوچک‌تری بفرستید")
    panel.get_by_role("button", name="برداشتن film.mp4").click()
    double.fail_uploads = 1
    chooser.set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    panel.get_by_role("button", name="دوباره فرستادن a.pdf").click()
    expect(panel.locator(".chip.ready")).to_be_visible()
    write(page, "این هم فاکتور")
    expect(page.get_by_role("button", name="دریافت a.pdf")).to_be_visible()


def test_unfinished_upload_survives_a_reload_and_goes_with_the_next_message(visit, double):
    page = visit()
    panel = open_chat(page)
    chooser = panel.locator('input[type="file"]').first
    chooser.set_input_files({"name": "رسید.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1"})
    expect(panel.locator(".chip.ready")).to_have_count(1)
    double.hold_uploads = True
    chooser.set_input_files({"name": "کیف.png", "mimeType": "image/png", "buffer": PNG})
    expect(panel.get_by_role("progressbar")).to_be_visible()
    page.reload()
    double.hold_uploads = False
    panel = open_chat(page)
    expect(panel.locator(".chip.ready")).to_have_count(2)
    write(page, "هر دو")
    frame = eventually(lambda: double.of("message"), "message with both files")[0]
    assert [double.uploads[key][0] for key in frame["attachments"]] == ["رسید.pdf", "کیف.png"]
    assert double.uploads[frame["attachments"][1]][2] == PNG
    page.reload()
    panel = open_chat(page)
    expect(bubble(page, "هر دو")).to_be_visible()
    expect(panel.locator(".chip")).to_have_count(0)


def test_file_that_the_browser_could_not_keep_is_said_not_to_be_sent(visit, double):
    double.strict = False
    double.before = (
        "<script>Object.defineProperty(window, 'indexedDB', {get() { throw new Error(); }})</script>"
    )
    page = visit()
    panel = open_chat(page)
    double.hold_uploads = True
    panel.locator('input[type="file"]').first.set_input_files(
        {"name": "کیف.png", "mimeType": "image/png", "buffer": PNG}
    )
    expect(panel.get_by_role("progressbar")).to_be_visible()
    page.reload()
    double.hold_uploads = False
    panel = open_chat(page)
    expect(panel.locator(".chip")).to_contain_text("فرستاده نشد. دوباره بفرستید")
    with page.expect_file_chooser() as chosen:
        panel.get_by_role("button", name="دوباره فرستادن کیف.png").click()
    chosen.value.set_files({"name": "کیف.png", "mimeType": "image/png", "buffer": PNG})
    expect(panel.locator(".chip.ready")).to_have_count(1)


def test_chosen_files_leave_with_the_visitor(visit, double):
    page = visit()
    panel = open_chat(page)
    panel.locator('input[type="file"]').first.set_input_files(
        {"name": "راز.png", "mimeType": "image/png", "buffer": PNG}
    )
    expect(panel.locator(".chip.ready")).to_have_count(1)
    page.evaluate("Hamseda.setUser(null)")
    expect(panel.locator(".chip")).to_have_count(0)
    page.reload()
    panel = open_chat(page)
    write(page, "سلام")
    assert eventually(lambda: double.of("message"), "message")[0]["attachments"] == []


def test_camera_is_offered_on_a_phone(visit, double):
    panel = open_chat(visit(**PHONE))
    expect(panel.get_by_role("button", name="گرفتن عکس با دوربین")).to_be_visible()
    expect(panel.locator('input[capture="environment"]')).to_have_attribute("accept", "image/*")


# Waiting, hours, the end


def test_place_in_line_with_its_own_accuracy(visit, double):
    double.config["queue_wait"] = {"low_s": 60, "high_s": 180, "kept": 0, "of": 0}
    page = visit()
    panel = open_chat(page)
    expect(panel.locator(".waiting")).to_contain_text("زمان انتظار: ۱ تا ۳ دقیقه")
    expect(panel.locator(".waiting")).to_contain_text("هنوز سابقه‌ای")
    write(page, "سلام")
    eventually(lambda: double.of("message"), "message")
    double.push({"t": "wait", "place": 3, "low_s": 120, "high_s": 240, "kept": 87, "of": 100})
    expect(panel.locator(".waiting")).to_contain_text("نوبت شما: ۳ — ۲ تا ۴ دقیقه")
    expect(panel.locator(".waiting")).to_contain_text("از ۱۰۰ وعده‌ی آخر، ۸۷ درست")
    double.push({"t": "agent", "name": "نگار"})
    expect(panel.locator(".waiting")).to_have_text("نگار به گفتگو پیوست")
    double.say("سلام", "نگار")
    expect(panel.locator(".waiting")).to_be_hidden()


def test_whom_nothing_can_be_promised_is_told_that_the_message_arrived(visit, double):
    page = visit()
    panel = open_chat(page)
    write(page, "کسی هست؟")
    card = panel.locator(".waiting")
    expect(card).to_contain_text("همین که کارشناسی آزاد شود پاسخ می‌گیرید")
    expect(card.get_by_role("button", name="تماس برگشتی می‌خواهم")).to_be_visible()
    double.say("سلام، من هستم")
    expect(card).not_to_contain_text("آزاد شود")


def test_outside_hours_leave_a_message(visit, double):
    double.config |= {"open": False, "opens_at": "2030-11-23T05:30:00Z"}
    page = visit(timezone_id="Asia/Tehran")
    panel = open_chat(page)
    expect(panel.locator(".closed")).to_contain_text("شنبه ۲ آذر ساعت ۹:۰۰ باز می‌شویم")
    expect(panel.locator(".composer")).to_be_hidden()
    panel.get_by_role("button", name="گذاشتن پیام").click()
    expect(panel.get_by_role("alert").filter(has_text="چه کمکی")).to_be_visible()
    panel.get_by_label("پیام", exact=True).fill("کفشم نرسیده")
    panel.get_by_label("ایمیل یا تلفن همراه").fill("۰۹۱۲۱۲۳۴۵۶۷")
    panel.get_by_role("button", name="گذاشتن پیام").click()
    frame = eventually(lambda: double.of("leave_message"), "the message is left")[0]
    assert (frame["text"], frame["phone"]) == ("کفشم نرسیده", "09121234567")
    expect(panel.locator(".done")).to_contain_text("09121234567 پاسخ می‌دهیم")


def test_outside_hours_ask_for_a_call(visit, double):
    double.config |= {"open": False, "opens_at": "2030-11-23T05:30:00Z"}
    page = visit(timezone_id="Asia/Tehran")
    panel = open_chat(page)
    panel.get_by_role("button", name="با من تماس بگیرید").click()
    panel.get_by_label("شماره‌ی تلفن").fill("123")
    panel.get_by_role("button", name="درخواست تماس").click()
    expect(panel.get_by_role("alert").filter(has_text="شماره را کامل")).to_be_visible()
    panel.get_by_label("شماره‌ی تلفن").fill("+98 912 123 4567")
    panel.get_by_label("روز").select_option(label="یکشنبه ۳ آذر")
    panel.get_by_label("ساعت").select_option(label="۱۰:۳۰")
    panel.get_by_label("موضوع (اختیاری)").fill("پیگیری")
    panel.get_by_role("button", name="درخواست تماس").click()
    frame = eventually(lambda: double.of("callback"), "the call is asked for")[0]
    assert (frame["at"], frame["brief"]) == ("2030-11-24T07:00:00.000Z", "پیگیری")
    expect(panel.locator(".done")).to_contain_text("یکشنبه ۳ آذر ساعت ۱۰:۳۰")


def test_refused_form_says_why_and_can_be_sent_again(visit, double):
    double.config |= {"open": False, "opens_at": "2030-11-23T05:30:00Z"}
    double.refuse_messages = "این شماره پذیرفته نشد."
    page = visit()
    panel = open_chat(page)
    panel.get_by_label("پیام", exact=True).fill("سلام")
    panel.get_by_label("ایمیل یا تلفن همراه").fill("a@mehr.example")
    panel.get_by_role("button", name="گذاشتن پیام").click()
    expect(panel.get_by_role("alert").filter(has_text="این شماره پذیرفته نشد.")).to_be_visible()
    expect(panel.get_by_label("پیام", exact=True)).to_have_value("سلام")
    double.refuse_messages = None
    panel.get_by_role("button", name="گذاشتن پیام").click()
    expect(panel.locator(".done")).to_be_visible()


def test_end_of_chat_by_either_side(visit, double):
    page = visit()
    panel = open_chat(page)
    write(page, "سلام")
    eventually(lambda: double.of("message"), "message")
    double.push({"t": "ended"})
    expect(panel.locator(".farewell")).to_be_visible()
    write(page, "یک چیز دیگر")
    eventually(lambda: len(double.of("start")) == 2, "writing on begins anew")
    expect(panel.locator(".farewell")).to_be_hidden()
    panel.get_by_role("button", name="پایان گفتگو").click()
    panel.get_by_role("button", name="بله، تمام شد").click()
    eventually(lambda: double.of("end"), "the end is told")
    panel.get_by_role("button", name="گفتگوی تازه").click()
    expect(panel.locator(".composer textarea")).to_be_focused()


# Nothing lost, nothing twice


def test_offline_messages_wait_survive_a_reload_and_go_once(visit, double):
    page = visit()
    panel = open_chat(page)
    write(page, "یک")
    expect(bubble(page, "یک")).to_have_attribute("data-state", "sent")
    page.context.set_offline(True)
    expect(panel.get_by_role("status").filter(has_text="اینترنت قطع است")).to_be_visible()
    write(page, "دو")
    write(page, "سه")
    expect(bubble(page, "سه")).to_contain_text("در انتظار اینترنت")
    double.cut()
    page.context.set_offline(False)
    page.reload()
    open_chat(page)
    expect(bubble(page, "سه")).to_have_attribute("data-state", "sent")
    assert texts(page) == ["یک", "دو", "سه"]
    assert [held["text"] for held in double.messages] == ["یک", "دو", "سه"]
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('.out.'))") == []


def test_lost_acknowledgement_makes_no_duplicate(visit, double):
    page = visit()
    open_chat(page)
    double.drop_acks = 1
    write(page, "فقط یک بار")
    eventually(lambda: double.of("message"), "first sending")
    double.cut()
    expect(bubble(page, "فقط یک بار")).to_have_attribute("data-state", "sent")
    assert texts(page) == ["فقط یک بار"]
    assert len(double.messages) == 1


def test_cut_connection_resumes_after_the_last_position(visit, double):
    page = visit()
    panel = open_chat(page)
    write(page, "سلام")
    expect(bubble(page, "سلام")).to_have_attribute("data-state", "sent")
    double.say("یک")
    expect(bubble(page, "یک")).to_be_visible()
    for number in range(3):
        double.cut()
        double.say(f"پس از قطع {number}")
        expect(bubble(page, f"پس از قطع {number}")).to_be_visible()
    expect(panel.locator(".strip")).to_be_empty()
    assert texts(page) == ["سلام", "یک", *(f"پس از قطع {number}" for number in range(3))]
    assert double.connections[1] == 2
    double.push(double.messages[1])
    double.say("آخر")
    expect(bubble(page, "آخر")).to_be_visible()
    assert texts(page).count("یک") == 1


def test_gap_is_noticed_and_filled(visit, double):
    page = visit()
    open_chat(page)
    write(page, "سلام")
    eventually(lambda: double.of("message"), "message")
    double.say("گم‌شده", lost=True)
    double.say("رسیده")
    expect(bubble(page, "گم‌شده")).to_be_visible()
    assert texts(page) == ["سلام", "گم‌شده", "رسیده"]
    asked = double.polls
    double.skip(3)  # notes of the staff: a gap that is none is asked for once and then left alone
    double.say("پس از یادداشت")
    eventually(lambda: double.polls == asked + 1, "the gap is asked for")
    double.say("ادامه")
    expect(bubble(page, "ادامه")).to_be_visible()
    page.wait_for_timeout(1800)
    assert double.polls == asked + 1
    assert page.evaluate("JSON.parse(localStorage['hamseda.wk_double.thread']).watermark") == double.position


def test_refused_message_says_why_and_can_be_sent_again(visit, double):
    page = visit()
    open_chat(page)
    double.refuse_messages = "خیلی تند می‌نویسید؛ کمی دیگر بفرستید."
    write(page, "سلام")
    expect(bubble(page, "سلام")).to_contain_text("خیلی تند می‌نویسید")
    write(page, "پاکم کن")
    bubble(page, "پاکم کن").get_by_role("button", name="حذف").click()
    expect(bubble(page, "پاکم کن")).to_have_count(0)
    double.refuse_messages = None
    bubble(page, "سلام").get_by_role("button", name="دوباره بفرست").click()
    expect(bubble(page, "سلام")).to_have_attribute("data-state", "sent")


def test_two_tabs_show_the_same(visit, double):
    first = visit()
    second = first.context.new_page()
    second.goto(double.site + "/shop/shoe")
    open_chat(first)
    open_chat(second)
    write(first, "از برگه‌ی یک")
    expect(bubble(second, "از برگه‌ی یک")).to_have_attribute("data-state", "sent")
    write(second, "از برگه‌ی دو")
    expect(bubble(first, "از برگه‌ی دو")).to_have_attribute("data-state", "sent")
    double.say("پاسخ")
    for page in (first, second):
        expect(bubble(page, "پاسخ")).to_be_visible()
        assert texts(page) == ["از برگه‌ی یک", "از برگه‌ی دو", "پاسخ"]
    assert len(double.visits) == 1
    assert len(double.messages) == 3


def test_long_polling_where_no_websocket_passes(visit, double):
    double.refuse_sockets = True
    page = visit()
    open_chat(page)
    write(page, "بی‌وب‌سوکت")
    expect(bubble(page, "بی‌وب‌سوکت")).to_have_attribute("data-state", "sent")
    double.say("رسید")
    expect(bubble(page, "رسید")).to_be_visible()
    assert double.polls > 0
    assert texts(page) == ["بی‌وب‌سوکت", "رسید"]


def test_wish_left_by_long_polling_loses_nothing(visit, double):
    double.refuse_sockets = True
    double.config |= {"open": False, "opens_at": "2030-11-23T05:30:00Z"}
    panel = open_chat(visit())
    panel.get_by_label("پیام", exact=True).fill("کفشم نرسیده")
    panel.get_by_label("ایمیل یا تلفن همراه").fill("a@mehr.example")
    panel.get_by_role("button", name="گذاشتن پیام").click()
    expect(panel.locator(".done")).to_be_visible(timeout=10_000)
    assert double.messages[0]["text"] == "کفشم نرسیده\na@mehr.example"


def test_refusal_by_long_polling_says_why(visit, double):
    double.refuse_sockets = True
    double.refuse_messages = "پذیرفته نشد"
    page = visit()
    open_chat(page)
    write(page, "سلام")
    expect(bubble(page, "سلام").locator(".reason")).to_have_text("پذیرفته نشد")


def test_another_conversation_begun_by_the_server_counts_anew(visit, double):
    page = visit()
    open_chat(page)
    write(page, "سلام")
    expect(bubble(page, "سلام")).to_have_attribute("data-state", "sent")
    double.say("پاسخ")
    expect(bubble(page, "پاسخ")).to_be_visible()
    double.messages.clear()
    double.position = 0
    double.conversation = "0b7c7a1e-0000-7000-8000-000000000001"
    write(page, "سه روز بعد")
    expect(bubble(page, "سه روز بعد")).to_have_attribute("data-state", "sent")
    double.say("پاسخ تازه")
    expect(bubble(page, "پاسخ تازه")).to_be_visible()
    assert texts(page) == ["سه روز بعد", "پاسخ تازه"]


def test_new_chat_folds_the_old_messages_away(visit, double):
    page = visit()
    panel = open_chat(page)
    write(page, "کهنه")
    expect(bubble(page, "کهنه")).to_have_attribute("data-state", "sent")
    double.push({"t": "ended"})
    panel.get_by_role("button", name="گفتگوی تازه").click()
    expect(panel.locator(".message")).to_have_count(0)
    page.reload()
    open_chat(page)
    write(page, "نو")
    expect(bubble(page, "نو")).to_have_attribute("data-state", "sent")
    assert texts(page) == ["نو"]


def test_logged_out_visitor_leaves_nothing_behind(visit, double):
    page = visit()
    open_chat(page)
    write(page, "راز")
    expect(bubble(page, "راز")).to_have_attribute("data-state", "sent")
    page.evaluate("Hamseda.setUser(null)")
    expect(page.locator(".message")).to_have_count(0)
    assert "راز" not in page.evaluate("JSON.stringify(localStorage)")


def test_spent_token_is_renewed_with_the_old_one_as_ticket(visit, double):
    page = visit()
    open_chat(page)
    write(page, "سلام")
    expect(bubble(page, "سلام")).to_have_attribute("data-state", "sent")
    double.token = "token-2"
    double.cut()
    eventually(lambda: double.visits[1:], "a new token is asked for")
    assert double.visits[1]["resume_token"] == "token-1"
    write(page, "هستم")
    expect(bubble(page, "هستم")).to_have_attribute("data-state", "sent")
    assert texts(page) == ["سلام", "هستم"]


def test_token_is_renewed_in_passing_while_the_chat_is_open(visit, double):
    double.token_hours = 0.002
    page = visit()
    open_chat(page)
    write(page, "سلام")
    expect(bubble(page, "سلام")).to_have_attribute("data-state", "sent")
    double.token, double.token_hours = "token-2", 1
    frame = eventually(lambda: double.of("renew"), "the fresh token is handed over")[0]
    assert frame["token"] == "token-2"
    assert double.visits[1]["resume_token"] == "token-1"
    assert len(double.connections) == 1
    write(page, "هستم")
    expect(bubble(page, "هستم")).to_have_attribute("data-state", "sent")


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_one_page_too_many_is_told_so_and_tries_again_when_asked(visit, double, lang):
    double.lang = lang
    double.crowded = True
    page = visit()
    panel = open_chat(page)
    write(page, "سلام")
    crowded = {"fa": "صفحه‌های زیادی باز است", "en": "open on many pages"}[lang]
    expect(panel.get_by_role("status").filter(has_text=crowded)).to_be_visible()
    double.crowded = False
    panel.get_by_role("button", name={"fa": "دوباره تلاش کنید", "en": "Try again"}[lang]).click()
    expect(bubble(page, "سلام")).to_have_attribute("data-state", "sent")


def test_resync_reads_everything_anew(visit, double):
    page = visit()
    open_chat(page)
    write(page, "سلام")
    expect(bubble(page, "سلام")).to_have_attribute("data-state", "sent")
    double.say("یک")
    expect(bubble(page, "یک")).to_be_visible()
    double.push({"t": "resync"})
    eventually(lambda: double.connections[1:], "connects again")
    assert double.connections[1] == 0
    expect(bubble(page, "یک")).to_be_visible()
    assert texts(page) == ["سلام", "یک"]
    expect(page.locator(".badge")).to_be_hidden()


def test_site_that_is_not_allowed_is_told_so(visit, double):
    double.refuse_visits = 403
    page = visit()
    panel = open_chat(page)
    write(page, "سلام")
    expect(panel.get_by_role("status").filter(has_text="روی این سایت روشن نیست")).to_be_visible()


# The page around it


def test_unread_badge_across_pages(visit, double):
    page = visit()
    open_chat(page)
    write(page, "سلام")
    eventually(lambda: double.of("message"), "message")
    page.keyboard.press("Escape")
    double.say("یک")
    double.say("دو")
    expect(page.locator(".badge")).to_have_text("۲")
    expect(page.locator(".launcher")).to_have_accessible_name("گفتگو با ما؛ ۲ پیام خوانده‌نشده")
    page.goto(double.site + "/shop/shoe")
    expect(page.locator(".badge")).to_have_text("۲")
    double.say("سه")
    expect(page.locator(".badge")).to_have_text("۳")
    open_chat(page)
    expect(page.locator(".badge")).to_be_hidden()
    eventually(lambda: double.of("read") and double.of("read")[-1]["position"] == 4, "read is told")


def test_launcher_wears_the_colour_of_the_brand_before_anybody_opens_it(visit, double):
    double.config["brand"]["color"] = "#7a1f5c"
    double.data = 'data-color="#9a4f2c"'
    page = visit()
    launcher = page.locator("hamseda-chat .launcher")
    expect(launcher).to_have_css("background-color", "rgb(154, 79, 44)")
    open_chat(page)
    expect(launcher).to_have_css("background-color", "rgb(122, 31, 92)")
    page.goto(double.site + "/shop/shoe")
    expect(launcher).to_have_css("background-color", "rgb(122, 31, 92)")


def test_api_calls_before_the_load_are_kept(visit, double):
    double.strict = False  # the stub is an inline script of the page itself
    double.before = """<script>(window.Hamseda = window.Hamseda || []).push(
        ["on", "start", () => { window.started = true; }],
        ["setContext", {plan: "gold"}], ["setUser", "signed.token.x"], ["startWith", "درباره‌ی فاکتور"]);</script>"""
    page = visit()
    area = page.locator(".composer textarea")
    expect(area).to_have_value("درباره‌ی فاکتور")
    eventually(lambda: double.visits, "the visit")
    assert double.visits[0]["identity_token"] == "signed.token.x"
    area.press("Enter")
    context = eventually(lambda: double.of("start"), "start")[0]["context"]
    assert context["attributes"] == {"plan": "gold"}
    assert page.evaluate("window.started") is True


def test_api_opens_closes_hides_and_tells(visit, double):
    page = visit()
    expect(page.locator(".launcher")).to_be_visible()
    page.evaluate("""for (const name of ["open", "close", "message", "unread"])
        Hamseda.on(name, (detail) => (window.told ??= []).push(name))""")
    page.evaluate("Hamseda.open()")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate("Hamseda.toggle()")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.evaluate("Hamseda.hide()")
    expect(page.locator(".launcher")).to_be_hidden()
    page.evaluate("Hamseda.show()")
    open_chat(page)
    write(page, "سلام")
    eventually(lambda: double.of("message"), "message")
    page.evaluate("Hamseda.close()")
    double.say("پاسخ")
    expect(page.locator(".badge")).to_be_visible()
    assert page.evaluate("window.told") == ["open", "close", "open", "close", "message", "unread"]
    page.evaluate("Hamseda.setUser(null)")
    assert page.evaluate("localStorage['hamseda.wk_double.visit']") is None
    expect(page.locator(".badge")).to_be_hidden()


def test_deep_link_opens_with_the_text_and_does_not_send_it(visit, double):
    page = visit("/shop/bag?hamseda=open&text=سفارش ۱۲&campaign=qr")
    area = page.locator(".composer textarea")
    expect(area).to_have_value("سفارش ۱۲")
    assert double.received == []
    area.press("Enter")
    entry = eventually(lambda: double.of("start"), "start")[0]["context"]["entry"]
    assert (entry["campaign"], entry["text"]) == ("qr", "سفارش ۱۲")


def test_styles_of_the_page_stay_outside(visit, double):
    page = visit()
    panel = open_chat(page)
    spacing = panel.locator(".headline").evaluate("(one) => getComputedStyle(one).letterSpacing")
    assert spacing == "normal"


# For everybody


@pytest.mark.parametrize(("lang", "side"), [("fa", "left"), ("en", "right")])
def test_both_directions(visit, double, lang, side):
    double.lang = lang
    page = visit()
    open_chat(page)
    write(page, "سلام hello")
    write(page, "hello سلام")
    box = page.locator(".launcher").bounding_box()
    assert (box["x"] < 500) == (side == "left")
    panel = page.get_by_role("dialog")
    expect(panel).to_have_css("direction", "rtl" if lang == "fa" else "ltr")
    expect(
        panel.get_by_role("button", name="فرستادن" if lang == "fa" else "Send", exact=True)
    ).to_be_visible()
    for text, direction in (("سلام hello", "rtl"), ("hello سلام", "ltr")):
        expect(page.locator(".text", has_text=text)).to_have_css("direction", direction)


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_keyboard_alone(visit, double, lang):
    double.lang = lang
    page = visit()
    page.locator(".launcher").focus()
    page.keyboard.press("Enter")
    area = page.locator(".composer textarea")
    expect(area).to_be_focused()
    page.keyboard.type("hello")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("again")
    page.keyboard.press("Enter")
    expect(page.locator(".message .text")).to_have_text("hello\nagain")
    expect(area).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(".launcher")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    reached = page.evaluate(
        "document.querySelector('hamseda-chat').shadowRoot.activeElement.getAttribute('role')"
    )
    assert reached == "log"


def test_phone_is_full_screen_modal_and_keeps_the_focus(visit, double):
    page = visit(**PHONE)
    page.locator(".launcher").tap()
    panel = page.get_by_role("dialog")
    expect(panel).to_have_attribute("aria-modal", "true")
    expect(panel.locator(".title")).not_to_be_empty()
    whole = {"x": 0, "y": 0, "width": 390, "height": 780}
    eventually(lambda: panel.bounding_box() == whole, "the opening movement ends")
    for press in ["Tab"] * 14 + ["Shift+Tab"] * 20:
        page.keyboard.press(press)
        assert page.evaluate(
            "!!document.querySelector('hamseda-chat').shadowRoot.activeElement?.closest('.panel')"
        )
    small = panel.locator("button:visible, summary:visible").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect()).filter((box) => box.height < 44 || box.width < 44).length"
    )
    assert small == 0
    panel.get_by_role("button", name="بستن پنجره‌ی گفتگو").tap()
    expect(page.locator(".launcher")).to_be_focused()
    assert page.evaluate("document.documentElement.style.overflow") == ""


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize(
    ("colour", "scheme"), [("#0f766e", "light"), ("#f2b705", "dark"), ("#8ecae6", "light")]
)
def test_axe_finds_nothing(visit, double, lang, colour, scheme):
    double.lang = lang
    double.strict = False  # axe is injected as an inline script
    double.config["brand"]["color"] = colour
    page = visit(color_scheme=scheme, reduced_motion="reduce")
    assert_clean_by_day_and_night(page)
    panel = open_chat(page)
    panel.locator("summary").click()
    page.emulate_media(color_scheme="light")
    expect(panel).not_to_have_class(NIGHT)
    page.emulate_media(color_scheme="dark")
    expect(panel).to_have_class(NIGHT)
    page.emulate_media(color_scheme=scheme)
    assert_clean_by_day_and_night(page)
    write(page, "سلام hello")
    eventually(lambda: double.of("message"), "message")
    double.push({"t": "wait", "place": 3, "low_s": 120, "high_s": 240, "kept": 87, "of": 100})
    expect(panel.locator(".place")).to_be_visible()
    assert_clean_by_day_and_night(page)
    double.say("پاسخ https://mehr.example/a")
    double.refuse_messages = "پذیرفته نشد"
    write(page, "نه")
    expect(panel.locator(".reason")).to_be_visible()
    page.context.set_offline(True)
    expect(panel.locator(".strip")).not_to_be_empty()
    assert_clean_by_day_and_night(page)
    page.context.set_offline(False)


def test_axe_finds_nothing_outside_hours(visit, double):
    double.strict = False
    double.config |= {"open": False, "opens_at": "2030-11-23T05:30:00Z"}
    panel = open_chat(visit(reduced_motion="reduce"))
    panel.get_by_role("button", name="گذاشتن پیام").click()
    assert_no_violation(panel.page)
    panel.get_by_role("button", name="با من تماس بگیرید").click()
    assert_no_violation(panel.page)


def test_screen_reader_hears_messages_once(visit, double):
    page = visit()
    open_chat(page)
    # The region is there before the first message: what comes into a new region is not read out.
    expect(page.get_by_role("log", name="پیام‌های گفتگو")).to_have_count(1)
    assert texts(page) == []
    write(page, "سلام")
    double.say("پاسخ")
    log = page.get_by_role("log", name="پیام‌های گفتگو")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(bubble(page, "پاسخ")).to_contain_text("نگار احمدی")
    expect(bubble(page, "سلام")).to_contain_text("شما")
    page.evaluate("""window.added = 0;
        new MutationObserver((all) => all.forEach((one) => window.added += one.addedNodes.length)).observe(
            document.querySelector('hamseda-chat').shadowRoot.querySelector('.log'), {childList: true})""")
    for _ in range(5):
        double.push({"t": "typing", "name": "نگار"})
        double.push({"t": "wait", "place": 1, "low_s": 60, "high_s": 120, "kept": 1, "of": 2})
    double.say("دو", "سپهر")
    expect(bubble(page, "دو")).to_be_visible()
    assert page.evaluate("window.added") == 1


def test_sizes_keep_their_budgets():
    sizes = {
        file.name: len(gzip.compress(file.read_bytes(), 9)) for file in widget_double.STATIC.glob("*.js")
    }
    assert sizes.pop("loader.js") <= 10 * 1024
    assert len(sizes) == 1
    assert max(sizes.values()) <= 60 * 1024


def test_app_comes_only_when_it_is_wanted(visit, double):
    page = visit()
    expect(page.locator(".launcher")).to_be_visible()
    page.wait_for_load_state("networkidle")
    loaded = "performance.getEntriesByType('resource').map((one) => one.name).filter((one) => /app\\.|woff2/.test(one))"
    assert page.evaluate(loaded) == []
    open_chat(page)
    assert any("app." in name for name in page.evaluate(loaded))
