"""`hamseda workforce staff` and `backlog`."""

import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from hamseda.kit.misuse import Tongue
from hamseda.workforce.terminal import (
    Language,
    Text,
    keep_inputs,
    option,
    refuse,
    refuse_beside_columns,
    said_in_a_sentence,
    typed,
)

if TYPE_CHECKING:
    from hamseda.workforce.staffing import Ask, Estimate, Terms

MOST_TIMES: Final = 50
workforce = typer.Typer(help="How many people, when.", no_args_is_help=True)


@workforce.command("staff")
def staff(
    context: typer.Context,
    volume: Annotated[Text, typer.Option(help="Contacts in the interval.")] = None,
    interval: Annotated[Text, typer.Option(help="Its length: 15m, 30m, 1h.")] = None,
    aht: Annotated[Text, typer.Option(help="Mean handling time: seconds, or 3m.")] = None,
    target: Annotated[
        Text,
        typer.Option(
            help="80/20 (where not given): 80 % within 20 seconds; of model b what may be blocked: 1%."
        ),
    ] = None,
    patience: Annotated[Text, typer.Option(help="Mean patience, then Erlang A; else endless (C).")] = None,
    shrinkage: Annotated[str, typer.Option(help="Paid time away from work: .3 or 30%.")] = "0",
    concurrency: Annotated[str, typer.Option(help="Chats that an agent holds at once.")] = "1",
    speeds: Annotated[
        Text, typer.Option(help="Speed at 1, 2, … chats: 1,1.6,2.1; none: no chat slows another.")
    ] = None,
    model: Annotated[
        Literal["slots", "chain", "b"],
        typer.Option(help="Chats as n·c slots, or the exact chain; b: lines without a queue (Erlang B)."),
    ] = "slots",
    definition: Annotated[
        Literal["offered", "answered", "with_abandons"], typer.Option(help="What service level means.")
    ] = "offered",
    agents: Annotated[
        Text, typer.Option(help="Evaluate this many (of model b: lines) instead of solving.")
    ] = None,
    table: Annotated[Path | None, typer.Option(help="CSV, JSON or Parquet, a row an interval.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the table there, by its ending.")] = None,
    waits: Annotated[
        Text, typer.Option(help="Times of which to say how many are answered by then: 0,20,1m,3m.")
    ] = None,
    month_volume: Annotated[Text, typer.Option(help="Contacts a month, for the quick estimate.")] = None,
    days: Annotated[str, typer.Option(help="Days of that month.")] = "30",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Language = None,
) -> None:
    """Say how many agents an interval needs, or what a number of agents gives."""
    from hamseda.workforce import staffing  # noqa: PLC0415

    with said_in_a_sentence(language) as tongue:
        keep_inputs(out, table)
        readers, written = staffing.readers_of(model), typed(context)
        given = {
            "volume": volume, "interval": interval, "aht": aht, "target": target, "patience": patience,
            "shrinkage": shrinkage, "concurrency": concurrency, "agents": agents,
        }  # fmt: skip
        defaults = _read(given, readers)
        terms = staffing.Terms(definition=definition, model=model, speeds=option("speeds", speeds, _speeds))
        _refuse_of_month(month_volume, written, model, table)
        refuse(waits is not None and table is not None, "option.waits_table")
        refuse(waits is not None and model == "b", "blocked.nobody_waits", name="waits")
        if table is not None:
            told = [name for name in given if name in written]
            _staff_table(table, defaults, told, terms, out, as_json)
            return
        refuse(out is not None, "option.out_alone")
        _refuse_idle(defaults, terms, "agents" in defaults and "target" in written)
        month = option("month-volume", month_volume, readers["volume"])
        month_days, times = option("days", days, readers["volume"]), option("waits", waits or "", _times)
        ask = staffing.asked(defaults)
        _say_interval(staffing.estimate(ask, terms, month, month_days, times), ask, terms, tongue, as_json)


@workforce.command("backlog")
def backlog(
    context: typer.Context,
    table: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV, JSON or Parquet, a row an interval, in order.")
    ],
    interval: Annotated[str, typer.Option(help="Length of every interval: 30m, 1h, 1d.")],
    promise: Annotated[Text, typer.Option(help="Time until an item is due: 8h; else a column.")] = None,
    aht: Annotated[Text, typer.Option(help="Work on an item: seconds, or 6m; else a column.")] = None,
    agents: Annotated[Text, typer.Option(help="Follow these instead of solving; else a column.")] = None,
    target: Annotated[str, typer.Option(help="Share to be done in time, where it is solved.")] = "95%",
    still_open: Annotated[Text, typer.Option("--open", help="Items open before the first interval.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the table there, by its ending.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Language = None,
) -> None:
    """Follow work that can wait (e-mail, back office), earliest due first, or find the fewest agents for it."""
    from hamseda.workforce import back_office, printing, quantities, table_files  # noqa: PLC0415

    with said_in_a_sentence(language) as tongue:
        keep_inputs(out, table)
        given = {"promise": promise, "aht": aht, "agents": agents, "open": still_open}
        defaults = _read(given, back_office.READERS)
        length = option("interval", interval, lambda text: quantities.seconds(text, unit=True))
        share = option("target", target, back_office.promised)
        rows = table_files.read_table(table)
        refuse_beside_columns(list(defaults), {*rows.columns} - {"open"})
        is_followed = "agents" in defaults or "agents" in rows.columns
        refuse(is_followed and "target" in typed(context), "option.target_followed")
        found = back_office.follow(rows, defaults, length, share)
        if out is not None or not as_json:
            table_files.write_table(found.table, out, sys.stdout, back_office.TOLD)
        if as_json:
            typer.echo(printing.course_as_json(found))
        if said := printing.followed_in_words(found, tongue):
            typer.echo(said, err=True)


def _read(given: Mapping[str, str | None], readers: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """What was given of these options, as it is meant."""
    return {name: option(name, text, readers[name]) for name, text in given.items() if text is not None}


def _staff_table(
    file: Path, defaults: Mapping[str, Any], told: list[str], terms: "Terms", out: Path | None, as_json: bool
) -> None:
    """Answer a table row by row; `told` are the options that somebody typed."""
    from hamseda.workforce import staffing, table_files, table_json  # noqa: PLC0415

    rows, readers = table_files.read_table(file), staffing.readers_of(terms.model)
    refuse_beside_columns(told, rows.columns)
    is_followed = "agents" in defaults or "agents" in rows.columns
    held = {**defaults, "concurrency": None} if "concurrency" in rows.columns else defaults
    _refuse_idle(held, terms, is_followed and "target" in told)
    answer = staffing.staff_table(rows, defaults, terms)
    if out is not None or not as_json:
        table_files.write_table(answer, out, sys.stdout, readers)
    if as_json:
        typer.echo(table_json.rows_as_json(answer, readers))


def _say_interval(found: "Estimate", ask: "Ask", terms: "Terms", tongue: Tongue, as_json: bool) -> None:
    """Print the answer to one interval."""
    from hamseda.workforce import printing  # noqa: PLC0415

    typer.echo(printing.as_json(found, tongue) if as_json else printing.in_words(ask, terms, found, tongue))


def _refuse_of_month(
    month_volume: str | None, written: Collection[str], model: str, table: Path | None
) -> None:
    """Refuse what is about a month where none is asked for."""
    alone = month_volume is None and "days" in written
    refuse(alone, "option.needs", name="days", needed="month-volume")
    refuse(month_volume is not None and table is not None, "option.month_volume_table")
    refuse(month_volume is not None and model == "b", "blocked.no_month")


def _refuse_idle(defaults: Mapping[str, Any], terms: "Terms", is_target_idle: bool) -> None:
    """Refuse what is about several chats at once where an agent holds one, and a target of lines that are given."""
    held = defaults["concurrency"]
    refuse(held == 1 and len(terms.speeds) > 1, "option.chats_alone", name="speeds")
    refuse(held == 1 and terms.model == "chain", "option.chats_alone", name=f"model={terms.model}")
    refuse(terms.model == "b" and is_target_idle, "blocked.target_idle")


def _speeds(text: str) -> tuple[float, ...]:
    from hamseda.workforce import quantities, staffing  # noqa: PLC0415

    speeds = tuple(quantities.number(part) for part in quantities.parts(text))
    staffing.check_speeds(speeds)
    return speeds


def _times(text: str) -> list[float]:
    from hamseda.workforce import quantities  # noqa: PLC0415

    times = [quantities.seconds(part, above=False) for part in quantities.parts(text) if part.strip()]
    if len(times) > MOST_TIMES:
        raise quantities.FaultyError.of("waits.most", most=MOST_TIMES)
    return times
