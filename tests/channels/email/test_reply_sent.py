"""What we sent is known again in an answer: whatever the language, the line breaks and the signs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email.replies import OURS, OWN, exact, lost, with_signs
from hamseda.channels.email.reply import split

QUESTIONS = [
    "۱. آیا کالا سالم به دستتان رسید؟",
    "۲. آیا از رفتار پیک راضی بودید؟",
    "۳. چه پیشنهادی برای ما دارید؟",
]
ASKED = "درود بر شما\n" + "\n".join(QUESTIONS)


@pytest.mark.parametrize(
    "quoted",
    [
        OURS,
        OURS.replace("ی", "ي").replace("ک", "ك"),
        OURS.replace("\u200c", " ").replace("۱۲۳۴۵۶", "123456"),
        OURS.replace(" ", "\n"),
        OURS.replace("\n", " "),
        with_signs(OURS, 40, ">"),
        with_signs(OURS, 40, "> > "),
        with_signs(OURS, 40, "\u202b> "),
    ],
)
def test_our_own_words_are_no_news(quoted):
    for text in (f"{OWN}\n\n{quoted}", f"{OWN}\n\nZut 22 klonk 10:44, support@example.ir bim:\n{quoted}"):
        found = split(text, None, [OURS])
        assert exact(found, OWN)
        assert found.by == "sent"


def test_a_head_of_an_unknown_language_goes_with_the_text_below_it():
    head = "Zuk: Support <support@example.ir>\nDeiz: 22 X 2026\nEvit: Ali\nDan: order"
    assert exact(split(f"{OWN}\n\n{head}\n\n{OURS}", None, [OURS]), OWN)


HEAD = "From: Support <s@example.ir>\nSent: Sunday, November 22, 2026 10:44 AM\nTo: Ali\nSubject: RE: x\n\n"


@pytest.mark.parametrize(
    "answered",
    [
        f"{QUESTIONS[0]}\nبله سالم بود\n{QUESTIONS[1]}\nخیر\n{QUESTIONS[2]}\nهیچ",
        f"{QUESTIONS[0]} بله سالم بود\n{QUESTIONS[1]} خیر\n{QUESTIONS[2]} هیچ",
    ],
)
@pytest.mark.parametrize("above", ["", "سلام\n\n"])
def test_answers_typed_into_our_text_are_kept_though_no_sign_tells_them_apart(answered, above):
    found = split(f"{above}{HEAD}درود بر شما\n{answered}", None, [ASKED])
    assert not lost(found, f"{above} بله سالم بود خیر هیچ {' '.join(QUESTIONS)}")
    assert "Subject" not in found.reply


def test_an_answer_below_a_quote_without_signs_is_kept():
    found = split(f"{HEAD}{OURS}\n\n{OWN}", None, [OURS])
    assert exact(found, OWN)


def test_our_greeting_is_not_ours_alone():
    # The same short row of words in both: too little to call it a quote.
    own = "سلام و وقت بخیر\n\nهنوز نرسیده است.\n\nبا احترام\nعلی"
    assert split(own, None, [OURS]).reply == own


def test_what_we_quoted_of_the_person_is_not_ours():
    said = "مودم من از دیروز صبح روشن نمی‌شود و چراغ برق آن هم خاموش است لطفا کمک کنید"
    ours = f"لطفاً کابل را عوض کنید.\n\nدر ۱۴۰۵-۰۹-۰۱ ۱۰:۴۴، علی نوشته است:\n> {said}"
    again = f"باز هم می‌گویم:\n\n{said}"
    assert exact(split(again, None, [ours]), again)


def test_nothing_but_our_own_text_is_an_empty_answer():
    # A photo is sent back with our mail below it: there is no new text, and that is sure.
    found = split(f"در ۱۴۰۵-۰۹-۰۱ ۱۰:۴۴، پشتیبانی نوشته است:\n{with_signs(OURS)}", None, [OURS])
    assert (found.reply, found.by) == ("", "sent")
    assert "۱۲۳۴۵۶" in found.quoted


WORDS = st.sampled_from(
    [
        "سلام",
        "بله",
        "خیر",
        "ممنون",
        "order",
        "works",
        "تهران",
        "۱۲",
        "نرسید؟",
        "why:",
        "کد-۴",
        "see,",
        "(x)",
        "•",
        "don't",
        "2026",
    ]
)
LINES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
TEXTS = st.lists(LINES, min_size=1, max_size=6).map("\n".join)
SENT_WORDS = st.sampled_from(
    [
        "سفارش",
        "انبار",
        "ارسال",
        "مبلغ",
        "واریز",
        "پیگیری",
        "کارشناس",
        "فردا",
        "account",
        "parcel",
        "ticket",
        "refund",
    ]
)
SENT = st.lists(st.lists(SENT_WORDS, min_size=4, max_size=14).map(" ".join), min_size=1, max_size=8).map(
    "\n".join
)
ANNOUNCED = st.sampled_from(
    [
        "",
        "در ۱۴۰۵-۰۹-۰۱ ۱۰:۴۴، پشتیبانی نوشته است:",
        "On Sun, Nov 22, 2026 at 10:44 AM Support <support@example.ir>\nwrote:",
        "-----Original Message-----\nFrom: Support <s@example.ir>\nSent: 22 Nov 2026 10:44\nTo: Ali\nSubject: x\n",
        "Zut 22.11.2026 10:44 bim:",
    ]
)


@given(
    TEXTS,
    SENT,
    ANNOUNCED,
    st.integers(20, 90),
    st.sampled_from(["> ", ">", ">> ", "\u200f> ", ""]),
    st.booleans(),
)
def test_no_word_of_the_person_is_lost_whatever_the_program(own, sent, announced, width, sign, is_known):
    text = f"{own}\n\n{announced}\n{with_signs(sent, width, sign)}"
    assert not lost(split(text, None, [sent] if is_known else []), own)
    page = f"<div>{own}</div><div class='gmail_quote'>{announced}<blockquote class='gmail_quote'>{sent}</blockquote></div>"
    assert not lost(split(text, page, [sent] if is_known else []), own)


@given(TEXTS, SENT, st.integers(20, 90))
def test_no_answer_below_a_signed_quote_is_lost(own, sent, width):
    text = f"در ۱۴۰۵-۰۹-۰۱ ۱۰:۴۴، پشتیبانی نوشته است:\n{with_signs(sent, width)}\n\n{own}"
    assert not lost(split(text, None, [sent]), own)
    assert not lost(split(text, None), own)
