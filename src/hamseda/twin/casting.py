"""The model in the router's numbers: queues, skills, channels, agents and items as the kernel knows them."""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from hamseda.routing.api import Agent, Config, Fairness, Item, Ring
from hamseda.twin.document import Channel, ContactType, Group, Model, over_periods
from hamseda.twin.spreads import milliseconds

PLAIN: Final = Channel()


class Cast(Struct, frozen=True, kw_only=True):
    """Numbers for names, and what is worked out once for all replications."""

    config: Config
    queues: dict[str, int]
    skills: dict[str, int]
    channels: dict[str, int]
    first_agent: tuple[int, ...]
    group_of: tuple[int, ...]
    heads: tuple[tuple[int, ...], ...]
    weights: tuple[int, ...]
    rings: tuple[tuple[Ring, ...], ...]

    def item(self, model: Model, kind: int, number: int, entered_ms: int) -> Item:
        """A contact of a type as the item that waits for it."""
        chosen = model.types[kind]
        return Item(
            id=number,
            queue=self.queues[model.queue_of(chosen)],
            channel=self.channels[chosen.channel],
            entered_ms=entered_ms,
            priority_minutes=chosen.priority_minutes,
            safety=chosen.safety,
            skills=tuple((self.skills[name], level) for name, level in chosen.skills.items()),
            rings=self.rings[kind],
        )

    def agent(self, model: Model, number: int) -> Agent:
        """An agent of a group; numbers are given group by group."""
        return replace(self.alike(model, self.group_of[number]), id=number)

    def alike(self, model: Model, at: int) -> Agent:
        """What all agents of a group are like."""
        group = model.groups[at]
        return Agent(
            id=0,
            queues=tuple(self.queues[name] for name in group.queues),
            skills=tuple((self.skills[name], level) for name, level in group.skills.items()),
            units=group.units,
            channel_units=tuple(
                (self.channels[name], most * channel_of(model, name).weight)
                for name, most in group.concurrency.items()
            ),
        )


def channel_of(model: Model, name: str) -> Channel:
    """A channel's settings; plain ones where the model says nothing of it."""
    return model.channels.get(name, PLAIN)


def cast(model: Model) -> Cast:
    """Number everything in the order of the document."""
    channels = _numbered([kind.channel for kind in model.types])
    queues = _numbered(
        [model.queue_of(kind) for kind in model.types]
        + [queue for group in model.groups for queue in group.queues]
    )
    asked = [name for kind in model.types for name in kind.skills]
    skills = _numbered(asked + [name for group in model.groups for name in group.skills])
    count = model.periods.count
    heads = tuple(tuple(int(head) for head in over_periods(group.agents, count)) for group in model.groups)
    most = [max(row) for row in heads]
    return Cast(
        config=_config(model, channels),
        queues=queues,
        skills=skills,
        channels=channels,
        first_agent=tuple(sum(most[:at]) for at in range(len(most))),
        group_of=tuple(at for at, count in enumerate(most) for _ in range(count)),
        heads=heads,
        weights=tuple(channel_of(model, kind.channel).weight for kind in model.types),
        rings=tuple(_rings(kind, queues, skills) for kind in model.types),
    )


def could_serve(model: Model, kind: ContactType, group: Group) -> bool:
    """Say whether the agents of a group serve a type, at once or once all its rings have been reached."""
    queues = {model.queue_of(kind), *(name for ring in kind.rings for name in ring.overflow)}
    dropped = {name for ring in kind.rings for name in ring.drop}
    lower = max((ring.lower for ring in kind.rings), default=0)
    able = all(
        group.skills.get(name, 0) >= max(1, level - lower)
        for name, level in kind.skills.items()
        if name not in dropped
    )
    return able and bool(queues & set(group.queues)) and places(model, kind, group) > 0


def places(model: Model, kind: ContactType, group: Group) -> int:
    """How many contacts of a type an agent of a group holds at once."""
    room = group.units // channel_of(model, kind.channel).weight
    return min(room, group.concurrency.get(kind.channel, 0)) if group.concurrency else room


def _config(model: Model, channels: dict[str, int]) -> Config:
    return Config(
        fairness=Fairness(model.routing.fairness),
        max_priority_minutes=model.routing.max_priority_minutes,
        channels=max(len(channels), 1),
        channel_weights=tuple(channel_of(model, name).weight for name in channels),
        interrupted_by=tuple(
            (number, channels[other])
            for name, number in channels.items()
            for other in channel_of(model, name).interrupted_by
        ),
        hold_after_ms=milliseconds(model.routing.hold_after_s),
    )


def _rings(kind: ContactType, queues: dict[str, int], skills: dict[str, int]) -> tuple[Ring, ...]:
    return tuple(
        Ring(
            milliseconds(ring.after_s),
            lower=ring.lower,
            drop=tuple(skills[name] for name in ring.drop),
            overflow=tuple(queues[name] for name in ring.overflow),
        )
        for ring in kind.rings
    )


def _numbered(names: list[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}
