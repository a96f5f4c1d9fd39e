import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.kit.persian import persian_digits
from hamseda.kit.phone import display, parse_phone


@pytest.mark.parametrize(
    ("raw", "e164", "kind"),
    [
        ("09121234567", "+989121234567", "mobile"),
        ("۰۹۱۲ ۱۲۳ ۴۵۶۷", "+989121234567", "mobile"),
        ("٠٩١٢-١٢٣-٤٥٦٧", "+989121234567", "mobile"),
        ("\u202a+98 912 123 4567\u202c", "+989121234567", "mobile"),
        ("00989121234567", "+989121234567", "mobile"),
        ("989121234567", "+989121234567", "mobile"),
        ("9121234567", "+989121234567", "mobile"),
        ("+98 (0) 912 123 4567", "+989121234567", "mobile"),
        ("tel:+989121234567", "+989121234567", "mobile"),
        ("09871234567", "+989871234567", "mobile"),
        ("۰۲۱ ۸۸۷۷ ۶۶۵۵", "+982188776655", "fixed"),
        ("021-88776655 داخلی ۱۲", "+982188776655", "fixed"),
        ("2188776655", "+982188776655", "fixed"),
        ("05138112233", "+985138112233", "fixed"),
        ("+44 20 7946 0958", "+442079460958", "fixed"),
        ("0044 7911 123456", "+447911123456", "mobile"),
        ("+1 (202) 555-0123", "+12025550123", "unknown"),
        ("۱۱۸", None, "short"),
        ("1818", None, "short"),
        ("*780#", None, "short"),
        ("30007732", None, "short"),
        ("+9830007732", None, "short"),
        ("10008590", None, "short"),
        ("90001234", None, "short"),
        ("88776655", None, "unknown"),
        ("0912123", None, "unknown"),
        ("سلام", None, "unknown"),
        ("0912abc4567", None, "unknown"),
        ("", None, "unknown"),
        ("+", None, "unknown"),
        ("1" * 500, None, "unknown"),
    ],
)
def test_numbers_are_read_as_people_type_them(raw, e164, kind):
    phone = parse_phone(raw)
    assert (phone.e164, phone.raw, phone.kind) == (e164, raw, kind)


@given(st.from_regex(r"9[0-9]{9}", fullmatch=True), st.sampled_from(["0", "+98", "0098", "98", "", "+98 0"]))
def test_every_mobile_number_has_one_form(national, prefix):
    one = parse_phone(prefix + national)
    assert one.e164 == parse_phone(persian_digits(prefix + national)).e164 == f"+98{national}"
    assert parse_phone(one.e164) == type(one)(one.e164, one.e164, "mobile")


@given(st.text(max_size=80))
def test_any_text_is_kept_as_typed(raw):
    assert parse_phone(raw).raw == raw


def test_another_region_reads_its_own_numbers():
    assert parse_phone("020 7946 0958", region="GB").e164 == "+442079460958"
    assert parse_phone("3000123", region="GB").kind != "short"


def test_numbers_are_shown_for_reading():
    assert display("+989121234567") == "0912 123 4567"
    assert display("+982188776655") == "021 8877 6655"
    assert display("+442079460958") == "+44 20 7946 0958"
    assert display("30007732x") == "30007732x"
    assert display("1818") == "1818"
