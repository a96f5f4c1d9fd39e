"""A burst of mail by LMTP: how many a second are accepted (250 after they are durable), and when all are placed.

Run: python bench/mail_burst.py [--mails 5000] [--connections 8] [--goal 400]
The senders share the machine with the worker and with PostgreSQL; their own processor time is printed beside.
"""

import argparse
import asyncio
import json
import multiprocessing
import smtplib
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
from _machine import family, measured, print_settings, processor_seconds
from _mailroom import Mailroom, mailroom
from mail_intake import ADDRESS, mails

PLACED_IN = 600.0
READY = b"Subject: warm up\r\n\r\nwarm up\r\n"


def flood(port: int, contents: list[bytes], connections: int) -> tuple[float, float]:
    """Deliver over some connections at once; answers when the first began and the last was answered."""
    shares = [contents[n::connections] for n in range(connections)]

    def send(share: list[bytes]) -> None:
        with smtplib.LMTP("127.0.0.1", port, timeout=120) as client:
            for content in share:
                client.sendmail("negar@example.com", ADDRESS, content)

    begun = time.time()
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(send, shares))
    return begun, time.time()


def run_flood(
    answer: "multiprocessing.queues.Queue[tuple[float, float, float]]",
    port: int,
    contents: list[bytes],
    connections: int,
) -> None:
    begun, ended = flood(port, contents, connections)
    times = psutil.Process().cpu_times()
    answer.put((begun, ended, times.user + times.system))


async def measure(options: argparse.Namespace) -> bool:
    contents = mails(options.mails, 500)
    spawn = multiprocessing.get_context("spawn")
    async with mailroom() as room:
        await print_settings(room.owner)
        await asyncio.to_thread(flood, room.port, [READY], 1)
        answers = spawn.Queue()
        sender = spawn.Process(target=run_flood, args=(answers, room.port, contents, options.connections))
        before = spent(room)
        sender.start()
        begun, accepted, own = await asyncio.to_thread(answers.get)
        while await waiting(room) and time.time() < accepted + PLACED_IN:
            await asyncio.sleep(0.2)
        placed = time.time()
        count = await room.owner.fetchval(
            "SELECT count(*) FROM message WHERE kind = 'message' AND direction = 'inbound'"
        )
        found = {
            "mails": options.mails,
            "accepted_a_second": round(options.mails / (accepted - begun)),
            "placed_a_second": round(options.mails / (placed - begun)),
            "server_cpu_ms_a_mail": round((spent(room) - before) * 1000 / options.mails, 2),
            "sender_cpu_ms_a_mail": round(own * 1000 / options.mails, 2),
            "messages": count,
        }
        sender.join()
    print(json.dumps(found))
    return found["accepted_a_second"] >= options.goal and count == options.mails + 1


def spent(room: Mailroom) -> float:
    """Processor seconds of the worker, its readers, and PostgreSQL so far."""
    assert room.process is not None
    postmaster = int((room.folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    return processor_seconds([*family(room.process.pid), *family(postmaster)])


async def waiting(room: Mailroom) -> int:
    return int(await room.owner.fetchval("SELECT count(*) FROM raw_mail WHERE state = 'received'"))


@measured()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=5000)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--goal", type=float, default=400.0, help="accepted mails a second")
    is_good = asyncio.run(measure(parser.parse_args()))
    print("the goal is reached" if is_good else "THE GOAL IS MISSED")
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
