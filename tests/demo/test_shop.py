import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from hamseda.channels.webchat.tokens import read_identity
from hamseda.pages.shop.catalogue import PRODUCTS
from hamseda.pages.shop.shoppers import SHOPPERS

PAGES = ["/shop", "/shop/bag", "/shop/help", *(f"/shop/p/{product.slug}" for product in PRODUCTS)]


@pytest.fixture
async def shop(seeded, client: httpx.AsyncClient) -> httpx.AsyncClient:
    client.headers["accept-language"] = "fa"
    return client


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("language", "way"), [("fa", "rtl"), ("en", "ltr")])
async def test_every_page_in_both_languages(shop: httpx.AsyncClient, path: str, language: str, way: str):
    answer = await shop.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{way}">' in answer.text
    assert (
        '<script async src="/widget/loader.js" data-key="mehr-demo" data-color="#9a4f2c"></script>'
        in answer.text
    )
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "style=" not in answer.text
    assert "<script>" not in answer.text


async def test_logging_in_embeds_a_fresh_word_about_the_visitor(shop: httpx.AsyncClient, house, owner):
    assert "hamseda-identity" not in (await shop.get("/shop")).text
    await shop.post("/shop/account", data={"slug": "narges", "back": "/shop/help"})
    page = (await shop.get("/shop")).text
    token = page.split('name="hamseda-identity" content="')[1].split('"')[0]
    row = await owner.fetchrow("SELECT id, secret FROM channel WHERE kind = 'webchat'")
    secret = house.keys.open("channel", row["secret"], row["id"].bytes)
    identity = read_identity(secret, token, house.clock.now())
    assert (identity.sub, identity.email_verified, identity.phone_verified) == (SHOPPERS[0].sub, True, True)
    assert jwt.decode(token, OctKey.import_key(secret), algorithms=["HS256"]).header["alg"] == "HS256"


async def test_who_is_logged_in_there_is_the_known_customer(shop: httpx.AsyncClient, owner):
    await shop.post("/shop/account", data={"slug": "narges"})
    token = (await shop.get("/shop")).text.split('name="hamseda-identity" content="')[1].split('"')[0]
    visit = (await shop.post("/widget/v1/mehr-demo/visit", json={"identity_token": token})).json()
    conversation = await owner.fetchval(
        """SELECT c.id FROM conversation c JOIN customer p ON p.id = c.customer_id
           WHERE p.attributes ? 'club' AND c.status = 'open'"""
    )
    assert (visit["verified"], visit["conversation_id"]) == (True, str(conversation))


async def test_logging_out_is_told_to_the_chat_once(shop: httpx.AsyncClient):
    await shop.post("/shop/account", data={"slug": "farhad"})
    await shop.post("/shop/account", data={"slug": ""})
    assert 'name="hamseda-left"' in (await shop.get("/shop")).text
    assert 'name="hamseda-left"' not in (await shop.get("/shop")).text


async def test_the_bag_keeps_what_was_put_in(shop: httpx.AsyncClient):
    await shop.post("/shop/bag", data={"slug": "mug"})
    await shop.post("/shop/bag", data={"slug": "lamp"})
    await shop.post("/shop/bag", data={"slug": "nothing"})
    page = (await shop.get("/shop/bag")).text
    assert "ماگ" in page
    assert "۲,۲۱۰,۰۰۰" in page or "۲٬۲۱۰٬۰۰۰" in page
    await shop.post("/shop/bag/removal", data={"slug": "lamp"})
    assert "چراغ" not in (await shop.get("/shop/bag")).text


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/shop//evil.example", "/shop/\\evil", "/desk/"]
)
async def test_a_form_leads_nowhere_else(shop: httpx.AsyncClient, back: str):
    answer = await shop.post("/shop/language", data={"locale": "en", "back": back})
    assert (answer.status_code, answer.headers["location"]) == (303, "/shop")


async def test_the_switch_at_the_foot_of_the_page(shop: httpx.AsyncClient):
    await shop.post("/shop/live", data={"paused": "yes"})
    assert (await shop.get("/api/v1/demo/live")).json() == {"paused": True}
    await shop.post("/shop/live", data={"paused": "no"})
    assert (await shop.get("/api/v1/demo/live")).json() == {"paused": False}


async def test_there_is_nothing_without_a_slug_of_ours(shop: httpx.AsyncClient):
    assert (await shop.get("/shop/p/gold")).status_code == 404
    assert (await shop.get("/shop/assets/page.html")).status_code == 404


async def test_style_and_script(shop: httpx.AsyncClient):
    style = await shop.get("/shop/assets/shop.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "{{" not in style.text
    assert (await shop.get("/shop/assets/shop.js")).headers["content-type"].startswith("text/javascript")
