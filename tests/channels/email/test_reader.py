"""The process that reads mails: limited, replaced, and let go."""

import asyncio
import os
import signal

import pytest

from hamseda.channels.email.mail import UnreadableError
from hamseda.channels.email.reader import Reader

MAIL = b"From: a@example.com\r\nSubject: x\r\n\r\ntext\r\n"


@pytest.fixture
def file() -> bytes:
    return MAIL


async def test_one_process_reads_many(file):
    reader = Reader()
    assert (await reader.read(file)).text == "text"
    first = reader._process.pid
    await asyncio.gather(reader.read(file), reader.read(file))
    assert reader._process.pid == first
    await reader.close()
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


async def test_a_mail_that_takes_too_long_is_refused_and_the_next_is_read(file):
    reader = Reader(seconds=0.0)
    with pytest.raises(UnreadableError, match="seconds"):
        await reader.read(file)
    reader._seconds = 30.0
    assert (await reader.read(file)).text == "text"
    await reader.close()


async def test_a_reader_that_was_killed_is_replaced(file):
    reader = Reader()
    await reader.read(file)
    os.kill(reader._process.pid, signal.SIGSTOP)
    reading = asyncio.create_task(reader.read(file))
    await asyncio.sleep(0)
    os.kill(reader._process.pid, signal.SIGKILL)
    with pytest.raises(UnreadableError, match="died"):
        await reading
    assert (await reader.read(file)).text == "text"
    await reader.close()


async def test_a_bomb_of_memory_is_refused(tmp_path, file, monkeypatch):
    # The real limit is a gigabyte; the child is told a small one through its module.
    small = tmp_path / "small"
    small.mkdir()
    (small / "sitecustomize.py").write_text(
        "import resource; real = resource.setrlimit\n"
        "resource.setrlimit = lambda kind, limits: real(kind, (200 << 20, 200 << 20) if limits[0] else limits)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(small))
    reader = Reader()
    with pytest.raises(UnreadableError, match=r"memory|died"):
        await reader.read(MAIL + b"x" * (150 << 20))
    assert (await reader.read(file)).text == "text"
    await reader.close()


async def test_an_idle_process_is_let_go(file):
    reader = Reader()
    await reader.read(file)
    first = reader._process
    reader._let_go()
    await asyncio.wait_for(first.wait(), 10)
    assert (await reader.read(file)).text == "text"
    assert reader._process is not first
    await reader.close()
