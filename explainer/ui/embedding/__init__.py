"""The parts of the page with the map of the test images."""

from __future__ import annotations

from explainer.ui.embedding.comparing import neighbours
from explainer.ui.embedding.mapping import the_map
from explainer.ui.embedding.subject import heading

__all__ = ["heading", "neighbours", "the_map"]
