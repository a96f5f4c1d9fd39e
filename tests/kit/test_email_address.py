import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.kit.email_address import normalise_email, parse_email


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("Ali@Example.COM", "ali@example.com"),
        (" <ali.rezaei+shop@example.co.ir> ", "ali.rezaei+shop@example.co.ir"),
        ("\u200eali۱۲@example.com\u200f", "ali12@example.com"),
        ("mailto:a@b.ir", "a@b.ir"),
        ("info@نمونه.ایران", "info@xn--hhbbbed.xn--mgba3a4f16a"),
        ("ALI@BÜCHER.example", "ali@xn--bcher-kva.example"),
        ("علی@example.com", "علی@example.com"),
        ('"odd name"@example.com', '"odd name"@example.com'),
        ("o'neil@example.com", "o'neil@example.com"),
    ],
)
def test_one_mailbox_has_one_key(raw, key):
    assert normalise_email(raw) == key
    assert normalise_email(key) == key


def test_the_address_keeps_its_letters_and_the_key_does_not():
    address = parse_email("Ali.Rezaei@Example.com")
    assert (address.address, address.key) == ("Ali.Rezaei@example.com", "ali.rezaei@example.com")


def test_a_plus_tag_goes_only_where_asked():
    assert normalise_email("ali+news@example.com") == "ali+news@example.com"
    assert normalise_email("ali+news@example.com", strip_plus=True) == "ali@example.com"
    assert normalise_email("+@example.com", strip_plus=True) == "+@example.com"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "ali",
        "@example.com",
        "ali@",
        "ali@localhost",
        "ali@example..com",
        "ali@-example.com",
        "ali@example.123",
        "a..b@example.com",
        ".a@example.com",
        "a b@example.com",
        "a@b@example.com",
        "a@[127.0.0.1]",
        "a\n@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "a" * 65 + "@example.com",
        "a@" + "b" * 64 + ".com",
        "a@" + "b." * 127 + "com",
        "a" * 100_000,
    ],
)
def test_what_is_no_address_is_refused(raw):
    assert parse_email(raw) is None


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_none(raw):
    key = normalise_email(raw)
    assert key is None or ("@" in key and len(key) <= 508 and "\n" not in key)


@given(st.emails())
def test_a_key_is_its_own_key(raw):
    key = normalise_email(raw)
    assert key is None or normalise_email(key) == key
