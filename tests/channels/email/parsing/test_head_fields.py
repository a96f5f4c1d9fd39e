"""What the fields of a head say: words, addresses, dates, ids, parameters."""

from email.header import Header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.channels.email.parsing.addresses import read_addresses
from hamseda.channels.email.parsing.dates import read_date
from hamseda.channels.email.parsing.parameters import read_disposition, read_type
from hamseda.channels.email.parsing.reading import parse
from hamseda.channels.email.parsing.words import decode_words


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?B?2LPZhNin2YU=?= =?utf-8?B?2LPZhNin2YU=?=", "سلامسلام"),
        ("=?utf-8?B?2LPZhN?=\r\n =?utf-8?B?in2YU=?=", "سلام"),  # base64 parted within a quad
        ("=?utf-8?Q?a b?=", "a b"),
        ("=?utf-8?Q?what??=", "what?"),
        ("=?utf-8?Q?what?=D8=B3?=", "what?س"),
        ("=?utf-8?b?2LPZ hNin 2YU=?=", "سلام"),
        ("=?utf-8?B?2LPZhNin2YU=?=: x", "سلام: x"),
        ("=?UTF-8?Q?=D8=B3=D9=84=D8=?==?UTF-8?Q?=A7=D9=85?=", "سلام"),
        ("=?iso-8859-1?Q?=D3=E1=C7=E3?=", "سلام"),  # Windows-1256 under a western label
        ("=?unknown?Q?=D8=B3?=", "س"),
        ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        ("=?utf-8?Q??=", ""),
        ("=?utf-8?Q?unended", "=?utf-8?Q?unended"),
        ("a\r\n b\r\n\tc", "a b c"),
        ("=?utf-8?Q?a=0D=0AX-Evil:_1?=", "a X-Evil: 1"),
    ],
)
def test_encoded_words(raw, text):
    assert decode_words(raw) == text


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=100)
)
def test_what_python_encodes_is_decoded(text):
    assert decode_words(Header(text, "utf-8", maxlinelen=40).encode()) == text


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("a@example.com", [("", "a@example.com")]),
        ("Negar <a@example.com>", [("Negar", "a@example.com")]),
        (
            '"Rezaei, Negar" <a@example.com>, b@example.com',
            [("Rezaei, Negar", "a@example.com"), ("", "b@example.com")],
        ),
        ("=?utf-8?Q?Rezaei,_Negar?= <a@example.com>", [("Rezaei, Negar", "a@example.com")]),
        ("=?utf-8?B?2Ybar9in2LE=?= <a@example.com>", [("نگار", "a@example.com")]),
        ('"=?utf-8?B?2Ybar9in2LE=?=" <a@example.com>', [("نگار", "a@example.com")]),
        ("نگار رضایی <a@example.com>", [("نگار رضایی", "a@example.com")]),
        ("<a@example.com>", [("", "a@example.com")]),
        ("a@example.com (Negar (of sales))", [("Negar (of sales)", "a@example.com")]),
        ("Team: a@example.com, B <b@example.com>;", [("", "a@example.com"), ("B", "b@example.com")]),
        ("undisclosed-recipients:;", []),
        ("Negar <a@example.com", [("Negar", "a@example.com")]),
        ("Negar a@example.com", [("Negar", "a@example.com")]),
        ("Negar [mailto:a@example.com]", [("Negar", "a@example.com")]),
        ("'a@example.com' <a@example.com>", [("a@example.com", "a@example.com")]),
        ("a@example.com; b@example.com", [("", "a@example.com"), ("", "b@example.com")]),
        ("A <a@example.com> B <b@example.com>", [("A", "a@example.com"), ("B", "b@example.com")]),
        ("<@relay.example:a@example.com>", [("", "a@example.com")]),
        ('"a b"@example.com', [("", '"a b"@example.com')]),
        ("علی@مثال.ایران", [("", "علی@مثال.ایران")]),
        ('"Negar \\"N\\" R" <a@example.com>', [('Negar "N" R', "a@example.com")]),
        ("", []),
        ("root", [("", "root")]),
        ("MAILER-DAEMON (Mail System)", [("Mail System", "MAILER-DAEMON")]),
        ("two words", []),
        (",,;<>,", []),
    ],
)
def test_addresses(raw, found):
    expected = [(name if name != address else "", address) for name, address in found]
    assert [(one.name, one.address) for one in read_addresses([raw.encode()])] == expected


@given(
    st.lists(
        st.sampled_from(['"', "<", ">", ",", "(", ")", "a@b", " ", "=?utf-8?q?x?=", "\\", ";", ":", "é"])
    )
)
def test_any_list_is_read(words):
    for one in read_addresses(["".join(words).encode()]):
        assert one.address


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("Sun, 22 Nov 2026 08:00:00 +0330", "2026-11-22T08:00:00+03:30"),
        ("22 Nov 2026 08:00 GMT", "2026-11-22T08:00:00+00:00"),
        ("Sun, 22 Nov 2026 08:00:00 -0000 (UTC)", "2026-11-22T08:00:00+00:00"),
        ("Sun, 22 Nov 2026 08:00:00 +03:30", "2026-11-22T08:00:00+03:30"),
        ("Sun, 22 Nov 2026 08:00:00 GMT+0330", "2026-11-22T08:00:00+03:30"),
        ("Sun, 22 Nov 2026 08:00:00 IRST", "2026-11-22T08:00:00+03:30"),
        ("2026-11-22T08:00:00+03:30", "2026-11-22T08:00:00+03:30"),
        ("2026-11-22 08:00:00 +0330", "2026-11-22T08:00:00+03:30"),
        ("Sun, 22 Nov 26 08:00:00 EST", "2026-11-22T08:00:00-05:00"),
        ("Sun, ۲۲ Nov ۲۰۲۶ 08:00:00 +0330", "2026-11-22T08:00:00+03:30"),
        ("Sun, 22 Nov 2026 08:00:60 +0000", "2026-11-22T08:00:59+00:00"),
        ("Sun, 22 Nov 2026 25:00:00 +0000", None),
        ("Sun, 31 Feb 2026 08:00:00 +0000", None),
        ("Sun, 22 Nov 2026 08:00:00 +9900", None),
        ("Sun, 22 Nov 9026 08:00:00 +0000", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(raw, iso):
    moment = read_date(raw)
    assert (moment.isoformat() if moment else None) == iso


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ('attachment; filename="a.pdf"', "a.pdf"),
        ("attachment; filename=my file.pdf; size=3", "my file.pdf"),
        ("attachment; filename*=utf-8''%D9%81%D8%A7%DA%A9.pdf", "فاک.pdf"),
        ("attachment; filename*=utf-8'fa'%D9%81%D8%A7%DA%A9.pdf; filename=x.pdf", "فاک.pdf"),
        ("attachment; filename*0*=utf-8''%D9%81%D8; filename*1*=%A7%DA%A9.pdf", "فاک.pdf"),
        ("attachment; filename*0*=utf-8''%D9%8; filename*1*=1%D8%A7%DA%; filename*2*=A9.pdf", "فاک.pdf"),
        ('attachment; filename*1="cde.pdf"; filename*0="ab"', "abcde.pdf"),
        ('attachment; filename="=?utf-8?B?2YHYp9qpLnBkZg==?="', "فاک.pdf"),
        ("attachment; filename==?utf-8?B?2YHYp9qpLnBkZg==?=", "فاک.pdf"),
        ("attachment; filename*=windows-1256''%DD%C7%98.pdf", "فاک.pdf"),
        ('attachment filename="a.pdf"', "a.pdf"),
        ('attachment; filename="a;b.pdf"', "a;b.pdf"),
        ('attachment; filename="unended.pdf', "unended.pdf"),
        ('filename="a.pdf"', "a.pdf"),
        ('attachment; filename="فاکتور.pdf"', "فاکتور.pdf"),
        (r'attachment; filename="a\"b.pdf"', 'a"b.pdf'),
    ],
)
def test_file_names(raw, name):
    assert read_disposition(raw.encode()).parameters["filename"] == name


@pytest.mark.parametrize(
    ("raw", "kind", "charset"),
    [
        ("text/plain; charset=utf-8", "text/plain", "utf-8"),
        ('TEXT/HTML; Charset="UTF-8"', "text/html", "UTF-8"),
        ("text/html charset=utf-8", "text/html", "utf-8"),
        ("text/html; charset = utf-8", "text/html", "utf-8"),
        ("text/html; format=flowed charset=utf-8", "text/html", "utf-8"),
        ("text; charset=utf-8", "text/plain", "utf-8"),
        ("text/plain; charset='utf-8'", "text/plain", "utf-8"),
    ],
)
def test_types(raw, kind, charset):
    described = read_type(raw.encode())
    assert (described.value, described.parameters["charset"]) == (kind, charset)


def test_ids_however_they_are_written():
    parsed = parse(
        b"From: a@example.com\nMessage-ID: <1@example.com>\nIn-Reply-To: your mail of yesterday <2@example.com>\n"
        b"References: <3@example.com>\n\t<4@exam\n ple.com>,<2@example.com>\n\nx"
    )
    assert parsed.message_id == "1@example.com"
    assert parsed.in_reply_to == ["2@example.com"]
    assert parsed.references == ["3@example.com", "4@example.com", "2@example.com"]
    assert parse(b"Message-ID: 1@example.com\n\n").message_id == "1@example.com"


def test_raw_letters_in_a_head_are_read_like_the_text():
    content = (
        "From: نگار <a@example.com>\r\nSubject: سفارش\r\nContent-Type: text/plain; charset=windows-1256\r\n\r\nسلام"
    ).encode("cp1256")
    parsed = parse(content)
    assert (parsed.senders[0].name, parsed.subject, parsed.text) == ("نگار", "سفارش", "سلام")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\r\r\n"])
def test_every_kind_of_line_end(end):
    parsed = parse(
        end.join(
            ["From a@b Mon Jan  1 00:00:00 2024", "Subject: a", " b", "From: a@example.com", "", "x"]
        ).encode()
    )
    assert (parsed.subject, parsed.senders[0].address, parsed.text) == ("a b", "a@example.com", "x")


def test_garbage_between_fields_ends_nothing():
    parsed = parse(b"From: a@example.com\nthis is no field\nSubject: x\n\ntext")
    assert (parsed.subject, parsed.text) == ("x", "text")
    assert any(fault.startswith("head_garbage:") for fault in parsed.faults)


def test_a_body_without_the_line_before_it():
    parsed = parse(b"Subject: x\nHello there\nthis is text\n")
    assert (parsed.subject, parsed.text) == ("x", "Hello there\nthis is text")


def test_twice_the_same_field_is_said():
    parsed = parse(b"From: a@example.com\nSubject: one\nSubject: two\n\nx")
    assert parsed.subject == "one"
    assert "duplicate_field: subject" in parsed.faults
