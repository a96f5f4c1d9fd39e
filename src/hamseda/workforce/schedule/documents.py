"""Reads JSON documents of schedules: everything that does not fit is named at once, by line and field."""

import json
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from hamseda.kit.fitting import misfits, parsed
from hamseda.kit.misfit import Misfit
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.schedule.asking import ProblemError

Document = TypeVar("Document")


def text_of(file: Path) -> str:
    """The text of a file; raises FaultyError with the cure."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise FaultyError.of("problem.no_file", file=str(file)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise FaultyError.of("problem.unreadable", file=str(file), why=str(error)) from None


def document_of(text: str, name: str, kind: type[Document]) -> Document:
    """Read a text; raises ProblemError with all that does not fit its type."""
    content, odd = _parsed(text, name)
    known = {one.field for one in odd}
    unfit = [*odd, *(one for one in misfits(content, kind) if one.field not in known)]
    if unfit:
        raise ProblemError([(one.field, one) for one in unfit], text, name)
    return msgspec.convert(content, kind)


def _parsed(text: str, name: str) -> tuple[Any, list[Misfit]]:
    try:
        return parsed(text)
    except json.JSONDecodeError as error:
        raise FaultyError.of("problem.no_json", file=name, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise FaultyError.of("problem.too_deep", file=name) from None
