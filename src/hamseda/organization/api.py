"""The front door of organization: who calls, what they may, how people are arranged."""

from hamseda.organization import rows, shelves
from hamseda.organization.access import (
    ADMINS,
    AGENTS,
    CUSTOMER_READERS,
    EVERYONE,
    LEADERS,
    PUBLIC,
    READERS,
    ROLES,
    WORKERS,
    Access,
    Caller,
    Role,
    require,
    staff,
)
from hamseda.organization.audit import Break, audit_head, link_audit, verify_audit
from hamseda.organization.authentication import COOKIE, Standing
from hamseda.organization.idempotency import Answer, Attempt, Repeated, key_of
from hamseda.organization.login import email_key
from hamseda.organization.origin import Origin, client_address, neighbourhood, origin_of
from hamseda.organization.passwords import check_new_password, hash_password
from hamseda.organization.sealing import Sealed, seal_findings, sweep_sealed
from hamseda.organization.sweeping import sweep_access
from hamseda.organization.terms import Field, Terms, masked_kinds, overridden, read_terms, terms_of
from hamseda.organization.viewing import note_view
from hamseda.organization.webhooks import DeliveryFailed, deliver_webhook, fan_out_webhooks, pause_after

__all__ = [
    "ADMINS",
    "AGENTS",
    "COOKIE",
    "CUSTOMER_READERS",
    "EVERYONE",
    "LEADERS",
    "PUBLIC",
    "READERS",
    "ROLES",
    "WORKERS",
    "Access",
    "Answer",
    "Attempt",
    "Break",
    "Caller",
    "DeliveryFailed",
    "Field",
    "Origin",
    "Repeated",
    "Role",
    "Sealed",
    "Standing",
    "Terms",
    "audit_head",
    "check_new_password",
    "client_address",
    "deliver_webhook",
    "email_key",
    "fan_out_webhooks",
    "hash_password",
    "key_of",
    "link_audit",
    "masked_kinds",
    "neighbourhood",
    "note_view",
    "origin_of",
    "overridden",
    "pause_after",
    "read_terms",
    "require",
    "rows",
    "seal_findings",
    "shelves",
    "staff",
    "sweep_access",
    "sweep_sealed",
    "terms_of",
    "verify_audit",
]
