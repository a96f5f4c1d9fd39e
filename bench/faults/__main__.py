"""Kill -9 of web, worker, router and PostgreSQL under load: nothing acknowledged is lost, doubled or out of order.

`python -m bench.faults [--faults 4] [--messages 500] [--plants | --no-plants]`: prints one JSON line a run; exit 0
only if the product passes every check, and every planted fault is caught by its check.
"""

import argparse
import asyncio
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import asyncpg

from bench.faults.people import Answerer, History, Screen, Visitor
from bench.faults.plants import PLANTS, Plant, plant
from bench.faults.product import SOURCE, Product, copied_source, log_in, make_chat

VICTIMS = ("web", "worker", "router", "postgres")
VISITORS = 10
SETTLE_SECONDS = 12.0


async def play(source: Path, faults: int, messages: int) -> dict[str, Any]:
    """One run: load, faults, and what the checks found (empty lists are good)."""
    product = Product(source)
    try:
        product.create_people()
        product.start()
        await product.ready()
        boss, history = await log_in(product, "boss@faults.test"), History()
        chat = await make_chat(boss)
        return await _loaded(product, boss, chat["widget_key"], history, faults, messages)
    except Exception:
        sys.stderr.write(product.tail())
        raise
    finally:
        product.stop()


async def _loaded(product: Product, boss: Any, key: str, history: History, faults: int, messages: int) -> dict[str, Any]:
    each = messages * faults // VISITORS
    visitors = [Visitor(f"v{n}", product.base, key, history, each, 0.05) for n in range(VISITORS)]
    watching = [asyncio.create_task(Screen(boss, history).run())]
    await asyncio.sleep(0.5)
    watching.append(asyncio.create_task(Answerer(boss, history).run()))
    sending = [asyncio.create_task(v.run()) for v in visitors]
    killed = asyncio.create_task(_kill(product, history, faults, messages))
    began = time.monotonic()
    async with asyncio.timeout(60 + messages * faults * 0.2):
        await asyncio.gather(killed, *sending)
    took = time.monotonic() - began
    watching[1].cancel()
    await asyncio.sleep(SETTLE_SECONDS)
    watching[0].cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    found = await _check(product, history)
    await boss.aclose()
    return {
        "faults": killed.result(), "messages": sum(len(ids) for ids in history.sent.values()), "seconds": round(took, 1),
        "scheduled": len(history.scheduled), "reconnects": history.reconnects, "resyncs": history.resyncs, **found,
    }


async def _kill(product: Product, history: History, faults: int, messages: int) -> list[str]:
    """Kill one after another, spread over the load."""
    done = []
    for n in range(faults):
        while len(history.acknowledged) < (n + 0.5) * messages:
            await asyncio.sleep(0.05)
        victim = VICTIMS[n % len(VICTIMS)]
        product.kill(victim)
        done.append(victim)
        await asyncio.sleep(1)
    return done


async def _check(product: Product, history: History) -> dict[str, Any]:
    connection = await asyncpg.connect(_dsn(product))
    try:
        rows = await connection.fetch(
            "SELECT id::text, conversation_id, position, text, state FROM message WHERE kind = 'message' ORDER BY position"
        )
        waits = await connection.fetch(
            "SELECT w.id, w.entered_at, i.started_at FROM work_item w JOIN interaction i ON i.id = w.interaction_id"
        )
        settings = {name: await connection.fetchval(f"SHOW {name}") for name in ("fsync", "synchronous_commit")}
    finally:
        await connection.close()
    return {"settings": settings} | judge(rows, history, waits)


def judge(rows: list[Any], history: History, waits: list[Any]) -> dict[str, Any]:
    """Compare what is stored and what was seen with what was sent and acknowledged."""
    stored = [row["id"] for row in rows]
    texts = [row["text"] for row in rows]
    wanted = {f"{name} {n:05}": i for name, ids in history.sent.items() for n, i in enumerate(ids)}
    lost = [i for text, i in wanted.items() if i in history.acknowledged and text not in set(texts)]
    duplicate = [text for text in wanted if texts.count(text) > 1]
    by_conversation: dict[Any, list[str]] = {}
    for row in rows:
        if row["text"] in wanted:
            by_conversation.setdefault(row["conversation_id"], []).append(row["text"])
    disorder = [c for c, said in by_conversation.items() if said != sorted(said)]
    seen = [i for i in history.screen if i in set(stored)]
    not_seen = [i for i in stored if i in set(wanted.values()) and i not in set(seen)]
    states = {row["id"]: row["state"] for row in rows}
    unsent = [i for i in history.scheduled if states.get(i) in {None, "scheduled"}]
    moved = [str(w["id"]) for w in waits if abs((w["entered_at"] - w["started_at"]).total_seconds()) > 5]
    checks = {
        "lost": lost, "duplicate": duplicate, "out_of_order": disorder, "unsent": unsent, "place_lost": moved,
        "screen": [*history.gaps, *not_seen, *(i for i in set(seen) if seen.count(i) > 1)],
    }
    return {"failed": [name for name, found in checks.items() if found],
            "counts": {name: len(found) for name, found in checks.items()}}


def _dsn(product: Product) -> str:
    from hamseda.kit.cluster import Cluster  # noqa: PLC0415 -- the address of the server the product started

    return Cluster(product.folder / "postgres").dsn


def run_planted(wanted: Plant, faults: int, messages: int) -> bool:
    """Whether the harness catches a planted fault by the check that is made for it."""
    source = copied_source()
    try:
        plant(source, wanted)
        found = asyncio.run(play(source, faults, messages))
    finally:
        shutil.rmtree(source.parent)
    caught = wanted.fails in found["failed"]
    print(json.dumps({"planted": wanted.name, "caught": caught, **found}, default=str), flush=True)
    return caught


def main() -> None:
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--faults", type=int, default=4)
    asking.add_argument("--messages", type=int, default=500, help="messages for each fault")
    asking.add_argument("--plants", action=argparse.BooleanOptionalAction, default=True)
    asking.add_argument("--plant-messages", type=int, default=60)
    wanted = asking.parse_args()
    found = asyncio.run(play(SOURCE, wanted.faults, wanted.messages))
    print(json.dumps({"product": True, **found}, default=str), flush=True)
    good = not found["failed"]
    if wanted.plants:
        good &= all([run_planted(p, 4, wanted.plant_messages) for p in PLANTS])
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
