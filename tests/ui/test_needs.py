"""What a training will take, on Train, Build and Runs, and what is said where there is not as much."""

import pytest

from explainer.network import ARTICLE
from explainer.text import Text
from explainer.training.limits.memory import peak_bytes
from explainer.training.limits.quotas import in_megabytes
from explainer.training.limits.sizes import run_bytes
from explainer.training.recipes.recipe import FAST
from explainer.training.store.run_store import RunStore
from explainer.ui import caches
from tests.ui.pages import VISITOR, Open, button, words
from tests.ui.trainings import begun, dead, ended, request


def share(text: Text, taken: int) -> str:
    return text("page.train.needs_share", needed=in_megabytes(run_bytes(ARTICLE, FAST)), taken=taken, limit=300)


def memory(text: Text) -> str:
    return text("page.train.needs_memory", gigabytes=f"{peak_bytes(ARTICLE, FAST) / 1e9:.1f}")


@pytest.mark.parametrize("page", ["train", "build"])
def test_time_room_and_memory_are_said_before_the_start(
    open_page: Open, store: RunStore, page: str, language: str
) -> None:
    text = Text(language)
    shown = words(open_page(page, lang=language, recipe="fast"))
    assert text("page.train.unmeasured") in shown
    assert share(text, 0) in shown
    assert memory(text) in shown
    run = begun(store, dead(), epochs=2)
    run.model_path.write_bytes(bytes(2_500_000))
    ended(run, "finished", epoch=2, test_accuracy=0.99, test_loss=0.03)
    shown = words(open_page(page, lang=language, recipe="fast"))
    assert share(text, 3) in shown
    assert text("page.train.unmeasured") not in shown


def test_a_speed_that_was_measured_on_build_counts_on_train(open_train: Open) -> None:
    open_train()
    caches.speeds()._known[ARTICLE.fingerprint, FAST.batch_size] = 100.0
    shown = words(open_train(recipe="fast"))
    assert "about 12 minutes" in shown


def test_what_is_longer_than_the_limit_says_where_it_stops(
    open_train: Open, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPLAINER_RUN_LIMIT", "10")
    open_train()
    caches.speeds()._known[ARTICLE.fingerprint, FAST.batch_size] = 100.0
    text = Text("en")
    said = text("page.train.needs_longer", limit=text("page.train.about", duration="10 minutes"))
    assert said in words(open_train(recipe="fast"))
    monkeypatch.setenv("EXPLAINER_RUN_LIMIT", "20")
    assert said not in words(open_train(recipe="fast"))


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("EXPLAINER_VISITOR_QUOTA", "7", "room_full_visitor"),
        ("EXPLAINER_RUNS_QUOTA", "7", "room_full_visitor"),
        ("EXPLAINER_VISITOR_QUOTA", "1", "run_too_large"),
        ("EXPLAINER_RUN_MEMORY", "900", "memory_exceeded_anyway"),
    ],
)
def test_where_there_is_not_as_much_it_cannot_be_started(
    open_train: Open,
    store: RunStore,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    variable: str,
    value: str,
    code: str,
) -> None:
    text = Text(language)
    run = begun(store, dead(), epochs=2)
    run.model_path.write_bytes(bytes(2_500_000))
    ended(run, "finished", epoch=2, test_accuracy=0.99, test_loss=0.03)
    monkeypatch.setenv(variable, value)
    app = open_train(language, recipe="fast")
    (error,) = app.warning
    start = text(f"error.{code}", needed=0, taken=0, limit=0, batch_size=0).split("0")[0]
    assert error.value.startswith(start)
    assert button(app, "page.train.start", language).disabled
    assert store.runs() == (run,)


def test_a_full_disk_leads_to_where_room_can_be_made(open_train: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    label = Text("en")("navigation.runs")
    assert label not in [link.proto.label for link in open_train(recipe="fast").main.get("page_link")]
    monkeypatch.setattr("explainer.training.limits.quotas._free_bytes", lambda _: 0)
    app = open_train(recipe="fast")
    assert [warning.value for warning in app.warning] == [Text("en")("error.disk_full")]
    assert button(app, "page.train.start").disabled
    assert label in [link.proto.label for link in app.main.get("page_link")]


def test_the_whole_is_the_teacher_s_to_clear(
    open_train: Open, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        run = begun(store, dead(), epochs=2, visitor=f"somebody-else-{number:04d}")
        run.model_path.write_bytes(bytes(2_500_000))
        ended(run, "finished", epoch=2, test_accuracy=0.99, test_loss=0.03)
    monkeypatch.setenv("EXPLAINER_RUNS_QUOTA", "12")
    app = open_train(recipe="fast")
    (error,) = app.warning
    assert "explainer.training.classroom clear" in error.value
    assert len(store.runs()) == 4


def test_a_start_that_finds_no_room_is_explained(
    open_train: Open, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another tab was faster."""
    app = open_train(recipe="fast")
    monkeypatch.setenv("EXPLAINER_VISITOR_QUOTA", "1")
    button(app, "page.train.start").click().run()
    assert app.error or app.warning
    assert not store.runs()


def test_runs_say_how_much_they_take(
    open_page: Open, store: RunStore, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    text = Text(language)
    run = begun(store, dead(), epochs=2)
    run.model_path.write_bytes(bytes(2_500_000))
    ended(run, "finished", epoch=2, test_accuracy=0.99, test_loss=0.03)
    assert text("page.runs.room", taken=3, limit=300) in words(open_page("runs", lang=language))
    monkeypatch.setenv("EXPLAINER_VISITOR_QUOTA", "inf")
    monkeypatch.setenv("EXPLAINER_RUNS_QUOTA", "inf")
    app = open_page("runs", lang=language)
    assert text("page.runs.room", taken=3, limit=300) not in words(app)
    shown = words(open_page("train", lang=language, recipe="fast"))
    assert text("page.train.needs_disk", needed=in_megabytes(run_bytes(ARTICLE, FAST))) in shown


@pytest.mark.parametrize("reason", ["time_limit", "room_full"])
def test_a_run_that_was_stopped_by_a_limit_says_so_and_can_go_on(
    open_train: Open, store: RunStore, language: str, reason: str
) -> None:
    text = Text(language)
    run = begun(store, dead(), epochs=1)
    ended(run, "stopped", epoch=1, reason=reason, test_accuracy=0.98, seconds=3_600.0)
    app = open_train(language, run=run.id)
    lasted = {"en": "60 min 0 sec", "ja": "60分0秒"}[language]
    assert text(f"state.{reason}_note", kept=text("state.kept", epoch=1), lasted=lasted) in words(app)
    assert not button(app, "page.train.resume", language).disabled


def test_requests_carry_a_hash_of_the_address_only(open_train: Open, store: RunStore) -> None:
    app = open_train(recipe="fast")
    button(app, "page.train.start").click().run()
    (run,) = store.runs()
    asked = run.request()
    assert asked.visitor == VISITOR
    assert asked.address is not None
    assert len(asked.address) == 16
    assert "127.0.0" not in run.request_path.read_text()
    assert request().address is None


def test_a_speed_is_measured_where_it_is_wanted(open_train: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explainer.training.worker.speed._measured_elsewhere", lambda *_: 3_600.0)
    app = open_train()
    text = Text("en")
    assert text("page.train.unmeasured") in words(app)
    app.button(key="train_measure").click().run()
    assert "about 20 seconds" in words(app)
    assert all(other.key != "train_measure" for other in app.button)
