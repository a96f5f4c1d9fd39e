"""Faults that people can bear: once for many places, and the name that may be meant."""

import json

from hypothesis import given
from hypothesis import strategies as st

from hamseda.kit.json_places import Place, Places
from hamseda.kit.telling_once import nearest, told_once, with_others

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1), inner, max_size=4),
    max_leaves=20,
)


def test_up_to_three_alike_are_told_each_by_itself():
    assert told_once("aab", str) == [("a", []), ("a", []), ("b", [])]
    assert told_once("abacada", str) == [("a", ["a", "a", "a"]), ("b", []), ("c", []), ("d", [])]


def test_the_first_lines_are_named_in_the_digits_of_the_reader():
    assert with_others("No.", 0, [], "en") == "No."
    assert with_others("No.", 7, [2, 2, 3, 4, 5, 6, 1200], "en") == (
        "No. (There are 7 more like it, in lines 2, 3, 4, 5, 6, ….)"
    )
    assert with_others("نه.", 2, [3, 1200], "fa") == "نه. (۲ مورد دیگر هم همین‌طور است، در سطرهای ۳، ۱۲۰۰.)"
    assert with_others("No.", 7, [1, 1, 1], "en") == "No. (There are 7 more like it.)"


def test_a_name_is_known_by_letters_of_other_keyboards_and_capitals():
    known = ["پشتیبانی فنی", "sales", "تلفن"]
    assert nearest("پشتيباني فني", known) == "پشتیبانی فنی"
    assert nearest("Slaes", known) == "sales"
    assert nearest("sales", ["sales"]) is None
    assert nearest("mail", known) is None


@given(VALUES, st.sampled_from([None, 1]))
def test_every_value_is_found_where_it_stands(value, indent):
    text = json.dumps({"x": value}, indent=indent, ensure_ascii=False)
    place = Places(text).of("x")
    rest = text.split("\n")[place.line - 1][place.column - 1 :]
    assert rest.startswith(json.dumps(value, indent=indent, ensure_ascii=False).split("\n")[0])


def test_what_is_not_there_is_placed_in_what_is():
    text = '{"a": [1,\n {"b": 2}]}'
    assert Places(text).of("a.1.b.c.d") == Places(text).of("a.1.b") == Place(2, 8)
    assert Places(text).of("z") == Place(1, 1)
    assert Places('{"a": {"x": 1}, "b": {"x": 1, "x": 2}}').twice == ["b.x"]
