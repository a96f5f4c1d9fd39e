"""`hamseda twin …`: play a model of a contact centre on the command line."""

import json
from collections.abc import Callable
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, NoReturn, get_args, get_type_hints

import typer

from hamseda.kit import misuse

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


class How(NamedTuple):
    """How models are played; the options of each command that plays one."""

    replications: Replications = 20
    seed: Seed = 1
    workers: Workers = 0
    engine: Engine = "auto"
    speed: Speed = "auto"
    as_json: AsJson = False
    language: Spoken = None


def played_as_wanted(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `How`, which it takes as its last argument."""

    @wraps(command)
    def with_options(**given: Any) -> None:
        how = {name: given.pop(name) for name in How._fields}
        command(**given, how=How(**how))

    *own, _ = signature(command, eval_str=True).parameters.values()
    options = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=How._field_defaults[name], annotation=kind)
        for name, kind in get_type_hints(How, include_extras=True).items()
    ]
    with_options.__signature__ = Signature([*own, *options])  # type: ignore[attr-defined]
    with_options.__annotations__ = {one.name: one.annotation for one in (*own, *options)}
    return with_options


@twin.command("run")
@played_as_wanted
def run(document: Document, how: How) -> None:
    """Play a model and print what came of it, each figure with its 95 % half-width."""
    from hamseda.twin import printing, report  # noqa: PLC0415

    found, spoken = _played(document, how), spoken_in(how.language)
    typer.echo(json.dumps(report.as_told(found)) if how.as_json else printing.in_words(found, spoken))


@twin.command("compare")
@played_as_wanted
def compare(
    first: Document,
    second: Annotated[Path, typer.Argument(metavar="OTHER.json", help="The other model.")],
    how: How,
) -> None:
    """Play two models under the same chance and print the second less the first, paired."""
    from hamseda.twin import printing, report  # noqa: PLC0415

    one, other = (_played(each, how) for each in (first, second))
    found, spoken = report.compared(one, other), spoken_in(how.language)
    typer.echo(json.dumps(found) if how.as_json else printing.compared_in_words(found, spoken))


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
    spoken = spoken_in(language)
    try:
        found = asked(document.read_bytes(), document.name, change, spoken, play, seed)
    except OSError as error:
        _refuse(misuse.file_said(document, error, spoken))
    except AskedInVainError as error:
        _refuse(str(error))
    if not as_json:
        for one in found["notes"]:
            typer.echo(one["text"], err=True)
    typer.echo(
        json.dumps(found, ensure_ascii=False) if as_json else "\n".join(one["text"] for one in found["said"])
    )


def _played(document: Path, how: How) -> "Outcome":
    from hamseda.kit.i18n import translate  # noqa: PLC0415
    from hamseda.twin.executors import Processes  # noqa: PLC0415
    from hamseda.twin.faults import FaultyModelError  # noqa: PLC0415
    from hamseda.twin.reading import read_model  # noqa: PLC0415
    from hamseda.twin.replications import NotFastError, NotSimpleError, chosen_engine, played  # noqa: PLC0415

    spoken = spoken_in(how.language)
    try:
        model = read_model(document.read_bytes())
        chosen = chosen_engine(model, how.engine)
    except OSError as error:
        _refuse(misuse.file_said(document, error, spoken))
    except FaultyModelError as error:
        _refuse(error.said_of(document.name, spoken))
    except NotSimpleError:
        _refuse(f"{document}: {translate(spoken, 'twin.fault.not_simple')}")
    try:
        return played(model, how.replications, how.seed, Processes(how.workers or None), chosen, how.speed)
    except NotFastError:
        _refuse(f"{document}: {translate(spoken, 'twin.fault.not_fast')}")


def _refuse(why: str) -> NoReturn:
    typer.secho(why, fg="red", err=True)
    raise typer.Exit(2) from None


def spoken_in(language: Language | None) -> Language:
    """The language that is asked for, else that of the terminal."""
    return language or misuse.spoken()
