"""The parts of the Compare page."""

from __future__ import annotations

from explainer.ui.compare.answering import answers
from explainer.ui.compare.choosing import chosen, heading
from explainer.ui.compare.differing import curves_and_differences
from explainer.ui.compare.optimizers import optimizers
from explainer.ui.compare.overfitting import gaps, overfitting
from explainer.ui.compare.side_by_side import side_by_side
from explainer.ui.compare.starting import look_again
from explainer.ui.compare.twins import twins

__all__ = [
    "answers",
    "chosen",
    "curves_and_differences",
    "gaps",
    "heading",
    "look_again",
    "optimizers",
    "overfitting",
    "side_by_side",
    "twins",
]
