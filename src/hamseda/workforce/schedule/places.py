"""Where in a JSON text a field stands, so that what cannot be meant is named by its line."""

import json
import re

SPACE = re.compile(r"[\s,:]*")
DECODER = json.JSONDecoder()


def line_of(text: str, path: str) -> int:
    """The line of a field such as `people.3.contract.most`; of the nearest that is there, where it is not."""
    at = _skip(text, 0)
    for step in [part for part in path.split(".") if part]:
        found = _member(text, at, step)
        if found is None:
            break
        at = found
    return text.count("\n", 0, at) + 1


def _member(text: str, at: int, step: str) -> int | None:
    """Where the value of a key, or of a number in a list, begins."""
    if text[at] not in "{[":
        return None
    is_object, at = text[at] == "{", _skip(text, at + 1)
    number = 0
    while text[at] not in "}]":
        name: object = number
        if is_object:
            name, at = DECODER.raw_decode(text, at)
            at = _skip(text, at)
        if str(name) == step:
            return at
        _, at = DECODER.raw_decode(text, at)
        at, number = _skip(text, at), number + 1
    return None


def _skip(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return at if found is None else found.end()
