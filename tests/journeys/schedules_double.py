"""The scripted planning with a schedule of five people: edits are kept, counted and refused as the contract says."""

import uuid
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from journeys.admin_double import Answer, refused
from journeys.desk_double_data import SALES, SUPPORT, uid
from journeys.workforce_double import WorkforceDouble, today

ZONE = ZoneInfo("Asia/Tehran")
NAMES = ("آرش کریمی", "سارا احمدی", "مینا راد", "نوید صدری", "هستی ملکی")
PEOPLE = [uid(f"agent-{number}") for number in range(len(NAMES))]
SCHEDULE, CALCULATION = uid("schedule"), uid("calculation")
STEP, DAYS, DAY_M = 30, 7, 1440
ROOT = "/workforce/schedules"
LENGTH = {"روز": 510, "عصر": 480}


def clock(minutes: int) -> str:
    return f"{minutes % DAY_M // 60:02}:{minutes % 60:02}"


def minutes_of(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:5])


def first_day() -> date:
    now = today()
    return now + timedelta(days=(5 - now.weekday()) % 7 or 7)


def shift(person: int, day: int, start: str, template: str = "روز", **more: Any) -> dict[str, Any]:
    return shift_row(
        uid(f"shift-{person}-{day}"),
        PEOPLE[person],
        first_day() + timedelta(days=day),
        template,
        start,
        **more,
    )


def shift_row(row: str, user: str, day: date, template: str, start: str, **more: Any) -> dict[str, Any]:
    end = more.pop("end", None) or clock(minutes_of(start) + LENGTH[template])
    begin = datetime.combine(day, datetime.min.time(), ZONE) + timedelta(minutes=minutes_of(start))
    length = (minutes_of(end) - minutes_of(start)) % DAY_M or DAY_M
    noon = minutes_of(start) + length // 2 // STEP * STEP
    lunch = {"name": "ناهار", "start": clock(noon), "end": clock(noon + 30), "paid": False}
    return {
        "id": row,
        "user_id": user,
        "day": str(day),
        "template": template,
        "start": start,
        "end": end,
        "starts_at": begin.astimezone(ZoneInfo("UTC")).isoformat(),
        "ends_at": (begin + timedelta(minutes=length)).isoformat(),
        "breaks": [lunch],
        "activities": [],
        "locked": False,
        **{name: value for name, value in more.items() if value is not None},
    }


class SchedulesDouble(WorkforceDouble):
    """A draft of a week; two shifts of one person on one day break a rule."""

    def __init__(self, role: str = "admin") -> None:
        super().__init__(role)
        self.shifts = [shift(person, day, "08:00") for person in (0, 1, 3) for day in range(5)]
        self.shifts += [shift(2, day, "13:00", "عصر") for day in (0, 1, 3, 4)]
        self.shifts[1]["locked"] = True
        training = {"name": "آموزش", "start": "10:00", "end": "11:00"}
        self.shifts[0]["activities"] = [training]
        self.off: list[dict[str, Any]] = [{"user_id": PEOPLE[4], "day": str(first_day())}]
        self.state, self.version, self.past = "draft", 3, []
        self.progress: list[float] = []
        self.lacks = 1
        self.pace = (0.2, 0.6, 1.0)
        self.barred = ""
        self.opened: list[dict[str, Any]] = []
        self.fresh: dict[str, Any] = {}  # what a refresh would bring
        self.concludes = False
        self.shown: list[dict[str, Any]] | None = None
        self.published: list[dict[str, Any]] = []
        self.has_schedules = True

    def answer(self, method: str, path: str, query: str, body: Any) -> Answer:
        if path == f"/calculations/{CALCULATION}":
            return 200, self._calculation()
        if path == f"/calculations/{CALCULATION}/cancel":
            self.calls.append((method, path, body))
            self.progress = [-1.0]
            return 200, self._calculation()
        if path == f"/calculations/{CALCULATION}/conclusion":
            self.calls.append((method, path, body))
            self.progress = [0.3, 1.0]
            self.concludes = True
            return 200, self._calculation()
        if not path.startswith(ROOT):
            return super().answer(method, path, query, body)
        self.calls.append((method, path, body))
        if path == ROOT:
            return self._all(method)
        return self._one(method, path.removeprefix(f"{ROOT}/{SCHEDULE}"), body)

    def _all(self, method: str) -> Answer:
        if method == "POST":
            self.has_schedules = True
            return 201, self.schedule()
        view = self.schedule()
        row = {
            **{
                name: view[name]
                for name in (
                    "id",
                    "name",
                    "department_id",
                    "first_day",
                    "days",
                    "time_zone",
                    "state",
                    "version",
                    "published_at",
                    "missing_hours",
                )
            },
            "people": len(PEOPLE),
            "shifts": len(self.shifts),
            "breaches": len(view["breaches"]),
            "calculation_id": None,
            "created_at": view["created_at"],
        }
        return 200, {"items": [row] if self.has_schedules else [], "next": None}

    def _one(self, method: str, part: str, body: Any) -> Answer:
        match method, part:
            case "GET", "":
                return 200, self.schedule()
            case "GET", "/coverage":
                return 200, self.coverage()
            case "GET", "/edits":
                return 200, {"items": []}
            case "GET", "/refresh":
                return 200, {
                    "version": self.version,
                    "removed": [],
                    "breaches": [],
                    "changes": [],
                    "newcomers": [],
                    **self.fresh,
                }
            case "POST", "/refresh":
                self.fresh = {}
                self.version += 1
                return 200, self.schedule()
            case "POST", "/edits":
                return self._edit(body)
            case "POST", "/undo":
                self.shifts, self.off = self.past.pop()
                return 200, self._edited([*self.shifts], [])
            case "POST", "/solution":
                self.progress, self.concludes = [*self.pace], False
                return 202, {"calculation_id": CALCULATION}
            case "POST", "/adoption":
                self._keep()
                self.shifts += [shift(4, day, "13:00", "عصر") for day in range(1, 5)]
                return 200, self.schedule()
            case "POST", "/publication":
                self.state = "published"
                self.version += 1
                return 200, self.schedule()
            case "GET", "/publication":
                if self.barred:
                    return 409, {
                        "title": "Conflict",
                        "status": 409,
                        "code": "already_scheduled",
                        "detail": self.barred,
                    }
                return 200, self.outlook()
            case "DELETE", "/publication":
                self.state = "draft"
                self.shown = deepcopy(self.shifts)
                return 200, self.schedule()
        return 404, {"title": "Not found", "status": 404}

    def outlook(self) -> dict[str, Any]:
        """What publishing would change, by the ids of shifts."""
        before = {one["id"]: one for one in self.shown or []}
        now = {one["id"]: one for one in self.shifts}
        people = []
        for person, name in zip(PEOPLE, NAMES, strict=True):
            own = [one for one in now.values() if one["user_id"] == person]
            others = [one for one in own if one["id"] in before and one != before[one["id"]]]
            gone = [one for one in before.values() if one["user_id"] == person and one["id"] not in now]
            fresh = [one for one in own if one["id"] not in before]
            pairs = [{"before": before[one["id"]], "after": one} for one in others]
            same = len(own) - len(others) - len(fresh)
            people.append(
                {
                    "user_id": person,
                    "name": name,
                    "new": fresh,
                    "changed": pairs,
                    "removed": gone,
                    "same": same,
                }
            )
        sums = {kind: sum(len(one[kind]) for one in people) for kind in ("new", "changed", "removed")}
        return {
            "version": self.version,
            "shown_before": None if self.shown is None else "2026-11-29T08:00:00Z",
            **sums,
            "same": sum(one["same"] for one in people),
            "people": people,
            "breaches": self.breaches(),
        }

    def somebody_left(self) -> None:
        self.opened = [
            {
                "id": uid(f"opened-{day}"),
                "left_by": uid("who left"),
                "name": "پریسا نیک‌نام",
                "day": str(first_day() + timedelta(days=day)),
                "template": "عصر",
                "start": "13:00",
                "end": "21:00",
            }
            for day in (1, 2)
        ]

    def changed_since(self) -> None:
        """A template is other, and somebody has left."""
        said = "هستی ملکی دیگر اینجا نیست؛ نوبت‌هایش برداشته می‌شود."
        what = {"what": "template_changed", "name": "روز", "user_id": None, "parts": []}
        left = {"what": "person_left", "name": "", "user_id": PEOPLE[4], "parts": []}
        self.fresh = {
            "changes": [{**what, "said": "الگوی «روز» عوض شده است."}, {**left, "said": said}],
            "removed": [shift(4, 2, "13:00", "عصر")],
            "breaches": [
                {
                    "code": "too_many_hours",
                    "user_id": PEOPLE[0],
                    "day": str(first_day()),
                    "said": "آرش کریمی بیش از قراردادش کار می‌کند.",
                }
            ],
        }

    def _keep(self) -> None:
        self.past.append((deepcopy(self.shifts), deepcopy(self.off)))
        self.version += 1

    def _edit(self, body: Any) -> Answer:
        if body["version"] != self.version:
            said = "کسی زودتر این برنامه را عوض کرد."
            return 409, {
                "title": "Conflict",
                "status": 409,
                "code": "schedule_changed",
                "detail": said,
                "version": self.version,
            }
        before = self.breaches()
        self._keep()
        changed, removed = [], []
        for change in body["changes"]:
            if change["do"] == "put":
                changed.append(self._put(change))
                self.opened = [one for one in self.opened if one["id"] != change.get("opened")]
                removed += [change["id"]] if change["id"] not in {None, changed[-1]["id"]} else []
            elif change["do"] == "remove":
                self.shifts = [one for one in self.shifts if one["id"] != change["id"]]
                removed.append(change["id"])
            elif change["do"] == "drop_opened":
                self.opened = [one for one in self.opened if one["id"] != change["id"]]
            elif change["do"] in {"lock", "unlock"}:
                one = next(one for one in self.shifts if one["id"] == change["id"])
                one["locked"] = change["do"] == "lock"
                changed.append(one)
            else:
                place = {"user_id": change["user_id"], "day": change["day"]}
                self.off = [one for one in self.off if one != place] + (
                    [place] if change["do"] == "keep_off" else []
                )
        new = [one for one in self.breaches() if one not in before]
        if new and not body["accept_breaches"]:
            self.shifts, self.off = self.past.pop()
            self.version -= 1
            return refused("این کار قاعده‌ای را می‌شکند.", [], code="rules_broken", breaches=new)
        return 200, self._edited(changed, removed)

    def _put(self, change: dict[str, Any]) -> dict[str, Any]:
        before = next((one for one in self.shifts if one["id"] == change["id"]), None)
        is_own = before is not None and before["user_id"] == change["user_id"]
        row = change["id"] if is_own else str(uuid.uuid4())  # given to somebody else it is another shift
        self.shifts = [one for one in self.shifts if one["id"] != change["id"]]
        more = {name: change[name] for name in ("end", "breaks", "activities", "locked")}
        day = date.fromisoformat(change["day"])
        made = shift_row(row, change["user_id"], day, change["template"], change["start"], **more)
        self.shifts.append(made)
        return made

    def _edited(self, changed: list[dict[str, Any]], removed: list[str]) -> dict[str, Any]:
        view = self.schedule()
        return {
            "version": self.version,
            "shifts": changed,
            "removed": removed,
            **{name: view[name] for name in ("breaches", "shortfalls", "missing_hours", "cost")},
        }

    def breaches(self) -> list[dict[str, Any]]:
        found = []
        for person, name in zip(PEOPLE, NAMES, strict=True):
            days = sorted(one["day"] for one in self.shifts if one["user_id"] == person)
            found += [
                {
                    "code": "two_shifts",
                    "user_id": person,
                    "day": day,
                    "said": f"{name} در یک روز دو نوبت دارد.",
                }
                for day in sorted({day for day in days if days.count(day) > 1})
            ]
        return found

    def coverage(self) -> dict[str, Any]:
        count = DAYS * DAY_M // STEP
        required = {SUPPORT: [0] * count, SALES: [0] * count}
        for place in range(count):
            day, minute = place * STEP // DAY_M, place * STEP % DAY_M
            if day < 5 and 480 <= minute < 1200:
                required[SUPPORT][place] = 2 if 600 <= minute < 780 or minute >= 960 else 1
                required[SALES][place] = 1
        scheduled = {SUPPORT: [0] * count, SALES: [0] * count}
        for one in self.shifts:
            of = SALES if PEOPLE.index(one["user_id"]) == 3 else SUPPORT
            for place in self._places(one):
                scheduled[of][place] += 1
        names = {SUPPORT: "پشتیبانی سفارش", SALES: "فروش"}
        items = [
            {"queue_id": of, "queue": names[of], "required": required[of], "scheduled": scheduled[of]}
            for of in names
        ]
        return {
            "interval_m": STEP,
            "first_day": str(first_day()),
            "days": DAYS,
            "items": items,
            "present": [],
            "resting": [],
        }

    def _places(self, one: dict[str, Any]) -> list[int]:
        begin = (date.fromisoformat(one["day"]) - first_day()).days * DAY_M + minutes_of(one["start"])
        length = (minutes_of(one["end"]) - minutes_of(one["start"])) % DAY_M or DAY_M
        pauses = {minutes_of(rest["start"]) // STEP for rest in one["breaks"]}
        places = range(begin // STEP, (begin + length) // STEP)
        return [
            place
            for place in places
            if place < DAYS * DAY_M // STEP and place % (DAY_M // STEP) not in pauses
        ]

    def schedule(self) -> dict[str, Any]:
        missing = sum(
            max(0, need - has) * STEP / 60
            for one in self.coverage()["items"]
            for need, has in zip(one["required"], one["scheduled"], strict=True)
        )
        thursday = str(first_day() + timedelta(days=5))
        people = [
            {
                "user_id": person,
                "name": name,
                "queue_ids": [SALES if at == 3 else SUPPORT],
                "least_m": 0,
                "most_m": 2640,
                "planned_m": 480 * sum(one["user_id"] == person for one in self.shifts),
                "leave": [thursday] if at == 1 else [],
                "evenings": 0,
                "nights": 0,
                "weekends": 0,
            }
            for at, (person, name) in enumerate(zip(PEOPLE, NAMES, strict=True))
        ]
        shortfall = {
            "day": str(first_day() + timedelta(days=2)),
            "part": "evening",
            "queue_id": SUPPORT,
            "start": "16:00",
            "end": "20:00",
            "missing": 2,
            "missing_hours": 8.0,
            "why": {"hours": 2},
            "said": "نوبت عصر دوشنبه ۲ نفر کم دارد: ۲ نفر ساعت قراردادشان پر است.",
        }
        starts = {"روز": ["07:30", "08:00", "08:30"], "عصر": ["12:00", "13:00", "14:00"]}
        return {
            "id": SCHEDULE,
            "name": "هفته‌ی پیش رو",
            "department_id": None,
            "first_day": str(first_day()),
            "days": DAYS,
            "time_zone": "Asia/Tehran",
            "interval_m": STEP,
            "state": self.state,
            "version": self.version,
            "created_at": "2026-11-28T08:00:00Z",
            "published_at": None,
            "calculation_id": None,
            "can_undo": bool(self.past),
            "notes": [
                {
                    "code": "no_history",
                    "said": "برای صف «فروش» تاریخچه‌ای نیست؛ یک نفر در ساعت‌های باز گرفته شد.",
                }
            ],
            "queues": [{"id": SUPPORT, "name": "پشتیبانی سفارش"}, {"id": SALES, "name": "فروش"}],
            "templates": [
                {"name": name, "length_m": length, "starts": starts[name], "on": [], "breaks": []}
                for name, length in LENGTH.items()
            ],
            "people": people,
            "shifts": self.shifts,
            "off": self.off,
            "opened": self.opened,
            "breaches": self.breaches(),
            "shortfalls": [{**shortfall, "start": f"{16 + at}:00"} for at in range(self.lacks)]
            if missing
            else [],
            "missing_hours": missing,
            "cost": {"total": 210.5, "shifts": 200.0, "missing": 10.5, "short_contracts": 0.0},
            "bound": None,
            "gap": None,
        }

    def _calculation(self) -> dict[str, Any]:
        part = self.progress[0]
        self.progress = self.progress[1:] or self.progress
        state = "cancelled" if part < 0 else "done" if part == 1 else "running"
        return {
            "id": CALCULATION,
            "kind": "schedule",
            "state": state,
            "progress": max(part, 0),
            "note": "",
            "can_conclude": True,
            "concluding": self.concludes and state == "running",
            "fault": None,
            "result": {"gap": 0.0042} if state == "done" else None,
            "asked_at": "2026-11-30T08:00:00Z",
            "started_at": None,
            "ended_at": None,
        }
