"""Staffing of one interval or of a table of them, from what people give to what they read."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import inf
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from hamseda.workforce import quantities
from hamseda.workforce.erlang import Floats
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.rules import (
    COLUMNS,
    Definition,
    Goal,
    Model,
    Staffing,
    Work,
    evaluate,
    quick_estimate,
    required,
)
from hamseda.workforce.tables import Table
from hamseda.workforce.why import Why

Answer = dict[str, int | float | bool | None]
MOST_CHATS: Final = 20
MOST_ERLANGS: Final = (
    100_000  # of one interval: more than any centre has, and still worked out within seconds
)


MOST_AGENTS: Final = 1_000_000
ENDLESS: Final = frozenset({"inf", "infinite", "infinity", "endless", "∞", "بی‌پایان"})
MOST_SHRINKAGE: Final = 0.95


class Terms(Struct, frozen=True, kw_only=True):
    """What holds for all rows."""

    definition: Definition = "offered"
    model: Model = "slots"
    speeds: tuple[float, ...] = ()  # f(1), …, f(c); none: f(k) = k


class Ask(Struct, frozen=True, kw_only=True):
    """One interval: contacts, seconds, and what is promised; with `agents` (or lines) it is evaluated, else solved."""

    volume: float
    interval_s: float
    aht_s: float
    share: float = 0.8
    within_s: float = 20.0
    patience_s: float | None = None
    shrinkage: float = 0.0
    concurrency: int = 1
    agents: int | None = None
    blocked: float = 0.01  # of model b, instead of the promise


class Estimate(Struct, frozen=True):
    """The answer to one interval, and contacts an agent a day (an interval, without a month) beside it."""

    answer: Answer
    quick: float | None
    is_monthly: bool
    waits: tuple["WaitPoint", ...] = ()


def check_speeds(speeds: tuple[float, ...]) -> None:
    """Refuse speeds of work at several chats that cannot be: f(1) = 1, never falling, never above the chats held."""
    for held, (before, speed) in enumerate(zip((1.0, *speeds), speeds, strict=False), 1):
        if not before <= speed <= held:
            raise FaultyError.of("speed.impossible", speed=speed, held=held)


def estimate(
    ask: Ask, terms: Terms, month_volume: float | None, days: float, times: Sequence[float] = ()
) -> Estimate:
    """Answer one interval, with the quick estimate beside it: of the month if its volume is given; waits at `times`."""
    if days <= 0:
        raise FaultyError(Why("month.days", {"days": days}), "--days")
    answer = staff_all([ask], terms)[0]
    volume, days = (ask.volume, 1) if month_volume is None else (month_volume, days)
    quick = quick_estimate(volume, float(answer["agents"] or 0), days)
    [waits] = waits_of_all([ask], terms, [int(answer["agents"] or 0)], times)
    return Estimate(answer, quick, is_monthly=month_volume is not None, waits=tuple(waits))


def staff_all(asks: list[Ask], terms: Terms) -> list[Answer]:
    """Answer many intervals; those that promise the same are solved together."""
    columns: dict[str, Any] = {
        "volume": np.array([ask.volume for ask in asks], np.float64),
        "interval_s": np.array([ask.interval_s for ask in asks], np.float64),
        "aht_s": np.array([ask.aht_s for ask in asks], np.float64),
        "patience_s": np.array([inf if ask.patience_s is None else ask.patience_s for ask in asks]),
        "shrinkage": np.array([ask.shrinkage for ask in asks], np.float64),
        "agents": np.array([-1 if ask.agents is None else ask.agents for ask in asks], np.int64),
    }
    answers: list[Answer] = [{}] * len(asks)
    kinds: dict[tuple[float, float, float, int, bool], list[int]] = {}
    for number, ask in enumerate(asks):
        kind = (ask.share, ask.within_s, ask.blocked, ask.concurrency, ask.agents is None)
        kinds.setdefault(kind, []).append(number)
    for (share, within_s, blocked, concurrency, is_solved), rows in kinds.items():
        goal = Goal(share=share, within_s=within_s, blocked=blocked, definition=terms.definition)
        found = _staff(
            {name: column[rows] for name, column in columns.items()}, goal, concurrency, terms, is_solved
        )
        for place, number in enumerate(rows):
            answers[number] = found.row(place)
    return answers


class WaitPoint(Struct, frozen=True):
    """Of all who come, the shares that within this time are answered, have given up, or still wait; null where undefined."""

    within_s: float
    answered: float | None
    gave_up: float | None
    waiting: float | None


def waits_of_all(
    asks: Sequence[Ask], terms: Terms, agents: Sequence[int], times: Sequence[float]
) -> list[list[WaitPoint]]:
    """How the wait of each interval is distributed with these agents: what its distribution is at each of the times (s).

    Answered in time and given up in time are what two of the definitions of service level count.
    """
    held = [
        replace(ask, within_s=at, agents=there)
        for ask, there in zip(asks, agents, strict=True)
        for at in times
    ]
    definitions: tuple[Definition, ...] = ("offered", "with_abandons")
    offered, settled = (staff_all(held, replace(terms, definition=one)) for one in definitions)
    points = [_wait_point(*one) for one in zip([ask.within_s for ask in held], offered, settled, strict=True)]
    return [points[at * len(times) : (at + 1) * len(times)] for at in range(len(asks))]


def _wait_point(within_s: float, offered: Answer, settled: Answer) -> WaitPoint:
    answered, gone = offered["service_level"], settled["service_level"]
    if answered is None or gone is None:
        return WaitPoint(within_s, None, None, None)
    return WaitPoint(within_s, answered, max(0.0, gone - answered), max(0.0, 1 - gone))


def staff_table(table: Table, defaults: Mapping[str, Any], terms: Terms) -> Table:
    """Answer a table: its columns, and behind them those of the answer. Raises TableError with every fault.

    A column that the table has is read there, else `defaults` (same names, already read) holds for all rows.
    """
    readers, answered = readers_of(terms.model), columns_of(terms.model)
    table.keep_free(name for name in answered if name not in readers)
    columns: dict[str, list[Any]] = {}
    for name, reader in readers.items():
        if name in table.columns:
            columns[name] = table.read(name, reader)
        elif name in defaults:
            columns[name] = [defaults[name]] * len(table.lines)
    needed = ("volume", "interval", "aht")
    table.need({name: Why("column.missing", {"name": name}) for name in needed if name not in columns})
    asks = _asked_by_line(columns, table)
    table.check()
    answers = staff_all(asks, terms)
    added = {name: [answer[name] for answer in answers] for name in answered}
    return table.with_columns(added)


def _asked_by_line(columns: dict[str, list[Any]], table: Table) -> list[Ask]:
    found = []
    rows = zip(*columns.values(), strict=True)
    for line, is_sound, row in zip(table.lines, table.sound(), rows, strict=True):
        if not is_sound:
            continue
        try:
            found.append(asked(dict(zip(columns, row, strict=True))))
        except FaultyError as error:
            table.refuse(line, "volume", error.why)
    return found


def asked(row: Mapping[str, Any]) -> Ask:
    """Put one row together from what was read, by the names of READERS; raises FaultyError for what cannot be meant."""
    for name in ("volume", "interval", "aht"):
        if name not in row:
            raise FaultyError.of("option.missing", name=name)
    load = row["volume"] * row["aht"] / row["interval"]
    if load > MOST_ERLANGS:
        said = round(load) if load <= quantities.MOST else load  # beyond what is counted: 1e+28
        raise FaultyError.of("load.too_much", load=said, most=MOST_ERLANGS)
    return Ask(
        volume=row["volume"],
        interval_s=row["interval"],
        aht_s=row["aht"],
        patience_s=row.get("patience"),
        shrinkage=row.get("shrinkage", 0.0),
        concurrency=row.get("concurrency", 1),
        agents=row.get("agents"),
        **_promise(row.get("target")),
    )


def _promise(target: tuple[float, float] | float | None) -> dict[str, float]:
    """What a target says: this share within this time, or, where nobody waits, the share that may be blocked."""
    if target is None:
        return {}
    return (
        {"blocked": target}
        if isinstance(target, float)
        else dict(zip(("share", "within_s"), target, strict=True))
    )


def columns_of(model: Model) -> tuple[str, ...]:
    """The keys of the answer."""
    return (*COLUMNS, "blocking") if model == "b" else COLUMNS


def may_be_blocked(given: object) -> float:
    """Read the share of contacts that may find all lines busy; no number of lines lets everybody in."""
    if "/" in str(given):
        raise FaultyError.of("blocked.no_wait", given=str(given))
    share = quantities.share(given)
    if share == 0:
        raise FaultyError.of("blocked.none", given=str(given))
    return share


def concurrency(given: object) -> int:
    """Read how many chats an agent holds at once."""
    if not quantities.plain_text(given):
        raise FaultyError.of("chats.empty", most=MOST_CHATS)
    held = quantities.number(given)
    if held % 1 or not 1 <= held <= MOST_CHATS:
        raise FaultyError.of("chats.range", given=str(given), most=MOST_CHATS)
    return int(held)


def agents(given: object) -> int:
    """Read how many agents are there."""
    if not quantities.plain_text(given):
        raise FaultyError.of("agents.empty")
    found = quantities.count(given)
    if found > MOST_AGENTS:
        raise FaultyError.of("agents.most", given=str(given), most=MOST_AGENTS)
    return found


def patience(given: object) -> float | None:
    """Read the mean patience; an empty cell is endless."""
    text = quantities.plain_text(given)
    if text.lower() in ENDLESS:
        raise FaultyError.of("patience.endless", given=str(given))
    return quantities.seconds(given) if text else None


def shrinkage(given: object) -> float:
    """Read the share of paid time that is away from work."""
    found = quantities.share(given)
    if found > MOST_SHRINKAGE:
        raise FaultyError.of("shrinkage.most", given=str(given), percent=round(100 * MOST_SHRINKAGE))
    return found


READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "volume": quantities.number,
    "interval": partial(quantities.seconds, unit=True),
    "aht": quantities.seconds,
    "patience": patience,
    "shrinkage": shrinkage,
    "concurrency": concurrency,
    "target": lambda given: quantities.target(str(given)),
    "agents": agents,
}


OF_LINES: Final[dict[str, Callable[[Any], Any]]] = {
    **READERS,
    "target": may_be_blocked,
    "patience": lambda given: _left_out(READERS["patience"](given), None, "patience"),
    "concurrency": lambda given: _left_out(concurrency(given), 1, "concurrency"),
}


def readers_of(model: Model) -> dict[str, Callable[[Any], Any]]:
    """How options and columns are read: of model b the target is what may be blocked, and nothing is said of waiting."""
    return OF_LINES if model == "b" else READERS


def _left_out(read: Any, usual: Any, name: str) -> Any:
    """Refuse what would change nothing where nobody waits, and a line holds one call."""
    if read != usual:
        raise FaultyError.of("blocked.nobody_waits", name=name)
    return read


def _staff(columns: dict[str, Floats], goal: Goal, held: int, terms: Terms, is_solved: bool) -> Staffing:
    speeds = terms.speeds or tuple(float(k) for k in range(1, held + 1))
    if len(speeds) < held:
        raise FaultyError.of("speed.few", held=held, given=len(speeds))
    names = ("volume", "interval_s", "aht_s", "patience_s")
    work = Work(**{name: columns[name] for name in names}, speeds=speeds[:held], model=terms.model)
    if is_solved:
        return required(work, goal, columns["shrinkage"])
    return evaluate(work, columns["agents"].astype(np.int64), goal, columns["shrinkage"])
