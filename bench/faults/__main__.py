"""Kill -9 of web, worker, router and PostgreSQL under load: nothing acknowledged is lost, doubled or out of order.

Run: python -m bench.faults [--faults 4] [--messages 500] [--plants | --no-plants]
Prints one JSON line a run; exit 0 only if the product passes every check, and every planted fault is caught by the
check that is made for it.
"""

import argparse
import asyncio
import json
import shutil
import sys

from bench.faults.plants import PLANTS, Plant, plant
from bench.faults.product import SOURCE, copied_source
from bench.faults.run import play

# Enough for a fault of each kind to meet messages under way.
PLANT_FAULTS, PLANT_MESSAGES = 1, 150


def run_planted(wanted: Plant, messages: int) -> bool:
    """Whether the harness catches a planted fault by the check that is made for it."""
    source = copied_source()
    try:
        plant(source, wanted)
        found = asyncio.run(play(source, PLANT_FAULTS, messages))
    finally:
        shutil.rmtree(source.parent)
    caught = wanted.fails in found["failed"]
    print(json.dumps({"planted": wanted.name, "caught": caught, **found}, default=str), flush=True)
    return caught


def run_product(faults: int, messages: int) -> bool:
    """Whether the product as it is passes every check."""
    found = asyncio.run(play(SOURCE, faults, messages))
    print(json.dumps({"product": True, **found}, default=str), flush=True)
    return not found["failed"]


def main() -> None:
    asking = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asking.add_argument("--faults", type=int, default=4)
    asking.add_argument("--messages", type=int, default=500, help="messages for each fault")
    asking.add_argument("--plants", action=argparse.BooleanOptionalAction, default=True)
    asking.add_argument("--plant-messages", type=int, default=PLANT_MESSAGES)
    asking.add_argument("--plant", choices=[one.name for one in PLANTS], help="only this planted fault")
    wanted = asking.parse_args()
    if wanted.plant:
        sys.exit(
            0 if all(run_planted(p, wanted.plant_messages) for p in PLANTS if p.name == wanted.plant) else 1
        )
    good = run_product(wanted.faults, wanted.messages)
    if wanted.plants:
        good &= all([run_planted(one, wanted.plant_messages) for one in PLANTS])
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
