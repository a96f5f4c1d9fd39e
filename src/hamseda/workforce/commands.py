"""`hamseda workforce staff` and `backlog`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

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
    from hamseda.workforce.staffing import Terms

workforce = typer.Typer(help="How many people, when.", no_args_is_help=True)


@workforce.command("staff")
def staff(
    context: typer.Context,
    volume: Annotated[Text, typer.Option(help="Contacts in the interval.")] = None,
    interval: Annotated[Text, typer.Option(help="Its length: 15m, 30m, 1h.")] = None,
    aht: Annotated[Text, typer.Option(help="Mean handling time: seconds, or 3m.")] = None,
    target: Annotated[str, typer.Option(help="80/20: 80 % within 20 seconds.")] = "80/20",
    patience: Annotated[Text, typer.Option(help="Mean patience, then Erlang A; else endless (C).")] = None,
    shrinkage: Annotated[str, typer.Option(help="Paid time away from work: .3 or 30%.")] = "0",
    concurrency: Annotated[str, typer.Option(help="Chats that an agent holds at once.")] = "1",
    speeds: Annotated[
        Text, typer.Option(help="Speed at 1, 2, … chats: 1,1.6,2.1; none: no chat slows another.")
    ] = None,
    model: Annotated[
        Literal["slots", "chain"], typer.Option(help="Chats as n·c slots, or the exact chain.")
    ] = "slots",
    definition: Annotated[
        Literal["offered", "answered", "with_abandons"], typer.Option(help="What service level means.")
    ] = "offered",
    agents: Annotated[Text, typer.Option(help="Evaluate this many instead of solving.")] = None,
    table: Annotated[Path | None, typer.Option(help="CSV, JSON or Parquet, a row an interval.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the table there, by its ending.")] = None,
    month_volume: Annotated[Text, typer.Option(help="Contacts a month, for the quick estimate.")] = None,
    days: Annotated[str, typer.Option(help="Days of that month.")] = "30",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Language = None,
) -> None:
    """Say how many agents an interval needs, or what a number of agents gives."""
    from hamseda.workforce import printing, staffing, table_files, table_json  # noqa: PLC0415

    with said_in_a_sentence(language) as tongue:
        keep_inputs(out, table)
        given = {
            "volume": volume, "interval": interval, "aht": aht, "target": target, "patience": patience,
            "shrinkage": shrinkage, "concurrency": concurrency, "agents": agents,
        }  # fmt: skip
        defaults = {
            name: option(name, text, staffing.READERS[name])
            for name, text in given.items()
            if text is not None
        }
        refuse(
            month_volume is None and "days" in typed(context),
            "option.needs",
            name="days",
            needed="month-volume",
        )
        terms = staffing.Terms(definition=definition, model=model, speeds=option("speeds", speeds, _speeds))
        if table is not None:
            refuse(month_volume is not None, "option.month_volume_table")
            rows = table_files.read_table(table)
            refuse_beside_columns([name for name in given if name in typed(context)], rows.columns)
            if "concurrency" not in rows.columns:
                _refuse_of_chats(terms, defaults["concurrency"])
            answer = staffing.staff_table(rows, defaults, terms)
            if out is not None or not as_json:
                table_files.write_table(answer, out, sys.stdout, staffing.READERS)
            if as_json:
                typer.echo(table_json.rows_as_json(answer, staffing.READERS))
            return
        refuse(out is not None, "option.out_alone")
        _refuse_of_chats(terms, defaults["concurrency"])
        ask = staffing.asked(defaults)
        month = option("month-volume", month_volume, staffing.READERS["volume"])
        estimate = staffing.estimate(ask, terms, month, option("days", days, staffing.READERS["volume"]))
        if as_json:
            typer.echo(printing.as_json(estimate, tongue))
        else:
            typer.echo(printing.in_words(ask, terms, estimate, tongue))


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
        defaults = {
            name: option(name, text, back_office.READERS[name])
            for name, text in given.items()
            if text is not None
        }
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


def _refuse_of_chats(terms: "Terms", held: int) -> None:
    """Refuse what is about several chats at once where an agent holds one."""
    refuse(held == 1 and len(terms.speeds) > 1, "option.chats_alone", name="speeds")
    refuse(held == 1 and terms.model != "slots", "option.chats_alone", name=f"model={terms.model}")


def _speeds(text: str) -> tuple[float, ...]:
    from hamseda.workforce import quantities, staffing  # noqa: PLC0415

    speeds = tuple(quantities.number(part) for part in text.replace("،", ",").split(","))
    staffing.check_speeds(speeds)
    return speeds
