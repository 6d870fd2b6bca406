"""The Train page after a run, however it ended, in both languages; the states are made from files."""

import math

import pytest

from explainer.text import Text, joined
from explainer.training.recipes.recipe import FAST, RECIPES
from explainer.training.store.files import write_atomically
from explainer.training.store.owners import Owner
from explainer.training.store.progress import append_record
from explainer.training.store.records import BatchRecord, CurvePoint, EpochRecord, Exit
from explainer.training.store.run_store import RunStore
from explainer.ui.train.ended import UNASKED
from explainer.ui.train.opening import nearest
from tests.ui.pages import JAPANESE, ROOT, VISITOR, Open, button, labels, metrics, words
from tests.ui.trainings import begun, dead, end_epoch, ended, request


def test_finished(open_train: Open, store: RunStore, language: str) -> None:
    text = Text(language)
    run = begun(store, dead(), epochs=2)
    ended(run, "finished", epoch=2, test_accuracy=0.9875, test_loss=0.04)
    app = open_train(language, run=run.id)
    assert not app.error
    assert app.title[0].value == text("page.train.title_finished")
    shown = metrics(app)
    assert shown[text("page.train.test_accuracy")] == "98.8\u00a0%"
    assert shown[text("run.epochs")] == "2 / 2"
    assert any(text("page.train.seed") in caption.value and "42" in caption.value for caption in app.caption)
    assert {text("page.train.use"), text("page.train.again")} <= labels(app)


def test_a_point_of_the_curves_opens_a_step_from_the_nearest_kept_weights(
    open_train: Open, store: RunStore, language: str
) -> None:
    text = Text(language)
    run = begun(store, dead(), epochs=2)
    ended(run, "finished", epoch=2, test_accuracy=0.9875, test_loss=0.04)
    run.checkpoint_path(1).unlink()
    app = open_train(language, run=run.id)
    assert text("page.train.choose_point") in [caption.value for caption in app.caption]
    app.session_state["curve_point"] = (run.id, 0)
    app.run()
    (kept,) = {*run.checkpoints()} - {0}
    assert kept == 2
    words = text("page.train.open_step", epoch=1, batch=FAST.batches, kept=kept)
    (link,) = (link.proto for link in app.get("page_link") if link.proto.label == words)
    assert f"model={run.id}" in link.query_string


@pytest.mark.parametrize(
    ("kept", "at", "expected"), [((0, 1, 2), 0.2, 0), ((0, 1, 2), 0.5, 0), ((0, 1, 2), 1.9, 2), ((0, 5), 2.6, 5)]
)
def test_the_nearest_kept_epoch(kept: tuple[int, ...], at: float, expected: int) -> None:
    assert nearest(kept, at) == expected


def test_stopped(open_train: Open, store: RunStore, language: str) -> None:
    text = Text(language)
    run = begun(store, dead())
    end_epoch(run, 2, FAST.batches // 2)
    ended(run, "stopped", epoch=2, test_accuracy=0.9875, test_loss=0.04)
    app = open_train(language, run=run.id)
    assert app.info[0].value == text(
        "state.stopped_note", kept=text("state.kept_partly", epoch=2, batch=FAST.batches // 2)
    )
    assert metrics(app)[text("run.epochs")] == "1 / 2"
    assert text("page.train.use") in labels(app)


@pytest.mark.parametrize("epochs", [0.5, 1.5])
def test_interrupted(open_train: Open, store: RunStore, language: str, epochs: float) -> None:
    text = Text(language)
    run = begun(store, dead(), epochs)
    write_atomically(run.exit_path, Exit(exit_code=-9).model_dump_json())
    app = open_train(language, run=run.id)
    assert app.title[0].value == text("page.train.title_interrupted")
    kept = text("state.kept", epoch=1) if epochs > 1 else text("state.nothing_kept")
    assert app.warning[0].value == joined([text("state.interrupted_note", kept=kept), text("state.interrupted_next")])
    assert (text("page.train.use") in labels(app)) == (epochs > 1)
    assert "accuracy: 0.9375" in app.code[0].value


@pytest.mark.parametrize("reason", [None, *UNASKED])
def test_only_whose_run_it_is_reads_how_it_goes_on(
    open_train: Open, store: RunStore, language: str, reason: str | None
) -> None:
    text, ended_by = Text(language), reason or "interrupted"
    follow_up = text(f"state.{ended_by}_next")
    for visitor in (VISITOR, "somebody-else"):
        run = begun(store, dead(), visitor=visitor)
        if reason is None:
            write_atomically(run.exit_path, Exit(exit_code=-9).model_dump_json())
        else:
            ended(run, "stopped", reason=reason, epoch=1, seconds=60.0)
        app = open_train(language, run=run.id)
        (said,) = [*app.info, *app.warning]
        is_own = visitor == VISITOR
        assert text("state.kept", epoch=1) in said.value
        assert said.value.endswith(follow_up) == is_own
        assert (text("page.train.resume") in labels(app)) == is_own


@pytest.mark.parametrize("reason", ["disk_full", "out_of_memory", "mnist_missing", "mnist_altered", "crashed", "new"])
def test_failed(open_train: Open, store: RunStore, language: str, reason: str) -> None:
    text = Text(language)
    run = ended(begun(store, dead()), "failed", reason=reason, epoch=1)
    app = open_train(language, run=run.id)
    known = reason if reason != "new" else "crashed"
    expected = text("state.failed_note", reason=text(f"state.reason.{known}"), kept=text("state.kept", epoch=1))
    assert [error.value for error in app.error] == [expected]
    assert text("page.train.use") in labels(app)


@pytest.mark.parametrize("name", ["request_path", "result_path"])
def test_unreadable(open_train: Open, store: RunStore, language: str, name: str) -> None:
    text = Text(language)
    run = ended(begun(store, dead()), "finished", epoch=1)
    getattr(run, name).write_text("{")
    app = open_train(language, run=run.id)
    assert text("error.run_unreadable") in [error.value for error in app.error]
    button(app, "page.train.again", language).click().run()
    assert app.title[0].value == text("page.train.title")


@pytest.mark.parametrize("state", ["finished", "interrupted"])
def test_use_this_model_is_for_every_page(open_train: Open, store: RunStore, state: str) -> None:
    run = begun(store, dead(), epochs=2 if state == "finished" else 1.5)
    weights = ROOT / "assets" / "pretrained" / "epoch-01.weights.h5"
    for epoch in (1, 2):
        if run.checkpoint_path(epoch).exists():
            run.checkpoint_path(epoch).write_bytes(weights.read_bytes())
    if state == "finished":
        ended(run, "finished", epoch=2, test_accuracy=0.9875, test_loss=0.04)
    app = open_train(run=run.id)
    button(app, "page.train.use").click().run()
    assert not app.warning or state == "interrupted"
    assert app.query_params["model"] == run.id
    assert [success.value for success in app.success] == [Text("en")("page.train.in_use")]


def test_train_again_keeps_the_recipe(open_train: Open, store: RunStore) -> None:
    run = store.create(request(RECIPES["article"]), is_claimed=True)
    write_atomically(run.exit_path, Exit(exit_code=1).model_dump_json())
    app = open_train(run=run.id)
    button(app, "page.train.again").click().run()
    assert app.radio[0].value == "article"
    assert "run" not in app.query_params


def test_earlier_runs_are_found_again(open_train: Open, store: RunStore) -> None:
    runs = [ended(begun(store, dead()), "stopped", epoch=1, test_accuracy=0.98) for _ in range(7)]
    ended(begun(store, dead(), visitor="somebody-else-0000"), "finished", epoch=1)
    app = open_train()
    lines = [line for line in app.button if str(line.key).startswith("run-")]
    assert [line.key for line in lines] == [f"run-{run.id}" for run in reversed(runs)]
    assert "98.0\u00a0%" in lines[0].label
    lines[3].click().run()
    assert app.query_params["run"] == runs[3].id
    assert app.title[0].value == Text("en")("page.train.title_stopped")


def test_english_has_no_japanese(open_train: Open, store: RunStore, living: Owner) -> None:
    finished = ended(begun(store, dead(), epochs=2), "finished", epoch=2, test_accuracy=0.98)
    assert JAPANESE.search(words(open_train(run=finished.id))) is None
    begun(store, living)
    assert JAPANESE.search(words(open_train())) is None


def test_a_run_that_diverged_is_shown(open_train: Open, store: RunStore, language: str) -> None:
    run = store.create(request(), is_claimed=True)
    point = CurvePoint(1, FAST.batches, math.nan, 0.125, math.nan, 0.125)
    batch = BatchRecord(
        epoch=1, batch=FAST.batches, loss=math.nan, accuracy=0.125, seconds=1.0, points=(point,), line="loss: nan"
    )
    append_record(run.progress_path, batch)
    append_record(run.progress_path, EpochRecord(epoch=1, batches=FAST.batches, loss=math.nan, accuracy=0.125))
    ended(run, "finished", epoch=1, test_loss=math.nan, test_accuracy=0.0975)
    app = open_train(language, run=run.id)
    assert not app.error
    assert metrics(app)[Text(language)("page.train.test_accuracy")] == "9.8\u00a0%"


def cells(markdown: str) -> list[list[str]]:
    return [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in markdown.splitlines()[2:]]


def test_figures_of_an_interrupted_run_are_of_the_model_that_is_kept(
    open_train: Open, store: RunStore, language: str
) -> None:
    text = Text(language)
    run = begun(store, dead(), epochs=1)
    point = CurvePoint(2, 9, 0.9, 0.5, 0.9, 0.5)
    append_record(run.progress_path, BatchRecord(epoch=2, batch=9, loss=0.9, accuracy=0.5, seconds=11, points=(point,)))
    write_atomically(run.exit_path, Exit(exit_code=-9).model_dump_json())
    app = open_train(language, run=run.id)
    assert metrics(app)[text("page.train.training_accuracy")] == "93.8\u00a0%"
    table = next(markdown.value for markdown in app.markdown if "|" in markdown.value)
    assert cells(table) == [
        [text("page.train.epoch_training", epoch=1), text("page.train.roughly", value="95\u00a0%"), "93.8\u00a0%"],
        [text("page.train.epoch_test", epoch=1), "–", "98.2\u00a0%"],
    ]


@pytest.mark.parametrize(("name", "rows"), [("fast", 4), ("quick_look", 2)])
def test_one_epoch_is_compared_once(open_train: Open, store: RunStore, name: str, rows: int) -> None:
    text, recipe = Text("en"), RECIPES[name]
    run = store.create(request(recipe), is_claimed=True)
    point = CurvePoint(1, recipe.batches, 0.25, 0.9375, 0.125, 0.96875)
    append_record(
        run.progress_path,
        BatchRecord(epoch=1, batch=recipe.batches, loss=0.25, accuracy=0.9375, seconds=1.0, points=(point,)),
    )
    end_epoch(run, 1, recipe.batches)
    ended(run, "finished", epoch=1, test_accuracy=0.9825)
    app = open_train(run=run.id)
    table = cells(next(markdown.value for markdown in app.markdown if "|" in markdown.value))
    assert len(table) == rows
    assert [row[0] for row in table[-2:]] == [text("page.train.last_training"), text("page.train.last_test")]
