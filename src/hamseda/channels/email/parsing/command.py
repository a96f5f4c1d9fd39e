"""`hamseda mail parse`: mails in, lines of JSON out."""

import sys
from collections.abc import Iterable
from typing import Final

from hamseda.channels.email.authentication import Place
from hamseda.channels.email.parsing.authenticity import Asking, Lookup
from hamseda.channels.email.parsing.pool import Pool
from hamseda.channels.email.parsing.sources import sources_in

SECONDS_WITH_DNS: Final = 10.0
SECONDS_A_LOOKUP: Final = 2.0


def parse_all(
    arguments: Iterable[str], *, authserv_id: str, place: Place, dns: bool, jobs: int, seconds: float
) -> int:
    """Print a line for each mail behind the arguments; answers the exit status: 2 where an argument names nothing."""
    asking = Asking(authserv_id, place, _lookup() if dns else None)
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


def _lookup() -> Lookup:
    from hamseda.channels.email.parsing.asking import lookup_within  # noqa: PLC0415 -- half of the start's time

    return lookup_within(SECONDS_A_LOOKUP)
