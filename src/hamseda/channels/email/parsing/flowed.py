"""format=flowed (RFC 3676): lines that a program has broken are joined again; quotes keep their depth."""

import re
from typing import Final

_QUOTE: Final = re.compile(r">*")


def unflow(text: str, *, without_space: bool) -> str:
    """Join soft-broken lines. `without_space`: DelSp=yes, the space before the break was put there for it."""
    done: list[str] = []
    depth, is_open = 0, False
    for line in text.split("\n"):
        found = _QUOTE.match(line)
        level = found.end() if found else 0
        bare = line[level:].removeprefix(" ")
        is_signature = bare == "-- "
        if is_open and level == depth and not is_signature:
            done[-1] += bare
        else:
            done.append(f"{'>' * level} {bare}" if level else bare)
        depth, is_open = level, bare.endswith(" ") and not is_signature
        if is_open and without_space:
            done[-1] = done[-1][:-1]
    return "\n".join(done)
