"""`hamseda workforce forecast`, `backtest` and `first-forecast`."""

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from hamseda.workforce.commands import workforce
from hamseda.workforce.terminal import Language, Text, keep_inputs, option, refuse, said_in_a_sentence

__all__ = ["workforce"]

History = Annotated[
    Path, typer.Argument(metavar="HISTORY", help="CSV, JSON or Parquet: start, volume, maybe aht, queue.")
]
Length = Annotated[str, typer.Option(help="Length of the intervals to forecast: 15m, 30m, 1h.")]
Country = Annotated[str, typer.Option(help="Whose official holidays count: IR, …")]
Month = Annotated[
    Literal["gregorian", "jalali"] | None, typer.Option(help="Whose months; for IR jalali where not given.")
]
Events = Annotated[Path | None, typer.Option(help="CSV, JSON or Parquet: day, name, maybe last_day, factor.")]
Gaps = Annotated[
    Literal["refuse", "unknown", "zero"], typer.Option(help="What intervals are that a day lacks.")
]
Zone = Annotated[
    Text, typer.Option(help="Whose clock counts where starts are in UTC or have an offset: Asia/Tehran.")
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
    zone: Zone = None,
    heavy: Heavy = False,
    out: Annotated[Path | None, typer.Option(help="Write the table there, by its ending.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Language = None,
) -> None:
    """Expect volumes, as a distribution for each interval; says on standard error what to know."""
    from hamseda.workforce import printing, table_files, table_json  # noqa: PLC0415
    from hamseda.workforce.forecast import outlook  # noqa: PLC0415

    with said_in_a_sentence(language) as tongue:
        keep_inputs(out, history, events)
        days = option("horizon", horizon, _days)
        groups, calendar, elsewhere = _history(history, interval, days, (country, month, events, gaps, zone))
        if elsewhere is not None:
            typer.echo(elsewhere.said(tongue), err=True)
        first, models = outlook.first_to_come(groups), _players(heavy)
        found = [outlook.look_ahead(group, days, calendar, first, models) for group in groups]
        for group, one in zip(groups, found, strict=True):
            for note in (*one.notes, outlook.contest_said(one.verdict)):
                typer.echo(f"{printing.named(group.labels)}{note.said(tongue)}", err=True)
        answer = outlook.joined(found)
        refuse(not answer.lines, "history.nothing_ahead")
        if out is not None or not as_json:
            table_files.write_table(answer, out, sys.stdout)
        if as_json:
            typer.echo(table_json.rows_as_json(answer))


@workforce.command("backtest")
def backtest(
    history: History,
    interval: Length = "30m",
    country: Country = "",
    month: Month = None,
    events: Events = None,
    gaps: Gaps = "refuse",
    zone: Zone = None,
    heavy: Heavy = False,
    last: Annotated[int | None, typer.Option(min=1, help="Only the newest so many origins.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Language = None,
) -> None:
    """Forecast from past mornings, a week apart, and print how wrong it would have been, one to four weeks ahead."""
    from hamseda.workforce import printing, quantities  # noqa: PLC0415
    from hamseda.workforce.forecast import backtest as play  # noqa: PLC0415
    from hamseda.workforce.why import Why  # noqa: PLC0415

    with said_in_a_sentence(language) as tongue:
        groups, calendar, _ = _history(history, interval, 0, (country, month, events, gaps, zone))
        found, players = [], _players(heavy)
        for group in groups:
            origins = play.origins_of(group.series)[-(last or 0) :]
            if not origins:
                weeks = play.LEAST_WEEKS
                place = printing.named(group.labels).removesuffix(": ")
                raise quantities.FaultyError(Why("history.weeks", {"weeks": weeks}), place)
            found.append((group, play.backtest(group.series, calendar, origins, players)))
        if as_json:
            typer.echo(printing.backtests_as_json(found))
        else:
            typer.echo(printing.backtests_in_words(found, tongue))


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
    language: Language = None,
) -> None:
    """Expect volumes without any history, from proxies, with intervals as wide as they deserve."""
    from datetime import UTC, date, datetime  # noqa: PLC0415

    from hamseda.workforce import printing, quantities, table_files, table_json  # noqa: PLC0415
    from hamseda.workforce.forecast import cold, cold_table, starts  # noqa: PLC0415

    with said_in_a_sentence(language) as tongue:
        given = {
            "email-month": email_month, "contacts-per-email": contacts_per_email, "customers": customers,
            "contact-rate": contact_rate, "similar-month": similar_month, "size-ratio": size_ratio,
        }  # fmt: skip
        proxies = {
            name.replace("-", "_"): option(name, text, quantities.number) for name, text in given.items()
        }
        refuse((customers is None) != (contact_rate is None), "option.customers_half")
        contacts_alone = email_month is None and contacts_per_email != "1"
        refuse(contacts_alone, "option.needs", name="contacts-per-email", needed="email-month")
        ratio_alone = similar_month is None and size_ratio != "1"
        refuse(ratio_alone, "option.needs", name="size-ratio", needed="similar-month")
        found = cold.guess(cold.Proxies(**proxies))
        length = option("interval", interval, lambda text: quantities.seconds(text, unit=True))
        minutes = cold_table.whole_minutes(length)
        begin = (
            datetime.now(UTC).toordinal() + 1 if first is None else option("first", first, starts.moment)[0]
        )
        opening = cold_table.opening_of(hours, weekdays)
        table = cold_table.first_table(
            found, date.fromordinal(begin), option("horizon", horizon, _days), minutes, opening
        )
        typer.echo(printing.guess_in_words(found, tongue), err=True)
        for unused in cold.unused(found):
            typer.echo(unused.said(tongue), err=True)
        if out is not None or not as_json:
            table_files.write_table(table, out, sys.stdout)
        if as_json:
            typer.echo(table_json.rows_as_json(table))


def _history(
    history: Path, interval: str, horizon: int, about: tuple[Any, ...]
) -> tuple[list[Any], Any, Any]:
    """Read the history, the calendar of its days and of those to come, and which events lie elsewhere."""
    from datetime import date  # noqa: PLC0415

    from hamseda.workforce import quantities, table_files  # noqa: PLC0415
    from hamseda.workforce.forecast.calendars import calendar_of, out_of_sight  # noqa: PLC0415
    from hamseda.workforce.forecast.history import read_history  # noqa: PLC0415
    from hamseda.workforce.forecast.starts import clock_of  # noqa: PLC0415

    country, month, events, gaps, zone = about
    length = option("interval", interval, lambda text: quantities.seconds(text, unit=True))
    clock = option("zone", zone, clock_of)
    table = None if events is None else table_files.read_table(events)

    def of_days(first: date, last: date) -> Any:
        return calendar_of(first, last, country, month, table)

    groups = read_history(table_files.read_table(history), length, gaps, of_days, clock)
    first = date.fromordinal(min(int(group.series.days[0]) for group in groups))
    last = date.fromordinal(max(int(group.series.days[-1]) for group in groups) + horizon)
    calendar = of_days(first, last)
    outside = [] if table is None else list(out_of_sight(table, first, last))
    return groups, calendar, table.refusal(outside) if table and outside else None


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
