"""The parts of the page that shows where the model in use looked."""

from explainer.ui.attribution.covering import cover
from explainer.ui.attribution.gradients import weigh
from explainer.ui.attribution.subject import heading, limits

__all__ = ["cover", "heading", "limits", "weigh"]
