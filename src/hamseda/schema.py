"""Whether a database is one that this program can work on, and bringing it to the newest schema."""

from collections.abc import Sequence

from hamseda.kit.cluster import Cluster
from hamseda.kit.foundation import foreign_scripts
from hamseda.kit.i18n import LANGUAGES, translate
from hamseda.settings import Settings, SettingsError

MOST_NAMED = 3


class ForeignDatabaseError(SettingsError):
    """The database is another version's; the text says the cure in both languages."""


async def check_foundation(settings: Settings) -> None:
    """Raise ForeignDatabaseError where the tables of the database are not those of this program."""
    if foreign := await foreign_scripts(settings.database_url):
        raise refusal(_kind(settings), foreign, settings)


async def bring_up_to_date(settings: Settings) -> str:
    """Migrate where the schema is not the newest and answer its name; raises as check_foundation does."""
    from hamseda.kit.migration import current_revision, migrate, newest_revision  # noqa: PLC0415

    await check_foundation(settings)
    stands_at, newest = await current_revision(settings.database_url), newest_revision()
    if stands_at is not None and stands_at > newest:
        raise ForeignDatabaseError(_in_both("foundation.newer", revision=stands_at, newest=newest))
    if stands_at != newest:
        await migrate(settings.database_url)
    return newest


def refusal(of: str, foreign: Sequence[str], settings: Settings) -> ForeignDatabaseError:
    """Make the refusal of what these scripts differ in."""
    named = ", ".join(foreign[:MOST_NAMED]) + (" …" if len(foreign) > MOST_NAMED else "")
    return ForeignDatabaseError(_in_both(f"foundation.{of}", scripts=named, folder=str(settings.data_folder)))


def _in_both(key: str, **said: str) -> str:
    """Say it in every language, a line each: at the start nobody has told theirs yet."""
    return "\n".join(translate(language, key, **said) for language in LANGUAGES)


def _kind(settings: Settings) -> str:
    if Cluster(settings.data_folder / "postgres").dsn != settings.database_url:
        return "server"
    return "demo" if settings.demo else "embedded"
