"""What is taught, in every subject's files, in each language's own words and always the same ones."""

from __future__ import annotations

import pytest

from explainer.lessons import files
from explainer.text import FALLBACK_LANGUAGE
from tests.test_text import COMPLETE, KANA, terms

SUBJECTS = files.subjects()


def written(subject: str, language: str) -> str:
    return (files.FOLDER / f"{subject}.{language}.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("language", COMPLETE)
def test_nothing_is_missing(subject: str, language: str) -> None:
    assert files.missing(subject, language) == []


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("language", COMPLETE)
def test_a_notion_has_one_term(subject: str, language: str) -> None:
    said = written(subject, language).lower()
    wrong = {word: term for term, instead in terms(language).items() for word in instead if word in said}
    assert wrong == {}


@pytest.mark.parametrize("subject", [subject for subject in SUBJECTS if subject != "source"])
def test_english_files_have_no_japanese(subject: str) -> None:
    """The title of the article, in `source`, is Japanese in every language."""
    assert KANA.search(written(subject, FALLBACK_LANGUAGE)) is None
