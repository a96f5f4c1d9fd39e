"""No history yet: a first volume from what can be known, with a spread that says how little that is.

Each proxy gives contacts a month; how wrong such proxies usually are is a factor either way, taken as lognormal. They are
weighed by that (inverse variance of the logarithms), and where they disagree more than they should, the spread grows by as
much (R. DerSimonian and N. Laird, "Meta-analysis in clinical trials", 1986).
"""

from collections.abc import Mapping
from math import exp, log
from typing import Final

import numpy as np
from msgspec import Struct

from hamseda.workforce.erlang import Floats, Ints
from hamseda.workforce.forecast.series import weekday
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.why import Why

# By how much such an estimate is usually off, either way, two times in three.
DOUBT: Final[Mapping[str, float]] = {"email": 1.5, "customers": 1.8, "similar": 1.8}
MONTH_DAYS: Final = 30.4375
# So many times as much: beyond, the mean of two that disagree lies above both of them, and one cannot be meant.
APART: Final = 50.0


class Guess(Struct, frozen=True):
    """Contacts a month: the middle, and the standard deviation of its logarithm; what each proxy said."""

    month: float
    doubt: float
    proxies: Mapping[str, float]

    def quantile(self, z: float) -> float:
        """The month's contacts, z standard deviations from the middle."""
        return self.month * exp(z * self.doubt)


class Proxies(Struct, frozen=True, kw_only=True):
    """What can be known before the first contact; give what there is.

    An e-mail box that was opened first: its mails a month, and how many contacts by all channels come for each mail.
    Customers, and contacts that each makes in a month. A similar organization's contacts a month, and how much
    larger one's own is (own customers ÷ theirs).
    """

    email_month: float | None = None
    contacts_per_email: float = 1.0
    customers: float | None = None
    contact_rate: float | None = None
    similar_month: float | None = None
    size_ratio: float = 1.0


class Opening(Struct, frozen=True, kw_only=True):
    """When it is open: minutes of the day, and weekdays (0 is Monday)."""

    first: int
    end: int
    weekdays: frozenset[int]


def guess(proxies: Proxies) -> Guess:
    """Weigh the proxies that are given; raises FaultyError if none is, or if they lie too far apart."""
    found: dict[str, float] = {}
    if proxies.email_month is not None:
        found["email"] = proxies.email_month * proxies.contacts_per_email
    if proxies.customers is not None and proxies.contact_rate is not None:
        found["customers"] = proxies.customers * proxies.contact_rate
    if proxies.similar_month is not None:
        found["similar"] = proxies.similar_month * proxies.size_ratio
    known = {name: value for name, value in found.items() if value > 0}
    if not known:
        raise FaultyError.of("proxies.zero" if found else "proxies.none")
    low, high = min(known.values()), max(known.values())
    if high > APART * low:
        said = {name: round(value) if value >= 1 else value for name, value in (("low", low), ("high", high))}
        raise FaultyError.of("proxies.apart", times=round(APART), **said)
    logs = np.array([log(value) for value in known.values()])
    variance = np.array([log(DOUBT[name]) ** 2 for name in known])
    between = _disagreement(logs, variance)
    weight = 1 / (variance + between)
    middle = float((weight * logs).sum() / weight.sum())
    return Guess(exp(middle), float(weight.sum() ** -0.5), found)


def unused(found: Guess) -> list[Why]:
    """The proxies that said nothing would come: of them nothing was taken."""
    return [Why(f"proxies.unused_{name}") for name, value in found.proxies.items() if value <= 0]


def spread_over(month: float, days: Ints, minutes: int, opening: Opening) -> tuple[Ints, Floats]:
    """Starts within a day, and days × starts: a month's contacts over the hours that are open; NaN on closed days.

    The day has its busy time at a third and, a little lower, at three quarters of it, as days of contact centres have.
    """
    starts = np.arange(opening.first, opening.end, minutes)
    place = (starts + minutes / 2 - opening.first) / (opening.end - opening.first)
    shape = 0.35 + np.exp(-(((place - 0.33) / 0.16) ** 2)) + 0.75 * np.exp(-(((place - 0.75) / 0.16) ** 2))
    open_days = np.isin(weekday(days), list(opening.weekdays))
    a_day = month / MONTH_DAYS * 7 / len(opening.weekdays)
    volume = np.where(open_days[:, None], a_day * shape / shape.sum(), np.nan)
    return starts.astype(np.int64), volume


def _disagreement(logs: Floats, variance: Floats) -> float:
    """The variance between proxies beyond their own: none for one."""
    if logs.size < 2:
        return 0.0
    weight = 1 / variance
    middle = (weight * logs).sum() / weight.sum()
    excess = float((weight * (logs - middle) ** 2).sum()) - (logs.size - 1)
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    return max(0.0, excess / scale)
