"""What the commands print: JSON for programs, lines for people."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from hamseda.workforce.back_office import NEEDED, READERS, Followed
from hamseda.workforce.forecast.backtest import Backtest
from hamseda.workforce.forecast.cold import Guess
from hamseda.workforce.forecast.history import Group
from hamseda.workforce.staffing import Ask, Estimate, Terms
from hamseda.workforce.tables import Table

Reader = Callable[[Any], Any]
NO_READERS: Final[Mapping[str, Reader]] = {}
OF: Final = {
    "offered": "of all offered",
    "answered": "of the answered",
    "with_abandons": "of all offered; who gave up in time counts",
}
TENTH: Final = 1.2816  # standard deviations beyond which a tenth of a normal distribution lies
MISLEADS: Final = (
    "It spreads the work evenly over people and days: it knows no busy hour, no queue and no patience, and sudden "
    "events, inside or outside, overturn it. Compare months by it; do not staff by it."
)


def as_json(estimate: Estimate) -> str:
    """The answer with the keys of the table; the quick estimate beside them where a month was given."""
    found: dict[str, Any] = dict(estimate.answer)
    if estimate.is_monthly:
        found["quick_estimate"] = {"contacts_per_agent_day": estimate.quick, "warning": MISLEADS}
    return msgspec.json.encode(found).decode()


def rows_as_json(table: Table, readers: Mapping[str, Reader] = NO_READERS) -> str:
    """A list of rows; what was given as text is told as it was read (numbers, seconds) where a reader is named."""
    columns = [[_told(cell, readers.get(name)) for cell in cells] for name, cells in table.columns.items()]
    rows = [dict(zip(table.columns, row, strict=True)) for row in zip(*columns, strict=True)]
    return msgspec.json.encode(rows).decode()


def _told(cell: Any, reader: Reader | None) -> Any:
    return reader(cell) if reader is not None and isinstance(cell, str) else cell


def course_as_json(followed: Followed) -> str:
    """The share in time of what fell due, what is left at the end, what solving took for granted, and the intervals."""
    table, course = followed.table, followed.course
    last = course.intervals[-1]
    found = {
        "in_time": course.in_time,
        "agents": max(table.columns["agents"]),
        "backlog": last.backlog,
        "carried_on": followed.carried_on,
    }
    rows = msgspec.Raw(rows_as_json(table, {name: READERS[name] for name in NEEDED}).encode())
    return msgspec.json.encode({**found, "intervals": rows}).decode()


def solved_in_words(followed: Followed) -> str:
    """What solving took for granted, and what is open when the table ends; nothing where nothing was solved, or came."""
    carried = followed.carried_on
    if carried is None or carried.in_time is None:
        return ""
    agents, left = max(followed.table.columns["agents"]), followed.course.intervals[-1].backlog
    said = (
        f"{agents} agents do {_percent(carried.in_time)} of all items in time, if nothing new comes after the last row "
        f"and they work on until the last item is due ({carried.intervals} more intervals). "
        f"Open at the end of the table: {left:.0f} items."
    )
    if carried.agents_if_repeated > agents:
        said += f" If rows like these go on without end, at least {carried.agents_if_repeated} are needed."
    return said


def named(labels: Mapping[str, str]) -> str:
    """The queue before what is said of it; nothing where there is only one."""
    return f"{' / '.join(labels.values())}: " if labels else ""


def backtests_as_json(found: list[tuple[Group, Backtest]]) -> str:
    """A list, one for each queue; weeks_ahead 0 is all weeks together."""
    return msgspec.json.encode(
        [{**group.labels, **msgspec.to_builtins(one)} for group, one in found]
    ).decode()


def backtests_in_words(found: list[tuple[Group, Backtest]]) -> str:
    """A small table for each queue."""
    lines = []
    for group, one in found:
        models = ", ".join(f"{name} {count} times" for name, count in one.models.items())
        spent = f"{one.fit_ms:.0f} ms a fit (CPU {one.fit_cpu_ms:.0f})"
        lines.append(f"{named(group.labels)}{one.origins} origins; let in: {models}; {spent}")
        lines.append("weeks ahead   WAPE   same weekdays   MASE   within p10–p90   intervals")
        lines += [
            f"{score.weeks_ahead or 'all':>11}  {score.wape:.3f}           {score.wape_same_weekdays:.3f}  {score.mase:.3f}"
            f"            {score.coverage:.3f}   {score.intervals:>9}"
            for score in one.scores
        ]
    return "\n".join(lines)


def guess_in_words(found: Guess) -> str:
    """What the proxies said, and how little is known."""
    said = ", ".join(f"{name} {value:.0f}" for name, value in found.proxies.items())
    return (
        f"A guess from {said}: {found.month:.0f} contacts a month, four times in five between "
        f"{found.quantile(-TENTH):.0f} and {found.quantile(TENTH):.0f}. Replace it by a forecast after the first weeks."
    )


def in_words(ask: Ask, terms: Terms, estimate: Estimate) -> str:
    """A block of lines; what is undefined is a dash."""
    answer = estimate.answer
    promised = f"(promised {100 * ask.share:g} % in {ask.within_s:g} s, {OF[terms.definition]})"
    lines = [
        f"{ask.volume:g} contacts in {ask.interval_s / 60:g} min of {ask.aht_s:g} s: {answer['load_erlang']:.3g} erlangs.",
        f"  agents at work       {answer['agents']}",
        f"  people to schedule   {answer['scheduled']}   (shrinkage {ask.shrinkage:.0%})",
        f"  service level        {_percent(answer['service_level'])}   {promised}",
        f"  wait at all          {_percent(answer['p_wait'])}",
        f"  mean wait, answered  {_seconds(answer['asa_s'])}",
        f"  mean wait, all       {_seconds(answer['wait_mean_s'])}",
        f"  give up              {_percent(answer['abandon'])}",
        f"  occupancy            {_percent(answer['occupancy'])}",
    ]
    if answer["unstable"]:
        lines.append(
            "Unstable: more work comes than these agents can do; the line grows for as long as it lasts."
        )
    if estimate.quick is not None:
        per = "an agent a day" if estimate.is_monthly else "an agent in this interval"
        lines.append(
            f"Quick estimate, volume ÷ agents ÷ days: {estimate.quick:.3g} contacts {per}. {MISLEADS}"
        )
    return "\n".join(lines)


def _percent(value: Any) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def _seconds(value: Any) -> str:
    return "–" if value is None else f"{value:.1f} s"
