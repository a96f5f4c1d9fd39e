"""`hamseda workforce headcount` and `equipment`."""

import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from hamseda.kit.misuse import Tongue
from hamseda.workforce.schedule.commands import workforce
from hamseda.workforce.terminal import (
    Language,
    Refused,
    Text,
    keep_inputs,
    option,
    refuse,
    refuse_beside_columns,
    said_in_a_sentence,
    typed,
)

if TYPE_CHECKING:
    from hamseda.workforce.people.plans import HeadcountWish
    from hamseda.workforce.tables import Table

__all__ = ["workforce"]

OPTIONS: Final = {
    "work.aht_s": "--aht", "work.share": "--target", "work.within_s": "--target", "work.shrinkage": "--shrinkage",
    "work.opens_min": "--hours", "work.closes_min": "--hours", "work.weekdays": "--weekdays",
    "work.paid_hours_week": "--paid-hours", "team.attrition": "--attrition", "team.recruit_weeks": "--recruiting",
    "team.training_weeks": "--training", "team.ramp": "--ramp", "team.passing": "--passing", "team.class_least": "--class",
    "team.class_most": "--class", "team.classes_a_month": "--classes", "prices.salary_month": "--salary",
    "prices.hire": "--hire-cost", "prices.training": "--training-cost", "prices.seat": "--seat-cost",
    "prices.seats": "--seats", "cover": "--cover",
}  # fmt: skip
OF_CONTACTS: Final = {"aht", "target", "shrinkage", "hours", "weekdays", "paid_hours"}
Money = Annotated[str, typer.Option(help="In rial.")]


@workforce.command("headcount")
def headcount(
    context: typer.Context,
    months: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="CSV, JSON or Parquet: month, required or volume, maybe low, high, aht, group.",
        ),
    ],
    staff: Annotated[
        str, typer.Option(help="Who works now: 20, of several groups each: sales=12,support=20.")
    ] = "0",
    aht: Annotated[Text, typer.Option(help="Of contacts, where the table has none: seconds, or 4m.")] = None,
    target: Annotated[str, typer.Option(help="80/20, where the table has contacts.")] = "80/20",
    shrinkage: Annotated[str, typer.Option(help="Paid time away from work.")] = "30%",
    hours: Annotated[str, typer.Option(help="Opening hours.")] = "08:00-20:00",
    weekdays: Annotated[str, typer.Option(help="Open days.")] = "sat-thu",
    paid_hours: Annotated[str, typer.Option(help="Paid hours of one person a week.")] = "44",
    attrition: Annotated[str, typer.Option(help="Share that leaves in a month.")] = "3%",
    recruiting: Annotated[str, typer.Option(help="Weeks until somebody can start.")] = "3",
    training: Annotated[str, typer.Option(help="Weeks of training.")] = "4",
    ramp: Annotated[str, typer.Option(help="Pace in the months after it.")] = "60%,85%",
    passing: Annotated[str, typer.Option(help="Share that finishes it.")] = "90%",
    class_size: Annotated[str, typer.Option("--class", help="Least and most of a class: 4-12.")] = "1-12",
    classes: Annotated[int, typer.Option(min=0, max=100, help="Classes a month.")] = 1,
    cover: Annotated[str, typer.Option(help="How sure to be: 50% takes the middle.")] = "50%",
    salary: Money = "0",
    hire_cost: Money = "0",
    training_cost: Money = "0",
    seat_cost: Money = "0",
    seats: Annotated[int, typer.Option(min=0, help="Seats that are there.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Write the table there, by its ending.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Language = None,
) -> None:
    """Say how many to start training when, who is missing in which month, and what it costs."""
    from hamseda.workforce import table_files  # noqa: PLC0415
    from hamseda.workforce.people import reading  # noqa: PLC0415

    with said_in_a_sentence(language) as tongue:
        keep_inputs(out, months)
        table = table_files.read_table(months)
        read = reading.read_groups(table, option("staff", staff, reading.read_staff))
        _refuse_idle(table, read.groups, typed(context), aht is not None, as_json)
        work = {
            "target": target, "shrinkage": shrinkage, "hours": hours, "weekdays": weekdays,
            "paid-hours": paid_hours, "aht": aht,
        }  # fmt: skip
        team = {
            "attrition": attrition, "recruiting": recruiting, "training": training, "ramp": ramp,
            "passing": passing, "class": class_size,
        }  # fmt: skip
        prices = {
            "salary": salary, "hire-cost": hire_cost, "training-cost": training_cost, "seat-cost": seat_cost,
        }  # fmt: skip
        wish = {
            "first": read.first, "reckoning": read.reckoning, "groups": read.groups, "work": _work(work),
            "team": {**_team(team), "classes_a_month": classes}, "prices": {**_prices(prices), "seats": seats},
            "cover": _cover(cover),
        }  # fmt: skip
        _plan(_wish(wish, table, read.lines), out, tongue, as_json)


@workforce.command("equipment")
def equipment(
    items: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="CSV, JSON or Parquet: name, kind, maybe basis, count, cost, spare, …"
        ),
    ],
    seats: Annotated[int, typer.Option(min=0, help="Seats to equip.")],
    people: Annotated[int | None, typer.Option(min=0, help="People; none: as many as seats.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the table there, by its ending.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Language = None,
) -> None:
    """Add up what seats need, at once, each month and a year on the average."""
    import msgspec  # noqa: PLC0415

    from hamseda.workforce import table_files  # noqa: PLC0415
    from hamseda.workforce.people import equipment as rules  # noqa: PLC0415
    from hamseda.workforce.people import reading, telling  # noqa: PLC0415

    with said_in_a_sentence(language) as tongue:
        keep_inputs(out, items)
        rows = reading.read_items(table_files.read_table(items))
        found = rules.total(rows, seats, seats if people is None else people)
        if out is not None:
            table_files.write_table(telling.equipment_table(found), out, sys.stdout)
        if as_json:
            typer.echo(msgspec.json.encode(found).decode())
        else:
            typer.echo(telling.equipment_in_words(found, tongue))


def _refuse_idle(table: "Table", groups: Any, written: Collection[str], has_aht: bool, as_json: bool) -> None:
    """Refuse what would change nothing: options of contacts beside people, and seats that nobody prices or tells."""
    needs = [one for group in groups for one in group.months if one.required is None]
    refuse(not has_aht and any(one.aht_s is None for one in needs), "option.aht")
    for name in sorted(OF_CONTACTS & {*written}):
        refuse(not needs, "option.contacts_alone", name=name.replace("_", "-"))
    if all(one.aht_s is not None for one in needs):
        refuse_beside_columns({*written} & {"aht"}, table.columns)
    is_unpriced = "seats" in written and "seat_cost" not in written
    refuse(is_unpriced and not as_json, "option.needs", name="seats", needed="seat-cost")


def _work(given: Mapping[str, str | None]) -> dict[str, Any]:
    from hamseda.workforce import quantities  # noqa: PLC0415
    from hamseda.workforce.forecast import cold_table  # noqa: PLC0415

    share, within_s = option("target", given["target"], quantities.target)
    opening = cold_table.opening_of(given["hours"] or "", given["weekdays"] or "")
    return {
        "aht_s": 240.0 if given["aht"] is None else option("aht", given["aht"], quantities.seconds),
        "share": share, "within_s": within_s,
        "shrinkage": option("shrinkage", given["shrinkage"], quantities.share),
        "opens_min": opening.first, "closes_min": opening.end,
        "weekdays": [cold_table.WEEKDAYS[day] for day in sorted(opening.weekdays)],
        "paid_hours_week": option("paid-hours", given["paid-hours"], quantities.number),
    }  # fmt: skip


def _team(given: Mapping[str, str]) -> dict[str, Any]:
    from hamseda.workforce import quantities  # noqa: PLC0415

    least, most = option("class", given["class"], _sizes)
    return {
        "attrition": option("attrition", given["attrition"], quantities.share),
        "recruit_weeks": option("recruiting", given["recruiting"], quantities.number),
        "training_weeks": option("training", given["training"], quantities.number),
        "ramp": option("ramp", given["ramp"], _shares),
        "passing": option("passing", given["passing"], lambda text: quantities.share(text, below_one=False)),
        "class_least": least, "class_most": most,
    }  # fmt: skip


def _prices(given: Mapping[str, str]) -> dict[str, Any]:
    from hamseda.workforce import quantities  # noqa: PLC0415

    names = {"salary": "salary_month", "hire-cost": "hire", "training-cost": "training", "seat-cost": "seat"}
    return {field: option(name, given[name], quantities.number) for name, field in names.items()}


def _cover(given: str) -> float:
    from hamseda.workforce import quantities  # noqa: PLC0415

    found: float = option("cover", given, quantities.share)
    return found


def _plan(wish: "HeadcountWish", out: Path | None, tongue: Tongue, as_json: bool) -> None:
    """Plan, and tell it; what does not hold together is named by its option."""
    import msgspec  # noqa: PLC0415

    from hamseda.workforce import quantities, table_files  # noqa: PLC0415
    from hamseda.workforce.people import plans, telling  # noqa: PLC0415

    try:
        found = plans.headcount(wish)
    except plans.PlanError as error:
        place = OPTIONS.get(error.field, error.field)
        raise quantities.FaultyError(Refused(error.code, str(error)), place) from None
    if out is not None:
        table_files.write_table(telling.as_table(wish, found), out, sys.stdout)
    if as_json:
        typer.echo(msgspec.json.encode(telling.as_document(wish, found)).decode())
    else:
        typer.echo(telling.in_words(wish, found, tongue))


def _wish(document: dict[str, Any], table: "Table", lines: list[list[int]]) -> Any:
    """Hold what was read to the bounds of the document; what does not fit is named by its option, or line and column."""
    import msgspec  # noqa: PLC0415

    from hamseda.kit.fitting import misfits  # noqa: PLC0415
    from hamseda.workforce.people.plans import HeadcountWish  # noqa: PLC0415
    from hamseda.workforce.people.reading import place_of  # noqa: PLC0415
    from hamseda.workforce.quantities import FaultyError  # noqa: PLC0415
    from hamseda.workforce.tables import Fault  # noqa: PLC0415

    content = msgspec.to_builtins(document)
    found = list(misfits(content, HeadcountWish))
    if of_table := [one for one in found if one.field.count(".months.")]:
        raise table.refusal([Fault(*place_of(one.field, lines), one) for one in of_table])
    if found:
        field = found[0].field
        raise FaultyError(found[0], OPTIONS.get(".".join(field.split(".")[:2]), field))
    return msgspec.convert(content, HeadcountWish)


def _shares(text: str) -> list[float]:
    from hamseda.workforce import quantities  # noqa: PLC0415

    return [quantities.share(part, below_one=False) for part in quantities.parts(text) if part.strip()]


def _sizes(text: str) -> tuple[int, int]:
    from hamseda.workforce import quantities  # noqa: PLC0415

    least, dash, most = text.partition("-")
    low, high = quantities.count(least), quantities.count(most if dash else least)
    if not 1 <= low <= high:
        raise quantities.FaultyError.of("class.unread", given=text)
    return low, high
