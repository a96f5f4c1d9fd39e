"""How long things hold in an organization, and what it must keep: what it has set, else what the installation says."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, Literal

import msgspec

from hamseda.kit.database import Transaction
from hamseda.kit.sensitive import KINDS, Kind
from hamseda.settings import Settings

# Where an organization may have to keep numbers as they are: what is said with customers, what colleagues note,
# what staff write of a customer (name and attributes).
Field = Literal["messages", "notes", "customers"]

SETTINGS: Final = "SELECT settings FROM organization WHERE id = $1"


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Days that a proof of identity holds, hours in which a closed conversation goes on, days of a sealed original.

    `kept_kinds` are the kinds of numbers that are not masked, by field.
    """

    verification_days: int
    rejoin_hours: int
    sealed_days: int
    kept_kinds: Mapping[str, Sequence[str]] = {}

    @property
    def rejoin(self) -> timedelta:
        return timedelta(hours=self.rejoin_hours)

    @property
    def sealed(self) -> timedelta:
        return timedelta(days=self.sealed_days)

    def masked(self, field: Field) -> frozenset[Kind]:
        """Name the kinds of numbers that are masked in a field: all but those that must be kept there."""
        kept = self.kept_kinds.get(field, ())
        return frozenset(kind for kind in KINDS if kind not in kept)


def terms_of(settings: Settings) -> Terms:
    """What the installation says."""
    return Terms(
        verification_days=settings.verification_days,
        rejoin_hours=settings.rejoin_hours,
        sealed_days=settings.sealed_days,
    )


def overridden(terms: Terms, own: dict[str, Any]) -> Terms:
    """Put what an organization has set for itself over the installation's terms; null means nothing set."""
    fields = {name: own[name] for name in Terms.__struct_fields__ if own.get(name) is not None}
    return msgspec.structs.replace(terms, **fields)


async def read_terms(view: Transaction, terms: Terms) -> Terms:
    """The terms of the transaction's organization."""
    return overridden(terms, await view.value(SETTINGS, view.organization_id) or {})


async def masked_kinds(view: Transaction, field: Field) -> frozenset[Kind]:
    """Name the kinds of numbers that the transaction's organization masks in a field."""
    nothing = Terms(verification_days=0, rejoin_hours=0, sealed_days=0)
    return (await read_terms(view, nothing)).masked(field)
