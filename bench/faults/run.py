"""One run: the load, the faults, and what the checks found."""

import asyncio
import contextlib
import math
import sys
import time
from pathlib import Path
from typing import Any

import asyncpg
from bench.faults.judging import Line, judge
from bench.faults.people import Answerer, History, Screen, Taker, Visitor
from bench.faults.product import Product, log_in, make_chat

VICTIMS = ("web", "worker", "router", "postgres")
VISITORS = 10
# The product lets a visitor send 120 messages a minute, those that are sent again included.
MOST_EACH = 80
ENTER_SECONDS = 0.1
PAUSE_SECONDS = 0.05
SETTLE_SECONDS = 15.0
ANSWERED, SERVED = 2, 3

MESSAGES = """
SELECT id::text, conversation_id, position, text, state FROM message WHERE kind = 'message'
ORDER BY conversation_id, position
"""
LINE = "SELECT id::text, interaction_id::text, entered_at FROM work_item ORDER BY entered_at, id"
FIRST = "SELECT id::text FROM work_item WHERE state = 'waiting' ORDER BY entered_at, id LIMIT $1"
# An administrator hears everything but what is for another person alone.
HEARD = """
SELECT number FROM event WHERE audience->>'user' IS NULL OR audience ?| ARRAY['queue', 'staff', 'supervisors']
ORDER BY number
"""
WAITING = "SELECT count(*) FROM message WHERE state = 'scheduled'"


async def play(source: Path, faults: int, messages: int) -> dict[str, Any]:
    """One run of the product at `source`: `messages` for each of `faults`; `failed` names what did not hold."""
    product = Product(source)
    try:
        product.start()
        await product.ready()
        await product.create_people()
        boss, agent = await log_in(product, "boss@faults.test"), await log_in(product, "agent@faults.test")
        chat = await make_chat(boss)
        try:
            return await Run(product, boss, agent, faults, messages).play(chat["widget_key"])
        finally:
            await asyncio.gather(boss.aclose(), agent.aclose())
    except Exception:
        sys.stderr.write(product.tail())
        raise
    finally:
        await asyncio.to_thread(product.stop)


class Run:
    """The people of one run and what is noted about them."""

    def __init__(self, product: Product, boss: Any, agent: Any, faults: int, messages: int) -> None:
        self.product, self.boss, self.agent = product, boss, agent
        self.faults, self.messages = faults, messages
        self.history = History()
        self.screen = Screen(boss, self.history)
        self.line: dict[str, Any] = {}
        self.heard: list[int] = []
        self.first: list[str] = []
        self.killed: list[str] = []

    async def play(self, key: str) -> dict[str, Any]:
        total = self.messages * self.faults
        count = max(VISITORS, math.ceil(total / MOST_EACH))
        each = max(total // count, 1)
        names = [f"v{n:03}" for n in range(count)]
        visitors = [
            Visitor(name, self.product.base, key, self.history, each, PAUSE_SECONDS) for name in names
        ]
        watching = asyncio.create_task(self.screen.run())
        answering = asyncio.create_task(Answerer(self.boss, self.history, ANSWERED).run())
        began = time.monotonic()
        async with asyncio.timeout(60 + self.messages * self.faults * 0.2):
            sending = (visitor.run(n * ENTER_SECONDS) for n, visitor in enumerate(visitors))
            await asyncio.gather(self._kill(), *sending)
        took = time.monotonic() - began
        await _end(answering)
        await self._settle()
        self.first = [row["id"] for row in await self._fetch(FIRST, SERVED)]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                await Taker(self.agent, self.history, SERVED).run()
        await _end(watching)
        return {
            "faults": self.killed,
            "messages": sum(len(ids) for ids in self.history.sent.values()),
            "seconds": round(took, 1),
            "scheduled": len(self.history.scheduled),
            "reconnects": self.history.reconnects,
            "resyncs": self.history.resyncs,
            **await self._check(),
        }

    async def _kill(self) -> None:
        """Kill one after another, spread over the load."""
        for n in range(self.faults):
            while len(self.history.acknowledged) < (n + 0.5) * self.messages:
                await asyncio.sleep(0.02)
            if n == 0:
                self.line = {row["id"]: row["entered_at"] for row in await self._fetch(LINE)}
            victim = VICTIMS[n % len(VICTIMS)]
            await self.product.kill(victim)
            self.killed.append(victim)

    async def _settle(self) -> None:
        """Wait until what is due has gone out and the screen shows the newest; what has not by then is judged."""
        until = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < until:
            self.heard = [row["number"] for row in await self._fetch(HEARD)]
            waiting = (await self._fetch(WAITING))[0][0]
            if not waiting and self.history.numbers[-1:] == self.heard[-1:]:
                return
            await asyncio.sleep(0.2)

    async def _check(self) -> dict[str, Any]:
        settings = {
            name: (await self._fetch(f"SHOW {name}"))[0][0] for name in ("fsync", "synchronous_commit")
        }
        rows, waits = await self._fetch(MESSAGES), await self._fetch(LINE)
        line = Line(waits, self.line, self.first)
        return {"settings": settings} | judge(rows, line, self.heard, self.history)

    async def _fetch(self, sql: str, *values: Any) -> list[Any]:
        connection = await asyncpg.connect(self.product.dsn)
        try:
            return list(await connection.fetch(sql, *values))
        finally:
            await connection.close()


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
