"""The page of one step of learning: its views with every kind of network, and the sums that it shows."""

import re
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explainer import mnist
from explainer.learning.backpropagation import batch_of
from explainer.learning.batches import drawn
from explainer.network import ARTICLE
from explainer.predicting import Predictor
from explainer.text import ORIGINALS, Text
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from explainer.training.store.run_store import RunStore
from explainer.ui import caches
from explainer.ui.components import mounting
from explainer.ui.learning.page import QUESTIONS, VIEWS
from explainer.ui.learning.step_in_use import trainable_roles, weighing_stages
from explainer.ui.questions import Attempt, Key, Notebook
from tests.networks import COVERING, ODD
from tests.oracles.gradients import taped
from tests.ui.pages import VISITOR, Open, words
from tests.ui.trainings import untrained

LARGEST_PAYLOAD = 250_000
MINUS = "\N{MINUS SIGN}"


class Seen:
    """What the page's picture was sent last."""

    meta: dict[str, Any]
    size: int


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    found, pack = Seen(), mounting.pack

    def spy(meta: Any, arrays: Any) -> bytes:
        packed = pack(meta, arrays)
        if "bars" in meta:
            found.meta, found.size = dict(meta), len(packed)
        return packed

    monkeypatch.setattr(mounting, "pack", spy)
    return found


def number(words: str) -> Decimal:
    return Decimal(words.replace(MINUS, "-").replace(",", ""))


def is_fine(app: AppTest, seen: Seen) -> None:
    """No complaint, a payload that is small enough, and lines that add up as shown."""
    assert not app.error
    assert not app.warning
    assert seen.size <= LARGEST_PAYLOAD
    for section in seen.meta.get("sections", []):
        *parts, last = section["lines"]
        if last["kind"] == "total" and parts:
            assert sum(number(line["value"]) for line in parts) == number(last["value"])


@pytest.mark.parametrize("language", ORIGINALS)
@pytest.mark.parametrize("view", [view for view in VIEWS if view not in {"update", "play"}])
def test_a_view_opens_by_its_link(open_page: Open, seen: Seen, view: str, language: str) -> None:
    app = open_page("learning_step", lang=language, view=view, batch="8-2.3")
    is_fine(app, seen)
    assert app.title[0].value == Text(language)("page.learning_step.title")
    assert seen.meta["bars"]["chosen"] == 3
    assert len(seen.meta["bars"]["bars"]) == 8
    assert app.query_params["view"] == view


@pytest.mark.parametrize("name", ODD)
def test_every_view_opens_with_an_odd_network(open_page: Open, store: RunStore, seen: Seen, name: str) -> None:
    config = ODD[name]
    app = open_page("learning_step", lang="en", model=untrained(store, config).id, batch="8-0")
    is_fine(app, seen)
    assert [column["stage"] for column in seen.meta["columns"]] == [stage.name for stage in config.stages[-2::-1]]
    stages = config.stages[1:] if name in COVERING else config.stages[1:2]
    app.query_params["view"] = "gates"
    for stage in stages:
        app.query_params["stage"] = stage.name
        is_fine(app.run(), seen)
    app.query_params["view"] = "why"
    for stage in weighing_stages(config) if name in COVERING else weighing_stages(config)[:1]:
        app.query_params["stage"] = stage.name
        for role in trainable_roles(stage):
            axes = len(stage.weight_shapes[stage.settings.roles.index(role)])
            app.query_params["weight"] = f"{role}-{'.'.join('0' * axes)}"
            is_fine(app.run(), seen)


def test_the_images_pulls_add_up_to_the_gradient_of_keras(open_page: Open, seen: Seen) -> None:
    place = (2, 0, 0, 48)
    link = {"stage": "conv2d_1", "weight": "kernel-2.0.0.48", "batch": "recipe-5-any"}
    app = open_page("learning_step", lang="en", view="why", **link)
    is_fine(app, seen)
    bundle, dataset = load_bundle(), mnist.load()
    weights = load_weights(bundle, bundle.checkpoints()[-1])
    indices = drawn(5, bundle.description.recipe.batch_size, bundle.description.recipe.training_images)
    batch = batch_of(ARTICLE, mnist.scale(dataset.x_train[indices]), dataset.y_train[indices].tolist(), 5)
    step = caches.backpropagation(ARTICLE).step(batch, weights)
    arrays = [array for layer in weights.values() for array in layer.values()]
    expected = float(taped(step, arrays).weights[0][place])
    total, mean = (number(line["value"]) for line in seen.meta["result"])
    assert sum(number(bar["value"]) for bar in seen.meta["bars"]["bars"]) == total
    assert float(mean) == pytest.approx(expected, rel=1e-3, abs=10.0 ** mean.as_tuple().exponent)
    assert float(total) == pytest.approx(len(batch) * float(mean), abs=10.0 ** total.as_tuple().exponent)


def test_a_batch_has_a_mistake_in_it(open_page: Open, seen: Seen, language: str) -> None:
    app = open_page("learning_step", lang=language, batch="8-1")
    is_fine(app, seen)
    bars = seen.meta["bars"]["bars"]
    _, *numbers = re.findall(r"[0-9]+", next(bar["name"] for bar in bars if bar["place"] == 0))
    label, answer = numbers[:2]
    assert label != answer
    shares = [bar["share"] for bar in bars]
    assert shares == sorted(shares, reverse=True)


def test_a_step_with_the_image_in_use(open_page: Open, seen: Seen) -> None:
    app = open_page("learning_step", lang="en", batch="1-1-own", image="test-18")
    is_fine(app, seen)
    bundle, dataset = load_bundle(), mnist.load()
    weights = load_weights(bundle, bundle.checkpoints()[-1])
    probabilities = Predictor(ARTICLE).predictions(dataset.x_test[18:19], weights).probabilities[0]
    (bar,) = seen.meta["bars"]["bars"]
    loss = -np.log(float(probabilities[dataset.y_test[18]]))
    assert float(number(bar["value"])) == pytest.approx(loss, abs=1e-3)


def test_a_drawing_needs_a_label(open_page: Open, seen: Seen, language: str) -> None:
    drawing = caches.drawings().keep(VISITOR, mnist.scale(mnist.load().x_test[18]))
    app = open_page("learning_step", lang=language, batch="1-0-own", image=f"drawing-{drawing}")
    assert Text(language)("page.learning_step.no_label") in [caption.value for caption in app.caption]
    app.query_params["batch"] = "1-0-own3"
    is_fine(app.run(), seen)
    assert Text(language)("page.learning_step.no_label") not in [caption.value for caption in app.caption]
    assert "3" in re.findall(r"[0-9]+", seen.meta["bars"]["bars"][0]["name"])[1]


def test_a_weight_that_is_not_there_gives_way_to_the_strongest(open_page: Open, seen: Seen) -> None:
    app = open_page("learning_step", lang="en", view="why", stage="dense_1", weight="kernel-9.9.9.9")
    is_fine(app, seen)
    source, _ = [field.value for field in app.number_input][:2]
    panel = seen.meta["sections"][0]["panels"][-1]
    assert panel["focus"] + panel["cells"]["first"] == source


def test_a_view_waits_for_the_answer(open_page: Open, seen: Seen, language: str) -> None:
    text = Text(language)
    app = open_page("learning_step", lang=language, view="why", question="0", batch="8-2")
    assert not hasattr(seen, "meta")
    assert text("question.ask.direction.title") in words(app)
    app.session_state["question_notebook"] = Notebook(attempts=Answered())
    is_fine(app.run(), seen)
    # Also the other view with a question, and whoever wants none.
    for view, title in (("update", "new_weight"), ("whole", None)):
        app.query_params["view"] = view
        app.session_state["question_notebook"] = Notebook()
        app.run()
        assert (text("question.switch") in [toggle.label for toggle in app.toggle]) is (title is not None)
        assert title is None or text(f"question.ask.{title}.title") in words(app)


class Answered(dict[Key, Attempt]):
    """Has an answer to every question."""

    def get(self, key: Key, default: Any = None) -> Attempt:
        del key, default
        return Attempt("shown")


@pytest.mark.parametrize("name", COVERING)
def test_with_weights_of_0_the_gradient_ends_at_the_last_layer(
    open_page: Open, store: RunStore, seen: Seen, name: str
) -> None:
    config = ODD[name]
    link = {"lang": "en", "model": untrained(store, config).id, "batch": "8-0-any", "start": "zero"}
    app = open_page("learning_step", **link)
    is_fine(app, seen)
    amounts = {column["stage"]: column["amount"] for column in seen.meta["columns"]}
    assert [stage for stage, amount in amounts.items() if amount != "0"] == ["logits"]
    assert Text("en")("page.learning_step.played_back") in [button.label for button in app.button]
    for view in ("why", "gates"):
        app.query_params["view"] = view
        is_fine(app.run(), seen)


ANSWERED = {name: view for view, names in QUESTIONS.items() for name in names}
"""The beginner's ten questions, by the view on which they are answered."""


def test_the_questions_of_a_beginner_are_answered(open_page: Open, language: str) -> None:
    text = Text(language)
    assert len(ANSWERED) == 10
    for view, names in QUESTIONS.items():
        app = open_page("learning_step", lang=language, view=view)
        (folded,) = [one for one in app.expander if one.label == text("page.learning_step.asked.title")]
        said = [one.value for one in folded.markdown]
        for name in names:
            question = said.index(f"**{text(f'page.learning_step.asked.{name}')}**")
            assert said[question + 1]
