"""Whatever stands anywhere in a model: it is read, or what is wrong is named, and nothing else happens."""

import copy
import json
from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamseda.twin.api import FaultyModelError, read_model
from hamseda.twin.doubts import doubts
from hamseda.twin.overloads import overloads
from twin.models import everything

ODD = [
    None, True, 0, -1, -0.0, 0.5, 1e-300, 1e308, -1e308, 10**20, 10**400, nan, inf, "", "sales", "۵", "\ud83d", "a.b",
    [], {}, [0], [[]], [None], {"": 0}, {"\udc00": 1}, {"kind": "endless"}, {"kind": "constant", "s": 0},
    {"kind": "empirical", "values_s": [1], "weights": [0]}, {"kind": "empirical", "values_s": [1, 2], "weights": [1]},
    {"kind": "empirical", "values_s": [1, 2], "weights": [1e308, 1e308]}, {"kind": "mixture", "parts": []},
    {"kind": "gamma", "mean_s": 1e-300, "cv": 1e-300}, {"kind": "weibull", "mean_s": 1, "shape": 0.051},
]  # fmt: skip


def places(part, path=()):
    """Every place of a document, the whole last."""
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [place for name, one in inner for place in places(one, (*path, name))] + [path]


TIMES = [
    place
    for place in places(everything())
    if place and place[-1] in {"service", "wrap_up", "after", "patience"}
]
PLACES = [place for place in places(everything()) if place]
ANY = st.sampled_from(ODD) | st.recursive(
    st.none() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


def put(document, place, value):
    """Put a value in a place, if it is still there."""
    part = document
    for name in place[:-1]:
        part = part[name] if isinstance(part, (dict, list)) and name in dict(_inner(part)) else None
    if isinstance(part, (dict, list)) and place[-1] in dict(_inner(part)):
        part[place[-1]] = copy.deepcopy(value)


def _inner(part):
    return part.items() if isinstance(part, dict) else enumerate(part)


@settings(max_examples=250, deadline=None)
@given(
    changes=st.lists(st.tuples(st.sampled_from(PLACES), ANY), min_size=1, max_size=2), escaped=st.booleans()
)
def test_any_value_anywhere_is_read_or_named(changes, escaped):
    read_or_named(changes, escaped=escaped)


def test_each_odd_value_for_a_time_is_read_or_named():
    for place in TIMES:
        for value in ODD:
            read_or_named([(place, value)], escaped=True)


def read_or_named(changes, *, escaped):
    document = everything()
    for place, value in changes:
        put(document, place, value)
    try:
        model = read_model(json.dumps(document, ensure_ascii=escaped))
    except FaultyModelError as error:
        told = [error.said_of("m.json", language) for language in ("fa", "en")]
        if not all(words.encode() for words in told):
            pytest.fail("refused without a word")
    else:
        doubts(model)
        overloads(model)
