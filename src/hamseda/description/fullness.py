"""Which fields an answer always has: what a struct holds is sent, defaults included."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec
from litestar import Response
from msgspec.inspect import CustomType, StructType, Type, type_info

SCHEMAS: Final = "#/components/schemas/"


def require_what_is_sent(document: dict[str, Any], answers: Iterable[Any]) -> None:
    """Mark as required what answers of these types always hold, in shapes that only answers have."""
    schemas = document["components"]["schemas"]
    asked = _named(
        [
            operation.get("requestBody", {})
            for operations in document["paths"].values()
            for operation in operations.values()
        ],
        schemas,
    )
    for name, fields in _structs(answers):
        if name in schemas and name not in asked:
            known = [one for one in schemas[name]["properties"] if one in fields]
            schemas[name]["required"] = known


def _structs(answers: Iterable[Any]) -> Iterator[tuple[str, set[str]]]:
    for answer in answers:
        inner = answer.args[0] if answer.is_subclass_of(Response) and answer.args else answer.annotation
        try:
            found = type_info(inner)
        except TypeError:
            continue  # a stream or a file has no shape
        yield from _walk(found, set())


def _walk(found: Any, seen: set[type]) -> Iterator[tuple[str, set[str]]]:
    if isinstance(found, (list, tuple)):
        for one in found:
            yield from _walk(one, seen)
        return
    if isinstance(found, StructType):
        if found.cls in seen:
            return
        seen.add(found.cls)
        if not found.cls.__struct_config__.omit_defaults:
            yield found.cls.__name__, {one.encode_name for one in found.fields if not _may_be_unset(one.type)}
    if isinstance(found, (Type, msgspec.inspect.Field)) and not isinstance(found, CustomType):
        for name in found.__struct_fields__:
            yield from _walk(getattr(found, name), seen)


def _may_be_unset(kind: Type) -> bool:
    parts = kind.types if isinstance(kind, msgspec.inspect.UnionType) else (kind,)
    return any(isinstance(part, CustomType) and part.cls is msgspec.UnsetType for part in parts)


def _named(content: Any, schemas: dict[str, Any]) -> set[str]:
    """The shapes that some content refers to, however far."""
    found: set[str] = set()
    waiting = [content]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            name = str(one.get("$ref", "")).removeprefix(SCHEMAS)
            if name in schemas and name not in found:
                found.add(name)
                waiting.append(schemas[name])
            waiting += one.values()
    return found
