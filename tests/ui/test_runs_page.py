"""The Runs page in both languages: the list, what can be done with a run, and what only its visitor may do."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from explainer.network import ARTICLE
from explainer.text import Text
from explainer.training.recipes.recipe import QUICK_LOOK
from explainer.training.store.files import write_atomically
from explainer.training.store.names import read_name, write_name
from explainer.training.store.owners import Owner
from explainer.training.store.records import Exit, Request
from explainer.training.store.run_store import RunStore
from explainer.ui.frame import Frame
from explainer.ui.query import Session
from explainer.ui.run_names import in_markdown, run_name
from explainer.ui.runs_page import listing
from tests.ui.pages import JAPANESE, VISITOR, Open, html, labels, words
from tests.ui.trainings import begun, dead, ended, finished, request

SOMEBODY = "somebody-else-0000"


def lines(app: AppTest) -> list[str]:
    """The ids of the runs that are listed, in order."""
    return [str(part.key).removeprefix("open_") for part in app.button if str(part.key).startswith("open_")]


def offered(app: AppTest) -> list[str]:
    return [str(part.key).removeprefix("download_") for part in app.get("download_button")]


def test_without_runs_it_says_where_to_begin(open_page: Open, language: str) -> None:
    app = open_page("runs", lang=language)
    assert Text(language)("page.runs.none") in words(app)
    assert lines(app) == []


def test_the_newest_is_first_and_says_what_is_known(open_page: Open, store: RunStore, language: str) -> None:
    text = Text(language)
    runs = [finished(store), finished(store, accuracy=0.95)]
    interrupted = begun(store, dead())
    write_atomically(interrupted.exit_path, Exit(exit_code=-9).model_dump_json())
    app = open_page("runs", lang=language)
    assert lines(app) == [interrupted.id, runs[1].id, runs[0].id]
    shown = html(app)
    for fact in (
        "98.8\u00a0%",
        "95.0\u00a0%",
        "64 × 3×3",
        "32 × 3×3",
        text("state.interrupted"),
        text("recipe.fast.name"),
    ):
        assert fact in shown
    assert text("page.runs.own", count=3) in words(app)


def test_english_has_no_japanese(open_page: Open, store: RunStore) -> None:
    run = finished(store)
    app = open_page("runs", lang="en", run=run.id)
    assert JAPANESE.search(words(app)) is None
    assert JAPANESE.search(html(app)) is None


def test_sixty_runs_are_shown_twenty_at_a_time(open_page: Open, store: RunStore) -> None:
    runs = [store.create(request(), is_claimed=True) for _ in range(60)]
    for run in runs:
        ended(run, "stopped")
    app = open_page("runs", lang="en")
    assert lines(app) == [run.id for run in reversed(runs)][:20]
    app.button(key="runs_all").click().run()
    assert len(lines(app)) == 60
    assert lines(open_page("runs", lang="en", run=runs[30].id))[-1] == runs[30].id


def test_a_line_opens_and_closes(open_page: Open, store: RunStore) -> None:
    run = finished(store)
    app = open_page("runs", lang="en")
    assert offered(app) == []
    app.button(key=f"open_{run.id}").click().run()
    assert app.query_params["run"] == run.id
    assert offered(app) == ["model", "weights", "history", "configuration", "notebook"]
    assert any(run.id in code.value for code in app.code)
    app.button(key=f"open_{run.id}").click().run()
    assert offered(app) == []
    assert "run" not in app.query_params


def test_what_is_missing_has_no_button(open_page: Open, store: RunStore) -> None:
    run = ended(store.create(request(), is_claimed=True), "failed", reason="crashed")
    app = open_page("runs", lang="en", run=run.id)
    assert offered(app) == ["configuration", "notebook"]
    assert Text("en")("page.train.use") not in labels(app)


def test_a_damaged_result_is_no_traceback(open_page: Open, store: RunStore) -> None:
    run = finished(store)
    run.result_path.write_text("{")
    app = open_page("runs", lang="en", run=run.id)
    assert not app.error
    assert Text("en")("state.unreadable") in html(app)


@pytest.mark.parametrize(
    "absurd", [{"seconds": 1e300}, {"ended": 1e300}, {"epoch": 10**30}, {"test_accuracy": 1e300}, {"seconds": 1e999}]
)
def test_an_absurd_number_in_one_result_leaves_the_other_runs_alone(
    open_page: Open, store: RunStore, absurd: dict[str, float]
) -> None:
    sound, damaged = finished(store), finished(store)
    known = json.loads(damaged.result_path.read_text())
    damaged.result_path.write_text(json.dumps(known | absurd))
    for page in ("runs", "train", "overview", "compare"):
        app = open_page(page, lang="en")
        assert not app.error
    app = open_page("runs", lang="en")
    assert {f"open_{run.id}" for run in (sound, damaged)} <= {part.key for part in app.button}
    assert Text("en")("state.unreadable") in html(app)


def test_an_absurd_time_in_one_request_leaves_the_other_runs_alone(open_page: Open, store: RunStore) -> None:
    sound, damaged = finished(store), finished(store)
    known = json.loads(damaged.request_path.read_text())
    damaged.request_path.write_text(json.dumps(known | {"created": 1e300}))
    app = open_page("runs", lang="en")
    assert not app.error
    assert f"open_{sound.id}" in {part.key for part in app.button}


def test_a_run_is_renamed_everywhere(open_page: Open, store: RunStore, language: str) -> None:
    text = Text(language)
    run, other = finished(store), finished(store)
    app = open_page("runs", lang=language, run=run.id)
    app.text_input(key=f"run_name_{language}_{run.id}").set_value("  My *5×5*  kernels ")
    app.button(key="run_rename").click().run()
    assert not app.error
    assert read_name(run) == "My *5×5* kernels"
    escaped = r"My \*5×5\* kernels"
    assert [success.value for success in app.success] == [text("page.runs.renamed", name=escaped)]
    assert app.button(key=f"open_{run.id}").label == escaped
    app.session_state["change_model"] = True
    assert escaped in app.run().radio[0].options
    app.switch_page("pages/train.py").run()
    app.query_params["run"] = other.id
    app.run()
    assert escaped in app.button(key=f"run-{run.id}").label
    app.query_params["model"] = run.id
    app.run()
    assert f"**{escaped}**" in words(app)


def test_two_runs_of_the_same_name_stay_two(open_page: Open, store: RunStore) -> None:
    runs = [finished(store), finished(store)]
    for run in runs:
        write_name(run, "twin")
    app = open_page("overview", lang="en")
    app.session_state["change_model"] = True
    assert app.run().radio[0].options[1:] == [f"twin {run.id[:4]}" for run in reversed(runs)]


@pytest.mark.parametrize("name", ["", "   "])
def test_a_run_needs_a_name(open_page: Open, store: RunStore, name: str) -> None:
    run = finished(store)
    app = open_page("runs", lang="en", run=run.id)
    app.text_input(key=f"run_name_en_{run.id}").set_value(name)
    app.button(key="run_rename").click().run()
    assert app.error[0].value == Text("en")("error.run_name_length", limit=60)
    assert read_name(run) is None


def test_deleting_asks_first_and_falls_to_the_bundled_model(open_page: Open, store: RunStore, language: str) -> None:
    text = Text(language)
    run = finished(store)
    app = open_page("runs", lang=language, run=run.id, model=run.id)
    name = in_markdown(run_name(text, run.request(), run.id, None))
    assert text("page.runs.delete_question", name=name) in words(app)
    assert text("page.runs.in_use") in html(app)
    assert run.directory.exists()
    app.button(key="run_delete").click().run()
    assert not app.warning
    assert not run.directory.exists()
    assert "run" not in app.query_params
    assert app.query_params["model"] == "bundled"
    told = f"{text('page.runs.deleted', name=name)}  \n{text('frame.bundled_instead')}"
    assert [success.value for success in app.success] == [told]
    assert len(app.run().success) == 1
    assert lines(app) == []


def test_an_active_run_is_stopped_before_it_is_deleted(open_page: Open, store: RunStore, living: Owner) -> None:
    run = begun(store, living)
    app = open_page("runs", lang="en", run=run.id)
    assert Text("en")("page.runs.stop_first") in words(app)
    app.button(key="run_delete").click().run()
    assert run.request_path.exists()


def test_a_run_that_went_on_meanwhile_is_not_deleted(open_page: Open, store: RunStore, living: Owner) -> None:
    run = begun(store, dead())
    write_atomically(run.exit_path, Exit(exit_code=1).model_dump_json())
    app = open_page("runs", lang="en", run=run.id)
    run.exit_path.unlink()
    write_atomically(run.worker_path, living.model_dump_json())
    app.button(key="run_delete").click().run()
    assert run.request_path.exists()


def test_the_list_notices_that_a_run_has_ended(store: RunStore, living: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    run = begun(store, living)
    drawn_anew = []
    monkeypatch.setattr(listing.st, "rerun", lambda: drawn_anew.append(True))
    frame = Frame("runs", Session(language="en"), VISITOR)
    listing._rerun_on_change(frame, {run.id: "running"})
    assert drawn_anew == []
    ended(run, "finished", epoch=2)
    listing._rerun_on_change(frame, {run.id: "running"})
    assert drawn_anew == [True]
    store.delete(run)
    listing._rerun_on_change(frame, {run.id: "finished"})
    assert drawn_anew == [True, True]


def test_using_a_run(open_page: Open, store: RunStore) -> None:
    run = finished(store)
    app = open_page("runs", lang="en", run=run.id)
    app.button(key="run_use").click().run()
    assert not app.warning
    assert app.query_params["model"] == run.id
    assert [success.value for success in app.success] == [Text("en")("page.train.in_use")]
    assert Text("en")("page.train.use") not in labels(app)


def test_somebody_elses_run_is_shown_by_its_link_only(open_page: Open, store: RunStore, language: str) -> None:
    text = Text(language)
    foreign, own = finished(store, SOMEBODY), finished(store)
    assert lines(open_page("runs", lang=language)) == [own.id]
    app = open_page("runs", lang=language, run=foreign.id)
    assert lines(app) == [foreign.id, own.id]
    assert text("page.runs.foreign") in words(app)
    assert text("page.train.use") in labels(app)
    keys = {part.key for part in app.button}
    assert not keys & {"run_delete", "run_rename"}
    assert not app.text_input


def test_a_run_of_nobody_belongs_to_nobody(open_page: Open, store: RunStore) -> None:
    ended(store.create(Request(config=ARTICLE, recipe=QUICK_LOOK), is_claimed=True), "stopped")
    assert lines(open_page("runs", lang="en")) == []


def test_somebody_else_cannot_press_what_was_drawn_for_the_owner(open_page: Open, store: RunStore) -> None:
    run = finished(store)
    app = open_page("runs", lang="en", run=run.id)
    app.session_state["visitor"] = SOMEBODY
    app.button(key="run_delete").click().run()
    assert run.request_path.exists()


def test_an_unknown_run_is_said_until_it_is_read(open_page: Open) -> None:
    app = open_page("runs", lang="en", run="0" * 24)
    assert [error.value for error in app.error] == [Text("en")("error.run_unknown")]
    assert len(app.run().error) == 1
    assert not app.button(key="news_put_away_0").click().run().error
