"""Who was at work when: ninety days of presence and shifts, ending with an empty floor that waits for its players."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from hamseda.demo import cast
from hamseda.demo.arrangement import Shop
from hamseda.demo.ledger import Ledger
from hamseda.demo.rhythm import DAYS, ZONE
from hamseda.demo.threads import instant_id
from hamseda.founding import office_hours

ABSENT_SHARE: Final = 0.07
BREAKS: Final = (("ناهار", 12.9, 40), ("استراحت", 10.6, 12), ("جلسه", 15.4, 25))


def write(ledger: Ledger, shop: Shop, now: datetime, rng: Random) -> None:
    """Put presence, its log and the shifts of every agent into the ledger."""
    hours = office_hours()
    for one in cast.AGENTS:
        last = now - timedelta(days=1)
        for days_ago in range(DAYS, 0, -1):
            day = (now - timedelta(days=days_ago)).astimezone(ZONE).date()
            for slot in hours.slots_on(day):
                opens = datetime.combine(day, slot.opens, ZONE)
                closes = datetime.combine(day, slot.closes, ZONE)
                if rng.random() >= ABSENT_SHARE and closes < now:
                    last = _day_of(ledger, shop, one.key, opens, closes, rng)
        ledger.add(
            "presence", user_id=shop.users[one.key], state="offline", reason=None, since=last, seen_at=last
        )


def _day_of(ledger: Ledger, shop: Shop, key: str, opens: datetime, closes: datetime, rng: Random) -> datetime:
    """One day of one agent; answers when they left."""
    came = opens + timedelta(minutes=rng.gauss(-2, 4))
    left = closes + timedelta(minutes=abs(rng.gauss(3, 5)))
    steps: list[tuple[datetime, str, str | None]] = [(came, "available", None)]
    for reason, hour, minutes in BREAKS:
        begin = opens.replace(hour=0) + timedelta(hours=hour, minutes=rng.gauss(0, 12))
        end = begin + timedelta(minutes=max(4.0, rng.gauss(minutes, minutes / 6)))
        if came < begin and end < closes and rng.random() < 0.8:
            steps += [(begin, "break", reason), (end, "available", None)]
    steps.append((left, "offline", None))
    for at, state, why in sorted(steps, key=lambda step: step[0]):
        ledger.add("presence_log", id=instant_id(at), user_id=shop.users[key], state=state, reason=why, at=at)
    ledger.add(
        "shift", id=instant_id(came), user_id=shop.users[key], started_at=came, headset_ok=True, ended_at=left,
        handover=[],
    )  # fmt: skip
    return left
