"""Every stage of every odd network opens, also those no article has."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from explainer.network import PRESETS, NetworkConfig, keras_model
from explainer.training.recipes import QUICK_LOOK
from explainer.training.records import EpochRecord, Request, Result
from explainer.training.store import Run, RunStore, append_record
from tests.networks import NETWORKS

ROOT = Path(__file__).resolve().parents[2]
ODD = {name: config for name, config in (PRESETS | NETWORKS).items() if name not in ("article", "wide")}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunStore]:
    monkeypatch.setenv("EXPLAINER_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("EXPLAINER_LOG", str(tmp_path / "log.txt"))
    st.cache_resource.clear()
    yield RunStore()
    st.cache_resource.clear()


@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
def untrained(store: RunStore, config: NetworkConfig) -> Run:
    run = store.create(Request(config=config, recipe=QUICK_LOOK), is_claimed=True)
    keras_model(config).save_weights(run.checkpoint_path(0))
    append_record(run.progress_path, EpochRecord(epoch=0))
    run.result_path.write_text(Result(state="stopped", ended=time.time()).model_dump_json())
    return run


@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
@pytest.mark.parametrize("name", ODD)
def test_every_stage_of_an_odd_network_opens(store: RunStore, name: str) -> None:
    run = untrained(store, ODD[name])
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["lang"] = "en"
    app.query_params["model"] = run.id
    app.run()
    assert not app.error
    assert not app.warning
    app.switch_page("pages/walkthrough.py")
    for stage in ODD[name].stages:
        app.query_params["stage"] = stage.name
        app.run()
        assert not app.exception, stage
        assert not app.error, stage
        assert not app.warning, stage
