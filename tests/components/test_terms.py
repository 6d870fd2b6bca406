"""Browsers find the terms of a sentence where Python does."""

from collections.abc import Callable
from typing import Any

import pytest

from explainer.lessons.glossary import mentions, search_for
from explainer.text import LANGUAGES, Text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_mention_of_each_term_opens_as_in_python(evaluate: Callable[..., Any], language: str) -> None:
    table = Text(language).table("component.pooling").values()
    sentences = [*table, "Kernels, kernel. map; maps", "カーネルの重み"]
    terms = sorted({mention.term for sentence in sentences for mention in mentions(sentence, language)})
    pattern, forms = search_for(terms, language)
    body = (
        "return given.sentences.map((text) => partsOf(text, given, new Set(), (word, term) => ({ word, term }))"
        ".filter((part) => typeof part !== 'string'));"
    )
    found = evaluate(body, {"sentences": sentences, "pattern": pattern, "forms": forms})
    assert len(terms) > 3
    for sentence, opened in zip(sentences, found, strict=True):
        first = {mention.term: mention for mention in reversed(mentions(sentence, language))}
        expected = sorted((mention.start, term) for term, mention in first.items())
        assert [part["term"] for part in opened] == [term for _, term in expected]
        assert [part["word"] for part in opened] == [
            sentence[first[term].start : first[term].end] for _, term in expected
        ]
