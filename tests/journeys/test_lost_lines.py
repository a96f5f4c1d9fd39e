"""Reloads and lost lines before the real product: nothing is doubled, nothing is lost, on either side."""

from playwright.sync_api import expect


def test_reload_of_both_pages_keeps_everything_once(product, desk, visit):
    shop = product.found("fa")
    agent, visitor = desk(shop.organization.agent), visit(shop)
    agent.become_available()
    visitor.open_chat()
    visitor.says("پیام یکم")
    agent.accept()
    agent.answer("پاسخ یکم")
    expect(visitor.said("پاسخ یکم")).to_be_visible()
    agent.composer.fill("پیش‌نویس نیمه‌کاره")
    expect(agent.page.get_by_text(agent.words["composer.draftSaved"])).to_be_visible()
    agent.page.reload()
    visitor.page.reload()
    visitor.open_chat()
    expect(agent.composer).to_have_value("پیش‌نویس نیمه‌کاره")
    visitor.says("پیام دوم")
    expect(agent.said("پیام دوم")).to_have_count(1)
    agent.answer("پاسخ دوم")
    expect(visitor.said("پاسخ دوم")).to_be_visible()
    said = ["پیام یکم", "پاسخ یکم", "پیام دوم", "پاسخ دوم"]
    assert visitor.texts == said
    assert articles(agent) == said


def test_lines_lost_on_both_sides_come_back_whole(product, desk, visit):
    shop = product.found("fa")
    agent, visitor = desk(shop.organization.agent), visit(shop)
    agent.become_available()
    visitor.open_chat()
    visitor.says("پیام یکم")
    agent.accept()
    expect(agent.said("پیام یکم")).to_have_count(1)

    agent.page.context.set_offline(True)
    expect(agent.page.get_by_text(agent.words["connection.offline"])).to_be_visible()
    visitor.says("در نبود شما")
    agent.answer("نوشته در نبود اینترنت")
    expect(agent.said("نوشته در نبود اینترنت")).to_contain_text(agent.words["state.unsent"])
    agent.page.context.set_offline(False)
    expect(agent.said("در نبود شما")).to_have_count(1)
    agent.said("نوشته در نبود اینترنت").get_by_role("button", name=agent.words["action.retry"]).click()
    expect(visitor.said("نوشته در نبود اینترنت")).to_be_visible()

    visitor.page.context.set_offline(True)
    visitor.write("از راه تونل")
    agent.answer("صدایم می‌رسد؟")
    expect(agent.said("صدایم می‌رسد؟")).to_have_count(1)
    visitor.page.context.set_offline(False)
    expect(visitor.said("صدایم می‌رسد؟")).to_be_visible()
    expect(agent.said("از راه تونل")).to_have_count(1)
    agent.page.reload()
    expect(agent.said("از راه تونل")).to_have_count(1)
    said = ["پیام یکم", "در نبود شما", "نوشته در نبود اینترنت", "صدایم می‌رسد؟", "از راه تونل"]
    assert sorted(articles(agent)) == sorted(said)
    assert sorted(visitor.texts) == sorted(said)
    assert sorted(
        row["text"]
        for row in product.rows(
            "SELECT text FROM message WHERE organization_id = $1 AND kind = 'message'", shop.organization.id
        )
    ) == sorted(said)


def articles(agent) -> list[str]:
    return [text.strip() for text in agent.timeline.locator("article [data-dir]").all_inner_texts()]
