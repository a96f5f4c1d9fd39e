"""Tables, and CSV in and out; what does not fit is named by line and column."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, TextIO, TypeVar, cast

from msgspec import Struct

from hamseda.kit.i18n import language_of
from hamseda.kit.misfit import Misfit
from hamseda.kit.telling_once import told_once, with_others
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.why import Reason, Why, said_why

Cell = TypeVar("Cell")
Counted = Literal["line", "row"]  # of a file of text, or of the table in one that has no lines to speak of
MOST_FAULTS: Final = 20
DELIMITERS: Final = ",;\t"


class Fault(Struct, frozen=True):
    """One cell that cannot be meant."""

    line: int
    column: str
    why: Reason

    def said(self, language: str, more: Sequence["Fault"] = (), counted: Counted = "line") -> str:
        """The line or row, the column where there is one, the cure, and where `more` like it stand."""
        code = f"at_{counted}_column" if self.column else f"at_{counted}"
        cure = self.cure(language, more, counted)
        return Why(code, {"line": self.line, "column": self.column, "why": cure}).said(language)

    def cure(self, language: str, more: Sequence["Fault"] = (), counted: Counted = "line") -> str:
        """The cure, and in which lines or rows `more` like it stand."""
        lines = (one.line for one in more)
        return with_others(said_why(self.why, language), len(more), lines, language, counted)

    def likeness(self) -> tuple[str, str]:
        """What faults have in common that are told once: the same cure in the same column."""
        return self.column, self.why.code if isinstance(self.why, (Why, Misfit)) else said_why(self.why, "en")


class TableError(FaultyError):
    """A table that is refused, with all that is wrong with it."""

    def __init__(self, faults: Sequence[Fault], name: str, counted: Counted = "line") -> None:
        self.faults, self.name = tuple(sorted(faults, key=lambda fault: fault.line)), name
        self.counted: Counted = counted
        super().__init__("")

    def told(self) -> list[tuple[Fault, list[Fault]]]:
        """What is to be told, line by line: each fault with those like it, where it stands in many lines."""
        return sorted(told_once(self.faults, Fault.likeness), key=lambda told: told[0].line)

    def said(self, language: str) -> str:
        """A line for each fault; what stands in many lines is told once."""
        comma, told = ", " if language_of(language) == "en" else "، ", self.told()
        shown = [
            f"{self.name}{comma}{fault.said(language, more, self.counted)}"
            for fault, more in told[:MOST_FAULTS]
        ]
        more = len(told) - MOST_FAULTS
        return "\n".join([*shown, Why("more", {"count": more}).said(language)] if more > 0 else shown)


class Table(Struct):
    """Columns by name, in order; `faults` is what was found wrong so far.

    `lines` says where each row stands: in which line of the file, or as which row of the table (`counted`).
    """

    name: str
    columns: dict[str, list[Any]]
    lines: list[int]
    faults: list[Fault] = []
    counted: Counted = "line"

    def read(self, column: str, reader: Callable[[Any], Cell]) -> list[Cell]:
        """Read each cell of a column; one that cannot be read is noted as a fault, and nothing stands in its place."""
        return [self._read(line, column, cell, reader) for line, cell in self._cells(column)]

    def need(self, missing: Mapping[str, Reason]) -> None:
        """Raise TableError where columns are missing: of their cells nothing else can be said."""
        for column, why in missing.items():
            self.refuse(1, column, why)
        if missing:
            self.check()

    def keep_free(self, answered: Iterable[str]) -> None:
        """Raise TableError where columns have names of the answer, which would take their place."""
        self.need({name: Why("column.of_answer") for name in answered if name in self.columns})

    def refuse(self, line: int, column: str, why: Reason) -> None:
        """Note a fault."""
        self.faults.append(Fault(line, column, why))

    def sound(self) -> list[bool]:
        """For each row whether no fault was noted of it."""
        faulty = {fault.line for fault in self.faults}
        return [line not in faulty for line in self.lines]

    def check(self) -> None:
        """Raise TableError with every fault that was noted."""
        if self.faults:
            raise self.refusal(self.faults)

    def refusal(self, faults: Sequence[Fault]) -> TableError:
        """Refuse it for these faults."""
        return TableError(faults, self.name, self.counted)

    def with_columns(self, added: Mapping[str, list[Any]]) -> "Table":
        """The same rows with columns behind their own."""
        return Table(self.name, {**self.columns, **added}, self.lines, counted=self.counted)

    def place(self, line: int) -> Why:
        """Where a row stands, as part of a sentence."""
        return Why(f"in_{self.counted}", {"line": line})

    def _cells(self, column: str) -> Iterator[tuple[int, Any]]:
        return zip(self.lines, self.columns[column], strict=True)

    def _read(self, line: int, column: str, cell: Any, reader: Callable[[Any], Cell]) -> Cell:
        try:
            return reader("" if cell is None else cell)
        except FaultyError as error:
            self.refuse(line, column, error.why)
            return cast("Cell", None)


def read_csv(text: str, name: str = "table") -> Table:
    """Read CSV with a header; comma, semicolon or tab between the cells.

    Rows that cannot be read are left out and noted as faults: whoever reads the table refuses it by `check`.
    """
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    faults: list[Fault] = []
    found = _rows(reader, faults)
    header = [title.strip().lower() for title in next(found, (1, []))[1]]
    if wrong := faults or _check_header(header):
        raise TableError(wrong, name)
    rows: list[list[str]] = []
    lines: list[int] = []
    for line, row in found:
        if not any(cell.strip() for cell in row):
            continue  # an empty line says nothing
        if len(row) != len(header):
            faults.append(Fault(line, "", Why("row.cells", {"count": len(row), "header": len(header)})))
            continue
        rows.append(row)
        lines.append(line)
    cells = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in header]
    return Table(name, dict(zip(header, cells, strict=True)), lines, faults)


def write_csv(table: Table, stream: TextIO) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(
        zip(*([_cell(value) for value in column] for column in table.columns.values()), strict=True)
    )


def _rows(reader: Any, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it ends in; what breaks the rest of the file is added to the faults."""
    begin = 1
    try:
        for row in reader:
            yield reader.line_num, row
            begin = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(begin, "", Why("row.rest", {"error": str(error)})))


def _check_header(header: list[str]) -> list[Fault]:
    if not header:
        return [Fault(1, "", Why("header.empty"))]
    unnamed = [at for at, title in enumerate(header, 1) if not title]
    twice = {title for title in header if title and header.count(title) > 1}
    return [
        *(Fault(1, "", Why("header.unnamed", {"at": at})) for at in unnamed),
        *(Fault(1, title, Why("header.twice")) for title in sorted(twice)),
    ]


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value
