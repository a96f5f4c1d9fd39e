"""How the commands of workforce hear and answer: options with their faults, in the language of whoever types."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from hamseda.kit.misuse import Tongue, spoken

Text = str | None
Language = Annotated[Tongue | None, typer.Option(help="Of what is said; else as LANG has it.")]


@contextmanager
def said_in_a_sentence(language: Tongue | None) -> Iterator[Tongue]:
    """Give the language to speak; what a person can mend is told in sentences of it, and ends with 2."""
    from hamseda.workforce.quantities import FaultyError  # noqa: PLC0415

    tongue = language or spoken()
    try:
        yield tongue
    except FaultyError as error:
        typer.secho(error.said(tongue), fg="red", err=True)
        raise typer.Exit(2) from None


class Refused:
    """Why something is refused, in the words in which the API says it."""

    def __init__(self, code: str, otherwise: str) -> None:
        self.code, self.otherwise = code, otherwise

    def said(self, language: str, /) -> str:
        """The sentence in a language of the catalogues."""
        from hamseda.kit.wording import said  # noqa: PLC0415

        return said(language, self.code, self.otherwise)


def typed(context: typer.Context) -> frozenset[str]:
    """The options that somebody typed, by the names of the command's parameters."""
    sources = {name: context.get_parameter_source(name) for name in context.params}
    return frozenset(
        name for name, source in sources.items() if source is not None and source.name == "COMMANDLINE"
    )


def refuse_beside_columns(typed_names: Collection[str], columns: Collection[str]) -> None:
    """Refuse an option that would change nothing, because the table has it row by row."""
    for name in typed_names:
        refuse(name in columns, "option.column_there", name=name)


def refuse(is_faulty: bool, code: str, **filling: str) -> None:
    """Refuse what would be passed over in silence, with the cure."""
    from hamseda.workforce.quantities import FaultyError  # noqa: PLC0415
    from hamseda.workforce.why import Why  # noqa: PLC0415

    if is_faulty:
        raise FaultyError(Why(code, filling))


def keep_inputs(out: Path | None, *inputs: Path | None) -> None:
    """Refuse to write over a file that is read, whatever name it is given by."""
    from hamseda.workforce.quantities import FaultyError  # noqa: PLC0415
    from hamseda.workforce.why import Why  # noqa: PLC0415

    if out is None or not out.exists():
        return
    if any(one is not None and one.exists() and out.samefile(one) for one in inputs):
        raise FaultyError(Why("out.input", {"file": str(out)}), "--out")


def option(name: str, text: Any, reader: Callable[[Any], Any]) -> Any:
    """Read an option; a fault names it."""
    from hamseda.workforce.quantities import FaultyError  # noqa: PLC0415

    if text is None:
        return () if name == "speeds" else None
    try:
        return reader(text)
    except FaultyError as error:
        raise FaultyError(error.why, f"--{name}") from None
