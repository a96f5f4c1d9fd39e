"""Where a query hits the text as it was written: the index knows only folded words."""

import re
from typing import Final

from hamseda.kit.persian.index import text_keys, tokens
from hamseda.kit.persian.letters import DIACRITICS, HALF_SPACES, INVISIBLE, TATWEEL, ZWJ

_WRITTEN_WORD: Final = re.compile(
    rf"[^\W_][\w{re.escape(DIACRITICS + HALF_SPACES + INVISIBLE + TATWEEL + ZWJ)}]*(?:[,٬]\d{{3}}(?!\d))*",
)


def hits(text: str, terms: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the spans (start, end) of the written words that share a key with `query_terms`, in order."""
    wanted = frozenset(terms)
    return [
        match.span()
        for match in _WRITTEN_WORD.finditer(text)
        if any(not wanted.isdisjoint(text_keys(token)) for token in tokens(match[0]))
    ]
