"""What an agent might do next: from the last page, the journey, or who is asking."""

import pytest

from hamseda.conversations.reading import suggestion

PAGE = {"pages": [{"title": "قوری", "url": "/t"}, {"title": "ماگ «فیروزه»", "url": "/m"}]}


@pytest.mark.parametrize("locale", ["fa", "en"])
def test_a_title_keeps_its_own_direction_within_the_sentence(locale):
    found = suggestion(PAGE, locale, is_verified=True)
    assert found is not None
    assert "\u2068ماگ «فیروزه»\u2069" in found["text"]
    assert found["params"] == {"title": "ماگ «فیروزه»"}


def test_a_named_step_of_a_journey_comes_before_the_page():
    journey = {"journey": {"step": "پرداخت", "topic": "سبد"}}
    found = suggestion(PAGE | journey, "fa", is_verified=False)
    assert found is not None
    assert found["key"] == "step.journey"


def test_nothing_is_suggested_where_nothing_is_known_and_nobody_to_be_asked():
    assert suggestion({}, "fa", is_verified=True) is None
    unknown = suggestion({}, "fa", is_verified=False)
    assert unknown is not None
    assert unknown["key"] == "step.identify"
