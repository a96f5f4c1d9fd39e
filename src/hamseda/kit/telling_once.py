"""Faults as people can bear them: what stands in many places is told once, a misspelt name with the one that is meant."""

import re
from collections.abc import Callable, Hashable, Iterable
from difflib import get_close_matches
from typing import Final, Literal, TypeVar

from hamseda.kit.i18n import language_of, translate
from hamseda.kit.persian.digits import persian_digits
from hamseda.kit.persian.normalise import normalise

Told = TypeVar("Told")
MOST_APART: Final = 3
MOST_LINES: Final = 5
NUMBER: Final = re.compile(r"(?<=\.)\d+(?=\.|$)")  # of a field in a list
ALIKE: Final = 0.7


def told_once(faults: Iterable[Told], likeness: Callable[[Told], Hashable]) -> list[tuple[Told, list[Told]]]:
    """Each fault with those like it behind it, kind by kind; up to three alike are told each by itself."""
    kinds: dict[Hashable, list[Told]] = {}
    for one in faults:
        kinds.setdefault(likeness(one), []).append(one)
    found: list[tuple[Told, list[Told]]] = []
    for alike in kinds.values():
        found += [(one, []) for one in alike] if len(alike) <= MOST_APART else [(alike[0], alike[1:])]
    return found


def with_others(
    sentence: str, others: int, lines: Iterable[int], language: str, counted: Literal["line", "row"] = "line"
) -> str:
    """A sentence, how many more are like it, and the first lines (or rows) in which they stand."""
    if not others:
        return sentence
    first = list(dict.fromkeys(lines))
    if len(first) < 2:  # all in one line, or no lines at all
        return translate(language, "misfit.likewise", why=sentence, count=others)
    comma = ", " if language_of(language) == "en" else "، "
    named = comma.join(figure(line, language) for line in first[:MOST_LINES])
    more = f"{comma}…" if len(first) > MOST_LINES else ""
    code = "misfit.likewise_in" if counted == "line" else "misfit.likewise_in_rows"
    return translate(language, code, why=sentence, count=others, lines=named + more)


def figure(number: int, language: str) -> str:
    """The number of a line or column, in the digits of the language."""
    return str(number) if language_of(language) == "en" else persian_digits(str(number))


def with_near(sentence: str, near: str | None, language: str) -> str:
    """A sentence, and the name that may be meant."""
    return sentence if near is None else translate(language, "misfit.near", why=sentence, near=near)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The name among these that this one may be a misspelling of; letters of other keyboards and capitals count alike."""
    names = {_folded(one): one for one in known if one != name}
    found = get_close_matches(_folded(name), names, n=1, cutoff=ALIKE)
    return names[found[0]] if found else None


def _folded(name: str) -> str:
    return normalise(name).casefold().replace("\u200c", "").strip()
