"""What the notebook of a run says beside its code."""

import pytest

from explainer.text import ORIGINALS, Text
from explainer.training.models.downloads import NOTEBOOK_PARTS
from explainer.training.store.files import write_atomically
from explainer.training.store.listed_runs import listed_run
from explainer.training.store.records import Exit
from explainer.training.store.run_store import RunStore
from explainer.ui.runs_page.download import notebook_words
from tests.ui.trainings import begun, dead, ended, finished, request


@pytest.mark.parametrize("language", ORIGINALS)
def test_the_notebook_says_what_to_expect(store: RunStore, language: str) -> None:
    text = Text(language)
    words = notebook_words(text, listed_run(store, finished(store)))
    assert set(words) == set(NOTEBOOK_PARTS)
    assert "98.75\u00a0%" in words["result"]
    assert "42" in words["introduction"]
    run = begun(store, dead())
    write_atomically(run.exit_path, Exit(exit_code=-9).model_dump_json())
    assert notebook_words(text, listed_run(store, run))["result"] == text(
        "page.runs.notebook_cut_short", accuracy="98.25\u00a0%", epoch=1, epochs=2
    )
    queued = store.create(request())
    unmeasured = text("page.runs.notebook_unmeasured")
    assert notebook_words(text, listed_run(store, queued))["result"] == unmeasured
    finished_run = finished(store)
    assert finished_run.ask_for_more(3)
    assert notebook_words(text, listed_run(store, finished_run))["result"] == unmeasured
    ended(finished_run, "finished", epoch=3, test_accuracy=0.9912)
    assert notebook_words(text, listed_run(store, finished_run))["result"] == text(
        "page.runs.notebook_continued", accuracy="99.12\u00a0%", epoch=3, epochs=2
    )
