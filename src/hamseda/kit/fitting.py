"""What in a JSON document does not fit its type, all of it: the decoder alone would say the first thing."""

import json
import re
import types
from collections.abc import Iterator
from math import isfinite
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from hamseda.kit.json_places import HALF, MOST_DIGITS, Places, has_half, printable
from hamseda.kit.misfit import Misfit, read_misfit
from hamseda.kit.telling_once import nearest

MOST_SHOWN: Final = 20  # letters of a number that is none
MAYBE_HALF: Final = re.compile(rf"\\u[dD][89a-fA-F]|{HALF.pattern}")


def parsed(text: str) -> tuple[Any, list[Misfit]]:
    """The content of a JSON text, and what is odd in it: fields that stand twice, numbers that are none, halves of letters.

    Raises ValueError (JSONDecodeError) where it is not proper JSON, RecursionError where it nests too deep.
    """
    oddities: list[object] = []

    def gathered(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            oddities.append(pairs)
        return found

    def finite(digits: str) -> float:
        value = float(digits)
        if not isfinite(value):
            oddities.append(digits)
        return value

    def whole(digits: str) -> int:
        if len(digits) > MOST_DIGITS:
            oddities.append(digits)
            return 0
        return int(digits)

    content = json.loads(
        text, object_pairs_hook=gathered, parse_constant=finite, parse_float=finite, parse_int=whole
    )
    if MAYBE_HALF.search(text) and _has_half(content):
        oddities.append(text)
        content = _whole_letters(content)
    return content, _oddities(text) if oddities else []


def _has_half(content: Any) -> bool:
    if isinstance(content, dict):
        return any(_has_half(one) for pair in content.items() for one in pair)
    if isinstance(content, list):
        return any(map(_has_half, content))
    return isinstance(content, str) and has_half(content)


def _whole_letters(content: Any) -> Any:
    if isinstance(content, dict):
        return {printable(name): _whole_letters(one) for name, one in content.items()}
    if isinstance(content, list):
        return [*map(_whole_letters, content)]
    return printable(content) if isinstance(content, str) else content


def _oddities(text: str) -> list[Misfit]:
    places = Places(text)
    return [
        *(Misfit(field, "twice") for field in places.twice),
        *(Misfit(field, "half_a_letter") for field in places.no_text),
        *(
            Misfit(field, "no_figure", word if len(word) <= MOST_SHOWN else f"{word[:MOST_SHOWN]}…")
            for field, word in places.no_number.items()
        ),
    ]


def misfits(content: Any, expected: Any, place: str = "") -> Iterator[Misfit]:
    """What does not fit: of a part within which something does not, nothing else is said."""
    struct = _struct_of(expected, content)
    if struct is not None:
        yield from _misfits_of_fields(content, struct, place)
        return
    try:
        msgspec.convert(content, expected)
    except msgspec.ValidationError as error:
        inner = list(_misfits_of_elements(content, expected, place))
        yield from inner or [read_misfit(str(error)).within(place)]


def _misfits_of_fields(content: dict[str, Any], struct: type[Struct], place: str) -> Iterator[Misfit]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    kinds = get_type_hints(struct, include_extras=True)
    config = struct.__struct_config__
    for name in content if config.forbid_unknown_fields else ():
        if name not in fields and name != config.tag_field:
            yield Misfit(name, "unknown_field", near=nearest(name, fields)).within(place)
    for name, field in fields.items():
        if name in content:
            yield from misfits(content[name], kinds[field.name], _joined(place, name))
        elif field.required:
            yield Misfit(name, "missing").within(place)


def _misfits_of_elements(content: Any, expected: Any, place: str) -> Iterator[Misfit]:
    """Of the elements of a list, or of the values of an object whose names are free."""
    for kind in _choices(expected):
        arguments = get_args(kind)
        is_list = get_origin(kind) is list or (get_origin(kind) is tuple and arguments[1:] == (...,))
        if isinstance(content, list) and is_list:
            for at, one in enumerate(content):
                yield from misfits(one, arguments[0], _joined(place, str(at)))
        elif isinstance(content, dict) and get_origin(kind) is dict:
            for name, one in content.items():
                yield from misfits(one, arguments[1], _joined(place, name))


def _struct_of(expected: Any, content: Any) -> type[Struct] | None:
    """The struct that is expected of an object: the only one, or the one whose tag it bears."""
    if not isinstance(content, dict):
        return None
    structs = [kind for kind in _choices(expected) if isinstance(kind, type) and issubclass(kind, Struct)]
    named = [kind for kind in structs if _is_tagged(kind, content)]
    return named[0] if len(named) == 1 else None


def _is_tagged(struct: type[Struct], content: dict[str, Any]) -> bool:
    config = struct.__struct_config__
    return config.tag is None or content.get(str(config.tag_field)) == config.tag


def _choices(expected: Any) -> tuple[Any, ...]:
    """The types of which a value may be one, without their bounds."""
    bare = get_args(expected)[0] if hasattr(expected, "__metadata__") else expected
    return get_args(bare) if get_origin(bare) in {Union, types.UnionType} else (bare,)


def _joined(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
