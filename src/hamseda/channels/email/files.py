"""Attached files: kept where all attachments of the installation are kept."""

import asyncio
import os
import secrets
from pathlib import Path
from typing import Final

from hamseda.settings import Settings

FOLDER: Final = "attachments"


async def store_file(settings: Settings, content: bytes) -> str:
    """Write a file and answer its storage key; durable when it returns."""
    return await asyncio.to_thread(_store, settings.data_folder / FOLDER, content)


async def load_file(settings: Settings, key: str) -> bytes:
    """The bytes of a stored file."""
    return await asyncio.to_thread((settings.data_folder / FOLDER / key).read_bytes)


def _store(folder: Path, content: bytes) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    key = secrets.token_hex(20)
    with (folder / key).open("xb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    return key
