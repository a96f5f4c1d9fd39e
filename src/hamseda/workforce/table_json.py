"""Tables as JSON, a list of rows: `[{"volume": 100, "aht": "3m"}, …]`; what does not fit is named by row and column."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from hamseda.kit.fitting import parsed
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.tables import Fault, Table
from hamseda.workforce.why import Why

Reader = Callable[[Any], Any]
NO_READERS: Final[Mapping[str, Reader]] = {}


def read_json(text: str, name: str = "table") -> Table:
    """Read a list of rows; a name that a row lacks is an empty cell of it.

    Rows that cannot be read are left out and noted as faults: whoever reads the table refuses it by `check`.
    """
    content, faults = _content(text, name)
    rows = dict(_rows(content, faults))
    titles = list(dict.fromkeys(title for row in rows.values() for title in row))
    columns = {title: [row.get(title) for row in rows.values()] for title in titles}
    table = Table(name, columns, list(rows), faults, "row")
    if "" in titles or not (titles or faults):
        table.refuse(1, "", Why("json.unnamed" if titles else "json.empty"))
    if not titles or "" in titles:
        table.check()
    return table


def rows_as_json(table: Table, readers: Mapping[str, Reader] = NO_READERS) -> str:
    """A list of rows; what was given as text is told as it was read (numbers, seconds) where a reader is named."""
    columns = [[_told(cell, readers.get(name)) for cell in cells] for name, cells in table.columns.items()]
    rows = [dict(zip(table.columns, row, strict=True)) for row in zip(*columns, strict=True)]
    return msgspec.json.encode(rows).decode()


def _told(cell: Any, reader: Reader | None) -> Any:
    return reader(cell) if reader is not None and isinstance(cell, str) else cell


def _content(text: str, name: str) -> tuple[list[Any], list[Fault]]:
    """The list, and what in it no program reads alike."""
    try:
        content, odd = parsed(text)
    except json.JSONDecodeError as error:
        is_digit = error.pos < len(text) and text[error.pos].isdecimal() and not text[error.pos].isascii()
        code = "json.digits" if is_digit else "problem.no_json"
        raise FaultyError.of(code, file=name, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise FaultyError.of("problem.too_deep", file=name) from None
    if not isinstance(content, list):
        raise FaultyError.of("json.no_list", file=name)
    return content, [Fault(*_place(one.field), one) for one in odd]


def _rows(content: list[Any], faults: list[Fault]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row with its number, its names as those of columns; what is wrong with the others is added to the faults."""
    odd = {fault.line for fault in faults}
    for number, row in enumerate(content, 1):
        if not isinstance(row, dict):
            faults.append(Fault(number, "", Why("json.no_row")))
            continue
        cells = [(title.strip().lower(), cell) for title, cell in row.items()]
        found = list(_faults(number, cells))
        faults += found
        if not found and number not in odd:
            yield number, dict(cells)


def _faults(number: int, cells: Iterable[tuple[str, Any]]) -> Iterator[Fault]:
    """Names that are one column, and what is more than a cell."""
    seen = set[str]()
    for title, cell in cells:
        if title in seen:
            yield Fault(number, title, Why("json.twice"))
        elif isinstance(cell, (dict, list)):
            yield Fault(number, title, Why("json.no_cell"))
        seen.add(title)


def _place(field: str) -> tuple[int, str]:
    """The row and column of a field such as 3.volume."""
    row, _, column = field.partition(".")
    return (int(row) + 1 if row.isdigit() else 1), column.strip().lower()
