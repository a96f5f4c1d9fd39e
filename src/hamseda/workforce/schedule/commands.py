"""`hamseda workforce schedule`, `schedule-check` and `schedule-schema`."""

import sys
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from hamseda.kit.misuse import Tongue
from hamseda.workforce.forecast.commands import workforce
from hamseda.workforce.terminal import Language, keep_inputs, option, refuse, said_in_a_sentence

if TYPE_CHECKING:
    from hamseda.workforce.schedule.clock import Progress
    from hamseda.workforce.schedule.problem import Problem

__all__ = ["workforce"]

ProblemFile = Annotated[Path, typer.Argument(metavar="PROBLEM", help="JSON; its form: schedule-schema.")]


@workforce.command("schedule")
def schedule(
    problem: ProblemFile,
    time_limit: Annotated[float, typer.Option(min=1, max=86_400, help="Seconds to search.")] = 60,
    gap: Annotated[str, typer.Option(help="Good enough: so near to the bound.")] = "0.5%",
    solver: Annotated[Literal["auto", "ortools", "scipy"], typer.Option(help="Which solver.")] = "auto",
    keep: Annotated[Path | None, typer.Option(help="A schedule to keep, all but --day.")] = None,
    day: Annotated[str | None, typer.Option(help="The day of --keep to plan anew.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the schedule there, as JSON.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Language = None,
) -> None:
    """Plan shifts with their breaks and who works them; says how far from the best it may be. Ctrl-C: the best so far."""
    import msgspec  # noqa: PLC0415

    from hamseda.workforce import quantities  # noqa: PLC0415
    from hamseda.workforce.schedule import answer, planning, reading, showing  # noqa: PLC0415
    from hamseda.workforce.schedule.solvers.choosing import choose  # noqa: PLC0415
    from hamseda.workforce.schedule.stopping import stopped_by_ctrl_c  # noqa: PLC0415

    with said_in_a_sentence(language) as tongue:
        refuse((keep is None) != (day is None), "option.keep_half")
        keep_inputs(out, problem, keep)
        enough = option("gap", gap, quantities.share)
        if out is not None:
            lost = not out.parent.is_dir()
            refuse(lost, "option.out_nowhere", file=str(out), folder=str(out.parent))
        document, plan = reading.read_problem(problem)
        _tell_doubts(problem, document, tongue)
        if keep is not None:
            plan = _kept(plan, keep, day)
        with stopped_by_ctrl_c() as stop:
            found = planning.make_schedule(
                plan, choose(solver, stop), time_limit, gap=enough, watch=_progress(stop, tongue)
            )
        made = answer.schedule_of(plan, found, quantities.number(document.costs.hour))
        text = msgspec.json.encode(made).decode()
        if out is not None:
            _write(out, text)
        typer.echo(text if as_json else showing.in_words(plan, made, tongue))


@workforce.command("schedule-check")
def schedule_check(
    problem: ProblemFile,
    schedule: Annotated[Path, typer.Argument(metavar="SCHEDULE", help="JSON with shifts.")],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Language = None,
) -> None:
    """Check every rule on a schedule, whoever made it; ends with 1 where one is broken."""
    import msgspec  # noqa: PLC0415

    from hamseda.workforce import quantities  # noqa: PLC0415
    from hamseda.workforce.schedule import answer, reading, rereading, rules, showing  # noqa: PLC0415

    with said_in_a_sentence(language) as tongue:
        document, plan = reading.read_problem(problem)
        _tell_doubts(problem, document, tongue)
        duties = rereading.read_schedule(schedule, plan)
        found = rules.breaches(plan, duties)
        told = answer.told(plan, duties, quantities.number(document.costs.hour))
        if as_json:
            typer.echo(msgspec.json.encode(showing.checked(plan, found, told)).decode())
        else:
            typer.echo(showing.checked_in_words(plan, found, told, tongue))
        raise typer.Exit(1 if found else 0)


@workforce.command("schedule-schema")
def schedule_schema() -> None:
    """Print the form of a problem as JSON Schema."""
    from hamseda.workforce.schedule.problem import schema  # noqa: PLC0415

    typer.echo(schema())


def _tell_doubts(file: Path, document: "Problem", language: str) -> None:
    """Say on standard error what the problem may not mean."""
    from hamseda.workforce.schedule import asking, documents, doubts  # noqa: PLC0415

    if found := list(doubts.doubts(document)):
        typer.echo(asking.said_by_line(found, documents.text_of(file), file.name, language), err=True)


def _kept(plan: Any, keep: Path, day: str | None) -> Any:
    """The plan with everything of a schedule locked but one day."""
    from msgspec.structs import replace  # noqa: PLC0415

    from hamseda.workforce.quantities import FaultyError  # noqa: PLC0415
    from hamseda.workforce.schedule import asking, improving, rereading, rules, saying  # noqa: PLC0415
    from hamseda.workforce.why import Lines, Why  # noqa: PLC0415

    when = option("day", day, asking.day_of)
    open_day = (when - plan.first).days
    if not 0 <= open_day < plan.days:
        raise FaultyError(Why("schedule.day_outside", {"given": str(day)}), "--day")
    duties = [one for one in rereading.read_schedule(keep, plan) if one.day != open_day]
    others = tuple(lock for lock in plan.locks if lock.day != open_day)
    if found := rules.breaches(replace(plan, locks=others), duties):
        breaches = Lines(tuple(saying.Broken(plan, one) for one in found))
        raise FaultyError.of("schedule.broken", breaches=breaches)
    return improving.with_one_day_open(plan, duties, open_day)


def _write(out: Path, text: str) -> None:
    from hamseda.workforce.quantities import FaultyError  # noqa: PLC0415
    from hamseda.workforce.why import Why  # noqa: PLC0415

    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        filling = {"file": str(out), "error": str(error.strerror)}
        raise FaultyError(Why("schedule.unwritable", filling), "--out") from None


def _progress(stop: Event, tongue: Tongue) -> Any:
    """A line on a terminal that says how far it is, nothing where nobody looks; ends the search when it is to stop."""
    from hamseda.workforce.schedule.showing import progress_said  # noqa: PLC0415

    is_seen = sys.stderr.isatty()

    def watch(now: "Progress") -> bool:
        if is_seen:
            typer.echo(f"\r\x1b[K{progress_said(now, tongue)}", err=True, nl=False)
        return not stop.is_set()

    return watch
