"""The walkthrough of networks with every kind of layer, in both languages."""

import pytest

from explainer.network import ARTICLE, network
from explainer.text import Text
from explainer.training.store.run_store import RunStore
from explainer.ui.pages import adjacent_pages
from explainer.ui.stage_words import stage_label
from tests.networks import COVERING, NETWORKS
from tests.ui.pages import JAPANESE, Open, words
from tests.ui.trainings import untrained

CHOSEN = dict.fromkeys(("whole_maps", "whole_maps_of_pixels", *COVERING))


@pytest.mark.parametrize("name", CHOSEN)
def test_every_stage_opens_with_its_picture(open_page: Open, store: RunStore, name: str, language: str) -> None:
    config = NETWORKS[name]
    run = untrained(store, config)
    app = open_page("walkthrough", lang=language, model=run.id)
    for stage in config.stages:
        app.query_params["stage"] = stage.name
        app.run()
        assert not app.error, stage
        assert not app.warning, stage
        mounted = {element.proto.component_name.rpartition(".")[2] for element in app.get("bidi_component")}
        assert {stage.settings.picture, "receptive"} <= mounted
        assert bool(JAPANESE.search(app.title[0].value)) is (language == "ja")


def test_parameters_are_told_from_those_that_are_learned(open_page: Open, store: RunStore, language: str) -> None:
    run = untrained(store, network("c6_bn_gap"))
    app = open_page("walkthrough", lang=language, model=run.id, stage="batch_normalization_1")
    told = next(part.value for part in app.markdown if "4×6 = **24**" in part.value)
    assert "12" in told
    assert "model.add(BatchNormalization())" in words(app)
    app.query_params["stage"] = "global_average_pooling2d"
    app.run()
    assert Text(language)("page.walkthrough.no_parameters") in words(app)
    assert any("676" in str(part.proto) for part in app.get("html"))


def test_each_stage_ends_with_the_way_to_the_next(open_page: Open, language: str) -> None:
    text, stages = Text(language), ARTICLE.stages
    app = open_page("walkthrough", lang=language, stage=stages[-3].name)
    for stage in stages[-2:]:
        following = app.button(key="stage_next")
        assert following.label == text("page.walkthrough.next", name=stage_label(text, ARTICLE, stage))
        following.click().run()
        assert app.query_params["stage"] == stage.name
    assert "stage_next" not in [button.key for button in app.button]
    page = text("page.walkthrough.next", name=text(f"navigation.{adjacent_pages('walkthrough')[1]}"))
    assert page in [link.proto.label for link in app.get("page_link")]


def test_a_tour_has_its_own_way_on(open_page: Open) -> None:
    app = open_page("walkthrough", lang="en", tour="2", stage="logits")
    assert "stage_next" not in [button.key for button in app.button]
