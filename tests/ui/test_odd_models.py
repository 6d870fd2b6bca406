"""Every stage of every odd network opens, also those no article has."""

import numpy as np
import pytest

from explainer.network import ARTICLE, PRESETS, keras_model
from explainer.text import Text
from explainer.training.store.run_store import RunStore
from tests.networks import NETWORKS
from tests.ui.pages import Open
from tests.ui.trainings import untrained

ODD = {name: config for name, config in (PRESETS | NETWORKS).items() if name not in ("article", "wide")}


@pytest.mark.parametrize("name", ODD)
def test_every_stage_of_an_odd_network_opens(open_page: Open, store: RunStore, name: str) -> None:
    run = untrained(store, ODD[name])
    app = open_page("overview", lang="en", model=run.id)
    assert not app.error
    assert not app.warning
    app.switch_page("pages/walkthrough.py")
    for stage in ODD[name].stages:
        app.query_params["stage"] = stage.name
        app.run()
        assert not app.error, stage
        assert not app.warning, stage


def test_a_diverged_model_is_explained_and_replaced(open_page: Open, store: RunStore, language: str) -> None:
    run = untrained(store, ARTICLE)
    model = keras_model(ARTICLE)
    model.set_weights([np.full_like(array, np.nan) for array in model.get_weights()])
    model.save_weights(run.checkpoint_path(0))
    app = open_page("overview", lang=language, model=run.id)
    text = Text(language)
    assert not app.error
    assert [warning.value for warning in app.warning] == [
        f"{text('error.weights_not_finite')}  \n{text('frame.bundled_instead')}"
    ]
