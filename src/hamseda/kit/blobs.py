"""Files beside the database: on disk and safe from a power cut before their row commits."""

import asyncio
import errno
import hashlib
import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

import fsspec
import msgspec

from hamseda.kit.problem import OutOfSpace, TooLarge

CHUNK: Final = 256 * 1024
HEAD: Final = 4096
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class Blob(msgspec.Struct, frozen=True):
    """What was written: `head` is its first 4,096 bytes, for looking at its type."""

    key: str
    size: int
    sha256: bytes
    head: bytes


class Place(Protocol):
    """Where the bytes lie; every call may block and runs in a thread."""

    def create(self, key: str) -> BinaryIO: ...
    def finish(self, key: str, out: BinaryIO) -> None: ...
    def abandon(self, key: str, out: BinaryIO) -> None: ...
    def open(self, key: str) -> BinaryIO: ...
    def remove(self, key: str) -> None: ...
    def older_than(self, moment: datetime) -> Iterator[str]: ...
    def is_there(self, prefix: str) -> bool: ...


class Blobs:
    """Writes, reads and removes blobs; names are random and never come from a person."""

    def __init__(self, place: Place) -> None:
        self.place = place

    async def write(self, prefix: str, chunks: AsyncIterator[bytes], most: int) -> Blob:
        """Store a stream of at most `most` bytes durably. Raises TooLarge, OutOfSpace; then nothing stays."""
        key = f"{prefix}/{secrets.token_hex(1)}/{secrets.token_hex(20)}"
        digest, size, head = hashlib.sha256(), 0, b""
        out = await _blocking(self.place.create, key)
        try:
            async for chunk in _at_most(chunks, most):
                size += len(chunk)
                head += chunk[: max(0, HEAD - len(head))]
                digest.update(chunk)
                await _blocking(out.write, chunk)
            await _blocking(self.place.finish, key, out)
        except BaseException:
            with suppress(OSError):
                await asyncio.to_thread(self.place.abandon, key, out)
            raise
        return Blob(key, size, digest.digest(), head)

    async def put(self, prefix: str, content: bytes) -> str:
        """Store bytes that are at hand, durably, in one go, and answer their key. Raises OSError; then nothing stays."""
        key = f"{prefix}/{secrets.token_hex(1)}/{secrets.token_hex(20)}"
        await asyncio.to_thread(self._put, key, content)
        return key

    async def whole(self, key: str) -> bytes:
        """Read a blob in one go. Raises FileNotFoundError."""
        return await asyncio.to_thread(self._whole, key)

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """Give the bytes of a blob, chunk by chunk. Raises FileNotFoundError before the first."""
        source = await asyncio.to_thread(self.place.open, key)
        try:
            while chunk := await asyncio.to_thread(source.read, CHUNK):
                yield chunk
        finally:
            await asyncio.to_thread(source.close)

    async def is_there(self, prefix: str) -> bool:
        """Whether the place itself can be seen: without it, a blob that is not found may still be safe."""
        return await asyncio.to_thread(self.place.is_there, prefix)

    async def remove(self, key: str) -> None:
        """Take a blob away; one that is gone already is no error."""
        with suppress(FileNotFoundError):
            await asyncio.to_thread(self.place.remove, key)

    async def older_than(self, moment: datetime) -> list[str]:
        """List the keys of blobs last written before an instant."""
        return await asyncio.to_thread(lambda: list(self.place.older_than(moment)))

    def _put(self, key: str, content: bytes) -> None:
        out = self.place.create(key)
        try:
            out.write(content)
            self.place.finish(key, out)
        except BaseException:
            with suppress(OSError):
                self.place.abandon(key, out)
            raise

    def _whole(self, key: str) -> bytes:
        with self.place.open(key) as source:
            return source.read()


class Folder:
    """A local folder: each file and every new folder above it are forced to disk before they count."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def create(self, key: str) -> BinaryIO:
        path = self._path(key)
        self._make_folder(path.parent)
        return Path(f"{path}.part").open("xb")

    def finish(self, key: str, out: BinaryIO) -> None:
        out.flush()
        os.fsync(out.fileno())
        out.close()
        path = self._path(key)
        Path(f"{path}.part").rename(path)
        _sync_folder(path.parent)

    def abandon(self, key: str, out: BinaryIO) -> None:
        with suppress(OSError):  # closing writes what is buffered, and the disk may be full
            out.close()
        Path(f"{self._path(key)}.part").unlink(missing_ok=True)

    def open(self, key: str) -> BinaryIO:
        return self._path(key).open("rb")

    def remove(self, key: str) -> None:
        self._path(key).unlink()

    def older_than(self, moment: datetime) -> Iterator[str]:
        for path in self._root.glob("*/*/*"):
            with suppress(FileNotFoundError):
                if path.is_file() and path.stat().st_mtime < moment.timestamp():
                    yield str(path.relative_to(self._root))

    def is_there(self, prefix: str) -> bool:
        # A folder that another disk is mounted on is there without that disk, and empty.
        return (self._root / prefix).is_dir()

    def _path(self, key: str) -> Path:
        if key.startswith("/") or ".." in key.split("/"):
            raise ValueError("A blob's key leads out of its folder.")
        return self._root / key

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)  # mails lie here as they came, and the folder above may be open to all
        _sync_folder(folder.parent)


class Remote:
    """Any store that fsspec knows, S3 first; what it has accepted is durable by its own word."""

    def __init__(self, url: str) -> None:
        self._files, self._root = fsspec.core.url_to_fs(url)

    def create(self, key: str) -> BinaryIO:
        return self._files.open(self._path(key), "wb")  # type: ignore[no-any-return]

    def finish(self, _key: str, out: BinaryIO) -> None:
        out.close()

    def abandon(self, key: str, out: Any) -> None:
        if hasattr(out, "discard"):
            out.discard()
        with suppress(AttributeError):  # what is closed is not uploaded when it is collected
            out.closed = True
        with suppress(FileNotFoundError):
            self._files.rm_file(self._path(key))

    def open(self, key: str) -> BinaryIO:
        return self._files.open(self._path(key), "rb")  # type: ignore[no-any-return]

    def remove(self, key: str) -> None:
        self._files.rm_file(self._path(key))

    def older_than(self, moment: datetime) -> Iterator[str]:
        for name, about in self._files.find(self._root, detail=True).items():
            written = about.get("LastModified") or about.get("created") or datetime.now(UTC)
            if isinstance(written, int | float):
                written = datetime.fromtimestamp(written, UTC)
            if written < moment:
                yield name.removeprefix(self._root).lstrip("/")

    def is_there(self, prefix: str) -> bool:
        # A bucket's prefix is no folder: it ends with the last blob.
        bucket = self._root.strip("/").partition("/")[0]
        return any(self._files.exists(one) for one in (self._path(prefix), self._root, bucket))

    def _path(self, key: str) -> str:
        return f"{self._root.rstrip('/')}/{key}"


@cache
def blobs_at(place: str) -> Blobs:
    """Give the blobs of an address (s3://bucket/prefix, …) or of a local folder."""
    return Blobs(Remote(place) if "://" in place else Folder(Path(place)))


async def _at_most(chunks: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise TooLarge(f"The file is larger than {most // 1024} KiB: send a smaller one.")
        yield chunk


async def _blocking(act: Callable[..., Any], *values: Any) -> Any:
    try:
        return await asyncio.to_thread(act, *values)
    except OSError as error:
        if error.errno in FULL:
            raise OutOfSpace("The server's disk is full; nothing was stored.", retry_after=60) from error
        raise


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
