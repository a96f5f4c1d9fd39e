"""Whatever the bytes: a line for each mail, and never an exception."""

import json
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hamseda.channels.email.parsing.authenticity import Asking
from hamseda.channels.email.parsing.judging import judge
from hamseda.channels.email.parsing.record import line_of

KEYS = [
    "file", "subject", "from", "reply_to", "to", "cc", "date", "message_id", "in_reply_to", "references", "text", "html",
    "reply", "quoted", "attachments", "automatic", "bounce", "auth", "defects",
]  # fmt: skip
UNJUDGED = ("reply_unread", "machine_unread", "proofs_unread")


def rich():
    """A mail with something of everything."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = (
        "نگار رضایی <negar@example.com>",
        "a@example.com, b@example.com",
        "سفارش " * 20,
    )
    mail["Date"], mail["Message-ID"] = "Sun, 22 Nov 2026 08:00:00 +0330", "<1@example.com>"
    mail["References"] = "<2@example.com> <3@example.com>"
    mail["DKIM-Signature"] = (
        "v=1; a=rsa-sha256; c=relaxed/simple; d=example.com; s=a; h=from; bh=YWJj; b=YWJj"
    )
    mail.set_content("سلام\n\nOn Sunday somebody wrote:\n> سلام\n\nbegin 644 a.txt\n#0V%T\n`\nend\n")
    mail.add_alternative(
        '<style>.h{display:none}</style><p class="h">x</p><ul><li>یک<img src="cid:1@x"></ul>'
        '<blockquote type="cite">x</blockquote>',
        subtype="html",
    )
    mail.get_payload()[1].add_related(b"\x89PNG", "image", "png", cid="<1@x>")
    inner = EmailMessage()
    inner.set_content("درون")
    mail.add_attachment(inner)
    mail.add_attachment(
        b"%PDF" * 50, maintype="application", subtype="pdf", filename="فاکتور بلند با نام خیلی طولانی.pdf"
    )
    mail.add_attachment("BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT", subtype="calendar")
    return mail.as_bytes()


def report():
    return (
        b"From: MAILER-DAEMON@example.com\nSubject: Undelivered Mail\nContent-Type: multipart/report;"
        b" report-type=delivery-status; boundary=b\n\n--b\n\nno\n--b\nContent-Type: message/delivery-status\n\n"
        b"Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.1.1\n"
        b"Diagnostic-Code: smtp; 550 no such user\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <1@x>\n\nx\n--b--\n"
    )


MAILS = [rich(), rich().replace(b"\n", b"\r\n"), report()]


def line(content):
    return json.loads(line_of(judge(content, "x", Asking())))


def test_the_keys_stand_in_their_order():
    found = line(rich())
    assert list(found) == KEYS
    assert list(found["attachments"][0]) == ["name", "content_type", "size", "sha256", "inline"]
    assert list(found["auth"]) == ["spf", "dkim", "dmarc", "arc"]
    assert found["date"] == "2026-11-22T08:00:00+03:30"
    assert [one["name"] for one in found["attachments"]] == [
        "a.txt", None, None, "فاکتور بلند با نام خیلی طولانی.pdf", None,
    ]  # fmt: skip
    assert found["attachments"][1]["inline"] is True
    assert found["automatic"] is None


def test_a_bounce_is_told():
    found = line(report())
    assert found["automatic"] == "bounce"
    assert (found["bounce"]["recipient"], found["bounce"]["status"], found["bounce"]["action"]) == (
        "a@example.com", "5.1.1", "failed",
    )  # fmt: skip
    assert "550" in found["bounce"]["reason"]


@given(st.binary(max_size=2_000))
def test_random_bytes(content):
    assert list(line(content)) == KEYS


FIELDS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Disposition",
    "References",
]
VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "multipart/mixed; boundary=b", "multipart/alternative; boundary=b", "message/rfc822", "text/html; charset=utf-7",
            "application/ms-tnef", "text/calendar", "application/pkcs7-mime", "base64", "quoted-printable", "x-uuencode",
            "attachment; filename*0*=utf-8''%D8; filename*1=x", "=?utf-8?B?2LM?= =?utf-8?Q?=D8?=",
            "multipart/report; boundary=b",
            "text/plain; format=flowed; charset=iso-2022-jp", "message/delivery-status", "multipart/appledouble; boundary=b",
        ]
    ),
)  # fmt: skip
BODIES = st.one_of(
    st.text(max_size=200),
    st.sampled_from(["--b", "--b--", "begin 644 x", "end", "<b><p hidden>", "=D8=", "2LPZ"]),
)


@given(
    st.lists(
        st.one_of(st.tuples(st.sampled_from(FIELDS), VALUES).map(": ".join), BODIES, st.just("")), max_size=30
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_lines_of_mails_in_any_order(lines, end):
    assert list(line(end.join(lines).encode("utf-8", "surrogatepass"))) == KEYS


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mails_that_were_damaged_on_the_way(data):
    content = bytearray(data.draw(st.sampled_from(MAILS)))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content)))
        match data.draw(st.integers(0, 3)):
            case 0:
                content[at : at + data.draw(st.integers(0, 200))] = b""
            case 1:
                content[at:at] = data.draw(st.binary(max_size=40))
            case 2:
                content[at:at] = content[: data.draw(st.integers(0, 500))]
            case _:
                del content[at:]
    found = line(bytes(content))
    assert list(found) == KEYS
    assert not [one for one in found["defects"] if one.startswith(UNJUDGED)]


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\r", b":", b"\x00" * 100, b"From ", b"\xff\xfe", b"\xef\xbb\xbf", b"=" * 100]
)
def test_next_to_nothing(content):
    assert list(line(content)) == KEYS
