"""Runs every check one after another, goes on after a failure, and ends with a list of what failed."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import build_ui
import environment
from environment import ROOT, VENV

Step = tuple[str, Callable[[], int]]
# The programs of others that tests talk to, and the Debian packages that bring them.
PEERS = {
    "chromium": ("chromium",),
    "php": ("php-cli",),
    "dovecot": ("dovecot-imapd", "dovecot-pop3d"),
    "postfix": ("postfix",),
}
# Wished for: what Debian may not have any more, and no run fails without.
WISHED = {"rspamd": ("rspamd",)}
# Needed by nothing: where it is not, its journeys go in Chromium and take longer.
QUICKER = {"chromium-headless-shell": ("chromium-headless-shell",)}
POLICY = Path("/usr/sbin/policy-rc.d")
# A file is one worker's, and in the order of collection: the longest files stand first (tests/fixtures/pace.py).
# One worker more than cores: a journey waits for its pages a third of its time.
ALL_CORES = ["-n", str((os.cpu_count() or 1) + 1), "--dist", "loadfile", "--no-loadscope-reorder"]


def main(what: str, arguments: list[str]) -> int:
    """Run `lint` or `test`; with arguments, only pytest with these."""
    # What Debian may not have is not asked for again with each part that is run.
    wanted = [*PEERS, *([] if arguments else [*WISHED, *QUICKER])]
    if what == "test" and not all(map(shutil.which, wanted)):
        with environment.heading("Installing the programs that the tests talk to"):
            _install_peers()
    steps = LINT if what == "lint" else [*LINT, *_web_steps("test"), ("Tests", _pytest(arguments))]
    if what == "test" and arguments:
        steps = [("Tests", _pytest(arguments))]
    failed = [title for title, step in steps if _fails(title, step)]
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nEverything passed.", flush=True)
    return 1 if failed else 0


def _fails(title: str, step: Callable[[], int]) -> bool:
    with environment.heading(title):
        return step() != 0


def _command(*words: str) -> Callable[[], int]:
    return lambda: environment.run(list(words))


def _pytest(arguments: list[str]) -> Callable[[], int]:
    return _command("pytest", *(arguments or ALL_CORES))


def _web_steps(script: str) -> list[Step]:
    """Offer the npm script of each web project that has it."""
    steps = []
    for name in build_ui.PROJECTS:
        described = ROOT / "ui" / name / "package.json"
        if described.exists() and script in json.loads(described.read_text(encoding="utf-8"))["scripts"]:
            npm = [
                str(VENV / "bin" / "python"),
                str(ROOT / "bin" / "build_ui.py"),
                "npm",
                name,
                "run",
                script,
            ]
            steps.append((f"Web {script} of {name}", _command(*npm)))
    return steps


def _install_peers() -> None:
    """Install the real programs that tests talk to and that are missing; say what stays missing."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        environment.run(["apt-get", "-qq", "update"], quiet)
        with _no_new_services():
            # One after another: apt installs nothing where it lacks one of several.
            for missing in filter(None, map(_missing, (PEERS, WISHED, QUICKER))):
                environment.run(
                    ["apt-get", "-qq", "-y", "install", "--no-install-recommends", *missing], quiet
                )
    if not shutil.which("chromium") and environment.run(["playwright", "install", "chromium"]) != 0:
        print("No browser could be installed: the journeys in a real browser are skipped.", flush=True)
    absent = [program for program in [*PEERS, *WISHED] if not shutil.which(program)]
    if absent:
        print(f"Not installed, so what needs it is skipped: {', '.join(absent)}.", flush=True)


def _missing(peers: dict[str, tuple[str, ...]]) -> list[str]:
    return [one for program, packages in peers.items() if not shutil.which(program) for one in packages]


@contextmanager
def _no_new_services() -> Iterator[None]:
    """Debian starts what it installs; tests start their own in folders of their own, and nothing else is wanted."""
    known = set(_services())
    is_ours = not POLICY.exists()
    if is_ours:
        POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
        POLICY.chmod(0o755)
    try:
        yield
    finally:
        if is_ours:
            POLICY.unlink()
        for name in sorted(set(_services()) - known):
            environment.run(["systemctl", "disable", name])


def _services() -> list[str]:
    if not shutil.which("systemctl"):
        return []
    return [file.name for file in Path("/etc/systemd/system").glob("*.wants/*.service")]


LINT: list[Step] = [
    ("Lint", _command("ruff", "check")),
    ("Format", _command("ruff", "format", "--check")),
    ("Types", _command("mypy")),
    ("Import fence", _command("lint-imports")),
    ("Licences", _command(str(VENV / "bin" / "python"), "bin/licences.py")),
    ("Types of the API", _command(str(VENV / "bin" / "python"), "bin/build_ui.py", "types")),
    *_web_steps("check"),
]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
