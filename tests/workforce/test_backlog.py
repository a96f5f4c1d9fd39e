"""The backlog by hand, against a slow model item by item, and what must hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.workforce.backlog import Arrivals, intervals_after, least_agents, share_of_all, work_off

HOUR = 3600.0
COURSES = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from([HOUR, 2 * HOUR, 5 * HOUR])), min_size=1, max_size=12
)


def mails(counts, promise=2 * HOUR):
    return [Arrivals(count, 360, promise) for count in counts]  # an agent does ten in an hour


def test_by_hand():
    course = work_off(mails([25, 0, 15, 0]), [1, 1, 1, 1], HOUR)
    assert [one.done for one in course.intervals] == [10, 10, 10, 10]
    assert [one.backlog for one in course.intervals] == [15, 5, 10, 0]
    # of the first 25, five are done in the third hour, one too late; of the 15, five in time and ten in their last
    assert [one.done_late for one in course.intervals] == [0, 0, 5, 0]
    assert [one.overdue for one in course.intervals] == [0, 5, 0, 0]
    assert course.in_time == pytest.approx(35 / 40)


def test_the_promise_that_ends_first_is_kept_first():
    arrivals = [Arrivals(10, 360, 8 * HOUR), Arrivals(10, 360, HOUR), Arrivals(0, 360, HOUR)]
    course = work_off(arrivals, [0, 1, 1], HOUR)
    assert course.in_time == 1
    assert course.intervals[-1].backlog == 0


def test_nothing_fell_due():
    assert work_off(mails([0, 0]), [1, 1], HOUR).in_time is None
    early = work_off(mails([5], 8 * HOUR), [1], HOUR)
    assert (early.intervals[0].done, early.fell_due, early.in_time) == (5, 0, None)


def test_what_is_done_before_it_falls_due_after_the_table_counts_nowhere():
    """Ten due in the table, of which nine are done in time; ten due the day after, of which one is done already."""
    course = work_off([Arrivals(10, 400, HOUR), Arrivals(10, 360, 24 * HOUR)], [1, 0.1], HOUR)
    assert [one.done for one in course.intervals] == pytest.approx([9, 0.9])
    assert (course.fell_due, course.in_time) == (10, pytest.approx(0.9))


@given(COURSES, st.integers(0, 4))
def test_what_fell_due_is_everything_that_was_to_be_done_within_the_table(arrivals, agents):
    batches = [Arrivals(n, 360, p) for n, p in arrivals]
    course = work_off(batches, [agents] * len(batches), HOUR)
    due = sum(n for at, (n, p) in enumerate(arrivals) if at + p / HOUR <= len(arrivals))
    assert course.fell_due == pytest.approx(due)
    assert course.in_time is None or 0 <= course.in_time <= 1


def test_what_was_open_before():
    course = work_off(mails([0, 0]), [1, 1], HOUR, mails([15], HOUR))
    assert course.in_time == pytest.approx(10 / 15)


def slow(arrivals, agents):
    """Item by item in tenths, each looking for the earliest due."""
    waiting, late, done = [], 0, 0
    for hour, ((count, promise), people) in enumerate(zip(arrivals, agents, strict=True)):
        waiting += [hour + int(promise / HOUR) - 1] * count
        waiting.sort()
        now, waiting = waiting[: 10 * people], waiting[10 * people :]
        done += len(now)
        late += sum(due < hour for due in now)
    return done, late, len(waiting)


@given(COURSES, st.integers(0, 4))
def test_the_slow_model(arrivals, agents):
    course = work_off([Arrivals(n, 360, p) for n, p in arrivals], [agents] * len(arrivals), HOUR)
    done, late, left = slow(arrivals, [agents] * len(arrivals))
    assert sum(one.done for one in course.intervals) == pytest.approx(done)
    assert sum(one.done_late for one in course.intervals) == pytest.approx(late)
    assert course.intervals[-1].backlog == pytest.approx(left)


def carried_on(batches, agents, hours=12):
    """All arrivals, with hours after them in which nothing comes, long enough for the last to be due."""
    return work_off([*batches, *mails([0] * hours)], [agents] * (len(batches) + hours), HOUR).in_time


@given(COURSES, st.floats(0.5, 1))
def test_the_fewest_agents(arrivals, share):
    batches = [Arrivals(n, 360, p) for n, p in arrivals]
    found = least_agents(batches, [True] * len(batches), HOUR, share)

    def level(agents):
        kept = carried_on(batches, agents)
        return 1 if kept is None else kept

    assert level(found) >= share - 1e-9
    assert found == 0 or level(found - 1) < share


@given(COURSES, st.integers(0, 4))
def test_the_share_of_all_is_that_of_a_longer_table(arrivals, agents):
    batches = [Arrivals(n, 360, p) for n, p in arrivals]
    found = share_of_all(batches, [True] * len(batches), agents, HOUR)
    assert found == (None if (kept := carried_on(batches, agents)) is None else pytest.approx(kept))


def test_what_is_due_after_the_last_interval_counts():
    steady = [Arrivals(60, 600, 8 * HOUR)] * 8  # ten agents' work in each hour
    assert (
        least_agents(steady, [True] * 8, HOUR, 0.95) == 6
    )  # 15 hours for 80 hours of work: 2 would do 17 of 100
    assert least_agents([Arrivals(60, 600, 80 * HOUR)] * 8, [True] * 8, HOUR, 0.95) == 1
    assert intervals_after(steady, HOUR) == 7
    assert intervals_after(mails([3, 0, 0]), HOUR) == 0


def test_a_pattern_of_work_goes_on_after_the_last_interval():
    # of 40 due in six hours one agent, there in every other hour, does ten in each of three
    assert share_of_all([Arrivals(40, 360, 6 * HOUR), *mails([0])], [False, True], 1, HOUR) == pytest.approx(
        0.75
    )


def test_no_number_is_enough_where_nobody_may_work():
    assert least_agents(mails([5, 0], HOUR), [False, True], HOUR, 0.9) is None
