"""The demonstration, seeded once for a module, and its application."""

from datetime import UTC, datetime

import pytest

from fixtures.house import BASE_URL
from fixtures.mail import road
from hamseda.demo.plan import seed
from hamseda.settings import Settings

__all__ = ["road"]

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, database_dsn: str) -> Settings:
    folder = str(tmp_path_factory.mktemp("demo"))
    return Settings(folder=folder, database_url=database_dsn, public_url=BASE_URL, demo=True)


@pytest.fixture(scope="module")
async def seeded(settings: Settings) -> list[str]:
    """The shop stands; answers what was said while it was made."""
    said: list[str] = []
    assert await seed(settings, said.append, NOW)
    return said
