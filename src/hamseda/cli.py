"""The command line: `hamseda --help`."""

import asyncio
import re
import sys
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer

from hamseda.kit.misuse import Commands, file_said
from hamseda.kit.persian.digits import ascii_digits
from hamseda.settings import SettingsError, load_settings
from hamseda.twin.commands import Spoken, spoken_in, twin
from hamseda.workforce.strategy.commands import workforce  # with those of its other parts

app = typer.Typer(
    cls=Commands,
    help="Hamseda (هم‌صدا): an omnichannel contact centre.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
user = typer.Typer(help="People who log in.", no_args_is_help=True)
app.add_typer(user, name="user")
mail = typer.Typer(help="Mails.", no_args_is_help=True)
app.add_typer(mail, name="mail")
app.add_typer(workforce, name="workforce")
app.add_typer(twin, name="twin")


def plain_number(argument: str) -> str:
    """Write an argument that is a number in Persian or Arabic digits as every option reads it: ۱٫۵ is 1.5."""
    is_number = re.fullmatch(r"[۰-۹٠-٩]+(٫[۰-۹٠-٩]+)?", argument)
    return ascii_digits(argument).replace("٫", ".") if is_number else argument


def main() -> None:
    """Run the command line; what a person can mend is said in a sentence, without a trace."""
    from hamseda.kit.cluster import ClusterError  # noqa: PLC0415
    from hamseda.kit.supervisor import StartFailed  # noqa: PLC0415

    try:
        app([plain_number(one) for one in sys.argv[1:]])
    except (SettingsError, ClusterError, StartFailed) as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(1)


@app.command()
def serve() -> None:
    """Run everything: PostgreSQL (unless a database is set), web, worker and router, until Ctrl-C."""
    from hamseda.starting import serve as run  # noqa: PLC0415

    run(load_settings())


@app.command()
def demo(
    live: Annotated[bool, typer.Option("--live", help="Simulated customers write, one every 15 s.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Play the main job once, print what was seen, stop.")
    ] = False,
    reset: Annotated[bool, typer.Option("--reset", help="Forget the demo's data and begin afresh.")] = False,
    port: Annotated[int | None, typer.Option(help="Port of the web server.", min=0, max=65_535)] = None,
    pause: Annotated[
        bool | None,
        typer.Option("--pause/--resume", help="Let the customers of a running --live pause, or come again."),
    ] = None,
) -> None:
    """Run the demonstration: a shop with 90 days of history, ready to be tried."""
    from hamseda import starting  # noqa: PLC0415

    if check:
        sys.exit(starting.check())
    if pause is not None:
        typer.echo(starting.switch_demo(load_settings(), port=port, paused=pause))
        return
    starting.demo(load_settings(), live=live, reset=reset, port=port)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from hamseda.schema import bring_up_to_date  # noqa: PLC0415
    from hamseda.starting import with_database  # noqa: PLC0415

    with with_database(load_settings()) as ready:
        typer.echo(f"The schema stands at {asyncio.run(bring_up_to_date(ready))}.")


def _process(verb: str) -> None:
    from hamseda import serving  # noqa: PLC0415

    settings = load_settings()
    if not settings.database_url:
        raise SettingsError("HAMSEDA_DATABASE_URL is not set: `hamseda serve` sets it for its processes.")
    serving.run_process(settings, getattr(serving, f"{verb}_main"))


@app.command()
def web() -> None:
    """Run one web process on the database of HAMSEDA_DATABASE_URL."""
    _process("web")


@app.command()
def worker() -> None:
    """Run one worker process: timers, outbox, mail in, search index."""
    _process("worker")


@app.command()
def router() -> None:
    """Run one router process: gives waiting work to agents."""
    _process("router")


@app.command()
def doctor(
    what: Annotated[
        Literal["all", "audit"], typer.Argument(help="audit: only the chain of the audit log")
    ] = "all",
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Say what is wrong and how to mend it."""
    from hamseda.doctor import What, examine  # noqa: PLC0415

    findings = asyncio.run(examine(load_settings(), What(what)))
    if as_json:
        typer.echo(msgspec.json.encode(findings).decode())
    else:
        for finding in findings:
            typer.echo(finding.line())
    sys.exit(1 if any(f.is_wrong for f in findings) else 0)


@user.command("create")
def create_user(
    email: str,
    name: Annotated[str, typer.Option(help="How colleagues and customers see them.")] = "",
    role: Annotated[str, typer.Option(help="admin, supervisor, agent, light or auditor")] = "agent",
    organization: Annotated[
        str, typer.Option(help="Short name of the organization; made when it is not there.")
    ] = "main",
    password: Annotated[
        str, typer.Option(help="Asked for when not given.", envvar="HAMSEDA_NEW_PASSWORD")
    ] = "",
) -> None:
    """Make a person who can log in."""
    from hamseda.founding import create_person  # noqa: PLC0415
    from hamseda.starting import with_database  # noqa: PLC0415

    secret = password or typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    with with_database(load_settings()) as ready:
        typer.echo(asyncio.run(create_person(ready, email, name or email, role, organization, secret)))


@mail.command("parse")
def parse_mail(
    sources: Annotated[
        list[str], typer.Argument(metavar="FILE|DIR|-", help="Mails, mboxes, folders; - reads one mail.")
    ],
    authserv_id: Annotated[
        str, typer.Option(help="Believe the Authentication-Results of this border server.")
    ] = "",
    authserv_place: Annotated[
        Literal["above_received", "first"], typer.Option(help="Where that server writes them.")
    ] = "above_received",
    received: Annotated[
        bool, typer.Option("--received", help="Believe the topmost Received: who handed the mail in (SPF).")
    ] = False,
    dns: Annotated[
        bool, typer.Option("--dns", help="Look keys and policies up; nothing is, otherwise.")
    ] = False,
    jobs: Annotated[int, typer.Option(help="Parser processes; 0: one a core.")] = 0,
    seconds: Annotated[float, typer.Option(min=0.1, help="The most that a mail may take.")] = 1.0,
) -> None:
    """Print what mails say, one line of JSON each."""
    from hamseda.channels.email.parsing.command import Believing, parse_all  # noqa: PLC0415

    settings = load_settings() if dns else None
    believing = Believing(
        authserv_id,
        authserv_place,
        received,
        dns,
        settings.dns_servers if settings else (),
        settings.suffix_file if settings else None,
    )
    sys.exit(parse_all(sources, believing, jobs=jobs, seconds=seconds))


@mail.command("refresh-suffixes")
def refresh_suffixes(
    source: Annotated[str, typer.Argument(metavar="[FILE|URL]", help="Where the newer list is.")] = "",
) -> None:
    """Fetch a newer list of the suffixes under which people register domains."""
    from hamseda.channels.email.suffix_refreshing import RefreshError, refresh  # noqa: PLC0415

    try:
        typer.echo(asyncio.run(refresh(load_settings(), source)))
    except RefreshError as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(1)


@mail.command("retry")
def retry_mail() -> None:
    """Read those mails again that the worker has given up."""
    from hamseda.channels.email.retrying import retry_failed  # noqa: PLC0415
    from hamseda.starting import with_database  # noqa: PLC0415

    with with_database(load_settings()) as ready:
        typer.echo(asyncio.run(retry_failed(ready)))


@twin.command("from-history")
def twin_from_history(
    first: Annotated[str, typer.Option("--from", help="The first day: 2026-11-01 or 1405/08/10.")],
    last: Annotated[str, typer.Option("--to", help="The last day.")],
    organization: Annotated[str, typer.Option(help="Short name of the organization.")] = "main",
    zone: Annotated[str, typer.Option(help="Whose clock counts, such as Asia/Tehran; else its own.")] = "",
    out: Annotated[Path | None, typer.Option(help="Write the model there; else it is printed.")] = None,
    check: Annotated[
        int, typer.Option(min=0, max=1000, help="Play it so often, and tell it beside what happened.")
    ] = 0,
    language: Spoken = None,
) -> None:
    """Build a model of one's own centre from what happened: a usual day of these days."""
    from hamseda.kit.i18n import translate  # noqa: PLC0415
    from hamseda.starting import with_database  # noqa: PLC0415
    from hamseda.twin.own_centre import days_of, held_against, model_from_history  # noqa: PLC0415

    tongue = spoken_in(language)
    begin, end = days_of(first, last, tongue)
    with with_database(load_settings()) as ready:
        found = asyncio.run(model_from_history(ready, organization, begin, end, zone or None, tongue))
    for name in found.left_out:
        typer.echo(translate(tongue, "twin.history.left_out", name=name), err=True)
    if check:
        typer.echo(held_against(found, check, 1, tongue), err=True)
    text = msgspec.json.format(msgspec.json.encode(found.document), indent=1).decode()
    if out is None:
        typer.echo(text)
    else:
        try:
            out.write_text(f"{text}\n", encoding="utf-8")
        except OSError as error:
            typer.secho(file_said(out, error, tongue), fg="red", err=True)
            sys.exit(2)


@twin.command("replay")
def twin_replay(
    first: Annotated[str, typer.Option("--from", help="The first day: 2026-11-01 or 1405/08/10.")],
    last: Annotated[str, typer.Option("--to", help="The last day.")],
    organization: Annotated[str, typer.Option(help="Short name of the organization.")] = "main",
    zone: Annotated[str, typer.Option(help="Whose clock counts, such as Asia/Tehran; else its own.")] = "",
    seed: Annotated[int, typer.Option(min=0, help="Of what the log does not know.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Spoken = None,
) -> None:
    """Play what happened again, contact by contact, and tell how near the twin comes to it."""
    from hamseda.kit.i18n import translate  # noqa: PLC0415
    from hamseda.starting import with_database  # noqa: PLC0415
    from hamseda.twin.own_centre import days_of, replay_of_history  # noqa: PLC0415
    from hamseda.twin.printing import replay_in_words  # noqa: PLC0415

    tongue = spoken_in(language)
    begin, end = days_of(first, last, tongue)
    with with_database(load_settings()) as ready:
        found = asyncio.run(replay_of_history(ready, organization, begin, end, zone or None, seed, tongue))
    for name in found.left_out:
        typer.echo(translate(tongue, "twin.history.left_out", name=name), err=True)
    typer.echo(
        msgspec.json.format(msgspec.json.encode(found), indent=1).decode()
        if as_json
        else replay_in_words(found, tongue)
    )


@app.command()
def openapi() -> None:
    """Print the description of the API (OpenAPI 3.1) as JSON; needs no database."""
    from hamseda.app import make_outline  # noqa: PLC0415
    from hamseda.description import described  # noqa: PLC0415

    typer.echo(msgspec.json.format(msgspec.json.encode(described(make_outline())), indent=1))


@app.command()
def backup(file: Path) -> None:
    """Write one file that holds the database, the attachments and the installation's key."""
    from hamseda.keeping import backup as run  # noqa: PLC0415
    from hamseda.starting import with_database  # noqa: PLC0415

    with with_database(load_settings(), of_any_version=True) as ready:
        run(ready, file, typer.echo)


@app.command()
def restore(
    file: Path,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before replacing what is there.")] = False,
) -> None:
    """Put back what `backup` wrote; what is there now is replaced."""
    from hamseda.keeping import restore as run  # noqa: PLC0415
    from hamseda.starting import with_database  # noqa: PLC0415

    if not yes:
        typer.confirm("This replaces the whole database. Go on?", abort=True)
    with with_database(load_settings(), of_any_version=True) as ready:
        run(ready, file, typer.echo)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def bench(
    context: typer.Context, name: Annotated[str, typer.Argument(help="A script of bench/, or list.")] = "list"
) -> None:
    """Run a benchmark of the source tree's bench/ folder."""
    from hamseda.benches import run  # noqa: PLC0415

    sys.exit(run(name, context.args))
