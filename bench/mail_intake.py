"""E-mail intake: processor time of one mail, from LMTP to a stored and visible message that waits in its queue.

Run: python bench/mail_intake.py [--mails 400] [--customers 100] [--goal-ms 8]
The sending server is a process of its own and is not counted; the worker, its reader process and every process
of PostgreSQL are. The database is durable (its settings are printed); fsync takes time, hardly any processor.
"""

import argparse
import asyncio
import json
import multiprocessing
import multiprocessing.connection
import random
import shutil
import smtplib
import sys
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import psutil
import uvloop
from _machine import measured

from hamseda.channels.email.api import open_mail, register_addresses
from hamseda.house import open_house
from hamseda.kit.cluster import Cluster
from hamseda.kit.ids import new_id
from hamseda.kit.migration import migrate
from hamseda.settings import Settings

ADDRESS, BORDER = "support@hamseda.test", "mx.hamseda.test"
WARM_UP = 40
WORDS = [
    "سلام",
    "سفارش",
    "من",
    "هنوز",
    "نرسیده",
    "است",
    "لطفاً",
    "بفرمایید",
    "کجاست",
    "ممنون",
    "می\u200cشوم",
    "اگر",
    "زودتر",
    "پاسخ",
    "بدهید",
    "شماره\u200cی",
    "پیگیری",
]


def mails(count: int, customers: int) -> list[bytes]:
    """Persian mails of customers: plain text and HTML, about four kilobytes, one in ten with a file."""
    pick = random.Random(7)
    made = []
    for number in range(count):
        mail = EmailMessage()
        mail["From"] = f"نگار {number % customers} <negar{number % customers}@example.com>"
        mail["To"], mail["Subject"] = ADDRESS, f"سفارش شماره‌ی {number}"
        mail["Message-ID"], mail["Date"] = (
            f"<{number}.{pick.random()}@example.com>",
            "Sun, 22 Nov 2026 08:00:00 +0000",
        )
        text = "\n".join(" ".join(pick.choices(WORDS, k=12)) for _ in range(6))
        mail.set_content(text)
        paragraphs = "".join(f'<p style="text-align:right">{line}</p>' for line in text.splitlines())
        mail.add_alternative(f'<html><body dir="rtl">{paragraphs}</body></html>', subtype="html")
        if number % 10 == 0:
            mail.add_attachment(
                pick.randbytes(20_000), maintype="application", subtype="pdf", filename="فاکتور.pdf"
            )
        verdict = f"Authentication-Results: {BORDER}; dmarc=pass header.from=example.com\r\n"
        made.append(verdict.encode() + mail.as_bytes())
    return made


def send_all(port: int, contents: list[bytes], a_connection: int) -> None:
    """Deliver as a mail server does: several mails over one connection."""
    for start in range(0, len(contents), a_connection):
        with smtplib.LMTP("127.0.0.1", port) as client:
            for content in contents[start : start + a_connection]:
                client.sendmail("negar@example.com", ADDRESS, content)


async def plant(owner: asyncpg.Connection) -> tuple[UUID, UUID]:
    """One organization with one department, queue and mail channel."""
    the, department, queue, channel = (new_id() for _ in range(4))
    await owner.execute("INSERT INTO organization (id, slug, name) VALUES ($1, 'bench', 'bench')", the)
    await owner.execute("INSERT INTO event_head VALUES ($1)", the)
    await owner.execute(
        "INSERT INTO department (organization_id, id, name) VALUES ($1, $2, 'd')", the, department
    )
    await owner.execute(
        "INSERT INTO queue (organization_id, id, name, department_id) VALUES ($1, $2, 'q', $3)",
        the,
        queue,
        department,
    )
    settings = json.dumps({"address": ADDRESS, "authserv_id": BORDER})
    await owner.execute(
        "INSERT INTO channel (organization_id, id, kind, name, queue_id, settings) VALUES ($1, $2, 'email', 'c', $3, $4)",
        the,
        channel,
        queue,
        settings,
    )
    return the, channel


def processor_seconds(postmaster: psutil.Process) -> dict[str, float]:
    """User and system time so far: this process, its reader, and PostgreSQL with the backends that have ended."""
    me = psutil.Process()
    own = me.cpu_times()
    spent = {
        "worker": own.user + own.system,
        "reader": own.children_user + own.children_system,
        "postgres": 0.0,
    }
    for child in me.children(recursive=True):
        if "reader_process" in " ".join(child.cmdline()):
            times = child.cpu_times()
            spent["reader"] += times.user + times.system
    top = postmaster.cpu_times()
    spent["postgres"] = top.children_user + top.children_system
    for one in [postmaster, *postmaster.children(recursive=True)]:
        times = one.cpu_times()
        spent["postgres"] += times.user + times.system
    return spent


async def wait_until_placed(owner: asyncpg.Connection, count: int) -> None:
    while await owner.fetchval("SELECT count(*) FROM raw_mail WHERE state <> 'received'") < count:
        await asyncio.sleep(0.1)


async def measure(dsn: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    await migrate(dsn)
    owner = await asyncpg.connect(dsn)
    the, channel = await plant(owner)
    house = await open_house(Settings(folder=str(folder), lmtp_port=0), dsn)
    async with house.database.transaction(the) as work:
        await register_addresses(work, channel, {"address": ADDRESS})
    contents = mails(WARM_UP + options.mails, options.customers)
    spawn = multiprocessing.get_context("spawn")
    async with open_mail(house) as mail:
        step, _ = mail.steps["mail"]

        async def work_on() -> None:
            while True:
                await step()

        loop = asyncio.create_task(work_on())
        postmaster = psutil.Process(await owner.fetchval("SELECT pg_backend_pid()")).parent()

        async def deliver(some: list[bytes], total: int) -> tuple[dict[str, float], float]:
            sender = spawn.Process(target=send_all, args=(mail.lmtp_port, some, options.a_connection))
            before, begun = processor_seconds(postmaster), time.perf_counter()
            sender.start()
            await asyncio.to_thread(multiprocessing.connection.wait, [sender.sentinel])
            own = psutil.Process(sender.pid).cpu_times()  # it has ended, but is not taken away yet
            sender.join()
            await wait_until_placed(owner, total)
            after = processor_seconds(postmaster)
            # A child that has ended is in our own account: the sender is taken off again.
            after["reader"] -= own.user + own.system
            return {name: after[name] - before[name] for name in before}, time.perf_counter() - begun

        await deliver(contents[:WARM_UP], WARM_UP)
        spent, seconds = await deliver(contents[WARM_UP:], len(contents))
        loop.cancel()
    found = {
        "settings": {
            name: await owner.fetchval(f"SHOW {name}")
            for name in ("fsync", "synchronous_commit", "server_version")
        },
        "messages": await owner.fetchval("SELECT count(*) FROM message WHERE direction = 'inbound'"),
        "waiting": await owner.fetchval("SELECT count(*) FROM work_item WHERE state = 'waiting'"),
        "events": await owner.fetchval("SELECT count(*) FROM event WHERE kind = 'message.appended'"),
        "conversations": await owner.fetchval("SELECT count(*) FROM conversation"),
        "ms_a_mail": {name: round(value * 1000 / options.mails, 2) for name, value in spent.items()},
        "mails_a_second": round(options.mails / seconds, 1),
    }
    found["ms_a_mail"]["all"] = round(sum(spent.values()) * 1000 / options.mails, 2)
    await house.close()
    await owner.close()
    return found


@measured()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=400)
    parser.add_argument("--customers", type=int, default=100)
    parser.add_argument("--a-connection", type=int, default=20, help="mails over one connection")
    parser.add_argument("--goal-ms", type=float, default=8.0)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="hamseda-bench-"))
    folder.chmod(0o711)
    cluster = Cluster(folder / "postgres")
    try:
        dsn = cluster.start()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as the worker runs
            found = runner.run(measure(dsn, folder, options))
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
    whole = found["messages"] == options.mails + WARM_UP == found["events"]
    print(json.dumps(found, ensure_ascii=False))
    print(
        f"CPU of one mail: {found['ms_a_mail']['all']} ms (goal {options.goal_ms:g} ms), "
        f"{'all are stored and visible' if whole else 'MAILS ARE MISSING'}"
    )
    sys.exit(0 if whole and found["ms_a_mail"]["all"] <= options.goal_ms else 1)


if __name__ == "__main__":
    main()
