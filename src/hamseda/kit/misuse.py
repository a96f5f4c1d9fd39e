"""What was typed wrongly of a command, said from the catalogues in the language of whoever typed it."""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Literal

import typer
import typer.core

# Typer names no public place for these; the tests say what of them is relied on.
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)

Tongue = Literal["en", "fa"]
SPOKEN: Final = "hamseda.language"  # where a context keeps the language
NUMBERS: Final = {
    "int_parsing": "whole", "int_type": "whole", "int_from_float": "whole",
    "float_parsing": "number", "float_type": "number", "finite_number": "number",
}  # fmt: skip
BOUNDS: Final = {"less_than_equal": ("most", "le"), "greater_than_equal": ("least", "ge")}
CHOICE: Final = re.compile(r"is not one of (.+)\.$", re.DOTALL)
EXTRA: Final = re.compile(r"unexpected extra argument\(?s?\)? \((.+)\)$", re.DOTALL)
COMMAND: Final = re.compile(r"^No such command '(.*?)'\.", re.DOTALL)


def spoken() -> Tongue:
    """The language of what is said to people: that of the terminal (LC_ALL, LANG), else English."""
    return "fa" if (os.environ.get("LC_ALL") or os.environ.get("LANG", "")).startswith("fa") else "en"


class Commands(typer.core.TyperGroup):
    """All commands, of which one that was typed wrongly is refused in a sentence, with 2."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> typer.Context:
        tongue = wished(args)
        with told(tongue):
            context = super().make_context(info_name, args, parent, **extra)
        context.meta[SPOKEN] = tongue
        return context  # type: ignore[return-value]

    def invoke(self, ctx: Any) -> Any:
        with told(ctx.meta[SPOKEN]):
            return super().invoke(ctx)


def wished(words: Sequence[str]) -> Tongue:
    """The language that a command line asks for; else that of the terminal."""
    for at, word in enumerate(words):
        name, _, value = word.partition("=")
        asked = value or next(iter(words[at + 1 : at + 2]), "")
        if name == "--language" and asked in {"en", "fa"}:
            return "fa" if asked == "fa" else "en"
    return spoken()


@contextmanager
def told(tongue: Tongue) -> Iterator[None]:
    """Say what was typed wrongly, and end with 2."""
    try:
        yield
    except NoArgsIsHelpError:
        raise  # it is the help, and no fault
    except UsageError as error:
        typer.secho(said(error, tongue), fg="red", err=True)
        typer.echo(_text(tongue, "help"), err=True)
        sys.exit(error.exit_code)


def file_said(file: object, error: OSError, tongue: Tongue) -> str:
    """Why a file can be neither read nor written, with its cure."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        code = "absent"
    elif isinstance(error, IsADirectoryError):
        code = "folder"
    else:
        code = "forbidden" if isinstance(error, PermissionError) else "other"
    return f"{file}: {_text(tongue, f'file.{code}', error=error.strerror or str(error))}"


def said(error: UsageError, tongue: Tongue) -> str:
    """One fault in a sentence with its cure; of a kind that is not known, in Typer's words."""
    if isinstance(error, MissingParameter):
        return _text(tongue, f"missing_{error.param.param_type_name}", name=_name(error.param))  # type: ignore[union-attr]
    if isinstance(error, BadParameter):
        return f"{_name(error.param)}: {_unfit(error, tongue)}"
    if isinstance(error, NoSuchOption):
        sentence = _text(tongue, "no_option", name=error.option_name)
        return _or_near(sentence, error.option_name, error.possibilities or (), tongue)
    if isinstance(error, BadOptionUsage):
        code = "no_value" if "requires" in error.message else "takes_none"
        return _text(tongue, f"{code}", name=error.option_name)
    return _of_words(error, tongue)


def _of_words(error: UsageError, tongue: Tongue) -> str:
    if found := EXTRA.search(error.message):
        return _text(tongue, "extra", words=found[1])
    if found := COMMAND.search(error.message):
        known = error.ctx.command.commands if error.ctx is not None else {}  # type: ignore[attr-defined]
        return _or_near(_text(tongue, "no_command", name=found[1]), found[1], known, tongue)
    return _text(tongue, "no_name") if error.message == "Missing command." else error.format_message()


def _unfit(error: BadParameter, tongue: Tongue) -> str:
    """Why a value cannot be meant, from what the reader of values found."""
    cause: Any = error.__cause__
    found = cause.errors()[0] if hasattr(cause, "errors") else {}
    kind, given = found.get("type", ""), str(found.get("input", ""))
    if kind in NUMBERS:
        return _text(tongue, f"{NUMBERS[kind]}", given=given)
    if kind in BOUNDS:
        code, bound = BOUNDS[kind]
        return _text(tongue, f"{code}", given=given, bound=_bound(found["ctx"][bound]))
    if choices := CHOICE.search(error.message):
        known = [word.strip().strip("'\"") for word in choices[1].split(",")]
        comma = "، " if tongue == "fa" else ", "
        sentence = _text(tongue, "choice", given=given, choices=comma.join(known))
        return _or_near(sentence, given, known, tongue)
    return error.message


def _text(tongue: Tongue, code: str, **filling: str | int) -> str:
    """A sentence; the catalogues are read only where something is wrong, so that commands begin at once."""
    from hamseda.kit.i18n import translate  # noqa: PLC0415

    return translate(tongue, f"misuse.{code}", **filling)


def _or_near(sentence: str, given: str, known: Iterable[str], tongue: Tongue) -> str:
    """A sentence, and the name that may be meant."""
    from hamseda.kit.telling_once import nearest, with_near  # noqa: PLC0415

    return with_near(sentence, nearest(given, known), tongue)


def _bound(value: float) -> int | str:
    return int(value) if float(value).is_integer() else str(value)


def _name(parameter: Any) -> str:
    """An option as it is typed, an argument as the help writes it."""
    if parameter is None:
        return ""
    is_option = parameter.param_type_name == "option"
    return str(parameter.opts[0] if is_option else parameter.get_error_hint().strip("'"))
