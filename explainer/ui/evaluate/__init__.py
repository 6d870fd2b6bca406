"""The parts of the Evaluate page."""

from __future__ import annotations

from explainer.ui.evaluate.browsing import browse, mistakes
from explainer.ui.evaluate.classes import classes
from explainer.ui.evaluate.matrix import matrix
from explainer.ui.evaluate.own import own
from explainer.ui.evaluate.pairing import pair
from explainer.ui.evaluate.robustness import robustness
from explainer.ui.evaluate.subject import heading
from explainer.ui.evaluate.sureness import sureness, threshold

__all__ = ["browse", "classes", "heading", "matrix", "mistakes", "own", "pair", "robustness", "sureness", "threshold"]
