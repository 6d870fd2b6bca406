"""The Train page while a run waits or trains, in both languages; the states are made from files."""

import sys
import time
from pathlib import Path

import pytest

from explainer.text import Text
from explainer.training.queue.dispatcher import Dispatcher
from explainer.training.recipes.recipe import FAST
from explainer.training.store.owners import Owner
from explainer.training.store.progress import append_record
from explainer.training.store.records import BatchRecord
from explainer.training.store.run_store import RunStore
from tests.ui.pages import Open, button, labels, metrics, words
from tests.ui.trainings import begun, end_epoch, ended, request


def test_queued(open_train: Open, store: RunStore, living: Owner, language: str) -> None:
    text = Text(language)
    begun(store, living, visitor="somebody-else-0000")
    run = store.create(request())
    app = open_train(language)
    assert app.title[0].value == text("page.train.title_queued")
    assert not app.radio
    button(app, "page.train.cancel", language).click().run()
    assert run.stop_path.exists()
    assert text("state.cancelled_note") in words(app)


def test_the_place_in_the_queue_is_shown(
    open_train: Open, store: RunStore, living: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(store, living, visitor="somebody-else-0000")
    store.create(request(visitor="another-one-0000"))
    run = store.create(request())
    waiting = [other.id for other in store.runs()[1:]]
    monkeypatch.setattr(Dispatcher, "place", lambda _, run_id: 1 + waiting.index(run_id) if run_id in waiting else None)
    shown = metrics(open_train(run=run.id))
    assert shown[Text("en")("page.train.place")] == "2"
    # Nothing was measured yet, so nothing is promised.
    assert shown[Text("en")("page.train.wait")] == "–"


def test_starting_and_running(open_train: Open, store: RunStore, living: Owner, language: str) -> None:
    text = Text(language)
    run = begun(store, living)
    app = open_train(language)
    assert app.title[0].value == text("page.train.title_running")
    assert not app.radio
    assert set(metrics(app)) == {text(name) for name in ("page.train.speed", "run.took", "page.train.left")}
    assert f"{run.request().recipe.batches}/{FAST.batches} 10s" in app.code[0].value
    table = next(markdown.value for markdown in app.markdown if "|" in markdown.value)
    assert "98.2\u00a0%" in table or "98.3\u00a0%" in table
    assert text("page.train.at_the_end") in table


def test_before_the_first_batch_it_says_what_is_being_prepared(
    open_train: Open, store: RunStore, living: Owner, language: str
) -> None:
    run = begun(store, living, epochs=0)
    begun_at = time.time() - 20
    run.preparing_path.write_text(f"process {begun_at}\ntensorflow {begun_at + 0.5}\nnonsense\ndata {begun_at + 4}\n")
    shown = "".join(element.proto.body for element in open_train(language).get("html"))
    assert [shown.count(mark) for mark in ('class="done"', 'aria-current="step"', "<li>")] == [2, 1, 2]
    text = Text(language)
    assert all(text("page.train.step_seconds", seconds=seconds) in shown for seconds in ("0.5", "3.5"))


def test_stop_leaves_a_wish_and_says_so(open_train: Open, store: RunStore, living: Owner) -> None:
    run = begun(store, living)
    app = open_train()
    button(app, "page.train.stop").click().run()
    assert run.stop_path.exists()
    assert button(app, "page.train.stopping").disabled


def test_another_visitor_s_run_can_be_seen_but_not_stopped(open_train: Open, store: RunStore, living: Owner) -> None:
    run = begun(store, living, visitor="somebody-else-0000")
    app = open_train(run=run.id)
    assert app.title[0].value == Text("en")("page.train.title_running")
    assert Text("en")("page.train.stop") not in labels(app)


def test_both_tabs_of_a_visitor_show_the_run(open_train: Open, store: RunStore, living: Owner) -> None:
    run = begun(store, living)
    for app in (open_train(), open_train()):
        assert app.title[0].value == Text("en")("page.train.title_running")
        assert app.query_params["run"] == run.id


def test_the_end_of_a_run_is_shown_without_a_click(open_train: Open, store: RunStore, living: Owner) -> None:
    run = begun(store, living)
    app = open_train()
    ended(run, "finished", epoch=2, test_accuracy=0.9875, test_loss=0.04)
    app.run()
    assert app.title[0].value == Text("en")("page.train.title_finished")


def test_what_moves_asks_at_most_twice_a_second(open_train: Open) -> None:
    open_train()
    module = sys.modules["explainer.ui.train.running"]
    assert min(module.TRAINING_SECONDS, module.WAITING_SECONDS) >= 0.5


def test_a_stop_that_cannot_be_written_is_explained(
    open_train: Open, store: RunStore, living: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(store, living)
    app = open_train()

    def refuse(path: Path, text: str, **_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_text", refuse)
    button(app, "page.train.stop").click().run()
    assert [error.value for error in app.error] == [Text("en")("error.store_unwritable")]


def test_the_last_test_and_the_last_seconds_are_not_counted(
    open_train: Open, store: RunStore, living: Owner, language: str
) -> None:
    text = Text(language)
    run = begun(store, living, epochs=1.5)
    left, almost_done = text("page.train.left"), text("page.train.almost_done")
    app = open_train(language)
    assert metrics(app)[left] not in (almost_done, "–")
    last = BatchRecord(epoch=2, batch=FAST.batches, loss=0.25, accuracy=0.9375, seconds=25.0)
    append_record(run.progress_path, last)
    app.run()
    assert metrics(app)[left] == almost_done
    end_epoch(run, 2, FAST.batches)
    app.run()
    assert metrics(app)[left] == almost_done
