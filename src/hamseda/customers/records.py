"""Customer records: finding, reading, making and changing them, within the caller's rights."""

import base64
import binascii
import re
from typing import Any, Final
from uuid import UUID

import msgspec

from hamseda.customers import queries
from hamseda.customers import record_queries as sql
from hamseda.customers.addresses import address
from hamseda.customers.identities import lock_addresses, refresh_search_text
from hamseda.customers.names import clean_attributes, clean_name, name_key
from hamseda.customers.suggestions import suggest_resemblances
from hamseda.customers.views import (
    AddressView,
    ConversationBrief,
    CustomerItem,
    CustomerPage,
    CustomerView,
    IdentityView,
    SuggestionView,
)
from hamseda.events import CustomerChanged
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.persian import ascii_digits, normalise
from hamseda.kit.problem import Conflict, Invalid, NotFound
from hamseda.kit.sensitive import Kind, mask
from hamseda.organization.api import Caller, masked_kinds, rows

STAFF: Final = {"staff": True}
MOST_A_PAGE: Final = 100
MOST_FOUND: Final = 50
FEWEST_LETTERS: Final = 3
OWN_COLUMNS: Final = CustomerView.__struct_fields__[:-3]
ASKED_BY: Final = ("phone", "email", "handle", "external")
_DIALLED: Final = re.compile(r"[+\d\s().*#/-]{3,}")


class NewIdentity(msgspec.Struct, frozen=True):
    """An address that somebody of the staff writes down; it is not verified by that."""

    kind: str
    value: str


def rights(view: Transaction, caller: Caller) -> list[Any]:
    """Give the values $1 … $5 that every query of visible customers begins with."""
    return [view.organization_id, caller.id, caller.role, caller.department_id, caller.scope]


async def page(view: Transaction, caller: Caller, after: str | None, limit: int) -> CustomerPage:
    """List customers in the order of their names."""
    key, last = _read_cursor(after) if after else (None, None)
    found = await view.fetch(sql.PAGE, *rights(view, caller), key, last, limit + 1)
    cursor = _cursor(found[limit - 1]) if len(found) > limit else None
    return CustomerPage([_listed(row) for row in found[:limit]], cursor)


async def find(view: Transaction, caller: Caller, query: str, limit: int = MOST_FOUND) -> list[CustomerItem]:
    """Find customers by a whole address first, then by part of a name or address.

    A whole address finds its customer for everybody who works with customers: it is the caller on the line.
    An auditor and a light user find within what they may see only.
    """
    found: dict[UUID, CustomerItem] = {}
    if caller.role not in {"auditor", "light"}:
        kinds, values = addresses_in(query)
        named = await view.fetch(sql.BY_ADDRESS, view.organization_id, kinds, values) if kinds else []
        found = {row["id"]: _listed(row) for row in named}
    fragment = searched(query)
    if len(fragment) >= FEWEST_LETTERS:
        for row in await view.fetch(sql.FOUND, *rights(view, caller), fragment, MOST_FOUND):
            found.setdefault(row["id"], _listed(row))
    return list(found.values())[:limit]


def searched(query: str) -> str:
    """Bring a query to the form of search texts; a number loses its signs and its way of dialling abroad."""
    text = ascii_digits(query).strip()
    if _DIALLED.fullmatch(text):
        return re.sub(r"\D", "", text.replace("+98", "0", 1)).removeprefix("00")
    return normalise(query)


def addresses_in(query: str) -> tuple[list[str], list[str]]:
    """Read a query as whole addresses: (kinds, values)."""
    found = [(kind, value) for kind in ASKED_BY if (value := address(kind, query)) is not None]
    return [kind for kind, _ in found], [value for _, value in found]


async def visible(view: Transaction, caller: Caller, customer_id: UUID, known_by: str | None = None) -> Row:
    """Give the row of a customer that the caller may see, following merges; NotFound otherwise.

    `known_by` is a whole address of the customer: who names it may open the record, though not the conversations.
    """
    root = await view.value(sql.ROOT, view.organization_id, customer_id)
    row = await view.row(sql.VISIBLE, *rights(view, caller), root) if root else None
    if row is None or not (row["may_see"] or await _names_it(view, caller, root, known_by)):
        raise NotFound("The customer is not there.")
    return row


async def workable(view: Transaction, caller: Caller, customer_id: UUID) -> Row:
    """Give the row of a customer that the caller may also change, following merges; NotFound otherwise."""
    root = await view.value(sql.ROOT, view.organization_id, customer_id)
    row = await view.row(sql.WORKABLE, *rights(view, caller), root) if root else None
    if row is None:
        raise NotFound("The customer is not there.")
    return row


async def read(
    view: Transaction, caller: Caller, customer_id: UUID, known_by: str | None = None
) -> CustomerView:
    """One customer with identities, the conversations that the caller may see, and open suggestions."""
    row = await visible(view, caller, customer_id, known_by)
    the_rights = rights(view, caller)
    return CustomerView(
        **{name: row[name] for name in OWN_COLUMNS},
        identities=[
            IdentityView(**i) for i in await view.fetch(sql.IDENTITIES, view.organization_id, row["id"])
        ],
        conversations=[
            ConversationBrief(**c) for c in await view.fetch(sql.CONVERSATIONS, *the_rights, row["id"])
        ],
        suggestions=[
            SuggestionView(**s) for s in await view.fetch(sql.SUGGESTIONS_OF, *the_rights, row["id"])
        ],
    )


async def make(
    work: Transaction,
    caller: Caller,
    *,
    kind: str,
    name: str | None,
    brand_id: UUID | None,
    locale: str | None,
    attributes: dict[str, Any],
    identities: list[NewIdentity],
) -> UUID:
    """Write a new customer with unverified identities; those who resemble are suggested. Raises Invalid, Conflict."""
    kinds = await masked_kinds(work, "customers")
    named, customer_id = clean_name(name, kinds), new_id()
    with rows.refusals():
        await work.execute(
            queries.ADD_CUSTOMER,
            work.organization_id,
            customer_id,
            kind,
            named,
            name_key(named),
            brand_id,
            locale,
            clean_attributes(attributes, kinds),
            False,
            "",
        )
    addresses = [_normal(place, one, kinds) for place, one in enumerate(identities)]
    await lock_addresses(work, [(kind, value) for kind, value, _ in addresses])
    for address_kind, value, raw in addresses:
        await _write_identity(work, customer_id, address_kind, value, raw)
    await refresh_search_text(work, customer_id)
    await suggest_resemblances(work, customer_id, named, [(kind, value) for kind, value, _ in addresses])
    await _tell(work, caller, "customer.made", customer_id, {})
    return customer_id


async def change(work: Transaction, caller: Caller, customer_id: UUID, changes: dict[str, Any]) -> UUID:
    """Change what is known of a customer; answers its id after merges."""
    row = await lock_workable(work, caller, customer_id)
    kinds = await masked_kinds(work, "customers")
    if "name" in changes:
        changes["name"] = clean_name(changes["name"], kinds)
    if "attributes" in changes:
        changes["attributes"] = clean_attributes(changes["attributes"], kinds)
    new = {**{name: row[name] for name in ("kind", "name", "brand_id", "locale", "attributes")}, **changes}
    with rows.refusals():
        await work.execute(
            sql.CHANGE,
            work.organization_id,
            row["id"],
            new["kind"],
            new["name"],
            name_key(new["name"]),
            new["brand_id"],
            new["locale"],
            new["attributes"],
        )
    await refresh_search_text(work, row["id"])
    await _tell(work, caller, "customer.changed", row["id"], {"fields": sorted(changes)})
    return UUID(str(row["id"]))


async def add_identity(work: Transaction, caller: Caller, customer_id: UUID, new: NewIdentity) -> UUID:
    """Write down another address, unverified; others who have it are suggested. Raises Invalid, Conflict."""
    row = await lock_workable(work, caller, customer_id)
    kind, value, raw = _normal(None, new, await masked_kinds(work, "customers"))
    await lock_addresses(work, [(kind, value)])
    identity_id = await _write_identity(work, row["id"], kind, value, raw)
    await refresh_search_text(work, row["id"])
    await suggest_resemblances(work, row["id"], None, [(kind, value)])
    await _tell(
        work, caller, "customer.identity_added", row["id"], {"identity_id": identity_id, "kind": kind}
    )
    return identity_id


async def remove_identity(work: Transaction, caller: Caller, customer_id: UUID, identity_id: UUID) -> None:
    """Take an address off a customer."""
    row = await lock_workable(work, caller, customer_id)
    if not await work.execute(sql.REMOVE_IDENTITY, work.organization_id, row["id"], identity_id):
        raise NotFound("The identity is not there.")
    await refresh_search_text(work, row["id"])
    await _tell(work, caller, "customer.identity_removed", row["id"], {"identity_id": identity_id})


async def verify(
    work: Transaction,
    caller: Caller,
    customer_id: UUID,
    identity_id: UUID,
    *,
    method: str,
    note: str,
    days: int,
) -> None:
    """Say that somebody has checked whose address it is; holds for `days`. Raises Conflict (verified_elsewhere)."""
    row = await lock_workable(work, caller, customer_id)
    identity = await work.row(sql.IDENTITY, work.organization_id, row["id"], identity_id)
    if identity is None:
        raise NotFound("The identity is not there.")
    kind, value = identity["kind"], identity["value"]
    await lock_addresses(work, [(kind, value)])
    others = await work.fetch(sql.PROVED_ELSEWHERE, work.organization_id, kind, value, row["id"])
    if kind == "email" and any(other["is_live"] for other in others):
        raise Conflict(
            "Another customer has proved this address: merge the two, or end that proof first.",
            code="verified_elsewhere",
            customer_id=str(others[0]["customer_id"]),
        )
    if kind != "phone" and others:
        await work.execute(
            queries.DROP_PROOFS, work.organization_id, [o["id"] for o in others if not o["is_live"]]
        )
    await work.execute(sql.VERIFY, work.organization_id, identity_id, days, method)
    detail = {"identity_id": identity_id, "method": method, "note": clean_name(note)}
    await _tell(work, caller, "customer.identity_verified", row["id"], detail)


async def lock_workable(work: Transaction, caller: Caller, customer_id: UUID) -> Row:
    """Lock a customer that the caller may change; NotFound otherwise."""
    found = await workable(work, caller, customer_id)
    row = await work.row(sql.LOCK, work.organization_id, found["id"])
    if row is None:
        raise Conflict("The customer was just merged with another: load it again.", code="already_merged")
    return row


async def _names_it(
    view: Transaction, caller: Caller, customer_id: UUID | None, known_by: str | None
) -> bool:
    if not known_by or caller.role in {"auditor", "light"}:
        return False
    kinds, values = addresses_in(known_by)
    return bool(await view.value(sql.HOLDS, view.organization_id, customer_id, kinds, values))


def _normal(place: int | None, new: NewIdentity, masked: frozenset[Kind]) -> tuple[str, str, str]:
    field = "" if place is None else f"identities.{place}."
    if new.kind not in ASKED_BY:
        raise Invalid.field(f"{field}kind", "unknown", f"Write down one of {', '.join(ASKED_BY)}.")
    value = address(new.kind, new.value)
    if value is None:
        raise Invalid.field(
            f"{field}value", "not_an_address", f"This is not a valid {new.kind}: look at it again."
        )
    if new.kind != "phone" and mask(new.value, masked).findings:
        raise Invalid.field(
            f"{field}value", "sensitive_number", "This holds a number that we may not keep as it is."
        )
    return new.kind, value, new.value.strip()


async def _write_identity(work: Transaction, customer_id: UUID, kind: str, value: str, raw: str) -> UUID:
    identity_id = await work.value(
        sql.ADD_IDENTITY, work.organization_id, new_id(), customer_id, kind, value, raw
    )
    if identity_id is None:
        raise Conflict("This address is written down already.", code="already_there")
    return UUID(str(identity_id))


async def _tell(
    work: Transaction, caller: Caller, action: str, customer_id: UUID, detail: dict[str, Any]
) -> None:
    await work.audit(caller.did(action, "customer", customer_id, detail))
    work.emit(CustomerChanged(id=customer_id), audience=STAFF)


def _listed(row: Row) -> CustomerItem:
    identities = msgspec.convert(row["identities"], list[AddressView])
    values = {name: row[name] for name in CustomerItem.__struct_fields__[:-2]}
    return CustomerItem(
        **values, identities=identities, is_verified=any(one.is_verified for one in identities)
    )


def _cursor(row: Row) -> str:
    return base64.urlsafe_b64encode(f"{row['id']}{row['sort_key']}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[str, UUID]:
    try:
        text = base64.urlsafe_b64decode(cursor.encode()).decode()
        return text[36:], UUID(text[:36])
    except (ValueError, binascii.Error) as error:
        raise Invalid.field(
            "after", "not_a_cursor", "The cursor is not one of ours: begin without it."
        ) from error
