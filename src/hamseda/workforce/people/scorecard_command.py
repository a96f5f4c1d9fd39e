"""`hamseda workforce scorecard`."""

from pathlib import Path
from typing import Annotated

import typer

from hamseda.workforce.people.commands import workforce
from hamseda.workforce.terminal import Language, said_in_a_sentence

__all__ = ["workforce"]


@workforce.command("scorecard")
def scorecard(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="JSON: name, post, entries (trait, exercise, evidence, maybe level). None: the traits.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Language = None,
) -> None:
    """Lay out what interviewers saw of the seven traits; it keeps nothing, adds nothing up and never decides."""
    import msgspec  # noqa: PLC0415

    from hamseda.workforce.people import scorecard as card  # noqa: PLC0415
    from hamseda.workforce.people.traits import cards  # noqa: PLC0415
    from hamseda.workforce.schedule.documents import text_of  # noqa: PLC0415

    with said_in_a_sentence(language) as tongue:
        if file is None:
            typer.echo(
                msgspec.json.encode(cards(tongue)).decode() if as_json else card.traits_in_words(tongue)
            )
            return
        found = card.scorecard(text_of(file), file.name, tongue)
        typer.echo(msgspec.json.encode(found).decode() if as_json else card.in_words(found, tongue))
