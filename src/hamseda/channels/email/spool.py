"""Where raw mails lie: a blob each, in safety before anybody is told that we have it."""

from datetime import datetime
from pathlib import Path
from typing import Final

from hamseda.kit.blobs import blobs_at

FOLDER: Final = "raw_mail"
PREFIX: Final = "mail"


class StoreError(Exception):
    """A store is away, full or broken: no fault of the mail."""


class Spool:
    """Raw mails in the folder `raw_mail` of `data_folder`, or at `url` (any store that fsspec knows).

    A key is a random name that nobody can guess.
    """

    def __init__(self, data_folder: Path, url: str = "") -> None:
        self._blobs = blobs_at(url or str(data_folder.absolute() / FOLDER))

    async def store(self, content: bytes) -> str:
        """Write a mail and answer its key; durable when it returns. Raises OSError (a full disk: ENOSPC)."""
        return await self._blobs.put(PREFIX, content)

    async def read(self, key: str) -> bytes:
        """The mail as it came. Raises FileNotFoundError where it is surely gone, StoreError where that is not sure."""
        try:
            return await self._blobs.whole(key)
        except FileNotFoundError as error:
            if await self._is_there():
                raise
            raise StoreError("the place of raw mails is not there: is it mounted?") from error
        except Exception as error:  # each store has errors of its own
            raise StoreError(f"{type(error).__name__}: {error}") from error

    async def _is_there(self) -> bool:
        try:
            return await self._blobs.is_there(PREFIX)
        except Exception as error:  # as above
            raise StoreError(f"{type(error).__name__}: {error}") from error

    async def older_than(self, moment: datetime) -> list[str]:
        """List the keys of mails written before an instant."""
        return await self._blobs.older_than(moment)

    async def remove(self, key: str) -> None:
        """Take a mail away."""
        await self._blobs.remove(key)
