"""The parts of the page that shows where the model in use looked."""

from explainer.ui.attribution.covering import covering
from explainer.ui.attribution.gradients import gradients
from explainer.ui.attribution.subject import heading, limits

__all__ = ["covering", "gradients", "heading", "limits"]
