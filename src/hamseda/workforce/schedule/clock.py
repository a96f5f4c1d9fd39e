"""The time that a schedule has, told to whoever watches, who may call it off."""

import math
import time
from collections.abc import Callable
from typing import Final, Literal

from msgspec import Struct

Stage = Literal["relaxing", "cover", "roster", "breaks", "filling", "improving", "sharing"]
LEAST_S: Final = 0.5  # of each step towards a first schedule, and when the search is called off
# What each step has towards a first schedule when the search is called off before there is one.
FINISH_S: Final = 4.0


class Progress(Struct, frozen=True):
    """How far it is: the best cost so far and the bound, in ordinary hours; null where there is none yet."""

    stage: Stage
    seconds: float
    cost: float | None = None
    bound: float | None = None


Watch = Callable[[Progress], bool]


class Clock:
    """The time that is left, and whether whoever watches wants to go on."""

    def __init__(self, seconds: float, watch: Watch) -> None:
        self.begun, self.seconds, self.watch, self.goes_on = time.monotonic(), seconds, watch, True
        self.has_schedule = False

    @property
    def spent(self) -> float:
        return time.monotonic() - self.begun

    @property
    def left(self) -> float:
        if self.goes_on:
            return max(self.least, self.seconds - self.spent)
        return LEAST_S if self.has_schedule else FINISH_S

    @property
    def least(self) -> float:
        """What a step has though the time is over: a first schedule must come of it, a cheaper one need not."""
        return 0.0 if self.has_schedule else LEAST_S

    @property
    def is_over(self) -> bool:
        return self.has_schedule and self.spent >= self.seconds

    def tell(self, stage: Stage, cost: float | None = None, bound: float | None = None) -> bool:
        figures = [None if one is None or math.isinf(one) else one / 1000 for one in (cost, bound)]
        self.goes_on &= self.watch(Progress(stage, self.spent, *figures))
        return self.goes_on
