"""The Evaluate page says what the network in use does, whatever network that is."""

from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.evaluation.scores import Evaluation
from explainer.evaluation.view import EvaluationView
from explainer.network import PRESETS, keras_model
from explainer.own_digits import OwnDigits
from explainer.predicting import Predictions, Predictor
from explainer.text import Text
from explainer.tracing import Weights, as_weights
from explainer.training.recipes.recipe import QUICK_LOOK, AddedDigits, Recipe
from explainer.training.store.progress import append_record
from explainer.training.store.records import EpochRecord, Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.ui import caches, many_images, piecewise
from explainer.ui.components.payload import pack
from explainer.ui.evaluate.classes import opened
from explainer.ui.evaluate.images import browsed
from explainer.ui.model_keys import Stored
from explainer.ui.pictures import answered
from explainer.ui.pictures.answered import Sheet
from tests.ui.pages import JAPANESE, VISITOR, Open, button, html, words
from tests.ui.trainings import ended

# Keras 3.15 reads its own variables in a way that NumPy 2 warns about when weights are saved.


SMALL = PRESETS["no_convolution"]


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """All in one look: AppTest does not tick."""
    monkeypatch.setattr(piecewise, "BUDGET_SECONDS", 300.0)


@pytest.fixture(scope="module")
def weights() -> Weights:
    keras.utils.set_random_seed(1)
    return as_weights(SMALL, keras_model(SMALL).get_weights())


@pytest.fixture(scope="module")
def evaluation(weights: Weights) -> Evaluation:
    dataset = mnist.load()
    return Evaluation(Predictor(SMALL).predictions(dataset.x_test, weights), dataset.y_test)


@pytest.fixture
def run(store: RunStore) -> Run:
    """A run that has not learned: its weights are the same after each epoch."""
    return trained(store, QUICK_LOOK)


def trained(store: RunStore, recipe: Recipe) -> Run:
    """The same by a recipe."""
    request = Request(config=SMALL, recipe=recipe, seed=1, visitor=VISITOR)
    found = store.create(request, is_claimed=True)
    keras.utils.set_random_seed(1)
    model = keras_model(SMALL)
    for epoch in range(2):
        model.save_weights(found.checkpoint_path(epoch))
        batches = QUICK_LOOK.batches if epoch else 0
        append_record(found.progress_path, EpochRecord(epoch=epoch, batches=batches))
    return ended(found, "finished", epoch=1, test_loss=2.3, test_accuracy=0.1, seconds=3.0)


def headers(app: AppTest) -> list[str]:
    return [part.value for part in app.header]


def test_it_says_what_keras_counts(open_page: Open, run: Run, evaluation: Evaluation, language: str) -> None:
    app = open_page("evaluate", lang=language, model=run.id)
    text = Text(language)
    assert not app.error
    assert not app.warning
    assert f"{evaluation.loss:.4f}" in words(app)
    assert f"{evaluation.right:,}" in words(app)
    label, answer = opened(EvaluationView(), evaluation)
    assert text("page.evaluate.cell", label=label, answer=answer) in headers(app)
    assert evaluation.confusion[label, answer] == max(
        evaluation.confusion[place] for place in np.ndindex(10, 10) if place[0] != place[1]
    )
    assert f"<td>{evaluation.classes[3].images:,}</td>" in html(app)
    if language == "en":
        assert JAPANESE.search(words(app) + html(app).split("</style>")[-1]) is None
        app.session_state["evaluate_robustness"] = True
        button(app.run(), "page.evaluate.measure").click().run()
        assert not app.error
        assert text("page.evaluate.rotation") in [part.value for part in app.subheader]


def test_a_cell_without_images_and_a_cell_by_its_fields(open_page: Open, run: Run, evaluation: Evaluation) -> None:
    label, answer = map(int, np.argwhere(evaluation.confusion == 0)[0])
    app = open_page("evaluate", lang="en", model=run.id, evaluation=f"label{label}-answer{answer}")
    text = Text("en")
    assert text("page.evaluate.cell_none") in [part.value for part in app.caption]
    app.selectbox(key="evaluate_label_en").set_value(4).run()
    assert app.query_params["evaluation"] == f"label4-answer{answer}"
    assert text("page.evaluate.cell", label=4, answer=answer) in headers(app)
    app.segmented_control(key="evaluate_way_en").set_value("shares").run()
    assert app.query_params["evaluation"] == f"label4-answer{answer}-shares1"
    app.session_state["evaluate_browse"] = True
    app.run().segmented_control(key="evaluate_digit_en").set_value("9").run()
    assert "digit9" in app.query_params["evaluation"]
    assert not app.error


def test_two_epochs_side_by_side(open_page: Open, run: Run) -> None:
    app = open_page("evaluate", lang="en", model=run.id, against=f"{run.id}@0", evaluation="group0")
    # The same weights: on no image is only one of them right.
    assert Text("en")("page.evaluate.group_none") in [part.value for part in app.caption]
    app.selectbox(key=next(box.key for box in app.selectbox if "against" in str(box.key))).set_value(None).run()
    assert "against" not in app.query_params
    assert not app.error


@pytest.mark.parametrize("against", ["0" * 24, "bundled@99"])
def test_a_model_to_compare_with_that_is_not_there(open_page: Open, run: Run, against: str) -> None:
    app = open_page("evaluate", lang="en", model=run.id, against=against)
    assert len(app.error) == 1
    assert "against" not in app.query_params
    box = next(box for box in app.selectbox if "against" in str(box.key))
    assert box.value is None
    assert all(box.options)
    assert Text("en")("page.evaluate.abstain") in headers(app)


def test_the_page_waits_for_what_is_not_computed_in_one_look(
    open_page: Open, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piecewise, "BUDGET_SECONDS", 0.0)
    app = open_page("evaluate", lang="en", model=run.id)
    assert not app.error
    assert headers(app) == []
    monkeypatch.setattr(piecewise, "BUDGET_SECONDS", 300.0)
    assert Text("en")("page.evaluate.matrix") in headers(app.run())


def test_a_large_network_is_computed_when_it_is_asked_for(
    open_page: Open, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piecewise, "QUICK_MULTIPLY_ADDS", 1_000)
    app = open_page("evaluate", lang="en", model=run.id)
    assert headers(app) == []
    button(app, "frame.compute_answers").click().run()
    assert Text("en")("page.evaluate.matrix") in headers(app)


def test_without_the_data_set_it_says_so(open_page: Open, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("glossary", lang="en", model=run.id)
    monkeypatch.setattr(mnist, "load", missing)
    app.switch_page("pages/evaluate.py").run()
    assert "mnist.npz" in app.error[0].value


def missing() -> None:
    raise ExplainerError("mnist_missing", "Expected the data set; received nothing.", file="mnist.npz", folder="assets")


def test_what_many_ask_for_is_computed_once(store: RunStore, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[int] = []
    predict = Predictor.predictions

    def counted(self: Predictor, images: mnist.Images, weights: Weights) -> Predictions:
        computed.append(len(images))
        return predict(self, images, weights)

    monkeypatch.setattr(Predictor, "predictions", counted)
    with ThreadPoolExecutor(8) as pupils:
        model = Stored(owner=run.id, epoch=1, config=SMALL, source=run)
        found = list(pupils.map(lambda _: many_images.predictions(model, 3), range(40)))
    assert computed == [many_images.PART_IMAGES]
    assert all(each is found[0] for each in found)


def test_start_values_are_said_to_be_some(open_page: Open, run: Run) -> None:
    app = open_page("evaluate", lang="en", model=f"{run.id}@0")
    assert Text("en")("page.evaluate.untrained") in [part.value for part in app.info]
    assert Text("en")("page.evaluate.untrained") not in [
        part.value for part in open_page("evaluate", lang="en", model=run.id).info
    ]


def test_own_digits_are_evaluated(open_page: Open, run: Run, evaluation: Evaluation) -> None:
    text, dataset = Text("en"), mnist.load()
    assert text("page.evaluate.own_none") in [
        part.value for part in open_page("evaluate", lang="en", model=run.id).caption
    ]
    wrong = evaluation.mistakes()[0]
    right = np.flatnonzero(evaluation.is_right)[0]
    digits = OwnDigits(dataset.x_test[[right, wrong]], dataset.y_test[[right, wrong]])
    caches.own_sets().put(VISITOR, digits)
    app = open_page("evaluate", lang="en", model=run.id)
    said = text("page.evaluate.own_lead", right=1, total=2, accuracy="50.0\u00a0%")
    assert said in [part.value for part in app.caption]


@pytest.mark.parametrize("seen", [0, 1, 2])
def test_digits_that_were_learned_from_are_said_to_be_no_test(
    open_page: Open, store: RunStore, evaluation: Evaluation, language: str, seen: int
) -> None:
    text, dataset = Text(language), mnist.load()
    wrong, right = evaluation.mistakes()[0], np.flatnonzero(evaluation.is_right)[0]
    kept = OwnDigits(dataset.x_test[[wrong, right]], dataset.y_test[[wrong, right]])
    learned = OwnDigits(np.concatenate([kept.images[:seen], dataset.x_train[:1]]), np.zeros(seen + 1, np.uint8))
    added = AddedDigits(images=seen + 1, digest=learned.digest)
    run = trained(store, QUICK_LOOK.model_copy(update={"own_digits": added}))
    caches.own_sets().put(VISITOR, kept)
    variants = {
        0: text("page.evaluate.own_learned_none"),
        1: text("page.evaluate.own_learned_some", seen=1, total=2, others=1, right=1, accuracy="100.0\u00a0%"),
        2: text("page.evaluate.own_learned_all"),
    }
    said = variants | {3: text("page.evaluate.own_learned_unknown")}

    def found(model: str) -> list[str]:
        app = open_page("evaluate", lang=language, model=model)
        shown = [part.value for kind in (app.warning, app.caption) for part in kind]
        return [sentence for sentence in said.values() if sentence in shown]

    assert found(run.id) == [said[3]]
    run.own_digits_path.write_bytes(learned.npz())
    assert found(run.id) == [said[seen]]
    assert found(f"{run.id}@0") == []


def test_the_sidebar_leads_to_where_its_number_comes_from(open_page: Open) -> None:
    assert "evaluate" in [link.proto.page for link in open_page("glossary", lang="en").sidebar.get("page_link")]


def test_what_is_browsed(evaluation: Evaluation) -> None:
    assert browsed(EvaluationView(), evaluation).size == 10_000
    wrong = browsed(EvaluationView(kind=2, digit=7), evaluation)
    assert wrong.size == 1_028 - evaluation.confusion[7, 7]
    assert not evaluation.is_right[wrong].any()


def test_a_sheet_has_its_images_and_no_page_beyond_the_last(evaluation: Evaluation) -> None:
    images = mnist.load().x_test
    sheet = Sheet(np.arange(25), 9, 12)
    meta, arrays = answered.scene(
        images, (evaluation, evaluation), sheet, lambda *_: ("walk", "why", "where"), Text("en")
    )
    pack(meta, arrays)
    assert [meta["cards"][0][name] for name in ("walkthrough", "ledger", "attribution")] == ["walk", "why", "where"]
    assert meta["paging"] == {"page": 2, "pages": 3, "words": "25–25 of 25"}
    assert [answer["letter"] for answer in meta["cards"][0]["answers"]] == ["A", "B"]
    np.testing.assert_array_equal(arrays["images"][0], images[24])
    np.testing.assert_array_equal(arrays["probabilities"][0, 1], evaluation.predictions.probabilities[24])


@pytest.mark.parametrize(
    "view",
    [EvaluationView(), EvaluationView(label=3, answer=10), EvaluationView(3, 4, shares=1, threshold=999, page=9_999)],
)
def test_a_link_to_what_is_looked_at(view: EvaluationView) -> None:
    assert EvaluationView.parse(str(view)) == view
