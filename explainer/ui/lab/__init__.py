"""The parts of the lab."""

from explainer.ui.lab.choosing import choice, heading
from explainer.ui.lab.experiments import experiment

__all__ = ["choice", "experiment", "heading"]
