"""«منظورتان این بود؟»: what a query without hits may have meant."""

import re
from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from hamseda.kit.persian.finglish import readings
from hamseda.kit.persian.keyboard import as_latin, as_persian
from hamseda.kit.persian.normalise import normalise
from hamseda.kit.persian.stem import stem
from hamseda.kit.persian.words import EVERYDAY

Reason = Literal["keyboard", "finglish"]

MAX_QUERY: Final = 80
"""Letters of a query that is rewritten at all."""
MAX_CANDIDATES: Final = 24
_MAX_WORDS: Final = 6
_UNKNOWN: Final = 3.0
_EDGE_SIGNS: Final = ".,;:!?()\"'"
_LATIN_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'’`]*")
_PERSIAN: Final = re.compile("[\u0621-\u06cc]")
_LATIN: Final = re.compile("[A-Za-z]")
_VOWEL: Final = re.compile("[aeiou]")
_CROWD: Final = re.compile(
    "[b-df-hj-np-tv-xz]{5}|^[b-df-hj-np-tv-xz]{4}|^(?!kh|gh|sh|ch|zh|st|sp|sc|th)[b-df-hj-np-tv-xz]{3}",
)


class Candidate(NamedTuple):
    text: str
    reason: Reason


def did_you_mean(query: str, known: Callable[[str], bool] | None = None) -> list[Candidate]:
    """Return rewritings of the query, likeliest first, each with its reason; at most 24.

    'keyboard': the keys of the other layout (sghl → سلام, اثممخ → hello). 'finglish': Persian in Latin
    letters (ghabz → قبض). `known` tells whether a folded word is in the organization's vocabulary; words
    that are known come first. Nothing is looked up here: the caller offers the first candidate that has hits.
    """
    query = " ".join(query.split())
    if not query or len(query) > MAX_QUERY:
        return []
    priced = [*_keyboard(query, known), *_finglish(query, known)]
    kept: dict[str, Candidate] = {}
    for _, text, reason in sorted(priced):
        folded = normalise(text)
        if folded and folded != normalise(query):
            kept.setdefault(folded, Candidate(text, reason))
    return list(kept.values())[:MAX_CANDIDATES]


_Priced = tuple[float, str, Reason]


def _keyboard(query: str, known: Callable[[str], bool] | None) -> list[_Priced]:
    latin, persian = bool(_LATIN.search(query)), bool(_PERSIAN.search(query))
    if latin == persian:
        return []
    if persian:
        return [(0.5, as_latin(query), "keyboard")]
    doubt = 0.0 if _unspeakable(query) else 2.5
    return [
        (doubt + 0.1 * rank + _strangeness(text, known), text, "keyboard")
        for rank, text in enumerate(as_persian(query))
    ]


def _finglish(query: str, known: Callable[[str], bool] | None) -> list[_Priced]:
    words = query.split()
    if not _LATIN.search(query) or len(words) > _MAX_WORDS:
        return []
    doubt = 2.5 if _unspeakable(query) else 0.0
    sentences: list[tuple[float, str]] = [(doubt, "")]
    for word in words:
        sentences = sorted(
            (price + extra, f"{text} {reading}".strip())
            for price, text in sentences
            for extra, reading in _word_readings(word, known)
        )[:MAX_CANDIDATES]
    return [(price, text, "finglish") for price, text in sentences]


def _word_readings(word: str, known: Callable[[str], bool] | None) -> list[tuple[float, str]]:
    word = word.strip(_EDGE_SIGNS) or word
    if not _LATIN_WORD.fullmatch(word):
        return [(0.0, word)]
    found = [
        (price / 2 + _strangeness(text, known), text)
        for text, price in readings(word, limit=2 * MAX_CANDIDATES)
    ]
    return sorted(found)[:MAX_CANDIDATES] or [(_UNKNOWN, word)]


def _strangeness(text: str, known: Callable[[str], bool] | None) -> float:
    words = normalise(text).split()
    return sum(0.0 if _familiar(word, known) else _UNKNOWN for word in words) / max(1, len(words))


def _familiar(word: str, known: Callable[[str], bool] | None) -> bool:
    return word in EVERYDAY or stem(word) in EVERYDAY or (known is not None and known(word))


def _unspeakable(query: str) -> bool:
    """Tell whether no mouth can say the Latin letters: then they are keys of another layout."""
    words = query.casefold().split()
    dumb = [
        word for word in words if not _VOWEL.search(word) or _CROWD.search(word) or _has_punctuation(word)
    ]
    return 2 * len(dumb) >= len(words)


def _has_punctuation(word: str) -> bool:
    return any(sign in word[:-1] for sign in ";,[]\\")
