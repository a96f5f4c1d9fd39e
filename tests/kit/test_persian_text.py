import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hamseda.kit.persian import (
    ascii_digits,
    direction,
    hits,
    index_text,
    normalise,
    persian_digits,
    query_terms,
    tokens,
)
from hamseda.kit.persian import stem as stem_of
from hamseda.kit.persian.letters import ALPHABET, word_set
from hamseda.kit.persian.normalise import _INERT, words_apart

PERSIAN_NOISE = ALPHABET + "يىكةۀأإؤئءﻻﷲﺑ\u200c\u200d\u200f\u0640\u064e\u0651\u0654۰٣5،؟«»A ß😀™‍♂\ufe0f"
noisy = st.text(st.sampled_from(PERSIAN_NOISE) | st.characters(), max_size=40)


def stem(word):
    return stem_of(words_apart(word))


def finds(query, text):
    return bool(set(query_terms(query)) & set(index_text(text).split()))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("كتاب", "کتاب"),
        ("عَلِيٌّ", "علی"),
        ("موسى", "موسی"),
        ("خانۀ ما", "خانه ما"),
        ("خانهٔ ما", "خانه ما"),
        ("دايرة", "دایره"),
        ("آب أب إب ٱب", "اب اب اب اب"),
        ("آ decomposed: ا\u0653ب", "ا decomposed: اب"),
        ("مسئول", "مسیول"),
        ("مسؤول", "مسیول"),
        ("مؤمن", "مومن"),
        ("جزء", "جز"),
        ("سـلـام", "سلام"),
        ("می‌خواهم", "میخواهم"),
        ("می\u00adخواهم", "میخواهم"),
        ("می¬خواهم", "میخواهم"),
        ("۱۲۳ ٤٥٦ 789", "123 456 789"),
        ("\u202bسلام\u202c\u200f", "سلام"),
        ("ﺳﻼﻡ", "سلام"),
        ("ﷲ", "الله"),
        ("چطوری؟ «خوب»، ۵۰٪", 'چطوری? "خوب", 50%'),
        ("  دو   سه\n\tچهار  ", "دو سه چهار"),
        ("ＡＢＣ Straße", "abc strasse"),
        ("مرسی 😀❤️ Vodafone™", "مرسی 😀❤ vodafone™"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("", ""),
    ],
)
def test_spellings_fold_to_one_form(written, folded):
    assert normalise(written) == folded


@given(noisy)
@example("ا\u200d\u0653")
@example("ﹰﹶ")
def test_normalising_again_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once


def test_the_letters_of_the_quick_way_are_inert():
    inert = [char for char in map(chr, range(0x20000)) if _INERT.fullmatch(char)]
    assert all(unicodedata.normalize("NFKC", char) == char for char in inert)
    joined = [
        second
        for second in inert
        for first in "ايىوهیكaeo"
        if len(unicodedata.normalize("NFKC", first + second)) == 1
    ]
    assert len(inert) > 1500
    assert joined == []


@given(noisy)
def test_no_foreign_form_of_a_persian_letter_is_left(text):
    assert not set(normalise(text)) & set("يىئكةۀأإآٱؤء\u200c\u200e\u200f\u0640\u064e۰۱٣،؟")


@given(st.text(st.sampled_from(ALPHABET + "0123456789 ?.,"), max_size=60))
def test_digits_come_and_go(text):
    assert ascii_digits(persian_digits(text)) == text


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("کتاب‌ها", "کتاب"),
        ("کتابها", "کتاب"),
        ("کتاب‌های", "کتاب"),
        ("کتاب‌هایی", "کتاب"),
        ("کتاب‌هایی‌ام", "کتاب"),
        ("کتاب‌هایم", "کتاب"),
        ("کتاب‌هایشان", "کتاب"),
        ("کتابهایشان", "کتاب"),
        ("کتابمان", "کتاب"),
        ("کتابی", "کتاب"),
        ("سفارش‌هامون", "سفارش"),
        ("سفارشات", "سفارش"),
        ("گوشی‌هاتون", "گوشی"),
        ("خط‌ها", "خط"),
        ("خانه‌ی", "خانه"),
        ("خانه‌ای", "خانه"),
        ("خانه‌ام", "خانه"),
        ("خانه‌مان", "خانه"),
        ("بزرگ‌تر", "بزرگ"),
        ("بزرگترین", "بزرگ"),
        ("بزرگ‌ترهایشان", "بزرگ"),
        ("مشتریان", "مشتری"),
        ("دانشجویان", "دانشجو"),
        ("نمایندگان", "نماینده"),
        ("همکاران", "همکار"),
        ("صدای", "صدا"),
        ("آقایی", "اقا"),
        ("گفتگوی", "گفتگو"),
        ("می‌خواهم", "خواه"),
        ("می‌خواهید", "خواه"),
        ("نمی‌خواهند", "خواه"),
        ("میخواهم", "خواه"),
    ],
)
def test_endings_come_off(word, root):
    assert stem(word) == root


@pytest.mark.parametrize(
    "word",
    sorted(
        word_set(
            """
        تنها بها رها دکتر کشی دختر دفتر بهتر سلام تهران ایران زمان درمان سازمان ساختمان داستان
        بیمارستان استان نشان رایگان بازرگان برای مشتری نمایندگی پیگیری گوشی اشتها انتها خدمات
        اطلاعات فیلتر کامپیوتر میلیارد میدان میز میلیون نیرو تومان پایان جریان شکایت ساعت قیمت
        آزمون ستون کارتون hello ۱۲۳ ها می
            """,
        ),
    ),
)
def test_words_that_only_look_inflected_stay(word):
    assert stem(word) == normalise(word)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (a, b)
        for group in (
            ("کتاب‌ها", "کتابها", "كتاب ها", "كتابهاي", "کتاب", "کتاب‌هایشان", "کتاب‌هایی‌ام", "ڪتاب"),
            ("می‌خواهم", "میخواهم", "مي خواهم", "می\u200bخواهم", "می‌خواهند"),
            ("خانه‌ی", "خانه ی", "خانۀ", "خانهٔ", "خانه", "خانه‌ها", "خانه‌هامون"),
            ("مسئول", "مسؤول", "مَسؤُول", "مسئولی"),
            ("ویدئو", "ویدیو"),
            ("بی‌پاسخ", "بی پاسخ", "بیپاسخ"),
            ("۱۲۳۴۵", "١٢٣٤٥", "12345", "۱۲٬۳۴۵", "12,345"),
            ("TRK-98765", "trk98765", "ＴＲＫ ۹۸۷۶۵"),
            ("بزرگ‌ترین", "بزرگترین", "بزرگ ترین", "بزرگ"),
            ("رفته‌ام", "رفته ام", "رفتهام"),
        )
        for a in group
        for b in group
    ],
)
def test_spellings_of_a_word_find_each_other(query, text):
    assert finds(query, f"سلام، {text} لطفاً")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("سفارش", "سفارشم هنوز نرسیده"),
        ("سفارش", "سفارشمو لغو کنید"),
        ("گوشی", "گوشیم خراب شد"),
        ("اکانت", "اکانتش بسته شده"),
        ("اندرکاران", "دست‌اندرکاران"),
    ],
)
def test_a_root_finds_its_possessives(query, text):
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("تن", "تنها"),
        ("به", "بها"),
        ("ارز", "ارزش"),
        ("خان", "خانم"),
        ("ساع", "سفارش"),
        ("دک", "دکتر"),
        ("کش", "کشی"),
    ],
)
def test_a_word_does_not_find_another_that_begins_alike(query, text):
    assert not finds(query, text)


def test_keys_are_plain_and_given_once():
    keys = index_text("کتاب کتاب‌ها، كتاب‌هايشان! a_b user@example.com 😀").split()
    assert keys == ["کتاب", "کتابها", "کتابهایشان", "a", "b", "user", "example", "com"]


@given(noisy)
def test_every_text_finds_itself(text):
    keys = index_text(text).split()
    assert set(query_terms(text)) <= set(keys)
    assert all(key.isalnum() and len(key) <= 64 for key in keys)
    assert len(keys) == len(set(keys))


def test_function_words_are_asked_for_only_alone():
    assert query_terms("از سفارش و") == ("سفارش",)
    assert query_terms("از") == ("از",)
    assert query_terms(" ؟! ") == ()


def test_a_full_space_before_an_ending_is_a_half_space():
    assert tokens("كتاب هايم را نمي خواهم") == ["کتاب‌هایم", "را", "نمی‌خواهم"]


def test_hits_are_places_in_the_text_as_written():
    text = "كِتـاب‌هايم را، و ۱۲٬۰۰۰ تومان؛ كتاب شما"
    found = [text[start:end] for start, end in hits(text, query_terms("کتاب 12000"))]
    assert found == ["كِتـاب‌هايم", "۱۲٬۰۰۰", "كتاب"]


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("سلام دنیا", "rtl"),
        ("Hello world", "ltr"),
        ("سلام https://example.com/a/very/long/path?with=query", "rtl"),
        ("ایمیل من someone.with.long.name@example.com", "rtl"),
        ("کد SM-G998B-XXXXXXXX خراب", "rtl"),
        ("please see فاکتور for details", "ltr"),
        ("https://example.com/path", "ltr"),
        ("شماره 09121234567", "rtl"),
        ("", "rtl"),
        ("12345 😀 !", "rtl"),
        ("سلام! My modem is broken and nobody calls back", "ltr"),
        ("שלום", "rtl"),
        ("فایل report-final-version.pdf", "rtl"),
    ],
)
def test_most_letters_give_the_direction(text, way):
    assert direction(text) == way


def test_the_default_serves_where_no_letter_is():
    assert direction("", default="ltr") == "ltr"
    assert direction("123", default="ltr") == "ltr"
