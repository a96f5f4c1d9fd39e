"""What is opened to be shown: winmail.dat, invitations, S/MIME signatures."""

import struct
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from compressed_rtf import compress
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from hamseda.channels.email.parsing.reading import parse
from hamseda.channels.email.parsing.record import record_of

PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"


def tnef(*attributes):
    """A winmail.dat by its specification: signature, key, attributes with their checksums."""
    content = struct.pack("<IH", 0x223E9F78, 1)
    for level, name, data in attributes:
        content += struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
    return content


def mapi(number, kind, value):
    if kind == 0x1F:
        value = value.encode("utf-16-le") + b"\0\0"
    padded = value + b"\0" * (-len(value) % 4)
    return struct.pack("<HHII", kind, number, 1, len(value)) + padded


WINMAIL = tnef(
    (1, 0x00089006, struct.pack("<I", 0x10000)),
    (1, 0x00069007, struct.pack("<II", 1256, 0)),
    (1, 0x00069003, struct.pack("<I", 1) + mapi(0x1000, 0x1F, "متن درون پرونده")),
    (2, 0x00069002, b"\0" * 14),
    (2, 0x00018010, b"FAKTOR~1.PDF\0"),
    (2, 0x0006800F, b"%PDF-1"),
    (2, 0x00069005, struct.pack("<I", 1) + mapi(0x3707, 0x1F, "فاکتور.pdf")),
)


def rtf_alone(packed):
    return tnef(
        (1, 0x00089006, struct.pack("<I", 0x10000)),
        (1, 0x00069003, struct.pack("<I", 1) + mapi(0x1009, 0x102, packed)),
    )


def with_winmail(text, content=WINMAIL):
    mail = EmailMessage()
    mail.set_content(text)
    mail.add_attachment(content, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return record_of(parse(mail.as_bytes()), "x")


def test_winmail_dat_is_opened():
    record = with_winmail("متن نامه")
    assert [(one.name, one.content_type, one.size) for one in record.attachments] == [
        ("فاکتور.pdf", "application/pdf", 6)
    ]
    assert record.text == "متن نامه"


def test_the_text_in_winmail_dat_counts_where_there_is_no_other():
    assert with_winmail("").text == "متن درون پرونده"


def in_code_page(text):
    return "".join(f"\\'{byte:02x}" for byte in text.encode("cp1256"))


RTF = (
    r"{\rtf1\ansi\ansicpg1256\fromhtml1\deff0{\fonttbl{\f0\fswiss\fcharset178 Tahoma;}}\uc1\f0"
    r"{\*\htmltag64 <p dir=rtl>}"
    + in_code_page("سلام، سفارش")
    + r"\htmlrtf\par\htmlrtf0 {\*\htmltag72 </p>}"
    + "".join(f"\\u{ord(letter)}?" for letter in "پیگیری کنید")
    + "}"
)


@pytest.mark.parametrize("is_packed", [True, False])
def test_the_text_of_a_winmail_dat_that_has_it_as_rtf_alone(is_packed):
    packed = compress(RTF.encode("ascii"), compressed=is_packed)
    assert with_winmail("", rtf_alone(packed)).text == "سلام، سفارش\nپیگیری کنید"


def test_rtf_that_is_broken_or_never_ends_gives_no_text_and_no_fault():
    packed = compress(RTF.encode("ascii"))
    for broken in (packed[:40], packed[:16] + b"\xff" * 400, b"", compress(b"{\\rtf1 " + b"{" * 9_000)):
        assert with_winmail("متن نامه", rtf_alone(broken)).text == "متن نامه"


def test_rtf_longer_than_anybody_writes_is_not_read():
    assert (
        with_winmail("", rtf_alone(compress(b"{\\rtf1 " + b"word " * 250_000 + b"}", compressed=False))).text
        == ""
    )


def test_a_broken_winmail_dat_stays_a_file():
    mail = EmailMessage()
    mail.set_content("x")
    mail.add_attachment(WINMAIL[:30], maintype="application", subtype="octet-stream", filename="Winmail.dat")
    mail.add_attachment(b"no tnef", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    record = record_of(parse(mail.as_bytes()), "x")
    assert "winmail.dat" in [one.name for one in record.attachments]
    assert any(defect.startswith("tnef_broken:") for defect in record.defects)


INVITATION = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:جلسه\\, مهم
DTSTART;TZID=Asia/Tehran:20261122T093000
DTEND;TZID=Asia/Tehran:20261122T103000
LOCATION:اتاق ۲
ORGANIZER;CN="نگار":mailto:negar@example.com
ATTENDEE;CN=ali@example.com:MAILTO:ali@exam
 ple.com
END:VEVENT
END:VCALENDAR
"""


def invited(calendar, text="سلام"):
    mail = EmailMessage()
    mail.set_content(text)
    mail.add_alternative(calendar.encode(), maintype="text", subtype="calendar", params={"charset": "utf-8"})
    return record_of(parse(mail.as_bytes()), "x")


def test_an_invitation_is_told_and_kept():
    record = invited(INVITATION)
    assert record.text == (
        "سلام\n\n📅 جلسه, مهم\n2026-11-22 09:30 Asia/Tehran – 10:30 Asia/Tehran\nاتاق ۲\n"
        "نگار <negar@example.com>, ali@example.com"
    )
    assert [one.content_type for one in record.attachments] == ["text/calendar"]


def test_a_cancelled_meeting_says_so():
    assert "📅 [CANCEL] جلسه" in invited(INVITATION.replace("REQUEST", "CANCEL")).text


def test_a_calendar_of_rubbish_tells_nothing():
    assert invited("BEGIN:VEVENT\nDTSTART:yesterday\n\x00:::;;;").text.startswith("سلام")


def signed(content, *options):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "negar")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, hashes.SHA256())
    return builder, list(options)


def test_the_mail_within_an_opaque_signature_is_shown():
    builder, options = signed(PLAIN + "سلام".encode(), pkcs7.PKCS7Options.Binary)
    mail = EmailMessage()
    mail.set_content(
        builder.sign(serialization.Encoding.DER, options),
        maintype="application",
        subtype="pkcs7-mime",
        filename="smime.p7m",
    )
    assert parse(mail.as_bytes()).text == "سلام"


def test_a_signature_beside_its_text_is_a_file():
    builder, options = signed(PLAIN + "سلام".encode(), pkcs7.PKCS7Options.DetachedSignature)
    record = record_of(parse(builder.sign(serialization.Encoding.SMIME, options)), "x")
    assert (record.text, [one.name for one in record.attachments]) == ("سلام", ["smime.p7s"])


def test_what_is_encrypted_is_said_to_be():
    mail = EmailMessage()
    mail.set_content(b"\x30\x80\x06\x09", maintype="application", subtype="pkcs7-mime", filename="smime.p7m")
    record = record_of(parse(mail.as_bytes()), "x")
    assert [one.name for one in record.attachments] == ["smime.p7m"]
    assert any(defect.startswith("encrypted:") for defect in record.defects)
