"""Rich text that people write here: made harmless on its way in, read as plain text, walked as a tree."""

from hamseda.kit.rich_text.cleaning import MOST_DEPTH, TooDeepError, clean, of_text, pictures_of
from hamseda.kit.rich_text.plain import counts_in_persian, plain
from hamseda.kit.rich_text.tree import Element, read, write

__all__ = [
    "MOST_DEPTH",
    "Element",
    "TooDeepError",
    "clean",
    "counts_in_persian",
    "of_text",
    "pictures_of",
    "plain",
    "read",
    "write",
]
