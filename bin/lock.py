"""Writes constraints.txt: the versions that this environment has, and no address of where they came from."""

import re
from importlib import metadata
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "constraints.txt"
OURS = {"hamseda", "pip", "setuptools", "wheel"}
HEAD = "# The versions that Hamseda was tested with. Renew: .venv/bin/python bin/lock.py\n"


def main() -> None:
    """Write one line for each installed package."""
    found = {re.sub(r"[-_.]+", "-", one.name).lower(): one.version for one in metadata.distributions()}
    lines = [f"{name}=={version}\n" for name, version in sorted(found.items()) if name not in OURS]
    TARGET.write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
