"""What an agent did, read from rows, is what a kernel that lived through it has booked: a restart changes no choice."""

from datetime import UTC, datetime, timedelta

from hamseda.kit.ids import new_id
from hamseda.routing.core.crew import settle
from hamseda.routing.line import Line
from hamseda.routing.numbers import Numbers
from hamseda.routing.reading import Reader, milliseconds
from hamseda.routing.rules import Agent, Config, Presence
from hamseda.routing.staff import Staff
from routing.live_floor import Floor

WEIGHT, CAPACITY = 40, 100
# In minutes: three at once want more than there is; one runs on a break, one while nobody is there, one still goes on.
STINTS = [(10, 40), (20, 50), (30, 45), (70, 80), (95, 110), (150, None)]
PRESENCE = [(0, "available"), (60, "break"), (90, "offline"), (120, "available")]
NOW = 180
BUSY_UNIT_MINUTES, SIGNED_MINUTES = 5_000, 145


async def test_overlapping_work_and_work_off_duty_are_booked_as_they_were_lived(floor: Floor) -> None:
    begun = datetime.now(UTC) - timedelta(minutes=NOW)
    moment = [begun + timedelta(minutes=n) for n in range(NOW + 1)]
    the, agent = floor.organization, floor.organization.agent
    for begins, ends in STINTS:
        item = await floor.contact()
        await floor.owner.execute(
            "UPDATE work_item SET agent_id = $2, weight = $3, accepted_at = $4, ended_at = $5, state = $6 WHERE id = $1",
            item, agent.id, WEIGHT, moment[begins], moment[ends] if ends else None, "done" if ends else "active",
        )  # fmt: skip
    for at, state in PRESENCE:
        await floor.owner.execute(
            "INSERT INTO presence_log (organization_id, id, user_id, state, at) VALUES ($1, $2, $3, $4, $5)",
            the.id, new_id(), agent.id, state, moment[at],
        )  # fmt: skip
    await floor.owner.execute("UPDATE membership SET capacity = $2 WHERE user_id = $1", agent.id, CAPACITY)

    async with floor.house.database.reading(the.id) as view:
        [(_, shift)] = await Reader(Numbers()).agents(view, [agent.id], moment[NOW])

    minute_ms = 60_000
    assert (shift.busy_unit_ms, shift.signed_ms) == (
        BUSY_UNIT_MINUTES * minute_ms,
        SIGNED_MINUTES * minute_ms,
    )
    lived = _lived(moment)
    assert shift.busy_unit_ms == lived.crew.busy[0]
    assert shift.signed_ms == lived.crew.since[0] - lived.crew.origin[0]


def _lived(moment: list[datetime]) -> Staff:
    line = Line(Config())
    staff = line.staff
    slot = staff.define(Agent(id=1, queues=(1,), units=CAPACITY))
    line.seat_agents(1)
    staff.crew.since[slot] = staff.crew.origin[slot] = milliseconds(moment[0])
    changes = [
        (at, lambda now, state=state: staff.appear(slot, Presence(state), now)) for at, state in PRESENCE
    ]
    for begins, ends in STINTS:
        changes.append((begins, lambda now: staff.add_load(slot, 0, WEIGHT, now)))
        if ends:
            changes.append((ends, lambda now: staff.add_load(slot, 0, -WEIGHT, now)))
    for at, change in sorted(changes, key=lambda each: each[0]):
        change(milliseconds(moment[at]))
    settle(staff.crew, slot, milliseconds(moment[NOW]))
    return staff
