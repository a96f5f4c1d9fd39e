"""The desk in a real browser against a scripted server: what it promises to the hands and eyes of an agent."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from journeys.conftest import assert_clean, assert_clean_by_day_and_night, scripted
from journeys.desk_double import Double
from journeys.desk_double_data import KAZEM, NEGAR, uid

COMPOSER = re.compile("^(پاسخ|Reply)$")
OPEN = f"/desk/inbox/mine/{uid('c' + NEGAR)}"
QUIET = f"/desk/inbox/mine/{uid('c' + KAZEM)}"


double, desk = scripted(Double)


def speak(double: Double, language: str, theme: str) -> None:
    is_persian = language == "fa"
    double.me["user"] |= {
        "locale": language,
        "calendar": "jalali" if is_persian else "gregorian",
        "digits": "fa" if is_persian else "latn",
        "preferences": {"theme": theme},
    }


def press(page: Page, code: str, letter: str) -> None:
    """A key by its place, with the letter that a Persian layout puts there."""
    page.evaluate(
        "([code, key]) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {code, key, bubbles: true}))",
        [code, letter],
    )


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_every_page_is_clean_for_axe(desk, double, language, theme):
    speak(double, language, theme)
    desk.goto(OPEN)
    expect(desk.locator("article").last).to_be_visible()
    expect(desk.get_by_role("textbox", name=COMPOSER)).to_be_visible()
    assert_clean_by_day_and_night(desk)
    press(desk, "KeyN", "د")
    assert_clean_by_day_and_night(desk)
    for path in ("/desk/search", "/desk/inbox/resolved", "/desk/settings"):
        desk.goto(path)
        expect(desk.get_by_role("heading", level=1)).to_be_attached()
        assert_clean_by_day_and_night(desk)
    double.is_signed_in = False
    desk.goto("/desk/login")
    expect(desk.get_by_role("button", name=re.compile("پرویز یزدانی"))).to_be_visible()
    assert_clean_by_day_and_night(desk)


def test_a_colour_that_fails_by_night_alone_is_noticed(desk):
    desk.goto("/desk/settings")
    expect(desk.get_by_role("heading", level=1)).to_be_visible()
    assert_clean_by_day_and_night(desk)
    desk.add_style_tag(content="[data-mantine-color-scheme=dark] main label { color: #444 !important }")
    assert_clean(desk)
    with pytest.raises(AssertionError, match="color-contrast"):
        assert_clean_by_day_and_night(desk)


@pytest.mark.parametrize("code", ["Shift+Slash", "KeyZ", "KeyA", "KeyT", "KeyC", "Mod+KeyK"])
def test_every_dialog_is_clean_for_axe(desk, code):
    desk.goto(OPEN)
    expect(desk.get_by_role("textbox", name=COMPOSER)).to_be_visible()
    desk.keyboard.press(code.replace("Mod", "Control"))
    expect(desk.get_by_role("dialog")).to_be_visible()
    assert_clean(desk)


def test_page_is_persian_and_right_to_left_with_its_landmarks(desk):
    desk.goto(OPEN)
    expect(desk.locator("html")).to_have_attribute("dir", "rtl")
    expect(desk.locator("html")).to_have_attribute("lang", "fa")
    for role, name in [
        ("navigation", "بخش‌های میز کار"),
        ("region", "فهرست گفتگوها"),
        ("complementary", "پرونده‌ی مشتری"),
    ]:
        expect(desk.get_by_role(role, name=name)).to_be_visible()
    expect(desk.get_by_role("main")).to_have_count(1)
    expect(desk.locator("[aria-live=assertive]")).to_have_count(0)


def test_keys_work_by_their_place_on_a_persian_keyboard(desk, double):
    desk.goto("/desk/inbox/mine")
    expect(desk.get_by_role("button", name=re.compile("نگار رضایی"))).to_be_visible()
    press(desk, "KeyJ", "ت")
    first = desk.url
    press(desk, "KeyJ", "ت")
    expect(desk).not_to_have_url(first)
    press(desk, "KeyK", "ن")
    expect(desk).to_have_url(first)
    expect(desk.get_by_role("button", name="حل و بعدی")).to_be_visible()
    press(desk, "KeyE", "ث")
    expect(desk).not_to_have_url(first)
    expect(desk.get_by_text("گفتگو حل شد")).to_be_visible()
    desk.get_by_role("button", name="برگردان").click()
    expect(desk.get_by_text("گفتگو دوباره باز شد")).to_be_visible()
    assert [m for m, path, _ in double.calls if path.endswith("/resolution")] == ["PUT", "DELETE"]


def test_letters_are_text_while_one_writes(desk):
    desk.goto(OPEN)
    field = desk.get_by_role("textbox", name="پاسخ")
    field.click()
    before = desk.url
    desk.keyboard.type("jkezn")
    expect(field).to_have_value("jkezn")
    assert desk.url == before


def test_an_empty_field_runs_right_to_left_and_a_filled_one_by_itself(desk):
    desk.goto(OPEN)
    field = desk.get_by_role("textbox", name="پاسخ")
    expect(field).to_have_attribute("dir", "rtl")
    field.fill("Hello")
    expect(field).to_have_attribute("dir", "auto")


def test_a_sent_message_can_be_held_back_and_its_text_returns(desk, double):
    desk.goto(OPEN)
    field = desk.get_by_role("textbox", name="پاسخ")
    field.fill("سلام، رسید")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("article").filter(has_text="سلام، رسید")).to_be_visible()
    desk.get_by_role("button", name="نفرست").click()
    expect(field).to_have_value("سلام، رسید")
    expect(desk.get_by_role("article").filter(has_text="سلام، رسید")).to_have_count(0)


def test_a_message_that_fails_stays_in_sight_and_goes_again_under_its_id(desk, double):
    desk.goto(OPEN)
    path = f"/conversations/{uid('c' + NEGAR)}/messages"
    double.fail_next = {("POST", path)}
    desk.get_by_role("textbox", name="پاسخ").fill("پیام مهم")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("فرستاده نشد؛ اتصال را ببینید و دوباره بفرستید")).to_be_visible()
    desk.get_by_role("button", name="دوباره", exact=True).click()
    expect(desk.get_by_text("فرستاده نشد؛ اتصال را ببینید و دوباره بفرستید")).to_have_count(0)
    ids = [body["id"] for method, called, body in double.calls if (method, called) == ("POST", path)]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_what_is_sent_before_its_file_has_arrived_goes_with_it(desk, double):
    """A key that does nothing and says nothing would leave the answer unsent."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**/api/v1/attachments", hold)
    desk.goto(OPEN)
    path = f"/conversations/{uid('c' + NEGAR)}/messages"
    words = desk.get_by_role("textbox", name="پاسخ")
    words.fill("فاکتور پیوست است")
    receipt = {"name": "faktor.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    desk.locator("input[type=file]").first.set_input_files(receipt)
    expect(desk.get_by_text("faktor.pdf")).to_be_visible()
    words.press("Control+Enter")
    told = desk.get_by_role("status").filter(has_text="پیوست که برسد فرستاده می‌شود")
    expect(told).to_be_visible()
    assert_clean(desk)
    # Whoever writes on has thought of something else.
    words.press_sequentially("؛ ببینید")
    expect(told).to_have_count(0)
    words.press("Control+Enter")
    expect(told).to_be_visible()
    assert [called for method, called, _ in double.calls if (method, called) == ("POST", path)] == []
    held[0].continue_()
    expect(desk.get_by_role("article").filter(has_text="فاکتور پیوست است؛ ببینید")).to_be_visible()
    expect(told).to_have_count(0)
    (body,) = [body for method, called, body in double.calls if (method, called) == ("POST", path)]
    assert body["attachments"] == [uid("upload1")]


def test_a_file_that_did_not_arrive_holds_the_message_back_and_says_so(desk, double):
    desk.route("**/api/v1/attachments", lambda route: route.abort())
    desk.goto(OPEN)
    words = desk.get_by_role("textbox", name="پاسخ")
    words.fill("فاکتور پیوست است")
    receipt = {"name": "faktor.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    desk.locator("input[type=file]").first.set_input_files(receipt)
    expect(desk.get_by_text("پیوست نرسید؛ دوباره بگذارید.")).to_be_visible()
    words.press("Control+Enter")
    expect(desk.get_by_text("پیوستی نرسیده است؛ آن را بردارید", exact=False)).to_be_visible()
    assert [one for one in double.calls if one[0] == "POST" and one[1].endswith("/messages")] == []
    desk.get_by_role("button", name="برداشتن faktor.pdf").click()
    words.press("Control+Enter")
    expect(desk.get_by_role("article").filter(has_text="فاکتور پیوست است")).to_be_visible()


def test_a_note_is_told_apart_by_label_and_border(desk, double):
    desk.goto(OPEN)
    expect(desk.get_by_role("textbox", name=COMPOSER)).to_be_visible()
    press(desk, "KeyN", "د")
    desk.get_by_role("textbox", name="یادداشت داخلی").fill("فقط برای ما")
    desk.keyboard.press("Control+Enter")
    note = desk.get_by_role("article").filter(has_text="فقط برای ما")
    expect(note.get_by_text("یادداشت داخلی")).to_be_visible()
    assert note.evaluate("e => getComputedStyle(e).borderTopStyle") == "dashed"
    sent = next(
        body for method, path, body in double.calls if method == "POST" and path.endswith("/messages")
    )
    assert sent["kind"] == "note"
    assert "channel_id" not in sent


def test_a_draft_is_kept_on_the_server(desk, double):
    desk.goto(OPEN)
    desk.get_by_role("textbox", name="پاسخ").fill("نیمه‌کاره")
    expect(desk.get_by_text("پیش‌نویس ذخیره شد")).to_be_visible()
    assert double.drafts[uid("c" + NEGAR)]["text"] == "نیمه‌کاره"
    desk.reload()
    expect(desk.get_by_role("textbox", name="پاسخ")).to_have_value("نیمه‌کاره")


def test_news_never_move_the_row_under_the_pointer(desk, double):
    desk.goto(QUIET)
    expect(desk.get_by_role("img", name="زنده")).to_be_visible()
    row = desk.get_by_role("button", name=re.compile("رضا کاظمی"))
    row.hover()
    before = row.bounding_box()
    double.open_new("تازه‌وارد", "سلام")
    double.write(NEGAR, "یک پیام دیگر")
    expect(desk.get_by_role("button", name="نمایش ۱ گفتگوی تازه")).to_be_visible()
    assert row.bounding_box() == before
    desk.get_by_role("button", name="نمایش ۱ گفتگوی تازه").click()
    expect(desk.get_by_role("button", name=re.compile("تازه‌وارد"))).to_be_visible()


def test_a_message_arrives_in_the_open_conversation(desk, double):
    desk.goto(QUIET)
    expect(desk.get_by_role("img", name="زنده")).to_be_visible()
    double.write(KAZEM, "هنوز منتظرم")
    expect(desk.get_by_role("article").filter(has_text="هنوز منتظرم")).to_be_visible()


def test_a_message_that_overtakes_the_reading_of_its_conversation_stays(desk, double):
    overtaken = []

    def overtake(route: Route) -> None:
        answer = route.fetch()
        if not overtaken:
            overtaken.append(route.request.url)
            double.write(KAZEM, "هنوز منتظرم")
            expect(desk.get_by_role("button").filter(has_text="هنوز منتظرم")).to_be_visible()
        route.fulfill(response=answer)

    desk.goto("/desk/inbox/mine")
    expect(desk.get_by_role("img", name="زنده")).to_be_visible()
    desk.route("**/messages?*", overtake)
    desk.get_by_role("button").filter(has_text="رضا کاظمی").click()
    expect(desk.get_by_role("article").filter(has_text="هنوز منتظرم")).to_be_visible()
    assert overtaken != []


def test_an_offer_leaves_the_focus_where_one_writes_and_is_taken_by_key(desk, double):
    desk.goto(QUIET)
    field = desk.get_by_role("textbox", name="پاسخ")
    field.click()
    desk.keyboard.type("در حال نو")
    double.offer(NEGAR)
    card = desk.get_by_role("region", name="پیشنهاد تماس")
    expect(card.get_by_text("چرا شما")).to_be_visible()
    expect(card.get_by_text("پیگیری سفارش پیشین")).to_be_visible()
    assert_clean(desk)
    desk.keyboard.type("شتن")
    expect(field).to_have_value("در حال نوشتن")
    desk.keyboard.press("Alt+KeyY")
    expect(desk).to_have_url(re.compile(uid("c" + NEGAR)))
    expect(card).to_have_count(0)
    assert any(path.endswith("/acceptance") for _, path, _ in double.calls)


def test_a_colleague_who_answers_is_announced(desk, double):
    desk.goto(QUIET)
    expect(desk.get_by_role("img", name="زنده")).to_be_visible()
    double.say(
        {
            "t": "typing",
            "conversation_id": uid("c" + KAZEM),
            "user_id": uid("sara"),
            "name": "سارا کریمی",
            "what": "answering",
        }
    )
    expect(desk.get_by_text("سارا کریمی هم دارد پاسخ می‌نویسد")).to_be_visible()
