"""The checker of schedules names every rule that is broken, and nothing else."""

import pytest
from msgspec.structs import replace

from hamseda.workforce.schedule.coverage import assign, covered, price, short_minutes
from hamseda.workforce.schedule.pauses import due, families, fitting, on_its_day
from hamseda.workforce.schedule.plan import Duty, Lock, Pause, Template
from hamseda.workforce.schedule.rules import breaches
from workforce.plans import MINUTES, PER_DAY, plan_of

LONG = Duty(0, 0, 0, 3, ((0, 5),))  # 06:00 to 16:00, lunch at 10:00
LAST = replace(LONG, day=6)
BEGINS = 6 * 1440 + 16 * 60  # the end of that one
SHORT = Duty(0, 0, 1, 4, ())


def codes(plan, *duties):
    return [one.code for one in breaches(plan, duties)]


def with_worker(plan, **changes):
    first, *others = plan.workers
    return replace(plan, workers=(replace(first, **changes), *others))


def with_rules(plan, **changes):
    return replace(plan, rules=replace(plan.rules, **changes))


PLAN = plan_of(people=3, days=7)


def test_a_schedule_that_keeps_all_rules():
    assert (
        codes(PLAN, LONG, replace(SHORT, day=1), replace(LONG, worker=1, day=6, start=5, pauses=((0, 8),)))
        == []
    )
    assert codes(PLAN) == []


@pytest.mark.parametrize(
    ("plan", "duties", "code"),
    [
        (PLAN, [replace(LONG, start=2)], "not_offered"),
        (with_rules(PLAN, closed=frozenset({0})), [LONG], "closed"),
        (with_worker(PLAN, leave=frozenset({0})), [LONG], "leave"),
        (with_worker(PLAN, free=((4, 99),)), [LONG], "not_available"),
        (with_worker(PLAN, free=((0, 5), (6, 99))), [LONG], "not_available"),
        (with_worker(PLAN, skills=frozenset()), [LONG], "no_skill"),
        (PLAN, [replace(LONG, pauses=())], "breaks_differ"),
        (PLAN, [replace(LONG, pauses=((0, 5), (0, 6)))], "breaks_differ"),
        (with_rules(PLAN, gap=0), [replace(LONG, pauses=((0, 7),))], "break_outside_window"),
        (with_rules(PLAN, gap=3), [LONG], "breaks_too_close"),
        (with_rules(PLAN, stretch=1), [LONG], "stretch_too_long"),
        (PLAN, [SHORT, replace(SHORT, start=6)], "two_in_a_day"),
        (PLAN, [replace(LONG, start=4), replace(LONG, day=1)], None),
        (PLAN, [replace(LONG, start=5, pauses=((0, 7),)), replace(LONG, day=1)], "rest_too_short"),
        (with_rules(PLAN, rest_minutes=14 * 60), [LONG, replace(LONG, day=1)], None),
        (with_rules(PLAN, rest_minutes=14 * 60 + 1), [LONG, replace(LONG, day=1)], "rest_too_short"),
        (with_worker(PLAN, ended_before=299), [LONG], "rest_too_short"),
        (with_worker(PLAN, ended_before=300), [LONG], None),
        (with_worker(PLAN, days_before=6), [LONG], "too_many_days_in_row"),
        (with_worker(PLAN, days_before=5), [LONG], None),
        (with_worker(PLAN, days_before=6), [replace(LONG, day=1)], None),
        (with_worker(PLAN, begins_after=BEGINS + 660), [LAST], None),
        (with_worker(PLAN, begins_after=BEGINS + 659), [LAST], "rest_after_too_short"),
        (with_worker(PLAN, begins_after=BEGINS + 659), [replace(LAST, day=LAST.day - 1)], None),
        (with_worker(PLAN, days_after=5), [LAST], None),
        (with_worker(PLAN, days_after=6), [LAST], "too_many_days_in_row"),
        (with_worker(PLAN, days_after=6), [replace(LAST, day=LAST.day - 1)], None),
        (with_worker(PLAN, most_days=1), [SHORT, replace(SHORT, day=2)], "too_many_days"),
        (with_worker(PLAN, most=599), [SHORT, replace(SHORT, day=2)], "too_many_hours"),
        (with_worker(PLAN, most=720), [SHORT, replace(SHORT, day=2)], None),
        (with_rules(PLAN, most_on_break=1), [LONG, replace(LONG, worker=1)], "too_many_on_break"),
        (with_rules(PLAN, break_percent=50), [LONG, replace(LONG, worker=1)], "too_many_on_break"),
        (with_rules(PLAN, break_percent=51), [LONG, replace(LONG, worker=1)], None),
        (replace(PLAN, locks=(Lock(0, 0),)), [LONG], "lock_broken"),
        (replace(PLAN, locks=(Lock(0, 0, 0, 3),)), [LONG], None),
        (replace(PLAN, locks=(Lock(0, 0, 0, 4),)), [LONG], "lock_broken"),
        (replace(PLAN, locks=(Lock(0, 0, 0, 3, ((0, 6),)),)), [LONG], "lock_broken"),
        (replace(PLAN, locks=(Lock(0, 1, 0, 3),)), [LONG], "lock_broken"),
    ],
)
def test_each_rule(plan, duties, code):
    assert set(codes(plan, *duties)) == (set() if code is None else {code})


def test_a_break_outside_of_its_shift_is_named_as_that_alone():
    plan = with_rules(PLAN, stretch=3, most_on_break=1)
    for at in (2, 8, 5 + PER_DAY):  # before it, after it, on the next day
        moved = replace(LONG, pauses=((0, at),))
        others = [replace(LONG, worker=one, day=1) for one in (1, 2)]
        assert codes(plan, moved) == ["break_outside_shift"]
        assert codes(plan, moved, others[0]) == ["break_outside_shift"]
        given = covered(plan, [moved])
        assert given.resting.sum() == 0
        assert given.given[0].sum() == 4  # of five slots there, one asks for nobody
        assert codes(plan, *others) == ["too_many_on_break"]


def test_a_wall_time_is_put_where_the_shift_is():
    night = Template("night", (10,), 4, (Pause("rest", 1),), frozenset({0}))
    assert [on_its_day(night, 10, slot, PER_DAY) for slot in (10, 11, 0, 1, 2, 9)] == [10, 11, 12, 13, 2, 9]


def test_breaks_keep_the_order_of_their_times():
    rests = (
        Pause("early", 1, after=1, before=5),
        Pause("late", 1, after=2, before=5),
        Pause("same", 1, after=1, before=6),
    )
    plan = replace(PLAN, templates=(Template("day", (3,), 8, rests, frozenset(range(7))),))
    in_order = Duty(0, 0, 0, 3, ((0, 4), (1, 6), (2, 8)))
    assert codes(plan, in_order) == codes(plan, replace(in_order, pauses=((2, 8), (0, 4), (1, 6)))) == []
    assert codes(plan, replace(in_order, pauses=((1, 5), (0, 7), (2, 9)))) == ["breaks_out_of_order"]
    # The middles of the last two are the same: the template says which is first.
    assert codes(plan, replace(in_order, pauses=((0, 4), (2, 6), (1, 8)))) == ["breaks_out_of_order"]


def test_seven_days_in_a_row_are_one_too_many():
    everyday = [replace(SHORT, day=day) for day in range(7)]
    assert set(codes(PLAN, *everyday)) == {"too_many_days_in_row", "too_many_days"}
    assert codes(PLAN, *everyday[:6]) == []


def test_a_shift_over_midnight_needs_rest_as_well():
    night = Template("night", (11,), 4, (), frozenset(range(7)))
    plan = replace(PLAN, templates=(*PLAN.templates, night))
    first = Duty(0, 0, 2, 11, ())  # 22:00 to 06:00
    assert codes(plan, first, Duty(0, 1, 1, 6, ())) == ["rest_too_short"]
    assert codes(plan, first, Duty(0, 1, 2, 11, ())) == []


PRAYER = Template("day", tuple(range(12)), 5, (Pause("prayer", 1, window=(6, 8)),), frozenset({0}))


@pytest.mark.parametrize(
    ("start", "windows"),
    [(2, []), (3, [(6, 7)]), (6, [(6, 7)]), (7, []), (11, [])],
)
def test_a_prayer_belongs_to_shifts_that_are_there_all_the_while(start, windows):
    assert [(one.first, one.last) for one in due(PRAYER, start, PER_DAY)] == windows


def test_a_window_of_the_night_is_found_on_the_next_day():
    dawn = replace(PRAYER, pauses=(Pause("dawn", 1, window=(1, 3)),))
    assert [(one.first, one.last) for one in due(dawn, 11, PER_DAY)] == [(13, 14)]


def test_windows_are_narrowed_so_that_every_place_of_one_leaves_room_for_the_others():
    two = Template("two", (0,), 6, (Pause("a", 1, 0, 5), Pause("b", 1, 0, 5)), frozenset({0}))
    found = fitting(two, 0, replace(PLAN.rules, gap=1), PER_DAY)
    assert [(one.first, one.last) for one in found] == [(1, 2), (3, 4)]
    assert fitting(two, 0, replace(PLAN.rules, gap=2), PER_DAY) is None
    assert fitting(two, 0, replace(PLAN.rules, stretch=1), PER_DAY) is None


def test_starts_with_other_breaks_are_another_family():
    plan = replace(PLAN, templates=(PRAYER,))
    assert [[kind.start for kind in one.kinds] for one in families(plan)] == [
        [0, 1, 2],
        [3, 4, 5, 6],
        [7, 8, 9, 10, 11],
    ]


def test_people_go_to_the_skill_that_lacks_them_most():
    a, both = frozenset({0}), frozenset({0, 1})
    assert assign([a, both], [2, 2], [3, 3], [1, 1]) == [[2, 0], [0, 2]]
    assert assign([both, a], [1, 1], [1, 1], [1, 1]) == [[0, 1], [1, 0]]
    chain = [frozenset({0, 1}), frozenset({1, 2}), frozenset({2})]
    given = assign(chain, [2, 2, 2], [2, 2, 2], [0, 0, 0])
    assert [sum(row[skill] for row in given) for skill in range(3)] == [2, 2, 2]


def test_what_is_missing_costs_more_where_much_is():
    plan = replace(plan_of(people=1, days=1, needed=2), skills=("a",))
    plan = replace(plan, required=plan.required[:1])
    nothing = price(plan, [], covered(plan, []))
    assert (nothing.shifts, nothing.short) == (0, 0)
    assert nothing.missing == 5 * (plan.costs.missing + plan.costs.missing_deep)
    one = price(plan, [SHORT], covered(plan, [SHORT]))
    assert one.missing == nothing.missing - 3 * plan.costs.missing_deep
    assert one.shifts == 3 * MINUTES * 1000 // 60


def test_minutes_short_of_a_contract_and_days_of_leave():
    plan = with_worker(PLAN, least=2400)
    assert short_minutes(plan, [LONG]) == {(0, 0): 2400 - 480}
    assert short_minutes(with_worker(plan, leave=frozenset({2, 3})), [LONG]) == {(0, 0): 1600 - 480}
    assert short_minutes(replace(plan, days=6), [LONG]) == {}
