"""`hamseda mail parse`: mails in, lines of JSON out."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct

from hamseda.channels.email.authentication import Place
from hamseda.channels.email.parsing.authenticity import Asking, World
from hamseda.channels.email.parsing.pool import Pool
from hamseda.channels.email.parsing.sources import sources_in

SECONDS_WITH_DNS: Final = 10.0


class Believing(Struct, frozen=True):
    """Whom to believe about senders, and whether to ask the DNS, with which servers and which list of suffixes."""

    authserv_id: str = ""
    place: Place = "above_received"
    received: bool = False
    dns: bool = False
    servers: tuple[str, ...] = ()
    suffixes: Path | None = None


def parse_all(arguments: Iterable[str], believing: Believing, *, jobs: int, seconds: float) -> int:
    """Print a line for each mail behind the arguments; answers the exit status: 2 where an argument names nothing."""
    dns = believing.dns
    asking = Asking(
        believing.authserv_id,
        believing.place,
        _world(believing) if dns else None,
        is_received_trusted=believing.received,
    )
    pool = Pool(asking, jobs=jobs, seconds=max(seconds, SECONDS_WITH_DNS) if dns else seconds)
    try:
        for argument in arguments:
            for line in pool.lines(sources_in(argument)):
                sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Whoever read has seen enough.
        sys.stderr.close()
        return 0
    except OSError as error:
        sys.stdout.buffer.flush()
        sys.stderr.write(f"{error.filename}: {error.strerror}\n")
        return 2
    return 0


def _world(believing: Believing) -> World:
    from hamseda.channels.email.parsing.questions import Questions  # noqa: PLC0415 -- half of the start's time
    from hamseda.channels.email.suffixes import suffixes  # noqa: PLC0415

    return World(Questions(believing.servers).for_a_mail, suffixes(believing.suffixes).organization_of)
