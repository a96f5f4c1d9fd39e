"""Small scripted scenes, each with an answer that can be worked out by hand; times in seconds."""

import msgspec
import pytest

from hamseda.twin.casting import cast
from hamseda.twin.chances import Chances
from hamseda.twin.document import Model
from hamseda.twin.draws import Draws
from hamseda.twin.engine import Play
from hamseda.twin.happened import Outcome, Why
from hamseda.twin.tally import tally
from twin.models import plain


def constant(seconds):
    return {"kind": "constant", "s": seconds}


def kind(name, service, **fields):
    return {"name": name, "arrivals": {"per_period": 0}, "service": constant(service), **fields}


def centre(types, groups, *, minutes=60, count=1, **fields):
    return {"periods": {"count": count, "minutes": minutes}, "types": types, "groups": groups, **fields}


def group(name, agents, *queues, **fields):
    return {"name": name, "agents": agents, "queues": list(queues), **fields}


def scene(document, **arrivals):
    """Play a model with these arrivals; answers (name, origin, came, left the line, how) in that order, and all of it."""
    model = msgspec.convert(document, Model)
    chances = Chances(model, Draws(1, 0))
    chances.arrivals = [[round(1000 * at) for at in arrivals.get(one.name, ())] for one in model.types]
    chances.counts = [len(one) for one in chances.arrivals]
    happened = Play(model, cast(model), chances).run()
    tally(model, happened)
    columns = (happened.kind, happened.why, happened.entered, happened.ended, happened.outcome)
    rows = [
        (model.types[at].name, Why(why).name, entered / 1000, ended / 1000, Outcome(how).name)
        for at, why, entered, ended, how in zip(*columns, strict=True)
    ]
    return sorted(rows, key=lambda row: (row[2], row[3])), happened


def test_first_come_first_served():
    rows, _ = scene(centre([kind("a", 100)], [group("g", 1, "a")]), a=[0, 10, 20])
    assert [row[3] for row in rows] == [0, 100, 200]


def test_an_agent_who_comes_takes_as_many_chats_as_they_can_hold_at_once():
    document = centre(
        [kind("chat", 100, channel="chat")], [group("g", [0, 1], "chat")], count=2, minutes=1,
        channels={"chat": {"weight": 30}},
    )  # fmt: skip
    rows, _ = scene(document, chat=[1, 2, 3, 4])
    assert [row[3] for row in rows] == [60, 60, 60, 160]


def test_a_callback_keeps_its_place_and_frees_its_line():
    document = centre(
        [kind("a", 100, line="all", callback={"after_s": 20, "accept": 1})],
        [group("g", 1, "a")],
        lines=[{"name": "all", "count": 2}],
    )
    rows, happened = scene(document, a=[0, 10, 15, 35])
    assert rows == [
        ("a", "FRESH", 0, 0, "SERVED"),
        ("a", "FRESH", 10, 30, "CALLBACK"),
        ("a", "FRESH", 15, 15, "BLOCKED"),  # two lines are taken until the second caller hangs up
        ("a", "FRESH", 35, 55, "CALLBACK"),
    ]
    assert happened.called == [(0, 30_000, 100_000, 1), (0, 55_000, 200_000, 1)]


def test_who_is_not_reached_costs_an_attempt_only():
    callback = {"after_s": 20, "accept": 1, "reached": 0, "attempt_s": 7}
    rows, happened = scene(centre([kind("a", 100, callback=callback)], [group("g", 1, "a")]), a=[0, 10, 81])
    assert happened.called == [(0, 30_000, 100_000, 0), (0, 101_000, 107_000, 0)]
    assert rows[2] == ("a", "FRESH", 81, 101, "CALLBACK")


def test_a_voicemail_becomes_work_of_another_type():
    document = centre(
        [kind("a", 100, voicemail={"after_s": 30, "to": "message"}), kind("message", 10)],
        [group("g", 1, "a", "message")],
    )
    rows, _ = scene(document, a=[0, 5])
    assert rows == [
        ("a", "FRESH", 0, 0, "SERVED"),
        ("a", "FRESH", 5, 35, "VOICEMAIL"),
        ("message", "MESSAGE", 35, 100, "SERVED"),
    ]


def test_a_transfer_goes_on_with_the_next_group_and_keeps_the_line():
    document = centre(
        [kind("a", 60, line="all", transfer=[{"to": "b", "share": 1}]), kind("b", 60, line="all")],
        [group("g", 1, "a"), group("h", 1, "b")],
        lines=[{"name": "all", "count": 1}],
    )
    rows, _ = scene(document, a=[0, 70, 130])
    assert rows == [
        ("a", "FRESH", 0, 0, "SERVED"),
        ("b", "TRANSFER", 60, 60, "SERVED"),
        ("a", "FRESH", 70, 70, "BLOCKED"),
        ("a", "FRESH", 130, 130, "SERVED"),
        ("b", "TRANSFER", 190, 190, "SERVED"),
    ]


def test_overflow_begins_when_its_ring_is_reached():
    document = centre(
        [kind("a", 100, rings=[{"after_s": 30, "overflow": ["b"]}]), kind("b", 100)],
        [group("g", 1, "a"), group("h", 1, "b")],
    )
    rows, _ = scene(document, a=[0, 10, 20])
    assert [row[3] for row in rows] == [0, 40, 100]


def test_a_skill_is_asked_for_at_a_lower_level_later():
    document = centre(
        [
            kind(
                "a",
                100,
                skills={"law": 3},
                rings=[{"after_s": 25, "lower": 1}, {"after_s": 50, "drop": ["law"]}],
            )
        ],
        [group("learned", 1, "a", skills={"law": 2}), group("kind", 1, "a")],
    )
    rows, _ = scene(document, a=[0, 1])
    assert [row[3] for row in rows] == [25, 51]


def test_outbound_leaves_the_reserve_and_never_stands_before_a_caller():
    document = centre([kind("a", 50), kind("out", 100, outbound={"reserve": 1})], [group("g", 3, "a", "out")])
    rows, _ = scene(document, out=[0, 0, 0, 0], a=[10, 20])
    served = {name: [row[3] for row in rows if row[0] == name] for name in ("a", "out")}
    assert served["a"] == [
        10,
        60,
    ]  # the reserve takes one caller; the next one goes before the outbound work that waits
    assert served["out"] == [0, 0, 100, 110]


def test_who_goes_finishes_first_and_gets_nothing_new():
    document = centre([kind("a", 90)], [group("g", [1, 0, 1], "a")], count=3, minutes=1)
    rows, happened = scene(document, a=[0, 10])
    assert [row[3] for row in rows] == [0, 120]
    assert min(happened.there) == (0, 0, 90_000)  # present until the work is done, not only until the minute


def test_lines_that_are_busy_are_tried_again():
    document = centre(
        [kind("a", 100, line="all", retrial={"share": 1, "after": constant(40), "attempts": 2})],
        [group("g", 1, "a")],
        lines=[{"name": "all", "count": 1}],
    )
    rows, _ = scene(document, a=[0, 30])
    assert rows[1:] == [
        ("a", "FRESH", 30, 30, "BLOCKED"),
        ("a", "RETRIAL", 70, 70, "BLOCKED"),
        ("a", "RETRIAL", 110, 110, "SERVED"),
    ]


def test_a_closed_channel_steers_to_another():
    document = centre(
        [kind("call", 60, deflection={"share": 1, "to": "chat"}), kind("chat", 60, channel="chat")],
        [group("g", 1, "chat", "call")],
    )
    rows, _ = scene(document, call=[5])
    assert rows == [("call", "FRESH", 5, 5, "DEFLECTED"), ("chat", "STEERED", 5, 5, "SERVED")]


def test_wrap_up_keeps_the_agent_and_not_the_line():
    document = centre(
        [kind("a", 50, wrap_up=constant(30), line="all")],
        [group("g", 1, "a")],
        lines=[{"name": "all", "count": 1}],
    )
    rows, happened = scene(document, a=[0, 40, 60])
    assert rows == [
        ("a", "FRESH", 0, 0, "SERVED"),
        ("a", "FRESH", 40, 40, "BLOCKED"),
        ("a", "FRESH", 60, 80, "SERVED"),
    ]
    assert list(zip(happened.work.begin, happened.work.end, strict=True)) == [(0, 80_000), (80_000, 160_000)]


@pytest.mark.parametrize(
    ("urgent", "first"), [({"priority_minutes": 2}, "b"), ({"safety": True}, "b"), ({}, "a")]
)
def test_priority_and_safety_go_before(urgent, first):
    document = centre([kind("a", 100), kind("b", 100, **urgent)], [group("g", 1, "a", "b")])
    rows, _ = scene(document, a=[0, 10], b=[20])
    assert next(row[0] for row in rows if row[3] == 100) == first


def test_a_call_interrupts_mail_and_nobody_is_more_than_fully_busy():
    document = centre(
        [kind("mail", 100, channel="mail"), kind("call", 50)],
        [group("g", 1, "mail", "call")],
        channels={"mail": {"weight": 100, "interrupted_by": ["phone"]}},
    )
    rows, happened = scene(document, mail=[0, 1], call=[10])
    assert [(row[0], row[3]) for row in rows] == [("mail", 0), ("mail", 100), ("call", 10)]
    assert max(happened.work.units) == 100
    assert (
        sum(end - begin for begin, end in zip(happened.work.begin, happened.work.end, strict=True)) == 200_000
    )


def test_a_group_has_only_the_channels_that_its_concurrency_names():
    document = centre(
        [kind("chat", 100, channel="chat"), kind("call", 10)],
        [group("g", 1, "chat", "call", concurrency={"chat": 2}), group("h", 1, "call")],
        channels={"chat": {"weight": 30}},
    )
    rows, _ = scene(document, chat=[0, 1, 2], call=[5, 6])
    assert [row[3] for row in rows if row[0] == "chat"] == [0, 1, 100]
    assert [row[3] for row in rows if row[0] == "call"] == [5, 15]


def test_what_waits_when_everybody_has_gone_home_is_open():
    document = plain(volume=0, agents=0)
    document["periods"] = {"count": 1, "minutes": 1, "after_hours_s": 60}
    rows, _ = scene(document, sales=[30])
    assert rows == [("sales", "FRESH", 30, 120, "OPEN")]


def test_figures_of_a_scene():
    document = centre(
        [kind("a", 100, target={"within_s": 60})], [group("g", [1, 1], "a")], count=2, minutes=2
    )
    _, happened = scene(document, a=[0, 10, 130])
    model = msgspec.convert(document, Model)
    found = tally(model, happened)
    assert found.types["in_target"][0].tolist() == [1, 0, 1]  # waits of 0, 90 and 70 seconds
    assert found.types["wait_all_s"][0].tolist() == [90, 70, 160]
    assert found.types["queue_ms"][0].tolist() == [90_000, 70_000, 160_000]
    assert found.types["queue_max"][0].tolist() == [1, 1, 1]
    assert found.types["wait_p50_s"][0].tolist() == [0, 70, 70]
    assert found.groups["busy_ms"][0].tolist() == [120_000, 120_000, 240_000]
    assert found.groups["present_ms"][0].tolist() == [120_000, 120_000, 240_000]
