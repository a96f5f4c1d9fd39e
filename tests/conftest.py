"""What every test may ask for: one real PostgreSQL for the whole run, and the fixtures of tests/fixtures."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from hamseda.kit.cluster import Cluster

pytest_plugins = ["fixtures.peers", "fixtures.pace", "fixtures.postgres", "fixtures.people", "fixtures.house"]

# A throw-away server need not survive a power cut; tests of durability start a cluster of their own.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "120"}


# A test waits for what happens, never for a clock: how long an example takes says nothing on a shared machine.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Callable[[], Path]]:
    """Makes throw-away folders with a short path that the server's own account may pass, unlike tmp_path."""
    made = []

    def make() -> Path:
        made.append(Path(tempfile.mkdtemp(prefix="hamseda-test-")))
        made[-1].chmod(0o711)
        return made[-1]

    yield make
    for folder in made:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def cluster_dsn(real_peer, testrun_uid: str) -> Iterator[str]:
    """The address of one embedded PostgreSQL that all workers of this run share; the last one removes it."""
    folder = Path(tempfile.gettempdir()) / f"hamseda-test-{testrun_uid[:12]}"
    cluster = Cluster(folder / "postgres", settings=FORGETFUL)
    dsn = cluster.start()
    major = (cluster.folder / "data" / "PG_VERSION").read_text(encoding="ascii").strip()
    real_peer("PostgreSQL", major)
    yield dsn
    if cluster.stop():
        shutil.rmtree(folder)
