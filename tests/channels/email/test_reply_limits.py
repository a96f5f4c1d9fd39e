"""Whatever a stranger sends: the work grows with its length, and patterns look at short pieces only."""

import re
import sys
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamseda.channels.email.reply import (
    attribution,
    closing_words,
    languages,
    marks,
    page,
    signature,
    split,
)
from hamseda.kit.persian import normalise

UNITS = {
    "letters": "a",
    "words": "سلام ",
    "lines": "\n",
    "quote signs": "> ",
    "signed lines": "> a\n",
    "mixed lines": "> a\nb\n",
    "colons": "a:\n",
    "attributions": "On 2026-11-22 10:44, a@b.example wrote:\n",
    "openings": "On 2026-11-22 10:44\n",
    "heads": "From: a@b.example\nSent: 2026-11-22 10:44\n",
    "labels": "From                       :\n",
    "banners": "---- x ----\n",
    "rules": "-" * 100 + "\n",
    "marks": "-- \n",
    "figures": "1-",
    "addresses": "a@",
    "bidi marks": "\u200f",
    "half spaces": "\u200c",
    "scripts without spaces": "发件人",
    "marks above": "\u0301",
}
PAGES = {
    "open blocks": "<div>",
    "open quotes": "<blockquote type=cite>a",
    "paragraphs": "<p>a",
    "lists in lists": "<ul><li>",
    "brackets": "<",
    "tags without an end": "<a ",
    "comments without an end": "<!--",
    "quotation marks": '<a "',
    "closings": "</div>",
    "unlike closings": "<b></i>",
    "entities": "&amp",
    "styles": '<div style="border-top: x">',
    "quotes": "<div class=gmail_quote><blockquote class=gmail_quote>a</blockquote>b</div>",
    "hidden": "<style>",
    "breaks": "<br>",
}


def steps(*arguments: Any) -> int:
    """How many functions a split calls, Python's and C's."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        split(*arguments)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", UNITS)
def test_work_grows_with_the_length_of_a_text(name):
    once, twice = UNITS[name] * 600, UNITS[name] * 1_200
    assert steps(twice, None) <= 2.3 * steps(once, None) + 500
    assert steps(twice, None, [twice]) <= 2.3 * steps(once, None, [once]) + 500


@pytest.mark.parametrize("name", PAGES)
def test_work_grows_with_the_length_of_a_page(name):
    once, twice = PAGES[name] * 600, PAGES[name] * 1_200
    assert steps("", twice) <= 2.3 * steps("", once) + 500


class Watched:
    """A pattern that notes the longest text which it was shown."""

    def __init__(self, pattern: re.Pattern[str], seen: list[int]) -> None:
        self._pattern, self._seen = pattern, seen

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._pattern, name)

        def noted(text: str, *rest: Any) -> Any:
            self._seen.append(len(text))
            return method(text, *rest)

        return noted


@pytest.mark.parametrize("module", [attribution, signature])
@pytest.mark.parametrize("unit", ["a", "1 x", "a@b ", "- ", ": ", "از: ", "sent from "])
def test_patterns_see_short_pieces_only(module: ModuleType, unit: str, monkeypatch: pytest.MonkeyPatch):
    seen: list[int] = []
    for name, value in vars(module).items():
        if isinstance(value, re.Pattern):
            monkeypatch.setattr(module, name, Watched(value, seen))
    line = unit * 3_000
    split(f"{line}:\n{line}\n\n{line}:\n> {line}\n\n-- \n{line}", None)
    assert seen
    assert max(seen) <= 4_000


@pytest.mark.parametrize(
    "unit", [UNITS["heads"], UNITS["banners"], PAGES["lists in lists"], PAGES["quotation marks"]]
)
def test_a_mebibyte_is_taken_apart(unit: str):
    text = unit * (1_048_576 // len(unit))
    assert split(text, None, [text[:100_000]]).by
    assert split("", text).by


MARKUP = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<blockquote type='cite'>",
        "</blockquote>",
        "<br>",
        "<p",
        ">",
        "<!--",
        "-->",
        "text ",
        "&lt;",
        "<div class='gmail_quote'>",
        "<div id='appendonsend'>",
        "نوشت:",
        "<td>",
        "<li>",
        "<style>",
        "</style>",
        '"',
        "\x00",
    ]
)


@settings(max_examples=150)
@given(
    st.lists(MARKUP, max_size=60).map("".join),
    st.text(max_size=60),
    st.lists(st.text(max_size=40), max_size=3),
)
def test_nothing_breaks_it(html, text, sent):
    found = split(text, html, sent)
    if text.strip() and not sent:
        assert found.reply


def test_lists_are_in_normal_form():
    for module in (languages, closing_words):
        for name, words in vars(module).items():
            if isinstance(words, frozenset | tuple) and name != "WROTE_WITHIN":
                assert all(word == normalise(word) for word in words)


def test_names_of_marks_are_written_small():
    for names in vars(marks).values():
        if isinstance(names, frozenset):
            assert all(name == name.lower() for name in names if isinstance(name, str))
    assert page.MOST_ATTRIBUTES < 10_000
