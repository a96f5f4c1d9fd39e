"""How far a day went as planned, by hand-made days and at random."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.workforce.shifts.adherence_rules import Exempt, Presence, Segment, intervals, now_of, sums

GRACE = timedelta(minutes=5)


def at(clock: str) -> datetime:
    hour, _, minute = clock.partition(":")
    return datetime(2027, 1, 2, int(hour), int(minute), tzinfo=UTC)


# 08:00 to 16:00 with a lunch and a meeting: 7 hours of work, half an hour of break are measured.
PLAN = [
    Segment(at("8:00"), at("10:00"), "work", "روز"),
    Segment(at("10:00"), at("10:30"), "activity", "جلسه"),
    Segment(at("10:30"), at("12:00"), "work", "روز"),
    Segment(at("12:00"), at("12:30"), "break", "ناهار"),
    Segment(at("12:30"), at("16:00"), "work", "روز"),
]
MEASURED = 7.5 * 3600


def been(*spans: tuple[str, str, str]) -> list[Presence]:
    return [Presence(at(begins), at(ends), state) for begins, ends, state in spans]


PERFECT = been(("8:00", "12:00", "available"), ("12:00", "12:30", "break"), ("12:30", "16:00", "available"))


def codes(presence, exempt=(), now="16:00") -> list[tuple[str, str, str]]:
    found = intervals(PLAN, presence, exempt, GRACE, at(now))
    return [
        (f"{one.begins:%H:%M}", f"{one.ends:%H:%M}", one.code) for one in found if one.code != "as_planned"
    ]


def test_a_day_as_planned_is_a_hundred():
    found = sums(intervals(PLAN, PERFECT, [], GRACE, at("16:00")))
    assert (found.planned, found.kept, found.percent) == (MEASURED, MEASURED, 100.0)


def test_a_day_without_a_sign_of_life_is_nothing_but_the_break():
    found = sums(intervals(PLAN, [], [], GRACE, at("16:00")))
    assert (found.planned, found.kept) == (MEASURED, 1800)


def test_the_textbook_case():
    """Out of adherence for 25 of 480 minutes: 95 % (SWPP)."""
    plan = [Segment(at("8:00"), at("16:00"), "work", "روز")]
    presence = been(
        ("8:00", "10:00", "available"), ("10:00", "10:25", "break"), ("10:25", "16:00", "available")
    )
    assert sums(intervals(plan, presence, [], GRACE, at("16:00"))).percent == pytest.approx(94.8, abs=0.05)


def test_each_deviation_has_its_name():
    presence = been(
        ("8:12", "11:00", "available"), ("11:00", "11:20", "break"), ("11:20", "11:40", "offline"),
        ("11:40", "12:10", "available"), ("12:10", "12:30", "break"), ("12:30", "15:00", "available"),
    )  # fmt: skip
    assert codes(presence) == [
        ("08:00", "08:12", "not_there_yet"),
        ("10:00", "10:30", "not_measured"),
        ("11:00", "11:20", "on_break"),
        ("11:20", "11:40", "away"),
        ("12:00", "12:10", "worked_on"),
        ("15:00", "16:00", "left"),
    ]
    # While the shift goes on nobody has left: they may come back.
    assert codes(presence, now="15:30")[-1] == ("15:00", "15:30", "away")


def test_what_is_a_little_late_or_early_is_as_planned():
    presence = been(
        ("8:05", "12:04", "available"), ("12:04", "12:34", "break"), ("12:34", "15:56", "available")
    )
    assert codes(presence) == [
        ("08:00", "08:05", "within_grace"),
        ("10:00", "10:30", "not_measured"),
        ("12:00", "12:04", "within_grace"),
        ("12:30", "12:34", "within_grace"),
        ("15:56", "16:00", "within_grace"),
    ]
    late = been(("8:06", "16:00", "available"))
    assert codes(late)[0] == ("08:00", "08:06", "not_there_yet")


def test_what_a_leader_marked_as_fine_counts_and_is_told():
    presence = been(
        ("8:30", "12:00", "available"), ("12:00", "12:30", "break"), ("12:30", "16:00", "available")
    )
    exempt = [Exempt(at("7:00"), at("8:27"))]
    found = intervals(PLAN, presence, exempt, GRACE, at("16:00"))
    assert [one.code for one in found[:2]] == ["excused", "within_grace"]
    assert sums(found).percent == 100.0
    assert sums(found).excused == 27 * 60


@pytest.mark.parametrize(
    ("now", "presence", "state", "since"),
    [
        ("7:00", [], "off", "7:00"),
        ("8:04", [], "in", "8:00"),
        ("8:10", [], "late", "8:00"),
        ("9:00", [("8:00", "9:00", "available")], "in", "8:00"),
        ("9:00", [("8:00", "8:30", "available"), ("8:30", "9:00", "break")], "out", "8:30"),
        ("9:00", [("8:00", "8:30", "available"), ("8:30", "9:00", "offline")], "out", "8:30"),
        ("10:10", [("8:00", "8:30", "available"), ("8:30", "10:10", "offline")], "in", "10:00"),
        ("11:55", [("8:00", "11:48", "available"), ("11:48", "11:55", "break")], "early", "11:48"),
        ("12:10", [("8:00", "12:10", "available")], "out", "12:00"),
        ("12:10", [("8:00", "12:00", "available"), ("12:00", "12:10", "break")], "in", "8:00"),
        ("15:30", [("8:00", "15:20", "available"), ("15:20", "15:30", "offline")], "early", "15:20"),
        ("17:00", [("8:00", "15:58", "available"), ("15:58", "17:00", "offline")], "off", "16:00"),
    ],
)
def test_now(now, presence, state, since):
    found = now_of(PLAN, been(*presence), [], GRACE, at(now))
    assert (found.state, f"{found.since:%-H:%M}") == (state, since)


@given(
    st.lists(st.tuples(st.integers(0, 640), st.sampled_from(["available", "break", "offline"])), max_size=12),
    st.integers(0, 640),
)
def test_whatever_people_do_every_minute_that_passed_is_judged_once(changes, passed):
    now = at("7:00") + timedelta(minutes=passed)
    edges = sorted({at("7:00") + timedelta(minutes=minute): state for minute, state in changes}.items())
    ends = [*(edge for edge, _ in edges[1:]), at("18:00")]
    presence = [Presence(begin, end, state) for (begin, state), end in zip(edges, ends, strict=False)]
    found = intervals(PLAN, presence, [], GRACE, now)
    due = sum((min(one.ends, now) - one.begins).total_seconds() for one in PLAN if one.begins < now)
    assert sum(one.seconds for one in found) == due
    assert all(one.ends == two.begins for one, two in pairwise(found))
    total = sums(found)
    assert 0 <= total.kept <= total.planned
