"""`hamseda bench`: the measurements of the source tree, one command each."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "bench"


def run(name: str, arguments: list[str]) -> int:
    """Run bench/NAME.py, or list what there is; answers the exit status."""
    if not FOLDER.is_dir():
        sys.stderr.write("The benchmarks are part of the source tree: run this from a checkout.\n")
        return 2
    scripts = {file.stem: file for file in sorted(FOLDER.glob("*.py")) if not file.stem.startswith("_")}
    if name == "list":
        for each, file in scripts.items():
            sys.stdout.write(f"{each:20} {_first_line(file)}\n")
        return 0
    if name not in scripts:
        sys.stderr.write(f"There is no benchmark {name}: one of {', '.join(scripts)}.\n")
        return 2
    command = [sys.executable, str(scripts[name]), *arguments]
    return subprocess.run(command, check=False).returncode  # noqa: S603 -- our own script


def _first_line(file: Path) -> str:
    return file.read_text(encoding="utf-8").lstrip('"').split("\n", 1)[0].strip('"')
