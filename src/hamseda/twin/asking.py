"""A what-if put to a model's document on the command line: the same answer, and the same refusals, as by the API."""

from typing import Any

import msgspec

from hamseda.kit.fitting import misfits
from hamseda.kit.i18n import translate
from hamseda.kit.misfit import Misfit
from hamseda.kit.wording import said as problem_said
from hamseda.twin.calculating import chosen
from hamseda.twin.changes import CannotMeanError, Change
from hamseda.twin.doubts import doubts
from hamseda.twin.executors import Processes
from hamseda.twin.faults import FaultyModelError
from hamseda.twin.reading import read_model
from hamseda.twin.replications import played as play_model
from hamseda.twin.report import as_told
from hamseda.twin.telling import answered
from hamseda.twin.whatif import played
from hamseda.twin.words import in_words


class AskedInVainError(ValueError):
    """A model or a change that cannot be meant, in the reader's language, a line for each fault."""


def asked(
    document: bytes, file: str, change: dict[str, Any], language: str, play: int, seed: int
) -> dict[str, Any]:
    """Answer a what-if to the model of a file; with `play` also by so many replications of each scene."""
    try:
        model = read_model(document)
        if unfit := list(misfits(change, Change)):
            raise AskedInVainError("\n".join(_said(one, change["kind"], language) for one in unfit))
        what = msgspec.convert(change, Change)
        found = answered(model, what)
        models = played(model, what) if play else {}
    except FaultyModelError as error:
        raise AskedInVainError(error.said_of(file, language)) from error
    except CannotMeanError as error:
        field = error.field.replace("what.", "--")
        raise AskedInVainError(f"{field}: {problem_said(language, f'twin_{error.code}')}") from error
    told: dict[str, Any] = {
        "notes": [{**one.as_told(), "text": one.said(language)} for one in doubts(model)],
        "said": [
            {"text": in_words(one, language), "key": one.key, "values": one.values} for one in found.said
        ],
        "scenes": [msgspec.to_builtins(one) for one in found.seen.scenes.values()],
        "first": found.seen.first,
        "last": found.seen.last,
    }
    if models:
        told["played"] = [
            chosen(key, as_told(play_model(one, play, seed, Processes()))) for key, one in models.items()
        ]
    return told


def _said(one: Misfit, kind: str, language: str) -> str:
    """The option and its cure; one that belongs to another kind is no field to look for."""
    if one.code == "unknown_field":
        sentence = translate(language, "twin.fault.not_of_kind", kind=kind.replace("_", "-"))
    else:
        sentence = one.said(language)
    return f"--{one.field}: {sentence}"
