"""The supervisor, with real child processes."""

import asyncio
import http.server
import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from hamseda.kit.cluster import Cluster, ClusterUnit
from hamseda.kit.supervisor import Program, StartFailed, Supervisor, ready_at

SLEEP = ["/bin/sleep", "600"]
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(600)
"""
NOTED = """
import os, signal, sys, time
def note(word): open(sys.argv[1], "a").write(f"{sys.argv[2]} {word}\\n")
def end(*_): note("ends"); sys.exit(0)
signal.signal(signal.SIGTERM, end)
note("starts")
os.write(int(os.environ["READY_FD"]), b"\\n")
time.sleep(600)
"""
HOST = """
import asyncio, sys
from hamseda.kit.supervisor import Program, Supervisor
async def main():
    deaf = "import signal,time; signal.signal(15, signal.SIG_IGN); time.sleep(600)"
    units = [Program("one", ["/bin/sleep", "600"]), Program("deaf", [sys.executable, "-c", deaf], grace=60)]
    supervisor = Supervisor(units)
    async def tell():
        while [one.state for one in supervisor.status()] != ["ready", "ready"]:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)  # the deaf one has shut its ears by now
        print("pids", *(pid for one in supervisor.status() for pid in one.pids), flush=True)
    telling = asyncio.create_task(tell())
    await supervisor.run()
asyncio.run(main())
"""


class Heard(list[str]):
    def line(self, name: str, text: str) -> None:
        self.append(f"{name}: {text}")


async def until(true, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(0.02)


def lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.fixture
async def supervise():
    """Start supervisors that are surely stopped."""
    all_of_them = []

    def make(*units, **options):
        heard = Heard()
        one = Supervisor(units, say=heard.append, **options)
        all_of_them.append(one)
        return one, heard

    yield make
    for one in all_of_them:
        await one.stop()


async def test_units_start_in_order_and_stop_in_reverse_order(supervise, tmp_path):
    diary = tmp_path / "diary"
    units = [
        Program(name, [sys.executable, "-c", NOTED, str(diary), name], tells_ready=True)
        for name in ("first", "second", "third")
    ]
    supervisor, _ = supervise(*units)
    await supervisor.start()
    assert [one.state for one in supervisor.status()] == ["ready"] * 3
    await supervisor.stop()
    assert diary.read_text().splitlines() == [
        "first starts", "second starts", "third starts", "third ends", "second ends", "first ends",
    ]  # fmt: skip
    assert [one.state for one in supervisor.status()] == ["stopped"] * 3


async def test_a_killed_child_is_started_again_and_that_is_said(supervise):
    supervisor, heard = supervise(Program("web", SLEEP))
    await supervisor.start()
    first = supervisor.status()[0].pids[0]
    os.kill(first, signal.SIGKILL)
    await until(lambda: supervisor.status()[0].pids not in {(), (first,)})
    assert heard == ["web was ended by SIGKILL; starting it again in 0.1 s"]
    assert supervisor.status()[0].restarts == 1
    assert supervisor.status()[0].last_end == "was ended by SIGKILL"


async def test_the_pause_between_restarts_grows(supervise):
    supervisor, heard = supervise(
        Program("web", ["/bin/sh", "-c", "exit 3"], tells_ready=True), first_attempts=4
    )
    with pytest.raises(StartFailed, match="web could not be started: it ended by itself with exit code 3"):
        await supervisor.start()
    pauses = [line.split(" in ")[1] for line in heard[:3]]
    assert pauses == ["0.1 s", "0.2 s", "0.4 s"]


async def test_a_program_that_is_not_there_is_named(supervise):
    said = Heard()
    supervisor, _ = supervise(
        Program("web", ["/nowhere/at-all"], say=said.line, tells_ready=True), first_attempts=1
    )
    with pytest.raises(StartFailed):
        await supervisor.start()
    assert said == ["web: /nowhere/at-all cannot be started: No such file or directory"]


async def test_a_child_that_ignores_sigterm_is_killed_after_its_grace(supervise):
    said = Heard()
    supervisor, _ = supervise(Program("deaf", [sys.executable, "-c", DEAF], grace=0.3, say=said.line))
    await supervisor.start()
    await until(lambda: "deaf: deaf" in said)
    pids = supervisor.status()[0].pids
    await supervisor.stop()
    assert not any(lives(pid) for pid in pids)
    assert said[-1] == "deaf: did not end within 0.3 s of SIGTERM: killed"


async def test_what_a_dead_child_left_in_its_group_is_ended_before_the_restart(supervise):
    said = Heard()
    shell = "sleep 600 & echo $!; exec sleep 600"
    supervisor, _ = supervise(Program("web", ["/bin/sh", "-c", shell], say=said.line))
    await supervisor.start()
    await until(lambda: len(said) == 1)
    grandchild = int(said[0].removeprefix("web: "))
    os.kill(supervisor.status()[0].pids[0], signal.SIGKILL)
    await until(lambda: len(said) == 2)
    assert not lives(grandchild)


async def test_a_unit_that_never_gets_ready_is_restarted(supervise):
    supervisor, heard = supervise(
        Program("mute", SLEEP, tells_ready=True), ready_seconds=0.2, first_attempts=2
    )
    with pytest.raises(StartFailed, match=r"was not ready within 0.2 s"):
        await supervisor.start()
    assert len(heard) == 2


async def test_output_carries_the_name_and_long_lines_do_not_block(supervise):
    said = Heard()
    code = "print('x' * 300_000); print('short'); import sys; print('wrong', file=sys.stderr)"
    web = Program("web", [sys.executable, "-u", "-c", code], say=said.line, tells_ready=True)
    supervisor, _ = supervise(web, first_attempts=1)
    with pytest.raises(StartFailed):
        await supervisor.start()
    assert sum(line.count("x") for line in said) == 300_000
    assert said[-2:] == ["web: short", "web: wrong"]


async def test_ready_at_asks_the_address():
    served = threading.Event()

    class Health(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if served.is_set() else 503)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Health)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    check = ready_at(f"http://127.0.0.1:{server.server_port}/health")
    assert not await check()
    served.set()
    assert await check()
    server.shutdown()
    server.server_close()
    assert not await check()


async def test_memory_is_told_by_process(supervise):
    supervisor, _ = supervise(Program("web", SLEEP))
    await supervisor.start()
    await until(lambda: [row.title for row in supervisor.memory()][1:] == ["/bin/sleep 600"])
    ours, web = supervisor.memory()
    assert (ours.unit, ours.pid) == ("supervisor", os.getpid())
    assert 0 < web.proportional <= web.resident < ours.resident


async def test_a_cluster_is_a_unit_and_comes_back_after_a_kill(supervise, open_folder):
    unit = ClusterUnit("postgres", Cluster(open_folder() / "postgres", settings={"fsync": "off"}))
    supervisor, heard = supervise(unit)
    await supervisor.start()
    postmaster = unit.pids()[0]
    assert len([row for row in supervisor.memory() if row.unit == "postgres"]) == len(unit.pids())
    os.kill(postmaster, signal.SIGKILL)
    await until(lambda: heard and supervisor.status()[0].state == "ready")
    assert heard == ["postgres ended without being asked; starting it again in 0.1 s"]
    assert await unit.is_ready()
    await supervisor.stop()
    assert unit.pids() == []


class Host:
    """A supervisor in a process of its own, with a sleeper and one that is deaf to SIGTERM."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", HOST], stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if line.startswith("pids "):
                self.pids = [int(word) for word in line.split()[1:]]
                return

    def someone_lives(self) -> bool:
        return any(lives(pid) for pid in self.pids)


@pytest.fixture
def host():
    one = Host()
    assert len(one.pids) == 2
    yield one
    one.process.kill()
    one.process.communicate()


async def test_children_are_gone_when_the_supervisor_is_killed(host):
    host.process.kill()
    await until(lambda: not host.someone_lives(), 5)


async def test_the_second_ctrl_c_kills_what_the_first_could_not_end(host):
    host.process.send_signal(signal.SIGINT)
    assert "SIGINT: stopping everything" in host.process.stdout.readline()
    assert host.someone_lives()
    host.process.send_signal(signal.SIGINT)
    said, _ = host.process.communicate(timeout=20)
    assert "again" not in said, "what was killed is not started again"
    assert not host.someone_lives()
    assert host.process.returncode == 0


async def test_a_child_is_not_in_the_terminals_process_group(host):
    assert os.getpgid(host.pids[0]) == host.pids[0] != os.getpgid(host.process.pid)
