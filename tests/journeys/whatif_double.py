"""The scripted rooms of planning with what-ifs, by the product's own rules; the twin plays a little, step by step."""

from functools import cache
from typing import Any

import msgspec

from hamseda.kit.problem import Problem
from hamseda.twin.calculating import Order, confirm
from hamseda.twin.typed import Department, Typed, typed_model
from hamseda.twin.whatif_http import ConfirmationWish, WhatIfWish, answer_to, models_to_play
from journeys.admin_double import Answer, refused
from journeys.desk_double_data import uid
from journeys.workforce_double import WorkforceDouble, today

STEPS = (0.0, 0.35, 0.8)


class WhatIfDouble(WorkforceDouble):
    """`has_history`: a usual day can be learned; `has_one_group`: of one group; `fails`: the next calculation does."""

    def __init__(self, role: str = "admin") -> None:
        super().__init__(role)
        self.has_history = False
        self.has_one_group = False
        self.fails = False
        self.endless = False
        self.calculations: dict[str, dict[str, Any]] = {}

    def answer(self, method: str, path: str, query: str, body: Any) -> Answer:
        if not path.startswith(("/twin/", "/calculations/")):
            return super().answer(method, path, query, body)
        self.calls.append((method, path, body))
        try:
            return self._twin(method, path, body)
        except Problem as why:
            return refused(why.detail, msgspec.to_builtins(why.errors), code=why.code)

    def _twin(self, method: str, path: str, body: Any) -> Answer:
        language = self.me["user"]["locale"]
        if path == "/twin/base":
            return 200, self._base()
        if path == "/twin/what-ifs":
            return 200, msgspec.to_builtins(answer_to(msgspec.convert(body, WhatIfWish), language))
        if path == "/twin/what-ifs/confirmations":
            wish = msgspec.convert(body, ConfirmationWish)
            models = models_to_play(wish, language)
            small = {key: smaller(one) for key, one in models.items()}
            request = msgspec.json.encode(Order(small, 2, wish.seed))
            return 201, self._begun(request)
        the = self.calculations[path.split("/")[2]]
        if method == "POST":
            the |= {"state": "cancelled", "note": ""}
        elif the["state"] in {"queued", "running"}:
            self._moved(the)
        return 200, shown(the)

    def _begun(self, request: bytes) -> dict[str, Any]:
        the = uid(f"calculation-{len(self.calculations)}")
        self.calculations[the] = {
            "id": the, "kind": "twin.what_if", "state": "queued", "progress": 0.0, "note": "",
            "can_conclude": False, "concluding": False, "fault": None,
            "asked_by": self.me["user"]["id"], "asked_by_name": "مینا", "asked_at": "2026-11-30T08:00:00Z",
            "started_at": None, "ended_at": None, "result": None, "request": request, "asked": 0,
        }  # fmt: skip
        return shown(self.calculations[the])

    def _moved(self, the: dict[str, Any]) -> None:
        """One step further each time that it is asked for."""
        step = the["asked"]
        the["asked"] += 0 if self.endless and step == 1 else 1
        if step < len(STEPS):
            the |= {"state": "running", "progress": STEPS[step], "note": ""}
        elif self.fails:
            said = "محاسبه پس از ۳۰ دقیقه پایان داده شد. محاسبه‌ی کوچک‌تری بخواهید."
            the |= {"state": "failed", "fault": {"code": "too_long", "message": said}}
        else:
            the |= {"state": "done", "progress": 1.0, "result": played(the["request"])}

    def _base(self) -> dict[str, Any]:
        span = {"first": str(today().replace(day=1)), "last": str(today())}
        if not self.has_history:
            return {"model": None, "left_out": [], "waiting": [], **span}
        names = {"left_out": ["مرجوعی (email)"], "waiting": ["ایمیل پشتیبانی"]}
        return {"model": msgspec.to_builtins(own_day(1 if self.has_one_group else 2)), **names, **span}


def shown(calculation: dict[str, Any]) -> dict[str, Any]:
    """What a client is told of it."""
    return {name: value for name, value in calculation.items() if name not in {"request", "asked"}}


def smaller(document: msgspec.Raw) -> msgspec.Raw:
    """A sixth of contacts and people: what the pages show of it is there, and nobody waits for it."""
    model = msgspec.json.decode(document)
    for kind in model["types"]:
        kind["arrivals"]["per_period"] = [one / 6 for one in kind["arrivals"]["per_period"]]
    for group in model["groups"]:
        group["agents"] = [-(-one // 6) for one in group["agents"]]
    return msgspec.Raw(msgspec.json.encode(model))


@cache
def own_day(groups: int) -> Any:
    two = [Department(name="پشتیبانی سفارش", day=640, aht_s=210), Department(name="فروش", day=260, aht_s=250)]
    return typed_model(Typed(departments=two[:groups], opens=9, closes=18))


@cache
def played(request: bytes) -> Any:
    """What the twin says of it, played once for all tests."""
    return msgspec.json.decode(confirm(request, lambda *_, **__: None))
