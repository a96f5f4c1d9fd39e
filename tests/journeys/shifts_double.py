"""The scripted schedule with what agents see and ask: own shifts, requests, breaks, adherence."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from journeys.admin_double import Answer, refused
from journeys.desk_double_data import uid
from journeys.schedules_double import NAMES, PEOPLE, ZONE, SchedulesDouble, shift_row
from journeys.workforce_double import today

ROOT = "/workforce"
LEAVE, SWAP = uid("leave"), uid("swap")
FEED = "https://mehr.example/calendar/hmsf_once-and-never-again.ics"


def at(hour: int, minute: int = 0) -> str:
    wall = datetime.combine(today(), datetime.min.time(), ZONE) + timedelta(hours=hour, minutes=minute)
    return wall.astimezone(UTC).isoformat()


def span(
    begin: tuple[int, int], end: tuple[int, int], planned: str, actual: str, said: str = "", **more: Any
) -> dict[str, Any]:
    return {
        "starts_at": at(*begin),
        "ends_at": at(*end),
        "planned": planned,
        "name": "ناهار" if planned == "break" else "",
        "actual": actual,
        "kept": not said,
        "excused": False,
        "said": said,
        **more,
    }


def request(row: str, kind: str, who: int, **more: Any) -> dict[str, Any]:
    first = str(today() + timedelta(days=6))
    return {
        "id": row,
        "kind": kind,
        "user_id": PEOPLE[who],
        "name": NAMES[who],
        "first_day": first,
        "last_day": first,
        "reason": "عروسی خواهرم",
        "state": "asked",
        "with_user_id": None,
        "with_name": None,
        "shift": None,
        "with_shift": None,
        "answer": "",
        "asked_at": at(7),
        "decided_at": None,
        "decided_by": None,
        "steps": [{"state": "asked", "by": PEOPLE[who], "by_name": NAMES[who], "at": at(7), "reason": ""}],
        "can": ["approve"],
        **more,
    }


class ShiftsDouble(SchedulesDouble):
    """Leave and a swap wait; approving the leave breaks a rule unless one insists."""

    def __init__(self, role: str = "admin") -> None:
        super().__init__(role)
        now = datetime.now(ZONE)
        begin = (now - timedelta(hours=2)).replace(minute=0)
        me = self.me["user"]["id"]
        self.wishes = [
            {"on": ["thu"], "want": "off", "template": "", "weight": 1},
            {"on": ["sat"], "want": "work", "template": "روز", "weight": 2},
        ]
        on = [begin.date() + timedelta(days=far) for far in (0, 1, 3)]
        self.own = [shift_row(uid(f"own-{day}"), me, day, "روز", f"{begin:%H}:00") for day in on]
        rest = begin + timedelta(hours=3)
        lunch = {
            "name": "ناهار",
            "start": f"{rest:%H}:30",
            "end": f"{rest + timedelta(hours=1):%H}:00",
            "paid": False,
        }
        self.own[0]["breaks"] = [lunch]
        theirs = shift_row(uid("theirs"), PEOPLE[2], today() + timedelta(days=2), "عصر", "13:00")
        mine = shift_row(uid("swapped"), PEOPLE[1], today() + timedelta(days=1), "روز", "08:00")
        swap = {
            "with_user_id": PEOPLE[2],
            "with_name": NAMES[2],
            "shift": mine,
            "with_shift": theirs,
            "reason": "",
            "state": "agreed",
        }
        self.requests = [request(LEAVE, "leave", 0), request(SWAP, "swap", 1, **swap)]
        self.own_requests = [request(uid("mine"), "leave", 0, can=["withdraw"])]
        self.breaking: dict[str, Any] = {
            "state": "none",
            "place": None,
            "asked_at": None,
            "granted_at": None,
            "until": None,
            "limit": 2,
            "on_break": 2,
        }
        self.feed: dict[str, Any] = {"exists": False, "created_at": None, "last_read_at": None}
        lunch = {
            "name": "ناهار",
            "length_m": 30,
            "after_m": 180,
            "before_m": 300,
            "within": None,
            "paid": False,
        }
        self.templates: list[dict[str, Any]] = [
            {
                "id": uid("template"),
                "name": "روز",
                "length_m": 510,
                "earliest": "07:30",
                "latest": "09:30",
                "step_m": 30,
                "on": ["sat", "sun"],
                "breaks": [lunch],
                "department_id": None,
            }
        ]
        self.rules: dict[str, Any] = {
            "rest_m": 660,
            "days_in_row": 6,
            "most_on_break": "",
            "closed_on_holidays": False,
            "contract": {"least_m": 0, "most_m": 2640, "days": 6},
            "target": {"share": 0.8, "within_s": 20},
            "shrinkage": 0.0,
            "swaps_need_approval": True,
            "live_breaks": 2,
            "grace_m": 5,
        }
        self.terms: list[dict[str, Any]] = [
            {
                "user_id": one,
                "name": name,
                "department_id": None,
                "role": "agent",
                "queue_ids": [],
                "contract": None,
                "available": [],
                "wishes": [],
            }
            for one, name in zip(PEOPLE, NAMES, strict=True)
        ]
        self.excused: list[dict[str, Any]] = []

    def answer(self, method: str, path: str, query: str, body: Any) -> Answer:
        found = self._shifts(method, path.removeprefix(ROOT), body) if path.startswith(f"{ROOT}/") else None
        if found is None:
            return super().answer(method, path, query, body)
        self.calls.append((method, path, body))
        return found

    def _shifts(self, method: str, path: str, body: Any) -> Answer | None:
        match method, path:
            case "GET", "/shift-templates":
                return 200, {"items": self.templates, "next": None}
            case "POST", "/shift-templates" if body["name"] in {one["name"] for one in self.templates}:
                said = "الگوی نوبتی با همین نام هست: برنامه‌ها الگوها را به نام می‌شناسند، پس نام دیگری بدهید."
                fault = {"field": "name", "code": "template_name_taken", "message": said}
                return 409, {
                    "title": "Conflict",
                    "status": 409,
                    "code": "template_name_taken",
                    "detail": said,
                    "errors": [fault],
                }
            case "POST", "/shift-templates":
                self.templates.append({**body, "id": uid("new-template")})
                return 201, self.templates[-1]
            case "GET", "/schedule-people":
                return 200, {"items": self.terms}
            case "PUT", one if one.startswith("/schedule-people/"):
                self.terms[0].update(body)
                return 200, self.terms[0]
            case _, "/schedule-rules":
                self.rules = body or self.rules
                return 200, self.rules
            case "GET", "/my/shifts":
                return 200, {
                    "items": [
                        {**one, "schedule_id": uid("schedule"), "time_zone": "Asia/Tehran"}
                        for one in self.own
                    ],
                    "time_zone": "Asia/Tehran",
                    "today": str(today()),
                }
            case "GET", "/my/requests":
                return 200, {"items": self.own_requests}
            case "GET", "/requests":
                return 200, {"items": self.requests}
            case "POST", "/my/leave-requests":
                self.own_requests.append(request(uid("new-leave"), "leave", 0, **body, can=["withdraw"]))
                return 201, self.own_requests[-1]
            case "POST", "/my/swap-requests":
                return 201, request(uid("new-swap"), "swap", 0, can=["withdraw"])
            case "GET", "/my/colleagues":
                return 200, {
                    "items": [
                        {"user_id": one, "name": name}
                        for one, name in zip(PEOPLE[1:3], NAMES[1:3], strict=True)
                    ]
                }
            case _, "/my/break-request":
                return 200, self._break(method)
            case "GET", "/my/wishes":
                return 200, {"wishes": self.wishes}
            case "PUT", "/my/wishes":
                self.wishes = body["wishes"]
                return 200, {"wishes": self.wishes}
            case _, "/my/shift-feed":
                return self._feed(method)
            case "GET", "/break-line":
                return 200, {"items": [self._line()]}
            case "GET", "/adherence":
                return 200, {"items": self._rows()}
            case "GET", "/my/adherence":
                return 200, self._day(self.me["user"]["id"], self.me["user"]["name"])
            case "POST", "/adherence-exceptions":
                self.excused.append(
                    {
                        "id": uid("exception"),
                        "by_name": "مدیر",
                        **{name: body[name] for name in ("starts_at", "ends_at", "reason")},
                    }
                )
                return 201, self.excused[-1]
        if colleague := re.fullmatch(r"/my/colleagues/([0-9a-f-]{36})/shifts", path):
            return 200, {
                "items": [shift_row(uid("theirs"), colleague[1], today() + timedelta(days=2), "عصر", "13:00")]
            }
        if day := re.fullmatch(r"/adherence/([0-9a-f-]{36})", path):
            name = dict(zip(PEOPLE, NAMES, strict=True)).get(day[1], self.me["user"]["name"])
            return 200, self._day(day[1], name)
        if asked := re.fullmatch(r"/requests/([0-9a-f-]{36})/(\w+)", path):
            return self._decided(
                next(one for one in [*self.requests, *self.own_requests] if one["id"] == asked[1]),
                asked[2],
                body,
            )
        return None

    def _decided(self, one: dict[str, Any], what: str, body: Any) -> Answer:
        breach = {
            "code": "leave",
            "user_id": one["user_id"],
            "day": one["first_day"],
            "said": f"{one['name']} در آن روز نوبت قفل دارد.",
        }
        if what == "outlook":
            short = {
                "day": one["first_day"],
                "part": "evening",
                "queue_id": uid("q"),
                "start": "16:00",
                "end": "20:00",
                "missing": 1,
                "missing_hours": 4.0,
                "why": {},
                "said": "نوبت عصر یک نفر کم خواهد داشت.",
            }
            return 200, {
                "breaches": [],
                "shortfalls": [short] if one["kind"] == "leave" else [],
                "removed": [],
            }
        if what == "withdrawal":
            one.update(state="withdrawn", can=[])
            return 200, one
        if body["approve"] and one["id"] == LEAVE and not body["accept_breaches"]:
            return refused("این کار قاعده‌ای را می‌شکند.", [], code="rules_broken", breaches=[breach])
        one.update(state="approved" if body["approve"] else "refused", answer=body["reason"], can=[])
        return 200, one

    def _break(self, method: str) -> dict[str, Any]:
        if method == "POST":
            self.breaking.update(state="waiting", place=2)
        if method == "DELETE":
            self.breaking.update(state="none", place=None)
        return self.breaking

    def _line(self) -> dict[str, Any]:
        waiting = [
            {"user_id": PEOPLE[4], "name": NAMES[4], "asked_at": at(9), "granted_at": None, "place": 1}
        ]
        resting = [{"user_id": PEOPLE[3], "name": NAMES[3], "since": at(9, 40)}]
        return {"department_id": None, "limit": 2, "on_break": resting, "waiting": waiting}

    def _feed(self, method: str) -> Answer:
        if method == "GET":
            return 200, self.feed
        self.feed = {
            "exists": method == "POST",
            "created_at": at(8) if method == "POST" else None,
            "last_read_at": None,
        }
        return (201, {"url": FEED}) if method == "POST" else (204, None)

    def _rows(self) -> list[dict[str, Any]]:
        states = ("in", "late", "out", "in", "off")
        rows = [
            {
                "user_id": one,
                "name": name,
                "state": state,
                "since": at(9, 10),
                "planned": "off" if state == "off" else "work",
                "actual": "available" if state == "in" else "offline",
            }
            for one, name, state in zip(PEOPLE, NAMES, states, strict=True)
        ]
        me = {
            "user_id": self.me["user"]["id"],
            "name": self.me["user"]["name"],
            "state": "in",
            "since": None,
            "planned": "work",
            "actual": "available",
        }
        return [*rows[::-1], me]

    def _day(self, user: str, name: str) -> dict[str, Any]:
        spans = [
            span(
                (8, 0),
                (8, 12),
                "work",
                "offline",
                "دوازده دقیقه دیر آمد: نوبت از ۰۸:۰۰ بود و ۰۸:۱۲ در دسترس شد.",
            ),
            span((8, 12), (10, 0), "work", "available"),
            span(
                (10, 0),
                (10, 30),
                "work",
                "break",
                "از ۱۰:۰۰ تا ۱۰:۳۰ به جای کار در استراحت بود؛ بخشوده شد.",
                excused=True,
            ),
            span((10, 30), (12, 0), "work", "available"),
            span((12, 0), (12, 30), "break", "break"),
            span((12, 30), (16, 30), "work", "available"),
        ]
        return {
            "user_id": user,
            "name": name,
            "day": str(today()),
            "time_zone": "Asia/Tehran",
            "now": None,
            "percent": 97.5,
            "planned_m": 480,
            "kept_m": 468,
            "excused_m": 30,
            "intervals": spans,
            "exceptions": self.excused,
        }
