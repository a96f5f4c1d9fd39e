"""Whether a database is one that this program can work on, and bringing it to the newest schema."""

from collections.abc import Sequence

from hamseda.kit.cluster import Cluster
from hamseda.kit.foundation import foreign_scripts
from hamseda.kit.i18n import LANGUAGES, translate
from hamseda.settings import Settings, SettingsError

MOST_NAMED = 3


class ForeignDatabaseError(SettingsError):
    """The database was made by another version's foundation; the text says the cure in both languages."""


async def check_foundation(settings: Settings) -> None:
    """Raise ForeignDatabaseError where the tables of the database are not those of this program."""
    if foreign := await foreign_scripts(settings.database_url):
        raise ForeignDatabaseError(in_both(f"foundation.{_kind(settings)}", foreign, settings))


async def bring_up_to_date(settings: Settings) -> str:
    """Migrate where the schema is not the newest and answer its name; raises as check_foundation does."""
    from hamseda.kit.migration import current_revision, migrate, newest_revision  # noqa: PLC0415

    await check_foundation(settings)
    if await current_revision(settings.database_url) != newest_revision():
        await migrate(settings.database_url)
    return newest_revision()


def in_both(key: str, foreign: Sequence[str], settings: Settings) -> str:
    """Say it in every language, a line each: at the start nobody has told theirs yet."""
    named = ", ".join(foreign[:MOST_NAMED]) + (" …" if len(foreign) > MOST_NAMED else "")
    said = {"scripts": named, "folder": str(settings.data_folder)}
    return "\n".join(translate(language, key, **said) for language in LANGUAGES)


def _kind(settings: Settings) -> str:
    if Cluster(settings.data_folder / "postgres").dsn != settings.database_url:
        return "server"
    return "demo" if settings.demo else "embedded"
