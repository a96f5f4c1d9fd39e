"""Routes of customers."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Router, delete, get, patch, post
from litestar.params import QueryParameter
from msgspec import UNSET, Meta, UnsetType

from hamseda.customers import deciding, records
from hamseda.customers.names import MOST_LETTERS
from hamseda.customers.views import CustomerPage, CustomerView, Merged, MergePage, SuggestionPage
from hamseda.kit.database import Transaction
from hamseda.kit.problem import Invalid
from hamseda.organization.api import AGENTS, CUSTOMER_READERS, WORKERS, Caller, read_terms, terms_of
from hamseda.settings import Settings

Limit = Annotated[int, QueryParameter(ge=1, le=records.MOST_A_PAGE)]
Query = Annotated[str, QueryParameter(name="query", description="Part of a name or address.")]
Name = Annotated[str, Meta(max_length=MOST_LETTERS)] | None
Kind = Literal["person", "firm"]
Locale = Literal["fa", "en"] | None


class NewCustomer(msgspec.Struct, forbid_unknown_fields=True):
    name: Name = None
    kind: Kind = "person"
    brand_id: UUID | None = None
    locale: Locale = None
    attributes: dict[str, Any] = {}
    identities: Annotated[list[records.NewIdentity], Meta(max_length=20)] = []


class CustomerChange(msgspec.Struct, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    kind: Kind | UnsetType = UNSET
    brand_id: UUID | None | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET
    attributes: dict[str, Any] | UnsetType = UNSET


class Verification(msgspec.Struct, forbid_unknown_fields=True):
    method: Literal["agent_checked"]
    note: Annotated[str, Meta(min_length=3, max_length=500)]


@get("/customers", access=CUSTOMER_READERS)
async def list_customers(
    caller: Caller, reading: Transaction, wanted: Query = "", after: str | None = None, limit: Limit = 50
) -> CustomerPage:
    """Customers whose conversations you may see, by name; a query finds by part of a name, phone or e-mail."""
    if len(wanted) > MOST_LETTERS:
        raise Invalid.field("query", "too_long", f"Search for at most {MOST_LETTERS} letters.")
    if wanted.strip():
        return CustomerPage(await records.find(reading, caller, wanted, limit), None)
    return await records.page(reading, caller, after, limit)


@post("/customers", access=AGENTS)
async def make_customer(caller: Caller, work: Transaction, data: NewCustomer) -> CustomerView:
    """Write down a new customer; identities that you write down are not verified by that."""
    if not (data.name or "").strip() and not data.identities:
        raise Invalid.field("name", "needed", "Give a name or one identity.")
    customer_id = await records.make(
        work,
        caller,
        kind=data.kind,
        name=data.name,
        brand_id=data.brand_id,
        locale=data.locale,
        attributes=data.attributes,
        identities=data.identities,
    )
    return await records.read(work, caller, customer_id)


@get("/customers/{customer_id:uuid}", access=CUSTOMER_READERS)
async def read_customer(
    caller: Caller, reading: Transaction, customer_id: UUID, known_by: str | None = None
) -> CustomerView:
    """One customer; `known_by` is a whole address of theirs, for whoever has them on the line."""
    return await records.read(reading, caller, customer_id, known_by)


@patch("/customers/{customer_id:uuid}", access=WORKERS)
async def change_customer(
    caller: Caller, work: Transaction, customer_id: UUID, data: CustomerChange
) -> CustomerView:
    """Change name, kind, brand, language or attributes (attributes as a whole)."""
    changes = {name: value for name, value in msgspec.structs.asdict(data).items() if value is not UNSET}
    if not changes:
        raise Invalid.field("body", "nothing_named", "Name at least one thing to change.")
    return await records.read(work, caller, await records.change(work, caller, customer_id, changes))


@post("/customers/{customer_id:uuid}/identities", access=WORKERS)
async def add_identity(
    caller: Caller, work: Transaction, customer_id: UUID, data: records.NewIdentity
) -> CustomerView:
    """Write down another address of a customer."""
    await records.add_identity(work, caller, customer_id, data)
    return await records.read(work, caller, customer_id)


@delete("/customers/{customer_id:uuid}/identities/{identity_id:uuid}", access=AGENTS, status_code=204)
async def remove_identity(caller: Caller, work: Transaction, customer_id: UUID, identity_id: UUID) -> None:
    """Take an address off a customer."""
    await records.remove_identity(work, caller, customer_id, identity_id)


@post("/customers/{customer_id:uuid}/identities/{identity_id:uuid}/verification", access=AGENTS)
async def verify_identity(
    caller: Caller,
    work: Transaction,
    settings: Settings,
    customer_id: UUID,
    identity_id: UUID,
    data: Verification,
) -> CustomerView:
    """Say how you have made sure that this address is theirs; the proof expires."""
    terms = await read_terms(work, terms_of(settings))
    await records.verify(
        work,
        caller,
        customer_id,
        identity_id,
        method=data.method,
        note=data.note,
        days=terms.verification_days,
    )
    return await records.read(work, caller, customer_id)


@get("/merge-suggestions", access=AGENTS)
async def list_suggestions(
    caller: Caller, reading: Transaction, after: UUID | None = None, limit: Limit = 50
) -> SuggestionPage:
    """Pairs that may be one customer, with the evidence, for you to decide."""
    return await deciding.suggestions(reading, caller, after, limit)


@post("/merge-suggestions/{suggestion_id:uuid}/acceptance", access=AGENTS)
async def accept_suggestion(caller: Caller, work: Transaction, suggestion_id: UUID) -> Merged:
    """Merge the pair; it can be undone."""
    return await deciding.accept(work, caller, suggestion_id)


@post("/merge-suggestions/{suggestion_id:uuid}/refusal", access=AGENTS, status_code=204)
async def refuse_suggestion(caller: Caller, work: Transaction, suggestion_id: UUID) -> None:
    """Say that the two are different."""
    await deciding.refuse(work, caller, suggestion_id)


@get("/customers/{customer_id:uuid}/merges", access=CUSTOMER_READERS)
async def list_merges(caller: Caller, reading: Transaction, customer_id: UUID) -> MergePage:
    """Merges of a customer, newest first."""
    return await deciding.merges(reading, caller, customer_id)


@post("/merges/{merge_id:uuid}/reversal", access=AGENTS, status_code=204)
async def reverse_merge(caller: Caller, work: Transaction, merge_id: UUID) -> None:
    """Undo a merge: everything that it moved goes back."""
    await deciding.undo(work, caller, merge_id)


router = Router(
    "/api/v1",
    route_handlers=[
        list_customers,
        make_customer,
        read_customer,
        change_customer,
        add_identity,
        remove_identity,
        verify_identity,
        list_suggestions,
        accept_suggestion,
        refuse_suggestion,
        list_merges,
        reverse_merge,
    ],
    tags=["customers"],
)
