"""Compiled by numba (extra `fast`) and plain, from one source: the same run, bit for bit."""

import msgspec
import numpy as np
import pytest

from hamseda.kit import machine_code
from hamseda.twin import replications
from hamseda.twin.casting import cast
from hamseda.twin.chances import Chances
from hamseda.twin.document import Model
from hamseda.twin.draws import Draws
from hamseda.twin.engine import Play, has_room, play_fast
from hamseda.twin.executors import Here
from twin.centres import centre
from twin.models import everything, plain

needs_numba = pytest.mark.skipif(not machine_code.is_there(), reason="numba (extra `fast`) is not installed")


def both(document, seed):
    model = msgspec.convert(document, Model)
    return tuple(
        engine(model, cast(model), Chances(model, Draws(seed, 0))).run() for engine in (Play, play_fast)
    )


@needs_numba
@pytest.mark.timeout(600)  # compiling is paid here once
@pytest.mark.parametrize("is_single", [True, False])
def test_any_centre_is_the_same_run(is_single):
    for seed in range(150):
        slow, fast = both(centre(seed, is_single=is_single), seed)
        assert slow == fast, seed


@needs_numba
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(3))
def test_a_centre_that_has_everything_is_the_same_run(seed):
    slow, fast = both(everything(), seed)
    assert slow == fast
    assert slow.kind.size > 1500


@needs_numba
@pytest.mark.timeout(600)
def test_many_who_hold_several_chats_are_the_same_run():
    document = plain(volume=1500, agents=[150, 250, 200], count=3, channel="chat")
    slow, fast = both({**document, "channels": {"chat": {"weight": 30}}}, 1)
    assert slow == fast


@needs_numba
@pytest.mark.timeout(600)
def test_far_more_attempts_than_contacts_find_room():
    retrial = {"share": 1, "after": {"kind": "constant", "s": 30}, "attempts": 20}
    document = plain(volume=100, agents=0, retrial=retrial, patience={"kind": "constant", "s": 10})
    slow, fast = both(document, 1)
    assert slow == fast
    assert slow.kind.size > 1000


@needs_numba
@pytest.mark.timeout(600)
def test_a_difference_would_be_noticed():
    slow, fast = both(everything(), 1)
    fast.ended[-1] += 1
    assert slow != fast


@needs_numba
@pytest.mark.timeout(600)
def test_figures_are_the_same_at_any_speed():
    model = msgspec.convert(everything(), Model)
    slow, fast = (replications.run(model, 3, 1, Here(), "general", speed) for speed in ("plain", "fast"))
    for one, other in zip(slow, fast, strict=True):
        for name in ("types", "groups"):
            first, second = getattr(one, name), getattr(other, name)
            assert first.keys() == second.keys()
            assert all(np.array_equal(first[key], second[key], equal_nan=True) for key in first)


def test_what_has_no_room_in_64_bits_is_played_plainly(monkeypatch):
    monkeypatch.setattr(machine_code, "is_there", lambda: True)
    small = msgspec.convert(plain(volume=10, agents=2), Model)
    long = msgspec.convert(
        {**plain(volume=10, agents=2), "periods": {"count": 5000, "minutes": 10_000}}, Model
    )
    fine = msgspec.convert(plain(volume=10, agents=2), Model)
    fine = msgspec.structs.replace(fine, groups=(msgspec.structs.replace(fine.groups[0], units=3_000_000),))
    assert [has_room(model) for model in (small, long, fine)] == [True, False, False]
    with pytest.raises(replications.NotFastError):
        replications.run(long, 1, 1, Here(), "general", "fast")


def test_a_long_model_is_played_all_the_same():
    """Instants beyond 64 bits beside what happens to whom: lists have room for anything."""
    document = plain(volume=0.004, agents=1, count=5000, service={"kind": "constant", "s": 60})
    document["periods"]["minutes"] = 100_000
    document["types"][0]["arrivals"]["per_period"] = 0.1
    model = msgspec.convert(document, Model)
    happened = Play(model, cast(model), Chances(model, Draws(1, 0))).run()
    assert happened.kind.size > 300
    assert happened.entered.max() > 2**44
    assert happened.begun.size == happened.kind.size


def test_without_numba_what_is_fast_is_refused(monkeypatch):
    monkeypatch.setattr(machine_code, "is_there", lambda: False)
    model = msgspec.convert(plain(volume=10, agents=2), Model)
    with pytest.raises(replications.NotFastError):
        replications.run(model, 1, 1, Here(), "general", "fast")


@pytest.mark.parametrize(("seconds", "is_there", "expected"), [(60, True, 2), (60, False, 0), (1, True, 0)])
def test_numba_is_asked_only_where_it_is_worth_its_time(seconds, is_there, expected, monkeypatch):
    clock = iter([0, seconds])
    played = []
    monkeypatch.setattr(replications.time, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(replications, "play", lambda job: played.append(job.is_fast) or job.replication)
    monkeypatch.setattr(machine_code, "is_there", lambda: is_there)
    model = msgspec.convert(plain(volume=10, agents=2), Model)
    assert replications.run(model, 3, 1, Here(), "general") == [0, 1, 2]
    assert sum(played) == expected


def test_the_command_says_how_to_get_what_is_fast(twin, saved, monkeypatch):
    monkeypatch.setattr(machine_code, "is_there", lambda: False)
    document = saved(plain(volume=10, agents=2))
    refused = twin("run", document, "--speed", "fast", "--engine", "general", "--language", "fa")
    assert refused.exit_code == 2
    assert "hamseda[fast]" in refused.output
    assert twin("run", document, "--speed", "plain", "--replications", "2").exit_code == 0
