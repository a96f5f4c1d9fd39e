"""The parts of the demonstration that are pure: rhythm, line, words, minds."""
# ruff: noqa: S311 -- invented people need no secrets

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.demo import cast, dialogues, live_mind, rhythm
from hamseda.demo.threads import Shopper, instant_id
from hamseda.demo.waiting import ChatLine
from hamseda.kit.persian import normalise
from hamseda.kit.sensitive import mask

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def somebody() -> Shopper:
    return Shopper(
        id=instant_id(NOW), name="نرگس کریمی", first="نرگس", latin="narges", city=("یزد", "Yazd"), phone="+989000001001",
        email="n@example.com", known_since=NOW,
    )  # fmt: skip


@given(st.integers(0, 2**32))
def test_nobody_comes_from_the_future(seed: int):
    found = rhythm.arrivals(NOW, Random(seed))
    assert found == sorted(found)
    assert NOW - timedelta(days=rhythm.DAYS) <= found[0]
    assert found[-1] < NOW


def test_more_come_at_the_end_than_at_the_beginning():
    same_weekday = 84, 0
    assert rhythm.expected(NOW, same_weekday[1]) > rhythm.expected(NOW, same_weekday[0]) * 1.3


@given(
    st.integers(0, 2**32), st.lists(st.tuples(st.floats(0, 20), st.floats(0.5, 30)), min_size=1, max_size=60)
)
def test_nobody_of_the_line_serves_two_at_once(seed: int, gaps: list[tuple[float, float]]):
    line, at, spans = ChatLine(("a", "b", "c"), Random(seed)), NOW, {}
    for gap, minutes in gaps:
        at += timedelta(minutes=gap)
        turn = line.arrive(at, minutes)
        assert turn.wait >= timedelta(0)
        if turn.agent is not None:
            begin = at + turn.wait
            spans.setdefault(turn.agent, []).append((begin, begin + timedelta(minutes=minutes)))
    for taken in spans.values():
        taken.sort()
        assert all(end <= begin for (_, end), (begin, _) in pairwise(taken))


def test_a_promise_speaks_of_those_ahead():
    line = ChatLine(("a",), Random(1))
    first = line.arrive(NOW, 30)
    second = line.arrive(NOW + timedelta(minutes=1), 5)
    assert first.promise.high_s == 60
    assert second.promise.high_s > first.promise.high_s


@pytest.mark.parametrize("key", dialogues.topics())
def test_every_topic_can_be_said(key: str):
    topic, words = dialogues.topics()[key], dialogues.words_for(somebody(), "سارا احمدی", Random(5))
    for script in (*topic.chats, *topic.mails, *("C " + log for log in topic.logs)):
        said = dialogues.turns(script, words)
        assert said[0][0] == "customer"
        assert all(text.strip() and "{" not in text for _, text in said)
    assert topic.queue in {"chat", "mail", "sales", "finance", "returns"}


def test_texts_use_persian_letters():
    for file in dialogues.TEXTS.iterdir():
        text = file.read_text(encoding="utf-8")
        assert not set(text) & set("يكةى٤٥٦"), file.name
    assert normalise("کتاب")


@given(st.integers(0, 2**32))
def test_invented_numbers_are_taken_for_real_ones(seed: int):
    rng = Random(seed)
    assert [f.kind for f in mask(dialogues.card_number(rng)).findings] == ["card"]
    assert [f.kind for f in mask(dialogues.shaba(rng)).findings] == ["shaba"]


def test_cast_is_as_announced():
    assert len(cast.AGENTS) == 12
    assert {one.department for one in cast.AGENTS} == set(cast.DEPARTMENTS)
    assert {one.role for one in cast.OTHERS} == {"admin", "supervisor", "light", "auditor"}
    assert all(one.title_fa and one.title_en for one in cast.EVERYBODY)
    # The check of the demonstration plays the first agent by name: they must take chats and mails.
    assert {"chat", "mail"} <= set(min(cast.AGENTS, key=lambda one: one.name).queues)


@given(st.integers(0, 2**32), st.lists(st.text(max_size=40), max_size=30))
def test_a_simulated_customer_comes_to_an_end(seed: int, heard: list[str]):
    mind = live_mind.Mind(live_mind.texts(), Random(seed))
    assert all("{" not in text for text in mind.opening())
    turns = 0
    for text in [*heard, *["بله"] * 20]:
        turns += 1
        answer, is_over = mind.answer(text)
        assert answer
        assert "{" not in answer
        if is_over:
            break
    assert is_over
    assert turns <= 10


def test_a_simulated_customer_gives_the_number_when_asked():
    mind = live_mind.Mind(live_mind.texts(), Random(3))
    answer, is_over = mind.answer("سلام، شماره‌ی سفارش را می‌فرمایید؟")
    assert "MR-" in answer
    assert not is_over
