"""Parsing of mails: how many a core reads in a second, and how long the slow ones take.

Run: python bench/mail_parse.py [FOLDER] [--times 3] [--goal-s 1.0]
Without a folder it reads Persian mails that it makes itself. First each mail is read and judged in this process, for the
processor time of one; then all of them by the pool, over all cores, as `hamseda mail parse` does.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from _machine import measured
from mail_intake import mails

from hamseda.channels.email.parsing.authenticity import Asking
from hamseda.channels.email.parsing.judging import judge
from hamseda.channels.email.parsing.pool import Pool
from hamseda.channels.email.parsing.record import line_of
from hamseda.channels.email.parsing.sources import sources_in


def one_by_one(folder: Path, times: int) -> list[tuple[float, float, str]]:
    """Processor time and wall time of each mail, the best of some, and its name."""
    found = []
    for source in sources_in(str(folder)):
        content = source.read(1 << 30)
        best = (float("inf"), float("inf"))
        for _ in range(times):
            wall, processor = time.perf_counter(), time.process_time()
            line_of(judge(content, source.name, Asking()))
            best = min(best, (time.process_time() - processor, time.perf_counter() - wall))
        found.append((*best, source.name))
    return found


def through_pool(folder: Path) -> tuple[int, float, list[float], int]:
    """Mails, seconds, the pauses between lines, and how many were cut by a limit of time, memory, or died."""
    begun = last = time.perf_counter()
    gaps, cut = [], 0
    for line in Pool(Asking()).lines(sources_in(str(folder))):
        now = time.perf_counter()
        gaps.append(now - last)
        last = now
        cut += any(word in line for word in (b'"time_limit:', b'"memory_limit:', b'"crash:', b'"fault:'))
    return len(gaps), last - begun, gaps, cut


def report(folder: Path, times: int, goal: float) -> bool:
    """Print the figures; answers whether the slowest mail kept the goal."""
    found = one_by_one(folder, times)
    processor = sorted(one[0] for one in found)
    slow = max(found)
    print(
        f"{len(found)} mails, each the best of {times}: {len(found) / sum(processor):.0f} mails/s a core; "
        f"p50 {processor[len(processor) // 2] * 1e3:.2f} ms, p99 {processor[int(len(processor) * 0.99)] * 1e3:.2f} ms, "
        f"max {slow[0] * 1e3:.1f} ms ({Path(slow[2]).name})"
    )
    count, seconds, gaps, cut = through_pool(folder)
    print(
        f"by the pool: {count} lines in {seconds:.2f} s, {count / seconds:.0f} mails/s; "
        f"longest wait for a line {max(gaps):.3f} s; {cut} cut short"
    )
    return slow[1] <= goal and count == len(found)


def main() -> int:
    """Read the arguments and measure."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", nargs="?", type=Path)
    arguments.add_argument("--times", type=int, default=3)
    arguments.add_argument("--goal-s", type=float, default=1.0)
    given = arguments.parse_args()
    with measured(), tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made)
        if given.folder is None:
            for number, content in enumerate(mails(500, 100)):
                (folder / f"{number:04}.eml").write_bytes(content)
        is_kept = report(folder, given.times, given.goal_s)
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
