"""The first page replays the first epoch without a message to the server."""

from playwright.sync_api import expect

from explainer.text import Text
from tests.browser.conftest import Visit


def test_learning_is_seen_without_the_server(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("?image=test-0&lang=en")
    replay = page.locator(".replay")
    sent = len(visitor.sent)
    page.get_by_role("link", name="Watch it learn").click()
    expect(replay.get_by_role("button", name="Pause")).to_be_in_viewport()
    expect(replay).to_have_attribute("data-place", "14", timeout=20_000)
    expect(replay.get_by_text("60,000 images seen", exact=True)).to_be_visible()
    expect(replay.locator(".class.best .class-digit")).to_have_text("7")
    words = Text("en").table("component.replay")
    expect(replay.locator(".replay-words")).to_contain_text(f"{words['right']}{words['end'].format(epochs=5)}")
    replay.get_by_role("slider").press("Home")
    expect(replay.get_by_text("before training", exact=True)).to_be_visible()
    verdict = "right" if replay.locator(".class.best .class-digit").inner_text() == "7" else "wrong"
    expect(replay.locator(".replay-words")).to_contain_text(words[verdict].format(label=7))
    button = replay.get_by_role("button", name="Watch it learn")
    expect(button).to_be_enabled()
    expect(replay).to_have_attribute("data-place", "0")
    button.click()
    expect(replay).not_to_have_attribute("data-place", "0")
    assert len(visitor.sent) == sent
