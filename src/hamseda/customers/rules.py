"""Who is it? Decided from claims and from who holds them already; no I/O, no clock.

A verified claim finds its customer. An unverified one finds nobody but its own unproven device or handle. A phone
number identifies a line, not a person: shared by two customers it neither finds nor merges.
"""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import msgspec

LINE: Final = "phone"
"""The kind that many people may share."""
LASTING: Final = frozenset({"external"})
"""Given by the organization's own system: it names an account, never changes hands, and does not expire."""
SINGLE: Final = frozenset({"external", "device"})
OWN: Final = ("device", "handle")
"""Kinds by which somebody unverified comes back to their own record, in this order."""
MOST_SUGGESTIONS: Final = 5

OPENS_LINE_HISTORY: Final = frozenset({"second_factor", "identity_token", "agent_checked"})
OPENS_HISTORY: Final = OPENS_LINE_HISTORY | {"reply_token", "authentication_results", "provider"}

Pairs = frozenset[frozenset[UUID]]


class Claim(msgspec.Struct, frozen=True):
    """What a contact says about itself; `verified_by` names the proof, None where there is none.

    Proofs: identity_token, reply_token, authentication_results, second_factor, agent_checked, provider.
    """

    kind: str
    raw: str
    verified_by: str | None = None


class Known(msgspec.Struct, frozen=True):
    """A claim in its normal form."""

    kind: str
    value: str
    raw: str
    verified_by: str | None


class Holder(msgspec.Struct, frozen=True):
    """A customer who has a claimed identity already.

    `has_proof`: has some verified identity; `has_strong_proof`: one that is not a phone line. `is_fresh`: the proof
    was renewed less than a day ago, so renewing it again changes nothing that counts.
    """

    identity_id: UUID
    customer_id: UUID
    kind: str
    value: str
    is_verified: bool
    was_verified: bool
    name_key: str
    identities: int
    has_proof: bool
    has_strong_proof: bool
    raw: str = ""
    verified_by: str | None = None
    is_fresh: bool = False


class Suggestion(msgspec.Struct, frozen=True):
    """That two customers may be one, with a reason that people can weigh."""

    other_id: UUID
    code: str
    detail: dict[str, Any] = {}


class Decision(msgspec.Struct, frozen=True):
    """What to do: join `customer_id` (None: make a new one), merge into it, suggest, and store claims."""

    customer_id: UUID | None
    is_verified: bool
    matched: list[str]
    merge: list[UUID]
    suggestions: list[Suggestion]
    store: list[Known]
    expired: list[UUID]


def decide(claims: list[Known], holders: list[Holder], name_key: str, kept_apart: Pairs) -> Decision:
    """Decide whom a contact is. `kept_apart`: pairs that people have refused to merge."""
    verified = [claim for claim in claims if claim.verified_by]
    if not verified:
        return _unproven(claims, holders)
    strong = _found(verified, holders, line=False)
    lines = _found(verified, holders, line=True)
    if not strong and any(claim.kind != LINE for claim in verified):
        # A new proof and an old line: whoever has a proof of their own there is somebody else.
        lines -= {h.customer_id for h in holders if h.has_strong_proof}
    anchor = min(strong or lines, default=None)
    if anchor is None:
        return _unknown(claims, verified, holders, name_key)
    pool = dict.fromkeys([*sorted(strong), *sorted(lines)])
    merge, doubtful = _sorted_out(anchor, [one for one in pool if one != anchor], strong, holders, kept_apart)
    suggestions = [Suggestion(other, "same_contact") for other in doubtful]
    taken = {anchor, *merge, *doubtful}
    suggestions += [s for s in _resemblances(claims, holders) if s.other_id not in taken]
    matched = [claim.kind for claim in verified if _verified_owners(claim, holders) & set(pool)]
    return Decision(
        anchor,
        True,
        list(dict.fromkeys(matched)),
        merge,
        suggestions[:MOST_SUGGESTIONS],
        _storable(_unclaimed(claims, doubtful, holders), proven=True),
        _expired(verified, holders),
    )


def unchanged(claim: Known, customer_id: UUID, holders: Iterable[Holder]) -> bool:
    """Whether the customer has the claim already just as it is, with a proof as good and as young."""
    return any(
        (h.customer_id, h.kind, h.value, h.raw) == (customer_id, claim.kind, claim.value, claim.raw)
        and (
            claim.verified_by is None or (h.is_verified and h.is_fresh and h.verified_by == claim.verified_by)
        )
        for h in holders
    )


def may_open_history(kind: str, verified_by: str | None, *, is_live: bool, shared_with: int) -> bool:
    """Whether an identity alone lets its bearer see earlier conversations.

    `is_live`: verified and not expired. A line opens only after a second factor or its like, and never while
    other customers share it.
    """
    if not is_live or verified_by is None:
        return False
    if kind == LINE:
        return verified_by in OPENS_LINE_HISTORY and shared_with == 0
    return verified_by in OPENS_HISTORY


def _verified_owners(claim: Known, holders: Iterable[Holder]) -> set[UUID]:
    return {
        h.customer_id for h in holders if h.is_verified and (h.kind, h.value) == (claim.kind, claim.value)
    }


def _found(verified: list[Known], holders: list[Holder], *, line: bool) -> set[UUID]:
    """Customers that verified claims point to; a claim that points to several points to nobody."""
    owners = [_verified_owners(claim, holders) for claim in verified if (claim.kind == LINE) == line]
    return {next(iter(found)) for found in owners if len(found) == 1}


def _sorted_out(
    anchor: UUID, others: list[UUID], strong: set[UUID], holders: list[Holder], kept_apart: Pairs
) -> tuple[list[UUID], list[UUID]]:
    """Split the other customers into those to merge and those to ask people about."""
    merge: list[UUID] = []
    doubtful: list[UUID] = []
    proven_apart = {h.customer_id for h in holders if h.has_strong_proof}
    has_strong = anchor in proven_apart
    for other in others:
        by_line_only = other not in strong
        is_shared = by_line_only and _shares_a_line(other, anchor, holders)
        # A line that leads to somebody with a proof of their own leads to a second person, not to the same one.
        is_second_person = by_line_only and has_strong and other in proven_apart
        if (
            is_shared
            or is_second_person
            or any(frozenset((other, one)) in kept_apart for one in (anchor, *merge))
        ):
            doubtful.append(other)
        else:
            merge.append(other)
            has_strong = has_strong or other in proven_apart
    return merge, doubtful


def _shares_a_line(other: UUID, anchor: UUID, holders: list[Holder]) -> bool:
    lines = {h.value for h in holders if h.kind == LINE and h.customer_id in {other, anchor}}
    return any(
        len({h.customer_id for h in holders if h.kind == LINE and h.value == value}) > 1 for value in lines
    )


def _unknown(claims: list[Known], verified: list[Known], holders: list[Holder], name_key: str) -> Decision:
    """Verified, but nobody has it yet, or several share the line."""
    shared = [claim for claim in verified if len(_verified_owners(claim, holders)) > 1]
    own = _own_line_record(shared, holders, name_key) if len(shared) == len(verified) else None
    return Decision(
        own,
        len(shared) < len(verified),
        ["phone"] if own else [],
        [],
        [s for s in _resemblances(claims, holders) if s.other_id != own][:MOST_SUGGESTIONS],
        _storable(claims, proven=True),
        _expired(verified, holders),
    )


def _own_line_record(shared: list[Known], holders: list[Holder], name_key: str) -> UUID | None:
    """The record of somebody known by nothing but this shared line and this name: not one more for each call."""
    values = {(claim.kind, claim.value) for claim in shared}
    return min(
        (
            h.customer_id
            for h in holders
            if (h.kind, h.value) in values and h.is_verified and h.identities == 1 and h.name_key == name_key
        ),
        default=None,
    )


def _unproven(claims: list[Known], holders: list[Holder]) -> Decision:
    own, kind = _own_record(claims, holders)
    return Decision(
        own,
        False,
        [kind] if kind else [],
        [],
        [s for s in _resemblances(claims, holders) if s.other_id != own][:MOST_SUGGESTIONS],
        _storable(claims, proven=False),
        [],
    )


def _own_record(claims: list[Known], holders: list[Holder]) -> tuple[UUID | None, str | None]:
    for kind in OWN:
        values = {claim.value for claim in claims if claim.kind == kind}
        found = [h.customer_id for h in holders if h.kind == kind and h.value in values and not h.has_proof]
        if found:
            return min(found), kind
    return None, None


def _resemblances(claims: list[Known], holders: list[Holder]) -> list[Suggestion]:
    """Other customers with a claimed identity: those who have proved it first."""
    claimed = {(claim.kind, claim.value) for claim in claims}
    found = sorted(
        (h for h in holders if (h.kind, h.value) in claimed), key=lambda h: (not h.is_verified, h.customer_id)
    )
    return [
        Suggestion(h.customer_id, f"same_{h.kind}", {"value": h.value, "verified": h.is_verified})
        for h in found
    ]


def _storable(claims: list[Known], *, proven: bool) -> list[Known]:
    """Which claims the customer keeps: nobody's word makes an external id, and a proven person owns no browser."""
    return [
        claim
        for claim in claims
        if claim.verified_by or (claim.kind != "external" and not (proven and claim.kind in OWN))
    ]


def _unclaimed(claims: list[Known], doubtful: list[UUID], holders: list[Holder]) -> list[Known]:
    """Leave to a doubtful customer what only one may have."""
    theirs = {
        (h.kind, h.value) for h in holders if h.customer_id in doubtful and h.is_verified and h.kind != LINE
    }
    return [claim for claim in claims if (claim.kind, claim.value) not in theirs]


def _expired(verified: list[Known], holders: list[Holder]) -> list[UUID]:
    """Old proofs that a new one replaces: an address may have changed hands since."""
    fresh = {(claim.kind, claim.value) for claim in verified if claim.kind != LINE}
    return [
        h.identity_id for h in holders if (h.kind, h.value) in fresh and h.was_verified and not h.is_verified
    ]
