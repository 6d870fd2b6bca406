"""The Train page in every state a run can be in, in both languages; the states are made from files."""

from __future__ import annotations

import math
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from explainer import mnist
from explainer.network import ARTICLE
from explainer.text import LANGUAGES, Text
from explainer.training.files import write_atomically
from explainer.training.owners import Owner
from explainer.training.queue import RunQueue
from explainer.training.recipes import FAST, RECIPES, Recipe
from explainer.training.records import BatchRecord, CurvePoint, EpochRecord, Exit, Request, Result
from explainer.training.store import Run, RunStore, append_record

ROOT = Path(__file__).resolve().parents[2]
VISITOR = "visitor-of-these-tests"
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")

Open = Callable[..., AppTest]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunStore]:
    """The server's store, with a queue that hands nothing out."""
    monkeypatch.setenv("EXPLAINER_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("EXPLAINER_LOG", str(tmp_path / "log.txt"))
    monkeypatch.setattr(RunQueue, "start", lambda queue: queue)
    st.cache_resource.clear()
    yield RunStore(tmp_path / "runs")
    st.cache_resource.clear()


@pytest.fixture
def open_page(store: RunStore) -> Open:
    def opened(language: str = "en", *, visitor: str = VISITOR, **parameters: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.session_state["visitor"] = visitor
        for name, value in {"lang": language, **parameters}.items():
            app.query_params[name] = value
        app.run()
        return app.switch_page("pages/train.py").run()

    return opened


@pytest.fixture
def living() -> Iterator[Owner]:
    """A process that lives as long as the test."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        created = psutil.Process(process.pid).create_time()
        current = Owner.current()
        yield current.model_copy(update={"process_id": process.pid, "process_created": created})


def dead() -> Owner:
    return Owner.current().model_copy(update={"process_created": 1.0})


def request(recipe: Recipe = FAST, visitor: str = VISITOR) -> Request:
    return Request(config=ARTICLE, recipe=recipe, seed=42, visitor=visitor)


def begun(store: RunStore, owner: Owner, epochs: float = 1.5, visitor: str = VISITOR) -> Run:
    """A run whose worker got so far."""
    run = store.create(request(visitor=visitor), is_claimed=True)
    write_atomically(run.worker_path, owner.model_dump_json())
    append_record(run.progress_path, EpochRecord(epoch=0))
    for epoch in range(1, math.ceil(epochs) + 1):
        batch = round(FAST.batches * min(1.0, epochs - epoch + 1))
        append_record(
            run.progress_path,
            BatchRecord(
                epoch=epoch,
                batch=batch,
                loss=0.25,
                accuracy=0.9375,
                seconds=epoch * 10.0,
                points=(CurvePoint(epoch, batch, 0.25, 0.9375, 0.125, 0.96875),),
                line=f"{batch}/{FAST.batches} - accuracy: 0.9375",
            ),
        )
        if batch == FAST.batches:
            end_epoch(run, epoch, batch)
    return run


def end_epoch(run: Run, epoch: int, batch: int) -> None:
    record = EpochRecord(
        epoch=epoch,
        batches=batch,
        loss=0.25,
        accuracy=0.9375,
        test_loss=0.05,
        test_accuracy=0.9825,
        training_seconds=10.0,
        test_seconds=1.0,
        lines=(f"Epoch {epoch}/{FAST.epochs}", f"{batch}/{FAST.batches} 10s - accuracy: 0.9375"),
    )
    append_record(run.progress_path, record)
    run.checkpoint_path(epoch).touch()


def ended(run: Run, state: str, **fields: object) -> Run:
    result = Result(state=state, ended=time.time(), **{"seconds": 65.0, "training_seconds": (10.0, 10.0)} | fields)
    write_atomically(run.result_path, result.model_dump_json())
    return run


def words(app: AppTest) -> str:
    kinds = (
        *(app.title, app.subheader, app.markdown, app.caption, app.code, app.metric, app.button, app.radio),
        *(app.info, app.warning, app.error, app.success, app.toggle),
    )
    return "\n".join(f"{getattr(part, 'label', '')} {getattr(part, 'value', '')}" for kind in kinds for part in kind)


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def labels(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def start_button(app: AppTest, language: str = "en") -> object:
    return next(button for button in app.button if button.label == Text(language)("page.train.start"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_idle_offers_the_recipes(open_page: Open, language: str) -> None:
    app, text = open_page(language), Text(language)
    assert not app.exception
    assert not app.error
    assert app.title[0].value == text("page.train.title")
    sentence = text("page.train.sentence", parameters=122_922, batch_size=FAST.batch_size)
    assert sentence in [markdown.value for markdown in app.markdown]
    (choice,) = app.radio
    assert choice.value == "fast"
    assert [text(f"recipe.{name}.name") in option for name, option in zip(RECIPES, choice.options, strict=True)] == [
        True,
        True,
        True,
    ]
    assert not start_button(app, language).disabled
    assert "epochs=2" in app.code[0].value


def test_times_are_unknown_until_something_was_measured(open_page: Open, store: RunStore) -> None:
    unknown = Text("en")("page.train.unmeasured")
    captions = open_page().radio[0].proto.captions
    assert all(unknown in caption for caption in captions)
    run = begun(store, dead(), epochs=2)
    ended(run, "finished", epoch=2, test_accuracy=0.99, test_loss=0.03)
    captions = open_page().radio[0].proto.captions
    assert not any(unknown in caption for caption in captions)


@pytest.mark.parametrize("name", RECIPES)
def test_start_asks_for_what_was_chosen(open_page: Open, store: RunStore, name: str) -> None:
    app = open_page(recipe=name)
    assert app.radio[0].value == name
    app.toggle[0].set_value(False).run()
    start_button(app).click().run()
    assert not app.exception
    (run,) = store.runs()
    asked = run.request()
    assert asked.recipe == RECIPES[name].model_copy(update={"evaluate_each_epoch": False})
    assert (asked.config, asked.visitor) == (ARTICLE, VISITOR)
    assert app.title[0].value == Text("en")("page.train.title_queued")
    assert app.query_params["run"] == run.id


def test_the_choice_survives_a_change_of_language(open_page: Open) -> None:
    app = open_page("ja")
    app.radio[0].set_value("quick_look").run()
    app.query_params["lang"] = "en"
    app.run()
    assert app.radio[0].value == "quick_look"
    assert "[:6000]" in app.code[0].value


def test_seeds_differ_from_run_to_run(open_page: Open, store: RunStore) -> None:
    for visitor in ("first-visitor-0000", "second-visitor-0000"):
        start_button(open_page(visitor=visitor)).click().run()
    first, second = (run.request().seed for run in store.runs())
    assert first != second


def test_a_bad_recipe_in_the_link_falls_to_the_usual_one(open_page: Open) -> None:
    app = open_page(recipe="nonsense")
    assert not app.exception
    assert app.radio[0].value == "fast"


@pytest.mark.parametrize("language", LANGUAGES)
def test_while_others_train_the_shortest_is_suggested(
    open_page: Open, store: RunStore, living: Owner, language: str
) -> None:
    begun(store, living, visitor="somebody-else-0000")
    app = open_page(language)
    assert app.radio[0].value == "quick_look"
    assert [info.value for info in app.info] == [Text(language)("page.train.others", count=1)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_queued(open_page: Open, store: RunStore, living: Owner, language: str) -> None:
    text = Text(language)
    begun(store, living, visitor="somebody-else-0000")
    run = store.create(request())
    app = open_page(language)
    assert not app.exception
    assert app.title[0].value == text("page.train.title_queued")
    assert not app.radio
    (cancel,) = (button for button in app.button if button.label == text("page.train.cancel"))
    cancel.click().run()
    assert run.stop_path.exists()
    assert text("state.cancelled_note") in words(app)


def test_the_place_in_the_queue_is_shown(
    open_page: Open, store: RunStore, living: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(store, living, visitor="somebody-else-0000")
    store.create(request(visitor="another-one-0000"))
    run = store.create(request())
    waiting = [other.id for other in store.runs()[1:]]
    monkeypatch.setattr(RunQueue, "place", lambda _, run_id: 1 + waiting.index(run_id) if run_id in waiting else None)
    shown = metrics(open_page(run=run.id))
    assert shown[Text("en")("page.train.place")] == "2"
    # Nothing was measured yet, so nothing is promised.
    assert shown[Text("en")("page.train.wait")] == "–"


@pytest.mark.parametrize("language", LANGUAGES)
def test_starting_and_running(open_page: Open, store: RunStore, living: Owner, language: str) -> None:
    text = Text(language)
    run = begun(store, living)
    app = open_page(language)
    assert not app.exception
    assert app.title[0].value == text("page.train.title_running")
    assert not app.radio
    assert set(metrics(app)) == {text(f"page.train.{name}") for name in ("speed", "elapsed", "left")}
    assert f"{run.request().recipe.batches}/{FAST.batches} 10s" in app.code[0].value
    table = next(markdown.value for markdown in app.markdown if "|" in markdown.value)
    assert "98.2 %" in table or "98.3 %" in table
    assert text("page.train.at_the_end") in table


def test_stop_leaves_a_wish_and_says_so(open_page: Open, store: RunStore, living: Owner) -> None:
    text = Text("en")
    run = begun(store, living)
    app = open_page()
    next(button for button in app.button if button.label == text("page.train.stop")).click().run()
    assert run.stop_path.exists()
    stopping = next(button for button in app.button if button.label == text("page.train.stopping"))
    assert stopping.disabled


def test_another_visitor_s_run_can_be_seen_but_not_stopped(open_page: Open, store: RunStore, living: Owner) -> None:
    run = begun(store, living, visitor="somebody-else-0000")
    app = open_page(run=run.id)
    assert app.title[0].value == Text("en")("page.train.title_running")
    assert Text("en")("page.train.stop") not in labels(app)


def test_both_tabs_of_a_visitor_show_the_run(open_page: Open, store: RunStore, living: Owner) -> None:
    run = begun(store, living)
    for app in (open_page(), open_page()):
        assert app.title[0].value == Text("en")("page.train.title_running")
        assert app.query_params["run"] == run.id


def test_a_second_tab_that_starts_too_shows_the_first_one_s_run(open_page: Open, store: RunStore) -> None:
    first, second = open_page(), open_page()
    start_button(first).click().run()
    start_button(second).click().run()
    assert not second.error
    assert first.query_params["run"] == second.query_params["run"]
    assert len(store.runs()) == 1


def test_the_end_of_a_run_is_shown_without_a_click(open_page: Open, store: RunStore, living: Owner) -> None:
    run = begun(store, living)
    app = open_page()
    ended(run, "finished", epoch=2, test_accuracy=0.9875, test_loss=0.04)
    app.run()
    assert app.title[0].value == Text("en")("page.train.title_finished")


@pytest.mark.parametrize("language", LANGUAGES)
def test_finished(open_page: Open, store: RunStore, language: str) -> None:
    text = Text(language)
    run = begun(store, dead(), epochs=2)
    ended(run, "finished", epoch=2, test_accuracy=0.9875, test_loss=0.04)
    app = open_page(language, run=run.id)
    assert not app.exception
    assert not app.error
    assert app.title[0].value == text("page.train.title_finished")
    shown = metrics(app)
    assert shown[text("page.train.test_accuracy")] == "98.8 %"
    assert shown[text("page.train.epochs_done")] == "2 / 2"
    assert shown[text("page.train.seed")] == "42"
    assert {text("page.train.use"), text("page.train.again")} <= labels(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_stopped(open_page: Open, store: RunStore, language: str) -> None:
    text = Text(language)
    run = begun(store, dead())
    end_epoch(run, 2, FAST.batches // 2)
    ended(run, "stopped", epoch=2, test_accuracy=0.9875, test_loss=0.04)
    app = open_page(language, run=run.id)
    assert app.info[0].value == text("state.stopped_note", kept=text("state.kept", epoch=2))
    assert text("page.train.use") in labels(app)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("epochs", [0.5, 1.5])
def test_interrupted(open_page: Open, store: RunStore, language: str, epochs: float) -> None:
    text = Text(language)
    run = begun(store, dead(), epochs)
    write_atomically(run.exit_path, Exit(exit_code=-9).model_dump_json())
    app = open_page(language, run=run.id)
    assert not app.exception
    assert app.title[0].value == text("page.train.title_interrupted")
    kept = text("state.kept", epoch=1) if epochs > 1 else text("state.nothing_kept")
    assert app.warning[0].value == text("state.interrupted_note", kept=kept)
    assert (text("page.train.use") in labels(app)) == (epochs > 1)
    assert "accuracy: 0.9375" in app.code[0].value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["disk_full", "out_of_memory", "mnist_missing", "mnist_altered", "crashed", "new"])
def test_failed(open_page: Open, store: RunStore, language: str, reason: str) -> None:
    text = Text(language)
    run = ended(begun(store, dead()), "failed", reason=reason, epoch=1)
    app = open_page(language, run=run.id)
    assert not app.exception
    known = reason if reason != "new" else "crashed"
    expected = text("state.failed_note", reason=text(f"state.reason.{known}"), kept=text("state.kept", epoch=1))
    assert [error.value for error in app.error] == [expected]
    assert text("page.train.use") in labels(app)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["request_path", "result_path"])
def test_unreadable(open_page: Open, store: RunStore, language: str, name: str) -> None:
    text = Text(language)
    run = ended(begun(store, dead()), "finished", epoch=1)
    getattr(run, name).write_text("{")
    app = open_page(language, run=run.id)
    assert not app.exception
    assert text("error.run_unreadable") in [error.value for error in app.error]
    next(button for button in app.button if button.label == text("page.train.again")).click().run()
    assert app.title[0].value == text("page.train.title")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_that_is_gone(open_page: Open, language: str) -> None:
    app = open_page(language, run="0" * 24)
    assert [error.value for error in app.error] == [Text(language)("error.run_unknown")]
    assert app.radio


@pytest.mark.parametrize("state", ["finished", "interrupted"])
def test_use_this_model_is_for_every_page(open_page: Open, store: RunStore, state: str) -> None:
    run = begun(store, dead(), epochs=2 if state == "finished" else 1.5)
    weights = ROOT / "assets" / "pretrained" / "epoch-01.weights.h5"
    for epoch in (1, 2):
        if run.checkpoint_path(epoch).exists():
            run.checkpoint_path(epoch).write_bytes(weights.read_bytes())
    if state == "finished":
        ended(run, "finished", epoch=2, test_accuracy=0.9875, test_loss=0.04)
    app = open_page(run=run.id)
    next(button for button in app.button if button.label == Text("en")("page.train.use")).click().run()
    assert not app.exception
    assert not app.warning or state == "interrupted"
    assert app.query_params["model"] == run.id
    assert [success.value for success in app.success] == [Text("en")("page.train.in_use")]


def test_train_again_keeps_the_recipe(open_page: Open, store: RunStore) -> None:
    run = store.create(request(RECIPES["article"]), is_claimed=True)
    write_atomically(run.exit_path, Exit(exit_code=1).model_dump_json())
    app = open_page(run=run.id)
    next(button for button in app.button if button.label == Text("en")("page.train.again")).click().run()
    assert app.radio[0].value == "article"
    assert "run" not in app.query_params


def test_earlier_runs_are_found_again(open_page: Open, store: RunStore) -> None:
    runs = [ended(begun(store, dead()), "stopped", epoch=1, test_accuracy=0.98) for _ in range(7)]
    ended(begun(store, dead(), visitor="somebody-else-0000"), "finished", epoch=1)
    app = open_page()
    lines = [button for button in app.button if str(button.key).startswith("run-")]
    assert [button.key for button in lines] == [f"run-{run.id}" for run in reversed(runs)]
    assert "98.0 %" in lines[0].label
    lines[3].click().run()
    assert app.query_params["run"] == runs[3].id
    assert app.title[0].value == Text("en")("page.train.title_stopped")


def test_without_the_data_set_nothing_can_be_started(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page()
    missing = mnist.ExplainerError("mnist_missing", "gone", folder="assets", file="mnist.npz", size=0)

    def load() -> None:
        raise missing

    monkeypatch.setattr(mnist, "load", load)
    app.run()
    assert not app.exception
    assert any("mnist.npz" in error.value for error in app.error)
    assert start_button(app).disabled


def test_a_full_disk_keeps_a_run_from_starting(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page()

    def write(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("explainer.training.store.write_atomically", write)
    start_button(app).click().run()
    assert [error.value for error in app.error] == [Text("en")("error.disk_full")]


def test_english_has_no_japanese(open_page: Open, store: RunStore, living: Owner) -> None:
    finished = ended(begun(store, dead(), epochs=2), "finished", epoch=2, test_accuracy=0.98)
    assert JAPANESE.search(words(open_page(run=finished.id))) is None
    begun(store, living)
    assert JAPANESE.search(words(open_page())) is None


def test_what_moves_asks_at_most_twice_a_second(open_page: Open) -> None:
    open_page()
    module = sys.modules["explainer.ui.train.progress"]
    assert min(module.TRAINING_SECONDS, module.WAITING_SECONDS) >= 0.5


def test_a_stop_that_cannot_be_written_is_explained(
    open_page: Open, store: RunStore, living: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(store, living)
    app = open_page()

    def touch(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", touch)
    next(button for button in app.button if button.label == Text("en")("page.train.stop")).click().run()
    assert not app.exception
    assert [error.value for error in app.error] == [Text("en")("error.store_unwritable")]
