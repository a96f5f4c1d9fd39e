"""The process that reads mails: limited, replaced, and let go."""

import asyncio
import os
import re
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
    mail = await reading
    assert (mail.text, mail.is_cut) == ("text", True)
    assert "died" in mail.defects[0]
    assert (await reader.read(file)).text == "text"
    await reader.close()


async def test_of_a_bomb_of_memory_the_beginning_is_read(tmp_path, file, monkeypatch):
    # The real limit is a gigabyte; the child is told a small one through its module.
    small = tmp_path / "small"
    small.mkdir()
    (small / "sitecustomize.py").write_text(
        "import resource; real = resource.setrlimit\n"
        "resource.setrlimit = lambda kind, limits: real(kind, (200 << 20, 200 << 20) if limits[0] else limits)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(small))
    reader = Reader()
    mail = await reader.read(MAIL + b"x" * (150 << 20))
    assert (mail.subject, mail.text[:6], mail.is_cut) == ("x", "text\nx", True)
    assert re.search(r"memory|died", mail.defects[0])
    assert (await reader.read(file)).text == "text"
    await reader.close()


async def test_a_mail_that_takes_too_much_processor_time_is_read_without_what_takes_it(
    tmp_path, file, monkeypatch
):
    # The child is told a limit for reading whole mails that no page of this length can keep.
    (tmp_path / "sitecustomize.py").write_text(
        "import signal; real = signal.setitimer\n"
        "signal.setitimer = lambda kind, seconds: real(kind, 0.001 if seconds > 0.5 else seconds)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    reader = Reader()
    mail = await reader.read(
        b"Subject: x\r\nContent-Type: text/html\r\n\r\n<p>words</p>" + b"<p>x</p>" * 20_000
    )
    assert (mail.subject, mail.text[:5], mail.html, mail.is_cut) == ("x", "words", None, True)
    assert "processor time" in mail.defects[0]
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
