"""Mails of machines are recognised by their headers and structure, and what they report is read."""

import base64
import email
from email.message import EmailMessage
from email.policy import compat32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.channels.email.automatic import MARK, Structure, assess, classify, may_answer
from hamseda.channels.email.bounce import read_bounces
from hamseda.channels.email.bounce_kinds import reason_of

PERSON = [("From", "نگار <negar@example.com>"), ("To", "support@hamseda.test"), ("Subject", "سفارش من")]


def kind(*headers: tuple[str, str], **structure):
    return classify([*PERSON, *headers], Structure(**structure))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (("Auto-Submitted", "auto-replied"), "auto-reply"),
        (("Auto-Submitted", "auto-replied (vacation); owner-email=a@example.com"), "auto-reply"),
        (("auto-submitted", "auto-generated"), "auto-reply"),
        (("Auto-Submitted", "no"), None),
        (("Auto-Submitted", "(by vacation) auto-replied (really)"), "auto-reply"),
        (("Auto-Submitted", "(nothing)"), None),
        (("X-Autoreply", "yes"), "auto-reply"),
        (("Precedence", "auto_reply"), "auto-reply"),
        (("Precedence", "bulk"), "list"),
        (("List-Id", "<news.example.com>"), "list"),
        (("List-Unsubscribe", "<https://example.com/u>"), "list"),
        (("Return-Path", "<>"), "auto-reply"),
        (("Return-Path", "<negar@example.com>"), None),
        (("X-Loop", "support@hamseda.test"), "loop"),
        (("X-Loop", "negar@example.com"), None),
        (("X-Mailer", "Evolution"), None),
    ],
)
def test_what_a_header_says_of_a_mail(header, expected):
    assert kind(header) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Automatic reply: order", "auto-reply"),
        ("=?utf-8?b?2b7Yp9iz2K4g2K7ZiNiv2qnYp9ixOiDYs9mB2KfYsdi0?=", "auto-reply"),  # پاسخ خودکار: سفارش
        ("Out of Office", "auto-reply"),
        ("Re: Automatic reply: order", None),
        ("پاسخ خودکار شما خوب نبود", None),
        ("Your automatic reply is wrong: why?", None),
    ],
)
def test_words_of_programs_count_only_at_the_very_beginning(subject, expected):
    assert classify([("From", "a@example.com"), ("Subject", subject)], Structure()) == expected


def test_a_vacation_program_that_calls_itself_bulk_answers_something():
    assert kind(("Precedence", "bulk"), ("In-Reply-To", "<a@example.com>")) == "auto-reply"


def test_our_own_mark_is_a_loop_and_that_of_another_house_is_none():
    assert classify([*PERSON, (MARK, "abc, def")], Structure(), own_marks={"def"}) == "loop"
    assert classify([*PERSON, (MARK, "abc")], Structure(), own_marks={"def"}) is None
    assert not may_answer([*PERSON, (MARK, "abc")], Structure(), "negar@example.com")


def test_a_mail_that_has_come_by_too_many_servers_goes_in_circles():
    assert kind(*[("Received", "by mx")] * 51) == "loop"
    assert kind(*[("Received", "by mx")] * 20) is None


@pytest.mark.parametrize(
    ("headers", "sender", "may"),
    [
        ([], "negar@example.com", True),
        ([], None, True),
        ([], "", False),
        ([], "<>", False),
        ([("List-Id", "<a.example.com>")], "a@example.com", False),
        ([("X-Auto-Response-Suppress", "OOF, AutoReply")], "a@example.com", False),
        ([("Reply-To", "no-reply@example.com")], "a@example.com", False),
        ([], "bounces+17@example.com", False),
        ([], "noreen@example.com", True),
        ([("Sender", "owner-news@example.com")], "a@example.com", False),
        ([("X-MS-Exchange-Inbox-Rules-Loop", "negar@example.com")], "a@example.com", False),
        ([], "www-data@example.com", False),
        ([("Sender", "secretary@example.com")], "a@example.com", True),
    ],
)
def test_who_may_get_an_automatic_answer(headers, sender, may):
    assert may_answer([*PERSON, *headers], Structure(), sender) is may


REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: support@hamseda.test
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail could not be delivered.
--b
Content-Type: message/delivery-status
{encoding}
{report}
--b
Content-Type: text/rfc822-headers

From: support@hamseda.test
X-Hamseda-Receipt: aaaaaaaaaaaaaaaa
Message-ID: <one@hamseda.test>
Subject: answer

--b--
"""
FIELDS = """\
Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; negar@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}
"""


def parsed(text: str):
    return email.message_from_bytes(text.encode(), policy=compat32)


def report(action="failed", status="5.1.1", said="550 5.1.1 <negar@example.com>: user unknown", encoding=""):
    fields = FIELDS.format(action=action, status=status, said=said)
    return parsed(REPORT.format(report=fields, encoding=encoding))


def test_a_delivery_report_names_recipient_reason_and_the_mail_it_is_about():
    automatic, (bounce,) = assess(report())
    assert automatic == "bounce"
    assert (bounce.recipient, bounce.action, bounce.status) == ("negar@example.com", "failed", "5.1.1")
    assert (bounce.why, bounce.is_hard) == ("no_such_address", True)
    assert bounce.original_id == "one@hamseda.test"
    assert bounce.receipts == ["aaaaaaaaaaaaaaaa"]


def test_a_general_class_gives_way_to_the_words_of_the_server():
    (bounce,) = read_bounces(report(status="5.0.0", said="552 5.2.2 mailbox full"))
    assert (bounce.status, bounce.why, bounce.is_hard) == ("5.2.2", "mailbox_full", False)


@pytest.mark.parametrize(("action", "hard"), [("delayed", False), ("delivered", False), ("failed", True)])
def test_only_a_failure_is_hard(action, hard):
    (bounce,) = read_bounces(report(action=action))
    assert (bounce.action, bounce.is_hard) == (action, hard)


def test_a_report_about_several_recipients_has_an_entry_for_each():
    two = FIELDS.format(action="failed", status="5.1.1", said="no") + (
        "\nFinal-Recipient: rfc822; other@example.com\nAction: delayed\nStatus: 4.4.1\n"
    )
    found = read_bounces(parsed(REPORT.format(report=two, encoding="")))
    assert [(one.recipient, one.action) for one in found] == [
        ("negar@example.com", "failed"),
        ("other@example.com", "delayed"),
    ]


def test_a_report_that_a_server_has_encoded_is_read_as_well():
    fields = FIELDS.format(action="failed", status="5.2.1", said="550 disabled").encode()
    content = REPORT.format(
        report="\n" + base64.encodebytes(fields).decode(), encoding="Content-Transfer-Encoding: base64"
    )
    (bounce,) = read_bounces(parsed(content))
    assert (bounce.recipient, bounce.why) == ("negar@example.com", "mailbox_disabled")


def test_prose_names_the_recipient_and_its_reason():
    mail = EmailMessage()
    mail["From"], mail["Subject"] = (
        "Mail Delivery System <Mailer-Daemon@mx.example.net>",
        "Mail delivery failed",
    )
    mail["X-Failed-Recipients"], mail["To"] = "negar@example.com", "support@hamseda.test"
    mail.set_content(
        "A message that you sent could not be delivered:\n\n  negar@example.com\n"
        "    host mx.example.com: 550 5.1.1 No such user here\n\n"
        "------ This is a copy of your message. ------\n\nMessage-ID: <one@hamseda.test>\n"
        "x-hamseda-receipt: aaaaaaaaaaaaaaaa\nSubject: x\n"
    )
    automatic, (bounce,) = assess(parsed(mail.as_string()))
    assert automatic == "bounce"
    assert (bounce.recipient, bounce.status, bounce.original_id) == (
        "negar@example.com",
        "5.1.1",
        "one@hamseda.test",
    )
    assert bounce.is_hard
    assert bounce.receipts == ["aaaaaaaaaaaaaaaa"]


def test_the_name_of_the_envelope_is_given_back_as_well():
    told = report().as_string().replace("X-Hamseda-Receipt: aaaaaaaaaaaaaaaa\n", "")
    (bounce,) = read_bounces(parsed(told))
    assert bounce.receipts == []
    (bounce,) = read_bounces(
        parsed(told.replace("Reporting-MTA:", "Original-Envelope-Id: bbbbbbbbbbbbbbbb\nReporting-MTA:"))
    )
    assert bounce.receipts == ["bbbbbbbbbbbbbbbb"]


def test_a_complaint_by_a_feedback_loop_is_read():
    content = (
        "From: fbl@example.net\nTo: support@hamseda.test\nSubject: FW: answer\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nThis is an abuse report.\n"
        "--b\nContent-Type: message/feedback-report\n\n"
        "Feedback-Type: abuse\nUser-Agent: SomeGenerator/1.0\nVersion: 1\nOriginal-Rcpt-To: <negar@example.com>\n\n"
        "--b\nContent-Type: message/rfc822\n\nMessage-ID: <one@hamseda.test>\n"
        "X-Hamseda-Receipt: aaaaaaaaaaaaaaaa\nTo: negar@example.com\n\nHello\n--b--\n"
    )
    automatic, (bounce,) = assess(parsed(content))
    assert automatic == "bounce"
    assert (bounce.action, bounce.why, bounce.recipient) == ("complained", "complained", "negar@example.com")
    assert (bounce.original_id, bounce.is_hard) == ("one@hamseda.test", False)
    assert bounce.receipts == ["aaaaaaaaaaaaaaaa"]


def test_a_person_who_asks_about_a_bounce_is_a_person():
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "نگار <negar@example.com>", "Re: delivery failed"
    mail["In-Reply-To"] = "<one@hamseda.test>"
    mail.set_content("I got 550 5.1.1 user unknown for <a@example.com>. What shall I do?")
    assert assess(parsed(mail.as_string())) == (None, [])


@given(st.binary(max_size=600))
def test_no_bytes_break_the_reading(noise):
    head = b"From: mailer-daemon@x.y\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
    for kind in (b"message/delivery-status", b"message/feedback-report", b"text/plain", b"message/rfc822"):
        content = head + b"Content-Type: " + kind + b"\n\n" + noise + b"\n--b--\n"
        assess(email.message_from_bytes(content, policy=compat32))


@pytest.mark.parametrize(
    ("status", "words", "reason"),
    [
        ("5.1.1", "", "no_such_address"),
        ("5.1.2", "", "no_such_domain"),
        ("5.1.10", "550 5.1.10 Recipient address has null MX", "no_such_domain"),
        (
            "5.1.10",
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP",
            "no_such_address",
        ),
        ("5.7.1", "spam", "refused"),
        ("", "552 Mailbox is full", "mailbox_full"),
        ("", "retry timeout exceeded", "expired"),
        ("", "کاربر نیست", "other"),
    ],
)
def test_reasons_have_kinds(status, words, reason):
    assert reason_of("failed", status, words) == reason
