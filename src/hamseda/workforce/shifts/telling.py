"""What is told of schedules: to those who plan, and to those who work them."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from hamseda.events import ScheduleChanged, ShiftsChanged
from hamseda.kit.database import Transaction


def tell_schedule(work: Transaction, schedule_id: UUID, version: int, state: str) -> None:
    """Tell those who plan that a schedule has another version."""
    work.emit(ScheduleChanged(id=schedule_id, version=version, state=state), audience={"supervisors": True})


def tell_people(
    work: Transaction, schedule_id: UUID, user_ids: Iterable[UUID], days: tuple[date, date]
) -> None:
    """Tell people that their published shifts between two days are not what they were."""
    for user_id in sorted(set(user_ids)):
        event = ShiftsChanged(
            schedule_id=schedule_id,
            user_id=user_id,
            first_day=days[0].isoformat(),
            last_day=days[1].isoformat(),
        )
        work.emit(event, audience={"user": user_id})
