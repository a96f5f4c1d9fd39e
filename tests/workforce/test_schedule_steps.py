"""The steps of a schedule by themselves: mixes of shifts, models around a choice, rounding, filling, one day open."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hamseda.workforce.schedule import clock, planning
from hamseda.workforce.schedule.answer import schedule_of
from hamseda.workforce.schedule.cover import counts_of, cover_of, pauses_of, rounded
from hamseda.workforce.schedule.coverage import assign, covered, price
from hamseda.workforce.schedule.crew import crew_of
from hamseda.workforce.schedule.filling import filled, first_schedule
from hamseda.workforce.schedule.linear import Linear, around
from hamseda.workforce.schedule.plan import Duty, Lock
from hamseda.workforce.schedule.polishing import polished
from hamseda.workforce.schedule.rules import breaches, of_duty
from hamseda.workforce.schedule.showing import in_words
from hamseda.workforce.schedule.solvers.choosing import choose
from hamseda.workforce.schedule.solvers.port import Found, Relaxed
from hamseda.workforce.schedule.supply import Limits, mixes
from workforce.plans import fine_plan, plan_of, plans

FIXTURES = [HealthCheck.function_scoped_fixture]


@pytest.fixture
def solver():
    pytest.importorskip("scipy")
    return choose("scipy")


def test_mixes_keep_days_and_minutes():
    found = mixes([300, 480], Limits((7, 5), 6, 44 * 60, 0))
    assert max(found, key=lambda mix: 300 * mix[0] + 480 * mix[1]) == (2, 4)  # 42 hours, not 44
    assert (1, 5) not in found
    assert all(sum(mix) <= 6 and mix[1] <= 5 for mix in found)


def linear_of(rows):
    found = Linear()
    for cost in (3, -2, 1):
        found.variable(0, 9, cost)
    for terms, low, high in rows:
        found.row(dict(enumerate(terms)), low, high)
    return found


numbers = st.integers(-3, 3)


@given(
    st.lists(
        st.tuples(st.tuples(numbers, numbers, numbers), st.integers(-9, 0), st.integers(0, 9)), max_size=4
    ),
    st.lists(st.integers(0, 9), min_size=3, max_size=3),
    st.integers(0, 9),
)
def test_a_model_around_a_choice_tells_the_same(rows, chosen, other):
    linear, now = linear_of(rows), np.array(chosen)
    part = around(linear, now, [1])
    assert part.keeps(now[[1]])
    assert part.value(now[[1]]) == linear.value(now)
    moved = now.copy()
    moved[1] = other
    assert part.value(np.array([other])) == linear.value(moved)
    if linear.keeps(now):
        touched = [row for row in rows if row[0][1]]
        assert part.keeps(np.array([other])) == linear_of(touched).keeps(moved)


@settings(max_examples=40, deadline=None, suppress_health_check=FIXTURES)
@given(plan=plans(people=5, days=3), threshold=st.floats(0, 0.999))
def test_a_rounded_relaxation_keeps_every_break_at_its_time(solver, plan, threshold):
    cover = cover_of(plan, crew_of(plan))
    relaxed = solver.relax(cover.linear, 10)
    chosen = rounded(cover, relaxed.values, threshold)
    counts, pauses = counts_of(cover, chosen), pauses_of(cover, chosen)
    assert {key: len(found) for key, found in pauses.items()} == counts
    for (group, day, choice), found in pauses.items():
        worker = cover.crew.groups[group].members[0]
        for one in found:
            duty = Duty(worker, day, cover.crew.template(choice), cover.crew.kind(choice).start, one)
            codes = {breach.code for breach in of_duty(plan, duty)}
            assert codes <= {"leave", "not_available"}  # of the one who stands for the group


@settings(max_examples=5, deadline=None, suppress_health_check=FIXTURES)
@given(plan=plans(people=5, days=2))
def test_a_large_cover_is_searched_by_days(solver, plan, monkeypatch):
    monkeypatch.setattr(planning, "SMALL", -1)
    found = planning.make_schedule(plan, solver, 1.5, gap=0.0, watch=lambda _: True)
    assert breaches(plan, found.duties) == []
    assert found.bound <= found.price.total


@settings(max_examples=30, deadline=None)
@given(plan=plans(people=5, days=3))
def test_filling_keeps_the_rules_and_never_costs(plan):
    duties = filled(plan, crew_of(plan), [], lambda: True)
    assert breaches(plan, duties) == []
    assert price(plan, duties, covered(plan, duties)).total <= price(plan, [], covered(plan, [])).total


def test_filling_fills():
    plan = plan_of(people=4, days=2)
    duties = filled(plan, crew_of(plan), [], lambda: True)
    assert len(duties) > 4
    assert filled(plan, crew_of(plan), [], lambda: False) == []


def test_shifts_whose_breaks_do_not_all_fit_are_left_out(solver):
    plan = plan_of(people=6, days=2)
    one_place = replace(plan.templates[0].pauses[0], after=2, before=2)
    rigid = (replace(plan.templates[0], starts=(4,), pauses=(one_place,)),)
    narrow = replace(plan, templates=rigid, rules=replace(plan.rules, most_on_break=1))
    crew = crew_of(narrow)
    making = planning._Making(narrow, solver, clock.Clock(9, lambda _: True), 0.0)
    duties, empty = making.roster(narrow, crew, {(0, 0, 0): 2, (1, 0, 0): 1, (0, 1, 0): 1}, {})
    assert (len(duties), empty) == (2, 2)
    assert breaches(narrow, duties) == []


def test_a_locked_shift_stays_where_nobody_is_needed(solver):
    plan = plan_of(people=3, days=2, needed=0)
    locked = replace(plan, required=plan.required * 0, locks=(Lock(1, 1, 1, 6),))
    found = planning.make_schedule(locked, solver, 5, gap=0.0, watch=lambda _: True)
    assert [(duty.worker, duty.day, duty.template, duty.start) for duty in found.duties] == [(1, 1, 1, 6)]


@given(
    st.lists(st.tuples(st.sets(st.integers(0, 2), min_size=1), st.integers(0, 4)), max_size=4),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), min_size=3, max_size=3),
)
def test_no_other_assignment_misses_less(groups, wanted):
    skills = [frozenset(group) for group, _ in groups]
    there = [count for _, count in groups]
    required = [one for one, _ in wanted]
    shallow = [min(one, few) for one, few in wanted]
    given = assign(skills, there, required, shallow)
    assert all(sum(row) <= count for row, count in zip(given, there, strict=True))
    assert all(
        not count or skill in skills[at] for at, row in enumerate(given) for skill, count in enumerate(row)
    )
    missed = [max(0, one - sum(row[skill] for row in given)) for skill, one in enumerate(required)]
    cost = sum(min(one, few) + 2 * max(0, one - few) for one, few in zip(missed, shallow, strict=True))
    assert cost == least_missed(skills, there, required, shallow)


def least_missed(skills, there, required, shallow):
    """By trying every split of every group."""
    costs = {tuple(required): 0}
    for group, count in zip(skills, there, strict=True):
        for _ in range(count):
            costs = {
                **costs,
                **{
                    tuple(one - (at == skill) for at, one in enumerate(left)): 0
                    for left in costs
                    for skill in group
                    if left[skill] > 0
                },
            }
    return min(
        sum(min(one, few) + 2 * max(0, one - few) for one, few in zip(left, shallow, strict=True))
        for left in costs
    )


def test_only_steps_towards_a_first_schedule_outlast_the_time():
    timing = clock.Clock(5.0, lambda _: True)
    timing.begun -= 60
    assert timing.left == clock.LEAST_S
    assert not timing.is_over
    timing.has_schedule = True
    assert timing.left == 0
    assert timing.is_over


class Idle:
    """A solver that never has the time to find anything."""

    name = "idle"

    def relax(self, linear, seconds):
        return None

    def solve(self, linear, seconds, *, gap, hint, tell):
        return Found(None, -math.inf)


def test_a_first_schedule_needs_no_solver():
    plan = plan_of(people=5, days=3)
    found = planning.make_schedule(plan, Idle(), 2, gap=0.0, watch=lambda _: True)
    assert len(found.duties) > 8
    assert breaches(plan, found.duties) == []
    assert found.price.total < price(plan, [], covered(plan, [])).total / 2
    said = in_words(plan, schedule_of(plan, found, 1.0), "en")
    assert "did not suffice to know how far from the best" in said


@settings(max_examples=30, deadline=None)
@given(plan=plans(people=5, days=3), share=st.integers(0, 60))
def test_a_first_schedule_keeps_the_rules_and_what_is_locked(plan, share):
    crowded = replace(plan, rules=replace(plan.rules, most_on_break=1, break_percent=share or None))
    whole = filled(crowded, crew_of(crowded), [], lambda: True)
    locks = [Lock(one.worker, one.day, one.template, one.start, one.pauses) for one in whole[:2]]
    locks += [Lock(one.worker, one.day, one.template, one.start) for one in whole[2:3]]
    locked = replace(crowded, locks=tuple(locks))
    found = first_schedule(locked, crew_of(locked), lambda: True)
    assert found is None or breaches(locked, found) == []
    assert set(whole[:2]) <= set(found or whole)
    again = first_schedule(locked, crew_of(locked), lambda: False)
    assert again is None or len(again) == len(locks)


@settings(max_examples=30, deadline=None)
@given(plan=plans(people=4, days=3), share=st.integers(0, 60))
def test_a_polished_schedule_is_never_dearer_and_keeps_rules_and_locks(plan, share):
    crowded = replace(plan, rules=replace(plan.rules, break_percent=share or None))
    whole = filled(crowded, crew_of(crowded), [], lambda: True)
    locks = [Lock(one.worker, one.day, one.template, one.start, one.pauses) for one in whole[:1]]
    locks += [Lock(one.worker, one.day, one.template, one.start) for one in whole[1:2]]
    locked = replace(crowded, locks=tuple(locks))
    crew = crew_of(locked)
    if (first := first_schedule(locked, crew, lambda: True)) is None:
        return
    found = polished(locked, crew, first, lambda: True)
    assert breaches(locked, found) == []
    assert (
        price(locked, found, covered(locked, found)).total
        <= price(locked, first, covered(locked, first)).total
    )
    assert polished(locked, crew, first, lambda: False) == first


def test_polishing_finds_what_one_shift_after_the_other_does_not():
    """Whichever shift saves most is not always one of the best plan."""
    plan = fine_plan(8, 7)
    crew = crew_of(plan)
    first = first_schedule(plan, crew, lambda: True)
    found = polished(plan, crew, first, lambda: True)
    before, after = (price(plan, one, covered(plan, one)).total for one in (first, found))
    assert after < before * 0.99


def test_no_first_schedule_where_locked_shifts_have_no_place_for_their_breaks():
    plan = plan_of(people=4, days=1)
    one_place = replace(plan.templates[0].pauses[0], after=2, before=2)
    rigid = (replace(plan.templates[0], starts=(4,), pauses=(one_place,)),)
    locks = (Lock(0, 0, 0, 4), Lock(1, 0, 0, 4))
    narrow = replace(plan, templates=rigid, locks=locks, rules=replace(plan.rules, most_on_break=1))
    assert first_schedule(narrow, crew_of(narrow), lambda: True) is None
    alone = replace(narrow, locks=locks[:1])
    assert breaches(alone, first_schedule(alone, crew_of(alone), lambda: True)) == []


class Spending(Idle):
    """Takes all the time that it is given, and finds nothing that is better."""

    def __init__(self, seconds, *, relaxes):
        self.now, self.end, self.relaxes = 0.0, seconds, relaxes

    def relax(self, linear, seconds):
        self.now += max(0.0, seconds)
        return Relaxed(list(map(float, linear.lower)), 0.0) if self.relaxes else None

    def solve(self, linear, seconds, *, gap, hint, tell):
        self.now += max(0.0, seconds)
        return Found(hint, -math.inf)


@pytest.mark.parametrize("relaxes", [True, False])
@pytest.mark.parametrize("seconds", [1.0, 2.0, 15.0])
def test_no_step_is_given_more_than_what_is_left(seconds, relaxes, monkeypatch):
    plan, solver = plan_of(people=6, days=5), Spending(seconds, relaxes=relaxes)
    monkeypatch.setattr(clock.time, "monotonic", lambda: solver.now)
    found = planning.make_schedule(plan, solver, seconds, gap=0.0, watch=lambda _: True)
    assert breaches(plan, found.duties) == []
    assert len(found.duties) > 10
    assert 0.8 * seconds < solver.now <= seconds + 1e-9


def test_a_large_plan_is_not_modelled_as_a_whole_in_a_moment(monkeypatch):
    """Where the first schedule has taken a good part of the time, models of all days would take more than the rest."""
    plan, solver = plan_of(people=6, days=5), Spending(1.0, relaxes=True)
    first = planning.first_schedule

    def slow(*given):
        solver.now += 0.3
        return first(*given)

    monkeypatch.setattr(planning, "first_schedule", slow)
    monkeypatch.setattr(clock.time, "monotonic", lambda: solver.now)
    stages = []
    planning.make_schedule(plan, solver, 1.0, gap=0.0, watch=lambda now: stages.append(now.stage) or True)
    assert "relaxing" not in stages
    assert stages[-1] == "improving"


@pytest.mark.parametrize("name", ["ortools", "scipy"])
def test_no_solver_gives_less_than_what_there_was_at_once(name):
    pytest.importorskip(name)
    plan, solver = fine_plan(8, 7), choose(name)
    at_once = first_schedule(plan, crew_of(plan), lambda: True)
    found = planning.make_schedule(plan, solver, 1.0, gap=0.0, watch=lambda _: True)
    assert breaches(plan, found.duties) == []
    assert found.price.total <= price(plan, at_once, covered(plan, at_once)).total


class Relaxing(Idle):
    def relax(self, linear, seconds):
        return choose("scipy").relax(linear, seconds)

    def solve(self, linear, seconds, *, gap, hint, tell):
        raise AssertionError("there is nothing to search for")


def test_breaks_that_cost_no_more_than_the_bound_are_not_searched_for():
    pytest.importorskip("scipy")
    plan = fine_plan(8, 2)
    making = planning._Making(plan, Relaxing(), clock.Clock(60, lambda _: True), 0.0)
    placed = making._place_breaks(plan, making.crew, {(0, 0, 3): 2, (1, 0, 5): 1, (2, 1, 1): 2})
    assert {key: len(found) for key, found in placed.items()} == {(0, 0, 3): 2, (1, 0, 5): 1, (2, 1, 1): 2}
    assert all(len(one) == 3 for found in placed.values() for one in found)


def test_a_solver_that_has_no_time_asks_for_none():
    for name in ("ortools", "scipy"):
        pytest.importorskip(name)
        linear = linear_of([((1, 1, 1), 2, 9)])
        hint = np.array([2, 0, 0])
        assert choose(name).relax(linear, 0) is None
        found = choose(name).solve(linear, 0, gap=0.0, hint=hint, tell=lambda *_: True)
        assert list(found.chosen) == [2, 0, 0]
        assert choose(name).solve(linear, 0, gap=0.0, hint=None, tell=lambda *_: True).chosen is None
