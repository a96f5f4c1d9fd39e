"""Tables in and out: CSV and, with the extra `parquet`, Parquet; what does not fit is named by line and column."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TextIO, TypeVar

from msgspec import Struct

from hamseda.workforce.quantities import FaultyError

Cell = TypeVar("Cell")
MOST_FAULTS: Final = 20
ENDINGS: Final = (".csv", ".parquet")
DELIMITERS: Final = ",;\t"
NO_PYARROW: Final = "Parquet needs pyarrow: pip install 'hamseda[parquet]', or give the table as CSV."


class Fault(Struct, frozen=True):
    """One cell that cannot be meant."""

    line: int
    column: str
    why: str

    def __str__(self) -> str:
        place = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{place}: {self.why}"


class TableError(FaultyError):
    """A table that is refused, with all that is wrong with it."""

    def __init__(self, faults: Sequence[Fault], name: str) -> None:
        self.faults = tuple(faults)
        shown = [f"{name}, {fault}" for fault in self.faults[:MOST_FAULTS]]
        more = len(self.faults) - MOST_FAULTS
        super().__init__("\n".join([*shown, f"… and {more} more"] if more > 0 else shown))


class Table(Struct):
    """Columns by name, in order; `lines` says where in the file each row stands."""

    name: str
    columns: dict[str, list[Any]]
    lines: list[int]

    def read(self, column: str, reader: Callable[[Any], Cell], faults: list[Fault]) -> list[Cell]:
        """Read each cell of a column; what cannot be read is added to the faults."""
        found: list[Cell] = []
        for line, cell in zip(self.lines, self.columns[column], strict=True):
            try:
                found.append(reader("" if cell is None else cell))
            except FaultyError as error:
                faults.append(Fault(line, column, str(error)))
        return found


def read_table(file: Path) -> Table:
    """Read a table by the ending of its name: .parquet, else CSV with a header."""
    if not file.is_file():
        raise FaultyError(f"{file} is not there: give the path of a CSV or Parquet file.")
    if file.suffix.lower() == ".parquet":
        return _read_parquet(file)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FaultyError(f"{file} is not UTF-8: save it as «CSV UTF-8».") from None
    except OSError as error:
        raise FaultyError(f"{file} cannot be read: {error.strerror}.") from None
    return read_csv(text, file.name)


def read_csv(text: str, name: str = "table") -> Table:
    """Read CSV with a header; comma, semicolon or tab between the cells."""
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    faults: list[Fault] = []
    found = _rows(reader, faults)
    header = [title.strip().lower() for title in next(found, (1, []))[1]]
    faults += [] if faults else _check_header(header)
    rows: list[list[str]] = []
    lines: list[int] = []
    for line, row in found:
        if not any(cell.strip() for cell in row):
            continue  # an empty line says nothing
        if len(row) != len(header):
            faults.append(Fault(line, "", f"{len(row)} cells, the header has {len(header)}."))
            continue
        rows.append(row)
        lines.append(line)
    if faults:
        raise TableError(faults, name)
    cells = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in header]
    return Table(name, dict(zip(header, cells, strict=True)), lines)


def write_table(table: Table, file: Path | None, stream: TextIO) -> None:
    """Write a table by the ending of its name, or as CSV to the stream."""
    if file is None:
        _write_csv(table, stream)
        return
    if file.suffix.lower() not in ENDINGS:
        raise FaultyError(f"--out: {file} is neither .csv nor .parquet: give it one of these endings.")
    try:
        if file.suffix.lower() == ".parquet":
            _write_parquet(table, file)
        else:
            with file.open("w", encoding="utf-8", newline="") as target:
                _write_csv(table, target)
    except OSError as error:
        raise FaultyError(
            f"--out: {file} cannot be written: {error.strerror or error}. Give a folder that is there and yours."
        ) from None


def _rows(reader: Any, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it ends in; what breaks the rest of the file is added to the faults."""
    begin = 1
    try:
        for row in reader:
            yield reader.line_num, row
            begin = reader.line_num + 1
    except csv.Error as error:
        why = f"the rest of the file cannot be read from here ({error}): close the quote, or double it in its cell."
        faults.append(Fault(begin, "", why))


def _check_header(header: list[str]) -> list[Fault]:
    if not header:
        return [Fault(1, "", "the file is empty: its first line names the columns.")]
    faults = [Fault(1, "", f"column {at} has no name.") for at, title in enumerate(header, 1) if not title]
    twice = {title for title in header if title and header.count(title) > 1}
    return faults + [
        Fault(1, title, "stands twice in the header: name one differently.") for title in sorted(twice)
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
        raise FaultyError(NO_PYARROW) from None
    return pyarrow


def _read_parquet(file: Path) -> Table:
    pyarrow = _pyarrow()
    try:
        found = pyarrow.parquet.read_table(file)
    except (pyarrow.ArrowInvalid, OSError) as error:
        raise FaultyError(f"{file} is not a Parquet file: {error}") from None
    columns = {title.strip().lower(): found.column(title).to_pylist() for title in found.column_names}
    if len(columns) < len(found.column_names):
        raise FaultyError(f"{file}: two columns have the same name: name one differently.")
    return Table(file.name, columns, list(range(1, found.num_rows + 1)))


def _write_parquet(table: Table, file: Path) -> None:
    pyarrow = _pyarrow()
    pyarrow.parquet.write_table(pyarrow.table(table.columns), file)
