"""Words that do not belong into what is written of a candidate are noticed; others are not."""

import pytest

from hamseda.workforce.people.hiring_words import noticed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("سنش بالا بود و متأهل است", {("age", "سنش"), ("marital", "متأهل")}),
        ("خانم ۳۰ ساله", {("sex", "خانم"), ("age", "ساله")}),
        ("چهل‌ساله یا ۳۵ساله، بچه‌دار", {("age", "چهل‌ساله"), ("age", "۳۵ساله"), ("marital", "بچه‌دار")}),
        ("خوش‌چهره و خوش تیپ، نه زشت", {("looks", "خوش‌چهره"), ("looks", "خوش تیپ"), ("looks", "زشت")}),
        ("لهجه‌اش غلیظ بود", {("accent", "لهجه‌اش")}),
        ("بچه‌های کوچک دارد و ظاهرش مرتب بود", {("marital", "بچه‌های"), ("looks", "ظاهرش")}),
        ("عكس نداشت", {("looks", "عكس")}),
        (
            "She is a young woman with a strong accent",
            {("age", "young"), ("sex", "woman"), ("accent", "accent")},
        ),
        (
            "Married, two kids, 40 years old",
            {("marital", "Married"), ("marital", "kids"), ("age", "years old")},
        ),
    ],
)
def test_noticed(text, found):
    assert {(one.matter, one.word) for one in noticed(text)} == found


@pytest.mark.parametrize(
    "text",
    [
        "دو بار پرسید و صبر کرد تا مشتری حرفش را تمام کند.",
        "زنگ زد، سنجیده حرف زد، مردم را آرام کرد و راه تازه‌ای پیدا کرد.",
        "با مشتری عصبانی آرام ماند؛ احساسش را به زبان آورد.",
        "Managed the message manually, asked a single question and imagined a way; stage by stage.",
        "Engaged the customer, kept the average, encouraged them.",
    ],
)
def test_what_belongs_is_left_alone(text):
    assert noticed(text) == []
