"""Mail intake under kill -9: every mail that was answered 250 is one message, whole, whatever dies when.

Run: python bench/mail_kills.py [--mails 600] [--kills 36]
Senders deliver by LMTP and come again until each mail is taken, as mail servers do; the worker is killed at random
moments meanwhile. Then every raw file is compared with what was sent, and every message is counted.
"""

import argparse
import asyncio
import hashlib
import json
import random
import smtplib
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from _machine import measured, print_settings
from _mailroom import AWAY, Mailroom, mailroom
from mail_intake import ADDRESS, mails

SENDERS = 4
SETTLE_SECONDS = 120.0
SENT = "SELECT state, storage_key, encode(sha256, 'hex') AS sha256 FROM raw_mail"
MESSAGES = (
    "SELECT meta->'mail'->>'message_id' AS name FROM message WHERE kind = 'message' AND direction = 'inbound'"
)


class Senders:
    """Mail servers that give up no mail; `taken` are those that were answered 250."""

    def __init__(self, port: int, contents: list[bytes]) -> None:
        self._port, self._contents = port, contents
        self.taken: set[int] = set()
        self.tries = 0

    def run(self) -> None:
        with ThreadPoolExecutor(SENDERS) as pool:
            list(pool.map(self._deliver, range(len(self._contents))))

    def _deliver(self, number: int) -> None:
        while number not in self.taken:
            self.tries += 1
            try:
                with smtplib.LMTP("127.0.0.1", self._port, timeout=10) as client:
                    client.sendmail("negar@example.com", ADDRESS, self._contents[number])
                    self.taken.add(number)
            except AWAY:
                # Only what was answered counts: a good-bye that failed after it changes nothing.
                time.sleep(random.uniform(0.02, 0.2))


async def torment(room: Mailroom, contents: list[bytes], kills: int) -> Senders:
    """Deliver everything while the worker dies again and again."""
    senders = Senders(room.port, contents)
    sending = threading.Thread(target=senders.run)
    sending.start()
    for kill in range(kills):
        # The kills lie between the mails, the last ones after the last mail was taken.
        while sending.is_alive() and len(senders.taken) < kill * len(contents) / kills:
            await asyncio.sleep(0.005)
        await asyncio.sleep(random.uniform(0, 0.3))
        room.kill()
        await asyncio.to_thread(room.start)
    await asyncio.to_thread(sending.join)
    return senders


async def settle(room: Mailroom) -> None:
    """Wait until nothing waits to be placed any more."""
    until = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < until:
        if not await room.owner.fetchval("SELECT count(*) FROM raw_mail WHERE state = 'received'"):
            return
        await asyncio.sleep(0.2)


def judge(room: Mailroom, contents: list[bytes], raw: list[Any], messages: list[Any]) -> dict[str, int]:
    """What is lost, there twice, or not what was sent."""
    wanted = {hashlib.sha256(one).hexdigest() for one in contents}
    torn = 0
    for row in raw:
        file = room.folder / "raw_mail" / row["storage_key"]
        whole = file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() == row["sha256"]
        torn += not (whole and row["sha256"] in wanted)
    kept = {row["sha256"] for row in raw}
    times = Counter(row["name"] for row in messages)
    return {
        "lost": len(wanted - kept) + max(len(contents) - len(times), 0),
        "duplicate": sum(count - 1 for count in times.values()),
        "torn": torn,
        "unsettled": sum(row["state"] == "received" for row in raw),
    }


async def measure(options: argparse.Namespace) -> bool:
    contents = [one.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for one in mails(options.mails, 50)]
    begun = time.monotonic()
    async with mailroom() as room:
        await print_settings(room.owner)
        senders = await torment(room, contents, options.kills)
        await settle(room)
        raw, messages = await room.owner.fetch(SENT), await room.owner.fetch(MESSAGES)
        found = judge(room, contents, raw, messages)
    told = {"mails": options.mails, "kills": options.kills, "tries": senders.tries, "raw": len(raw)}
    print(json.dumps(told | found | {"seconds": round(time.monotonic() - begun, 1)}))
    return not any(found.values())


@measured()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=600)
    parser.add_argument("--kills", type=int, default=36)
    is_good = asyncio.run(measure(parser.parse_args()))
    print("0 lost, 0 duplicate, 0 torn" if is_good else "MAILS WERE HARMED")
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
