"""What a floor keeps besides its columns where hardly two agents are alike: counts by requirement and the line's own order.

Of few teams each is asked whether somebody has room. Where everybody is a team of their own that would be everybody, at
every step; there an index is told of each change and answers in place of the columns. Compiled code has none.
"""

from typing import Protocol

from hamseda.routing.core.columns import Column


class Index(Protocol):
    """Told who has room and who is there; asked who is first in line and who could serve."""

    def room_changed(self, agent: int, kind: int, more: int) -> None:
        """An agent has room for a kind (1), or no more (-1)."""
        ...

    def presence_changed(self, agent: int, more: int) -> None:
        """An agent is there (1), or no more (-1)."""
        ...

    def first_placeable(self) -> int:
        """The item that is first of all whom somebody could take now; NOBODY if there is none."""
        ...

    def first_blocked(self, kind: int) -> int:
        """The first item of a kind that nobody has room for, though somebody present would have, if empty; or NOBODY."""
        ...

    def agents_for(self, bucket: int) -> Column:
        """Who serves a bucket, at least with nothing in hand."""
        ...


def tell_room(index: Index, agent: int, kind: int, more: int) -> None:
    """See `Index.room_changed`."""
    index.room_changed(agent, kind, more)


def tell_presence(index: Index, agent: int, more: int) -> None:
    """See `Index.presence_changed`."""
    index.presence_changed(agent, more)


def ask_placeable(index: Index) -> int:
    """See `Index.first_placeable`."""
    return index.first_placeable()


def ask_blocked(index: Index, kind: int) -> int:
    """See `Index.first_blocked`."""
    return index.first_blocked(kind)


def ask_agents(index: Index, bucket: int) -> Column:
    """See `Index.agents_for`."""
    return index.agents_for(bucket)
