"""The Build page: whatever is chosen, it answers, and it mends."""

from itertools import cycle
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explainer.network import ARTICLE, PRESETS, Architecture
from explainer.network.fixes import fixes
from explainer.network.kinds import BLOCK, DENSE
from explainer.network.notation import read_network, write_network
from explainer.text import ORIGINALS, Text
from explainer.training.recipes.recipe import RECIPES
from explainer.training.recipes.script import training_source
from explainer.training.store.run_store import RunStore
from explainer.training.worker.speed import Speeds
from explainer.ui import caches
from tests.ui.pages import Open, button, words
from tests.ui.trainings import begun, dead, ended

ARTICLE_WORD = "c64_max2_c32_max2_d128"
LARGEST = "c256-k7-same_c256-k7-same_c256-k7-same_d1024_d1024"


def network(app: AppTest) -> Architecture:
    draft = read_network(app.query_params["network"])
    assert draft is not None
    return draft


@pytest.fixture(autouse=True)
def plenty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a training may take is not what is tried here; see `test_needs`."""
    for name in ("EXPLAINER_RUNS_QUOTA", "EXPLAINER_VISITOR_QUOTA", "EXPLAINER_RUN_MEMORY"):
        monkeypatch.setenv(name, "inf")


def is_sound(app: AppTest) -> None:
    assert not app.error
    assert not app.warning


SEGMENTS = {
    "blocks": (0, 3),
    "dense": (0, 2),
    "strides": (1, 3),
    "padding": ("valid", "same"),
    "pooling": ("none", "average_pooling2d"),
    "activation": ("linear", "sigmoid"),
    "True": ("article", "lenet_5"),
    "False": ("article", "lenet_5"),
}
LADDERS = {
    "filters": (1, 256),
    "kernel_size": (1, 7),
    "rate": (0.0, 0.9),
    "pool_size": (1, 7),
    "pool_strides": (1, 7),
    "units": (1, 1024),
}
"""The ends of the sliders: the app's test harness shows their options as words only."""


def extremes(widget: Any) -> tuple[Any, Any]:
    """The first and the last of what a widget offers."""
    if widget.type != "select_slider":
        options = SEGMENTS.get(str(widget.key).removesuffix("_en").removesuffix("_ja").rpartition("_")[2])
        return options or (widget.options[0], widget.options[-1])
    return next(ends for name, ends in LADDERS.items() if f"_{name}_" in str(widget.key))


def form(app: AppTest) -> list[Any]:
    """The widgets of the form that are drawn."""
    kinds = (app.select_slider, app.segmented_control, app.selectbox)
    return [widget for kind in kinds for widget in kind if str(widget.key).startswith("build_")]


def open_all(app: AppTest, draft: str) -> AppTest:
    """Opens every block and every dense layer."""
    read = read_network(draft)
    assert read is not None
    for place in range(len(read.blocks)):
        app.session_state[f"build_block_{place}"] = True
    for place in range(len(read.of(DENSE))):
        app.session_state[f"build_dense_{place}"] = True
    return app.run()


def test_it_opens_with_the_network_in_use(open_page: Open, language: str) -> None:
    app = open_page("build", lang=language)
    is_sound(app)
    text = Text(language)
    assert app.title[0].value == text("page.build.title")
    assert not button(app, "page.build.train", language).disabled
    assert "network" not in app.query_params


def test_what_is_folded_is_drawn_when_it_is_opened(open_page: Open, language: str) -> None:
    app = open_page("build", lang=language)
    assert not app.code
    app.session_state["build_code"] = True
    is_sound(app.run())
    assert app.code[0].value == training_source(ARTICLE, RECIPES["fast"], 0).rstrip()


@pytest.mark.parametrize("start", [ARTICLE_WORD, "c8-k7_max7-s1-same_drop0.1_c8_avg2_c8_d84-tanh_drop0.3_d10"])
def test_every_widget_at_its_extremes(open_page: Open, language: str, start: str) -> None:
    app = open_all(open_page("build", lang=language, network=start), start)
    names = [widget.key for widget in form(app)]
    assert len(names) > 3 + 8 * start.count("c")
    for name in names:
        for end in (0, 1):
            widget = next((widget for widget in form(app) if widget.key == name), None)
            if widget is None:  # another widget has taken it away, such as the pooling's
                continue
            widget.set_value(extremes(widget)[end]).run()
            assert not app.error, name
            read_network(app.query_params.get("network", ARTICLE_WORD))


@pytest.mark.parametrize(("name", "language"), list(zip(PRESETS, cycle(ORIGINALS), strict=False)))
def test_every_preset(open_page: Open, language: str, name: str) -> None:
    app = open_page("build", lang=language, network="c9")
    preset = next(widget for widget in app.selectbox if str(widget.key).startswith("build_preset"))
    assert preset.value == "own"
    preset.set_value(name).run()
    is_sound(app)
    assert network(app) == PRESETS[name]
    assert not button(app, "page.build.train", language).disabled


@pytest.mark.parametrize(
    "word",
    ["c64_max2_c32_max2_c32-k7_d128", "c8-k7_max7_c8_avg2_d9", "c8-k7_max7_c8-k2_avg3_d9", LARGEST, "c256-same_d1024"],
)
def test_every_button_mends(open_page: Open, language: str, word: str) -> None:
    draft = read_network(word)
    assert draft is not None
    for place, fix in enumerate(fixes(draft)):
        app = open_page("build", lang=language, network=word)
        is_sound(app)
        assert button(app, "page.build.train", language).disabled
        app.button(key=f"build_fix_{place}").click().run()
        is_sound(app)
        assert network(app) == fix.architecture
        assert button(app, "page.build.train", language).disabled is (fix.architecture.config is None)


def test_the_misfit_is_told_with_its_arithmetic(open_page: Open) -> None:
    app = open_page("build", lang="en", network="c64_max2_c32_max2_c32-k7_d128")
    shown = words(app)
    assert "Conv 3 does not fit: its 7×7 window is larger than the 5×5 map it gets." in shown
    assert "5 − 7 + 1 = **−1**" in shown
    assert "Use a 5×5 kernel → 1×1×32" in shown
    assert Text("en")("page.build.mend_first", layer="Conv 3") in shown
    app.session_state["build_code"] = True
    assert Text("en")("page.build.code_later") in words(app.run())
    assert not app.code


def test_counts_add_and_remove(open_page: Open) -> None:
    app = open_page("build", lang="en")
    for blocks in range(BLOCK.most + 1):
        app.segmented_control(key="build_blocks_en").set_value(blocks).run()
        assert len(network(app).blocks) == blocks
    for dense in range(DENSE.most + 1):
        app.segmented_control(key="build_dense_en").set_value(dense).run()
        assert len(network(app).of(DENSE)) == dense
    is_sound(app)


@pytest.mark.parametrize("value", ["c999", "<script>", "", "c64_" * 100, "Ａ", "c64_max2_c32_max2_d128_"])
def test_nonsense_in_the_link_is_named_and_ignored(open_page: Open, value: str) -> None:
    app = open_page("build", lang="en")
    app.query_params["network"] = value
    app.run()
    assert not app.error
    assert [warning.value for warning in app.warning] == [Text("en")("frame.bad_parameter", parameter="network")]
    assert "conv2d" in "".join(part.proto.body for part in app.get("html"))


def test_train_this_network_trains_it(open_page: Open, store: RunStore) -> None:
    word = "c7-k5_max2_d9"
    app = open_page("build", lang="en", network=word)
    button(app, "page.build.train").click().run()
    assert app.query_params["network"] == word
    assert app.title[0].value == Text("en")("page.train.title")
    # The harness goes on with the page before unless it is told.
    app = app.switch_page("pages/train.py").run()
    button(app, "page.train.start").click().run()
    (run,) = store.runs()
    assert run.request().config == read_network(word)


def test_the_train_page_says_what_it_cannot_train(open_page: Open) -> None:
    app = open_page("train", lang="en", network="c64_max2_c32_max2_c32-k7_d128")
    assert Text("en")("page.train.network_impossible") in [warning.value for warning in app.warning]
    assert button(app, "page.train.start").disabled
    app.button(key="train_network_in_use").click().run()
    assert not app.warning
    assert not button(app, "page.train.start").disabled


def test_the_seconds_of_an_epoch_come_from_a_run(open_page: Open, store: RunStore) -> None:
    unknown = Text("en")("page.build.not_measured", batch_size=64)
    assert unknown in words(open_page("build", lang="en"))
    run = begun(store, dead(), epochs=2)
    ended(run, "finished", epoch=2, test_accuracy=0.99, test_loss=0.03)
    batch_size = run.request().recipe.batch_size
    app = open_page("build", lang="en", recipe="own", training=f"e1_b{batch_size}_adam-lr0.001_n6000")
    # What the sentence says of where the seconds come from, after its last number.
    said = Text("en")("page.build.epoch_from_runs", images=0, batch_size=0, recipe="", duration="", speed=0)
    assert said.rpartition("0")[2] in words(app)


def test_measuring_on_demand(open_page: Open, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setattr("explainer.training.worker.speed._measured_elsewhere", lambda *_: 3_600.0)
    app = open_page("build", lang=language)
    assert isinstance(caches.speeds(), Speeds)
    app.button(key="build_measure").click().run()
    is_sound(app)
    assert "3,600" in words(app)
    assert "10" in words(app)
    assert all(other.key != "build_measure" for other in app.button)


def test_the_link_is_the_network(open_page: Open) -> None:
    app = open_page("build", lang="en", network=ARTICLE_WORD)
    app.select_slider(key="build_0_filters_en").set_value(24).run()
    link = app.query_params["network"]
    assert link == "c24_max2_c32_max2_d128"
    again = open_page("build", lang="ja", network=link)
    assert network(again) == network(app)
    assert write_network(network(again)) == link


def test_a_count_still_answers_after_a_preset_changed_it(open_page: Open) -> None:
    """A widget whose value was changed elsewhere is another one, and its callback reads that one."""
    app = open_page("build", lang="en", network="c8_c8_c8")
    preset = next(widget for widget in app.selectbox if str(widget.key).startswith("build_preset"))
    preset.set_value("article").run()
    before = len(network(app).blocks)
    count = next(group for group in app.segmented_control if str(group.key).startswith("build_blocks"))
    assert count.value == before
    count.set_value(before - 1).run()
    assert len(network(app).blocks) == before - 1
