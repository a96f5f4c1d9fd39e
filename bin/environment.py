"""Makes and repairs the virtual environment; a second start finds by a stamp that nothing is to be done."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CONSTRAINTS = ROOT / "constraints.txt"
INSTALLING = VENV / ".hamseda-installing"  # there while pip works, and after it was interrupted
GIGABYTE = 1_000_000_000
EXTRAS = {"demo": "[schedule,documents]", "test": "[test]"}  # the demonstration shows all that there is
NEEDED_BYTES = {"demo": 1 * GIGABYTE, "test": 2 * GIGABYTE}


def ensure_installed(purpose: str) -> None:
    """Install the project for `demo` or `test`, unless exactly that is installed already."""
    wanted = _fingerprint()
    if any(_stamp(each) == wanted for each in {purpose, "test"}):
        return
    _check_disk(NEEDED_BYTES[purpose])
    with heading("Installing the Python packages (about a minute)"):
        _ensure_venv()
        INSTALLING.touch()
        pip_install("--editable", f".{EXTRAS[purpose]}")
        _stamp_path(purpose).write_text(wanted, encoding="ascii")
        INSTALLING.unlink(missing_ok=True)  # two starts at once: the other was quicker


def ensure_venv() -> None:
    """Make the virtual environment if it is missing or broken, and install nothing."""
    if INSTALLING.exists() or not _works():
        _check_disk(NEEDED_BYTES["demo"])
        _ensure_venv()


def pip_install(*what: str) -> None:
    """Install into the virtual environment from the registries that this machine is set up for."""
    pip = [
        str(VENV / "bin" / "python"),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--use-pep517",
    ]
    constraints = ["--constraint", str(CONSTRAINTS)] if CONSTRAINTS.exists() else []
    if run([*pip, *constraints, *what], {"HAMSEDA_SKIP_UI": "1"}) != 0:
        sys.exit(
            "pip could not install; its words are above. Without a network the first start cannot succeed."
        )


def is_installed(module: str) -> bool:
    """Tell whether the virtual environment has a module at its top level."""
    return any(VENV.glob(f"lib/python3*/site-packages/{module}"))


def run(command: list[str], more: Mapping[str, str] | None = None) -> int:
    """Run a command in the project's folder with the virtual environment first on PATH."""
    path = os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", os.defpath)])
    environment = os.environ | {"PATH": path, "VIRTUAL_ENV": str(VENV)} | dict(more or {})
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


@contextmanager
def heading(title: str) -> Iterator[None]:
    """Print what begins, and afterwards how long it took."""
    print(f"== {title}", flush=True)
    began = time.monotonic()
    try:
        yield
    finally:
        print(f"   {time.monotonic() - began:.1f} s", flush=True)


def _ensure_venv() -> None:
    """Make the environment anew when pip was interrupted in it: half a package looks like a whole one."""
    if _works() and not INSTALLING.exists():
        return
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "This Python cannot make virtual environments: its module ensurepip is missing.\n"
            "Install it (Debian, Ubuntu: apt install python3-venv), then start again."
        )
    # Not sys.executable: that may be the very environment that is to be cleared.
    base = getattr(sys, "_base_executable", sys.executable)
    if run([base, "-m", "venv", "--clear", str(VENV)]) != 0:
        sys.exit(f"The virtual environment {VENV} could not be made; the words of Python are above.")


def _works() -> bool:
    python = VENV / "bin" / "python"
    if not python.exists():
        return False
    check = [str(python), "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(check, check=False, stderr=subprocess.DEVNULL).returncode == 0


def _check_disk(needed: int) -> None:
    free = shutil.disk_usage(ROOT).free
    if free < needed:
        sys.exit(
            f"{free / GIGABYTE:.1f} GB are free on the disk of {ROOT}; {needed // GIGABYTE} GB are needed.\n"
            "Make room, then start again."
        )


def _fingerprint() -> str:
    """Digest what pip would look at: requirements, constraints, and the Python that it runs on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    relevant = json.dumps([project["project"], project["build-system"], sys.version], sort_keys=True)
    constraints = CONSTRAINTS.read_bytes() if CONSTRAINTS.exists() else b""
    return hashlib.sha256(relevant.encode() + constraints).hexdigest()


def _stamp(purpose: str) -> str:
    try:
        return _stamp_path(purpose).read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def _stamp_path(purpose: str) -> Path:
    return VENV / f".hamseda-{purpose}"
