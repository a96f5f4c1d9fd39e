"""Persian text: one normal form, index keys, guesses, direction, dictionary order. Pure and product-free."""

from hamseda.kit.persian.digits import ascii_digits, persian_digits
from hamseda.kit.persian.direction import Direction, direction
from hamseda.kit.persian.highlight import hits
from hamseda.kit.persian.index import index_text, query_terms, tokens
from hamseda.kit.persian.normalise import normalise
from hamseda.kit.persian.sort_key import sort_key
from hamseda.kit.persian.stem import stem
from hamseda.kit.persian.suggest import Candidate, did_you_mean

__all__ = [
    "Candidate",
    "Direction",
    "ascii_digits",
    "did_you_mean",
    "direction",
    "hits",
    "index_text",
    "normalise",
    "persian_digits",
    "query_terms",
    "sort_key",
    "stem",
    "tokens",
]
