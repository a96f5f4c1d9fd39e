"""What if: rules that change a model, what formulas say of it, and the twin that plays the same."""

import json

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamseda.kit.i18n import LANGUAGES
from hamseda.twin.api import (
    CannotMeanError,
    Closing,
    Containment,
    Costs,
    Crisis,
    CrossTraining,
    Department,
    Growth,
    Here,
    Opening,
    Pooling,
    Typed,
    answered,
    as_told,
    in_words,
    played,
    read_model,
    typed_model,
)
from hamseda.twin.document import Model, over_periods
from hamseda.twin.formula import scene, teams, volumes
from hamseda.twin.whatif import contained, grown, looked_at
from hamseda.twin.whatif import played as to_play
from hamseda.workforce.api import Goal, Work, required
from twin.models import everything, plain

PATIENT = {"kind": "exponential", "mean_s": 150}


def three(count: int = 8, **of_groups: object) -> Model:
    """Three departments with people of their own."""
    kinds = {"sales": (60, 200), "support": (40, 300), "billing": (30, 200)}
    agents = dict(zip(kinds, (9, 8, 5), strict=True))
    return read_model(
        json.dumps(
            {
                "periods": {"count": count, "minutes": 30},
                "types": [
                    {"name": name, "arrivals": {"per_period": volume}, "patience": PATIENT,
                     "service": {"kind": "exponential", "mean_s": aht}}
                    for name, (volume, aht) in kinds.items()
                ],
                "groups": [
                    {"name": name, "agents": heads, "queues": [name], **of_groups} for name, heads in agents.items()
                ],
            }
        )
    )  # fmt: skip


def total(model: Model) -> float:
    return float(volumes(model).sum())


CHANGES = [
    Growth(2.0), Growth(0.5), Growth(1.0), Crisis(), Crisis(factor=8, periods=2, first=0), Crisis(factor=0.5),
    Pooling(), CrossTraining(), Closing("billing", 4, 2), Closing("billing", 4, 2, to="sales"), Opening(2, 4), Opening(0, 8),
    Containment(0.3),
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=repr)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_said_in_both_languages(change, language):
    costs = Costs(agent_hour=150_000, waited_hour=100_000, lost=50_000, currency="تومان")
    for one in (None, costs):
        said = [in_words(each, language) for each in answered(three(), change, one).said]
        assert len(said) >= 3
        assert not any("{" in each or "None" in each or "nan" in each for each in said)
        if language == "fa":
            assert not any(digit in each for each in said for digit in "0123456789")


@pytest.mark.parametrize("change", CHANGES, ids=repr)
def test_what_the_twin_would_play_can_be_played(change):
    for model in to_play(three(), change).values():
        read_model(json.dumps(as_json(model)))


def as_json(model: Model) -> dict:
    return msgspec.to_builtins(model)


def test_enough_is_what_the_calculator_says():
    """One team is one line: the same figure as in the staffing calculator, to the man."""
    model = read_model(
        json.dumps(
            {
                "periods": {"count": 2, "minutes": 30},
                "types": [{"name": "a", "arrivals": {"per_period": [100, 37]}, "patience": PATIENT,
                           "service": {"kind": "constant", "s": 150}, "wrap_up": {"kind": "constant", "s": 30}}],
                "groups": [{"name": "g", "agents": 14, "queues": ["a"], "shrinkage": 0.3}],
            }
        )
    )  # fmt: skip
    seen = looked_at(model, Growth(1.5)).scenes
    work = Work(
        volume=np.array([150, 55.5]), interval_s=np.full(2, 1800.0), aht_s=np.full(2, 180.0), patience_s=np.full(2, 150.0)
    )  # fmt: skip
    truth = required(work, Goal(), np.full(2, 0.3))
    assert [one.agents for one in seen["enough"].periods] == truth.agents.tolist()
    assert seen["enough"].scheduled_hours == truth.scheduled.sum() / 2
    assert [one.agents for one in seen["now"].periods] == [9, 9]  # 14 less 30 %


def test_growth_needs_less_than_its_share_of_people():
    found = answered(three(), Growth(3.0)).said
    more = next(one for one in found if one.key == "growth.more").values
    assert more["people"] == more["before"] + more["more"]
    scale = next(one for one in found if one.key == "growth.scale").values
    assert scale["volume_share"] == 2
    assert 0 < scale["work_share"] < 2


def test_a_crisis_lies_where_it_is_put_and_each_cure_spares_people():
    model = three()
    seen = looked_at(model, Crisis(factor=4, periods=2, first=3))
    assert (seen.first, seen.last) == (3, 5)
    now, same = (np.array([one.volume for one in seen.scenes[key].periods]) for key in ("now", "same"))
    assert (same / now).tolist() == [1, 1, 1, 4, 4, 1, 1, 1]
    peaks = [seen.scenes[key].peak for key in ("enough", "announced", "both")]
    assert peaks == sorted(peaks, reverse=True)
    assert seen.scenes["callback"].peak < seen.scenes["enough"].peak
    assert seen.scenes["eased"].lost < seen.scenes["same"].lost
    # Who is called later is called: nobody is lost by the offer.
    assert seen.scenes["callback"].volume == pytest.approx(seen.scenes["enough"].volume)
    nothing = looked_at(model, Crisis(factor=4, periods=2, first=3, announced=0, callback=0)).scenes
    assert nothing["both"].peak == nothing["enough"].peak


def test_the_twin_confirms_a_crisis_and_what_callbacks_spare():
    """Who waits depends on who went: a share that did not make itself so would promise more than the twin finds."""
    model = typed_model(Typed(departments=[Department(name="a", day=900, aht_s=240)], opens=9, closes=17))
    scenes, models = looked_at(model, Crisis()).scenes, to_play(model, Crisis())
    for key in ("same", "both", "eased"):
        level = as_told(played(models[key], 10, 2, Here()))["total"]["service_level"]
        assert level["value"] == pytest.approx(scenes[key].service_level, abs=0.03 + level["half_width"])


def test_a_crisis_that_the_people_who_are_there_can_meet_is_called_so():
    many = msgspec.structs.replace(
        three(), groups=tuple(msgspec.structs.replace(one, agents=60) for one in three().groups)
    )
    keys = [one.key for one in answered(many, Crisis()).said]
    assert keys[:2] == ["crisis.enough", "crisis.wait"]
    assert "crisis.extra" not in keys


@pytest.mark.parametrize("factor", [0.3, 1.0])
def test_a_crisis_that_is_none_is_not_called_a_rise(factor):
    said = answered(three(), Crisis(factor=factor, periods=2, first=3)).said
    words = [in_words(one, "en") for one in said]
    assert f"ith {factor:.0%} of today’s contacts for 1 hour " in words[0]
    assert not any("rise" in one or "crisis" in one for one in words)
    assert [one.key for one in said][1] in {"crisis.calm_wait", "crisis.calm_endless"}
    assert "٪ تماس‌های امروز" in in_words(said[0], "fa")


def test_too_few_people_are_too_few_even_for_fewer_contacts():
    model = read_model(json.dumps(plain(volume=100, agents=2)))
    said = answered(model, Crisis(factor=0.5, periods=1, first=0)).said
    assert [one.key for one in said][:2] == ["crisis.calm_extra", "crisis.calm_endless"]
    assert "more people than are there" in in_words(said[0], "en")


def test_a_crisis_without_a_time_meets_the_busiest():
    model = three()
    grown_late = grown(model, 1.2, 5, 7)
    assert (
        looked_at(grown_late, Crisis(periods=2)).first,
        looked_at(grown_late, Crisis(periods=99)).last,
    ) == (5, 8)


def test_one_team_keeps_the_promise_with_fewer():
    seen = looked_at(three(), Pooling()).scenes
    assert seen["enough"].peak < seen["before"].peak
    assert seen["same"].service_level > seen["now"].service_level
    assert seen["same"].peak == seen["now"].peak  # nobody was added
    assert len(teams(to_play(three(), Pooling())["same"])) == 1


def test_uniting_adds_nobody_where_some_are_away():
    """Thirty per cent are away: who is there is counted team by team, and stays as many when they are one."""
    apart = three(8, shrinkage=0.3)
    seen = looked_at(apart, Pooling()).scenes
    assert [one.agents for one in seen["same"].periods] == [one.agents for one in seen["now"].periods]
    heads = [
        sum(over_periods(group.agents, 8)[0] for group in one.groups)
        for one in to_play(apart, CrossTraining()).values()
    ]
    assert heads == [seen["enough"].periods[0].agents] * 3


def test_two_teams_that_learn_each_others_work_are_one():
    """A ring of two is everybody: the twin must say the same of both."""
    two = typed_model(Typed(departments=[Department(name="a"), Department(name="b", day=300)]))
    models = to_play(two, CrossTraining())
    level = {
        key: as_told(played(one, 6, 1, Here()))["total"]["service_level"]["value"]
        for key, one in models.items()
    }
    assert level["two"] == pytest.approx(level["all"], abs=0.015)
    assert level["apart"] < level["all"] - 0.02


def test_one_team_alone_is_not_united():
    alone = typed_model(Typed(departments=[Department(name="a")]))
    for change in (Pooling(), CrossTraining()):
        with pytest.raises(CannotMeanError) as refused:
            answered(alone, change)
        assert refused.value.code == "one_team"


def test_two_skills_each_give_most_of_what_all_would():
    """What the twin tells and no formula: with the same people, two skills each lie between none and all, near to all."""
    models = to_play(three(20), CrossTraining())
    assert list(models) == ["apart", "two", "all"]
    heads = [
        np.array([over_periods(group.agents, 20) for group in one.groups]).sum(0).tolist()
        for one in models.values()
    ]
    assert heads[0] == heads[1] == heads[2]
    level = {
        key: as_told(played(one, 8, 1, Here()))["total"]["service_level"]["value"]
        for key, one in models.items()
    }
    assert level["apart"] < level["two"] <= level["all"] + 0.02
    assert level["two"] - level["apart"] > 0.6 * (level["all"] - level["apart"])


@pytest.mark.parametrize("change", [Crisis(3, 9, 3), Closing("billing", 1, 99), Opening(2, 30)])
def test_a_span_beyond_the_day_is_refused_not_cut(change):
    with pytest.raises(CannotMeanError) as refused:
        answered(three(), change)
    assert (refused.value.field, refused.value.code) == ("what.periods", "beyond_the_day")


def test_nothing_is_closed_in_favour_of_itself():
    with pytest.raises(CannotMeanError) as refused:
        answered(three(), Closing("billing", 2, 3, to="billing"))
    assert (refused.value.field, refused.value.code) == ("what.to", "same_type")


def test_closing_sends_some_on_and_tells_who_is_lost():
    model = three()
    followed = looked_at(model, Closing("billing", 2, 3, to="sales", follow=0.6)).models["same"]
    assert over_periods(followed.types[2].arrivals.per_period, 8) == (30, 30, 0, 0, 0, 30, 30, 30)
    assert over_periods(followed.types[0].arrivals.per_period, 8) == (60, 60, 78, 78, 78, 60, 60, 60)
    written = to_play(model, Closing("billing", 2, 3, follow=0.6))["same"]
    later = written.types[-1]
    assert later.target.within_s > 3600
    assert sum(over_periods(later.arrivals.per_period, 8)) == pytest.approx(54)
    said = answered(model, Closing("billing", 2, 3, follow=0.6)).said
    assert next(one for one in said if one.key == "closing.gone").values == {"gone": 36}
    for wrong, field in ((Closing("x", 0, 1), "what.type"), (Closing("billing", 0, 1, to="x"), "what.to")):
        with pytest.raises(CannotMeanError) as refused:
            answered(model, wrong)
        assert (refused.value.code, refused.value.field) == ("no_such_type", field)
    with pytest.raises(CannotMeanError) as refused:
        answered(model, Closing("billing", 8, 1))
    assert refused.value.code == "after_the_day"


def test_outside_the_hours_nobody_is_there_and_some_come_within_them():
    model = three()
    seen = looked_at(model, Opening(2, 4, moved=0.5))
    volume = [one.volume for one in seen.scenes["same"].periods]
    assert volume[:2] == volume[6:] == [0, 0]
    assert sum(volume) == pytest.approx(130 * 4 + 0.5 * 130 * 4)
    assert [one.agents for one in seen.scenes["same"].periods] == [0, 0, 22, 22, 22, 22, 0, 0]
    day = typed_model(Typed(departments=[Department(name="a", day=480)], opens=9, closes=17))
    longer = looked_at(day, Opening(16, 20, beyond=0.5)).scenes["same"]
    assert longer.volume == pytest.approx(480 + 4 * 0.5 * 30)  # from eight to eighteen: four new half hours


def test_a_person_stays_within_two_steps():
    for steps in (1, 2):
        assert answered(three(), Containment(0.2, steps=steps)).said
    with pytest.raises(CannotMeanError) as refused:
        answered(three(), Containment(0.2, steps=3))
    assert (refused.value.code, refused.value.field) == ("human_too_far", "what.steps")
    twice = contained(contained(three(), Containment(0.2)), Containment(0.5))
    assert total(twice) == pytest.approx(0.4 * total(three()))


def test_formulas_know_steering_transfers_and_teams():
    model = read_model(json.dumps(everything()))
    assert [team.name for team in teams(model)] == ["sales + support + mail", "chat"]
    flow = volumes(model)
    # A fifth of chats is steered to sales, a fifth of those served there goes on to support.
    assert flow[0, 0] == pytest.approx(40 + 0.2 * 60)
    assert flow[1, 0] == pytest.approx(30 + 0.2 * (40 + 12))
    assert flow[2, 0] == pytest.approx(48)


def test_the_twin_confirms_what_formulas_say():
    """Steady, alike and patient as Erlang takes them: the played day lies where the formula says."""
    models = to_play(three(24), Growth(1.3))
    scenes = looked_at(three(24), Growth(1.3)).scenes
    for key in ("now", "same", "enough"):
        level = as_told(played(models[key], 12, 3, Here()))["total"]["service_level"]
        assert level["value"] == pytest.approx(scenes[key].service_level, abs=0.03 + level["half_width"])


def test_overload_without_end_is_said_and_not_reckoned():
    model = read_model(
        json.dumps(
            {
                "periods": {"count": 2},
                "types": [{"name": "a", "arrivals": {"per_period": 100}, "service": {"kind": "constant", "s": 180}}],
                "groups": [{"name": "g", "agents": 12, "queues": ["a"]}],
            }
        )
    )  # fmt: skip
    found = answered(model, Growth(2.0), Costs(agent_hour=1, lost=1))
    assert found.seen.scenes["same"].wait_s is None
    assert found.bills["same"].waiting is None
    assert {"same.unstable", "cost.endless"} <= {one.key for one in found.said}


@settings(max_examples=40)
@given(
    day=st.floats(1, 20_000),
    aht=st.floats(5, 3000),
    patience=st.none() | st.floats(5, 3000),
    share=st.floats(0.3, 0.97),
    within=st.floats(0, 300),
    shrinkage=st.floats(0, 0.6),
    factor=st.floats(0.1, 10),
)
def test_the_fewest_who_are_named_keep_the_promise(day, aht, patience, share, within, shrinkage, factor):
    model = typed_model(
        Typed(
            departments=[Department(name="a", day=day, aht_s=aht, patience_s=patience)],
            share=share,
            within_s=within,
            shrinkage=shrinkage,
        )
    )
    assert total(model) == pytest.approx(day)
    now = scene(model, "now", is_enough=False)[0]
    enough = looked_at(model, Growth(factor)).scenes["enough"]
    for one in (*now.periods, *enough.periods):
        if one.volume > 0:
            assert one.service_level >= share - 1e-6
            assert not one.unstable


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (Typed(departments=[Department(name="a")], opens=12, closes=12), "opens_late"),
        (Typed(departments=[Department(name="a"), Department(name="a")]), "same_name"),
    ],
)
def test_figures_that_cannot_be_meant(typed, code):
    with pytest.raises(CannotMeanError) as refused:
        typed_model(typed)
    assert refused.value.code == code
