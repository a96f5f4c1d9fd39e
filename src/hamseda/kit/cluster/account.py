import os
import pwd
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from hamseda.kit.cluster.errors import ClusterError

# A packager may provide an account of its own; every Linux has nobody.
DAEMON_ACCOUNTS = ("hamseda", "nobody")


class RunAs(TypedDict, total=False):
    """Keyword arguments of `subprocess` that start a command as somebody else."""

    user: int
    group: int
    extra_groups: Iterable[int]


@dataclass(frozen=True)
class Account:
    """The user whom the server runs as: PostgreSQL refuses to run as root."""

    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """Whether the server runs as somebody else than we do, which only root can arrange."""
        return self.uid != os.geteuid()

    @property
    def run_as(self) -> RunAs:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}

    def may_pass(self, folder: Path) -> bool:
        """Whether the modes of `folder` let this user walk through it."""
        found = folder.stat()
        if self.uid == found.st_uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if self.gid == found.st_gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def account_for(data: Path) -> Account:
    """Return ourselves, or for root the owner of existing data, else the first daemon account there is."""
    if os.geteuid() != 0:
        return _by_uid(os.geteuid())
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return _by_uid(owner)
    for name in DAEMON_ACCOUNTS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, found.pw_uid, found.pw_gid)
    raise ClusterError(
        "PostgreSQL may not run as root, and this machine has no user named nobody.",
        "Make one (useradd --system hamseda), start Hamseda as an ordinary user, "
        "or set HAMSEDA_DATABASE_URL to a server of yours.",
    )


def _by_uid(uid: int) -> Account:
    try:
        found = pwd.getpwuid(uid)
    except KeyError as unknown:
        raise ClusterError(
            f"User number {uid} has no entry in /etc/passwd, which PostgreSQL needs.",
            "Add one, start Hamseda as another user, or set HAMSEDA_DATABASE_URL to a server of yours.",
        ) from unknown
    return Account(found.pw_name, found.pw_uid, found.pw_gid)
