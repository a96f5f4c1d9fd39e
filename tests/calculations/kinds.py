"""Calculations that only tests ask for. A module of its own: a spawned process must be able to find it."""

import multiprocessing
import os
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec

from hamseda.calculations.api import CalculationFailed, Kind, Report
from hamseda.organization.api import LEADERS


def echo(request: bytes, report: Report) -> bytes:
    report(0.5, "")
    return request


def dawdle(request: bytes, report: Report) -> bytes:
    """Begins a process of its own, notes both into a file, and goes on until ended."""
    below = subprocess.Popen(["sleep", "300"])
    note = Path(msgspec.json.decode(request)["file"])
    with note.open("a", encoding="ascii") as file:
        file.write(f"{os.getpid()} {below.pid}\n")
    for step in range(3000):
        report(min(step / 100, 0.9), "test", step=step)
        time.sleep(0.05)
    return b"{}"


def improve(request: bytes, report: Report) -> bytes:
    """Gets better and better until somebody wants what there is."""
    best = 0
    while not report.stop.wait(0.02):
        best += 1
        report(0.1)
    return msgspec.json.encode({"best": best})


def refuse(request: bytes, report: Report) -> bytes:
    raise CalculationFailed("too_long", minutes=7)


def stumble(request: bytes, report: Report) -> bytes:
    raise ZeroDivisionError


def swell(request: bytes, report: Report) -> bytes:
    return b'"' + b"x" * (33 * 1024 * 1024) + b'"'


def fall(request: bytes, report: Report) -> bytes:
    os.kill(os.getpid(), 9)
    return b"{}"


def devour(request: bytes, report: Report) -> bytes:
    """Takes so many MiB, each written to, and answers how much it got."""
    wanted = msgspec.json.decode(request)["mib"]
    held = []
    for _ in range(wanted):
        held.append(bytearray(os.urandom(1024)) * 1024)
    return str(len(held)).encode()


def devour_beside(request: bytes, report: Report) -> bytes:
    """Devours in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(devour, request, print).result()


def fall_beside(request: bytes, report: Report) -> bytes:
    """A process that it began falls."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(fall, request, print).result()


KINDS = (
    *(
        Kind(f"test.{run.__name__}", LEADERS, run)
        for run in (echo, dawdle, refuse, stumble, swell, fall, devour, devour_beside, fall_beside)
    ),
    Kind("test.improve", LEADERS, improve, can_conclude=True),
)
BY_NAME = {kind.name.removeprefix("test."): kind for kind in KINDS}
