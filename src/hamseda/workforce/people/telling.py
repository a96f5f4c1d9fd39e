"""Headcount and equipment for people and for tables."""

from datetime import date, timedelta
from typing import Any

import msgspec

from hamseda.kit.i18n import translate
from hamseda.kit.jalali import Language, format_date
from hamseda.workforce.people.equipment import EquipmentLine, EquipmentTotal
from hamseda.workforce.people.months import month_said, month_starts
from hamseda.workforce.people.plans import Headcount, HeadcountWish, PlannedGroup
from hamseda.workforce.tables import Table

LIKELY = 0.5


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
    head = ("month", "start", "required p10-p90", "productive", "on the books", "short")
    for group in found.groups:
        rows = [
            (
                month_said(begin, wish.reckoning, "en"), str(month.start),
                f"{month.required.p50:.1f} ({month.required.p10:.0f}-{month.required.p90:.0f})",
                f"{month.productive.p50:.1f}", f"{month.heads.p50:.1f}", f"{month.short:.0%}",
            )
            for begin, month in zip(months_of(wish), group.months, strict=True)
        ]  # fmt: skip
        lines += [group.name, *_aligned([head, *rows]), ""]
    lines += sentences(wish, found, language)
    total = sum(cost.total for cost in found.costs)
    return "\n".join([*lines, f"Cost {total:,.0f} rial."] if total else lines)


def equipment_table(found: EquipmentTotal) -> Table:
    """A row an item."""
    names = EquipmentLine.__struct_fields__
    columns = {name: [getattr(line, name) for line in found.lines] for name in names}
    return Table("equipment", columns, list(range(1, 1 + len(found.lines))))


def equipment_in_words(found: EquipmentTotal) -> str:
    """A table of items, then the sums."""
    rows = [
        (line.name, str(line.units), _amount(line.first), _amount(line.month), _amount(line.year))
        for line in found.lines
    ]
    lines = _aligned([("item", "units", "at once", "a month", "a year"), *rows])
    lines.append(f"At once {found.first:,.0f}, a month {found.month:,.0f}, a year {found.year:,.0f} rial.")
    if found.unpriced:
        lines.append(f"{found.unpriced} without a price are not in it.")
    return "\n".join(lines)


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
                else by.isoformat()
            )
            said.append(translate(language, "headcount.start", n=month.start, day=day, **names))
        if month.missing:
            said.append(translate(language, "headcount.missing", n=month.missing, **names))
        elif month.short > LIKELY:
            said.append(translate(language, "headcount.tight", n=round(100 * month.short), **names))
    return said or [translate(language, "headcount.enough", group=name)]


def _amount(value: float | None) -> str:
    return "?" if value is None else f"{value:,.0f}"


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
