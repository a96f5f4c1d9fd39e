"""Files of tables by the ending of their name: CSV, JSON and, with the extra `parquet`, Parquet."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TextIO

from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.table_json import NO_READERS, Reader, read_json, rows_as_json
from hamseda.workforce.tables import Table, read_csv, write_csv
from hamseda.workforce.why import Why

ENDINGS: Final = (".csv", ".json", ".parquet")


def read_table(file: Path) -> Table:
    """Read a table by the ending of its name: .parquet, .json, else CSV with a header."""
    if not file.is_file():
        raise FaultyError.of("file.missing", file=str(file))
    ending = file.suffix.lower()
    if ending == ".parquet":
        return _read_parquet(file)
    text = _text_of(file, "file.not_utf8_json" if ending == ".json" else "file.not_utf8")
    return read_json(text, file.name) if ending == ".json" else read_csv(text, file.name)


def write_table(
    table: Table, file: Path | None, stream: TextIO, readers: Mapping[str, Reader] = NO_READERS
) -> None:
    """Write a table by the ending of its name, or as CSV to the stream; JSON tells what was given as it was read."""
    if file is None:
        write_csv(table, stream)
        return
    if file.suffix.lower() not in ENDINGS:
        raise FaultyError(Why("out.ending", {"file": str(file)}), "--out")
    try:
        _write(table, file, readers)
    except OSError as error:
        filling = {"file": str(file), "error": str(error.strerror or error)}
        raise FaultyError(Why("out.unwritable", filling), "--out") from None


def _write(table: Table, file: Path, readers: Mapping[str, Reader]) -> None:
    if file.suffix.lower() == ".parquet":
        _write_parquet(table, file)
    elif file.suffix.lower() == ".json":
        file.write_text(rows_as_json(table, readers) + "\n", encoding="utf-8")
    else:
        with file.open("w", encoding="utf-8", newline="") as target:
            write_csv(table, target)


def _text_of(file: Path, otherwise: str) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FaultyError.of(otherwise, file=str(file)) from None
    except OSError as error:
        raise FaultyError.of("file.unreadable", file=str(file), error=str(error.strerror)) from None


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
    return Table(file.name, columns, list(range(1, found.num_rows + 1)), counted="row")


def _write_parquet(table: Table, file: Path) -> None:
    pyarrow = _pyarrow()
    pyarrow.parquet.write_table(pyarrow.table(table.columns), file)
