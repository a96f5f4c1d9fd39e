"""Small models, and the command as people type it."""

import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from hamseda.cli import app


@pytest.fixture
def twin() -> Callable[..., Result]:
    return lambda *words: CliRunner().invoke(app, ["twin", *map(str, words)])


@pytest.fixture
def saved(tmp_path) -> Callable[..., str]:
    """Writes a model to a file and names it."""

    def save(content, name="model.json"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    return save
