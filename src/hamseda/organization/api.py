"""The front door of organization: who calls, what they may, how people are arranged."""

from hamseda.organization.access import (
    ADMINS,
    AGENTS,
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

__all__ = [
    "ADMINS", "AGENTS", "EVERYONE", "LEADERS", "PUBLIC", "READERS", "ROLES", "WORKERS",
    "Access", "Caller", "Role", "require", "staff",
]
