"""SPF, DKIM, DMARC and ARC judged by ourselves, with a DNS server on loopback; and what a stranger tries."""

import json
import subprocess
import sys
import time

import dkim
import pytest

from fixtures.dns import NameServer
from fixtures.signed import key_of, pem_of, record_of
from fixtures.signed import signed as signed_by
from hamseda.channels.email.parsing import questions as asking
from hamseda.channels.email.parsing.asking import UnansweredError
from hamseda.channels.email.parsing.authenticity import Asking, World
from hamseda.channels.email.parsing.judged import Judged, Seen
from hamseda.channels.email.parsing.judgements import judged_in
from hamseda.channels.email.parsing.questions import Questions
from hamseda.channels.email.parsing.reading import parse
from hamseda.channels.email.suffixes import suffixes

MAIL = (
    b"From: Negar <negar@example.com>\r\nTo: support@shop.example\r\nSubject: order\r\n"
    b"Date: Sun, 22 Nov 2026 08:00:00 +0000\r\nMessage-ID: <1@example.com>\r\n\r\nsome  words \r\n\r\n"
)
GOOD = Seen("192.0.2.7", "mx.example.com", "negar@example.com")
BAD = Seen("203.0.113.9", "evil.example", "negar@example.com")


@pytest.fixture
def world(name_server: NameServer) -> NameServer:
    """The DNS of example.com, which says who may send for it."""
    name_server.publish("example.com", "v=spf1 ip4:192.0.2.0/24 -all", "another text")
    name_server.publish("s1._domainkey.example.com", record_of(key_of()))
    name_server.publish("_dmarc.example.com", "v=DMARC1; p=reject; sp=quarantine")
    return name_server


def judged(content: bytes, world: NameServer, seen: Seen = Seen(), **asking) -> Judged:
    to_ask = World(Questions([world.address]).for_a_mail, suffixes(None).organization_of)
    parsed = parse(content)
    found = judged_in(parsed, content, Asking(world=to_ask, seen=seen, **asking))
    assert not [fault for fault in parsed.faults if "proofs" in fault], parsed.faults
    return found


def words(found: Judged) -> tuple[str, str, str, str]:
    return found.proofs.spf, found.proofs.dkim, found.proofs.dmarc, found.proofs.arc


@pytest.mark.parametrize("way", [b"relaxed", b"simple"])
def test_a_signature_of_the_froms_own_domain_proves_it(world, way):
    content = signed_by(MAIL, canonicalize=(way, way))
    found = judged(content, world)
    assert words(found) == ("none", "pass", "pass", "none")
    assert (found.method, found.signers, found.policy) == ("dmarc", ["example.com"], "reject")
    assert judged(content.replace(b"\r\n", b"\n"), world).method == "dmarc"


def test_the_server_that_may_send_proves_it_without_a_signature(world):
    found = judged(MAIL, world, GOOD)
    assert words(found) == ("pass", "none", "pass", "none")
    assert found.method == "dmarc"


def test_a_forged_mail_is_refuted_only_where_the_server_was_seen(world):
    assert words(judged(MAIL, world, BAD)) == ("fail", "none", "fail", "none")
    # Fetched: SPF may have held, nobody knows.
    fetched = judged(MAIL, world)
    assert words(fetched) == ("none", "none", "unknown", "none")
    assert (fetched.method, fetched.policy) == (None, "reject")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"some  words", b"other words"),
        (b"Subject: order", b"Subject: pay"),
        (b"negar@example.com>", b"boss@example.com>"),
    ],
)
def test_what_was_changed_after_signing_is_not_proved(world, old, new):
    found = judged(signed_by(MAIL).replace(old, new), world)
    assert (found.proofs.dkim, found.method) == ("fail", None)


def test_a_signature_of_somebody_else_proves_no_from(world):
    world.publish("s1._domainkey.evil.example", record_of(key_of()))
    found = judged(
        signed_by(MAIL, "evil.example"), world, Seen("203.0.113.9", "evil.example", "x@evil.example")
    )
    assert words(found) == ("none", "pass", "fail", "none")
    assert (found.method, found.signers) == (None, ["evil.example"])


def test_spf_of_another_domain_proves_no_from(world):
    world.publish("evil.example", "v=spf1 +all")
    found = judged(MAIL, world, Seen("203.0.113.9", "evil.example", "x@evil.example"))
    assert (found.proofs.spf, found.proofs.dmarc, found.method) == ("pass", "fail", None)
    # Nor does an envelope that can be read in two ways.
    odd = judged(MAIL, world, Seen("203.0.113.9", "evil.example", '"x@example.com"@evil.example'))
    assert (odd.proofs.spf, odd.method) == ("none", None)


def test_the_null_sender_is_judged_by_its_greeting(world):
    world.publish("mx.example.com", "v=spf1 ip4:192.0.2.7 -all")
    assert judged(MAIL, world, Seen("192.0.2.7", "mx.example.com", "")).method == "dmarc"
    assert judged(MAIL, world, Seen("192.0.2.8", "mx.example.com", "")).proofs.spf == "fail"


class TestTricks:
    def test_a_second_from_above_a_signed_mail(self, world):
        for above in (b"From: boss@example.com\r\n", b"from : boss@example.com\r\n", b"Subject: pay\r\n"):
            found = judged(above + signed_by(MAIL), world)
            assert found.method is None, above
            assert found.proofs.dkim != "pass"

    @pytest.mark.parametrize(
        "above",
        [
            b"From: boss@example.com\r\nX: a\r\r\n",
            b"From: boss@example.com\r\nX: a\r\r",
            b"From: boss@example.com\r\nX: a\rY: b\r\n",
            b"From: boss@example.com\r\nno field here\r\n",
            b"From: boss@example.com\r\n\x00\r\n",
        ],
    )
    def test_a_head_that_two_readers_read_in_two_ways(self, world, above):
        """Our parser would show one From, and the library prove another further down."""
        found = judged(above + signed_by(MAIL), world)
        assert found.method is None
        assert found.proofs.dkim != "pass"

    def test_words_below_what_a_signature_covers(self, world):
        content = signed_by(MAIL, length=True)
        assert judged(content, world).method == "dmarc"
        found = judged(content + b"pay me\r\n", world)
        assert (found.proofs.dkim, found.method) == ("policy", None)

    def test_a_signature_that_does_not_cover_the_from(self, world):
        head = signed_by(MAIL).partition(b"From:")[0]
        without = head.replace(b"from : ", b"").replace(b"h=from:", b"h=")
        assert judged(without + MAIL, world).method is None

    def test_a_type_of_content_that_nobody_signed(self, world):
        content = signed_by(MAIL, include_headers=[b"from", b"subject"])
        assert judged(content, world).method == "dmarc"
        twice = b"Content-Type: text/html\r\nContent-Type: text/plain\r\n" + content
        assert judged(twice, world).proofs.dkim == "policy"

    def test_a_signature_that_has_expired(self, world):
        content = signed_by(MAIL)
        old = content.replace(b"; t=", b"; x=1000000000; t=").replace(b" t=", b" x=1000000000; t=", 1)
        assert judged(old, world).method is None

    def test_an_old_hash_and_a_short_key(self, world):
        content = signed_by(MAIL).replace(b"a=rsa-sha256", b"a=rsa-sha1")
        assert judged(content, world).proofs.dkim in {"fail", "permerror"}
        weak = key_of(1024)
        world.publish("s1._domainkey.example.com", record_of(weak))
        assert judged(signed_by(MAIL, key=weak), world).proofs.dkim == "pass"
        world.publish("s1._domainkey.example.com", "v=DKIM1; k=rsa; p=" + "A" * 3_000)
        begun = time.process_time()
        assert judged(signed_by(MAIL), world).method is None
        assert time.process_time() - begun < 0.5

    def test_a_key_that_was_taken_back(self, world):
        world.publish("s1._domainkey.example.com", "v=DKIM1; p=")
        assert judged(signed_by(MAIL), world).proofs.dkim == "fail"

    def test_a_crowd_of_signatures_is_cut(self, world):
        signature = signed_by(MAIL).removesuffix(MAIL)
        found = judged(signature.replace(b"d=example.com", b"d=other.example") * 30 + signature + MAIL, world)
        assert found.method is None, "only the first few are looked at"
        assert sum(world.asked.values()) < 20

    @pytest.mark.parametrize("records", [["v=DMARC1; p=none"], []])
    def test_a_public_suffix_signs_for_nobody(self, world, records):
        world.publish("s1._domainkey.co.ir", record_of(key_of()))
        if records:
            world.publish("_dmarc.shop.co.ir", *records)
        content = signed_by(MAIL.replace(b"example.com>", b"shop.co.ir>", 1), "co.ir")
        found = judged(content, world)
        assert (found.proofs.dkim, found.method) == ("pass", None)

    def test_a_neighbour_under_a_shared_suffix(self, world):
        world.publish("s1._domainkey.evil.github.io", record_of(key_of()))
        world.publish("_dmarc.good.github.io", "v=DMARC1; p=none")
        content = signed_by(MAIL.replace(b"example.com>", b"good.github.io>", 1), "evil.github.io")
        assert judged(content, world).method is None

    def test_several_from_addresses(self, world):
        two = MAIL.replace(b"<negar@example.com>", b"<negar@example.com>, boss@example.com")
        found = judged(signed_by(two), world)
        assert (found.method, found.proofs.dmarc) == (None, "none")


class TestPolicies:
    @pytest.mark.parametrize(
        ("records", "sender", "signer", "expected"),
        [
            # Relaxed: the same organization; strict: the same domain.
            (["v=DMARC1; p=reject"], "example.com", "mail.example.com", ("pass", "dmarc", "reject")),
            (["v=DMARC1; p=reject; adkim=s"], "example.com", "mail.example.com", ("unknown", None, "reject")),
            (["v=DMARC1; p=reject; adkim=s"], "example.com", "example.com", ("pass", "dmarc", "reject")),
            # The organization's policy counts below it, by its own word for subdomains.
            (["v=DMARC1; p=reject; sp=none"], "sub.example.com", "example.com", ("pass", "dmarc", "none")),
            (["v=DMARC1; p=quarantine"], "sub.example.com", "evil.example", ("unknown", None, "quarantine")),
            # What is no policy, or two of them, is none: then only the domain itself, or one above.
            (
                ["v=DMARC1; p=reject", "v=DMARC1; p=none"],
                "example.com",
                "mail.example.com",
                ("none", None, ""),
            ),
            (["v=DMARC2; p=reject"], "sub.example.com", "example.com", ("none", "dkim", "")),
            (["v=spf1 -all"], "example.com", "example.com", ("none", "dkim", "")),
            ([" V=dmarc1; p=reject"], "example.com", "example.com", ("none", "dkim", "")),
            (
                ["v=DMARC1; p=rubbish; rua=mailto:x@y.example"],
                "example.com",
                "example.com",
                ("pass", "dmarc", "none"),
            ),
            (["v=DMARC1; p=reject; pct=0"], "example.com", "evil.example", ("unknown", None, "none")),
            ([], "example.com", "evil.example", ("none", None, "")),
        ],
    )
    def test_of_a_domain(self, world, records, sender, signer, expected):
        world.zone.pop(("_dmarc.example.com", "TXT"))
        if records:
            world.publish("_dmarc.example.com", *records)
        world.publish(f"s1._domainkey.{signer}", record_of(key_of()))
        content = signed_by(MAIL.replace(b"<negar@example.com>", f"<negar@{sender}>".encode()), signer)
        found = judged(content, world)
        assert (found.proofs.dmarc, found.method, found.policy) == expected

    def test_a_domain_in_persian_letters(self, world):
        ours = "مثال".encode("idna").decode()
        world.publish(f"s1._domainkey.{ours}.example.com", record_of(key_of()))
        world.publish(f"_dmarc.{ours}.example.com", "v=DMARC1; p=reject")
        content = signed_by(
            MAIL.replace(b"<negar@example.com>", "<negar@مثال.example.com>".encode()),
            f"{ours}.example.com",
        )
        assert judged(content, world).method == "dmarc"


class TestWithoutAnswers:
    @pytest.fixture(autouse=True)
    def hasty(self, monkeypatch):
        monkeypatch.setattr(asking, "SECONDS_A_QUESTION", 0.3)
        monkeypatch.setattr(asking, "SECONDS_A_MAIL", 1.0)

    def test_a_dead_dns_is_temperror_and_never_pass(self, world):
        world.is_away = True
        begun = time.monotonic()
        found = judged(signed_by(MAIL), world, GOOD)
        assert words(found) == ("temperror", "temperror", "temperror", "none")
        assert found.method is None
        assert time.monotonic() - begun < 1.5

    def test_a_dns_that_fails(self, world):
        world.broken |= {"_dmarc.example.com"}
        found = judged(signed_by(MAIL), world)
        # The key was there: the domain itself is proved, whatever its policy may be.
        assert (found.proofs.dkim, found.proofs.dmarc, found.method) == ("pass", "temperror", "dkim")
        world.broken |= {"_dmarc.sub.example.com"}
        below = signed_by(MAIL.replace(b"negar@example.com>", b"negar@sub.example.com>"))
        assert judged(below, world).method is None, "its policy may be a strict one"

    def test_a_key_that_cannot_be_asked_for_refutes_nothing(self, world):
        world.broken |= {"s1._domainkey.example.com"}
        found = judged(signed_by(MAIL), world, BAD)
        assert (found.proofs.dkim, found.proofs.dmarc, found.method) == ("temperror", "temperror", None)

    @pytest.mark.parametrize("seen", [Seen(), BAD, Seen("203.0.113.9", "x", "x@evil.example")])
    def test_a_strangers_own_silence_excuses_nothing(self, world, seen):
        """Beside a signature of theirs, however many, nothing of the From's house stays unknown."""
        plain = judged(MAIL, world, seen if "evil" not in seen.mail_from else BAD)
        assert not plain.is_unanswered
        world.silent |= {"evil.example"} | {f"s1._domainkey.e{number}.example" for number in range(5)}
        world.broken.add("s1._domainkey.evil.example")
        content = MAIL
        for domain in ("evil.example", *(f"e{number}.example" for number in range(4))):
            content = signed_by(content, domain)
        found = judged(content, world, seen)
        assert found.proofs.dkim == "temperror"
        assert (found.method, found.is_unanswered) == (None, False)
        assert found.proofs.dmarc in {plain.proofs.dmarc, "fail"}

    @pytest.mark.parametrize("selector", ["é".encode(), b"\xff", b"\\999", b"xn--\xff", b"a..b", b"x" * 64])
    def test_a_key_at_an_impossible_name_is_no_silence(self, world, selector):
        """Else one made-up signature of the From's own domain would switch its policy off."""
        content = signed_by(MAIL).replace(b"s=s1;", b"s=" + selector + b";")
        found = judged(content, world, BAD)
        assert (found.proofs.dkim, found.proofs.dmarc, found.is_unanswered) == ("fail", "fail", False)

    @pytest.mark.parametrize(
        ("greeting", "sender"),
        [("\\999.example.com", ""), ("x", "a@\\999.example.com"), ("a..example.com", "")],
    )
    def test_a_server_with_an_impossible_name_is_no_silence(self, world, greeting, sender):
        found = judged(MAIL, world, Seen("203.0.113.9", greeting, sender))
        assert (found.proofs.spf, found.proofs.dmarc, found.is_unanswered) == ("none", "fail", False)

    def test_what_the_froms_own_house_leaves_open_is_open(self, world):
        world.zone.pop(("_dmarc.example.com", "TXT"))
        world.broken |= {"s1._domainkey.example.com"}
        found = judged(signed_by(MAIL), world, BAD)
        assert (found.proofs.dmarc, found.method, found.is_unanswered) == ("none", None, True)
        world.broken = {"example.com"}
        assert judged(MAIL, world, GOOD).is_unanswered

    def test_strangers_who_keep_silent_switch_nothing_off(self, world):
        questions = Questions([world.address])
        to_ask = World(questions.for_a_mail, suffixes(None).organization_of)
        world.silent |= {f"s1._domainkey.e{number}.example" for number in range(8)}
        for first in (0, 4):
            content = MAIL.replace(b"negar@example.com", b"x@e.example")
            for number in range(first, first + 4):
                content = signed_by(content, f"e{number}.example")
            judged_in(parse(content), content, Asking(world=to_ask))
        content = signed_by(MAIL)
        assert judged_in(parse(content), content, Asking(world=to_ask)).method == "dmarc"

    def test_who_kept_silent_is_not_asked_again_at_once(self, world):
        questions = Questions([world.address])
        world.silent.add("s1._domainkey.evil.example")
        for _ in range(2):
            with pytest.raises(UnansweredError):
                questions.for_a_mail()("s1._domainkey.evil.example", "TXT")
        asked = world.asked["s1._domainkey.evil.example", "TXT"]
        with pytest.raises(UnansweredError):
            questions.for_a_mail()("s1._domainkey.evil.example", "TXT")
        assert world.asked["s1._domainkey.evil.example", "TXT"] == asked

    def test_after_several_silent_servers_nobody_is_asked_for_a_while(self, world):
        world.is_away = True
        questions = Questions([world.address])
        to_ask = World(questions.for_a_mail, suffixes(None).organization_of)
        spent = []
        for number in range(6):
            content = signed_by(MAIL.replace(b"example.com>", b"d%d.example>" % number, 1), "example.com")
            begun = time.monotonic()
            judged_in(parse(content), content, Asking(world=to_ask))
            spent.append(time.monotonic() - begun)
        assert sum(spent) < 3
        assert max(spent[3:]) < 0.2

    def test_a_maze_of_includes_ends(self, world):
        for number in range(60):
            world.publish(f"i{number}.example.com", f"v=spf1 include:i{number + 1}.example.com -all")
        seen = Seen("192.0.2.7", "h", "x@i0.example.com")
        assert judged(MAIL, world, seen).proofs.spf == "permerror"
        world.publish("loop.example.com", "v=spf1 include:loop.example.com -all")
        assert judged(MAIL, world, Seen("192.0.2.7", "h", "x@loop.example.com")).proofs.spf == "permerror"
        assert sum(world.asked.values()) < 60

    @pytest.mark.parametrize(
        "record",
        [
            "v=spf1 ip4:rubbish",
            "v=spf1 %{",
            "v=spf1 a:\x01",
            "v=spf1 exists:%{l1r+}",
            "v=spf1 " + "a:x " * 400,
        ],
    )
    def test_a_record_that_is_none(self, world, record):
        world.publish("example.com", record)
        assert judged(MAIL, world, GOOD).proofs.spf in {"permerror", "neutral", "none", "fail"}

    def test_a_long_answer_comes_by_tcp_and_a_huge_one_counts_as_none(self, world):
        world.publish("example.com", "v=spf1 ip4:192.0.2.0/24 -all", *["x" * 250 + str(n) for n in range(10)])
        assert judged(MAIL, world, GOOD).proofs.spf == "pass"
        world.publish("example.com", "v=spf1 ip4:192.0.2.0/24 " + "ip4:198.51.100.1 " * 300)
        assert judged(MAIL, world, GOOD).proofs.spf == "none"


class TestChains:
    def sealed(self, world, content: bytes, domain: str = "list.example") -> bytes:
        world.publish(f"s1._domainkey.{domain}", record_of(key_of()))
        results = b"Authentication-Results: list.example; dkim=pass header.d=example.com\r\n"
        made = dkim.arc_sign(results + content, b"s1", domain.encode(), pem_of(key_of()), b"list.example")
        return b"".join(made) + content

    def test_a_chain_that_holds_proves_no_sender(self, world):
        found = judged(self.sealed(world, signed_by(MAIL)), world)
        assert found.proofs.arc == "pass"
        changed = self.sealed(world, signed_by(MAIL).replace(b"Subject: order", b"Subject: [list] order"))
        found = judged(changed, world, BAD)
        assert (found.proofs.arc, found.proofs.dmarc, found.method) == ("pass", "fail", None)

    def test_a_chain_that_was_changed(self, world):
        content = self.sealed(world, signed_by(MAIL)).replace(b"some  words", b"other words")
        assert judged(content, world).proofs.arc == "fail"

    def test_a_chain_without_end_is_not_followed(self, world):
        content = signed_by(MAIL)
        for _ in range(3):
            content = self.sealed(world, content)
        seals = b"".join(b"ARC-Seal: i=%d; x\r\n" % number for number in range(1, 60))
        begun = time.process_time()
        assert judged(seals + content, world).proofs.arc == "unknown"
        assert time.process_time() - begun < 0.3


class TestReceived:
    @pytest.mark.parametrize(
        ("received", "spf"),
        [
            ("from mx.example.com (mx.example.com [192.0.2.7]) by mx.shop.example (Postfix)", "pass"),
            ("from mx (unknown [203.0.113.9]) (using TLSv1.3) by mx.shop.example", "fail"),
            ("from mx.example.com ([192.0.2.7] helo=mx) by mx.shop.example with esmtp (Exim 4.96)", "pass"),
            # A greeting that looks like an address is no address.
            ("from [192.0.2.7] (unknown [203.0.113.9]) by mx.shop.example", "fail"),
            ("from x([192.0.2.7]) (unknown [203.0.113.9]) by mx.shop.example", "none"),
            ("from [203.0.113.9] (helo=[192.0.2.7]) by mx.shop.example", "none"),
            ("from x by y (really [192.0.2.7])", "none"),
            ("", "none"),
        ],
    )
    def test_who_handed_it_in_by_a_trusted_border(self, world, received, spf):
        head = b"Return-Path: <negar@example.com>\r\n" + (
            f"Received: {received}; Sun\r\n".encode() if received else b""
        )
        below = b"Received: from mx.example.com (mx.example.com [192.0.2.7]) by mx.example.com\r\n"
        assert (
            judged(
                head + below + MAIL if received else head + MAIL, world, is_received_trusted=True
            ).proofs.spf
            == spf
        )
        assert judged(head + MAIL, world).proofs.spf == "none"


def parse_with(world: NameServer, content: bytes, *options: str, folder) -> dict:
    file = folder / "mail.eml"
    file.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "hamseda", "mail", "parse", "--dns", *options, str(file)],
        env={"HAMSEDA_DNS_SERVERS": world.address, "PATH": "/usr/bin", "HAMSEDA_FOLDER": str(folder)},
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)["auth"]


def test_the_command_asks_the_servers_of_the_settings(world, tmp_path):
    received = b"Return-Path: <negar@example.com>\r\nReceived: from x (x [192.0.2.7]) by mx; Sun\r\n"
    content = received + signed_by(MAIL)
    assert parse_with(world, content, "--received", folder=tmp_path) == {
        "spf": "pass",
        "dkim": "pass",
        "dmarc": "pass",
        "arc": "none",
    }
    world.broken |= {"_dmarc.example.com", "s1._domainkey.example.com"}
    assert parse_with(world, content, folder=tmp_path) == {
        "spf": "none",
        "dkim": "temperror",
        "dmarc": "temperror",
        "arc": "none",
    }
