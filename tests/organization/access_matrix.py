"""Who may call what: one line a route, written by hand. A route without a line fails the suite.

    rule("PATCH /api/v1/teams/{team_id}", "a", body={"name": "گروه", "department_id": "$sales_id"})

The letters are the people who may: a admin, s supervisor, g agent of sales, o agent of support, l light (back
office, serves no queue), u auditor (scope: sales); "*" is everybody, logged in or not. All others of the
organization must get 403, and nobody (no cookie) 401. More words:

  hidden   letters whose role may, but not on these rows: they must get 404 (a conversation of another queue)
  ids      what to put into the path where NAMES below is not right: {"user_id": "$light.id"}
  query    query parameters               body   JSON body               upload   send a file as multipart
  answers  the status that those who may get here, where it is no success ("there is nothing to accept": 409)
  foreign  the status where the ids of the path belong to another organization (default 404)

"$name" in ids, query and body is a row of the fixture organization (tests/fixtures/people.py) or of PLANTS. The
test sends each call with rows of its own organization, then with every "$name", one after the other, replaced
by the same row of a foreign organization: that must be refused (404 or 422; a query may also find nothing) and
change nothing there.
"{new}" anywhere in a text becomes a fresh UUID.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from fixtures.people import Organization, insert
from hamseda.kit.ids import new_id
from organization.access_matrix_shifts import SHIFT_PLANTS, SHIFTS
from organization.matrix import Plant, Rule, rule

# What stands for a path parameter.
NAMES = {
    "user_id": "$agent.id",
    "department_id": "$sales_id",
    "team_id": "$team",
    "skill_id": "$skill_id",
    "brand_id": "$unused_brand",
    "calculation_id": "$calculation",
    "calendar_id": "$calendar",
    "bulletin_id": "$bulletin",
    "key_id": "$api_key",
    "webhook_id": "$webhook",
    "sealed_id": "$sealed_value",
    "queue_id": "$sales_queue_id",
    "channel_id": "$channel_id",
    "customer_id": "$customer_id",
    "conversation_id": "$conversation_id",
    "message_id": "$message",
    "label_id": "$label",
    "reply_id": "$canned_reply",
    "identity_id": "$identity",
    "suggestion_id": "$suggestion",
    "merge_id": "$merge",
    "move_id": "$move",
    "disposition_id": "$disposition",
    "work_item_id": "$work_item",
    "reservation_id": "$reservation",
    "attachment_id": "$attachment",
    "suppression_id": "$suppression",
    "quarantined_id": "$quarantined",
    "special_days_id": "$special_days",
    "equipment_id": "$equipment_item",
    "candidate_id": "$candidate",
    "site_id": "$site",
    "score_id": "$candidate_score",
    "shift_template_id": "$shift_template",
    "schedule_id": "$schedule",
    "exception_id": "$adherence_exception",
    "request_id": "$shift_request",
}

DAYS = ("saturday", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday")
DEFINITION: dict[str, Any] = {"zone": "Asia/Tehran", "week": {day: [] for day in DAYS}}


async def _plant(owner: asyncpg.Connection, table: str, organization: Organization, **columns: Any) -> UUID:
    row_id = new_id()
    await insert(owner, table, organization_id=organization.id, id=row_id, **columns)
    return row_id


async def _team(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await _plant(owner, "team", o, name="گروه یک")


async def _brand(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await _plant(owner, "brand", o, name="ماه")


async def _calendar(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await _plant(owner, "calendar", o, name="اداری", definition=DEFINITION)


async def _bulletin(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await _plant(owner, "bulletin", o, title="نوروز", text="تعطیلی دو روز است")


async def _special_days(owner: asyncpg.Connection, o: Organization) -> UUID:
    span = {"first_day": date(2026, 12, 20), "last_day": date(2026, 12, 21), "repeats": "never"}
    return await _plant(
        owner, "special_days", o, kind="campaign", name="یلدا", department_id=o.sales_id, **span
    )


async def _equipment_item(owner: asyncpg.Connection, o: Organization) -> UUID:
    numbers = {"count": 1.0, "cost": 5e7, "month_cost": 0.0, "spare": 0.1, "life_years": 2.0}
    return await _plant(owner, "equipment_item", o, name="هدست", kind="headset", basis="person", **numbers)


async def _site(owner: asyncpg.Connection, o: Organization) -> UUID:
    more = {"time_zone": "Asia/Tehran", "hours": {"sat": [{"first": 480, "end": 1200}]}, "people": 4}
    return await _plant(owner, "site", o, name="دفتر مرکزی", kind="in_house", cost_factor=1.0, **more)


async def _candidate(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await _plant(owner, "candidate", o, name="نگار", post="کارشناس پاسخ‌گویی")


async def _candidate_score(owner: asyncpg.Connection, o: Organization) -> UUID:
    seen = {"exercise": "نقش‌آفرینی", "evidence": "دو بار پرسید و صبر کرد.", "trait": "patient", "level": 3}
    candidate_id: UUID = await owner.fetchval(
        "SELECT id FROM candidate WHERE organization_id = $1 ORDER BY id LIMIT 1", o.id
    ) or await _candidate(owner, o)
    return await _plant(
        owner, "candidate_score", o, candidate_id=candidate_id, interviewer_id=o.admin.id, **seen
    )


async def _hiring_member(owner: asyncpg.Connection, o: Organization) -> UUID:
    await insert(owner, "hiring_member", organization_id=o.id, user_id=o.light.id)
    return o.light.id


async def _api_key(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await _plant(owner, "api_key", o, name="انبار", hint="hmsk_…", digest=o.id.bytes, role="agent")


async def _webhook(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await _plant(
        owner, "webhook", o, name="انبار", url="https://hooks.hamseda.test/in", secret=b"-" * 40
    )


async def _message(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await _plant(
        owner,
        "message",
        o,
        conversation_id=o.conversation_id,
        position=1,
        kind="message",
        direction="inbound",
        author_kind="customer",
        text="سلام",
    )


async def _second_message(owner: asyncpg.Connection, o: Organization) -> UUID:
    """One of two, so that something is left where it was."""
    said = {"conversation_id": o.conversation_id, "kind": "message", "text": "سلام"}
    said |= {"direction": "inbound", "author_kind": "customer"}
    await _plant(owner, "message", o, position=11, **said)
    return await _plant(owner, "message", o, position=12, **said)


async def _own_conversation(owner: asyncpg.Connection, o: Organization, **more: Any) -> UUID:
    """Another one of the same customer, in the queue of sales."""
    where = {"queue_id": o.sales_queue_id, "department_id": o.sales_id, "brand_id": o.brand_id}
    return await _plant(
        owner, "conversation", o, number=new_id().int % 10**9, customer_id=o.customer_id, **where, **more
    )


async def _move(owner: asyncpg.Connection, o: Organization) -> UUID:
    gone = {"status": "resolved", "merged_into": o.conversation_id}
    sign = await _own_conversation(owner, o, **gone)
    head = {
        **dict.fromkeys(
            ("mark", "subject", "assignee_id", "due_at", "next_step", "snoozed_until", "resolved_at")
        ),
        **dict.fromkeys(
            ("resolved_by", "waiting_since", "first_answered_at", "last_message_at", "merged_into")
        ),
        **dict.fromkeys(("last_message_channel", "last_message_inbound")),
        "status": "open",
        "is_beside": False,
        "last_message_preview": "",
    }
    changed = {"before": head, "after": head}
    moved = {"lines": [], "from_head": changed, "to_head": changed, "from_position": 1, "to_position": 1}
    return await _plant(
        owner,
        "conversation_move",
        o,
        kind="merge",
        from_id=sign,
        to_id=o.conversation_id,
        asked={},
        moved=moved,
        moved_by=o.agent.id,
    )


async def _sealed_value(owner: asyncpg.Connection, o: Organization) -> UUID:
    row_id = new_id()
    await insert(
        owner,
        "sealed_value",
        organization_id=o.id,
        id=row_id,
        kind="card",
        subject_kind="message",
        subject_id=new_id(),
        masked="6037••••1234",
        ciphertext=b"-" * 40,
        expires_at=datetime(2100, 1, 1, tzinfo=UTC),
    )
    return row_id


async def _label(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await _plant(owner, "label", o, name="فوری")


async def _canned_reply(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await _plant(owner, "canned_reply", o, shortcut="سلام", title="سلام", text="سلام {{customer}}")


async def _identity(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await _plant(
        owner,
        "identity",
        o,
        customer_id=o.customer_id,
        kind="phone",
        value="+989121234567",
        raw="09121234567",
    )


async def _other_customer(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await _plant(owner, "customer", o, name="نسرین نیکو")


async def _disposition(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await _plant(owner, "disposition", o, code="solved", name="حل شد")


async def _attachment(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await _plant(
        owner,
        "attachment",
        o,
        conversation_id=o.conversation_id,
        message_id=new_id(),
        name="a.txt",
        size=1,
        content_type="text/plain",
        sha256=b"-",
        storage_key="nowhere",
        uploaded_by_kind="customer",
    )


async def _work_item(owner: asyncpg.Connection, o: Organization) -> UUID:
    interaction = await _plant(
        owner, "interaction", o, conversation_id=o.conversation_id, channel_kind="webchat"
    )
    return await _plant(
        owner,
        "work_item",
        o,
        queue_id=o.sales_queue_id,
        conversation_id=o.conversation_id,
        channel_kind="webchat",
        interaction_id=interaction,
        weight=25,
        entered_at=datetime.now(UTC),
    )


async def _own_work(owner: asyncpg.Connection, o: Organization) -> UUID:
    item = await _work_item(owner, o)
    await owner.execute(
        "UPDATE work_item SET state = 'active', agent_id = $2, accepted_at = now() WHERE id = $1",
        item,
        o.agent.id,
    )
    return item


async def _reservation(owner: asyncpg.Connection, o: Organization) -> UUID:
    item, now = await _work_item(owner, o), datetime.now(UTC)
    await owner.execute("UPDATE work_item SET state = 'offered' WHERE id = $1", item)
    return await _plant(
        owner,
        "reservation",
        o,
        work_item_id=item,
        agent_id=o.agent.id,
        offered_at=now,
        due_at=now + timedelta(minutes=5),
        epoch=1,
    )


async def _suggestion(owner: asyncpg.Connection, o: Organization) -> UUID:
    other = await _other_customer(owner, o)
    first, second = sorted((o.customer_id, other))
    return await _plant(
        owner, "merge_suggestion", o, customer_id=first, other_id=second, evidence=[{"kind": "same_phone"}]
    )


async def _merge(owner: asyncpg.Connection, o: Organization) -> UUID:
    other = await _plant(owner, "customer", o, name="نسرین نیکو", merged_into=o.customer_id)
    lists = {
        name: [] for name in ("identities", "proofs", "conversations", "aside", "visitors", "took_attributes")
    }
    moved = {**lists, "took_name": False}
    return await _plant(owner, "customer_merge", o, kept_id=o.customer_id, merged_id=other, moved=moved)


async def _suppression(owner: asyncpg.Connection, o: Organization) -> UUID:
    words = {"why": "no_such_address", "status": "5.1.1", "said": "550 5.1.1 user unknown"}
    return await _plant(owner, "mail_suppression", o, address=f"{new_id().hex}@example.com", **words)


async def _quarantined(owner: asyncpg.Connection, o: Organization) -> UUID:
    raw_id = await _plant(
        owner,
        "raw_mail",
        o,
        channel_id=o.channel_id,
        storage_key="mail/x",
        sha256=b"x",
        size=1,
        envelope={},
        state="quarantined",
    )
    words = {
        "reason": "dmarc",
        "reasons": ["dmarc"],
        "sender": "a@example.com",
        "sender_name": "",
        "subject": "سفارش",
    }
    await insert(
        owner,
        "mail_quarantine",
        organization_id=o.id,
        id=raw_id,
        channel_id=o.channel_id,
        sha256=raw_id.hex,
        text="سلام",
        **words,
    )
    return raw_id


async def _calculation(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await _plant(
        owner,
        "calculation",
        o,
        kind="twin.run",
        can_conclude=True,
        asked_by=o.supervisor.id,
        roles=["admin", "supervisor"],
        request=b"{}",
    )


PLANTS: dict[str, Plant] = {
    "calculation": _calculation,
    **SHIFT_PLANTS,
    "quarantined": _quarantined,
    "suppression": _suppression,
    "message": _message,
    "second_message": _second_message,
    "own_conversation": _own_conversation,
    "move": _move,
    "sealed_value": _sealed_value,
    "label": _label,
    "canned_reply": _canned_reply,
    "identity": _identity,
    "other_customer": _other_customer,
    "suggestion": _suggestion,
    "merge": _merge,
    "disposition": _disposition,
    "work_item": _work_item,
    "own_work": _own_work,
    "reservation": _reservation,
    "attachment": _attachment,
    "team": _team,
    "unused_brand": _brand,
    "calendar": _calendar,
    "bulletin": _bulletin,
    "api_key": _api_key,
    "webhook": _webhook,
    "special_days": _special_days,
    "equipment_item": _equipment_item,
    "site": _site,
    "candidate": _candidate,
    "candidate_score": _candidate_score,
    "hiring_member": _hiring_member,
}

SCOPED = {"role": "auditor", "valid_until": "2100-01-01T00:00:00Z", "scope": {"departments": ["$sales_id"]}}
NEWCOMER = {"name": "نو", "email": "{new}@hamseda.test"}

DOOR = [
    rule("POST /api/v1/session", "*", body={"email": "{new}@hamseda.test", "password": "no"}, answers=401),
    rule("DELETE /api/v1/session", "asglou"),
    rule("POST /api/v1/password-reset", "*", body={"email": "{new}@hamseda.test"}),
    rule(
        "POST /api/v1/password-reset/confirmation",
        "*",
        answers=422,
        body={"token": "x" * 43, "password": "بلوط-سبز-۹۹"},
    ),
    rule("GET /api/v1/demo/accounts", "*", answers=404),
    rule("POST /api/v1/demo/session", "*", body={"email": "{new}@hamseda.test"}, answers=404),
    rule("GET /api/v1/demo/live", "*", answers=404),
    rule("PUT /api/v1/demo/live", "a s g o l", body={"paused": True}, answers=404),
    rule("GET /api/v1/oidc/start", "*"),
    rule("GET /api/v1/oidc/callback", "*"),
    rule("GET /api/v1/me", "asglou"),
    rule("PATCH /api/v1/me", "asglou", body={"locale": "en"}),
    rule("POST /api/v1/me/password", "asglou", body={"old": "wrong", "new": "بلوط-سبز-۹۹"}, answers=422),
    rule("POST /api/v1/me/totp", "asglou"),
    rule("POST /api/v1/me/totp/confirmation", "asglou", body={"code": "000000"}, answers=409),
    rule("DELETE /api/v1/me/totp", "asglou", body={"password": "wrong"}, answers=401),
    rule("POST /api/v1/me/organization", "asglou", body={"organization_id": "$id"}),
]

PEOPLE = [
    rule("GET /api/v1/users", "asglou"),
    rule("POST /api/v1/users", "a", body={**NEWCOMER, **SCOPED}),
    rule("GET /api/v1/users/{user_id}", "asglou"),
    rule(
        "PATCH /api/v1/users/{user_id}",
        "as",
        body={
            "skills": [{"skill_id": "$skill_id", "level": 3}],
            "queue_ids": ["$sales_queue_id"],
            "team_ids": ["$team"],
        },
    ),
    rule("DELETE /api/v1/users/{user_id}", "a"),
    rule("PUT /api/v1/users/{user_id}/disablement", "a"),
    rule("DELETE /api/v1/users/{user_id}/disablement", "a"),
    rule("POST /api/v1/users/{user_id}/invitation", "a", answers=409),
    rule("DELETE /api/v1/users/{user_id}/totp", "a", answers=409),
    rule("GET /api/v1/organization", "asglou"),
    rule("PATCH /api/v1/organization", "a", body={"name": "فروشگاه نو", "settings": {"rejoin_hours": 48}}),
    rule("GET /api/v1/audit", "a", query={"actor_id": "$agent.id", "subject_id": "$customer_id"}),
]

PEOPLE_PLANS = [
    rule(
        "POST /api/v1/workforce/headcount",
        "as",
        body={
            "first": "2027-01-01",
            "groups": [{"name": "پشتیبانی", "staff": 12, "months": [{"volume": 20_000}, {"volume": 24_000}]}],
            "prices": {"salary_month": 250_000_000},
        },
    ),
    rule("GET /api/v1/workforce/headcount/own", "as"),
    rule(
        "POST /api/v1/workforce/headcount/table",
        "as",
        body={"csv": "month,group,required\n1405/10,فروش,12\n1405/11,فروش,13\n"},
    ),
    rule("GET /api/v1/workforce/equipment", "as"),
    rule(
        "POST /api/v1/workforce/equipment",
        "as",
        body={"name": "رایانه", "kind": "computer", "cost": 300_000_000, "spare": 0.05, "life_years": 5},
    ),
    rule("PATCH /api/v1/workforce/equipment/{equipment_id}", "as", body={"cost": 320_000_000}),
    rule("DELETE /api/v1/workforce/equipment/{equipment_id}", "as"),
    rule("GET /api/v1/workforce/traits", "a"),
    rule("GET /api/v1/workforce/candidates", "a"),
    rule("POST /api/v1/workforce/candidates", "a", body={"name": "نگار", "post": "کارشناس پاسخ‌گویی"}),
    rule("GET /api/v1/workforce/candidates/{candidate_id}", "a"),
    rule("PATCH /api/v1/workforce/candidates/{candidate_id}", "a", body={"post": "کارشناس فروش"}),
    rule("DELETE /api/v1/workforce/candidates/{candidate_id}", "a"),
    rule(
        "POST /api/v1/workforce/candidates/{candidate_id}/scores",
        "a",
        body={
            "trait": "eager",
            "exercise": "مسئله",
            "evidence": "سه راه پیشنهاد داد و یکی را آزمود.",
            "level": 4,
        },
    ),
    rule(
        "PATCH /api/v1/workforce/candidates/{candidate_id}/scores/{score_id}",
        "a",
        body={"level": 2},
    ),
    rule("DELETE /api/v1/workforce/candidates/{candidate_id}/scores/{score_id}", "a"),
    rule(
        "PUT /api/v1/workforce/candidates/{candidate_id}/decision",
        "a",
        body={"decision": "hire", "reason": "در هر دو تمرین آرام ماند و راه پیدا کرد."},
    ),
    rule("GET /api/v1/workforce/candidates/{candidate_id}/sheet", "a", answers=(200, 503)),
    rule("GET /api/v1/workforce/hiring-members", "a"),
    rule("PUT /api/v1/workforce/hiring-members/{user_id}", "a", foreign=422),
    rule("DELETE /api/v1/workforce/hiring-members/{user_id}", "a", ids={"user_id": "$hiring_member"}),
    rule("GET /api/v1/workforce/sites", "as"),
    rule(
        "POST /api/v1/workforce/sites",
        "as",
        body={
            "name": "تورنتو",
            "kind": "remote",
            "time_zone": "America/Toronto",
            "hours": {"mon": [{"first": 540, "end": 1020}]},
            "people": 3,
            "department_ids": ["$sales_id"],
            "user_ids": ["$agent.id"],
        },
    ),
    rule("PATCH /api/v1/workforce/sites/{site_id}", "as", body={"people": 5, "user_ids": ["$agent.id"]}),
    rule("DELETE /api/v1/workforce/sites/{site_id}", "as"),
    rule("POST /api/v1/workforce/sites/coverage", "as", body={"first": "2026-12-05", "days": 1}),
    rule("GET /api/v1/workforce/strategy", "as"),
    rule(
        "PATCH /api/v1/workforce/strategy",
        "as",
        body={"month": 24_000, "service": "both", "crisis_factor": 5},
    ),
    rule(
        "GET /api/v1/workforce/strategy/document",
        "as",
        query={"form": "pdf", "language": "fa"},
        answers=(200, 503),  # where neither the desk is built nor its extra installed
    ),
    rule("GET /api/v1/workforce/equipment/total", "as", query={"seats": "20", "people": "30"}),
]

ARRANGEMENT = [
    rule("GET /api/v1/departments", "asglou"),
    rule("POST /api/v1/departments", "a", body={"name": "انبار", "calendar_id": "$calendar"}),
    rule("PATCH /api/v1/departments/{department_id}", "a", body={"calendar_id": "$calendar"}),
    rule("DELETE /api/v1/departments/{department_id}", "a"),
    rule("GET /api/v1/teams", "asglou"),
    rule(
        "POST /api/v1/teams",
        "a",
        body={"name": "گروه دو", "department_id": "$sales_id", "member_ids": ["$agent.id"]},
    ),
    rule(
        "PATCH /api/v1/teams/{team_id}", "a", body={"department_id": "$sales_id", "member_ids": ["$agent.id"]}
    ),
    rule("DELETE /api/v1/teams/{team_id}", "a"),
    rule("GET /api/v1/skills", "asglou"),
    rule("POST /api/v1/skills", "a", body={"name": "عربی"}),
    rule("PATCH /api/v1/skills/{skill_id}", "a", body={"name": "عربی"}),
    rule("DELETE /api/v1/skills/{skill_id}", "a"),
    rule("GET /api/v1/brands", "asglou"),
    rule("POST /api/v1/brands", "a", body={"name": "ستاره"}),
    rule("PATCH /api/v1/brands/{brand_id}", "a", body={"color": "#123456"}),
    rule("DELETE /api/v1/brands/{brand_id}", "a"),
    rule("GET /api/v1/calendars", "asglou"),
    rule("POST /api/v1/calendars", "a", body={"name": "شبانه", "definition": DEFINITION}),
    rule("PATCH /api/v1/calendars/{calendar_id}", "a", body={"definition": DEFINITION}),
    rule("DELETE /api/v1/calendars/{calendar_id}", "a"),
    rule(
        "GET /api/v1/official-holidays",
        "asglou",
        query={"country": "IR", "first": "2026-03-21", "last": "2027-03-20"},
    ),
    rule("GET /api/v1/bulletins", "asglou"),
    rule("POST /api/v1/bulletins", "as", body={"title": "خبر", "text": "متن", "department_id": "$sales_id"}),
    rule("PATCH /api/v1/bulletins/{bulletin_id}", "as", body={"department_id": "$sales_id"}),
    rule("DELETE /api/v1/bulletins/{bulletin_id}", "as"),
    rule("POST /api/v1/bulletins/{bulletin_id}/reading", "asglou"),
]

HOOKS = [
    rule("GET /api/v1/api-keys", "a"),
    rule("POST /api/v1/api-keys", "a", body={"name": "انبار", "scopes": ["conversations"]}),
    rule("PATCH /api/v1/api-keys/{key_id}", "a", body={"name": "انبار دو"}),
    rule("DELETE /api/v1/api-keys/{key_id}", "a"),
    rule("GET /api/v1/webhooks", "a"),
    rule("POST /api/v1/webhooks", "a", body={"name": "انبار", "url": "https://hooks.hamseda.test/in"}),
    rule("PATCH /api/v1/webhooks/{webhook_id}", "a", body={"enabled": False}),
    rule("DELETE /api/v1/webhooks/{webhook_id}", "a"),
]

# The conversation lies in the sales queue: the agent of support and the back office know nothing of it.
UNSEEN: dict[str, Any] = {"hidden": "ol"}
LATER = "2100-01-01T00:00:00Z"

CONVERSATIONS = [
    rule("GET /api/v1/conversations", "asglou", query={"queue_id": "$sales_queue_id"}),
    rule("GET /api/v1/conversations/counts", "asglou"),
    rule(
        "POST /api/v1/conversations",
        "asg",
        **UNSEEN,
        body={
            "channel_kind": "telegram",
            "queue_id": "$sales_queue_id",
            "text": "سلام",
            "customer_id": "$customer_id",
        },
    ),
    rule("GET /api/v1/conversations/{conversation_id}", "asgu", **UNSEEN),
    rule("PATCH /api/v1/conversations/{conversation_id}", "asg", **UNSEEN, body={"subject": "سفارش"}),
    rule("GET /api/v1/conversations/{conversation_id}/messages", "asgu", **UNSEEN),
    rule(
        "POST /api/v1/conversations/{conversation_id}/messages",
        "asg",
        **UNSEEN,
        body={"id": "{new}", "kind": "note", "text": "یادداشت", "mentions": ["$supervisor.id"]},
    ),
    rule(
        "DELETE /api/v1/conversations/{conversation_id}/messages/{message_id}",
        "as",
        hidden="gol",
        answers=409,
    ),
    rule(
        "PUT /api/v1/conversations/{conversation_id}/assignee", "asg", **UNSEEN, body={"user_id": "$agent.id"}
    ),
    rule(
        "POST /api/v1/conversations/{conversation_id}/transfer",
        "asg",
        **UNSEEN,
        body={"queue_id": "$support_queue_id", "note": "لطفاً ببینید"},
    ),
    rule(
        "POST /api/v1/conversations/{conversation_id}/split",
        "asg",
        **UNSEEN,
        body={"id": "{new}", "message_id": "$second_message", "queue_id": "$support_queue_id"},
    ),
    rule(
        "POST /api/v1/conversations/{conversation_id}/merge",
        "asg",
        **UNSEEN,
        body={"id": "{new}", "into": "$own_conversation"},
    ),
    rule("POST /api/v1/conversation-moves/{move_id}/reversal", "asg", **UNSEEN),
    rule("PUT /api/v1/conversations/{conversation_id}/snooze", "asg", **UNSEEN, body={"until": LATER}),
    rule("DELETE /api/v1/conversations/{conversation_id}/snooze", "asg", **UNSEEN),
    rule("PUT /api/v1/conversations/{conversation_id}/resolution", "asg", **UNSEEN, body={}),
    rule("DELETE /api/v1/conversations/{conversation_id}/resolution", "asg", **UNSEEN),
    rule("PUT /api/v1/conversations/{conversation_id}/labels/{label_id}", "asg", **UNSEEN),
    rule("DELETE /api/v1/conversations/{conversation_id}/labels/{label_id}", "asg", **UNSEEN),
    rule(
        "POST /api/v1/conversations/{conversation_id}/participants",
        "asg",
        **UNSEEN,
        body={"user_id": "$light.id"},
    ),
    rule("DELETE /api/v1/conversations/{conversation_id}/participants/{user_id}", "asg", **UNSEEN),
    rule("PUT /api/v1/conversations/{conversation_id}/read", "asg", **UNSEEN, body={"position": 0}),
    rule("GET /api/v1/conversations/{conversation_id}/draft", "asg", **UNSEEN),
    rule("DELETE /api/v1/conversations/{conversation_id}/draft", "asg", **UNSEEN),
    rule("PUT /api/v1/conversations/{conversation_id}/draft", "asg", **UNSEEN, body={"text": "پیش‌نویس"}),
    rule("POST /api/v1/conversations/{conversation_id}/typing", "asg", **UNSEEN, body={"what": "typing"}),
    rule("POST /api/v1/conversations/{conversation_id}/canned-replies/{reply_id}/rendering", "asg", **UNSEEN),
    rule("GET /api/v1/search", "asglou", query={"query": "سلام"}),
    # A plain request is no WebSocket; who may open one is seen by the door before that.
    rule("ASGI /api/v1/live", "asglou", answers=404),
    rule("GET /api/v1/events", "asglou", endless=True),
    # A number beyond the log: told at once to read afresh.
    rule("GET /api/v1/events/poll", "asglou", query={"after": "999999"}),
]

CUSTOMERS = [
    rule("GET /api/v1/customers", "asglou"),
    rule("POST /api/v1/customers", "asgo", body={"name": "تازه", "brand_id": "$brand_id"}),
    rule("GET /api/v1/customers/{customer_id}", "asgu", **UNSEEN),
    rule("PATCH /api/v1/customers/{customer_id}", "asg", **UNSEEN, body={"brand_id": "$brand_id"}),
    rule(
        "POST /api/v1/customers/{customer_id}/identities",
        "asg",
        **UNSEEN,
        body={"kind": "phone", "value": "09121112233"},
    ),
    rule("DELETE /api/v1/customers/{customer_id}/identities/{identity_id}", "asg", hidden="o"),
    rule(
        "POST /api/v1/customers/{customer_id}/identities/{identity_id}/verification",
        "asg",
        hidden="o",
        body={"method": "agent_checked", "note": "شماره‌ی سفارش را گفت"},
    ),
    rule("GET /api/v1/customers/{customer_id}/merges", "asgu", **UNSEEN),
    rule("GET /api/v1/merge-suggestions", "asgo"),
    rule("POST /api/v1/merge-suggestions/{suggestion_id}/acceptance", "asg", hidden="o"),
    rule("POST /api/v1/merge-suggestions/{suggestion_id}/refusal", "asg", hidden="o"),
    rule("POST /api/v1/merges/{merge_id}/reversal", "asg", hidden="o"),
]

SECRETS = [
    # What stands for the sealed bytes here opens for nobody; right ones are opened in test_secrets.py.
    rule("POST /api/v1/sealed-values/{sealed_id}/reveal", "as", body={"reason": "شکایت مشتری"}, answers=409),
    rule("POST /api/v1/webhooks/{webhook_id}/test", "a", answers=409),
]

DESCRIPTION = [
    rule("GET /api/v1/openapi.json", "*"),
    rule("GET /api/v1", "*"),
    rule("GET /api/v1/{path}", "*", ids={"path": "nothing"}, answers=404),
]

CONFIGURATION = [
    rule("GET /api/v1/queues", "asglou"),
    rule(
        "POST /api/v1/queues",
        "a",
        body={
            "name": "صف نو",
            "department_id": "$sales_id",
            "brand_id": "$brand_id",
            "calendar_id": "$calendar",
            "skills": [{"skill_id": "$skill_id", "level": 2}],
            "member_ids": ["$agent.id"],
            "settings": {"overflow_queue_id": "$support_queue_id"},
        },
    ),
    rule(
        "PATCH /api/v1/queues/{queue_id}",
        "a",
        body={
            "department_id": "$support_id",
            "skills": [{"skill_id": "$skill_id", "level": 2}],
            "member_ids": ["$agent.id"],
            "settings": {"rings": [{"after_s": 60, "add_queue_ids": ["$support_queue_id"]}]},
        },
    ),
    rule("DELETE /api/v1/queues/{queue_id}", "a", ids={"queue_id": "$support_queue_id"}),
    rule("GET /api/v1/labels", "asglou"),
    rule("POST /api/v1/labels", "as", body={"name": "مهم"}),
    rule("PATCH /api/v1/labels/{label_id}", "as", body={"name": "مهم"}),
    rule("DELETE /api/v1/labels/{label_id}", "as"),
    rule("GET /api/v1/canned-replies", "asglou"),
    rule(
        "POST /api/v1/canned-replies",
        "as",
        body={"shortcut": "درود", "title": "درود", "text": "درود", "department_id": "$sales_id"},
    ),
    rule("PATCH /api/v1/canned-replies/{reply_id}", "as", body={"department_id": "$sales_id"}),
    rule("DELETE /api/v1/canned-replies/{reply_id}", "as"),
    rule("GET /api/v1/dispositions", "asglou"),
    rule("POST /api/v1/dispositions", "a", body={"code": "returned", "name": "مرجوعی"}),
    rule("PATCH /api/v1/dispositions/{disposition_id}", "a", body={"name": "حل شد!"}),
    rule("DELETE /api/v1/dispositions/{disposition_id}", "a"),
    rule("GET /api/v1/channels", "asglou"),
    rule(
        "POST /api/v1/channels",
        "a",
        body={"kind": "webchat", "name": "سایت دوم", "queue_id": "$sales_queue_id", "brand_id": "$brand_id"},
    ),
    rule(
        "PATCH /api/v1/channels/{channel_id}",
        "a",
        body={"queue_id": "$support_queue_id", "brand_id": "$brand_id"},
    ),
    rule("DELETE /api/v1/channels/{channel_id}", "a"),
    rule("POST /api/v1/channels/{channel_id}/secret", "a"),
    # The channel of the fixtures has no key of its own yet.
    rule("GET /api/v1/channels/{channel_id}/link", "as", answers=409),
    # The fixture's channel is no mailbox.
    rule("POST /api/v1/channels/{channel_id}/test", "as", answers=409),
    rule("POST /api/v1/channels/{channel_id}/mailbox/test", "as", answers=409),
    rule("GET /api/v1/channels/{channel_id}/mailbox", "as", answers=409),
    rule("POST /api/v1/channels/{channel_id}/dkim", "a", answers=409, body={"selector": "s1"}),
    rule("GET /api/v1/channels/{channel_id}/dkim", "as", answers=409),
    rule("POST /api/v1/channels/{channel_id}/dkim/test", "as", answers=409),
]

FILES = [
    rule("POST /api/v1/attachments", "asglo", upload=True),
    # The row is there, its blob is not: who may read is told that the file is gone.
    rule("GET /api/v1/attachments/{attachment_id}", "asgu", **UNSEEN, answers=(404, 410, 500)),
    # The fixture's message is no mail.
    rule("GET /api/v1/mails/{message_id}/raw", "as", answers=404),
    rule("GET /api/v1/mails/{message_id}/source", "as", answers=404),
    rule("GET /api/v1/mails/{message_id}/frame", "asglou", answers=404),
    rule("GET /api/v1/mails/{message_id}/print", "asglou", answers=404),
    rule("GET /api/v1/conversations/{conversation_id}/print", "asgu", **UNSEEN),
    rule("GET /print/print.css", "*"),
    rule("GET /api/v1/conversations/{conversation_id}/mail-composition", "asg", **UNSEEN),
    rule(
        "POST /api/v1/conversations/{conversation_id}/forwards/preview",
        "asg",
        **UNSEEN,
        body={"message_id": "$message"},
    ),
    # The fixture has no mail channel that something could leave by.
    rule(
        "POST /api/v1/conversations/{conversation_id}/forwards",
        "asg",
        **UNSEEN,
        body={"id": "{new}", "to": ["supplier@example.com"], "message_id": "$message"},
        answers=409,
    ),
    rule("GET /api/v1/mail-suppressions", "as"),
    rule("DELETE /api/v1/mail-suppressions/{suppression_id}", "as"),
    rule("GET /api/v1/mail-quarantine", "as"),
    rule("POST /api/v1/mail-quarantine/{quarantined_id}/release", "as"),
    rule(
        "POST /api/v1/mail-quarantine/{quarantined_id}/discard",
        "as",
        body={"why": "هرزنامه"},
        answers=(200, 409),
    ),
    rule("POST /api/v1/mail-quarantine/{quarantined_id}/return", "as"),
    rule("GET /api/v1/mail-quarantine/{quarantined_id}/frame", "as"),
]

# The work item waits in the sales queue; it is offered to the agent of sales.
ROUTING = [
    rule("GET /api/v1/presence", "asglou"),
    rule("PUT /api/v1/me/presence", "asglo", body={"state": "available"}, answers=(200, 409)),
    rule("GET /api/v1/me/work", "asglo"),
    rule("POST /api/v1/reservations/{reservation_id}/acceptance", "g", hidden="aso"),
    rule("POST /api/v1/reservations/{reservation_id}/refusal", "g", hidden="aso", body={}),
    rule(
        "POST /api/v1/work-items/{work_item_id}/wrap-up",
        "g",
        hidden="asol",
        ids={"work_item_id": "$own_work"},
    ),
    rule(
        "POST /api/v1/work-items/{work_item_id}/completion",
        "g",
        hidden="asol",
        ids={"work_item_id": "$own_work"},
        body={"disposition_id": "$disposition"},
    ),
    rule("GET /api/v1/work-items/{work_item_id}/explanation", "asgu", **UNSEEN),
    rule("GET /api/v1/board", "asu"),
    rule("GET /api/v1/board/history", "asu"),
    rule("POST /api/v1/me/shift", "asglo", body={}),
    rule("DELETE /api/v1/me/shift", "asglo", body={"handover": []}),
]

# Customers' browsers bring a visitor token of their own kind: none of these calls has one.
OUTSIDE = [
    rule("GET /", "*"),
    # The page, or where the desk is not built a word on how to build it.
    rule("GET /desk", "*", answers=(200, 404)),
    rule("GET /desk/{rest}", "*", ids={"rest": "x"}, answers=(200, 404)),
    rule("GET /widget/{rest}", "*", ids={"rest": "nothing.js"}, answers=404),
    # The shop stands where the demonstration runs, and nowhere else.
    rule("GET /shop", "*", answers=404),
    rule("GET /shop/p/{slug}", "*", ids={"slug": "lamp"}, answers=404),
    rule("GET /shop/bag", "*", answers=404),
    rule("GET /shop/help", "*", answers=404),
    rule("GET /shop/assets/{name}", "*", ids={"name": "shop.css"}, answers=404),
    rule("POST /shop/account", "*", answers=404),
    rule("POST /shop/language", "*", answers=404),
    rule("POST /shop/bag", "*", answers=404),
    rule("POST /shop/bag/removal", "*", answers=404),
    rule("POST /shop/live", "*", answers=404),
    rule("GET /c/{widget_key}", "*", ids={"widget_key": "nothing"}, answers=404),
    rule("GET /c/assets/chat.css", "*"),
    rule("GET /health/live", "*"),
    rule("GET /health/ready", "*"),
    rule("GET /widget/v1/{widget_key}/config", "*", ids={"widget_key": "nothing"}, answers=404),
    rule("POST /widget/v1/{widget_key}/visit", "*", ids={"widget_key": "nothing"}, body={}, answers=404),
    rule("POST /widget/v1/messages", "*", body={"id": "{new}", "text": "x"}, answers=401),
    rule("GET /widget/v1/messages", "*", answers=401),
    rule("ASGI /widget/v1/chat", "*", answers=404),
    rule("POST /widget/v1/attachments", "*", upload=True, answers=401),
    rule("GET /widget/v1/attachments/{attachment_id}", "*", ids={"attachment_id": "{new}"}, answers=401),
]

HISTORY = "start,volume\n" + "".join(f"2026-11-{day:02}T09:00,{day}\n" for day in range(1, 15))
WORKFORCE = [
    rule("GET /api/v1/workforce/forecast", "as", query={"horizon_days": "7", "queue_id": "$sales_queue_id"}),
    rule(
        "POST /api/v1/workforce/forecast",
        "as",
        body={"csv": HISTORY, "minutes": 60, "horizon_days": 2, "country": ""},
    ),
    rule("GET /api/v1/workforce/hindsight", "as", query={"weeks": "2", "queue_id": "$sales_queue_id"}),
    rule(
        "POST /api/v1/workforce/first-forecast",
        "as",
        body={"customers": 9000, "contact_rate": 0.2, "email_month": 400, "contacts_per_email": 3},
    ),
    rule("GET /api/v1/workforce/special-days", "as"),
    rule(
        "POST /api/v1/workforce/special-days",
        "as",
        body={
            "kind": "billing",
            "name": "صورت‌حساب",
            "first_day": "2026-12-16",
            "repeats": "monthly",
            "factor": 1.4,
            "department_id": "$sales_id",
        },
    ),
    rule("PATCH /api/v1/workforce/special-days/{special_days_id}", "as", body={"department_id": "$sales_id"}),
    rule("DELETE /api/v1/workforce/special-days/{special_days_id}", "as"),
    rule(
        "POST /api/v1/workforce/staffing",
        "as",
        body={"intervals": [{"volume": 100, "interval_s": 1800, "aht_s": 180, "shrinkage": 0.3}]},
    ),
    rule(
        "POST /api/v1/workforce/backlog",
        "as",
        body={
            "interval_s": 3600,
            "intervals": [
                {"volume": 25, "aht_s": 360, "promise_s": 7200},
                {"volume": 5, "aht_s": 360, "promise_s": 7200},
            ],
        },
    ),
]

SMALL_MODEL = {
    "periods": {"count": 1},
    "types": [
        {"name": "a", "arrivals": {"per_period": 20}, "service": {"kind": "exponential", "mean_s": 180}}
    ],
    "groups": [{"name": "g", "agents": 4, "queues": ["a"]}],
}
CHANGED = {"what": {"kind": "growth", "factor": 1.5}, "typed": {"departments": [{"name": "فنی"}]}}
TWIN = [
    rule("GET /api/v1/twin/base", "as", query={"days": "7"}),
    rule("POST /api/v1/twin/what-ifs", "as", body={"what": CHANGED["what"], "model": SMALL_MODEL}),
    rule("POST /api/v1/twin/what-ifs/confirmations", "as", body={**CHANGED, "replications": 2}),
    rule("GET /api/v1/twin/schema", "as"),
    rule("POST /api/v1/twin/runs", "as", body={"model": SMALL_MODEL, "replications": 2}),
    rule(
        "POST /api/v1/twin/comparisons",
        "as",
        body={"first": SMALL_MODEL, "second": SMALL_MODEL, "replications": 2},
    ),
]
CALCULATIONS = [
    rule("GET /api/v1/calculations", "as"),
    rule("GET /api/v1/calculations/{calculation_id}", "as"),
    rule("POST /api/v1/calculations/{calculation_id}/conclusion", "as"),
    rule("POST /api/v1/calculations/{calculation_id}/cancel", "as"),
]

RULES: list[Rule] = [
    *OUTSIDE,
    *DESCRIPTION,
    *DOOR,
    *PEOPLE,
    *PEOPLE_PLANS,
    *ARRANGEMENT,
    *HOOKS,
    *SECRETS,
    *CONVERSATIONS,
    *CUSTOMERS,
    *CONFIGURATION,
    *FILES,
    *ROUTING,
    *WORKFORCE,
    *CALCULATIONS,
    *TWIN,
    *SHIFTS,
]
