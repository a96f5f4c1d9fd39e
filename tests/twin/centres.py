"""Centres at random, small and crowded, so that all rules of the policy meet: for comparisons of engines."""

import random

QUEUES = ["a", "b", "c"]
SKILLS = ["fa", "en"]
CHANNELS = ["phone", "chat", "mail"]


def centre(seed, *, is_single=False):
    """A model of one or two hours; `is_single`: agents hold one contact at a time, so that most contacts are brisk."""
    pick = random.Random(seed)  # noqa: S311 (a repeatable centre, no secret)
    count = pick.randint(1, 4)
    names = [f"t{number}" for number in range(pick.randint(1, 5))]
    extras = pick.random() < (0.3 if is_single else 0.8)
    types = [kind(pick, name, names[at + 1 :], count, extras) for at, name in enumerate(names)]
    groups = [group(pick, f"g{number}", count, is_single) for number in range(pick.randint(1, 4))]
    groups.append(
        {"name": "all", "agents": pick.randint(1, 3), "queues": QUEUES, "skills": dict.fromkeys(SKILLS, 3)}
    )
    if not is_single and pick.random() < 0.5:
        groups[-1]["units"] = 200
    used = sorted({one["channel"] for one in types})
    queues = {one["queue"] for one in types} | {
        name for one in types for ring in one.get("rings", ()) for name in ring.get("overflow", ())
    }
    for one in groups:
        one["queues"] = [name for name in one["queues"] if name in queues] or [min(queues)]
        one["concurrency"] = {name: most for name, most in one.get("concurrency", {}).items() if name in used}
        if not one["concurrency"]:
            del one["concurrency"]
    weights = {
        "phone": 100,
        "chat": 100 if is_single else 30,
        "mail": 100 if is_single else pick.choice([50, 60]),
    }
    interrupted = pick.random() < 0.5 and not is_single
    return {
        "periods": {"count": count, "minutes": pick.choice([20, 30.5]), "after_hours_s": pick.choice([0, 120, 3600])},
        "types": types,
        "groups": groups,
        "channels": {
            name: {
                "weight": weights[name],
                "interrupted_by": [other for other in ("phone", "chat") if other in used and interrupted and name == "mail"],
            }
            for name in used
        },
        "lines": [{"name": "main", "count": pick.randint(2, 12)}],
        "routing": {
            "fairness": pick.choice(["equal_occupancy", "equal_count"]),
            "hold_after_s": pick.choice([0, 30, 300]),
        },
    }  # fmt: skip


def kind(pick, name, later, count, extras):
    one = {
        "name": name,
        "queue": pick.choice(QUEUES),
        "channel": pick.choice(CHANNELS),
        "arrivals": {"per_period": [pick.choice([0, 10, 30, 60]) for _ in range(count)]},
        "service": length(pick, 200),
        "priority_minutes": pick.choice([0, 0, 0, 2, -5]),
        "safety": pick.random() < 0.1,
    }
    if pick.random() < 0.7:
        one["patience"] = length(pick, 90)
    if pick.random() < 0.4:
        one["wrap_up"] = length(pick, 30)
    if pick.random() < 0.4:
        one["skills"] = {pick.choice(SKILLS): pick.randint(1, 3)}
    if not extras:
        return one
    if pick.random() < 0.5:
        one["rings"] = [
            {
                "after_s": pick.choice([0, 10, 30, 60]),
                "lower": pick.randint(0, 1),
                "overflow": [pick.choice(QUEUES)] if pick.random() < 0.5 else [],
                "drop": list(one.get("skills", {})) if pick.random() < 0.3 else [],
            }
            for _ in range(pick.randint(1, 3))
        ]
    if later and pick.random() < 0.4:
        one["transfer"] = [{"to": to, "share": round(0.6 / len(later), 3)} for to in later]
    if pick.random() < 0.2 and "patience" not in one:
        return {**one, "outbound": {"reserve": pick.randint(0, 2)}}
    if pick.random() < 0.4:
        one["line"] = "main"
    if pick.random() < 0.4:
        one["retrial"] = {"share": 0.7, "after": length(pick, 120), "attempts": pick.randint(1, 4)}
    if pick.random() < 0.4:
        one["callback"] = {
            "after_s": pick.choice([0, 20, 60]),
            "accept": 0.5,
            "reached": 0.7,
            "attempt_s": 15,
        }
    if pick.random() < 0.3:
        one["voicemail"] = {
            "after_s": pick.choice([10, 40]),
            "accept": 0.5,
            **({"to": later[-1]} if later else {}),
        }
    if pick.random() < 0.2:
        one["deflection"] = {"share": 0.3, **({"to": later[0]} if later else {})}
    return one


def group(pick, name, count, is_single):
    one = {
        "name": name,
        "agents": [pick.randint(0, 6) for _ in range(count)],
        "queues": pick.sample(QUEUES, pick.randint(1, 2)),
        "skills": {skill: pick.randint(1, 3) for skill in SKILLS if pick.random() < 0.6},
        "shrinkage": pick.choice([0, 0, 0.3]),
        "units": 100 if is_single else pick.choice([100, 100, 150, 200]),
    }
    if not is_single and pick.random() < 0.3:
        one["concurrency"] = {"chat": pick.randint(1, 2), "phone": 1, "mail": 1}
    return one


def length(pick, mean):
    """Whole seconds often, so that much happens at the same instant."""
    return pick.choice(
        [
            {"kind": "exponential", "mean_s": mean},
            {"kind": "constant", "s": mean},
            {"kind": "empirical", "values_s": [0, mean / 2, mean, 2 * mean]},
        ]
    )
