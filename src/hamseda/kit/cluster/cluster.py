import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from hamseda.kit.cluster import keeper
from hamseda.kit.cluster.account import account_for
from hamseda.kit.cluster.binaries import place_binaries
from hamseda.kit.cluster.configuration import ROLE, write_configuration
from hamseda.kit.cluster.creation import ENVIRONMENT, ensure_data
from hamseda.kit.cluster.errors import ClusterError
from hamseda.kit.cluster.layout import Layout
from hamseda.kit.cluster.leftovers import (
    clear_leftovers,
    parent_of_postmaster,
    running_postmaster,
    server_processes,
    wait_until,
)
from hamseda.kit.cluster.locks import PAUSE, FileLock, is_free, owned

MINIMUM_FREE = 100_000_000  # bytes; below this PostgreSQL may stop while it recovers
GRACE = 30.0  # seconds that a fast shutdown may take before an immediate one
LOCK_SECONDS = 60.0


def default_folder() -> Path:
    """Return where the cluster lies unless a setting says otherwise."""
    if os.geteuid() == 0:
        return Path("/var/lib/hamseda/postgres")
    data_home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data_home) / "hamseda" / "postgres"


class Cluster:
    """The embedded PostgreSQL of one folder, shared by every process that has started it.

    The first `start` brings the server up, later ones of the same folder join it; it goes down when the
    last of them has stopped or died. The server is durable unless `settings` say otherwise.
    """

    def __init__(
        self,
        folder: Path,
        *,
        settings: Mapping[str, str] | None = None,
        database: str = "hamseda",
        seconds: float = 60.0,
    ) -> None:
        """`seconds` is how long the server may take to answer, recovery after a crash included."""
        self.folder = folder.absolute()
        self._settings = dict(settings or {})
        self._database = database
        self._seconds = seconds
        self._use: FileLock | None = None
        self._keeper: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Brings the server up or joins it, and returns its address (DSN); starting again is harmless."""
        layout = self._layout()
        layout.make()
        with owned(layout.lock("start"), LOCK_SECONDS):
            self._join(layout)
            try:
                self._ensure_up(layout)
            except BaseException:
                self._leave()
                raise
        return self.dsn

    def stop(self) -> bool:
        """Leaves the server; the last one to leave waits for its end and is told True."""
        if self._use is None:
            return False
        layout = self._layout()
        with owned(layout.lock("start"), LOCK_SECONDS):
            last = self._use.is_ours_alone()
            self._leave()
            if last and not wait_until(lambda: self._is_down(layout), GRACE + LOCK_SECONDS):
                raise ClusterError(f"PostgreSQL in {self.folder} does not end.", "Look into its log folder.")
        return last

    def is_alive(self) -> bool:
        """Whether the server's process lives; cheap enough to ask often."""
        return running_postmaster(self._layout()) is not None

    def is_ready(self) -> bool:
        """Whether the server answers at its socket."""
        layout = self._layout()
        if running_postmaster(layout) is None:
            return False
        program = str(place_binaries(layout) / "pg_isready")
        command = [program, "-q", "-h", str(layout.run), "-U", ROLE, "-d", self._database, "-t", "5"]
        return subprocess.run(command, check=False, env=ENVIRONMENT).returncode == 0  # noqa: S603 - our own

    @property
    def dsn(self) -> str:
        return f"postgresql://{ROLE}@/{self._database}?host={quote(str(self._layout().run), safe='')}"

    def pids(self) -> list[int]:
        """Return the server's processes, the postmaster first."""
        return server_processes(self._layout())

    def keeper_pid(self) -> int | None:
        """Return the process that ends the server with its last user."""
        return parent_of_postmaster(self._layout(), keeper.__file__)

    def _layout(self) -> Layout:
        return Layout(self.folder, account_for(self.folder / "data"))

    def _join(self, layout: Layout) -> None:
        if self._use is not None:
            return
        use = FileLock(layout.lock("users"))
        try:
            use.share(GRACE + LOCK_SECONDS)  # held by a keeper that is shutting its server down
        except BlockingIOError as busy:
            raise ClusterError(
                f"PostgreSQL in {self.folder} is still shutting down.", "Wait a moment and start again."
            ) from busy
        self._use = use

    def _leave(self) -> None:
        if self._use is not None:
            self._use.release()
            self._use = None

    def _ensure_up(self, layout: Layout) -> None:
        """Join a ready server that has a keeper; if it has none, or that ends meanwhile, bring up our own."""
        deadline = time.monotonic() + self._seconds
        while (unkept := is_free(layout.lock("keeper"))) or not self.is_ready():
            if unkept:
                self._bring_up(layout)
            elif time.monotonic() > deadline:
                raise ClusterError(
                    f"PostgreSQL in {self.folder} does not answer after {self._seconds:.0f} s.",
                    f"Its log in {layout.log} says what it is doing.",
                )
            else:
                time.sleep(PAUSE)

    def _bring_up(self, layout: Layout) -> None:
        if shutil.disk_usage(layout.folder).free < MINIMUM_FREE:
            raise ClusterError(
                f"Less than {MINIMUM_FREE // 1_000_000} MB are free on the disk of {layout.folder}.",
                "Make room, then start again: nothing is lost.",
            )
        clear_leftovers(layout)
        binaries = place_binaries(layout)
        ensure_data(layout, binaries, self._database, durable=self._settings.get("fsync") != "off")
        write_configuration(layout, self._settings)
        self._keeper = _start_keeper(layout, binaries)
        wait_until(lambda: self._is_up(layout) or self._keeper_ended(), self._seconds)
        if self._keeper_ended():
            raise _explained(layout)

    def _is_up(self, layout: Layout) -> bool:
        found = running_postmaster(layout)
        return found is not None and found.state == "ready"

    def _is_down(self, layout: Layout) -> bool:
        self._keeper_ended()  # also lets the kernel forget it
        return running_postmaster(layout) is None and is_free(layout.lock("keeper"))

    def _keeper_ended(self) -> bool:
        return self._keeper is not None and self._keeper.poll() is not None


def _start_keeper(layout: Layout, binaries: Path) -> "subprocess.Popen[bytes]":
    settings = layout.configuration / "postgresql.conf"
    orders = keeper.Orders(
        command=[str(binaries / "postgres"), "-D", str(layout.data), "-c", f"config_file={settings}"],
        uid=layout.account.uid,
        gid=layout.account.gid,
        users_lock=str(layout.lock("users")),
        keeper_lock=str(layout.lock("keeper")),
        log=str(_log(layout)),
        grace=GRACE,
    )
    with (layout.folder / "keeper.log").open("wb") as complaints:
        return subprocess.Popen(  # noqa: S603 - our own program, no shell
            [sys.executable, "-I", "-S", keeper.__file__, json.dumps(orders)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            cwd="/",
            umask=0o077,
            start_new_session=True,  # Ctrl-C in a terminal is for us: we decide when the server goes
        )


def _log(layout: Layout) -> Path:
    return layout.log / "postgres.log"


def _explained(layout: Layout) -> ClusterError:
    """Turn the last words of a server that did not start into a problem and its cure."""
    words = ""
    for path in (layout.folder / "keeper.log", _log(layout)):
        if path.exists():
            words += path.read_text(encoding="utf-8", errors="replace")[-2000:]
    if "No space left on device" in words:
        return ClusterError(f"The disk of {layout.folder} is full.", "Make room, then start again.")
    if "could not map anonymous shared memory" in words or "Cannot allocate memory" in words:
        return ClusterError("There is too little memory for PostgreSQL.", "End other programs, start again.")
    last = "\n".join(words.strip().splitlines()[-5:])
    return ClusterError(f"PostgreSQL did not start:\n{last}\n", f"The whole log is {_log(layout)}.")
