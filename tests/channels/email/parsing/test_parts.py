"""The parts of a mail: which are its text, which are files, and what is made of broken ones."""

import base64
import hashlib
import quopri
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from hamseda.channels.email.parsing.limits import MOST_NESTING, MOST_PARTS
from hamseda.channels.email.parsing.reading import parse
from hamseda.channels.email.parsing.record import record_of

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def said(parsed, name):
    return any(fault.startswith(f"{name}:") for fault in parsed.faults)


def multipart(kind, *parts, boundary="b", end=True):
    head = f"Content-Type: multipart/{kind}; boundary={boundary}\r\n\r\n".encode()
    body = b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts)
    return head + body + (f"--{boundary}--\r\n".encode() if end else b"")


def part(content, kind="text/plain; charset=utf-8", **fields):
    head = f"Content-Type: {kind}\r\n" + "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in fields.items())
    return head.encode() + b"\r\n" + (content if isinstance(content, bytes) else content.encode())


def test_an_enclosed_mail_is_kept_to_the_byte():
    inner = b"From: b@example.com\nSubject:  two  spaces\r\nContent-Type: text/plain;\n\tcharset=x\r\n\r\n\xff \n\n-- \nx"
    parsed = parse(multipart("mixed", part("look"), part(inner, "message/rfc822")))
    (file,) = record_of(parsed, "x").attachments
    assert (file.content_type, file.size) == ("message/rfc822", len(inner))
    assert file.sha256 == hashlib.sha256(inner).hexdigest()
    assert parsed.text == "look"


def test_an_enclosed_mail_that_was_encoded_is_what_it_decodes_to():
    inner = b"Subject: x\r\n\r\ny"
    content = part(base64.encodebytes(inner), "message/rfc822", Content_Transfer_Encoding="base64")
    assert parse(multipart("mixed", part("x"), content)).files[0].content == inner


def test_the_best_of_the_alternatives():
    mail = EmailMessage()
    mail.set_content("ساده")
    mail.add_alternative("<p>زیبا</p>", subtype="html")
    parsed = parse(mail.as_bytes())
    assert parsed.text == "ساده"
    assert parsed.page.html == "<p>زیبا</p>"


def test_a_plain_part_that_only_says_that_there_is_html_is_not_the_text():
    stub = "This is an HTML mail. Please use another program."
    page = f"<p>{'سلام، سفارش من هنوز نرسیده است. ' * 9}</p>"
    parsed = parse(multipart("alternative", part(stub), part(page, "text/html; charset=utf-8")))
    assert parsed.text.startswith("سلام، سفارش")


def test_an_empty_plain_part_is_not_the_text():
    assert parse(multipart("alternative", part(" \r\n"), part("<p>x</p>", "text/html"))).text == "x"


def test_text_below_html_is_in_both():
    both = multipart("alternative", part("words"), part("<p>words</p>", "text/html"), boundary="inner")
    parsed = parse(multipart("mixed", both, part("footer")))
    assert parsed.text == "words\nfooter"
    assert parsed.page.html == '<p>words</p>\n<p dir="auto">footer</p>'


def test_html_in_a_part_that_says_it_is_plain():
    parsed = parse(part("<!DOCTYPE html><html><body><p>سلام</p></body></html>"))
    assert (parsed.text, parsed.page.html.strip()) == ("سلام", "<p>سلام</p>")


@pytest.mark.parametrize("disposition", [None, "inline", "attachment"])
def test_pictures_that_the_html_shows_are_inline_whatever_they_say(disposition):
    mail = MIMEMultipart("related")
    mail.attach(MIMEText('<p>x<img src="cid:one@x"></p>', "html"))
    picture = MIMEImage(PNG, "png")
    picture["Content-ID"] = "<one@x>"
    if disposition:
        picture["Content-Disposition"] = f'{disposition}; filename="a.png"'
    mail.attach(picture)
    record = record_of(parse(mail.as_bytes()), "x")
    assert [one.inline for one in record.attachments] == [True]
    assert 'src="cid:one@x"' in record.html


def test_a_picture_among_the_files_is_not_inline():
    mail = MIMEMultipart()
    mail.attach(MIMEText("x"))
    mail.attach(MIMEImage(PNG, "png", name="a.png"))
    (file,) = record_of(parse(mail.as_bytes()), "x").attachments
    assert (file.name, file.inline, file.sha256) == ("a.png", False, hashlib.sha256(PNG).hexdigest())


def test_a_text_that_is_a_file_is_a_file_and_the_only_text_with_a_name_is_the_text():
    parsed = parse(multipart("mixed", part("x"), part("y", 'text/plain; name="y.txt"')))
    assert (parsed.text, [file.name for file in parsed.files]) == ("x", ["y.txt"])
    assert parse(part("words", 'text/plain; name="y.txt"')).text == "words"


def test_parts_without_an_end():
    parsed = parse(multipart("mixed", part("x"), part(b"1234", "application/pdf"), end=False))
    assert (parsed.text, parsed.files[0].content) == ("x", b"1234\r\n")
    assert said(parsed, "no_end_boundary")


def test_parts_within_parts_without_an_end():
    inner = multipart("alternative", part("x"), boundary="inner", end=False)
    parsed = parse(multipart("mixed", inner, part(b"1234", "application/pdf")))
    assert (parsed.text, parsed.files[0].content) == ("x", b"1234")


def test_parts_with_another_boundary_than_declared():
    parsed = parse(
        multipart("mixed", part("x"), part(b"1234", "application/pdf")).replace(
            b"boundary=b", b"boundary=c", 1
        )
    )
    assert (parsed.text, parsed.files[0].content) == ("x", b"1234")
    assert said(parsed, "wrong_boundary")


def test_parts_that_are_announced_and_not_there():
    parsed = parse(b"Content-Type: multipart/mixed; boundary=b\r\n\r\nonly words\r\n")
    assert parsed.text == "only words"
    assert said(parsed, "no_boundary")


def test_a_boundary_that_begins_like_another():
    inner = multipart("alternative", part("x"), part("<p>x</p>", "text/html"), boundary="b-1")
    parsed = parse(multipart("mixed", inner, part(b"1", "application/pdf")))
    assert (parsed.text, len(parsed.files)) == ("x", 1)


def test_a_multipart_that_was_encoded_whole():
    inner = multipart("mixed", part("x"), part(b"1", "application/pdf")).split(b"\r\n\r\n", 1)[1]
    head = b"Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    parsed = parse(head + base64.encodebytes(inner))
    assert (parsed.text, len(parsed.files)) == ("x", 1)


def test_a_multipart_that_only_says_it_was_encoded():
    content = part(base64.encodebytes(b"%PDF-"), "application/pdf", Content_Transfer_Encoding="base64")
    said_so = b"Content-Transfer-Encoding: quoted-printable\r\n" + multipart("mixed", part("a=3Db"), content)
    parsed = parse(said_so)
    assert (parsed.text, parsed.files[0].content) == ("a=3Db", b"%PDF-")
    assert parsed.faults == ["no_from: nobody is named as its writer"]


def test_nesting_is_opened_to_a_limit():
    content = b""
    for depth in range(1_000):
        content += f"Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n".encode()
        content += f"--b{depth}\r\n\r\ntext {depth}\r\n--b{depth}\r\n".encode()
    parsed = parse(content)
    assert parsed.text.endswith(f"text {MOST_NESTING - 1}")
    assert said(parsed, "nesting_limit")


def test_parts_are_listed_to_a_limit():
    parsed = parse(multipart("mixed", *[part(b"1", "application/pdf")] * (MOST_PARTS + 50)))
    assert len(parsed.files) == MOST_PARTS - 1
    assert said(parsed, "parts_limit")


def test_flowed_lines_are_joined():
    text = "سلام \nدوست\n> a \n> b\n>> c\n-- \nname"
    assert (
        parse(part(text, "text/plain; charset=utf-8; format=flowed")).text
        == "سلام دوست\n> a b\n>> c\n-- \nname"
    )
    assert parse(part("سلا \nم", "text/plain; charset=utf-8; format=flowed; delsp=yes")).text == "سلام"


@pytest.mark.parametrize(
    "broken",
    [
        lambda b: b.replace(b"\n", b""),
        lambda b: b.replace(b"\n", b" \r\n  "),
        lambda b: b.rstrip(b"=\n"),
        lambda b: b + b"____________\nlist footer with words\n",
        lambda b: b.replace(b"\n", b"\n!\n", 1),
        lambda b: b[:60] + b"\x00" + b[60:],
        lambda b: (
            base64.b64encode(base64.b64decode(b)[:10]) + b"\n" + base64.b64encode(base64.b64decode(b)[10:])
        ),
    ],
)
def test_base64_in_its_usual_states(broken):
    content = ("سفارش من هنوز نرسیده است، لطفاً پیگیری کنید " * 5 + "!").encode()
    parsed = parse(part(broken(base64.encodebytes(content)), Content_Transfer_Encoding="base64"))
    assert parsed.text == content.decode()


@pytest.mark.parametrize(
    ("coded", "text"),
    [
        (b"=D8=B3=D9=84=D8=A7=D9=85", "سلام"),
        (b"=d8=b3=d9=84=d8=a7=d9=85", "سلام"),
        (b"=D8=B3=\r\n=D9=84=D8=A7=D9=85", "سلام"),
        (b"=D8=B3= \r\n=D9=84=D8=A7=D9=85", "سلام"),
        (b"a=b =ZZ 100=", "a=b =ZZ 100"),
        ("سلام =D8=B3".encode(), "سلام س"),
    ],
)
def test_quoted_printable_in_its_usual_states(coded, text):
    assert parse(part(coded, Content_Transfer_Encoding="Quoted-Printable")).text == text


def test_encodings_whose_declaration_got_lost():
    text = "سفارش من هنوز نرسیده است، لطفاً پیگیری کنید. " * 4
    quoted = parse(part(quopri.encodestring(text.encode())))
    assert quoted.text == text.strip()
    assert said(quoted, "undeclared_encoding")
    assert parse(part(base64.encodebytes(text.encode()))).text == text.strip()


def test_what_only_looks_like_an_encoding_stays():
    for text in (
        "a=b\nc=d",
        "QUJD",
        "http://example.com/?a=AB&b=CD&c=EF&d=3D",
        "x" * 64 + "\n" + "y" * 63 + "é",
    ):
        assert parse(part(text)).text == text


def test_a_text_that_is_not_base64_as_it_says():
    parsed = parse(part("Hello there, this is a sentence.", Content_Transfer_Encoding="base64"))
    assert parsed.text == "Hello there, this is a sentence."
    assert said(parsed, "wrong_encoding")


def test_files_within_a_text():
    import binascii  # noqa: PLC0415

    data = bytes(range(256)) * 3
    lines = b"".join(binascii.b2a_uu(data[i : i + 45]) for i in range(0, len(data), 45))
    yenc = b"".join(
        b"=" + bytes([(s + 106) % 256]) if (s + 42) % 256 in b"\0\n\r=" else bytes([(s + 42) % 256])
        for s in data
    )
    content = (
        b"before\nbegin 644 a.bin\n" + lines + b"`\nend\nbetween\n=ybegin line=900 size=768 name=b.bin\n" + yenc
        + b"\n=yend size=768\nafter"
    )  # fmt: skip
    parsed = parse(part(content))
    assert parsed.text == "before\nbetween\nafter"
    assert [(file.name, file.content) for file in parsed.files] == [("a.bin", data), ("b.bin", data)]


def test_words_that_only_look_like_a_file():
    text = "begin 644 the work\nwe will\nend"
    assert parse(part(text)).text == text


def test_what_a_mac_adds_to_a_file_is_left_out():
    double = multipart(
        "appledouble",
        part(b"resource", "application/applefile; name=a.pdf"),
        part(b"%PDF", "application/pdf; name=a.pdf"),
        boundary="mac",
    )
    parsed = parse(multipart("mixed", part("x"), double))
    assert [file.content for file in parsed.files] == [b"%PDF"]


def test_pgp_signatures_are_taken_off_what_they_sign():
    mail = MIMEMultipart("signed", protocol="application/pgp-signature")
    mail.attach(MIMEText("سلام", "plain", "utf-8"))
    mail.attach(MIMEApplication(b"-----BEGIN PGP SIGNATURE-----", "pgp-signature", name="signature.asc"))
    parsed = parse(mail.as_bytes())
    assert (parsed.text, [file.name for file in parsed.files]) == ("سلام", ["signature.asc"])
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nسلام\n- -- \nname\n"
        "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"
    )
    assert parse(part(text)).text == "سلام\n-- \nname"


def test_what_pgp_has_encrypted_is_kept_and_said():
    content = multipart(
        "encrypted", part("Version: 1", "application/pgp-encrypted"), part("x", 'application/x; name="e.asc"')
    )
    parsed = parse(content)
    assert [file.name for file in parsed.files] == ["", "e.asc"]
    assert said(parsed, "encrypted")


def test_text_with_marks_of_before_html():
    assert (
        parse(part("<bold>Now</bold> is <italic>the</italic> time", "text/enriched")).text
        == "Now is the time"
    )


def test_a_digest_holds_mails():
    content = multipart("digest", b"\r\nSubject: one\r\n\r\nx", b"\r\nSubject: two\r\n\r\ny")
    assert [file.kind for file in parse(content).files] == ["message/rfc822"] * 2


def test_a_mail_in_wide_letters():
    assert parse("Subject: سلام\r\n\r\nمتن".encode("utf-16")).subject == "سلام"
    assert parse(b"\xef\xbb\xbfSubject: x\r\n\r\ny").subject == "x"


def test_the_charset_of_html_is_in_its_meta_where_its_head_says_none():
    html = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-6"><p>مرحبا</p>'
    assert parse(part(html.encode("iso8859-6"), "text/html")).text == "مرحبا"
