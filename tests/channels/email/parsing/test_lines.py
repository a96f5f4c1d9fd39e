"""Many mails: where they are found, in which order they come out, and that nothing stops the line."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hamseda.channels.email.parsing import worker
from hamseda.channels.email.parsing.authenticity import Asking
from hamseda.channels.email.parsing.pool import Pool
from hamseda.channels.email.parsing.sources import Source, sources_in

MAIL = b"From: a@example.com\nSubject: %d\n\ntext\n"


def read(sources, **options):
    options.setdefault("seconds", 20.0)
    return [json.loads(line) for line in Pool(Asking(), **options).lines(sources)]


def of(*contents):
    return [Source(str(number), content=content) for number, content in enumerate(contents)]


def test_the_order_of_the_mails_is_kept_whatever_each_of_them_takes():
    slow = b"Content-Type: text/html\n\n" + b"<p>x" * 4_000
    found = read(of(*[slow if number % 7 == 0 else MAIL % number for number in range(60)]), jobs=3)
    assert [one["file"] for one in found] == [str(number) for number in range(60)]
    assert [one["subject"] for one in found if one["subject"]] == [str(n) for n in range(60) if n % 7]


def test_a_folder_is_walked_in_the_order_of_its_names(tmp_path):
    for name in ("b.eml", "a/z.eml", "a/b/c.eml", "ب.eml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(MAIL % 1)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a" / "round").symlink_to(tmp_path)
    names = [one.name.removeprefix(f"{tmp_path}/") for one in sources_in(str(tmp_path))]
    assert names == ["a/b/c.eml", "a/z.eml", "b.eml", "ب.eml"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_each_mail_of_a_box_to_the_byte(tmp_path, end):
    first = b"Subject: 1\n\nFrom here on\n\nFrom x Mon Jan 1\n\n>From there\n".replace(b"\n", end)
    second = b"Subject: 2\n\ny\n\n\n".replace(b"\n", end)
    line = b"From a@example.com Mon Jan  1 00:00:00 2024" + end
    (tmp_path / "box").write_bytes(line + first + end + line + second)
    found = list(sources_in(str(tmp_path / "box")))
    assert [one.name.rpartition("#")[2] for one in found] == ["1", "2"]
    assert [one.read(10_000) for one in found] == [line + first, line + second]
    assert [one["subject"] for one in read(found)] == ["1", "2"]


def test_one_mail_with_an_envelope_line_is_no_box(tmp_path):
    file = tmp_path / "a.eml"
    file.write_bytes(b"From a@example.com Mon Jan  1 00:00:00 2024\nSubject: 1\n\nx\n")
    assert [one.name for one in sources_in(str(file))] == [str(file)]
    assert [one.name for one in sources_in(str(file.rename(tmp_path / "a.mbox")))] == [f"{tmp_path}/a.mbox#1"]


def test_standard_input_is_one_mail(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(MAIL % 3)))
    (found,) = read(sources_in("-"))
    assert (found["file"], found["subject"]) == ("-", "3")


def test_a_file_that_is_gone_or_closed_has_its_line_too(tmp_path):
    (found,) = read([Source("x", os.fsencode(tmp_path / "nothing"))])
    assert found["defects"] == ["unreadable: No such file or directory"]


def test_a_mail_that_ends_its_reader_is_read_as_far_as_it_goes(monkeypatch):
    real = worker.judge

    def deadly(content, file, asking, depth="whole"):
        if b"deadly" in content and depth != "head":
            os.kill(os.getpid(), signal.SIGSEGV)
        return real(content, file, asking, depth)

    monkeypatch.setattr(worker, "judge", deadly)
    found = read(of(MAIL % 1, b"From: a@example.com\nSubject: deadly\n\nx", MAIL % 2), jobs=2)
    assert [one["subject"] for one in found] == ["1", "deadly", "2"]
    assert found[1]["from"] == [{"name": "", "address": "a@example.com"}]
    assert [one.split(":")[0] for one in found[1]["defects"]] == ["crash", "crash"]


def test_a_mail_that_ends_every_reader_has_its_line(monkeypatch):
    monkeypatch.setattr(worker, "judge", lambda *_: os._exit(3))
    (found,) = read(of(MAIL % 1))
    assert (found["file"], found["subject"], len(found["defects"])) == ("0", "", 3)


@pytest.mark.parametrize("way", ["spins", "sleeps"])
def test_a_mail_past_its_time_is_read_without_what_took_it(monkeypatch, way):
    real = worker.judge

    def slow(content, file, asking, depth="whole"):
        while b"slow" in content and depth == "whole":
            if way == "sleeps":
                signal.pause()
        return real(content, file, asking, depth)

    monkeypatch.setattr(worker, "judge", slow)
    found = read(of(MAIL % 1, b"Subject: slow\n\nwords", MAIL % 2), seconds=2.0)
    assert [one["subject"] for one in found] == ["1", "slow", "2"]
    assert found[1]["text"] == "words"
    assert found[1]["defects"][0].startswith("time_limit:")


def test_a_mail_that_takes_too_much_memory_is_read_without_what_took_it(monkeypatch):
    real = worker.judge

    def greedy(content, file, asking, depth="whole"):
        if b"greedy" in content and depth == "whole":
            bytearray(worker.MEMORY_BYTES)
        return real(content, file, asking, depth)

    monkeypatch.setattr(worker, "judge", greedy)
    (found,) = read(of(b"Subject: greedy\n\nwords"))
    assert found["text"] == "words"
    assert found["defects"][0].startswith("memory_limit:")


def test_a_fault_of_ours_is_a_defect_of_its_line(monkeypatch):
    def faulty(content, file, asking, depth="whole"):
        raise ValueError("سلام")

    monkeypatch.setattr(worker, "judge", faulty)
    (found,) = read(of(MAIL % 1))
    assert found["defects"][0].startswith("fault: ValueError: سلام")


def test_no_process_is_left(monkeypatch):
    pool = Pool(Asking(), jobs=2)
    lines = pool.lines(of(*[MAIL % 1] * 10))
    next(lines)
    pids = [one.pid for one in pool._processes]
    assert pids
    lines.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_the_command(tmp_path: Path):
    (tmp_path / "a.eml").write_bytes("From: نگار <a@example.com>\r\nSubject: سفارش\r\n\r\nسلام\r\n".encode())
    (tmp_path / "b.eml").write_bytes(b"\x00\xff" * 1_000)
    done = subprocess.run(
        [sys.executable, "-m", "hamseda", "mail", "parse", str(tmp_path)],
        capture_output=True,
        timeout=60,
        check=False,
    )
    first, second = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, done.stderr) == (0, b"")
    assert (first["subject"], first["text"], first["reply"]) == ("سفارش", "سلام", "سلام")
    assert second["file"] == str(tmp_path / "b.eml")


def test_the_command_says_what_is_not_there(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "hamseda", "mail", "parse", str(tmp_path / "nothing")],
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"No such file" in done.stderr
