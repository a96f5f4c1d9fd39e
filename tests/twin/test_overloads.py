"""What is too much for ever is named, with all that types bring each other and all who share a team; nothing else is."""

import json
import time

import pytest

from hamseda.twin.api import Here, as_told, compared, played, read_model
from hamseda.twin.overloads import overloads
from hamseda.twin.printing import compared_in_words, in_words

HOURS = {"periods": {"count": 4, "minutes": 60}}


def kind(name, an_hour, s=300, **more):
    return {
        "name": name,
        "arrivals": {"per_period": an_hour},
        "service": {"kind": "constant", "s": s},
        **more,
    }


def team(name, agents, *queues, **more):
    return {"name": name, "agents": agents, "queues": [*queues], **more}


def patient(mean_s):
    return {"kind": "exponential", "mean_s": mean_s}


def centre(types, groups, **more):
    return {**HOURS, "types": types, "groups": groups, **more}


def found(document):
    told = [one.as_told() for one in overloads(read_model(json.dumps(document)))]
    return [(one["types"], pytest.approx(one["times"], rel=0.01), one["periods"]) for one in told]


MESSAGES = {"after_s": 5, "to": "b"}
TOO_MUCH = {
    "one type": ([kind("a", 120)], [team("g", 5, "a")], ["a"], 2.0),
    "just as much": ([kind("a", 60)], [team("g", 5, "a")], ["a"], 1.0),
    "two types, one team": ([kind("a", 54), kind("b", 54)], [team("g", 5, "a", "b")], ["a", "b"], 1.8),
    "transfers": ([kind("a", 50, transfer=[{"to": "b", "share": 1}]), kind("b", 0, 900)],
                  [team("g", 5, "a"), team("h", 5, "b")], ["b"], 2.5),
    "transfers of whom patience lets through": (
        [kind("a", 500, transfer=[{"to": "b", "share": 1}], patience=patient(60)), kind("b", 0, 900)],
        [team("g", 5, "a"), team("h", 5, "b")], ["b"], 3.0),
    "steered": ([kind("a", 100, deflection={"share": 0.9, "to": "b"}), kind("b", 0, 900)],
                [team("g", 5, "a"), team("h", 5, "b")], ["b"], 4.5),
    "messages": ([kind("a", 100, voicemail=MESSAGES), kind("b", 0, 900)],
                 [team("g", 1, "a"), team("h", 2, "b")], ["b"], 11.0),
    "to itself": ([kind("a", 40, transfer=[{"to": "a", "share": 0.5}])], [team("g", 5, "a")], ["a"], 4 / 3),
    "who leaves no message": ([kind("a", 100, voicemail={"after_s": 5, "accept": 0.1})],
                              [team("g", 1, "a")], ["a"], 7.5),
    "callbacks": ([kind("a", 100, patience=patient(60), callback={"after_s": 0, "accept": 1})],
                  [team("g", 3, "a")], ["a"], 2.78),
    "callbacks of those who try again": (
        [kind("a", 100, patience=patient(60), callback={"after_s": 0, "accept": 0.5},
              retrial={"share": 1, "after": patient(60), "attempts": 1})], [team("g", 5, "a")], ["a"], 1.25),
    "callbacks after leaving the line": (
        [kind("a", 100, patience=patient(60), callback={"after_s": 0, "accept": 1}, line="l")],
        [team("g", 3, "a")], ["a"], 2.78),
    "outbound": ([kind("o", 400, outbound={})], [team("g", 5, "o")], ["o"], 6.67),
    "outbound beside a reserve": ([kind("o", 48, outbound={"reserve": 3})], [team("g", 5, "o")], ["o"], 2.0),
    "chats": ([kind("a", 240, channel="chat")],
              [team("g", 5, "a", concurrency={"chat": 3})], ["a"], 20 / 15),
    "away": ([kind("a", 50)], [team("g", 5, "a", shrinkage=0.5)], ["a"], 50 / 30),
    "one of two teams is both's": (
        [kind("a", 160), kind("b", 40)], [team("g", 5, "a"), team("h", 3, "a", "b")], ["a", "b"], 200 / 96),
    "the tighter is named": ([kind("a", 20), kind("b", 100)], [team("g", 5, "a", "b"), team("h", 3, "a")],
                             ["b"], 100 / 60),
}  # fmt: skip
ROOM = {"channels": {"chat": {"weight": 30}}, "lines": [{"name": "l", "count": 500}]}


@pytest.mark.parametrize("case", TOO_MUCH)
def test_too_much_is_named_with_how_many_times(case):
    types, groups, names, times = TOO_MUCH[case]
    channels = ROOM["channels"] if case == "chats" else {}
    assert found(centre(types, groups, channels=channels, lines=ROOM["lines"])) == [(names, times, None)]


ENOUGH = {
    "less": ([kind("a", 59)], [team("g", 5, "a")]),
    "patience": ([kind("a", 500, patience=patient(60))], [team("g", 5, "a")]),
    "a line": ([kind("a", 400, line="l")], [team("g", 5, "a")]),
    "sent on by the same team, with patience": (
        [kind("a", 500, patience=patient(60), transfer=[{"to": "b", "share": 1}]), kind("b", 0)],
        [team("g", 5, "a", "b")]),
    "few callbacks": ([kind("a", 100, patience=patient(60), callback={"after_s": 0, "accept": 0.3})],
                      [team("g", 3, "a")]),
    "callbacks for the very patient": (
        [kind("a", 100, patience=patient(60), callback={"after_s": 90, "accept": 1})], [team("g", 3, "a")]),
    "all leave messages": ([kind("a", 100, voicemail={"after_s": 5})], [team("g", 1, "a")]),
    "no work in messages": ([kind("a", 20, voicemail=MESSAGES), kind("b", 0, 900)],
                            [team("g", 5, "a"), team("h", 1, "b")]),
    "helped by a machine": ([kind("a", 100, deflection={"share": 0.9})], [team("g", 5, "a")]),
    "two teams share": ([kind("a", 50), kind("b", 50)], [team("g", 5, "a"), team("h", 5, "a", "b")]),
    "on the line of who sent it": (
        [kind("a", 400, line="l", transfer=[{"to": "b", "share": 1}]), kind("b", 0, 900)],
        [team("g", 5, "a"), team("h", 1, "b")]),
}  # fmt: skip


@pytest.mark.parametrize("case", ENOUGH)
def test_what_bounds_itself_is_no_overload(case):
    types, groups = ENOUGH[case]
    assert found(centre(types, groups, lines=ROOM["lines"])) == []


def test_only_as_much_is_sent_on_as_is_done():
    """Of 10 erlang half are done, so that those behind have 1.5 times as many people as they need."""
    types = [kind("a", 120, transfer=[{"to": "b", "share": 1}]), kind("b", 0, 200)]
    assert found(centre(types, [team("g", 5, "a"), team("h", 5, "b")])) == [(["a"], 2.0, None)]


def test_messages_to_oneself_of_those_who_try_again_go_round_nearly_for_ever():
    again = {"share": 1, "after": patient(60), "attempts": 20}
    document = centre(
        [
            kind(
                "a",
                100,
                patience=patient(60),
                voicemail={"after_s": 0, "accept": 0.9, "to": "a"},
                retrial=again,
            )
        ],
        [team("g", 1, "a")],
    )
    assert found(document) == []  # nobody must be served


def test_teams_that_share_nothing_are_told_apart():
    types, groups = [kind("a", 120), kind("b", 120)], [team("g", 5, "a"), team("h", 5, "b")]
    assert found(centre(types, groups)) == [(["a"], 2.0, None), (["b"], 2.0, None)]


def test_what_passes_is_told_by_its_periods_and_not_called_unstable():
    document = centre([kind("a", [100, 0, 80, 100])], [team("g", [5, 5, 0, 20], "a")])
    assert found(document) == [
        (["a"], 100 / 60, [0])
    ]  # at night nobody is there: no line that people could shorten
    told = as_told(played(read_model(json.dumps(document)), 1, 1, Here()))
    assert (told["unstable"], told["overloads"][0]["erlang"]) == ({}, pytest.approx(100 / 12))


def test_a_day_that_cannot_be_done_together_is_unstable():
    document = centre(
        [kind("a", 54), kind("b", 54), kind("c", 10)], [team("g", 5, "a", "b"), team("h", 5, "c")]
    )
    outcome = played(read_model(json.dumps(document)), 2, 1, Here())
    told = as_told(outcome)
    assert told["unstable"] == {"a": pytest.approx(1.8), "b": pytest.approx(1.8)}
    assert told["overloads"] == [
        {"types": ["a", "b"], "groups": ["g"], "erlang": 9.0, "agents": 5.0, "times": 1.8, "periods": None}
    ]
    assert "a and b together bring 9 erlang to 5 agents: 1.80 times" in in_words(outcome, "en")
    assert "a و b روی هم ۹ ارلنگ کار برای ۵ کارشناس می‌آورند: ۱٫۸۰ برابر" in in_words(outcome, "fa")


def test_in_a_comparison_it_is_said_of_which_model_it_holds():
    ones = [centre([kind("a", an_hour)], [team("g", 1, "a")]) for an_hour in (6, [6, 20, 20, 0])]
    first, second = (played(read_model(json.dumps(one)), 2, 1, Here()) for one in ones)
    said = compared_in_words(compared(first, second), "en")
    assert "second: In periods 1–2 (the first is 0): a brings 1.7 erlang to 1 agent: 1.67 times" in said
    assert "first: a" not in said


def test_nobody_there_is_said():
    document = centre([kind("a", 12)], [team("g", 0, "a")])
    outcome = played(read_model(json.dumps(document)), 2, 1, Here())
    assert as_told(outcome)["unstable"] == {"a": None}
    assert "a: 1 erlang come that never give up, and nobody is there for them" in in_words(outcome, "en")


def test_a_large_centre_is_looked_through_at_once():
    onward = [[{"to": f"t{(at * 7 + 1) % 30}", "share": 0.3}] for at in range(30)]
    types = [
        kind(f"t{at}", [32.0 + (hour * at) % 12 for hour in range(168)], transfer=onward[at])
        for at in range(30)
    ]
    groups = [team(f"g{at}", 2, *(f"t{(at + step) % 30}" for step in range(3))) for at in range(60)]
    document = {**centre(types, groups), "periods": {"count": 168, "minutes": 60}}
    begun = time.perf_counter()
    assert found(document)
    assert time.perf_counter() - begun < 20
