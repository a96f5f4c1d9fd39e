import errno
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hamseda.kit.cluster.account import Account
from hamseda.kit.cluster.errors import ClusterError

PORT = 5432
SOCKET = f".s.PGSQL.{PORT}"
SOCKET_PATH_LIMIT = 107  # sun_path of Linux holds 108 bytes, the last of them zero


@dataclass(frozen=True)
class Layout:
    """Where everything of one cluster lies; only `data`, `log` and `run` belong to the server's account."""

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def unfinished(self) -> Path:
        """The data folder while it is being made: renamed to `data` as the last step."""
        return self.folder / "data.unfinished"

    @property
    def configuration(self) -> Path:
        return self.folder / "configuration"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def name(self) -> str:
        """Marks the server's processes in the process list; the same folder always has the same name."""
        return "hamseda-" + hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:10]

    @property
    def run(self) -> Path:
        """The folder of the socket: inside the cluster's folder, or a short one if that is too long."""
        inside = self.folder / "run"
        if len(os.fsencode(inside / SOCKET)) < SOCKET_PATH_LIMIT:
            return inside
        return Path("/run" if os.geteuid() == 0 else tempfile.gettempdir()) / self.name

    def lock(self, name: str) -> Path:
        return self.folder / f"{name}.lock"

    def make(self) -> None:
        """Make the folders that are missing, each with its owner and mode."""
        try:
            make_open_to(self.folder, self.account)
            self.configuration.mkdir(mode=0o755, exist_ok=True)
            self.configuration.chmod(0o755)
            for own in (self.log, self.run):
                make_private(own, self.account)
        except OSError as refused:
            raise ClusterError(
                f"The folder {refused.filename} cannot be written: {refused.strerror}.",
                "Choose another data folder, or give this user the right and the disk the room to write.",
            ) from refused


def make_open_to(folder: Path, account: Account) -> None:
    """Make `folder` and its missing parents, passable for `account`; what exists keeps its mode."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700)
        if account.is_other:
            path.chmod(0o711)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    closed = next((path for path in (folder, *folder.parents) if not account.may_pass(path)), None)
    if closed:
        raise ClusterError(
            f"PostgreSQL runs as the user {account.name}, who may not enter {closed}.",
            "Choose a data folder that this user can reach, such as one under /var/lib.",
        )


def make_private(folder: Path, account: Account) -> None:
    """Make `folder` for `account` alone; one that somebody else put there is refused."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid not in {account.uid, os.geteuid()}:
        raise ClusterError(
            f"The folder {folder} belongs to somebody else.", "Remove it, or choose another data folder."
        )
    if account.is_other:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    folder.chmod(0o700)
