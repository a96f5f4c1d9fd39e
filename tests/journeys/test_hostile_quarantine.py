"""Hostile mails that are held: whoever decides about them looks at them, and nothing of theirs runs or asks anything."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import BrowserContext, expect

from fixtures.mail import hand_in
from journeys.product import Product, Shop, eventually
from journeys.test_hostile_mail import PAYLOADS, SEEN_IN_THE_DESK, Watch, harmful, letter

PROGRAM = b"MZ\x90\x00"


@pytest.fixture(scope="module")
def shop(product: Product) -> Shop:
    """A shop where every payload is held, since a program comes with it."""
    made = product.found("en")

    def send(numbered: tuple[int, str]) -> None:
        number, payload = numbered
        mail = letter(made, number, payload)
        flat = " ".join(payload.replace("\ufeff", "").split())
        mail.add_attachment(PROGRAM, "application", "octet-stream", filename=f"{flat[:150]}.exe")
        hand_in(product.lmtp_port, mail.as_bytes(), made.mailbox)

    with ThreadPoolExecutor(4) as senders:
        list(senders.map(send, enumerate(PAYLOADS)))
    eventually(lambda: len(held(product, made)) == len(PAYLOADS), "every mail is held", 120)
    return made


def held(product: Product, shop: Shop) -> list:
    sql = (
        "SELECT id, html, subject FROM mail_quarantine WHERE organization_id = $1 AND state = 'held' "
        "ORDER BY held_at DESC"
    )
    return product.rows(sql, shop.organization.id)


def test_no_frame_of_a_held_mail_runs_or_asks_anything(
    contexts: Callable[..., BrowserContext], product: Product, shop: Shop
) -> None:
    context = contexts(base_url=product.address)
    person = shop.organization.supervisor
    context.add_cookies([{"name": "hamseda_session", "value": person.token, "url": product.address}])
    assert harmful(context, "mail-quarantine", held(product, shop)) == []


def test_the_quarantine_shows_them_as_the_text_that_they_are(desk, product: Product, shop: Shop) -> None:
    leader = desk(shop.organization.admin, "en", "/admin/quarantine")
    watch, page = Watch(leader.page.context), leader.page
    mails = page.get_by_role("list", name=leader.words["section.quarantine"]).get_by_role("listitem")
    expect(mails.first).to_be_visible()
    older = page.get_by_role("button", name=leader.words["suppressions.older"], exact=True)
    while older.count():
        shown = mails.count()
        older.click()
        expect(mails.nth(shown)).to_be_attached()
    expect(mails).to_have_count(len(PAYLOADS))
    assert watch.look(page) == [], "names, subjects, texts and file names of all in the list"
    for number in range(0, len(PAYLOADS), max(len(PAYLOADS) // SEEN_IN_THE_DESK, 1)):
        mails.nth(number).get_by_role("button").first.click()
        frame = page.get_by_title(leader.words["quarantine.frame"], exact=True)
        expect(frame).to_be_visible()
        expect(frame.content_frame.locator("p").first).to_be_attached()
        assert frame.get_attribute("sandbox") == ""
        # A stranger's subject is read in its own direction.
        expect(leader.dialog.get_by_role("heading").locator("bdi")).to_have_count(1)
        assert watch.look(page) == []
        page.keyboard.press("Escape")
        expect(frame).to_have_count(0)
