"""The demonstration has a past: what-ifs can be put to its own usual day, and what they answer can be played."""

from datetime import datetime, time, timedelta

import asyncpg
import msgspec
import pytest

from demo.conftest import NOW
from hamseda.demo import cast
from hamseda.house import House
from hamseda.routing.api import past
from hamseda.twin.api import (
    Closing,
    Containment,
    Crisis,
    Growth,
    Here,
    Opening,
    answered,
    as_told,
    in_words,
    played,
    read_model,
)
from hamseda.twin.base import usual_day
from hamseda.twin.whatif import played as to_play


@pytest.fixture(scope="module")
async def own(seeded, house: House, owner: asyncpg.Connection):
    the = await owner.fetchval("SELECT id FROM organization WHERE slug = $1", cast.SLUG)
    today = datetime.combine(NOW.date(), time())
    async with house.database.reading(the) as view:
        return usual_day(await past(view, today - timedelta(days=28), today, "Asia/Tehran"))


def test_a_usual_day_is_learned_in_few_figures(own):
    model = own.model
    assert {kind.channel for kind in model.types} == {"webchat"}
    assert "ایمیل پشتیبانی" in own.waiting
    assert model.periods.count == 48
    assert len(msgspec.json.encode(model)) < 60_000  # each slider carries it along


async def test_every_change_is_answered_and_can_be_played(own):
    model = own.model
    name = model.types[0].name
    for change in (Growth(3.0), Crisis(), Closing(name, 20, 6), Opening(18, 16), Containment(0.3)):
        found = answered(model, change)
        for language in ("fa", "en"):
            assert all(in_words(one, language) for one in found.said)
        for key, scene in to_play(model, change).items():
            again = read_model(msgspec.json.encode(scene))
            told = as_told(played(again, 1, 1, Here()))["total"]
            assert told["arrivals"]["value"] == pytest.approx(found.seen.scenes[key].volume, abs=60), key
