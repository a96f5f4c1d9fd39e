"""What every test may ask for: throw-away folders, and the fixtures of tests/fixtures."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

pytest_plugins = [
    "fixtures.peers", "fixtures.pace", "fixtures.cluster", "fixtures.postgres", "fixtures.people", "fixtures.house",
]  # fmt: skip

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
