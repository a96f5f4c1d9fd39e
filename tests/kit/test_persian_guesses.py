import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.kit.persian import did_you_mean, normalise
from hamseda.kit.persian.finglish import readings
from hamseda.kit.persian.keyboard import as_latin, as_persian
from hamseda.kit.persian.words import EVERYDAY


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("sghl", "سلام"), ("rfq", "قبض"), ("sthva", "سفارش"), ("mvnhoj", "پرداخت"), ("\\vnhoj", "پرداخت")],
)
def test_latin_keys_give_persian(typed, meant):
    assert meant in as_persian(typed)


def test_shifted_keys_and_caps_lock():
    assert as_persian("Hfhk")[0] == "آبان"
    assert as_persian("SGHL") == ("سلآم",)
    assert as_persian("Chgi")[0] == "ژاله"


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz;', "), max_size=30))
def test_the_way_back_is_the_way_there(text):
    assert as_latin(as_persian(text)[0]) == text


@pytest.mark.parametrize(
    ("query", "meant", "reason"),
    [
        ("sghl", "سلام", "keyboard"),
        ("rfq", "قبض", "keyboard"),
        ("sthva lk", "سفارش من", "keyboard"),
        ("md'dvd", "پیگیری", "keyboard"),
        ("\\d'dvd", "پیگیری", "keyboard"),
        ("اثممخ", "hello", "keyboard"),
        ("salam", "سلام", "finglish"),
        ("ghabz", "قبض", "finglish"),
        ("khat", "خط", "finglish"),
        ("sefaresh", "سفارش", "finglish"),
        ("namayandegi", "نمایندگی", "finglish"),
        ("peygiri", "پیگیری", "finglish"),
        (" Salam, sefaresh! ", "سلام سفارش", "finglish"),
        ("salam sefaresh man nareside", "سلام سفارش من نرسیده", "finglish"),
        ("etelaat", "اطلاعات", "finglish"),
        ("moshkel internet", "مشکل اینترنت", "finglish"),
        ("taghir ramz", "تغییر رمز", "finglish"),
        ("saat kari", "ساعت کاری", "finglish"),
    ],
)
def test_the_first_guess_is_what_was_meant(query, meant, reason):
    assert did_you_mean(query)[0] == (meant, reason)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("khatereh", "خاطره"),
        ("golnaz", "گلناز"),
        ("khiaban", "خیابان"),
        ("shiraz", "شیراز"),
        ("hosseini", "حسینی"),
        ("mohammad", "محمد"),
        ("zarf", "ظرف"),
        ("ali", "علی"),
        ("aseman", "آسمان"),
        ("mo'tabar", "معتبر"),
        ("chamedan", "چمدان"),
        ("zhaleh", "ژاله"),
        ("doostan", "دوستان"),
        ("abee", "آبی"),
        ("eshtebah", "اشتباه"),
    ],
)
def test_rules_alone_reach_words_that_no_list_has(typed, meant):
    assert normalise(meant) not in EVERYDAY
    assert meant in [text for text, _ in readings(typed, limit=24)]


@pytest.mark.parametrize(
    ("typed", "meant", "reason"),
    [("vqhdd", "رضایی", "keyboard"), ("hwtihk", "اصفهان", "keyboard"), ("golnaz", "گلناز", "finglish")],
)
def test_letters_that_no_mouth_can_say_are_keys(typed, meant, reason):
    guesses = did_you_mean(typed)
    assert guesses[0].reason == reason
    assert meant in [guess.text for guess in guesses]


def test_the_vocabulary_of_the_caller_comes_first():
    assert did_you_mean("khatereh", known=lambda word: word == "خاطره")[0].text == "خاطره"


@given(st.text(max_size=100))
def test_guesses_are_few_and_differ_from_the_query(query):
    guesses = did_you_mean(query)
    folded = [normalise(guess.text) for guess in guesses]
    assert len(guesses) <= 24
    assert len(set(folded)) == len(folded)
    assert normalise(query) not in folded


@given(st.text(st.sampled_from("aeioust'h "), max_size=80))
def test_the_longest_queries_stay_bounded(query):
    assert len(did_you_mean(query)) <= 24


def test_persian_and_empty_queries_have_no_finglish():
    assert did_you_mean("") == []
    assert all(guess.reason == "keyboard" for guess in did_you_mean("سلام"))
    assert did_you_mean("a" * 500) == []


def test_everyday_words_are_folded():
    assert all(normalise(word) == word for word in EVERYDAY)
