"""Agents and items as chance has them: every rule of the kernel is met by some of them."""

from random import Random

from hamseda.routing.rules import Agent, Item, Ring

MINUTE = 60_000
CALL, CHAT, MAIL = 0, 1, 2


def any_agent(pick: Random, number: int) -> Agent:
    return Agent(
        id=number,
        queues=tuple(pick.sample([0, 1, 2], 2)),
        skills=tuple((skill, pick.randint(1, 3)) for skill in pick.sample([0, 1, 2], 2)),
        units=pick.randint(2, 4),
        channel_units=pick.choice([(), (), ((CHAT, 2), (CALL, 3)), ((MAIL, 2), (CHAT, 1))]),
        interrupted_by=pick.choice([None, ()]),
    )


def any_item(pick: Random, number: int, now: int) -> Item:
    """One that enters now, or has been in line for a while."""
    return Item(
        id=number,
        queue=pick.randint(0, 2),
        channel=pick.choice([CALL, CHAT, CHAT, MAIL]),
        entered_ms=now - pick.choice([0, 0, MINUTE, 6 * MINUTE]),
        priority_minutes=pick.choice([0, 0, 2, -3, 12]),
        boost_minutes=pick.choice([0, 0, 1, 5]),
        safety=pick.random() < 0.1,
        skills=pick.choice([(), (), ((0, 1),), ((1, 2), (2, 3))]),
        rings=pick.choice([(), (Ring(MINUTE, 1), Ring(3 * MINUTE, 1, (1,), (1,)))]),
        owner=pick.choice([None, None, 1, 2, 5]),
        owner_until_ms=now + 2 * MINUTE,
    )
