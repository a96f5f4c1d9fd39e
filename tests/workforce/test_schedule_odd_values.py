"""Whatever stands at any place of a problem is read, or refused in a sentence: nothing else comes of it."""

import contextlib
import json
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.schedule.doubts import doubts
from hamseda.workforce.schedule.plan import Plan
from hamseda.workforce.schedule.reading import parse_problem
from workforce.schedules import FIRST, SMALL

FULL = {
    **SMALL,
    "format": 1,
    "people": [
        {
            "id": "ali",
            "name": "علی",
            "skills": ["sales", "help"],
            "contract": {"least": "7h", "most": "39h", "days": 6},
            "available": [{"on": ["sat", "sun", FIRST], "from": "06:00", "to": "24:00"}],
            "leave": [{"first": "2026-12-09", "last": "1405/09/19"}],
            "wishes": [{"on": ["sat"], "template": "early", "want": "work", "weight": 2}],
            "before": {"days_in_row": 1, "ended": "2026-12-04 16:00", "evenings": 1, "nights": 0, "weekends": 2},
            "after": {"days_in_row": 1, "begins": "2026-12-12 08:00"},
        },
        *SMALL["people"][1:3],
    ],
    "rules": {
        "rest": "11h", "days_in_row": 6, "between_breaks": "30m", "longest_stretch": "5h", "most_on_break": "20%",
        "closed_on_holidays": False,
    },
    "costs": {
        "hour": 2, "weekend": "140%", "night": 1.35, "missing_hour": 5, "missing_deep_hour": 9, "shallow": "10%",
        "short_hour": 4,
    },
    "fairness": {
        "evening": 1, "night": 2, "weekend": 2, "wishes": 1, "evening_from": "20:00", "night_from": "23:00",
        "night_to": "06:00",
    },
    "calendar": {
        "country": "IR", "weekend": ["fri"], "half_days": ["thu"], "half_until": "13:00",
        "holidays": [{"day": "2026-12-07", "name": "x"}],
    },
    "locked": [
        {"person": "bita", "day": "2026-12-08", "template": "early", "start": "08:00", "breaks": [["lunch", "11:00"]]},
        {"person": "dara", "day": "2026-12-08", "off": True},
    ],
}  # fmt: skip


def places(found, path=()):
    """The paths to everything in a document but itself."""
    members = (
        found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    )
    for key, value in members:
        yield (*path, key)
        yield from places(value, (*path, key))


ODD = st.one_of(
    st.sampled_from([
        None, True, "", " ", "x", "۵", "-0", "nan", "inf", "24:00", "25:99", "0h", "1h", "9999999h", "1" * 400 + "h",
        "1e400", FIRST, "0001-01-01", "9999-12-31", "9999-12-31 23:59", "1405/09/16 10:00", "sat", "٪۲۰", "999%",
        [], {}, [0], [[]], [[[[None]]]], {"x": {}}, 10**20, -(10**20), 10**400, 1e300, -1e300, 1e-300, 0.5, -1,
    ]),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8"), max_size=9),
    st.lists(st.integers(-3, 3), max_size=3),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(places(FULL))), ODD), min_size=1, max_size=2))
def test_odd_values_are_read_or_refused(changes):
    found = deepcopy(FULL)
    for path, value in changes:
        place = found
        # The first change may have taken the place of the second away.
        with contextlib.suppress(KeyError, IndexError, TypeError):
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = value
    check(json.dumps(found))


def check(text):
    try:
        document, plan = parse_problem(text)
    except FaultyError as error:
        said = [error.said(language) for language in ("fa", "en")]
    else:
        said = [why.said("fa") for _, why in doubts(document)]
        check_plan(plan)
    assert all(said)


def check_plan(plan):
    assert isinstance(plan, Plan)
    assert (plan.required >= 0).all()
    assert (plan.costs.slot >= 0).all()


@pytest.mark.parametrize("path", list(places(FULL)), ids=lambda path: ".".join(map(str, path)))
def test_a_huge_number_at_every_place(path):
    found = deepcopy(FULL)
    place = found
    for step in path[:-1]:
        place = place[step]
    for value in (10**20, 10**400, -1, 1e300, [], None):
        place[path[-1]] = value
        check(json.dumps(found))


def test_the_whole_problem_is_one():
    document, plan = parse_problem(json.dumps(FULL))
    assert plan.workers[0].days_after == 1
    assert list(doubts(document)) == []


def test_a_number_of_thousands_of_digits():
    text = json.dumps({**FULL, "required": [{**FULL["required"][0], "agents": "DIGITS"}]})
    with pytest.raises(FaultyError):
        parse_problem(text.replace('"DIGITS"', "9" * 5000))
