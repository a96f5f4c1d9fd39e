"""What a change means, in plain words: keys of the catalogues with what fills them, in nobody's language yet.

Names of values say what they are: `_s` seconds, `_share` a share of 1, `_money` an amount; other numbers stay as they are.
"""

from typing import Annotated, Any

from msgspec import Meta, Struct

from hamseda.twin.changes import Change, Closing, Containment, Crisis, CrossTraining, Growth, Opening, Pooling
from hamseda.twin.document import Model
from hamseda.twin.formula import Scene
from hamseda.twin.whatif import Seen, looked_at

Money = Annotated[float, Meta(ge=0, le=1e12)]


class Costs(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an hour of an agent, an hour of customers' waiting and a contact that is lost cost; nothing where not given."""

    agent_hour: Money = 0.0
    waited_hour: Money = 0.0
    lost: Money = 0.0
    currency: Annotated[str, Meta(max_length=20)] = ""


class Said(Struct, frozen=True):
    """A sentence of the catalogues: `twin.whatif.<key>` with its values."""

    key: str
    values: dict[str, Any] = {}


class Bill(Struct, frozen=True):
    """What a day costs: people, and what customers' waiting and leaving cost; waiting is null where the line never ends."""

    people: float
    waiting: float | None
    lost: float


class Answer(Struct, frozen=True):
    """What a change means: sentences, the scenes behind them, and what each costs."""

    said: list[Said]
    seen: Seen
    bills: dict[str, Bill]


def answered(model: Model, change: Change, costs: Costs | None = None) -> Answer:
    """Answer a change by formulas; CannotMeanError where this model has nothing to change."""
    seen = looked_at(model, change)
    rates = costs or Costs()
    bills = {key: bill(one, rates) for key, one in seen.scenes.items()}
    said = [*_told(model, change, seen), *_served(seen.scenes["same"]), *_waits_cost(seen, bills, rates)]
    return Answer(said, seen, bills)


def bill(scene: Scene, costs: Costs) -> Bill:
    """What a day costs by these rates."""
    waiting = None if scene.waited_hours is None else scene.waited_hours * costs.waited_hour
    return Bill(scene.scheduled_hours * costs.agent_hour, waiting, scene.lost * costs.lost)


def _told(model: Model, change: Change, seen: Seen) -> list[Said]:
    match change:
        case Growth():
            return _growth(change, seen)
        case Crisis():
            return _crisis(model, change, seen)
        case Pooling() | CrossTraining():
            return _united(change, seen)
        case _:
            return _day(change, seen)


def _growth(change: Growth, seen: Seen) -> list[Said]:
    before, enough = seen.scenes["before"], seen.scenes["enough"]
    more = enough.peak - before.peak
    values = {"factor": change.factor, "people": enough.peak, "before": before.peak, "more": abs(more)}
    said = [Said("growth.more" if more > 0 else "growth.fewer" if more < 0 else "growth.as_many", values)]
    if change.factor > 1 and before.hours > 0:
        hours = enough.hours / before.hours - 1
        said.append(Said("growth.scale", {"volume_share": change.factor - 1, "work_share": max(hours, 0.0)}))
    return said


def _crisis(model: Model, change: Crisis, seen: Seen) -> list[Said]:
    extra = {key: _extra(seen, key) for key in ("enough", "announced", "callback", "both")}
    length = (seen.last - seen.first) * model.periods.minutes * 60
    wait = _wait_in(seen, "same")
    if change.factor <= 1:
        return _calm(change, length, extra["enough"], wait)
    spike = {"factor": change.factor, "length_s": length}
    if extra["enough"] == 0:
        return [
            Said("crisis.enough", spike),
            *([] if wait is None else [Said("crisis.wait", {"wait_s": wait})]),
        ]
    said = [Said("crisis.extra", {**spike, "more": extra["enough"]})]
    said.append(Said("crisis.endless") if wait is None else Said("crisis.wait", {"wait_s": wait}))
    said.append(Said("crisis.announce", {"spared_share": change.announced, "more": extra["announced"]}))
    told = {"taken_share": change.callback, "called": _fewer_in(seen, "callback"), "more": extra["callback"]}
    said.append(Said("crisis.callback", told))
    said.append(Said("crisis.both", {"more": extra["both"], "saved": extra["enough"] - extra["both"]}))
    eased = seen.scenes["eased"]
    if eased.service_level is not None:
        now = {"level_share": eased.service_level, "lost": round(eased.lost)}
        said.append(Said("crisis.eased", {**now, "called": _fewer_in(seen, "eased")}))
    return said


def _calm(change: Crisis, length_s: float, more: int, wait_s: float | None) -> list[Said]:
    """No crisis at all: as many contacts as ever, or fewer."""
    values = {"left_share": change.factor, "length_s": length_s}
    said = Said("crisis.calm_extra", {**values, "more": more}) if more else Said("crisis.calm", values)
    if wait_s is None:
        return [said, Said("crisis.calm_endless")]
    return [said, Said("crisis.calm_wait", {"wait_s": wait_s})]


def _united(change: Pooling | CrossTraining, seen: Seen) -> list[Said]:
    before, enough = seen.scenes["before"], seen.scenes["enough"]
    # Teams do not have their busiest time together: compare the hours too.
    people = sum(before.teams.values())
    values = {
        "apart": people,
        "together": enough.peak,
        "saved": max(people - enough.peak, 0),
        "teams": len(before.teams),
    }
    said = [Said(f"{_name(change)}.people", values)]
    if before.hours > 0:
        saved = 1 - enough.hours / before.hours
        said.append(Said("pooling.hours", {"saved_share": max(saved, 0.0)}))
    if isinstance(change, CrossTraining):
        said.append(Said("cross_training.two"))
    return said


def _day(change: Change, seen: Seen) -> list[Said]:
    before, enough, same = (seen.scenes[key] for key in ("before", "enough", "same"))
    values: dict[str, Any] = {
        "people": enough.peak,
        "before": before.peak,
        "work_hours": _tenths(enough.hours),
        "work_hours_before": _tenths(before.hours),
    }
    gone = max(seen.scenes["now"].volume - same.volume, 0.0)
    said = [Said(f"{_name(change)}.people", values)]
    match change:
        case Closing():
            key = "closing.followed" if change.to is not None else "closing.written"
            said.append(Said(key, {"follow_share": change.follow, "to": change.to or ""}))
            said.append(Said("closing.gone", {"gone": round(gone)}))
        case Opening():
            difference = same.volume - seen.scenes["now"].volume
            key = "opening.more" if difference > 0 else "opening.fewer"
            said.append(Said(key, {"contacts": round(abs(difference))}))
        case Containment():
            said.append(Said("containment.helped", {"helped": round(gone), "helped_share": change.share}))
            told = {"steps": change.steps, "until_s": change.steps * change.step_s}
            said.append(Said("containment.human", told))
        case _:
            pass
    return said


def _served(same: Scene) -> list[Said]:
    """How it goes with the people who are there."""
    if same.unstable:
        return [Said("same.unstable", {"periods": same.unstable})]
    if same.service_level is None or same.wait_s is None:
        return []
    values = {"level_share": same.service_level, "wait_s": same.wait_s, "lost": round(same.lost)}
    return [Said("same.served", values)]


def _waits_cost(seen: Seen, bills: dict[str, Bill], costs: Costs) -> list[Said]:
    same, enough = seen.scenes["same"], seen.scenes["enough"]
    if same.waited_hours is None:
        return [Said("cost.endless")]
    said = [Said("cost.hours", {"waited_hours": _tenths(same.waited_hours), "lost": round(same.lost)})]
    first, second = bills["same"], bills["enough"]
    if costs.waited_hour or costs.lost:
        money = (first.waiting or 0.0) + first.lost
        said.append(Said("cost.money", {"waits_money": money, "currency": costs.currency}))
    if costs.agent_hour and (costs.waited_hour or costs.lost) and enough.waited_hours is not None:
        spared = money - (second.waiting or 0.0) - second.lost
        people = second.people - first.people
        values = {"people_money": abs(people), "spared_money": abs(spared), "currency": costs.currency}
        if people > 0:
            said.append(Said("cost.worth" if spared > people else "cost.dear", values))
        elif people < 0:
            said.append(Said("cost.saves", values))
    return said


def _extra(seen: Seen, key: str) -> int:
    """How many more people than are there, at most, while the crisis lasts."""
    there, needed = seen.scenes["same"].periods, seen.scenes[key].periods
    return max(max(needed[at].agents - there[at].agents, 0) for at in range(seen.first, seen.last))


def _fewer_in(seen: Seen, key: str) -> int:
    """Contacts that are called after the crisis instead: those of the scene that it lacks within it."""
    before = seen.scenes["announced" if key == "eased" else "enough"].periods
    there = seen.scenes[key].periods
    return round(sum(before[at].volume - there[at].volume for at in range(seen.first, seen.last)))


def _wait_in(seen: Seen, key: str) -> float | None:
    span = seen.scenes[key].periods[seen.first : seen.last]
    if any(one.unstable or one.wait_s is None for one in span if one.volume > 0):
        return None
    volume = sum(one.volume for one in span)
    return sum((one.wait_s or 0.0) * one.volume for one in span) / volume if volume else 0.0


def _name(change: Change) -> str:
    return str(type(change).__struct_config__.tag)


def _tenths(value: float) -> float:
    return round(value, 1)
