"""The page behind a link or QR code: the chat opens with its context, and without JavaScript it says how to reach us."""

from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

import asyncpg
import httpx
import pytest

from fixtures.people import Organization, insert
from hamseda.kit.ids import new_id
from hamseda.kit.keys import digest
from hamseda.pages.chat.http import written

TEXT, CAMPAIGN = 'سلام "دوست"؛ <b>چراغ</b> & من', "یلدا-۱۴۰۵"


class Elements(HTMLParser):
    """The elements of a page, with their attributes as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture
async def key(organization: Organization, owner: asyncpg.Connection) -> str:
    made = f"key-{uuid4().hex}"
    await owner.execute(
        "UPDATE channel SET settings = settings || $2 WHERE id = $1",
        organization.channel_id,
        {"widget_key": made},
    )
    await insert(
        owner, "lookup", kind="widget_key", digest=digest(made), organization_id=organization.id,
        id=organization.channel_id,
    )  # fmt: skip
    await insert(
        owner, "channel", organization_id=organization.id, id=new_id(), kind="email", name="ایمیل",
        brand_id=organization.brand_id, queue_id=organization.sales_queue_id,
        settings={"address": "help@mehr.example"},
    )  # fmt: skip
    return made


async def test_the_link_of_a_channel_opens_the_chat_with_its_context(
    sign_in, client, organization, key
) -> None:
    asked = {"text": TEXT, "campaign": CAMPAIGN}
    link = await sign_in(organization.admin).get(
        f"/api/v1/channels/{organization.channel_id}/link", params=asked
    )
    url = urlsplit(link.json()["url"])
    assert url.path == f"/c/{key}"
    assert parse_qs(url.query) == {"text": [TEXT], "campaign": [CAMPAIGN]}
    assert link.json()["qr_svg"].startswith("<svg")
    page = await client.get(f"{url.path}?{url.query}", headers={"accept-language": "fa"})
    assert page.status_code == 200
    script = Elements(page.text).all("script")
    assert script == [
        {
            "async": None, "src": "/widget/loader.js", "data-key": key, "data-locale": "fa", "data-open": None,
            "data-text": TEXT, "data-campaign": CAMPAIGN,
        }
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "way"), [("fa", "rtl"), ("en", "ltr")])
async def test_without_a_script_it_says_how_to_reach_us(
    client: httpx.AsyncClient, key, language, way
) -> None:
    page = await client.get(f"/c/{key}", params={"text": TEXT}, headers={"accept-language": language})
    elements = Elements(page.text)
    assert elements.all("html") == [{"lang": language, "dir": way}]
    assert elements.all("a")[0]["href"].startswith("mailto:help@mehr.example?body=")
    assert elements.all("noscript")
    assert "<b>" not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not [attributes for _, attributes in elements.found if "style" in attributes]
    other = "en" if language == "fa" else "fa"
    asked = await client.get(f"/c/{key}", params={"locale": other}, headers={"accept-language": language})
    assert Elements(asked.text).all("html")[0]["lang"] == other
    assert (await client.get("/c/assets/chat.css")).headers["content-type"].startswith("text/css")


async def test_outside_the_hours_the_next_opening_is_told(
    client: httpx.AsyncClient, owner, organization, key
) -> None:
    calendar = new_id()
    closed = {"zone": "Asia/Tehran", "week": {}}
    await insert(
        owner, "calendar", organization_id=organization.id, id=calendar, name="بسته", definition=closed
    )
    await owner.execute(
        "UPDATE queue SET calendar_id = $2 WHERE id = $1", organization.sales_queue_id, calendar
    )
    page = await client.get(f"/c/{key}", headers={"accept-language": "en"})
    assert "We are closed now" in page.text


def test_a_moment_is_written_in_the_words_of_the_reader() -> None:
    moment = datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Asia/Tehran"))
    assert written(moment, "en") == "Tuesday 24 November, 09:30"
    assert written(moment, "fa").endswith("۳ آذر ۱۴۰۵، ۰۹:۳۰")


async def test_a_chat_that_is_not_there_or_switched_off_is_not_found(
    client, owner, organization, key
) -> None:
    assert (await client.get("/c/nothing")).json()["code"] == "no_such_chat"
    await owner.execute("UPDATE channel SET enabled = false WHERE id = $1", organization.channel_id)
    assert (await client.get(f"/c/{key}")).status_code == 404


async def test_a_text_that_is_too_long_is_named(client, key) -> None:
    answer = await client.get(f"/c/{key}", params={"text": "x" * 501})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "text")


async def test_what_the_link_carried_reaches_the_agent(
    client, sign_in, house, organization, owner, key
) -> None:
    visit = (await client.post(f"/widget/v1/{key}/visit", json={})).json()
    context = {"entry": {"link": f"http://hamseda.test/c/{key}", "campaign": CAMPAIGN, "text": TEXT}}
    sent = await client.post(
        "/widget/v1/messages",
        json={"id": str(new_id()), "text": TEXT, "context": context},
        headers={"authorization": f"Bearer {visit['visitor_token']}"},
    )
    assert sent.is_success, sent.text
    conversation = await owner.fetchval(
        "SELECT conversation_id FROM message WHERE organization_id = $1", organization.id
    )
    shown = (await sign_in(organization.agent).get(f"/api/v1/conversations/{conversation}")).json()
    entry = shown["interactions"][0]["context"]["entry"]
    assert (entry["campaign"], entry["text"]) == (CAMPAIGN, TEXT)
