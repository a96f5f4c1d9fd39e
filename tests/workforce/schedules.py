"""Small schedule problems that tests change."""

import json
from copy import deepcopy

FIRST = "2026-12-05"  # a Saturday

SMALL = {
    "first_day": FIRST,
    "days": 7,
    "interval": "30m",
    "required": [
        {
            "skill": "sales",
            "agents": 2,
            "from": "08:00",
            "to": "20:00",
            "on": ["sat", "sun", "mon", "tue", "wed"],
        },
        {"skill": "sales", "agents": 1, "from": "09:00", "to": "20:00", "on": ["thu", "fri"]},
        {
            "skill": "help",
            "agents": 1,
            "from": "08:00",
            "to": "20:00",
            "on": ["sat", "sun", "mon", "tue", "wed"],
        },
    ],
    "templates": [
        {
            "name": "early",
            "length": "7h",
            "earliest": "08:00",
            "latest": "09:00",
            "breaks": [{"name": "lunch", "length": "30m", "after": "3h", "before": "4h", "paid": False}],
        },
        {
            "name": "late",
            "length": "7h",
            "earliest": "12:00",
            "latest": "13:00",
            "breaks": [{"name": "meal", "length": "30m", "after": "3h", "before": "4h", "paid": False}],
        },
    ],
    "people": [
        {"id": name, "skills": skills, "contract": {"least": "13h", "most": "39h", "days": 6}}
        for name, skills in [
            ("ali", ["sales"]),
            ("bita", ["sales"]),
            ("dara", ["sales", "help"]),
            ("eli", ["sales"]),
            ("fari", ["help"]),
            ("giti", ["help", "sales"]),
            ("homa", ["sales"]),
        ]
    ],
}


def problem(**changes):
    return {**deepcopy(SMALL), **changes}


def text(given):
    return json.dumps(given, ensure_ascii=False, indent=1)
