"""Reads a model; everything that cannot be meant is named at once, field by field, and nothing is repaired."""

import json
import types
from collections.abc import Iterator
from typing import Any, Final, NoReturn, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from hamseda.kit.i18n import translate
from hamseda.kit.misfit import Misfit, read_misfit
from hamseda.twin.checks import check
from hamseda.twin.document import Model
from hamseda.twin.faults import Fault

MOST_SHOWN: Final = 50


class FaultyModelError(ValueError):
    """A model that cannot be played; `faults` say where and why."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(self.said("en"))

    def said(self, language: str) -> str:
        """One line for each fault, in a language of the catalogues."""
        lines = [fault.said(language) for fault in self.faults[:MOST_SHOWN]]
        more = len(self.faults) - MOST_SHOWN
        return "\n".join([*lines, translate(language, "twin.fault.more", more=more)] if more > 0 else lines)


def read_model(document: bytes | str) -> Model:
    """Read a model from JSON; FaultyModelError with all that is wrong with it."""
    content = _parsed(document)
    faults = list(_misfits(content, Model, ""))
    if faults:
        raise FaultyModelError(faults)
    model = msgspec.convert(content, Model)
    if faults := list(check(model)):
        raise FaultyModelError(faults)
    return model


def _parsed(document: bytes | str) -> Any:
    try:
        text = document.decode("utf-8-sig") if isinstance(document, bytes) else document
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise FaultyModelError([Fault("", "not_utf8")]) from error
    except json.JSONDecodeError as error:
        raise FaultyModelError(
            [Fault("", "not_json", {"line": error.lineno, "column": error.colno})]
        ) from error
    except RecursionError as error:
        raise FaultyModelError([Fault("", "too_deep")]) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise FaultyModelError([Fault(name, "twice")])
        found[name] = value
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise FaultyModelError([Fault("", "not_a_number", {"given": name})])


def _misfits(content: Any, expected: Any, place: str) -> Iterator[Fault]:
    """What does not fit its type: of each part that fits nothing else is said, of the others the first thing."""
    struct = _struct_of(expected)
    if struct is not None and isinstance(content, dict):
        yield from _misfits_of_fields(content, struct, place)
        return
    element = _element_of(expected)
    if element is not None and isinstance(content, list):
        inner = [fault for at, one in enumerate(content) for fault in _misfits(one, element, f"{place}.{at}")]
        if inner:
            yield from inner
            return
    try:
        msgspec.convert(content, expected)
    except msgspec.ValidationError as error:
        found = read_misfit(str(error))
        yield Fault.misfit(
            Misfit(".".join(part for part in (place, found.field) if part), found.code, found.bound)
        )


def _misfits_of_fields(content: dict[str, Any], struct: type[Struct], place: str) -> Iterator[Fault]:
    fields = {field.name: field for field in msgspec.structs.fields(struct)}
    kinds = get_type_hints(struct, include_extras=True)
    before = f"{place}." if place else ""
    for name in content:
        if name not in fields:
            yield Fault.misfit(Misfit(f"{before}{name}", "unknown_field"))
    for name, field in fields.items():
        if name in content:
            yield from _misfits(content[name], kinds[name], f"{before}{name}")
        elif field.required:
            yield Fault.misfit(Misfit(f"{before}{name}", "missing"))


def _struct_of(expected: Any) -> type[Struct] | None:
    """The untagged struct that is expected, also where null may stand instead."""
    choices = get_args(expected) if get_origin(expected) in {Union, types.UnionType} else (expected,)
    structs = [one for one in choices if isinstance(one, type) and issubclass(one, Struct)]
    is_plain = len(structs) == 1 and structs[0].__struct_config__.tag is None
    return structs[0] if is_plain else None


def _element_of(expected: Any) -> Any:
    """The struct of which a list is expected."""
    bare = get_args(expected)[0] if hasattr(expected, "__metadata__") else expected
    arguments = get_args(bare)
    is_list = get_origin(bare) is tuple and len(arguments) == 2 and arguments[1] is ...
    return arguments[0] if is_list and _struct_of(arguments[0]) is not None else None
