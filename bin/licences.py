"""Lists the licence of every package that the default install needs, and refuses GPL and AGPL."""

import re
import sys
from collections.abc import Iterator
from importlib import metadata

PROJECT = "hamseda"
REFUSED = re.compile(r"\bA?GPL", re.IGNORECASE)  # LGPL, as an unmodified library, has no word boundary here
REFUSED_NAMES = re.compile(r"(?<!Lesser )General Public License|Affero", re.IGNORECASE)
LICENCE_FILES = ("LICENSE", "LICENCE", "COPYING")
TEXTS = (
    ("GENERAL PUBLIC LICENSE", "GPL"),
    ("Redistribution and use in source and binary forms", "BSD"),
    ("Permission is hereby granted, free of charge", "MIT"),
)
REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)(?:\[([^\]]*)\])?[^;]*(?:;(.*))?$")
EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")


def main() -> int:
    """Print a line for each package; the exit code is 1 when one is refused or says nothing."""
    refused = []
    for name in sorted(needed(PROJECT, frozenset())):
        licence = licence_of(name)
        print(f"{name:<24} {licence or 'unknown'}")
        if not is_allowed(licence):
            refused.append(name)
    if refused:
        print(f"Refused in the default install: {', '.join(refused)}", file=sys.stderr)
    return 1 if refused else 0


def needed(
    package: str, extras: frozenset[str], seen: set[tuple[str, frozenset[str]]] | None = None
) -> set[str]:
    """Collect what `package` requires, and what that requires, without what only extras ask for."""
    seen = set() if seen is None else seen
    names: set[str] = set()
    for name, its_extras, is_conditional in _requirements(package, extras):
        if (name, its_extras) in seen:
            continue
        seen.add((name, its_extras))
        if is_conditional and not _is_installed(name):
            continue  # meant for another platform or an older Python
        names |= {name} | needed(name, its_extras, seen)
    return names


def licence_of(package: str) -> str:
    """Return what the package says of its licence: the expression, else the classifiers, the field, or its file."""
    said = metadata.metadata(package)
    classifiers = [
        line.rsplit(" :: ", 1)[-1] for line in said.get_all("Classifier", []) if "License ::" in line
    ]
    field = (said.get("License") or "").strip().splitlines()
    told = said.get("License-Expression") or " AND ".join(classifiers) or (field[0] if field else "")
    return told or _read_from_file(package)


def _read_from_file(package: str) -> str:
    """Recognise the text of a licence that stands in no field; one that is not known counts as unknown."""
    files = [file for file in metadata.files(package) or [] if file.name.upper().startswith(LICENCE_FILES)]
    for file in files:
        text = " ".join(file.read_text(encoding="utf-8").split())
        for words, name in TEXTS:
            if words in text:
                return f"{name} (by the text of {file.name})"
    return ""


def is_allowed(licence: str) -> bool:
    """Tell whether at least one of the licences on offer binds nobody to GPL or AGPL."""
    offers = re.split(r"\bOR\b", licence)
    return any(
        offer.strip() and not REFUSED.search(offer) and not REFUSED_NAMES.search(offer) for offer in offers
    )


def _requirements(package: str, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str], bool]]:
    for line in metadata.requires(package) or []:
        found = REQUIREMENT.match(line.replace("(", "").replace(")", ""))
        if not found:
            sys.exit(f"{package} has a requirement that cannot be read: {line}")
        name, its_extras, condition = found.groups()
        asked_by = EXTRA.search(condition or "")
        if asked_by and asked_by.group(1) not in extras:
            continue
        chosen = frozenset(word.strip() for word in (its_extras or "").split(",") if word.strip())
        yield re.sub(r"[-_.]+", "-", name).lower(), chosen, condition is not None


def _is_installed(package: str) -> bool:
    try:
        metadata.distribution(package)
    except metadata.PackageNotFoundError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
