"""The board's lines: what waited and was answered, told from the rows of the work."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from fixtures.people import Person
from hamseda.routing.board_history import POINTS, STEP, last_step
from routing.live_floor import Floor


async def history(floor: Floor, person: Person | None = None) -> dict[str, Any]:
    client = floor.sign_in(person or floor.organization.supervisor)
    answer = await client.get("/api/v1/board/history")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def sales(floor: Floor) -> dict[datetime, tuple[int, int | None, int]]:
    queues = {queue["queue_id"]: queue["points"] for queue in (await history(floor))["queues"]}
    return {
        datetime.fromisoformat(p["at"]): (p["waiting"], p["longest_wait_s"], p["answered"])
        for p in queues[str(floor.organization.sales_queue_id)]
    }


async def set_times(
    floor: Floor,
    item_id: Any,
    state: str,
    entered: datetime,
    accepted: datetime | None = None,
    ended: datetime | None = None,
) -> None:
    await floor.owner.execute(
        "UPDATE work_item SET state = $2, entered_at = $3, accepted_at = $4, ended_at = $5 WHERE id = $1",
        item_id,
        state,
        entered,
        accepted,
        ended,
    )


async def test_four_hours_in_steps_of_five_minutes(floor: Floor):
    shown = await history(floor)
    assert shown["step_s"] == 300
    assert {queue["queue_id"] for queue in shown["queues"]} == {
        str(floor.organization.sales_queue_id),
        str(floor.organization.support_queue_id),
    }
    instants = [datetime.fromisoformat(point["at"]) for point in shown["queues"][0]["points"]]
    assert len(instants) == POINTS
    assert {later - earlier for earlier, later in pairwise(instants)} == {STEP}
    assert timedelta() <= datetime.now(UTC) - instants[-1] < 2 * STEP


async def test_waiting_longest_wait_and_answers(floor: Floor):
    items = [await floor.contact() for _ in range(4)]
    # An hour ago: far from the edges, whatever the clock shows when the history is read.
    base = last_step(datetime.now(UTC)) - 12 * STEP
    minute = timedelta(minutes=1)
    await set_times(floor, items[0], "done", base - 7 * minute, base + minute, base + 20 * minute)
    await set_times(floor, items[1], "abandoned", base - 2 * minute, None, base + 6 * minute)
    await set_times(floor, items[2], "active", base + 3 * minute, base + 5 * minute)
    await set_times(floor, items[3], "withdrawn", base - timedelta(days=2), None, base - timedelta(days=1))
    shown = await sales(floor)
    assert shown[base - 2 * STEP] == (0, None, 0)
    assert shown[base - STEP] == (1, 120, 0)
    assert shown[base] == (2, 420, 0)
    assert shown[base + STEP] == (1, 420, 1)  # the third was taken at this very instant: it waits no more
    assert shown[base + 2 * STEP] == (0, None, 1)  # …and counts in the step that it begins
    assert shown[base + 3 * STEP] == (0, None, 0)


async def test_what_still_waits_waits_up_to_now(floor: Floor):
    item = await floor.contact()
    await set_times(floor, item, "waiting", datetime.now(UTC) - timedelta(days=3))
    shown = await sales(floor)
    assert all(waiting == 1 for waiting, _, _ in shown.values())
    waits = [longest for _, longest, _ in shown.values() if longest is not None]
    assert waits == sorted(waits)
    assert waits[-1] > 250_000


async def test_a_leader_of_a_department_reads_only_its_queues(floor: Floor):
    the = floor.organization
    await floor.owner.execute(
        "UPDATE membership SET department_id = $2 WHERE user_id = $1", the.supervisor.id, the.support_id
    )
    shown = (await history(floor))["queues"]
    assert [queue["queue_id"] for queue in shown] == [str(the.support_queue_id)]
