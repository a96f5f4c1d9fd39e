"""Taking mails apart: charsets, headers, files, hostile markup."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.channels.email import markup
from hamseda.channels.email.mail import read_mail
from hamseda.channels.email.parsing.charsets import decode
from hamseda.channels.email.parsing.limits import MOST_PARTS
from hamseda.channels.email.parsing.plain_text import text_of_page
from hamseda.channels.email.parsing.words import decode_words


@pytest.mark.parametrize(
    ("content", "declared", "text"),
    [
        ("سلام".encode(), "utf-8", "سلام"),
        ("سلام".encode("windows-1256"), "windows-1256", "سلام"),
        ("سلام".encode("windows-1256"), None, "سلام"),
        ("سلام".encode("windows-1256"), "utf-8", "سلام"),
        ("سلام".encode(), "us-ascii", "سلام"),
        ("سلام".encode(), "iso-8859-1", "سلام"),
        ("سلام".encode(), "no-such-charset", "سلام"),
        ("déjà".encode("latin-1"), "iso-8859-1", "déjà"),
        ("“déjà”".encode("cp1252"), "iso-8859-1", "“déjà”"),
        (b"\\u0633", "unicode_escape", "\\u0633"),
        (b"abc", "idna", "abc"),
        (b"a\x00b", "utf-8", "ab"),
    ],
)
def test_the_ladder_of_charsets(content, declared, text):
    assert decode(content, declared) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?B?2LPZhNin2YU=?=", "سلام"),
        ("=?utf-8?B?2LPZ?=\r\n =?utf-8?B?hNin2YU=?=", "سلام"),  # a letter parted between two words
        ("=?windows-1256?Q?=D3=E1=C7=E3?= Re: x", "سلام Re: x"),
        ("Re: =?utf-8?Q?a_b?=", "Re: a b"),
        ("=?utf-8*fa?B?2LPZhNin2YU?=", "سلام"),  # with a language, and padding forgotten
        ("=?x?y?z?= plain", "=?x?y?z?= plain"),
        ("سلام".encode().decode("ascii", "surrogateescape"), "سلام"),
        ("سلام".encode("windows-1256").decode("ascii", "surrogateescape"), "سلام"),
    ],
)
def test_words_of_headers(raw, text):
    assert decode_words(raw) == text


@given(st.binary(max_size=2_000))
def test_any_bytes_are_a_mail(content):
    mail = read_mail(content)
    assert "\x00" not in mail.text + mail.subject


@given(st.text(max_size=300))
def test_any_header_can_be_stored(text):
    decoded = decode_words(text)
    assert decoded.encode("utf-8").decode() == decoded
    assert "\x00" not in decoded


def test_a_display_name_cannot_pose_as_an_address():
    raw = (
        b"From: =?utf-8?Q?=22boss=40example.com=22_=3Cboss=40example.com=3E=2C?= <evil@example.org>\r\n\r\nx"
    )
    (sender,) = read_mail(raw).senders
    assert sender.address == "evil@example.org"


def test_two_from_headers_are_both_seen():
    mail = read_mail(b"From: a@example.com\r\nFrom: b@example.com\r\n\r\nx")
    assert [one.address for one in mail.senders] == ["a@example.com", "b@example.com"]


def test_files_keep_their_names_without_their_paths():
    mail = EmailMessage()
    mail.set_content("x")
    for name in ("فاکتور خرید.pdf", "../../etc/passwd", "a\u202etxt.exe"):
        mail.add_attachment(b"1", maintype="application", subtype="octet-stream", filename=name)
    names = [file.name for file in read_mail(mail.as_bytes()).attachments]
    assert names[0] == "فاکتور خرید.pdf"
    assert not any(sign in name for name in names for sign in "/\\\u202e")


def test_an_enclosed_mail_is_a_file():
    inner, outer = EmailMessage(), EmailMessage()
    inner.set_content("درون")
    outer.set_content("بیرون")
    outer.add_attachment(inner)
    mail = read_mail(outer.as_bytes())
    assert mail.text == "بیرون"
    assert [(f.content_type, f.name) for f in mail.attachments] == [("message/rfc822", "mail.eml")]


def test_text_is_made_of_html_where_there_is_no_plain_part():
    mail = EmailMessage()
    mail.set_content(
        "<style>p{}</style><p>سلام<br>خوبی؟</p><ul><li>یک</li><li>دو</li></ul><table><tr><td>a</td><td>b</td></tr></table>",
        subtype="html",
    )
    assert read_mail(mail.as_bytes()).text == "سلام\nخوبی؟\n\n• یک\n• دو\n\na | b"


def test_too_many_parts_are_cut_and_said():
    head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    mail = read_mail(head + b"--b\r\n\r\nx\r\n" * (MOST_PARTS + 1))
    assert mail.is_cut
    assert mail.text.startswith("x")
    assert any(defect.startswith("parts_limit:") for defect in mail.defects)


def test_what_a_library_stumbles_over_costs_only_its_own_word():
    mail = read_mail(b"From: a@example.com\r\nTo: " + b"(" * 3_000 + b"\r\n\r\nwords")
    assert mail.text == "words"


SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\nscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    '<img src="data:text/html;base64,AAAA">',
    "<iframe src=//evil.example></iframe><object data=x></object><embed src=x>",
    "<form action=//evil.example><input name=password></form>",
    '<meta http-equiv=refresh content="0;url=//evil.example"><base href=//evil.example>',
    '<p style="background:url(//evil.example/x)">x</p>',
    '<p style="background-color:red;color:expression(alert(1))">x</p>',
    '<div style="position:fixed;top:0;left:0">x</div>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<img alt="x> src=" src="https://evil.example/x.png">',
    '<img srcset="https://evil.example/x.png 2x" background=//evil.example lowsrc=//evil.example>',
    "<video poster=//evil.example src=//evil.example></video><link rel=stylesheet href=//evil.example>",
    "<table background=//evil.example><tr><td background=//evil.example>x</td></tr></table>",
]


@pytest.mark.parametrize("html", SCRIPTS)
def test_hostile_markup_becomes_harmless(html):
    page = markup.sanitise(html, {}).html
    lowered = page.lower()
    for word in (
        "<script",
        "onerror=",
        "onload=",
        "javascript:",
        "<iframe",
        "<form",
        "<input",
        "<svg",
        "<meta",
        "<base",
        "<object",
        "<embed",
        "<style",
        "position",
        "url(",
        "expression",
        "text/html",
        "svg+xml",
        "srcset",
        "background=",
        "<video",
        "<link",
    ):
        # Words inside an attribute's text are harmless; tags and attributes are not there any more.
        assert word not in _outside_text_attributes(lowered), (word, page)
    assert ' src="http' not in page
    assert ' src="//' not in page


def _outside_text_attributes(html: str) -> str:
    import re  # noqa: PLC0415

    return re.sub(r'(title|alt)="[^"]*"', "", html)


def test_pictures_of_others_wait_and_ours_are_shown():
    page = markup.sanitise(
        '<img src="https://x.example/a.png?a=1&amp;b=2" alt="x"><img src="cid:one"><img src="cid:none">'
        '<img src="data:image/png;base64,iVBORw0KGgo="><img src="/api/v1/me">',
        {"one": "/api/v1/attachments/1"},
    )
    assert page.remote == 1
    assert page.shown == {"one"}
    assert 'data-remote-src="https://x.example/a.png?a=1&amp;b=2"' in page.html
    assert 'src="/api/v1/attachments/1"' in page.html
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in page.html
    assert "/api/v1/me" not in page.html


def test_direction_survives():
    html = '<p dir="rtl" style="direction:rtl;text-align:right">سلام</p>'
    assert markup.sanitise(html, {}).html == html


@given(st.text(alphabet="<>\"'=/ abimgsrcdtonh:;&#x0", max_size=200))
def test_the_text_of_any_page_is_text(html):
    text_of_page(markup.sanitise(html, {}).html)
