"""How long those wait who find everybody busy, with endless patience (M/M/n) or not (M/M/n+M).

A place is described by three numbers, so that calls and chats share this page: `idle`, the weight of all states
in which somebody is free relative to the last of them (1 / B(n - 1, a) for calls); `rate`, contacts that a
fully busy place completes a second; and `arrival`, contacts that come a second.

Without patience's end the wait of those who wait is exponential with rate - arrival. With exponential patience of
mean 1 / t the offered wait V, which is the wait of somebody with endless patience, has at x > 0 a density in
proportion to exp(g(x)), g(x) = arrival (1 - exp(-t x)) / t - rate x, and at 0 an atom of idle / arrival beside it.
All figures are integrals of it: somebody is answered if their patience exceeds V.
Sources: C. Palm, "Research on telephone traffic carried by full availability groups" (1957); F. Baccelli and
G. Hebuterne, "On queues with impatient customers" (1981); S. Zeltyn and A. Mandelbaum, "Call centers with impatient
customers: many-server asymptotics of the M/M/n+G queue", Queueing Systems 51 (2005), section 4.
"""

from typing import Final

import numpy as np
from msgspec import Struct

from hamseda.workforce.erlang import Floats

# Gauss and Legendre's rule on 0..1 for an integrand in s², so that nodes crowd at the panel's beginning: there patience
# bends the density, on a scale that may be a small part of the panel.
_PLACES, _SHARES = np.polynomial.legendre.leggauss(32)
NODES, WEIGHTS = ((_PLACES + 1) / 2) ** 2, _SHARES * (_PLACES + 1) / 2
# What lies where the density is below exp(-40) = 4e-18 of its peak is left out.
DEPTH: Final = 40.0
# After this many mean patiences at the peak exp(-t x) is 1e-13: what follows is a plain exponential.
BENT: Final = 30.0
# Where fewer contacts than this are completed in a mean patience, the density reaches beyond BENT.
HASTY: Final = 1.5
CHUNK: Final = 1024  # rows at once: their nodes fit the processor's cache


class Waits(Struct, frozen=True):
    """Shares of the offered contacts, and times in seconds; NaN where undefined.

    `in_target` are the answered within the target time, `lost_in_target` those who gave up within it.
    """

    p_wait: Floats
    answered: Floats
    abandoned: Floats
    in_target: Floats
    lost_in_target: Floats
    asa: Floats
    mean: Floats


def patient(idle: Floats, rate: Floats, arrival: Floats, _patience: Floats, target: Floats) -> Waits:
    """Everybody waits until answered: Erlang's delay system; NaN where more comes than can be completed."""
    spare = np.where(arrival < rate, rate - arrival, np.nan)
    with np.errstate(invalid="ignore"):
        p_wait = arrival / (idle * spare + arrival)  # 0 where idle is infinite
    return delayed(p_wait, spare, target)


def delayed(p_wait: Floats, spare: Floats, target: Floats) -> Waits:
    """The same where it is known who waits, and how much more could be completed a second than comes."""
    with np.errstate(invalid="ignore"):
        in_target = 1 - p_wait * np.exp(-spare * target)
        mean = p_wait / spare
        none = 0 * p_wait
    return Waits(p_wait, none + 1, none, in_target, none, mean, mean)


def impatient(idle: Floats, rate: Floats, arrival: Floats, patience: Floats, target: Floats) -> Waits:
    """Those who wait give up after an exponential time of this mean: never unstable."""
    found = np.empty((len(Waits.__struct_fields__), idle.size))
    kind = 2 * (arrival > rate) + (rate * patience < HASTY)  # of one kind: the same panels
    for chosen in (np.flatnonzero(kind == one) for one in np.unique(kind)):
        for at in range(0, chosen.size, CHUNK):
            rows = chosen[at : at + CHUNK]
            found[:, rows] = _integrate(idle[rows], rate[rows], arrival[rows], patience[rows], target[rows])
    return Waits(*found)


def unanswered(_idle: Floats, _rate: Floats, _arrival: Floats, patience: Floats, target: Floats) -> Waits:
    """Nobody is there: all wait until they give up."""
    one, none = np.ones(patience.size), np.zeros(patience.size)
    undefined = np.full(patience.size, np.nan)
    return Waits(one, none, one, none, -np.expm1(-target / patience), undefined, patience)


def _integrate(idle: Floats, rate: Floats, arrival: Floats, patience: Floats, target: Floats) -> list[Floats]:
    """The columns of Waits, by Gauss and Legendre's rule between the ends, the peak and the target."""
    peak, peak_height = _peak(rate, arrival, patience)
    edges, is_early = _panels(rate, arrival, patience, peak, target)
    z, weight = _nodes(edges)
    x = z + peak[:, None]
    gone = -np.expm1(-x / patience[:, None])
    density = np.exp(_below_peak(z, gone, rate, arrival, patience, peak)) * weight
    density *= arrival[:, None]
    lost_of = density * gone
    # in deep overload nearly all are gone, and what the difference leaves of the few who stay would be rounding
    stayed_of = density * np.exp(-x / patience[:, None]) if peak.any() else density - lost_of
    shape = (len(edges), edges.shape[1] - 1, -1)
    panels = [part.reshape(shape).sum(2) for part in (density, lost_of, stayed_of)]
    waiting, lost, stayed = (part.sum(1) for part in panels)
    waiting_early, lost_early, stayed_early = ((part * is_early).sum(1) for part in panels)
    wait_of_stayed = (stayed_of * x).sum(1)
    with np.errstate(invalid="ignore"):
        free = idle * np.exp(-peak_height)
        whole = free + waiting
        at_once = np.where(np.isinf(free), 1.0, free / whole)
    answered = at_once + stayed / whole
    return [
        waiting / whole,
        answered,
        lost / whole,
        at_once + stayed_early / whole,
        (lost_early + (waiting - waiting_early) * -np.expm1(-target / patience)) / whole,
        wait_of_stayed / whole / answered,
        lost / whole * patience,  # of those who wait, one in `patience` gives up each second
    ]


def _peak(rate: Floats, arrival: Floats, patience: Floats) -> tuple[Floats, Floats]:
    """Where g is highest, and how high: at 0 unless more comes than can be completed."""
    over = np.maximum(arrival / rate, 1)
    return np.log(over) * patience, rate * patience * (over - 1 - np.log(over))


def _below_peak(
    z: Floats, gone: Floats, rate: Floats, arrival: Floats, patience: Floats, peak: Floats
) -> Floats:
    """g(peak + z) - g(peak), without the difference of two large numbers."""
    u = z / patience[:, None]
    if not peak.any():  # u + exp(-u) - 1 is u less those who are gone by then
        return (arrival - rate)[:, None] * z - (arrival * patience)[:, None] * (u - gone)
    return -(rate * patience)[:, None] * (u + np.expm1(-u))


def _panels(
    rate: Floats, arrival: Floats, patience: Floats, peak: Floats, target: Floats
) -> tuple[Floats, Floats]:
    """The edges of panels, counted from the peak: they meet there, at the target, and where patience has bent enough.

    Also 1 for each panel before the target, 0 for each behind it.
    """
    low, high = _ends(rate, arrival, patience, peak)
    inner = [target - peak]
    if peak.any():
        inner.append(np.zeros(peak.size))
    if (rate * patience < HASTY).any():
        inner.append(BENT * patience)
    edges = np.stack([low, *np.sort([np.clip(one, low, high) for one in inner], axis=0), high], axis=1)
    return edges, (edges[:, 1:] <= (target - peak)[:, None]).astype(np.float64)


def _nodes(edges: Floats) -> tuple[Floats, Floats]:
    """Nodes and weights in each panel."""
    width = np.diff(edges, axis=1)[:, :, None]
    x = edges[:, :-1, None] + width * NODES
    weight = width * WEIGHTS
    return x.reshape(len(edges), -1), weight.reshape(len(edges), -1)


def _ends(rate: Floats, arrival: Floats, patience: Floats, peak: Floats) -> tuple[Floats, Floats]:
    """Between which waits, counted from the peak, all that matters lies, from bounds of g that can be solved.

    To the left of the peak, with v = -u, exp(v) - 1 - v is at least v² / 2, so that it is q where v is at most
    log(1 + q + sqrt(2 q)); to the right u + exp(-u) - 1 is at least u² / (2 + u).
    """
    q = DEPTH / (rate * patience)
    low = -np.minimum(peak, patience * np.minimum(np.sqrt(2 * q), np.log1p(q + np.sqrt(2 * q))))
    spare = rate - np.minimum(arrival, rate)
    a, b, c = rate / patience, 2 * spare - DEPTH / patience, 2 * DEPTH
    root = np.sqrt(b * b + 4 * a * c)
    reach = np.where(b > 0, 2 * c / (b + root), (root - b) / (2 * a))
    return low, reach
