"""A backlog from a table of intervals: followed with given agents, or with the fewest that keep the promise."""

from collections.abc import Callable, Mapping
from math import ceil
from typing import Any, Final

from msgspec import Struct

from hamseda.workforce import quantities
from hamseda.workforce.backlog import (
    ROUNDING,
    Arrivals,
    Course,
    intervals_after,
    least_agents,
    share_of_all,
    work_off,
)
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.tables import Table
from hamseda.workforce.why import Why


def agents(given: object) -> float:
    """Read how many agents are there, parts of one too."""
    if not quantities.plain_text(given):
        raise FaultyError.of("agents.empty")
    return quantities.number(given)


READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "volume": quantities.number,
    "aht": quantities.seconds,
    "promise": quantities.seconds,
    "agents": agents,
    "open": quantities.number,
}
NEEDED: Final = ("volume", "aht", "promise")
TOLD: Final = {name: READERS[name] for name in NEEDED}  # as numbers in JSON
ADDED: Final = ("done", "done_late", "backlog", "overdue", "work_h")  # behind `agents`, which may be given


class CarriedOn(Struct, frozen=True):
    """What solving took for granted: so many intervals after the last row the same agents work, and nothing new comes.

    `in_time` is the share of all items; `agents_if_repeated` do as much as comes, should rows like these go on.
    """

    intervals: int
    in_time: float | None
    agents_if_repeated: int


class Followed(Struct, frozen=True):
    """The table, the course of the backlog, and how it was carried on where the agents were solved for."""

    table: Table
    course: Course
    carried_on: CarriedOn | None


def follow(table: Table, defaults: Mapping[str, Any], interval_s: float, share: float) -> Followed:
    """Answer a table: its columns, and behind them agents, done, done_late, backlog, overdue and work_h.

    Rows are intervals in order. A column `agents` (0 where nobody works) is taken as it is, else so are the
    `agents` of the defaults, else the fewest for `share` are found. `open` items are there before the first row.
    """
    table.keep_free(ADDED)
    columns = _columns(table, defaults, interval_s)
    rows = zip(*(columns[name] for name in NEEDED), strict=True)
    arrivals = [Arrivals(*row) for row in rows]
    before = (
        [Arrivals(defaults["open"], columns["aht"][0], columns["promise"][0])] if _is_open(defaults) else []
    )
    agents, course, carried_on = worked_off(arrivals, before, columns.get("agents"), interval_s, share)
    added: dict[str, list[Any]] = {"agents": agents}
    for name in ADDED[:-1]:
        added[name] = [getattr(one, name) for one in course.intervals]
    added[ADDED[-1]] = [one.work_s / 3600 for one in course.intervals]
    return Followed(table.with_columns(added), course, carried_on)


def worked_off(
    arrivals: list[Arrivals],
    before: list[Arrivals],
    agents: list[float] | None,
    interval_s: float,
    share: float,
) -> tuple[list[float], Course, CarriedOn | None]:
    """Follow these agents, or the fewest that do this share in time: who is there, and what is left over."""
    carried_on = None
    if agents is None:
        fewest = _fewest(arrivals, before, interval_s, share)
        agents = [fewest] * len(arrivals)
        carried_on = _carried_on(arrivals, before, interval_s, fewest)
    return agents, work_off(arrivals, agents, interval_s, before), carried_on


def promised(given: object) -> float:
    """Read the share that is to be done in time; of nothing nobody could be found too few."""
    share = quantities.share(given, below_one=False)
    if share == 0:
        raise FaultyError.of("promise.zero", given=str(given))
    return share


def uncounted(promise_s: float, interval_s: float) -> Why | None:
    """Why a promise cannot be counted in whole intervals."""
    whole, rest = divmod(promise_s + ROUNDING, interval_s)
    if rest <= 2 * ROUNDING:
        return None
    given, interval = quantities.spelled(promise_s), quantities.spelled(interval_s)
    if not whole:
        return Why("promise.short", {"given": given, "interval": interval})
    low, high = quantities.spelled(whole * interval_s), quantities.spelled((whole + 1) * interval_s)
    return Why("promise.between", {"given": given, "interval": interval, "low": low, "high": high})


def _is_open(defaults: Mapping[str, Any]) -> bool:
    return bool(defaults.get("open"))


def _columns(table: Table, defaults: Mapping[str, Any], interval_s: float) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {}
    for name in (*NEEDED, "agents"):
        if name in table.columns:
            columns[name] = table.read(name, READERS[name])
        elif name in defaults:
            columns[name] = [defaults[name]] * len(table.lines)
    table.need({name: Why("column.missing", {"name": name}) for name in NEEDED if name not in columns})
    if not table.lines:
        table.refuse(1, "", Why("header.alone"))
    if "promise" in table.columns:
        for line, is_sound, promise_s in zip(table.lines, table.sound(), columns["promise"], strict=True):
            if is_sound and (why := uncounted(promise_s, interval_s)) is not None:
                table.refuse(line, "promise", why)
    elif (why := uncounted(defaults["promise"], interval_s)) is not None:
        raise FaultyError(why, "--promise")
    table.check()
    return columns


def _fewest(arrivals: list[Arrivals], before: list[Arrivals], interval_s: float, share: float) -> int:
    fewest = least_agents(arrivals, [True] * len(arrivals), interval_s, share, before)
    if fewest is None:
        raise FaultyError.of("promise.lost")
    return fewest


def _carried_on(
    arrivals: list[Arrivals], before: list[Arrivals], interval_s: float, agents: int
) -> CarriedOn:
    in_time = share_of_all(arrivals, [True] * len(arrivals), agents, interval_s, before)
    work = sum(one.items * one.aht_s for one in arrivals)
    steady = ceil(work / (len(arrivals) * interval_s) - ROUNDING)
    return CarriedOn(intervals_after(arrivals, interval_s, before), in_time, steady)
