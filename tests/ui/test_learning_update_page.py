"""The views of a step that change weights: the update of one weight, and up to a hundred steps in a row."""

from collections.abc import Callable, Hashable
from typing import Any

import keras
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explainer import jobs
from explainer.jobs import Job, Jobs, Steps
from explainer.learning.play import training_batch
from explainer.learning.recording import Recording, Seen, Tried
from explainer.learning.trials import FACTORS, IN_USE, POINTS
from explainer.network import ARTICLE, keras_model, network
from explainer.optimizers import VARIANTS
from explainer.text import ORIGINALS, Text
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from explainer.training.recipes.recipe import QUICK_LOOK
from explainer.training.store.run_store import RunStore
from explainer.ui.components import mounting
from explainer.ui.components.payload import pack
from explainer.ui.learning.play import ADDED
from explainer.ui.learning.step_in_use import trainable_roles, weighing_stages
from explainer.ui.pictures.play import MOST_STEPS, scene, snapshots
from explainer.ui.pictures.update import OneUpdate, shown_decimals
from tests.networks import COVERING, ODD
from tests.ui.pages import Open, words
from tests.ui.trainings import untrained

LARGEST_PAYLOAD = 250_000
MINUS = "\N{MINUS SIGN}"
TEXT = Text("en")


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the view's picture was sent last, while everything is computed as soon as it is asked for."""
    found: dict[str, Any] = {}
    ask, packed = Jobs.ask, mounting.pack

    def at_once(
        self: Jobs, key: Hashable, urgency: int, begin: Callable[[], Steps], *, owner: str | None = None
    ) -> Job:
        job = ask(self, key, urgency, begin, owner=owner)
        while not job.is_over:
            jobs._step(job)
        return job

    def spy(meta: Any, arrays: Any) -> bytes:
        content = packed(meta, arrays)
        if "account" in meta or "snapshots" in meta:
            found.update(meta=meta, arrays=arrays, size=len(content))
        return content

    monkeypatch.setattr(Jobs, "ask", at_once)
    monkeypatch.setattr(mounting, "pack", spy)
    return found


def is_fine(app: AppTest, seen: dict[str, Any]) -> None:
    assert not app.error
    assert not app.warning
    assert seen["size"] <= LARGEST_PAYLOAD


def number(said: str) -> float:
    return float(said.replace(MINUS, "-").replace(",", ""))


@pytest.mark.parametrize("language", ORIGINALS)
def test_the_update_opens_by_its_link(open_page: Open, seen: dict[str, Any], language: str) -> None:
    app = open_page("learning_step", lang=language, view="update", batch="8-2-any", stage="conv2d_1")
    is_fine(app, seen)
    text, meta, arrays = Text(language), seen["meta"], seen["arrays"]
    recipe = load_bundle().description.recipe
    number = recipe.epochs * recipe.batches + 1
    assert text("page.learning_step.memory_kept", optimizer="Adam", number=number) in meta["account"]["notes"]
    assert number_of_update(seen) == number
    assert len(arrays["values"]) == POINTS
    assert len(meta["rates"]["verdicts"]) == len(FACTORS)
    assert meta["rates"]["names"][IN_USE] == "0.001"
    assert [row["is_own"] for row in meta["others"]["rows"]].count(True) == 1
    assert app.query_params["view"] == "update"


@pytest.mark.parametrize("name", COVERING)
@pytest.mark.parametrize("view", ["update", "play"])
def test_both_views_open_with_odd_networks(
    open_page: Open, store: RunStore, seen: dict[str, Any], view: str, name: str
) -> None:
    config = ODD[name]
    link = {"lang": "en", "model": untrained(store, config).id, "batch": "8-0-any"}
    stage = weighing_stages(config)[-1]
    app = open_page("learning_step", view=view, stage=stage.name, weight=f"{trainable_roles(stage)[-1]}-0", **link)
    is_fine(app, seen)
    if view == "update":
        # The run was stopped before Keras wrote any.
        assert TEXT("page.learning_step.memory_fresh", optimizer="Adam", number=1) in seen["meta"]["account"]["notes"]
    if view == "play":
        app.button(f"learning_play_{ADDED[0]}").click()
        is_fine(app.run(), seen)
        assert seen["meta"]["steps"] == 1
        assert (seen["meta"]["watched"] is None) == (config.first_convolution is None)


@pytest.mark.parametrize("name", VARIANTS)
def test_the_new_weight_is_that_of_keras_to_the_last_digit(name: str) -> None:
    random = np.random.default_rng(3)
    optimizer = VARIANTS[name].model_copy(update={"learning_rate": 0.003})
    weights, gradients = random.normal(scale=0.2, size=40), random.normal(scale=0.05, size=(4, 40))
    model = optimizer.build()
    variable = keras.Variable(weights.astype(np.float32))
    memory = optimizer.start((40,))
    for place, gradient in enumerate(gradients, 1):
        before = variable.numpy()
        shown = [
            OneUpdate(
                optimizer=optimizer,
                gradient=float(np.float32(slope)),
                weight=float(weight),
                memory={key: float(kept[which]) for key, kept in memory.items()},
                number=place,
                rate=0.003,
                notes=(),
            )
            for which, (slope, weight) in enumerate(zip(gradient, before, strict=True))
        ]
        memory = optimizer.update(gradient, before.astype(np.float64), memory, place, 0.003).memory
        model.apply([keras.ops.convert_to_tensor(gradient.astype(np.float32))], [variable])
        for update, after in zip(shown, variable.numpy(), strict=True):
            account = update.account(TEXT)
            decimals = shown_decimals(update.step)
            # What Keras rounds on its way may be on the other side of a half.
            assert number(account["result"]["value"]) == pytest.approx(float(after), abs=0.5 * 10.0**-decimals + 3e-8)
            old, sign, step = account["result"]["formula"].rsplit(" ", 2)
            total = number(old) + (number(step) if sign == "+" else -number(step))
            assert total == pytest.approx(number(account["result"]["value"]), abs=1e-9)
            assert account["lines"][0]["title"] == TEXT("component.optimizers.gradient")
            assert not any("{" in line["formula"] for line in account["lines"])


def keras_after(steps: int) -> tuple[keras.Model, float]:
    """The bundled model after some more steps of its training, and the loss of the batch that follows."""
    bundle = load_bundle()
    recipe = bundle.description.recipe
    model = keras_model(ARTICLE)
    model.compile(recipe.optimizer.build(), loss="sparse_categorical_crossentropy")
    model.optimizer.build(model.trainable_variables)
    model.load_weights(bundle.checkpoint_path(1))
    for place in range(steps):
        batch = training_batch(ARTICLE, recipe, 4 + place)
        model.train_on_batch(batch.images, batch.labels)
    following = training_batch(ARTICLE, recipe, 4 + steps)
    return model, float(model.test_on_batch(following.images, following.labels))


def test_steps_are_played_opened_and_kept_as_a_run(open_page: Open, store: RunStore, seen: dict[str, Any]) -> None:
    app = open_page("learning_step", lang="en", view="play", model="bundled@1", batch="recipe-4-any")
    is_fine(app, seen)
    assert (seen["meta"]["steps"], seen["meta"]["asked"]) == (0, 0)
    for added in (ADDED[0], ADDED[0]):
        app.button(f"learning_play_{added}").click()
        app.run()
    is_fine(app, seen)
    assert seen["meta"]["steps"] == 2
    first, second = seen["arrays"]["losses"]
    assert first == pytest.approx(keras_after(0)[1], rel=1e-3)
    assert second == pytest.approx(keras_after(1)[1], rel=1e-3)
    # The next step of it, opened.
    app.query_params["played"], app.query_params["batch"], app.query_params["view"] = "2-4", "recipe-6-any", "update"
    app.run()
    is_fine(app, seen)
    assert TEXT("page.learning_step.played", steps=2, epoch=1) in words(app)
    model, loss = keras_after(2)
    assert seen["meta"]["curve"]["loss"] == pytest.approx(loss, rel=1e-3)
    assert number_of_update(seen) == load_bundle().description.recipe.batches + 3
    # Kept, it is the model in use; the one before stays as it was.
    before = load_weights(load_bundle(), 1)
    app.query_params["view"] = "play"
    app.session_state["played_steps_keep"] = 2
    app.run()
    (run,) = store.runs()
    assert app.query_params["model"] == run.id
    kept = load_weights(run)
    arrays = [array for layer in kept.values() for array in layer.values()]
    for array, expected in zip(arrays, model.get_weights(), strict=True):
        np.testing.assert_allclose(array, expected, rtol=1e-3, atol=1e-5)
    after = load_weights(load_bundle(), 1)
    np.testing.assert_array_equal(after["conv2d_1"].kernel, before["conv2d_1"].kernel)


def number_of_update(seen: dict[str, Any]) -> int:
    """Which update it is, by the exponents of Adam's correction."""
    formula = next(line["formula"] for line in seen["meta"]["account"]["lines"] if "^" in line["formula"])
    return int(formula.rsplit("^", 1)[1].rstrip(")"))


def test_a_hundred_steps_of_the_largest_maps_are_a_small_payload() -> None:
    config = network("c4-same_max2_d6")
    random = np.random.default_rng(1)
    maps = random.normal(size=(MOST_STEPS + 1, 28, 28)).astype(np.float32)
    recording = object.__new__(Recording)
    recording.recipe = QUICK_LOOK
    recording.image = training_batch(config, QUICK_LOOK.model_copy(update={"batch_size": 8}), 0)
    recording.seen = [Seen(np.full(10, 0.1, np.float32), each, -each) for each in maps]
    recording.kernels = list(random.normal(size=(MOST_STEPS + 1, 7, 7)).astype(np.float32))
    recording.losses = random.random(MOST_STEPS).tolist()
    recording.tried = [Tried(place, 0.5, 0.9) for place in range(0, MOST_STEPS + 1, 10)]
    shown = scene(
        recording, MOST_STEPS, TEXT, identity="", start="", names=("stage", "kernel", "map"), unseen=250, can_keep=True
    )
    assert len(pack(*shown)) <= LARGEST_PAYLOAD
    assert shown[0]["snapshots"] == snapshots(MOST_STEPS)
    assert snapshots(1) == [0, 1]
