"""The time machine's page, and the sidebar's epoch slider on every page."""

import shutil

import pytest

from explainer.network import ARTICLE
from explainer.text import Text
from explainer.training.models.bundle import load_bundle
from explainer.training.recipes.recipe import QUICK_LOOK
from explainer.training.store.progress import append_record
from explainer.training.store.records import EpochRecord, Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.ui.components import mounting
from tests.ui.pages import Open, words
from tests.ui.trainings import ended


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict]:
    """The last header that the time machine was given."""
    headers: dict[str, dict] = {}
    pack = mounting.pack

    def spy(meta, arrays):  # type: ignore[no-untyped-def]
        if "logit_limit" in meta:
            headers["machine"] = dict(meta)
        return pack(meta, arrays)

    monkeypatch.setattr(mounting, "pack", spy)
    return headers


def gappy(store: RunStore) -> Run:
    """A run with the bundled weights after epochs 0, 1 and 4, of which only the last was measured."""
    run, bundle = store.create(Request(config=ARTICLE, recipe=QUICK_LOOK), is_claimed=True), load_bundle()
    for epoch in (0, 1, 4):
        shutil.copyfile(bundle.checkpoint_path(epoch), run.checkpoint_path(epoch))
        append_record(run.progress_path, EpochRecord(epoch=epoch, test_accuracy=0.99 if epoch == 4 else None))
    return ended(run, "stopped")


def test_the_page_opens_at_the_epoch_of_the_link(open_page: Open, seen: dict[str, dict], language: str) -> None:
    app = open_page("time_machine", lang=language, model="bundled@3", image="test-720", filter="4")
    assert not app.error
    assert not app.warning
    assert app.title[0].value == Text(language)("page.time_machine.title")
    assert seen["machine"]["epoch"] == 3
    # Between them are the moments within the first.
    epochs = seen["machine"]["epochs"]
    assert [epoch for epoch in epochs if isinstance(epoch, int)] == [0, 1, 2, 3, 4, 5]
    assert epochs.index(1) > 1
    assert seen["machine"]["convolution"]["filter"] == 4
    assert app.query_params["filter"] == "4"


@pytest.mark.parametrize("page", ["overview", "walkthrough", "draw", "time_machine"])
def test_the_slider_moves_the_model_to_another_epoch(open_page: Open, page: str) -> None:
    app = open_page(page, lang="en")
    assert app.select_slider[0].value == 5
    assert app.query_params["model"] == "bundled"
    app.select_slider[0].set_value(2).run()
    assert not app.error
    assert app.query_params["model"] == "bundled@2"
    assert app.select_slider[0].value == 2
    measured = next(record for record in load_bundle().description.epochs if record.epoch == 2).test_accuracy
    assert any(f"{100 * measured:.1f}\u00a0%" in link.proto.label for link in app.sidebar.get("page_link"))
    app.select_slider[0].set_value(5).run()
    assert app.query_params["model"] == "bundled"


def test_the_slider_keeps_stage_filter_and_cell(open_page: Open) -> None:
    place = {"stage": "conv2d_1", "filter": "5", "row": "3", "column": "4", "image": "test-18"}
    app = open_page("walkthrough", lang="en", **place)
    app.select_slider[0].set_value(1).run()
    assert {name: app.query_params[name] for name in place} == place
    assert app.query_params["model"] == "bundled@1"
    assert not app.warning


def test_a_run_has_the_epochs_there_are_weights_of(open_page: Open, store: RunStore, seen: dict[str, dict]) -> None:
    run = gappy(store)
    app = open_page("time_machine", lang="en", model=run.id)
    assert not app.error
    assert not app.warning
    assert seen["machine"]["epochs"] == [0, 1, 4]
    assert seen["machine"]["accuracies"] == [None, None, "99.0\u00a0%"]
    assert Text("en")("page.time_machine.missing", epochs="2, 3") in words(app)
    assert app.select_slider[0].options == ["0", "1", "4"]
    app.select_slider[0].set_value(1).run()
    assert app.query_params["model"] == f"{run.id}@1"
    assert seen["machine"]["epoch"] == 1


def test_a_damaged_epoch_is_left_out_and_named(open_page: Open, store: RunStore, seen: dict[str, dict]) -> None:
    run = gappy(store)
    run.checkpoint_path(1).write_bytes(b"not a file of weights")
    app = open_page("time_machine", lang="en", model=run.id)
    assert not app.error
    assert seen["machine"]["epochs"] == [0, 4]
    assert Text("en")("page.time_machine.missing", epochs="1, 2, 3") in words(app)


def test_a_choice_of_another_stage_is_not_taken_for_a_kernel(open_page: Open, seen: dict[str, dict]) -> None:
    app = open_page("walkthrough", lang="en", stage="softmax", filter="3")
    app.switch_page("pages/time_machine.py").run()
    own = seen["machine"]["convolution"]["filter"]
    app = open_page("time_machine", lang="en")
    assert seen["machine"]["convolution"]["filter"] == own
    assert own != 3


def test_a_kernel_that_is_not_there_is_named_and_forgotten(open_page: Open, seen: dict[str, dict]) -> None:
    app = open_page("time_machine", lang="en", filter="64")
    sentence = Text("en")("page.walkthrough.out_of_range", parameter="filter", value=64, last=63)
    assert [warning.value for warning in app.warning] == [sentence]
    assert seen["machine"]["convolution"]["filter"] < 64
    assert "filter" not in app.query_params


def test_the_way_into_the_walkthrough_names_epoch_and_kernel(open_page: Open) -> None:
    app = open_page("time_machine", lang="en", model="bundled@2", filter="4")
    link = next(link.proto for link in app.get("page_link") if "epoch 2" in link.proto.label)
    assert link.page.endswith("walkthrough")
    for part in ("model=bundled%402", "stage=conv2d_1", "filter=4"):
        assert part in link.query_string


def test_a_long_run_says_which_epochs_are_kept(open_page: Open, store: RunStore, language: str) -> None:
    text, bundle = Text(language), load_bundle()
    recipe = QUICK_LOOK.model_copy(update={"epochs": 13})
    run = store.create(Request(config=ARTICLE, recipe=recipe), is_claimed=True)
    kept = (0, 2, 4, 6, 8, 9, 10, 12, 13)
    for epoch in range(14):
        loss = None if epoch == 0 else 0.1 if epoch == 9 else 1.0 / epoch + 0.2
        append_record(run.progress_path, EpochRecord(epoch=epoch, batches=recipe.batches if epoch else 0, loss=loss))
        if epoch in kept:
            shutil.copyfile(bundle.checkpoint_path(min(epoch, 5)), run.checkpoint_path(epoch))
    ended(run, "finished", epoch=13)
    app = open_page("time_machine", lang=language, model=run.id)
    separator = text("page.time_machine.separator")
    assert text("page.time_machine.kept", distance=2, epochs=separator.join(map(str, kept))) in words(app)
    assert "1" not in text("page.time_machine.missing", epochs="")
    assert text("page.time_machine.missing", epochs="") not in words(app)
    # One that should be there is still named.
    run.checkpoint_path(6).unlink()
    app = open_page("time_machine", lang=language, model=run.id)
    assert text("page.time_machine.missing", epochs="6") in words(app)
