"""Addresses that are meant to be read as ours: other letters that look the same, a slip in the domain, a name. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

import idna

# Letters of other scripts, and signs, by what they are read as.
_READ_AS: Final = str.maketrans(
    {
        **dict(zip("абвгеёзіїјкӏмнорсѕтуԁԛԝхһʏ", "a6bree3iijklmhopcstydqwxhy", strict=True)),
        **dict(zip("αβγδεηικνορτυχω", "aby6enikvoptuxw", strict=True)),
        **dict(zip("ıłøđþßæœ", "ilodpbaa", strict=True)),
        **dict(zip("01345", "oleas", strict=True)),
        "|": "l",
        "-": "",
        "_": "",
    }
)
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "u"), ("nn", "m"))
_ADDRESS: Final = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}")
_SPACED: Final = re.compile(r"\s{0,9}([@.])\s{0,9}")
# A domain of fewer letters has honest neighbours that differ in one.
LEAST_LETTERS: Final = 8


def looks_like_ours(address: str, name: str, ours: Iterable[str]) -> str | None:
    """Which of our addresses a sender is meant to be taken for; None for an honest one, and for ourselves."""
    own = [one.casefold() for one in ours]
    if address.casefold() in own:
        return None
    said = _SPACED.sub(r"\1", unicodedata.normalize("NFKC", name))
    named = {found[0].casefold().rstrip(".") for found in _ADDRESS.finditer(said)}
    domain = address.rpartition("@")[2].casefold()
    for one in own:
        if one in named or _is_near(domain, one.rpartition("@")[2]):
            return one
    return None


def _is_near(domain: str, ours: str) -> bool:
    if domain == ours or domain.endswith(f".{ours}") or ours.endswith(f".{domain}") or not domain:
        return False
    if domain.startswith(f"{ours}.") and "." in domain[len(ours) + 1 :]:
        # Ours is what is read first; the house stands at the end. With one label more it is a firm of another country.
        return True
    read, own = skeleton(domain), skeleton(ours)
    if read == own:
        return True
    ending = domain.rpartition(".")[2] == ours.rpartition(".")[2]
    return ending and len(ours.partition(".")[0]) >= LEAST_LETTERS and _differ_by_one(domain, ours)


def skeleton(domain: str) -> str:
    """What a domain is read as at a glance."""
    letters = unicodedata.normalize("NFKD", _unicode(domain)).casefold()
    letters = "".join(one for one in letters if not unicodedata.combining(one)).translate(_READ_AS)
    for pair, one in _PAIRS:
        letters = letters.replace(pair, one)
    return letters.replace("i", "l").replace("1", "l")


def _unicode(domain: str) -> str:
    try:
        return idna.decode(domain) if "xn--" in domain else domain
    except (idna.IDNAError, UnicodeError):
        return domain


def _differ_by_one(first: str, second: str) -> bool:
    """One letter more, less, other, or two neighbours exchanged."""
    if abs(len(first) - len(second)) > 1:
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
        min(len(first), len(second)),
    )
    one, other = first[start:], second[start:]
    if len(one) == len(other):
        return one[1:] == other[1:] or (one[:2] == other[1::-1] and one[2:] == other[2:])
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[1:] == shorter
