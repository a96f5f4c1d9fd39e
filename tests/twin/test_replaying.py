"""A log played again: a world of the twin's own comes back contact by contact, and what is wrong with a log is seen."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
import pytest

from hamseda.conversations.api import QueueSettings
from hamseda.routing.api import Past, PastPresence, PastQueue
from hamseda.twin.learning import NothingHappenedError
from hamseda.twin.printing import replay_in_words
from hamseda.twin.replaying import _beyond, replayed
from hamseda.twin.spreads import FOREVER
from twin.models import plain
from twin.test_learning import FIRST, QUEUE, days_of

HEADS = [0] * 16 + [6, 8, 11, 12, 10, 8, 7, 6] + [0] * 24


def world(days: int = 1) -> Past:
    """Busy days by the twin itself, told as the product's rows would."""
    document = plain(volume=0, agents=0, patience={"kind": "exponential", "mean_s": 90})
    document["periods"] = {"count": 48, "minutes": 30}
    document["types"][0] |= {
        "arrivals": {"per_period": [0] * 16 + [40, 60, 90, 100, 80, 60, 50, 40] + [0] * 24},
        "service": {"kind": "lognormal", "mean_s": 200, "cv": 1.2},
        "target": {"within_s": 60},
    }
    document["groups"][0]["agents"] = HEADS
    presence = tuple(
        PastPresence(UUID(int=100 + number), (QUEUE,), (), 100, _at(day, period), _at(day, period + 1))
        for day in range(days)
        for period, count in enumerate(HEADS)
        for number in range(count)
    )
    queue = PastQueue(QUEUE, "sales", 0, QueueSettings(), ())
    return Past((queue,), tuple(days_of(document, days)), presence)


def _at(day: int, period: int) -> datetime:
    return FIRST + timedelta(days=day, minutes=30 * period)


def again(past: Past, seed: int = 1, days: int = 1):
    return replayed(past, "mine", FIRST, FIRST + timedelta(days=days), seed)


def test_every_contact_ends_as_it_did():
    past = world()
    found = again(past)
    assert found.contacts == len(past.work) > 400
    assert (found.same_end, found.wait_off_s, found.left_out) == (1.0, 0.0, [])
    (one,) = found.types.values()
    assert one["happened"] == pytest.approx(one["twin"])
    assert 0.05 < one["happened"]["abandon"] < 0.6  # it was no idle world
    assert found == again(past)
    assert found.types == again(past, seed=2).types  # nothing was left to chance


def test_several_days_differ_only_by_who_was_busy_when_a_shift_ended():
    """Each of these days began with nobody having done anything; played as one, fairness remembers the day before."""
    found = again(world(4), days=4)
    assert found.same_end > 0.99
    assert found.wait_off_s == 0


def test_people_who_were_not_there_are_missed():
    past = world()
    fewer = tuple(one for one in past.presence if one.user_id.int < 107)
    found = again(Past(past.queues, past.work, fewer))
    assert found.same_end < 0.9
    (one,) = found.types.values()
    assert one["twin"]["abandon"] > one["happened"]["abandon"] + 0.1


def test_who_was_answered_would_have_waited_as_those_who_waited_longer():
    times, left = np.array([10.0, 50.0, 100.0]), np.array([0.9, 0.5, 0.2])
    waits = np.full(20_000, 20)
    shares = np.random.default_rng(1).random(waits.size)
    found = _beyond(waits, times, left, shares)
    assert found.min() >= 20
    assert (found == 50).mean() == pytest.approx(4 / 9, abs=0.02)
    assert (found == 100).mean() == pytest.approx(3 / 9, abs=0.02)
    assert (found == FOREVER).mean() == pytest.approx(2 / 9, abs=0.02)
    assert (_beyond(waits, np.zeros(0), np.zeros(0), shares) == FOREVER).all()


def test_it_is_said_in_both_languages():
    found = again(world())
    english, persian = replay_in_words(found, "en"), replay_in_words(found, "fa")
    assert "100.0 % end the same way" in english
    assert "۱۰۰٫۰٪ در همزاد" in persian
    assert json.dumps(found.types)


def test_nothing_is_not_played():
    with pytest.raises(NothingHappenedError):
        again(Past((), (), ()))
