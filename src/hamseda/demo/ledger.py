"""Rows gathered in memory and written by COPY, table after table."""

from typing import Any
from uuid import UUID

import asyncpg


class Ledger:
    """Rows by table, in the order in which the tables were first named; all rows of a table name the same columns."""

    def __init__(self, organization_id: UUID) -> None:
        self.organization_id = organization_id
        self._columns: dict[str, tuple[str, ...]] = {}
        self._rows: dict[str, list[tuple[Any, ...]]] = {}

    def expect(self, *tables: str) -> None:
        """Say in which order tables are written: the referred before the referring."""
        for table in tables:
            self._rows.setdefault(table, [])

    def add(self, table: str, **values: Any) -> None:
        """Note one row of the ledger's organization."""
        columns = self._columns.setdefault(table, tuple(values))
        if columns != tuple(values):
            raise ValueError(f"Rows of {table} differ in their columns: {columns} and {tuple(values)}.")
        self._rows.setdefault(table, []).append((self.organization_id, *values.values()))

    def count(self, table: str) -> int:
        return len(self._rows.get(table, ()))

    async def write(self, connection: asyncpg.Connection) -> int:
        """Copy everything; answers how many rows."""
        for table, rows in self._rows.items():
            if rows:
                columns = ("organization_id", *self._columns[table])
                await connection.copy_records_to_table(table, records=rows, columns=columns)
        return sum(map(len, self._rows.values()))
