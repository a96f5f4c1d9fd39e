"""Index keys of a text and of a query: the same rules on both sides, so that spellings of a word meet."""

import re
from functools import lru_cache
from typing import Final

from hamseda.kit.persian.letters import ZWNJ, word_set
from hamseda.kit.persian.normalise import words_apart
from hamseda.kit.persian.stem import possessed_roots, stem

MAX_KEY: Final = 64
"""Letters of a key; the rest of a longer run is cut, since no one searches for it."""

_WORD: Final = re.compile(rf"[^\W_]+(?:{ZWNJ}[^\W_]+)*")
_GROUPED_DIGITS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_RUNS: Final = re.compile(r"\d+|[^\W\d_]+")

# Pieces that people write apart from their word with a full space: «کتاب ها», «می خواهم», «خانه ی ما».
_BEFORE: Final = frozenset({"می", "نمی", "بی"})
_AFTER: Final = word_set(
    """
    ها های هایی هایم هایت هایش هایمان هایتان هایشان هام هات هاش هامون هاتون هاشون تر ترین
    """,
)
_AFTER_HE: Final = word_set("ی ای ام ات اش اند ایم اید مان تان شان مون تون شون")
_AFFIXES: Final = _BEFORE | _AFTER | _AFTER_HE | {"هم", "نا"}

_QUIET: Final = word_set(
    """
    و در به از که این ان را با برای تا یا هم رو من ما شما او است هست بود شد شده می نمی یک هر اما
    ولی اگر چه the a an of to in is and or on for it i you
    """,
)
"""Words that would find every message: a query drops them when anything else is left."""


def tokens(text: str) -> list[str]:
    """Return the words of the text in order, folded, half spaces kept: «کتاب ها» and «کتاب‌ها» are one token.

    Digits grouped by threes are one number (۱۲٬۰۰۰ → 12000). Punctuation and emoji are no words.
    """
    plain = words_apart(text)
    if "," in plain:
        plain = _GROUPED_DIGITS.sub("", plain)
    return _glue(_WORD.findall(plain))


def index_text(text: str) -> str:
    """Return the index keys of the text in its order, separated by spaces, for `to_tsvector('simple', …)`.

    Keys are letters and digits only, at most 64 each; a key that the text has given already is not repeated.
    """
    return " ".join(dict.fromkeys(key for token in tokens(text) for key in text_keys(token)))


def query_terms(text: str) -> tuple[str, ...]:
    """Return the index keys that a query asks for, each once, in order; to be joined with OR and ranked.

    Function words (و, در, به …) are dropped unless nothing else is left. Empty for a query without a word.
    """
    words = tokens(text)
    telling = [word for word in words if word not in _QUIET] or words
    return tuple(dict.fromkeys(key for word in telling for key in query_keys(word)))


@lru_cache(maxsize=32_768)
def query_keys(token: str) -> tuple[str, ...]:
    """Return the keys of one token: joined, stemmed, and the parts that can stand alone."""
    joined = token.replace(ZWNJ, "")
    found = [joined, stem(token)]
    if ZWNJ in token:
        parts = token.split(ZWNJ)
        found += [
            key for part in parts if part not in _AFFIXES for key in (part, stem(part)) if len(part) > 1
        ]
    if not joined.isalpha() and not joined.isdecimal():
        found += _RUNS.findall(joined)
    return tuple(dict.fromkeys(key[:MAX_KEY] for key in found))


@lru_cache(maxsize=32_768)
def text_keys(token: str) -> tuple[str, ...]:
    """Return the keys of one token of a searched text: a query's and the roots of short possessives."""
    keys = query_keys(token)
    return tuple(dict.fromkeys([*keys, *(root for key in keys[:2] for root in possessed_roots(key))]))


def _glue(words: list[str]) -> list[str]:
    glued: list[str] = []
    for word in words:
        if glued and _belongs(word, glued[-1]):
            glued[-1] += ZWNJ + word
        else:
            glued.append(word)
    return glued


def _belongs(word: str, before: str) -> bool:
    if before in _BEFORE:
        return not word.isascii()
    if word in _AFTER:
        return len(before) > 1 and not before.isascii()
    return word in _AFTER_HE and len(before) > 2 and before[-1] == "ه"
