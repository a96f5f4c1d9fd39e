"""Setting a password by a link in a mail: forgotten ones, and those of people who were invited."""

from typing import Final
from uuid import UUID

from hamseda.kit.database import AuditEntry, Database, Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.ids import new_id
from hamseda.kit.keys import digest, new_token
from hamseda.kit.limits import hit, limit
from hamseda.kit.problem import Invalid
from hamseda.organization import queries
from hamseda.organization.login import email_key
from hamseda.organization.origin import Origin, neighbourhood
from hamseda.organization.passwords import check_new_password, hash_password

PER_PERSON: Final = limit("3/hour", "password-reset")
PER_ADDRESS: Final = limit("20/hour", "password-reset-address")
CONFIRMATIONS: Final = limit("20/hour", "password-reset-confirmation")
RESET_HOURS: Final = 1
INVITATION_HOURS: Final = 7 * 24


async def ask_for_reset(database: Database, base_url: str, email: str, origin: Origin) -> None:
    """Mail a link to the person of this address, if there is one; the answer is the same for everybody."""
    address, key = neighbourhood(origin.address), email_key(email)
    await hit(database, PER_ADDRESS, address)
    await hit(database, PER_PERSON, key)
    async with database.everywhere() as connection:
        user = await connection.fetchrow(queries.FIND_USER, key)
        memberships = await connection.fetch(queries.MEMBERSHIPS, user["id"]) if user else []
    if user is None or not memberships:
        return
    async with database.transaction(memberships[0]["organization_id"]) as work:
        link = await _open_link(work, base_url, user["id"], RESET_HOURS)
        texts = {"name": user["name"], "link": link, "hours": RESET_HOURS}
        await _mail(work, user["email"], "mail.reset", origin.locale, texts)
        await work.audit(
            AuditEntry(
                actor_kind="user",
                actor_id=user["id"],
                action="password.reset_asked",
                subject_kind="user",
                subject_id=user["id"],
                address=origin.address,
            )
        )


async def invite(work: Transaction, base_url: str, person: tuple[UUID, str, str], locale: str) -> None:
    """Mail a new member (id, e-mail, name) the link by which they choose their password."""
    user_id, email, name = person
    organization = await work.value("SELECT name FROM organization WHERE id = $1", work.organization_id)
    link = await _open_link(work, base_url, user_id, INVITATION_HOURS)
    texts = {"name": name, "organization": organization, "link": link, "days": INVITATION_HOURS // 24}
    await _mail(work, email, "mail.invitation", locale, texts)


async def tell_of_membership(work: Transaction, base_url: str, email: str, name: str, locale: str) -> None:
    """Mail somebody who has an account already that one more organization is open to them."""
    organization = await work.value("SELECT name FROM organization WHERE id = $1", work.organization_id)
    texts = {"name": name, "organization": organization, "link": f"{base_url}/desk/"}
    await _mail(work, email, "mail.membership", locale, texts)


async def set_by_link(database: Database, token: str, password: str, origin: Origin) -> UUID:
    """Set the password that the holder of a link chose; ends every session and every other link of theirs."""
    await hit(database, CONFIRMATIONS, neighbourhood(origin.address))
    check_new_password(password)
    hashed = await hash_password(password)
    async with database.everywhere() as connection, connection.transaction():
        user = await connection.fetchrow(queries.TAKE_RESET, digest(token))
        if user is None:
            raise Invalid.field(
                "token", "link_expired", "The link was used or is too old: ask for a new one."
            )
        check_new_password(password, user["email"], user["name"])
        await connection.execute(queries.SET_PASSWORD, user["id"], hashed)
        await connection.execute(queries.CLOSE_RESETS, user["id"])
        await connection.execute(queries.CLOSE_SESSIONS, user["id"])
        memberships = await connection.fetch(queries.MEMBERSHIPS, user["id"])
    for membership in memberships:
        async with database.transaction(membership["organization_id"]) as work:
            await work.audit(
                AuditEntry(
                    actor_kind="user",
                    actor_id=user["id"],
                    action="password.set",
                    subject_kind="user",
                    subject_id=user["id"],
                    address=origin.address,
                )
            )
    return UUID(str(user["id"]))


async def _open_link(work: Transaction, base_url: str, user_id: UUID, hours: int) -> str:
    token = new_token()
    await work.execute(queries.OPEN_RESET, digest(token), user_id, hours)
    return f"{base_url}/desk/reset/{token}"


async def _mail(work: Transaction, to: str, key: str, locale: str, texts: dict[str, object]) -> None:
    body = {
        "to": to,
        "subject": translate(locale, f"{key}.subject", **texts),
        "text": translate(locale, f"{key}.text", **texts),
    }
    await work.execute(queries.SEND_MAIL, work.organization_id, new_id(), body)
