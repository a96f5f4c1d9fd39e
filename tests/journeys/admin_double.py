"""The scripted double with the rooms of administration and the board: shelves that keep, and refusals on order."""

import re
import uuid
from collections import Counter
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from journeys.admin_double_board import BOARD, HISTORY
from journeys.admin_double_data import QUARANTINE, SHELVES
from journeys.desk_double import Double

Answer = tuple[int, Any]
UUID = r"([0-9a-f-]{36})"
TOLD_ONCE: dict[str, dict[str, Any]] = {
    "api-keys": {"key": "hmsk_once-and-never-again", "revoked_at": None},
    "webhooks": {"secret": "whsec_b25jZQ=="},
}
ARCHIVED = {"departments", "queues", "dispositions"}

NEVER_ASKED = {"fetched_at": None, "failing_since": None, "said": None, "advice": None}
NO_KEY = {"title": "Not found", "status": 404, "code": "no_dkim_key", "detail": "هنوز کلیدی نیست."}

QR = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 5 5"><path fill="#fff" d="M0 0h5v5H0z"/>'
    '<path d="M0 0h2v2H0zM3 0h2v2H3zM0 3h2v2H0zM3 3h1v1H3zM4 4h1v1H4z"/></svg>'
)
OFFICIAL = [
    {"day": "2026-03-21", "names": ["جشن نوروز"], "estimated": False},
    {"day": "2026-06-25", "names": ["تاسوعای حسینی"], "estimated": False},
    {"day": "2026-06-26", "names": ["عاشورای حسینی"], "estimated": False},
    {"day": "2027-02-11", "names": ["پیروزی انقلاب اسلامی"], "estimated": False},
    {"day": "2027-03-10", "names": ["عید سعید فطر"], "estimated": True},
]


def refused(detail: str, errors: list[dict[str, Any]], code: str = "invalid", **more: Any) -> Answer:
    """The problem document of what is not taken."""
    return 422, {"title": "Invalid", "status": 422, "code": code, "detail": detail, "errors": errors, **more}


class AdminDouble(Double):
    """A desk whose person may do everything; `refuse` gives the next change of a shelf a problem document."""

    def __init__(self, role: str = "admin") -> None:
        super().__init__()
        self.shelves: dict[str, list[dict[str, Any]]] = deepcopy(SHELVES)
        self.board: dict[str, Any] = deepcopy(BOARD)
        self.organization: dict[str, Any] = {
            **self.me["organization"],
            "slug": "mehr",
            "locale": "fa",
            "is_demo": False,
            "settings": {"undo_seconds": 5, "break_reasons": ["rest", "meal", "نماز جماعت"]},
        }
        self.quarantine: list[dict[str, Any]] = deepcopy(QUARANTINE)
        self.refuse: dict[str, list[dict[str, str]]] = {}
        self.probe: dict[str, Any] = {
            "ok": False,
            "said": "535 5.7.8 Username and Password not accepted",
            "advice": "نام کاربری یا گذرواژه را دوباره ببینید.",
        }
        self.mailbox: dict[str, Any] = {"is_set": False, **NEVER_ASKED}
        self.dkim: dict[str, str] | None = None
        leads = ["board.read", "skills.assign", "bulletins.publish"]
        sets_up = [*leads, "people.manage", "configuration.manage", "audit.read"]
        self.me |= {
            "role": role,
            "department_id": None,
            "permissions": leads if role == "supervisor" else sets_up,
        }

    def answer(self, method: str, path: str, query: str, body: Any) -> Answer:
        """Answer the rooms that this double adds, and leave the rest to the desk's."""
        found = self._quarantine(method, path, query, body) or self._special(method, path, body)
        if found is None and (shelf := path.split("/")[1]) in self.shelves and path.count("/") <= 2:
            found = self._shelf(method, shelf, path.split("/")[2:], body)
        if found is None:
            return super().answer(method, path, query, body)
        self.calls.append((method, path, body))
        return found

    def _special(self, method: str, path: str, body: Any) -> Answer | None:
        if path == "/board":
            return 200, self.board
        if path == "/board/history":
            return 200, HISTORY
        if path == "/organization":
            if method == "PATCH":
                self._change_organization(body)
            return 200, self.organization
        if path == "/official-holidays":
            return 200, {"items": OFFICIAL}
        if re.fullmatch(rf"/channels/{UUID}/link", path):
            return 200, {"url": "https://mehr.example/c/KEY?text=%D8%B3%D9%84%D8%A7%D9%85", "qr_svg": QR}
        if re.fullmatch(rf"/channels/{UUID}/secret", path):
            return 201, {"secret": "wX4pQ9_the-secret-of-the-channel"}
        if re.fullmatch(rf"/channels/{UUID}/(mailbox/|dkim/)?test", path):
            return 200, self.probe
        if re.fullmatch(rf"/channels/{UUID}/mailbox", path):
            return 200, self.mailbox
        if re.fullmatch(rf"/channels/{UUID}/dkim", path):
            return self._dkim(method, body)
        if method == "DELETE" and (row := re.fullmatch(rf"/mail-suppressions/{UUID}", path)):
            freed = {"lifted_at": datetime.now(UTC).isoformat(), "lifted_by_name": self.me["user"]["name"]}
            self.row_of("mail-suppressions", row[1]).update(freed)
            return 204, None
        if re.fullmatch(rf"/webhooks/{UUID}/test", path):
            return 200, {"ok": True, "said": "204"}
        if user := re.fullmatch(rf"/users/{UUID}/disablement", path):
            self.row_of("users", user[1])["is_disabled"] = method == "PUT"
            return 204, None
        if method == "DELETE" and (user := re.fullmatch(rf"/users/{UUID}/totp", path)):
            self.row_of("users", user[1])["has_totp"] = False
            return 204, None
        return None

    def _quarantine(self, method: str, path: str, query: str, body: Any) -> Answer | None:
        asked = dict(parse_qsl(query))
        if path == "/mail-quarantine":
            held = [one for one in self.quarantine if one["state"] == "held"]
            shown = [
                one
                for one in self.quarantine
                if one["state"] == asked.get("status", "held")
                and asked.get("reason") in {None, one["reason"]}
            ]
            waiting = dict(Counter(one["reason"] for one in held))
            oldest = min((one["held_at"] for one in held), default=None)
            return 200, {"items": shown, "waiting": waiting, "oldest": oldest, "next": None}
        if found := re.fullmatch(rf"/mail-quarantine/{UUID}/(release|discard|return)", path):
            mail = next(one for one in self.quarantine if one["id"] == found[1])
            state = {"release": "released", "discard": "discarded", "return": "held"}[found[2]]
            mail |= {"state": state, "can_return": state != "held", "why": (body or {}).get("why")}
            mail |= {"decided_at": datetime.now(UTC).isoformat(), "decided_by_name": self.me["user"]["name"]}
            return 200, mail
        return None

    def _dkim(self, method: str, body: Any) -> Answer:
        if method == "POST":
            name = f"{body['selector']}._domainkey.mehr.example"
            self.dkim = {"name": name, "value": f"v=DKIM1; k=rsa; p={'MIIBIjANBgkqhkiG9w0B' * 18}"}
            return 201, self.dkim
        return (200, self.dkim) if self.dkim else (404, NO_KEY)

    def _change_organization(self, body: dict[str, Any]) -> None:
        settings = self.organization["settings"] | body.pop("settings", {})
        self.organization |= {
            **body,
            "settings": {name: value for name, value in settings.items() if value is not None},
        }

    def _shelf(self, method: str, shelf: str, rest: list[str], body: Any) -> Answer | None:
        if method == "GET":
            return 200, {"items": self.shelves[shelf], "next": None}
        if (errors := self.refuse.pop(shelf, None)) is not None:
            return refused(errors[0]["message"], errors)
        if method == "POST":
            return 201, self._made(shelf, body)
        row = self.row_of(shelf, rest[0])
        if method == "PATCH":
            row.update(body)
            return 200, row
        if shelf in ARCHIVED:
            row["archived_at"] = datetime.now(UTC).isoformat()
        else:
            self.shelves[shelf].remove(row)
        return 204, None

    def _made(self, shelf: str, body: dict[str, Any]) -> dict[str, Any]:
        row = {**(self.shelves[shelf][0] if self.shelves[shelf] else {}), **body, "id": str(uuid.uuid4())}
        self.shelves[shelf].append(row)
        return {**row, **TOLD_ONCE.get(shelf, {})}

    def row_of(self, shelf: str, row_id: str) -> dict[str, Any]:
        """The row as it stands."""
        return next(row for row in self.shelves[shelf] if row["id"] == row_id)
