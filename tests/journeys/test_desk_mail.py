"""Writing a mail at the desk, against a scripted server: its dress, its recipients, and what goes below it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from journeys.conftest import assert_clean, assert_clean_by_day_and_night, scripted
from journeys.desk_double import Double
from journeys.desk_double_data import NEGAR, PARS, uid
from journeys.desk_double_mail import COPIED
from journeys.pictures import PASTE, PNG
from journeys.product import eventually
from journeys.test_desk_alone import speak

TALK = uid("c" + PARS)
OPEN = f"/desk/inbox/mine/{TALK}"
ANY = re.compile("^(پاسخ|Reply)$")


double, desk = scripted(Double)


def field(desk: Page) -> Locator:
    return desk.locator("[data-rich]")


@pytest.fixture
def writing(desk: Page) -> Page:
    desk.goto(OPEN)
    field(desk).click()
    return desk


def sent(double: Double) -> Any:
    """What went to the server, once it is there."""
    path = f"/conversations/{TALK}/messages"
    asked = eventually(
        lambda: [b for m, to, b in double.calls if (m, to) == ("POST", path)], "sending the mail"
    )
    return asked[0]


def send(desk: Page) -> None:
    desk.keyboard.press("Control+Enter")
    expect(field(desk)).to_have_text("")


def press(desk: Page, code: str, letter: str, **more: bool) -> None:
    """A key by its place, with the letter that a Persian layout puts there."""
    desk.evaluate(
        """([code, key, more]) => document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', {code, key, bubbles: true, cancelable: true, ...more}))""",
        [code, letter, more],
    )


def paste(desk: Page, html: str, text: str) -> None:
    field(desk).evaluate(
        """(box, [html, text]) => {
            const data = new DataTransfer();
            data.setData('text/html', html);
            data.setData('text/plain', text);
            box.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        [html, text],
    )


def recipients(desk: Page) -> Locator:
    return desk.get_by_role("button", name=re.compile("^به:"))


def people(desk: Page, label: str) -> Locator:
    return desk.get_by_role("combobox", name=label, exact=True)


def test_each_paragraph_runs_in_its_own_direction_and_says_so_on_its_way(writing, double):
    writing.keyboard.type("سلام HMS-20418")
    writing.keyboard.press("Enter")
    expect(field(writing).locator("p").last).to_have_attribute("dir", "rtl")
    writing.keyboard.type("The invoice is attached, مهر.")
    expect(field(writing).locator("p").last).to_have_attribute("dir", "ltr")
    writing.keyboard.press("Enter")
    writing.keyboard.type("HMS-20418 رسید")
    turn = writing.get_by_role("button", name=re.compile("^جهت پاراگراف: چپ به راست"))
    turn.click()
    expect(field(writing).locator("p").last).to_have_attribute("dir", "rtl")
    send(writing)
    assert sent(double)["html"] == (
        '<p dir="rtl">سلام HMS-20418</p><p dir="ltr">The invoice is attached, مهر.</p><p dir="rtl">HMS-20418 رسید</p>'
    )
    assert sent(double)["text"] == ""


def test_shortcuts_go_by_the_place_of_the_key(writing, double):
    for code, letter, word in [("KeyB", "ذ", "پررنگ"), ("KeyI", "ه", "تأکید"), ("KeyU", "ع", "زیرخط")]:
        press(writing, code, letter, ctrlKey=True)
        writing.keyboard.type(word)
        press(writing, code, letter, ctrlKey=True)
    writing.keyboard.press("Enter")
    writing.keyboard.type("یک")
    press(writing, "Digit7", "&", ctrlKey=True, shiftKey=True)
    writing.keyboard.press("Enter")
    writing.keyboard.type("دو")
    press(writing, "KeyZ", "ظ", ctrlKey=True)
    expect(field(writing)).not_to_contain_text("دو")
    press(writing, "KeyZ", "ظ", ctrlKey=True, shiftKey=True)
    expect(field(writing)).to_contain_text("دو")
    send(writing)
    assert sent(double)["html"] == (
        '<p dir="rtl"><strong>پررنگ</strong><em>تأکید</em><u>زیرخط</u></p>'
        '<ol dir="rtl"><li><p dir="rtl">یک</p></li><li><p dir="rtl">دو</p></li></ol>'
    )


def test_persian_letters_never_lean(writing):
    press(writing, "KeyI", "ه", ctrlKey=True)
    writing.keyboard.type("مهم")
    assert field(writing).locator("em").evaluate("e => getComputedStyle(e).fontStyle") == "normal"
    writing.keyboard.press("Enter")
    press(writing, "KeyI", "ه", ctrlKey=True)
    writing.keyboard.type("urgent")
    latin = field(writing).locator("p[dir=ltr] em")
    assert latin.evaluate("e => getComputedStyle(e).fontStyle") == "italic"


def test_the_tools_are_one_stop_and_arrows_walk_in_them(writing):
    tools = writing.get_by_role("toolbar", name="ابزار نوشتن")
    writing.keyboard.press("Shift+Tab")
    expect(tools.get_by_role("button", name="پررنگ")).to_be_focused()
    writing.keyboard.press("ArrowLeft")
    expect(tools.get_by_role("button", name="تأکید")).to_be_focused()
    writing.keyboard.press("End")
    expect(tools.get_by_role("button", name="متن ساده")).to_be_focused()
    writing.keyboard.press("Home")
    writing.keyboard.press("Enter")
    expect(tools.get_by_role("button", name="پررنگ")).to_have_attribute("aria-pressed", "true")
    assert tools.locator("[data-tool][tabindex='0']").count() == 1


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><style>p.MsoNormal {margin:0}</style><!--[if gte mso 9]><xml>x</xml><![endif]--></head><body>
<p class=MsoNormal dir=RTL style='font-family:"B Nazanin"'><b><span lang=FA>قرارداد<o:p></o:p></span></b></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>نخست</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>دوم</p>
<table><tr><td>کالا</td><td>بها</td></tr><tr><td>قلم</td><td>۱۲</td></tr></table>
<p onclick="alert(1)" style="color:red">پایان <a href="javascript:alert(1)">x</a><img
src="https://evil.example/p.png" onerror="alert(1)"><script>alert(1)</script></p></body></html>"""


def test_what_word_puts_on_the_clipboard_comes_clean(writing, double):
    asked: list[str] = []
    writing.on("request", lambda request: asked.append(request.url))
    paste(writing, WORD, "قرارداد")
    expect(field(writing).locator("li")).to_have_count(2)
    send(writing)
    assert sent(double)["html"] == (
        '<p dir="rtl"><strong>قرارداد</strong></p><ul dir="rtl"><li><p dir="rtl">نخست</p></li>'
        '<li><p dir="rtl">دوم</p></li></ul>'
        '<p dir="rtl">کالا\u2003بها</p><p dir="rtl">قلم\u2003۱۲</p><p dir="rtl">پایان x</p>'
    )
    assert [url for url in asked if "evil.example" in url] == []


def test_a_picture_stands_in_the_text_and_not_beside_it(writing, double):
    writing.keyboard.type("این عکس: ")
    field(writing).evaluate(PASTE, list(PNG))
    expect(field(writing).locator("img[src^='/api/v1/attachments/']")).to_be_visible()
    expect(writing.get_by_role("button", name=re.compile("برداشتن picture"))).to_have_count(0)
    # For whoever cannot see it: by keys alone, from the chosen picture to the words about it.
    writing.keyboard.press("ArrowRight")
    writing.keyboard.press("Shift+Tab")
    writing.keyboard.type("جعبه‌ی شکسته")
    expect(writing.get_by_role("textbox", name=re.compile("^شرح تصویر"))).to_have_value("جعبه‌ی شکسته")
    assert_clean(writing)
    writing.keyboard.press("Tab")
    send(writing)
    name = uid("upload1")
    assert sent(double)["attachments"] == [name]
    assert (
        sent(double)["html"] == f'<p dir="rtl">این عکس: <img src="attachment:{name}" alt="جعبه‌ی شکسته"></p>'
    )


def test_a_link_is_set_by_key_and_only_a_safe_one(writing, double):
    writing.keyboard.type("فاکتور")
    writing.keyboard.press("Control+a")
    writing.keyboard.press("Control+Shift+k")
    address = writing.get_by_role("textbox", name="نشانی پیوند")
    address.fill("javascript:alert(1)")
    address.press("Enter")
    expect(writing.get_by_text("نشانی پیوند درست نیست")).to_be_visible()
    address.fill("mehr.example/i/4471")
    address.press("Enter")
    expect(field(writing)).to_be_focused()
    send(writing)
    assert sent(double)["html"] == '<p dir="rtl"><a href="https://mehr.example/i/4471">فاکتور</a></p>'


def test_switching_keeps_the_words_and_gives_the_dress_back(writing, double):
    writing.keyboard.press("Control+b")
    writing.keyboard.type("سلام")
    writing.get_by_role("button", name="متن ساده").click()
    plain = writing.get_by_role("textbox", name="پاسخ", exact=True)
    expect(plain).to_have_value("سلام")
    writing.get_by_role("button", name="برگردان", exact=True).click()
    expect(field(writing).locator("strong")).to_have_text("سلام")
    writing.get_by_role("button", name="متن ساده").click()
    plain.fill("سلام\nHello <b>")
    writing.get_by_role("button", name="متن با قالب").click()
    expect(field(writing).locator("p")).to_have_count(2)
    send(writing)
    assert sent(double)["html"] == '<p dir="rtl">سلام</p><p dir="ltr">Hello &lt;b&gt;</p>'


def test_a_chat_stays_plain_and_so_does_a_house_without_rich_mail(desk, double):
    double.composition = None
    desk.goto(OPEN)
    desk.get_by_role("textbox", name=ANY).fill("ساده")
    expect(field(desk)).to_have_count(0)
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("article").filter(has_text="ساده")).to_be_visible()
    assert sent(double)["text"] == "ساده"
    assert "html" not in sent(double)


def test_a_draft_comes_back_with_its_dress_recipients_and_subject(writing, double):
    writing.keyboard.press("Control+b")
    writing.keyboard.type("نیمه‌کاره")
    writing.get_by_role("button", name="پاسخ به همه").click()
    recipients(writing).click()
    writing.get_by_role("textbox", name="موضوع").fill("موضوع تازه")
    expect(writing.get_by_text("پیش‌نویس ذخیره شد")).to_be_visible()
    writing.reload()
    expect(field(writing).locator("strong")).to_have_text("نیمه‌کاره")
    expect(recipients(writing)).to_contain_text("موضوع تازه")
    expect(recipients(writing)).to_contain_text("حسابداری پارس‌داده")


def test_what_is_held_back_returns_whole(writing, double):
    writing.get_by_role("button", name="پاسخ به همه").click()
    field(writing).click()
    writing.keyboard.type("زود فرستادم")
    writing.keyboard.press("Control+a")
    writing.keyboard.press("Control+b")
    send(writing)
    assert sent(double)["cc"] == [COPIED, "ceo@parsdata.example"]
    expect(recipients(writing)).not_to_contain_text("حسابداری")
    writing.get_by_role("button", name="نفرست", exact=True).click()
    expect(field(writing).locator("strong")).to_have_text("زود فرستادم")
    expect(recipients(writing)).to_contain_text("حسابداری پارس‌داده")


def test_whoever_comes_to_the_conversation_is_named_and_what_is_no_address_holds_it_back(writing, double):
    writing.keyboard.type("سلام")
    recipients(writing).click()
    people(writing, "به").fill("new@other.example")
    people(writing, "به").press("Enter")
    expect(writing.get_by_text(re.compile("این گفتگو را .*new@other.example.* هم می‌بیند"))).to_be_visible()
    writing.get_by_role("button", name="رونوشت پنهان").click()
    people(writing, "رونوشت پنهان").fill("boss@mehr.example،ناقص،")
    people(writing, "رونوشت پنهان").press("Tab")
    expect(writing.get_by_text(re.compile("boss@mehr.example.*پنهانی می‌گیرند"))).to_be_visible()
    expect(writing.get_by_text("«ناقص» نشانی ایمیل نیست.")).to_be_visible()
    expect(writing.get_by_role("button", name="ارسال", exact=True)).to_be_disabled()
    assert_clean(writing)
    people(writing, "رونوشت پنهان").focus()
    writing.keyboard.press("Backspace")
    expect(writing.get_by_role("button", name="برداشتن ناقص")).to_be_focused()
    writing.keyboard.press("Delete")
    expect(people(writing, "رونوشت پنهان")).to_be_focused()
    field(writing).click()
    send(writing)
    assert (sent(double)["to"], sent(double)["bcc"]) == (
        ["info@parsdata.example", "new@other.example"],
        ["boss@mehr.example"],
    )


def test_a_mail_to_nobody_does_not_go(writing):
    writing.keyboard.type("سلام")
    recipients(writing).click()
    writing.get_by_role("button", name="برداشتن info@parsdata.example").click()
    expect(writing.get_by_text("دست‌کم یک گیرنده بنویسید.")).to_be_visible()
    expect(writing.get_by_role("button", name="ارسال", exact=True)).to_be_disabled()


def test_signature_and_quote_are_seen_beforehand_and_can_stay_off(writing, double):
    expect(writing.get_by_role("region", name="امضا").get_by_text("پشتیبانی سفارش")).to_be_visible()
    writing.get_by_role("button", name="نمایش نقل ایمیل پیشین").click()
    expect(writing.get_by_label("نقل ایمیل پیشین").get_by_text("فاکتور اصلاح‌شده").first).to_be_visible()
    writing.get_by_role("button", name="بی‌امضا بفرست").click()
    writing.get_by_role("button", name="نقل را نفرست").click()
    expect(writing.get_by_text("بی‌نقل فرستاده می‌شود")).to_be_visible()
    field(writing).click()
    writing.keyboard.type("سلام")
    send(writing)
    assert (sent(double)["signature"], sent(double)["quote"]) == (False, False)


def test_a_canned_reply_comes_with_its_dress_where_the_caret_stands(writing, double):
    writing.keyboard.type("سلام. ")
    writing.keyboard.type("/send")
    writing.get_by_role("option", name=re.compile("زمان ارسال سفارش")).click()
    expect(field(writing).locator("strong")).to_have_text("HMS-20418")
    send(writing)
    assert sent(double)["html"].startswith(
        '<p dir="rtl">سلام. سلام خانم رضایی، سفارش <strong>HMS-20418</strong>'
    )


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_the_composer_of_mails_is_clean_for_axe(desk, double, language, theme):
    speak(double, language, theme)
    desk.goto(OPEN)
    field(desk).click()
    desk.keyboard.type("سلام - Hello")
    desk.get_by_role("button", name=re.compile("^(به|To):")).click()
    expect(desk.get_by_role("textbox", name=re.compile("^(موضوع|Subject)$"))).to_be_visible()
    assert_clean_by_day_and_night(desk)


def plain(desk: Page, name: str) -> Locator:
    return desk.locator(f"textarea[aria-label='{name}']")


def kept(double: Double) -> list[Any]:
    return [body for made, to, body in double.calls if (made, to) == ("PUT", f"/conversations/{TALK}/draft")]


def road(desk: Page, name: re.Pattern[str]) -> None:
    desk.get_by_role("button", name=re.compile("^کانال پاسخ")).click()
    desk.get_by_role("menuitem", name=name).click()


def test_a_note_begun_by_key_is_written_at_once_and_so_is_the_mail_again(desk):
    desk.goto(OPEN)
    expect(field(desk)).to_be_visible()
    desk.keyboard.press("n")
    expect(plain(desk, "یادداشت داخلی")).to_be_focused()
    desk.keyboard.type("rent")
    expect(plain(desk, "یادداشت داخلی")).to_have_value("rent")
    desk.keyboard.press("Escape")
    desk.keyboard.press("r")
    expect(field(desk)).to_be_focused()
    desk.keyboard.type("name")
    expect(field(desk)).to_have_text("name")


def test_a_mail_that_was_never_opened_before_is_written_at_once_by_its_key(desk, double):
    double.drafts[TALK] = draft("note", "یادداشت نیمه‌کاره")
    desk.goto(OPEN)
    expect(plain(desk, "یادداشت داخلی")).to_have_value("یادداشت نیمه‌کاره")
    desk.keyboard.press("r")
    expect(field(desk)).to_be_focused()


def draft(kind: str, text: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "text": text,
        "html": None,
        "mail": None,
        "channel_id": None,
        "attachments": [],
    }


def test_to_look_at_the_field_of_mails_takes_no_draft_away(desk, double):
    double.drafts[TALK] = draft("note", "یادداشت نیمه‌کاره")
    desk.goto(OPEN)
    expect(plain(desk, "یادداشت داخلی")).to_have_value("یادداشت نیمه‌کاره")
    desk.get_by_role("button", name="پاسخ", exact=True).first.click()
    expect(field(desk)).to_be_visible()
    desk.wait_for_timeout(900)
    assert kept(double) == []
    desk.goto("/desk/inbox/mine")
    desk.wait_for_timeout(300)
    assert kept(double) == []


def test_a_mail_written_on_another_road_in_between_shows_and_sends_the_same_words(desk, double):
    desk.goto(f"/desk/inbox/mine/{uid('c' + NEGAR)}")
    chat = plain(desk, "پاسخ")
    expect(chat).to_be_visible()
    road(desk, re.compile("پشتیبانی"))
    field(desk).click()
    desk.keyboard.type("نخست")
    road(desk, re.compile("گفتگوی سایت"))
    expect(chat).to_have_value("نخست")
    chat.fill("سپس")
    road(desk, re.compile("پشتیبانی"))
    expect(recipients(desk)).to_be_visible()
    expect(plain(desk, "پاسخ")).to_have_value("سپس")
    desk.keyboard.press("Escape")
    plain(desk, "پاسخ").focus()
    desk.keyboard.press("Control+Enter")
    path = f"/conversations/{uid('c' + NEGAR)}/messages"
    body = eventually(lambda: [b for m, to, b in double.calls if (m, to) == ("POST", path)], "sending")[0]
    assert (body["text"], body.get("html")) == ("سپس", None)


def test_a_refused_mail_is_in_the_field_again_with_its_recipients_and_files(writing, double):
    path = f"/api/v1/conversations/{TALK}/messages"
    refusal = {"type": "about:blank", "title": "نمی‌شود", "status": 422, "detail": "این نشانی پذیرفته نیست"}
    asked: list[str] = []

    def refuse(route: Route) -> None:
        if route.request.method != "POST" or asked:
            return route.fallback()
        asked.append(route.request.url)
        return route.fulfill(status=422, json=refusal)

    writing.route(f"**{path}", refuse)
    writing.keyboard.type("سلام")
    writing.get_by_role("button", name="پاسخ به همه").click()
    field(writing).click()
    field(writing).evaluate(PASTE, list(PNG))
    expect(field(writing).locator("img[src^='/api/v1/attachments/']")).to_be_visible()
    writing.keyboard.press("Control+Enter")
    expect(writing.get_by_text("این نشانی پذیرفته نیست")).to_be_visible()
    expect(field(writing)).to_contain_text("سلام")
    expect(recipients(writing)).to_contain_text("حسابداری پارس‌داده")
    expect(writing.get_by_text("فرستاده نشد؛ اتصال را ببینید و دوباره بفرستید")).to_have_count(0)
    send(writing)
    assert sent(double)["attachments"] == [uid("upload1")]
    assert sent(double)["cc"] == [COPIED, "ceo@parsdata.example"]


def test_one_writes_on_after_a_tool(writing, double):
    writing.keyboard.type("سلام ")
    writing.get_by_role("button", name="شکلک").click()
    writing.locator('[frimousse-emoji]:not([aria-label=""])').first.click()
    expect(field(writing)).to_be_focused()
    writing.keyboard.type(" نون")
    expect(field(writing)).to_have_text(re.compile("^سلام .+ نون$"))


def test_the_old_dress_is_offered_for_the_old_words_only(writing):
    writing.keyboard.press("Control+b")
    writing.keyboard.type("سلام")
    writing.get_by_role("button", name="متن ساده").click()
    back = writing.get_by_role("alert").get_by_role("button", name="برگردان", exact=True)
    expect(back).to_be_visible()
    plain(writing, "پاسخ").fill("سلام و سپاس")
    expect(back).to_have_count(0, timeout=3_000)
    expect(plain(writing, "پاسخ")).to_have_value("سلام و سپاس")


def test_a_draft_that_came_with_a_merge_is_there_when_one_comes_back(desk, double):
    desk.goto(OPEN)
    expect(field(desk)).to_be_visible()
    desk.get_by_text("سفارش HMS-20418 هنوز نرسیده").first.click()
    expect(plain(desk, "پاسخ")).to_be_visible()
    double.drafts[TALK] = draft("message", "از گفتگوی دیگر")
    double.emit("messages.moved", {"id": TALK, "other_id": uid("other")}, TALK)
    desk.wait_for_timeout(500)
    desk.get_by_text("مغایرت مبلغ — Invoice #4471").first.click()
    expect(plain(desk, "پاسخ")).to_have_value("از گفتگوی دیگر")
    desk.wait_for_timeout(900)
    assert kept(double) == []


def test_what_is_refused_late_never_comes_into_a_note(writing, double):
    refusal = {"type": "about:blank", "title": "نمی‌شود", "status": 422, "detail": "این نشانی پذیرفته نیست"}
    held: list[Route] = []
    writing.route(
        f"**/api/v1/conversations/{TALK}/messages",
        lambda route: held.append(route) if route.request.method == "POST" else route.fallback(),
    )
    writing.keyboard.type("سلام")
    writing.keyboard.press("Control+Enter")
    writing.keyboard.press("Escape")
    writing.keyboard.press("n")
    writing.keyboard.type("for us")
    eventually(lambda: held, "sending the mail")
    held[0].fulfill(status=422, json=refusal)
    expect(writing.get_by_text("فرستاده نشد؛ اتصال را ببینید و دوباره بفرستید")).to_be_visible()
    expect(plain(writing, "یادداشت داخلی")).to_have_value("for us")
