"""Models to play: a plain line, and a centre that has everything."""

import json

from hamseda.twin.api import Here, as_told, played, read_model


def plain(*, volume, agents, aht=180.0, contacts=0, warmup=0, count=1, **of_type):
    """One type, one group, `volume` contacts an hour; or about `contacts` of them once it is in its stride."""
    cooldown = 0
    if contacts:
        warmup, cooldown, count = 2 if agents > 10 else 8, 1, -(-contacts // round(volume))
    kind = {
        "name": "sales",
        "arrivals": {"per_period": volume},
        "service": {"kind": "exponential", "mean_s": aht},
        **of_type,
    }
    whole = warmup + count + cooldown
    return {
        "periods": {"count": whole, "minutes": 60, "warmup": warmup, "cooldown": cooldown},
        "types": [kind],
        "groups": [{"name": "front", "agents": agents, "queues": ["sales"]}],
    }


def everything():
    """Five types on three channels, lines, retrials, callbacks, voicemail, transfers, steering, outbound."""
    return {
        "name": "everything",
        "periods": {"count": 8, "minutes": 30, "after_hours_s": 120},
        "busyness": 40,
        "types": [
            {
                "name": "sales",
                "arrivals": {"per_period": [40, 80, 120, 100, 100, 90, 60, 40], "busyness": 30},
                "service": {"kind": "lognormal", "mean_s": 180, "cv": 1.2},
                "wrap_up": {"kind": "constant", "s": 20},
                "patience": {"kind": "exponential", "mean_s": 90},
                "line": "main",
                "retrial": {"share": 0.5, "after": {"kind": "exponential", "mean_s": 600}},
                "transfer": [{"to": "support", "share": 0.2}],
                "rings": [{"after_s": 30, "overflow": ["support"]}],
                "callback": {"after_s": 20, "accept": 0.3, "reached": 0.7},
            },
            {
                "name": "support",
                "arrivals": {"per_period": 30},
                "service": {"kind": "gamma", "mean_s": 400, "cv": 0.7},
                "patience": {"kind": "weibull", "mean_s": 200, "shape": 0.8},
                "skills": {"technical": 2},
                "rings": [{"after_s": 60, "lower": 1}],
                "line": "main",
                "voicemail": {"after_s": 60, "accept": 0.5, "to": "mail"},
            },
            {
                "name": "chat",
                "channel": "chat",
                "arrivals": {"per_period": 60},
                "service": {"kind": "exponential", "mean_s": 500},
                "patience": {"kind": "uniform", "low_s": 10, "high_s": 300},
                "deflection": {"share": 0.2, "to": "sales"},
            },
            {
                "name": "mail",
                "channel": "mail",
                "arrivals": {"per_period": 40},
                "service": {"kind": "exponential", "mean_s": 300},
                "priority_minutes": -30,
                "target": {"within_s": 14400},
            },
            {
                "name": "happy call",
                "arrivals": {"per_period": 10},
                "service": {"kind": "mixture", "parts": [
                    {"share": 0.4, "of": {"kind": "constant", "s": 20}},
                    {"share": 0.6, "of": {"kind": "empirical", "values_s": [60, 120, 300]}},
                ]},
                "outbound": {"reserve": 2},
            },
        ],
        "channels": {
            "phone": {"weight": 100},
            "chat": {"weight": 30},
            "mail": {"weight": 50, "interrupted_by": ["phone", "chat"]},
        },
        "lines": [{"name": "main", "count": 22}],
        "groups": [
            {"name": "front", "agents": [10, 10, 14, 12, 12, 12, 10, 8], "queues": ["sales", "happy call"]},
            {"name": "experts", "agents": 5, "queues": ["support", "mail"], "skills": {"technical": 3}, "shrinkage": 0.1},
            {"name": "juniors", "agents": 3, "queues": ["support"], "skills": {"technical": 1}},
            {"name": "chatters", "agents": 8, "queues": ["chat"], "concurrency": {"chat": 3}},
        ],
    }  # fmt: skip


def shortened(document, count):
    """The first periods only."""
    document["periods"]["count"] = count
    for part in (*(kind["arrivals"] for kind in document["types"]), *document["groups"]):
        for name in ("per_period", "agents"):
            if isinstance(part.get(name), list):
                part[name] = part[name][:count]
    return document


def told(document, replications=4, seed=1, engine="general"):
    """Play a document and answer what `hamseda twin run --json` prints."""
    return as_told(played(read_model(json.dumps(document)), replications, seed, Here(), engine))
