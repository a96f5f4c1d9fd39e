import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hamseda.kit.persian import ascii_digits
from hamseda.kit.sensitive import checks, mask, reveal, rules

SCRIPTS = ("0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩")
GAPS = (" ", "-", ".", "\u200c", "\u200f", "\u200e ", " - ", "\u00a0", "–", "\u202f", "  ")
WORDS = st.text(st.sampled_from("سلام کتاب‌ها،؟!\n «»abcXYZ😀()"), max_size=30)


def luhn_digit(payload):
    return next(str(d) for d in range(10) if checks_luhn(payload + str(d)))


def checks_luhn(digits):
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def id_digit(payload):
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(payload)) % 11
    return str(rest if rest < 2 else 11 - rest)


def shaba_of(account):
    return f"{98 - int(account + '182700') % 97:02d}{account}"


digits_of = lambda count: st.text(st.sampled_from("0123456789"), min_size=count, max_size=count)  # noqa: E731
cards = st.builds(
    lambda head, rest: head + rest + luhn_digit(head + rest), st.sampled_from("23456"), digits_of(14)
)
ids = (
    digits_of(9).map(lambda payload: payload + id_digit(payload)).filter(lambda number: len(set(number)) > 1)
)
shabas = digits_of(22).map(shaba_of)


@st.composite
def typed(draw, numbers, parts=None):
    """The number in one script or a mixture, whole or with gaps anywhere (or at the given places)."""
    digits = draw(numbers)
    script = draw(st.sampled_from(SCRIPTS))
    mixed = draw(st.booleans())
    shown = [(draw(st.sampled_from(SCRIPTS)) if mixed else script)[int(digit)] for digit in digits]
    cuts = parts or draw(st.sets(st.integers(1, len(digits) - 1), max_size=6))
    gap = draw(st.sampled_from(GAPS))
    return digits, "".join((gap if place in cuts else "") + digit for place, digit in enumerate(shown))


def only_digits(text):
    return "".join(str(int(char)) for char in text if char.isdecimal())


@given(WORDS, typed(cards), WORDS)
def test_every_card_is_masked(before, card, after):
    digits, written = card
    assume(
        not re.search(r"(?<!\d)(0[1-9]\d{9}|9\d{9})(?!\d)", ascii_digits(written))
    )  # a phone number and a rest
    found = mask(f"{before}{written}{after}")
    assert [finding.kind for finding in found.findings] == ["card"]
    assert only_digits(found.text) == digits[:4] + digits[-4:]
    assert found.text.startswith(before)
    assert found.text.endswith(after)


@given(WORDS, typed(shabas), st.sampled_from(["IR", "ir", "IR ", "Ir-", "IR: "]), WORDS)
def test_every_shaba_is_masked(before, shaba, country, after):
    assume(not before[-1:].isascii() or not before[-1:].isalpha())
    digits, written = shaba
    found = mask(f"{before}{country}{written}{after}")
    assert [finding.kind for finding in found.findings] == ["shaba"]
    assert found.text == before + country[:2] + found.findings[0].masked[2:] + after
    assert only_digits(found.text) == digits[:2] + digits[-4:]


@given(WORDS, typed(ids, parts={3, 9}) | typed(ids, parts={99}), WORDS)
def test_every_national_id_that_stands_alone_is_masked(before, number, after):
    digits, written = number
    found = mask(f"{before} {written} {after}")
    assert [finding.kind for finding in found.findings] == ["national_id"]
    assert only_digits(found.text) == digits[:3] + digits[-2:]


@given(
    typed(ids), st.sampled_from(["کد ملی", "کدملی:", "شمارهٔ ملی", "شماره ملي من", "كد ملّی", "National ID"])
)
def test_a_named_national_id_is_masked_in_any_grouping(number, name):
    digits, written = number
    assert only_digits(mask(f"{name} {written}").text) == digits[:3] + digits[-2:]


@given(typed(ids).filter(lambda number: number[0][0] != "9"))
def test_an_id_in_any_grouping_is_masked_where_nothing_stands_beside_it(number):
    digits, written = number
    assert only_digits(mask(f"این است: {written}، ممنون").text) == digits[:3] + digits[-2:]


@given(st.one_of(cards, shabas, ids), st.integers(1, 9))
def test_a_wrong_check_digit_is_not_masked(number, shift):
    wrong = number[:-1] + str((int(number[-1]) + shift) % 10)
    assert mask(f"عدد {wrong} است").findings == ()
    assert mask(f"عدد IR{wrong} است").findings == ()


def let_every_check_pass(monkeypatch):
    """Leave only the rules of shape and context to keep a number from being masked."""
    lenient = tuple(replace(shape, valid=lambda digits: len(set(digits)) > 1) for shape in rules._SHAPES)
    monkeypatch.setattr(rules, "_SHAPES", lenient)


@pytest.mark.parametrize(
    "phone",
    [
        "09123456789",
        "۰۹۱۲۳۴۵۶۷۸۹",
        "0912 345 6789",
        "0912-345-67-89",
        "+989123456789",
        "+98 912 345 6789",
        "+98 9123456789",
        "+98 (912) 3456789",
        "(+98) 9123456789",
        "0098 9123456789",
        "00989123456789",
        "021 8877 6655",
        "021-88776655",
        "+98 21 8877 6655",
        "تلفن: 9123456789",
        "شماره تماس ۹۱۲۳۴۵۶۷۸۹",
        "+1 202 555 0123",
        "+1 2025550123",
        "+44 7911 123456",
        "912 345 6789",
        "0912 345 6789 - 021 8877 6655",
        "021-88776655 021-88776656",
        "09123456789 12345",
        "22345 09123456789",
        "98 21 88776655 0098 21 88776655",
    ],
)
def test_phone_numbers_stay(phone, monkeypatch):
    let_every_check_pass(monkeypatch)
    assert mask(f"لطفاً {phone} را بگیرید").text == f"لطفاً {phone} را بگیرید"


@given(
    st.from_regex(r"(\+98|0098|0)9[0-9]{9}", fullmatch=True)
    | st.from_regex(r"0[1-8][0-9]{9}", fullmatch=True)
)
def test_any_iranian_phone_number_stays(phone):
    assert mask(f"زنگ بزنید {phone} ممنون").findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "کد پستی 1234567891",
        "کدپستی: ۱۲۳۴۵ ۶۷۸۹۱",
        "order JD0012345679",
        "0012345679abc",
        "1111111111",
        "00123456790",
        "0.1234567891",
        "مبلغ ۱٬۲۳۴٬۵۶۷٬۸۹۰ ریال",
        "1403/05/12 12:30:45",
        "192.168.100.200",
        "1402، 1403، 1404، 1405",
        "پارسل با رهگیری 123456789012345678901234",
    ],
)
def test_other_numbers_stay(text, monkeypatch):
    let_every_check_pass(monkeypatch)
    assert mask(text).text == text


SHABA = "062960000000100324200001"


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (checks.is_card, "4111111111111111", "4111111111111112"),
        (checks.is_card, "4000000000000000006", "4000000000000000007"),
        (checks.is_card, "5555555555554444", "0000000000000000"),
        (checks.is_shaba, SHABA, "072960000000100324200001"),
        (checks.is_national_id, "0499370899", "0499370898"),
        (checks.is_national_id, "0790419904", "1111111111"),
    ],
)
def test_published_examples_of_each_check(check, right, wrong):
    assert check(right)
    assert not check(wrong)
    assert not check(right[:-1])


def test_the_masked_forms():
    card = "603799111234567" + luhn_digit("603799111234567")
    number = "001234567" + id_digit("001234567")
    assert mask(f"کارت {card}").text == f"کارت 6037••••{card[-4:]}"
    assert mask(f"IR{SHABA}").text == "IR06••••••0001"
    assert mask(f"شبا {SHABA}").text == "شبا 06••••••0001"
    assert mask(f"کد ملی {number}").text == f"کد ملی 001••••{number[-2:]}"


def test_lists_of_numbers_are_masked_one_by_one():
    one, two = (
        "603799111234567" + luhn_digit("603799111234567"),
        "502229101234567" + luhn_digit("502229101234567"),
    )
    number = "001234567" + id_digit("001234567")
    grouped = " ".join(one[i : i + 4] for i in range(0, 16, 4))
    kinds = [finding.kind for finding in mask(f"{grouped} {two} {number}\n{number} IR{SHABA}").findings]
    assert kinds == ["card", "card", "national_id", "national_id", "shaba"]
    assert [f.kind for f in mask(f"{grouped} 123 1405/02").findings] == ["card"]
    assert [f.kind for f in mask("6037/9911/1234/567" + luhn_digit("603799111234567")).findings] == ["card"]


def test_what_a_mask_leaves_in_sight_is_no_part_of_another_number():
    number = "123456789" + id_digit("123456789")
    assert mask(f"{number[:4]} {number[4:]}").findings
    assert mask(f"6037••••{number[:4]} {number[4:]}").findings == ()
    assert mask(f"•{number}").findings  # an entry of a list


def test_a_field_may_keep_a_kind():
    number = "001234567" + id_digit("001234567")
    assert mask(number, kinds=frozenset({"card"})).text == number


def test_the_original_is_not_in_the_repr():
    number = "001234567" + id_digit("001234567")
    assert number not in repr(mask(f"کد ملی {number}"))


pieces = st.lists(
    st.one_of(
        typed(cards).map(lambda pair: pair[1]),
        typed(shabas).map(lambda pair: "IR" + pair[1]),
        typed(ids).map(lambda pair: pair[1]),
        st.sampled_from(
            [
                "کد ملی ",
                "IR",
                " ",
                "\n",
                "-",
                "+98",
                "0",
                "98 ",
                "00",
                "••",
                "•",
                "، ",
                "پستی ",
                "a",
                ")",
                "\u200c",
            ]
        ),
        digits_of(4),
        WORDS,
    ),
    max_size=8,
).map("".join)


@given(pieces)
def test_masking_again_changes_nothing(text):
    once = mask(text)
    assert mask(once.text).text == once.text
    assert reveal(once.text, once.findings) == text


@given(st.text(st.sampled_from("0123456789۰۵٤ -.\n\u200cIR•"), max_size=120))
def test_masking_noise_again_changes_nothing(text):
    once = mask(text)
    assert mask(once.text).text == once.text
    assert reveal(once.text, once.findings) == text


@pytest.mark.parametrize(
    "hostile",
    [
        "7" * 100_000,
        "12 " * 33_000,
        "1 " * 50_000,
        "1\u200c" * 50_000,
        "1234-" * 20_000,
        "IR" * 50_000,
        "IR1" * 33_000,
        " " * 100_000,
        "1" + "\u200c" * 99_999,
        "1         " * 10_000,
        "6037991112345678 " * 6_000,
        "کد ملی " * 14_000,
        "•" * 50_000 + "1" * 50_000,
    ],
)
def test_work_grows_with_the_text_only(hostile, monkeypatch):
    calls = 0

    def counted(shape):
        def valid(digits):
            nonlocal calls
            calls += 1
            return shape.valid(digits)

        return replace(shape, valid=valid)

    monkeypatch.setattr(rules, "_SHAPES", tuple(map(counted, rules._SHAPES)))
    mask(hostile)
    groups = sum(
        1
        for char, after in zip(hostile, hostile[1:] + " ", strict=True)
        if char.isdecimal() and not after.isdecimal()
    )
    assert calls <= len(rules._SHAPES) * groups
