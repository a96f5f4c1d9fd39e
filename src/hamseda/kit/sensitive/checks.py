"""The check digits of bank cards, Shaba accounts and Iranian national ids; each takes ASCII digits only."""

from operator import mul
from typing import Final

_DOUBLED: Final = dict(zip("0123456789", (0, 2, 4, 6, 8, 1, 3, 5, 7, 9), strict=True))
_WEIGHTS: Final = range(10, 1, -1)


def is_card(digits: str) -> bool:
    """Tell whether the digits pass the Luhn check of ISO/IEC 7812-1 (and are not all the same)."""
    if len(digits) not in {16, 19} or digits.count(digits[0]) == len(digits):
        return False
    return (sum(map(int, digits[::-2])) + sum(map(_DOUBLED.__getitem__, digits[-2::-2]))) % 10 == 0


def is_shaba(digits: str) -> bool:
    """Tell whether IR + these 24 digits is an IBAN: at its end as numbers, mod 97 is 1 (ISO 13616)."""
    return len(digits) == 24 and int(f"{digits[2:]}1827{digits[:2]}") % 97 == 1


def is_national_id(digits: str) -> bool:
    """Tell whether the ten digits end in the check digit of an Iranian national id and are not all the same.

    Sum of the first nine, weighted 10 to 2, mod 11: a rest below 2 is the check digit itself, else 11 - rest.
    """
    if len(digits) != 10 or digits.count(digits[0]) == 10:
        return False
    rest: int = sum(map(mul, map(int, digits[:9]), _WEIGHTS)) % 11
    return int(digits[9]) == (rest if rest < 2 else 11 - rest)
