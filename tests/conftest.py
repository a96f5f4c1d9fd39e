"""What every test may ask for: one real PostgreSQL for the whole run, and a word on which real peers ran."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hamseda.kit.cluster import Cluster

pytest_plugins = ["fixtures.postgres", "fixtures.people", "fixtures.house"]

STRICT = os.environ.get("CI") == "true" or os.environ.get("HAMSEDA_TEST_STRICT") == "1"
# A throw-away server need not survive a power cut; tests of durability start a cluster of their own.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
RAN, MISSING = pytest.StashKey[dict[str, str]](), pytest.StashKey[dict[str, str]]()


class RealPeers:
    """Remembers which real programs the tests met; in a strict run a missing one is a failure."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def __call__(self, name: str, version: str = "") -> None:
        self._config.stash[RAN][name] = version

    def missing(self, name: str, reason: str) -> None:
        self._config.stash[MISSING][name] = reason
        if STRICT:
            pytest.fail(f"{name} must be here in a strict run: {reason}")
        pytest.skip(f"{name}: {reason}")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RAN], config.stash[MISSING] = {}, {}


@pytest.fixture(scope="session")
def real_peer(request: pytest.FixtureRequest) -> RealPeers:
    """`real_peer("Chromium", "142")` notes that it ran, `real_peer.missing("Chromium", why)` skips."""
    return RealPeers(request.config)


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
def cluster_dsn(real_peer: RealPeers, testrun_uid: str) -> Iterator[str]:
    """The address of one embedded PostgreSQL that all workers of this run share; the last one removes it."""
    folder = Path(tempfile.gettempdir()) / f"hamseda-test-{testrun_uid[:12]}"
    cluster = Cluster(folder / "postgres", settings=FORGETFUL)
    dsn = cluster.start()
    major = (cluster.folder / "data" / "PG_VERSION").read_text(encoding="ascii").strip()
    real_peer("PostgreSQL", major)
    yield dsn
    if cluster.stop():
        shutil.rmtree(folder)


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:  # a worker of xdist hands its notes to the one who prints
        output["ran"], output["missing"] = session.config.stash[RAN], session.config.stash[MISSING]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    output = getattr(node, "workeroutput", {})
    node.config.stash[RAN].update(output.get("ran", {}))
    node.config.stash[MISSING].update(output.get("missing", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    ran = [f"{name} {version}".strip() + " ran" for name, version in sorted(config.stash[RAN].items())]
    missing = [f"{name} skipped: {reason}" for name, reason in sorted(config.stash[MISSING].items())]
    terminalreporter.write_line("Real peers: " + (", ".join(ran + missing) or "none was asked for"))
