"""Reads a model; everything that cannot be meant is named at once, field by field, and nothing is repaired."""

import json
from typing import Any

import msgspec

from hamseda.kit.fitting import misfits, parsed
from hamseda.kit.json_places import Place
from hamseda.kit.misfit import Misfit
from hamseda.twin.checks import check
from hamseda.twin.document import Model
from hamseda.twin.faults import Fault, FaultyModelError


def read_model(document: bytes | str) -> Model:
    """Read a model from JSON; FaultyModelError with all that is wrong with it."""
    text = _text(document)
    content, odd = _parsed(text)
    known = {one.field for one in odd}
    unfit = [*odd, *(one for one in misfits(content, Model) if one.field not in known)]
    if unfit:
        raise FaultyModelError([Fault.misfit(one) for one in unfit], text)
    model = msgspec.convert(content, Model)
    if faults := list(check(model)):
        raise FaultyModelError(faults, text)
    return model


def _text(document: bytes | str) -> str:
    try:
        return document.decode("utf-8-sig") if isinstance(document, bytes) else document
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8-sig").split("\n")
        raise FaultyModelError([Fault("", "not_utf8", at=Place(len(before), len(before[-1]) + 1))]) from error


def _parsed(text: str) -> tuple[Any, list[Misfit]]:
    try:
        return parsed(text)
    except json.JSONDecodeError as error:
        raise FaultyModelError([Fault("", "not_json", at=Place(error.lineno, error.colno))]) from error
    except RecursionError as error:
        raise FaultyModelError([Fault("", "too_deep")]) from error
