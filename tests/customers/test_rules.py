"""Rules that hold for every mix of claims and holders."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.customers.addresses import address
from hamseda.customers.api import may_open_history
from hamseda.customers.rules import Holder, Known, decide

CUSTOMERS = [UUID(int=n) for n in range(1, 5)]
VALUES = st.sampled_from(["1", "2"])
KINDS = st.sampled_from(["phone", "email", "device", "handle", "external"])
CLAIMS = st.lists(
    st.builds(Known, KINDS, VALUES, st.just("raw"), st.sampled_from([None, "identity_token"])),
    max_size=4,
    unique_by=lambda claim: (claim.kind, claim.value),
)


@st.composite
def worlds(draw):
    """Holders as the database can have them: one row for each customer and address, single kinds once."""
    found, singles = [], set()
    for customer in CUSTOMERS:
        for kind in ("phone", "email", "device", "handle", "external"):
            for value in ("1", "2"):
                state = draw(st.sampled_from(["none", "none", "plain", "live", "expired"]))
                is_single = kind in {"device", "external"} or (
                    kind == "email" and state in {"live", "expired"}
                )
                if state == "none" or (is_single and (kind, value) in singles):
                    continue
                if is_single:
                    singles.add((kind, value))
                found.append((customer, kind, value, state))
    return [
        Holder(
            identity_id=UUID(int=1000 + place),
            customer_id=customer,
            kind=kind,
            value=value,
            name_key="",
            is_verified=state == "live",
            was_verified=state in {"live", "expired"},
            identities=sum(one[0] == customer for one in found),
            has_proof=any(one[0] == customer and one[3] == "live" for one in found),
            has_strong_proof=any(
                one[0] == customer and one[3] == "live" and one[1] != "phone" for one in found
            ),
        )
        for place, (customer, kind, value, state) in enumerate(found)
    ]


def held(holders, claims):
    wanted = {(claim.kind, claim.value) for claim in claims}
    return [holder for holder in holders if (holder.kind, holder.value) in wanted]


@given(CLAIMS, worlds())
def test_nobody_is_joined_or_merged_without_a_proof_of_theirs(claims, world):
    decision = decide(claims, held(world, claims), "", frozenset())
    proved = {(claim.kind, claim.value) for claim in claims if claim.verified_by}
    proven = {h.customer_id for h in world if h.is_verified and (h.kind, h.value) in proved}
    assert set(decision.merge) <= proven
    assert decision.customer_id not in decision.merge
    if decision.customer_id is not None and decision.customer_id not in proven:
        own = [h for h in world if h.customer_id == decision.customer_id]
        assert not own[0].has_proof
        assert decision.matched[0] in {"device", "handle"}
        assert not decision.is_verified
    if decision.is_verified:
        assert proved


@given(CLAIMS, worlds())
def test_a_line_that_two_have_merges_nobody_by_itself(claims, world):
    decision = decide(claims, held(world, claims), "", frozenset())
    strong = {
        h.customer_id
        for h in world
        if h.is_verified
        and h.kind != "phone"
        and any((c.kind, c.value) == (h.kind, h.value) and c.verified_by for c in claims)
    }
    for other in decision.merge:
        if other in strong:
            continue
        lines = {h.value for h in world if h.customer_id == other and h.kind == "phone" and h.is_verified}
        claimed = {c.value for c in claims if c.kind == "phone" and c.verified_by}
        for value in lines & claimed:
            assert len({h.customer_id for h in world if h.kind == "phone" and h.value == value}) == 1


def test_a_line_that_somebody_else_has_typed_only_suggests():
    known, line, typist = CUSTOMERS[:3]
    rows = [("email", known, True, True), ("phone", line, True, False), ("phone", typist, False, False)]
    holders = [
        Holder(
            identity_id=UUID(int=1000 + place),
            customer_id=customer,
            kind=kind,
            value="1",
            name_key="",
            is_verified=is_live,
            was_verified=is_live,
            identities=1,
            has_proof=is_live,
            has_strong_proof=is_strong,
        )
        for place, (kind, customer, is_live, is_strong) in enumerate(rows)
    ]
    claims = [Known(kind, "1", "raw", "identity_token") for kind in ("phone", "email")]
    decision = decide(claims, holders, "", frozenset())
    assert (decision.customer_id, decision.merge) == (known, [])
    assert {one.other_id for one in decision.suggestions} == {line, typist}
    assert decide(claims, holders[:2], "", frozenset()).merge == [line], "nobody else has it: one person"


@given(CLAIMS, worlds())
def test_a_pair_kept_apart_is_never_merged(claims, world):
    pairs = frozenset(frozenset((a, b)) for a in CUSTOMERS for b in CUSTOMERS if a != b)
    assert decide(claims, held(world, claims), "", pairs).merge == []


@given(CLAIMS, worlds())
def test_what_is_stored_breaks_no_unique_key(claims, world):
    decision = decide(claims, held(world, claims), "", frozenset())
    gone = {decision.customer_id, *decision.merge}
    for claim in decision.store:
        if claim.kind == "email" and claim.verified_by:
            others = [
                h
                for h in world
                if (h.kind, h.value) == ("email", claim.value)
                and h.was_verified
                and h.customer_id not in gone
            ]
            assert all(h.identity_id in decision.expired for h in others)


@given(CLAIMS, worlds(), st.randoms())
def test_the_order_of_claims_and_rows_does_not_matter(claims, world, random):
    first = decide(claims, held(world, claims), "", frozenset())
    rows, said = held(world, claims), list(claims)
    random.shuffle(rows)
    random.shuffle(said)
    again = decide(said, rows, "", frozenset())
    assert (again.customer_id, sorted(again.merge), again.is_verified) == (
        first.customer_id,
        sorted(first.merge),
        first.is_verified,
    )


@pytest.mark.parametrize(
    ("kind", "by", "live", "shared", "opens"),
    [
        ("email", "reply_token", True, 0, True),
        ("email", "reply_token", False, 0, False),
        ("email", None, True, 0, False),
        ("phone", "second_factor", True, 0, True),
        ("phone", "second_factor", True, 1, False),
        ("phone", "provider", True, 0, False),
        ("device", "anything", True, 0, False),
    ],
)
def test_history_opens_by_a_live_proof_and_a_line_only_by_a_second_factor(kind, by, live, shared, opens):
    assert may_open_history(kind, by, is_live=live, shared_with=shared) is opens


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("phone", "۰۹۱۲ ۱۲۳ ۴۵۶۷", "+989121234567"),
        ("phone", "١١٨", "118"),
        ("phone", "abc", None),
        ("email", " Sara@EXAMPLE.com ", "sara@example.com"),
        ("email", "no", None),
        ("handle", "@Sara_K", "sara_k"),
        ("device", "x", "x"),
        ("device", " ", None),
        ("other", "x", None),
        ("external", "c:7", "c:7"),
    ],
)
def test_addresses_have_one_form(kind, raw, value):
    assert address(kind, raw) == value
