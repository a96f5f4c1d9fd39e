"""`hamseda workforce …`: staffing, backlog and forecasts on the command line."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from hamseda.workforce.why import Why

workforce = typer.Typer(help="How many people, when.", no_args_is_help=True)

Text = str | None
SLOWED = "--speeds tells of several chats at once: say with --concurrency how many an agent holds."


@workforce.command("staff")
def staff(
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
    table: Annotated[Path | None, typer.Option(help="CSV or Parquet, a row an interval.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the table there, by its ending.")] = None,
    month_volume: Annotated[Text, typer.Option(help="Contacts a month, for the quick estimate.")] = None,
    days: Annotated[str, typer.Option(help="Days of that month.")] = "30",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Say how many agents an interval needs, or what a number of agents gives."""
    from hamseda.workforce import printing, staffing, tables  # noqa: PLC0415

    with said_in_a_sentence():
        given = {
            "volume": volume, "interval": interval, "aht": aht, "target": target, "patience": patience,
            "shrinkage": shrinkage, "concurrency": concurrency, "agents": agents,
        }  # fmt: skip
        defaults = {
            name: option(name, text, staffing.READERS[name])
            for name, text in given.items()
            if text is not None
        }
        terms = staffing.Terms(definition=definition, model=model, speeds=option("speeds", speeds, _speeds))
        if table is not None:
            refuse(
                month_volume is not None, "--month-volume belongs to one interval: leave it out, or --table."
            )
            rows = tables.read_table(table)
            refuse(
                len(terms.speeds) > 1 and defaults["concurrency"] == 1 and "concurrency" not in rows.columns,
                SLOWED,
            )
            answer = staffing.staff_table(rows, defaults, terms)
            if out is not None or not as_json:
                tables.write_table(answer, out, sys.stdout)
            if as_json:
                typer.echo(printing.rows_as_json(answer, staffing.READERS))
            return
        refuse(out is not None, "--out writes a table: give one with --table, or leave --out out.")
        refuse(len(terms.speeds) > 1 and defaults["concurrency"] == 1, SLOWED)
        ask = staffing.asked(defaults)
        month = option("month-volume", month_volume, staffing.READERS["volume"])
        estimate = staffing.estimate(ask, terms, month, option("days", days, staffing.READERS["volume"]))
        typer.echo(printing.as_json(estimate) if as_json else printing.in_words(ask, terms, estimate))


@workforce.command("backlog")
def backlog(
    table: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV or Parquet, a row an interval, in order.")
    ],
    interval: Annotated[str, typer.Option(help="Length of every interval: 30m, 1h, 1d.")],
    promise: Annotated[Text, typer.Option(help="Time until an item is due: 8h; else a column.")] = None,
    aht: Annotated[Text, typer.Option(help="Work on an item: seconds, or 6m; else a column.")] = None,
    agents: Annotated[Text, typer.Option(help="Follow these instead of solving; else a column.")] = None,
    target: Annotated[str, typer.Option(help="Share to be done in time, where it is solved.")] = "95%",
    still_open: Annotated[Text, typer.Option("--open", help="Items open before the first interval.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the table there, by its ending.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Follow work that can wait (e-mail, back office), earliest due first, or find the fewest agents for it."""
    from hamseda.workforce import back_office, printing, quantities, tables  # noqa: PLC0415

    with said_in_a_sentence():
        given = {"promise": promise, "aht": aht, "agents": agents, "open": still_open}
        defaults = {
            name: option(name, text, back_office.READERS[name])
            for name, text in given.items()
            if text is not None
        }
        length = option("interval", interval, lambda text: quantities.seconds(text, unit=True))
        share = option("target", target, back_office.promised)
        found = back_office.follow(tables.read_table(table), defaults, length, share)
        if out is not None or not as_json:
            tables.write_table(found.table, out, sys.stdout)
        if as_json:
            typer.echo(printing.course_as_json(found))
        if said := printing.solved_in_words(found):
            typer.echo(said, err=True)


History = Annotated[
    Path, typer.Argument(metavar="HISTORY", help="CSV or Parquet: start, volume, maybe aht, queue.")
]
Length = Annotated[str, typer.Option(help="Length of the intervals to forecast: 15m, 30m, 1h.")]
Country = Annotated[str, typer.Option(help="Whose official holidays count: IR, …")]
Month = Annotated[
    Literal["gregorian", "jalali"] | None, typer.Option(help="Whose months; for IR jalali where not given.")
]
Events = Annotated[Path | None, typer.Option(help="CSV: day, name, maybe last_day, factor.")]
Gaps = Annotated[
    Literal["refuse", "unknown", "zero"], typer.Option(help="What intervals are that a day lacks.")
]
Heavy = Annotated[
    bool,
    typer.Option(
        "--heavy", help="Let ETS and LightGBM (extra forecast) into the contest too; takes seconds."
    ),
]


@workforce.command("forecast")
def forecast(
    history: History,
    interval: Length = "30m",
    horizon: Annotated[str, typer.Option(help="How far: 28d.")] = "28d",
    country: Country = "",
    month: Month = None,
    events: Events = None,
    gaps: Gaps = "refuse",
    heavy: Heavy = False,
    out: Annotated[Path | None, typer.Option(help="Write the table there, by its ending.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Expect volumes, as a distribution for each interval; says on standard error what to know."""
    from hamseda.workforce import printing, tables  # noqa: PLC0415
    from hamseda.workforce.forecast import outlook  # noqa: PLC0415
    from hamseda.workforce.why import Why  # noqa: PLC0415

    with said_in_a_sentence():
        days = option("horizon", horizon, _days)
        groups, calendar = _history(history, interval, days, (country, month, events, gaps))
        first, models = outlook.first_to_come(groups), _players(heavy)
        found = [outlook.look_ahead(group, days, calendar, first, models) for group in groups]
        for group, one in zip(groups, found, strict=True):
            for note in one.notes:
                typer.echo(f"{printing.named(group.labels)}{note}", err=True)
        answer = outlook.joined(found)
        refuse(not answer.lines, Why("history.nothing_ahead"))
        if out is not None or not as_json:
            tables.write_table(answer, out, sys.stdout)
        if as_json:
            typer.echo(printing.rows_as_json(answer))


@workforce.command("backtest")
def backtest(
    history: History,
    interval: Length = "30m",
    country: Country = "",
    month: Month = None,
    events: Events = None,
    gaps: Gaps = "refuse",
    heavy: Heavy = False,
    last: Annotated[int | None, typer.Option(min=1, help="Only the newest so many origins.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Forecast from past mornings, a week apart, and print how wrong it would have been, one to four weeks ahead."""
    from hamseda.workforce import printing, quantities  # noqa: PLC0415
    from hamseda.workforce.forecast import backtest as play  # noqa: PLC0415
    from hamseda.workforce.why import Why  # noqa: PLC0415

    with said_in_a_sentence():
        groups, calendar = _history(history, interval, 0, (country, month, events, gaps))
        found, players = [], _players(heavy)
        for group in groups:
            origins = play.origins_of(group.series)[-(last or 0) :]
            if not origins:
                weeks = play.LEAST_WEEKS
                place = printing.named(group.labels).removesuffix(": ")
                raise quantities.FaultyError(Why("history.weeks", {"weeks": weeks}), place)
            found.append((group, play.backtest(group.series, calendar, origins, players)))
        typer.echo(printing.backtests_as_json(found) if as_json else printing.backtests_in_words(found))


@workforce.command("first-forecast")
def first_forecast(
    email_month: Annotated[Text, typer.Option(help="Mails a month of a box that was opened first.")] = None,
    contacts_per_email: Annotated[str, typer.Option(help="Contacts by all channels for each mail.")] = "1",
    customers: Annotated[Text, typer.Option(help="How many customers there are.")] = None,
    contact_rate: Annotated[Text, typer.Option(help="Contacts of each in a month.")] = None,
    similar_month: Annotated[Text, typer.Option(help="Contacts a month of a similar organization.")] = None,
    size_ratio: Annotated[str, typer.Option(help="One's own size ÷ theirs.")] = "1",
    hours: Annotated[str, typer.Option(help="Opening hours.")] = "08:00-20:00",
    weekdays: Annotated[str, typer.Option(help="Open days.")] = "sat-thu",
    first: Annotated[Text, typer.Option(help="The first day; none: tomorrow.")] = None,
    interval: Length = "30m",
    horizon: Annotated[str, typer.Option(help="How far: 28d.")] = "28d",
    out: Annotated[Path | None, typer.Option(help="Write the table there, by its ending.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Expect volumes without any history, from proxies, with intervals as wide as they deserve."""
    from datetime import UTC, date, datetime  # noqa: PLC0415

    from hamseda.workforce import printing, quantities, tables  # noqa: PLC0415
    from hamseda.workforce.forecast import cold, cold_table, history  # noqa: PLC0415

    with said_in_a_sentence():
        given = {
            "email-month": email_month, "contacts-per-email": contacts_per_email, "customers": customers,
            "contact-rate": contact_rate, "similar-month": similar_month, "size-ratio": size_ratio,
        }  # fmt: skip
        proxies = {
            name.replace("-", "_"): option(name, text, quantities.number) for name, text in given.items()
        }
        refuse(
            (customers is None) != (contact_rate is None),
            "--customers and --contact-rate belong together: give the other one too, or neither.",
        )
        refuse(
            email_month is None and contacts_per_email != "1",
            "--contacts-per-email needs --email-month: give it too, or neither.",
        )
        refuse(
            similar_month is None and size_ratio != "1",
            "--size-ratio needs --similar-month: give it too, or neither.",
        )
        found = cold.guess(cold.Proxies(**proxies))
        length = option("interval", interval, lambda text: quantities.seconds(text, unit=True))
        minutes = cold_table.whole_minutes(length)
        begin = (
            datetime.now(UTC).toordinal() + 1 if first is None else option("first", first, history.moment)[0]
        )
        opening = cold_table.opening_of(hours, weekdays)
        table = cold_table.first_table(
            found, date.fromordinal(begin), option("horizon", horizon, _days), minutes, opening
        )
        typer.echo(printing.guess_in_words(found), err=True)
        if out is not None or not as_json:
            tables.write_table(table, out, sys.stdout)
        if as_json:
            typer.echo(printing.rows_as_json(table))


@contextmanager
def said_in_a_sentence() -> Iterator[None]:
    """What a person can mend is told in sentences, and ends with 2."""
    from hamseda.workforce.quantities import FaultyError  # noqa: PLC0415

    try:
        yield
    except FaultyError as error:
        typer.secho(error.said(spoken()), fg="red", err=True)
        raise typer.Exit(2) from None


def spoken() -> str:
    """The language of what is said to people: that of the terminal (LC_ALL, LANG), else English."""
    return "fa" if (os.environ.get("LC_ALL") or os.environ.get("LANG", "")).startswith("fa") else "en"


def refuse(is_faulty: bool, why: "Why | str") -> None:
    """Refuse what would be passed over in silence, with the cure."""
    from hamseda.workforce.quantities import FaultyError  # noqa: PLC0415

    if is_faulty:
        raise FaultyError(why)


def option(name: str, text: Any, reader: Callable[[Any], Any]) -> Any:
    """Read an option; a fault names it."""
    from hamseda.workforce.quantities import FaultyError  # noqa: PLC0415

    if text is None:
        return () if name == "speeds" else None
    try:
        return reader(text)
    except FaultyError as error:
        raise FaultyError(error.why, f"--{name}") from None


def _history(history: Path, interval: str, horizon: int, about: tuple[Any, ...]) -> tuple[list[Any], Any]:
    """Read the history, and the calendar of its days and of those to come."""
    from datetime import date  # noqa: PLC0415

    from hamseda.workforce import quantities, tables  # noqa: PLC0415
    from hamseda.workforce.forecast.calendars import calendar_of  # noqa: PLC0415
    from hamseda.workforce.forecast.history import read_history  # noqa: PLC0415

    country, month, events, gaps = about
    length = option("interval", interval, lambda text: quantities.seconds(text, unit=True))
    groups = read_history(tables.read_table(history), length, gaps)
    first = min(int(group.series.days[0]) for group in groups)
    end = max(int(group.series.days[-1]) for group in groups) + horizon
    table = None if events is None else tables.read_table(events)
    return groups, calendar_of(date.fromordinal(first), date.fromordinal(end), country, month, table)


def _players(heavy: bool) -> Any:
    """The models that play in the contest."""
    from hamseda.workforce.forecast.contest import MODELS  # noqa: PLC0415

    if not heavy:
        return MODELS
    from hamseda.workforce.forecast.heavy import heavy_models  # noqa: PLC0415

    return {**MODELS, **heavy_models()}


def _days(text: str) -> int:
    from hamseda.workforce import quantities  # noqa: PLC0415

    if weeks := quantities.weeks(text):
        raise quantities.FaultyError.of("time.weeks", given=text, days=7 * weeks)
    seconds = quantities.seconds(text, unit=True, days=True)
    if seconds % 86_400 or not 0 < seconds <= 400 * 86_400:
        raise quantities.FaultyError.of("time.whole_days", given=text)
    return int(seconds // 86_400)


def _speeds(text: str) -> tuple[float, ...]:
    from hamseda.workforce import quantities, staffing  # noqa: PLC0415

    speeds = tuple(quantities.number(part) for part in text.replace("،", ",").split(","))
    staffing.check_speeds(speeds)
    return speeds
