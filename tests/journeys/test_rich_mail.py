"""A dressed mail from the hand of an agent to the wire: what really leaves is taken apart and looked at."""

import re
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from fixtures.mail import hand_in, proved, written
from journeys.pictures import PASTE, PNG
from journeys.product import Product, Shop, eventually

SIGNATURE = "<p dir='rtl'><strong>{{agent.name}}</strong> · {{organization.name}}</p>"


def opened(agent: Any, text: str) -> Locator:
    """Opens the conversation of a mail; the place to write in."""
    agent.rows.filter(has_text=text).get_by_role("button").click()
    field = agent.page.locator("[data-rich]")
    expect(field).to_be_visible()
    return field


def ask(product: Product, shop: Shop, sender: str, copy: str) -> None:
    letter = written(shop.mailbox, sender=f"Negar <{sender}>", text="کجاست؟", subject="سفارش من", Cc=copy)
    hand_in(product.lmtp_port, proved(letter), shop.mailbox, sender)


def sign(product: Product, shop: Shop) -> None:
    with product.client(shop.organization.admin) as admin:
        path = f"/api/v1/queues/{shop.organization.sales_queue_id}"
        answer = admin.patch(path, json={"signature_html": SIGNATURE})
    assert answer.status_code < 300, answer.text


def part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return body.get_content()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_dressed_mail_leaves_as_it_was_written(product, desk, language):
    shop = product.found(language)
    sign(product, shop)
    sender, copy = f"negar-rich-{language}@example.com", f"boss-{language}@example.com"
    ask(product, shop, sender, copy)
    agent = desk(shop.organization.agent, language, "/inbox/queues")
    field = opened(agent, "سفارش من")
    expect(agent.page.get_by_text(shop.organization.agent.name, exact=True).last).to_be_visible()
    # Who was in the answered mail is offered, and not written to before somebody says so.
    expect(agent.page.get_by_role("button", name=re.compile(copy))).to_have_count(0)
    agent.page.get_by_role("button", name=re.compile("^(پاسخ به همه|Reply to all)$")).click()

    field.click()
    keys = agent.page.keyboard
    keys.type("سلام، بسته‌ی HMS-20418 رسید.")
    keys.press("Enter")
    keys.type("The invoice is attached.")
    keys.press("Enter")
    keys.type("- یک")
    keys.press("Enter")
    keys.type("دو")
    keys.press("Enter")
    keys.press("Enter")
    field.evaluate(PASTE, list(PNG))
    expect(field.locator("img:not([class])")).to_have_js_property("naturalWidth", 64)
    keys.press("Control+Enter")
    shown = agent.said("سلام، بسته‌ی HMS-20418 رسید.")
    expect(shown.locator("[data-reading] li")).to_have_count(2)  # beside those of the deliveries
    expect(shown.locator("img")).to_have_js_property("naturalWidth", 64)

    letter = eventually(lambda: product.letters.to(sender), "the answer by e-mail")[0]
    assert copy in str(letter["Cc"])
    html, text = part(letter, "html"), part(letter, "plain")
    assert "• یک" in text
    assert "The invoice is attached." in text
    for words in (shop.organization.agent.name, "HMS-20418"):
        assert words in html
        assert words in text
    picture = next(one for one in letter.walk() if one.get_content_type() == "image/png")
    assert picture.get_payload(decode=True) == PNG
    assert f"cid:{picture['Content-ID'].strip('<>')}" in html
    assert "attachment:" not in html
    _look(agent.page.context, html, picture, shop, language)


def _look(context: Any, html: str, picture: EmailMessage, shop: Shop, language: str) -> None:
    """What a reader's program draws of it: every line on its own side, the picture in its place."""
    page = context.new_page()
    page.set_content(
        html.replace(
            f"cid:{picture['Content-ID'].strip('<>')}",
            f"data:image/png;base64,{''.join(str(picture.get_payload()).split())}",
        )
    )
    sides = {"سلام، بسته": "rtl", "The invoice": "ltr", "یک": "rtl", shop.organization.agent.name: "rtl"}
    for words, side in sides.items():
        line = page.get_by_text(words).first
        assert line.evaluate("e => getComputedStyle(e).direction") == side, words
    expect(page.locator("img")).to_have_js_property("naturalWidth", 64)
    page.close()


def test_what_is_passed_on_leaves_as_it_was_shown_and_its_answer_stands_apart(product, desk):
    shop = product.found("fa")
    sender, depot = "negar-forward@example.com", "depot-forward@post.example"
    ask(product, shop, sender, "other@example.com")
    agent = desk(shop.organization.agent, "fa", "/inbox/queues")
    opened(agent, "سفارش من")
    agent.said("کجاست؟").get_by_role("button", name="کارهای این ایمیل").click()
    agent.page.get_by_role("menuitem", name="فرستادن به بیرون…").click()
    agent.dialog.get_by_role("combobox", name="به", exact=True).fill(f"{depot},")
    agent.dialog.get_by_role("textbox", name="متن شما").click()
    agent.page.keyboard.type("لطفاً پیدا کنید")
    preview = agent.dialog.frame_locator("iframe")
    expect(preview.get_by_text("لطفاً پیدا کنید")).to_be_visible()
    expect(preview.get_by_text("کجاست؟")).to_be_visible()
    agent.dialog.get_by_role("button", name="بفرست", exact=True).click()
    expect(agent.dialog).to_have_count(0)
    expect(agent.said("لطفاً پیدا کنید")).to_contain_text("فرستاده به بیرون")

    letter = eventually(lambda: product.letters.to(depot), "the mail that was passed on")[0]
    html = part(letter, "html")
    assert "لطفاً پیدا کنید" in html
    assert "کجاست؟" in html
    assert product.letters.to(sender) == []
    answer = written(
        str(letter["Reply-To"]), sender=f"Depot <{depot}>", text="پیدا شد", subject=f"Re: {letter['Subject']}",
        In_Reply_To=str(letter["Message-ID"]),
    )  # fmt: skip
    address = re.search(r"[^\s<>]+@[^\s<>]+", str(letter["Reply-To"]))
    assert address is not None
    hand_in(product.lmtp_port, proved(answer, "dmarc=pass header.from=post.example"), address[0], depot)
    theirs = agent.said("پیدا شد")
    expect(theirs).to_contain_text("پاسخ کسی بیرون از گفتگو")
    expect(theirs).to_contain_text("این را مشتری ننوشته است")
    expect(agent.customer).not_to_contain_text(depot)


def test_paper_and_original_of_a_real_mail(product, desk):
    shop = product.found("fa")
    ask(product, shop, "negar-paper@example.com", "other@example.com")
    [row] = eventually(
        lambda: product.rows(
            "SELECT id FROM conversation WHERE organization_id = $1 AND last_position > 0",
            shop.organization.id,
        ),
        "the mail on a timeline",
    )
    leader = desk(shop.organization.supervisor, "fa", f"/inbox/queues/{row['id']}")
    leader.said("کجاست؟").get_by_role("button", name="کارهای این ایمیل").click()
    leader.page.get_by_role("menuitem", name="متن خام و سرآیندها").click()
    expect(leader.dialog.get_by_role("row", name=re.compile("^Cc other@example.com"))).to_be_visible()
    leader.page.keyboard.press("Escape")
    with leader.page.context.expect_page() as paper:
        leader.said("کجاست؟").get_by_role("button", name="کارهای این ایمیل").click()
        leader.page.get_by_role("menuitem", name="چاپ گفتگو").click()
    expect(paper.value.get_by_text("کجاست؟")).to_be_visible()
    expect(paper.value.locator("html")).to_have_attribute("dir", "rtl")
    assert paper.value.locator("script").count() == 0
