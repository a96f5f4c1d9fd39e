"""Who looks elsewhere is called when one of their customers writes: by a note, and by a notice of the computer."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.conftest import Desk, Visitor
from journeys.product import Product, eventually

# What the browser was asked to show and to play; both really happen.
WATCH = """
window.calls = { notices: [], tones: 0 };
window.Notification = class extends Notification {
    constructor(title, options) {
        super(title, options);
        window.calls.notices.push({ title, body: options.body, lang: options.lang, dir: options.dir, notice: this });
    }
};
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { window.calls.tones += 1; return start.call(this, at); };
"""


class Watched:
    """The desk of somebody whose calls are counted, and who can turn to another page of the browser."""

    def __init__(self, desk: Desk, product: Product) -> None:
        self.page: Page = desk.page
        self.desk = desk
        self._other = desk.page.context.new_page()
        desk.page.context.grant_permissions(["notifications"], origin=product.address)
        desk.page.add_init_script(WATCH)
        desk.page.reload()
        desk.page.bring_to_front()

    def look_away(self) -> None:
        # Playwright lets every page believe that it has the focus.
        self._session = self.page.context.new_cdp_session(self.page)
        self._session.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
        self._other.bring_to_front()
        eventually(lambda: not self.page.evaluate("document.hasFocus()"), "turning to another page")

    def look_back(self) -> None:
        self.page.bring_to_front()
        eventually(lambda: self.page.evaluate("document.hasFocus()"), "turning to the desk")

    @property
    def notices(self) -> list[dict[str, Any]]:
        return self.page.evaluate("window.calls.notices.map(({ notice, ...said }) => said)")

    @property
    def tones(self) -> int:
        return self.page.evaluate("window.calls.tones")


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Browser:
    """Only the whole browser knows a page that lies behind another."""
    return chromium


@pytest.fixture
def at_work(
    talk: Callable[..., tuple[Desk, Visitor]], product: Product
) -> Callable[..., tuple[Watched, Visitor]]:
    """`at_work(shop, "fa")` is an agent in a talk, with notices allowed in the settings, who sits on the settings now."""

    def begin(shop: Any, language: str) -> tuple[Watched, Visitor]:
        desk, visitor = talk(shop, language)
        watched = Watched(desk, product)
        desk.open("/settings")
        allow = desk.page.get_by_role("switch", name=desk.words["settings.desktop"])
        allow.click()
        expect(allow).to_be_checked()
        return watched, visitor

    return begin


@pytest.mark.parametrize("language", ["fa", "en"])
def test_who_looks_elsewhere_is_called_and_led_to_the_talk(product, at_work, language) -> None:
    watched, visitor = at_work(product.found(language), language)
    watched.look_away()
    before = watched.tones

    visitor.says("هنوز هستید؟")

    eventually(lambda: watched.notices, "the notice")
    assert [said["body"] for said in watched.notices] == ["هنوز هستید؟"]
    assert watched.notices[0]["title"] == watched.desk.words["customer.nameless"]
    assert (watched.notices[0]["lang"], watched.notices[0]["dir"]) == (
        language,
        "rtl" if language == "fa" else "ltr",
    )
    assert watched.tones > before

    watched.page.evaluate("window.calls.notices[0].notice.onclick()")
    expect(watched.page).to_have_url(re.compile(r"/desk/inbox/mine/[0-9a-f-]{36}"))
    expect(watched.desk.said("هنوز هستید؟")).to_be_visible()


def test_who_reads_the_talk_is_left_in_peace(product, at_work) -> None:
    watched, visitor = at_work(product.found(), "fa")
    watched.desk.open("/inbox/mine")
    watched.desk.rows.first.get_by_role("button").click()
    expect(watched.desk.said("سلام, hello")).to_be_visible()
    watched.look_back()
    before = watched.tones

    visitor.says("این را می‌بیند")

    expect(watched.desk.said("این را می‌بیند")).to_be_visible()
    assert (watched.notices, watched.tones) == ([], before)


def test_who_is_elsewhere_at_the_desk_hears_a_note_and_sees_no_notice(product, at_work) -> None:
    watched, visitor = at_work(product.found(), "fa")
    watched.look_back()
    before = watched.tones

    visitor.says("جایی دیگر")

    eventually(lambda: watched.tones > before, "the note")
    assert watched.notices == []


def test_the_talk_of_a_colleague_calls_nobody_else(product, at_work, desk) -> None:
    shop = product.found()
    watched, visitor = at_work(shop, "fa")
    other = Watched(desk(shop.colleague, "fa"), product)
    other.page.mouse.click(640, 430)
    other.look_away()
    watched.look_away()

    visitor.says("از آنِ همکار")

    eventually(lambda: watched.notices, "the notice of the one whose talk it is")
    assert (other.notices, other.tones) == ([], 0)
