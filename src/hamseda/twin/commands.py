"""`hamseda twin …`: play a model of a contact centre on the command line."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn, get_args

import typer

if TYPE_CHECKING:
    from hamseda.twin.report import Outcome

twin = typer.Typer(
    help="A simulated contact centre on the live router's kernel: what if?", no_args_is_help=True
)

Language = Literal["fa", "en"]
Kind = Literal["growth", "crisis", "pooling", "cross-training", "closing", "opening", "containment"]
Document = Annotated[
    Path, typer.Argument(metavar="MODEL.json", help="A model; `hamseda twin schema` says its shape.")
]
Replications = Annotated[
    int, typer.Option(min=1, max=100_000, help="How often it is played, each time with other chance.")
]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same answer.")]
Workers = Annotated[int, typer.Option(min=0, help="Processes for long work; 0: one a core.")]
Engine = Annotated[
    Literal["auto", "general", "quick"], typer.Option(help="quick: one type and one steady group only.")
]
Speed = Annotated[
    Literal["auto", "plain", "fast"],
    typer.Option(help="fast: compiled, by the extra `fast`; auto: where that is worth its time."),
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
Spoken = Annotated[Language | None, typer.Option("--language", help="Of what is said; else as LANG has it.")]


@twin.command("schema")
def schema() -> None:
    """Print the JSON Schema of a model."""
    from hamseda.twin.document import schema as shape  # noqa: PLC0415

    typer.echo(json.dumps(shape(), indent=1, ensure_ascii=False))


@twin.command("run")
def run(
    document: Document,
    replications: Replications = 20,
    seed: Seed = 1,
    workers: Workers = 0,
    engine: Engine = "auto",
    speed: Speed = "auto",
    as_json: AsJson = False,
    language: Spoken = None,
) -> None:
    """Play a model and print what came of it, each figure with its 95 % half-width."""
    from hamseda.twin import printing, report  # noqa: PLC0415

    spoken = _spoken(language)
    found = _played(document, (replications, seed, workers, engine, speed), spoken)
    typer.echo(json.dumps(report.as_told(found)) if as_json else printing.in_words(found, spoken))


@twin.command("compare")
def compare(
    first: Document,
    second: Annotated[Path, typer.Argument(metavar="OTHER.json", help="The other model.")],
    replications: Replications = 20,
    seed: Seed = 1,
    workers: Workers = 0,
    engine: Engine = "auto",
    speed: Speed = "auto",
    as_json: AsJson = False,
    language: Spoken = None,
) -> None:
    """Play two models under the same chance and print the second less the first, paired."""
    from hamseda.twin import printing, report  # noqa: PLC0415

    spoken = _spoken(language)
    one, other = (
        _played(each, (replications, seed, workers, engine, speed), spoken) for each in (first, second)
    )
    found = report.compared(one, other)
    typer.echo(json.dumps(found) if as_json else printing.compared_in_words(found, spoken))


@twin.command("what-if")
def what_if(
    kind: Annotated[Kind, typer.Argument(metavar="KIND", help=", ".join(get_args(Kind)))],
    document: Document,
    factor: Annotated[
        float | None, typer.Option(help="growth, crisis: so many times as many contacts.")
    ] = None,
    first: Annotated[int | None, typer.Option(help="crisis, closing, opening: the first period.")] = None,
    periods: Annotated[
        int | None, typer.Option(help="crisis, closing, opening: for so many periods.")
    ] = None,
    announced: Annotated[
        float | None, typer.Option(help="crisis: share that an announcement is enough for.")
    ] = None,
    callback: Annotated[
        float | None, typer.Option(help="crisis: share of those who wait that take a callback.")
    ] = None,
    type_: Annotated[str | None, typer.Option("--type", help="closing: the type that closes.")] = None,
    to: Annotated[
        str | None, typer.Option(help="closing: the type to which people go; else they write.")
    ] = None,
    follow: Annotated[float | None, typer.Option(help="closing: share that follows.")] = None,
    moved: Annotated[
        float | None, typer.Option(help="opening: share that comes within the hours instead.")
    ] = None,
    beyond: Annotated[
        float | None, typer.Option(help="opening: what a new period brings of a mean one.")
    ] = None,
    share: Annotated[float | None, typer.Option(help="containment: share that the IVR helps.")] = None,
    steps: Annotated[
        int | None, typer.Option(help="containment: choices until a person, two at most.")
    ] = None,
    play: Annotated[int, typer.Option(min=0, max=1000, help="Confirm by playing it so often.")] = 0,
    seed: Seed = 1,
    as_json: AsJson = False,
    language: Spoken = None,
) -> None:
    """Say what a change of a model would mean: by formulas at once, and by playing it where asked."""
    from hamseda.twin.asking import AskedInVainError, asked  # noqa: PLC0415

    given = {
        "factor": factor, "first": first, "periods": periods, "announced": announced, "callback": callback, "type": type_,
        "to": to, "follow": follow, "moved": moved, "beyond": beyond, "share": share, "steps": steps,
    }  # fmt: skip
    change = {"kind": kind.replace("-", "_"), **{name: one for name, one in given.items() if one is not None}}
    spoken = _spoken(language)
    try:
        found = asked(document.read_bytes(), change, spoken, play, seed)
    except OSError as error:
        _refuse(f"{document}: {error.strerror}")
    except AskedInVainError as error:
        _refuse("\n".join(f"{document}: {line}" for line in str(error).splitlines()))
    typer.echo(
        json.dumps(found, ensure_ascii=False) if as_json else "\n".join(one["text"] for one in found["said"])
    )


def _played(document: Path, how: tuple[int, int, int, "Engine", "Speed"], spoken: Language) -> "Outcome":
    from hamseda.kit.i18n import translate  # noqa: PLC0415
    from hamseda.twin.executors import Processes  # noqa: PLC0415
    from hamseda.twin.reading import FaultyModelError, read_model  # noqa: PLC0415
    from hamseda.twin.replications import NotFastError, NotSimpleError, chosen_engine, played  # noqa: PLC0415

    replications, seed, workers, engine, speed = how
    try:
        model = read_model(document.read_bytes())
        chosen = chosen_engine(model, engine)
    except OSError as error:
        _refuse(f"{document}: {error.strerror}")
    except FaultyModelError as error:
        _refuse("\n".join(f"{document}: {line}" for line in error.said(spoken).splitlines()))
    except NotSimpleError:
        _refuse(f"{document}: {translate(spoken, 'twin.fault.not_simple')}")
    try:
        return played(model, replications, seed, Processes(workers or None), chosen, speed)
    except NotFastError:
        _refuse(f"{document}: {translate(spoken, 'twin.fault.not_fast')}")


def _refuse(why: str) -> NoReturn:
    typer.secho(why, fg="red", err=True)
    raise typer.Exit(2) from None


def _spoken(language: Language | None) -> Language:
    if language is not None:
        return language
    return "fa" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("fa") else "en"
