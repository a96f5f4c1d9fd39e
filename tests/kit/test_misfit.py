"""What the decoder says of a value that does not fit, read and said again for people."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from hamseda.kit.misfit import CODES, SPOILT, Misfit, dotted, read_misfit
from hamseda.kit.wording import misfits, said, unstorable


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    id: UUID | None = None


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    needed: str
    count: Annotated[int, Meta(ge=1, le=5)] = 1
    share: float = 0.0
    name: Annotated[str, Meta(min_length=2, max_length=3)] = "aa"
    color: Annotated[str, Meta(pattern="^#")] = "#"
    kind: Literal["x", "y"] = "x"
    at: Annotated[datetime, Meta(tz=True)] | None = None
    day: date | None = None
    hour: time | None = None
    flag: bool = False
    inner: list[Inner] = []
    few: Annotated[list[int], Meta(min_length=1, max_length=2)] | None = None
    more: dict[str, int] = {}


@pytest.mark.parametrize(
    ("given", "field", "code", "bound"),
    [
        ({}, "needed", "missing", ""),
        ({"x": 1}, "x", "unknown_field", ""),
        ([], "", "not_an_object", ""),
        ({"count": "1"}, "count", "not_a_whole_number", ""),
        ({"count": 1.5}, "count", "not_a_whole_number", ""),
        ({"count": 0}, "count", "too_small", "1"),
        ({"count": 9}, "count", "too_big", "5"),
        ({"share": "x"}, "share", "not_a_number", ""),
        ({"name": 1}, "name", "not_a_text", ""),
        ({"name": None}, "name", "not_a_text", ""),
        ({"name": "a"}, "name", "too_short", "2"),
        ({"name": "aaaa"}, "name", "too_long", "3"),
        ({"color": "red"}, "color", "not_of_form", ""),
        ({"kind": "z"}, "kind", "not_a_choice", ""),
        ({"at": "soon"}, "at", "not_an_instant", ""),
        ({"at": "2026-11-22T08:30:00"}, "at", "no_zone", ""),
        ({"day": "x"}, "day", "not_a_day", ""),
        ({"hour": "x"}, "hour", "not_a_time", ""),
        ({"flag": "yes"}, "flag", "not_yes_or_no", ""),
        ({"inner": [{}, {"id": "x"}]}, "inner.1.id", "not_an_id", ""),
        ({"inner": [{"y": 1}]}, "inner.0.y", "unknown_field", ""),
        ({"inner": {}}, "inner", "not_a_list", ""),
        ({"few": []}, "few", "too_few", "1"),
        ({"few": [1, 2, 3]}, "few", "too_many", "2"),
        ({"more": {"a": "b"}}, "more.*", "not_a_whole_number", ""),
    ],
)
def test_each_misfit_is_named(given: Any, field: str, code: str, bound: str) -> None:
    whole = {"needed": "-", **given} if given else given
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.json.decode(msgspec.json.encode(whole), type=Outer)
    found = read_misfit(str(refused.value))
    assert found == Misfit(field, code, bound)
    assert found.said("fa") != found.said("en")


def test_every_code_has_its_words() -> None:
    for code in {
        *CODES.values(),
        *(code for _, code in SPOILT),
        "unfit",
        "not_json",
        "too_deep",
        "sign_zero",
    }:
        assert Misfit("x", code).said("fa") != Misfit("x", code).said("en")


@given(st.text())
def test_what_was_never_said_before_is_still_refused(message: str) -> None:
    assert read_misfit(message).said("fa")


def test_a_bound_is_written_in_the_digits_of_the_reader() -> None:
    assert "۱۰۰" in Misfit("limit", "too_big", "100").said("fa")
    assert "100" in Misfit("limit", "too_big", "100").said("en")


def test_the_key_of_the_framework_and_the_place_in_the_message_make_one_path() -> None:
    told = misfits("en", [{"key": "skills[0]", "message": "Object missing required field `level`"}])
    assert [(one.field, one.code) for one in told] == [("skills.0.level", "missing")]
    (whole,) = misfits("en", [{"key": "data", "message": "Expected `object`, got `array`"}])
    assert (whole.field, whole.code) == ("body", "not_an_object")
    assert dotted("a[0].b[...]") == "a.0.b.*"


def test_what_no_table_holds_is_found_wherever_it_stands() -> None:
    content = {
        "a": [{"b": "x\0y"}],
        "n": 2**63,
        "at": "9999-12-31T23:59:59-01:00",
        "fine": [1, "x", None, True, 2**63 - 1, "9999-12-31T23:59:59Z", "2026-11-30T12:00:00+03:30"],
    }
    assert {(one.field, one.code) for one in unstorable(content)} == {
        ("a.0.b", "sign_zero"),
        ("n", "out_of_reach"),
        ("at", "not_an_instant"),
    }


def test_persian_readers_get_the_catalogue_and_english_ones_the_sentence_of_the_place() -> None:
    assert said("en", "not_found", "The queue is not there.") == "The queue is not there."
    assert said("fa", "not_found", "The queue is not there.") == said("fa", "not_found")
    assert said("en", "not_found").startswith("It is not there")
    assert said("fa", "a_code_of_nobody", "As it was written.") == "As it was written."
