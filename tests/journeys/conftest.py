"""Two people in real browsers before the real product: a visitor of a shop, and somebody at the desk."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Locator,
    Page,
    Playwright,
    Response,
    expect,
    sync_playwright,
)

from fixtures.chromium import CHROMIUM, FLAGS, SHELL
from fixtures.people import Person
from journeys import desk_double
from journeys.desk_double import Application
from journeys.product import IS_BUILT, Product, Shop, running

# Two browsers and a whole product share the machine with other tests.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

# What goes round for ever (a spinner) is no coming in.
SETTLED = """() => !document.querySelector("main [aria-busy=true]") && document.getAnimations().every(
    one => one.playState !== "running" || one.effect?.getComputedTiming().iterations === Infinity)"""

# What the colours of a theme decide; all else of a page is the same by day and by night.
OF_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# As the desk's own switch does it.
TURN = """() => {
    const root = document.documentElement, theme = "data-mantine-color-scheme";
    root.setAttribute(theme, { light: "dark", dark: "light" }[root.getAttribute(theme)]);
}"""

MESSAGES = Path(__file__).resolve().parents[2] / "ui" / "desk" / "src" / "messages"
# What programs write where a value is missing, in both languages.
MISSING = re.compile(r"\bNaN\b|ناعدد|\bundefined\b|\[object ")
ENTRY = re.compile(r"^  '([\w.]+)': '((?:[^'\\]|\\.)*)',?$", re.MULTILINE)


@pytest.fixture(scope="session")
def product(session_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The running product of all journeys: each founds a shop of its own in it."""
    if not IS_BUILT:
        pytest.skip("the desk or the widget is not built: make ui")
    with running(session_dsn, tmp_path_factory.mktemp("product")) as started:
        yield started


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """One driver for a module: longer would keep its event loop in the way of asynchronous tests."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def chromium(playwright: Playwright, real_peer: Any) -> Iterator[Browser]:
    """The whole browser, as people have it."""
    try:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    except Error as error:
        real_peer.missing("Chromium", str(error).splitlines()[0])
    real_peer("Chromium", started.version)
    yield started
    started.close()


@pytest.fixture(scope="module")
def engine(request: pytest.FixtureRequest, real_peer: Any) -> Iterator[Browser]:
    """Chromium without what stands around a page, where it is installed: a third less work for the same page."""
    if (shell := shutil.which(SHELL)) is None:
        yield request.getfixturevalue("chromium")
        return
    started = request.getfixturevalue("playwright").chromium.launch(executable_path=shell, args=FLAGS)
    real_peer("Chromium headless shell", started.version)
    yield started
    started.close()


@pytest.fixture(scope="module")
def browser(engine: Browser) -> Browser:
    """The browser of journeys through the product; a module that needs the whole one defines its own."""
    return engine


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, Application]]:
    """The desk over a scripted server, with the place where a test puts its double."""
    if not desk_double.IS_BUILT:
        pytest.skip("the desk is not built: make ui ARGS=desk")
    with desk_double.running() as running_desk:
        yield running_desk


@pytest.fixture
def alone(engine: Browser, served: tuple[str, Application]) -> Iterator[Page]:
    """A page of the desk over the scripted server; nothing may have thrown in it at the end."""
    context = engine.new_context(base_url=served[0], viewport={"width": 1280, "height": 860})
    context.set_default_timeout(PATIENCE_MS)
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert faults == []


def scripted(make: Callable[[], Any]) -> tuple[Any, Any]:
    """The fixtures of a module before a scripted server, `double, desk = scripted(Double)`: its answers, and a page."""

    @pytest.fixture
    def double(served: tuple[str, Application]) -> Any:
        served[1].double = make()
        return served[1].double

    @pytest.fixture
    def desk(alone: Page, double: Any) -> Page:
        return alone

    return double, desk


@dataclass(frozen=True)
class Desk:
    """The page of somebody of the house, with the words of its language."""

    page: Page
    words: dict[str, str]

    def open(self, path: str) -> None:
        self.page.goto(f"/desk{path}")
        expect(self.page.get_by_role("navigation").first).to_be_visible()

    def become_available(self) -> None:
        """Begin the shift: the presence menu, then the ritual."""
        self.page.get_by_role("button", name=re.compile(re.escape(self.words["presence.label"]))).click()
        self.page.get_by_role("menuitem", name=self.words["presence.available"], exact=True).click()
        self.page.get_by_role("dialog").get_by_role(
            "button", name=self.words["shift.begin"], exact=True
        ).click()
        expect(self.page.get_by_role("dialog")).to_be_hidden()

    @property
    def offer(self) -> Locator:
        return self.page.get_by_role("region", name=self.words["offer.title"])

    def accept(self) -> None:
        self.offer.get_by_role("button", name=re.compile(self.words["offer.accept"])).click()
        expect(self.page).to_have_url(re.compile(r"/desk/inbox/mine/[0-9a-f-]{36}"))

    @property
    def timeline(self) -> Locator:
        return self.page.get_by_role("region", name=self.words["timeline.label"], exact=True)

    def said(self, text: str) -> Locator:
        return self.timeline.get_by_role("article").filter(has_text=text)

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name=self.words["composer.reply"], exact=True)

    def answer(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Control+Enter")

    def write_note(self, text: str) -> None:
        self.page.get_by_role("button", name=self.words["composer.note"], exact=True).click()
        field = self.page.get_by_role("textbox", name=self.words["composer.note"], exact=True)
        field.fill(text)
        field.press("Control+Enter")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def toasts(self) -> Locator:
        """The short messages at the bottom of the page."""
        return self.page.get_by_role("alert")

    @property
    def customer(self) -> Locator:
        return self.page.get_by_role("complementary", name=self.words["customer.label"], exact=True)

    @property
    def rows(self) -> Locator:
        return self.page.get_by_role("region", name=self.words["list.label"], exact=True).get_by_role(
            "listitem"
        )


@dataclass(frozen=True)
class Visitor:
    """A visitor's page with the chat."""

    page: Page

    def open_chat(self) -> Locator:
        self.page.locator("hamseda-chat .launcher").click()
        panel = self.page.get_by_role("dialog")
        expect(panel).to_be_visible()
        return panel

    def write(self, text: str) -> None:
        self.page.locator(".composer textarea").fill(text)
        self.page.keyboard.press("Enter")

    def says(self, text: str) -> None:
        """Write, and see the message taken by the server."""
        self.write(text)
        expect(self.said(text)).to_have_attribute("data-state", re.compile("sent|delivered|read"))

    def said(self, text: str) -> Locator:
        return self.page.locator(".message", has_text=text)

    @property
    def texts(self) -> list[str]:
        return self.page.get_by_role("log").locator(".text").all_inner_texts()


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """Errors of pages, and refusals of the product that no journey provokes: there must be none."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def contexts(browser: Browser, faults: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    opened: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on(
            "response", lambda answer: _is_refusal(answer) and faults.append(f"{answer.status} {answer.url}")
        )
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def desk(product: Product, contexts: Callable[..., BrowserContext]) -> Callable[..., Desk]:
    """`desk(person, "fa")` opens the desk of somebody who is logged in."""

    def open_desk(person: Person, language: str = "fa", path: str = "/inbox/mine", **options: Any) -> Desk:
        context = contexts(base_url=product.address, **options)
        context.add_cookies([{"name": "hamseda_session", "value": person.token, "url": product.address}])
        opened = Desk(context.new_page(), words_of(language))
        opened.open(path)
        return opened

    return open_desk


@pytest.fixture
def visit(product: Product, contexts: Callable[..., BrowserContext]) -> Callable[..., Visitor]:
    """`visit(shop, "fa")` opens a page of the shop as a new visitor, logged in there by a token; or `address`."""

    def start(
        shop: Shop, language: str = "fa", token: str = "", address: str = "", **options: Any
    ) -> Visitor:
        context = contexts(locale={"fa": "fa-IR", "en": "en-GB"}[language], **options)
        page = context.new_page()
        page.goto(address or product.page(shop, language, token=token))
        return Visitor(page)

    return start


@pytest.fixture
def talk(desk: Callable[..., Desk], visit: Callable[..., Visitor]) -> Callable[..., tuple[Desk, Visitor]]:
    """`talk(shop, "fa")` puts a visitor and the agent who took their chat before each other."""

    def begin(shop: Shop, language: str = "fa", **options: Any) -> tuple[Desk, Visitor]:
        agent, visitor = desk(shop.organization.agent, language, **options), visit(shop, language)
        agent.become_available()
        visitor.open_chat()
        visitor.says("سلام, hello")
        agent.accept()
        return agent, visitor

    return begin


def _is_refusal(answer: Response) -> bool:
    """Whether the product refused or failed; that nobody is logged in yet, or that this is no demo, is an answer."""
    asks = answer.url.endswith(("/api/v1/me", "/api/v1/demo/accounts"))
    is_answer = asks and answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}
    return answer.status >= HTTPStatus.BAD_REQUEST and not is_answer


def words_of(language: str) -> dict[str, str]:
    """The desk's own catalogues, those of its rooms included, whose files hold Persian first and English after."""
    words = dict(ENTRY.findall((MESSAGES / f"{language}.ts").read_text(encoding="utf-8")))
    rooms = [
        *(MESSAGES.parent / "admin" / "messages").glob("*.ts"),
        MESSAGES.parent / "moving" / "messages.ts",
    ]
    for file in rooms:
        both = ENTRY.findall(file.read_text(encoding="utf-8"))
        half = len(both) // 2
        words |= dict(both[:half] if language == "fa" else both[half:])
    return words


def assert_fits(page: Page, where: str) -> None:
    """Nothing reaches out of the window to the side, nor out of the page's own part."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    assert page.locator("main").evaluate("it => it.scrollWidth <= it.clientWidth"), where


def assert_clean(page: Page) -> None:
    """Axe finds nothing to mend and no value is missing, once all has come in: half of a colour is no contrast."""
    assert_no_violation(page)
    assert not MISSING.search(page.locator("body").inner_text())


def assert_clean_by_day_and_night(page: Page) -> None:
    """Axe finds nothing to mend in the theme that the page came in, and no colour to mend in the other one."""
    assert_clean(page)
    page.evaluate(TURN)
    assert_no_violation(page, runOnly=OF_COLOUR)
    page.evaluate(TURN)


def assert_no_violation(page: Page, **options: Any) -> None:
    """Axe finds no violation once all has come in; `options` are its own, `runOnly` for instance."""
    page.wait_for_function(SETTLED)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    asked = {"resultTypes": ["violations"], **options}
    found = AxeResults(page.evaluate("asked => axe.run(document, asked)", asked))
    assert found.violations_count == 0, found.generate_report()
