"""Identifiers: UUIDv7, made by the application, in the order of their making."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """Make a UUIDv7 (RFC 9562, 6.2 method 3): later calls in one process sort after earlier ones."""
    global _last  # noqa: PLW0603 -- the order within one process is this one number
    with _lock:
        ticks = (time.time_ns() // 1000) * 4096 // 1000
        _last = max(ticks, _last + 1)
        ticks = _last
    return _assemble(ticks >> 12, ticks & 0xFFF)


def id_at(milliseconds: int) -> UUID:
    """Make a UUIDv7 for an instant (milliseconds since 1970 UTC), for imported and simulated history."""
    return _assemble(milliseconds, int.from_bytes(os.urandom(2)) & 0xFFF)


def _assemble(milliseconds: int, fraction: int) -> UUID:
    tail = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=(milliseconds << 80) | (7 << 76) | (fraction << 64) | (2 << 62) | tail)
