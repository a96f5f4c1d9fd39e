"""The quick engine: contact by contact the same as the general one, and refused where it cannot be right."""

import msgspec
import pytest

from hamseda.twin.casting import cast
from hamseda.twin.chances import Chances
from hamseda.twin.document import Model
from hamseda.twin.draws import Draws
from hamseda.twin.engine import Play
from hamseda.twin.happened import Outcome
from hamseda.twin.quick import is_simple, play_quickly
from twin.models import everything, plain, told

LOGNORMAL = {"kind": "lognormal", "mean_s": 180, "cv": 2}
MIXED = {
    "kind": "mixture",
    "parts": [
        {"share": 0.2, "of": {"kind": "constant", "s": 0}},
        {"share": 0.3, "of": {"kind": "weibull", "mean_s": 60, "shape": 0.7}},
        {"share": 0.5, "of": {"kind": "endless"}},
    ],
}
MODELS = {
    "erlang a": plain(volume=300, agents=14, patience={"kind": "exponential", "mean_s": 60}),
    "overload without end": plain(volume=400, agents=14),
    "any service and patience": plain(volume=280, agents=14, count=2, service=LOGNORMAL, patience=MIXED),
    "wrap-up": plain(volume=200, agents=14, wrap_up={"kind": "exponential", "mean_s": 60}),
    "nobody there": plain(volume=50, agents=0, patience={"kind": "exponential", "mean_s": 6000}),
    "one agent, whole seconds": plain(
        volume=25,
        agents=1,
        count=5,
        service={"kind": "constant", "s": 100},
        patience={"kind": "constant", "s": 50},
    ),
}


def both(document, seed):
    model = msgspec.convert(document, Model)
    assert is_simple(model)
    general = Play(model, cast(model), Chances(model, Draws(seed, 0))).run()
    return general, play_quickly(model, Chances(model, Draws(seed, 0)))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", MODELS)
def test_every_contact_fares_alike(name, seed):
    general, quick = both(MODELS[name], seed)

    def rows(happened):
        return sorted(zip(happened.entered, happened.ended, map(int, happened.outcome), strict=True))

    assert rows(general) == rows(quick)
    assert len(quick.kind) > 20
    if name == "any service and patience":
        assert {Outcome.SERVED, Outcome.ABANDONED} <= set(quick.outcome)


@pytest.mark.parametrize("name", MODELS)
def test_every_figure_is_the_same(name):
    general, quick = (told(MODELS[name], 3, 5, engine) for engine in ("general", "quick"))
    assert (general.pop("engine"), quick.pop("engine")) == ("general", "quick")
    assert flat(general) == pytest.approx(flat(quick), abs=1e-9)


def flat(found, before=""):
    """Every figure and word with its place."""
    if not isinstance(found, (dict, list)):
        return {before: found}
    inner = found.items() if isinstance(found, dict) else enumerate(found)
    return {key: one for name, value in inner for key, one in flat(value, f"{before}.{name}").items()}


@pytest.mark.parametrize(
    "change",
    [
        {"retrial": {"share": 0.1, "after": {"kind": "constant", "s": 60}}},
        {"transfer": [{"to": "sales", "share": 0.1}]},
        {"outbound": {}},
        {"rings": [{"after_s": 20, "overflow": ["sales"]}]},
    ],
)
def test_what_is_not_simple_is_left_to_the_general_engine(change):
    assert not is_simple(msgspec.convert(plain(volume=50, agents=4, **change), Model))
    assert not is_simple(msgspec.convert(everything(), Model))


def test_agents_who_come_and_go_or_hold_several_are_left_to_the_general_engine():
    document = plain(volume=50, agents=[4, 5], count=2)
    assert not is_simple(msgspec.convert(document, Model))
    document = plain(volume=50, agents=4, channel="chat")
    assert is_simple(msgspec.convert(document, Model))
    assert not is_simple(msgspec.convert({**document, "channels": {"chat": {"weight": 30}}}, Model))
