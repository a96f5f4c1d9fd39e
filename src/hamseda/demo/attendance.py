"""Who was at work when: ninety days of presence and shifts, ending with an empty floor that waits for its players."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Final

from hamseda.demo import cast
from hamseda.demo.arrangement import Shop
from hamseda.demo.ledger import Ledger
from hamseda.demo.rhythm import DAYS, ZONE
from hamseda.demo.threads import instant_id
from hamseda.demo.waiting import Duty
from hamseda.founding import office_hours
from hamseda.kit.working_time.periods import Period, merged

ABSENT_SHARE: Final = 0.07
BREAKS: Final = (("ناهار", 12.9, 40), ("استراحت", 10.6, 12), ("جلسه", 15.4, 25))


def write(ledger: Ledger, shop: Shop, now: datetime, rng: Random, duties: Iterable[Duty]) -> None:
    """Put presence, its log and the shifts of every agent into the ledger: office hours, and the chat's around the clock."""
    on_chat: dict[str, list[Period]] = {}
    for duty in duties:
        if duty.begin < now:
            on_chat.setdefault(duty.agent, []).append((duty.begin, min(duty.end, now)))
    for one in cast.AGENTS:
        held = on_chat.get(one.key, [])
        spans = merged([*_in_the_office(now, rng), *held])
        for span in spans:
            _stay(ledger, shop, one.key, span, held, rng)
        since = spans[-1][1] if spans else now - timedelta(days=1)
        ledger.add(
            "presence", user_id=shop.users[one.key], state="offline", reason=None, since=since, seen_at=since
        )


def _in_the_office(now: datetime, rng: Random) -> Iterator[Period]:
    """From coming to leaving, on the days that are over and on which somebody did come."""
    hours = office_hours()
    for days_ago in range(DAYS, 0, -1):
        day = (now - timedelta(days=days_ago)).astimezone(ZONE).date()
        for slot in hours.slots_on(day):
            opens, closes = (datetime.combine(day, at, ZONE) for at in (slot.opens, slot.closes))
            if rng.random() >= ABSENT_SHARE and closes < now:
                late = timedelta(minutes=abs(rng.gauss(3, 5)))
                yield opens + timedelta(minutes=rng.gauss(-2, 4)), min(closes + late, now)


def _stay(ledger: Ledger, shop: Shop, key: str, span: Period, held: Sequence[Period], rng: Random) -> None:
    """A shift with its presence; nobody takes a break while they hold the chat."""
    came, left = span
    steps: list[tuple[datetime, str, str | None]] = [(came, "available", None), (left, "offline", None)]
    for reason, hour, minutes in BREAKS:
        midnight = datetime.combine(came.astimezone(ZONE).date(), time(), ZONE)
        begin = midnight + timedelta(hours=hour, minutes=rng.gauss(0, 12))
        end = begin + timedelta(minutes=max(4.0, rng.gauss(minutes, minutes / 6)))
        is_free = not any(begin < until and since < end for since, until in held)
        if came < begin and end < left and is_free and rng.random() < 0.8:
            steps += [(begin, "break", reason), (end, "available", None)]
    for at, state, why in sorted(steps, key=lambda step: step[0]):
        ledger.add("presence_log", id=instant_id(at), user_id=shop.users[key], state=state, reason=why, at=at)
    ledger.add(
        "shift", id=instant_id(came), user_id=shop.users[key], started_at=came, headset_ok=True, ended_at=left,
        handover=[],
    )  # fmt: skip
