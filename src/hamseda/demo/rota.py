"""Who of the shop works when: this week and the next as they were published, a draft after that, and what people ask."""

from datetime import date, datetime, timedelta
from typing import Final

from hamseda.demo import cast
from hamseda.demo.arrangement import Shop
from hamseda.demo.rhythm import ZONE
from hamseda.founding import office_hours
from hamseda.kit.clock import FixedClock
from hamseda.kit.database import Transaction
from hamseda.organization.api import Caller
from hamseda.workforce.api import (
    EditWish,
    LeaveWish,
    NewSchedule,
    NewShiftTemplate,
    PublicationWish,
    PutShift,
    QueueNeed,
    ScheduleChange,
    ShiftBreak,
    ShiftView,
    SwapWish,
    Weekday,
    add_template,
    ask_leave,
    ask_swap,
    edit,
    make_draft,
    publish,
)

LUNCH: Final = ShiftBreak("ناهار", 45, after_m=195, before_m=300, paid=False)
PRAYER: Final = ShiftBreak("نماز", 15, within=("12:00", "13:45"))
REST: Final = ShiftBreak("استراحت", 15, after_m=60, before_m=150)
TEA: Final = ShiftBreak("چای", 15, after_m=360, before_m=465)
WORKDAYS: Final[tuple[Weekday, ...]] = ("sat", "sun", "mon", "tue", "wed")
DAY: Final = NewShiftTemplate(
    "روز", 540, "09:00", "09:00", on=list(WORKDAYS), breaks=[REST, PRAYER, LUNCH, TEA]
)
HALF: Final = NewShiftTemplate("پنجشنبه", 240, "09:00", "09:00", on=["thu"], breaks=[REST])
SHORT: Final = NewShiftTemplate("نیمه‌وقت", 300, "09:00", "13:00", on=list(WORKDAYS), breaks=[REST])
# So many of a queue on workdays; on Thursdays half of it.
NEEDED: Final = {"chat": 2, "mail": 1, "sales": 1, "finance": 1, "returns": 1}
AFTERNOON: Final = {"chat": 4}  # more write then than there are people
PART_TIME: Final = {"parvaneh", "hoda"}


async def write(work: Transaction, shop: Shop, now: datetime) -> None:
    """Plan three weeks from this one's Saturday, publish two of them, and let two people ask for something.

    Nobody is told: it stands as if it had been there all the time.
    """
    clock, farid = FixedClock(now), _caller(shop, "farid")
    for template in (DAY, HALF, SHORT):
        await add_template(work, farid, template)
    today = now.astimezone(ZONE).date()
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    next_week: list[ShiftView] = []
    for week in range(3):
        begin = saturday + timedelta(weeks=week)
        draft = await make_draft(work, farid, clock, _wish(shop, begin))
        wish = EditWish(draft.row["version"], _shifts(shop, begin, is_whole=week < 2), accept_breaches=True)
        done = await edit(work, farid, draft.id, wish)
        if week < 2:
            await publish(work, farid, draft.id, PublicationWish(done.version, accept_breaches=True))
        next_week = done.shifts if week == 1 else next_week
    leave = saturday + timedelta(days=10)
    days_off = LeaveWish(leave, leave, "مدرسه‌ی دخترم جلسه دارد")
    await ask_leave(work, _caller(shop, "yalda"), clock, shop.users["yalda"], days_off)
    given, taken = (_alone(next_week, shop, *pair) for pair in (("arash", "omid"), ("omid", "arash")))
    if given is not None and taken is not None:
        swap = SwapWish(given.id, shop.users["omid"], taken.id, "وقت دکتر دارم")
        await ask_swap(work, _caller(shop, "arash"), clock, shop.users["arash"], swap)
    work.hush()


def _alone(shifts: list[ShiftView], shop: Shop, key: str, other: str) -> ShiftView | None:
    """A shift of somebody on a day on which the other one is free."""
    busy = {one.day for one in shifts if one.user_id == shop.users[other]}
    return next((one for one in shifts if one.user_id == shop.users[key] and one.day not in busy), None)


def _wish(shop: Shop, first: date) -> NewSchedule:
    needs = []
    for queue, most in NEEDED.items():
        queue_id = shop.queues[queue]
        noon = AFTERNOON.get(queue, most)
        needs += [
            QueueNeed(queue_id, most, list(WORKDAYS), "09:00", "16:00"),
            QueueNeed(queue_id, noon, list(WORKDAYS), "16:00", "18:00"),
            QueueNeed(queue_id, -(-most // 2), ["thu"], "09:00", "13:00"),
        ]
    people = [shop.users[one.key] for one in cast.AGENTS]
    return NewSchedule(first, required=needs, user_ids=people)


def _shifts(shop: Shop, first: date, *, is_whole: bool) -> list[ScheduleChange]:
    """Whole days for most, shorter ones for two; each Thursday for one half of them; a draft is half done."""
    hours = office_hours()
    found: list[ScheduleChange] = []
    for day in (first + timedelta(days=at) for at in range(7)):
        slots = hours.slots_on(day)
        if not slots or (not is_whole and day.weekday() not in {5, 6, 0}):
            continue
        is_thursday = day.weekday() == 3
        for number, one in enumerate(cast.AGENTS):
            if (number + day.toordinal() // 7) % 2 and is_thursday:
                continue
            if not is_thursday and (number + day.toordinal()) % len(WORKDAYS) == 0:
                continue  # a day off in the week
            template = HALF if is_thursday else SHORT if one.key in PART_TIME else DAY
            found.append(PutShift(shop.users[one.key], day, template.name, "09:00"))
    return found


def _caller(shop: Shop, key: str) -> Caller:
    one = next(each for each in cast.EVERYBODY if each.key == key)
    return Caller(
        kind="user",
        id=shop.users[key],
        organization_id=shop.organization_id,
        role=one.role,
        name=one.name,
        department_id=shop.departments[one.department] if one.department else None,
    )
