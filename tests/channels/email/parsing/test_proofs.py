"""Who wrote a mail: what can be said without asking anybody, and by the word of a border."""

from textwrap import wrap

import pytest

from fixtures.signed import signed as signed_by
from hamseda.channels.email.parsing.authenticity import Asking
from hamseda.channels.email.parsing.judging import judge
from hamseda.channels.email.parsing.record import Proofs

MAIL = (
    b"From: Negar <negar@example.com>\r\nSubject: x\r\nDate: Sun, 22 Nov 2026 08:00:00 +0000\r\n\r\n"
    b"some  words \r\n\r\n\r\n"
)


@pytest.fixture(scope="module")
def signed():
    return {way: signed_by(MAIL, canonicalize=(way, way)) for way in (b"relaxed", b"simple")}


def proofs(content, asking=None):
    return judge(content, "x", asking or Asking()).auth


def test_without_a_signature_nothing_is_claimed():
    assert proofs(MAIL) == Proofs(spf="unknown", dkim="none", dmarc="unknown", arc="none")


@pytest.mark.parametrize("way", [b"relaxed", b"simple"])
def test_a_signature_cannot_be_proved_without_its_key(signed, way):
    assert proofs(signed[way]).dkim == "unknown"
    assert proofs(signed[way].replace(b"\r\n", b"\n")).dkim == "unknown"


@pytest.mark.parametrize("way", [b"relaxed", b"simple"])
def test_another_body_than_was_signed_refutes_it(signed, way):
    assert proofs(signed[way].replace(b"words", b"other")).dkim == "fail"


def test_a_signature_that_is_none():
    assert proofs(b"DKIM-Signature: v=1; rubbish\r\n" + MAIL).dkim == "permerror"


def test_chains_of_arc():
    sets = b"".join(
        b"ARC-Seal: i=%d; cv=pass; a=rsa-sha256; d=x; s=y; b=z\r\nARC-Message-Signature: i=%d; a=x\r\n"
        b"ARC-Authentication-Results: i=%d; x; spf=pass\r\n" % (i, i, i)
        for i in (2, 1)
    )
    assert proofs(sets + MAIL).arc == "unknown"
    assert proofs(sets.replace(b"i=2", b"i=3") + MAIL).arc == "fail"
    assert proofs(sets.replace(b"i=2; cv=pass", b"i=2; cv=fail") + MAIL).arc == "fail"


def test_only_the_word_of_the_named_border_counts():
    results = b"Authentication-Results: mx.example; spf=pass smtp.mailfrom=a@b; dkim=fail; dmarc=pass header.from=b\r\n"
    assert proofs(results + MAIL).dmarc == "unknown"
    assert proofs(results + MAIL, Asking("mx.example")) == Proofs("pass", "fail", "pass", "none")
    assert proofs(results + MAIL, Asking("mx.other")) == Proofs("none", "none", "none", "none")
    below = b"Received: from x by y; Sun, 22 Nov 2026 08:00:00 +0000\r\n" + results + MAIL
    assert proofs(below, Asking("mx.example")).dmarc == "none"
    assert proofs(below, Asking("mx.example", "first")).dmarc == "pass"


def test_long_bodies_are_hashed_in_time():
    signature = b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=x; s=y; h=from; bh=AAAA; b=AAAA\r\n"
    for body in (b" \t" * 1_000_000, b"\r\n" * 1_000_000, wrap("x " * 50_000)[0].encode() * 100):
        assert proofs(signature + MAIL + body).dkim == "fail"
