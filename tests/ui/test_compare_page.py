"""The Compare page with any number of runs, deleted ones, and mad links."""

import keras
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explainer.comparing import Aspect
from explainer.evaluation.pairs import Mask, agreement
from explainer.experiments.guided import EXPERIMENTS, OVERFITTING, SEEDS, with_each_optimizer
from explainer.experiments.shipped import shipped_results
from explainer.network import ARTICLE, PRESETS, NetworkConfig, keras_model
from explainer.text import ORIGINALS, Text
from explainer.training.recipes.recipe import QUICK_LOOK, Recipe
from explainer.training.store.names import write_name
from explainer.training.store.progress import append_record
from explainer.training.store.records import EpochRecord, Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.ui import piecewise
from explainer.ui.compare import answers
from explainer.ui.compare.results import compared, reference_of
from explainer.ui.numbers import percent
from explainer.ui.query import Session, parse, render
from explainer.ui.references import Compared, ModelReference
from explainer.ui.setting_words import setting_name, shown
from tests.ui.pages import JAPANESE, VISITOR, Open, button, labels, words
from tests.ui.trainings import ended

# Keras 3.15 reads its own variables in a way that NumPy 2 warns about when weights are saved.


SMALL = PRESETS["no_convolution"]
RECIPE = Recipe(name="own", epochs=12, training_images=500, validation_images=100)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """All answers in one look: AppTest does not tick."""
    monkeypatch.setattr(piecewise, "BUDGET_SECONDS", 300.0)


def finished(
    store: RunStore, config: NetworkConfig = SMALL, recipe: Recipe = QUICK_LOOK, seed: int = 1, visitor: str = VISITOR
) -> Run:
    """A run with weights of its own, its validation loss least at epoch 3."""
    run = store.create(Request(config=config, recipe=recipe, seed=seed, visitor=visitor), is_claimed=True)
    keras.utils.set_random_seed(seed)
    model = keras_model(config)
    for epoch in range(recipe.epochs + 1):
        model.save_weights(run.checkpoint_path(epoch))
        losses = {"loss": 0.9 / epoch**2, "accuracy": 0.8, "val_loss": 0.4 + 0.1 * abs(epoch - 3)} if epoch else {}
        if not recipe.validation_images:
            losses.pop("val_loss", None)
        else:
            losses |= {"val_accuracy": 0.75} if epoch else {}
        append_record(run.progress_path, EpochRecord(epoch=epoch, batches=recipe.batches if epoch else 0, **losses))
    return ended(run, "finished", epoch=recipe.epochs, test_loss=0.5, test_accuracy=0.85, seconds=12.0)


def html(app: AppTest) -> str:
    return "".join(element.proto.body for element in app.get("html") if "<style>" not in element.proto.body)


def opened(open_page: Open, language: str = "en", **parameters: str) -> AppTest:
    return open_page("compare", lang=language, **parameters)


@pytest.mark.parametrize(("count", "language"), [(0, "ja"), (0, "en"), (1, "en"), (2, "ja"), (5, "en")])
def test_any_number_of_runs(open_page: Open, store: RunStore, language: str, count: int) -> None:
    runs = [finished(store, seed=seed) for seed in range(count)]
    parameters = {"compare": ",".join(run.id for run in runs)} if count > 2 else {}
    app = opened(open_page, language, **parameters)
    text = Text(language)
    assert not app.error
    assert not app.warning
    has_comparison = text("page.compare.answers") in [part.value for part in app.header]
    assert has_comparison == (count > 0)
    legend = html(app).partition("</ul>")[0]
    assert legend.count('<li><span class="run-letter') == {0: 1, 1: 2, 2: 2, 5: 5}[count]
    if language == "en":
        assert JAPANESE.search(words(app) + html(app)) is None


def test_without_runs_it_says_how_to_begin(open_page: Open) -> None:
    app = opened(open_page)
    assert Text("en")("page.compare.need_run") in [info.value for info in app.info]


def test_only_what_differs_is_in_the_table(open_page: Open, store: RunStore) -> None:
    first, second = finished(store, seed=1), finished(store, seed=2)
    table = html(opened(open_page, compare=f"{first.id},{second.id}")).partition("results-table")[0]
    assert '<tr class="changed"><th scope="row">Random seed</th><td>1</td><td>2</td></tr>' in table
    assert table.count('class="changed"') == 1
    assert "Parameters</th>" not in table
    assert "85.00\u00a0%" in table


def test_a_deleted_run_is_left_out(open_page: Open, store: RunStore) -> None:
    first, second, third = (finished(store, seed=seed) for seed in (1, 2, 3))
    store.delete(second)
    app = opened(open_page, compare=f"{first.id},{second.id},{third.id}")
    assert not app.error
    assert len(app.warning) == 1
    assert Text("en")("page.compare.left_out") in app.warning[0].value
    assert app.query_params["compare"] == f"{first.id},{third.id}"


@pytest.mark.parametrize(
    "value",
    ["", "x", "bundled,bundled", ",", "bundled,../etc", ",".join(f"bundled@{epoch}" for epoch in range(6)), "a" * 999],
)
def test_a_mad_link_is_named_and_ignored(open_page: Open, value: str) -> None:
    app = opened(open_page)
    app.query_params["compare"] = value
    app.run()
    assert not app.error
    assert len(app.warning) == 1
    assert "compare" in app.warning[0].value


def test_epochs_of_the_bundled_model(open_page: Open) -> None:
    app = opened(open_page, compare="bundled@0,bundled")
    assert not app.error
    assert "epoch 0" in html(app)
    assert "Chance alone hardly explains" in html(app)
    assert Text("en")("page.compare.all_same") in html(app)


def test_an_epoch_that_is_not_there(open_page: Open, store: RunStore) -> None:
    run = finished(store)
    app = opened(open_page, compare=f"bundled@77,{run.id}")
    assert not app.error
    assert len(app.warning) == 1


def test_somebody_elses_run_by_link(open_page: Open, store: RunStore) -> None:
    run = finished(store, visitor="somebody-else-entirely")
    write_name(run, "<b>bold</b> *stars*")
    app = opened(open_page, compare=f"bundled,{run.id}")
    assert not app.error
    assert "<b>bold" not in html(app)
    assert "&lt;b&gt;bold&lt;/b&gt; *stars*" in html(app)


def test_the_same_network_twice_is_equally_right(open_page: Open, store: RunStore) -> None:
    first, second = finished(store, seed=5), finished(store, seed=5)
    app = opened(open_page, compare=f"{first.id},{second.id}")
    assert Text("en")("page.compare.claim_same") in html(app)


def test_overfitting_is_read_in_words(open_page: Open, store: RunStore) -> None:
    first, second = finished(store, recipe=RECIPE, seed=1), finished(store, recipe=RECIPE, seed=2)
    app = opened(open_page, compare=f"{first.id},{second.id}")
    assert not app.error
    assert html(app).count(Text("en")("page.compare.parting_claim", epoch=3)) == 2


def test_a_twin_is_trained_with_the_same_seed(open_page: Open, store: RunStore) -> None:
    run = finished(store, seed=77)
    app = opened(open_page, compare=f"{run.id},bundled")
    button(app, "page.compare.twin_start").click().run()
    assert not app.error
    twin = next(other for other in store.runs() if other.id != run.id).request()
    assert twin.seed == 77
    assert twin.visitor == VISITOR
    assert (twin.config, twin.recipe) != (run.request().config, run.request().recipe)
    assert any(Text("en")("state.queued") in part.value for part in app.markdown)


def test_a_twin_can_be_looked_at_before_it_is_trained(open_page: Open, store: RunStore) -> None:
    run = finished(store, seed=77)
    app = opened(open_page, compare=f"{run.id},bundled")
    button(app, "page.compare.twin_lay_out").click().run()
    assert not app.error
    assert app.query_params["seed"] == "77"
    assert "network" in app.query_params
    assert store.runs() == (run,)


def test_the_overfitting_pair_one_after_the_other(open_page: Open, store: RunStore) -> None:
    app = opened(open_page)
    app.button(key="overfitting_without").click().run()
    assert not app.error
    (run,) = store.runs()
    assert (run.request().config, run.request().recipe) == (
        OVERFITTING["without"].config,
        OVERFITTING["without"].recipe,
    )
    assert all(app.button(key=key).disabled for key in ("overfitting_with", "twin_start"))
    assert Text("en")("page.compare.wait_for_other") in [caption.value for caption in app.caption]


def test_both_experiments_done_lead_to_their_comparison(open_page: Open, store: RunStore) -> None:
    runs = [finished(store, design.config, design.recipe, design.seed) for design in OVERFITTING.values()]
    finished(store, seed=9)
    app = opened(open_page)
    assert Text("en")("page.compare.overfitting_start") not in labels(app)
    app.button(key="overfitting_compare").click().run()
    assert not app.error
    assert app.query_params["compare"] == ",".join(run.id for run in runs)


def test_a_large_network_is_computed_when_asked_for(
    open_page: Open, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piecewise, "QUICK_MULTIPLY_ADDS", 1_000)
    finished(store)
    app = opened(open_page)
    assert "compare-verdict" not in html(app)
    button(app, "frame.compute_answers").click().run()
    assert "compare-verdict" in html(app)


def test_answers_come_part_by_part(open_page: Open, store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piecewise, "BUDGET_SECONDS", 0.0)
    finished(store)
    app = opened(open_page)
    assert not app.error
    assert "compare-verdict" not in html(app)
    monkeypatch.setattr(piecewise, "BUDGET_SECONDS", 300.0)
    app.run()
    assert "compare-verdict" in html(app)


def right_on(*images: int) -> Mask:
    return np.isin(np.arange(40), images)


@pytest.mark.parametrize("language", ORIGINALS)
@pytest.mark.parametrize(
    ("second", "claim", "reason"),
    [
        (right_on(), "claim_lead", "reason_real"),
        (right_on(*range(15)), "claim_lead", "reason_chance"),
        (right_on(*range(1, 17)), "claim_equal", "reason_equal"),
        (right_on(*range(16)), "claim_same", "reason_same"),
    ],
)
def test_the_verdict_is_read_in_words_and_its_statistics_stand_apart(
    second: Mask, claim: str, reason: str, language: str
) -> None:
    text, result = Text(language), agreement(right_on(*range(16)), second)
    values = {"first": "A", "second": "B", "better": "A", "lead": result.lead, "split": result.split}
    said = tuple(text(f"page.compare.{name}", **values) for name in (claim, reason))
    assert answers.words(text, "A", "B", result) == said
    assert percent(result.p_value, 0) not in "".join(said)


def test_a_link_to_what_is_compared() -> None:
    run = "0123456789abcdef01234567"
    session, problems = parse({"compare": f"bundled@3,{run}"}, Session())
    assert problems == ()
    assert session.compare == Compared((ModelReference("bundled", 3), ModelReference(run)))
    assert render(session, ("compare",)) == {"compare": f"bundled@3,{run}"}


@pytest.mark.parametrize("language", ORIGINALS)
def test_every_setting_has_a_name_and_a_value(language: str) -> None:
    from explainer.comparing import Design

    text = Text(language)
    design = Design(ARTICLE, QUICK_LOOK, 7)
    for setting, value in {**design.settings, **design.consequences}.items():
        assert setting_name(text, setting)
        assert shown(text, setting, value)
    assert shown(text, Aspect("output", 1), (26, 26, 64)) == "26×26×64"
    assert shown(text, Aspect("rate", 1), 0.25) == "25\u00a0%"
    assert shown(text, Aspect("parameters"), 122_922) == "122,922"


def test_the_five_optimizers_follow_one_another(open_page: Open, store: RunStore) -> None:
    designs = list(with_each_optimizer(ARTICLE).values())
    app = opened(open_page)
    app.button(key="optimizers_start").click().run()
    assert not app.error
    for begun, design in enumerate(designs, start=1):
        runs = sorted(store.runs(), key=lambda run: run.request().created)
        assert len(runs) == begun
        assert runs[-1].request().recipe == design.recipe
        assert not [each for each in app.button if each.key == "optimizers_start"]
        ended(runs[-1], "finished", epoch=2, test_accuracy=0.5, test_loss=1.0)
        app.run()
    assert app.button(key="optimizers_compare")


def test_a_stopped_one_is_not_begun_again_unasked(open_page: Open, store: RunStore) -> None:
    app = opened(open_page)
    app.button(key="optimizers_start").click().run()
    ended(store.runs()[0], "stopped", epoch=1)
    app.run()
    assert len(store.runs()) == 1
    app.button(key="optimizers_start").click().run()
    assert len(store.runs()) == 2


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_results_that_ship_are_shown_before_anything_was_trained(open_page: Open, name: str) -> None:
    app = opened(open_page)
    app.selectbox(key="compare_results").set_value(name).run()
    for one in shipped_results().experiments[name]:
        assert percent(one.accuracy, 2) in html(app)


def test_how_many_times_as_long_a_training_takes_is_said_the_right_way_round() -> None:
    small, large = (shipped_results().experiments["filters"][place] for place in (0, -1))
    slow = large.seconds / reference_of("filters").seconds
    assert small.seconds < reference_of("filters").seconds < large.seconds
    assert Text("en")("results.slower", ratio=f"{slow:.1f}") in compared(Text("en"), "filters", large)


def test_one_s_own_training_stands_beside_the_results(open_page: Open, store: RunStore) -> None:
    design = EXPERIMENTS["filters"][0].design
    run = store.create(Request(config=design.config, recipe=design.recipe, seed=7, visitor=VISITOR), is_claimed=True)
    ended(run, "finished", epoch=3, test_loss=0.5, test_accuracy=0.4321, seconds=12.0)
    assert percent(0.4321, 2) in html(opened(open_page)).partition("results-table")[2]


def test_a_training_of_the_results_is_repeated(open_page: Open, store: RunStore) -> None:
    app = opened(open_page)
    app.selectbox(key="compare_results").set_value("scaling").run()
    app.selectbox(key="compare_results_scaling").set_value("without").run()
    assert "results_start" not in [one.key for one in app.button]
    [script] = app.get("download_button")
    assert script.proto.label == Text("en")("page.compare.results_script")
    app.selectbox(key="compare_results").set_value("batch_size").run()
    app.selectbox(key="compare_results_batch_size").set_value(8).run()
    app.button(key="results_start").click().run()
    (listed,) = store.runs()
    request = listed.request()
    assert (request.config, request.recipe.batch_size, request.seed) == (ARTICLE, 8, SEEDS[0])
