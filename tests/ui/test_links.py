"""Nonsense in a link falls to the default, and is spoken of until that is read."""

import pytest

from explainer.text import Text
from explainer.ui.places import internal_link
from explainer.ui.query import Session, parse
from tests.ui.pages import Open


def test_a_number_that_the_stage_does_not_have_is_named(open_page: Open, language: str) -> None:
    app = open_page("walkthrough", lang=language, stage="flatten", filter="99999")
    text = Text(language)
    assert [warning.value for warning in app.warning] == [
        text("page.walkthrough.out_of_range", parameter="filter", value=99999, last=799)
    ]
    assert "filter" not in app.query_params
    assert len(app.run().warning) == 1
    app.button(key="news_put_away_0").click().run()
    assert not app.warning
    assert not app.error


@pytest.mark.parametrize(
    ("stage", "parameters", "named"),
    [
        ("conv2d_2", {"filter": "32", "channel": "64", "row": "11", "column": "11"}, 4),
        ("conv2d_2", {"filter": "31", "channel": "63", "row": "10", "column": "10"}, 0),
        ("softmax", {"filter": "10"}, 1),
        ("softmax", {"filter": "9", "row": "27", "channel": "500"}, 0),
        ("input", {"row": "28", "column": "3"}, 1),
    ],
)
def test_only_what_the_stage_uses_is_looked_at(
    open_page: Open, stage: str, parameters: dict[str, str], named: int
) -> None:
    app = open_page("walkthrough", lang="en", stage=stage, **parameters)
    assert len(app.warning) == named
    assert not app.error


def test_the_last_place_of_the_longest_row_can_be_linked() -> None:
    longest = 28 * 28 * 256 - 1
    assert parse({"filter": str(longest)}, Session()) == (Session(filter=longest), ())
    assert parse({"filter": "201000"}, Session()) == (Session(), ("filter",))


def test_nothing_in_a_links_words_is_markup() -> None:
    link = internal_link('page?term="', "a <b> & c")
    assert "<b>" not in link
    assert link.count('"') == 4
