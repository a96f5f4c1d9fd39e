"""What is wrong with a model: where, and the cure in the reader's language."""

from typing import Any, Final

from msgspec import Struct

from hamseda.kit.i18n import translate
from hamseda.kit.json_places import Place, Places
from hamseda.kit.misfit import Misfit
from hamseda.kit.telling_once import NUMBER, figure, told_once, with_near, with_others

MOST_SHOWN: Final = 20


class Fault(Struct, frozen=True):
    """One fault: the field (`types.2.service`), a code of the catalogue, and what fills its sentence.

    `near` is a name that may be meant, `at` the place of what stands in no field.
    """

    field: str
    code: str
    filling: dict[str, Any] = {}
    unfit: Misfit | None = None
    near: str | None = None
    at: Place | None = None

    @classmethod
    def misfit(cls, found: Misfit) -> "Fault":
        """Something that is not of its type."""
        return cls(found.field, found.code, {}, found)

    def likeness(self) -> tuple[str, str, str]:
        """What faults have in common that are told once: the same cure for the same field, of whatever number."""
        bound = "" if self.unfit is None else self.unfit.bound
        return NUMBER.sub("*", self.field), self.code, f"{bound}{self.filling}"

    def as_told(self) -> dict[str, Any]:
        """The fault for programs."""
        return {"field": self.field, "code": self.code, "values": self.filling, "near": self.near}

    def said(self, language: str) -> str:
        """The field and the cure."""
        return _said(self, self.sentence(language))

    def sentence(self, language: str) -> str:
        """The cure alone."""
        if self.unfit is not None:
            return self.unfit.said(language)
        return with_near(translate(language, f"twin.fault.{self.code}", **self.filling), self.near, language)


class FaultyModelError(ValueError):
    """A model that cannot be played; `faults` say where and why, `text` is what it was read from."""

    def __init__(self, faults: list[Fault], text: str = "") -> None:
        self.faults, self.text = faults, text
        super().__init__(self.said("en"))

    def told(self, language: str) -> list[tuple[Fault, str]]:
        """Each fault with its cure in a language of the catalogues; what stands in many fields once."""
        return [
            (one, with_others(one.sentence(language), len(more), (), language))
            for one, more in told_once(self.faults, Fault.likeness)
        ]

    def said(self, language: str) -> str:
        """A line for each of them."""
        return _first([_said(one, why) for one, why in self.told(language)], language)

    def said_of(self, file: str, language: str) -> str:
        """The same with the file, line and column of each, in the order in which they stand there."""
        places = Places(self.text)
        lines: list[tuple[Place, str]] = []
        for one, more in told_once(self.faults, Fault.likeness):
            place = one.at or places.of(one.field)
            others = (places.of(other.field).line for other in more[:MOST_SHOWN])
            why = with_others(one.sentence(language), len(more), others, language)
            values = {"line": figure(place.line, language), "column": figure(place.column, language)}
            code = "misfit.placed" if one.field else "misfit.placed_whole"
            lines.append((place, translate(language, code, file=file, **values, field=one.field, why=why)))
        return _first([said for _, said in sorted(lines)], language)


def _said(fault: Fault, sentence: str) -> str:
    return f"{fault.field}: {sentence}" if fault.field else sentence


def _first(lines: list[str], language: str) -> str:
    more = len(lines) - MOST_SHOWN
    shown = lines[:MOST_SHOWN]
    return "\n".join([*shown, translate(language, "twin.fault.more", more=more)] if more > 0 else shown)
