"""The seven traits that are looked for, and the four levels of each, told by what one can see.

Source: the hiring profile of capabilities S3.15. The order is that of the profile, not of weight: nothing is added up.
"""

from collections.abc import Iterable
from typing import Final, Literal, get_args

from msgspec import Struct

from hamseda.kit.i18n import translate
from hamseda.kit.jalali import Language

Trait = Literal["charismatic", "energetic", "positive", "empathic", "steady", "patient", "eager"]
TRAITS: Final[tuple[Trait, ...]] = get_args(Trait)
LEVELS: Final = (1, 2, 3, 4)
APART: Final = 2  # levels that two interviewers may not be apart without being told


class TraitLevel(Struct, frozen=True):
    level: int
    text: str


class TraitCard(Struct, frozen=True):
    """A trait in the reader's language: what it means, an exercise that shows it, and its levels."""

    trait: Trait
    name: str
    meaning: str
    exercise: str
    levels: list[TraitLevel]


def cards(language: Language) -> list[TraitCard]:
    """All seven, in a language."""
    return [
        TraitCard(
            trait,
            translate(language, f"trait.{trait}.name"),
            translate(language, f"trait.{trait}.meaning"),
            translate(language, f"trait.{trait}.exercise"),
            [TraitLevel(level, translate(language, f"trait.{trait}.{level}")) for level in LEVELS],
        )
        for trait in TRAITS
    ]


def are_apart(levels: Iterable[int | None]) -> bool:
    """Whether interviewers saw something so different that they should talk about it."""
    known = [level for level in levels if level is not None]
    return bool(known) and max(known) - min(known) >= APART
