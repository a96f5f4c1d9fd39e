"""Where raw mails lie: one file each, on the disk for good before anybody is told that we have it."""

import asyncio
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Final

FOLDER: Final = "raw_mail"


class Spool:
    """Files of raw mails under one folder; a key is a random name that nobody can guess."""

    def __init__(self, data_folder: Path) -> None:
        self._root = data_folder.absolute() / FOLDER

    async def store(self, content: bytes) -> str:
        """Write a mail and answer its key; durable when it returns. Raises OSError (a full disk: ENOSPC)."""
        return await asyncio.to_thread(self._store, content)

    async def read(self, key: str) -> bytes:
        """The mail as it came. Raises FileNotFoundError."""
        return await asyncio.to_thread(self.path(key).read_bytes)

    async def older_than(self, moment: datetime) -> list[str]:
        """List the keys of mails written before an instant."""
        return await asyncio.to_thread(self._older_than, moment.timestamp())

    async def remove(self, key: str) -> None:
        """Take a mail away."""
        await asyncio.to_thread(self.path(key).unlink, missing_ok=True)

    def path(self, key: str) -> Path:
        """The file of a key; raises ValueError for what is no key of ours."""
        folder, _, name = key.partition("/")
        if len(folder) != 2 or not (folder + name.removesuffix(".eml")).isalnum():
            raise ValueError(f"{key!r} is not a key of the mail spool.")
        return self._root / folder / name

    def _older_than(self, moment: float) -> list[str]:
        files = self._root.glob("??/*.eml")
        return [f"{file.parent.name}/{file.name}" for file in files if file.stat().st_mtime < moment]

    def _store(self, content: bytes) -> str:
        name = secrets.token_hex(20)
        key = f"{name[:2]}/{name[2:]}.eml"
        file = self.path(key)
        _make_folder(file.parent)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            _sync_folder(file.parent)
        except OSError:
            file.unlink(missing_ok=True)
            raise
        return key


def _make_folder(folder: Path) -> None:
    """Make a folder and what is above it; a new entry is on the disk before it is used."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
