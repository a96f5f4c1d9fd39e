"""Mails that try to take over the page of whoever reads them: nothing of theirs runs, and nothing is asked of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from fixtures.mail import hand_in, written
from journeys.hostile import HOST, SVG, payloads
from journeys.product import Product, Shop, eventually

PAYLOADS = payloads()
SEEN_IN_THE_DESK = 12


class Watch:
    """What a page did that it should not: dialogs, marks of foreign code, requests to the stranger."""

    def __init__(self, context: BrowserContext) -> None:
        self.found: list[str] = []
        context.on("dialog", self._dialog)
        # A pattern for all of them: whatever leaves for the stranger is noted and goes nowhere.
        context.route(lambda url: (urlsplit(url).hostname or "") == HOST, self._leave)

    def _dialog(self, dialog) -> None:
        self.found.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _leave(self, route: Route) -> None:
        self.found.append(f"request {route.request.url}")
        route.abort()

    def look(self, page: Page) -> list[str]:
        """What was found until now, and whether foreign code left its mark in any frame."""
        for frame in page.frames:
            try:
                is_hit = frame.evaluate("() => window.hit === 1")
            except Error as error:
                self.found.append(f"went away: {error}")
            else:
                self.found += [f"ran in {frame.url}"] if is_hit else []
        found, self.found = self.found, []
        return found


def letter(shop: Shop, number: int, payload: str) -> EmailMessage:
    """One payload in every place that a sender may fill."""
    flat = " ".join(payload.replace("\ufeff", "").split())
    mail = written(
        shop.mailbox,
        sender=f"stranger{number}@example.com",
        subject=f"{number} {flat}"[:400],
        text=f"{number} {payload}",
    )
    name = flat.replace("\\", "").replace('"', "'")[:120]
    mail.replace_header("From", f'"{name}" <stranger{number}@example.com>')
    mail.add_alternative(f"<html><body><p>{number}</p>{payload}<p>end</p></body></html>", subtype="html")
    mail.add_attachment(SVG.encode(), "image", "svg+xml", filename=f"{flat[:150]}.svg")
    mail.add_attachment(payload.encode(), "text", "html", filename="page.html")
    return mail


@pytest.fixture(scope="module")
def shop(product: Product) -> Shop:
    """A shop that has received every payload."""
    made = product.found("en")

    def send(numbered: tuple[int, str]) -> None:
        number, payload = numbered
        hand_in(product.lmtp_port, letter(made, number, payload).as_bytes(), made.mailbox)

    with ThreadPoolExecutor(4) as senders:
        list(senders.map(send, enumerate(PAYLOADS)))
    eventually(
        lambda: len(mails(product, made)) + len(held(product, made)) == len(PAYLOADS),
        "all mails are read",
        120,
    )
    with product.client(made.organization.admin) as admin:
        for row in held(product, made):
            assert admin.post(f"/api/v1/mail-quarantine/{row['id']}/release").is_success
    eventually(lambda: len(mails(product, made)) == len(PAYLOADS), "all mails have their place", 120)
    return made


def held(product: Product, shop: Shop) -> list:
    """A payload that breaks the From into several is held first; a person lets it through."""
    sql = "SELECT id FROM mail_quarantine WHERE organization_id = $1"
    return product.rows(sql, shop.organization.id)


def mails(product: Product, shop: Shop) -> list:
    sql = (
        "SELECT id, conversation_id, html FROM message WHERE organization_id = $1 AND channel_kind = 'email' "
        "AND kind = 'message' ORDER BY created_at"
    )
    return product.rows(sql, shop.organization.id)


@pytest.mark.usefixtures("product")  # started before the browser, whose loop would be in its way
def test_there_are_enough_and_the_watch_sees_them_when_nothing_protects(chromium: Browser) -> None:
    assert len(PAYLOADS) > 200
    some = PAYLOADS[::8]
    context = chromium.new_context()
    watch, missed = Watch(context), []
    for payload in some:
        page = context.new_page()
        page.set_content(f"<body><p>1</p>{payload}<p>end</p>")
        if not any(watch.look(page) or page.wait_for_timeout(50) for _ in range(20)):
            missed.append(payload)
        page.close()
    context.close()
    assert len(missed) < 0.25 * len(some), missed


def harmful(context: BrowserContext, road: str, rows: list[Any]) -> list[tuple[str, list[str]]]:
    """The mails whose frame did what it should not, and what; `road` is where frames are in the API."""
    watch, page = Watch(context), context.new_page()
    bad: list[tuple[str, list[str]]] = []
    for row in rows:
        page.goto(f"/api/v1/{road}/{row['id']}/frame")
        expect(page.locator("p").first).to_be_attached()
        found = watch.look(page)
        if found:
            bad.append((row["html"], found))
    return bad


def test_no_frame_runs_or_asks_anything(
    contexts: Callable[..., BrowserContext], product: Product, shop: Shop
) -> None:
    context = contexts(base_url=product.address)
    person = shop.organization.agent
    context.add_cookies([{"name": "hamseda_session", "value": person.token, "url": product.address}])
    assert harmful(context, "mails", mails(product, shop)) == []


def test_the_desk_shows_them_as_the_text_that_they_are(desk, product: Product, shop: Shop) -> None:
    agent = desk(shop.organization.agent, "en", "/inbox/queues")
    watch = Watch(agent.page.context)
    expect(agent.rows.first).to_be_visible()
    step = max(len(PAYLOADS) // SEEN_IN_THE_DESK, 1)
    for row in mails(product, shop)[::step]:
        agent.page.goto(f"/desk/inbox/queues/{row['conversation_id']}")
        expect(agent.timeline.get_by_role("article").first).to_be_visible()
        show = agent.page.get_by_role("button", name=agent.words["mail.showHtml"], exact=True)
        if show.count():
            show.first.click()
            expect(agent.page.get_by_title(agent.words["mail.title"], exact=True)).to_be_visible()
        assert watch.look(agent.page) == []


def test_their_files_are_only_ever_downloads(product: Product, shop: Shop) -> None:
    sql = "SELECT id, content_type FROM attachment WHERE organization_id = $1"
    files = product.rows(sql, shop.organization.id)
    assert len(files) >= len(PAYLOADS)
    with product.client(shop.organization.agent) as client:
        for row in files[:: len(files) // 20]:
            answer = client.get(f"/api/v1/attachments/{row['id']}")
            assert answer.headers["content-disposition"].startswith("attachment")
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "sandbox" in answer.headers["content-security-policy"]
