"""Names and search texts of customers: masked, foldable, in dictionary order."""

from collections.abc import Iterable
from typing import Any, Final

from hamseda.customers.addresses import searchable
from hamseda.kit.persian import index_text, normalise, sort_key
from hamseda.kit.problem import Invalid
from hamseda.kit.sensitive import KINDS, Kind, mask

MOST_LETTERS: Final = 200
MOST_ATTRIBUTES: Final = 100
MOST_KEY_LETTERS: Final = 100
MOST_VALUE_LETTERS: Final = 2_000


def clean_name(name: str | None, kinds: frozenset[Kind] = KINDS) -> str | None:
    """Bring a name to the form that is stored: one line, sensitive numbers masked; None where nothing is left.

    `kinds` leaves out what the organization must keep.
    """
    text = mask(" ".join((name or "").split()), kinds).text[:MOST_LETTERS].strip()
    return text or None


def name_key(name: str | None) -> str:
    """Give the order of a name; equal for names that differ in nothing that counts."""
    return sort_key(name or "")


def search_text(name: str | None, identities: Iterable[tuple[str, str]]) -> str:
    """Write what a customer is found by: the name in normal form and as keys, and every address."""
    addresses = [form for kind, value in identities for form in searchable(kind, value)]
    return " ".join(dict.fromkeys([normalise(name or ""), index_text(name or ""), *addresses])).strip()


def clean_attributes(attributes: dict[str, Any], kinds: frozenset[Kind] = KINDS) -> dict[str, Any]:
    """Bring attributes to the form that is stored: texts, numbers and yes/no, sensitive numbers masked. Raises Invalid.

    `kinds` leaves out what the organization must keep.
    """
    if len(attributes) > MOST_ATTRIBUTES:
        raise Invalid.field("attributes", "too_many", f"A customer has at most {MOST_ATTRIBUTES} attributes.")
    return {_clean_key(key): _clean_value(key, value, kinds) for key, value in attributes.items()}


def _clean_key(key: str) -> str:
    text = mask(key.strip()).text
    if not text or len(text) > MOST_KEY_LETTERS:
        raise Invalid.field(
            "attributes", "bad_name", f"An attribute's name has 1 to {MOST_KEY_LETTERS} letters."
        )
    return text


def _clean_value(key: str, value: Any, kinds: frozenset[Kind]) -> Any:
    if isinstance(value, str) and len(value) <= MOST_VALUE_LETTERS:
        return mask(value, kinds).text
    if isinstance(value, (int, float)):  # a number of sixteen digits may be a card as well
        shown = mask(str(value), kinds).text
        return value if shown == str(value) else shown
    if value is None:
        return None
    raise Invalid.field(
        f"attributes.{key}",
        "bad_value",
        f"An attribute is a number, yes or no, or a text of {MOST_VALUE_LETTERS} letters.",
    )
