"""Working-time arithmetic: a million `add` over two years of calendar, as arrays and one by one.

Run `python bench/working_time.py [--count 1000000]`. A calibration loop of plain Python runs before and
after; if the two differ by more than 10 % the machine was busy and the word "noisy" is printed.
"""

import argparse
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as wall

import numpy as np
from _machine import measured

from hamseda.kit.working_time import JalaliSpan, Slot, Window, WorkingCalendar, iranian_week

SINCE = datetime(2026, 3, 21, tzinfo=UTC)
DAYS = 730
BUDGET_SECONDS = 2.0
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def calendar() -> WorkingCalendar:
    morning, afternoon = Slot(wall(8), wall(12)), Slot(wall(13), wall(17))
    return WorkingCalendar(
        zone="Asia/Tehran",
        week=iranian_week(morning, afternoon, thursday=(Slot(wall(8), wall(13)),)),
        windows=(Window("نوروز", JalaliSpan(1, 5, 1, 13)),),
        country="IR",
    )


def questions(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Random starts over the two years and durations up to 40 working hours, in microseconds."""
    random = np.random.default_rng(1405)
    first = (SINCE - EPOCH) // MICROSECOND
    starts = first + random.integers(0, DAYS * 86_400_000_000, count)
    return starts, random.integers(0, 40 * 3_600_000_000, count)


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def report(name: str, took: float, count: int, budget: str = "") -> None:
    print(f"{name:<42}{took:8.3f} s for {count:,}  ({took / count * 1e6:.3f} us each){budget}")


def measure_many(count: int, starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    cold = calendar()
    took = seconds(lambda: cold.add_many(starts, lengths))
    verdict = "within" if took * 1_000_000 / count <= BUDGET_SECONDS else "OVER"
    report("add_many, index built on the way", took, count, f"  {verdict} {BUDGET_SECONDS:.0f} s a million")
    report("add_many, index ready", seconds(lambda: cold.add_many(starts, lengths)), count)
    dues = cold.add_many(starts, lengths)
    report("between_many", seconds(lambda: cold.between_many(starts, dues)), count)
    report("next_open_many", seconds(lambda: cold.next_open_many(starts)), count)
    assert (cold.between_many(starts, dues) == lengths).all()
    return dues


def measure_single(count: int, starts: np.ndarray, lengths: np.ndarray, dues: np.ndarray) -> None:
    warm = calendar()
    instants = [EPOCH + timedelta(microseconds=micros) for micros in starts.tolist()]
    durations = [timedelta(microseconds=micros) for micros in lengths.tolist()]
    answers: list[datetime] = []
    took = seconds(lambda: answers.extend(map(warm.add, instants, durations)))
    verdict = "within" if took * 1_000_000 / count <= BUDGET_SECONDS else "OVER"
    report("add, one by one", took, count, f"  {verdict} {BUDGET_SECONDS:.0f} s a million")
    report("next_open, one by one", seconds(lambda: list(map(warm.next_open, instants))), count)
    report("between, one by one", seconds(lambda: list(map(warm.between, instants, answers))), count)
    assert [(answer - EPOCH) // MICROSECOND for answer in answers] == dues.tolist()


@measured()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    count = parser.parse_args().count
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}")
    starts, lengths = questions(count)
    measure_single(count, starts, lengths, measure_many(count, starts, lengths))


if __name__ == "__main__":
    main()
