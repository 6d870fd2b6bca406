"""What was asked for and cannot be had is said on every page, in every language, until it is read."""

import pytest
from streamlit.testing.v1 import AppTest

from explainer.errors import ExplainerError
from explainer.text import Text
from explainer.training.store.owners import Owner
from explainer.training.store.run_store import RunStore
from explainer.ui import caches
from tests.ui.pages import SCRIPTS, Open
from tests.ui.trainings import begun

UNKNOWN = "0" * 24
OTHER = {page: "draw" if page != "draw" else "overview" for page in SCRIPTS}
LINKS = (
    ({"model": UNKNOWN}, (("error.run_unknown", "frame.bundled_instead"),)),
    ({"model": "bundled@77"}, (("error.weights_missing", "frame.bundled_instead"),)),
    ({"image": "drawing-0123456789ab"}, (("error.drawing_unknown", "frame.test_image_instead"),)),
    ({"row": "x"}, (("frame.bad_parameter",),)),
    (
        {"model": UNKNOWN, "image": "drawing-0123456789ab"},
        (("error.run_unknown", "frame.bundled_instead"), ("error.drawing_unknown", "frame.test_image_instead")),
    ),
)
WORDS = {"epoch": 77, "parameter": "row"}


def said(language: str, notices: tuple[tuple[str, ...], ...]) -> list[str]:
    text = Text(language)
    return ["  \n".join(text(identifier, **WORDS) for identifier in sentences) for sentences in notices]


def warnings(app: AppTest) -> list[str]:
    assert not app.error
    return [warning.value for warning in app.warning]


@pytest.mark.parametrize(
    ("page", "language", "parameters", "notices"),
    [(page, language, *link) for link in LINKS for page, language in (("overview", "ja"), ("lab", "en"))],
)
def test_it_stays_until_the_visitor_goes_elsewhere(
    open_page: Open, page: str, language: str, parameters: dict[str, str], notices: tuple[tuple[str, ...], ...]
) -> None:
    # Straight to the page: what another page says first is not this one's.
    app = open_page("overview", lang=language)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.switch_page(SCRIPTS[page]).run()
    expected = said(language, notices)
    assert warnings(app) == expected
    for _ in range(2):
        app.run()
        assert warnings(app) == expected
    app.switch_page(SCRIPTS[OTHER[page]]).run()
    assert warnings(app) == []


def test_what_was_done_last_replaces_what_was_done_before_and_nothing_else() -> None:
    app = AppTest.from_function(_several_notices).run()
    assert [success.value for success in app.success] == [Text("en")("page.train.in_use")]
    assert [warning.value for warning in app.warning] == [Text("en")("frame.bad_parameter", parameter="row")]


def _several_notices() -> None:
    from explainer.text import Text
    from explainer.ui import notices

    assert notices.add("runs", "warning", notices.sentence("frame.bad_parameter", parameter="row"))
    assert not notices.add("runs", "warning", notices.sentence("frame.bad_parameter", parameter="row"))
    assert notices.add("runs", "success", notices.sentence("page.runs.renamed", name="x"))
    assert notices.add("runs", "success", notices.sentence("page.train.in_use"))
    notices.show("runs", Text("en"))


def test_what_fails_in_a_part_that_moves_stays_as_well(
    open_page: Open, store: RunStore, living: Owner, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(store, living)
    app = open_page("train", lang=language, run=run.id)

    def refuse(_run_id: str) -> None:
        raise ExplainerError("store_unwritable", "Expected to write; received a refusal.")

    monkeypatch.setattr(caches.queue(), "stop", refuse)
    app.button(key="stop_training").click().run()
    for _ in range(2):
        assert [error.value for error in app.error] == [Text(language)("error.store_unwritable")]
        app.run()
