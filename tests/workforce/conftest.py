"""Runs the commands of workforce as people type them."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from hamseda.cli import app


@pytest.fixture
def workforce() -> Callable[..., Result]:
    return lambda *words: CliRunner().invoke(app, ["workforce", *map(str, words)])
