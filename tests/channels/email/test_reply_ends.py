"""Signatures, mails that are passed on, and answers that hold nothing new: when in doubt, the words stay."""

import pytest

from channels.email.replies import OURS, OWN, exact, with_signs
from hamseda.channels.email.reply import Reply, split

SECRECY = (
    "This e-mail and any attachments are confidential and intended solely for the addressee. If you are not the "
    "intended recipient, please notify the sender and delete it; any disclosure or copying is prohibited."
)
MOHREMANE = (
    "این ایمیل و پیوست‌های آن محرمانه است و تنها برای گیرنده‌ی نام‌برده فرستاده شده است. اگر به اشتباه به دست شما رسیده، "
    "لطفاً فرستنده را مطلع و آن را حذف کنید؛ هر گونه افشا یا انتشار آن غیرمجاز است."
)
CARD = "با تشکر\nعلی رضایی\nمدیر فروش شرکت نمونه\nتلفن: ۰۲۱-۸۸۷۷۶۶۵۵\nwww.example.ir"


@pytest.mark.parametrize(
    "end",
    [
        "-- \nعلی رضایی\nشرکت نمونه، ۰۲۱۸۸۷۷۶۶۵۵",
        "--\nعلی رضایی",
        "ارسال‌شده از آیفون من",
        "ارسال شده از iPhone من",
        "ارسال شده از گوشی سامسونگ من",
        "از آیفون من ارسال شد",
        "Sent from my iPhone",
        "Sent from my Galaxy S24, please excuse brevity",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Отправлено с iPhone",
        "iPhone'umdan gönderildi",
        "iPhoneから送信",
        "发自我的iPhone",
        SECRECY,
        MOHREMANE,
        f"-- \nعلی\n\n{SECRECY}",
        f"Sent from my iPhone\n\n{MOHREMANE}",
    ],
)
def test_what_stands_below_every_mail_of_a_person_is_no_new_text(end):
    alone, above = split(f"{OWN}\n\n{end}", None), split(f"{OWN}\n\n{end}\n\n{with_signs(OURS)}", None)
    assert exact(alone, OWN)
    assert exact(above, OWN)
    assert (alone.by, alone.quoted) == ("signature", "")
    assert alone.signature == end.replace("-- \n", "--\n")


def test_a_visiting_card_goes_and_the_name_stays():
    found = split(f"{OWN}\n\n{CARD}", None)
    assert exact(found, f"{OWN}\n\nبا تشکر\nعلی رضایی")


@pytest.mark.parametrize(
    "text",
    [
        "با تشکر\nعلی رضایی\nتلفن: ۰۹۱۲۱۲۳۴۵۶۷\nایمیل: ali@example.com",
        "شمارهٔ تماس من:\n09121234567",
        "گوشی را از فروشگاه خریدم.\n\nارسال شده از تهران با پست",
        "بسته‌ی من از گوشی شما ارسال شد؟",
        "خریدها:\n- نان\n- پنیر\n--\nجمع ۲۰ هزار تومان شد",
        "دو سؤال دارم:\n\n--\nسؤال اول\nسؤال دوم",
        "الف\n\n--\nبند دوم\n\n--\nبند سوم",
        "حجم مصرفی:\n> 5 GB\nو قیمت < 3",
        "متن\n\n-- \nعلی\n\nپ.ن: کد تخفیف هم کار نکرد",
        "این گزارش محرمانه است، لطفاً آن را حذف کنید.",
        "Sent from my phone number 09121234567 yesterday, did it arrive?",
        "Sent from my iPhone",
        "-- \nعلی",
        "> فقط نقل\n> همین",
        "در ۱۴۰۵-۰۹-۰۱ ۱۰:۴۴، پشتیبانی نوشته است:\n> سلام",
        "از: الف <a@example.ir>\nتاریخ: ۱۴۰۵/۰۹/۰۱\nبه: ب\nموضوع: سفارش\n\nسلام",
        "",
    ],
)
def test_the_whole_text_stays_where_it_may_be_the_answer(text):
    assert split(text, None) == Reply(text, "", "", "nothing")


FORWARDS = [
    "---------- Forwarded message ---------\nFrom: A <a@example.ir>\nDate: Sun, Nov 22, 2026\nSubject: x\nTo: b\n\n",
    "---------- پیام ارسال مجدد شده ----------\nاز: الف <a@example.ir>\nتاریخ: ۱۴۰۵/۰۹/۰۱\nموضوع: سفارش\n\n",
    "-------- پیام ارجاع داده شده --------\nاز: الف <a@example.ir>\nتاریخ: ۱۴۰۵/۰۹/۰۱\nموضوع: سفارش\n\n",
    "Begin forwarded message:\n\nFrom: A <a@example.ir>\nSubject: x\nDate: November 22, 2026 at 10:44\nTo: b\n\n",
    "-------- Weitergeleitete Nachricht --------\nBetreff: x\nDatum: 22.11.2026 10:44\nVon: A <a@example.ir>\n\n",
]


@pytest.mark.parametrize("head", FORWARDS)
@pytest.mark.parametrize("above", ["", "لطفاً این را بررسی کنید.\n\n"])
def test_a_mail_that_is_passed_on_is_shown_whole(head, above):
    text = f"{above}{head}فاکتور شما آماده است."
    assert split(text, None) == Reply(text, "", "", "forward")
    assert split(f"{above}{with_signs(head + 'فاکتور')}", None).by in {"forward", "nothing"}


def test_our_own_mail_passed_back_to_us_is_a_quote():
    found = split(f"{OWN}\n\n{FORWARDS[0]}{OURS}", None, [OURS])
    assert exact(found, OWN)
    assert found.by == "sent"


def test_a_short_text_that_points_below_keeps_what_is_below():
    head = "From: A <a@example.ir>\nSent: 22 Nov 2026 10:44\nTo: b\nSubject: x"
    text = f"پاسخ‌ها را زیر هر سؤال نوشتم.\n\n{head}\n\nسالم بود؟ بله"
    assert split(text, None).reply == text


def test_a_reply_to_a_forward_is_a_reply():
    text = (
        f"{OWN}\n\nOn Sun, Nov 22, 2026 at 10:44 AM A <a@example.ir> wrote:\n{with_signs(FORWARDS[0] + 'x')}"
    )
    assert exact(split(text, None), OWN)
