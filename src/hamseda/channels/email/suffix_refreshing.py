"""A newer list of public suffixes from a file or an address: `hamseda mail refresh-suffixes`."""

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Final

from hamseda.channels.email.suffixes import MOST_BYTES, read_list
from hamseda.kit.outbound import Outbound, OutboundError
from hamseda.settings import Settings

HOME: Final = "https://publicsuffix.org/list/public_suffix_list.dat"
"""Where those who keep the list publish it."""
SECONDS: Final = 60.0


class RefreshError(Exception):
    """There is no newer list: the one before stays; the text says why."""


async def refresh(settings: Settings, source: str = "") -> str:
    """Put a whole, newer list in place of the one before; answers a sentence. Raises RefreshError."""
    source = source or HOME
    content = await _fetched(settings, source) if "://" in source else await asyncio.to_thread(_read, source)
    try:
        read_list(content)
    except ValueError as error:
        raise RefreshError(f"What {source} holds is not taken: {error}.") from error
    file = settings.suffix_file
    try:
        await asyncio.to_thread(_replace, file, content)
    except OSError as error:
        raise RefreshError(f"{file} could not be written: {error.strerror}.") from error
    return f"The list of {len(content)} bytes lies in {file}; it counts after a minute without mail, or 500 mails at most."


async def _fetched(settings: Settings, url: str) -> bytes:
    try:
        answer = await Outbound(settings.outbound_private_hosts).request(
            "GET", url, seconds=SECONDS, most_bytes=MOST_BYTES
        )
    except OutboundError as error:
        raise RefreshError(f"{error} Fetch the list by another road, and give its file.") from error
    if answer.status != 200:
        raise RefreshError(
            f"{url} answered {answer.status}: fetch the list by another road, and give its file."
        )
    return answer.body


def _read(source: str) -> bytes:
    try:
        with Path(source).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise RefreshError(f"{source} could not be read: {error.strerror}.") from error


def _replace(file: Path, content: bytes) -> None:
    """Write beside it, make it durable, then put it in its place: at each moment one whole list is there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".suffixes-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
