"""A model learned from a history: a world of known truth comes back, and rows are read as they are."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import numpy as np
import pytest

from fixtures.people import insert
from hamseda.conversations.api import QueueSettings
from hamseda.kit.ids import new_id
from hamseda.routing.api import Past, PastPresence, PastQueue, PastWork
from hamseda.settings import Settings, SettingsError
from hamseda.twin.api import read_model
from hamseda.twin.casting import cast
from hamseda.twin.chances import Chances
from hamseda.twin.document import Model
from hamseda.twin.draws import Draws
from hamseda.twin.engine import Play
from hamseda.twin.happened import Outcome
from hamseda.twin.learning import NothingHappenedError, learned, patience, seen
from hamseda.twin.own_centre import day_of, held_against, model_from_history
from twin.models import plain, told

QUEUE = UUID(int=7)
FIRST = datetime(2026, 11, 1)  # noqa: DTZ001 (wall time)


@pytest.fixture
def settings(tmp_path, database_dsn: str) -> Settings:
    return Settings(folder=str(tmp_path), database_url=database_dsn)


def test_patience_is_the_product_limit_estimate():
    waits, gave_up = np.array([1.0, 2, 3, 4, 5]), np.array([True, False, True, False, True])
    found = patience(waits, gave_up)
    assert found["values_s"] == [1, 3, 5]
    assert found["weights"] == pytest.approx([1 / 5, 4 / 5 / 3, 4 / 5 * 2 / 3])


def test_patience_of_those_who_were_all_answered_is_not_known_to_end():
    assert patience(np.array([3.0, 9.0]), np.array([False, False])) == {"kind": "endless"}
    some = patience(np.array([3.0, 9.0]), np.array([True, False]))
    assert [part["share"] for part in some["parts"]] == [0.5, 0.5]
    assert some["parts"][1]["of"] == {"kind": "endless"}


def test_patience_is_found_where_most_are_answered_before_it_ends():
    pick = np.random.default_rng(3)
    truth, offered = pick.exponential(120, 20_000), pick.exponential(60, 20_000)
    found = patience(np.minimum(truth, offered), truth < offered)
    parts = found.get("parts") or [{"share": 1, "of": found}]
    values = np.array(parts[0]["of"]["values_s"])
    for share in (0.2, 0.5, 0.8):
        assert np.quantile(values, share / parts[0]["share"]) == pytest.approx(
            -120 * np.log(1 - share), rel=0.1
        )


def days_of(document, days):
    """Play a day again and again, and tell it as the product's rows would."""
    model = msgspec.convert(document, Model)
    rows = []
    for day in range(days):
        chances = Chances(model, Draws(11, day))
        happened = Play(model, cast(model), chances).run()
        service = dict(zip(chances.arrivals[0], chances.first_service[0], strict=True))
        columns = zip(
            *(one.tolist() for one in (happened.entered, happened.ended, happened.outcome)), strict=True
        )
        for entered, ended, outcome in columns:
            is_served = outcome == Outcome.SERVED
            start = FIRST + timedelta(days=day)
            rows.append(
                PastWork(
                    QUEUE, "phone", 100,
                    start + timedelta(milliseconds=entered), start + timedelta(milliseconds=ended),
                    {Outcome.SERVED: "served", Outcome.ABANDONED: "abandoned"}.get(outcome, "other"),
                    service[entered] / 1000 if is_served else None,
                )
            )  # fmt: skip
    return rows


def test_a_world_of_known_truth_comes_back():
    """A day of the twin's own becomes rows; the model learned from them gives the same day."""
    curve = [0] * 16 + [40, 60, 90, 100, 80, 60, 50, 40] + [0] * 24
    heads = [0] * 16 + [6, 8, 11, 12, 10, 8, 7, 6] + [0] * 24
    document = plain(volume=0, agents=0, patience={"kind": "exponential", "mean_s": 90})
    document["periods"] = {"count": 48, "minutes": 30}
    document["types"][0] |= {
        "arrivals": {"per_period": curve},
        "service": {"kind": "lognormal", "mean_s": 200, "cv": 1.2},
        "target": {"within_s": 60},
    }
    document["groups"][0]["agents"] = heads
    days = 25
    presence = tuple(
        PastPresence(
            UUID(int=100 + number), (QUEUE,), (), 100,
            FIRST + timedelta(days=day, minutes=30 * period), FIRST + timedelta(days=day, minutes=30 * period + 30),
        )
        for day in range(days)
        for period, count in enumerate(heads)
        for number in range(count)
    )  # fmt: skip
    queue = PastQueue(QUEUE, "sales", 0, QueueSettings(), ())
    past = Past((queue,), tuple(days_of(document, days)), presence)
    found, left_out = learned(past, "mine")
    assert left_out == []
    assert found["groups"][0]["agents"] == heads
    read_model(json.dumps(found))
    truth, again = told(document, 30, 5)["total"], told(found, 30, 6)["total"]
    for name, slack in (("arrivals", 8), ("service_level", 0.03), ("abandon", 0.02), ("asa_s", 2.0)):
        assert again[name]["value"] == pytest.approx(truth[name]["value"], abs=slack), name
        assert seen(past, found)["sales"][name] == pytest.approx(again[name]["value"], abs=slack), name


def test_busyness_is_learned_where_days_differ_more_than_chance():
    volumes = [100, 160, 60, 130, 90, 70, 150, 110]
    rows = []
    for day, count in enumerate(volumes):
        at = FIRST + timedelta(days=day, hours=9)
        rows += [PastWork(QUEUE, "phone", 100, at, at, "served", 60.0)] * count
    presence = (PastPresence(UUID(int=1), (QUEUE,), (), 100, FIRST, FIRST + timedelta(days=8)),)
    (kind,) = learned(Past((PastQueue(QUEUE, "q", 0, QueueSettings(), ()),), tuple(rows), presence), "")[0][
        "types"
    ]
    mean, variance = np.mean(volumes), np.var(volumes, ddof=1)
    assert kind["arrivals"]["busyness"] == pytest.approx(mean**2 / (variance - mean), rel=0.01)
    assert kind["arrivals"]["per_period"][18] == mean


def test_work_that_waits_over_midnight_is_played_between_two_days_of_its_kind():
    evening = FIRST + timedelta(hours=23)
    work = tuple(
        PastWork(QUEUE, "email", 25, at, at + timedelta(hours=10), "served", 60.0)
        for at in (evening, evening + timedelta(days=1))
    )
    presence = tuple(
        PastPresence(UUID(int=1), (QUEUE,), (), 100, start, start + timedelta(hours=4))
        for start in (FIRST + timedelta(hours=8), FIRST + timedelta(days=1, hours=8))
    )
    found, _ = learned(Past((PastQueue(QUEUE, "q", 0, QueueSettings(), ()),), work, presence), "")
    assert found["periods"] == {"count": 144, "minutes": 30, "warmup": 48, "cooldown": 48}
    total = told(found, 40)["total"]
    assert total["arrivals"]["value"] == pytest.approx(1, abs=0.5)
    assert total["asa_s"]["value"] == pytest.approx(
        8.75 * 3600, rel=0.05
    )  # from the last hour's half to eight
    assert total["open"]["value"] == 0


def test_individuals_who_share_a_shift_do_not_vanish():
    """Three with skills of their own, each there on one day of three: somebody is always there."""
    queue = PastQueue(QUEUE, "q", 0, QueueSettings(), ())
    work = tuple(
        PastWork(QUEUE, "phone", 100, at, at, "served", 60.0)
        for at in (FIRST + timedelta(days=day, hours=9) for day in range(3))
    )
    presence = tuple(
        PastPresence(
            UUID(int=day + 1), (QUEUE,), ((f"skill {day}", 1),), 100,
            FIRST + timedelta(days=day, hours=8), FIRST + timedelta(days=day, hours=10),
        )
        for day in range(3)
    )  # fmt: skip
    groups = learned(Past((queue,), work, presence), "")[0]["groups"]
    heads = np.array([group["agents"] for group in groups]).sum(0)
    assert heads.tolist() == [0] * 16 + [1] * 4 + [0] * 28


def test_what_nobody_serves_is_left_out_and_named():
    other = UUID(int=8)
    work = [PastWork(queue, "phone", 100, FIRST, FIRST, "served", 60.0) for queue in (QUEUE, other)]
    queues = tuple(
        PastQueue(one, name, 0, QueueSettings(overflow_queue_id=other), ())
        for one, name in ((QUEUE, "a"), (other, "b"))
    )
    presence = (PastPresence(UUID(int=1), (QUEUE,), (), 100, FIRST, FIRST + timedelta(hours=5)),)
    found, left_out = learned(Past(queues, tuple(work), presence), "")
    assert left_out == ["b (phone)"]
    assert read_model(json.dumps(found)).types[0].rings == ()
    with pytest.raises(NothingHappenedError):
        learned(Past(queues, tuple(work), ()), "")


async def test_rows_of_the_product_become_a_model(organization, owner, settings):
    o = organization
    interaction = new_id()
    own = {"organization_id": o.id}
    await insert(
        owner, "interaction", **own, id=interaction, conversation_id=o.conversation_id, channel_kind="webchat"
    )
    day = datetime(2026, 11, 2, 6, 30, tzinfo=UTC)  # ten in Tehran
    rows = [
        (day, 5, 300, "done"), (day, 20, 200, "done"), (day + timedelta(minutes=40), None, 45, "abandoned"),
    ]  # fmt: skip
    for entered, taken, ended, state in rows:
        await insert(
            owner, "work_item", **own, id=new_id(), queue_id=o.sales_queue_id, conversation_id=o.conversation_id,
            interaction_id=interaction, channel_kind="webchat", weight=30, state=state, entered_at=entered,
            accepted_at=None if taken is None else entered + timedelta(seconds=taken),
            ended_at=entered + timedelta(seconds=ended),
            agent_id=None if taken is None else o.agent.id,
        )  # fmt: skip
    for state, at in (("available", day - timedelta(minutes=30)), ("break", day + timedelta(hours=1))):
        await insert(owner, "presence_log", **own, id=new_id(), user_id=o.agent.id, state=state, at=at)
    slug = await owner.fetchval("SELECT slug FROM organization WHERE id = $1", o.id)
    first, end = (datetime.combine(date(2026, 11, one), datetime.min.time()) for one in (2, 3))
    learnt = await model_from_history(settings, slug, first, end, "Asia/Tehran")
    found = learnt.document
    assert learnt.left_out == []
    assert learnt.seen == {
        "صف فروش": {"arrivals": 3, "service_level": 2 / 3, "abandon": 1 / 3, "asa_s": 12.5}
    }
    told_beside = held_against(learnt, 3, 1, "fa")
    assert "رخ داد" in told_beside
    assert "۶۶٫۷٪" in told_beside
    (kind,), (group,) = found["types"], found["groups"]
    assert (kind["name"], kind["channel"]) == ("صف فروش", "webchat")
    assert {at: one for at, one in enumerate(kind["arrivals"]["per_period"]) if one} == {20: 2.0, 21: 1.0}
    assert kind["service"]["values_s"] == [180.0, 295.0]
    assert kind["patience"] == {"kind": "empirical", "values_s": [45.0], "weights": [1.0]}
    assert [at for at, heads in enumerate(group["agents"]) if heads] == [19, 20, 21]
    assert found["channels"] == {"webchat": {"weight": 30, "interrupted_by": []}}
    assert told(found, 2)["total"]["arrivals"]["value"] > 0
    with pytest.raises(SettingsError, match="Nothing can be learned"):
        await model_from_history(settings, slug, first - timedelta(days=9), first - timedelta(days=8), None)
    with pytest.raises(SettingsError, match="There is no organization"):
        await model_from_history(settings, f"no-{uuid4().hex}", first, end, None)
    with pytest.raises(SettingsError, match="is no time zone"):
        await model_from_history(settings, slug, first, end, "Asia/Teheran")
    with pytest.raises(SettingsError, match="منطقه‌ی زمانی نیست"):
        await model_from_history(settings, slug, first, end, "Asia/Teheran", "fa")


def test_days_of_two_calendars():
    assert day_of("2026-11-30") == day_of("۱۴۰۵/۰۹/۰۹") == date(2026, 11, 30)
    for wrong in ("yesterday", "2026-13-01", "1405/13/01", ""):
        with pytest.raises(SettingsError, match="is not a day"):
            day_of(wrong)
