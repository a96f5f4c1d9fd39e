"""Headcount and equipment for people and for tables."""

from datetime import date, timedelta
from typing import Any, Final

import msgspec

from hamseda.kit.i18n import translate
from hamseda.kit.jalali import Language, format_date, in_digits
from hamseda.workforce.lines import aligned, figure, percent
from hamseda.workforce.people.equipment import EquipmentLine, EquipmentTotal
from hamseda.workforce.people.months import month_said, month_starts
from hamseda.workforce.people.plans import Headcount, HeadcountWish, PlannedGroup, PlannedMonth
from hamseda.workforce.people.reading import UNNAMED
from hamseda.workforce.tables import Table

LIKELY: Final = 0.5
CELLS: Final = ("month", "start", "required", "productive", "heads", "short")
ITEM_CELLS: Final = ("name", "units", "cost", "month", "year")


def months_of(wish: HeadcountWish) -> list[date]:
    """The months that a wish is about."""
    return month_starts(wish.first, len(wish.groups[0].months), wish.reckoning)


def sought_by(wish: HeadcountWish, begin: date) -> date:
    """The day by which people are sought who start at the begin of a month."""
    return begin - timedelta(weeks=wish.team.recruit_weeks)


def sentences(wish: HeadcountWish, found: Headcount, language: Language) -> list[str]:
    """What to do when, and where it will not be enough, in words."""
    said = []
    months = months_of(wish)
    for group in found.groups:
        name = group.name if len(found.groups) > 1 else ""
        said += _of_group(wish, group, months, language, name and name + ("، " if language == "fa" else ", "))
    if found.doubted:
        said.append(translate(language, "headcount.doubted"))
    return said


def as_document(wish: HeadcountWish, found: Headcount) -> dict[str, Any]:
    """The plan as JSON, with its months and its sentences in both languages."""
    return {
        "months": months_of(wish),
        **msgspec.to_builtins(found),
        "said": {language: sentences(wish, found, language) for language in ("fa", "en")},
    }


def as_table(wish: HeadcountWish, found: Headcount) -> Table:
    """A row a month and group, in the order of months."""
    columns: dict[str, list[Any]] = {}
    months = months_of(wish)
    for group in found.groups:
        for begin, month in zip(months, group.months, strict=True):
            row = {
                "month": begin.isoformat(),
                "group": group.name,
                "start": month.start,
                "missing": month.missing,
            }
            row |= {
                f"{name}_{part}": getattr(getattr(month, name), part)
                for name in ("required", "productive", "heads")
                for part in ("p10", "p50", "p90")
            }
            for name, value in {**row, "short": month.short, "peak": month.peak}.items():
                columns.setdefault(name, []).append(value)
    return Table("headcount", columns, list(range(1, 1 + len(found.groups) * len(months))))


def in_words(wish: HeadcountWish, found: Headcount, language: Language) -> str:
    """A table of months for each group, the sentences, the cost."""
    lines = []
    head = [translate(language, f"headcount.cell.{name}") for name in CELLS]
    for group in found.groups:
        rows = [
            _month_in_words(month_said(begin, wish.reckoning, language), month, language)
            for begin, month in zip(months_of(wish), group.months, strict=True)
        ]
        lines += [_name_of(group, found, language), *aligned([head, *rows]), ""]
    lines += sentences(wish, found, language)
    total = round(sum(cost.total for cost in found.costs))
    return "\n".join([*lines, translate(language, "headcount.cost", total=total)] if total else lines)


def equipment_table(found: EquipmentTotal) -> Table:
    """A row an item."""
    names = EquipmentLine.__struct_fields__
    columns = {name: [getattr(line, name) for line in found.lines] for name in names}
    return Table("equipment", columns, list(range(1, 1 + len(found.lines))))


def equipment_in_words(found: EquipmentTotal, language: Language) -> str:
    """A table of items, then the sums."""

    def amount(value: float | None) -> str:
        return translate(language, "equipment.unknown") if value is None else figure(value, language, ",.0f")

    head = [translate(language, f"equipment.cell.{name}") for name in ITEM_CELLS]
    rows = [
        [line.name, figure(line.units, language, ","), *map(amount, (line.first, line.month, line.year))]
        for line in found.lines
    ]
    sums = {name: amount(getattr(found, name)) for name in ("first", "month", "year")}
    lines = [*aligned([head, *rows]), translate(language, "equipment.sum", **sums)]
    if found.unpriced:
        lines.append(translate(language, "equipment.unpriced", count=found.unpriced))
    return "\n".join(lines)


def _month_in_words(name: str, month: PlannedMonth, language: Language) -> list[str]:
    low, high = (figure(value, language, ",.0f") for value in (month.required.p10, month.required.p90))
    middle, productive, heads = (
        figure(band.p50, language, ",.1f") for band in (month.required, month.productive, month.heads)
    )
    required = translate(language, "headcount.span", middle=middle, low=low, high=high)
    return [
        name,
        figure(month.start, language),
        required,
        productive,
        heads,
        percent(month.short, language, ".0f"),
    ]


def _name_of(group: PlannedGroup, found: Headcount, language: Language) -> str:
    """A group's name; where nobody has named the only one, that it is all."""
    alone = len(found.groups) == 1 and group.name == UNNAMED
    return translate(language, "headcount.whole") if alone else group.name


def _of_group(
    wish: HeadcountWish, group: PlannedGroup, months: list[date], language: Language, name: str
) -> list[str]:
    said = []
    for begin, month in zip(months, group.months, strict=True):
        names = {"group": name, "month": month_said(begin, wish.reckoning, language)}
        if month.start:
            by = sought_by(wish, begin)
            day = (
                format_date(by, "fa" if language == "fa" else "latin")
                if wish.reckoning == "jalali"
                else in_digits(by.isoformat(), "fa" if language == "fa" else "latin")
            )
            said.append(translate(language, "headcount.start", n=month.start, day=day, **names))
        if month.missing:
            said.append(translate(language, "headcount.missing", n=month.missing, **names))
        elif month.short > LIKELY:
            said.append(translate(language, "headcount.tight", n=round(100 * month.short), **names))
    return said or [translate(language, "headcount.enough", group=name)]
