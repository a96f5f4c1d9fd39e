"""Names of shapes, as programs that are written from the description will have them."""

import json
import re
from typing import Any, Final

GENERIC: Final = re.compile(r"(Page|Whole)\[(\w+?)(?:View)?\]")
LAST_WORD: Final = {"Page": "Page", "Whole": "List"}
REFERENCE: Final = "#/components/schemas/"


def name_plainly(document: dict[str, Any]) -> None:
    """Call a page of departments DepartmentPage, not by the path of its module."""
    schemas = document.get("components", {}).get("schemas", {})
    renamed = {key: plain for key, schema in schemas.items() if (plain := _plain(schema)) is not None}
    for key, plain in renamed.items():
        schemas[plain] = {**schemas.pop(key), "title": plain}
    text = json.dumps(document)
    for key, plain in renamed.items():
        text = text.replace(f'"{REFERENCE}{key}"', f'"{REFERENCE}{plain}"')
    document.update(json.loads(text))


def _plain(schema: dict[str, Any]) -> str | None:
    found = GENERIC.fullmatch(schema.get("title", ""))
    return found.group(2) + LAST_WORD[found.group(1)] if found else None
