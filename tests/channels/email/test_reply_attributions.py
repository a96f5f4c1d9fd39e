"""Lines that announce a quote, as mail programs write them in many languages; Persian foremost."""

import pytest

from channels.email.replies import OURS, OWN, as_html, exact, with_signs
from hamseda.channels.email.reply import Reply, split

PERSIAN = [
    "در ۱۴۰۵-۰۹-۰۱ ۱۰:۴۴، پشتیبانی نوشته است:",
    "روز یکشنبه، 2026-11-22 ساعت 10:44 +0330، پشتیبانی نوشت:",
    "در تاریخ یکشنبه ۲۲ نوامبر ۲۰۲۶ ساعت ۱۰:۴۴ پشتیبانی <support@example.ir> نوشت:",
    "\u202bدر یکشنبه ۲۲ نوامبر ۲۰۲۶ در ۱۰:۴۴ \u202aپشتیبانی\u202c\u200f <\u202as@example.ir\u202c\u200f> نوشت:\u202c",
    "در یکشنبه، ۱ آذر ۱۴۰۵، ساعت ۱۰:۴۴ ق.ظ.، پشتیبانی\n<support@example.ir>\nنوشت:",
    "در ۱ آذر ۱۴۰۵، در ساعت ۱۰:۴۴، پشتیبانی نوشت:",
    "پشتیبانی <support@example.ir> در تاریخ ١ آذر ١٤٠٥ ١٠:٤٤ نوشت:",
    "به تاريخ يكشنبه 1 آذر 1405 ساعت 10:44 پشتيباني نوشته است :",
    "در 22 نوامبر 2026, 10:44, پشتیبانی <support@example.ir> نوشته بود:",
    "-----پیام اصلی-----",
    "-------- پیام اصلی --------\nموضوع: سفارش\nتاریخ: 2026-11-22 10:44\nاز: پشتیبانی <s@example.ir>\nبه: علی\n",
    "-------- پیام اصلی --------\nاز: پشتیبانی\nتاریخ: ۱۴۰۵/۹/۱ ۱۰:۴۴ (GMT+03:30)\nبه: علی\nموضوع: پاسخ: سفارش\n",
    "*از:* پشتیبانی\n*ارسال:* یکشنبه ۲۲ نوامبر ۲۰۲۶ ۱۰:۴۴ ق.ظ\n*به:* علی\n*موضوع:* سفارش\n",
    "از: پشتیبانی [mailto:support@example.ir]\nتاریخ ارسال: یکشنبه، ۱ آذر ۱۴۰۵ ۱۰:۴۴\nگیرنده: علی\nعنوان: سفارش\n",
    "____________________\nاز: پشتیبانی\nارسال‌شده: یکشنبه، ۱ آذر ۱۴۰۵ ۱۰:۴۴\nبه: علی\nرونوشت: مریم\nموضوع: سفارش\n",
]
OTHERS = [
    "On Sun, Nov 22, 2026 at 10:44 AM Support <support@example.ir>\nwrote:",
    "On Sunday, November 22, 2026 at 10:44:12 AM GMT+3:30, Support <support@example.ir> wrote:",
    "Le dim. 22 nov. 2026 à 10:44, Support <support@example.ir> a écrit :",
    "Am So., 22. Nov. 2026 um 10:44 Uhr schrieb Support <\nsupport@example.ir>:",
    "El dom, 22 nov 2026 a las 10:44, Support (<support@example.ir>) escribió:",
    "Il giorno dom 22 nov 2026 alle ore 10:44 Support <support@example.ir> ha\nscritto:",
    "Em dom., 22 de nov. de 2026 às 10:44, Support <support@example.ir> escreveu:",
    "Op zo 22 nov 2026 om 10:44 schreef Support <support@example.ir>:",
    "Den sön 22 nov. 2026 kl 10:44 skrev Support <support@example.ir>:",
    "Den 22.11.2026 10:44, skrev Support:",
    "su 22. marrask. 2026 klo 10.44 Support (support@example.ir) kirjoitti:",
    "niedz., 22 lis 2026 o 10:44 Support <support@example.ir> napisał(a):",
    "ne 22. 11. 2026 v 10:44 odesílatel Support <support@example.ir> napsal:",
    "вс, 22 нояб. 2026 г. в 10:44, Support <support@example.ir>:",
    "Воскресенье, 22 ноября 2026, 10:44 +03:00 от Support <support@example.ir>:",
    "22 Kas 2026 Paz 10:44 tarihinde Support <support@example.ir> şunu yazdı:",
    "في الأحد، 22 نوفمبر 2026 في 10:44 ص تمت كتابة ما يلي بواسطة Support <support@example.ir>:",
    "\u202bבתאריך יום א׳, 22 בנוב׳ 2026 ב-10:44 מאת \u202aSupport\u202c\u200f <\u202asupport@example.ir\u202c\u200f>:\u202c",
    "Support <support@example.ir> 于2026年11月22日周日 10:44写道：",
    "2026年11月22日(日) 10:44 Support <support@example.ir>:",
    "2026년 11월 22일 (일) 오전 10:44, Support <support@example.ir>님이 작성:",
    "---- On Sun, 22 Nov 2026 10:44:00 +0330 Support <support@example.ir> wrote ----",
    "22 Nov 2026, 10:44 by support@example.ir:",
    "------- Original Message -------\nOn Sunday, November 22nd, 2026 at 10:44, Support <support@example.ir> wrote:\n",
    "From: Support\nSent: Sunday, November 22, 2026 10:44 AM\nTo: Ali\nSubject: RE: order\n",
    "Von: Support <support@example.ir>\nGesendet: Sonntag, 22. November 2026 10:44\nAn: Ali\nBetreff: AW: x\n",
    "发件人: Support <support@example.ir>\n发送时间: 2026年11月22日 10:44\n收件人: Ali\n主题: x\n",
    # A language that no list knows: rows of labels below a banner, one with an address, one with a date.
    "-------- Kemm alfa --------\nZuk: Support <support@example.ir>\nDeiz: 2026-11-22 10:44\nEvit: Ali\n",
]


@pytest.mark.parametrize("line", PERSIAN + OTHERS)
def test_what_an_attribution_announces_is_no_new_text(line):
    signed = split(f"{OWN}\n\n{line}\n{with_signs(OURS)}\n", None)
    bare = split(f"{OWN}\n\n{line}\n{OURS}\n", None)
    page = split("", f"<div>{as_html(OWN)}</div><br><div>{as_html(line)}</div><div>{as_html(OURS)}</div>")
    assert [exact(one, OWN) for one in (signed, bare, page)] == [True, True, True]
    assert {one.by for one in (signed, bare, page)} == {"attribution"}
    assert "۱۲۳۴۵۶" in bare.quoted


@pytest.mark.parametrize(
    "text",
    [
        "همکارتان دیروز نوشت:\nحل شد\nولی نشده",
        "شما در ۱۴۰۵/۰۹/۰۱ ساعت ۱۰:۳۰ نوشتید:\n«فردا ارسال می‌شود»\nولی نشد",
        "On 22 November 2026 at 10:30 you wrote:\nit is solved\nbut it is not",
        "از: تهران\nبه: مشهد\nتاریخ: ۱۴۰۵/۰۹/۱۲\nساعت: ۱۰:۳۰\nموضوع: بلیت\nلطفا رزرو کنید",
        "خطا:\n2026-11-22 10:44:13 user@example.com: login failed:\nwhat is it?",
        "یادآوری: 2026-11-22 10:44:\nسرور قطع شد\n2026-11-22 11:00:\nوصل شد",
        "در ۱۴۰۵/۰۹/۰۱ ساعت ۱۰:۳۰ این را دیدم:\nصفحه سفید است",
        "نام: علی\nایمیل: ali@example.com\nتاریخ: ۱۴۰۵/۰۹/۰۱\nمشکل: ورود نمی‌شود",
        "---------\nبند نخست\n---------\nبند دوم",
    ],
)
def test_people_write_such_lines_too(text):
    assert split(text, None) == Reply(text, "", "", "nothing")


def test_a_person_may_end_with_a_line_that_begins_like_an_attribution():
    own = "ممنون\nدر ۲ روز آینده می‌آیم"
    found = split(f"{own}\nدر ۱۴۰۵-۰۹-۰۱ ۱۰:۴۴، پشتیبانی نوشته است:\n{with_signs(OURS)}", None)
    assert exact(found, own)


@pytest.mark.parametrize(
    "line",
    [
        "On Sun, Nov 22, 2026 at 10:44 AM, Support<support@example.ir> wrote:   سلام، سفارش شما",
        "در یکشنبه، نوامبر ۲۲, ۲۰۲۶ در ۱۰:۴۴، پشتیبانی<support@example.ir> نوشت:   سلام، سفارش شما",
    ],
)
def test_a_telephone_begins_the_quote_in_the_row_of_its_attribution(line):
    found = split(f"{OWN}\n\nارسال شده از Yahoo Mail در اندروید\n\n{line}\nدر انبار آماده است.", None)
    assert exact(found, OWN)
    assert "Yahoo" in found.signature
