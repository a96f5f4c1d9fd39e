"""What is wrong with a model: where, and the cure in the reader's language."""

from typing import Any

from msgspec import Struct

from hamseda.kit.i18n import translate
from hamseda.kit.misfit import Misfit


class Fault(Struct, frozen=True):
    """One fault: the field (`types.2.service`), a code of the catalogue, and what fills its sentence."""

    field: str
    code: str
    filling: dict[str, Any] = {}
    unfit: Misfit | None = None

    @classmethod
    def misfit(cls, found: Misfit) -> "Fault":
        """Something that is not of its type."""
        return cls(found.field, found.code, {}, found)

    def said(self, language: str) -> str:
        """The field and the cure."""
        sentence = self.sentence(language)
        return f"{self.field}: {sentence}" if self.field else sentence

    def sentence(self, language: str) -> str:
        """The cure alone."""
        if self.unfit is not None:
            return self.unfit.said(language)
        return translate(language, f"twin.fault.{self.code}", **self.filling)
