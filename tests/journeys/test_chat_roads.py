"""What a visitor brings beside words, before the real product: each journey ends with what the agent sees."""

import re
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import msgspec
import pytest
from playwright.sync_api import expect

from hamseda.kit.working_time import GregorianSpan, Slot, Week, Window, WorkingCalendar
from journeys.product import Product, Shop, eventually
from journeys.test_widget_alone import PHONE, PNG

HERE = {"latitude": 35.7012, "longitude": 51.4005, "accuracy": 20}


def close_until_the_day_after_tomorrow(product: Product, shop: Shop) -> None:
    """The shop is open day and night, but not today and tomorrow."""
    today = datetime.now(UTC).date()
    away = Window("بسته", GregorianSpan(today - timedelta(days=1), today + timedelta(days=1)))
    always = Week(*([(Slot(time(0), time(0)),)] * 7))
    calendar = WorkingCalendar(zone="Asia/Tehran", week=always, windows=(away,))
    with product.client(shop.organization.admin) as admin:
        made = admin.post(
            "/api/v1/calendars", json={"name": "تعطیل", "definition": msgspec.to_builtins(calendar)}
        )
        assert made.status_code == 201, made.text
        queue = f"/api/v1/queues/{shop.organization.sales_queue_id}"
        changed = admin.patch(queue, json={"calendar_id": made.json()["id"]})
        assert changed.is_success, changed.text


def test_photo_of_the_camera_reaches_the_agent(product, desk, visit):
    shop = product.found("fa")
    agent, visitor = desk(shop.organization.agent), visit(shop, **PHONE)
    agent.become_available()
    panel = visitor.open_chat()
    panel.get_by_text("بازیم").wait_for()
    with visitor.page.expect_file_chooser() as chosen:
        panel.get_by_role("button", name="گرفتن عکس با دوربین").tap()
    assert panel.locator("input[capture=environment]").get_attribute("accept") == "image/*"
    chosen.value.set_files({"name": "کیف.png", "mimeType": "image/png", "buffer": PNG})
    expect(panel.locator(".chip.ready")).to_be_visible()
    visitor.says("این همان کیف است")
    agent.accept()
    preview = agent.words["attachment.preview"].format(name="کیف.png")
    photo = agent.said("این همان کیف است").get_by_role("button", name=preview).locator("img")
    expect(photo).to_be_visible()
    eventually(lambda: photo.evaluate("(one) => one.naturalWidth") == 64, "the photo itself is shown")


def test_location_goes_on_a_press_and_the_agent_sees_where(product, desk, visit):
    shop = product.found("fa")
    agent = desk(shop.organization.agent)
    visitor = visit(shop, geolocation=HERE, permissions=["geolocation"])
    agent.become_available()
    panel = visitor.open_chat()
    visitor.says("نزدیک‌ترین شعبه کجاست؟")
    agent.accept()
    place = agent.words["context.location"]
    expect(agent.customer.get_by_text(place, exact=True)).to_have_count(0)
    panel.get_by_role("button", name="فرستادن موقعیت").click()
    panel.locator(".place-card").get_by_role("button", name="بله، بفرستید").click()
    expect(agent.said("35.70120, 51.40050")).to_be_visible()
    expect(agent.customer.get_by_text(place, exact=True)).to_be_visible()
    expect(agent.customer).to_contain_text("۳۵٫۷۰۱۲".replace("٫", "."))


def test_pages_are_seen_after_a_yes_only_and_leave_with_a_no(product, desk, visit):
    shop = product.found("fa")
    agent, visitor = desk(shop.organization.agent), visit(shop)
    agent.become_available()
    panel = visitor.open_chat()
    visitor.says("سلام")
    agent.accept()
    expect(agent.said("سلام")).to_be_visible()
    expect(agent.customer.get_by_text("سبد خرید", exact=True)).to_have_count(0)
    panel.get_by_role("button", name="بله، بفرستید").click()
    expect(agent.customer.get_by_text("سبد خرید", exact=True)).to_be_visible()
    panel.get_by_role("button", name="تغییر").click()
    panel.get_by_role("button", name="نه", exact=True).click()
    expect(agent.customer.get_by_text("سبد خرید", exact=True)).to_have_count(0)


def test_message_left_outside_the_hours_waits_for_the_agent(product, desk, visit):
    shop = product.found("fa")
    close_until_the_day_after_tomorrow(product, shop)
    visitor = visit(shop)
    panel = visitor.open_chat()
    expect(panel.locator(".closed")).to_contain_text("باز می‌شویم")
    panel.get_by_label("پیام", exact=True).fill("کفشم نرسیده است")
    panel.get_by_label("ایمیل یا تلفن همراه").fill("negar@example.com")
    panel.get_by_role("button", name="گذاشتن پیام").click()
    expect(panel.locator(".done")).to_contain_text("negar@example.com")
    agent = desk(shop.organization.agent, path="/inbox/unassigned")
    agent.rows.filter(has_text="کفشم نرسیده است").get_by_role("button").click()
    expect(agent.said("کفشم نرسیده است")).to_contain_text("negar@example.com")
    expect(agent.customer).to_contain_text("negar@example.com")


def test_call_asked_for_outside_the_hours_is_promised(product, desk, visit):
    shop = product.found("fa")
    close_until_the_day_after_tomorrow(product, shop)
    visitor = visit(shop, timezone_id="Asia/Tehran")
    panel = visitor.open_chat()
    panel.get_by_role("button", name="با من تماس بگیرید").click()
    panel.get_by_label("شماره‌ی تلفن").fill("۰۹۱۲ ۱۲۳ ۴۵۶۷")
    panel.get_by_label("ساعت").select_option(label="۱۰:۳۰")
    panel.get_by_label("موضوع (اختیاری)").fill("پرسش درباره‌ی گارانتی")
    panel.get_by_role("button", name="درخواست تماس").click()
    expect(panel.locator(".done")).to_contain_text("ساعت ۱۰:۳۰")
    agent = desk(shop.organization.agent, path="/inbox/unassigned")
    agent.rows.filter(has_text="گارانتی").get_by_role("button").click()
    expect(agent.said("پرسش درباره‌ی گارانتی")).to_contain_text("0912 123 4567")
    expect(agent.customer).to_contain_text(re.compile("912 ?123 ?4567|۹۱۲ ?۱۲۳ ?۴۵۶۷"))
    (call,) = product.rows(
        "SELECT wanted_at AT TIME ZONE 'Asia/Tehran' AS at, brief FROM callback WHERE organization_id = $1",
        shop.organization.id,
    )
    assert (call["at"].strftime("%H:%M"), call["brief"]) == ("10:30", "پرسش درباره‌ی گارانتی")
    assert call["at"].date() == datetime.now(UTC).date() + timedelta(days=2)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_link_of_a_qr_code_opens_the_chat_with_its_text(product, desk, visit, language):
    shop = product.found(language)
    campaign, text = "پوستر مترو" if language == "fa" else "metro poster", f"order 12 {uuid4().hex[:6]}"
    with product.client(shop.organization.admin) as admin:
        asked = {"text": text, "campaign": campaign}
        made = admin.get(f"/api/v1/channels/{shop.chat_id}/link", params=asked).json()
    assert "<svg" in made["qr_svg"]
    agent, visitor = desk(shop.organization.agent, language), visit(shop, language, address=made["url"])
    agent.become_available()
    area = visitor.page.locator(".composer textarea")
    expect(area).to_have_value(text)
    assert product.rows("SELECT 1 FROM message WHERE text = $1", text) == []
    area.press("Enter")
    agent.accept()
    expect(agent.said(text)).to_be_visible()
    expect(agent.customer).to_contain_text(campaign)


def test_written_in_a_tunnel_sent_once_from_the_next_page(product, desk, visit):
    shop = product.found("fa")
    agent, visitor = desk(shop.organization.agent), visit(shop)
    agent.become_available()
    visitor.open_chat()
    visitor.says("یکم")
    agent.accept()
    line = visitor.page.context.new_cdp_session(visitor.page)
    line.send("Network.enable")
    cut = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", {"offline": True, **cut})
    expect(visitor.page.get_by_role("status").filter(has_text="اینترنت قطع است")).to_be_visible()
    for text in ("دوم", "سوم", "چهارم"):
        visitor.write(text)
        expect(visitor.said(text)).to_contain_text("در انتظار اینترنت")
    assert agent.said("دوم").count() == 0
    later = visitor.page.context.new_page()
    visitor.page.close()
    later.goto(product.page(shop, "fa", "/shoe"))
    for text in ("دوم", "سوم", "چهارم"):
        expect(agent.said(text)).to_have_count(1, timeout=30_000)
    kept = "SELECT text FROM message WHERE organization_id = $1 AND kind = 'message' ORDER BY position"
    said = eventually(
        lambda: [row["text"] for row in product.rows(kept, shop.organization.id)], "the messages are stored"
    )
    assert said == ["یکم", "دوم", "سوم", "چهارم"]
    agent.answer("همه رسید")
    expect(later.locator("hamseda-chat .badge")).to_have_text("۱", timeout=30_000)
