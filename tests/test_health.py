"""What somebody who watches an installation from outside is told; without a database: test_outage."""

import httpx
import pytest

from hamseda import health


async def test_a_disk_without_room_is_told(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await client.get("/health/ready")).json()["status"] != "disk_full"
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 1 << 62)
    answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "disk_full")
