"""Take the pictures of the README from a running demonstration: `python docs/pictures.py [address]`."""  # noqa: INP001

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.sync_api import APIResponse, Browser, Page, sync_playwright

FOLDER = Path(__file__).parent / "pictures"
MOST_BYTES = 200_000
SCREEN = {"width": 1280, "height": 640}
TALL = {"width": 1280, "height": 860}
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
FLAGS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-lcd-text"]
SETTLED_MS = 2_500
TALKS = {
    "fa": {
        "tag": "fa-IR",
        "slug": "narges",
        "yes": "بله، بفرستید",
        "send": "فرستادن",
        "ask": "ممنون. پیک پیش از رسیدن زنگ می‌زند؟",
        "answer": "بله نرگس‌خانم. به خانم صادقی، واحد ۴، هم خبر می‌دهیم.",
    },
    "en": {
        "tag": "en-GB",
        "slug": "farhad",
        "yes": "Yes, send them",
        "send": "Send",
        "ask": "Hello! Will my order come today? I am out in the evening.",
        "answer": "Hello Mr Zand. The courier comes between 11 and 1, and calls before.",
    },
}
AGENT, SUPERVISOR = "arash@mehr.example", "farid@mehr.example"


def main(base: str) -> None:
    """Take every picture anew; the demo's people get their own language back afterwards."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        path = Path("/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path if path.exists() else None, args=FLAGS)
        for locale, words in TALKS.items():
            _phone(browser, base, locale, words)
        for locale in TALKS:
            _desk(browser, base, locale)
            _board(browser, base, locale)
            _week(browser, base, locale)
            _crisis(browser, base, locale)
        browser.close()


def _desk(browser: Browser, base: str, locale: str) -> None:
    with _as_staff(browser, base, AGENT, locale) as page:
        chosen = _newest_of(page, base, TALKS["fa"]["slug"])
        page.goto(f"{base}/desk/inbox/queues/{chosen}")
        _keep(page, f"desk-{locale}.png")


def _board(browser: Browser, base: str, locale: str) -> None:
    with _as_staff(browser, base, SUPERVISOR, locale) as page:
        page.goto(f"{base}/desk/board")
        _keep(page, f"board-{locale}.png")


def _week(browser: Browser, base: str, locale: str) -> None:
    with _as_staff(browser, base, SUPERVISOR, locale) as page:
        kept = _said(page.request.get(f"{base}/api/v1/workforce/schedules"))["items"]
        published = [one for one in kept if one["state"] == "published"]
        page.set_viewport_size(TALL)
        page.goto(f"{base}/desk/workforce/schedules/{published[0]['id']}")
        _keep(page, f"week-{locale}.png")


def _crisis(browser: Browser, base: str, locale: str) -> None:
    with _as_staff(browser, base, SUPERVISOR, locale) as page:
        page.set_viewport_size(TALL)
        page.goto(f"{base}/desk/workforce/crisis?centre=typed")
        _keep(page, f"crisis-{locale}.png")


def _phone(browser: Browser, base: str, locale: str, words: dict[str, str]) -> None:
    context = browser.new_context(
        **PHONE, device_scale_factor=1.5, locale=words["tag"], timezone_id="Asia/Tehran"
    )
    page = context.new_page()
    page.request.post(f"{base}/shop/account", form={"slug": words["slug"], "back": "/shop"})
    page.request.post(f"{base}/shop/language", form={"locale": locale, "back": "/shop"})
    page.goto(f"{base}/shop/help")
    page.goto(f"{base}/shop/bag")
    page.wait_for_function("window.Hamseda && typeof window.Hamseda.open === 'function'")
    page.evaluate("window.Hamseda.open()")
    consent = page.get_by_role("button", name=words["yes"])
    page.wait_for_timeout(SETTLED_MS)
    if consent.is_visible():
        consent.click()
    page.get_by_role("textbox").fill(words["ask"])
    page.get_by_role("button", name=words["send"], exact=True).click()
    page.wait_for_timeout(SETTLED_MS)
    with _as_staff(browser, base, AGENT, "fa") as desk:
        chosen = _newest_of(desk, base, words["slug"])
        said = {"id": str(uuid4()), "kind": "message", "text": words["answer"], "undo_s": 0}
        _post(desk, f"{base}/api/v1/conversations/{chosen}/messages", said)
    page.get_by_text(words["answer"][:12]).first.wait_for()
    _keep(page, f"widget-{locale}.png")
    context.close()


@contextmanager
def _as_staff(browser: Browser, base: str, email: str, locale: str) -> Iterator[Page]:
    context = browser.new_context(viewport=SCREEN, locale="fa-IR", color_scheme="light")
    page = context.new_page()
    me = _said(page.request.post(f"{base}/api/v1/demo/session", data={"email": email}))
    try:
        _speak(page, base, me, locale)
        yield page
    finally:
        _speak(page, base, me, me["user"]["locale"])
        context.close()


def _speak(page: Page, base: str, me: dict[str, Any], locale: str) -> None:
    digits, calendar = ("fa", "jalali") if locale == "fa" else ("latn", "gregorian")
    known = {"locale": locale, "calendar": calendar, "digits": digits}
    _said(page.request.patch(f"{base}/api/v1/me", data=known, headers={"X-CSRF-Token": me["csrf"]}))


def _newest_of(page: Page, base: str, latin: str) -> str:
    """The newest conversation of the demo's customer with this name in their e-mail address."""
    items = _said(page.request.get(f"{base}/api/v1/conversations?view=queues&limit=50"))["items"]
    for one in items:
        detail = _said(page.request.get(f"{base}/api/v1/conversations/{one['id']}"))
        if any(latin in identity["value"] for identity in detail["customer"]["identities"]):
            return str(one["id"])
    raise SystemExit(f"{AGENT} sees no conversation of {latin}.")


def _post(page: Page, url: str, data: dict[str, Any]) -> None:
    csrf = _said(page.request.get(url.partition("/api/")[0] + "/api/v1/me"))["csrf"]
    _said(page.request.post(url, data=data, headers={"X-CSRF-Token": csrf}))


def _said(answer: APIResponse) -> Any:
    if not answer.ok:
        raise SystemExit(f"{answer.url} answered {answer.status}: {answer.text()[:300]}")
    return answer.json() if answer.body() else None


def _keep(page: Page, name: str) -> None:
    page.wait_for_load_state("load")
    page.wait_for_timeout(SETTLED_MS)
    picture = page.screenshot(animations="disabled", caret="hide")
    if len(picture) > MOST_BYTES:
        raise SystemExit(f"{name} has {len(picture)} bytes, more than {MOST_BYTES}: show less in it.")
    (FOLDER / name).write_bytes(picture)
    sys.stdout.write(f"{name} {len(picture) // 1000} KB\n")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8080")
