"""`hamseda workforce sites` and `strategy`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from hamseda.workforce.people.scorecard_command import workforce
from hamseda.workforce.terminal import Language, Refused, keep_inputs, refuse, said_in_a_sentence

if TYPE_CHECKING:
    from hamseda.kit.document import Document

__all__ = ["workforce"]

FORMS: Final = (".pdf", ".docx")


@workforce.command("sites")
def sites(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="JSON: sites, maybe time_zone, first, days, required.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Language = None,
) -> None:
    """Say who covers which hours of the day from several places, and when nobody does."""
    import msgspec  # noqa: PLC0415

    from hamseda.workforce.people import sites_file  # noqa: PLC0415
    from hamseda.workforce.schedule.documents import text_of  # noqa: PLC0415

    with said_in_a_sentence(language) as tongue:
        found = sites_file.covered(text_of(file), file.name)
        if as_json:
            typer.echo(msgspec.json.encode(sites_file.as_document(found, tongue)).decode())
        else:
            typer.echo(sites_file.in_words(found, tongue))


@workforce.command("strategy")
def strategy(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="JSON: answers; the usual where one is not given.")
    ],
    equipment: Annotated[
        Path | None, typer.Option(help="What seats need, as the command equipment reads it, for the costs.")
    ] = None,
    organization: Annotated[str, typer.Option(help="Whose plan it is, for the document.")] = "Hamseda",
    calendar: Annotated[
        Literal["jalali", "gregorian"] | None, typer.Option(help="Whose months; in Persian jalali.")
    ] = None,
    money: Annotated[Literal["toman", "rial"], typer.Option(help="Unit of money in words.")] = "toman",
    out: Annotated[Path | None, typer.Option(help="Write the plan there: .pdf or .docx.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Language = None,
) -> None:
    """Say what follows from five answers: people, growth, high volume and a crisis, as a plan."""
    from datetime import UTC, datetime  # noqa: PLC0415

    import msgspec  # noqa: PLC0415

    from hamseda.workforce import table_files  # noqa: PLC0415
    from hamseda.workforce.people import reading  # noqa: PLC0415
    from hamseda.workforce.schedule.documents import text_of  # noqa: PLC0415
    from hamseda.workforce.strategy import answers_file  # noqa: PLC0415
    from hamseda.workforce.strategy.wording import Wording  # noqa: PLC0415

    with said_in_a_sentence(language) as tongue:
        refuse(out is not None and out.suffix.lower() not in FORMS, "strategy.ending", file=str(out))
        words = Wording(tongue, calendar or ("jalali" if tongue == "fa" else "gregorian"), money)
        today = datetime.now(UTC).astimezone().date()
        keep_inputs(out, file, equipment)
        items = [] if equipment is None else reading.read_items(table_files.read_table(equipment))
        found = answers_file.planned(text_of(file), file.name, organization, today, words, items)
        if out is not None:
            _write(found.document(), out)
        if as_json:
            typer.echo(msgspec.json.encode(answers_file.as_document(found)).decode())
        else:
            typer.echo(answers_file.in_words(found, tongue))


def _write(document: "Document", out: Path) -> None:
    from hamseda.kit.document import as_docx, as_pdf  # noqa: PLC0415
    from hamseda.kit.problem import Unavailable  # noqa: PLC0415
    from hamseda.workforce.quantities import FaultyError  # noqa: PLC0415
    from hamseda.workforce.why import Why  # noqa: PLC0415

    try:
        out.write_bytes((as_pdf if out.suffix.lower() == ".pdf" else as_docx)(document))
    except Unavailable as error:
        raise FaultyError(Refused(error.code, str(error)), "--out") from None
    except OSError as error:
        filling = {"file": str(out), "error": str(error.strerror or error)}
        raise FaultyError(Why("out.unwritable", filling), "--out") from None
