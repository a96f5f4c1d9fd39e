"""What administrators set up, and that only they do."""

import asyncio
from uuid import UUID

import msgspec
import pytest

from fixtures.people import insert
from hamseda.conversations.channel_setup import keep_setting, opened_settings
from hamseda.conversations.configuration import QueueSettings, queue_settings
from hamseda.kit.ids import new_id
from hamseda.kit.keys import digest


@pytest.fixture
def as_(sign_in, organization):
    return lambda name: sign_in(getattr(organization, name))


@pytest.fixture
def bodies(organization):
    return {
        "queues": {"name": "صف تازه", "department_id": str(organization.sales_id)},
        "channels": {"name": "گفتگو", "kind": "webchat", "queue_id": str(organization.sales_queue_id)},
        "labels": {"name": "فوری"},
        "canned-replies": {"shortcut": "hi", "title": "سلام", "text": "سلام {customer_name}"},
        "dispositions": {"code": "solved", "name": "حل شد"},
    }


SOMEBODY_WAITS = """
SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')
"""
ADMINS, LEADERS = {"admin"}, {"admin", "supervisor"}
WRITERS = {
    "queues": ADMINS,
    "channels": ADMINS,
    "labels": LEADERS,
    "canned-replies": LEADERS,
    "dispositions": ADMINS,
}


@pytest.mark.parametrize("what", list(WRITERS))
async def test_only_some_roles_write_and_all_read(as_, owner, organization, bodies, what):
    for role in ("light", "auditor", "agent", "supervisor", "admin"):
        answer = await as_(role).post(
            f"/api/v1/{what}",
            json=bodies[what] | {"name": f"x-{role}"}
            if what == "labels"
            else bodies[what] | ({"shortcut": role} if what == "canned-replies" else {}),
        )
        assert answer.status_code == (201 if role in WRITERS[what] else 403), (role, answer.text)
        assert (await as_(role).get(f"/api/v1/{what}")).status_code == 200
        if answer.status_code == 201:
            path = f"/api/v1/{what}/{answer.json()['id']}"
            assert (await as_("agent").patch(path, json={})).status_code == 403
            assert (await as_("agent").delete(path)).status_code == 403
            changed = await as_(role).patch(
                path, json={"title" if what == "canned-replies" else "name": "نو"}
            )
            assert changed.status_code == 200, changed.text
            assert (await as_(role).delete(path)).status_code == 204
    written = {
        r["action"].split(".")[1]
        for r in await owner.fetch(
            "SELECT action FROM audit_entry WHERE organization_id = $1", organization.id
        )
    }
    assert {"added", "changed"} <= written
    kinds = {
        r["kind"]
        for r in await owner.fetch("SELECT kind FROM event WHERE organization_id = $1", organization.id)
    }
    assert "configuration.changed" in kinds


async def test_a_queue_has_documented_defaults_skills_and_members(as_, owner, organization, bodies):
    admin = as_("admin")
    queue = (
        await admin.post(
            "/api/v1/queues",
            json=bodies["queues"]
            | {
                "skills": [{"skill_id": str(organization.skill_id), "level": 3, "optional_after_s": 60}],
                "member_ids": [str(organization.agent.id)],
                "settings": {
                    "rings": [
                        {
                            "after_s": 30,
                            "drop_levels": 1,
                            "add_queue_ids": [str(organization.support_queue_id)],
                        }
                    ]
                },
            },
        )
    ).json()
    assert queue["settings"]["offer_timeout_s"] == 20
    assert queue["settings"]["rings"][0]["drop_levels"] == 1
    assert queue["skills"] == [{"skill_id": str(organization.skill_id), "level": 3, "optional_after_s": 60}]
    changed = (
        await admin.patch(f"/api/v1/queues/{queue['id']}", json={"member_ids": [str(organization.light.id)]})
    ).json()
    assert changed["member_ids"] == [str(organization.light.id)]
    assert changed["skills"] == queue["skills"]
    told = await owner.fetch(
        "SELECT body->>'user_id' AS id FROM event WHERE organization_id = $1 AND kind = 'membership.changed'",
        organization.id,
    )
    assert {str(organization.agent.id), str(organization.light.id)} <= {r["id"] for r in told}
    archived = await admin.delete(f"/api/v1/queues/{queue['id']}")
    assert archived.status_code == 204
    [row] = [q for q in (await admin.get("/api/v1/queues")).json()["items"] if q["id"] == queue["id"]]
    assert row["archived_at"] is not None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"settings": {"offer_timeout_s": 1}}, "settings.offer_timeout_s"),
        ({"settings": {"fairness": "luck"}}, "settings.fairness"),
        ({"settings": {"unheard_of": 1}}, "settings"),
        ({"settings": {"rings": [{"after_s": 5}, {"after_s": 5}]}}, "settings.rings"),
        ({"settings": {"overflow_queue_id": "0192f0c1-2345-7000-8000-000000000000"}}, "settings"),
        ({"department_id": "0192f0c1-2345-7000-8000-000000000000"}, "department_id"),
        ({"member_ids": ["0192f0c1-2345-7000-8000-000000000000"]}, "user_id"),
        ({"name": " "}, "name"),
    ],
)
async def test_bad_queues_name_the_field_and_change_nothing(as_, owner, organization, change, field):
    path = f"/api/v1/queues/{organization.sales_queue_id}"
    before = await owner.fetchrow("SELECT * FROM queue WHERE id = $1", organization.sales_queue_id)
    answer = await as_("admin").patch(path, json=change)
    assert answer.status_code in {400, 422}, answer.text
    assert field in answer.text
    assert await owner.fetchrow("SELECT * FROM queue WHERE id = $1", organization.sales_queue_id) == before


async def test_a_queue_cannot_overflow_into_itself(as_, organization):
    answer = await as_("admin").patch(
        f"/api/v1/queues/{organization.sales_queue_id}",
        json={"settings": {"overflow_queue_id": str(organization.sales_queue_id)}},
    )
    assert answer.json()["errors"][0]["code"] == "own_queue"


async def test_a_queue_that_a_channel_leads_into_stays_open(as_, organization):
    admin, path = as_("admin"), f"/api/v1/queues/{organization.sales_queue_id}"
    assert (await admin.delete(path)).json()["code"] == "in_use"
    archived = await admin.patch(path, json={"archived_at": "2026-01-01T00:00:00Z"})
    assert archived.json()["code"] == "in_use"
    await admin.patch(f"/api/v1/channels/{organization.channel_id}", json={"enabled": False})
    assert (await admin.delete(path)).status_code == 204


def test_stored_settings_of_another_time_still_read():
    assert queue_settings({"wrap_up_s": 5, "gone": 1}) == QueueSettings(wrap_up_s=5)
    assert msgspec.convert(msgspec.to_builtins(QueueSettings()), QueueSettings) == QueueSettings()


async def test_a_web_chat_gets_a_key_that_leads_to_it(as_, owner, organization, bodies):
    admin = as_("admin")
    chat = (
        await admin.post(
            "/api/v1/channels",
            json=bodies["channels"]
            | {"settings": {"origins": ["https://shop.example"], "widget_key": "chosen-by-me"}},
        )
    ).json()
    assert len(chat["widget_key"]) >= 16
    assert chat["widget_key"] != "chosen-by-me"
    assert chat["snippet"] == (
        f'<script async src="http://hamseda.test/widget/loader.js" data-key="{chat["widget_key"]}"></script>'
    )
    row = await owner.fetchrow(
        "SELECT * FROM lookup WHERE kind = 'widget_key' AND digest = $1", digest(chat["widget_key"])
    )
    assert (row["organization_id"], str(row["id"])) == (organization.id, chat["id"])
    changed = (await admin.patch(f"/api/v1/channels/{chat['id']}", json={"settings": {}})).json()
    assert changed["widget_key"] == chat["widget_key"]
    link = (
        await admin.get(f"/api/v1/channels/{chat['id']}/link", params={"text": "سلام", "campaign": "نوروز"})
    ).json()
    assert link["url"].startswith(f"http://hamseda.test/c/{chat['widget_key']}?text=%D8%B3")
    assert link["qr_svg"].startswith("<svg")
    assert (await admin.delete(f"/api/v1/channels/{chat['id']}")).status_code == 204
    assert await owner.fetchrow("SELECT * FROM lookup WHERE id = $1", row["id"]) is None


async def test_a_secret_is_shown_once_and_sealed(as_, house, owner, organization):
    admin, path = as_("admin"), f"/api/v1/channels/{organization.channel_id}"
    secret = (await admin.post(f"{path}/secret")).json()["secret"]
    stored = await owner.fetchval("SELECT secret FROM channel WHERE id = $1", organization.channel_id)
    assert secret.encode() not in stored
    assert house.keys.open("channel", stored, organization.channel_id.bytes) == secret.encode()
    assert secret not in (await admin.get("/api/v1/channels")).text
    assert (await as_("supervisor").post(f"{path}/secret")).status_code == 403


async def test_a_mail_server_password_is_sealed_hidden_and_kept(as_, house, owner, bodies):
    admin = as_("admin")
    mail = (
        await admin.post(
            "/api/v1/channels",
            json=bodies["channels"]
            | {
                "kind": "email",
                "settings": {"address": "Info@Shop.example", "smtp": {"host": "mx", "password": "p4ss-word"}},
            },
        )
    ).json()
    assert (mail["address"], mail["settings"]["smtp"]["password"]) == ("Info@Shop.example", "••••")
    await admin.patch(f"/api/v1/channels/{mail['id']}", json={"settings": mail["settings"]})
    row = await owner.fetchrow("SELECT id, settings FROM channel WHERE id::text = $1", mail["id"])
    assert "p4ss-word" not in str(row["settings"])
    assert opened_settings(house.keys, row["id"], row["settings"])["smtp"]["password"] == "p4ss-word"
    found = await owner.fetchval(
        "SELECT id FROM lookup WHERE kind = 'mail_address' AND digest = $1", digest("info@shop.example")
    )
    assert found == row["id"]


async def test_a_mailbox_secret_goes_to_no_other_server(as_, house, owner, bodies):
    admin = as_("admin")
    mailbox = {
        "host": "imap.shop.example",
        "user": "info",
        "oauth": {"token_url": "https://login.example/token", "refresh_token": "t0ken"},
    }
    body = {"kind": "email", "settings": {"address": "box@shop.example", "mailbox": mailbox}}
    made = (await admin.post("/api/v1/channels", json=bodies["channels"] | body)).json()
    shown = made["settings"]
    assert shown["mailbox"]["oauth"]["refresh_token"] == "••••"
    shown["mailbox"]["oauth"]["token_url"] = "https://elsewhere.example/token"
    answer = await admin.patch(f"/api/v1/channels/{made['id']}", json={"settings": shown})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "needed_again")
    stored = await owner.fetchval("SELECT settings FROM channel WHERE id::text = $1", made["id"])
    assert "t0ken" not in str(stored)
    opened = opened_settings(house.keys, UUID(made["id"]), stored)
    assert opened["mailbox"]["oauth"] == mailbox["oauth"]


@pytest.mark.parametrize("second", ["an administrator", "a renewal"])
async def test_two_who_change_settings_at_once_lose_nothing_of_each_other(
    as_, house, owner, organization, bodies, second
):
    oauth = {"token_url": "https://login.example/token", "refresh_token": "first"}
    settings = {
        "address": f"{new_id()}@shop.example",
        "mailbox": {"host": "imap.shop.example", "user": "info", "oauth": oauth},
    }
    body = bodies["channels"] | {"kind": "email", "settings": settings}
    made = (await as_("admin").post("/api/v1/channels", json=body)).json()
    channel_id = UUID(made["id"])

    async def change():
        if second == "an administrator":
            wanted = made["settings"] | {"acknowledgement": "فروشگاه"}
            answer = await as_("admin").patch(f"/api/v1/channels/{channel_id}", json={"settings": wanted})
            assert answer.status_code == 200, answer.text
        else:
            async with house.database.transaction(organization.id) as work:
                await keep_setting(work, house.keys, channel_id, ("acknowledgement",), "فروشگاه")

    async with house.database.transaction(organization.id) as work:
        path = ("mailbox", "oauth", "refresh_token")
        await keep_setting(work, house.keys, channel_id, path, "renewed")
        changing = asyncio.create_task(change())
        async with asyncio.timeout(30):
            while not await owner.fetchval(SOMEBODY_WAITS):
                await asyncio.sleep(0.01)
    await changing
    stored = await owner.fetchval("SELECT settings FROM channel WHERE id = $1", channel_id)
    opened = opened_settings(house.keys, channel_id, stored)
    assert (opened["mailbox"]["oauth"]["refresh_token"], opened["acknowledgement"]) == ("renewed", "فروشگاه")


async def test_an_address_belongs_to_one_channel(as_, bodies):
    body = bodies["channels"] | {"kind": "email", "settings": {"address": "one@shop.example"}}
    assert (await as_("admin").post("/api/v1/channels", json=body)).status_code == 201
    answer = await as_("admin").post("/api/v1/channels", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "address_taken")


async def test_agents_see_channels_without_their_settings(as_):
    [channel] = (await as_("agent").get("/api/v1/channels")).json()["items"]
    assert not {"settings", "widget_key", "snippet", "address"} & set(channel)


async def test_a_used_channel_is_switched_off_not_removed(as_, owner, organization):
    await insert(
        owner,
        "interaction",
        organization_id=organization.id,
        id=new_id(),
        channel_kind="webchat",
        conversation_id=organization.conversation_id,
        channel_id=organization.channel_id,
    )
    path = f"/api/v1/channels/{organization.channel_id}"
    answer = await as_("admin").delete(path)
    assert (answer.status_code, answer.json()["code"]) == (409, "in_use")
    assert (await as_("admin").patch(path, json={"enabled": False})).json()["enabled"] is False


@pytest.mark.parametrize("origins", ["https://a.ir", ["https://a.ir/path"], ["javascript:x"], [1]])
async def test_origins_are_origins(as_, bodies, origins):
    answer = await as_("admin").post(
        "/api/v1/channels", json=bodies["channels"] | {"settings": {"origins": origins}}
    )
    assert answer.json()["errors"][0]["field"] == "settings.origins"


async def test_canned_replies_are_masked_and_short_cuts_unique(as_):
    leader = as_("supervisor")
    body = {"shortcut": "card", "title": "کارت", "text": "کارت ما 6037991111111112 است"}
    made = (await leader.post("/api/v1/canned-replies", json=body)).json()
    assert "9911" not in made["text"]
    again = await leader.post("/api/v1/canned-replies", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "already_there")


async def test_a_foreign_row_is_not_there(as_, foreign):
    admin = as_("admin")
    for path in (f"queues/{foreign.sales_queue_id}", f"channels/{foreign.channel_id}"):
        assert (await admin.patch(f"/api/v1/{path}", json={"name": "x"})).status_code == 404
        assert (await admin.delete(f"/api/v1/{path}")).status_code == 404
    assert (await admin.get(f"/api/v1/channels/{foreign.channel_id}/link")).status_code == 404
    answer = await admin.post(
        "/api/v1/channels", json={"kind": "log", "name": "x", "queue_id": str(foreign.sales_queue_id)}
    )
    assert answer.json()["errors"][0]["field"] == "queue_id"
