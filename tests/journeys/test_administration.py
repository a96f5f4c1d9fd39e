"""What an administrator sets is felt by others: who is disabled, what a chat offers, which numbers stay, who may call."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from playwright.sync_api import expect

from journeys.product import eventually

CARD = "6037 9918 1234 5670"


@pytest.fixture
def receiver():
    """A web server that takes webhooks, and what it was told."""
    told = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            told.append((dict(self.headers), body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", told
    server.shutdown()
    server.server_close()


def save(admin):
    admin.page.get_by_role("button", name=admin.words["action.save"], exact=True).click()


def saved(admin):
    expect(admin.page.get_by_role("group", name=admin.words["save.bar"])).to_have_count(0)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_who_is_disabled_stands_before_the_door_at_once(desk, product, faults, language):
    shop = product.found(language)
    admin = desk(shop.organization.admin, language, f"/admin/people/{shop.colleague.id}")
    colleague = desk(shop.colleague, language)
    words = admin.words
    expect(colleague.page.get_by_role("img", name=words["connection.live"])).to_be_visible()
    admin.page.get_by_role("button", name=words["people.disable"], exact=True).click()
    admin.dialog.get_by_role("button", name=words["people.disable"], exact=True).click()
    expect(admin.page.get_by_text(words["people.disabled"], exact=True)).to_be_visible()
    expect(colleague.page.get_by_role("button", name=words["login.enter"], exact=True)).to_be_visible()
    with product.client(shop.colleague) as client:
        assert client.get("/api/v1/me").status_code == 401

    admin.page.get_by_role("button", name=words["people.enable"], exact=True).click()
    expect(admin.page.get_by_role("button", name=words["people.disable"], exact=True)).to_be_visible()
    faults[:] = [fault for fault in faults if not fault.startswith("401 ")]


def test_what_a_chat_offers_is_switched_by_its_administrator(desk, visit, product):
    shop = product.found("fa")
    admin = desk(shop.organization.admin, "fa", f"/admin/channels/{shop.chat_id}")
    admin.page.get_by_role("switch", name=admin.words["chat.feature.attachments"]).uncheck(force=True)
    save(admin)
    saved(admin)
    visitor = visit(shop)
    visitor.open_chat()
    visitor.says("سلام")
    expect(visitor.page.locator(".composer .tool").first).to_be_hidden()
    admin.page.get_by_role("switch", name=admin.words["chat.feature.attachments"]).check(force=True)
    save(admin)
    saved(admin)
    other = visit(shop)
    other.open_chat()
    expect(other.page.locator(".composer .tool").first).to_be_visible()


def test_numbers_that_the_organization_must_keep_are_not_masked(desk, talk, product):
    shop = product.found("en")
    agent, visitor = talk(shop, "en")
    visitor.says(f"My card is {CARD}")
    expect(agent.said("My card is")).not_to_contain_text("1234 5670")
    admin = desk(shop.organization.admin, "en", "/admin/organization")
    words = admin.words
    place = words["org.keptIn"].format(kind=words["org.kind.card"], field=words["org.field.messages"])
    admin.page.get_by_role("checkbox", name=place, exact=True).check()
    save(admin)
    admin.dialog.get_by_role("button", name=words["org.keptConfirm"], exact=True).click()
    saved(admin)
    visitor.says(f"Once more: {CARD}")
    expect(agent.said("Once more")).to_contain_text(CARD)
    expect(agent.said("My card is")).not_to_contain_text("1234 5670")


def test_a_refused_value_is_named_at_its_field_in_the_readers_language(desk, product, faults):
    shop = product.found("fa")
    admin = desk(shop.organization.admin, "fa", f"/admin/channels/{shop.chat_id}")
    name = admin.page.get_by_role("textbox", name=admin.words["field.name"], exact=True)
    name.fill("")
    save(admin)
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description(re.compile("[آ-ی]{3}"))
    name.fill("گفتگوی سایت")
    save(admin)
    saved(admin)
    faults[:] = [fault for fault in faults if not fault.startswith(("400 ", "422 "))]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_key_opens_until_it_is_revoked(desk, product, language):
    shop = product.found(language)
    admin = desk(shop.organization.admin, language, "/admin/keys")
    words = admin.words
    admin.page.get_by_role("button", name=words["keys.add"], exact=True).click()
    admin.dialog.get_by_role("textbox", name=words["field.name"], exact=True).fill("Warehouse")
    admin.dialog.get_by_role("button", name=words["action.add"], exact=True).click()
    key = admin.dialog.locator("pre").first.inner_text()
    admin.dialog.get_by_role("button", name=words["secret.kept"], exact=True).click()
    expect(admin.page.get_by_text(key)).to_have_count(0)
    headers = {"authorization": f"Bearer {key}"}
    assert httpx.get(f"{product.address}/api/v1/conversations", headers=headers).status_code == 200
    row = admin.page.get_by_role("row", name=re.compile("Warehouse"))
    row.get_by_role("button", name=re.compile(re.escape(words["keys.revoke"]))).click()
    admin.dialog.get_by_role("button", name=words["keys.revoke"], exact=True).click()
    expect(row).to_have_count(0)
    assert httpx.get(f"{product.address}/api/v1/conversations", headers=headers).status_code == 401


def test_a_webhook_is_tried_and_then_told(desk, visit, product, receiver):
    address, told = receiver
    shop = product.found("fa")
    admin = desk(shop.organization.admin, "fa", "/admin/webhooks")
    words = admin.words
    admin.page.get_by_role("button", name=words["webhooks.add"], exact=True).click()
    admin.dialog.get_by_role("textbox", name=words["field.name"], exact=True).fill("CRM")
    admin.dialog.get_by_role("textbox", name=words["webhooks.url"], exact=True).fill(address)
    admin.dialog.get_by_role("checkbox", name=words["kind.conversation.opened"], exact=True).check()
    admin.dialog.get_by_role("button", name=words["action.add"], exact=True).click()
    expect(admin.dialog).to_contain_text("whsec_")
    admin.dialog.get_by_role("button", name=words["secret.kept"], exact=True).click()
    admin.page.get_by_role("row", name=re.compile("CRM")).get_by_role(
        "button", name="CRM", exact=True
    ).click()
    admin.dialog.get_by_role("button", name=words["webhooks.test"], exact=True).click()
    expect(admin.dialog.get_by_role("status")).to_contain_text(words["webhooks.testOk"])
    assert len(told) == 1
    assert {"webhook-id", "webhook-signature", "webhook-timestamp"} <= {name.lower() for name in told[0][0]}
    visitor = visit(shop)
    visitor.open_chat()
    visitor.says("سلام")
    eventually(lambda: any(b"conversation.opened" in body for _, body in told), "the webhook is told")
