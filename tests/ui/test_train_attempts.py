"""The Train page: pause and continue, one more epoch, resume, live kernels, and what the curves say."""

import base64
import math

import numpy as np
import pytest

from explainer import mnist
from explainer.network import ARTICLE, network
from explainer.text import ORIGINALS, Text, joined
from explainer.training.curves.finding import Finding
from explainer.training.recipes.recipe import FAST
from explainer.training.store.files import write_atomically
from explainer.training.store.owners import Owner
from explainer.training.store.progress import append_record
from explainer.training.store.records import BatchRecord, CurvePoint, EpochRecord, Exit, Request, ResumedRecord
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import read_state
from explainer.training.store.status import RunStatus
from explainer.training.worker.snapshots import Snapshot, watched_image
from explainer.ui import caches
from explainer.ui.model_keys import Stored
from explainer.ui.pictures.kernels import learning_scene
from explainer.ui.train.findings import change_words, words
from tests.oracles.runs import put_run, random_weights
from tests.ui.pages import Open, button, labels, metrics
from tests.ui.pages import words as shown_words
from tests.ui.trainings import begun, dead, ended

KERNELS = np.arange(64 * 9, dtype=np.float32).reshape(64, 3, 3) / 100
IMAGE = mnist.scale(mnist.load().x_test[18])
TINY = network("c2-s3_max2")
WATCHED = watched_image(IMAGE, "test-18", 3)
SNAPSHOT = Snapshot(
    epoch=1,
    batch=7,
    shape=KERNELS.shape,
    packed=base64.b64encode(KERNELS.tobytes()).decode(),
    probabilities=(0.25, 0.75, *[0.0] * 8),
)

FINDINGS = [
    ("rate_too_high", {"reason": "not_finite", "epoch": 2, "learning_rate": 0.5}),
    ("rate_too_high", {"reason": "stuck", "epoch": 2, "learning_rate": 0.5, "loss": 2.25}),
    ("rate_too_high", {"reason": "jumps", "epoch": 2, "learning_rate": 0.5, "loss": 2.25, "best_loss": 0.5}),
    ("rate_too_low", {"loss": 2.25, "learning_rate": 1e-5, "epochs": 3}),
    ("dead_filters", {"layer": "conv2d_1", "silent": 12, "filters": 64}),
    *(
        ("hardly_learned", {"reason": reason, "loss": 2.25, "epochs": 3, **details})
        for reason, details in (
            ("few_updates", {"updates": 200}),
            ("sigmoid", {"layers": 5}),
            ("dropout", {"dropout": 0.75}),
            ("unknown", {"learning_rate": 0.001}),
        )
    ),
    *(
        (code, {"epoch": 4, "best_loss": 0.375, "last_loss": 0.5, "training_then": 0.25, "training_now": 0.125})
        for code in ("overfitting", "turning")
    ),
    ("averages_lag", {"updates": 320, "last_loss": 2.5, "training_now": 0.125}),
    ("still_learning", {"epochs": 2, "loss_before": 0.5, "loss_after": 0.25, "held_out": "none"}),
    (
        "still_learning",
        {"epochs": 2, "loss_before": 0.5, "loss_after": 0.25, "held_out": "validation"}
        | {"held_out_loss_before": 0.75, "held_out_loss_after": 0.625},
    ),
    *(
        (code, {"epochs": 2, "held_out": held_out, "accuracy": 0.9875, **reason})
        for code in ("good", "so_far")
        for held_out in ("validation", "test")
        for reason in ({}, {"reason": "flat"})
    ),
    *(("so_far", {"epochs": 2, "held_out": "none", "loss": 0.5, **reason}) for reason in ({}, {"reason": "flat"})),
    ("no_validation", {}),
]


def test_pause_and_continue(open_train: Open, store: RunStore, living: Owner, language: str) -> None:
    text = Text(language)
    run = begun(store, living)
    app = open_train(language)
    button(app, "page.train.pause", language).click().run()
    assert read_state(run) == "paused"
    assert app.title[0].value == text("page.train.title_paused")
    assert text("page.train.paused_note", minutes=5) in shown_words(app)
    assert text("page.train.stop") in labels(app)
    button(app, "page.train.continue", language).click().run()
    assert read_state(run) == "running"
    assert app.title[0].value == text("page.train.title_running")


def test_nobody_pauses_somebody_else_s_run(open_train: Open, store: RunStore, living: Owner) -> None:
    run = begun(store, living, visitor="somebody-else-0000")
    app = open_train(run=run.id)
    assert not labels(app) & {Text("en")(f"page.train.{name}") for name in ("pause", "stop", "continue")}


def test_one_more_epoch(open_train: Open, store: RunStore, language: str) -> None:
    text = Text(language)
    run = ended(begun(store, dead(), epochs=2), "finished", epoch=2, test_accuracy=0.9875, test_loss=0.04)
    app = open_train(language, run=run.id)
    assert text("page.train.one_more_schedule", rate="0.0005") in shown_words(app)
    button(app, "page.train.one_more", language).click().run()
    assert read_state(run) == "queued"
    assert run.epochs_asked(run.request()) == 3
    assert app.title[0].value == text("page.train.title_queued")
    # What it learned is still there to be looked at.
    assert "accuracy: 0.9375" in app.code[0].value


@pytest.mark.parametrize("epochs", [0.5, 1.5])
def test_resume(open_train: Open, store: RunStore, language: str, epochs: float) -> None:
    text = Text(language)
    run = begun(store, dead(), epochs)
    write_atomically(run.exit_path, Exit(exit_code=-9).model_dump_json())
    app = open_train(language, run=run.id)
    how = text("page.train.resume_note", epoch=1) if epochs > 1 else text("page.train.resume_from_start")
    assert how in shown_words(app)
    button(app, "page.train.resume", language).click().run()
    assert read_state(run) == "queued"
    assert run.epochs_asked(run.request()) == 2


def test_only_the_owner_lets_a_run_go_on(open_train: Open, store: RunStore) -> None:
    run = ended(begun(store, dead(), visitor="somebody-else-0000"), "stopped", epoch=1)
    app = open_train(run=run.id)
    assert not labels(app) & {Text("en")("page.train.resume"), Text("en")("page.train.one_more")}


def test_no_more_epochs_than_are_allowed(open_train: Open, store: RunStore) -> None:
    run = ended(begun(store, dead(), epochs=2), "finished", epoch=2)
    run.ask_for_more(FAST.most_epochs)
    ended(run, "finished", epoch=2)
    app = open_train(run=run.id)
    assert button(app, "page.train.one_more").disabled
    assert Text("en")("error.too_many_epochs", limit=FAST.most_epochs) in shown_words(app)


def test_a_run_that_went_on_says_so(open_train: Open, store: RunStore, language: str) -> None:
    text = Text(language)
    run = begun(store, dead(), epochs=1)
    append_record(run.progress_path, ResumedRecord(epoch=1, epochs=2))
    append_record(
        run.progress_path,
        EpochRecord(epoch=2, batches=FAST.batches, loss=0.2, accuracy=0.95, training_seconds=30.0, test_seconds=2.0),
    )
    run.ask_for_more(2)
    ended(run, "finished", epoch=2, test_accuracy=0.9875, test_loss=0.04)
    app = open_train(language, run=run.id)
    assert text("page.train.went_on", epoch=1) in shown_words(app)
    assert metrics(app)[text("run.took")].startswith("43")


def test_why_a_pause_has_ended(open_train: Open, store: RunStore, language: str) -> None:
    text = Text(language)
    run = ended(begun(store, dead()), "stopped", reason="others_waited", epoch=1)
    app = open_train(language, run=run.id)
    said = text("state.others_waited_note", kept=text("state.kept", epoch=1))
    assert app.info[0].value == joined([said, text("state.others_waited_next")])


@pytest.mark.parametrize("language", ORIGINALS)
@pytest.mark.parametrize(("code", "details"), FINDINGS)
def test_every_finding_has_its_words(language: str, code: str, details: dict[str, float | int | str]) -> None:
    said = words(Finding(code, details), Text(language))
    assert said.startswith("**")
    assert "{" not in said
    for name, value in details.items():
        if "loss" in name:
            assert f"{value:.3f}" in said


@pytest.mark.parametrize("language", ORIGINALS)
def test_every_change_has_its_words(language: str) -> None:
    changes = {"epochs": 4, "training_images": 50_000, "validation_images": 10_000, "learning_rate": 0.001}
    said = change_words(changes, Text(language))
    assert all(value in said for value in ("4", "50,000", "10,000", "0.001"))
    for name, value in {"activation": "leaky_relu", "batch_size": 64, "optimizer": "sgd"}.items():
        assert str(value) in change_words({name: value}, Text(language))
    assert "25\u00a0%" in change_words({"dropout": 0.25}, Text(language))


def test_what_to_try_is_set_up(open_train: Open, store: RunStore, language: str) -> None:
    text = Text(language)
    run = begun(store, dead(), epochs=0.5)
    ended(run, "finished", epoch=2, test_accuracy=0.9875, test_loss=0.04)
    for epoch, loss in ((1, 0.5), (2, 0.75)):
        append_record(
            run.progress_path,
            EpochRecord(epoch=epoch, batches=FAST.batches, loss=loss, accuracy=0.8, learning_rate=0.005),
        )
    app = open_train(language, run=run.id)
    jumps = text(
        "page.train.reading.rate_too_high_jumps", epoch=2, loss="0.750", best_loss="0.500", learning_rate=0.005
    )
    assert jumps in shown_words(app)
    (tried,) = [each for each in app.button if (each.key or "").startswith("try-0-")]
    assert tried.label == text("page.train.change.learning_rate", value="0.0005")
    tried.click().run()
    assert app.title[0].value == text("page.train.title")
    session = app.session_state["session"]
    assert session.run is None
    assert session.training is not None
    assert session.seed == 42


def test_a_scene_has_what_the_worker_wrote() -> None:
    request = Request(config=ARTICLE, recipe=FAST, watched=WATCHED)
    status = RunStatus("a" * 24, "running", request)
    scene = learning_scene(status, SNAPSHOT, KERNELS / 2, Text("en"), language="en")
    assert scene is not None
    meta, arrays = scene
    assert (meta["epoch"], meta["batch"]) == (1, 7)
    assert meta["kernels"] == {"filters": 64, "shown": 64, "height": 3, "width": 3}
    assert meta["watched"] == {"name": "test image #18", "label": 3}
    np.testing.assert_array_equal(arrays["kernels"], KERNELS)
    np.testing.assert_array_equal(arrays["start"], KERNELS / 2)
    np.testing.assert_array_equal(arrays["pixels"], IMAGE)
    np.testing.assert_allclose(arrays["probabilities"], [0.25, 0.75, *[0] * 8])


def test_a_scene_without_kernels_without_an_image_or_without_both() -> None:
    plain = RunStatus("a" * 24, "running", Request(config=ARTICLE, recipe=FAST))
    meta, arrays = learning_scene(plain, SNAPSHOT, None, Text("ja"), language="ja")
    assert meta["watched"] is None
    assert set(arrays) == {"kernels"}
    flat = RunStatus("a" * 24, "running", Request(config=network("softmax"), recipe=FAST, watched=WATCHED))
    meta, arrays = learning_scene(flat, Snapshot(epoch=0, probabilities=[0.1] * 10), None, Text("ja"), language="ja")
    assert meta["kernels"] is None
    assert set(arrays) == {"pixels", "probabilities"}
    assert learning_scene(flat, Snapshot(epoch=0), None, Text("ja"), language="ja") is None


def test_the_page_shows_the_newest_moment(open_train: Open, store: RunStore, living: Owner, language: str) -> None:
    run = begun(store, living)
    write_atomically(run.live_path, SNAPSHOT.model_dump_json())
    app = open_train(language)
    assert not app.error
    write_atomically(run.live_path, "{")
    assert not app.run().exception


def test_an_epoch_that_was_trained_again_shows_its_new_weights(store: RunStore) -> None:
    run = store.run(put_run(store, TINY, random_weights(TINY, 1)))
    image = IMAGE.astype(np.float32)
    stored = Stored(owner=run.id, epoch=0, config=TINY, source=run)
    first = caches.learned(stored)
    before = caches.trace(first, image)
    assert caches.learned(stored) is first
    other = store.run(put_run(store, TINY, random_weights(TINY, 2)))
    run.checkpoint_path(0).write_bytes(other.checkpoint_path(0).read_bytes())
    second = caches.learned(stored)
    assert not np.array_equal(first.weights["logits"].kernel, second.weights["logits"].kernel)
    after = caches.trace(second, image)
    assert not np.array_equal(before["logits"].output, after["logits"].output)


def test_what_calls_for_stopping_is_said_at_once(
    open_train: Open, store: RunStore, living: Owner, language: str
) -> None:
    run = begun(store, living, epochs=0.5)
    point = CurvePoint(1, FAST.batches // 2 + 1, math.nan, 0.1, math.nan, 0.1)
    record = BatchRecord(epoch=1, batch=point.batch, loss=math.nan, accuracy=0.1, seconds=11.0, points=(point,))
    append_record(run.progress_path, record)
    app = open_train(language)
    said = Text(language)("page.train.reading.rate_too_high_not_finite", epoch=1, learning_rate=0.005)
    assert [warning.value for warning in app.warning] == [said]
    assert not [each for each in app.button if (each.key or "").startswith("try-")]
