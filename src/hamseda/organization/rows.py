"""Rows of small tables: list, add, change, remove; a reference to nothing is a refusal, not a fault of ours.

Table and column names come from code, never from a request.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from msgspec import UNSET

from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Conflict, Invalid, NotFound, Problem


def given(changes: msgspec.Struct) -> dict[str, Any]:
    """List what a change says, without what it leaves out."""
    return {
        name: value for name in changes.__struct_fields__ if (value := getattr(changes, name)) is not UNSET
    }


async def listed(work: Transaction, table: str, columns: str, after: UUID | None, most: int) -> list[Row]:
    """Read one page of an organization's rows, in the order of their making."""
    return await work.fetch(
        f"SELECT {columns} FROM {table} WHERE organization_id = $1 AND ($2::uuid IS NULL OR id > $2)"
        " ORDER BY id LIMIT $3",
        work.organization_id,
        after,
        most,
    )


async def read(work: Transaction, table: str, columns: str, row_id: UUID) -> Row:
    """Read one row; raises NotFound."""
    return await _one(work, f"SELECT {columns} FROM {table} WHERE organization_id = $1 AND id = $2", row_id)


async def lock(work: Transaction, table: str, columns: str, row_id: UUID) -> Row:
    """Read one row to change it by what it says: nobody else does before this transaction ends. Raises NotFound."""
    # Not FOR UPDATE: rows that merely name this one need not wait.
    return await _one(
        work,
        f"SELECT {columns} FROM {table} WHERE organization_id = $1 AND id = $2 FOR NO KEY UPDATE",
        row_id,
    )


async def _one(work: Transaction, sql: str, row_id: UUID) -> Row:
    found = await work.row(sql, work.organization_id, row_id)
    if found is None:
        raise NotFound("It is not there, or not any more.")
    return found


async def add(work: Transaction, table: str, values: Mapping[str, Any]) -> UUID:
    """Write a new row and answer its id."""
    row_id = new_id()
    names = ["organization_id", "id", *values]
    places = ", ".join(f"${number}" for number in range(1, len(names) + 1))
    with refusals():
        await work.execute(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})",
            work.organization_id,
            row_id,
            *values.values(),
        )
    return row_id


async def change(work: Transaction, table: str, row_id: UUID, values: Mapping[str, Any]) -> None:
    """Change columns of a row; raises NotFound."""
    sets = ", ".join(f"{name} = ${number}" for number, name in enumerate(values, 3)) or "id = id"
    with refusals():
        changed = await work.execute(
            f"UPDATE {table} SET {sets} WHERE organization_id = $1 AND id = $2",
            work.organization_id,
            row_id,
            *values.values(),
        )
    if not changed:
        raise NotFound("It is not there, or not any more.")


async def remove(work: Transaction, table: str, row_id: UUID) -> None:
    """Delete a row; raises NotFound, or Conflict (in_use) where others still name it."""
    with refusals():
        removed = await work.execute(
            f"DELETE FROM {table} WHERE organization_id = $1 AND id = $2", work.organization_id, row_id
        )
    if not removed:
        raise NotFound("It is not there, or not any more.")


async def check_all_there(work: Transaction, table: str, field: str, ids: list[UUID]) -> None:
    """Refuse ids that are not rows of this organization, where no foreign key does."""
    known = await work.value(
        f"SELECT count(*) FROM {table} WHERE organization_id = $1 AND id = ANY($2::uuid[])",
        work.organization_id,
        list(set(ids)),
    )
    if known != len(set(ids)):
        raise _unknown(field)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn the database's refusals of a value into problems that name the field."""
    try:
        yield
    except (asyncpg.ForeignKeyViolationError, asyncpg.UniqueViolationError) as error:
        raise refusal_of(error) from error


def refusal_of(error: asyncpg.ForeignKeyViolationError | asyncpg.UniqueViolationError) -> Problem:
    """Tell what a violated key means for the one who asked."""
    field = _field_of(error)
    if isinstance(error, asyncpg.UniqueViolationError):
        return Conflict(f"There is one with this {field} already.", code="already_there")
    if str(error).startswith("update or delete"):
        return Conflict("It is still in use: take it out of use there first.", code="in_use")
    return _unknown(field)


def _field_of(error: asyncpg.ForeignKeyViolationError | asyncpg.UniqueViolationError) -> str:
    columns = re.match(r"Key \(([^)]*)\)", error.detail or "")
    if columns:
        return columns.group(1).rsplit(", ", 1)[-1].strip('"')
    # Under row security the server keeps the detail to itself; the name of the constraint tells the columns.
    name = (error.constraint_name or "").removeprefix(f"{error.table_name}_").removeprefix("organization_id_")
    return re.sub(r"_(fkey|key)\d*$", "", name)


def _unknown(field: str) -> Problem:
    return Invalid.field(field, "not_found", f"{field} names something that is not there.")
