"""Names and search texts of customers: masked, foldable, in dictionary order."""

from collections.abc import Iterable
from typing import Final

from hamseda.customers.addresses import searchable
from hamseda.kit.persian import index_text, normalise, sort_key
from hamseda.kit.sensitive import mask

MOST_LETTERS: Final = 200


def clean_name(name: str | None) -> str | None:
    """A name as it is stored: one line, sensitive numbers masked; None where nothing is left."""
    text = mask(" ".join((name or "").split())).text[:MOST_LETTERS].strip()
    return text or None


def name_key(name: str | None) -> str:
    """The order of a name; equal for names that differ in nothing that counts."""
    return sort_key(name or "")


def search_text(name: str | None, identities: Iterable[tuple[str, str]]) -> str:
    """What a customer is found by: the name in its normal form and by its keys, and every written address."""
    addresses = [form for kind, value in identities for form in searchable(kind, value)]
    return " ".join(dict.fromkeys([normalise(name or ""), index_text(name or ""), *addresses])).strip()
