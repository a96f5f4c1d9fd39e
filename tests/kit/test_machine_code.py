"""Where machine code is kept: a folder for each state of the sources, and only where nobody else may write."""

import types

import pytest

from hamseda.kit import machine_code


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(machine_code, "version", lambda name: f"{name} 1")
    module = types.ModuleType("source")
    module.__file__ = str(tmp_path / "source.py")
    (tmp_path / "source.py").write_text("one = 1\n")
    return module


def test_another_state_of_the_sources_has_another_folder(source, tmp_path):
    before = machine_code.folder_of([source])
    assert before == machine_code.folder_of([source])
    assert before.is_relative_to(tmp_path / "cache" / "hamseda")
    (tmp_path / "source.py").write_text("one = 2\n")
    assert machine_code.folder_of([source]) != before


def test_another_numba_has_another_folder(source, monkeypatch):
    before = machine_code.folder_of([source])
    monkeypatch.setattr(machine_code, "version", lambda name: f"{name} 2")
    assert machine_code.folder_of([source]) != before


def test_a_folder_that_others_may_write_to_is_not_trusted(source):
    folder = machine_code.folder_of([source])
    folder.chmod(0o777)
    assert machine_code.folder_of([source]) is None


def test_nothing_is_kept_where_there_is_no_room_for_it(source, tmp_path):
    (tmp_path / "cache").write_text("a file, not a folder")
    assert machine_code.folder_of([source]) is None
