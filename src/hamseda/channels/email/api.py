"""The front door of the e-mail channel, for the composition roots and for whoever keeps channels."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, Protocol

from msgspec import Struct

from hamseda.channels.email.frame import shown_mail
from hamseda.channels.email.queries_quarantine import LET_THROUGH
from hamseda.channels.email.settings import EmailSettings, read_settings, register_addresses
from hamseda.channels.email.suffixes import list_age
from hamseda.conversations.api import Intake
from hamseda.kit.background import Carrier, Step
from hamseda.kit.clock import Clock
from hamseda.kit.database import Database, Row, Transaction
from hamseda.kit.keys import Keys
from hamseda.settings import Settings

__all__ = [
    "EmailSettings",
    "Mail",
    "list_age",
    "open_mail",
    "read_settings",
    "register_addresses",
    "release_due",
    "shown_mail",
]

SWEEP_SECONDS: Final = 3600.0
HOLD_SECONDS: Final = 5.0


async def release_due(work: Transaction, timer: Row) -> None:
    """Act on a timer of a mail that was let through."""
    await work.execute(LET_THROUGH, work.organization_id, timer["subject_id"])


class Parts(Protocol):
    """What mail needs of an open house."""

    @property
    def settings(self) -> Settings: ...
    @property
    def system(self) -> Database: ...
    @property
    def database(self) -> Database: ...
    @property
    def intake(self) -> Intake: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def clock(self) -> Clock: ...


class Mail(Struct, frozen=True):
    """Both roads, open: the carrier for the outbox, the loops of the worker, and where LMTP listens."""

    carrier: Carrier
    steps: dict[str, tuple[Step, float]]
    lmtp_port: int


@asynccontextmanager
async def open_mail(house: Parts) -> AsyncIterator[Mail]:
    """Open the incoming and the outgoing road for as long as the worker runs."""
    # The web process registers addresses by this front door and needs no mail server in its memory.
    from hamseda.channels.email.inbound import open_mail_intake  # noqa: PLC0415
    from hamseda.channels.email.outbound import MailCarrier  # noqa: PLC0415
    from hamseda.channels.email.spool import Spool  # noqa: PLC0415
    from hamseda.channels.email.sweeping import sweep_old_mail, sweep_spool  # noqa: PLC0415

    carrier = MailCarrier(
        settings=house.settings, database=house.database, keys=house.keys, clock=house.clock
    )
    async with open_mail_intake(
        settings=house.settings,
        system=house.system,
        database=house.database,
        intake=house.intake,
        keys=house.keys,
        clock=house.clock,
    ) as intake:
        spool = Spool(house.settings.data_folder, house.settings.raw_mail_url)

        async def sweep() -> int:
            await sweep_spool(house.system, spool, house.clock.now())
            await sweep_old_mail(house.system, spool, house.clock.now(), house.settings.raw_mail_days)
            return 0

        # The step waits for mail by itself, so its loop needs no pause.
        steps: dict[str, tuple[Step, float]] = {
            "mail": (intake.step, 0.0),
            "mailboxes": (intake.fetching.step, HOLD_SECONDS),
            "mail sweep": (sweep, SWEEP_SECONDS),
        }
        yield Mail(carrier.carrier, steps, intake.port)
