"""Bring a database to the newest schema, one process at a time."""

from pathlib import Path
from typing import Any

import sqlalchemy
from alembic import command, op
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

from hamseda.kit import foundation

FOLDER = Path(__file__).parent.parent / "migrations"
# Any constant that nobody else locks: two starts at once migrate one after the other.
MIGRATION_LOCK = 7_205_759_403_792


def lay_foundation() -> None:
    """Run the foundation's scripts inside the current migration, and note which they were."""
    known = foundation.scripts()
    for script in known.values():
        run_script(script)
    noted = [{"name": name, "digest": foundation.digest(script)} for name, script in known.items()]
    op.get_bind().execute(sqlalchemy.text(foundation.STORE), noted)


def run_script(script: str) -> None:
    """Run a whole SQL script inside the current migration (the driver's simple protocol takes many statements)."""
    raw = op.get_bind().connection.dbapi_connection
    if raw is None:
        raise RuntimeError("The migration has no open connection.")
    raw.run_async(lambda connection: connection.execute(script))


async def migrate(dsn: str) -> str:
    """Upgrade the database at `dsn` (its owner's login) to the newest revision and answer its name."""
    engine = create_async_engine(_for_sqlalchemy(dsn))
    try:
        async with engine.connect() as connection:
            await connection.execute(sqlalchemy.text(f"SELECT pg_advisory_lock({MIGRATION_LOCK})"))
            await connection.commit()
            await connection.run_sync(_upgrade)
            await connection.commit()
            await connection.execute(sqlalchemy.text(f"SELECT pg_advisory_unlock({MIGRATION_LOCK})"))
            return newest_revision()
    finally:
        await engine.dispose()


def newest_revision() -> str:
    """Name of the newest migration this code knows."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("The installation has no migrations: install it again.")
    return head


async def current_revision(dsn: str) -> str | None:
    """Name of the revision the database stands at; None where it was never migrated."""
    engine = create_async_engine(_for_sqlalchemy(dsn))
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
    finally:
        await engine.dispose()


def _upgrade(connection: sqlalchemy.Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def _for_sqlalchemy(dsn: str) -> Any:
    """A libpq address (also with a socket folder as host) as SQLAlchemy writes it."""
    scheme, rest = dsn.split("://", 1)
    if scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"The database address must begin with postgresql://, not {scheme}://.")
    return sqlalchemy.make_url(f"postgresql+asyncpg://{rest}")
