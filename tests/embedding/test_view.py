"""What a link says of a map, and back."""

import pytest

from explainer.embedding.view import EmbeddingView


@pytest.mark.parametrize("word", ["pca", "tsne", "pca-pixels", "tsne-pixels-1014", "tsne-0"])
def test_a_view_is_read_as_it_is_written(word: str) -> None:
    assert str(EmbeddingView.parse(word)) == word


@pytest.mark.parametrize("word", ["", "umap", "pca-", "tsne-10000", "pca-vectors", "pca--1", "pca-pixels-x", "pca-١"])
def test_nonsense_is_none(word: str) -> None:
    assert EmbeddingView.parse(word) is None
