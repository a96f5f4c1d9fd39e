"""All that does not fit a type, where the decoder says the first thing."""

from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from hamseda.kit.fitting import misfits, parsed

Small = Annotated[int, Meta(ge=0, le=9)]


class Open(Struct):
    """Takes what it does not know."""

    a: Small


class Red(Struct, tag_field="kind", tag="red", forbid_unknown_fields=True):
    depth: Small


class Blue(Struct, tag_field="kind", tag="blue", forbid_unknown_fields=True):
    width: Small


class Whole(Struct, forbid_unknown_fields=True):
    open: Open | None = None
    many: list[Small] = []
    pair: tuple[Small, str] | None = None
    free: dict[str, Open] = {}
    color: Red | Blue | None = None
    one_or_many: Small | tuple[Small, ...] = 0
    named: int = msgspec.field(name="from", default=0)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"open": {"a": 1, "z": 2}}, []),
        ({"open": {}, "y": 1}, [("y", "unknown_field"), ("open.a", "missing")]),
        ({"many": [1, 12, "x", 3, -1]}, [("many.1", "too_big"), ("many.2", "not_a_whole_number"), ("many.4", "too_small")]),
        ({"many": {}}, [("many", "not_a_list")]),
        ({"pair": [1]}, [("pair", "not_a_list")]),
        ({"free": {"p": {"a": 10}, "q": {"a": "x"}}}, [("free.p.a", "too_big"), ("free.q.a", "not_a_whole_number")]),
        ({"color": {"kind": "red", "depth": 99, "x": 1}}, [("color.x", "unknown_field"), ("color.depth", "too_big")]),
        ({"color": {"kind": "green"}}, [("color.kind", "unfit")]),
        ({"color": {"depth": 1}}, [("color.kind", "missing")]),
        ({"one_or_many": [1, 20]}, [("one_or_many.1", "too_big")]),
        ({"one_or_many": 20}, [("one_or_many", "too_big")]),
        ({"from": "x", "named": 1}, [("named", "unknown_field"), ("from", "not_a_whole_number")]),
        ([], [("", "not_an_object")]),
    ],
)  # fmt: skip
def test_everything_is_found(content, found):
    assert [(one.field, one.code) for one in misfits(content, Whole)] == found


JSON = st.recursive(
    st.none() | st.integers(-3, 12) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*Whole.__struct_fields__, "from", "a", "kind"]), inner, max_size=4)
    ),
)


@given(JSON)
def test_something_is_found_where_the_decoder_refuses_and_nothing_where_it_does_not(content):
    try:
        msgspec.convert(content, Whole)
    except msgspec.ValidationError:
        assert list(misfits(content, Whole))
    else:
        assert not list(misfits(content, Whole))


def test_a_text_with_nothing_odd_is_read_as_ever():
    assert parsed('{"a": [1, 2.5, "x", null, true]}') == ({"a": [1, 2.5, "x", None, True]}, [])
    content, odd = parsed('{"a": 1, "a": 1e400}')
    assert [(one.field, one.code) for one in odd] == [("a", "twice"), ("a", "no_figure")]
    assert list(content) == ["a"]
