"""The logits' two pictures, and links into the ledger."""

import pytest

from explainer.text import Text
from explainer.ui.query import Session, parse, render
from explainer.ui.references import LedgerPath
from tests.ui.pages import JAPANESE, Open, words


def test_the_ten_scores_come_first(open_page: Open, language: str) -> None:
    app = open_page("walkthrough", lang=language, stage="logits")
    assert not app.error
    assert app.segmented_control(key=f"logits_view_{language}").value == "scores"
    assert app.title[0].value == Text(language)("stage.logits.title")
    assert "trail" not in app.query_params


@pytest.mark.parametrize("trail", ["strongest", "7-9", "7-9.13", "7-9.13.399.55.3"])
def test_a_link_opens_the_ledger(open_page: Open, language: str, trail: str) -> None:
    app = open_page("walkthrough", lang=language, stage="logits", image="test-1721", trail=trail)
    assert not app.error
    assert not app.warning
    assert app.segmented_control(key=f"logits_view_{language}").value == "ledger"
    assert app.title[0].value == Text(language)("page.ledger.title", higher=7, lower=9)
    assert app.query_params["trail"] == trail
    shown = "".join(element.proto.body for element in app.get("html"))
    assert Text(language)("page.ledger.why") in shown
    if language == "en":
        assert JAPANESE.search(words(app)) is None


def test_the_switch_leads_there_and_back(open_page: Open) -> None:
    app = open_page("walkthrough", lang="en", stage="logits", image="test-1721")
    app.segmented_control(key="logits_view_en").set_value("ledger").run()
    assert app.query_params["trail"] == "strongest"
    assert app.title[0].value == Text("en")("page.ledger.title", higher=7, lower=9)
    app.segmented_control(key="logits_view_en").set_value("scores").run()
    assert "trail" not in app.query_params
    assert app.title[0].value == Text("en")("stage.logits.title")
    assert not app.error


def test_the_higher_score_is_named_first(open_page: Open) -> None:
    app = open_page("walkthrough", lang="en", stage="logits", image="test-1721", trail="9-7")
    assert app.title[0].value == Text("en")("page.ledger.title", higher=7, lower=9)
    assert app.query_params["trail"] == "9-7"


@pytest.mark.parametrize("trail", ["7-7", "x", "7-9.", "7-9.1.-2", "7-9.99999999", "７-９", "7-9" + ".1" * 40])
def test_nonsense_is_named_and_ignored(open_page: Open, language: str, trail: str) -> None:
    app = open_page("walkthrough", lang=language, stage="logits")
    app.query_params["trail"] = trail
    app.run()
    assert not app.error
    assert [warning.value for warning in app.warning] == [Text(language)("frame.bad_parameter", parameter="trail")]
    assert app.title[0].value == Text(language)("stage.logits.title")


@pytest.mark.parametrize("trail", ["7-9.128", "7-9.13.800", "7-9.13.0.0.9", "7-9.13.0.0.0.0.0.0"])
def test_a_path_that_does_not_fit_falls_to_the_strongest(open_page: Open, language: str, trail: str) -> None:
    app = open_page("walkthrough", lang=language, stage="logits", image="test-1721", trail=trail)
    text = Text(language)
    assert not app.error
    assert [warning.value for warning in app.warning] == [
        f"{text('error.trail_does_not_fit')}  \n{text('page.ledger.strongest_instead')}"
    ]
    assert app.query_params["trail"] == "7-9"
    assert len(app.run().warning) == 1
    app.button(key="news_put_away_0").click().run()
    assert not app.warning


def test_the_trail_changes_no_other_stage(open_page: Open) -> None:
    app = open_page("walkthrough", lang="en", stage="dense_1", trail="7-9.128")
    assert not app.error
    assert not app.warning
    assert app.title[0].value.startswith("Dense")


@pytest.mark.parametrize("trail", [LedgerPath(), LedgerPath((7, 9)), LedgerPath((0, 1), (3, 799, 0))])
def test_a_trail_comes_back_from_a_link(trail: LedgerPath) -> None:
    session = Session(stage="logits", trail=trail)
    assert parse(render(session, tuple(vars(session))), Session()) == (session, ())
