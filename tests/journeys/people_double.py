"""The scripted rooms of planning with those of people: headcount and equipment by the product's own rules."""

import uuid
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from hamseda.kit.problem import Invalid
from hamseda.workforce.people.equipment import Item, total
from hamseda.workforce.people.headcount_http import plan_of
from hamseda.workforce.people.plans import HeadcountWish
from journeys.admin_double import Answer, refused
from journeys.desk_double_data import SUPPORT, uid
from journeys.workforce_double import ROOMS, WorkforceDouble

EQUIPMENT = "/workforce/equipment"
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


class PeopleDouble(WorkforceDouble):
    """Rows live in lists; what is worked out is worked out by the product."""

    def __init__(self, role: str = "admin") -> None:
        super().__init__(role)
        self.own: list[dict[str, Any]] = OWN
        self.kept: dict[str, list[dict[str, Any]]] = {
            EQUIPMENT: [
                thing("هدست", "headset", basis="person", cost=28_000_000.0, spare=0.1, life_years=2.0),
                thing("رایانه", "computer", cost=350_000_000.0, spare=0.05, life_years=5.0),
                thing(
                    "سامانه‌ی تماس", "system", basis="shared", count=50.0, cost=2_400_000_000.0, life_years=8.0
                ),
                thing("نرم‌افزار پرسش و پاسخ", "software", basis="person"),
            ]
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
        if path == f"{ROOMS}headcount/own":
            return 200, {"items": self.own}
        if path == f"{EQUIPMENT}/total":
            return 200, self._total(int(asked["seats"]), int(asked.get("people", asked["seats"])))
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

    def blank(self, shelf: str) -> dict[str, Any]:
        """What a new row has where nothing is said."""
        return thing("", "other") if shelf == EQUIPMENT else {}
