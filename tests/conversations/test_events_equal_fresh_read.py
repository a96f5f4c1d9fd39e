"""A snapshot plus the events after it equals a fresh read, whatever was done in between."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from conversations.arrivals import arrive, proven
from conversations.moves import mails, merge, second, split, undo
from hamseda.house import House
from hamseda.kit.hub import LiveEvent

FIELDS = (
    "status",
    "assignee_id",
    "queue_id",
    "department_id",
    "subject",
    "due_at",
    "next_step",
    "snoozed_until",
    "labels",
    "last_position",
    "last_message_preview",
    "last_message_inbound",
    "waiting_since",
    "resolved_at",
)
Actions = list[tuple[str, str, dict[str, Any] | None]]


def follow(rows: dict[str, dict[str, Any]], event: LiveEvent) -> None:
    """What a desk does with an event, as the API's description says."""
    body = event.body
    if event.kind == "conversation.opened":
        rows[body["conversation"]["id"]] = dict(body["conversation"])
    elif event.kind == "conversation.changed" and body["id"] in rows:
        rows[body["id"]].update(body["changes"])
        if body["changes"].get("merged_into"):
            rows.pop(body["id"])  # it has gone into another one, and is in no list
    elif event.kind == "message.appended" and body["conversation"]["id"] in rows:
        rows[body["conversation"]["id"]].update(body["conversation"])


def follow_lines(lines: dict[str, dict[str, int]], event: LiveEvent) -> set[str]:
    """The same for open timelines; answers those that are to be read afresh."""
    body, open_here = event.body, lines.get(str(event.conversation_id))
    if event.kind == "messages.moved":
        return {body["id"]}
    if open_here is not None and event.kind == "message.appended":
        open_here[body["message"]["id"]] = body["message"]["position"]
    elif open_here is not None and event.kind == "message.changed":
        open_here[body["id"]] = body["position"]
    return set()


async def timelines(client: httpx.AsyncClient, ids: Any) -> dict[str, dict[str, int]]:
    pages = {each: (await client.get(f"/api/v1/conversations/{each}/messages")).json() for each in ids}
    return {each: {line["id"]: line["position"] for line in page["items"]} for each, page in pages.items()}


async def snapshot(client: httpx.AsyncClient) -> tuple[dict[str, dict[str, Any]], int]:
    page = (await client.get("/api/v1/conversations", params={"view": "all"})).json()
    return {row["id"]: row for row in page["items"]}, page["as_of"]


def same(value: Any) -> Any:
    """Instants compare as instants."""
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else value
    except ValueError:
        return value


def actions(the: Any, conversation: Any, label: Any) -> dict[str, Actions]:
    base = f"/api/v1/conversations/{conversation}"
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    return {
        "reply": [("POST", f"{base}/messages", {"id": str(uuid4()), "text": "درود"})],
        "note": [("POST", f"{base}/messages", {"id": str(uuid4()), "text": "یادداشت", "kind": "note"})],
        "assign": [("PUT", f"{base}/assignee", {"user_id": str(the.agent.id)})],
        "give away": [
            ("PUT", f"{base}/assignee", {"user_id": str(the.agent.id)}),
            ("PUT", f"{base}/assignee", {"user_id": None}),
        ],
        "transfer": [
            ("POST", f"{base}/transfer", {"queue_id": str(the.support_queue_id), "note": "لطفاً ببینید"})
        ],
        "snooze": [("PUT", f"{base}/snooze", {"until": tomorrow})],
        "wake": [("PUT", f"{base}/snooze", {"until": tomorrow}), ("DELETE", f"{base}/snooze", None)],
        "resolve": [("PUT", f"{base}/resolution", {})],
        "reopen": [("PUT", f"{base}/resolution", {}), ("DELETE", f"{base}/resolution", None)],
        "label": [("PUT", f"{base}/labels/{label}", None)],
        "label off": [("PUT", f"{base}/labels/{label}", None), ("DELETE", f"{base}/labels/{label}", None)],
        "subject": [("PATCH", base, {"subject": "موضوع", "next_step": "زنگ بزنیم", "due_at": tomorrow})],
    }


NAMES = list(actions(type("T", (), {"agent": type("A", (), {"id": 0}), "support_queue_id": 0}), 0, 0))


@pytest.mark.parametrize("name", NAMES)
async def test_events_lead_from_the_old_state_to_the_new(
    house: House, sign_in, owner, organization, name: str
) -> None:
    chat = await arrive(house, organization, proven("z@example.com"))
    label = uuid4()
    await owner.execute(
        "INSERT INTO label (organization_id, id, name) VALUES ($1, $2, 'فوری')", organization.id, label
    )
    client = sign_in(organization.admin)
    rows, as_of = await snapshot(client)
    heard: list[LiveEvent] = []
    key = object()
    for method, url, body in actions(organization, chat.conversation_id, label)[name]:
        answer = await client.request(method, url, json=body)
        assert answer.status_code < 300, answer.text
    await arrive(house, organization, proven("y@example.com"), text="تازه آمدم")
    await house.hub.listen(organization.id, key, heard.append, as_of)
    house.hub.forget(organization.id, key)
    assert [e.number for e in heard] == list(range(as_of + 1, as_of + 1 + len(heard)))
    for event in heard:
        follow(rows, event)
    fresh, _ = await snapshot(client)
    assert rows.keys() == fresh.keys()
    for each, row in fresh.items():
        assert {f: same(rows[each][f]) for f in FIELDS} == {f: same(row[f]) for f in FIELDS}


MOVES = ["split", "split from", "split undone", "merge", "merge undone"]


@pytest.mark.parametrize("name", MOVES)
async def test_events_lead_over_splits_and_merges(
    house: House, sign_in, owner, organization, name: str
) -> None:
    one, two, three = await mails(house, owner, organization, "یک", "دو", "سه")
    other = await second(house, owner, organization, one, "دیگر")
    client = sign_in(organization.admin)
    move = str(uuid4())
    if name == "merge undone":
        await merge(client, other.conversation_id, one.conversation_id, id=move)
    rows, as_of = await snapshot(client)
    lines = await timelines(client, rows)
    if name.startswith("split"):
        from_on = {"following": name == "split from"}
        answer = await split(client, one.conversation_id, two.message["id"], id=move, **from_on)
    elif name == "merge":
        answer = await merge(client, other.conversation_id, one.conversation_id, id=move)
    if name.endswith("undone"):
        answer = await undo(client, move)
    assert answer.status_code < 300, answer.text
    heard: list[LiveEvent] = []
    key = object()
    await house.hub.listen(organization.id, key, heard.append, as_of)
    house.hub.forget(organization.id, key)
    afresh: set[str] = set()
    for event in heard:
        follow(rows, event)
        afresh |= follow_lines(lines, event)
    fresh, _ = await snapshot(client)
    assert rows.keys() == fresh.keys()
    for each, row in fresh.items():
        assert {f: same(rows[each][f]) for f in FIELDS} == {f: same(row[f]) for f in FIELDS}
    known = {each: line for each, line in lines.items() if each in fresh and each not in afresh}
    assert known == await timelines(client, known)
    assert {str(one.conversation_id)} <= afresh
    assert three.conversation_id == one.conversation_id
