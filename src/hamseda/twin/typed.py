"""A model from a few figures that somebody types, for those who have no history yet: usual values, and said to be such."""

from typing import Annotated, Final

import numpy as np
from msgspec import Meta, Struct

from hamseda.twin.changes import CannotMeanError
from hamseda.twin.document import (
    Arrivals,
    ContactType,
    Endless,
    Exponential,
    Group,
    Lognormal,
    Model,
    Name,
    Periods,
    Target,
)
from hamseda.twin.formula import scene
from hamseda.twin.spreads import Floats

MINUTES: Final = 30
SPREAD: Final = 1.1  # of handling times: what people's talks usually have
# How a usual day goes, quarter by quarter of its open hours: two peaks with a lunch between.
SHAPE: Final = (0.7, 1.25, 1.35, 1.1, 0.85, 1.15, 1.1, 0.5)
Hour = Annotated[float, Meta(ge=0, le=24, description="Of the day, such as 8.5.")]


class Department(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One department: contacts a day, and how long one takes; no patience: nobody gives up."""

    name: Name
    day: Annotated[float, Meta(ge=0, le=200_000, description="Contacts a day.")] = 600.0
    aht_s: Annotated[float, Meta(gt=0, le=86_400)] = 240.0
    patience_s: Annotated[float, Meta(gt=0, le=86_400)] | None = 180.0


class Typed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A centre in a few figures."""

    departments: Annotated[list[Department], Meta(min_length=1, max_length=20)]
    opens: Hour = 8.0
    closes: Hour = 20.0
    share: Annotated[float, Meta(gt=0, lt=1)] = 0.8
    within_s: Annotated[float, Meta(ge=0, le=86_400)] = 20.0
    shrinkage: Annotated[float, Meta(ge=0, le=0.9)] = 0.3


def typed_model(typed: Typed) -> Model:
    """A model of these figures, with as many people as keep its promise; CannotMeanError for what cannot be."""
    if typed.closes <= typed.opens:
        raise CannotMeanError("typed.closes", "opens_late")
    names = [one.name for one in typed.departments]
    for at, name in enumerate(names):
        if name in names[:at]:
            raise CannotMeanError(f"typed.departments.{at}.name", "same_name")
    day = usual_day(typed.opens, typed.closes)
    target = Target(within_s=typed.within_s, share=typed.share)
    kinds = tuple(
        ContactType(
            name=one.name,
            arrivals=Arrivals(per_period=tuple((day * one.day).tolist())),
            service=Lognormal(mean_s=one.aht_s, cv=SPREAD),
            patience=Endless() if one.patience_s is None else Exponential(mean_s=one.patience_s),
            target=target,
        )
        for one in typed.departments
    )
    groups = tuple(
        Group(name=one.name, agents=1, queues=(one.name,), shrinkage=typed.shrinkage)
        for one in typed.departments
    )
    periods = Periods(count=day.size, minutes=MINUTES, after_hours_s=600.0)
    return scene(Model(types=kinds, groups=groups, periods=periods), "", is_enough=True)[1]


def usual_day(opens: float, closes: float) -> Floats:
    """The share of a day's contacts in each half hour from midnight on; nothing outside the open hours."""
    edges = np.arange(24 * 60 // MINUTES + 1) * MINUTES / 60
    starts, ends = edges[:-1], edges[1:]
    is_open = np.clip(np.minimum(ends, closes) - np.maximum(starts, opens), 0, None) * 60 / MINUTES
    places = np.clip(((starts + ends) / 2 - opens) / (closes - opens), 0, 1)
    height = np.interp(places, (np.arange(len(SHAPE)) + 0.5) / len(SHAPE), SHAPE)
    weights = height * is_open
    return np.asarray(weights / weights.sum())
