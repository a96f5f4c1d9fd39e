"""Under which suffixes people register domains, and so whose a domain is: a list that comes with a package.

A newer one, put beside the installation's data by `hamseda mail refresh-suffixes`, counts instead of it.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Final

from publicsuffixlist import PublicSuffixList

FILE: Final = "public_suffix_list.dat"
MOST_BYTES: Final = 4 * 1024 * 1024
LEAST_RULES: Final = 5_000
_VERSION: Final = re.compile(rb"VERSION:\s*(\d{4})-(\d\d)-(\d\d)")
_MARKS: Final = ("===BEGIN ICANN DOMAINS===", "===END ICANN DOMAINS===", "===BEGIN PRIVATE DOMAINS===")
_KNOWN: Final = ("com", "co.uk", "ir", "co.ir", "*.ck", "!www.ck")


class Suffixes:
    """Tells the organizational domain of a domain."""

    def __init__(self, known: PublicSuffixList) -> None:
        self._known = known

    def organization_of(self, domain: str) -> str:
        """The registered domain, in ASCII letters; "" for a public suffix or what is no domain."""
        if domain.count(".") > 30 or len(domain) > 253:
            return ""
        return self._known.privatesuffix(domain.strip(".").lower()) or ""


def suffixes(file: Path | None) -> Suffixes:
    """The list in a file where it is there and whole, else the package's."""
    try:
        changed = file.stat().st_mtime_ns if file is not None else 0
    except OSError:
        changed = 0
    return _loaded(file if changed else None, changed)


@lru_cache(maxsize=1)
def _loaded(file: Path | None, _changed: int) -> Suffixes:
    if file is not None:
        try:
            return read_list(file.read_bytes())
        except (OSError, ValueError):
            # `hamseda doctor` says that the file is broken.
            return _loaded(None, 0)
    return Suffixes(PublicSuffixList())


def list_age(file: Path) -> tuple[datetime | None, str | None]:
    """When the list that counts was made, as it says itself; and what is wrong with the one in `file`."""
    try:
        content = file.read_bytes()
        read_list(content)
    except FileNotFoundError:
        content = files("publicsuffixlist").joinpath(FILE).read_bytes()
    except (OSError, ValueError) as error:
        return None, str(error)
    found = _VERSION.search(content[:2_000])
    if found is None:
        return None, None
    year, month, day = (int(one) for one in found.groups())
    return datetime(year, month, day, tzinfo=UTC), None


def read_list(content: bytes) -> Suffixes:
    """A list from its bytes. Raises ValueError for what is none, or not whole."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES} bytes")
    text = content.decode("utf-8")
    rules = {line.split()[0] for line in text.splitlines() if line.strip() and not line.startswith("//")}
    if not all(mark in text for mark in _MARKS) or not rules.issuperset(_KNOWN) or len(rules) < LEAST_RULES:
        raise ValueError("it is no public suffix list, or a part of one")
    return Suffixes(PublicSuffixList(StringIO(text)))
