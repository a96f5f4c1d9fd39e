"""What is taken for suspicious, and what is not: pure rules, tried with what strangers and honest people write."""

import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.channels.email.authentication import Trust, policy_in
from hamseda.channels.email.doubts import judged_by_ourselves, told_by_border
from hamseda.channels.email.lookalike import looks_like_ours
from hamseda.channels.email.parsing.bodies import File
from hamseda.channels.email.parsing.dangers import dangers_in
from hamseda.channels.email.parsing.judged import Judged
from hamseda.channels.email.parsing.record import Proofs
from hamseda.channels.email.suspicion import Facts, suspicions
from hamseda.channels.email.third_party_codes import is_code_of_others

OURS = ["support@mehrshop.example", "help@mehr.example", "mehr.shop@gmail.com"]


def facts(**changes: Any) -> Facts:
    honest: dict[str, Any] = {
        "sender": "negar@example.com",
        "name": "نگار",
        "from_count": 1,
        "is_proved": False,
        "is_knowable": True,
        "dmarc": "none",
        "policy": "",
        "own": OURS,
        "is_staff": False,
        "is_report": False,
        "dangers": [],
    }
    return Facts(**honest | changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"from_count": 2}, ["several_from"]),
        ({"from_count": 0, "sender": ""}, []),
        ({"dmarc": "fail", "policy": "reject"}, ["dmarc"]),
        ({"dmarc": "fail", "policy": "quarantine"}, ["dmarc"]),
        ({"dmarc": "fail", "policy": "none"}, []),
        ({"dmarc": "fail", "policy": ""}, []),
        ({"dmarc": "temperror", "policy": "reject"}, []),
        ({"dmarc": "unknown", "policy": "reject"}, []),
        ({"sender": "ceo@mehrshop.example"}, ["forged_own_domain"]),
        ({"sender": "ceo@mail.mehrshop.example"}, ["forged_own_domain"]),
        ({"sender": "ceo@mehrshop.example", "is_proved": True}, []),
        ({"sender": "ceo@mehrshop.example", "is_knowable": False}, []),
        ({"sender": "mailer-daemon@mehrshop.example", "is_report": True}, []),
        # A mailbox of the whole world: its neighbours are customers, its own address is not.
        ({"sender": "somebody@gmail.com"}, []),
        ({"sender": "mehr.shop@gmail.com"}, ["forged_own_domain"]),
        ({"sender": "agent@mail.example", "is_staff": True}, ["forged_agent"]),
        ({"sender": "agent@mehrshop.example", "is_staff": True}, ["forged_agent", "forged_own_domain"]),
        ({"sender": "x@rnehrshop.example", "is_proved": True}, ["lookalike"]),
        ({"name": "support@mehrshop.example", "is_proved": True}, ["lookalike"]),
        ({"name": "support @ mehrshop . example", "is_proved": True}, ["lookalike"]),
        ({"dangers": ["a.exe"], "is_proved": True}, ["executable"]),
    ],
)
def test_what_speaks_against_a_mail(changes, expected):
    assert suspicions(facts(**changes)) == expected


@pytest.mark.parametrize(
    "address",
    [
        "support@rnehrshop.example",  # r n
        "support@mehrsh0p.example",
        "support@mehr-shop.example",
        "support@mеhrshop.example",
        "support@" + "mеhrshop".encode("idna").decode() + ".example",
        "support@mehrsshop.example",
        "support@mehrhsop.example",
        "support@mehrshp.example",
        "Support@MEHRSH0P.EXAMPLE",
        "support@mehrshop.example.evil.test",
    ],
)
def test_addresses_that_are_meant_to_be_read_as_ours(address):
    assert looks_like_ours(address, "", OURS) == "support@mehrshop.example"


@pytest.mark.parametrize(
    "address",
    [
        "support@mehrshop.example",
        "SUPPORT@mehrshop.example",
        "sales@mehrshop.example",
        "sales@mail.mehrshop.example",
        "support@mehrshop.test",
        "support@mehrshop.example.ir",
        "support@mehrsport.example",
        "support@mehran.example",
        "support@mehra.example",  # a short name has honest neighbours
        "somebody@gmail.com",
        "somebody@ymail.com",
        "",
    ],
)
def test_honest_neighbours(address):
    assert looks_like_ours(address, "Support of Mehr Shop", OURS) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_address_and_no_name_breaks_the_comparison(address, name):
    looks_like_ours(address, name, OURS)


def packed(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


def file(name: str, content: bytes = b"x", kind: str = "application/octet-stream") -> File:
    return File(name, kind, content, "", False)


@pytest.mark.parametrize(
    "one",
    [
        file("invoice.exe"),
        file("invoice.pdf.scr"),
        file("INVOICE.EXE"),
        file("invoice.exe. "),
        file("invoice.exe\u200f"),
        file("invoice\u202efdp.exe"),
        file("فاکتور.js"),
        file("a.lnk"),
        file("photo.jpg", b"MZ\x90\x00" + b"\0" * 56 + (64).to_bytes(4, "little") + b"PE\0\0", "image/jpeg"),
        file("", b"\x7fELF\x02\x01"),
        file("docs.zip", packed("readme.txt", "folder/run.bat")),
        file("docs.docx", packed("word/document.xml", "x.hta")),
    ],
)
def test_files_that_run(one):
    assert dangers_in([file("a.txt"), one])


@pytest.mark.parametrize(
    "one",
    [
        file("invoice.pdf"),
        file("photo.jpeg"),
        file("exe"),
        file("about.exe.pdf"),
        file("letter.docx", packed("word/document.xml")),
        file("docs.zip", packed("a.txt", "b.png")),
        file("broken.zip", b"PK\x03\x04 rubbish"),
        file("text.txt", b"MZ is the name of a programmer"),
        file("صورت‌حساب.xlsx"),
    ],
)
def test_files_that_do_not(one):
    assert dangers_in([one]) == []


@given(st.binary(max_size=400))
def test_no_content_breaks_the_look_at_it(content):
    dangers_in([file("a.zip", b"PK\x03\x04" + content), file("b", b"MZ" + content)])


CODES = [
    ("Your Slack confirmation code: 482-913", "Enter the code in your browser.", "no-reply@slack.com"),
    (
        "Confirm your email address",
        "Follow https://example.com/confirm?token=abcdef0123",
        "notifications@github.com",
    ),
    ("کد تأیید شما", "کد تایید: ۴۸۲۹۱۳", "noreply@digikala.com"),
    ("رمز یک‌بار مصرف", "رمز یکبار مصرف 48291", "no-reply@bank.ir"),
    ("بازیابی رمز عبور", "برای بازیابی رمز https://shop.ir/reset/0123456789 را باز کنید", "accounts@shop.ir"),
    (
        "Password reset",
        "Reset your password: https://example.com/reset/0123456789abc",
        "security@service.example",
    ),
    ("123456 is your verification code", "", "verify@service.example"),
]


@pytest.mark.parametrize(("subject", "text", "sender"), CODES)
def test_codes_of_other_services(subject, text, sender):
    assert is_code_of_others(subject, text, "", [sender], is_automatic=False, answers=False)
    assert is_code_of_others(subject, text, "", ["hello@service.example"], is_automatic=True, answers=False)


@pytest.mark.parametrize(
    ("subject", "text", "sender", "is_automatic", "answers"),
    [
        ("کد تأیید نمی‌آید", "کد تأیید ۴۸۲۹۱۳ را که فرستادید نمی‌پذیرد", "negar@example.com", False, False),
        ("Verification code", "your code 482913 does not work", "negar@example.com", False, False),
        ("Re: verification code", "your verification code 482913", "noreply@x.example", False, True),
        (
            "خبرنامه‌ی مهر",
            "تخفیف ۱۴۰۵ تا ۳۰ درصد https://shop.example/sale/1405",
            "noreply@shop.example",
            True,
            False,
        ),
        (
            "Invoice 20261122",
            "Total 482913 https://shop.example/invoice/1",
            "noreply@shop.example",
            True,
            False,
        ),
        ("", "", "noreply@shop.example", True, False),
    ],
)
def test_what_is_no_such_code(subject, text, sender, is_automatic, answers):
    assert not is_code_of_others(subject, text, "", [sender], is_automatic=is_automatic, answers=answers)


@pytest.mark.parametrize(
    ("value", "policy"),
    [
        ("mx; dmarc=fail (p=REJECT sp=REJECT dis=NONE) header.from=x.example", "reject"),
        ("mx; dmarc=fail (p=none dis=none) header.from=x.example", "none"),
        ("mx; spf=pass; dmarc=fail (policy=quarantine) header.from=x.example; dkim=none", "quarantine"),
        ("mx; dmarc=fail header.from=x.example policy.published-domain-policy=reject", "reject"),
        ("mx; dmarc=fail action=oreject header.from=x.example", "reject"),
        ("mx; dmarc=fail header.from=x.example", ""),
        ("mx; dmarc=pass (p=reject) header.from=x.example", ""),
        ("other; dmarc=fail (p=reject)", ""),
    ],
)
def test_what_our_border_tells_of_the_policy(value, policy):
    assert policy_in([("authentication-results", value), ("received", "x")], Trust("mx")) == policy
    assert policy_in([("received", "x"), ("authentication-results", value)], Trust("mx")) == ""


@pytest.mark.parametrize(
    ("proofs", "signers", "why"),
    [
        (("none", "none", "none"), [], "unsigned"),
        (("softfail", "none", "none"), [], "other_server"),
        (("none", "fail", "none"), [], "broken_signature"),
        (("none", "policy", "unknown"), [], "broken_signature"),
        (("none", "pass", "unknown"), ["x.example"], "other_signer"),
        (("pass", "none", "fail"), [], "refuted"),
        (("none", "temperror", "temperror"), [], "dns_away"),
        (("temperror", "none", "none"), [], "dns_away"),
        # A stranger's own silence: nothing that the From's house was asked stayed unanswered.
        (("none", "temperror", "none"), [], "unsigned"),
        (("temperror", "none", "unknown"), [], "unsigned"),
        (("unknown", "unknown", "unknown"), [], "unread"),
    ],
)
def test_why_nothing_proves_a_sender(proofs, signers, why):
    judged = Judged(Proofs(*proofs, "none"), None, signers, is_unanswered=why == "dns_away")
    found = judged_by_ourselves(judged, 1)
    assert (found.method, found.why) == (None, why)
    assert found.is_knowable == (why != "dns_away")
    assert judged_by_ourselves(judged, 2).why == ("several_from")
    assert judged_by_ourselves(None, 1).why == "unread"


def test_a_mail_too_large_to_be_judged_excuses_no_forged_colleague():
    found = judged_by_ourselves(None, 1)
    mail = facts(
        is_proved=found.method is not None, is_knowable=found.is_knowable, dmarc=found.dmarc, is_staff=True
    )
    assert suspicions(mail) == ["forged_agent"]


def test_a_proof_of_several_senders_is_none():
    judged = Judged(Proofs("pass", "pass", "pass", "none"), "dmarc", ["x.example"])
    assert judged_by_ourselves(judged, 1).method == "dmarc"
    assert judged_by_ourselves(judged, 2).method is None
    assert judged_by_ourselves(judged, 0).why == "no_from"


def test_what_a_border_that_says_nothing_comes_to():
    assert told_by_border({}, "", None, 1).why == "border_silent"
    assert told_by_border({"dkim": "fail"}, "", None, 1).why == "broken_signature"
    assert told_by_border({}, "", None, 2).why == "several_from"
    assert told_by_border({"dkim": "temperror"}, "", None, 1).why == "unsigned"
    assert told_by_border({"dkim": "temperror"}, "", None, 1, is_unanswered=True).why == "dns_away"
    assert told_by_border({"dmarc": "pass"}, "", "dmarc", 1).why is None
