"""No page says too much at once: what a beginner reads before the first click is short."""

import pytest

from explainer.lessons.script import article_lines
from explainer.network import ARTICLE
from explainer.training.recipes.recipe import ARTICLE as ARTICLE_RECIPE
from explainer.ui.pages import PAGES
from tests.ui.pages import Open
from tests.ui.prose import MOST, amount, prose
from tests.ui.test_article_page import lines

READ = {"glossary", "lesson_plan", "classroom"}
"""What is looked up in, or what a teacher reads or prints as a whole, may be long."""


@pytest.mark.parametrize("page", sorted(PAGES.keys() - READ))
def test_a_page_says_little_at_a_time(page: str, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explainer.ui.piecewise.BUDGET_SECONDS", 60)
    said = {language: prose(open_page(page, lang=language)) for language in MOST}
    assert all(said.values())
    assert {language for language, most in MOST.items() if amount(said[language], language) > most} == set()


@pytest.mark.parametrize("language", MOST)
def test_the_note_of_a_line_says_little_at_a_time(open_page: Open, language: str) -> None:
    """What is read beside the script: the note, the questions, and what is said of the arguments that are given."""
    shown = lines(open_page("article", lang=language))
    assert len(shown) == len(article_lines(ARTICLE, ARTICLE_RECIPE))
    amounts = {}
    for name, line in shown.items():
        given = [each["text"] for call in line["calls"] for each in call["arguments"] if each["given"]]
        notions = [notion["title"] for notion in line["notions"]]
        said = [line["title"], line["what"], line["why"], line["remark"], *notions, *given]
        amounts[name] = amount("\n".join(said), language)
    assert {name: count for name, count in amounts.items() if count > MOST[language]} == {}
