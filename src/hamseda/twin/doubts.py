"""What a model says and may not mean: it can be played, but somebody is idle or something waits for the sake of a name."""

from collections.abc import Iterator

from hamseda.kit.telling_once import nearest
from hamseda.twin.casting import could_serve, places
from hamseda.twin.document import ContactType, Model
from hamseda.twin.faults import Fault


def doubts(model: Model) -> list[Fault]:
    """Skills that nobody asks for or has, groups that serve nothing, queues of which a group can take nothing."""
    idle = [not any(could_serve(model, kind, group) for kind in model.types) for group in model.groups]
    found = [*_unasked(model, idle), *_unknown(model), *_never_taken(model)]
    asked = {name for kind in model.types for name in kind.skills}
    told = {one.field.rpartition(".")[0] for one in found}
    for at, group in enumerate(model.groups):
        if idle[at] and group.skills.keys() <= asked and f"groups.{at}" not in told:
            found.append(Fault(f"groups.{at}", "group_idle", {"name": group.name}))
    return found


def _unasked(model: Model, idle: list[bool]) -> Iterator[Fault]:
    """Skills that no type asks for, of groups that have nothing to do or may mean another skill."""
    asked = {name for kind in model.types for name in kind.skills}
    for skill in dict.fromkeys(name for group in model.groups for name in group.skills if name not in asked):
        near = nearest(skill, asked)
        having = [at for at, group in enumerate(model.groups) if skill in group.skills]
        meant = [at for at in having if idle[at] or (near and near not in model.groups[at].skills)]
        if meant:
            names = ", ".join(model.groups[at].name for at in meant)
            values = {"skill": skill, "groups": names}
            yield Fault(f"groups.{meant[0]}.skills", "skill_unasked", values, near=near)


def _unknown(model: Model) -> Iterator[Fault]:
    """Skills that a type asks for and nobody has, so that it waits until a ring forgoes them."""
    known = {name for group in model.groups for name in group.skills}
    for at, kind in enumerate(model.types):
        for skill in kind.skills:
            if skill not in known:
                values = {"skill": skill, "name": kind.name}
                yield Fault(f"types.{at}.skills", "skill_unknown", values, near=nearest(skill, known))


def _never_taken(model: Model) -> Iterator[Fault]:
    """Queues of a group of which everything comes by channels for which its agents have no room."""
    for at, group in enumerate(model.groups):
        for queue in group.queues:
            kinds = _kinds_in(model, queue)
            if kinds and not any(places(model, kind, group) for kind in kinds):
                channels = ", ".join(dict.fromkeys(kind.channel for kind in kinds))
                values = {"group": group.name, "queue": queue, "channels": channels}
                field = "concurrency" if group.concurrency else "units"
                yield Fault(f"groups.{at}.{field}", "never_taken", values)


def _kinds_in(model: Model, queue: str) -> list[ContactType]:
    """What waits in a queue, or flows over to its agents."""
    return [
        kind
        for kind in model.types
        if queue == model.queue_of(kind) or any(queue in ring.overflow for ring in kind.rings)
    ]
