"""The scripted rooms of planning with those of people: headcount and equipment by the product's own rules."""

import uuid
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from hamseda.kit.problem import Invalid
from hamseda.workforce.people.coverage import WEEKDAYS
from hamseda.workforce.people.equipment import Item, total
from hamseda.workforce.people.headcount_http import plan_of
from hamseda.workforce.people.hiring_words import noticed
from hamseda.workforce.people.plans import HeadcountWish
from hamseda.workforce.people.sites import SiteView
from hamseda.workforce.people.sites_http import CoverageWish, coverage_of
from hamseda.workforce.people.tables_http import tabled
from hamseda.workforce.people.traits import TRAITS, are_apart, cards
from hamseda.workforce.strategy.outcome import outcome_of
from hamseda.workforce.strategy.service import answers_of
from journeys.admin_double import Answer, refused
from journeys.desk_double_data import SUPPORT, uid
from journeys.workforce_double import ROOMS, WorkforceDouble, today

EQUIPMENT = "/workforce/equipment"
CANDIDATES = "/workforce/candidates"
SITES = "/workforce/sites"
OWN = [
    {
        "queue_id": SUPPORT, "queue": "پشتیبانی سفارش", "channel": channel, "volume": volume, "low": volume * 0.85,
        "high": volume * 1.2, "aht_s": 210.0, "history_days": 120,
    }
    for channel, volume in (("phone", 18_000.0), ("webchat", 6_000.0))
]  # fmt: skip


def thing(name: str, kind: str, **more: Any) -> dict[str, Any]:
    usual = {"basis": "seat", "count": 1.0, "cost": None, "month_cost": 0.0, "spare": 0.0, "life_years": None}
    return {"id": uid(f"thing-{name}"), "name": name, "kind": kind, **usual, **more}


def site(name: str, kind: str, zone: str, first: int, end: int, people: int, **more: Any) -> dict[str, Any]:
    hours = {day: [{"first": first * 60, "end": end * 60}] for day in WEEKDAYS if day != "fri"}
    usual = {"cost_factor": 1.0, "department_ids": [], "user_ids": []}
    own = {
        "id": uid(f"site-{name}"),
        "name": name,
        "kind": kind,
        "time_zone": zone,
        "hours": hours,
        "people": people,
    }
    return {**own, **usual, **more}


def seen(interviewer: str, exercise: str, evidence: str, level: int | None, **more: str) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()), "interviewer_id": more.get("interviewer_id", uid("somebody")), "interviewer": interviewer,
        "exercise": exercise, "evidence": evidence, "level": level, "written_at": "2026-11-28T09:00:00Z",
        "notices": msgspec.to_builtins(noticed(evidence)),
    }  # fmt: skip


def candidate(name: str, post: str, scores: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    traits = [
        {
            "trait": trait,
            "apart": are_apart(one["level"] for one in scores.get(trait, [])),
            "scores": [{"trait": trait, **one} for one in scores.get(trait, [])],
        }
        for trait in TRAITS
    ]
    return {
        "id": uid(f"candidate-{name}"), "name": name, "post": post, "decision": None, "reason": "", "reason_notices": [],
        "decided_by": None, "decided_at": None, "deleted_on": "2027-05-27", "traits": traits,
    }  # fmt: skip


class PeopleDouble(WorkforceDouble):
    """Rows live in lists; what is worked out is worked out by the product."""

    def __init__(self, role: str = "admin") -> None:
        super().__init__(role)
        self.me["user"].setdefault("id", uid("me"))
        mine = {"interviewer_id": self.me["user"]["id"]}
        self.given: dict[str, Any] = {}
        self.hiring: list[dict[str, Any]] = []
        self.candidates: list[dict[str, Any]] = [
            candidate("نگار رستگار", "کارشناس پاسخ‌گویی", {
                "patient": [
                    seen("مریم احمدی", "گام‌های گم‌شده", "سه بار همان را آرام و با واژه‌های دیگر گفت.", 4, **mine),
                    seen("کاوه صدر", "نقش‌آفرینی", "دو بار پیش از تمام شدن حرف مشتری پاسخ داد.", 2),
                ],
                "steady": [seen("کاوه صدر", "مشتری عصبانی", "آرام ماند ولی یادش رفت شماره را بپرسد؛ لهجه داشت.", 2)],
            }),
            candidate("بهار", "کارشناس فروش", {}),
        ]  # fmt: skip
        self.own: list[dict[str, Any]] = OWN
        self.kept: dict[str, list[dict[str, Any]]] = {
            EQUIPMENT: [
                thing("هدست", "headset", basis="person", cost=28_000_000.0, spare=0.1, life_years=2.0),
                thing("رایانه", "computer", cost=350_000_000.0, spare=0.05, life_years=5.0),
                thing(
                    "سامانه‌ی تماس", "system", basis="shared", count=50.0, cost=2_400_000_000.0, life_years=8.0
                ),
                thing("نرم‌افزار پرسش و پاسخ", "software", basis="person"),
            ],
            SITES: [
                site("دفتر مرکزی", "in_house", "Asia/Tehran", 8, 20, 6),
                site("تورنتو", "remote", "America/Toronto", 9, 17, 2, cost_factor=2.4),
            ],
        }

    def answer(self, method: str, path: str, query: str, body: Any) -> Answer:
        found = self._people(method, path, dict(parse_qsl(query)), body)
        if found is None:
            return super().answer(method, path, query, body)
        self.calls.append((method, path, body))
        return found

    def _people(self, method: str, path: str, asked: dict[str, str], body: Any) -> Answer | None:
        if path == f"{ROOMS}headcount":
            return self._headcount(body)
        if path == f"{ROOMS}headcount/table":
            try:
                return 200, msgspec.to_builtins(tabled(body["csv"], self.me["user"]["locale"]))
            except Invalid as why:
                return refused(why.detail, msgspec.to_builtins(why.errors), code=why.code, **why.extra)
        if path == f"{ROOMS}headcount/own":
            return 200, {"items": self.own}
        if path == f"{EQUIPMENT}/total":
            return 200, self._total(int(asked["seats"]), int(asked.get("people", asked["seats"])))
        if path == f"{ROOMS}traits":
            return 200, {"items": msgspec.to_builtins(cards(self.me["user"]["locale"]))}
        if path.startswith(f"{ROOMS}hiring-members"):
            return self._hiring(method, path.rpartition("/")[2])
        if path.startswith(CANDIDATES):
            return self._candidates(method, path.removeprefix(CANDIDATES).strip("/").split("/"), body)
        if path == f"{ROOMS}strategy":
            return 200, self._strategy(body)
        if path == f"{SITES}/coverage":
            sites = [msgspec.convert(row, SiteView) for row in self.kept[SITES]]
            wish = msgspec.convert(body, CoverageWish)
            locale = self.me["user"]["locale"]
            return 200, msgspec.to_builtins(coverage_of(sites, wish, "Asia/Tehran", locale))
        for shelf in self.kept:
            if path == shelf or path.startswith(f"{shelf}/"):
                return self._kept_row(shelf, method, path.removeprefix(shelf).strip("/"), body)
        return None

    def _headcount(self, body: Any) -> Answer:
        try:
            return 200, msgspec.to_builtins(
                plan_of(msgspec.convert(body, HeadcountWish), self.me["user"]["locale"])
            )
        except Invalid as why:
            return refused(why.detail, msgspec.to_builtins(why.errors))

    def _total(self, seats: int, people: int) -> dict[str, Any]:
        names = Item.__struct_fields__
        items = [msgspec.convert({name: row[name] for name in names}, Item) for row in self.kept[EQUIPMENT]]
        return dict(msgspec.to_builtins(total(items, seats, people)))

    def _kept_row(self, shelf: str, method: str, row_id: str, body: Any) -> Answer:
        rows = self.kept[shelf]
        if method == "GET" and not row_id:
            return 200, {"items": rows, "next": None}
        if method == "POST":
            made = {**self.blank(shelf), **body, "id": str(uuid.uuid4())}
            rows.append(made)
            return 201, made
        row = next(one for one in rows if one["id"] == row_id)
        if method == "DELETE":
            rows.remove(row)
            return 204, None
        if method == "PATCH":
            row.update(body)
        return 200, row

    def _strategy(self, changes: dict[str, Any] | None) -> dict[str, Any]:
        self.given |= changes or {}
        answers = answers_of(self.given)
        found = outcome_of(answers, today(), "jalali")
        return dict(msgspec.to_builtins({"answers": answers, "given": sorted(self.given), "outcome": found}))

    def _hiring(self, method: str, user_id: str) -> Answer:
        if method == "GET":
            return 200, {"items": self.hiring}
        self.hiring = [one for one in self.hiring if one["user_id"] != user_id]
        if method == "PUT":
            self.hiring.append({"user_id": user_id, "name": self.row_of("users", user_id)["name"]})
        return 204, None

    def _candidates(self, method: str, parts: list[str], body: Any) -> Answer:
        if parts == [""]:
            if method == "POST":
                self.candidates.append(candidate(body["name"], body["post"], {}))
                return 201, self.candidates[-1]
            names = ("id", "name", "post", "decision", "decided_at", "deleted_on")
            return 200, {
                "items": [{**{n: one[n] for n in names}, **counted(one)} for one in self.candidates],
                "next": None,
            }
        one = next(row for row in self.candidates if row["id"] == parts[0])
        if parts[1:] == ["decision"]:
            made = {"decided_by": self.me["user"]["name"], "decided_at": "2026-11-30T09:00:00Z"}
            one.update(body, **made, reason_notices=msgspec.to_builtins(noticed(body["reason"])))
        elif parts[1:] == ["scores"]:
            trait = next(row for row in one["traits"] if row["trait"] == body["trait"])
            mine = {"interviewer_id": self.me["user"]["id"]}
            new = seen(self.me["user"]["name"], body["exercise"], body["evidence"], body["level"], **mine)
            trait["scores"].append({"trait": body["trait"], **new})
            trait["apart"] = are_apart(score["level"] for score in trait["scores"])
        elif method == "DELETE":
            self.candidates.remove(one)
            return 204, None
        return 200, one

    def blank(self, shelf: str) -> dict[str, Any]:
        """What a new row has where nothing is said."""
        return thing("", "other") if shelf == EQUIPMENT else {}


def counted(one: dict[str, Any]) -> dict[str, int]:
    scores = [score for trait in one["traits"] for score in trait["scores"]]
    return {"entries": len(scores), "interviewers": len({score["interviewer"] for score in scores})}
