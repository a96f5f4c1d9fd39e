"""A conversation of thousands of messages: only what is near the eye is drawn, and nothing moves by itself."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from journeys.conftest import assert_clean, scripted
from journeys.desk_double import Double
from journeys.desk_double_data import NEGAR, uid
from journeys.product import eventually
from journeys.test_desk_alone import speak

LENGTH = 5_000
MOST_DRAWN = 60
OPEN = f"/desk/inbox/mine/{uid('c' + NEGAR)}"
MARGIN_PX = 3


double, desk = scripted(Double)


@pytest.fixture
def long(desk: Page, double: Double) -> Page:
    double.talk_at_length(NEGAR, LENGTH)
    desk.goto(OPEN)
    expect(said(desk, LENGTH)).to_be_in_viewport()
    return desk


def timeline(page: Page) -> Locator:
    return page.get_by_role("region", name=re.compile("پیام‌های گفتگو|Messages"))


def said(page: Page, number: int) -> Locator:
    return timeline(page).get_by_role("article").filter(has_text=re.compile(rf"پیام {number}\b"))


def top_of(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["y"]


def read_now(page: Page) -> Locator:
    """The text of a message in the middle of what is seen."""
    middle = timeline(page).evaluate(
        """e => { const box = e.getBoundingClientRect(), middle = (box.top + box.bottom) / 2;
          const seen = [...e.querySelectorAll('article')].map((one) => [one.innerText, one.getBoundingClientRect()]);
          return seen.find(([, b]) => b.top <= middle && b.bottom >= middle - 80)[0]; }"""
    )
    number = re.search(r"پیام (\d+)", middle)
    assert number, middle
    return said(page, int(number[1])).locator("[data-dir]")


def distance_from_end(page: Page) -> float:
    return float(timeline(page).evaluate("e => e.scrollHeight - e.scrollTop - e.clientHeight"))


def test_it_opens_at_its_newest_message_and_draws_few(long):
    assert distance_from_end(long) <= MARGIN_PX
    assert timeline(long).get_by_role("listitem").count() < MOST_DRAWN


def test_its_end_stays_in_sight_when_the_place_to_write_in_comes_late_and_grows(desk, double):
    double.talk_at_length(NEGAR, LENGTH)
    held: list[Route] = []
    desk.route(
        "**/draft", lambda route: held.append(route) if route.request.method == "GET" else route.continue_()
    )
    desk.goto(OPEN)
    expect(said(desk, LENGTH)).to_be_in_viewport()
    before = timeline(desk).evaluate("e => e.clientHeight")
    eventually(lambda: held, "asking for the draft")
    held[0].continue_()
    field = desk.get_by_role("textbox", name="پاسخ", exact=True)
    expect(field).to_be_visible()
    expect(said(desk, LENGTH)).to_be_in_viewport(ratio=1)
    assert distance_from_end(desk) <= MARGIN_PX

    field.fill("\n".join("خط" for _ in range(8)))
    eventually(
        lambda: timeline(desk).evaluate("e => e.clientHeight") < before - 80, "the growing of the field"
    )
    expect(said(desk, LENGTH)).to_be_in_viewport(ratio=1)
    assert distance_from_end(desk) <= MARGIN_PX


def test_older_messages_leave_what_is_read_in_its_place(desk, double):
    double.talk_at_length(NEGAR, LENGTH)
    held: list[Route] = []
    desk.route(re.compile(r"/messages\?.*before="), lambda route: held.append(route))  # noqa: PLW0108 -- a wrapper is set on it
    desk.goto(OPEN)
    expect(said(desk, LENGTH)).to_be_in_viewport()
    timeline(desk).evaluate("e => e.scrollTo(0, 0)")
    first = said(desk, LENGTH - 49)
    expect(first).to_be_in_viewport()
    expect(timeline(desk)).to_have_attribute("aria-busy", "true")
    text = first.locator("[data-dir]")
    before = top_of(text)
    for route in held:
        route.continue_()
    expect(timeline(desk)).to_have_attribute("aria-busy", "false")
    expect(said(desk, LENGTH - 50)).to_be_attached()
    assert abs(top_of(text) - before) <= MARGIN_PX


def test_a_reader_further_up_is_told_of_news_and_goes_to_it_by_a_button(long, double):
    timeline(long).evaluate("e => e.scrollTo(0, e.scrollHeight / 2)")
    to_end = long.get_by_role("button", name="رفتن به آخرین پیام")
    expect(to_end).to_be_visible()
    # What is read stays in its place, also where older messages come in above it meanwhile.
    expect(timeline(long)).to_have_attribute("aria-busy", "false")
    text = read_now(long)
    before = top_of(text)
    double.write(NEGAR, "این هم تازه است")
    expect(to_end).to_contain_text("۱ پیام تازه")
    assert abs(top_of(text) - before) <= MARGIN_PX
    to_end.click()
    expect(timeline(long).get_by_text("این هم تازه است")).to_be_in_viewport()
    expect(to_end).to_have_count(0)


def test_the_end_stays_in_sight_while_messages_come(long, double):
    for n in range(5):
        double.write(NEGAR, f"خبر شماره‌ی {n}")
    expect(timeline(long).get_by_text("خبر شماره‌ی 4")).to_be_in_viewport()
    assert distance_from_end(long) <= MARGIN_PX


def test_keys_walk_from_message_to_message_and_say_where_they_are(long):
    timeline(long).focus()
    long.keyboard.press("ArrowUp")
    focused = timeline(long).locator("li:focus")
    expect(focused).to_have_attribute("aria-posinset", re.compile(r"\d+"))
    expect(focused).to_have_attribute("aria-setsize", "-1")
    for _ in range(3):
        long.keyboard.press("ArrowUp")
    expect(said(long, LENGTH - 3)).to_be_in_viewport()
    expect(timeline(long).locator("li:focus")).to_contain_text(f"پیام {LENGTH - 3}")
    timeline(long).evaluate("e => e.scrollTo(0, 0)")
    expect(timeline(long).locator("li:focus")).to_be_attached()
    long.keyboard.press("End")
    expect(said(long, LENGTH)).to_be_in_viewport()


def test_a_long_thread_is_clean_for_axe_in_english_too(desk, double):
    speak(double, "en", "dark")
    double.talk_at_length(NEGAR, LENGTH)
    desk.goto(OPEN)
    expect(said(desk, LENGTH)).to_be_in_viewport()
    assert_clean(desk)


def test_a_message_that_failed_says_why(desk, double):
    desk.goto(OPEN)
    ours = next(m for m in double.messages[uid("c" + NEGAR)] if m["direction"] == "outbound")
    shown = timeline(desk).get_by_role("article").filter(has_text=ours["text"][:24])
    expect(shown).to_be_visible()
    why = "صندوق negar@shop.example پر است؛ فردا دوباره بفرستید."
    detail = {"why": "mailbox_full", "text": why, "reason": "452 4.2.2 Mailbox full", "status": "4.2.2"}
    change = {"id": ours["id"], "position": ours["position"], "state": "failed", "detail": detail}
    double.emit("message.changed", change, uid("c" + NEGAR))
    expect(shown).to_contain_text(why)
    expect(shown.get_by_title("452 4.2.2 Mailbox full")).to_be_visible()
    assert_clean(desk)
