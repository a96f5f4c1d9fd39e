"""Tables in and out: CSV and, with the extra `parquet`, Parquet; what does not fit is named by line and column."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TextIO, TypeVar, cast

from msgspec import Struct

from hamseda.kit.i18n import language_of
from hamseda.kit.misfit import Misfit
from hamseda.kit.telling_once import told_once, with_others
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.why import Reason, Why, said_why

Cell = TypeVar("Cell")
MOST_FAULTS: Final = 20
ENDINGS: Final = (".csv", ".parquet")
DELIMITERS: Final = ",;\t"


class Fault(Struct, frozen=True):
    """One cell that cannot be meant."""

    line: int
    column: str
    why: Reason

    def said(self, language: str, more: Sequence["Fault"] = ()) -> str:
        """The line, the column where there is one, the cure, and in which lines `more` like it stand."""
        code = "at_column" if self.column else "at_line"
        cure = self.cure(language, more)
        return Why(code, {"line": self.line, "column": self.column, "why": cure}).said(language)

    def cure(self, language: str, more: Sequence["Fault"] = ()) -> str:
        """The cure, and in which lines `more` like it stand."""
        return with_others(said_why(self.why, language), len(more), (one.line for one in more), language)

    def likeness(self) -> tuple[str, str]:
        """What faults have in common that are told once: the same cure in the same column."""
        return self.column, self.why.code if isinstance(self.why, (Why, Misfit)) else said_why(self.why, "en")


class TableError(FaultyError):
    """A table that is refused, with all that is wrong with it."""

    def __init__(self, faults: Sequence[Fault], name: str) -> None:
        self.faults, self.name = tuple(sorted(faults, key=lambda fault: fault.line)), name
        super().__init__("")

    def told(self) -> list[tuple[Fault, list[Fault]]]:
        """What is to be told, line by line: each fault with those like it, where it stands in many lines."""
        return sorted(told_once(self.faults, Fault.likeness), key=lambda told: told[0].line)

    def said(self, language: str) -> str:
        """A line for each fault; what stands in many lines is told once."""
        comma, told = ", " if language_of(language) == "en" else "، ", self.told()
        shown = [f"{self.name}{comma}{fault.said(language, more)}" for fault, more in told[:MOST_FAULTS]]
        more = len(told) - MOST_FAULTS
        return "\n".join([*shown, Why("more", {"count": more}).said(language)] if more > 0 else shown)


class Table(Struct):
    """Columns by name, in order; `lines` says where in the file each row stands, `faults` what was found wrong so far."""

    name: str
    columns: dict[str, list[Any]]
    lines: list[int]
    faults: list[Fault] = []

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
            raise TableError(self.faults, self.name)

    def _cells(self, column: str) -> Iterator[tuple[int, Any]]:
        return zip(self.lines, self.columns[column], strict=True)

    def _read(self, line: int, column: str, cell: Any, reader: Callable[[Any], Cell]) -> Cell:
        try:
            return reader("" if cell is None else cell)
        except FaultyError as error:
            self.refuse(line, column, error.why)
            return cast("Cell", None)


def read_table(file: Path) -> Table:
    """Read a table by the ending of its name: .parquet, else CSV with a header."""
    if not file.is_file():
        raise FaultyError.of("file.missing", file=str(file))
    if file.suffix.lower() == ".parquet":
        return _read_parquet(file)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FaultyError.of("file.not_utf8", file=str(file)) from None
    except OSError as error:
        raise FaultyError.of("file.unreadable", file=str(file), error=str(error.strerror)) from None
    return read_csv(text, file.name)


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


def write_table(table: Table, file: Path | None, stream: TextIO) -> None:
    """Write a table by the ending of its name, or as CSV to the stream."""
    if file is None:
        _write_csv(table, stream)
        return
    if file.suffix.lower() not in ENDINGS:
        raise FaultyError(Why("out.ending", {"file": str(file)}), "--out")
    try:
        if file.suffix.lower() == ".parquet":
            _write_parquet(table, file)
        else:
            with file.open("w", encoding="utf-8", newline="") as target:
                _write_csv(table, target)
    except OSError as error:
        filling = {"file": str(file), "error": str(error.strerror or error)}
        raise FaultyError(Why("out.unwritable", filling), "--out") from None


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


def _write_csv(table: Table, stream: TextIO) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(
        zip(*([_cell(value) for value in column] for column in table.columns.values()), strict=True)
    )


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _pyarrow() -> Any:
    try:
        import pyarrow.parquet  # noqa: PLC0415 (only the extra `parquet` brings it)
    except ImportError:
        raise FaultyError.of("file.no_pyarrow") from None
    return pyarrow


def _read_parquet(file: Path) -> Table:
    pyarrow = _pyarrow()
    try:
        found = pyarrow.parquet.read_table(file)
    except (pyarrow.ArrowInvalid, OSError) as error:
        raise FaultyError.of("file.not_parquet", file=str(file), error=str(error)) from None
    columns = {title.strip().lower(): found.column(title).to_pylist() for title in found.column_names}
    if len(columns) < len(found.column_names):
        raise FaultyError.of("file.twice", file=str(file))
    return Table(file.name, columns, list(range(1, found.num_rows + 1)))


def _write_parquet(table: Table, file: Path) -> None:
    pyarrow = _pyarrow()
    pyarrow.parquet.write_table(pyarrow.table(table.columns), file)
