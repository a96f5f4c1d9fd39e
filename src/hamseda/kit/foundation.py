"""The foundation's scripts, and whether a database was made by the very ones that lie here.

Until the first release they are changed in place, so the revision alone does not tell.
"""

import hashlib
import re
from pathlib import Path
from typing import Final

import asyncpg

FOUNDATION: Final = Path(__file__).parent.parent / "migrations" / "foundation"
STORED: Final = "SELECT name, digest FROM foundation_script"
STORE: Final = "INSERT INTO foundation_script (name, digest) VALUES (:name, :digest)"
# One statement, so that a migration that is just being made shows with both tables or with none.
MADE: Final = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relname IN ('organization', 'foundation_script')
"""
# What the server does not read is matched first and left out; a text keeps its white space.
TOKEN: Final = re.compile(r"--[^\n]*|/\*.*?\*/|\s+|('(?:[^']|'')*'|\"[^\"]*\"|\w+|.)", re.DOTALL)


def scripts() -> dict[str, str]:
    """Read the scripts by their names, in the order in which they are run."""
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(FOUNDATION.glob("*.sql"))}


def digest(script: str) -> str:
    """Digest what a script says; comments and white space say nothing."""
    said = "\n".join(token for token in TOKEN.findall(script) if token)
    return hashlib.sha256(said.encode()).hexdigest()


async def foreign_scripts(dsn: str) -> list[str]:
    """Name the scripts in which a database and this program differ; an empty database differs in none."""
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        stored = await _stored(connection)
    finally:
        await connection.close()
    if stored is None:
        return []
    here = {name: digest(script) for name, script in scripts().items()}
    return sorted({name for name, _ in here.items() ^ stored.items()})


async def _stored(connection: asyncpg.Connection) -> dict[str, str] | None:
    """Read the digests that the database was made with; none of an older one, None where it is empty."""
    try:
        return {row["name"]: row["digest"] for row in await connection.fetch(STORED)}
    except asyncpg.UndefinedTableError:
        made = {row["relname"] for row in await connection.fetch(MADE)}
    if len(made) > 1:  # somebody else has just made it
        return await _stored(connection)
    return {} if made else None
