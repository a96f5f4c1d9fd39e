"""How long things hold in an organization: what it has set for itself, else what the installation says."""

from datetime import timedelta
from typing import Any, Final

import msgspec

from hamseda.kit.database import Transaction
from hamseda.settings import Settings

SETTINGS: Final = "SELECT settings FROM organization WHERE id = $1"


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Days that a proof of identity holds, hours in which a closed conversation goes on, days of a sealed original."""

    verification_days: int
    rejoin_hours: int
    sealed_days: int

    @property
    def rejoin(self) -> timedelta:
        return timedelta(hours=self.rejoin_hours)

    @property
    def sealed(self) -> timedelta:
        return timedelta(days=self.sealed_days)


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
