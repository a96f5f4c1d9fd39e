"""What no type can refuse: names that nothing bears, shares that do not add up, work without end."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from hamseda.kit.telling_once import nearest
from hamseda.twin.casting import channel_of, could_serve
from hamseda.twin.document import (
    ContactType,
    Empirical,
    Group,
    Mixture,
    Model,
    Simple,
    Spread,
    Uniform,
    over_periods,
)
from hamseda.twin.faults import Fault
from hamseda.twin.spreads import endless_share, mean_s

MOST_CONTACTS: Final = 1_000_000  # some 300 bytes each
ROUNDING: Final = 1e-6


def check(model: Model) -> Iterator[Fault]:
    """Find everything that is wrong with a model whose types are right."""
    yield from _periods(model)
    for part, named in (("types", model.types), ("groups", model.groups), ("lines", model.lines)):
        yield from _twice(part, [one.name for one in named])
    for at, kind in enumerate(model.types):
        yield from _type(model, kind, f"types.{at}")
    for at, group in enumerate(model.groups):
        yield from _group(model, group, f"groups.{at}")
    known = {kind.channel for kind in model.types}
    for name, channel in model.channels.items():
        yield from _known([name], known, "channels", "unknown_channel")
        yield from _known(channel.interrupted_by, known, f"channels.{name}.interrupted_by", "unknown_channel")
    yield from _endless(model)
    expected = sum(sum(over_periods(kind.arrivals.per_period, model.periods.count)) for kind in model.types)
    if expected > MOST_CONTACTS:
        yield Fault("types", "too_many_contacts", {"most": MOST_CONTACTS})


def _periods(model: Model) -> Iterator[Fault]:
    if model.periods.warmup + model.periods.cooldown >= model.periods.count:
        yield Fault("periods", "nothing_counted", {"count": model.periods.count})


def _twice(part: str, names: list[str]) -> Iterator[Fault]:
    seen = Counter(names)
    for at, name in enumerate(names):
        if seen[name] > 1 and names.index(name) != at:
            yield Fault(f"{part}.{at}.name", "name_twice", {"name": name})


def _type(model: Model, kind: ContactType, place: str) -> Iterator[Fault]:
    yield from _length(model, kind.arrivals.per_period, f"{place}.arrivals.per_period")
    yield from _spread(kind.patience, f"{place}.patience")
    after = None if kind.retrial is None else kind.retrial.after
    for name, spread in (("service", kind.service), ("wrap_up", kind.wrap_up), ("retrial.after", after)):
        if spread is None:
            continue
        found = list(_spread(spread, f"{place}.{name}"))
        yield from found
        if not found and np.isinf(mean_s(spread)):
            yield Fault(f"{place}.{name}", "never_ends")
    yield from _names_of(model, kind, place)
    if sum(one.share for one in kind.transfer) > 1 + ROUNDING:
        yield Fault(f"{place}.transfer", "more_than_all")
    if abs(kind.priority_minutes) > model.routing.max_priority_minutes:
        yield Fault(
            f"{place}.priority_minutes", "priority", {"most": f"{model.routing.max_priority_minutes:g}"}
        )
    if not any(could_serve(model, kind, group) for group in model.groups):
        yield _unserved(model, kind, place)
    if kind.outbound is not None:
        yield from _outbound(kind, place)


def _unserved(model: Model, kind: ContactType, place: str) -> Fault:
    """Why nobody serves a type: a skill that nobody has at all, or whatever else."""
    known = {name for group in model.groups for name in group.skills}
    forgone = {name for ring in kind.rings for name in ring.drop}
    for skill in kind.skills:
        if skill not in known | forgone:
            values = {"name": kind.name, "skill": skill}
            return Fault(f"{place}.skills", "nobody_skilled", values, near=nearest(skill, known))
    return Fault(place, "nobody_serves", {"name": kind.name})


def _names_of(model: Model, kind: ContactType, place: str) -> Iterator[Fault]:
    names = {one.name for one in model.types}
    to: dict[str, str | None] = {f"transfer.{at}.to": one.to for at, one in enumerate(kind.transfer)}
    to["deflection.to"] = kind.deflection.to if kind.deflection else None
    to["voicemail.to"] = kind.voicemail.to if kind.voicemail else None
    for field, name in to.items():
        yield from _known([] if name is None else [name], names, f"{place}.{field}", "unknown_type")
    yield from _known(
        [kind.line] if kind.line else [], {one.name for one in model.lines}, f"{place}.line", "unknown_line"
    )
    queues = {queue for group in model.groups for queue in group.queues}
    for at, ring in enumerate(kind.rings):
        yield from _known(ring.overflow, queues, f"{place}.rings.{at}.overflow", "unknown_queue")
        yield from _known(ring.drop, set(kind.skills), f"{place}.rings.{at}.drop", "unknown_skill")


def _outbound(kind: ContactType, place: str) -> Iterator[Fault]:
    for name in ("line", "retrial", "callback", "voicemail"):
        if getattr(kind, name) is not None:
            yield Fault(f"{place}.{name}", "not_outbound")
    if endless_share(kind.patience) == 0:
        yield Fault(f"{place}.patience", "not_outbound")


def _group(model: Model, group: Group, place: str) -> Iterator[Fault]:
    yield from _length(model, group.agents, f"{place}.agents")
    queues = {model.queue_of(kind) for kind in model.types}
    queues |= {name for kind in model.types for ring in kind.rings for name in ring.overflow}
    yield from _known(group.queues, queues, f"{place}.queues", "unknown_queue")
    channels = {kind.channel for kind in model.types}
    yield from _known(group.concurrency, channels, f"{place}.concurrency", "unknown_channel")
    for name, most in group.concurrency.items():
        room = group.units // channel_of(model, name).weight
        if most > room:
            yield Fault(f"{place}.concurrency.{name}", "no_room", {"most": room})


def _length(model: Model, given: float | tuple[float, ...], place: str) -> Iterator[Fault]:
    if isinstance(given, tuple) and len(given) != model.periods.count:
        yield Fault(place, "periods", {"given": len(given), "count": model.periods.count})


def _spread(spread: Spread, place: str) -> Iterator[Fault]:
    if not isinstance(spread, Mixture):
        yield from _simple(spread, place)
        return
    for at, part in enumerate(spread.parts):
        yield from _simple(part.of, f"{place}.parts.{at}.of")
    whole = sum(part.share for part in spread.parts)
    if abs(whole - 1) > ROUNDING:
        yield Fault(f"{place}.parts", "not_whole", {"sum": f"{whole:g}"})


def _simple(spread: Simple, place: str) -> Iterator[Fault]:
    if isinstance(spread, Uniform) and spread.low_s >= spread.high_s:
        yield Fault(f"{place}.low_s", "ends_crossed")
    if isinstance(spread, Empirical) and spread.weights:
        if len(spread.weights) != len(spread.values_s):
            yield Fault(
                f"{place}.weights", "weights", {"given": len(spread.weights), "count": len(spread.values_s)}
            )
        elif sum(spread.weights) <= 0:
            yield Fault(f"{place}.weights", "weightless")


def _known(names: Iterable[str], known: set[str], place: str, code: str) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            yield Fault(place, code, {"name": name}, near=nearest(name, known))


def _endless(model: Model) -> Iterator[Fault]:
    """Contacts that go round for ever: each contact would become infinitely many."""
    at = {name: number for number, name in enumerate(dict.fromkeys(kind.name for kind in model.types))}
    flow = np.zeros((len(at), len(at)))
    for kind in model.types:
        row = at[kind.name]
        steered = kind.deflection.share if kind.deflection else 0.0
        served, unserved = np.zeros(len(at)), np.zeros(len(at))
        for one in kind.transfer:
            served[at.get(one.to, row)] += one.share if one.to in at else 0.0
        if kind.voicemail is not None and kind.voicemail.to in at:
            unserved[at[kind.voicemail.to]] += kind.voicemail.accept
        flow[row] = (1 - steered) * np.maximum(served, unserved)
        if kind.deflection is not None and kind.deflection.to in at:
            flow[row, at[kind.deflection.to]] += steered
    if at and np.abs(np.linalg.eigvals(flow)).max() >= 1 - ROUNDING:
        yield Fault("types", "round_for_ever")
