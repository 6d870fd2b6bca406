"""What is taught, in every subject's files, in each language's own words and always the same ones."""

import pytest

from explainer.lessons import files
from explainer.text import LANGUAGES, ORIGINALS
from tests.test_text import KANA, terms

SUBJECTS = files.subjects()


def written(subject: str, language: str) -> str:
    path = files.FOLDER / f"{subject}.{language}.toml"
    return path.read_text(encoding="utf-8") if path.is_file() or language in ORIGINALS else ""


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("language", ORIGINALS)
def test_nothing_is_missing(subject: str, language: str) -> None:
    assert files.missing(subject, language) == []


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notion_has_one_term(subject: str, language: str) -> None:
    said = written(subject, language).lower()
    wrong = {word: term for term, instead in terms(language).items() for word in instead if word in said}
    assert wrong == {}


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "ja"])
@pytest.mark.parametrize("subject", [subject for subject in SUBJECTS if subject != "source"])
def test_other_languages_have_no_japanese(subject: str, language: str) -> None:
    """The title of the article, in `source`, is Japanese in every language."""
    assert KANA.search(written(subject, language)) is None
