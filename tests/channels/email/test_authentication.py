"""Who is proved by an Authentication-Results header, and all the ways in which nobody is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.channels.email.authentication import Trust, authenticated_by, is_unanswered, read_results
from hamseda.channels.email.suffixes import suffixes

organization_of = suffixes(None).organization_of
OURS = Trust("mx.hamseda.test")
SENDER = "negar@example.com"
PASS = "mx.hamseda.test; dmarc=pass header.from=example.com"


def verdict(*headers: str, sender: str = SENDER, trust: Trust = OURS) -> str | None:
    trace = [
        ("received", h[9:]) if h.startswith("Received:") else ("authentication-results", h) for h in headers
    ]
    return authenticated_by(trace, sender, trust, organization_of)


@pytest.mark.parametrize(
    ("header", "method"),
    [
        (PASS, "dmarc"),
        ("MX.Hamseda.TEST 1; dmarc=pass (p=reject sp=none) header.from=example.com", "dmarc"),
        ("mx.hamseda.test; dkim=pass header.i=@example.com header.d=example.com header.s=a", "dkim"),
        ("mx.hamseda.test; spf=pass smtp.mailfrom=bounce@example.com", "spf"),
        ('mx.hamseda.test; spf=pass (x) smtp.mailfrom = "a; b@c"@example.com', "spf"),
        ("mx.hamseda.test; dkim=pass header.b=aGVq= header.d=example.com", "dkim"),
        ('mx.hamseda.test; dmarc=pass(p=REJECT) reason="all \\"good\\"" header.from=example.com', "dmarc"),
        (
            'mx.hamseda.test;\r\n\tdkim=fail reason="bad; dkim";\r\n\tspf=pass smtp.mailfrom=example.com',
            "spf",
        ),
        (
            "mx.hamseda.test; spf=softfail smtp.mailfrom=x@other.org; dkim=pass header.d=example.com; dmarc=pass",
            "dmarc",
        ),
    ],
)
def test_what_the_border_proves(header, method):
    assert verdict(header) == method


@pytest.mark.parametrize(
    ("sender", "proved", "method"),
    [
        ("negar@shop.co.ir", "co.ir", None),
        ("negar@shop.co.ir", "shop.co.ir", "dkim"),
        ("negar@mail.shop.co.ir", "shop.co.ir", "dkim"),
        ("negar@good.github.io", "github.io", None),
        # The suffix itself may write, for itself alone.
        ("office@github.io", "github.io", "dkim"),
    ],
)
def test_a_public_suffix_proves_nobody_below_it(sender, proved, method):
    assert verdict(f"mx.hamseda.test; dkim=pass header.d={proved}", sender=sender) == method
    by_spf = f"mx.hamseda.test; spf=pass smtp.mailfrom=x@{proved}"
    assert verdict(by_spf, sender=sender) == ("spf" if method else None)


@pytest.mark.parametrize(
    "header",
    [
        "mx.hamseda.test; none",
        "evil.example; dmarc=pass header.from=example.com",
        "mx.hamseda.test.evil.example; dmarc=pass header.from=example.com",
        "mx.hamseda.test; dmarc=fail header.from=example.com; dkim=pass header.d=example.com",
        "mx.hamseda.test; dmarc=none; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=x@evil.example",
        "mx.hamseda.test; dkim=pass header.d=com",
        "mx.hamseda.test; dkim=pass header.d=ample.com",
        "mx.hamseda.test; dkim=pass header.d=mail.example.com",
        "mx.hamseda.test; dmarc=pass header.from=evil.example",
        # What a sender may write into its own part of a result proves nothing.
        'mx.hamseda.test; spf=fail smtp.mailfrom="x; dmarc=pass header.from=example.com"',
        "mx.hamseda.test; spf=fail (x; dmarc=pass header.from=example.com) smtp.mailfrom=x@evil.example",
        "mx.hamseda.test; spf=fail (a (b) ; dkim=pass header.d=example.com) smtp.mailfrom=x@evil.example",
        "mx.hamseda.test; spf=fail (a \\) ; dkim=pass header.d=example.com) smtp.mailfrom=x@evil.example",
        "mx.hamseda.test; dkim=pass header.d=evil.example header.d=example.com",
        'mx.hamseda.test; x-spam="dmarc=pass"',
        "(mx.hamseda.test); dmarc=pass header.from=example.com",
        # A local part in quotes is no domain, whatever stands between it and the real one.
        'mx.hamseda.test; spf=pass smtp.mailfrom="example.com."@attacker.net; dmarc=none',
        'mx.hamseda.test; spf=pass smtp.mailfrom="example.com"@attacker.net',
        'mx.hamseda.test; spf=pass smtp.mailfrom= "example.com"@attacker.net; dkim=pass header.d=attacker.net',
        'mx.hamseda.test; spf=pass smtp.mailfrom="example.com"(a)@attacker.net',
        'mx.hamseda.test; spf=pass smtp.mailfrom="example.com" (a) @attacker.net',
        'mx.hamseda.test; spf=pass smtp.mailfrom="example.com" @attacker.net',
        'mx.hamseda.test; spf=pass smtp.mailfrom="example.com"',
        'mx.hamseda.test; spf=pass smtp.mailfrom="x@example.com"',
        'mx.hamseda.test; spf=pass smtp.mailfrom="x@example.com"@attacker.net',
        'mx.hamseda.test; spf=pass smtp.mailfrom="a\\"@example.com"@attacker.net',
        'mx.hamseda.test; spf=pass smtp.mailfrom="a" "b"@example.com',
        'mx.hamseda.test; spf=pass smtp.mailfrom=x@"example.com"',
        "mx.hamseda.test; spf=pass smtp.mailfrom=example.com(a)@attacker.net",
        "mx.hamseda.test; spf=pass smtp.mailfrom=x@example.com(a).attacker.net",
        "mx.hamseda.test; spf=pass smtp.mailfrom=x@example.com (a) .attacker.net",
        "mx.hamseda.test; spf=pass smtp.mailfrom=x@attacker.net@example.com",
        "mx.hamseda.test; spf=pass smtp.mailfrom=x@example.com@attacker.net",
        "mx.hamseda.test; spf=pass smtp.mailfrom=x@example.com. header.from=example.com",
        'mx.hamseda.test; spf=pass smtp.mailfrom=\\"@attacker.net\\"x@example.com',
        'mx.hamseda.test; dmarc=pass reason="never ends header.from=attacker.net; dkim=pass header.d=example.com',
        "",
    ],
)
def test_what_proves_nothing(header):
    assert verdict(header) is None


def test_only_what_stands_above_the_first_received_counts():
    assert verdict(PASS, "Received: from a by mx.hamseda.test") == "dmarc"
    assert verdict("Received: from a by mx.hamseda.test", PASS) is None


def test_a_border_that_writes_below_its_received_is_trusted_where_the_channel_says_so():
    below = Trust("mx.hamseda.test", "first")
    assert verdict("Received: from a by mx.hamseda.test", PASS, trust=below) == "dmarc"
    failed = "mx.hamseda.test; dmarc=fail header.from=example.com"
    assert verdict("Received: from a by mx.hamseda.test", failed, PASS, trust=below) is None


def test_the_topmost_header_decides_unless_the_border_writes_two():
    of_dkim, of_dmarc = "mx.hamseda.test; dkim=pass header.d=other.org", PASS
    assert verdict(of_dkim, of_dmarc) is None
    assert verdict(of_dkim, of_dmarc, trust=Trust("mx.hamseda.test", headers=2)) == "dmarc"


def test_without_a_configured_border_nobody_is_proved():
    assert verdict(PASS, trust=Trust("")) is None
    assert verdict("; dmarc=pass header.from=example.com", trust=Trust("")) is None


@given(st.text(alphabet='ab.\\"() @=', max_size=20))
def test_no_local_part_in_quotes_lends_its_text_to_the_domain(text):
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    for between in ("", " ", "(a)", " (a) "):
        local = f'"{quoted}example.com"{between}@attacker.net'
        assert verdict(f"mx.hamseda.test; spf=pass smtp.mailfrom={local}; dmarc=none") is None


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault(text):
    read_results(text)


@given(st.text(alphabet='abc"\\();= .@', max_size=60))
def test_nothing_inside_a_quoted_value_becomes_a_result(text):
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    header = f'mx.hamseda.test; spf=fail smtp.mailfrom="{quoted}; dmarc=pass header.from=example.com"'
    assert verdict(header) is None
    assert [r.method for r in read_results(header)[1]] == ["spf"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("dkim=temperror header.d=evil.example; dmarc=none", False),
        ("dkim=temperror; spf=temperror smtp.mailfrom=x@evil.example", False),
        ("dkim=temperror header.d=example.com", True),
        ("spf=temperror smtp.mailfrom=negar@example.com", True),
        ("dmarc=temperror header.from=example.com", True),
        ("dkim=pass header.d=example.com", False),
    ],
)
def test_only_silence_about_the_froms_own_house_leaves_it_open(said, expected):
    trust = Trust("mx.hamseda.test")
    trace = [("authentication-results", f"mx.hamseda.test; {said}"), ("received", "x")]
    assert is_unanswered(trace, "negar@example.com", trust, organization_of) is expected
    assert not is_unanswered(trace[1:] + trace[:1], "negar@example.com", trust, organization_of)
