"""What can be seen without the database: the machine, the folder and the settings."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hamseda.channels.email.api import list_age
from hamseda.doctor.finding import Finding
from hamseda.settings import Settings
from hamseda.static_files import STATIC

LEAST_FREE_MB: Final = 500
LEAST_FREE_SHARE: Final = 0.05
MOST_SUFFIX_DAYS: Final = 400


def look(settings: Settings) -> list[Finding]:
    """Python, disk, key file, web files, the way out for mail, the list of suffixes, the address that people are given."""
    return [
        _python(),
        _disk(settings.data_folder),
        _key_file(settings.data_folder / "secret.key"),
        _web_files(),
        _mail_server(settings),
        _suffixes(settings),
        _address(settings),
    ]


def _python() -> Finding:
    return Finding(
        "python", sys.version_info < (3, 11), sys.version.split()[0], "Install Python 3.11 or newer."
    )


def _disk(folder: Path) -> Finding:
    there = next((p for p in (folder, *folder.parents) if p.exists()), Path("/"))
    usage = shutil.disk_usage(there)
    free = usage.free // 1_000_000
    is_short = free < LEAST_FREE_MB or usage.free < LEAST_FREE_SHARE * min(usage.total, 100_000_000_000)
    return Finding(
        "disk",
        is_short,
        f"{free} MB free at {there}",
        "Make room (old backups, logs), grow the disk, or set HAMSEDA_FOLDER elsewhere.",
    )


def _key_file(key: Path) -> Finding:
    is_open = key.exists() and bool(key.stat().st_mode & 0o077)
    return Finding(
        "key",
        is_open,
        "readable by its owner only" if not is_open else "readable by others",
        f"chmod 600 {key}",
    )


def _web_files() -> Finding:
    built = all((STATIC / name).exists() for name in ("desk/index.html", "widget/loader.js"))
    return Finding(
        "web files",
        not built,
        "built" if built else "not built",
        "Run `make ui` (or install the wheel again).",
    )


def _mail_server(settings: Settings) -> Finding:
    if settings.smtp_host:
        return Finding("outgoing mail", False, f"{settings.smtp_host}:{settings.smtp_port}")
    said = "kept in a folder (demo)" if settings.demo else "no server is set"
    return Finding(
        "outgoing mail", not settings.demo, said, "Set HAMSEDA_SMTP_HOST (docs/settings.md, smtp_host)."
    )


def _suffixes(settings: Settings) -> Finding:
    cure = 'Run `hamseda mail refresh-suffixes` (docs/channels/email.md, "Public suffixes").'
    made, fault = list_age(settings.suffix_file)
    if fault is not None:
        return Finding(
            "public suffixes", True, f"the list in {settings.suffix_file} is broken: {fault}", cure
        )
    days = (datetime.now(UTC) - made).days if made else None
    if days is None:
        return Finding("public suffixes", False, "the list is of unknown age")
    return Finding("public suffixes", days > MOST_SUFFIX_DAYS, f"the list is {days} days old", cure)


def _address(settings: Settings) -> Finding:
    is_known = bool(settings.public_url) or settings.demo
    return Finding(
        "public address",
        not is_known,
        settings.base_url if is_known else f"not set: links in mails lead to {settings.base_url}",
        "Set HAMSEDA_PUBLIC_URL to the address that people type, such as https://desk.shop.example.",
    )
