"""A forecast without history: proxies weighed, disagreement told by width, and the same table as always."""

import csv
import io
from math import exp, log

import pytest

from hamseda.workforce.forecast.cold import DOUBT, Proxies, guess
from hamseda.workforce.quantities import FaultyError


def test_one_proxy_is_taken_as_it_is():
    found = guess(Proxies(email_month=400, contacts_per_email=3))
    assert found.month == pytest.approx(1200)
    assert found.doubt == pytest.approx(log(DOUBT["email"]))


def test_proxies_that_agree_make_it_narrower():
    found = guess(Proxies(email_month=1000, customers=5000, contact_rate=0.2))
    assert found.month == pytest.approx(1000)
    assert found.doubt < log(DOUBT["email"])


def test_proxies_that_disagree_make_it_wider():
    found = guess(Proxies(email_month=300, customers=50_000, contact_rate=0.2, similar_month=1000))
    assert 300 < found.month < 10_000
    assert found.doubt > log(DOUBT["customers"])
    assert found.quantile(1) == pytest.approx(found.month * exp(found.doubt))


def test_the_more_certain_weighs_more():
    found = guess(Proxies(email_month=1000, similar_month=2000))
    assert 1000 < found.month < 1414  # nearer to the mails than the middle of both


@pytest.mark.parametrize("given", [{}, {"customers": 100}])
def test_nothing_to_go_by(given):
    with pytest.raises(FaultyError, match="Nothing to go by"):
        guess(Proxies(**given))


@pytest.mark.parametrize(
    "given",
    [{"email_month": 0}, {"email_month": 9, "contacts_per_email": 0}, {"customers": 9, "contact_rate": 0}],
)
def test_of_nothing_nothing_is_foretold(given):
    with pytest.raises(FaultyError, match="makes 0 contacts a month"):
        guess(Proxies(**given))


def test_a_proxy_of_nothing_is_told_not_to_be_used(workforce):
    with_one, without = workforce(*COMMON, "--email-month", "0"), workforce(*COMMON)
    assert with_one.exit_code == 0, with_one.stderr
    assert with_one.stdout == without.stdout
    assert "--email-month or --contacts-per-email is 0: not used." in with_one.stderr
    assert "not used" not in without.stderr
    assert with_one.stderr.startswith(without.stderr)  # the guess is from the others alone
    said = workforce(*COMMON, "--similar-month", "0", "--language", "fa").stderr
    assert "‎--similar-month یا ‎--size-ratio صفر است و به کار نرفت" in said


COMMON = (
    "first-forecast",
    "--customers",
    "۹۰۰۰",
    "--contact-rate",
    "0.2",
    "--first",
    "1405/09/14",
    "--horizon",
    "28d",
)


def test_the_table_holds_the_month(workforce):
    done = workforce(*COMMON, "--hours", "8:00-16:00", "--weekdays", "sat-wed", "--interval", "1h")
    assert done.exit_code == 0, done.stderr
    assert "1,800 contacts a month" in done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == ["start", "mean", "p10", "p50", "p90"]
    assert len(rows) == 20 * 8
    assert rows[0]["start"] == "2026-12-05T08:00"
    skew = exp(log(DOUBT["customers"]) ** 2 / 2)
    assert sum(float(row["mean"]) for row in rows) == pytest.approx(1800 * 28 / 30.4375 * skew, rel=1e-3)
    for row in rows:
        assert float(row["p10"]) < float(row["mean"]) * 0.6
        assert float(row["p90"]) > float(row["mean"]) * 1.4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--hours", "20:00-8:00"), "not opening hours within a day"),
        (("--hours", "8-25"), "not opening hours within a day"),
        (("--weekdays", "monday"), "is no weekday"),
        (("--contact-rate", "few"), "--contact-rate: few is not a number"),
        (("--interval", "90s"), "no whole minutes"),
        (("--interval", "7m"), "do not divide the opening hours"),
        (("--first", "soon"), "--first: soon is not the start"),
    ],
)
def test_what_cannot_be_meant(workforce, words, said):
    done = workforce(*COMMON, *words)
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--email-month", "400", "--customers", "9000"), "--customers and --contact-rate belong together"),
        (("--email-month", "400", "--contact-rate", "0.2"), "--customers and --contact-rate belong together"),
        (("--similar-month", "400", "--contacts-per-email", "3"), "needs --email-month"),
        (("--email-month", "400", "--size-ratio", "2"), "needs --similar-month"),
    ],
)
def test_half_a_proxy_is_not_passed_over_in_silence(workforce, words, said):
    done = workforce("first-forecast", *words)
    assert done.exit_code == 2
    assert said in done.stderr


def test_proxies_that_lie_far_apart_are_refused(workforce):
    words = ("first-forecast", "--email-month", "400", "--similar-month")
    done = workforce(*words, "40000")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "makes 400 contacts a month in one way and 40,000 in another" in done.stderr
    assert workforce(*words, "19000").exit_code == 0


def test_intervals_hold_the_doubt_about_the_month(workforce):
    """Twenty-fold apart, the month lies between 241 and 20,000 four times in five; so do its intervals."""
    found = guess(Proxies(email_month=400, similar_month=8000))
    done = workforce("first-forecast", "--email-month", "400", "--similar-month", "8000", "--horizon", "30d")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    low, middle, high = (sum(float(row[name]) for row in rows) for name in ("p10", "p50", "p90"))
    assert low < middle < high
    assert high / middle == pytest.approx(exp(1.2816 * found.doubt), rel=0.2)
    assert all(float(row["p50"]) < float(row["mean"]) < float(row["p90"]) for row in rows)
