"""Lets the simulated customers of a running demonstration pause or come again, by its public API."""

from typing import Final

import httpx

from hamseda.settings import SettingsError

SUPERVISOR: Final = "farid@mehr.example"


def switch(base: str, *, paused: bool) -> str:
    """Turn them off or on at `base`; answers what to tell, and raises SettingsError where no demo answers."""
    try:
        with httpx.Client(base_url=base, timeout=10) as http:
            http.post("/api/v1/demo/session", json={"email": SUPERVISOR}).raise_for_status()
            csrf = http.get("/api/v1/me").raise_for_status().json()["csrf"]
            headers = {"X-CSRF-Token": csrf}
            http.put("/api/v1/demo/live", json={"paused": paused}, headers=headers).raise_for_status()
    except httpx.HTTPError as error:
        raise SettingsError(
            f"No demonstration answers at {base} ({type(error).__name__}): start one with `hamseda demo --live`, "
            "or say its port with --port."
        ) from error
    return "Simulated customers pause." if paused else "Simulated customers come again."
