"""Every page in every language, and what happens when something is amiss.

A page is opened once a language, as it is, and once with all that any page has to say: the tests read what came of it.
"""

import shutil
from pathlib import Path

import pytest

from explainer import mnist
from explainer.text import LANGUAGES, ORIGINALS, Text, written
from explainer.training.models import bundle
from explainer.training.store.owners import Owner
from explainer.training.store.run_store import RunStore
from explainer.ui import caches
from explainer.ui.references import ImageReference
from tests.ui.pages import JAPANESE, ROOT, SCRIPTS, Open, button, trainings_told, words
from tests.ui.trainings import begun

STAGES = [
    "input",
    "conv2d_1",
    "activation_1",
    "pooling2d_1",
    "conv2d_2",
    "activation_2",
    "pooling2d_2",
    "flatten",
    "dense_1",
    "activation_3",
    "logits",
    "softmax",
]


@pytest.mark.parametrize("language", ORIGINALS)
@pytest.mark.parametrize("page", SCRIPTS)
def test_a_page_opens_without_a_complaint(open_page: Open, page: str, language: str) -> None:
    app = open_page(page, lang=language)
    assert not app.error
    assert not app.warning
    assert app.query_params["lang"] == language
    assert trainings_told(app) == []
    if language == "en":
        assert JAPANESE.search(words(app)) is None


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language not in ORIGINALS])
def test_every_page_opens_in_a_translation(open_page: Open, language: str) -> None:
    for page in SCRIPTS:
        app = open_page(page, lang=language)
        assert not app.exception
        assert not app.error
        assert not app.warning
        assert app.query_params["lang"] == language


@pytest.mark.parametrize("page", SCRIPTS)
def test_a_page_says_what_is_amiss_until_it_is_put_away_and_what_trains(
    open_page: Open, store: RunStore, page: str, language: str
) -> None:
    begun(store, Owner.current(), epochs=1.5)
    app = open_page("overview", lang=language)
    app.query_params["model"] = "0" * 24
    app.query_params["image"] = "drawing-0123456789ab"
    app.switch_page(SCRIPTS[page]).run()
    for turn in range(2):
        # The second time in another language, as what it says is not to be what it was.
        language = (language, *(set(ORIGINALS) - {language}))[turn]
        app.query_params["lang"] = language
        text = Text(language)
        said = [
            "  \n".join((text("error.run_unknown"), text("frame.bundled_instead"))),
            "  \n".join((text("error.drawing_unknown"), text("frame.test_image_instead"))),
        ]
        app.run()
        assert not app.error
        assert [warning.value for warning in app.warning] == said
        # The Train page shows it itself; the others say so in the sidebar and in a phone's bar.
        expected = [] if page == "train" else [f"{text('state.running')} 75\u00a0%"] * 2
        assert trainings_told(app, language) == expected
    button(app, "frame.put_away", language).click().run()
    assert [warning.value for warning in app.warning] == said[1:]
    button(app, "frame.put_away", language).click().run()
    assert not app.warning


@pytest.mark.parametrize("page", SCRIPTS)
def test_a_page_can_be_presented_and_says_that_the_last_weights_are_gone(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, without_the_last_epoch: bundle.Bundle, page: str, language: str
) -> None:
    monkeypatch.setattr(caches, "bundle", lambda: without_the_last_epoch)
    app = open_page(page, lang=language, present="1")
    told = Text(language)("frame.last_epoch_missing", missing=5, shown=4)
    for _ in range(2):
        assert not app.error
        assert [warning.value for warning in app.warning] == [told]
        assert app.button(key="present_end")
        app.run()


@pytest.fixture(scope="module")
def without_the_last_epoch(tmp_path_factory: pytest.TempPathFactory) -> bundle.Bundle:
    copy = shutil.copytree(bundle.DEFAULT_DIRECTORY, tmp_path_factory.mktemp("bundle") / "pretrained")
    (copy / "epoch-05.weights.h5").unlink()
    return bundle.load_bundle(copy)


@pytest.mark.parametrize("stage", STAGES)
def test_each_stage_says_what_and_why(open_page: Open, stage: str, language: str) -> None:
    app = open_page("walkthrough", lang=language, stage=stage)
    text = Text(language)
    assert not app.error
    assert not app.warning
    shown = "".join(element.proto.body for element in app.get("html"))
    assert f"<dt>{text('page.walkthrough.what')}</dt>" in shown
    assert f"<dt>{text('page.walkthrough.why')}</dt>" in shown
    assert len(app.code) == 1
    assert app.code[0].value.startswith("model.add(")


def test_the_sidebar_lists_only_pages_that_exist(open_page: Open) -> None:
    from explainer.ui.pages import PAGES

    assert {page.script for page in PAGES.values()} == set(SCRIPTS.values())
    assert {page.opens for page in PAGES.values() if page.opens} == {
        name.removeprefix("navigation.group_") for name in written("en") if name.startswith("navigation.group_")
    }
    assert {f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py")} | {"app.py"} == set(SCRIPTS.values())


def test_the_language_switch_changes_everything(open_page: Open) -> None:
    app = open_page("draw", lang="ja")
    app.segmented_control(key="language_switch_draw").set_value("en").run()
    assert app.title[0].value == Text("en")("page.draw.title")
    assert app.query_params["lang"] == "en"


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("lang", "klingon"),
        ("model", "../etc"),
        ("image", "test-99999"),
        ("stage", "<b>"),
        ("filter", "x"),
        ("row", "-3"),
    ],
)
def test_nonsense_in_a_link_is_named_and_ignored(open_page: Open, parameter: str, value: str) -> None:
    app = open_page("overview", **{parameter: value})
    assert not app.error
    assert len(app.warning) == 1
    assert parameter in app.warning[0].value


def test_a_stage_the_model_does_not_have(open_page: Open) -> None:
    app = open_page("walkthrough", lang="en", stage="conv2d_9")
    assert not app.error
    assert "conv2d_9" in app.warning[0].value
    assert app.title[0].value.startswith("Input")


def test_indices_beyond_the_stage_fall_back(open_page: Open) -> None:
    app = open_page("walkthrough", stage="pooling2d_2", filter="99", row="12", column="12", channel="77")
    assert not app.error


def test_an_unknown_run_falls_to_the_bundled_model(open_page: Open) -> None:
    app = open_page("overview", lang="en", model="0" * 24)
    assert not app.error
    assert Text("en")("frame.bundled_instead") in app.warning[0].value


def test_a_bundled_epoch_can_be_named_in_the_link(open_page: Open) -> None:
    app = open_page("overview", lang="en", model="bundled@0")
    assert not app.error
    assert app.select_slider[0].label == Text("en")("frame.choose_epoch")
    assert app.select_slider[0].value == 0


def test_somebody_elses_drawing_falls_to_a_test_image(open_page: Open) -> None:
    app = open_page("overview", lang="en", image="drawing-0123456789ab")
    assert not app.error
    assert Text("en")("frame.test_image_instead") in app.warning[0].value


@pytest.mark.parametrize("harm", ["missing", "truncated"])
def test_without_the_data_set_a_page_says_what_to_do(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, harm: str
) -> None:
    path = tmp_path / "mnist.npz"
    if harm == "truncated":
        path.write_bytes(mnist.DEFAULT_PATH.read_bytes()[:1000])
    read = mnist.load
    monkeypatch.setattr(mnist, "load", lambda: read(path))
    app = open_page("overview", lang=language)
    assert app.error
    assert all("mnist.npz" in error.value for error in app.error)


def test_without_the_data_set_drawing_still_works(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = mnist.load
    monkeypatch.setattr(mnist, "load", lambda: read(tmp_path / "mnist.npz"))
    app = open_page("draw", lang="en")
    assert app.title[0].value == Text("en")("page.draw.title")
    # The only complaint is the sidebar's, about the image in use.
    assert len(app.error) == 1


def test_an_unforeseen_error_is_no_traceback(open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from explainer.ui import overview

    def broken(frame: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(overview, "network", broken)
    app = open_page("overview", lang="en")
    assert [error.value for error in app.error] == [Text("en")("error.unexpected")]


def test_choosing_another_image(open_page: Open) -> None:
    app = open_page("overview", lang="en")
    assert not app.number_input
    app.session_state["change_image"] = True
    app.run()
    app.selectbox(key="image_digit_en").set_value(4).run()
    app.button(key="image_after").click().run()
    chosen = ImageReference.parse(app.query_params["image"])
    assert chosen is not None
    assert mnist.load().y_test[int(chosen.key)] == 4
    assert not app.error
    app.number_input[0].set_value(18).run()
    assert app.query_params["image"] == "test-18"
