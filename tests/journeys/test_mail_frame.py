"""A real HTML mail, handed in by LMTP: shown in a frame without rights, its remote pictures only when asked."""

import pytest
from playwright.sync_api import expect

from fixtures.mail import hand_in, proved, written
from journeys.pictures import PNG

PICTURE = "https://pictures.example/pixel.png"
MAIL = f"""<html><body><h1>Invoice 42</h1><p style="color:teal">Your order is on its way.</p>
<img src="{PICTURE}" alt="a letter opener"><a href="https://shop.example/track">Track it</a>
<script>parent.document.title = "taken over"; document.body.append("ran")</script>
<form action="https://evil.example"><input name="password"></form></body></html>"""


@pytest.mark.parametrize("language", ["fa", "en"])
def test_an_html_mail_is_shown_without_rights_and_asks_for_pictures(desk, product, language):
    shop = product.found(language)
    agent = desk(shop.organization.agent, language, "/inbox/queues")
    asked: list[str] = []

    def give(route):
        asked.append(route.request.url)
        route.fulfill(body=PNG, content_type="image/png")

    agent.page.context.route("https://pictures.example/**", give)
    agent.page.context.route("https://evil.example/**", give)
    sender = f"sara-{language}@example.com"
    letter = written(
        shop.mailbox, sender=f"Sara <{sender}>", text="Your order is on its way.", subject="Invoice"
    )
    letter.add_alternative(MAIL, subtype="html")
    hand_in(product.lmtp_port, proved(letter), shop.mailbox, sender)

    agent.rows.filter(has_text="Invoice").get_by_role("button").click()
    agent.page.get_by_role("button", name=agent.words["mail.showHtml"], exact=True).click()
    frame = agent.page.get_by_title(agent.words["mail.title"], exact=True)
    inside = frame.content_frame
    expect(inside.get_by_role("heading", name="Invoice 42")).to_be_visible()
    expect(frame).to_have_attribute("sandbox", "")
    expect(inside.get_by_text("ran", exact=True)).to_have_count(0)
    expect(inside.locator("form, input, script")).to_have_count(0)
    assert asked == []

    agent.page.get_by_role("button", name=agent.words["mail.showImages"], exact=True).click()
    picture = inside.get_by_role("img", name="a letter opener")
    expect(picture).to_have_js_property("naturalWidth", 64)
    assert set(asked) == {PICTURE}
    expect(inside.get_by_text("ran", exact=True)).to_have_count(0)
    assert "taken over" not in agent.page.title()
    agent.page.get_by_role("button", name=agent.words["mail.showText"], exact=True).click()
    expect(agent.said("Your order is on its way.")).to_be_visible()
