"""A worker that does nothing but calculations, as a process that a test can kill: python worker_alone.py DSN."""

import asyncio
import sys

from calculations.kinds import KINDS
from hamseda.calculations.api import Bounds, Calculator
from hamseda.kit.background import run_forever
from hamseda.kit.database import SYSTEM, Database


async def main(dsn: str) -> None:
    calculator = Calculator(await Database.connect(dsn, role=SYSTEM), KINDS, Bounds())
    await run_forever("calculations", calculator.step, 0.1)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
