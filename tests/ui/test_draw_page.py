"""The drawing page: what is answered is what is on this tab's canvas."""

import base64
import hashlib
import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.runtime.state.query_params_proxy import QueryParamsProxy
from streamlit.testing.v1 import AppTest

from explainer import mnist
from explainer.drawing import pack, prepare, rounded, unpack
from explainer.own_digits import OwnDigits
from explainer.text import Text
from explainer.training.store.run_store import RunStore
from explainer.training.store.saved_digits import saved_path
from explainer.ui import caches, images, live_network
from explainer.ui.components.canvas import DATA_URL, MAX_OBJECTS
from explainer.ui.draw import board as draw_page
from explainer.ui.drawings import DRAWN
from explainer.ui.references import LATEST, ImageReference
from tests.ui.pages import VISITOR, Open


def bar(top: int, left: int, height: int, width: int) -> np.ndarray:
    canvas = np.zeros((320, 320), np.float32)
    canvas[top : top + height, left : left + width] = 1
    return canvas


SEVEN = np.maximum(bar(60, 80, 24, 160), bar(60, 216, 200, 24))
ONE = bar(50, 150, 220, 24)


def draw(app: AppTest, canvas: np.ndarray, strokes: int = 1) -> None:
    """Puts on the canvas what the browser would send."""
    rgba = np.dstack([np.uint8(canvas * 255)] * 3 + [np.full(canvas.shape, 255, np.uint8)])
    file = io.BytesIO()
    Image.fromarray(rgba).save(file, format="PNG")
    data = DATA_URL + base64.b64encode(file.getvalue()).decode()
    app.session_state["canvas"] = {"drawing": {"data": data, "raw": {"objects": [{}] * strokes}}}


def drawing_of(canvas: np.ndarray) -> str:
    digit = prepare(canvas)
    assert digit is not None
    return f"drawing-{hashlib.sha256(rounded(digit.image).tobytes()).hexdigest()[:12]}"


def linked(app: AppTest) -> str:
    value = app.query_params["image"]
    return value if isinstance(value, str) else value[0]


def opened(open_page: Open) -> AppTest:
    return open_page("draw", lang="en")


def test_an_empty_canvas_offers_nothing_to_follow(open_page: Open) -> None:
    app = opened(open_page)
    assert Text("en")("page.draw.follow") not in [button.label for button in app.button]
    assert [toggle.key for toggle in app.toggle] == ["draw_erases"]


def test_what_is_far_from_all_digits_is_said_to_be(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: dict[str, Mapping[str, Any]] = {}
    monkeypatch.setattr(draw_page, "mount", lambda name, meta, _arrays, **_more: shown.update({name: meta}))
    app = opened(open_page)
    plus = np.maximum(bar(60, 148, 200, 24), bar(148, 60, 24, 200))
    for canvas, is_far in ((SEVEN, False), (plus, True)):
        draw(app, canvas)
        app.run()
        assert shown["live"]["is_far"] == is_far
        assert shown["live"]["prediction"] is not None


def test_what_is_no_digit_gets_no_answer_but_what_the_network_claims(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: dict[str, Mapping[str, Any]] = {}
    monkeypatch.setattr(draw_page, "mount", lambda name, meta, _arrays, **_more: shown.update({name: meta}))
    app = opened(open_page)
    draw(app, bar(60, 60, 200, 200))
    app.run()
    assert shown["live"]["prediction"] is None
    assert shown["live"]["text"]["nothing"] == Text("en")("component.live.odd_filled")
    app.toggle(key="draw_crop").set_value(False).run()
    assert shown["live"]["prediction"] is not None


def test_a_link_brings_its_drawing_back_onto_an_empty_canvas(open_page: Open) -> None:
    digit = prepare(SEVEN)
    assert digit is not None
    image = rounded(digit.image)
    app = open_page("draw", lang="en", image=f"drawing-latest.{pack(image)}")
    assert Text("en")("page.draw.follow") in [button.label for button in app.button]
    next(button for button in app.button if button.label == Text("en")("page.draw.follow")).click().run()
    word = linked(app).partition(".")[2]
    followed = unpack(word)
    assert followed is not None
    np.testing.assert_allclose(followed, image, atol=0.1)


def test_any_page_opens_with_the_drawing_of_its_link(open_page: Open) -> None:
    digit = prepare(SEVEN)
    assert digit is not None
    image = rounded(digit.image)
    open_page("walkthrough", lang="ja", image=f"drawing-{'0' * 12}.{pack(image)}")
    assert caches.drawings().find(VISITOR, drawing_of(SEVEN).removeprefix("drawing-")) is not None


@pytest.mark.parametrize("limit", ["MOST_PARAMETERS", "MOST_MULTIPLY_ADDS"])
def test_a_network_too_large_for_the_browser_answers_after_each_stroke(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    shown: dict[str, Any] = {}
    for module in (draw_page, live_network):
        monkeypatch.setattr(module, "mount", lambda name, meta, _arrays, **_more: shown.update({name: meta}))
    opened(open_page)
    assert shown["forward"]["model"] == shown["live"]["following"]["model"]
    shown.clear()
    monkeypatch.setattr(live_network, limit, 100)
    app = opened(open_page)
    draw(app, SEVEN)
    app.run()
    assert "forward" not in shown
    assert shown["live"]["following"] is None
    assert shown["live"]["prediction"] is not None
    assert "122,922" in shown["live"]["text"]["too_large"]
    assert any("After each stroke" in markdown.value for markdown in app.markdown)


def test_each_tab_answers_its_own_canvas(open_page: Open) -> None:
    first, second = opened(open_page), opened(open_page)
    draw(first, SEVEN)
    first.run()
    draw(second, ONE)
    second.run()
    first.toggle(key="draw_crop").set_value(False).run()
    first.toggle(key="draw_crop").set_value(True).run()
    second.toggle(key="draw_crop").set_value(False).run()
    second.toggle(key="draw_crop").set_value(True).run()
    for app, canvas in ((second, ONE), (first, SEVEN)):
        assert linked(app).startswith("drawing-latest.")
        follow = next(button for button in app.button if button.label == Text("en")("page.draw.follow"))
        follow.click().run()
        assert linked(app).partition(".")[0] == drawing_of(canvas)


def test_what_is_cleared_before_the_browser_knows_the_strokes_link_is_no_longer_in_use(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Mapping[str, object]] = []
    tell = QueryParamsProxy.from_dict

    def hear(link: QueryParamsProxy, parameters: Mapping[str, str]) -> None:
        told.append(parameters)
        tell(link, parameters)

    monkeypatch.setattr(QueryParamsProxy, "from_dict", hear)
    app = opened(open_page)
    before = {name: app.query_params[name] for name in app.query_params}
    draw(app, SEVEN)
    app.run()
    app.toggle(key="draw_crop").set_value(False).run()
    assert str(told[-1]["image"]).startswith("drawing")
    draw(app, np.zeros((320, 320), np.float32), strokes=0)
    app.query_params.clear()
    app.query_params.update(before)
    app.toggle(key="draw_crop").set_value(True).run()
    assert not str(told[-1]["image"]).startswith("drawing")


def test_other_pages_show_what_was_drawn_last_in_this_tab(open_page: Open) -> None:
    first, second = opened(open_page), opened(open_page)
    for app, canvas in ((first, SEVEN), (second, ONE)):
        draw(app, canvas)
        app.run()
        app.toggle(key="draw_crop").set_value(False).run()
        app.toggle(key="draw_crop").set_value(True).run()
    shown = images.find(ImageReference("drawing", LATEST), VISITOR, first.session_state[DRAWN])
    assert str(shown.reference) == drawing_of(SEVEN)
    assert str(images.find(ImageReference("drawing", LATEST), VISITOR).reference) == drawing_of(ONE)
    first.switch_page("pages/walkthrough.py").run()
    assert any(markdown.value.endswith(Text("en")("frame.own_drawing")) for markdown in first.markdown)
    assert not first.warning


def test_following_leads_to_the_drawing(open_page: Open) -> None:
    app = opened(open_page)
    draw(app, SEVEN)
    app.run()
    follow = next(button for button in app.button if button.label == Text("en")("page.draw.follow"))
    follow.click().run()
    assert linked(app).partition(".")[0] == drawing_of(SEVEN)
    assert caches.drawings().find(VISITOR, drawing_of(SEVEN).removeprefix("drawing-")) is not None


def test_a_drawing_is_kept_with_its_label_and_deleted(open_page: Open, language: str) -> None:
    app = open_page("draw", lang=language)
    draw(app, SEVEN)
    app.run()
    label = next(group for group in app.button_group if Text(language)("page.draw.own_label") in group.label)
    label.set_value(7).run()
    sets = caches.own_sets()
    assert sets.get(VISITOR).labels.tolist() == [7]
    digit = prepare(SEVEN)
    assert digit is not None
    assert np.array_equal(mnist.scale(sets.get(VISITOR).images[0]), rounded(digit.image))
    app.toggle(key=f"own_save_{language}").set_value(True).run()
    assert sets.is_saved(VISITOR)
    app.session_state["own_digit"] = 0
    app.run()
    app.button(key="own_erase").click().run()
    assert not sets.get(VISITOR).labels.size


def test_digits_that_were_taken_home_come_back(open_page: Open, language: str) -> None:
    text, images = Text(language), mnist.load().x_test
    caches.own_sets().put(VISITOR, OwnDigits(images[:2], np.array([7, 2], np.uint8)))
    app = open_page("draw", lang=language)
    field = app.file_uploader(key=f"own_digits_{language}_0")
    field.set_value(("sevens.npz", b"digits, please", "application/zip")).run()
    reason = text("error.digits_kind")
    assert text("frame.upload_refused", file=r"sevens\.npz", reason=reason) in [part.value for part in app.error]
    brought = OwnDigits(images[1:4], np.array([2, 1, 0], np.uint8))
    app.file_uploader(key=f"own_digits_{language}_0").set_value(("own.npz", brought.npz(), "application/zip")).run()
    assert not app.error
    assert text("page.draw.own_brought", count=3, total=4) in [part.value for part in app.success]
    assert sorted(caches.own_sets().get(VISITOR).labels.tolist()) == [0, 1, 2, 7]


def test_a_drawing_is_compared_and_followed_to_the_ledger(open_page: Open, language: str) -> None:
    app = open_page("draw", lang=language)
    draw(app, SEVEN)
    app.session_state["draw_compare"] = True
    app.run()
    said = " ".join(markdown.value for markdown in app.markdown)
    assert "**7**" in said
    app.button(key="draw_ledger").click().run()
    assert str(app.query_params["trail"]).strip("[']").startswith("7-")
    assert "logits" in app.query_params["stage"]


def test_saved_digits_that_are_damaged_are_said_to_be_lost(open_page: Open, store: RunStore, language: str) -> None:
    path = saved_path(store.root, VISITOR)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PK damaged")
    app = open_page("draw", lang=language)
    assert [warning.value for warning in app.warning] == [Text(language)("page.draw.own_lost")]
    draw(app, SEVEN)
    app.run()
    label = next(group for group in app.button_group if Text(language)("page.draw.own_label") in group.label)
    label.set_value(7).run()
    assert not app.warning


def test_a_canvas_with_too_much_on_it_is_said_to_be_overfull_until_something_is_taken_back(open_page: Open) -> None:
    app = opened(open_page)
    overfull = Text("en")("page.draw.overfull")
    for strokes, is_overfull in ((1, False), (MAX_OBJECTS + 1, True), (1, False)):
        draw(app, SEVEN, strokes)
        app.run()
        assert (overfull in [warning.value for warning in app.warning]) == is_overfull
    app.session_state["canvas"] = {"refused": True}
    app.run()
    assert overfull in [warning.value for warning in app.warning]
