"""The door of the desk: password, its change and its reset by mail, and the second lock."""

import re

import pyotp
import pytest
from playwright.sync_api import expect

from fixtures.people import PASSWORD
from journeys.conftest import words_of
from journeys.product import eventually

NEW = "چهار-کبوتر-سبز-۱۴"
NEWEST = "five green pigeons at dawn"
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@pytest.fixture
def door(contexts, product, faults):
    """`door("fa")` is the page of somebody who is not logged in; refusals at the door are what is tried here."""

    def open_door(language):
        page = contexts(base_url=product.address).new_page()
        page.add_init_script(f"localStorage.setItem('hamseda.locale', '{language}')")
        page.goto("/desk/login")
        return page

    yield open_door
    faults[:] = [fault for fault in faults if not fault.startswith("401 ")]


def enter(page, words, email, password, code=""):
    page.get_by_role("textbox", name=words["login.email"], exact=True).fill(email)
    page.get_by_role("textbox", name=words["login.password"], exact=True).fill(password)
    if code:
        page.get_by_role("textbox", name=words["login.code"]).fill(code)
    page.get_by_role("button", name=words["login.enter"], exact=True).click()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_second_lock_is_set_and_asked_for(desk, door, product, language):
    shop, words = product.found(language), words_of(language)
    who = shop.organization.agent
    mine = desk(who, language, "/settings")
    mine.page.get_by_role("button", name=words["settings.totpStart"], exact=True).click()
    expect(mine.page.get_by_role("img", name=words["settings.totp"])).to_be_visible()
    secret = mine.page.get_by_text(words["settings.totpSecret"]).locator("bdi").inner_text()
    clock = pyotp.TOTP(secret)
    field = mine.page.get_by_role("textbox", name=words["settings.totpCode"])
    field.fill(clock.now().translate(PERSIAN) if language == "fa" else clock.now())
    mine.page.get_by_role("button", name=words["action.confirm"], exact=True).click()
    expect(mine.page.get_by_text(words["settings.totpOn"], exact=True)).to_be_visible()

    page = door(language)
    enter(page, words, who.email, PASSWORD)
    expect(page.get_by_role("textbox", name=words["login.code"])).to_be_focused()
    enter(page, words, who.email, PASSWORD, "000000")
    expect(page.get_by_role("alert")).to_have_text(words["login.wrongCode"])
    # The code that was used for setting up counts once: the next one is of the next half minute.
    enter(page, words, who.email, PASSWORD, clock.at(int(eventually(lambda: _now(product), "a clock")) + 30))
    expect(page.get_by_role("navigation", name=words["rail.label"])).to_be_visible()

    mine.page.get_by_label(words["settings.oldPassword"]).last.fill(PASSWORD)
    mine.page.get_by_role("button", name=words["settings.totpStop"], exact=True).click()
    expect(mine.page.get_by_role("button", name=words["settings.totpStart"], exact=True)).to_be_visible()


def _now(product):
    return product.rows("SELECT extract(epoch FROM now())::float AS moment")[0]["moment"]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_password_is_changed_and_reset_by_mail(desk, door, product, faults, language):
    shop, words = product.found(language), words_of(language)
    who = shop.colleague
    mine = desk(who, language, "/settings")
    old, new = (
        mine.page.get_by_label(words["settings.oldPassword"]),
        mine.page.get_by_label(words["settings.newPassword"]),
    )
    old.first.fill("not the password")
    new.fill(NEW)
    mine.page.get_by_role("button", name=words["settings.changePassword"], exact=True).click()
    expect(old.first).to_have_attribute("aria-invalid", "true")
    old.first.fill(PASSWORD)
    mine.page.get_by_role("button", name=words["settings.changePassword"], exact=True).click()
    expect(mine.toasts.filter(has_text=words["done.saved"])).to_be_visible()

    page = door(language)
    enter(page, words, who.email, PASSWORD)
    expect(page.get_by_role("alert")).to_have_text(words["login.wrong"])
    page.get_by_role("link", name=words["login.forgot"]).click()
    page.get_by_role("textbox", name=words["login.email"], exact=True).fill(who.email)
    page.get_by_role("button", name=words["reset.send"], exact=True).click()
    expect(page.get_by_text(words["reset.sent"])).to_be_visible()
    letter = eventually(lambda: product.letters.to(who.email), "the letter with the link")[-1]
    body = letter.get_body(("plain",))
    assert body is not None
    link = re.search(r"https?://\S+(/desk/reset/\S+)", body.get_content())
    assert link is not None
    page.goto(link[1])
    page.get_by_label(words["settings.newPassword"]).fill(NEWEST)
    page.get_by_role("button", name=words["action.save"], exact=True).click()
    expect(page.get_by_text(words["reset.done"])).to_be_visible()
    page.get_by_role("link", name=words["reset.back"]).click()
    enter(page, words, who.email, NEW)
    expect(page.get_by_role("alert")).to_have_text(words["login.wrong"])
    enter(page, words, who.email, NEWEST)
    expect(page.get_by_role("navigation", name=words["rail.label"])).to_be_visible()
    # Whoever held the old password is out: the other browser of this person stands before the door.
    mine.page.goto("/desk/inbox/mine")
    expect(mine.page.get_by_role("button", name=words["login.enter"], exact=True)).to_be_visible()
    page.goto(link[1])
    page.get_by_label(words["settings.newPassword"]).fill("another one again")
    page.get_by_role("button", name=words["action.save"], exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    faults[:] = [fault for fault in faults if not fault.startswith("422 ")]
